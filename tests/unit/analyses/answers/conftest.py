"""The rows of answers.csv on small papers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reanalysis.analyses.answers.table import answers
from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.model.config import ControlsConfig, RatesConfig


@pytest.fixture
def answer_rows(dataset, outcomes, scales):
    """The rows of answers.csv on one trial of some papers."""

    def made(*papers, trial="trial2001", sets=(), **known):
        given = replace(dataset(*papers, **known), sets=sets)
        rates = estimate_rates(given, outcomes, scales, RatesConfig()).estimates
        compared = compare_controls(given, outcomes, scales, ControlsConfig()).estimates
        every = [*rates, *compared]
        facts = [fact for one in every for fact in one.as_facts()]
        rows = answers(given, outcomes, [one.as_row() for one in every], facts, 0.05)
        return [row for row in rows if row["trial"] == trial]

    return made


@pytest.fixture
def answer(answer_rows):
    """The same by control; the row of the whole under a blank."""
    return lambda *papers, **known: {row["control"]: row for row in answer_rows(*papers, **known)}

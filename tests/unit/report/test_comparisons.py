"""Rows of robustness.csv find the version of the comparison that they are about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reanalysis.report import words
from reanalysis.report.comparisons import is_about

from .test_words import RATE

MAIN = replace(RATE, events=15, n=30)


@pytest.mark.parametrize(("row", "control", "about"), [
    (("15", "30", "0.25", "entered"), "0.25", True),
    (("15", "30", "0.212", "entered"), "0.25", False),
    (("16", "30", "0.25", "entered"), "0.25", False),
    (("15", "30", "43/112", "from_percent"), "43/112", True),
    (("15", "30", "43/112", "from_percent"), "44/112", False),
    (("15", "30", "0.25", "from_patients_by_definition"), "0.25", False),
])
def test_a_row_is_about_its_counts_control_and_version(row, control, about):
    assert is_about(dict(zip(("events", "n", "control", "derived"), row, strict=True)), MAIN, control) is about


def test_counts_at_which_the_conclusion_turns_in_words():
    assert words.tipping_events(43, 270, 89, "0.05") == (
        "The two-sided p reaches 0.05 if 89 instead of 43 of the control\u2019s 270 patients have the outcome")
    assert words.smallest_control(36, "0.05") == "Had the rate come from a group, the two-sided p would be below 0.05 from 36 control patients on"

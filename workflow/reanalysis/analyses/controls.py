"""Comparisons of response rates: with a rate taken as known, and with a group that has counts."""

from __future__ import annotations

from collections.abc import Mapping

from reanalysis.analyses.comparisons.families import adjust, families_of, leading_p
from reanalysis.analyses.comparisons.multiverse import multiverse
from reanalysis.analyses.comparisons.outcomes import compare_one
from reanalysis.analyses.result import Result, estimates_of
from reanalysis.analyses.settled import settled
from reanalysis.derive.direction import is_harm
from reanalysis.model.config import ControlsConfig, Outcomes, Scale
from reanalysis.model.paper import Dataset


def compare_controls(
    dataset: Dataset, outcomes: Outcomes, scales: Mapping[str, Scale], config: ControlsConfig
) -> Result:
    """All comparisons of outcomes. What cannot be computed gives blank rows with the reason, and a finding."""
    result = Result()
    result.extra["robustness"] = []
    for paper in dataset.papers.values():
        p_values: dict[str, float] = {}
        for row in paper.comparisons:
            if row.in_use and row.outcome:
                harm = is_harm(outcomes, paper, row.outcome)
                given = list(compare_one(dataset, paper, row, scales, config, harm=harm))
                p_value = leading_p(estimates_of(given))
                p_values |= {} if p_value is None else {row.comparison: p_value}
                result.take(given)
        result.take(adjust("robustness", paper, families_of(paper, timed=False), p_values))
    result.estimates = settled(result.estimates)
    result.extra["multiverse"] = multiverse(dataset, scales, config)
    return result

"""Synthesis: every set of sets.csv whose purpose it is, pooled by every model, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reanalysis.analyses.result import Result
from reanalysis.analyses.settled import settled
from reanalysis.analyses.synthesis.influence import choice_rows, study_rows
from reanalysis.analyses.synthesis.proportions import proportion_rows
from reanalysis.analyses.synthesis.ratios import ratio_rows
from reanalysis.analyses.synthesis.studies import Pool, pools_of
from reanalysis.model.config import Scale, SynthesisConfig
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.naming import group_named
from reanalysis.model.paper import Dataset
from reanalysis.wording import in_words


def pool_sets(dataset: Dataset, scales: Mapping[str, Scale], config: SynthesisConfig) -> Result:
    """All pools of outcomes. What cannot be pooled gives a blank row with the reason, and a finding."""
    result = Result()
    result.extra |= {"synthesis_studies": [], "synthesis_choices": []}
    for pool in pools_of(dataset, scales):
        shared = _shared(pool)
        if pool.reason:
            result.estimates.append(_blank(pool, shared, config))
            result.findings.append(_finding(pool, "set_not_pooled", "warning", pool.reason))
            continue
        compared = any(study.against for study in pool.studies)
        rows = ratio_rows if compared else proportion_rows
        result.estimates.extend(rows(pool, shared, config))
        for subgroup in pool.subgroups:
            part = pool.of_subgroup(subgroup)
            result.estimates.extend(rows(part, _shared(part, subgroup), config))
        if not compared:
            for row in study_rows(pool, config):
                result.add_row("synthesis_studies", **row)
            for row in choice_rows(pool, config):
                result.add_row("synthesis_choices", **row)
        for check, message in pool.remarks:
            result.findings.append(_finding(pool, check, "warning", message))
        if pool.without and not any(check == "set_left_out" for check, _ in pool.remarks):
            names = ", ".join(group_named(member.paper, member.group) for member in pool.without)
            message = f"{names} of the set {in_words(pool.name)} gives no count of {in_words(pool.outcome)} to pool"
            result.findings.append(_finding(pool, "set_without_count", "note", message))
    result.estimates = settled(result.estimates)
    return result


def _shared(pool: Pool, subgroup: str = "") -> dict[str, Any]:
    sources = [*pool.sources]
    for study in pool.studies:
        sources += [*study.sources, *(study.against.sources if study.against else ())]
    at = " ".join(part for part in (pool.at, f"subgroup {subgroup}" if subgroup else "") if part)
    return {
        "paper": "",
        "group": f"set:{pool.name}",
        "outcome": pool.outcome,
        "at": at,
        "unit": pool.unit,
        "derived": "pooled",
        "sources": tuple(dict.fromkeys(sources)),
    }


def _blank(pool: Pool, shared: dict, config: SynthesisConfig) -> Estimate:
    method = config.primary.pooled_proportion
    return Estimate(**shared, measure="pooled_proportion", method=method, primary=True, note=pool.reason)


def _finding(pool: Pool, check: str, severity: str, message: str) -> Finding:
    _, line = place_of(pool.sources[0])
    return Finding(
        paper="",
        check=check,
        severity=severity,
        table="sets",
        row=line,
        column="set",
        entered=pool.name,
        message=message,
        outcome=pool.outcome,
        source=pool.sources[0],
    )

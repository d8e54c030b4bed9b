"""Synthesis: every set of sets.csv whose purpose it is, pooled by every model, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from reanalysis.analyses.result import Result
from reanalysis.analyses.settled import settled
from reanalysis.analyses.synthesis.effect_pools import EffectPool, effect_pools, effect_pools_of, words_of
from reanalysis.analyses.synthesis.effects import LEADS, MEASURES, effect_rows
from reanalysis.analyses.synthesis.influence import choice_rows, study_rows
from reanalysis.analyses.synthesis.proportions import proportion_rows
from reanalysis.analyses.synthesis.ratios import ratio_rows
from reanalysis.analyses.synthesis.studies import Pool, pools_of
from reanalysis.analyses.synthesis.study_rows import compared_study_rows, effect_study_rows
from reanalysis.model.config import SynthesisConfig, Vocabulary
from reanalysis.model.estimate import Estimate, facts
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.naming import group_named
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import SetMember
from reanalysis.wording import in_words


def pool_sets(dataset: Dataset, names: Vocabulary, config: SynthesisConfig) -> Result:
    """All pools of outcomes and endpoints. What cannot be pooled gives a blank row with the reason, and a finding."""
    result = Result()
    result.extra |= {"synthesis_studies": [], "synthesis_choices": []}
    for pool in pools_of(dataset, names):
        printed = _printed_instead(dataset, pool, config)
        if printed:
            for one in printed:
                _add_effects(result, one, config)
        elif pool.reason:
            _refuse(result, pool, "pooled_proportion", config.primary.pooled_proportion)
        else:
            _add_counts(result, pool, dataset, config)
    for effects in effect_pools_of(dataset, conf_level=config.conf_level):
        _add_effects(result, effects, config)
    result.estimates = settled(result.estimates)
    return result


def _printed_instead(dataset: Dataset, pool: Pool, config: SynthesisConfig) -> list[EffectPool]:
    """Pools of the printed ratios of a set of comparisons that has no counts; none where it has, or prints none."""
    members = [member for member in dataset.sets if member.ref in pool.sources]
    if pool.studies or not pool.reason or not any(member.against for member in members):
        return []
    whole = EffectPool(name=pool.name, outcome=pool.outcome, endpoint="")
    found = list(effect_pools(dataset, members, whole, conf_level=config.conf_level))
    return [] if any(one.reason for one in found) else found


def _add_counts(result: Result, pool: Pool, dataset: Dataset, config: SynthesisConfig) -> None:
    compared = any(study.against for study in pool.studies)
    rows = ratio_rows if compared else proportion_rows
    missing = [member for member in pool.without if member.paper in dataset.papers]
    found = list(rows(pool, _shared(pool), config))
    result.estimates.extend(_incomplete(row, pool.without) for row in found)
    for subgroup in pool.subgroups:
        part = pool.of_subgroup(subgroup)
        result.estimates.extend(rows(part, _shared(part, subgroup), config))
    for row in compared_study_rows(pool, config) if compared else study_rows(pool, config):
        result.add_row("synthesis_studies", **row)
    for row in () if compared else choice_rows(pool, config):
        result.add_row("synthesis_choices", **row)
    for check, message in pool.remarks:
        result.findings.append(_finding(pool, check, "warning", message))
    if missing:
        when = f" at {pool.at} {pool.unit}" if pool.at else ""
        message = (
            f"{_named(missing)} of the set {in_words(pool.name)} gives no count of {in_words(pool.outcome)}{when} to "
            "pool"
        )
        result.findings.append(_finding(pool, "set_without_count", "note", message))


def _add_effects(result: Result, pool: EffectPool, config: SynthesisConfig) -> None:
    if pool.reason:
        usual = "pooled_hazard_ratio" if pool.compared else "pooled_survival_probability"
        _refuse(result, pool, MEASURES.get(pool.statistic, usual), LEADS)
        return
    without = tuple(member for member, _ in pool.without)
    result.estimates.extend(_incomplete(row, without) for row in effect_rows(pool, _shared(pool), config))
    for subgroup in pool.subgroups:
        part = pool.of_subgroup(subgroup)
        result.estimates.extend(effect_rows(part, _shared(part, subgroup), config))
    for row in effect_study_rows(pool, config):
        result.add_row("synthesis_studies", **row)
    for check, message in pool.remarks:
        result.findings.append(_finding(pool, check, "warning", message))
    for member, reason in pool.without:
        message = (
            f"{_named([member])} of the set {in_words(pool.name)} gives no {words_of(pool.statistic)} of "
            f"{in_words(pool.endpoint or pool.outcome)} to pool: {reason}"
        )
        result.findings.append(_finding(pool, "set_without_count", "note", message))


def _refuse(result: Result, pool: Pool | EffectPool, measure: str, method: str) -> None:
    """A blank row with the reason, and a finding."""
    result.estimates.append(Estimate(**_shared(pool), measure=measure, method=method, primary=True, note=pool.reason))
    result.findings.append(_finding(pool, "set_not_pooled", "warning", pool.reason))
    for check, message in pool.remarks:
        result.findings.append(_finding(pool, check, "warning", message))


def _incomplete(row: Estimate, without: Sequence[SetMember]) -> Estimate:
    """A pooled number with the members of the set that are not in it."""
    if not without or not row.measure.startswith("pooled_"):
        return row
    return replace(row, note="; ".join(filter(None, (row.note, f"without {_named(without)}"))))


def _named(members: Iterable[SetMember]) -> str:
    return ", ".join(dict.fromkeys(group_named(member.paper, member.group) for member in members))


def _shared(pool: Pool | EffectPool, subgroup: str = "") -> dict[str, Any]:
    sources = [*pool.sources]
    for study in pool.studies:
        against = getattr(study, "against", None)
        sources += [*study.sources, *(against.sources if against else ())]
    at = " ".join(part for part in (pool.at, f"subgroup {subgroup}" if subgroup else "") if part)
    return {
        "paper": "",
        "group": f"set:{pool.name}",
        "outcome": pool.outcome,
        "endpoint": pool.endpoint,
        "at": at,
        "unit": pool.unit,
        "derived": "pooled",
        "facts": facts(time=pool.at, subgroup=subgroup),
        "sources": tuple(dict.fromkeys(sources)),
    }


def _finding(pool: Pool | EffectPool, check: str, severity: str, message: str) -> Finding:
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
        outcome=pool.outcome or pool.endpoint,
        source=pool.sources[0],
    )

"""One row a study of pools of comparisons and of printed effects: its own effect, its weight, the pool without it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from reanalysis.analyses.synthesis.effect_pools import EffectPool
from reanalysis.analyses.synthesis.effects import MEASURES, way_back
from reanalysis.analyses.synthesis.printed import EffectStudy
from reanalysis.analyses.synthesis.studies import Pool, Study
from reanalysis.model.config import SynthesisConfig
from reanalysis.model.estimate import number_text
from reanalysis.stats.random_effects import random_effects
from reanalysis.stats.random_intercept import random_intercept_rate
from reanalysis.stats.results import Interval
from reanalysis.stats.study_effects import log_ratio_effect
from reanalysis.stats.two_proportions import conditional_exact_odds_ratio

S = TypeVar("S", Study, EffectStudy)
Numbers = tuple[float | None, float | None, float | None]


def compared_study_rows(pool: Pool, config: SynthesisConfig) -> Iterator[dict[str, str]]:
    """One row a study of a pool of comparisons: its exact odds ratio, and the pooled odds ratio (REML) without it."""
    level, studies = config.conf_level, [study for study in pool.studies if study.against is not None]
    known = all(study.known for study in studies)
    weights = _shares(studies) if known else {}
    for study, up_to in zip(studies, _by_year(studies), strict=True):
        other = study.against
        if other is None:
            continue
        own: Numbers = (None, None, None)
        if study.known:
            own = _numbers(conditional_exact_odds_ratio(study.low, study.n, other.low, other.n, conf_level=level))
        rest = [one for one in studies if one is not study]
        yield {
            "set": pool.name,
            "outcome": pool.outcome,
            "at": pool.at,
            "unit": pool.unit,
            "measure": "odds_ratio",
            "subgroup": study.member.subgroup,
            "paper": study.member.paper,
            "group": study.member.group,
            "year": str(study.year),
            "x": "" if study.member.x is None else str(study.member.x),
            "events_low": str(study.low),
            "events_high": str(study.high),
            "n": str(study.n),
            "against": study.member.against,
            "control_events": str(other.low) if other.known else "",
            "control_n": str(other.n),
            "weight": number_text(weights.get(study.member)) if known else "",
            "sources": ";".join((study.member.ref, *study.sources, *other.sources)),
            **_texts("", own),
            **_texts("without_", _odds_ratio(rest, level) if known else (None, None, None)),
            **_texts("cumulative_", _odds_ratio(up_to, level) if known else (None, None, None)),
        }


def effect_study_rows(pool: EffectPool, config: SynthesisConfig) -> Iterator[dict[str, str]]:
    """One row a study of a pool of printed effects: what is printed, its weight, and the pool without it."""
    level, studies = config.conf_level, pool.studies
    weights = _weights(studies, level)
    for index, (study, up_to) in enumerate(zip(studies, _by_year(studies), strict=True)):
        rest = [one for one in studies if one is not study]
        yield {
            "set": pool.name,
            "outcome": pool.outcome,
            "endpoint": pool.endpoint,
            "at": pool.at,
            "unit": pool.unit,
            "measure": MEASURES[pool.statistic].removeprefix("pooled_"),
            "subgroup": study.member.subgroup,
            "paper": study.member.paper,
            "group": study.member.group,
            "year": str(study.year),
            "x": "" if study.member.x is None else str(study.member.x),
            "n": "" if study.n is None else str(study.n),
            "events_low": str(study.counts[0]) if study.counts else "",
            "events_high": str(study.counts[0]) if study.counts else "",
            "against": study.member.against,
            "weight": number_text(weights[index]) if weights else "",
            "sources": ";".join((study.member.ref, *study.sources)),
            **_texts("", (study.value, study.low, study.high)),
            **_texts("without_", _pooled(pool, rest, level)),
            **_texts("cumulative_", _pooled(pool, up_to, level)),
        }


def _by_year(studies: Sequence[S]) -> list[list[S]]:
    """For each study those up to its year, it included; studies of one year in the order of entry."""
    order = sorted(range(len(studies)), key=lambda index: (studies[index].year, index))
    found: dict[int, list[S]] = {
        index: [studies[one] for one in order[: place + 1]] for place, index in enumerate(order)
    }
    return [found[index] for index in range(len(studies))]


def _informative(studies: Sequence[Study]) -> dict[int, tuple[float, float]]:
    """Log odds ratio and variance of the studies that say something about it, by their place."""
    found = {}
    for index, study in enumerate(studies):
        other = study.against
        if other is not None and (study.low, other.low) not in ((0, 0), (study.n, other.n)):
            effect = log_ratio_effect("odds_ratio", study.low, study.n, other.low, other.n)
            found[index] = (effect.effect, effect.variance)
    return found


def _shares(studies: Sequence[Study]) -> dict[object, float]:
    found = _informative(studies)
    if not found:
        return {}
    effects, variances = zip(*found.values(), strict=True)
    weights = random_effects(effects, variances, estimator="reml").weights
    return {studies[index].member: weight for index, weight in zip(found, weights, strict=True)}


def _odds_ratio(studies: Sequence[Study], level: float) -> Numbers:
    found = _informative(studies)
    if not found:
        return None, None, None
    effects, variances = zip(*found.values(), strict=True)
    return _numbers(random_effects(effects, variances, estimator="reml", conf_level=level).mean(math.exp))


def _weights(studies: Sequence[EffectStudy], level: float) -> tuple[float, ...]:
    if any(study.counts for study in studies):
        return ()
    effects, variances = [study.effect for study in studies], [study.variance for study in studies]
    return random_effects(effects, variances, estimator="reml", conf_level=level).weights


def _pooled(pool: EffectPool, studies: Sequence[EffectStudy], level: float) -> Numbers:
    if not studies:
        return None, None, None
    back = way_back(pool.statistic)
    counts = [study.counts for study in studies if study.counts]
    if counts:
        found = random_intercept_rate([one[0] for one in counts], [one[1] for one in counts], conf_level=level)
        return _numbers(back(found, False))
    effects, variances = [study.effect for study in studies], [study.variance for study in studies]
    return _numbers(back(random_effects(effects, variances, estimator="reml", conf_level=level), False))


def _numbers(found: Interval) -> Numbers:
    return found.estimate, found.conf_low, found.conf_high


def _texts(prefix: str, numbers: Numbers) -> dict[str, str]:
    names = (f"{prefix}estimate", f"{prefix}conf_low", f"{prefix}conf_high")
    return dict(zip(names, map(number_text, numbers), strict=True))

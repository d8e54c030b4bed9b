"""What every model makes of printed effects: ratios, survival at a time, medians and rates of several studies."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from reanalysis.analyses.synthesis.effect_pools import EffectPool
from reanalysis.analyses.synthesis.printed import EffectStudy
from reanalysis.model.config import SynthesisConfig
from reanalysis.model.estimate import Estimate, facts
from reanalysis.stats.event_rate import exact_poisson
from reanalysis.stats.pooled import Pooled
from reanalysis.stats.random_effects import heterogeneity, random_effects
from reanalysis.stats.random_intercept import random_intercept_rate
from reanalysis.stats.results import Interval
from reanalysis.stats.time_effects import median_of_medians

MEASURES = {
    "hazard_ratio": "pooled_hazard_ratio",
    "odds_ratio": "pooled_odds_ratio",
    "risk_ratio": "pooled_risk_ratio",
    "risk_difference": "pooled_risk_difference",
    "survival": "pooled_survival_probability",
    "median": "pooled_median_time",
    "person_time": "pooled_rate",
}
MODELS = {
    "reml": ("reml", False),
    "reml_hksj": ("reml", True),
    "dl": ("dl", False),
    "inverse_variance": ("fixed", False),
}
LEADS = "reml"
# Where the variance of a study comes from, as words; limits are what everybody expects, and are not told.
_HOW = {
    "p": "from its p-value",
    "std_error": "from its standard error",
    "at_risk": "from the patients at risk",
    "n": "from its number of patients, as if nobody was censored before",
    "events": "from its events, as if the hazard was constant",
}


def effect_rows(pool: EffectPool, shared: dict[str, Any], config: SynthesisConfig) -> Iterator[Estimate]:
    """Mean, range of one more study and heterogeneity of a pool of printed effects by every model."""
    if pool.statistic == "person_time":
        yield from _rate_rows(pool, shared, config)
        return
    measure, back = MEASURES[pool.statistic], way_back(pool.statistic)
    y, v = [study.effect for study in pool.studies], [study.variance for study in pool.studies]
    note = told_of_variances(pool.studies)
    if pool.statistic == "median":
        note = "; ".join(filter(None, ("medians are taken as normal on the log scale, an approximation", note)))
    for name, (estimator, knapp_hartung) in MODELS.items():
        found = random_effects(y, v, estimator=estimator, knapp_hartung=knapp_hartung, conf_level=config.conf_level)
        yield _row(shared, measure, name, back(found, False), note)
        if name != "inverse_variance":
            yield _row(_apart(shared, pool), "prediction", name, back(found, True), note)
    if pool.statistic == "median":
        middle = median_of_medians([study.value for study in pool.studies], conf_level=config.conf_level)
        yield _row(shared, measure, "median_of_medians", middle, "each study counts alike")
    yield from _spread_rows(_apart(shared, pool), y, v, config)


def way_back(statistic: str) -> Callable[[Pooled, bool], Interval]:
    """The way from the scale of the pool to that of its readers, for the mean or for one more study."""
    if statistic == "risk_difference":
        return lambda found, of_one: found.prediction(float) if of_one else found.mean(float)
    if statistic == "survival":
        return _to_survival
    return lambda found, of_one: found.prediction(_exp) if of_one else found.mean(_exp)


def told_of_variances(studies: Sequence[EffectStudy]) -> str:
    """Which studies have a variance that is not from their limits, and where it is from; blank if none has."""
    found: dict[str, list[str]] = {}
    for study in studies:
        found.setdefault(study.how, []).append(study.name)
    return "; ".join(
        f"the variance of {', '.join(names)} is {_HOW[how]}" for how, names in found.items() if how in _HOW
    )


def _to_survival(found: Pooled, of_one: bool) -> Interval:
    """log(-log S) falls with S: the limits change places."""
    low, high = (found.prediction_low, found.prediction_high) if of_one else (found.conf_low, found.conf_high)
    estimate, lower, upper = (math.exp(-_exp(value)) for value in (found.estimate, high, low))
    return Interval(estimate, lower, upper, found.conf_level, found.note)


def _rate_rows(pool: EffectPool, shared: dict[str, Any], config: SynthesisConfig) -> Iterator[Estimate]:
    counts = [study.counts for study in pool.studies if study.counts is not None]
    events, exposure = [one[0] for one in counts], [one[1] for one in counts]
    found = random_intercept_rate(events, exposure, conf_level=config.conf_level)
    note = f"events per patient and {_singular(pool.unit)}"
    yield _row(shared, "pooled_rate", "poisson_glmm", found.mean(_exp), note, primary=True)
    apart = _apart(shared, pool)
    yield _row(apart, "prediction", "poisson_glmm", found.prediction(_exp), note, primary=True)
    yield Estimate(**apart, measure="tau2", method="poisson_glmm", estimate=found.tau2, primary=True, note=found.note)
    whole = exact_poisson(sum(events), sum(exposure), conf_level=config.conf_level)
    yield _row(shared, "pooled_rate", "crude", whole, f"{note}; all patients as one group", events=sum(events))


def _row(
    shared: dict[str, Any],
    measure: str,
    method: str,
    found: Interval,
    note: str,
    *,
    primary: bool | None = None,
    events: int | None = None,
) -> Estimate:
    return Estimate(
        **shared,
        measure=measure,
        method=method,
        estimate=found.estimate,
        conf_level=found.conf_level,
        conf_low=found.conf_low,
        conf_high=found.conf_high,
        alternative="two_sided",
        primary=method == LEADS if primary is None else primary,
        events=events,
        note="; ".join(filter(None, (found.note, note))),
    )


def _spread_rows(
    shared: dict[str, Any], y: Sequence[float], v: Sequence[float], config: SynthesisConfig
) -> Iterator[Estimate]:
    spread = heterogeneity(y, v, estimator="reml", conf_level=config.conf_level)
    common = shared | {"method": "reml", "primary": True, "conf_level": config.conf_level}
    yield Estimate(**common, measure="tau2", estimate=spread.tau2, conf_low=spread.tau2_low, conf_high=spread.tau2_high)
    yield Estimate(**common, measure="i2", estimate=spread.i2, conf_low=spread.i2_low, conf_high=spread.i2_high)
    note = f"{spread.df} degrees of freedom"
    yield Estimate(
        **shared, method="reml", primary=True, measure="q", estimate=spread.q, p_value=spread.p_value, note=note
    )


def _apart(shared: dict[str, Any], pool: EffectPool) -> dict[str, Any]:
    """The identity of a spread, which has no measure of its own to say what it is of."""
    at = " ".join(part for part in (shared.get("at", ""), pool.statistic) if part)
    return shared | {"at": at, "facts": shared["facts"] | facts(pool_of=MEASURES[pool.statistic])}


def _singular(unit: str) -> str:
    return unit.removesuffix("s") or "unit of time"


def _exp(value: float) -> float:
    """inf where it is too large for a number."""
    return math.exp(value) if value < 700 else math.inf

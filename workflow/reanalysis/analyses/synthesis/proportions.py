"""What every model makes of the proportions of a pool: rows of the results contract."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scipy.special import expit

from reanalysis.analyses.synthesis.studies import Pool, Study
from reanalysis.model.config import SynthesisConfig
from reanalysis.model.estimate import Estimate, facts
from reanalysis.stats.map_prior import map_prior
from reanalysis.stats.next_study import next_counts
from reanalysis.stats.pooled import Pooled
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.random_effects import Heterogeneity, heterogeneity, random_effects
from reanalysis.stats.random_intercept import random_intercept_proportion
from reanalysis.stats.study_effects import (
    StudyEffect,
    arcsine_back,
    arcsine_effect,
    freeman_tukey_back,
    freeman_tukey_effect,
    harmonic_mean,
    logit_effect,
)

# The next study whose counts are told has so many patients.
NEXT_PATIENTS = 30
BAYESIAN = "bayes_random_intercept"
Back = Callable[[float], float]
# Models of effects with known variances: scale, estimator of tau-squared, whether with Knapp and Hartung's factor.
MODELS = {
    "logit_reml": ("logit", "reml", False),
    "logit_reml_hksj": ("logit", "reml", True),
    "logit_pm": ("logit", "pm", False),
    "logit_dl": ("logit", "dl", False),
    "arcsine_reml": ("arcsine", "reml", False),
    "freeman_tukey_reml": ("freeman_tukey", "reml", False),
}
EFFECTS = {"logit": logit_effect, "arcsine": arcsine_effect, "freeman_tukey": freeman_tukey_effect}


def inverse_logit(value: float) -> float:
    """A proportion from its log-odds, ends included."""
    return float(expit(value))


def random_intercept(studies: Sequence[Study], conf_level: float) -> Pooled:
    """The random-intercept model of the studies, counts known as a set included."""
    return random_intercept_proportion(
        [(study.low, study.high) for study in studies], [study.n for study in studies], conf_level=conf_level
    )


def effects_model(name: str, studies: Sequence[Study], conf_level: float) -> tuple[Pooled, Heterogeneity, Back, int]:
    """One model of effects with known variances: the pool, its heterogeneity, the way back, and how many studies had
    half a patient added. Every count must be known."""
    scale, estimator, knapp_hartung = MODELS[name]
    found: list[StudyEffect] = [EFFECTS[scale](study.low, study.n) for study in studies]
    y, v = [one.effect for one in found], [one.variance for one in found]
    pooled = random_effects(y, v, estimator=estimator, knapp_hartung=knapp_hartung, conf_level=conf_level)
    spread = heterogeneity(y, v, estimator=estimator, conf_level=conf_level)
    size = harmonic_mean([study.n for study in studies])
    back: dict[str, Back] = {
        "logit": inverse_logit,
        "arcsine": arcsine_back,
        "freeman_tukey": lambda effect: freeman_tukey_back(effect, size),
    }
    return pooled, spread, back[scale], sum(one.corrected for one in found)


def proportion_rows(pool: Pool, shared: dict[str, Any], config: SynthesisConfig) -> Iterator[Estimate]:
    """Mean, prediction and heterogeneity of a pool of single groups by every model."""
    shared = shared | {"facts": shared.get("facts", {}) | facts(pool_of="pooled_proportion")}
    level = config.conf_level
    yield from _mean_and_prediction(shared, "glmm", random_intercept(pool.studies, level), inverse_logit, config)
    known = all(study.known for study in pool.studies)
    for name in MODELS:
        if not known:
            reason = "a count is known as a set only: models of effects with known variances need one number"
            yield Estimate(**shared, measure="pooled_proportion", method=name, note=reason)
            continue
        pooled, spread, back, corrected = effects_model(name, pool.studies, level)
        yield from _mean_and_prediction(shared, name, pooled, back, config, note=_warning(name, corrected))
        if name.startswith("logit") and not name.endswith("hksj"):
            yield from _heterogeneity(shared, name, spread, config)
    if known:
        yield from _bayesian(pool, shared, config)
    low, high, n = (sum(getattr(study, name) for study in pool.studies) for name in ("low", "high", "n"))
    limits = [clopper_pearson(count, n, conf_level=level) for count in (low, high)]
    yield Estimate(
        **shared,
        measure="pooled_proportion",
        method="crude",
        estimate=low / n if low == high else None,
        conf_level=level,
        conf_low=limits[0].conf_low,
        conf_high=limits[1].conf_high,
        events=low if low == high else None,
        n=n,
        note="all patients as one group, as if no study differed from another",
    )


def _bayesian(pool: Pool, shared: dict[str, Any], config: SynthesisConfig) -> Iterator[Estimate]:
    """Posterior medians with equal-tailed limits of the mean rate and of the rate of one more study."""
    level = config.conf_level
    found = map_prior([study.low for study in pool.studies], [study.n for study in pool.studies], conf_level=level)
    ends = (0.5, (1 - level) / 2, (1 + level) / 2)
    note = "log-odds of the mean normal (0, 2), standard deviation between studies half-normal (1) beforehand"
    for measure, density in (("pooled_proportion", found.mean_rate), ("prediction", found.predictive)):
        middle, low, high = density.quantiles(ends)
        yield Estimate(
            **shared,
            measure=measure,
            method=BAYESIAN,
            estimate=middle,
            conf_level=level,
            conf_low=low,
            conf_high=high,
            alternative="two_sided",
            note=f"posterior median and equal-tailed limits; {note}",
        )
    yield Estimate(
        **shared,
        measure="tau2",
        method=BAYESIAN,
        estimate=found.tau_median**2,
        conf_level=level,
        conf_low=found.tau_low**2,
        conf_high=found.tau_high**2,
        note=note,
    )


def _warning(name: str, corrected: int) -> str:
    if name == "freeman_tukey_reml":
        return "the way back takes the harmonic mean of the sizes, on which the result depends"
    if corrected:
        return f"half a patient was added to both cells of {corrected} {'study' if corrected == 1 else 'studies'}"
    return ""


def _mean_and_prediction(
    shared: dict[str, Any], method: str, pooled: Pooled, back: Back, config: SynthesisConfig, *, note: str = ""
) -> Iterator[Estimate]:
    told = "; ".join(filter(None, (note, pooled.note)))
    mean, prediction = pooled.mean(back), pooled.prediction(back)
    common: dict[str, Any] = {"method": method, "conf_level": config.conf_level, "alternative": "two_sided"}
    yield Estimate(
        **shared,
        **common,
        measure="pooled_proportion",
        estimate=mean.estimate,
        conf_low=mean.conf_low,
        conf_high=mean.conf_high,
        primary=method == config.primary.pooled_proportion,
        note=told,
    )
    bare = {name: value for name, value in shared.items() if name != "facts"}
    yield Estimate(
        **(bare | common),
        measure="prediction",
        estimate=prediction.estimate,
        conf_low=prediction.conf_low,
        conf_high=prediction.conf_high,
        primary=method == config.primary.pooled_proportion,
        note=f"{_degrees(pooled)}{'; ' if told else ''}{told}",
        facts=shared.get("facts", {}) | _next(method, pooled, config.conf_level),
    )
    if method == "glmm":
        yield Estimate(**shared, measure="tau2", method=method, estimate=pooled.tau2, primary=True, note=pooled.note)


def _next(method: str, pooled: Pooled, conf_level: float) -> dict[str, str]:
    """What the next study of some patients may show, by the model that leads."""
    if method != "glmm":
        return facts(pool_of="pooled_proportion")
    low, high = next_counts(pooled, NEXT_PATIENTS, conf_level=conf_level)
    return facts(pool_of="pooled_proportion", next_n=NEXT_PATIENTS, next_low=low, next_high=high)


def _degrees(pooled: Pooled) -> str:
    return "normal quantiles" if math.isinf(pooled.df) else f"t quantiles on {pooled.df:g} degrees of freedom"


def _heterogeneity(
    shared: dict[str, Any], method: str, spread: Heterogeneity, config: SynthesisConfig
) -> Iterator[Estimate]:
    limits: dict[str, Any] = {"conf_level": config.conf_level, "method": method}
    yield Estimate(
        **shared, **limits, measure="tau2", estimate=spread.tau2, conf_low=spread.tau2_low, conf_high=spread.tau2_high
    )
    yield Estimate(
        **shared,
        **limits,
        measure="i2",
        estimate=spread.i2,
        conf_low=spread.i2_low,
        conf_high=spread.i2_high,
        primary=method == "logit_reml",
    )
    if method == "logit_reml":
        yield Estimate(
            **shared,
            measure="q",
            method=method,
            estimate=spread.q,
            p_value=spread.p_value,
            primary=True,
            note=f"{spread.df} degrees of freedom",
        )

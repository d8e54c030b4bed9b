"""What every model makes of the comparisons of a pool: ratios and differences of two groups within each study."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from reanalysis.analyses.synthesis.studies import Pool, Study
from reanalysis.model.config import SynthesisConfig
from reanalysis.model.estimate import Estimate, facts
from reanalysis.stats.random_effects import heterogeneity, random_effects
from reanalysis.stats.results import Interval
from reanalysis.stats.stratified import exact_common_odds_ratio, mantel_haenszel, peto_odds_ratio
from reanalysis.stats.study_effects import StudyEffect, log_ratio_effect, risk_difference_effect

RATIOS = ("risk_ratio", "odds_ratio")
MODELS = {"reml": ("reml", False), "reml_hksj": ("reml", True), "dl": ("dl", False)}


def tables_of(studies: Sequence[Study]) -> list[tuple[int, int, int, int]]:
    """Events and patients of the group and of its group of comparison, one study each; every count must be known."""
    return [(study.low, study.n, study.against.low, study.against.n) for study in studies if study.against is not None]


def informative(tables: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The studies that say something about a ratio: not those without an event in either group, or with everybody's."""
    return [row for row in tables if (row[0], row[2]) not in ((0, 0), (row[1], row[3]))]


def ratio_rows(pool: Pool, shared: dict[str, Any], config: SynthesisConfig) -> Iterator[Estimate]:
    """Pooled risk ratio, odds ratio and risk difference of a pool of comparisons."""
    level = config.conf_level
    if not all(study.known for study in pool.studies):
        for measure in ("pooled_risk_ratio", "pooled_odds_ratio", "pooled_risk_difference"):
            reason = "a count is known as a set only: comparisons need one number"
            yield Estimate(**shared, measure=measure, method="mantel_haenszel", primary=True, note=reason)
        return
    tables = tables_of(pool.studies)
    telling = informative(tables)
    empty = len(tables) - len(telling)
    silent = f"{empty} {'study says' if empty == 1 else 'studies say'} nothing about a ratio" if empty else ""
    for measure in RATIOS:
        yield _row(shared, measure, "mantel_haenszel", mantel_haenszel(measure, tables, conf_level=level), silent)
        effects = [log_ratio_effect(measure, *row) for row in telling]
        yield from _models(shared, measure, effects, config, silent, back=True)
    yield _row(shared, "odds_ratio", "peto", peto_odds_ratio(tables, conf_level=level), silent)
    yield _row(shared, "odds_ratio", "conditional_exact", exact_common_odds_ratio(tables, conf_level=level), silent)
    difference = mantel_haenszel("risk_difference", tables, conf_level=level)
    yield _row(shared, "risk_difference", "mantel_haenszel", difference, "")
    effects = [risk_difference_effect(*row) for row in tables]
    yield from _models(shared, "risk_difference", effects, config, "", back=False)


def _row(shared: dict[str, Any], measure: str, method: str, found: Interval, note: str) -> Estimate:
    return Estimate(
        **shared,
        measure=f"pooled_{measure}",
        method=method,
        estimate=found.estimate,
        conf_level=found.conf_level,
        conf_low=found.conf_low,
        conf_high=found.conf_high,
        alternative="two_sided",
        primary=method == "mantel_haenszel",
        note="; ".join(filter(None, (found.note, note))),
    )


def _models(
    shared: dict[str, Any],
    measure: str,
    effects: Sequence[StudyEffect],
    config: SynthesisConfig,
    note: str,
    *,
    back: bool,
) -> Iterator[Estimate]:
    """Random-effects models of one measure: mean, prediction, heterogeneity; nothing without an informative study."""
    if not effects:
        return
    y, v = [one.effect for one in effects], [one.variance for one in effects]
    way = _exp if back else float
    known = shared.get("facts", {}) | facts(pool_of=f"pooled_{measure}")
    of_one = shared | {"at": _joined(shared.get("at", ""), measure), "facts": known}
    for name, (estimator, knapp_hartung) in MODELS.items():
        pooled = random_effects(y, v, estimator=estimator, knapp_hartung=knapp_hartung, conf_level=config.conf_level)
        for quantity, limits in ((f"pooled_{measure}", pooled.mean(way)), ("prediction", pooled.prediction(way))):
            yield Estimate(
                **(shared if quantity != "prediction" else of_one),
                measure=quantity,
                method=name,
                estimate=limits.estimate,
                conf_level=config.conf_level,
                conf_low=limits.conf_low,
                conf_high=limits.conf_high,
                alternative="two_sided",
                primary=quantity == "prediction" and name == "reml",
                note=note,
            )
    spread = heterogeneity(y, v, estimator="reml", conf_level=config.conf_level)
    of_measure = of_one | {"method": "reml", "primary": True}
    limits_of: dict[str, Any] = {"conf_level": config.conf_level}
    yield Estimate(
        **of_measure, **limits_of, measure="tau2", estimate=spread.tau2,
        conf_low=spread.tau2_low, conf_high=spread.tau2_high,
    )  # fmt: skip
    yield Estimate(
        **of_measure, **limits_of, measure="i2", estimate=spread.i2, conf_low=spread.i2_low, conf_high=spread.i2_high
    )
    yield Estimate(
        **of_measure, measure="q", estimate=spread.q, p_value=spread.p_value, note=f"{spread.df} degrees of freedom"
    )


def _exp(value: float) -> float:
    """A ratio from its logarithm; inf where it is too large for a number."""
    return math.exp(value) if value < 700 else math.inf


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)

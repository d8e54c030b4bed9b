"""Curves, medians, landmarks and follow-up of one list of times."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import Any

from reanalysis.analyses.identity import brief, join_notes, with_facts
from reanalysis.analyses.result import TableRow, table_row
from reanalysis.analyses.times.competing import incidence_rows
from reanalysis.analyses.times.means import mean_rows
from reanalysis.analyses.times.parametric import parametric_rows
from reanalysis.analyses.times.times import Times, criteria_apart
from reanalysis.model.config import SurvivalConfig
from reanalysis.model.estimate import Estimate, facts, number_text
from reanalysis.model.paper import Paper
from reanalysis.model.units import convert
from reanalysis.stats.event_rate import exact_poisson
from reanalysis.stats.kaplan_meier import (
    KaplanMeier,
    beta_product_at,
    confidence_limits,
    everybody_had_the_event,
    kaplan_meier,
    quantile,
    reverse,
    reverse_as_survfit,
    survival_at,
)
from reanalysis.wording import counted

EVERYBODY = "everybody had had the event by then"
CONF_TYPES = {"kaplan_meier_loglog": "log-log", "kaplan_meier_log": "log", "kaplan_meier_plain": "plain"}


def summarise_times(paper: Paper, times: Times, config: SurvivalConfig) -> Iterator[Estimate | TableRow]:
    """All rows of one group and endpoint, its curve and fitted curves among them."""
    curve = kaplan_meier(times.values, times.events)
    shared = _identity(paper, times, curve)
    criteria = criteria_apart(paper, times) if times.rows else ""
    for row in chain(
        _summaries(shared, times, curve, config),
        mean_rows(shared, curve, times, config),
        parametric_rows(shared, times, curve, config),
        incidence_rows(shared, times, config, CONF_TYPES[config.primary.survival]),
    ):
        yield _under(row, criteria) if criteria and isinstance(row, Estimate) else row
    yield from _steps(paper, times, curve, config)


def _under(row: Estimate, criteria: str) -> Estimate:
    """The row with the criteria in its key."""
    return replace(row, at=f"{row.at} {criteria}".strip(), facts={**row.facts, "apart": criteria})


def _identity(paper: Paper, times: Times, curve: KaplanMeier) -> dict[str, Any]:
    return {
        "paper": paper.name,
        "group": times.group,
        "outcome": times.outcome,
        "endpoint": times.endpoint,
        **times.key_columns,
        "unit": times.unit,
        "events": curve.n_events,
        "n": curve.n,
        "sources": times.sources,
        "derived": times.derived,
    }


def _finite(value: float) -> float | None:
    return None if math.isnan(value) else value


def _summaries(shared: dict[str, Any], times: Times, curve: KaplanMeier, config: SurvivalConfig) -> Iterator[Estimate]:
    primary = config.primary.survival
    for method, conf_type in CONF_TYPES.items():
        yield _quantile_row(
            {**shared, "measure": "median_time", "method": method, "primary": method == primary},
            curve,
            0.5,
            conf_type,
            times,
            config,
        )
        for fraction in config.quantiles:
            row = {
                **shared,
                "measure": "quantile_time",
                "at": number_text(fraction),
                "facts": facts(fraction=fraction),
                "method": method,
                "primary": method == primary,
            }
            yield _quantile_row(row, curve, fraction, conf_type, times, config)
    for months in config.landmarks_months:
        yield from _landmark_rows(shared, curve, months, times, config)
    yield _follow_up(shared, times, config)
    yield _rate(shared, curve, times, config)


def _quantile_row(
    row: dict[str, Any], curve: KaplanMeier, fraction: float, conf_type: str, times: Times, config: SurvivalConfig
) -> Estimate:
    found = quantile(curve, fraction, conf_type=conf_type, conf_level=config.conf_level)
    first, reached = number_text(found.first_at_or_below) or "NE", not math.isnan(found.estimate)
    stays = ""
    if found.stays:
        level = number_text(round(1.0 - fraction, 6))
        stays = f"the curve stays at {level} to its end: R's quantile(survfit) gives {brief(found.middle_to_last)}"
    note = join_notes(
        times.note,
        "" if reached else f"not reached: the curve ends at {number_text(round(float(curve.survival[-1]), 6))}",
        f"first_at_or_below={first}",
        stays,
    )
    known = with_facts(
        row,
        first_at_or_below=first,
        not_reached=not reached,
        n_at_risk=found.n_at_risk if reached else None,
        middle_to_last=found.middle_to_last if found.stays else None,
    )
    return Estimate(
        **known,
        estimate=_finite(found.estimate),
        conf_level=config.conf_level,
        conf_low=_finite(found.conf_low),
        conf_high=_finite(found.conf_high),
        alternative="two_sided",
        note=note,
    )


def _landmark_rows(
    shared: dict[str, Any], curve: KaplanMeier, months: Fraction, times: Times, config: SurvivalConfig
) -> Iterator[Estimate]:
    time = float(convert(months, "months", times.unit))
    primary = config.primary.survival
    row = {**shared, "measure": "survival_probability", "at": number_text(time), "facts": facts(time=time)}
    if time > curve.last_time and not everybody_had_the_event(curve):
        note = join_notes(
            times.note, f"beyond the last observation at {brief(curve.last_time)} {times.unit}: nothing is extrapolated"
        )
        yield Estimate(**row, method=primary, primary=True, note=note)
        return
    known = EVERYBODY if time > curve.last_time else ""
    for method, conf_type in CONF_TYPES.items():
        limits = survival_at(curve, time, conf_type=conf_type, conf_level=config.conf_level)
        yield Estimate(
            **row,
            method=method,
            estimate=limits.estimate,
            conf_level=config.conf_level,
            conf_low=_finite(limits.conf_low),
            conf_high=_finite(limits.conf_high),
            alternative="two_sided",
            primary=method == primary,
            note=join_notes(times.note, known, limits.note),
        )
    limits = beta_product_at(curve, time, conf_level=config.conf_level)
    yield Estimate(
        **row,
        method="beta_product",
        estimate=limits.estimate,
        conf_level=config.conf_level,
        conf_low=limits.conf_low,
        conf_high=limits.conf_high,
        alternative="two_sided",
        note=join_notes(times.note, known, limits.note),
    )


def _follow_up(shared: dict[str, Any], times: Times, config: SurvivalConfig) -> Estimate:
    curve = reverse(times.values, times.events)
    row = {
        **shared,
        "events": curve.n_events,
        "measure": "follow_up_median",
        "method": "reverse_kaplan_meier",
        "primary": True,
    }
    conf_type = CONF_TYPES[config.primary.survival]
    found = _quantile_row(row, curve, 0.5, conf_type, times, config)
    at_ties = reverse_as_survfit(times.values, times.events)
    ours, theirs = (
        quantile(one, 0.5, conf_type=conf_type, conf_level=config.conf_level).first_at_or_below
        for one in (curve, at_ties)
    )
    if ours == theirs or (math.isnan(ours) and math.isnan(theirs)):
        return found
    survfit = number_text(theirs) or "NE"
    note = f"R's survfit on 1 - event ends follow-up before events at the same time: {survfit}"
    return replace(found, note=join_notes(found.note, note), facts={**found.facts, "survfit": survfit})


def _rate(shared: dict[str, Any], curve: KaplanMeier, times: Times, config: SurvivalConfig) -> Estimate:
    row = {
        **shared,
        "measure": "event_rate",
        "method": "exact_poisson",
        "primary": True,
        "unit": f"per {times.unit.removesuffix('s')}",
    }
    if curve.person_time <= 0:
        return Estimate(**row, note=join_notes(times.note, "no time under observation"))
    limits = exact_poisson(curve.n_events, curve.person_time, conf_level=config.conf_level)
    return Estimate(
        **row,
        estimate=limits.estimate,
        conf_level=config.conf_level,
        conf_low=limits.conf_low,
        conf_high=limits.conf_high,
        alternative="two_sided",
        note=join_notes(
            times.note, f"{counted(curve.n_events, 'event')} in {brief(curve.person_time)} patient-{times.unit}"
        ),
    )


def _steps(paper: Paper, times: Times, curve: KaplanMeier, config: SurvivalConfig) -> Iterator[TableRow]:
    """The steps of the curve with limits of the primary type."""
    method = config.primary.survival
    low, high = confidence_limits(curve, conf_type=CONF_TYPES[method], conf_level=config.conf_level)
    for i, time in enumerate(curve.time):
        yield table_row(
            "survival_curves",
            paper=paper.name,
            group=times.group,
            outcome=times.outcome,
            endpoint=times.endpoint,
            **times.key_columns,
            unit=times.unit,
            time=number_text(float(time)),
            n_at_risk=str(int(curve.n_at_risk[i])),
            events=str(int(curve.events[i])),
            censored=str(int(curve.censored[i])),
            survival=number_text(float(curve.survival[i])),
            std_error=number_text(float(curve.std_error[i])),
            conf_low=number_text(float(low[i])),
            conf_high=number_text(float(high[i])),
            method=method,
            derived=times.derived,
        )

"""Restricted means of a group's times, and the median of an exponential distribution beside the Kaplan-Meier one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from reanalysis.analyses.identity import brief, join_notes, timed, with_facts
from reanalysis.analyses.times.times import Times
from reanalysis.model.config import SurvivalConfig
from reanalysis.model.estimate import Estimate, number_text
from reanalysis.model.units import convert
from reanalysis.stats.kaplan_meier import KaplanMeier, everybody_had_the_event, restricted_mean
from reanalysis.stats.parametric import exponential_median
from reanalysis.stats.results import Interval

EXPONENTIAL = "an approximation, if the hazard is constant: median = ln 2 x person-time / events"
#: An exponential median is not given beyond so many times the longest follow-up: nothing was seen of the hazard there.
FARTHEST = 2.0


def mean_rows(shared: dict[str, Any], curve: KaplanMeier, times: Times, config: SurvivalConfig) -> Iterator[Estimate]:
    """Restricted means at the last observation and at each landmark that is known, and the exponential median.

    `shared` holds the columns that all rows of the group have.
    """
    unit, note = times.unit, times.note
    row = {**shared, "measure": "restricted_mean_time", "method": "greenwood", "primary": True}
    if curve.last_time <= 0:
        reason = "nobody was observed beyond time 0"
        known = with_facts(row, time=0, remark=join_notes(times.remark, reason))
        yield Estimate(**known, at="0", note=join_notes(note, reason))
    else:
        landmarks = [float(convert(months, "months", unit)) for months in config.landmarks_months]
        known = math.inf if everybody_had_the_event(curve) else curve.last_time
        for tau in dict.fromkeys([curve.last_time, *(time for time in landmarks if 0 < time < known)]):
            found = restricted_mean(curve, tau, conf_level=config.conf_level)
            last = ", the last observation" if tau == curve.last_time else ""
            yield Estimate(
                **with_facts(row, time=tau, remark=join_notes(times.remark, found.note)),
                at=number_text(tau),
                estimate=found.estimate,
                conf_level=config.conf_level,
                conf_low=found.conf_low,
                conf_high=found.conf_high,
                alternative="two_sided",
                note=join_notes(
                    note,
                    f"mean of the first {timed(tau, unit)}{last}; standard error {number_text(found.std_error)}",
                    found.note,
                ),
            )
    yield exponential_row(shared, curve.n_events, curve.person_time, note, config, longest=curve.last_time)


def exponential_row(
    shared: dict[str, Any],
    events: int,
    person_time: float,
    note: str,
    config: SurvivalConfig,
    *,
    longest: float | None = None,
) -> Estimate:
    """The median of an exponential distribution, its limits those of the rate; blank where nothing was observed,
    without an event, and where it lies beyond twice the `longest` follow-up, so far as that is known."""
    row = {**shared, "measure": "median_time", "method": "exponential"}
    if person_time <= 0:
        return Estimate(**row, note=join_notes(note, "no time under observation"))
    limits = exponential_median(events, person_time, conf_level=config.conf_level)
    if longest is not None and events and limits.estimate > FARTHEST * longest:
        beyond = f"beyond twice the longest follow-up of {brief(longest)}: not given"
        return Estimate(**row, note=join_notes(note, EXPONENTIAL, beyond))
    return Estimate(
        **with_facts(row, assumes="constant_hazard"),
        **limit_columns(limits),
        note=join_notes(note, EXPONENTIAL, "" if events else "no event: only a lower limit"),
    )


def limit_columns(limits: Interval) -> dict[str, Any]:
    """Estimate, limits and level as columns; an infinite estimate is blank."""
    return {
        "estimate": limits.estimate if math.isfinite(limits.estimate) else None,
        "conf_level": limits.conf_level,
        "conf_low": None if math.isnan(limits.conf_low) else limits.conf_low,
        "conf_high": None if math.isnan(limits.conf_high) else limits.conf_high,
        "alternative": "two_sided",
    }

"""Cumulative incidence of each cause, where events of several causes exclude each other.

The key of the results has no column for a cause: it stands in `outcome` (after the response, `response:cause`, where
one restricts the endpoint), so that `at` stays the time, and at the head of the note.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from reanalysis.analyses.identity import brief, join_notes, with_facts
from reanalysis.analyses.times.times import Times
from reanalysis.model.config import SurvivalConfig
from reanalysis.model.estimate import Estimate, number_text
from reanalysis.model.units import convert
from reanalysis.stats.competing_risks import (
    CENSORED,
    CumulativeIncidence,
    aalen_johansen,
    incidence_at,
    naive_incidence,
)
from reanalysis.stats.kaplan_meier import KaplanMeier

#: Two incidences that differ by less are the same, but for the rounding of floats.
SAME = 1e-12


def incidence_rows(shared: dict[str, Any], times: Times, config: SurvivalConfig, conf_type: str) -> Iterator[Estimate]:
    """Aalen-Johansen incidence of every cause at the landmarks, also of one that only another group had; beyond the
    last observation blank, with the reason."""
    names = sorted({cause for cause in (*times.causes, *times.causes_elsewhere) if cause}) if times.causes else []
    codes = [names.index(cause) + 1 if cause else CENSORED for cause in times.causes]
    for code, name in enumerate(names, 1):
        curve = aalen_johansen(times.values, codes, cause=code)
        naive = naive_incidence(times.values, codes, cause=code)
        row = {
            **shared,
            "outcome": f"{times.outcome}:{name}" if times.outcome else name,
            "events": int(curve.events.sum()),
            "measure": "cumulative_incidence",
            "method": "aalen_johansen",
            "primary": True,
        }
        for months in config.landmarks_months:
            time = float(convert(months, "months", times.unit))
            yield _at_landmark(
                {**with_facts(row, time=time), "at": number_text(time)},
                time,
                name,
                times,
                curve,
                naive,
                config,
                conf_type,
            )


def _at_landmark(
    row: dict[str, Any],
    time: float,
    name: str,
    times: Times,
    curve: CumulativeIncidence,
    naive: KaplanMeier,
    config: SurvivalConfig,
    conf_type: str,
) -> Estimate:
    left = curve.n_at_risk[-1] > curve.events[-1] + curve.other_events[-1]
    if time > curve.last_time and left:
        note = f"beyond the last observation at {brief(curve.last_time)} {times.unit}: nothing is extrapolated"
        known = with_facts(row, remark=join_notes(times.remark, note))
        return Estimate(**known, note=join_notes(f"cause: {name}", times.note, note))
    limits = incidence_at(curve, time, conf_type=conf_type, conf_level=config.conf_level)
    index = int(naive.time.searchsorted(time, side="right")) - 1
    wrong = 1.0 - float(naive.survival[index]) if index >= 0 else 0.0
    note = join_notes(
        f"cause: {name}",
        times.note,
        f"{conf_type} limits",
        limits.note,
        f"1 - Kaplan-Meier with the other causes as censorings would give {wrong:.4f}, "
        + (
            "too much, as another cause came first"
            if wrong - limits.estimate > SAME
            else "the same, as no other cause came before"
        ),
    )
    low, high = (None if math.isnan(limit) else limit for limit in (limits.conf_low, limits.conf_high))
    return Estimate(
        **with_facts(row, naive=wrong, remark=join_notes(times.remark, limits.note)),
        estimate=limits.estimate,
        conf_level=config.conf_level,
        conf_low=low,
        conf_high=high,
        alternative="two_sided",
        note=note,
    )

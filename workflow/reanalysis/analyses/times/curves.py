"""Times reconstructed from digitised curves, and what that did to the points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from reanalysis.analyses.identity import join_notes
from reanalysis.analyses.result import Given, OnePaper
from reanalysis.analyses.times.digitised import Digitised, digitised_curves
from reanalysis.analyses.times.reconstruction_quality import hazard_ratios, reconstruction_quality
from reanalysis.analyses.times.times import CONVERSION, Times
from reanalysis.model.estimate import Estimate, number_text
from reanalysis.model.finding import Finding
from reanalysis.model.paper import Paper
from reanalysis.stats.curve_cleaning import CleaningStep, clean_curve
from reanalysis.stats.kaplan_meier import kaplan_meier
from reanalysis.stats.reconstruction import Reconstruction, reconstruct
from reanalysis.wording import counted

UNSTATED = {"population": "", "assessor": "", "confirmed": "", "criteria": ""}
#: A point that listed times miss by more than this is a warning.
LARGEST_MISS = 0.05
STEPS = {
    "percent": "survival is entered in percent: divided by 100",
    "outside_0_1": "outside 0 to 1: cut to the nearer end",
    "before_time_0": "before time 0: moved to 0",
    "sorted": "entered after a later point: sorted by time",
    "low_outlier": "lower than later points: taken for a slip and left out",
    "non_monotone": "above an earlier point: lowered to it, as survival cannot rise",
    "duplicate_time": "another point, not above it, has the same time: left out",
    "start_added": "the curve starts after time 0: a start at time 0 and survival 1 was added",
    "beyond_follow_up": "after the time at which nobody was at risk any more: left out",
    "plateau_extended": "the numbers at risk go on after the last point: the curve was drawn on, level",
    "at_risk_rise": "a number at risk above an earlier one: lowered to it",
}


def reconstructed_times(one: OnePaper, listed: Sequence[Times]) -> tuple[list[Times], list[Given]]:
    """Times of every digitised curve, and what there is to say of them. Where times are listed for the same group and
    endpoint, those stand and the curve is only compared.

    A curve that cannot be reconstructed gives a blank row of the median with the reason, and a finding.
    """
    found: list[Times] = []
    given: list[Given] = []
    for curve in digitised_curves(one.paper, one.outcomes):
        key = (curve.group, curve.endpoint, "")
        theirs = next((times for times in listed if (times.group, times.endpoint, times.outcome) == key), None)
        try:
            if theirs:
                given.append(_against_listed(curve, theirs))
                continue
            made = _reconstruct(curve)
        except ValueError as error:
            why = f"{curve.label}: the curve cannot be used: {error}"
            given.append(curve.finding("curve_not_reconstructed", "warning", why))
            given += [] if theirs else [_not_estimable(one.paper, curve, str(error))]
            continue
        found.append(_times(curve, made, f"of {curve.among} only" if curve.among else ""))
        given += [_cleaned(curve, step) for step in made.steps]
        given += reconstruction_quality(one, curve, made)
    return found, [*given, *hazard_ratios(one, [*listed, *found])]


def _not_estimable(paper: Paper, curve: Digitised, reason: str) -> Estimate:
    return Estimate(
        paper=paper.name,
        group=curve.group,
        endpoint=curve.endpoint,
        unit=curve.unit,
        measure="median_time",
        method="kaplan_meier_loglog",
        primary=True,
        derived="reconstructed",
        sources=curve.sources,
        note=reason,
    )


def _reconstruct(curve: Digitised) -> Reconstruction:
    total = None if curve.total is None else curve.total.events
    if curve.among and curve.n is None and not curve.at_risk:
        raise ValueError(
            f"it is of {curve.among} only, whose number is given neither as n of a printed summary nor by numbers "
            "at risk; the group's n counts the others too"
        )
    return reconstruct(
        [curve.time(row) for row in curve.points],
        [float(row.survival) for row in curve.points],
        at_risk=[(curve.time(row), row.n_at_risk) for row in curve.at_risk],
        n=curve.n,
        total_events=total,
    )


def _times(curve: Digitised, made: Reconstruction, among: str) -> Times:
    with_what = [
        counted(len(curve.at_risk), "number") + " at risk" if curve.at_risk else "no numbers at risk",
        "no total of events" if curve.total is None else counted(curve.total.events, "event") + " in all",
    ]
    several = {row.unit for row in (*curve.points, *curve.at_risk)} != {curve.unit}
    remark = join_notes(
        f"reconstructed from {counted(len(curve.points), 'point')} with {' and '.join(with_what)}",
        *made.notes,
        f"several units, all in {curve.unit} here ({CONVERSION})" if several else "",
    )
    return Times(
        group=curve.group,
        endpoint=curve.endpoint,
        outcome="",
        unit=curve.unit,
        measured=dict(UNSTATED),
        exact=tuple(map(Fraction, made.times)),
        events=made.events,
        sources=curve.sources,
        note=join_notes(among, remark),
        remark=remark,
        derived="reconstructed",
    )


def _cleaned(curve: Digitised, step: CleaningStep) -> Finding:
    """One finding for each kind of change, at the first row that it touched."""
    rows = curve.at_risk if step.kind == "at_risk_rise" else curve.points
    row = next((row for row in rows if curve.time(row) == step.times[0]), rows[0])
    number = len(step.times)
    many = f"{number} points, the first " if number > 1 else ""
    where = f"{many}at {number_text(round(step.times[0], 6))} {curve.unit}"
    column = "n_at_risk" if step.kind == "at_risk_rise" else "survival"
    entered, used = (
        "" if math.isnan(side[0]) else number_text(round(side[0], 6)) for side in (step.entered, step.used)
    )
    if step.kind == "before_time_0":
        column, entered, used = "time", number_text(round(step.times[0], 6)), "0"
    return curve.finding(
        "curve_cleaned",
        "note",
        f"{curve.label}, {where}: {STEPS[step.kind]}",
        ref=row.ref,
        column=column,
        entered=entered,
        expected=used,
    )


def _against_listed(curve: Digitised, times: Times) -> Finding:
    """The points of a curve beside the Kaplan-Meier curve of the listed times, which is the one used."""
    clean = clean_curve([curve.time(row) for row in curve.points], [float(row.survival) for row in curve.points])
    listed = kaplan_meier(times.values_in(curve.unit), times.events)
    steps = [1.0, *listed.survival.tolist()]
    heights = [steps[int(listed.time.searchsorted(time, side="right"))] for time in clean.times]
    miss = max(abs(height - point) for height, point in zip(heights, clean.survival, strict=True))
    return curve.finding(
        "reconstruction_quality",
        "warning" if miss > LARGEST_MISS else "note",
        f"{curve.label}: times are listed, so the curve is compared only; its points lie within {miss:.3f} of "
        "their Kaplan-Meier curve",
        column="survival",
    )

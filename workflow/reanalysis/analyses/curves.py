"""Times reconstructed from digitised curves, and what that did to the points and how well it gives back what is printed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reanalysis.analyses.identity import join_notes
from reanalysis.analyses.result import Result
from reanalysis.analyses.times import CONVERSION, Times
from reanalysis.model.config import Outcomes
from reanalysis.model.estimate import Estimate, number_text
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Paper
from reanalysis.model.rows import AtRisk, CurvePoint, Summary
from reanalysis.model.units import convert
from reanalysis.stats.cox import cox_hazard_ratio
from reanalysis.stats.curve_cleaning import CleaningStep, clean_curve
from reanalysis.stats.kaplan_meier import kaplan_meier, quantile
from reanalysis.stats.reconstruction import Reconstruction, reconstruct

UNSTATED = {"population": "", "assessor": "", "confirmed": "", "criteria": ""}
#: A printed median that the reconstruction misses by more than this is a warning; so is a point missed by listed times.
LARGEST_MISS = 0.05
STEPS = {
    "percent": "survival is entered in percent: divided by 100", "outside_0_1": "outside 0 to 1: cut to the nearer end",
    "before_time_0": "before time 0: moved to 0", "sorted": "entered after a later point: sorted by time",
    "low_outlier": "lower than later points: taken for a slip and left out", "non_monotone": "above an earlier point: lowered to it, as survival cannot rise",
    "duplicate_time": "another point, not above it, has the same time: left out", "start_added": "the curve starts after time 0: a start at time 0 and survival 1 was added",
    "beyond_follow_up": "after the time at which nobody was at risk any more: left out",
    "plateau_extended": "the numbers at risk go on after the last point: the curve was drawn on, level", "at_risk_rise": "a number at risk above an earlier one: lowered to it",
}


@dataclass(frozen=True)
class Digitised:
    """The points of one curve with its numbers at risk, in one unit, and what is printed beside it."""

    paper: Paper
    group: str
    endpoint: str
    unit: str
    points: tuple[CurvePoint, ...]
    at_risk: tuple[AtRisk, ...]
    total: Summary | None

    def time(self, row: CurvePoint | AtRisk) -> float:
        """The time of a row in the unit of the curve."""
        return float(convert(Fraction(row.time), row.unit, self.unit))

    @property
    def sources(self) -> tuple[str, ...]:
        """The points, the numbers at risk and the total of events that are used."""
        return tuple(row.ref for row in (*self.points, *self.at_risk, *([self.total] if self.total else []), self.paper.group[self.group]))

    def finding(self, check: str, severity: str, message: str, *, ref: str = "", column: str = "survival", entered: str = "", expected: str = "") -> Finding:
        """A finding at a row, or at the first point of the curve."""
        source = ref or self.points[0].ref
        table, line = place_of(source)
        return Finding(paper=self.paper.name, check=check, severity=severity, table=table, row=line, column=column, entered=entered, expected=expected,
                       message=message, group=self.group, outcome=self.endpoint, source=source)


def reconstructed_times(paper: Paper, outcomes: Outcomes, listed: Sequence[Times], result: Result) -> list[Times]:
    """Times of every digitised curve. Where times are listed for the same group and endpoint, those stand and the curve is only compared.

    A curve that cannot be reconstructed gives a blank row of the median with the reason, and a finding.
    """
    found = []
    for curve in _curves(paper):
        theirs = next((times for times in listed if (times.group, times.endpoint, times.outcome) == (curve.group, curve.endpoint, "")), None)
        try:
            if theirs:
                result.findings.append(_against_listed(curve, theirs))
                continue
            made = _reconstruct(curve)
        except ValueError as error:
            result.findings.append(curve.finding("curve_not_reconstructed", "warning", f"the curve of {curve.endpoint} in {curve.group} cannot be used: {error}"))
            if not theirs:
                result.estimates.append(Estimate(paper=paper.name, group=curve.group, endpoint=curve.endpoint, unit=curve.unit, measure="median_time",
                                                 method="kaplan_meier_loglog", primary=True, derived="reconstructed", sources=curve.sources, note=str(error)))
            continue
        endpoint = outcomes.endpoints.get(curve.endpoint)
        times = _times(curve, made, f"of {endpoint.among} only" if endpoint and endpoint.among else "")
        result.findings += [*(_cleaned(curve, step) for step in made.steps), *_quality(curve, made)]
        found.append(times)
    result.findings.extend(_hazard_ratios(paper, [*listed, *found]))
    return found


def _curves(paper: Paper) -> Iterator[Digitised]:
    points = [row for row in paper.curves if row.in_use]
    for group, endpoint in dict.fromkeys((row.group, row.endpoint) for row in points):
        mine = tuple(row for row in points if (row.group, row.endpoint) == (group, endpoint))
        table = tuple(row for row in paper.at_risk if row.in_use and (row.group, row.endpoint) == (group, endpoint))
        totals = [row for row in _printed(paper, group, endpoint) if row.events is not None and row.statistic != "hazard_ratio"]
        yield Digitised(paper, group, endpoint, mine[0].unit, mine, table, totals[0] if totals else None)


def _printed(paper: Paper, group: str, endpoint: str) -> list[Summary]:
    return [row for row in paper.summaries if row.in_use and (row.group, row.endpoint) == (group, endpoint)]


def _reconstruct(curve: Digitised) -> Reconstruction:
    total = None if curve.total is None else curve.total.events
    n = curve.paper.n_of(curve.group)
    if n is None and curve.total is not None:
        n = curve.total.n
    return reconstruct(
        [curve.time(row) for row in curve.points], [float(row.survival) for row in curve.points],
        at_risk=[(curve.time(row), row.n_at_risk) for row in curve.at_risk], n=n, total_events=total,
    )


def _times(curve: Digitised, made: Reconstruction, among: str) -> Times:
    with_what = [f"{len(curve.at_risk)} numbers at risk" if curve.at_risk else "no numbers at risk", "no total of events" if curve.total is None else f"{curve.total.events} events in all"]
    several = {row.unit for row in (*curve.points, *curve.at_risk)} != {curve.unit}
    note = join_notes(among, f"reconstructed from {len(curve.points)} points with {' and '.join(with_what)}", *made.notes,
                      f"several units, all in {curve.unit} here ({CONVERSION})" if several else "")
    return Times(group=curve.group, endpoint=curve.endpoint, outcome="", unit=curve.unit, measured=dict(UNSTATED), exact=tuple(map(Fraction, made.times)),
                 events=made.events, sources=curve.sources, note=note, derived="reconstructed")


def _cleaned(curve: Digitised, step: CleaningStep) -> Finding:
    """One finding for each kind of change, at the first row that it touched."""
    rows = curve.at_risk if step.kind == "at_risk_rise" else curve.points
    row = next((row for row in rows if curve.time(row) == step.times[0]), rows[0])
    number = len(step.times)
    many = f"{number} points, the first " if number > 1 else ""
    where = f"{many}at {number_text(round(step.times[0], 6))} {curve.unit}"
    entered, used = (tuple("" if math.isnan(value) else number_text(round(value, 6)) for value in side[:1])[0] for side in (step.entered, step.used))
    return curve.finding("curve_cleaned", "note", f"the curve of {curve.endpoint} in {curve.group}, {where}: {STEPS[step.kind]}", ref=row.ref,
                         column="n_at_risk" if step.kind == "at_risk_rise" else "survival", entered=entered, expected=used)


def _quality(curve: Digitised, made: Reconstruction) -> Iterator[Finding]:
    """How well the reconstruction gives back the points, the numbers at risk, the events and the printed median."""
    quality = made.quality
    texts = [f"survival within {quality.largest_error:.3f} of the {len(curve.points)} points"]
    if quality.at_risk_times:
        worst = max(abs(a - b) for a, b in zip(quality.at_risk_printed, quality.at_risk_found, strict=True))
        texts.append(f"numbers at risk within {worst} of {len(quality.at_risk_times)} printed")
    texts.append(f"{quality.events_found} events" + ("" if quality.events_printed is None else f" of {quality.events_printed} printed"))
    yield curve.finding("reconstruction_quality", "note", f"the reconstruction of {curve.endpoint} in {curve.group}: {', '.join(texts)}", column="time")
    found = quantile(kaplan_meier(made.times, made.events), 0.5, conf_type="log-log", conf_level=0.95)
    for row in _printed(curve.paper, curve.group, curve.endpoint):
        if row.statistic == "median" and row.value.exact and row.value.value:
            printed = float(convert(Fraction(row.value.value), row.unit or curve.unit, curve.unit))
            missed = math.isnan(found.estimate) or abs(found.estimate / printed - 1) > LARGEST_MISS
            reached = "is not reached" if math.isnan(found.estimate) else f"is {found.estimate:.4g} {curve.unit}"
            yield curve.finding("reconstruction_quality", "warning" if missed else "note",
                                f"the median of the reconstructed {curve.endpoint} in {curve.group} {reached}, printed {row.value.text} {row.unit or curve.unit}",
                                ref=row.ref, column="value", entered=row.value.text, expected=number_text(found.estimate))


def _against_listed(curve: Digitised, times: Times) -> Finding:
    """The points of a curve beside the Kaplan-Meier curve of the listed times, which is the one used."""
    clean = clean_curve([curve.time(row) for row in curve.points], [float(row.survival) for row in curve.points])
    listed = kaplan_meier(times.values_in(curve.unit), times.events)
    steps = [1.0, *listed.survival.tolist()]
    heights = [steps[int(listed.time.searchsorted(time, side="right"))] for time in clean.times]
    miss = max(abs(height - point) for height, point in zip(heights, clean.survival, strict=True))
    return curve.finding("reconstruction_quality", "warning" if miss > LARGEST_MISS else "note",
                         f"{curve.endpoint} in {curve.group}: times are listed, so the curve is compared only; its points lie within {miss:.3f} of their Kaplan-Meier curve",
                         column="survival")


def _hazard_ratios(paper: Paper, known: Sequence[Times]) -> Iterator[Finding]:
    """Printed hazard ratios beside those of two groups of which one at least is reconstructed."""
    for row in paper.summaries:
        pair = [next((times for times in known if (times.group, times.endpoint, times.outcome) == (group, row.endpoint, "")), None) for group in (row.group, row.against)]
        if not (row.in_use and row.statistic == "hazard_ratio" and row.value.exact and all(pair) and any(times.derived == "reconstructed" for times in pair)):
            continue
        one, other = pair
        found = cox_hazard_ratio(one.values, one.events, against_times=other.values_in(one.unit), against_events=other.events, conf_level=0.95, alternative="two_sided")
        table, line = place_of(row.ref)
        yield Finding(paper=paper.name, check="reconstruction_quality", severity="note", table=table, row=line, column="value", entered=row.value.text,
                      expected=number_text(found.estimate), group=row.group, outcome=row.endpoint or "", source=row.ref,
                      message=f"hazard ratio of {row.endpoint}, {row.group} against {row.against}: {found.estimate:.3g} from the reconstructed times, printed {row.value.text}")

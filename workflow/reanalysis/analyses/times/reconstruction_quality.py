"""How well a reconstructed curve gives back what the paper prints: rows of reconstruction.csv, and a finding where it
is off.

Every printed number stands beside the one from the reconstructed times, whether or not it went into the reconstruction
itself (`used`): agreement with a number that was used says less.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reanalysis.analyses.identity import join_notes, named
from reanalysis.analyses.result import OnePaper, TableRow, table_row
from reanalysis.analyses.times.digitised import Digitised, printed_summaries
from reanalysis.analyses.times.times import CONVERSION, Times
from reanalysis.model.cells import PrintedValue
from reanalysis.model.config import SurvivalConfig, of_percent
from reanalysis.model.estimate import number_text
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.rows import EFFECTS, Summary
from reanalysis.model.units import convert
from reanalysis.stats.cox import cox_hazard_ratio
from reanalysis.stats.kaplan_meier import CONF_TYPES, KaplanMeier, kaplan_meier, quantile, survival_at
from reanalysis.stats.reconstruction import Reconstruction
from reanalysis.wording import counted

#: Largest relative miss of a time or a ratio, and largest miss of a survival probability, that still agree; limits may
# miss by twice
#: as much, as papers do not say of which type they are.
RELATIVE, ABSOLUTE = {"median": 0.05, "hazard_ratio": 0.1}, {"survival": 0.02, "point": 0.05}
#: Numbers at risk and events agree within one patient, or this share of all.
SHARE = 0.02
#: Rounding of the floats that the limits above are held against.
TINY = 1e-9
AGREES, OFF, NOT_COMPARED = "agrees", "off", "not compared"
NAMES = {
    "point": "the point farthest off",
    "n_at_risk": "the number at risk",
    "events": "the number of events",
    "median": "the median",
    "survival": "survival",
    "hazard_ratio": "the hazard ratio",
}
LIMITS = {"_low": "lower limit of ", "_high": "upper limit of "}


@dataclass(frozen=True)
class Beside:
    """One printed number beside the reconstructed one, in the unit of the printed one; nan = not reached. `cell` is
    what was entered, where that is not `printed`."""

    quantity: str
    printed: str
    value: float
    reconstructed: float
    ref: str
    column: str
    at: str = ""
    unit: str = ""
    against: str = ""
    used: bool = False
    compared: bool = True
    tolerance: float = 0.0
    cell: str = ""
    value_unit: str = ""
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the two agree, both not reached included."""
        if not self.compared:
            return NOT_COMPARED
        if math.isnan(self.value) or math.isnan(self.reconstructed):
            return AGREES if math.isnan(self.value) == math.isnan(self.reconstructed) else OFF
        return AGREES if abs(self.reconstructed - self.value) <= self.tolerance + TINY else OFF

    @property
    def distance(self) -> float:
        """How far the two lie apart."""
        return abs(self.reconstructed - self.value)

    @property
    def is_limit(self) -> bool:
        """Whether the number is a confidence limit."""
        return self.column in ("low", "high")

    @property
    def name(self) -> str:
        """The quantity in words."""
        base, _, end = self.quantity.rpartition("_")
        what = LIMITS[f"_{end}"] + NAMES[base] if f"_{end}" in LIMITS and base in NAMES else NAMES[self.quantity]
        return what + (f" at {self.at} {self.unit}" if self.at else f" against {self.against}" if self.against else "")


def reconstruction_quality(one: OnePaper, curve: Digitised, made: Reconstruction) -> Iterator[Finding | TableRow]:
    """Rows and findings of one reconstructed curve."""
    found = kaplan_meier(made.times, made.events)
    rows = [_point(curve, made, found), *_at_risk(curve, made), *_events(curve, made)]
    for row in printed_summaries(curve.paper, curve.group, curve.endpoint):
        if row.statistic == "median":
            rows += _median(curve, found, row, one.config)
        elif row.statistic == "survival" and row.at is not None:
            rows += _survival(curve, found, row, one.config)
    yield curve.finding(
        "reconstruction_quality", "note", f"{curve.label}, reconstructed: {_in_short(curve, made)}", column="time"
    )
    yield from _told(one, curve.group, curve.endpoint, rows)


def hazard_ratios(one: OnePaper, known: Sequence[Times]) -> Iterator[Finding | TableRow]:
    """Printed hazard ratios beside those of two groups of which one at least is reconstructed."""
    for row in one.paper.summaries:
        pair = [
            next(
                (times for times in known if (times.group, times.endpoint, times.outcome) == (group, row.endpoint, "")),
                None,
            )
            for group in (row.group, row.against)
        ]
        if (
            row.in_use
            and row.statistic == "hazard_ratio"
            and all(pair)
            and any(times.derived == "reconstructed" for times in pair)
        ):
            yield from _told(one, row.group, row.endpoint or "", list(_hazard_ratio(row, *pair, one.config)))


def _in_short(curve: Digitised, made: Reconstruction) -> str:
    quality = made.quality
    texts = [f"survival within {quality.largest_error:.3f} of the {counted(len(curve.points), 'point')}"]
    if quality.at_risk_times:
        worst = max(abs(a - b) for a, b in zip(quality.at_risk_printed, quality.at_risk_found, strict=True))
        texts.append(f"numbers at risk within {worst} of {len(quality.at_risk_times)} printed")
    texts.append(
        counted(quality.events_found, "event")
        + ("" if quality.events_printed is None else f" of {quality.events_printed} printed")
    )
    return ", ".join(texts)


def _point(curve: Digitised, made: Reconstruction, found: KaplanMeier) -> Beside:
    """The cleaned point that the reconstruction misses most."""
    steps = [1.0, *found.survival.tolist()]
    heights = [steps[int(found.time.searchsorted(time, side="right"))] for time in made.curve.times]
    worst = max(range(len(heights)), key=lambda i: round(abs(heights[i] - made.curve.survival[i]), 9))
    time = made.curve.times[worst]
    row = min(curve.points, key=lambda point: abs(curve.time(point) - time))
    value = made.curve.survival[worst]
    return Beside(
        "point",
        number_text(round(value, 6)),
        value,
        heights[worst],
        row.ref,
        "survival",
        at=number_text(round(time, 6)),
        unit=curve.unit,
        used=True,
        tolerance=ABSOLUTE["point"],
        cell=str(row.survival),
        note=f"of {counted(len(curve.points), 'point')}, cleaned; root mean square {made.quality.rmse:.3g}",
    )


def _at_risk(curve: Digitised, made: Reconstruction) -> Iterator[Beside]:
    found = dict(zip(made.quality.at_risk_times, made.quality.at_risk_found, strict=True))
    for row in curve.at_risk:
        number = found.get(curve.time(row))
        if number is not None:
            yield Beside(
                "n_at_risk",
                str(row.n_at_risk),
                row.n_at_risk,
                number,
                row.ref,
                "n_at_risk",
                at=number_text(float(row.time)),
                unit=row.unit,
                used=True,
                tolerance=max(1.0, SHARE * len(made.times)),
            )


def _events(curve: Digitised, made: Reconstruction) -> Iterator[Beside]:
    printed = {
        row.events: row
        for row in reversed(printed_summaries(curve.paper, curve.group, curve.endpoint))
        if row.statistic not in EFFECTS
    }
    for row in reversed(printed.values()):
        if row.events is not None:
            yield Beside(
                "events",
                str(row.events),
                row.events,
                sum(made.events),
                row.ref,
                "events",
                used=row is curve.total,
                tolerance=max(1.0, SHARE * len(made.times)),
            )


def _median(curve: Digitised, found: KaplanMeier, row: Summary, config: SurvivalConfig) -> Iterator[Beside]:
    unit, level = row.unit or curve.unit, of_percent(row.conf_level, config.conf_level)
    fits = [quantile(found, 0.5, conf_type=conf_type, conf_level=level) for conf_type in CONF_TYPES]
    choices = {
        "median": [fits[0].estimate, fits[0].middle_to_last],
        "median_low": [fit.conf_low for fit in fits],
        "median_high": [fit.conf_high for fit in fits],
    }
    notes = f"converted from {curve.unit} to {unit} ({CONVERSION})" if unit != curve.unit else ""
    for quantity, values in choices.items():
        in_unit = [
            value if math.isnan(value) else float(convert(Fraction(value), curve.unit, unit)) for value in values
        ]
        yield from _beside(quantity, row, in_unit, RELATIVE["median"], notes, unit=unit, relative=True)


def _survival(curve: Digitised, found: KaplanMeier, row: Summary, config: SurvivalConfig) -> Iterator[Beside]:
    time, at = float(convert(Fraction(row.at), row.unit or curve.unit, curve.unit)), number_text(float(row.at))
    unit, level = row.unit or curve.unit, of_percent(row.conf_level, config.conf_level)
    if time > found.last_time:
        yield Beside(
            "survival",
            row.value.text,
            math.nan,
            math.nan,
            row.ref,
            "value",
            at=at,
            unit=unit,
            compared=False,
            note="beyond the end of the reconstructed curve",
        )
        return
    scale = 1.0 if row.value_unit == "fraction" else 100.0
    known = {"at": at, "unit": unit, "value_unit": "percent" if scale > 1 else "fraction"}
    fits = [survival_at(found, time, conf_type=conf_type, conf_level=level) for conf_type in CONF_TYPES]
    if fits[0].estimate in (0.0, 1.0):
        # limits of no width at S = 1, none at S = 0: only the percentage itself can be held against the printed one
        yield from _beside("survival", row, [scale * fits[0].estimate], scale * ABSOLUTE["survival"], "", **known)
        return
    choices = {
        "survival": [fits[0].estimate],
        "survival_low": [fit.conf_low for fit in fits],
        "survival_high": [fit.conf_high for fit in fits],
    }
    for quantity, values in choices.items():
        in_unit = [scale * value for value in values]
        yield from _beside(quantity, row, in_unit, scale * ABSOLUTE["survival"], "", **known)


def _hazard_ratio(row: Summary, one: Times, other: Times, config: SurvivalConfig) -> Iterator[Beside]:
    found = cox_hazard_ratio(
        one.values,
        one.events,
        against_times=other.values_in(one.unit),
        against_events=other.events,
        conf_level=of_percent(row.conf_level, config.conf_level),
        alternative="two_sided",
    )
    listed = [times.group for times in (one, other) if times.derived != "reconstructed"]
    note = join_notes(f"times of {listed[0]} are listed" if listed else "", found.reason)
    for quantity, value in (
        ("hazard_ratio", found.estimate),
        ("hazard_ratio_low", found.conf_low),
        ("hazard_ratio_high", found.conf_high),
    ):
        yield from _beside(
            quantity, row, [value], RELATIVE["hazard_ratio"], note, against=row.against or "", relative=True
        )


def _beside(
    quantity: str,
    row: Summary,
    values: Sequence[float],
    tolerance: float,
    note: str,
    *,
    at: str = "",
    unit: str = "",
    against: str = "",
    value_unit: str = "",
    relative: bool = False,
) -> Iterator[Beside]:
    """One number of a printed row; of limits of several types the nearest one."""
    column = quantity.rpartition("_")[2] if quantity.endswith(("_low", "_high")) else "value"
    printed: PrintedValue | None = getattr(row, column)
    if printed is None:
        return
    value = math.nan if printed.number is None else float(printed.number)
    nearest = min(
        range(len(values)),
        key=lambda i: (
            math.isnan(values[i]) != math.isnan(value),
            abs(values[i] - value) if not math.isnan(values[i] - value) else 0.0,
        ),
    )
    several = len({number_text(value) for value in values}) > 1
    kind = f"limits of type {CONF_TYPES[nearest]}, the nearest" if several else ""
    yield Beside(
        quantity,
        printed.text,
        value,
        values[nearest],
        row.ref,
        column,
        at=at,
        unit=unit,
        against=against,
        value_unit=value_unit,
        compared=printed.exact or printed.value is None,
        tolerance=tolerance * (abs(value) if relative else 1.0) * (2.0 if column != "value" else 1.0),
        note=join_notes(
            note,
            kind,
            "" if printed.exact or printed.value is None else "a bound, not computed with",
            " ".join(part for part in (row.population, row.assessor) if part),
        ),
    )


def _told(one: OnePaper, group: str, endpoint: str, rows: Sequence[Beside]) -> Iterator[Finding | TableRow]:
    """The rows, and a finding for each number that is off: a note for limits, whose type papers do not print; of the
    numbers at risk for the worst one alone."""
    for row in rows:
        difference = row.reconstructed - row.value if row.compared else math.nan
        yield table_row(
            "reconstruction",
            paper=one.paper.name,
            group=group,
            endpoint=endpoint,
            against=row.against,
            quantity=row.quantity,
            at=row.at,
            unit=row.unit,
            printed=row.printed,
            reconstructed=_number(row),
            difference=number_text(0.0 if abs(difference) < TINY else difference),
            verdict=row.verdict,
            used="yes" if row.used else "no",
            sources=row.ref,
            note=row.note,
            value_unit=row.value_unit,
        )
    off = [row for row in rows if row.verdict == OFF]
    at_risk = sorted((row for row in off if row.quantity == "n_at_risk"), key=lambda row: -row.distance)
    again = f", and {len(at_risk) - 1} more" if len(at_risk) > 1 else ""
    for row in off:
        if row.quantity != "n_at_risk":
            yield _off(one, group, endpoint, row, "")
    for row in at_risk[:1]:
        yield _off(one, group, endpoint, row, again)


def _off(one: OnePaper, group: str, endpoint: str, row: Beside, again: str) -> Finding:
    """The finding on a number that a reconstruction does not give back."""
    table, line = place_of(row.ref)
    return Finding(
        paper=one.paper.name,
        check="reconstruction_quality",
        severity="note" if row.is_limit else "warning",
        table=table,
        row=line,
        column=row.column,
        entered=row.cell or row.printed,
        expected=_number(row),
        message=f"{named(one.paper, one.outcomes, group, endpoint)}, reconstructed: {row.name} is "
        f"{_text(row)}, {'read as' if row.quantity == 'point' else 'printed'} {row.printed}{again}",
        group=group,
        outcome=endpoint,
        source=row.ref,
    )


def _number(row: Beside) -> str:
    return number_text(row.reconstructed) or ("" if not row.compared else "NE")


def _text(row: Beside) -> str:
    return "not reached" if math.isnan(row.reconstructed) else f"{row.reconstructed:.4g}"

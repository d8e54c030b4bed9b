"""Summaries as printed: carried through to the results, never computed with where they are bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from reanalysis.analyses.identity import join_notes
from reanalysis.derive.tallies import measured_of
from reanalysis.model.cells import PrintedValue
from reanalysis.model.config import of_percent
from reanalysis.model.estimate import Estimate, facts
from reanalysis.model.paper import Paper
from reanalysis.model.rows import EFFECTS, Summary
from reanalysis.model.units import convert

NO_UNIT = "printed as {}, with no unit entered: not taken as a time"
MEASURES = {
    "median": "median_time",
    "survival": "survival_probability",
    **{effect: effect for effect in EFFECTS},
    "follow_up_median": "follow_up_median",
}


def printed_rows(paper: Paper, estimated: set[tuple[str, ...]]) -> Iterator[Estimate]:
    """One row `reported` for each printed median, survival percentage, hazard ratio and median follow-up in use.

    Primary unless the same quantity was estimated from listed times (`estimated`: group, outcome, endpoint, population,
    assessor, confirmed, measure, at, as `quantity_of` gives them).
    """
    for row in paper.summaries:
        if row.in_use and row.statistic in MEASURES:
            yield _row(paper, row, estimated)


def _row(paper: Paper, row: Summary, estimated: set[tuple[str, ...]]) -> Estimate:
    measure = MEASURES[row.statistic]
    percent = row.statistic == "survival" and row.value_unit != "fraction"
    scale = Fraction(1, 100 if percent else 1)
    measured, unusable = measured_of(row), _unusable(row)
    low, high = (None, None) if unusable else _limits(row, scale)
    notes = [unusable or _reason(row.value), *_notes_on_limits(row), row.note]
    limited = (low, high) != (None, None)
    return Estimate(
        paper=paper.name,
        group=row.group,
        endpoint=row.endpoint or "",
        population=measured["population"],
        assessor=measured["assessor"],
        confirmed=measured["confirmed"],
        against=row.against or "",
        measure=measure,
        at=at_of(paper, row),
        unit="" if measure in EFFECTS else row.unit or "",
        method="reported",
        estimate=None if unusable else _number(row.value, scale),
        conf_level=of_percent(row.conf_level, 0.95) if limited else None,
        conf_low=low,
        conf_high=high,
        alternative="two_sided" if limited else "",
        events=row.events,
        n=row.n,
        primary=quantity_of(row, measure, at_facts(paper, row)) not in estimated,
        sources=(row.ref,),
        note=join_notes(*notes),
        facts=at_facts(paper, row) | facts(not_reached=not unusable and row.value.value is None),
    )


def _limits(row: Summary, scale: Fraction) -> tuple[float | None, float | None]:
    """The printed limits; none where they stand in the wrong order."""
    low, high = _number(row.low, scale), _number(row.high, scale)
    return (None, None) if low is not None and high is not None and low > high else (low, high)


def _notes_on_limits(row: Summary) -> Iterator[str]:
    """Limits in the wrong order, and limits that are bounds or not estimable."""
    low, high = row.low, row.high
    if low is not None and high is not None:
        ends = low.number, high.number
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            yield f"limits printed in the wrong order: {low.text} and {high.text}"
    for name, value in (("lower", low), ("upper", high)):
        if value is not None and not value.exact:
            yield f"{name} limit printed as {value.text}"


def _unusable(row: Summary) -> str:
    """Why a printed value says nothing by itself; blank if it does."""
    if row.statistic in EFFECTS and row.against in (None, row.group):
        what = (
            "no group to compare with is entered" if row.against is None else "it is entered against the group itself"
        )
        kind = "difference" if row.statistic == "risk_difference" else "ratio"
        return f"printed as {row.value.text}, not shown as a {kind}: {what}"
    return NO_UNIT.format(row.value.text) if without_unit(row) else ""


def without_unit(row: Summary) -> bool:
    """Whether a number stands where a time should, in no unit: a median, a median follow-up or person-time."""
    return (
        row.statistic in ("median", "follow_up_median", "person_time")
        and row.unit is None
        and row.value.value is not None
    )


def quantity_of(row: Summary | Estimate, measure: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """What a row is of, the same for a printed summary and for an estimate; the time of a survival percentage in
    months, whatever its unit."""
    measured = {name: getattr(row, name) or "" for name in ("population", "assessor", "confirmed")}
    time = known.get("time", known.get("fraction", ""))
    if measure == "survival_probability" and time and row.unit:
        time = f"{float(convert(Fraction(time), row.unit, 'months')):.6g}"
    outcome, apart = getattr(row, "outcome", ""), known.get("apart", "")
    return (row.group, outcome, row.endpoint or "", *measured.values(), measure, time, apart)


def at_of(paper: Paper, row: Summary) -> str:
    """`at` of a summary: its time and what tells it apart."""
    return " ".join(at_facts(paper, row).values())


def at_facts(paper: Paper, row: Summary) -> dict[str, str]:
    """The parts of `at`: the time, and the criteria where summaries differ in nothing else, as the results contract has
    no column for them."""
    twins = {
        other.criteria for other in paper.summaries if other.in_use and other.key_values()[:-1] == row.key_values()[:-1]
    }
    time = None if row.at is None else float(row.at)
    return facts(time=time, apart=row.criteria if len(twins) > 1 else "")


def _number(value: PrintedValue | None, scale: Fraction) -> float | None:
    number = value.number if value is not None else None
    return None if number is None else float(Fraction(number) * scale)


def _reason(value: PrintedValue) -> str:
    if value.exact:
        return "as printed"
    return (
        "printed as not reached or not estimable"
        if value.value is None
        else f"printed as {value.text}: a bound, not computed with"
    )

"""Printed medians, percentages and ranges against the times that the paper lists, by the exact Kaplan-Meier curve."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context
from reanalysis.audit.time_units import units_of_ratio
from reanalysis.derive.tallies import measured_of
from reanalysis.model.finding import Finding
from reanalysis.model.printed import ROUNDINGS, decimals, prints_as, round_fraction
from reanalysis.model.rows import EFFECTS, Summary, TimeRow
from reanalysis.model.units import DAYS

HALF = Fraction(1, 2)
Curve = list[tuple[Fraction, Fraction]]


def printed_against_listed(context: Context) -> Iterator[Finding]:
    """A printed median, survival percentage, smallest or largest time that the listed times do not give (INSPECT-SR
    4.10).

    Only where a time is listed for every patient, or the endpoint is of some of them by definition. Both rules for a
    plateau at one half count, and every way of rounding.
    """
    for row in context.paper.summaries:
        if not (
            row.in_use and row.endpoint and row.statistic in _CHECKS and (row.value.exact or row.value.value is None)
        ):
            continue
        times = _listed(context, row)
        if times:
            found = _CHECKS[row.statistic](row, _in_unit(times, row))
            if found:
                expected, text = found
                said = (
                    f"{context.label(row.group, row.endpoint)}: {text}; the {len(times)} listed times give "
                    f"{'one that is not reached' if expected == 'NE' else expected}"
                )
                yield context.finding(
                    "listed_times_differ",
                    "warning",
                    said,
                    row=row,
                    column="value",
                    entered=row.value.text,
                    expected=expected,
                    inspect_sr=OTHER_CONTRADICTIONS,
                )


def printed_events(context: Context) -> Iterator[Finding]:
    """A printed number of events that the listed times do not have, where a time is listed for every patient
    (INSPECT-SR 4.10)."""
    said: set[tuple] = set()
    for row in context.paper.summaries:
        what = (row.group, row.endpoint, row.events, *measured_of(row).values())
        if (
            not (row.in_use and row.endpoint and row.events is not None and row.statistic not in EFFECTS)
            or what in said
        ):
            continue
        said.add(what)
        times = _listed(context, row)
        events = sum(one.time.event for one in times)
        if times and events != row.events:
            message = (
                f"{context.label(row.group, row.endpoint)}: printed with {row.events} "
                f"{'event' if row.events == 1 else 'events'}, the {len(times)} listed times have {events}"
            )
            yield context.finding(
                "listed_times_differ",
                "warning",
                message,
                row=row,
                column="events",
                entered=row.events,
                expected=events,
                inspect_sr=OTHER_CONTRADICTIONS,
            )


def _listed(context: Context, row: Summary) -> list[TimeRow]:
    """The listed times that a summary is of; none where they may not be all."""
    members = context.paper.members(row.group)
    mine = [
        one
        for one in context.paper.times
        if one.in_use and one.endpoint == row.endpoint and one.group in members and measured_of(one) == measured_of(row)
    ]
    known, n = (context.outcomes.endpoint(row.endpoint), row.n if row.n is not None else context.paper.n_of(row.group))
    whole = (known and known.among and row.n is None) or (n is not None and len(mine) == n)
    return context.paper.distinct(mine) if whole else []


def _in_unit(times: list[TimeRow], row: Summary) -> list[tuple[Fraction, bool]]:
    """Times with their events in the unit of a summary, ascending, events first."""
    unit = DAYS[row.unit or times[0].unit]
    return sorted(
        ((Fraction(one.time.time) * DAYS[one.unit] / unit, one.time.event) for one in times),
        key=lambda pair: (pair[0], not pair[1]),
    )


def _curve(times: list[tuple[Fraction, bool]]) -> Curve:
    """Survival just after each time of an event."""
    curve, survival, at_risk = [], Fraction(1), len(times)
    for time, together in groupby(times, key=lambda pair: pair[0]):
        events = [event for _, event in together]
        if any(events):
            survival *= Fraction(at_risk - sum(events), at_risk)
            curve.append((time, survival))
        at_risk -= len(events)
    return curve


def _median(row: Summary, times: list[tuple[Fraction, bool]]) -> tuple[str, str] | None:
    curve = _curve(times)
    first = next((time for time, survival in curve if survival <= HALF), None)
    beyond = next((time for time, survival in curve if survival < HALF), times[-1][0])
    if row.value.value is None:
        return None if first is None else (_text(first, 1), "the median is printed as not reached")
    if first is None:
        return "NE", f"the median is printed as {row.value.text}"
    on_plateau = any(survival == HALF for _, survival in curve)
    allowed = [first, (first + beyond) / 2, beyond] if on_plateau else [first]
    if _prints(allowed, row):
        return None
    found = _text(allowed[min(1, len(allowed) - 1)], decimals(row.value.value))
    return (
        found,
        "the median is printed as "
        f"{row.value.text}{next((text for value in allowed if (text := _units(row, value))), '')}",
    )


def _percentage(row: Summary, times: list[tuple[Fraction, bool]]) -> tuple[str, str] | None:
    if row.at is None or row.value.value is None or Fraction(row.at) > times[-1][0]:
        return None
    share = next((survival for time, survival in reversed(_curve(times)) if time <= Fraction(row.at)), Fraction(1))
    value = share * (1 if row.value_unit == "fraction" else 100)
    if _prints([value], row):
        return None
    found = _text(value, decimals(row.value.value))
    return (
        found,
        f"{row.value.text} {row.value_unit or 'percent'} at {row.at} {row.unit or ''}".rstrip() + " is printed",
    )


def _smallest(row: Summary, times: list[tuple[Fraction, bool]]) -> tuple[str, str] | None:
    return _extreme(row, times[0][0], "shortest")


def _largest(row: Summary, times: list[tuple[Fraction, bool]]) -> tuple[str, str] | None:
    return _extreme(row, times[-1][0], "longest")


def _extreme(row: Summary, value: Fraction, word: str) -> tuple[str, str] | None:
    if row.value.value is None or _prints([value], row):
        return None
    found = _text(value, decimals(row.value.value))
    return found, f"the {word} is printed as {row.value.text}{_units(row, value)}"


def _prints(values: list[Fraction], row: Summary) -> bool:
    return any(prints_as(value, row.value.value, rounding) for value in values for rounding in ROUNDINGS)


def _units(row: Summary, value: Fraction) -> str:
    """In words, the two units whose ratio the printed and the listed value have; blank if there are none."""
    pair = sorted((value, Fraction(row.value.value)))
    units = units_of_ratio(pair[1] / pair[0]) if pair[0] else None
    return f" (the ratio is that of {units[0]} and {units[1]})" if units else ""


def _text(value: Fraction, places: int) -> str:
    return str(round_fraction(value, places))


_CHECKS = {"median": _median, "survival": _percentage, "min": _smallest, "max": _largest}

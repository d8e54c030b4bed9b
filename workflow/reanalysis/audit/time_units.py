"""Times that look as if they were in another unit than the one entered."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context
from reanalysis.audit.summaries import by_quantity, in_days
from reanalysis.model.finding import Finding
from reanalysis.model.rows import Summary, TimeRow
from reanalysis.model.units import DAYS

#: How near a ratio of two values must be to that of two units.
NEAR = Fraction(3, 100)
RATIOS = {(short, long): DAYS[long] / DAYS[short] for short, long in combinations(DAYS, 2)}


def units_of_ratio(ratio: Fraction) -> tuple[str, str] | None:
    """Two units whose ratio is near this one (above 1), the shorter first."""
    return next((units for units, exact in RATIOS.items() if abs(ratio / exact - 1) <= NEAR), None)


def looks_like_another_unit(context: Context) -> Iterator[Finding]:
    """A median that differs from one beside it, or from its range, by the ratio of two units; the same for listed times (INSPECT-SR 4.10)."""
    yield from _siblings(context)
    yield from _ranges(context)
    yield from _listed(context)


def _siblings(context: Context) -> Iterator[Finding]:
    """Medians of one endpoint in groups of one parent and split, and in groups without a parent."""
    medians = {key: statistics["median"] for key, statistics in by_quantity(context).items() if "median" in statistics and key[1] and in_days(statistics["median"])}
    place = {row.group: (row.parent, row.split) for row in context.paper.groups}
    for (one, first), (other, second) in combinations(medians.items(), 2):
        if one[1:] == other[1:] and place[one[0]] == place[other[0]]:
            days = sorted((in_days(first), in_days(second)))
            units = units_of_ratio(days[1] / days[0])
            if units:
                yield _finding(context, second, first, f"the median is {second.value.text} {second.unit or ''}, that in {context.label(first.group)} is {first.value.text} {first.unit or ''}", units)


def _ranges(context: Context) -> Iterator[Finding]:
    """A median outside its range, which would lie within it in another unit."""
    for statistics in by_quantity(context).values():
        median, low, high = (statistics.get(name) for name in ("median", "min", "max"))
        if not (median and low and high and median.unit and all(in_days(row) is not None for row in (median, low, high))):
            continue
        if not in_days(low) <= in_days(median) <= in_days(high):
            unit = next((unit for unit in DAYS if in_days(low) <= Fraction(median.value.value) * DAYS[unit] <= in_days(high)), None)
            if unit:
                yield _finding(context, median, low, f"the median {median.value.text} {median.unit} lies outside its range, {low.value.text} to {high.value.text} {high.unit or ''}",
                               (median.unit, unit))


def _listed(context: Context) -> Iterator[Finding]:
    """The longest listed time against the largest printed one of the same group and endpoint."""
    for (group, endpoint, *_), statistics in by_quantity(context).items():
        largest = statistics.get("max")
        members = context.paper.members(group)
        times = [row for row in context.paper.times if row.in_use and row.endpoint == endpoint and row.group in members]
        if not (largest and times and in_days(largest)):
            continue
        longest = max(times, key=_time)
        days = sorted((_time(longest), in_days(largest)))
        units = units_of_ratio(days[1] / days[0]) if days[0] else None
        if units:
            yield _finding(context, longest, largest, f"the longest listed time is {longest.time.time} {longest.unit}, the largest printed one {largest.value.text} {largest.unit or ''}", units)


def _time(row: TimeRow) -> Fraction:
    return Fraction(row.time.time) * DAYS[row.unit]


def _finding(context: Context, row: Summary | TimeRow, beside: Summary, what: str, units: tuple[str, str]) -> Finding:
    message = f"{context.label(row.group, row.endpoint or '')}: {what} ({beside.source}): the ratio is that of {units[0]} and {units[1]}"
    entered = f"{row.time.time if isinstance(row, TimeRow) else row.value.text} {row.unit or ''}".strip()
    return context.finding("looks_like_another_unit", "note", message, row=row, column="unit", entered=entered, inspect_sr=OTHER_CONTRADICTIONS)

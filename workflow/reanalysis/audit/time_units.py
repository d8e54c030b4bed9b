"""Times that look as if they were in another unit than the one entered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import TypeVar

from reanalysis.audit.alike import medians_of
from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context, listed
from reanalysis.audit.known import known
from reanalysis.audit.summaries import by_quantity
from reanalysis.derive.tallies import measured_of
from reanalysis.model.against import group_meant
from reanalysis.model.finding import Finding
from reanalysis.model.rows import AtRisk, CurvePoint, Summary, TimeRow
from reanalysis.model.units import DAYS

OnAxis = TypeVar("OnAxis", CurvePoint, AtRisk)
#: How near a ratio of two values must be to that of two units.
NEAR = Fraction(3, 100)
#: The same for the ends of a curve and of its numbers at risk, which need not be at the same time.
NEAR_ENDS = Fraction(10, 100)
#: Percentages that tell where the median is.
NEAR_HALF = (0.4, 0.6)
RATIOS = {(short, long): DAYS[long] / DAYS[short] for short, long in combinations(DAYS, 2)}


def units_of_ratio(ratio: Fraction, *, near: Fraction = NEAR) -> tuple[str, str] | None:
    """Two units whose ratio is near this one (above 1), the shorter first."""
    return next((units for units, exact in RATIOS.items() if abs(ratio / exact - 1) <= near), None)


def looks_like_another_unit(context: Context) -> Iterator[Finding]:
    """A median that differs from one beside it, from its range, its curve or a percentage near one half by the ratio of
    two units; the same for listed times and numbers at risk (INSPECT-SR 4.10)."""
    yield from _siblings(context)
    yield from _elsewhere(context)
    yield from _ranges(context)
    yield from _listed(context)
    yield from _curves(context)
    yield from _percentages(context)


def _siblings(context: Context) -> Iterator[Finding]:
    """Medians of one endpoint in groups of one parent and split, and in groups without a parent."""
    medians = [
        (key, median.days, median.row)
        for key, statistics in by_quantity(context).items()
        if key[1] and (median := known(statistics.get("median"))) and median.days
    ]
    place = {row.group: (row.parent, row.split) for row in context.paper.groups}
    for (one, first_days, first), (other, second_days, second) in combinations(medians, 2):
        if one[1:] == other[1:] and place[one[0]] == place[other[0]]:
            units = _units_of(first_days, second_days)
            if units:
                yield _finding(
                    context,
                    second,
                    first,
                    f"the median is {second.value.text} {second.unit or ''}, that in {context.label(first.group)} "
                    f"is {first.value.text} {first.unit or ''}",
                    units,
                )


def _units_of(one: Fraction, other: Fraction, *, near: Fraction = NEAR) -> tuple[str, str] | None:
    """The two units whose ratio is near that of two times above 0."""
    shorter, longer = sorted((one, other))
    return units_of_ratio(longer / shorter, near=near)


def _elsewhere(context: Context) -> Iterator[Finding]:
    """Medians of one endpoint in a paper on the same trial, and in the group of another paper that an endpoint is
    compared with."""
    partners = {
        (row.group, row.endpoint, *meant)
        for row in context.paper.comparisons
        if row.in_use and row.endpoint and (meant := group_meant(row.control, context.paper.name))
    }
    same = {name for name in context.dataset.papers_of_trial(context.paper.info.trial) if name < context.paper.name}
    compared_with = {name for _, _, name, _ in partners if name in context.dataset.papers}
    for name in sorted((same | compared_with) - {context.paper.name}):
        other, same_trial = context.dataset.papers[name], name in same
        for median, theirs in product(context.alike.medians[context.paper.name], context.alike.medians[name]):
            compared = (median.row.group, median.row.endpoint, name, theirs.row.group) in partners
            if median.row.endpoint != theirs.row.endpoint or not (same_trial or compared):
                continue
            units = _units_of(median.days, theirs.days)
            if units:
                label = f'{other.info.first_author} {other.info.year}, "{other.group[theirs.row.group].label}"'
                yield _finding(
                    context,
                    median.row,
                    theirs.row,
                    f"the median is {_printed(median.row)}, that in {label} is {_printed(theirs.row)}",
                    units,
                )


def _curves(context: Context) -> Iterator[Finding]:
    """A digitised curve against the printed median and against its numbers at risk; both ends of the time axis are
    read, so the ratio is looser there."""
    for group, endpoint in dict.fromkeys((row.group, row.endpoint) for row in context.paper.curves if row.in_use):
        points = sorted(_of(context.paper.curves, group, endpoint), key=_axis)
        yield from _half_of_curve(context, points)
        at_risk = [row for row in _of(context.paper.at_risk, group, endpoint) if row.n_at_risk]
        last, end = max(at_risk, key=_axis, default=None), points[-1]
        if last is None or not _axis(last) or not _axis(end):
            continue
        units = _units_of(_axis(last), _axis(end), near=NEAR_ENDS)
        if units:
            yield _finding(
                context,
                last,
                end,
                f"the last number at risk stands at {last.time} {last.unit}, the last point of the curve at "
                f"{end.time} {end.unit}",
                units,
            )


def _half_of_curve(context: Context, points: list[CurvePoint]) -> Iterator[Finding]:
    """Where a curve falls to one half, against the printed medians."""
    half = Fraction(50 if any(point.survival > Fraction(3, 2) for point in points) else Fraction(1, 2))
    crossing = next((point for point in points if point.survival <= half), None)
    if crossing is None or not _axis(crossing):
        return
    for median in medians_of(context.paper):
        if (median.row.group, median.row.endpoint) != (crossing.group, crossing.endpoint):
            continue
        units = _units_of(_axis(crossing), median.days)
        if units:
            yield _finding(
                context,
                crossing,
                median.row,
                f"the curve falls to one half at {crossing.time} {crossing.unit}, the printed median is "
                f"{_printed(median.row)}",
                units,
            )


def _percentages(context: Context) -> Iterator[Finding]:
    """A percentage near one half against the printed median: a constant hazard tells well enough when it would be one
    half."""
    for median in medians_of(context.paper):
        of = (median.row.group, median.row.endpoint, measured_of(median.row))
        for row in context.paper.summaries:
            printed = row.value.number if row.in_use and row.statistic == "survival" else None
            if printed is None or not row.at or not row.unit or (row.group, row.endpoint, measured_of(row)) != of:
                continue
            share = float(printed) / (1 if row.value_unit == "fraction" else 100)
            if NEAR_HALF[0] <= share <= NEAR_HALF[1]:
                half = Fraction(row.at) * DAYS[row.unit] * Fraction(math.log(0.5) / math.log(share))
                units = _units_of(half, median.days, near=NEAR_ENDS)
                if units:
                    percent = f"{row.value.text}{'' if row.value_unit == 'fraction' else '%'}"
                    yield _finding(
                        context,
                        row,
                        median.row,
                        f"{percent} are printed at {row.at} {row.unit}, and a median of {_printed(median.row)}",
                        units,
                    )


def _of(rows: Iterable[OnAxis], group: str, endpoint: str) -> list[OnAxis]:
    """The rows of one curve."""
    return [row for row in rows if row.in_use and (row.group, row.endpoint) == (group, endpoint)]


def _axis(row: CurvePoint | AtRisk) -> Fraction:
    return Fraction(row.time) * DAYS[row.unit]


def _printed(row: Summary) -> str:
    return f"{row.value.text} {row.unit}"


def _ranges(context: Context) -> Iterator[Finding]:
    """A median outside its range, which would lie within it in another unit."""
    for statistics in by_quantity(context).values():
        median, low, high = (known(statistics.get(name)) for name in ("median", "min", "max"))
        if not median or not low or not high or not median.row.unit or low.days <= median.days <= high.days:
            continue
        fits = [
            f"the median were in {unit}"
            for unit, days in DAYS.items()
            if low.days <= Fraction(median.value) * days <= high.days
        ]
        fits += [
            f"the range were in {unit}"
            for unit, days in DAYS.items()
            if Fraction(low.value) * days <= median.days <= Fraction(high.value) * days
        ]
        if fits:
            what = (
                f"the median {_printed(median.row)} lies outside its range, {low.row.value.text} to "
                f"{high.row.value.text} {high.row.unit or ''}"
            )
            yield _finding(context, median.row, low.row, what, fits=f"it would lie within if {listed(fits)}")


def _listed(context: Context) -> Iterator[Finding]:
    """The longest listed time against the largest printed one of the same group and endpoint."""
    for (group, endpoint, *_), statistics in by_quantity(context).items():
        largest = known(statistics.get("max"))
        members = context.paper.members(group)
        times = [row for row in context.paper.times if row.in_use and row.endpoint == endpoint and row.group in members]
        longest = max(times, key=_time, default=None)
        if not largest or not largest.days or longest is None or not _time(longest):
            continue
        units = _units_of(_time(longest), largest.days)
        if units:
            yield _finding(
                context,
                longest,
                largest.row,
                f"the longest listed time is {longest.time.time} {longest.unit}, the largest printed one "
                f"{largest.row.value.text} {largest.row.unit or ''}",
                units,
            )


def _time(row: TimeRow) -> Fraction:
    return Fraction(row.time.time) * DAYS[row.unit]


def _finding(
    context: Context,
    row: Summary | TimeRow | CurvePoint | AtRisk,
    beside: Summary | CurvePoint,
    what: str,
    units: tuple[str, str] = ("", ""),
    *,
    fits: str = "",
) -> Finding:
    said = fits or f"the ratio is that of {units[0]} and {units[1]}"
    message = f"{context.label(row.group, row.endpoint or '')}: {what} ({beside.source}): {said}"
    value = row.value.text if isinstance(row, Summary) else row.time.time if isinstance(row, TimeRow) else row.time
    entered = f"{value} {row.unit or ''}".strip()
    return context.finding(
        "looks_like_another_unit",
        "note",
        message,
        row=row,
        column="unit",
        entered=entered,
        inspect_sr=OTHER_CONTRADICTIONS,
    )

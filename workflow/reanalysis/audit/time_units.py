"""Times that look as if they were in another unit than the one entered."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context, listed
from reanalysis.audit.summaries import by_quantity, in_days
from reanalysis.derive.tallies import measured_of
from reanalysis.model.against import group_meant
from reanalysis.model.finding import Finding
from reanalysis.model.paper import Paper
from reanalysis.model.rows import AtRisk, CurvePoint, Summary, TimeRow
from reanalysis.model.units import DAYS

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
    medians = {
        key: statistics["median"]
        for key, statistics in by_quantity(context).items()
        if "median" in statistics and key[1] and in_days(statistics["median"])
    }
    place = {row.group: (row.parent, row.split) for row in context.paper.groups}
    for (one, first), (other, second) in combinations(medians.items(), 2):
        if one[1:] == other[1:] and place[one[0]] == place[other[0]]:
            days = sorted((in_days(first), in_days(second)))
            units = units_of_ratio(days[1] / days[0])
            if units:
                yield _finding(
                    context,
                    second,
                    first,
                    f"the median is {second.value.text} {second.unit or ''}, that in {context.label(first.group)} "
                    f"is {first.value.text} {first.unit or ''}",
                    units,
                )


def _elsewhere(context: Context) -> Iterator[Finding]:
    """Medians of one endpoint in a paper on the same trial, and in the group of another paper that an endpoint is
    compared with."""
    partners = {
        (row.group, row.endpoint, *meant)
        for row in context.paper.comparisons
        if row.in_use and row.endpoint and (meant := group_meant(row.control, context.paper.name))
    }
    for median in _medians(context.paper):
        for name, other in context.dataset.papers.items():
            for theirs in _medians(other) if name != context.paper.name else ():
                same_trial = other.info.trial == context.paper.info.trial and name < context.paper.name
                if median.endpoint != theirs.endpoint or not (
                    same_trial or (median.group, median.endpoint, name, theirs.group) in partners
                ):
                    continue
                days = sorted((in_days(median), in_days(theirs)))
                units = units_of_ratio(days[1] / days[0])
                if units:
                    label = f'{other.info.first_author} {other.info.year}, "{other.group[theirs.group].label}"'
                    yield _finding(
                        context,
                        median,
                        theirs,
                        f"the median is {_printed(median)}, that in {label} is {_printed(theirs)}",
                        units,
                    )


def _medians(paper: Paper) -> list[Summary]:
    """Printed medians that may be computed with."""
    return [
        row
        for row in paper.summaries
        if row.in_use
        and row.statistic == "median"
        and row.endpoint
        and row.unit
        and row.value.exact
        and row.value.value
    ]


def _curves(context: Context) -> Iterator[Finding]:
    """A digitised curve against the printed median and against its numbers at risk; both ends of the time axis are
    read, so the ratio is looser there."""
    for group, endpoint in dict.fromkeys((row.group, row.endpoint) for row in context.paper.curves if row.in_use):
        points = sorted(
            (row for row in context.paper.curves if row.in_use and (row.group, row.endpoint) == (group, endpoint)),
            key=_axis,
        )
        half = Fraction(50 if any(point.survival > Fraction(3, 2) for point in points) else Fraction(1, 2))
        crossing = next((point for point in points if point.survival <= half), None)
        for median in _medians(context.paper):
            if crossing and (median.group, median.endpoint) == (group, endpoint) and _axis(crossing):
                days = sorted((_axis(crossing), in_days(median)))
                units = units_of_ratio(days[1] / days[0])
                if units:
                    yield _finding(
                        context,
                        crossing,
                        median,
                        f"the curve falls to one half at {crossing.time} {crossing.unit}, the printed median is "
                        f"{_printed(median)}",
                        units,
                    )
        last = max(
            (
                row
                for row in context.paper.at_risk
                if row.in_use and row.n_at_risk and (row.group, row.endpoint) == (group, endpoint)
            ),
            key=_axis,
            default=None,
        )
        if last and _axis(last) and _axis(points[-1]):
            days = sorted((_axis(last), _axis(points[-1])))
            units = units_of_ratio(days[1] / days[0], near=NEAR_ENDS)
            if units:
                yield _finding(
                    context,
                    last,
                    points[-1],
                    f"the last number at risk stands at {last.time} {last.unit}, the last point of the curve at "
                    f"{points[-1].time} {points[-1].unit}",
                    units,
                )


def _percentages(context: Context) -> Iterator[Finding]:
    """A percentage near one half against the printed median: a constant hazard tells well enough when it would be one
    half."""
    for median in _medians(context.paper):
        for row in context.paper.summaries:
            if not (
                row.in_use
                and row.statistic == "survival"
                and row.at
                and row.unit
                and row.value.exact
                and (row.group, row.endpoint, measured_of(row)) == (median.group, median.endpoint, measured_of(median))
            ):
                continue
            share = float(row.value.value) / (1 if row.value_unit == "fraction" else 100)
            if NEAR_HALF[0] <= share <= NEAR_HALF[1]:
                half = Fraction(row.at) * DAYS[row.unit] * Fraction(math.log(0.5) / math.log(share))
                days = sorted((half, in_days(median)))
                units = units_of_ratio(days[1] / days[0], near=NEAR_ENDS)
                if units:
                    percent = f"{row.value.text}{'' if row.value_unit == 'fraction' else '%'}"
                    yield _finding(
                        context,
                        row,
                        median,
                        f"{percent} are printed at {row.at} {row.unit}, and a median of {_printed(median)}",
                        units,
                    )


def _axis(row: CurvePoint | AtRisk) -> Fraction:
    return Fraction(row.time) * DAYS[row.unit]


def _printed(row: Summary) -> str:
    return f"{row.value.text} {row.unit}"


def _ranges(context: Context) -> Iterator[Finding]:
    """A median outside its range, which would lie within it in another unit."""
    for statistics in by_quantity(context).values():
        median, low, high = (statistics.get(name) for name in ("median", "min", "max"))
        if not (
            median and low and high and median.unit and all(in_days(row) is not None for row in (median, low, high))
        ):
            continue
        if not in_days(low) <= in_days(median) <= in_days(high):
            fits = [
                f"the median were in {unit}"
                for unit in DAYS
                if in_days(low) <= Fraction(median.value.value) * DAYS[unit] <= in_days(high)
            ]
            fits += [
                f"the range were in {unit}"
                for unit in DAYS
                if Fraction(low.value.value) * DAYS[unit] <= in_days(median) <= Fraction(high.value.value) * DAYS[unit]
            ]
            if fits:
                what = (
                    f"the median {median.value.text} {median.unit} lies outside its range, {low.value.text} to "
                    f"{high.value.text} {high.unit or ''}"
                )
                yield _finding(context, median, low, what, fits=f"it would lie within if {listed(fits)}")


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
            yield _finding(
                context,
                longest,
                largest,
                f"the longest listed time is {longest.time.time} {longest.unit}, the largest printed one "
                f"{largest.value.text} {largest.unit or ''}",
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

"""Means and standard deviations against the range, the number of values, and whole units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from reanalysis.audit.context import IMPOSSIBLE_FOR_INTEGERS, OTHER_CONTRADICTIONS, Context
from reanalysis.audit.known import Known, known
from reanalysis.audit.summaries import by_quantity
from reanalysis.model.finding import Finding
from reanalysis.model.printed import ROUNDINGS, decimals, prints_as, round_fraction
from reanalysis.model.rows import Summary
from reanalysis.model.units import DAYS
from reanalysis.stats.spread import Range, mean_range, sd_of_whole_values, sd_of_zeros_and_ones, sd_range


def means_and_spread(context: Context) -> Iterator[Finding]:
    """A mean that no values within the printed range can have, and a standard deviation that is too large or too small
    for the range, the mean and the number of values (INSPECT-SR 4.8)."""
    for (_, endpoint, *_), statistics in by_quantity(context).items():
        low, high, mean, spread = (known(statistics.get(name)) for name in ("min", "max", "mean", "sd"))
        if not low or not high or low.days > high.days:
            continue
        whole = _in_whole_units(context, endpoint, statistics) and not decimals(low.value) + decimals(high.value)
        smallest, largest = ((one.days, one.days) if whole else _printed(one) for one in (low, high))
        ends = smallest, largest
        if mean:
            yield from _mean_in_range(context, low, high, mean, ends)
        if spread:
            yield from _spread_in_range(context, low, high, spread, mean, ends)


def _printed(found: Known) -> Range:
    """The least and the largest number of days (or of what has no unit) that print so, cut off or rounded."""
    last = Fraction(1, 10 ** decimals(found.value)) * DAYS.get(found.row.unit or "days", 1)
    return found.days - last / 2, found.days + last


def _size(context: Context, *rows: Known) -> int | None:
    """The number of values behind printed statistics: the smallest that is said of them, else the group's."""
    said = [found.row.n for found in rows if found.row.n is not None]
    return min(said) if said else context.paper.n_of(rows[0].row.group)


def _in_its_unit(days: float, row: Summary, places: int) -> str:
    return str(round_fraction(Fraction(days) / DAYS.get(row.unit or "days", 1), places))


def _mean_in_range(
    context: Context, low: Known, high: Known, mean: Known, range_of: tuple[Range, Range]
) -> Iterator[Finding]:
    row, ends = mean.row, f"{low.row.value.text} to {high.row.value.text} {high.row.unit or ''}".rstrip()
    n = _size(context, mean, low, high)
    if not low.days <= mean.days <= high.days:
        message = f"the mean {row.value.text} {row.unit or ''} lies outside its range, {ends}"
        expected = f"{low.row.value.text} to {high.row.value.text}"
    elif n and n > 1:
        bounds, printed = mean_range(n, *range_of), _printed(mean)
        if printed[1] >= bounds[0] and printed[0] <= bounds[1]:
            return
        places = decimals(mean.value) + 1
        expected = " to ".join(_in_its_unit(float(bound), row, places) for bound in bounds)
        message = (
            f"the mean of {n} values from {ends} lies between {expected}, since one of them is the smallest and one "
            f"the largest; {row.value.text} is printed"
        )
    else:
        return
    yield context.finding(
        "order_of_statistics" if not low.days <= mean.days <= high.days else "impossible_mean",
        "warning",
        f"{context.label(row.group, row.endpoint or '')}: {message}".rstrip(),
        row=row,
        column="value",
        entered=row.value.text,
        expected=expected,
        inspect_sr=OTHER_CONTRADICTIONS if not low.days <= mean.days <= high.days else IMPOSSIBLE_FOR_INTEGERS,
    )


def _spread_in_range(
    context: Context, low: Known, high: Known, spread: Known, mean: Known | None, range_of: tuple[Range, Range]
) -> Iterator[Finding]:
    row, n = spread.row, _size(context, spread, low, high)
    if not n or n < 2:
        return
    least, most = sd_range(n, *range_of, mean=_printed(mean) if mean else None)
    printed = _printed(spread)
    if float(printed[1]) >= least and float(printed[0]) <= most:
        return
    places = decimals(spread.value) + 1
    bounds = [_in_its_unit(bound, row, places) for bound in (least, most)]
    beside = f" and the mean {mean.row.value.text}" if mean else ""
    message = (
        f"a standard deviation of {row.value.text} {row.unit or ''} cannot come from {n} values between "
        f"{low.row.value.text} and {high.row.value.text}{beside}: it would be {bounds[0]} to {bounds[1]}"
    )
    yield context.finding(
        "impossible_spread",
        "warning",
        f"{context.label(row.group, row.endpoint or '')}: {message}",
        row=row,
        column="value",
        entered=row.value.text,
        expected=f"{bounds[0]} to {bounds[1]}",
        inspect_sr=IMPOSSIBLE_FOR_INTEGERS,
    )


def whole_unit_spread(context: Context) -> Iterator[Finding]:
    """GRIMMER: a mean and a standard deviation that no whole numbers have together, though the mean alone is possible;
    DEBIT for zeros and ones (INSPECT-SR 4.8)."""
    for (_, endpoint, *_), statistics in by_quantity(context).items():
        mean, spread = known(statistics.get("mean")), known(statistics.get("sd"))
        if not mean or not spread or mean.row.unit != spread.row.unit:
            continue
        n = _size(context, mean, spread) or 0
        if n < 2:
            continue
        printed = _own(mean), _own(spread)
        if _zeros_and_ones(statistics):
            possible, what = sd_of_zeros_and_ones(n, *printed), "zeros and ones"
        elif _in_whole_units(context, endpoint, statistics) and _mean_of_whole(mean.value, n)[0]:
            possible, what = sd_of_whole_values(n, *printed), f"whole {mean.row.unit or 'numbers'}"
        else:
            continue
        if not possible:
            yield _no_values(context, mean.row, spread.row, f"no {n} {what}")


def _no_values(context: Context, mean: Summary, spread: Summary, none: str) -> Finding:
    name = context.label(spread.group, spread.endpoint or "")
    message = (
        f"{name}: {none} have the mean {mean.value.text} and the standard deviation "
        f"{spread.value.text}; were they of fewer patients?"
    )
    return context.finding(
        "impossible_for_whole_units",
        "warning",
        message,
        row=spread,
        column="value",
        entered=spread.value.text,
        inspect_sr=IMPOSSIBLE_FOR_INTEGERS,
    )


def _own(found: Known) -> Range:
    """The least and the largest number that print so, rounded, in the row's own unit."""
    half = Fraction(1, 2 * 10 ** decimals(found.value))
    return Fraction(found.value) - half, Fraction(found.value) + half


def _zeros_and_ones(statistics: Mapping[str, Summary]) -> bool:
    ends = [known(statistics.get(name)) for name in ("min", "max")]
    return [found.value if found and found.row.unit is None else None for found in ends] == [0, 1]


def _in_whole_units(context: Context, endpoint: str, statistics: Mapping[str, Summary]) -> bool:
    """Whether something is recorded in whole units: the configuration says so, or a number without a unit has a range
    that is printed in whole numbers."""
    defined = context.outcomes.endpoint(endpoint)
    if defined and defined.whole_units:
        return True
    unitless = all(row.unit is None for row in statistics.values())
    return unitless and all(_is_whole(known(statistics.get(name))) for name in ("min", "max"))


def _of_whole_units(context: Context) -> Iterator[Known]:
    """Means and medians of what is recorded in whole units: the configuration says so, or a number without a unit whose
    range is printed in whole numbers."""
    for (_, endpoint, *_), statistics in by_quantity(context).items():
        defined = context.outcomes.endpoint(endpoint)
        counted = all(_is_whole(known(statistics.get(name))) for name in ("min", "max"))
        for name in ("mean", "median"):
            found = known(statistics.get(name))
            if found and ((defined and defined.whole_units) or (counted and found.row.unit is None)):
                yield found


def _is_whole(found: Known | None) -> bool:
    """Whether a number without a unit is printed as a whole one."""
    return found is not None and found.row.unit is None and decimals(found.value) == 0


def whole_unit_means(context: Context) -> Iterator[Finding]:
    """GRIM: a mean of whole units is a whole sum over n, a median a whole number or the half between two (INSPECT-SR
    4.8)."""
    for row, value, _ in _of_whole_units(context):
        n = row.n or context.paper.n_of(row.group)
        if not n:
            continue
        possible, nearest = _median_of_whole(value, n) if row.statistic == "median" else _mean_of_whole(value, n)
        if not possible:
            message = (
                f"{context.label(row.group, row.endpoint or '')}: the {row.statistic} {row.value.text} is not "
                f"reproducible from {n} values in whole {row.unit or 'units'}; "
                f"the nearest is {nearest}; was it measured in fewer patients, or in finer units?"
            )
            yield context.finding(
                "impossible_for_whole_units",
                "warning",
                message,
                row=row,
                column="value",
                entered=row.value.text,
                expected=nearest,
                inspect_sr=IMPOSSIBLE_FOR_INTEGERS,
            )


def _median_of_whole(value: Decimal, n: int) -> tuple[bool, str]:
    """Whether a median can come from whole numbers, and what the nearest could be."""
    possible = not decimals(value) or (2 * value) % (2 if n % 2 else 1) == 0
    return possible, "a whole number" if n % 2 else "a whole number or a half"


def _mean_of_whole(value: Decimal, n: int) -> tuple[bool, str]:
    """Whether a mean can come from whole numbers, and the means of the two nearest sums."""
    below = int(Fraction(value) * n)
    sums = [total for total in range(below - 1, below + 3) if total >= 0]
    possible = any(prints_as(Fraction(total, n), value, rounding) for total in sums for rounding in ROUNDINGS)
    nearest = (str(round_fraction(Fraction(total, n), decimals(value))) for total in (below, below + 1))
    return possible, " or ".join(nearest)

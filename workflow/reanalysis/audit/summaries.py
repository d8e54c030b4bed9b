"""Printed summaries against each other: medians and ranges, limits, parts and wholes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from reanalysis.audit.context import IMPOSSIBLE_FOR_INTEGERS, OTHER_CONTRADICTIONS, Context
from reanalysis.model.finding import Finding
from reanalysis.model.paper import SAME_PATIENTS_SPLITS
from reanalysis.model.printed import ROUNDINGS, decimals, prints_as, round_fraction
from reanalysis.model.rows import Summary
from reanalysis.model.units import DAYS

ORDER = ("min", "q1", "median", "q3", "max")
_WORDS = {
    "median": "median",
    "min": "smallest value",
    "max": "largest value",
    "q1": "first quartile",
    "q3": "third quartile",
    "follow_up_min": "shortest",
    "follow_up_median": "median",
    "follow_up_max": "longest",
}
FOLLOW_UP_ORDER = ("follow_up_min", "follow_up_median", "follow_up_max")


def in_days(row: Summary) -> Fraction | None:
    """A value in days where it may be computed with; unitless values as they are."""
    return Fraction(row.value.value) * DAYS.get(row.unit or "days", 1) if row.value.exact else None


def by_quantity(context: Context) -> dict[tuple, dict[str, Summary]]:
    """Summaries in use by group, endpoint and what they are of, then by statistic."""
    found: dict[tuple, dict[str, Summary]] = defaultdict(dict)
    for row in context.paper.summaries:
        if row.in_use:
            found[(row.group, row.endpoint, row.population, row.assessor, row.confirmed, row.criteria)].setdefault(
                row.statistic, row
            )
    return found


def order_of_statistics(context: Context) -> Iterator[Finding]:
    """Minimum, quartiles, median and maximum in order, and the same for follow-up (INSPECT-SR 4.10)."""
    for statistics in by_quantity(context).values():
        for names in (ORDER, FOLLOW_UP_ORDER):
            known = [statistics[name] for name in names if name in statistics and in_days(statistics[name]) is not None]
            for low, high in pairwise(known):
                if in_days(low) > in_days(high):
                    one, other = (
                        f"{_WORDS[row.statistic]} ({row.value.text} {row.unit or ''}".rstrip() + ")"
                        for row in (high, low)
                    )
                    message = (
                        f"{context.label(high.group, high.endpoint or 'follow_up')}: the {one} is below the {other}"
                    )
                    yield context.finding(
                        "order_of_statistics",
                        "warning",
                        message,
                        row=high,
                        column="value",
                        entered=high.value.text,
                        expected=f"at least {low.value.text}",
                        inspect_sr=OTHER_CONTRADICTIONS,
                    )


def limits(context: Context) -> Iterator[Finding]:
    """A value outside its own confidence limits (INSPECT-SR 4.10)."""
    for row in context.paper.summaries:
        for name, limit in (("low", row.low), ("high", row.high)):
            if (
                row.value.exact
                and limit is not None
                and limit.exact
                and (limit.value > row.value.value if name == "low" else limit.value < row.value.value)
            ):
                which = "lower limit {} lies above" if name == "low" else "upper limit {} lies below"
                message = (
                    f"{context.label(row.group, row.endpoint or 'follow_up')}: the {which.format(limit.text)} "
                    f"the value {row.value.text}"
                )
                yield context.finding(
                    "outside_its_interval",
                    "warning",
                    message,
                    row=row,
                    column=name,
                    entered=limit.text,
                    expected=row.value.text,
                    inspect_sr=OTHER_CONTRADICTIONS,
                )


def ranges_within_parents(context: Context) -> Iterator[Finding]:
    """The range of a part reaches beyond the range of the whole (INSPECT-SR 4.10)."""
    quantities = by_quantity(context)
    for (group, *rest), statistics in quantities.items():
        for ancestor in context.paper.ancestors(group):
            whole = quantities.get((ancestor, *rest), {})
            for name, beyond in (("min", lambda part, all_: part < all_), ("max", lambda part, all_: part > all_)):
                part, outer = statistics.get(name), whole.get(name)
                if (
                    part
                    and outer
                    and in_days(part) is not None
                    and in_days(outer) is not None
                    and beyond(in_days(part), in_days(outer))
                ):
                    word = "shortest" if name == "min" else "longest"
                    message = (
                        f"{context.outcomes.label(part.endpoint or 'follow_up')}: the {word} in "
                        f"{context.label(group)} is {part.value.text} {part.unit or ''} ({part.source}), "
                        f"the {word} in {context.label(ancestor)}, of which it is part, is {outer.value.text} "
                        f"{outer.unit or ''} ({outer.source})"
                    )
                    yield context.finding(
                        "range_beyond_whole",
                        "warning",
                        message,
                        row=part,
                        column="value",
                        entered=part.value.text,
                        expected=f"{'at least' if name == 'min' else 'at most'} {outer.value.text}",
                        inspect_sr=OTHER_CONTRADICTIONS,
                    )


def statistics_of_parts(context: Context) -> Iterator[Finding]:
    """A whole whose median lies outside those of its parts, or whose range none of its parts reaches (INSPECT-SR
    4.10)."""
    quantities = by_quantity(context)
    for (group, endpoint, *rest), statistics in quantities.items():
        for name in ("median", "min", "max"):
            whole, parts = statistics.get(name), _cover(context, group, (endpoint, *rest), name, quantities)
            if (
                whole is None
                or not parts
                or not all(row.value.exact and row.unit == whole.unit for row in (whole, *parts))
            ):
                continue
            least, most = (end(parts, key=in_days) for end in (min, max))
            low, high = (
                in_days(row)
                + side * (0 if decimals(row.value.value) == decimals(whole.value.value) else _rounding(row, whole))
                for row, side in ((least, -1), (most, 1))
            )
            wrong = in_days(whole) < low or in_days(whole) > high
            if name != "median":
                nearest = least if name == "min" else most
                wrong = in_days(whole) < low if name == "min" else in_days(whole) > high
            if wrong:
                text = ", ".join(row.value.text for row in parts)
                what = "outside those" if name == "median" else "reached by none"
                expected = f"{least.value.text} to {most.value.text}" if name == "median" else nearest.value.text
                message = (
                    f"{context.label(group, endpoint or 'follow_up')}: the {_WORDS[name]} {whole.value.text} "
                    f"{whole.unit or ''} is {what} of the groups that make it up ({text})"
                )
                known = context.outcomes.endpoint(endpoint or "")
                about = (
                    name == "median" and known is not None and not known.baseline
                )  # of censored times a median of the whole may lie a little outside
                yield context.finding(
                    "whole_beyond_parts",
                    "note" if about else "warning",
                    message,
                    row=whole,
                    column="value",
                    entered=whole.value.text,
                    expected=expected,
                    inspect_sr=OTHER_CONTRADICTIONS,
                )


def _rounding(one: Summary, other: Summary) -> Fraction:
    """Half a unit in the last place of each of two printed values, in days."""
    return sum(
        Fraction(1, 2 * 10 ** decimals(row.value.value)) * DAYS.get(row.unit or "days", 1) for row in (one, other)
    )


def _cover(context: Context, group: str, rest: tuple, name: str, quantities: dict) -> list[Summary]:
    """A statistic of groups that together are the group, as near to it as they are printed; none where one of them is
    not."""
    paper = context.paper
    if paper.info.design == "crossover":
        return []
    for split in dict.fromkeys(paper.group[child].split for child in paper.children(group)):
        children = [child for child in paper.children(group) if paper.group[child].split == split]
        if split in SAME_PATIENTS_SPLITS or not any(paper.group[child].complete == "yes" for child in children):
            continue
        found: list[Summary] = []
        for child in children:
            own = quantities.get((child, *rest), {}).get(name)
            below = [own] if own is not None else _cover(context, child, rest, name, quantities)
            if not below:
                break
            found += below
        else:
            return found
    return []


def means_and_spread(context: Context) -> Iterator[Finding]:
    """A mean outside its range, and a standard deviation that no values within the range can have (INSPECT-SR 4.8)."""
    for (group, endpoint, *_), statistics in by_quantity(context).items():
        low, high, mean, spread = (statistics.get(name) for name in ("min", "max", "mean", "sd"))
        if not (low and high and in_days(low) is not None and in_days(high) is not None):
            continue
        if mean and in_days(mean) is not None and not in_days(low) <= in_days(mean) <= in_days(high):
            message = (
                f"the mean {mean.value.text} {mean.unit or ''} lies outside its range, {low.value.text} to "
                f"{high.value.text} {high.unit or ''}"
            )
            yield context.finding(
                "order_of_statistics",
                "warning",
                f"{context.label(group, endpoint or '')}: {message}".rstrip(),
                row=mean,
                column="value",
                entered=mean.value.text,
                expected=f"{low.value.text} to {high.value.text}",
                inspect_sr=OTHER_CONTRADICTIONS,
            )
        n = (spread.n or context.paper.n_of(group)) if spread else None
        if spread and n and n > 1 and in_days(spread) is not None:
            largest = (in_days(high) - in_days(low)) / 2
            if (in_days(spread) - _rounding(spread, spread)) ** 2 * (n - 1) > (
                largest + _rounding(high, low) / 2
            ) ** 2 * n:
                message = (
                    f"a standard deviation of {spread.value.text} {spread.unit or ''} cannot come from {n} "
                    f"values between {low.value.text} and {high.value.text}"
                )
                yield context.finding(
                    "impossible_spread",
                    "warning",
                    f"{context.label(group, endpoint or '')}: {message}",
                    row=spread,
                    column="value",
                    entered=spread.value.text,
                    inspect_sr=IMPOSSIBLE_FOR_INTEGERS,
                )


def _of_whole_units(context: Context) -> Iterator[Summary]:
    """Means and medians of what is recorded in whole units: the configuration says so, or a number without a unit whose
    range is printed in whole numbers."""
    for (_, endpoint, *_), statistics in by_quantity(context).items():
        known = context.outcomes.endpoint(endpoint or "")
        ends = [statistics[name] for name in ("min", "max") if name in statistics]
        counted = len(ends) == 2 and all(
            row.unit is None and row.value.exact and decimals(row.value.value) == 0 for row in ends
        )
        for name in ("mean", "median"):
            row = statistics.get(name)
            if (
                row is not None
                and row.value.exact
                and ((known and known.whole_units) or (counted and row.unit is None))
            ):
                yield row


def whole_unit_means(context: Context) -> Iterator[Finding]:
    """GRIM: a mean of whole units is a whole sum over n, a median a whole number or the half between two (INSPECT-SR
    4.8)."""
    for row in _of_whole_units(context):
        n = row.n or context.paper.n_of(row.group)
        if not n:
            continue
        value = row.value.value
        if row.statistic == "median":
            possible = (2 * value) % (2 if n % 2 else 1) == 0 if decimals(value) else True
            nearest = "a whole number" if n % 2 else "a whole number or a half"
        else:
            sums = {int(Fraction(value) * n) + step for step in (-1, 0, 1, 2)}
            possible = any(
                prints_as(Fraction(total, n), value, rounding) for total in sums if total >= 0 for rounding in ROUNDINGS
            )
            nearest = " or ".join(
                str(round_fraction(Fraction(total, n), decimals(value)))
                for total in (int(Fraction(value) * n), int(Fraction(value) * n) + 1)
            )
        if not possible:
            message = (
                f"{context.label(row.group, row.endpoint)}: the {row.statistic} {row.value.text} is not "
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

"""Printed summaries against each other: medians and ranges, limits, parts and wholes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context
from reanalysis.audit.known import Known, known
from reanalysis.derive.tallies import measured_of
from reanalysis.model.finding import Finding
from reanalysis.model.paper import SAME_PATIENTS_SPLITS
from reanalysis.model.printed import decimals
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
#: Group, endpoint, population, assessor, confirmed, criteria.
Quantity = tuple[str, ...]
Quantities = Mapping[Quantity, Mapping[str, Summary]]
FOLLOW_UP_ORDER = ("follow_up_min", "follow_up_median", "follow_up_max")


def by_quantity(context: Context) -> dict[Quantity, dict[str, Summary]]:
    """Summaries in use by group, endpoint and what they are of, then by statistic."""
    found: dict[Quantity, dict[str, Summary]] = defaultdict(dict)
    for row in context.paper.summaries:
        if row.in_use:
            of = (row.group, row.endpoint or "", *measured_of(row).values())
            found[of].setdefault(row.statistic, row)
    return found


def order_of_statistics(context: Context) -> Iterator[Finding]:
    """Minimum, quartiles, median and maximum in order, and the same for follow-up (INSPECT-SR 4.10)."""
    for statistics in by_quantity(context).values():
        for names in (ORDER, FOLLOW_UP_ORDER):
            in_order = [found for name in names if (found := known(statistics.get(name))) is not None]
            for low, high in pairwise(in_order):
                if low.days > high.days:
                    yield _out_of_order(context, low.row, high.row)


def _out_of_order(context: Context, low: Summary, high: Summary) -> Finding:
    one, other = (f"{_WORDS[row.statistic]} ({row.value.text} {row.unit or ''}".rstrip() + ")" for row in (high, low))
    return context.finding(
        "order_of_statistics",
        "warning",
        f"{context.label(high.group, high.endpoint or 'follow_up')}: the {one} is below the {other}",
        row=high,
        column="value",
        entered=high.value.text,
        expected=f"at least {low.value.text}",
        inspect_sr=OTHER_CONTRADICTIONS,
    )


def limits(context: Context) -> Iterator[Finding]:
    """A value outside its own confidence limits (INSPECT-SR 4.10)."""
    for row in context.paper.summaries:
        value = row.value.number
        for name, limit in (("low", row.low), ("high", row.high)):
            number = limit.number if limit is not None else None
            if value is None or limit is None or number is None:
                continue
            if number > value if name == "low" else number < value:
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
            for name in ("min", "max"):
                part, outer = known(statistics.get(name)), known(whole.get(name))
                if part and outer and (part.days < outer.days if name == "min" else part.days > outer.days):
                    yield _beyond_whole(context, name, part.row, outer.row)


def _beyond_whole(context: Context, name: str, part: Summary, outer: Summary) -> Finding:
    word = "shortest" if name == "min" else "longest"
    message = (
        f"{context.outcomes.label(part.endpoint or 'follow_up')}: the {word} in "
        f"{context.label(part.group)} is {part.value.text} {part.unit or ''} ({part.source}), "
        f"the {word} in {context.label(outer.group)}, of which it is part, is {outer.value.text} "
        f"{outer.unit or ''} ({outer.source})"
    )
    return context.finding(
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
    for (group, *rest), statistics in quantities.items():
        for name in ("median", "min", "max"):
            whole = known(statistics.get(name))
            rows = _cover(context, group, rest, name, quantities)
            parts = [part for row in rows if (part := known(row)) is not None]
            if whole is None or not parts or len(parts) < len(rows):
                continue
            if all(part.row.unit == whole.row.unit for part in parts):
                yield from _against_parts(context, name, whole, parts)


def _against_parts(context: Context, name: str, whole: Known, parts: list[Known]) -> Iterator[Finding]:
    least, most = (end(parts, key=lambda part: part.days) for end in (min, max))
    too_low = whole.days < least.days - _slack(least, whole)
    too_high = whole.days > most.days + _slack(most, whole)
    if not {"median": too_low or too_high, "min": too_low, "max": too_high}[name]:
        return
    row, nearest = whole.row, least if name == "min" else most
    text = ", ".join(part.row.value.text for part in parts)
    what = "outside those" if name == "median" else "reached by none"
    between = f"{least.row.value.text} to {most.row.value.text}"
    message = (
        f"{context.label(row.group, row.endpoint or 'follow_up')}: the {_WORDS[name]} {row.value.text} "
        f"{row.unit or ''} is {what} of the groups that make it up ({text})"
    )
    endpoint = context.outcomes.endpoint(row.endpoint or "")
    # Of censored times a median of the whole may lie a little outside.
    about = name == "median" and endpoint is not None and not endpoint.baseline
    yield context.finding(
        "whole_beyond_parts",
        "note" if about else "warning",
        message,
        row=row,
        column="value",
        entered=row.value.text,
        expected=between if name == "median" else nearest.row.value.text,
        inspect_sr=OTHER_CONTRADICTIONS,
    )


def _slack(part: Known, whole: Known) -> Fraction:
    """What the rounding of a part and of the whole may hide, in days, where they are printed to other places."""
    return Fraction(0) if decimals(part.value) == decimals(whole.value) else _rounding(part, whole)


def _rounding(*printed: Known) -> Fraction:
    """Half a unit in the last place of each of some printed values, in days."""
    halves = (Fraction(1, 2 * 10 ** decimals(one.value)) * DAYS.get(one.row.unit or "days", 1) for one in printed)
    return sum(halves, Fraction(0))


def _cover(context: Context, group: str, rest: Sequence[str], name: str, quantities: Quantities) -> list[Summary]:
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

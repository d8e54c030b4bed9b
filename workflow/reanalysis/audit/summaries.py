"""Printed summaries against each other: medians and ranges, limits, parts and wholes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context
from reanalysis.model.finding import Finding
from reanalysis.model.rows import Summary
from reanalysis.model.units import DAYS

ORDER = ("min", "q1", "median", "q3", "max")
FOLLOW_UP_ORDER = ("follow_up_min", "follow_up_median", "follow_up_max")


def in_days(row: Summary) -> Fraction | None:
    """A value in days where it may be computed with; unitless values as they are."""
    return Fraction(row.value.value) * DAYS.get(row.unit or "days", 1) if row.value.exact else None


def by_quantity(context: Context) -> dict[tuple, dict[str, Summary]]:
    """Summaries in use by group, endpoint and what they are of, then by statistic."""
    found: dict[tuple, dict[str, Summary]] = defaultdict(dict)
    for row in context.paper.summaries:
        if row.in_use:
            found[(row.group, row.endpoint, row.population, row.assessor, row.confirmed, row.criteria)].setdefault(row.statistic, row)
    return found


def order_of_statistics(context: Context) -> Iterator[Finding]:
    """Minimum, quartiles, median and maximum in order, and the same for follow-up (INSPECT-SR 4.10)."""
    for statistics in by_quantity(context).values():
        for names in (ORDER, FOLLOW_UP_ORDER):
            known = [statistics[name] for name in names if name in statistics and in_days(statistics[name]) is not None]
            for low, high in zip(known, known[1:], strict=False):
                if in_days(low) > in_days(high):
                    message = f"the {high.statistic} ({high.value.text} {high.unit or ''}) is below the {low.statistic} ({low.value.text} {low.unit or ''})"
                    yield context.finding("order_of_statistics", "warning", message.replace("_", " "), row=high, column="value", entered=high.value.text,
                                          expected=f"at least {low.value.text}", inspect_sr=OTHER_CONTRADICTIONS)


def limits(context: Context) -> Iterator[Finding]:
    """A value outside its own confidence limits (INSPECT-SR 4.10)."""
    for row in context.paper.summaries:
        for name, limit in (("low", row.low), ("high", row.high)):
            if row.value.exact and limit is not None and limit.exact and (limit.value > row.value.value if name == "low" else limit.value < row.value.value):
                side = "above" if name == "low" else "below"
                yield context.finding("outside_its_interval", "warning", f"the {'lower' if name == 'low' else 'upper'} limit {limit.text} lies {side} the value {row.value.text}",
                                      row=row, column=name, entered=limit.text, expected=row.value.text, inspect_sr=OTHER_CONTRADICTIONS)


def ranges_within_parents(context: Context) -> Iterator[Finding]:
    """The range of a part reaches beyond the range of the whole (INSPECT-SR 4.10)."""
    quantities = by_quantity(context)
    for (group, *rest), statistics in quantities.items():
        for ancestor in context.paper.ancestors(group):
            whole = quantities.get((ancestor, *rest), {})
            for name, beyond in (("min", lambda part, all_: part < all_), ("max", lambda part, all_: part > all_)):
                part, outer = statistics.get(name), whole.get(name)
                if part and outer and in_days(part) is not None and in_days(outer) is not None and beyond(in_days(part), in_days(outer)):
                    word = "shortest" if name == "min" else "longest"
                    message = (f"{context.outcomes.label(part.endpoint or 'follow_up')}: the {word} in {context.label(group)} is {part.value.text} {part.unit or ''} ({part.source}), "
                               f"the {word} in {context.label(ancestor)}, of which it is part, is {outer.value.text} {outer.unit or ''} ({outer.source})")
                    yield context.finding("range_beyond_whole", "warning", message, row=part, column="value", entered=part.value.text,
                                          expected=f"{'at least' if name == 'min' else 'at most'} {outer.value.text}", inspect_sr=OTHER_CONTRADICTIONS)

"""Printed summaries against each other: medians and ranges, limits, parts and wholes, follow-up, survival over time."""

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


def survival_falls(context: Context) -> Iterator[Finding]:
    """Survival percentages that rise with time (INSPECT-SR 4.10)."""
    found: dict[tuple, list[Summary]] = defaultdict(list)
    for row in context.paper.summaries:
        if row.in_use and row.statistic == "survival" and row.at is not None and row.value.exact:
            found[(row.group, row.endpoint, row.population, row.assessor, row.value_unit)].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: Fraction(row.at) * DAYS.get(row.unit or "days", 1))
        for earlier, later in zip(rows, rows[1:], strict=False):
            if later.value.value > earlier.value.value:
                message = f"{context.label(later.group, later.endpoint or '')} rises from {earlier.value.text} at {earlier.at} to {later.value.text} at {later.at} {later.unit or ''}"
                yield context.finding("survival_rises", "warning", message.rstrip(), row=later, column="value", entered=later.value.text,
                                      expected=f"at most {earlier.value.text}", inspect_sr=OTHER_CONTRADICTIONS)


def within_follow_up(context: Context) -> Iterator[Finding]:
    """A listed time longer than the longest follow-up of its group (INSPECT-SR 4.10)."""
    longest = {row.group: row for row in context.paper.summaries if row.in_use and row.statistic == "follow_up_max" and row.value.exact}
    for row in context.paper.times:
        for group in (row.group, *context.paper.ancestors(row.group)):
            limit = longest.get(group)
            if limit and Fraction(row.time.time) * DAYS[row.unit] > in_days(limit):
                message = f"patient {row.patient} has {context.outcomes.label(row.endpoint).lower()} of {row.time.time} {row.unit}, the longest follow-up in {context.label(group)} is {limit.value.text} {limit.unit}"
                yield context.finding("longer_than_follow_up", "warning", message, row=row, column="time", entered=row.time.time,
                                      expected=f"at most {limit.value.text}", inspect_sr=OTHER_CONTRADICTIONS)


def progression_before_death(context: Context) -> Iterator[Finding]:
    """A median progression-free survival above the median overall survival of the same group (INSPECT-SR 4.10)."""
    quantities = by_quantity(context)
    for (group, endpoint, *rest), statistics in quantities.items():
        overall = quantities.get((group, "overall_survival", *rest), {}).get("median")
        median = statistics.get("median")
        if endpoint == "progression_free_survival" and median and overall and in_days(median) is not None and in_days(overall) is not None:
            if in_days(median) > in_days(overall):
                message = f"the median progression-free survival ({median.value.text}) is above the median overall survival ({overall.value.text})"
                yield context.finding("progression_after_death", "warning", message, row=median, column="value", entered=median.value.text,
                                      expected=f"at most {overall.value.text}", inspect_sr=OTHER_CONTRADICTIONS)

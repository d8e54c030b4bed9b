"""Printed survival against itself: percentages over time and around the median, follow-up, progression and death."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context, listed
from reanalysis.audit.known import Known, in_days, known
from reanalysis.model.finding import Finding
from reanalysis.model.printed import decimals
from reanalysis.model.rows import Row, Summary
from reanalysis.model.units import DAYS

OVERALL = "overall_survival"
#: Endpoints that death ends too, so that nobody can be free of them for longer than they live.
ENDED_BY_DEATH = ("progression_free_survival", "event_free_survival", "disease_free_survival")
HALF = Fraction(1, 2)
#: A time so many times the longest follow-up may be in another unit: a little less than weeks in a month.
FAR_BEYOND = 4


def survival_falls(context: Context) -> Iterator[Finding]:
    """Survival percentages that rise with time (INSPECT-SR 4.10)."""
    for rows in _percentages(context).values():
        for (earlier, first), (later, second) in pairwise((found.row, _share(found)) for found in rows):
            if second > first:
                message = (
                    f"{context.label(later.group, later.endpoint)} rises from {_text(earlier)} at "
                    f"{_at(earlier)} to {_text(later)} at {_at(later)}"
                )
                expected = f"at most {earlier.value.text}"
                yield _contradiction(
                    context, "survival_rises", message, later, expected=expected, entered=later.value.text
                )


def percentages_and_median(context: Context) -> Iterator[Finding]:
    """More than half still without an event after the median, or less than half before it, beyond what rounding
    explains (INSPECT-SR 4.10)."""
    medians = {
        _key(row): row
        for row in context.paper.summaries
        if row.in_use and row.endpoint and row.statistic == "median" and row.unit
    }
    for key, rows in _percentages(context).items():
        median = medians.get(key)
        if median is None:
            continue
        for row in rows:
            message = _beside_median(context, row, median)
            if message:
                yield _contradiction(
                    context, "survival_contradicts_median", message, row.row, expected="", entered=row.row.value.text
                )


def within_follow_up(context: Context) -> Iterator[Finding]:
    """A listed or printed time longer than the longest follow-up of its group (INSPECT-SR 4.10)."""
    longest = {
        row.group: found
        for row in context.paper.summaries
        if row.in_use and row.statistic == "follow_up_max" and (found := known(row)) is not None
    }
    for row in context.paper.times:
        for limit in _limits(context, longest, row.group):
            if Fraction(row.time.time) * DAYS[row.unit] > limit.days:
                message = (
                    f"patient {row.patient} has {context.outcomes.label(row.endpoint).lower()} of "
                    f"{row.time.time} {row.unit}, {_follow_up(context, limit.row)}"
                )
                yield _too_long(context, message, row, limit, "time", str(row.time.time))
    for summary in context.paper.summaries:
        days = _printed_days(context, summary)
        for limit in _limits(context, longest, summary.group) if days is not None else ():
            if days is not None and days > limit.days:
                at = summary.statistic == "survival"
                what = f"a {summary.statistic} of {summary.value.text} {summary.unit}"
                message = (
                    f"{context.label(summary.group, summary.endpoint)} has "
                    f"{f'a percentage at {_at(summary)}' if at else what}, "
                    f"{_follow_up(context, limit.row)}{_shorter_unit(summary, days, limit)}"
                )
                column, entered = ("at", str(summary.at)) if at else ("value", summary.value.text)
                yield _too_long(context, message, summary, limit, column, entered)


def _too_long(context: Context, message: str, row: Row, limit: Known, column: str, entered: str) -> Finding:
    expected = f"at most {limit.row.value.text}"
    return _contradiction(
        context, "longer_than_follow_up", message, row, expected=expected, column=column, entered=entered
    )


def progression_before_death(context: Context) -> Iterator[Finding]:
    """Longer without progression than alive: by the medians, or by percentages at one time (INSPECT-SR 4.10).

    Whoever judged the progression, death is death: the assessor need not be the same.
    """
    rows = [found for row in context.paper.summaries if row.in_use and (found := known(row)) is not None]
    overall = [death for death in rows if death.row.endpoint == OVERALL]
    for free in rows:
        if free.row.endpoint not in ENDED_BY_DEATH:
            continue
        for death in overall:
            if _of_whom(death.row) == _of_whom(free.row) and _is_above(free, death):
                where = f" at {_at(free.row)}" if free.row.statistic == "survival" else ""
                name = context.outcomes.label(free.row.endpoint).lower()
                message = (
                    f"the {'percentage' if where else 'median'} of {name}{where} ({_text(free.row)}) is above that "
                    f"of overall survival ({_text(death.row)})"
                )
                expected = f"at most {death.row.value.text}"
                yield _contradiction(
                    context,
                    "progression_after_death",
                    message,
                    free.row,
                    expected=expected,
                    entered=free.row.value.text,
                )


def _of_whom(row: Summary) -> tuple[str | None, ...]:
    return (row.group, row.population, row.statistic)


def _is_above(one: Known, other: Known) -> bool:
    """Whether a median is longer than another, or a percentage higher than another at the same time."""
    if one.row.statistic == "median":
        return one.days > other.days
    if one.row.statistic != "survival" or one.row.at is None or other.row.at is None:
        return False
    if _days_at(one.row) != _days_at(other.row):
        return False
    rounding = _slack(one) + _slack(other) if decimals(one.value) != decimals(other.value) else Fraction(0)
    return _share(one) - _share(other) > rounding


def _contradiction(
    context: Context, check: str, message: str, row: Row, *, expected: str, entered: str, column: str = "value"
) -> Finding:
    return context.finding(
        check,
        "warning",
        message,
        row=row,
        column=column,
        entered=entered,
        expected=expected,
        inspect_sr=OTHER_CONTRADICTIONS,
    )


def _key(row: Summary) -> tuple[str | None, ...]:
    return (row.group, row.endpoint, row.population, row.assessor, row.confirmed, row.criteria)


def _percentages(context: Context) -> dict[tuple[str | None, ...], list[Known]]:
    """Printed survival percentages by what they are of, in order of time."""
    found: dict[tuple[str | None, ...], list[Known]] = defaultdict(list)
    for row in context.paper.summaries:
        printed = known(row)
        if row.in_use and row.endpoint and row.statistic == "survival" and row.at is not None and printed:
            found[_key(row)].append(printed)
    return {key: sorted(rows, key=lambda one: _days_at(one.row)) for key, rows in found.items()}


def _days_at(row: Summary) -> Fraction:
    return Fraction(row.at or 0) * DAYS.get(row.unit or "days", 1)


def _share(printed: Known) -> Fraction:
    """A printed percentage as a fraction."""
    return Fraction(printed.value) / (1 if printed.row.value_unit == "fraction" else 100)


def _slack(printed: Known) -> Fraction:
    """Half a unit in the last place of a printed percentage, as a fraction."""
    return Fraction(1, 2 * 10 ** decimals(printed.value)) / (1 if printed.row.value_unit == "fraction" else 100)


def _beside_median(context: Context, printed: Known, median: Summary) -> str:
    """In words, how a percentage contradicts the median; blank if it does not."""
    row, share, slack = printed.row, _share(printed), _slack(printed)
    said = f"{context.label(row.group, row.endpoint)} is {_text(row)} at {_at(row)}"
    if median.value.value is None:
        return f"{said}, but the median is printed as not reached" if share + slack < HALF else ""
    if median.value.bound or median.unit is None:
        return ""
    rounding = Fraction(1, 2 * 10 ** decimals(median.value.value)) * DAYS[median.unit]
    days = _days_at(row) - Fraction(median.value.value) * DAYS[median.unit]
    if days > rounding and share - slack > HALF:
        return f"{said}, later than the median of {median.value.text} {median.unit}, when half had the event"
    if days < -rounding and share + slack < HALF:
        return f"{said}, earlier than the median of {median.value.text} {median.unit}, when half had the event"
    return ""


def _printed_days(context: Context, row: Summary) -> Fraction | None:
    """The time that a printed summary says somebody was observed, None if it says none."""
    defined = context.outcomes.endpoint(row.endpoint or "")
    if not (row.in_use and defined and not defined.baseline and row.unit):
        return None
    if row.statistic == "survival":
        return None if row.at is None else _days_at(row)
    return in_days(row) if row.statistic in ("median", "q1", "q3", "max") else None


def _limits(context: Context, longest: dict[str, Known], group: str) -> list[Known]:
    return [longest[name] for name in (group, *context.paper.ancestors(group)) if name in longest]


def _follow_up(context: Context, limit: Summary) -> str:
    return f"the longest follow-up in {context.label(limit.group)} is {limit.value.text} {limit.unit}"


def _shorter_unit(row: Summary, days: Fraction, limit: Known) -> str:
    """In words, the unit in which a time far beyond the longest follow-up would lie within it; blank if it is not that
    far beyond."""
    own = DAYS[row.unit or "days"]
    shorter = [unit for unit, length in DAYS.items() if length < own and days * length / own <= limit.days]
    return f"; in {listed(shorter)} it would lie within" if shorter and days > FAR_BEYOND * limit.days else ""


def _text(row: Summary) -> str:
    return f"{row.value.text}{'' if row.statistic != 'survival' or row.value_unit == 'fraction' else '%'}"


def _at(row: Summary) -> str:
    return f"{row.at} {row.unit or ''}".rstrip()

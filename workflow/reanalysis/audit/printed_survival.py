"""Printed survival against itself: percentages over time and around the median, follow-up, progression and death."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context, listed
from reanalysis.audit.summaries import in_days
from reanalysis.model.finding import Finding
from reanalysis.model.printed import decimals
from reanalysis.model.rows import Summary
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
        for earlier, later in pairwise(rows):
            if _share(later) > _share(earlier):
                message = (
                    f"{context.label(later.group, later.endpoint)} rises from {_text(earlier)} at "
                    f"{_at(earlier)} to {_text(later)} at {_at(later)}"
                )
                yield _contradiction(context, "survival_rises", message, later, f"at most {earlier.value.text}")


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
                yield _contradiction(context, "survival_contradicts_median", message, row, "")


def within_follow_up(context: Context) -> Iterator[Finding]:
    """A listed or printed time longer than the longest follow-up of its group (INSPECT-SR 4.10)."""
    longest = {
        row.group: row
        for row in context.paper.summaries
        if row.in_use and row.statistic == "follow_up_max" and row.value.exact
    }
    for row in context.paper.times:
        for limit in _limits(context, longest, row.group):
            if Fraction(row.time.time) * DAYS[row.unit] > in_days(limit):
                message = (
                    f"patient {row.patient} has {context.outcomes.label(row.endpoint).lower()} of "
                    f"{row.time.time} {row.unit}, {_follow_up(context, limit)}"
                )
                yield _contradiction(
                    context,
                    "longer_than_follow_up",
                    message,
                    row,
                    f"at most {limit.value.text}",
                    column="time",
                    entered=row.time.time,
                )
    for row in context.paper.summaries:
        days = _printed_days(context, row)
        for limit in _limits(context, longest, row.group) if days is not None else ():
            if days > in_days(limit):
                what = (
                    f"a percentage at {_at(row)}"
                    if row.statistic == "survival"
                    else f"a {row.statistic} of {row.value.text} {row.unit}"
                )
                message = (
                    f"{context.label(row.group, row.endpoint)} has {what}, "
                    f"{_follow_up(context, limit)}{_shorter_unit(row, days, limit)}"
                )
                column = "at" if row.statistic == "survival" else "value"
                yield _contradiction(
                    context,
                    "longer_than_follow_up",
                    message,
                    row,
                    f"at most {limit.value.text}",
                    column=column,
                    entered=str(row.at) if column == "at" else row.value.text,
                )


def progression_before_death(context: Context) -> Iterator[Finding]:
    """Longer without progression than alive: by the medians, or by percentages at one time (INSPECT-SR 4.10).

    Whoever judged the progression, death is death: the assessor need not be the same.
    """
    overall = [row for row in context.paper.summaries if row.in_use and row.endpoint == OVERALL]
    for row in context.paper.summaries:
        if not (row.in_use and row.endpoint in ENDED_BY_DEATH and row.value.exact):
            continue
        for death in overall:
            if (death.group, death.population, death.statistic) != (
                row.group,
                row.population,
                row.statistic,
            ) or not death.value.exact:
                continue
            if row.statistic == "median":
                above = in_days(row) > in_days(death)
            else:
                above = (
                    row.statistic == "survival"
                    and row.at is not None
                    and death.at is not None
                    and _days_at(row) == _days_at(death)
                    and _share(row) > _share(death)
                )
            if above:
                where = f" at {_at(row)}" if row.statistic == "survival" else ""
                name = context.outcomes.label(row.endpoint).lower()
                message = (
                    f"the {'percentage' if where else 'median'} of {name}{where} ({_text(row)}) is above that "
                    f"of overall survival ({_text(death)})"
                )
                yield _contradiction(context, "progression_after_death", message, row, f"at most {death.value.text}")


def _contradiction(
    context: Context, check: str, message: str, row, expected: str, *, column: str = "value", entered: str | None = None
) -> Finding:
    return context.finding(
        check,
        "warning",
        message,
        row=row,
        column=column,
        entered=row.value.text if entered is None else entered,
        expected=expected,
        inspect_sr=OTHER_CONTRADICTIONS,
    )


def _key(row: Summary) -> tuple:
    return (row.group, row.endpoint, row.population, row.assessor, row.confirmed, row.criteria)


def _percentages(context: Context) -> dict[tuple, list[Summary]]:
    """Printed survival percentages by what they are of, in order of time."""
    found: dict[tuple, list[Summary]] = defaultdict(list)
    for row in context.paper.summaries:
        if row.in_use and row.endpoint and row.statistic == "survival" and row.at is not None and row.value.exact:
            found[_key(row)].append(row)
    return {key: sorted(rows, key=_days_at) for key, rows in found.items()}


def _days_at(row: Summary) -> Fraction:
    return Fraction(row.at) * DAYS.get(row.unit or "days", 1)


def _share(row: Summary) -> Fraction:
    """A printed percentage as a fraction."""
    return Fraction(row.value.value) / (1 if row.value_unit == "fraction" else 100)


def _slack(row: Summary) -> Fraction:
    """Half a unit in the last place of a printed percentage, as a fraction."""
    return Fraction(1, 2 * 10 ** decimals(row.value.value)) / (1 if row.value_unit == "fraction" else 100)


def _beside_median(context: Context, row: Summary, median: Summary) -> str:
    """In words, how a percentage contradicts the median; blank if it does not."""
    share, slack = _share(row), _slack(row)
    said = f"{context.label(row.group, row.endpoint)} is {_text(row)} at {_at(row)}"
    if median.value.value is None:
        return f"{said}, but the median is printed as not reached" if share + slack < HALF else ""
    if median.value.bound:
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
    known = context.outcomes.endpoint(row.endpoint or "")
    if not (row.in_use and known and not known.baseline and row.unit):
        return None
    if row.statistic == "survival":
        return None if row.at is None else _days_at(row)
    return in_days(row) if row.statistic in ("median", "q1", "q3", "max") else None


def _limits(context: Context, longest: dict[str, Summary], group: str) -> list[Summary]:
    return [longest[name] for name in (group, *context.paper.ancestors(group)) if name in longest]


def _follow_up(context: Context, limit: Summary) -> str:
    return f"the longest follow-up in {context.label(limit.group)} is {limit.value.text} {limit.unit}"


def _shorter_unit(row: Summary, days: Fraction, limit: Summary) -> str:
    """In words, the unit in which a time far beyond the longest follow-up would lie within it; blank if it is not that
    far beyond."""
    shorter = [
        unit for unit in DAYS if DAYS[unit] < DAYS[row.unit] and days * DAYS[unit] / DAYS[row.unit] <= in_days(limit)
    ]
    return f"; in {listed(shorter)} it would lie within" if shorter and days > FAR_BEYOND * in_days(limit) else ""


def _text(row: Summary) -> str:
    return f"{row.value.text}{'' if row.statistic != 'survival' or row.value_unit == 'fraction' else '%'}"


def _at(row: Summary) -> str:
    return f"{row.at} {row.unit or ''}".rstrip()

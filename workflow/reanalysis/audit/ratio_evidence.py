"""Printed ratios of two groups: limits, p-value and number of events against each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from statistics import NormalDist

from reanalysis.audit.context import STATISTICAL_RESULTS, Context
from reanalysis.derive.tallies import measured_of
from reanalysis.model.config import of_percent
from reanalysis.model.finding import Finding
from reanalysis.model.printed import decimals
from reanalysis.model.reported import printed_p
from reanalysis.model.rows import Comparison, Summary

RATIOS = ("hazard_ratio", "odds_ratio", "risk_ratio")
#: By how much the normal statistic of a printed p-value may differ from that of the limits: a log-rank test beside
# Cox's limits, Fisher's beside those of an odds ratio; as a number, and as a share of the statistic.
SLACK, SHARE = 0.2, 0.1
#: How much smaller than 2/sqrt(events) a standard error may be: limits by profile likelihood.
SMALLER = 0.95
BELOW = ("<", "<=", "\u2264")
_NORMAL = NormalDist()


def p_against_interval(context: Context) -> Iterator[Finding]:
    """A printed p-value of a ratio that its own limits do not give, or that is below 0.05 beside limits that hold 1
    (INSPECT-SR 4.9)."""
    for row in _ratios(context):
        statistic = _statistic_of_limits(row)
        for text in _printed_p(context, row) if statistic else ():
            if statistic:
                yield from _held_against(context, row, text, *statistic)


def _held_against(context: Context, row: Summary, text: str, least: float, most: float) -> Iterator[Finding]:
    """One printed p-value against the range of normal statistics that limits and ratio allow."""
    found = printed_p(text)
    if found is None or not found.has_decimals:
        return
    relation, printed = found
    low, high = _statistics(relation, printed)
    apart, allowed = max(low - most, least - high), SLACK + SHARE * least
    critical, holds_1 = _two_sided(1 - of_percent(row.conf_level, 0.95)), _holds_1(row)
    crosses = holds_1 == (low > critical) and not low <= critical <= high
    if apart <= 0 or not (crosses or apart > allowed) or _is_one_sided(relation, printed, least, most):
        return
    from_limits = " to ".join(dict.fromkeys(f"{_p_of(one):.2g}" for one in (most, least)))
    side = f"which {'hold' if holds_1 else 'leave out'} 1, " if crosses else ""
    cause = "" if apart > allowed else "; another test than that of the limits (log-rank, stratified) may explain it"
    yield context.finding(
        "p_against_interval",
        "warning" if apart > allowed else "note",
        f"{_ratio_with_limits(context, row)}, {side}and from them p is {from_limits}; the printed p is "
        f"{_without_p(text)}{cause}",
        row=row,
        column="reported_p" if row.reported_p else "low",
        entered=text.strip(),
        expected=from_limits,
        inspect_sr=STATISTICAL_RESULTS,
    )


def _ratio_with_limits(context: Context, row: Summary) -> str:
    """`Overall survival in "A": the hazard ratio 0.60 has the limits 0.51 to 0.70`."""
    low, high = (limit.text if limit else "" for limit in (row.low, row.high))
    name = row.statistic.replace("_", " ")
    return f"{context.label(row.group, row.endpoint or '')}: the {name} {row.value.text} has the limits {low} to {high}"


def _holds_1(row: Summary) -> bool:
    low, high = (limit.number if limit else None for limit in (row.low, row.high))
    return low is not None and high is not None and low <= 1 <= high


def _statistics(relation: str, printed: Decimal) -> tuple[float, float]:
    """The normal statistics of the p-values that print so."""
    p, half = float(printed), _half(printed)
    if relation == "=":
        return _two_sided(p + half), _two_sided(p - half)
    return (_two_sided(p), math.inf) if relation in BELOW else (0.0, _two_sided(p))


def _without_p(text: str) -> str:
    return text.strip().lstrip("pP= ")


def _two_sided(p: float) -> float:
    """The normal statistic of a two-sided p-value."""
    return -_NORMAL.inv_cdf(min(max(p, 1e-15), 1.0) / 2)


def _p_of(statistic: float) -> float:
    return 2 * _NORMAL.cdf(-statistic)


def _is_one_sided(relation: str, printed: Decimal, least: float, most: float) -> bool:
    """Whether a p-value is that of a one-sided test of the same statistic."""
    p, half = float(printed), _half(printed)
    return relation == "=" and _p_of(most) / 2 <= p + half and p - half <= _p_of(least) / 2


def _ratios(context: Context) -> list[Summary]:
    return [
        row
        for row in context.paper.summaries
        if row.in_use and row.statistic in RATIOS and row.value.number is not None and row.value.number > 0
    ]


def _logs(row: Summary) -> tuple[float, float, float, float] | None:
    """The narrowest and the widest distance of the logarithms of the printed limits, and the least and largest size of
    the logarithm of the ratio, within rounding; None where a limit is missing or is no number above 0."""
    low, high = (limit.number if limit is not None else None for limit in (row.low, row.high))
    value = row.value.number
    if low is None or high is None or value is None or not 0 < low < high:
        return None
    ends = [(max(float(one) - half, 1e-9), float(one) + half) for one in (low, high, value) for half in (_half(one),)]
    (low_least, low_most), (high_least, high_most), (least, most) = ends
    if high_least <= low_most:
        return None
    sizes = sorted((abs(math.log(least)), abs(math.log(most))))
    smallest = 0.0 if least <= 1 <= most else sizes[0]
    return math.log(high_least / low_most), math.log(high_most / low_least), smallest, sizes[1]


def _half(value: Decimal) -> float:
    return 0.5 * 10.0 ** -decimals(value)


def _statistic_of_limits(row: Summary) -> tuple[float, float] | None:
    """The range of the normal statistic, ratio over standard error, that the printed numbers allow; wider where the
    ratio is not the middle of its limits, which is told elsewhere."""
    logs = _logs(row)
    level = of_percent(row.conf_level, 0.95)
    if logs is None or not 0 < level < 1 or not row.low or not row.high:
        return None
    narrow, wide, smallest, largest = logs
    z = 2 * _two_sided(1 - level)
    middle = abs(math.log(float(row.low.value or 1)) + math.log(float(row.high.value or 1))) / 2
    return min(smallest, middle) * z / wide, max(largest, middle) * z / narrow


def _printed_p(context: Context, row: Summary) -> list[str]:
    """The p-values that the paper prints for a ratio: beside it, or in the comparison of the same two groups."""
    found = [row.reported_p] if row.reported_p else []
    found += [one.reported_p for one in context.paper.comparisons if _is_of(one, row) and one.reported_p]
    return list(dict.fromkeys(found))


def _is_of(comparison: Comparison, row: Summary) -> bool:
    name = comparison.endpoint if row.statistic == "hazard_ratio" else comparison.outcome
    pair = {comparison.group, comparison.against}
    return comparison.in_use and name == row.endpoint and pair == {row.group, row.against}


def interval_against_events(context: Context) -> Iterator[Finding]:
    """Limits of a hazard ratio, or a p-value of it, that so few events cannot give: the standard error of its logarithm
    is at least 2 over the root of the events (INSPECT-SR 4.9)."""
    for row in _ratios(context):
        if row.statistic != "hazard_ratio":
            continue
        events = row.events if row.events is not None else _events_of_both(context, row)
        if not events:
            continue
        finding = partial(context.finding, row=row, inspect_sr=STATISTICAL_RESULTS)
        name = f"{context.label(row.group, row.endpoint or '')}: the hazard ratio {row.value.text}"
        logs, level = _logs(row), of_percent(row.conf_level, 0.95)
        if logs and row.low and row.high and logs[1] / (2 * _two_sided(1 - level)) < SMALLER * _least_std_error(events):
            factor = math.exp(_two_sided(1 - level) * _least_std_error(events))
            value = float(row.value.number or 1)
            widest = f"{value / factor:.2f} to {value * factor:.2f}"
            message = (
                f"{_ratio_with_limits(context, row)}, which are narrower than {events} events allow: at the best "
                f"{widest}"
            )
            yield finding(
                "narrower_than_events", "warning", message, column="low", entered=row.low.text, expected=widest
            )
        elif not logs:
            yield from _p_against_events(context, row, events, name, finding)


def _least_std_error(events: int) -> float:
    """The smallest standard error of a log hazard ratio, as `stats.printed_ratio` has it: written here, because
    `reanalysis check` loads no library of statistics."""
    return 2.0 / math.sqrt(events)


def _p_against_events(
    context: Context, row: Summary, events: int, name: str, finding: Callable[..., Finding]
) -> Iterator[Finding]:
    """A p-value of a ratio without limits, smaller than its events allow."""
    size = max(
        abs(math.log(max(float(row.value.number or 1) + side * _half(row.value.number or Decimal(1)), 1e-9)))
        for side in (-1, 1)
    )
    largest = size / _least_std_error(events)
    for text in _printed_p(context, row):
        found = printed_p(text)
        if found is None or not found.has_decimals or found.relation in (">", ">=", "\u2265"):
            continue
        p = float(found.value) + (_half(found.value) if found.relation not in BELOW else 0.0)
        if _two_sided(min(1.0, 2 * p)) > largest * (1 + SHARE) + SLACK:
            message = (
                f"{name} with {events} events gives a p of about {_p_of(largest):.2g} at the least; the printed p is "
                f"{_without_p(text)}"
            )
            yield finding(
                "p_against_events",
                "warning",
                message,
                column="reported_p" if row.reported_p else "value",
                entered=text.strip(),
                expected=f"{_p_of(largest):.2g} or more",
            )


def _events_of_both(context: Context, row: Summary) -> int | None:
    """The events of both groups, from other printed statistics of the endpoint."""
    found = {}
    for group in (row.group, row.against):
        numbers = {
            other.events
            for other in context.paper.summaries
            if other.in_use
            and other.group == group
            and other.endpoint == row.endpoint
            and other.statistic not in RATIOS
            and other.events is not None
            and measured_of(other) == measured_of(row)
        }
        found[group] = max(numbers, default=None)
    return sum(number for number in found.values() if number is not None) if None not in found.values() else None

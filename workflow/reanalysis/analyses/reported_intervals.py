"""Printed intervals of a proportion: which of the methods give them at their printed precision?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from reanalysis import methods
from reanalysis.derive.percentages import denominator, proven_habit
from reanalysis.derive.tallies import count_candidates
from reanalysis.methods.one_group import ONE_PROPORTION
from reanalysis.model.config import of_percent
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Paper
from reanalysis.model.printed import decimals, prints_as, round_fraction
from reanalysis.model.reported import parse_reported
from reanalysis.model.rows import Count
from reanalysis.stats import proportion, recognised, recognised_bayes, recognised_greenwood, recognised_intervals
from reanalysis.stats.results import Interval
from reanalysis.stats.survival_scales import symmetric_scale
from reanalysis.wording import listed

Limits = Mapping[tuple[str, int], tuple[float, float]]
#: Intervals of a percentage at a time, which may stand for a curve.
OF_CURVES = ("log_survival", "log_log_survival")
STATISTICAL_RESULTS = "4.9"  # INSPECT-SR: errors in statistical results


def interval_findings(paper: Paper) -> Iterator[Finding]:
    """Each printed interval of a proportion against every method, those too that are only recognised."""
    modules = (proportion, recognised, recognised_intervals, recognised_bayes, recognised_greenwood)
    intervals = methods.by_name(ONE_PROPORTION, *modules, recognised=True)
    rule = proven_habit(paper)
    for row in paper.counts:
        printed = _printed_interval(row)
        counts, n = count_candidates(paper, row, rule), denominator(paper, row)[0]
        if printed is None or row.counted != "patients" or not n or not counts or counts[-1] > n:
            continue
        level, low, high = printed
        known = {}
        for events in dict.fromkeys((counts[0], counts[-1])):
            for name, method in intervals.items():
                if name in OF_CURVES and row.at is None:
                    continue
                limits = method(events, n, conf_level=level)
                if not math.isnan(limits.conf_low):
                    known[(name, events)] = (limits.conf_low, limits.conf_high)
        yield _interval_finding(paper, row, n, low, high, known)


def _printed_interval(row: Count) -> tuple[float, Decimal | None, Decimal | None] | None:
    """Level and limits in percent, from their columns or from `reported`."""
    printed = parse_reported(row.reported)
    limits = (
        (row.low, row.high)
        if row.low is not None or row.high is not None
        else (printed.conf_low, printed.conf_high)
        if printed
        else (None, None)
    )
    level = of_percent(row.conf_level or (printed.conf_level if printed else None), 0.95)
    return (level, *limits) if limits != (None, None) and 0 < level < 1 else None


def _same(value: float, printed: Decimal | None, rounding: str = "half_up") -> bool:
    return printed is None or prints_as(Fraction(value) * 100, printed, rounding)


def _giving_limits(known: Limits, low: Decimal | None, high: Decimal | None) -> tuple[list[str], str]:
    """The methods that print these limits, the usual ones first, and whether they are rounded or cut off."""
    for rounding in ("half_up", "truncation"):
        names = dict.fromkeys(
            name
            for (name, _), limits in known.items()
            if _same(limits[0], low, rounding) and _same(limits[1], high, rounding)
        )
        if names:
            return list(names), rounding
    return [], ""


def _interval_finding(
    paper: Paper, row: Count, n: int, low: Decimal | None, high: Decimal | None, known: Limits
) -> Finding:
    text = (
        f"{low}\u2013{high}%" if None not in (low, high) else f"at least {low}%" if high is None else f"at most {high}%"
    )
    names, rounding = _giving_limits(known, low, high)
    tried = len({name for name, _ in known})
    curve = "" if names or row.at is None else _of_a_curve(row, low, high)
    if names:
        check, severity = "interval_reproduced", "note"
        message = (
            f"the printed interval {text} is that of {listed(map(methods.label, names))}"
            f"{', cut off instead of rounded' if rounding == 'truncation' else ''}"
            f"{', which is too short at small n' if names[0] in ('wald', 'wald_unclipped') else ''}"
            f" ({len(names)} of the {tried} methods tried)"
        )
        expected = text
    elif curve:
        check, severity, expected = "interval_reproduced", "note", text
        message = (
            f"the printed interval {text} is one of a Kaplan\u2013Meier curve ({curve}), which counts of {n} need not "
            "give"
        )
    else:
        (name, events), limits = min(known.items(), key=lambda item: _distance(item[1], low, high))
        places = max(decimals(limit) for limit in (low, high) if limit is not None)
        expected = "\u2013".join(str(round_fraction(Fraction(limit) * 100, places)) for limit in limits) + "%"
        check, severity = "interval_not_reproducible", "warning"
        message = (
            f"the printed interval {text} is reproduced from the printed counts by none of the {tried} methods tried, "
            f"rounded or cut off; the nearest is {methods.label(name)} for {events}/{n}: {expected}"
        )
    table, line = place_of(row.ref)
    return Finding(
        paper=paper.name,
        check=check,
        severity=severity,
        table=table,
        row=line,
        column="low" if row.low is not None else "reported",
        entered=text,
        expected=expected,
        message=message,
        inspect_sr=STATISTICAL_RESULTS,
        group=row.group,
        outcome=row.outcome,
        source=row.ref,
    )


def _of_a_curve(row: Count, low: Decimal | None, high: Decimal | None) -> str:
    """The scale on which printed limits of a percentage at a time lie symmetrically; blank where there is none."""
    printed = parse_reported(row.reported)
    if printed is None or printed.percent is None or low is None or high is None:
        return ""
    found = symmetric_scale(
        *(
            (float(value - half) / 100, float(value + half) / 100)
            for value in (printed.percent, low, high)
            for half in (Decimal(1).scaleb(-decimals(value)) / 2,)
        )
    )
    return f"Greenwood, {found}" if found else ""


def printed_as(row: Count, interval: Callable[[float], Interval]) -> bool:
    """Whether the interval that a row prints is the one that `interval` gives at its level."""
    printed = _printed_interval(row)
    if printed is None:
        return False
    limits = interval(printed[0])
    return _same(limits.conf_low, printed[1]) and _same(limits.conf_high, printed[2])


def _distance(limits: tuple[float, float], low: Decimal | None, high: Decimal | None) -> float:
    return sum(
        abs(100 * limit - float(printed))
        for limit, printed in zip(limits, (low, high), strict=True)
        if printed is not None
    )

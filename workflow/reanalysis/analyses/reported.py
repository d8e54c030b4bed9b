"""Printed intervals and p-values: which of the methods give them at their printed precision, and would the conclusion
change?

Two different findings: a number that no method gives, and a conclusion that differs from that of the primary method.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial

from reanalysis import methods
from reanalysis.derive.tallies import count_candidates, denominator
from reanalysis.methods.one_group import ONE_PROPORTION
from reanalysis.model.config import of_percent
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Paper
from reanalysis.model.printed import decimals, prints_as, round_fraction
from reanalysis.model.reported import parse_reported
from reanalysis.model.rows import Comparison, Count
from reanalysis.stats import proportion, recognised
from reanalysis.stats.results import Interval
from reanalysis.wording import listed

STATISTICAL_RESULTS = "4.9"  # INSPECT-SR: errors in statistical results
_P = re.compile(r"(?:[pP]\s*)?(=|<=|>=|<|>|\u2264|\u2265)?\s*((?:0|1)?\.[0-9]+|0|1)")
_HOLDS = {
    "<": lambda p, x: p < x,
    ">": lambda p, x: p > x,
    "<=": lambda p, x: p <= x,
    ">=": lambda p, x: p >= x,
    "\u2264": lambda p, x: p <= x,
    "\u2265": lambda p, x: p >= x,
}


def interval_findings(paper: Paper) -> Iterator[Finding]:
    """Each printed interval of a proportion against every method, those too that are only recognised."""
    intervals = methods.by_name(ONE_PROPORTION, proportion, recognised, recognised=True)
    for row in paper.counts:
        printed = _printed_interval(row)
        counts, n = count_candidates(paper, row), denominator(paper, row)[0]
        if printed is None or row.counted != "patients" or not n or not counts or counts[-1] > n:
            continue
        level, low, high = printed
        known = {}
        for events in dict.fromkeys((counts[0], counts[-1])):
            for name, method in intervals.items():
                limits = method(events, n, conf_level=level)
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


def _same(value: float, printed: Decimal | None) -> bool:
    return printed is None or prints_as(Fraction(value) * 100, printed)


def _interval_finding(
    paper: Paper, row: Count, n: int, low: Decimal | None, high: Decimal | None, known: dict
) -> Finding:
    text = (
        f"{low}\u2013{high}%" if None not in (low, high) else f"at least {low}%" if high is None else f"at most {high}%"
    )
    names = list(
        dict.fromkeys(name for (name, _), limits in known.items() if _same(limits[0], low) and _same(limits[1], high))
    )
    if names:
        check, severity = "interval_reproduced", "note"
        message = f"the printed interval {text} is that of {listed(map(_words, names))}" + (
            ", which is too short at small n" if names == ["wald"] else ""
        )
        expected = text
    else:
        (name, events), limits = min(known.items(), key=lambda item: _distance(item[1], low, high))
        places = max(decimals(limit) for limit in (low, high) if limit is not None)
        expected = "\u2013".join(str(round_fraction(Fraction(limit) * 100, places)) for limit in limits) + "%"
        check, severity = "interval_not_reproducible", "warning"
        message = (
            f"the printed interval {text} is not reproducible from the printed counts by any method, rounded "
            f"half up; the nearest is {_words(name)} for {events}/{n}: {expected}"
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


def _words(name: str, measure: str = "") -> str:
    return methods.label(name, measure)


def endpoint_findings(
    paper: Paper,
    row: Comparison,
    rows: Iterable[Estimate],
    primary: float | None,
    alpha: float,
    *,
    recognised: Callable[[], Mapping[tuple[str, str], float]],
) -> Iterator[Finding]:
    """The printed p-value of a comparison of an endpoint against those of its rows, and a margin, which only
    proportions have.

    `recognised` is asked for further p-values where the rows do not give the printed one.
    """
    p_values = {(one.method, one.alternative): one.p_value for one in rows if one.p_value is not None}
    if p_values and row.reported_p and not _giving(row.reported_p, p_values):
        p_values |= recognised()
    yield from p_findings(paper, row, p_values, primary, alpha, of="times")
    if row.margin is not None:
        table, line = place_of(row.ref)
        yield Finding(
            paper=paper.name,
            check="margin_not_used",
            severity="warning",
            table=table,
            row=line,
            column="margin",
            entered=str(row.margin),
            group=row.group,
            outcome=row.endpoint or "",
            source=row.ref,
            message="the margin is a difference of proportions, and an endpoint is compared by its times: it is not "
            "used",
        )


def p_findings(
    paper: Paper,
    row: Comparison,
    p_values: Mapping[tuple[str, str], float],
    primary: float | None,
    alpha: float,
    *,
    of: str = "printed counts",
) -> Iterator[Finding]:
    """A printed p-value against those of every method and alternative, made from `of`, and against the conclusion of
    the primary one."""
    if not row.reported_p:
        return
    finding = partial(Finding, **_where(paper, row))
    match = _P.fullmatch(row.reported_p.strip())
    if match is None:
        yield finding(
            check="not_parsed",
            severity="note",
            message=f"{row.reported_p!r} is kept as printed but has no form that can be checked",
            expected="0.012 or P < .001",
        )
        return
    relation, printed = match[1] or "=", Decimal(match[2])
    giving = _giving(row.reported_p, p_values)
    shown = f"{primary:.2g}" if primary is not None else ""
    words = partial(_words, measure="log_rank" if row.endpoint else "")
    if giving:
        names = dict.fromkeys(f"{words(name)} ({alternative.replace('_', '-')})" for name, alternative in giving)
        message = f"the printed p {row.reported_p} is that of {'; '.join(names)}"
        yield finding(check="p_reproduced", severity="note", expected=shown, message=message)
    elif p_values:
        how = ", rounded half up or truncated" if relation == "=" else ""
        (name, alternative), p = min(p_values.items(), key=lambda item: abs(item[1] - float(printed)))
        message = (
            f"the printed p {row.reported_p} is not reproducible from the {of} by any method{how}; the "
            f"nearest is {words(name)} "
            f"({alternative.replace('_', '-')}): {p:.2g}"
        )
        yield finding(check="p_not_reproducible", severity="warning", expected=shown, message=message)
    below = _is_below(relation, float(printed), alpha)
    if primary is not None and below is not None and below != (primary < alpha):
        message = (
            f"the printed p {row.reported_p} is {'below' if below else 'not below'} {alpha:g}, that of the "
            f"primary method ({shown}) is "
            f"{'not' if below else 'below it'}"
        )
        yield finding(check="conclusion_differs", severity="warning", expected=shown, message=message)


def _where(paper: Paper, row: Comparison) -> dict[str, str]:
    """What every finding on a printed p-value says of its place."""
    table, line = place_of(row.ref)
    return {
        "paper": paper.name,
        "table": table,
        "row": line,
        "column": "reported_p",
        "entered": row.reported_p,
        "inspect_sr": STATISTICAL_RESULTS,
        "group": row.group,
        "outcome": row.outcome or row.endpoint or "",
        "source": row.ref,
    }


def _is_below(relation: str, printed: float, alpha: float) -> bool | None:
    """Whether a printed p-value is below alpha; None where its bound leaves that open."""
    if relation == "=":
        return printed < alpha
    if relation in ("<", "<=", "\u2264"):
        return True if printed <= alpha else None
    return False if relation in (">", ">=", "\u2265") else None


def _giving(reported_p: str, p_values: Mapping[tuple[str, str], float]) -> list[tuple[str, str]]:
    """Methods and alternatives whose p-value the printed one may be; none where it has no form that can be checked."""
    match = _P.fullmatch(reported_p.strip())
    if match is None:
        return []
    return [key for key, p in p_values.items() if _gives(p, match[1] or "=", Decimal(match[2]))]


def _gives(p: float, relation: str, printed: Decimal) -> bool:
    if relation == "=":
        return any(prints_as(Fraction(p), printed, rounding) for rounding in ("half_up", "truncation"))
    return _HOLDS[relation](p, float(printed))

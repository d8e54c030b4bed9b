"""Printed p-values: which of the methods give them at their printed precision, and would the conclusion change?

Two different findings: a number that no method gives, and a conclusion that differs from that of the primary method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import partial
from statistics import NormalDist

from reanalysis import methods
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Paper
from reanalysis.model.printed import prints_as
from reanalysis.model.reported import printed_p
from reanalysis.model.rows import Comparison
from reanalysis.stats.recognised_one_rate import one_sample_log_rank_classical

#: How far a normal statistic of times read from a curve may be from that of the patients' own times.
READING = 0.5
OF_HAZARD = {"two_sided": "two_sided", "greater": "less", "less": "greater"}
STATISTICAL_RESULTS = "4.9"  # INSPECT-SR: errors in statistical results
_HOLDS = {
    "<": lambda p, x: p < x,
    ">": lambda p, x: p > x,
    "<=": lambda p, x: p <= x,
    ">=": lambda p, x: p >= x,
    "\u2264": lambda p, x: p <= x,
    "\u2265": lambda p, x: p >= x,
}


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
    rows = list(rows)
    p_values = {(one.method, one.alternative): one.p_value for one in rows if one.p_value is not None}
    if p_values and row.reported_p and not _giving(row.reported_p, p_values):
        p_values |= _classical(rows) | recognised()
    read = any(one.derived == "reconstructed" for one in rows)
    of = "reconstructed times" if read else "times"
    yield from p_findings(paper, row, p_values, primary, alpha, of=of, tolerance=READING if read else 0.0)
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


def _classical(rows: Iterable[Estimate]) -> dict[tuple[str, str], float]:
    """p-values of the classical one-sample log-rank test, from the events observed and expected behind the rows."""
    return {
        ("one_sample_log_rank_classical", one.alternative): one_sample_log_rank_classical(
            one.events, one.events / one.estimate, alternative=OF_HAZARD[one.alternative]
        ).p_value
        for one in rows
        if (one.measure, one.method) == ("hazard_ratio", "one_sample_exact") and one.events and one.estimate
    }


def p_findings(
    paper: Paper,
    row: Comparison,
    p_values: Mapping[tuple[str, str], float],
    primary: float | None,
    alpha: float,
    *,
    of: str = "printed counts",
    tolerance: float = 0.0,
) -> Iterator[Finding]:
    """A printed p-value against those of every method and alternative, made from `of`, and against the conclusion of
    the primary one.

    Times that are read from a curve give a p-value that is right to a `tolerance` of its normal statistic only: beyond
    it they say nothing against the printed one, which is a note.
    """
    if not row.reported_p:
        return
    finding = partial(Finding, **_where(paper, row))
    found = printed_p(row.reported_p)
    if found is None:
        yield finding(
            check="not_parsed",
            severity="note",
            message=f"{row.reported_p!r} is kept as printed but has no form that can be checked",
            expected="0.012 or P < .001",
        )
        return
    relation, printed = found
    giving = _giving(row.reported_p, p_values)
    usual = [key for key in giving if key[1] in ("two_sided", row.alternative)]
    shown = f"{primary:.2g}" if primary is not None else ""
    severity = "note" if tolerance else "warning"
    if giving:
        message = _reproduced(row, usual or giving, p_values)
        yield finding(check="p_reproduced", severity="note", expected=shown, message=message)
    elif tolerance and any(_near(p, relation, float(printed), tolerance) for p in p_values.values()):
        message = (
            f"the printed p {row.reported_p} agrees with that of the {of} ({shown}) within what reading a curve allows"
        )
        yield finding(check="p_reproduced", severity="note", expected=shown, message=message)
        return
    elif p_values:
        message = _not_reproduced(row, relation, float(printed), p_values, of)
        yield finding(check="p_not_reproducible", severity=severity, expected=shown, message=message)
    message = _other_conclusion(row, _is_below(relation, float(printed), alpha), primary, alpha)
    if message:
        yield finding(check="conclusion_differs", severity=severity, expected=shown, message=message)


def _other_conclusion(row: Comparison, below: bool | None, primary: float | None, alpha: float) -> str:
    """That a printed p-value and the primary one lie on two sides of alpha; blank where they do not."""
    if primary is None or below is None or below == (primary < alpha):
        return ""
    return (
        f"the printed p {row.reported_p} is {'below' if below else 'not below'} {alpha:g}, that of the primary method "
        f"({primary:.2g}) is {'not' if below else 'below it'}"
    )


def _reproduced(row: Comparison, giving: list[tuple[str, str]], p_values: Mapping[tuple[str, str], float]) -> str:
    """Which of the methods give a printed p-value."""
    words = partial(_words, measure="log_rank" if row.endpoint else "")
    names = dict.fromkeys(f"{words(name)} ({alternative.replace('_', '-')})" for name, alternative in giving)
    return (
        f"the printed p {row.reported_p} is that of {'; '.join(names)} ({len({name for name, _ in giving})} of the "
        f"{len({name for name, _ in p_values})} methods tried)"
    )


def _not_reproduced(
    row: Comparison, relation: str, printed: float, p_values: Mapping[tuple[str, str], float], of: str
) -> str:
    """That no method gives a printed p-value, and the nearest that one gives."""
    words = partial(_words, measure="log_rank" if row.endpoint else "")
    how = ", rounded half up or truncated" if relation == "=" else ""
    (name, alternative), p = min(p_values.items(), key=lambda item: abs(item[1] - printed))
    tried = len({name for name, _ in p_values})
    of_those = f"none of the {tried} methods tried" if tried > 1 else "the one method tried"
    given = (
        f"is reproduced from the {of} by {of_those}" if tried > 1 else f"is not reproduced from the {of} by {of_those}"
    )
    return (
        f"the printed p {row.reported_p} {given}{how}; the nearest is {words(name)} "
        f"({alternative.replace('_', '-')}): {p:.2g}"
    )


def _near(p: float, relation: str, printed: float, tolerance: float) -> bool:
    """Whether a p-value lies within a tolerance, on the scale of its normal statistic, of those that print so."""
    if not (0 < p < 1 and 0 < printed < 1):
        return False
    distance = NormalDist().inv_cdf(p) - NormalDist().inv_cdf(printed)
    if relation in ("<", "<=", "\u2264"):
        return distance <= tolerance
    return distance >= -tolerance if relation in (">", ">=", "\u2265") else abs(distance) <= tolerance


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
    found = printed_p(reported_p)
    return [] if found is None else [key for key, p in p_values.items() if _gives(p, *found)]


def _gives(p: float, relation: str, printed: Decimal) -> bool:
    if relation == "=":
        return any(prints_as(Fraction(p), printed, rounding) for rounding in ("half_up", "truncation"))
    return _HOLDS[relation](p, float(printed))

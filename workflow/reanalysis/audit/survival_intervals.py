"""Printed limits of survival percentages against the number of patients and against the limits of the median."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from statistics import NormalDist

from reanalysis.audit.context import OTHER_CONTRADICTIONS, STATISTICAL_RESULTS, Context
from reanalysis.audit.known import known
from reanalysis.derive.tallies import measured_of
from reanalysis.model.config import of_percent
from reanalysis.model.finding import Finding
from reanalysis.model.printed import decimals
from reanalysis.model.rows import Summary
from reanalysis.model.units import DAYS

#: Which part of the width of an interval without any censoring a printed one may have, whatever its method.
NARROWEST = 0.85
#: How far from one half a limit of a percentage must lie before it speaks against the limits of the median.
CLEARLY = 0.03


def narrower_than_binomial(context: Context) -> Iterator[Finding]:
    """Limits of a survival percentage that are narrower than those of the same share of patients without any censoring,
    which only widens them (INSPECT-SR 4.9)."""
    for row in context.paper.summaries:
        found, n = _limits(row), row.n or context.paper.n_of(row.group)
        if found is None or not n or row.statistic != "survival":
            continue
        share, low, high, slack = found
        level = of_percent(row.conf_level, 0.95)
        least, most = min((_wilson(share, n, level), _wald(share, n, level)), key=lambda ends: ends[1] - ends[0])
        if 0 < share < 1 and high - low + 2 * slack < NARROWEST * (most - least):
            expected = f"{100 * least:.0f} to {100 * most:.0f}%"
            message = (
                f"{context.label(row.group, row.endpoint or '')} is {row.value.text} at {row.at} {row.unit or ''} with "
                f"the limits {_text(row)}, narrower than {n} patients allow even if nobody was censored: about "
                f"{expected}"
            )
            yield context.finding(
                "narrower_than_binomial",
                "warning",
                message,
                row=row,
                column="low",
                entered=_text(row),
                expected=expected,
                inspect_sr=STATISTICAL_RESULTS,
            )


def _wilson(share: float, n: int, level: float) -> tuple[float, float]:
    """Wilson's limits of a share of n patients: written here, because `reanalysis check` loads no library of
    statistics."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return middle - half, middle + half


def _wald(share: float, n: int, level: float) -> tuple[float, float]:
    """Wald's limits, cut at 0 and 1, which are the narrower ones near the ends."""
    half = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(share * (1 - share) / n)
    return max(0.0, share - half), min(1.0, share + half)


def _text(row: Summary) -> str:
    return f"{row.low.text if row.low else ''} to {row.high.text if row.high else ''}"


def _limits(row: Summary) -> tuple[float, float, float, float] | None:
    """A percentage, its limits and half a unit of their last place, as fractions; None where one is missing."""
    printed = known(row)
    if not (row.in_use and printed and row.low and row.high) or row.low.number is None or row.high.number is None:
        return None
    unit = 1 if row.value_unit == "fraction" else 100
    half = 0.5 * 10.0 ** -min(decimals(row.low.number), decimals(row.high.number))
    low, high = float(row.low.number) / unit, float(row.high.number) / unit
    share = float(printed.value) / unit
    return (share, low, high, half / unit) if low <= share <= high else None


def median_limits(context: Context) -> Iterator[Finding]:
    """Limits of the median and of a survival percentage that exclude each other: the limits of the median are the times
    at which those of the curve leave one half (INSPECT-SR 4.10)."""
    for median in context.paper.summaries:
        if not (median.in_use and median.statistic == "median" and median.endpoint and median.unit):
            continue
        for row in context.paper.summaries:
            severity = _against_median(row, median) if _same_curve(row, median) else ""
            if severity:
                message = (
                    f"{context.label(row.group, row.endpoint or '')}: the limits of the median, {_text(median)} "
                    f"{median.unit}, are the times at which those of the curve leave one half; at {row.at} {row.unit} "
                    f"the limits of the curve are {_text(row)}"
                )
                yield context.finding(
                    "median_limits_against_survival",
                    severity,
                    message,
                    row=median,
                    column="low" if median.low else "high",
                    entered=_text(median),
                    inspect_sr=OTHER_CONTRADICTIONS,
                )


def _same_curve(row: Summary, median: Summary) -> bool:
    """Whether a row is a percentage of the curve of a median, at the same level."""
    if row.statistic != "survival" or not row.in_use or row.at is None or row.unit is None:
        return False
    of = [(one.group, one.endpoint, measured_of(one), of_percent(one.conf_level, 0.95)) for one in (row, median)]
    return of[0] == of[1]


def _against_median(row: Summary, median: Summary) -> str:
    """How gravely the limits of a percentage speak against those of the median: a warning where both lie on the wrong
    side of one half, a note where one does, which another kind of interval may explain."""
    found, at = _limits(row), Fraction(row.at or 0) * DAYS[row.unit or "days"]
    first, last = (_in_days(limit, median) for limit in (median.low, median.high))
    if found is None:
        return ""
    _, low, high, slack = found
    if first and at < first[0]:
        both, one = 0.5 - high, 0.5 - low
    elif last and at > last[1]:
        both, one = low - 0.5, high - 0.5
    elif first and last and first[1] < at < last[0]:
        both, one = -1.0, max(low - 0.5, 0.5 - high)
    else:
        return ""
    return "warning" if both > slack + CLEARLY else "note" if one > slack + 2 * CLEARLY else ""


def _in_days(limit: object, median: Summary) -> tuple[Fraction, Fraction] | None:
    """The earliest and the latest time of a printed limit."""
    value = getattr(limit, "number", None)
    if value is None:
        return None
    unit, half = DAYS[median.unit or "days"], Fraction(1, 2 * 10 ** decimals(value))
    return (Fraction(value) - half) * unit, (Fraction(value) + half) * unit

"""Printed hazard ratios against their own limits and against the medians of the two groups, and confidence levels
nobody uses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import log

from reanalysis.audit.context import STATISTICAL_RESULTS, Context
from reanalysis.audit.known import in_days
from reanalysis.model.finding import Finding
from reanalysis.model.printed import decimals, round_fraction
from reanalysis.model.rows import Summary

#: Percent by which the middle of the limits may differ from the ratio, beyond rounding: limits by profile likelihood
# are not quite symmetric.
OFF_CENTRE = 3
#: Percent beyond which that is no explanation.
FAR_OFF_CENTRE = 15
#: How far from 1 the ratio of the medians and the hazard ratio must both be before their directions are compared.
CLEARLY = log(1.03)
#: The hazard ratio and the inverse ratio of the medians are equal under constant hazards; more than this many times
# apart is told.
FAR_APART = log(3)
USUAL_LEVELS = tuple(
    Fraction(level, 1000) for level in (500, 680, 682, 683, 750, 800, 840, 900, 950, 975, 980, 990, 995, 999)
)


def _ratios(context: Context) -> list[Summary]:
    return [
        row
        for row in context.paper.summaries
        if row.in_use and row.statistic == "hazard_ratio" and row.value.exact and row.value.value > 0
    ]


def ratio_within_limits(context: Context) -> Iterator[Finding]:
    """A hazard ratio that is not the geometric middle of its own limits, beyond rounding (INSPECT-SR 4.9)."""
    for row in _ratios(context):
        if row.low is None or row.high is None or not (row.low.exact and row.high.exact and row.low.value > 0):
            continue
        middle = [(_rounded(row.low.value, side) * _rounded(row.high.value, side)) ** 0.5 for side in (-1, 1)]
        least, most = (
            _rounded(row.value.value, -1) * (1 - OFF_CENTRE / 100),
            _rounded(row.value.value, 1) * (1 + OFF_CENTRE / 100),
        )
        if middle[1] < least or middle[0] > most:
            far = middle[1] < least * (1 - FAR_OFF_CENTRE / 100) or middle[0] > most * (1 + FAR_OFF_CENTRE / 100)
            centre = round_fraction(
                Fraction((float(row.low.value) * float(row.high.value)) ** 0.5), max(2, decimals(row.value.value))
            )
            message = (
                f"{context.label(row.group, row.endpoint or '')}: the hazard ratio {row.value.text} is not in the "
                "middle of its limits "
                f"{row.low.text} to {row.high.text} on the logarithmic scale, which is {centre}; is one of the "
                "three another number?"
            )
            yield context.finding(
                "ratio_not_central",
                "warning" if far else "note",
                message,
                row=row,
                column="value",
                entered=row.value.text,
                expected=centre,
                inspect_sr=STATISTICAL_RESULTS,
            )


def _rounded(value: Decimal, side: int) -> float:
    """The least or the largest number that prints so."""
    return max(float(value) + side * 0.5 * 10.0 ** -decimals(value), 1e-9)


def ratio_without_partner(context: Context) -> Iterator[Finding]:
    """A hazard ratio against no group, or against the group itself: no estimate is taken from it."""
    for row in context.paper.summaries:
        if row.in_use and row.statistic == "hazard_ratio" and row.against in (None, row.group):
            wrong = "says no group that it is against" if row.against is None else "is against the group itself"
            message = (
                f"{context.label(row.group, row.endpoint or '')}: the hazard ratio {row.value.text} {wrong}, so "
                "it is not shown as a result; fill in the group of comparison"
            )
            yield context.finding(
                "ratio_without_partner",
                "warning",
                message,
                row=row,
                column="against",
                entered=row.against or "",
                expected="the other group",
            )


def ratio_against_medians(context: Context) -> Iterator[Finding]:
    """A hazard ratio that points the other way than the medians of its two groups, or lies far from their ratio
    (INSPECT-SR 4.9)."""
    medians = {
        (row.group, row.endpoint): row
        for row in context.paper.summaries
        if row.in_use and row.statistic == "median" and in_days(row)
    }
    for row in _ratios(context):
        own, other = medians.get((row.group, row.endpoint)), medians.get((row.against or "", row.endpoint))
        if own is None or other is None:
            continue
        hazard, by_medians = log(row.value.value), log(in_days(other) / in_days(own))
        texts = (
            f"the hazard ratio of {context.label(row.group)} over {context.label(row.against)} is "
            f"{row.value.text}, the medians are "
            f"{own.value.text} and {other.value.text} {other.unit or ''}"
        ).rstrip()
        name = context.outcomes.label(row.endpoint or "")
        shared = {
            "row": row,
            "column": "value",
            "entered": row.value.text,
            "expected": round_fraction(Fraction(in_days(other)) / in_days(own), 2),
            "inspect_sr": STATISTICAL_RESULTS,
        }
        if hazard * by_medians < 0 and min(abs(hazard), abs(by_medians)) > CLEARLY:
            message = (
                f"{name}: {texts}: the ratio speaks for one group and the medians for the other; are the "
                "groups, or numerator and denominator, swapped?"
            )
            yield context.finding("ratio_against_medians", "note", message, **shared)
        elif abs(hazard - by_medians) > FAR_APART:
            message = (
                f"{name}: {texts}, which under constant hazards is a ratio of {shared['expected']}: more than "
                "three times apart"
            )
            yield context.finding("ratio_against_medians", "note", message, **shared)


def confidence_levels(context: Context) -> Iterator[Finding]:
    """A confidence level that papers do not use, limits without a level, and one limit without the other."""
    for row in (*context.paper.counts, *context.paper.summaries):
        if row.conf_level is not None:
            level = Fraction(row.conf_level) / (100 if row.conf_level > 1 else 1)
            if level not in USUAL_LEVELS:
                yield context.finding(
                    "unusual_confidence_level",
                    "note",
                    f"a confidence level of {row.conf_level} is unusual: 95 or 90 is meant nearly always",
                    row=row,
                    column="conf_level",
                    entered=row.conf_level,
                    expected="95",
                )
        elif row.low is not None or row.high is not None:
            yield context.finding(
                "confidence_level_unstated",
                "note",
                "limits are given and their confidence level is not: 95% is taken",
                row=row,
                column="conf_level",
                expected="95",
            )
        if isinstance(row, Summary) and (row.low is None) != (row.high is None):
            column = "low" if row.low is None else "high"
            yield context.finding(
                "one_limit_alone",
                "note",
                f"the {'lower' if column == 'low' else 'upper'} limit is blank beside the other one; write NE if "
                "it was not reached",
                row=row,
                column=column,
                expected="a number or NE",
            )

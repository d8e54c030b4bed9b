"""A control that is printed as a percentage without its patients: the comparison for each size that it may have had.

A size is possible where one of its counts prints as the percentage. As it grows, Boschloo's test tends to the mid-p
test of the rate taken as known, and the limits of Miettinen and Nurminen to Wilson's less the rate: these end the
curve, and decide whether the conclusion can hold at any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from reanalysis.analyses.comparisons.robustness_of_outcomes import BOUND_OF_P, Case
from reanalysis.analyses.result import TableRow
from reanalysis.model.estimate import number_text
from reanalysis.model.printed import counts_beside
from reanalysis.stats.binomial_test import mid_p_binomial
from reanalysis.stats.exact_2x2 import fisher
from reanalysis.stats.large_tables import boschloo_or_bound
from reanalysis.stats.proportion import wilson
from reanalysis.stats.results import TestResult
from reanalysis.stats.two_proportions import miettinen_nurminen_differences

Supposed = tuple[int, int]


def assumed_sizes(case: Case, percent: Decimal) -> Iterator[TableRow]:
    """The difference, its limits and p for each configured size that is possible, for the rate taken as known, and the
    smallest size from which on the conclusion holds."""
    rate = Fraction(percent) / 100
    tables = [(count, n) for n in case.config.assumed_n for count in counts_beside(percent, n)]
    tested = [_test(case, table) for table in tables]
    yield from _rows(case, percent, tables, tested)
    known = mid_p_binomial(case.tally.events, case.n, float(rate), alternative="two_sided").p_value
    limits = wilson(case.tally.events, case.n, conf_level=case.level)
    yield case.line(
        "assumed_control_n",
        "inf",
        value=float(case.rate - rate),
        p_value=known,
        limits=(limits.conf_low - float(rate), limits.conf_high - float(rate)),
        note="where the curve ends, the rate taken as known: mid-p binomial test, Wilson's limits less the rate",
    )
    if case.config.assumed_n:
        below = [table for table, found in zip(tables, tested, strict=True) if found.p_value < case.config.alpha]
        yield _smallest(case, percent, known, below)


def _rows(case: Case, percent: Decimal, tables: list[Supposed], tested: list[TestResult]) -> Iterator[TableRow]:
    """One row for each possible count; difference, limits and p are all of that table."""
    events, sizes = [count for count, _ in tables], [n for _, n in tables]
    differences = miettinen_nurminen_differences(case.tally.events, case.n, events, sizes, conf_level=case.level)
    for table, found, limits in zip(tables, tested, differences, strict=True):
        test = BOUND_OF_P if found.is_bound else "Boschloo's two-sided test"
        yield case.line(
            "assumed_control_n",
            table[1],
            value=limits.estimate,
            p_value=found.p_value,
            limits=(limits.conf_low, limits.conf_high),
            supposed=table,
            note=f"{table[0]} of {table[1]} control patients, which print as {percent}%: {test}, "
            "Miettinen-Nurminen limits",
        )


def _test(case: Case, table: Supposed) -> TestResult:
    return boschloo_or_bound(case.tally.events, case.n, *table, alternative="two_sided")


def _fails(case: Case, table: Supposed) -> bool:
    """Whether Boschloo's p is not below alpha. It is never above twice the smaller one-sided Fisher p, which is found
    faster."""
    four = (case.tally.events, case.n, *table)
    bound = 2 * min(fisher(*four, alternative="greater").p_value, fisher(*four, alternative="less").p_value)
    return bound >= case.config.alpha and _test(case, table).p_value >= case.config.alpha


def _smallest(case: Case, percent: Decimal, p_known: float, below: list[Supposed]) -> TableRow:
    """The smallest possible size from which on the conclusion holds for every possible one up to the largest assumed.

    The counts jump as the size grows, and p with them, so every size is tried, from the largest down.
    """
    alpha, largest = case.config.alpha, max(case.config.assumed_n)
    level = number_text(alpha)
    if p_known >= alpha:
        beside = "".join(f"; it is for {x} of {n}, a rate beside {percent}%" for x, n in below[:1])
        note = f"two-sided p is not below {level} with the rate taken as known{beside}"
        return case.line("smallest_control_n", level, note=note)
    possible = [n for n in range(largest, 0, -1) if counts_beside(percent, n)]
    holding = list(takewhile(lambda n: not any(_fails(case, (x, n)) for x in counts_beside(percent, n)), possible))
    if not holding:
        note = (
            f"Boschloo's two-sided p is not below {level} at {possible[0]} patients, the largest possible size up to "
            f"{largest}"
            if possible
            else f"no size up to {largest} has a count that prints as {percent}%"
        )
        return case.line("smallest_control_n", level, note=note)
    smallest = holding[-1]
    return case.line(
        "smallest_control_n",
        level,
        value=smallest,
        p_value=max(_test(case, (count, smallest)).p_value for count in counts_beside(percent, smallest)),
        note=f"Boschloo's two-sided p is below {level} for this and every larger size up to {largest} of which a count "
        f"prints as {percent}%",
    )

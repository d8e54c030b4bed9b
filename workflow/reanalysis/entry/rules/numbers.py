"""Numbers of one row that cannot be: more events than patients, percentages above 100, times without a unit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reanalysis.entry.messages import Problem
from reanalysis.entry.tables.table import Table
from reanalysis.model.rows import EFFECTS, Category, Comparison, Count, Group, Row, Summary

_NEEDS_ENDPOINT = ("median", "mean", "sd", "min", "max", "q1", "q3", "survival", *EFFECTS)
_DIFFERENCES = ("risk_difference",)
_SHARES = ("survival", "ongoing", *_DIFFERENCES)


def impossible_numbers(table: Table, groups: dict[str, Group]) -> Iterator[Problem]:
    """Everything of this kind in a table."""
    for row in table.rows:
        if isinstance(row, Count):
            yield from _count(table, row, groups)
        elif isinstance(row, Category):
            yield from _more_than_n(table, row, "count", row.count, groups)
        elif isinstance(row, Summary):
            yield from _summary(table, row, groups)
        if isinstance(row, (Count, Summary)):
            yield from conf_level(table, row)
            yield from _swapped_limits(table, row)


def _count(table: Table, row: Count, groups: dict[str, Group]) -> Iterator[Problem]:
    if row.counted == "patients":
        yield from _more_than_n(table, row, "events", row.events, groups)
    if row.events is None and row.bound is None and row.reported == "":
        yield table.problem(
            row,
            "events",
            "E-NOTHING",
            "neither events nor reported is filled in",
            "the count in events, or the text as printed in reported",
            "fill one in, or delete the row if the paper does not report it",
        )
    for given, missing in (("at", "unit"), ("unit", "at")):
        if getattr(row, given) is not None and getattr(row, missing) is None:
            yield table.problem(
                row,
                missing,
                "E-UNIT",
                f"{given} is given and {missing} is blank",
                "at and unit together, such as 6 and months",
                f"fill in {missing}, or leave {given} blank",
            )
    for column in ("low", "high"):
        yield from _far_outside(table, row, column, getattr(row, column), 100)


def _summary(table: Table, row: Summary, groups: dict[str, Group]) -> Iterator[Problem]:
    if row.statistic in EFFECTS:
        yield from _more_than_both(table, row, groups)
    else:
        yield from _more_than_n(table, row, "events", row.events, groups)
    yield from _incomplete(table, row)
    yield from _below_zero(table, row)
    if row.statistic in _SHARES:
        yield from _share(table, row)


def _incomplete(table: Table, row: Summary) -> Iterator[Problem]:
    """Cells that a summary needs beside others."""
    if row.at is not None and row.unit is None:
        yield table.problem(
            row,
            "unit",
            "E-UNIT",
            "at is given and unit is blank",
            "at and unit together, such as 12 and months",
            "fill in unit",
        )
    if row.statistic == "survival" and row.at is None:
        yield table.problem(
            row,
            "at",
            "E-AT",
            "a survival without its time",
            "the time of the percentage in at, with unit",
            "fill in at and unit",
        )
    if row.endpoint is None and row.statistic in _NEEDS_ENDPOINT:
        of_counts = row.statistic in EFFECTS and row.statistic != "hazard_ratio"
        yield table.problem(
            row,
            "endpoint",
            "E-REQUIRED",
            f"endpoint is blank, which only follow-up may be, not {row.statistic}",
            "what is counted, such as objective_response" if of_counts else "what is timed, such as overall_survival",
            "fill in endpoint" + ("" if of_counts else ", or write follow_up_median, follow_up_min or follow_up_max"),
        )


def _below_zero(table: Table, row: Summary) -> Iterator[Problem]:
    """A minus sign where nothing can be negative; differences can, and limits of percentages and of differences."""
    may_be = {"value": _DIFFERENCES, "low": (*_DIFFERENCES, *_SHARES), "high": (*_DIFFERENCES, *_SHARES)}
    for column, statistics in may_be.items():
        printed = getattr(row, column)
        if printed is not None and printed.value is not None and printed.value < 0 and row.statistic not in statistics:
            yield table.problem(
                row,
                column,
                "E-NUM",
                "a negative number",
                "a number, a bound such as >8 or 26+, or NE",
                "look it up in the paper; a range goes into low and high",
            )


def _share(table: Table, row: Summary) -> Iterator[Problem]:
    """A percentage or fraction of patients, or a difference of two."""
    largest = 1 if row.value_unit == "fraction" else 100
    if row.value_unit is None and row.value.value is not None and 0 < abs(row.value.value) <= 1:
        yield table.problem(
            row,
            "value_unit",
            "E-UNIT",
            f"value_unit is blank, and {row.value.text} may be a percentage or a fraction",
            "percent or fraction",
            "fill in value_unit",
        )
        return
    if row.value.value is not None and abs(row.value.value) > largest:
        cure = "look it up in the paper" if largest == 100 else "write it as a fraction, or write percent in value_unit"
        yield table.problem(row, "value", "E-LIMITS", f"a value above {largest}", f"0 to {largest}", cure)
    for column in ("low", "high"):
        printed = getattr(row, column)
        yield from _far_outside(table, row, column, printed.value if printed else None, largest)


def _more_than_both(table: Table, row: Summary, groups: dict[str, Group]) -> Iterator[Problem]:
    """More events of a ratio than both of its groups have patients."""
    sizes = [groups[name].n if name in groups else None for name in (row.group, row.against or "")]
    known = [size for size in sizes if size is not None]
    n = row.n if row.n is not None else sum(known) if len(known) == len(sizes) else None
    if row.events is not None and n is not None and row.events > n:
        yield table.problem(
            row,
            "events",
            "E-EVENTS",
            f"events = {row.events} is more than n = {n} {'of the row' if row.n is not None else 'of both groups'}",
            f"at most {n}",
            "look both up in the paper; are events and n swapped?",
        )


def _more_than_n(
    table: Table, row: Count | Category | Summary, column: str, number: int | None, groups: dict[str, Group]
) -> Iterator[Problem]:
    """More events than there are patients."""
    group = groups.get(row.group)
    n, whose = (row.n, "of the row") if row.n is not None else (group.n if group else None, f"of the group {row.group}")
    if number is not None and n is not None and number > n:
        yield table.problem(
            row,
            column,
            "E-EVENTS",
            f"{column} = {number} is more than n = {n} {whose}",
            f"at most {n}",
            f"look both up in the paper; is the denominator another one, or are {column} and n swapped?",
        )


def _far_outside(table: Table, row: Row, column: str, value: Decimal | None, largest: int) -> Iterator[Problem]:
    """A limit of a percentage that no method gives, however small the group: some give limits below 0 or above 100."""
    beyond = Decimal(largest) / 2
    if value is not None and not -beyond - (largest if _is_difference(row) else 0) <= value <= largest + beyond:
        fractions = largest == 1 and value > 1
        yield table.problem(
            row,
            column,
            "E-LIMITS",
            f"a limit {'above' if value > 0 else 'below'} what any method gives for a percentage",
            f"about 0 to {largest}",
            "write it as a fraction, or write percent in value_unit" if fractions else "look it up in the paper",
        )


def _is_difference(row: Row) -> bool:
    """Whether a row is a difference of two percentages, which goes down to -100."""
    return isinstance(row, Summary) and row.statistic in _DIFFERENCES


def conf_level(table: Table, row: Count | Summary | Comparison) -> Iterator[Problem]:
    """A confidence level is 0.5 to 1 or 50 to 100, both without the end; 5 or 0.05 is the error that it leaves."""
    level = row.conf_level
    if level is not None and not (Decimal("0.5") <= level < 1 or 50 <= level < 100):
        yield table.problem(
            row,
            "conf_level",
            "E-LIMITS",
            "this is no confidence level",
            "a percentage from 50 to 100 such as 95, or its fraction 0.95",
            "write 95 for a 95% interval",
        )


def _swapped_limits(table: Table, row: Count | Summary) -> Iterator[Problem]:
    """Limits in the wrong order may be what the paper prints, so this only warns; beside an exact value the audit
    compares them with it."""
    if isinstance(row, Count):
        low, high = row.low, row.high
    else:
        compared = row.value.exact
        low, high = (
            limit.value if limit is not None and limit.exact and not compared else None for limit in (row.low, row.high)
        )
    if low is not None and high is not None and low > high:
        yield table.problem(
            row,
            "low",
            "W-LIMITS",
            f"the lower limit {low} is above the upper limit {high}",
            f"at most {high}",
            "look both up in the paper; are low and high swapped?",
            severity="warning",
        )

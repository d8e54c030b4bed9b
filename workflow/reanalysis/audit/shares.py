"""Printed percentages together: parts of one whole, one denominator behind a column, one habit of rounding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from reanalysis.audit.context import IMPOSSIBLE_FOR_INTEGERS, NUMBERS_OF_PARTICIPANTS, Context, listed
from reanalysis.derive.percentages import HABITS, Printed, fits, habit, printed_percentages
from reanalysis.derive.tallies import measured_of
from reanalysis.model.config import Scale
from reanalysis.model.finding import Finding
from reanalysis.model.printed import ROUNDINGS, counts_printing_as, decimals
from reanalysis.model.reported import parse_reported
from reanalysis.model.rows import Category, Count

#: Percentages that a denominator other than the entered one must explain before it is named.
ENOUGH = 3
#: How far it may lie from the entered one, as a share of it.
NEAR = Fraction(1, 4)


def percentages_of_a_whole(context: Context) -> Iterator[Finding]:
    """Percentages of the exclusive categories of one scale that add up to more than 100, beyond what rounding explains
    (INSPECT-SR 4.6)."""
    told: set[frozenset[str]] = set()
    for scale in context.scales.values():
        for found in _by_category(context, scale):
            cells = frozenset(row.ref for row, _ in found.values())
            if cells in told:  # of several scales with the same outcomes the first one speaks
                continue
            total = sum((percent for _, percent in found.values()), Decimal(0))
            slack = sum((Decimal(1).scaleb(-decimals(percent)) / 2 for _, percent in found.values()), Decimal(0))
            if total - slack > 100:
                told.add(cells)
                yield _above_100(context, scale, list(found.values()), total)


def _by_category(context: Context, scale: Scale) -> list[dict[str, tuple[Count, Decimal]]]:
    """The percentages of the categories of a scale that are printed as outcomes of their own, for each group."""
    single = {name: wanted[0] for name, wanted in scale.outcomes.items() if len(wanted) == 1}
    shares: dict[tuple[str, ...], dict[str, tuple[Count, Decimal]]] = defaultdict(dict)
    for row in context.paper.counts:
        printed = parse_reported(row.reported) if row.in_use and row.outcome in single else None
        if printed is not None and printed.percent is not None and not printed.bound and row.counted == "patients":
            of = (row.group, *measured_of(row).values(), str(row.at), row.unit or "")
            shares[of].setdefault(single[row.outcome], (row, printed.percent))
    return list(shares.values())


def _above_100(context: Context, scale: Scale, found: list[tuple[Count, Decimal]], total: Decimal) -> Finding:
    last = found[-1][0]
    texts = (f"{context.outcomes.label(row.outcome).lower()} {percent}%" for row, percent in found)
    message = (
        f"{context.label(last.group)}: {listed(texts, 'and')} are exclusive categories of {scale.label.lower()} and "
        f"add up to {total}%, more than all patients"
    )
    return context.finding(
        "percentages_above_whole",
        "warning",
        message,
        row=last,
        column="reported",
        entered=f"{total}%",
        expected="at most 100%",
        inspect_sr=NUMBERS_OF_PARTICIPANTS,
        outcome=last.outcome,
    )


def one_denominator(context: Context) -> Iterator[Finding]:
    """Percentages of one group that all follow from another number of patients than the one entered (INSPECT-SR 4.6,
    4.8)."""
    for n, rows, found in other_denominators(context):
        texts = listed(dict.fromkeys(f"{percent}%" for _, percent, _, _ in rows), "and")
        fits = listed(found)
        message = (
            f"{context.label(rows[0][0].group)}: {texts} do not all follow from {n} patients; all of them fit n = "
            f"{fits}, which may be the number of patients behind them"
        )
        yield context.finding(
            "other_denominator_fits",
            "warning",
            message,
            row=rows[0][0],
            column="n" if rows[0][0].n is not None else "reported",
            entered=n,
            expected=f"n = {fits}",
            inspect_sr=IMPOSSIBLE_FOR_INTEGERS,
            outcome=_name(rows[0][0]),
        )


def other_denominators(context: Context) -> list[tuple[int, list[Printed], list[int]]]:
    """Denominator as entered, the percentages of a group that do not all follow from it, and the nearby ones that give
    all of them."""
    groups: dict[tuple[str, int], list[Printed]] = defaultdict(list)
    for printed in printed_percentages(context.paper):
        groups[printed[0].group, printed[3]].append(printed)
    told = []
    for (_, n), rows in groups.items():
        if sum(not fits(printed, n) for printed in rows) < ENOUGH:
            continue
        near = range(max(1, n - int(n * NEAR)), n + int(n * NEAR) + 1)
        found = [m for m in near if m != n and all(fits(printed, m, ROUNDINGS[:1]) for printed in rows)]
        if found:
            told.append((n, rows, found))
    return told


def rounding_habit(context: Context) -> Iterator[Finding]:
    """Percentages of a paper that are cut off, rounded half to even or twice, told once for the paper."""
    rule, rows = habit(context.paper)
    if rule:
        texts = listed(
            [f"{_fraction(printed)} as {printed[1]}%" for printed in rows[:4]] + (["..."] if len(rows) > 4 else []),
            "and",
        )
        message = f"this paper {HABITS[rule]}: {texts}; {len(rows)} of its percentages are printed so"
        yield context.finding(
            "rounding_habit",
            "note",
            message,
            row=rows[0][0],
            column="reported",
            entered=f"{rows[0][1]}%",
            outcome=_name(rows[0][0]),
        )


def _fraction(printed: Printed) -> str:
    _, percent, events, n = printed
    if events is None:
        events = next(x for rule in ROUNDINGS for x in counts_printing_as(percent, n, rule))
    return f"{events}/{n}"


def _name(row: Count | Category) -> str:
    return row.outcome if isinstance(row, Count) else f"{row.scale}:{row.category}"

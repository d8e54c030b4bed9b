"""How a paper prints percentages: rounded half up, or by another rule that its own counts show."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from reanalysis.model.paper import Paper
from reanalysis.model.printed import ROUNDINGS, counts_printing_as, prints_as
from reanalysis.model.reported import parse_reported
from reanalysis.model.rows import Category, Count

#: Row, percentage, the count beside it if there is one, the denominator.
Printed = tuple[Count | Category, Decimal, int | None, int]

#: What a paper that follows a rule does.
HABITS = {
    "truncation": "cuts percentages off instead of rounding them",
    "half_even": "rounds percentages half to even",
    "twice": "rounds percentages twice, first to one decimal more",
}


def denominator(paper: Paper, row: Count | Category) -> tuple[int | None, tuple[str, ...]]:
    """The row's n, else the one printed with the count, else its group's; with the cells it stands in."""
    if row.n is not None:
        return row.n, (row.ref,)
    group, printed = paper.group[row.group], parse_reported(row.reported)
    if printed is not None and printed.n is not None and printed.n != group.n:
        return printed.n, (row.ref,)
    return group.n, (row.ref,) if group.n is None else (row.ref, group.ref)


def printed_percentages(paper: Paper) -> list[Printed]:
    """Rows with a percentage, it, the count beside it if there is one, and the denominator it is held against."""
    rows: tuple[Count | Category, ...] = (*paper.counts, *paper.categories)
    found: list[Printed] = []
    for row in rows:
        printed, (n, _) = parse_reported(row.reported), denominator(paper, row)
        if printed is None or printed.percent is None or printed.bound or not n or not row.in_use:
            continue
        if isinstance(row, Count) and row.counted != "patients":
            continue
        events = (row.events if isinstance(row, Count) else row.count) if printed.events is None else printed.events
        found.append((row, printed.percent, events, n))
    return found


def fits(printed: Printed, n: int, rules: tuple[str, ...] = ROUNDINGS) -> bool:
    """Whether a count of n, or the one that is printed, prints as the percentage by one of the rules."""
    _, percent, events, _ = printed
    if events is None:
        return any(counts_printing_as(percent, n, rule) for rule in rules)
    return any(prints_as(Fraction(100 * events, n), percent, rule) for rule in rules)


def habit(paper: Paper) -> tuple[str, list[Printed]]:
    """The rule by which two or more percentages of a paper are printed that half up does not give, with them; no rule
    where one of its percentages speaks against it."""
    rows = printed_percentages(paper)
    other = [printed for printed in rows if not fits(printed, printed[3], ROUNDINGS[:1])]
    for rule in ("truncation", "half_even", "twice"):
        by_rule = [printed for printed in other if fits(printed, printed[3], (rule,))]
        against = [printed for printed in rows if fits(printed, printed[3]) and not fits(printed, printed[3], (rule,))]
        if len(by_rule) > 1 and not against:
            return rule, by_rule
    return "", []


def proven_habit(paper: Paper) -> str:
    """The habit where two of its percentages stand beside their counts: then a count can be read from one that stands
    alone. Blank without."""
    rule, rows = habit(paper)
    return rule if sum(events is not None for _, _, events, _ in rows) > 1 else ""


def counts_of_percentage(percent: Decimal, n: int, rule: str) -> list[int]:
    """The counts of n that print as a percentage half up; where none does, those by the paper's proven habit."""
    return counts_printing_as(percent, n) or (counts_printing_as(percent, n, rule) if rule else [])

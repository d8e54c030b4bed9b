"""comparisons.csv and claims.csv: what is compared with what, and the arithmetic a paper asserts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reanalysis.entry.characters import first_foreign, plain
from reanalysis.entry.messages import Problem, nearest
from reanalysis.entry.rules.groups import some_of
from reanalysis.entry.rules.numbers import conf_level
from reanalysis.entry.tables.table import Table
from reanalysis.model.against import FORMS, cure_of, group_meant
from reanalysis.model.arithmetic import evaluate, stated_value
from reanalysis.model.rows import Claim, Comparison, SetMember

_MOST_ARITHMETIC = 200_000  # exact arithmetic takes time; a hundred claims have some thousands of characters


def outcome_or_endpoint(table: Table, row: Comparison | SetMember) -> Iterator[Problem]:
    """Exactly one of the two must be filled in."""
    if (row.outcome is None) == (row.endpoint is None):
        both = row.outcome is not None
        wrong = "outcome and endpoint are both filled in" if both else "neither outcome nor endpoint is filled in"
        cure = "use one row for each" if both else "fill in what is counted (outcome) or what is timed (endpoint)"
        yield table.problem(row, "outcome", "E-OUTCOME", wrong, "one of the two", cure, entered=row.outcome or "")


def comparison_problems(table: Table, paper: str, declared: frozenset[str]) -> Iterator[Problem]:
    """What is wrong with the rows of comparisons.csv."""
    for row in table.of(Comparison):
        yield from outcome_or_endpoint(table, row)
        wrong = _against(row, paper, declared)
        if wrong:
            yield table.problem(row, "against", *wrong)
        if row.outcome is not None and row.margin is not None and row.margin > 1:
            yield table.problem(
                row,
                "margin",
                "E-LIMITS",
                "a margin above 1",
                "a difference of proportions, 0 to 1",
                "write 0.1 for 10 percentage points",
            )
        yield from conf_level(table, row)


def _against(row: Comparison, paper: str, declared: frozenset[str]) -> tuple[str, str, str, str] | None:
    """Code, what is wrong, what is expected, cure; groups of other papers and sets are looked up later."""
    meant = group_meant(row.control, paper)
    if meant == (paper, row.group):
        return "E-AGAINST", "the group is compared with itself", FORMS, "name the group of comparison"
    if meant is None or meant[0] != paper or meant[1] in declared:
        return None
    if row.against.isdigit():
        return "E-AGAINST", "this names no group, set or rate", FORMS, cure_of(row.against)
    like = nearest(meant[1], declared)
    return (
        "E-GROUP",
        "there is no such group in this paper",
        f"{FORMS}; groups: {some_of(declared)}",
        f"write {like}" if like else "correct it, or declare it in groups.csv",
    )


def claim_problems(table: Table) -> Iterator[Problem]:
    """What is wrong with the rows of claims.csv."""
    length = 0
    for row in table.of(Claim):
        length += len(row.expression)
        if length > _MOST_ARITHMETIC:
            wrong = f"the expressions down to this row have {length:,} characters"
            yield table.problem(
                row,
                "expression",
                "E-LONG",
                wrong,
                f"at most {_MOST_ARITHMETIC:,} in one table",
                "enter what the paper asserts, not more",
            )
            return
        yield from _claim(table, row)


def _claim(table: Table, row: Claim) -> Iterator[Problem]:
    for column, read, code, wrong, expected, cure in _ARITHMETIC:
        text = getattr(row, column)
        try:
            read(text)
        except ValueError as error:
            foreign, meant = first_foreign(text), (plain(text) or "").replace("x", "*")
            if foreign:
                code, wrong, cure = (
                    "E-CHAR",
                    f"a character that is not ASCII: {foreign}",
                    f"write {meant}" if _is(read, meant) else "use the signs of the keyboard",
                )
            yield table.problem(row, column, code, wrong.format(error), expected, cure)


def _is(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_ARITHMETIC = (
    (
        "stated",
        stated_value,
        "E-STATED",
        "this is neither a number nor a percentage",
        "19 or 56%",
        "enter the number alone; say the rest in note",
    ),
    (
        "expression",
        evaluate,
        "E-EXPRESSION",
        "this is no arithmetic: {}",
        "numbers and + - * / ( ) only, such as 6 + 7 or 19/34",
        "correct it; a relation goes into relation, a percentage into stated",
    ),
)

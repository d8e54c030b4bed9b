"""Groups: the tree they form, and whether every other row names one that is declared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from reanalysis.entry.messages import Problem, nearest
from reanalysis.entry.odd_rows import TOTALS
from reanalysis.entry.table import Table

_SHOWN = 20
_DECLARED = "a group that groups.csv declares"


def group_tree(table: Table) -> Iterator[Problem]:
    """Unknown parents, cycles, and splits that divide nothing."""
    declared = frozenset(table.texts("group"))
    cycles = _cycles({row.group: row.parent for row in table.rows})
    for row in table.rows:
        if row.parent is None:
            for column in ("split", "complete"):
                if getattr(row, column) in (None, "no"):
                    continue
                yield table.problem(row, column, "E-PARENT", f"{column} is given and parent is blank", "the group that is divided, in parent", "fill in parent, or leave the cell blank")
        elif row.parent not in declared:
            yield unknown_group(table, row, "parent", row.parent, declared)
        elif row.group in cycles:
            way = " is part of ".join([*cycles[row.group][:_SHOWN], row.group])
            yield table.problem(row, "parent", "E-CYCLE", f"the group is part of itself: {way}", "a parent that is not below the group", "correct the parent, or leave it blank")


def _cycles(parents: dict[str, str | None]) -> dict[str, list[str]]:
    """For every group that is part of itself (of a long circle, the first ones), the groups on the way back to it."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for group in parents:
        path: list[str] = []
        name: str | None = group
        while name in parents and name not in seen:
            seen.add(name)
            path.append(name)
            name = parents[name]
        if name in path:
            circle = path[path.index(name):]
            found |= {member: [*circle[place:], *circle[:place]] for place, member in enumerate(circle[:_SHOWN])}
    return found


def unknown_groups(table: Table, declared: frozenset[str]) -> Iterator[Problem]:
    """Rows that name a group nobody declared."""
    for row in table.rows:
        for column in ("group", "against"):
            name = getattr(row, column, None)
            if name and name not in declared and not (column == "against" and table.model.table != "summaries"):
                yield unknown_group(table, row, column, name, declared)


def unknown_group(table: Table, row, column: str, name: str, declared: frozenset[str]) -> Problem:
    """The problem of one unknown group; a word such as total is taken for a row of totals."""
    if column == "group" and name in TOTALS:
        return table.problem(row, column, "E-TOTAL", "a row of totals, or a group that is not declared", _DECLARED, "delete the row; if it is a group of patients, declare it in groups.csv")
    like = nearest(name, declared)
    return table.problem(row, column, "E-GROUP", "there is no such group", f"{_DECLARED}: {some_of(declared) or 'none'}", f"write {like}" if like else "correct it, or declare it in groups.csv")


@lru_cache(maxsize=8)
def some_of(declared: frozenset[str]) -> str:
    """Some of the declared groups, to show."""
    return ", ".join(sorted(declared)[:_SHOWN])

"""Groups: the tree they form, and whether every other row names one that is declared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import inf

from reanalysis.entry.messages import Problem, nearest
from reanalysis.entry.tables.odd_rows import TOTALS
from reanalysis.entry.tables.table import Table
from reanalysis.model.rows import Group, Row

_SHOWN = 20
_DEEPEST = (
    20  # groups below each other; no paper divides so often, and everything that follows a group upwards takes as long
)
_DECLARED = "a group that groups.csv declares"


def group_tree(table: Table) -> Iterator[Problem]:
    """Unknown parents, cycles, and splits that divide nothing."""
    declared = frozenset(table.texts("group"))
    groups = table.of(Group)
    parents = {row.group: row.parent for row in groups}
    cycles, depths = _cycles(parents), _depths(parents)
    for row in groups:
        if row.parent is None:
            for column in ("split", "complete"):
                if getattr(row, column) in (None, "no"):
                    continue
                yield table.problem(
                    row,
                    column,
                    "E-PARENT",
                    f"{column} is given and parent is blank",
                    "the group that is divided, in parent",
                    "fill in parent, or leave the cell blank",
                )
        elif row.parent not in declared:
            yield unknown_group(table, row, "parent", row.parent, declared)
        elif row.group in cycles:
            way = " is part of ".join([*cycles[row.group][:_SHOWN], row.group])
            yield table.problem(
                row,
                "parent",
                "E-CYCLE",
                f"the group is part of itself: {way}",
                "a parent that is not below the group",
                "correct the parent, or leave it blank",
            )
        elif depths.get(row.group) == _DEEPEST + 1:
            yield table.problem(
                row,
                "parent",
                "E-DEPTH",
                f"the group has {_DEEPEST} groups above it, each part of the next",
                f"at most {_DEEPEST} groups below each other",
                "name as its parent the group of patients that was divided; groups beside each other have the "
                "same parent",
            )


def _depths(parents: dict[str, str | None]) -> dict[str, float]:
    """How many groups there are from each one up to the top, itself included; without end on the way into a circle."""
    depths: dict[str, float] = {}
    for group in parents:
        path: dict[str, None] = {}
        name: str | None = group
        while name in parents and name not in depths and name not in path:
            path[name] = None
            name = parents[name]
        above = inf if name in path else depths.get(name or "", 0)
        depths |= {member: above + place for place, member in enumerate(reversed(path), 1)}
    return depths


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
            circle = path[path.index(name) :]
            found |= {member: [*circle[place:], *circle[:place]] for place, member in enumerate(circle[:_SHOWN])}
    return found


def unknown_groups(table: Table, declared: frozenset[str]) -> Iterator[Problem]:
    """Rows that name a group nobody declared."""
    for row in table.rows:
        for column in ("group", "against"):
            name = getattr(row, column, None)
            if name and name not in declared and not (column == "against" and table.model.table != "summaries"):
                yield unknown_group(table, row, column, name, declared)


def unknown_group(table: Table, row: Row, column: str, name: str, declared: frozenset[str]) -> Problem:
    """The problem of one unknown group; a word such as total is taken for a row of totals."""
    if column == "group" and name in TOTALS:
        return table.problem(
            row,
            column,
            "E-TOTAL",
            "a row of totals, or a group that is not declared",
            _DECLARED,
            "delete the row; if it is a group of patients, declare it in groups.csv",
        )
    like = nearest(name, declared)
    return table.problem(
        row,
        column,
        "E-GROUP",
        "there is no such group",
        f"{_DECLARED}: {some_of(declared) or 'none'}",
        f"write {like}" if like else "correct it, or declare it in groups.csv",
    )


@lru_cache(maxsize=8)
def some_of(declared: frozenset[str]) -> str:
    """Some of the declared groups, to show."""
    return ", ".join(sorted(declared)[:_SHOWN])

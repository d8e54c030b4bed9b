"""Groups: the tree they form, and whether every other row names one that is declared."""

from __future__ import annotations

from collections.abc import Iterator

from reanalysis.entry.messages import Problem, nearest
from reanalysis.entry.odd_rows import TOTALS
from reanalysis.entry.table import Table

_DECLARED = "a group that groups.csv declares"


def group_tree(table: Table) -> Iterator[Problem]:
    """Unknown parents, cycles, and splits that divide nothing."""
    declared = set(table.texts("group"))
    parents = {row.group: row.parent for row in table.rows}
    for row in table.rows:
        if row.parent is None:
            for column in ("split", "complete"):
                if getattr(row, column) in (None, "no"):
                    continue
                yield table.problem(row, column, "E-PARENT", f"{column} is given and parent is blank", "the group that is divided, in parent", "fill in parent, or leave the cell blank")
        elif row.parent not in declared:
            yield unknown_group(table, row, "parent", row.parent, declared)
        elif _is_in_cycle(row.group, parents):
            yield table.problem(row, "parent", "E-CYCLE", f"the group is part of itself: {_cycle(row.group, parents)}", "a parent that is not below the group", "correct the parent, or leave it blank")


def _is_in_cycle(group: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    name = parents.get(group)
    while name is not None and name not in seen:
        if name == group:
            return True
        seen.add(name)
        name = parents.get(name)
    return False


def _cycle(group: str, parents: dict[str, str | None]) -> str:
    path, name = [group], parents.get(group)
    while name != group:
        path.append(name)
        name = parents[name]
    return " is part of ".join([*path, group])


def unknown_groups(table: Table, declared: set[str]) -> Iterator[Problem]:
    """Rows that name a group nobody declared."""
    for row in table.rows:
        for column in ("group", "against"):
            name = getattr(row, column, None)
            if name and name not in declared and not (column == "against" and table.model.table != "summaries"):
                yield unknown_group(table, row, column, name, declared)


def unknown_group(table: Table, row, column: str, name: str, declared: set[str]) -> Problem:
    """The problem of one unknown group; a word such as total is taken for a row of totals."""
    if column == "group" and name in TOTALS:
        return table.problem(row, column, "E-TOTAL", "a row of totals, or a group that is not declared", _DECLARED, "delete the row; if it is a group of patients, declare it in groups.csv")
    like = nearest(name, declared)
    known = ", ".join(sorted(declared)[:20]) or "none"
    return table.problem(row, column, "E-GROUP", "there is no such group", f"{_DECLARED}: {known}", f"write {like}" if like else "correct it, or declare it in groups.csv")

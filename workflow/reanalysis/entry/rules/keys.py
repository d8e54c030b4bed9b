"""The same thing entered twice: keys in use, identical rows, patients counted more than once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reanalysis.entry.messages import Problem
from reanalysis.entry.tables.table import Table
from reanalysis.model.rows import CurvePoint, Group, Patient, Row, TimeRow
from reanalysis.model.store import cells_of

_DEEPEST = 50


def repeated_rows(table: Table) -> Iterator[Problem]:
    """A key that is in use twice, or a row that is identical to another; both rows are named.

    Points of a curve may repeat: a place digitised twice is no second patient, and the cleaning of the curve says so.
    """
    if table.model is CurvePoint:
        return
    seen: dict[tuple[str, ...], Row] = {}
    for row in table.rows:
        keyed = bool(row.key) and row.in_use
        what = ("key", *row.key_values()) if keyed else ("row", *cells_of(row).values())
        if what in seen:
            yield _repeated(table, row, seen[what], "the same key is in use twice" if keyed else "the row stands twice")
        seen.setdefault(what, row)


def _repeated(table: Table, row: Row, first: Row, wrong: str) -> Problem:
    key = ", ".join(f"{name} {value}" for name, value in zip(row.key, row.key_values(), strict=True) if value)
    earlier, here = table.place(first).row, table.place(row).row
    return Problem(
        place=table.place(row),
        code="E-TWICE",
        wrong=f"{wrong}: rows {earlier} and {here}",
        entered=key or None,
        expected=f"one row in use for each {', '.join(row.key)}" if row.key else "every row once",
        cure="delete one, write use = no in a second printing, or say what tells them apart (population, assessor, "
        "confirmed, criteria, at)",
    )


def patients_twice(table: Table, groups: dict[str, Group]) -> Iterator[Problem]:
    """A patient listed in a group and in a group below it. The same number in two arms is two patients; the audit says
    so."""
    # By patient: the groups listed, and those above them.
    inside: dict[tuple[str, ...], dict[str, Patient | TimeRow]] = defaultdict(dict)
    listed: dict[tuple[str, ...], dict[str, Patient | TimeRow]] = defaultdict(dict)
    rows: list[Patient | TimeRow] = [*table.of(Patient), *table.of(TimeRow)]
    for row in rows:
        if not row.in_use or row.group not in groups:
            continue
        what = tuple(value for name, value in zip(row.key, row.key_values(), strict=True) if name != "group")
        above = upwards(row.group, groups)
        other = inside[what].get(row.group) or next(
            (listed[what][name] for name in above[1:] if name in listed[what]), None
        )
        if other is not None and other.group != row.group:
            yield table.problem(
                row,
                "patient",
                "E-PATIENT",
                f"the patient stands in {other.group} and in {row.group}, and one is part of the other: rows "
                f"{table.place(other).row} and {table.place(row).row}",
                "every patient once, in the smallest group that holds the patient",
                "delete one of the rows, or correct the patient or the group",
            )
        listed[what].setdefault(row.group, row)
        for name in above[1:]:
            inside[what].setdefault(name, row)


def upwards(group: str, groups: dict[str, Group]) -> list[str]:
    """The group and those above it, nearest first; ends at a cycle, and where nobody would look further."""
    found: list[str] = []
    name: str | None = group
    while name in groups and name not in found and len(found) < _DEEPEST:
        found.append(name)
        name = groups[name].parent
    return found

"""What only shows when the tables of a paper lie side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reanalysis.entry.messages import Place, Problem, nearest
from reanalysis.entry.rules.assertions import claim_problems, comparison_problems
from reanalysis.entry.rules.curve_points import far_outside
from reanalysis.entry.rules.groups import group_tree, some_of, unknown_groups
from reanalysis.entry.rules.keys import patients_twice, repeated_rows
from reanalysis.entry.rules.numbers import impossible_numbers
from reanalysis.entry.tables.table import Table
from reanalysis.model.paper import PaperInfo
from reanalysis.model.rows import Group


def across_tables(paper: str, tables: dict[str, Table]) -> Iterator[Problem]:
    """Everything that is wrong between rows and tables. Groups whose own row could not be read still count as
    declared."""
    declared = frozenset(tables["groups"].texts("group")) if "groups" in tables else frozenset()
    groups = {row.group: row for row in tables["groups"].of(Group)} if "groups" in tables else {}
    for name, table in tables.items():
        yield from repeated_rows(table)
        if name == "groups":
            yield from group_tree(table)
        elif declared:
            yield from unknown_groups(table, declared)
        yield from impossible_numbers(table, groups)
        if name in ("patients", "times"):
            yield from patients_twice(table, groups)
        if name == "comparisons" and declared:
            yield from comparison_problems(table, paper, declared)
        if name == "curves":
            yield from far_outside(table)
        if name == "claims":
            yield from claim_problems(table)


def designs_without_group(
    info: PaperInfo, lines: dict[str, int], place: Place, tables: dict[str, Table]
) -> Iterator[Problem]:
    """Two-stage designs of groups that are not declared."""
    declared = frozenset(tables["groups"].texts("group")) if "groups" in tables else frozenset()
    for index, design in enumerate(info.two_stage):
        if declared and design.group not in declared:
            like = nearest(design.group, declared)
            yield Problem(
                place=replace(place, row=lines.get(f"two_stage {index}", 0), column="two_stage"),
                code="E-GROUP",
                wrong="there is no such group",
                entered=design.group,
                expected=f"a group that groups.csv declares: {some_of(declared)}",
                cure=f"write {like}" if like else "correct it, or declare it in groups.csv",
            )

"""data/raw/sets.csv: which groups of which papers are pooled."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from reanalysis.entry.grid import Grid
from reanalysis.entry.messages import Problem, nearest
from reanalysis.entry.rules.assertions import outcome_or_endpoint
from reanalysis.entry.rules.keys import repeated_rows
from reanalysis.entry.sources.csv_grid import read_csv
from reanalysis.entry.sources.files import irregular, read_bytes
from reanalysis.entry.tables.table import Table, read_table
from reanalysis.model.config import Vocabulary
from reanalysis.model.paper import Paper
from reanalysis.model.rows import SetMember, columns_of


def read_sets(
    entry: os.DirEntry[str], papers: Mapping[str, Paper], left_out: Mapping[str, int], names: Vocabulary | None = None
) -> tuple[tuple[SetMember, ...], list[Problem]]:
    """The sets and what is wrong with them. With any error there are none: a pool is never silently smaller."""
    grid = Grid("", "sets", "sets.csv")
    problem = irregular(entry, grid.place())
    data, unread = (b"", problem) if problem else read_bytes(Path(entry.path), grid.place())
    if unread:
        return (), [unread]
    problems = read_csv(data, grid, list(columns_of(SetMember)))
    if problems and not grid.rows:
        return (), problems
    table, more = read_table(grid, SetMember, names)
    problems += more
    problems += repeated_rows(table)
    members = table.of(SetMember)
    for row in members:
        problems += outcome_or_endpoint(table, row)
        problems += _unknown(table, row, papers, left_out)
    wrong = any(problem.severity == "error" for problem in problems)
    return () if wrong else tuple(members), problems


def _unknown(
    table: Table, row: SetMember, papers: Mapping[str, Paper], left_out: Mapping[str, int]
) -> Iterator[Problem]:
    """A paper or group that is not there makes the set incomplete; the analyses say so where it is used."""
    if row.paper in left_out:
        yield table.problem(
            row,
            "paper",
            "W-SET",
            "this paper was left out, so the set is incomplete",
            "a paper that could be read",
            f"mend the problems of {row.paper}",
            severity="warning",
        )
    elif row.paper not in papers:
        like = nearest(row.paper, papers)
        yield table.problem(
            row,
            "paper",
            "W-SET",
            "there is no such paper, so the set is incomplete",
            "the name of a folder",
            f"write {like}" if like else "correct it, or add the paper",
            severity="warning",
        )
    elif row.group not in papers[row.paper].group:
        groups = papers[row.paper].group
        like = nearest(row.group, groups)
        yield table.problem(
            row,
            "group",
            "W-SET",
            f"{row.paper} has no such group, so the set is incomplete",
            f"one of {', '.join(sorted(groups)[:20])}",
            f"write {like}" if like else "correct it, or declare the group",
            severity="warning",
        )

"""One folder as it was typed, by the first or by a second person: rows of every table, and all problems at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reanalysis.entry.grid import Grid
from reanalysis.entry.messages import Place, Problem
from reanalysis.entry.rules.across import across_tables, designs_without_group
from reanalysis.entry.sources.csv_grid import read_csv
from reanalysis.entry.sources.files import PaperFiles, list_files, read_bytes
from reanalysis.entry.tables.paper_yaml import read_info
from reanalysis.entry.tables.table import Table, read_table
from reanalysis.model.config import Vocabulary
from reanalysis.model.paper import PaperInfo
from reanalysis.model.rows import TABLES, columns_of


@dataclass
class Typed:
    """What one person typed of a paper: paper.yaml (None if it cannot be read), the lines of its keys, and the tables.

    `folder` is where it stands, as messages name it.
    """

    folder: str = ""
    info: PaperInfo | None = None
    lines: dict[str, int] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_typed(folder: Path, *, second: bool = False, names: Vocabulary | None = None) -> Typed:
    """Read the files of one entry; with `second`, of the folder of a second one, in which nothing is compulsory.

    `names` is what outcomes, endpoints and scales are called.
    """
    name = folder.parent.name if second else folder.name
    try:
        files = list_files(folder, second=second)
    except OSError:
        place = Place(paper=name, file=f"{name}/second" if second else name)
        return Typed(
            problems=[
                Problem(
                    place=place,
                    code="E-READ",
                    wrong="the folder cannot be opened",
                    expected="a folder that may be read",
                    cure="look at its permissions",
                )
            ]
        )
    typed = Typed(files.shown, problems=files.problems)
    place = Place(paper=name, file=f"{files.shown}/paper.yaml", table="paper")
    if files.info is not None:
        data, unread = read_bytes(files.info, place)
        typed.info, typed.lines, more = (None, {}, [unread]) if unread else read_info(data, place, names)
        typed.problems += more
    if names is not None and typed.info is not None:
        names = names.with_labels(typed.info.labels)
    typed.tables, more = _read_tables(name, files, names)
    typed.problems += more
    typed.problems += across_tables(name, typed.tables)
    if typed.info is not None:
        typed.problems += designs_without_group(typed.info, typed.lines, place, typed.tables)
    wrong = {problem.place for problem in typed.problems if problem.severity == "error"}
    typed.problems = [problem for problem in typed.problems if problem.code != "N-READ" or problem.place not in wrong]
    return typed


def _read_tables(name: str, files: PaperFiles, names: Vocabulary | None) -> tuple[dict[str, Table], list[Problem]]:
    """The tables of a paper in the order of the contract, from its CSV files or its workbook."""
    grids: dict[str, Grid] = {}
    problems: list[Problem] = []
    if files.workbook is not None:
        from reanalysis.entry.sources.workbook import read_workbook

        grids, problems = read_workbook(files.workbook, name, files.shown)
    for table, path in files.tables.items():
        grid = Grid(name, table, f"{files.shown}/{table}.csv")
        data, unread = read_bytes(path, grid.place())
        more = [unread] if unread else read_csv(data, grid, list(columns_of(TABLES[table])))
        problems += more
        if grid.rows or not more:
            grids[table] = grid
    tables = {}
    for table, model in TABLES.items():
        if table in grids:
            tables[table], more = read_table(grids[table], model, names)
            problems += more
    return tables, problems

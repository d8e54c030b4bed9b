"""Cells of the data against those of the accepted run. Rows are matched by their key, so a row that moved has not
changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reanalysis.model.input_tables import INPUT_TABLES, OF_A_PAPER
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import Row
from reanalysis.model.store import cells_of

CELL_COLUMNS = ("paper", "table", "row", "column", "text")
CHANGED_CELL_COLUMNS = ("paper", "table", "row", "column", "accepted", "current", "kind", "place")


@dataclass(frozen=True)
class Cells:
    """One row of a table: its name, its cells without the key, and where it stands now."""

    paper: str
    table: str
    row: str
    cells: Mapping[str, str]
    place: str = ""


def cells_table(dataset: Dataset) -> Iterator[dict[str, str]]:
    """Every filled-in cell of the data, as data/accepted/cells.csv keeps it."""
    for row in _rows(dataset):
        for column, text in row.cells.items():
            yield dict(zip(CELL_COLUMNS, (row.paper, row.table, row.row, column, text), strict=True))


def changed_cells(accepted: Sequence[Mapping[str, str]], dataset: Dataset) -> list[dict[str, str]]:
    """Rows of changed_cells.csv: cells that changed, came or went since the accepted run; none where it left no record
    of them.

    `kind` is changed, added or removed for a cell, row_added or row_removed for all cells of a row, and the texts are
    blank where there is no cell. A paper that cannot be read now is not compared: the report says that it is left out.
    """
    if not accepted:
        return []
    before: dict[tuple[str, str, str], dict[str, str]] = {}
    for cell in accepted:
        if cell["paper"] not in dataset.left_out:
            before.setdefault((cell["paper"], cell["table"], cell["row"]), {})[cell["column"]] = cell["text"]
    now = {(row.paper, row.table, row.row): row for row in _rows(dataset)}
    found = [change for name, row in now.items() for change in _compare(name, before.get(name), row.cells, row.place)]
    return found + [
        change for name, cells in before.items() if name not in now for change in _compare(name, cells, None, "")
    ]


def _compare(
    name: tuple[str, str, str], before: Mapping[str, str] | None, now: Mapping[str, str] | None, place: str
) -> Iterator[dict[str, str]]:
    for column in dict.fromkeys([*(now or ()), *(before or ())]):
        old, new = (before or {}).get(column, ""), (now or {}).get(column, "")
        if old != new:
            kind = (
                "row_added"
                if before is None
                else "row_removed"
                if now is None
                else "changed"
                if old and new
                else "added"
                if new
                else "removed"
            )
            yield dict(zip(CHANGED_CELL_COLUMNS, (*name, column, old, new, kind, place), strict=True))


def _rows(dataset: Dataset) -> Iterator[Cells]:
    for name, paper in dataset.papers.items():
        info = paper.info.model_dump(mode="json", exclude_defaults=True)
        yield Cells(name, "paper", "", {column: str(value) for column, value in info.items()}, f"{name}/paper.yaml")
        for table in OF_A_PAPER:
            yield from _named(name, table, getattr(paper, table))
    yield from _named("", "sets", dataset.sets)


def _named(paper: str, table: str, rows: Sequence[Row]) -> Iterator[Cells]:
    seen: Counter[str] = Counter()
    for row in rows:
        cells = {column: text for column, text in cells_of(row).items() if text}
        key = INPUT_TABLES[table].apart or row.key
        defaults = {info.alias or field: info.default for field, info in type(row).model_fields.items()}
        name = "; ".join(
            f"{column}={cells[column]}" for column in key if column in cells and cells[column] != defaults[column]
        )
        seen[name] += 1  # the same key again is a second printing, or an acknowledgement of two findings
        name += f" ({seen[name]})" if seen[name] > 1 else ""
        yield Cells(paper, table, name, {column: text for column, text in cells.items() if column not in key}, row.ref)

"""A paper's folder as text: tables as cells, paper.yaml as lines; what a fault looks at and changes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

WHOLE = {
    "groups": ("n",),
    "counts": ("events", "n"),
    "categories": ("count", "n"),
    "summaries": ("n", "events"),
    "at_risk": ("n_at_risk",),
}
NUMBER = {
    "groups": ("dose",),
    "counts": ("at", "low", "high", "conf_level"),
    "patients": ("value", "baseline", "best_before"),
    "curves": ("time", "survival"),
    "summaries": ("at", "conf_level"),
    "at_risk": ("time",),
    "comparisons": ("margin", "conf_level"),
}
PRINTED = {"summaries": ("value", "low", "high"), "times": ("time",)}
TEXT_WITH_NUMBERS = {
    "counts": ("reported",),
    "categories": ("reported",),
    "claims": ("stated", "expression"),
    "summaries": ("reported",),
}
WORDS = {
    "groups": ("complete", "role", "patients_listed", "basis"),
    "counts": ("kind", "counted", "population", "assessor", "confirmed", "unit", "basis", "use"),
    "categories": ("kind", "basis"),
    "times": ("unit",),
    "summaries": ("statistic", "unit", "value_unit", "assessor"),
    "comparisons": ("alternative",),
    "patients": ("basis",),
    "claims": ("relation",),
}
IDS = {
    "groups": ("group", "parent", "split"),
    "counts": ("group", "outcome"),
    "categories": ("group", "scale", "category"),
    "patients": ("group", "scale"),
    "times": ("group", "endpoint"),
    "summaries": ("group", "endpoint", "against"),
    "comparisons": ("comparison", "group", "outcome"),
    "claims": ("claim",),
}
REQUIRED = {
    "groups": ("group", "label", "source"),
    "counts": ("group", "outcome", "source"),
    "categories": ("group", "scale", "category", "count", "source"),
    "patients": ("patient", "group", "source"),
    "times": ("patient", "group", "endpoint", "time", "unit", "source"),
    "summaries": ("group", "statistic", "value", "source"),
    "comparisons": ("comparison", "group", "against", "source"),
    "claims": ("claim", "stated", "expression", "source"),
    "statements": ("statement", "source"),
}
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True)
class Sheet:
    """A table as cells of text."""

    columns: list[str]
    rows: list[list[str]]

    def text(self, row: int, column: str) -> str:
        return self.rows[row][self.columns.index(column)] if column in self.columns else ""

    def as_csv(self) -> bytes:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.columns, *self.rows])
        return out.getvalue().encode()


@dataclass(frozen=True)
class Cell:
    """A place in a table; `row` counts data rows from 0, `at` is the line as an editor shows it."""

    table: str
    row: int
    column: str
    text: str

    @property
    def line(self) -> int:
        return self.row + 2


@dataclass(frozen=True)
class Raw:
    """A good paper as it is typed."""

    name: str
    sheets: dict[str, Sheet]
    info: str

    def cells(self, columns: dict[str, tuple[str, ...]], wanted: Callable[[str], object] = bool) -> list[Cell]:
        """Cells of the given columns, table by table, whose text is wanted; by default those that are filled in."""
        return [
            Cell(table, number, column, text)
            for table, names in columns.items()
            if table in self.sheets
            for column in names
            if column in self.sheets[table].columns
            for number in range(len(self.sheets[table].rows))
            if wanted(text := self.sheets[table].text(number, column))
        ]

    def of_group(self, group: str) -> int | None:
        """The n of a group."""
        sheet = self.sheets["groups"]
        text = next(
            (sheet.text(number, "n") for number in range(len(sheet.rows)) if sheet.text(number, "group") == group), ""
        )
        return int(text) if text else None


@dataclass(frozen=True)
class Mutant:
    """A paper with one fault: the files that differ, and the places where it may be told."""

    paper: str
    what: str
    files: dict[str, bytes]
    table: str
    lines: tuple[int, ...] = ()
    column: str = ""


def read_folder(folder: Path) -> Raw:
    """A paper's tables and paper.yaml."""
    sheets = {}
    for path in sorted(folder.glob("*.csv")):
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        sheets[path.stem] = Sheet(header, rows)
    return Raw(folder.name, sheets, (folder / "paper.yaml").read_text(encoding="utf-8"))


def replaced(paper: Raw, changes: dict[Cell, str], *, column: str | None = None) -> Mutant:
    """The paper with other texts in some cells of one table."""
    first = next(iter(changes))
    sheet = paper.sheets[first.table]
    rows = [list(row) for row in sheet.rows]
    for cell, text in changes.items():
        rows[cell.row][sheet.columns.index(cell.column)] = text
    what = "; ".join(
        f"{cell.table}:{cell.line}:{cell.column} {cell.text!r} -> {text!r}" for cell, text in changes.items()
    )
    columns = {cell.column for cell in changes}
    named = column if column is not None else first.column if len(columns) == 1 else ""
    return Mutant(
        paper.name,
        what,
        {f"{first.table}.csv": Sheet(sheet.columns, rows).as_csv()},
        first.table,
        tuple(cell.line for cell in changes),
        named,
    )


def with_rows(paper: Raw, table: str, rows: list[list[str]], lines: tuple[int, ...], what: str) -> Mutant:
    """The paper with other rows in one table."""
    return Mutant(
        paper.name,
        f"{table}: {what}",
        {f"{table}.csv": Sheet(paper.sheets[table].columns, rows).as_csv()},
        table,
        lines,
    )


def one_cell(
    paper: Raw, rng: Random, columns: dict[str, tuple[str, ...]], change: Callable[[str], str | None]
) -> Mutant | None:
    """The paper with one cell changed, drawn from those that the change applies to; None if there is none."""
    cells = [cell for cell in paper.cells(columns) if change(cell.text) not in (None, cell.text)]
    if not cells:
        return None
    cell = rng.choice(cells)
    return replaced(paper, {cell: change(cell.text)})


def numbers_in(text: str) -> Iterator[re.Match[str]]:
    """The numbers of a text."""
    return _DIGITS.finditer(text)


def both(*columns: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Columns of several kinds together."""
    tables = dict.fromkeys(table for kind in columns for table in kind)
    return {table: tuple(name for kind in columns for name in kind.get(table, ())) for table in tables}


NUMERIC = both(WHOLE, NUMBER, PRINTED)
EVERY_NUMBER = both(NUMERIC, TEXT_WITH_NUMBERS)
EVERYTHING = both(NUMERIC, TEXT_WITH_NUMBERS, WORDS, IDS)

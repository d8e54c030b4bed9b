"""A sheet with a line for each study or arm, and the map that says what its columns are."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reanalysis.model.cells import CellError, paper_name
from reanalysis.model.rows import TABLES, Row, SetMember, columns_of

#: Tables of a paper that a map may fill.
FILLED = ("groups", "counts", "categories", "summaries", "comparisons")
#: What a line of a table needs, at least one of each; without it the line is not entered.
NEEDED = {"counts": ("events", "reported"), "categories": ("count",), "summaries": ("value",)}
BLANK = {"", "na", "n/a", "nr", "."}
IDS = ("group", "parent", "outcome", "endpoint", "against", "comparison", "scale", "set")
_COLUMN = re.compile(r"\$\{([^}]+)\}|\$([^\W\d]\w*)")
_SUM = re.compile(rf"\s*(?:{_COLUMN.pattern})(?:\s*\+\s*(?:{_COLUMN.pattern}))+\s*")
_RANGE = re.compile(rf"\s*({_COLUMN.pattern})\.\.({_COLUMN.pattern})\s*")
TABLES_AND_SETS: dict[str, type[Row]] = {**{table: TABLES[table] for table in FILLED}, "sets": SetMember}
MAP_KEYS = ("paper", "sets", "outcomes", *FILLED)


class SheetError(Exception):
    """Why a sheet or its map cannot be used, in a sentence for people."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as text: its columns, and its lines with the numbers that an editor or a spreadsheet shows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]

    def place(self, line: int, columns: Sequence[str]) -> str:
        """Where cells stand: `pritz.csv, line 5, columns xi, ni`."""
        named = f", {'column' if len(columns) == 1 else 'columns'} {', '.join(columns)}" if columns else ""
        return f"{self.name}, line {line}{named}"


@dataclass
class Made:
    """A paper made from lines of a sheet: paper.yaml, its tables, and what of its lines was not entered."""

    name: str
    info: dict[str, str]
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)


@dataclass
class Import:
    """All papers of a sheet, rows of sets.csv, lines that made none with their reasons, and columns not entered."""

    papers: dict[str, Made] = field(default_factory=dict)
    sets: list[dict[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def read_sheet(path: Path, sheet: str = "") -> Sheet:
    """The first sheet of a workbook, or the one named, or a CSV file with commas, semicolons or tabs."""
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            return _workbook(path, sheet)
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError, KeyError) as error:
        raise SheetError(f"{path.name} cannot be read: {error}") from None
    return sheet_of(path.name, text)


def sheet_of(name: str, text: str) -> Sheet:
    """A sheet from the text of a CSV file."""
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    grid, before = [], 0
    for cells in reader:
        grid.append((before + 1, cells))
        before = reader.line_num
    return _sheet(name, grid)


def _workbook(path: Path, sheet: str) -> Sheet:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        if sheet and sheet not in book.sheetnames:
            raise SheetError(f"{path.name} has no sheet {sheet!r}; it has {', '.join(book.sheetnames)}")
        page = book[sheet or book.sheetnames[0]]
        grid = [(number, [_shown(cell) for cell in cells]) for number, cells in enumerate(page.values, 1)]
        return _sheet(f"{path.name}, sheet {page.title}", grid)
    finally:
        book.close()


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _sheet(name: str, grid: Sequence[tuple[int, list[str]]]) -> Sheet:
    if not grid:
        raise SheetError(f"{name} is empty")
    columns = [cell.strip() for cell in grid[0][1]]
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise SheetError(f"{name} has two columns called {', '.join(twice)}")
    rows = [
        (line, {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column})
        for line, cells in grid[1:]
        if any(cell.strip() for cell in cells)
    ]
    return Sheet(name, tuple(filter(None, columns)), tuple(rows))


def read_map(path: Path) -> dict[str, Any]:
    """The map of a sheet, a YAML file."""
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SheetError(f"{path.name} cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise SheetError(f"{path.name} is no map: it has no keys; known are {', '.join(MAP_KEYS)}")
    return found


def check_map(mapping: Mapping[str, Any], sheet: Sheet) -> None:
    """SheetError for a key, a table's column or a sheet's column that is not there."""
    for key, entries in mapping.items():
        if key not in MAP_KEYS:
            raise SheetError(f"the map has the key {key}, which is not known; known are {', '.join(MAP_KEYS)}")
        if key == "paper":
            continue
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            raise SheetError(f"{key} of the map is no list of lines, each with columns and what stands in them")
        known = ("id", "label", "kind", "direction") if key == "outcomes" else columns_of(TABLES_AND_SETS[key])
        for name in (name for one in entries for name in one):
            if name not in known:
                raise SheetError(f"{key} of the map names {name}, which {key} does not have; it has {', '.join(known)}")
    for name in columns_named(mapping):
        if name not in sheet.columns:
            raise SheetError(f"the map names the column {name}; {sheet.name} has {', '.join(sheet.columns)}")


def columns_named(value: Any) -> list[str]:
    """Columns of the sheet that a part of a map names."""
    if isinstance(value, Mapping):
        return [name for one in value.values() for name in columns_named(one)]
    if isinstance(value, list):
        return [name for one in value for name in columns_named(one)]
    return [found[1] or found[2] for found in _COLUMN.finditer(str(value))]


def apply_map(sheet: Sheet, mapping: Mapping[str, Any], made: Import | None = None) -> Import:
    """The papers of a sheet, added to those of an import that was begun.

    A line with an id of its paper (`paper: {id: $trial}`) shares it with the other lines of that id; without one, each
    line is a paper.
    """
    check_map(mapping, sheet)
    made = made or Import(unused=[name for name in sheet.columns if name not in columns_named(mapping)])
    for line, row in sheet.rows:
        try:
            _add(made, sheet, line, row, mapping)
        except SheetError as reason:
            made.refused.append(f"{sheet.place(line, [])}: {reason}")
    return made


def _add(made: Import, sheet: Sheet, line: int, row: dict[str, str], mapping: Mapping[str, Any]) -> None:
    about = {key: filled(text, row) for key, text in mapping.get("paper", {}).items()}
    shared = about.pop("id", "")
    author, year = about.get("first_author", ""), about.get("year", "")
    if not shared and not (author and year):
        raise SheetError("no first author or no year, and no id: no paper can be called after it")
    name = _name(made, shared or f"{author.split()[0].rstrip(',')}{year}", shared=bool(shared))
    paper = made.papers.get(name) or Made(name, _info(name, about))
    tables = {table: list(rows) for table, rows in paper.tables.items()}
    losses = [f"{column} {row[column]}" for column in made.unused if row.get(column, "").casefold() not in BLANK]
    for table in FILLED:
        for template in mapping.get(table, []):
            _fill(tables, losses, sheet, line, row, table, template)
    made.papers[name] = Made(
        name, paper.info, tables, [*paper.lines, line], [*paper.losses, *(f"line {line}: {loss}" for loss in losses)]
    )
    for template in mapping.get("sets", []):
        cells = _cells(template, row) | {"paper": name}
        if cells not in made.sets:
            made.sets.append(cells)


def _fill(
    tables: dict[str, list[dict[str, str]]],
    losses: list[str],
    sheet: Sheet,
    line: int,
    row: dict[str, str],
    table: str,
    template: Mapping[str, Any],
) -> None:
    """One line of one table, unless what it is about is blank."""
    cells = _cells(template, row)
    if table in NEEDED and not any(cells.get(name) for name in NEEDED[table]):
        losses.append(f"no {' or '.join(NEEDED[table])} for {table} of {cells.get('group', '')}")
        return
    cells["source"] = sheet.place(line, list(dict.fromkeys(columns_named(dict(template)))))
    own = tables.setdefault(table, [])
    twin = next((one for one in own if table == "groups" and one["group"] == cells["group"]), None)
    if twin is None:
        own.append(cells)
    elif {**twin, "source": ""} != {**cells, "source": ""}:
        raise SheetError(f"the group {cells['group']} of this paper stands in another line with other cells")


def _cells(template: Mapping[str, Any], row: dict[str, str]) -> dict[str, str]:
    cells = {name: filled(text, row) for name, text in template.items()}
    return {name: slug(text) if name in IDS and name != "against" else text for name, text in cells.items()}


def filled(text: Any, row: Mapping[str, str]) -> str:
    """What a text of the map says for one line: `$xi` is the cell of the column xi, `${two words}` of one with spaces,
    `$a + $b` their sum, `$low..$high` a count known as a range from 0, anything else itself."""
    said = "" if text is None else str(text)
    if _SUM.fullmatch(said):
        numbers = [_cell(row, name) for name in columns_named(said)]
        if not all(number.isdigit() for number in numbers):
            return ""
        return str(sum(map(int, numbers)))
    if _RANGE.fullmatch(said):
        low, high = (_cell(row, name) for name in columns_named(said))
        if low == high:
            return low
        if low != "0":
            raise SheetError(f"a count of {low} to {high}: only a range from 0 can be entered, as <={high}")
        return f"<={high}"
    return _COLUMN.sub(lambda found: _cell(row, found[1] or found[2]), said).strip()


def _cell(row: Mapping[str, str], name: str) -> str:
    cell = row.get(name, "")
    return "" if cell.casefold() in BLANK else cell


def slug(text: str) -> str:
    """An id from a text: small letters, digits and _ alone."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60]


def _name(made: Import, text: str, *, shared: bool) -> str:
    """The folder of a paper; of two lines with one author and year, the second has a b."""
    base = slug(text).replace("_", "")[:36]
    if base[:1].isdigit():
        base = f"study{base}"
    for letter in ("", *(chr(code) for code in range(ord("b"), ord("z") + 1))):
        name = base + letter
        if shared or name not in made.papers:
            try:
                return paper_name(name)
            except CellError:
                raise SheetError(f"{text!r} gives no name of a folder") from None
    raise SheetError(f"more than 25 papers would be called {base}")


def _info(name: str, about: Mapping[str, str]) -> dict[str, str]:
    """paper.yaml with what the sheet says, and for its required keys what can be said without it."""
    author = about.get("first_author", "") or name
    title = f"{author} {about.get('year', '')} (the title is not in the sheet)"
    given = {"source_kind": "other", "trial": name, "title": title, "first_author": author, "year": ""}
    return {**given, **{key: text for key, text in about.items() if text}}

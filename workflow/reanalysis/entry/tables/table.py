"""A grid to rows: every cell through its grammar, all problems of all rows at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args

from pydantic import ValidationError

from reanalysis.entry.cells.meant import Meant, meant_in_row
from reanalysis.entry.cells.problem import cell_problem, field_of
from reanalysis.entry.characters import PLACEHOLDERS, invisible
from reanalysis.entry.grid import Grid
from reanalysis.entry.messages import ENOUGH_PROBLEMS, Place, Problem
from reanalysis.entry.tables.header import find_header, read_header
from reanalysis.entry.tables.odd_rows import Shape, odd_row
from reanalysis.model.cells import MAX_CELL, Identifier, name_of
from reanalysis.model.config import Vocabulary
from reanalysis.model.finding import place_of
from reanalysis.model.rows import AnyRow, Row
from reanalysis.model.store import cells_of, row_of

_PLACEHOLDER_IDS = frozenset({"na", "nan", "none", "null", "nil", "nr", "tbd"})
_SUSPECT = _PLACEHOLDER_IDS | PLACEHOLDERS
_SHORT = 100
_COMPARED_TEXT = ("patient", "category", "against", "stated", "expression")


@dataclass
class Table:
    """A table that was read: its rows as models, and where each of its cells stands."""

    grid: Grid
    model: type[Row]
    columns: dict[str, int] = field(default_factory=dict)
    data: list[tuple[int, list[str]]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def of(self, model: type[AnyRow]) -> list[AnyRow]:
        """The rows, where they are of this model."""
        return [row for row in self.rows if isinstance(row, model)]

    def place(self, row: Row, column: str = "") -> Place:
        """Where a cell of a row stands."""
        return self.grid.place(int(place_of(row.ref)[1]), self.columns.get(column, -1), column)

    def problem(
        self, row: Row, column: str, code: str, *texts: str, severity: str = "error", entered: str | None = None
    ) -> Problem:
        """A problem with a cell of a row; `texts` are what is wrong, what is expected and the cure."""
        wrong, expected, cure = texts
        text = cells_of(row)[column] if entered is None else entered
        return Problem(
            place=self.place(row, column),
            code=code,
            wrong=wrong,
            entered=text,
            expected=expected,
            cure=cure,
            severity=severity,
        )

    def texts(self, column: str) -> list[str]:
        """The texts of a column in all rows, also in those that could not be read."""
        position = self.columns.get(column)
        return (
            [] if position is None else [cells[position].strip(" ") for _, cells in self.data if position < len(cells)]
        )


def read_table(grid: Grid, model: type[Row], names: Vocabulary | None = None) -> tuple[Table, list[Problem]]:
    """Rows of a table and everything that is wrong with it, except what only shows beside other tables.

    With `names`, outcomes, endpoints, scales and categories are known by their labels and aliases as well.
    """
    table = Table(grid, model)
    index, problems = find_header(grid, model)
    if index < 0:
        return table, problems
    table.columns, more = read_header(grid, index, model)
    problems += more
    table.data = _without_blank_end(grid.rows[index + 1 :])
    shape = Shape(grid, table.columns, grid.rows[index][1], len(table.data))
    if not table.data:
        problems.append(
            Problem(
                place=grid.place(grid.rows[index][0]),
                code="E-EMPTY",
                wrong="a header and 0 rows",
                expected="at least one row",
                cure="fill the table in, or delete it if the paper does not need it",
            )
        )
    for number, cells in table.data:
        if len(problems) > ENOUGH_PROBLEMS:
            break
        if number in grid.reported_rows:
            continue
        odd = odd_row(shape, number, cells)
        if odd:
            problems.append(odd)
        else:
            problems += _read_row(table, number, cells, names)
    problems += _trimmed(table, grid.rows[index])
    return table, problems


def _without_blank_end(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    end = len(rows)
    while end and not any(cell.strip() for cell in rows[end - 1][1]):
        end -= 1
    return rows[:end]


def _read_row(table: Table, number: int, cells: list[str], names: Vocabulary | None) -> list[Problem]:
    """Read one row; give back what is wrong with its cells, and what was read as something else."""
    texts = {column: cells[position].strip(" ") for column, position in table.columns.items()}
    problems = _text_problems(table, number, texts)
    reported = {column for column, position in table.columns.items() if (number, position) in table.grid.reported_cells}
    reported |= {problem.place.column for problem in problems}
    meant = {column: text for column, text in meant_in_row(table.model, texts, names).items() if column not in reported}
    for column, found in meant.items():
        if texts.get(column):
            problems.append(_read_as(table, number, column, texts[column], found))
    read = texts | {column: text.text for column, text in meant.items()}
    try:
        row = row_of(table.model, _with_kind(table.model, read, names) | {"ref": table.grid.place(number).ref})
        if not reported:
            table.rows.append(row)
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False):
            column = str(error["loc"][0])
            if column in texts and column not in reported:
                place = table.grid.place(number, table.columns[column], column)
                problems.append(cell_problem(place, texts[column], error, table.model))
    return problems


def _text_problems(table: Table, number: int, texts: dict[str, str]) -> list[Problem]:
    """What no cell may hold, for the cells that nothing was said of yet."""
    open_cells = (
        (column, text)
        for column, text in texts.items()
        if (number, table.columns[column]) not in table.grid.reported_cells
    )
    found = (_text_problem(table, number, column, text) for column, text in open_cells)
    return [problem for problem in found if problem]


def _read_as(table: Table, number: int, column: str, text: str, meant: Meant) -> Problem:
    """That a cell was read as something else than was typed: a note, a warning where a letter is wrong."""
    return Problem(
        place=table.grid.place(number, table.columns[column], column),
        code="N-READ" if meant.sure else "W-READ",
        severity="note" if meant.sure else "warning",
        wrong=f"read as {meant.text}",
        entered=text,
        cure=f"write {meant.text}",
    )


def _with_kind(model: type[Row], texts: dict[str, str], names: Vocabulary | None) -> dict[str, str]:
    """A blank kind is the one that the vocabulary gives the outcome or the scale."""
    if names is None or texts.get("kind") or "kind" not in model.model_fields:
        return texts
    known = names.outcomes.outcome(texts.get("outcome", "")) or names.scales.get(texts.get("scale", ""))
    return texts if known is None else texts | {"kind": known.kind}


def _text_problem(table: Table, number: int, column: str, text: str) -> Problem | None:
    """What no cell may hold, whatever its grammar."""
    if len(text) <= _SHORT and text.isascii() and text.isprintable() and text.casefold() not in _SUSPECT:
        return None  # nearly every cell: nothing below concerns it
    place = table.grid.place(number, table.columns[column], column)
    if len(text) > MAX_CELL:
        return Problem(
            place=place,
            code="E-LONG",
            wrong=f"a cell of {len(text):,} characters",
            entered=text,
            expected=f"at most {MAX_CELL:,} characters",
            cure="shorten it, or keep the long text outside the tables",
        )
    for character in "\n\r\t":
        if character in text:
            what = "a tab" if character == chr(9) else "a line break"
            return Problem(
                place=place,
                code="E-CHAR" if character == "\t" else "E-NEWLINE",
                wrong=f"{what} (U+{ord(character):04X}) at position {text.index(character) + 1}",
                entered=text,
                expected="one line of text without tabs",
                cure="replace it with a space",
            )
    hidden = invisible(text) if column in _COMPARED_TEXT else None
    if hidden:
        return Problem(
            place=place,
            code="E-CHAR",
            wrong=f"{name_of(hidden[1])} at position {hidden[0]}",
            entered=text,
            expected="characters that can be seen",
            cure="delete it, or type an ordinary space",
        )
    return _no_value(table.model, column, text, place)


def _no_value(model: type[Row], column: str, text: str, place: Place) -> Problem | None:
    """A word that stands for no id, or for no source."""
    field = field_of(model, column)
    if text in _PLACEHOLDER_IDS and field is not None and Identifier in get_args(field.annotation):
        return Problem(
            place=place,
            code="E-BLANK",
            wrong="a word that stands for no value",
            entered=text,
            expected="an id, or a blank cell",
            cure="leave the cell blank if there is none",
        )
    if column == "source" and model.model_fields["source"].is_required() and text.casefold() in _SUSPECT:
        return Problem(
            place=place,
            code="E-BLANK",
            wrong="a word that stands for no source",
            entered=text,
            expected="where in the paper the number stands: Table 2; Abstract, results",
            cure="look it up; no number is used without a source",
        )
    return None


def _trimmed(table: Table, header: tuple[int, list[str]]) -> list[Problem]:
    """One note for a table whose cells have spaces around them; its header is one of the rows."""
    where = [number for number, cells in (header, *table.data) if any(cell != cell.strip(" ") for cell in cells)]
    if not where:
        return []
    return [
        Problem(
            place=table.grid.place(where[0]),
            code="N-SPACE",
            severity="note",
            wrong=f"spaces around cells were left out in {len(where)} row{'s' * (len(where) > 1)}, first here",
        )
    ]

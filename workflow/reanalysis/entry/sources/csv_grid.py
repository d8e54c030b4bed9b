"""CSV text to a grid. Each physical line is one record, so row numbers are those of the editor and no quote eats the
rows below."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

from reanalysis.entry.characters import forbidden
from reanalysis.entry.grid import MOST_COLUMNS, Grid
from reanalysis.entry.messages import MOST_PROBLEMS, Problem, shown
from reanalysis.entry.sources.decode import decode, other_file

_DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}
_QUOTED = re.compile(r'"[^"]*"?')
_LONGEST_RECORD = 20
_LONGEST_LINE = 100_000
_BLANKS = b",;\r\n\t "
_LONGEST_BLANK_END = 100_000  # behind the last row; there is nothing in it
_MOST_COMMAS = 10 * MOST_COLUMNS


def read_csv(data: bytes, grid: Grid, columns: list[str]) -> list[Problem]:
    """Fill a grid from the bytes of a CSV file; `columns` are the table's, to recognise another delimiter."""
    first, _, _ = data.partition(b"\n")
    kept = data.rstrip(_BLANKS)
    refused = other_file(data, grid.place()) or grid.too_many(kept.count(b"\n") + 1, first.count(b",") + 1)
    if refused:
        return [refused]
    decoded = decode(data[: len(kept) + _LONGEST_BLANK_END] if kept else b"", grid.place())
    problems = [_with_column(problem, decoded.lines) for problem in decoded.problems]
    grid.reported_rows |= decoded.reported
    if decoded.lines and decoded.lines[0].lower().startswith("sep="):
        problems.append(
            Problem(
                place=grid.place(1),
                code="E-DELIM",
                wrong="line 1 is an instruction for spreadsheets",
                entered=decoded.lines[0],
                expected="the header in line 1, and columns separated by commas",
                cure="delete the line; save the file as comma-separated CSV in UTF-8",
            )
        )
        return problems
    delimiter = _other_delimiter(decoded.lines, columns)
    if delimiter:
        problems.append(
            Problem(
                place=grid.place(1),
                code="E-DELIM",
                wrong=f"the columns are separated by {_DELIMITERS[delimiter]}, found {delimiter!r}",
                entered=decoded.lines[0],
                expected="columns separated by commas",
                cure="save the file as comma-separated CSV in UTF-8",
            )
        )
        return problems
    number = 1
    while number <= len(decoded.lines):
        number += _read_record(number, decoded.lines, grid, problems)
    return problems


def _with_column(problem: Problem, lines: list[str]) -> Problem:
    """A problem with a character of a line, with the column that it stands in."""
    row = problem.place.row
    if row < 2 or row > len(lines):
        return problem
    line, names = lines[row - 1], lines[0].split(",")
    position = next((place for place, _ in forbidden(line)), line.find("\r") + 1)
    column = _QUOTED.sub("", line[: max(position - 1, 0)]).count(",")
    if not position or column >= len(names):
        return problem
    return replace(
        problem, place=replace(problem.place, position=column, column=shown(names[column].strip(' "'))[1:-1])
    )


def _other_delimiter(lines: list[str], columns: list[str]) -> str:
    header = lines[0] if lines else ""
    known = {
        name: sum(cell.strip(' "').casefold() in columns for cell in header.split(name)) for name in (",", *_DELIMITERS)
    }
    best = max(_DELIMITERS, key=lambda name: known[name])
    return best if known[best] > known[","] else ""


def _read_record(number: int, lines: list[str], grid: Grid, problems: list[Problem]) -> int:
    """Read the record that starts on a line; give back how many lines it takes."""
    if lines[number - 1].count(",") > _MOST_COMMAS:
        problems.append(
            Problem(
                place=grid.place(number),
                code="E-COLS",
                wrong=f"the row has {lines[number - 1].count(',') + 1:,} cells",
                entered=lines[number - 1][:200],
                expected=f"at most {MOST_COLUMNS} cells",
                cure="delete the commas that separate nothing",
            )
        )
        grid.reported_rows.add(number)
        grid.rows.append((number, ["..."]))
        return 1
    cells = _parse(lines[number - 1])
    if cells is not None:
        grid.rows.append((number, cells))
        return 1
    length = _lines_of_record(number, lines, len(grid.rows[0][1])) if grid.rows and len(problems) < MOST_PROBLEMS else 0
    grid.reported_rows.add(number)
    if length:
        problems.append(
            Problem(
                place=grid.place(number),
                code="E-NEWLINE",
                wrong=f"a line break inside a cell: the row goes on to line {number + length - 1}",
                entered="\n".join(lines[number - 1 : number - 1 + length]),
                expected="one line for each row",
                cure="replace the line break with a space",
            )
        )
    else:
        problems.append(
            Problem(
                place=grid.place(number),
                code="E-QUOTE",
                wrong="the quotation marks of this line do not match",
                entered=lines[number - 1],
                expected='a cell with a comma as "a, b", a quotation mark inside it doubled',
                cure="close the quotation mark, or delete it",
            )
        )
    grid.rows.append((number, lines[number - 1].split(",")))
    return max(length, 1)


def _parse(line: str) -> list[str] | None:
    """The cells of one line, None if its quotation marks do not match."""
    if '"' not in line or len(line) > _LONGEST_LINE:  # csv refuses very long cells; their length is reported later
        return line.split(",") if line else []
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        return None


def _lines_of_record(number: int, lines: list[str], width: int) -> int:
    """How many lines a record with a line break in a cell takes; 0 if closing the quote further down does not give a
    whole row."""
    for length in range(2, _LONGEST_RECORD + 1):
        part = lines[number - 1 : number - 1 + length]
        if len(part) < length:
            return 0
        try:
            cells = next(csv.reader([line + "\n" for line in part], strict=True))
        except csv.Error:
            continue
        return length if len(cells) == width and sum(cell.count("\n") for cell in cells) == length - 1 else 0
    return 0

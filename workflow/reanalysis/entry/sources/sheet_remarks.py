"""What a sheet says besides the values of its cells: what is hidden, merged, commented or coloured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from reanalysis.entry.grid import MOST_COLUMNS, MOST_ROWS, Grid
from reanalysis.entry.messages import Problem, letters


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds more than spaces."""
    return cell.value is not None and str(cell.value).strip() != ""


def sheet_remarks(sheet: Worksheet, grid: Grid) -> list[Problem]:
    """Problems of the sheet as a whole; the cells of merged ranges are marked as reported."""
    problems = list(_what_is_hidden(sheet, grid))
    for area in sorted(sheet.merged_cells.ranges, key=lambda area: (area.min_row, area.min_col)):
        problems.append(
            Problem(
                place=grid.place(area.min_row, area.min_col - 1),
                code="E-XLMERGED",
                wrong=f"the cells {area} are merged",
                expected="one value in each cell",
                cure="unmerge them and fill in every cell",
            )
        )
        rows_of, columns_of = (
            range(area.min_row, min(area.max_row, MOST_ROWS) + 1),
            range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1),
        )
        grid.reported_cells |= {(row, column - 1) for row in rows_of for column in columns_of}
    return problems


def _what_is_hidden(sheet: Worksheet, grid: Grid) -> Iterator[Problem]:
    """The sheet, its rows and its columns, as far as they hold anything."""
    filled = {place for place, cell in sheet._cells.items() if is_filled(cell)}
    if sheet.sheet_state != "visible":
        unlisted = " so that the spreadsheet does not list it" if sheet.sheet_state == "veryHidden" else ""
        yield _hidden(grid, f"the sheet is hidden{unlisted}")
    known = {row for row, _ in filled if row in sheet.row_dimensions}
    rows = sorted(row for row in known if _is_hidden(sheet.row_dimensions[row], "height"))
    if rows:
        yield _hidden(grid, f"hidden: row{'s' * (len(rows) > 1)} {spans(rows)}", row=rows[0])
    columns = sorted({column for _, column in filled if _is_hidden_column(sheet, column)})
    if columns:
        named = ", ".join(letters(column - 1) for column in columns)
        wrong = f"hidden: column{'s' * (len(columns) > 1)} {named}"
        yield _hidden(grid, wrong, row=1, position=columns[0] - 1)


def _hidden(grid: Grid, wrong: str, *, row: int = 0, position: int = -1) -> Problem:
    return Problem(
        place=grid.place(row, position),
        code="W-XLHIDDEN",
        severity="warning",
        wrong=f"{wrong}; the values are used",
        cure="show what is hidden and look at it, or delete it",
    )


def _is_hidden(dimension: Any, size: str) -> bool:
    return bool(dimension.hidden) or getattr(dimension, size, None) == 0


def _is_hidden_column(sheet: Worksheet, column: int) -> bool:
    found = (
        dimension
        for dimension in sheet.column_dimensions.values()
        if dimension.min and dimension.min <= column <= dimension.max
    )
    return any(_is_hidden(dimension, "width") for dimension in found)


def spans(numbers: Iterable[int]) -> str:
    """`2, 5 to 9`."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in found)

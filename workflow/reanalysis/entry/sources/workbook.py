"""An .xlsx workbook to grids: one sheet for each table, values only. Whatever a spreadsheet may have changed by itself
is named."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from reanalysis.entry.blank.untouched import is_explanation, is_lists, is_untouched
from reanalysis.entry.grid import MOST_ROWS, Grid
from reanalysis.entry.messages import Place, Problem, one_of, shown
from reanalysis.entry.sources.archive import refuse_archive
from reanalysis.entry.sources.files import read_bytes
from reanalysis.entry.sources.sheet_cell import cell_remarks, cell_text
from reanalysis.entry.sources.sheet_remarks import is_filled, sheet_remarks
from reanalysis.model.rows import TABLES


def read_workbook(path: Path, paper: str, folder: str = "") -> tuple[dict[str, Grid], list[Problem]]:
    """The tables of a workbook as text, and what is wrong with its sheets and cells; `folder` is the one it stands in,
    as messages name it."""
    file = f"{folder or paper}/{path.name}"
    place = Place(paper=paper, file=file)
    data, problem = read_bytes(path, place)
    problem = problem or refuse_archive(data, place)
    if problem:
        return {}, [problem]
    try:
        formulas = _opened(data, data_only=False)
        values = _opened(data, data_only=True) if _has_formulas(formulas) else formulas
        return _read_sheets(formulas, values, paper, file)
    except (
        Exception
    ):  # a damaged part raises whatever its parser meets, some of them only when a cell or a style is looked at
        return {}, [
            Problem(
                place=place,
                code="E-WORKBOOK",
                wrong="the workbook cannot be read",
                expected="an .xlsx workbook with a sheet for each table",
                cure="open it in a spreadsheet and save it again as .xlsx",
            )
        ]


def _opened(data: bytes, *, data_only: bool) -> Workbook:
    """The workbook with its formulas, or with the values that were stored beside them. Formats within a text are kept:
    a raised 2 is no 2."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about what it leaves out, such as drop-down lists
        return load_workbook(io.BytesIO(data), data_only=data_only, rich_text=not data_only)


def _has_formulas(workbook: Workbook) -> bool:
    return any(cell.data_type == "f" for sheet in workbook.worksheets for cell in sheet._cells.values())


def _read_sheets(formulas: Workbook, values: Workbook, paper: str, file: str) -> tuple[dict[str, Grid], list[Problem]]:
    grids: dict[str, Grid] = {}
    problems: list[Problem] = []
    unused: list[str] = []
    for name in formulas.sheetnames:
        sheet = formulas[name]
        grid = Grid(paper, name if name in TABLES else "", file, shown(name)[1:-1])
        is_sheet = isinstance(sheet, Worksheet)
        if is_sheet and is_lists(sheet):
            continue
        if not is_sheet or name not in TABLES:
            problems += _unknown_sheet(sheet, grid)
            continue
        problems += sheet_remarks(sheet, grid)
        more = _fill(grid, sheet, values[name])
        problems += more
        if name != "groups" and not more and is_untouched(grid):
            unused.append(name)
        elif grid.rows or not more:
            grids[name] = grid
    if unused:
        problems.append(
            Problem(
                place=Place(paper=paper, file=file),
                code="N-UNUSED",
                severity="note",
                wrong=f"nothing was typed into {', '.join(unused)}, so the paper does not need these tables",
            )
        )
    if "groups" not in formulas.sheetnames:
        problems.append(
            Problem(
                place=Place(paper=paper, file=file, table="groups", sheet="groups"),
                code="E-MISSING",
                wrong="the sheet is missing",
                expected="a sheet groups with a row for each group of patients",
                cure="add it",
            )
        )
    return grids, problems


def _unknown_sheet(sheet: Any, grid: Grid) -> list[Problem]:
    """A sheet that is no table: an error unless there is nothing on it."""
    if isinstance(sheet, Worksheet) and not any(is_filled(cell) for cell in sheet._cells.values()):
        return [Problem(place=grid.place(), code="N-IGNORED", severity="note", wrong="an empty sheet was ignored")]
    hidden = " (hidden)" if sheet.sheet_state != "visible" else ""
    return [
        Problem(
            place=grid.place(),
            code="E-SHEET",
            wrong=f"a sheet{hidden} that is no table",
            entered=sheet.title,
            expected=f"sheets named {', '.join(TABLES)}",
            cure=one_of(sheet.title, TABLES, "delete it, or keep it in a workbook outside of data/raw").replace(
                "write", "rename it to"
            ),
        )
    ]


def _header(filled: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Row and last column of the header: the first row that has more than one cell, which a title has not."""
    columns: dict[int, list[int]] = {}
    for row, column in filled:
        columns.setdefault(row, []).append(column)
    row = next((row for row, found in sorted(columns.items()) if len(found) > 1), min(columns))
    return row, max(columns[row])


def _fill(grid: Grid, sheet: Worksheet, values: Worksheet) -> list[Problem]:
    """The text of every cell of the table; only cells that exist are visited, however far away one of them is."""
    filled = {place: cell for place, cell in sorted(sheet._cells.items()) if is_filled(cell)}
    header, width = _header(filled) if filled else (0, 0)
    names = {column: shown(str(cell.value).strip())[1:-1] for (row, column), cell in filled.items() if row == header}
    problems = _remarks_of_cells(sheet, grid, names, header)
    if not filled:
        return problems
    refused = grid.too_many(0, width)
    if refused:
        return [refused]
    from_1904 = sheet.parent.epoch == CALENDAR_MAC_1904
    rows: dict[int, list[str]] = {}
    for (row, column), cell in filled.items():
        place = grid.place(row, column - 1, names.get(column, "") if row > header else "")
        if column > width or row > MOST_ROWS + 1:
            problems.append(_outside(cell, place))
            continue
        text, wrong = cell_text(cell, values.cell(row, column).value, place, from_1904=from_1904)
        rows.setdefault(row, [""] * width)[column - 1] = text
        if wrong:
            problems.append(wrong)
            if wrong.severity == "error":
                grid.reported_cells.add((row, column - 1))
    grid.rows = _with_gaps(rows, width)
    return problems


def _outside(cell: Cell, place: Place) -> Problem:
    return Problem(
        place=place,
        code="W-XLSTRAY",
        severity="warning",
        wrong="a cell outside of the table was not read",
        entered=str(cell.value),
        cure="delete it, or put it into a column of the table",
    )


def _with_gaps(rows: dict[int, list[str]], width: int) -> list[tuple[int, list[str]]]:
    """The rows in order, with one blank row for each gap between them."""
    gaps = [row for row in range(1, max(rows)) if row not in rows and (row == 1 or row - 1 in rows)]
    return sorted([*rows.items(), *((row, [""] * width) for row in gaps)])


def _remarks_of_cells(sheet: Worksheet, grid: Grid, names: dict[int, str], header: int) -> list[Problem]:
    """What cells say besides their values, in order."""
    problems: list[Problem] = []
    for _, cell in sorted(sheet._cells.items()):
        problems += _remarks(cell, grid, names.get(cell.column, "") if cell.row > header else "")
    return problems


def _remarks(cell: Cell, grid: Grid, column: str) -> list[Problem]:
    if cell.comment is not None and is_explanation(grid.table, cell):
        return []
    return cell_remarks(cell, grid.place(cell.row, cell.column - 1, column))

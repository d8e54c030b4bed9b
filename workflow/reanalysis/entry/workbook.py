"""An .xlsx workbook to grids: one sheet for each table, values only. Whatever a spreadsheet may have changed by itself is named."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reanalysis.entry.archive import refuse_archive
from reanalysis.entry.files import read_bytes
from reanalysis.entry.grid import Grid
from reanalysis.entry.messages import Place, Problem, letters, one_of, shown
from reanalysis.entry.sheet_cell import cell_remarks, cell_text
from reanalysis.entry.untouched import is_explanation, is_lists, is_untouched
from reanalysis.model.rows import TABLES

_MOST_ROWS, _MOST_COLUMNS = 100_000, 200


def read_workbook(path: Path, paper: str, folder: str = "") -> tuple[dict[str, Grid], list[Problem]]:
    """The tables of a workbook as text, and what is wrong with its sheets and cells; `folder` is the one it stands in, as messages name it."""
    file = f"{folder or paper}/{path.name}"
    place = Place(paper=paper, file=file)
    data, problem = read_bytes(path, place)
    problem = problem or refuse_archive(data, place)
    if problem:
        return {}, [problem]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about what it leaves out, such as drop-down lists
            formulas = load_workbook(io.BytesIO(data))
            values = load_workbook(io.BytesIO(data), data_only=True)
    except Exception:  # a damaged part raises whatever the parser met
        return {}, [Problem(place=place, code="E-WORKBOOK", wrong="the workbook cannot be read", expected="an .xlsx workbook with a sheet for each table", cure="open it in a spreadsheet and save it again as .xlsx")]
    return _read_sheets(formulas, values, paper, file)


def _read_sheets(formulas, values, paper: str, file: str) -> tuple[dict[str, Grid], list[Problem]]:
    grids: dict[str, Grid] = {}
    problems: list[Problem] = []
    unused: list[str] = []
    for name in formulas.sheetnames:
        sheet = formulas[name]
        grid = Grid(paper, name if name in TABLES else "", file, shown(name)[1:-1])
        if is_lists(sheet):
            continue
        if name not in TABLES:
            problems += _unknown_sheet(sheet, grid)
            continue
        problems += _sheet_remarks(sheet, grid)
        more = _fill(grid, sheet, values[name])
        problems += more
        if name != "groups" and not more and is_untouched(grid):
            unused.append(name)
        elif grid.rows or not more:
            grids[name] = grid
    if unused:
        problems.append(Problem(place=Place(paper=paper, file=file), code="N-UNUSED", severity="note", wrong=f"nothing was typed into {', '.join(unused)}, so the paper does not need these tables"))
    if "groups" not in formulas.sheetnames:
        problems.append(Problem(place=Place(paper=paper, file=file, table="groups", sheet="groups"), code="E-MISSING", wrong="the sheet is missing", expected="a sheet groups with a row for each group of patients", cure="add it"))
    return grids, problems


def _unknown_sheet(sheet, grid: Grid) -> list[Problem]:
    """A sheet that is no table: an error unless there is nothing on it."""
    if isinstance(sheet, Worksheet) and not any(_is_filled(cell) for cell in sheet._cells.values()):
        return [Problem(place=grid.place(), code="N-IGNORED", severity="note", wrong="an empty sheet was ignored")]
    hidden = " (hidden)" if sheet.sheet_state != "visible" else ""
    return [Problem(place=grid.place(), code="E-SHEET", wrong=f"a sheet{hidden} that is no table", entered=sheet.title, expected=f"sheets named {', '.join(TABLES)}", cure=one_of(sheet.title, TABLES, "delete it, or keep it in a workbook outside of data/raw").replace("write", "rename it to"))]


def _sheet_remarks(sheet: Worksheet, grid: Grid) -> list[Problem]:
    """What is hidden or merged."""
    problems = []
    if sheet.sheet_state != "visible":
        problems.append(Problem(place=grid.place(), code="W-XLHIDDEN", severity="warning", wrong="the sheet is hidden; its values are used", cure="show it, or delete it"))
    filled = {row for (row, _), cell in sheet._cells.items() if _is_filled(cell)}
    for row in sorted(filled):
        if row in sheet.row_dimensions and sheet.row_dimensions[row].hidden:
            problems.append(Problem(place=grid.place(row), code="W-XLHIDDEN", severity="warning", wrong="the row is hidden; its values are used", cure="show it, or delete it"))
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min:
            name = letters(dimension.min - 1)
            problems.append(Problem(place=grid.place(1, dimension.min - 1), code="W-XLHIDDEN", severity="warning", wrong=f"column {name} is hidden (to {letters(dimension.max - 1)}); its values are used", cure="show it, or delete it"))
    for area in sorted(sheet.merged_cells.ranges, key=str):
        problems.append(Problem(place=grid.place(area.min_row, area.min_col - 1), code="E-XLMERGED", wrong=f"the cells {area} are merged", expected="one value in each cell", cure="unmerge them and fill in every cell"))
        grid.reported_cells |= {(row, column - 1) for row in range(area.min_row, min(area.max_row, _MOST_ROWS) + 1) for column in range(area.min_col, min(area.max_col, _MOST_COLUMNS) + 1)}
    return problems


def _is_filled(cell) -> bool:
    return cell.value is not None and str(cell.value).strip() != ""


def _width(filled: Iterable[tuple[int, int]]) -> int:
    """Columns of the table: up to the last cell of the first row that has more than one, which a title has not."""
    columns: dict[int, list[int]] = {}
    for row, column in filled:
        columns.setdefault(row, []).append(column)
    header = next((found for _, found in sorted(columns.items()) if len(found) > 1), columns[min(columns)])
    return min(max(header), _MOST_COLUMNS)


def _fill(grid: Grid, sheet: Worksheet, values: Worksheet) -> list[Problem]:
    """The text of every cell of the table; only cells that exist are visited, however far away one of them is."""
    filled = {place: cell for place, cell in sorted(sheet._cells.items()) if _is_filled(cell)}
    if not filled:
        return []
    problems: list[Problem] = []
    width = _width(filled)
    rows: dict[int, list[str]] = {}
    for (row, column), cell in filled.items():
        place = grid.place(row, column - 1)
        if column > width or row > _MOST_ROWS:
            problems.append(Problem(place=place, code="W-XLSTRAY", severity="warning", wrong="a cell outside of the table was not read", entered=str(cell.value), cure="delete it, or put it into a column of the table"))
            continue
        text, wrong = cell_text(cell, values.cell(row, column).value, place)
        problems += [] if cell.comment is not None and is_explanation(grid.table, cell) else cell_remarks(cell, place)
        if wrong:
            problems.append(wrong)
            grid.reported_cells.add((row, column - 1))
        rows.setdefault(row, [""] * width)[column - 1] = text
    last = max(rows)
    gaps = [row for row in range(1, last) if row not in rows and (row == 1 or row - 1 in rows)]
    grid.rows = sorted([*rows.items(), *((row, [""] * width) for row in gaps)])
    return problems

"""What of a workbook made from the template nobody has touched: its sheet of lists, its explanations, tables left as
they were.

A table that still holds the example row alone and cell for cell is one that the paper does not need: nobody typed
anything, so nothing is lost, and nobody has to delete ten sheets. With any other row, or any cell changed, the example
row is refused as elsewhere.
"""

from __future__ import annotations

from typing import Any

from reanalysis.entry.blank.templates import example_row, explained
from reanalysis.entry.grid import Grid
from reanalysis.model.rows import TABLES, columns_of

LISTS = "lists"
LISTS_MARK = "The lists behind the drop-downs of the other sheets. Nothing on this sheet is read as data."


def is_lists(sheet: Any) -> bool:
    """Whether a sheet is the template's sheet of lists."""
    return bool(sheet.title == LISTS and sheet["A1"].value == LISTS_MARK)


def is_untouched(grid: Grid) -> bool:
    """Whether a sheet holds what the template wrote, and nothing else."""
    if len(grid.rows) != 2 or grid.table not in TABLES:
        return False
    (_, header), (_, cells) = grid.rows
    typed = dict(zip(header, cells, strict=False))
    return header == list(columns_of(TABLES[grid.table])) and typed == example_row(grid.table)


def is_explanation(table: str, cell: Any) -> bool:
    """Whether a header's comment is the one that the template wrote."""
    name = str(cell.value)
    if cell.row != 1 or table not in TABLES or name not in columns_of(TABLES[table]):
        return False
    return " ".join(explained(TABLES[table], name)) in " ".join(cell.comment.text.split())

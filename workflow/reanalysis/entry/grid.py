"""A table as text, whatever it came from: rows of cells with the row numbers that an editor or a spreadsheet shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from reanalysis.entry.messages import Place


@dataclass
class Grid:
    """Rows of text cells, the header first.

    `reported_rows` and `reported_cells` (row, position) hold what a problem was already reported for: nothing further is said there.
    """

    paper: str
    table: str
    file: str
    sheet: str = ""
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    reported_rows: set[int] = field(default_factory=set)
    reported_cells: set[tuple[int, int]] = field(default_factory=set)

    def place(self, row: int = 0, position: int = -1, column: str = "") -> Place:
        """A place in this table."""
        return Place(paper=self.paper, file=self.file, table=self.table, sheet=self.sheet, row=row, position=position, column=column)

"""A table as text, whatever it came from: rows of cells with the row numbers that an editor or a spreadsheet shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from reanalysis.entry.messages import Place, Problem

MOST_ROWS = 10_000  # of one table; the largest published curve has a few thousand points
MOST_COLUMNS = 200


@dataclass
class Grid:
    """Rows of text cells, the header first.

    `reported_rows` and `reported_cells` (row, position) hold what a problem was already reported for: nothing further
    is said there.
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
        return Place(
            paper=self.paper,
            file=self.file,
            table=self.table,
            sheet=self.sheet,
            row=row,
            position=position,
            column=column,
        )

    def too_many(self, rows: int, columns: int) -> Problem | None:
        """Why a table of this size is not read: what is typed by hand is smaller, and everybody waits for what is
        not."""
        cure = "is this another file? A paper's table holds what the paper prints; thin a digitised curve out"
        if rows > MOST_ROWS + 1:
            return Problem(
                place=self.place(MOST_ROWS + 2),
                code="E-ROWS",
                wrong=f"the table has {rows:,} rows and was not read",
                expected=f"at most {MOST_ROWS:,} rows below the header",
                cure=cure,
            )
        if columns > MOST_COLUMNS:
            return Problem(
                place=self.place(1),
                code="E-ROWS",
                wrong=f"the table has {columns:,} columns and was not read",
                expected=f"at most {MOST_COLUMNS} columns",
                cure="is this another file? Delete what is not a column of the table",
            )
        return None

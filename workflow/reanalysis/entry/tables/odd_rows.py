"""Rows that are no data: blank lines, remarks, totals, a second header, example rows, rows with more or fewer cells
than the header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from reanalysis.entry.blank.templates import is_example
from reanalysis.entry.grid import Grid
from reanalysis.entry.messages import Problem

TOTALS = frozenset(
    {"total", "totals", "subtotal", "sum", "sums", "overall", "all", "grand total", "all patients", "summe", "gesamt"}
)
_NO_TOTALS = "rows of data; totals are computed"
_NAMES_A_ROW = ("group", "outcome", "category", "patient")
_IDS = frozenset({"group", "outcome", "endpoint", "scale", "comparison", "claim", "set", "check"})
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
_CUT_NUMBER = re.compile(r"\s*[<>]?=?[0-9]+,[0-9]+[+%]?\s*")
_WORDS = re.compile(r"[A-Za-z]{2}.* |\w .*[A-Za-z]")
_RULE = re.compile(r"[-_=*.\s\u2010-\u2015\u2500-\u257f]*")


@dataclass(frozen=True)
class Shape:
    """What every row of a table should look like."""

    grid: Grid
    columns: dict[str, int]
    header: list[str]
    rows: int

    @property
    def width(self) -> int:
        """Cells in a row: names in the header, without commas at its end."""
        names = [bool(name.strip()) for name in self.header]
        return len(names) - names[::-1].index(True)

    def fits(self, cells: list[str]) -> bool:
        """Whether a row has as many cells as the header; blank ones at the end of both are no cells."""
        return self.width <= len(cells) <= len(self.header) and not any(cell.strip() for cell in cells[self.width :])

    def column_at(self, position: int) -> str:
        """The column at a position, blank if none."""
        return next((name for name, where in self.columns.items() if where == position), "")

    def text(self, column: str, cells: list[str]) -> str:
        position = self.columns.get(column, len(cells))
        return cells[position].strip() if position < len(cells) else ""

    def problem(self, number: int, cells: list[str], code: str, *texts: str, column: str = "") -> Problem:
        """A problem with a row, or with the cell that shows it; `texts` are what is wrong, what is expected and the
        cure."""
        wrong, expected, cure = texts
        place = self.grid.place(number, self.columns[column], column) if column else self.grid.place(number)
        return Problem(
            place=place,
            code=code,
            wrong=wrong,
            entered=cells[self.columns[column]] if column else ",".join(cells),
            expected=expected,
            cure=cure,
        )


def odd_row(shape: Shape, number: int, cells: list[str]) -> Problem | None:
    """What is wrong with a row as a whole."""
    return (
        _no_data(shape, number, cells)
        or _example(shape, number, cells)
        or _total(shape, number, cells)
        or _other_length(shape, number, cells)
    )


def _no_data(shape: Shape, number: int, cells: list[str]) -> Problem | None:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return shape.problem(
            number,
            cells,
            "E-BLANK-LINE",
            "a blank line between the rows",
            "rows without gaps (blank lines at the end are fine)",
            "delete the line, or fill it in",
        )
    if all(_RULE.fullmatch(text) for text in filled) and (len(filled) > 1 or len(filled[0]) > 3):
        return shape.problem(
            number, cells, "E-COMMENT", "a line of dashes between the rows", "data only", "delete the line"
        )
    if _is_comment(shape, cells, filled):
        return shape.problem(
            number,
            cells,
            "E-COMMENT",
            "a comment between the rows",
            "data only",
            "put it into the column note, or into notes of paper.yaml",
        )
    if _is_header(shape, cells, filled):
        return shape.problem(
            number,
            cells,
            "E-HEADER",
            "the header stands here again",
            "one header, in row 1",
            "delete the line; a table of other patients or outcomes goes into the same rows, with its group and "
            "outcome in each",
        )
    return None


def _is_comment(shape: Shape, cells: list[str], filled: list[str]) -> bool:
    """Whether a row is marked as a comment, or is one text where an id belongs."""
    first, alone = cells[0].strip(), len(filled) == 1
    if first.startswith("#") and (alone or shape.columns.get("patient") != 0):
        return True
    return bool(first) and alone and shape.column_at(0) in _IDS and not _IDENTIFIER.fullmatch(first)


def _is_header(shape: Shape, cells: list[str], filled: list[str]) -> bool:
    """Whether a row repeats the names of the columns."""
    # Either may be longer: a row of another length is told of elsewhere.
    beside = zip(cells, shape.header, strict=False)
    same = sum(bool(text.strip()) and text.strip().casefold() == name.strip().casefold() for text, name in beside)
    return same >= 3 and 2 * same > len(filled)


def _example(shape: Shape, number: int, cells: list[str]) -> Problem | None:
    if "source" not in shape.columns or not is_example(shape.text("source", cells)):
        return None
    whole = "sheet" if shape.grid.sheet else "file"
    cure = (
        "write over it, or delete it"
        if shape.rows > 1
        else f"write over it, or delete the {whole} if the paper does not need this table"
    )
    return shape.problem(
        number,
        cells,
        "E-EXAMPLE",
        "this is the example row: delete it",
        "rows with what the paper prints",
        cure,
        column="source",
    )


def _total(shape: Shape, number: int, cells: list[str]) -> Problem | None:
    """A row that is called a total, or that holds numbers under no name; a group may be called so if groups.csv
    declares it, which is checked with the groups."""
    for column in _NAMES_A_ROW:
        text = shape.text(column, cells).rstrip(":")
        if not shape.fits(cells) and shape.columns.get(column) != 0:
            continue  # its cells may stand under other names
        if text.casefold() in TOTALS and not (column == "group" and _may_be_declared(text)):
            return _called_total(shape, number, cells, column, text.casefold())
    naming = [column for column in _NAMES_A_ROW if column in shape.columns]
    unnamed = len(naming) > 1 and not any(shape.text(column, cells) for column in naming)
    if unnamed and shape.fits(cells) and any(cell.strip().isdigit() for cell in cells):
        wrong = f"numbers without {' and '.join(naming)}, as a row of totals has"
        cure = f"delete the row, or fill in {' and '.join(naming)}"
        return shape.problem(number, cells, "E-TOTAL", wrong, _NO_TOTALS, cure)
    return None


def _called_total(shape: Shape, number: int, cells: list[str], column: str, word: str) -> Problem:
    wrong, cure = "a row of totals", "delete the row; if it is a group of patients, declare it in groups.csv"
    if column == "group" and word.isalnum():
        wrong = "a row of totals, or a group in capitals"
        cure = f"write {word} if groups.csv declares such a group; if not, {cure}"
    return shape.problem(number, cells, "E-TOTAL", wrong, _NO_TOTALS, cure, column=column)


def _may_be_declared(text: str) -> bool:
    """Whether a group may be called so, which is checked with the groups; in capitals only the usual `All`."""
    return " " not in text and (text == text.casefold() or text.casefold() == "all")


def _may_hold_a_comma(cells: list[str]) -> bool:
    """Whether two cells beside each other may be one that was cut at its comma: digits and digits, or words and words.

    Of a row whose last cell is blank, deleting the comma at its end would then move every cell behind the cut into the
    next column.
    """
    return any(
        (after.startswith(" ") and after.strip())
        or _CUT_NUMBER.fullmatch(f"{before},{after}")
        or (_WORDS.search(before) and _WORDS.search(after))
        for before, after in pairwise(cells)
    )


def _other_length(shape: Shape, number: int, cells: list[str]) -> Problem | None:
    if shape.fits(cells):
        return None
    found, width = len(cells), shape.width
    more = "more" if found > width else "fewer"
    if any(mark in cell for cell in cells for mark in "\u201c\u201d\u201e'"):
        cure = 'a text with a comma needs straight quotation marks around it: "a, b"'
    elif found < width:
        cure = f"a row needs {width - 1} commas, also where cells are blank; add those that are missing"
    elif not any(cell.strip() for cell in cells[width:]):
        cure = f"delete the comma{'s' * (found - width > 1)} at the end of the line"
        if _may_hold_a_comma(cells):
            cure = (
                'look for a comma inside a number or a text first: write 12.5 and not 12,5, put "Table 2, row 3" '
                f"into quotation marks; if there is none, {cure}"
            )
    elif not cells[0].strip():
        cure = "delete the comma at the start of the line"
    else:
        cure = 'put a text with a comma into "quotation marks", write 12.5 and not 12,5 and 1234 and not 1,234'
    return shape.problem(
        number,
        cells,
        "E-COLS",
        f"the row has {found} cell{'s' * (found > 1)}, {more} than the {width} of the header",
        f"{width} cells",
        cure,
    )

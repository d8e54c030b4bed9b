"""What spreadsheets do to what was typed."""

import datetime
import io
import zipfile

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from .project import Case, Project, book, both, counts_cell, write


def zipped(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def only_workbook(data: bytes, name: str = "smith2001.xlsx"):
    """A file instead of all tables."""

    def spoil(project: Project) -> None:
        for path in project.paper.glob("*.csv"):
            path.unlink()
        (project.paper / name).write_bytes(data)

    return spoil


def merge(workbook: openpyxl.Workbook) -> None:
    workbook["counts"].merge_cells("A2:A4")


def hide(workbook: openpyxl.Workbook) -> None:
    workbook["times"].sheet_state = "hidden"
    workbook["summaries"].sheet_state = "veryHidden"
    workbook["counts"].row_dimensions[3].hidden = True
    workbook["counts"].column_dimensions["G"].hidden = True


def another_sheet(workbook: openpyxl.Workbook) -> None:
    workbook.create_sheet("Sheet1")["A1"] = "mean"
    workbook.create_sheet("Count")["A1"] = "group"
    workbook["Count"].sheet_state = "veryHidden"


def title_above(workbook: openpyxl.Workbook) -> None:
    workbook["counts"].insert_rows(1, 2)
    workbook["counts"]["A1"] = "Table 2. Responses"


def second_table_below(workbook: openpyxl.Workbook) -> None:
    sheet = workbook["counts"]
    for column in range(1, 15):
        sheet.cell(8, column, sheet.cell(1, column).value)
        sheet.cell(9, column, sheet.cell(5, column).value)
    sheet["B9"] = "dead"


def second_table_beside(workbook: openpyxl.Workbook) -> None:
    workbook["counts"]["P1"], workbook["counts"]["Q1"] = "group", "events"
    workbook["counts"]["P2"], workbook["counts"]["Q2"] = "all", 3


def style(workbook: openpyxl.Workbook) -> None:
    workbook["counts"]["C2"].font = Font(strike=True)
    workbook["counts"]["C3"].comment = Comment("read off the figure?", "reader")
    workbook["counts"]["C4"] = CellRichText("1", TextBlock(InlineFont(strike=True), "0"))


def raised(workbook: openpyxl.Workbook) -> None:
    workbook["counts"]["C2"] = CellRichText("15", TextBlock(InlineFont(vertAlign="superscript"), "2"))


def mac_dates(workbook: openpyxl.Workbook) -> None:
    workbook.epoch = CALENDAR_MAC_1904
    workbook["counts"]["C2"] = datetime.datetime(2024, 3, 10)
    workbook["groups"]["C2"] = 45300


CASES = [
    Case(27, "3/10 that became a date", counts_cell("C2", datetime.datetime(2024, 10, 3))),
    Case(27, "a date that became a number of days", counts_cell("C2", 45300)),
    Case(27, "a time of the day", counts_cell("C2", datetime.time(15, 30))),
    Case(28, "a percentage format", counts_cell("H2", 0.31, "0%")),
    Case(28, "a format that adds a plus", counts_cell("C2", 6, '0"+"')),
    Case(29, "a formula", counts_cell("C2", "=D2/2")),
    Case(30, "a formula that was never calculated", counts_cell("C2", "=SUM(C3:C4)")),
    Case(31, "an error value", counts_cell("C2", "#N/A")),
    Case(31, "another error value", counts_cell("C2", "#DIV/0!")),
    Case(32, "merged cells", book(merge)),
    Case(33, "what is hidden", book(hide)),
    Case(33, "sheets that are no tables, one of them hidden", book(another_sheet)),
    Case(34, "a cell with a space far away", counts_cell("A2000", " ")),
    Case(34, "a cell beside the table", counts_cell("Z90", "checked")),
    Case(34, "a cell far below the table", counts_cell("A2000", "checked")),
    Case(35, "a title above the header", book(title_above)),
    Case(35, "a second table below", book(second_table_below)),
    Case(35, "a second table beside", book(second_table_beside)),
    Case(36, "strike-through and a comment", book(style)),
    Case(36, "a raised footnote mark", book(raised)),
    Case(37, "dates of the 1904 system", book(mac_dates)),
    Case(38, "an old workbook beside the tables", write("smith2001.xls", b"\xd0\xcf\x11\xe0")),
    Case(38, "a workbook with macros beside the tables", write("smith2001.xlsm", b"PK")),
    Case(38, "an OpenDocument table", write("smith2001.ods", b"PK")),
    Case(38, "a workbook with a password", only_workbook(b"\xd0\xcf\x11\xe0" + b"\0" * 100)),
    Case(
        38,
        "macros in a workbook that says it has none",
        only_workbook(zipped(**{"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"})),
    ),
    Case(38, "a text file called a workbook", only_workbook(b"group,label,n\n")),
    Case(
        38,
        "an OpenDocument file called a workbook",
        only_workbook(zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")),
    ),
    Case(
        39,
        "lock files, what systems leave behind, an autosave copy",
        both(
            write("~$smith2001.xlsx", b"x"),
            write(".~lock.counts.csv#", b"x"),
            write("Thumbs.db", b"x"),
            write("counts (1).csv", b"x"),
            write("smith2001 (1).xlsx", b"x"),
            write("counts.csv.bak", b"x"),
            write("counts_autosaved.csv", b"x"),
        ),
    ),
    Case(57, "a workbook that unpacks to 60 MB", only_workbook(zipped(**{"xl/workbook.xml": b"\0" * 60_000_000}))),
    Case(
        57,
        "XML entities in a workbook",
        only_workbook(zipped(**{"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"})),
    ),
]

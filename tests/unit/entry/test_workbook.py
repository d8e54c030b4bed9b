"""Workbooks: the same tables as sheets, and what a spreadsheet does to them."""

import csv
import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from reanalysis.model.rows import TABLES


@pytest.fixture
def book(paper):
    """The good paper with its tables in a workbook: counts stands in A1:L3."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for path in sorted(paper.path.glob("*.csv")):
        sheet = workbook.create_sheet(path.stem)
        for row in csv.reader(path.read_text().splitlines()):
            sheet.append([int(cell) if cell.isdigit() else float(cell) if cell == "56.5" else cell or None for cell in row])
        path.unlink()
    return workbook


def save(paper, workbook):
    workbook.save(paper.path / "smith2001.xlsx")
    return paper


def plain(found):
    return {table: [row.model_copy(update={"ref": ""}) for row in getattr(found, table)] for table in TABLES}


def test_a_workbook_reads_as_the_csv_does(paper, tmp_path):
    as_csv = paper.read()[0]
    workbook = openpyxl.Workbook()
    for path in sorted(paper.path.glob("*.csv")):
        sheet = workbook.create_sheet(path.stem)
        for row in csv.reader(path.read_text().splitlines()):
            sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell or None for cell in row])
        path.unlink()
    found, findings = save(paper, workbook).read()
    assert plain(found) == plain(as_csv) and found.info == as_csv.info
    assert found.counts[1].ref == "smith2001/smith2001.xlsx!counts!A3"
    assert [f.check for f in findings] == ["n_ignored"]  # the empty sheet that every new workbook has


def change(**cells):
    def apply(workbook):
        for address, value in cells.items():
            workbook["counts"][address] = value
    return apply


def percent(workbook):
    workbook["counts"]["C2"] = 0.5
    workbook["counts"]["C2"].number_format = "0%"


def merge(workbook):
    workbook["counts"].merge_cells("A2:A3")


def unknown_sheet(workbook):
    workbook.create_sheet("summary")["A1"] = 1
    workbook["summary"].sheet_state = "hidden"


def title_row(workbook):
    workbook["counts"].insert_rows(1)
    workbook["counts"]["A1"] = "Table 2"


CASES = [
    (change(C2=datetime.datetime(2024, 2, 1)), "e_xldate", "counts!C2", "format the cell as text"),
    (change(C2="=15*1"), "e_xlformula", "counts!C2", "=15*1"),
    (change(C2="#N/A"), "e_xlerror", "counts!C2", "#N/A"),
    (change(C2=True), "e_xlbool", "counts!C2", "TRUE"),
    (change(C2=15.5), "e_int", "counts!C2", "15.5"),
    (change(C2="15/30 (50%)"), "e_int", "counts!C2", "several numbers"),
    (change(C2="15\u200b"), "e_char", "counts!C2", "U+200B"),
    (change(C2="15\n"), "e_newline", "counts!C2", "U+000A"),
    (change(K2="T\u202e"), "e_control", "counts!K2", "U+202E"),
    (percent, "e_xlpercent", "counts!C2", "shows 50% and holds 0.5"),
    (merge, "e_xlmerged", "counts!A2", "A2:A3"),
    (unknown_sheet, "e_sheet", "summary", "rename it to summaries"),
    (title_row, "e_header", "counts!A1", "the header stands in row 2"),
    (change(C2=-3), "e_int", "counts!C2", "negative"),
    (change(A5="all", B5="x", C5=3, K5="T"), "e_blank_line", "counts!A4", "blank line"),
]


@pytest.mark.parametrize(("spoil", "code", "place", "part"), CASES)
def test_each_change_is_named_with_its_cell(paper, book, spoil, code, place, part):
    spoil(book)
    error = save(paper, book).only_error()
    assert error.check == code and part in error.message
    assert error.message.startswith(f"smith2001/smith2001.xlsx!{place}") and "to mend it" in error.message


def hide_row(workbook):
    workbook["counts"].row_dimensions[3].hidden = True


def hide_column(workbook):
    workbook["counts"].column_dimensions["C"].hidden = True


def hide_sheet(workbook):
    workbook["times"].sheet_state = "veryHidden"


def strike(workbook):
    workbook["counts"]["C2"].font = Font(strike=True)


def comment(workbook):
    workbook["counts"]["C2"].comment = Comment("look here", "x")


ODDITIES = [
    (hide_row, "w_xlhidden", "warning"), (hide_column, "w_xlhidden", "warning"), (hide_sheet, "w_xlhidden", "warning"), (strike, "w_xlstrike", "warning"),
    (comment, "n_xlcomment", "note"), (change(Z90="x"), "w_xlstray", "warning"), (change(A2000=" "), None, None), (change(XFD1048576=" "), None, None),
]


@pytest.mark.parametrize(("spoil", "code", "severity"), ODDITIES)
def test_oddities_are_told_and_the_values_used(paper, book, spoil, code, severity):
    spoil(book)
    found, findings = save(paper, book).read()
    assert found.counts[0].events == 15
    assert [(f.check, f.severity) for f in findings] == ([(code, severity)] if code else [])


def test_a_number_that_was_a_date_is_warned_about(paper, book):
    change(C2=45300)(book)
    assert {"w_xldate", "e_events"} == {f.check for f in save(paper, book).read()[1]}


def test_csv_and_workbook_exclude_each_other(paper, book):
    error = save(paper, book).write("claims.csv", "claim,stated,expression,source\na,1,1,T\n").only_error()
    assert error.check == "e_both" and "claims.csv" in error.message


def test_a_workbook_without_groups(paper, book):
    del book["groups"]
    assert [e.check for e in save(paper, book).errors()] == ["e_missing"]


def archive(**members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return data.getvalue()


@pytest.mark.parametrize(("data", "part"), [
    (b"not a workbook", "damaged"),
    (b"", "damaged"),
    (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "password"),
    (archive(**{"a.txt": "x"}), "no .xlsx workbook"),
    (archive(**{"xl__workbook.xml": b"\0" * 60_000_000}), "60,000,000 bytes"),
    (archive(**{"xl__workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "entities"),
    (archive(**{"xl__workbook.xml": "<x/>", "xl__vbaProject.bin": "x"}), "macros"),
    (archive(**{"xl__workbook.xml": "<x/>"}), "cannot be read"),
])
def test_archives_that_are_not_opened(paper, data, part):
    for path in paper.path.glob("*.csv"):
        path.unlink()
    error = paper.write("smith2001.xlsx", data).only_error()
    assert error.check == "e_workbook" and part in error.message

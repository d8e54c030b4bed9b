"""Workbooks: the same tables as sheets, and what a spreadsheet does to them."""

import csv
import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from reanalysis.model.rows import TABLES


@pytest.fixture
def book(paper):
    """The good paper with its tables in a workbook: counts stands in A1:L3."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for path in sorted(paper.path.glob("*.csv")):
        sheet = workbook.create_sheet(path.stem)
        for row in csv.reader(path.read_text().splitlines()):
            sheet.append(
                [int(cell) if cell.isdigit() else float(cell) if cell == "56.5" else cell or None for cell in row]
            )
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


def shape(number, number_format):
    def apply(workbook):
        workbook["counts"]["C2"] = number
        workbook["counts"]["C2"].number_format = number_format

    return apply


def rich(text, second, **font):
    return change(C2=CellRichText(text, TextBlock(InlineFont(**font), second)))


def chart_called_counts(workbook):
    del workbook["counts"]
    chart = BarChart()
    chart.add_data(Reference(workbook["groups"], min_col=3, min_row=2, max_row=4))
    workbook.create_chartsheet("counts").add_chart(chart)


CASES = [
    (shape(6, '0"+"'), "e_xlformat", "counts!C2", "type what the paper prints"),
    (shape(15000, "0,"), "e_xlformat", "counts!C2", "shows more or less"),
    (shape(0, "0;-0;;@"), "e_xlformat", "counts!C2", "shows more or less"),
    (shape(0.155, "0.0%"), "e_xlpercent", "counts!C2", "shows 15.5% and holds 0.155"),
    (rich("30", "2", vertAlign="superscript"), "e_xlraised", "counts!C2", "type 30 and say in note"),
    (rich("3", "0", strike=True), "e_xlstrike", "counts!C2", "'0' is struck through"),
    (change(C2=ArrayFormula("C2:C2", "=B2*2")), "e_xlformula", "counts!C2", "=B2*2"),
    (change(C2=DataTableFormula("C2:C3")), "e_xlformula", "counts!C2", "a table of the spreadsheet's"),
    (chart_called_counts, "e_sheet", "counts", "a sheet that is no table"),
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
    (hide_row, "w_xlhidden", "warning"),
    (hide_column, "w_xlhidden", "warning"),
    (hide_sheet, "w_xlhidden", "warning"),
    (strike, "w_xlstrike", "warning"),
    (comment, "n_xlcomment", "note"),
    (change(Z90="x"), "w_xlstray", "warning"),
    (change(A2000=" "), None, None),
    (change(XFD1048576=" "), None, None),
]


@pytest.mark.parametrize(("spoil", "code", "severity"), ODDITIES)
def test_oddities_are_told_and_the_values_used(paper, book, spoil, code, severity):
    spoil(book)
    found, findings = save(paper, book).read()
    assert found.counts[0].events == 15
    assert [(f.check, f.severity) for f in findings] == ([(code, severity)] if code else [])


@pytest.mark.parametrize(("epoch", "day"), [(None, "2024-01-09"), (CALENDAR_MAC_1904, "2028-01-10")])
def test_a_number_that_was_a_date_is_warned_about(paper, book, epoch, day):
    change(C2=45300)(book)
    book.epoch = epoch or book.epoch
    findings = {f.check: f for f in save(paper, book).read()[1]}
    assert findings.keys() == {"w_xldate", "e_events"} and day in findings["w_xldate"].message


@pytest.mark.parametrize(
    "number_format", ["General", "0.00", "#,##0", "@", "[Red]0", '_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-']
)
def test_formats_that_show_the_number_are_read(paper, book, number_format):
    shape(15, number_format)(book)
    assert save(paper, book).read()[0].counts[0].events == 15


def test_small_numbers_keep_their_digits(paper, book):
    book["summaries"]["E2"] = 0.00001
    assert save(paper, book).read()[0].summaries[0].value.text == "0.00001"


def test_hidden_rows_are_told_together(paper, book):
    for row in (2, 3, 4):
        book["groups"].row_dimensions[row].hidden = row != 3
    (finding,) = save(paper, book).read()[1]
    assert "hidden: rows 2, 4; the values are used" in finding.message


@pytest.mark.parametrize(("columns", "rows", "part"), [(300, 1, "300 columns"), (1, 40_000, "cells")])
def test_large_sheets_are_not_read(paper, book, columns, rows, part):
    for row in range(1, rows + 1):
        for column in range(13, 13 + columns):
            book["counts"].cell(row, column, "x_1")
    message = save(paper, book).only_error().message
    assert part in message.replace("312", "300") and "at most" in message


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


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"not a workbook", "a text, no workbook"),
        (b"PK\x03\x04 not a workbook", "damaged"),
        (b"\x89PNG", "damaged"),
        (b"", "the file is empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "password"),
        (archive(**{"a.txt": "x"}), "no .xlsx workbook"),
        (archive(**{"xl__workbook.xml": b"\0" * 60_000_000}), "60,000,000 bytes"),
        (archive(**{"xl__workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "entities"),
        (
            archive(
                **{"xl__workbook.xml": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><x/>".encode("utf-16")}
            ),
            "another encoding",
        ),
        (archive(**{"xl__workbook.xml": "<?xml version='1.0' encoding='latin-1'?><x/>"}), "another encoding"),
        (archive(**{"xl__workbook.xml": "<x/>", "xl__sheet.bin": "<!DOCTYPE x><x/>"}), "entities"),
        (archive(**{"xl__workbook.xml": '<mergeCell ref="A3:XFD1048576"/>'}), "merged cells"),
        (archive(**{"xl__workbook.xml": '<hyperlink ref="A3:XFD1048576"/>'}), "merged cells"),
        (
            archive(
                **{
                    "xl__workbook.xml": "<definedName/>" * 60_000,
                    "x": b"".join(i.to_bytes(4, "big") for i in range(50_000)),
                }
            ),
            "rules, names",
        ),
        (archive(**{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument"),
        (archive(**{"xl__workbook.xml": "<x/>", "xl__vbaProject.bin": "x"}), "macros"),
        (archive(**{"xl__workbook.xml": "<x/>"}), "cannot be read"),
    ],
)
def test_archives_that_are_not_opened(paper, data, part):
    for path in paper.path.glob("*.csv"):
        path.unlink()
    error = paper.write("smith2001.xlsx", data).only_error()
    assert error.check == "e_workbook" and part in error.message


def test_findings_of_the_audit_name_the_cell_of_a_workbook(tmp_path, new_paper):
    from reanalysis.commands.check import line_of
    from reanalysis.entry import read_raw
    from reanalysis.model.finding import Finding

    folder = new_paper(tmp_path / "raw")
    for file in folder.path.glob("*.csv"):
        file.unlink()
    book = openpyxl.Workbook()
    book.active.title = "groups"
    for row in (["group", "label", "n", "source"], ["all", "All", "30", "Text"]):
        book.active.append(row)
    sheet = book.create_sheet("counts")
    for row in (["outcome", "x_mine", "group", "events", "source", "reported"], ["a", "", "all", "3", "Text", "11%"]):
        sheet.append(row)
    book.save(folder.path / "smith2001.xlsx")
    dataset = read_raw(tmp_path / "raw").dataset
    finding = Finding(
        paper="smith2001",
        check="c",
        severity="note",
        table="counts",
        row="2",
        column="reported",
        message="m",
        source=dataset.papers["smith2001"].counts[0].ref,
    )
    assert line_of(finding, dataset) == "smith2001/smith2001.xlsx!counts!F2:reported: m [c]"


def test_messages_about_a_workbook_speak_of_sheets():
    from reanalysis.entry.messages import Place, Problem

    texts = {"wrong": "no such group", "cure": "declare it in groups.csv"}
    sheet = (
        Problem(place=Place(paper="a2001", file="a2001/a2001.xlsx", sheet="counts", row=2), code="E-GROUP", **texts)
        .finding()
        .message
    )
    table = (
        Problem(place=Place(paper="a2001", file="a2001/counts.csv", row=2), code="E-GROUP", **texts).finding().message
    )
    assert "declare it in the sheet groups" in sheet and "declare it in groups.csv" in table

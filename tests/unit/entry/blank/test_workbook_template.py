"""The workbook to fill in: the same bytes twice, lists that offer what may be typed, and what is typed in it reads as
CSV does."""

import csv
import io
import warnings
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

from reanalysis import cli
from reanalysis.entry.blank.templates import EXAMPLE, explained
from reanalysis.entry.blank.untouched import LISTS
from reanalysis.entry.blank.workbook import workbook
from reanalysis.entry.cells.problem import words_of
from reanalysis.model.rows import TABLES, Population, columns_of, required_columns
from reanalysis.model.store import load_outcomes, load_scales

CONFIG = Path(cli.__file__).resolve().parent / "base"
OUTCOMES, SCALES = load_outcomes(CONFIG / "outcomes.yaml"), load_scales(CONFIG / "scales.yaml")
WIDE = {"population", "assessor", "confirmed"}


@pytest.fixture(scope="module")
def made() -> bytes:
    return workbook(OUTCOMES, SCALES)


def opened(data: bytes):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture
def book(made):
    return opened(made)


@pytest.fixture
def empty(paper):
    """A paper with paper.yaml alone."""
    for path in paper.path.glob("*.csv"):
        path.unlink()
    return paper


def save(paper, book):
    book.save(paper.path / "smith2001.xlsx")
    return paper


def rule(book, table, column):
    letter = openpyxl.utils.get_column_letter(list(columns_of(TABLES[table])).index(column) + 1)
    return next(found for found in book[table].data_validations.dataValidation if f"{letter}2" in found.sqref)


def test_the_same_bytes_twice(made):
    assert workbook(OUTCOMES, SCALES) == made
    assert opened(made).properties.created.year == 2000


def test_a_sheet_for_each_table_with_its_columns(book):
    assert book.sheetnames == [*TABLES, LISTS]
    for table, model in TABLES.items():
        sheet = book[table]
        assert [cell.value for cell in sheet[1]] == list(columns_of(model))
        assert sheet.freeze_panes == "B2" and sheet.sheet_state == "visible"


@pytest.mark.parametrize("table", TABLES)
def test_headers_explain_their_column_and_mark_what_must_be_filled_in(book, table):
    required = required_columns(TABLES[table])
    for cell in book[table][1]:
        assert cell.comment.text.split("\n") == explained(TABLES[table], cell.value)
        assert cell.font.bold is (cell.value in required)
        assert (cell.fill.fgColor.rgb == "FF1F4E79") is (cell.value in required)


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_takes_what_is_typed_as_text(book, table):
    sheet = book[table]
    formats = {
        number: d.number_format for d in list(sheet.column_dimensions.values()) for number in range(d.min, d.max + 1)
    }
    assert formats == dict.fromkeys(range(1, len(columns_of(TABLES[table])) + 1), "@")
    assert all(
        cell.number_format == "@" and isinstance(cell.value, str)
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.value is not None
    )


@pytest.mark.parametrize("table", TABLES)
def test_every_column_with_a_closed_list_offers_it(book, table):
    offered = 0
    for column in columns_of(TABLES[table]):
        words = words_of(TABLES[table], column)
        if words:
            found = rule(book, table, column)
            assert (
                found.type == "list"
                and found.formula1 == f'"{",".join(words)}"'
                and found.errorStyle in (None, "stop")
                and found.showErrorMessage
            )
            offered += 1
    assert offered >= 2  # basis and use


def test_whom_a_number_is_of_is_offered(book):
    for table in ("counts", "categories", "times", "summaries"):
        assert set(columns_of(TABLES[table])) >= WIDE
        assert rule(book, table, "population").formula1 == f'"{",".join(get_args(Population))}"'
        assert (
            rule(book, table, "assessor").formula1 == '"investigator,independent"'
            and rule(book, table, "confirmed").formula1 == '"yes,no"'
        )


def listed(book, formula):
    first, last = formula.removeprefix(f"{LISTS}!").replace("$", "").split(":")
    return [cell.value for row in book[LISTS][first:last] for cell in row]


def test_names_come_from_the_configuration(book):
    names = listed(book, rule(book, "counts", "outcome").formula1)
    assert {"objective_response", "neutropenia", "any_grade_neutropenia", "grade3_4_neutropenia"} <= set(names)
    assert set(names) < set(OUTCOMES.outcomes) and "grade2_neutropenia" not in names  # of one grade: the list is long
    assert listed(book, rule(book, "summaries", "endpoint").formula1) == list(OUTCOMES.endpoints)
    assert listed(book, rule(book, "categories", "scale").formula1) == list(SCALES)
    assert rule(book, "counts", "outcome").errorStyle == "warning"  # another name may be typed, after a question


def test_categories_are_those_of_the_scale_of_the_row(book):
    formula = rule(book, "categories", "category").formula1
    assert "$B2" in formula and list(columns_of(TABLES["categories"]))[1] == "scale"
    sheet = book[LISTS]
    pairs = [
        (sheet[f"D{row}"].value, sheet[f"E{row}"].value)
        for row in range(3, sheet.max_row + 1)
        if sheet[f"D{row}"].value
    ]
    assert pairs == [(name, category) for name, scale in SCALES.items() for category in scale.categories]
    assert len(formula) <= 255


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("groups", "parent"),
        ("counts", "group"),
        ("times", "group"),
        ("summaries", "against"),
        ("comparisons", "against"),
    ],
)
def test_groups_are_those_of_the_sheet_of_groups(book, table, column):
    """Anchored at the header, which nobody deletes: a reference to row 2 would break with the example row."""
    assert rule(book, table, column).formula1 == "OFFSET(groups!$A$1,1,0,MAX(1,COUNTA(groups!$A:$A)-1),1)"


def test_rules_run_to_the_end_of_the_sheet(book):
    """LibreOffice saves a cell for every row of a rule that ends earlier, which made 100,000 of them."""
    for table in TABLES:
        areas = [area for found in book[table].data_validations.dataValidation for area in found.sqref.ranges]
        areas += [area for rules in book[table].conditional_formatting for area in rules.sqref.ranges]
        assert areas and all(area.max_row == 1_048_576 for area in areas)


def test_a_new_workbook_is_refused_for_its_example_row_alone(empty, made):
    (empty.path / "smith2001.xlsx").write_bytes(made)
    _, findings = empty.read()
    assert [(f.check, f.severity) for f in findings] == [("n_unused", "note"), ("e_example", "error")]
    assert findings[1].message.startswith(
        "smith2001/smith2001.xlsx!groups!L2:source: E-EXAMPLE this is the example row: delete it"
    )
    assert "counts, categories, patients" in findings[0].message and "groups" not in findings[0].message


def fill(book, table, rows):
    """Type rows over the example row, as text, in whatever columns they have."""
    sheet, columns = book[table], list(columns_of(TABLES[table]))
    sheet.delete_rows(2)
    for number, row in enumerate(rows, 2):
        for name, text in row.items():
            if text:
                sheet.cell(number, columns.index(name) + 1, text).number_format = "@"


def test_what_is_filled_in_reads_as_csv_does(paper, book):
    as_csv, _ = paper.read()
    for path in sorted(paper.path.glob("*.csv")):
        fill(book, path.stem, list(csv.DictReader(path.read_text().splitlines())))
        path.unlink()
    found, findings = save(paper, book).read()
    assert [f.check for f in findings] == ["n_unused"]
    for table in TABLES:
        assert [row.model_copy(update={"ref": ""}) for row in getattr(found, table)] == [
            row.model_copy(update={"ref": ""}) for row in getattr(as_csv, table)
        ]
    assert found.counts[1].ref == "smith2001/smith2001.xlsx!counts!A3"


def groups_alone(book):
    fill(book, "groups", [{"group": "all", "label": "All", "n": "30", "source": "Table 1"}])


def test_a_sheet_with_the_example_row_and_a_change_is_refused(empty, book):
    groups_alone(book)
    book["counts"]["E2"] = "16"
    error = save(empty, book).only_error()
    assert error.check == "e_example" and "!counts!" in error.message


def test_a_sheet_with_the_example_row_and_another_is_refused(empty, book):
    groups_alone(book)
    for column, text in (("A", "all"), ("B", "complete_response"), ("E", "3"), ("Q", "Table 2")):
        book["counts"][f"{column}3"] = text
    assert book["counts"]["Q2"].value == EXAMPLE
    error = save(empty, book).only_error()
    assert (error.check, error.row) == ("e_example", "2")


def test_a_sheet_that_was_emptied_is_an_error(empty, book):
    groups_alone(book)
    book["counts"].delete_rows(2)
    error = save(empty, book).only_error()
    assert error.check == "e_empty" and "delete it if the paper does not need it" in error.message


def test_a_comment_of_ones_own_is_told(empty, book):
    groups_alone(book)
    book["groups"]["C1"].comment = openpyxl.comments.Comment("all in thousands", "me")
    _, findings = save(empty, book).read()
    assert [f.check for f in findings if f.check != "n_unused"] == ["n_xlcomment"]


def test_a_sheet_of_ones_own_called_lists_is_no_list_of_the_template(empty, book):
    groups_alone(book)
    book[LISTS]["A1"] = "my lists"
    assert save(empty, book).only_error().check == "e_sheet"

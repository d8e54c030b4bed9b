"""What a new paper starts from: it can be read, every key and column is explained, and its example rows are refused."""

import pytest
import yaml

from reanalysis.entry.blank.templates import EXAMPLE, csv_text, example_row, explained, info_text, is_example
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.model.paper import LISTS, PaperInfo, TwoStage
from reanalysis.model.rows import TABLES, required_columns
from reanalysis.model.store import row_of

ANSWERS = {"source_kind": "abstract", "trial": "a_trial", "title": "A title", "first_author": "Smith", "year": "2021"}


@pytest.mark.parametrize("table", TABLES)
def test_an_example_row_is_a_good_row_but_for_its_source(table):
    row = row_of(TABLES[table], INPUT_TABLES[table].example | {"source": "Table 1"})
    assert row.source == "Table 1"
    assert set(required_columns(TABLES[table])) <= {"source", *INPUT_TABLES[table].example}


@pytest.mark.parametrize("table", TABLES)
def test_an_example_row_is_refused(table, paper):
    paper.write("groups.csv", "group,label,n,source\nall,All,30,T\n").write(
        "counts.csv", "group,outcome,events,source\nall,a,1,T\n"
    )
    for name in ("times.csv", "summaries.csv"):
        (paper.path / name).unlink()
    error = paper.write(f"{table}.csv", csv_text(table)).only_error()
    assert error.check == "e_example" and error.row == "2" and error.column == "source"
    assert (
        "this is the example row: delete it" in error.message
        and "delete the file if the paper does not need this table" in error.message
    )


def test_an_example_row_is_refused_beside_others_and_the_others_are_read(paper):
    paper.replace("counts.csv", "Table 2,plain", f" {EXAMPLE.upper()} ,plain")
    error = paper.only_error()
    assert (
        error.check == "e_example"
        and error.row == "3"
        and error.message.endswith("to mend it: write over it, or delete it")
    )


def test_a_source_that_only_speaks_of_an_example_is_none():
    assert is_example(f" {EXAMPLE} ") and not is_example("Example 2, row 3") and not is_example("")


def test_paper_yaml_has_every_key_and_is_read_once_it_is_filled_in(paper):
    text = info_text("smith2021")
    keys = yaml.safe_load(text)
    assert set(keys) == set(PaperInfo.model_fields) - set(LISTS) and not any(keys.values())
    assert [f.check for f in paper.write("paper.yaml", text).errors()] == ["e_required"] * 5
    for key, answer in ANSWERS.items():
        text = text.replace(f"\n{key}:\n", f"\n{key}: {answer}\n")
    found, findings = paper.write("paper.yaml", text).read()
    assert found.info.title == "A title" and found.info.enrolled is None and not findings


def test_every_key_of_paper_yaml_is_explained_above_it():
    lines = info_text("smith2021").splitlines()
    for number, line in enumerate(lines):
        if line and not line.startswith("#"):
            assert lines[number - 1].startswith("# ") or lines[number - 1].startswith("#   ")
    text = info_text("smith2021")
    assert all(f"#   {name}: " in text for name in TwoStage.model_fields if name != "line")


def test_the_two_stage_design_can_be_used_by_removing_the_marks(paper):
    text = info_text("smith2021")
    for key, answer in ANSWERS.items():
        text = text.replace(f"\n{key}:\n", f"\n{key}: {answer}\n")
    text = text.replace("# two_stage:", "two_stage:").replace("#   - {group", "  - {group")
    found, _ = paper.write("paper.yaml", text).read()
    assert found.info.two_stage[0].n_actual == 43


def test_what_a_column_holds():
    assert explained(TABLES["counts"], "events")[1:] == [
        "Whole number, or a bound such as <5.",
        "May be blank: blank is not reported, never zero.",
    ]
    assert explained(TABLES["times"], "unit") == [
        "Unit of time.",
        "One of: days, weeks, months, years.",
        "Must be filled in.",
    ]
    assert explained(TABLES["acknowledged"], "table")[0] == "Table of the finding."
    assert example_row("groups")["source"] == EXAMPLE

"""The generated documents are in step with the models, and the schemas take what the reader takes."""

import csv
import difflib
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from reanalysis import fingerprint
from reanalysis.model.rows import TABLES
from reanalysis.report.exports.documentation import documents, main

PROJECT = Path(fingerprint.__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
RAW = PROJECT / "workflow/reanalysis/examples/five-trials/data/raw"
PAPERS = sorted(path.parent for path in RAW.glob("*/paper.yaml"))


@pytest.mark.parametrize("name", documents())
def test_documents_are_in_step_with_the_models(name):
    there = (DOCS / name).read_text(encoding="utf-8") if (DOCS / name).exists() else ""
    difference = "".join(
        difflib.unified_diff(
            there.splitlines(True), documents()[name].splitlines(True), f"docs/{name}", f"docs/{name} by make docs", n=1
        )
    )
    assert not difference, f"run make docs:\n{difference}"


def test_no_schema_is_left_of_a_table_that_is_gone():
    assert {f"schemas/{path.name}" for path in (DOCS / "schemas").iterdir()} | {"data_dictionary.md"} == set(
        documents()
    )


def test_writing_removes_what_is_gone(tmp_path):
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/old.json").write_text("{}")
    main(tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")} == set(documents())


def validator(name):
    schema = json.loads(documents()[f"schemas/{name}.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def filled(cells):
    return {name: text for name, text in cells.items() if text}


@pytest.mark.parametrize("table", TABLES)
def test_schemas_take_every_row_of_the_papers(table):
    check = validator(table)
    for path in RAW.glob(f"*/{table}.csv"):
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                check.validate(filled(row))


@pytest.mark.parametrize("folder", PAPERS, ids=lambda folder: folder.name)
def test_the_schema_of_paper_yaml_takes_those_that_are_there(folder):
    validator("paper").validate(
        filled(yaml.load((folder / "paper.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
    )


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("counts", {"group": "all", "outcome": "a", "events": "15.0", "source": "T"}),
        ("counts", {"group": "all", "outcome": "a", "events": "15"}),
        ("counts", {"group": "All", "outcome": "a", "source": "T"}),
        ("times", {"patient": "1", "group": "all", "endpoint": "a", "time": "6", "unit": "hours", "source": "T"}),
        ("groups", {"group": "all", "label": "All", "size": "3", "source": "T"}),
        ("claims", {"claim": "a", "stated": "1", "relation": "==", "expression": "1", "source": "T"}),
    ],
)
def test_schemas_refuse_what_the_reader_refuses(table, cells):
    assert not validator(table).is_valid(cells)


def test_columns_of_ones_own_are_allowed():
    assert validator("groups").is_valid({"group": "all", "label": "All", "source": "T", "x_mine": "anything"})


def test_two_stage_designs():
    info = {"source_kind": "abstract", "trial": "a", "title": "b", "first_author": "c", "year": "2001"}
    assert validator("paper").is_valid(info | {"two_stage": [{"group": "all", "outcome": "a", "p0": "0.2"}]})
    assert not validator("paper").is_valid(info | {"two_stage": [{"group": "all", "p0": "0.2"}]})

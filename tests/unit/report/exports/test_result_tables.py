"""Every table of a run is described column by column, as a valid data package, and as a research object."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from dataclasses import replace

import pytest
from frictionless import Package

from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.model.agreement import AGREEMENT_COLUMNS, DIFFERENCE_COLUMNS
from reanalysis.model.dictionary import DICTIONARY_COLUMNS, data_dictionary
from reanalysis.model.estimate import ESTIMATE_COLUMNS
from reanalysis.model.finding import FINDING_COLUMNS
from reanalysis.model.result_tables import STAGES, TABLES
from reanalysis.report.exports.datapackage import schema, write_json
from reanalysis.report.gather import PAPER_COLUMNS, STAGE_TABLES

from ..conftest import INFO, TABLES_OF, estimates, render, write_run


def tables_of(results):
    return {path.stem: path for path in [results / "estimates.csv", *sorted((results / "tables").glob("*.csv"))]}


def load(results, name):
    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    return json.loads((results / name).read_text(encoding="utf-8"), parse_constant=refuse)


def head_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


def test_the_tables_that_stages_write_are_described():
    written = EXTRA_COLUMNS | {
        "estimates": ESTIMATE_COLUMNS,
        "findings": FINDING_COLUMNS,
        "papers": PAPER_COLUMNS,
        "agreement": AGREEMENT_COLUMNS,
        "agreement_differences": DIFFERENCE_COLUMNS,
        "data_dictionary": DICTIONARY_COLUMNS,
    }
    assert {name: tuple(TABLES[name].columns) for name in written} == written
    assert set(STAGES) == set(STAGE_TABLES) and all(tuple(TABLES[name].columns) == ESTIMATE_COLUMNS for name in STAGES)


def test_every_column_of_every_table_of_a_run_is_in_the_dictionary(results):
    described = {(row["table"], row["column"]) for row in data_dictionary() if row["description"] and row["type"]}
    for name, path in tables_of(results).items():
        assert head_of(path) == list(TABLES[name].columns), name
        assert [
            column for column in head_of(path) if ("estimates" if name in STAGES else name, column) not in described
        ] == [], name


def test_keys_and_what_is_never_blank_are_columns():
    for name, table in TABLES.items():
        assert {*table.key, *table.always} <= set(table.columns), name
        assert set(table.key) <= set(table.always), name
        assert not table.papers or "paper" in table.columns, name


@pytest.fixture(scope="module")
def awkward(tmp_path_factory):
    """A run with an infinite limit, a blank estimate, a pooled row, and texts with quotes, commas and line breaks."""
    stages = estimates()
    rate, compared = stages["response_rates"][1], stages["comparisons"][0]
    stages["comparisons"].append(
        replace(
            compared,
            measure="risk_ratio",
            method="koopman",
            at="",
            estimate=float("inf"),
            conf_low=1.5,
            conf_high=float("inf"),
            note='quoted "text", with\na line break',
        )
    )
    stages["synthesis"] = [
        replace(rate, paper="", group="set:all", estimate=None, derived="pooled", note="nothing to pool")
    ]
    info = INFO | {
        "alpha2001": INFO["alpha2001"] | {"title": 'A "title", \u00fc & more', "doi": "10.1000/a_b<c>"},
        "beta2002": INFO["beta2002"] | {"doi": "10.1000/same"},
        "gamma2003": INFO["gamma2003"] | {"doi": "10.1000/same"},
    }
    return render(write_run(tmp_path_factory.mktemp("awkward"), stages=stages, info=info))


@pytest.mark.parametrize("run", ["results", "awkward"])
def test_the_data_package_is_valid(run, request):
    folder = request.getfixturevalue(run)
    descriptor = load(folder, "datapackage.json")
    report = Package.from_descriptor(descriptor, basepath=str(folder)).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "message"]) == []
    assert {resource["name"] for resource in descriptor["resources"]} == set(tables_of(folder))


def test_a_wrong_cell_breaks_the_package(results, tmp_path):
    descriptor = load(results, "datapackage.json")
    for name, path in tables_of(results).items():
        target = tmp_path / path.relative_to(results)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(
            path.read_bytes().replace(b",clopper_pearson,0.5,0.95,", b",clopper_pearson,half,1.95,")
            if name == "estimates"
            else path.read_bytes()
        )
    descriptor["resources"] = [
        resource for resource in descriptor["resources"] if resource["name"] in ("estimates", "papers")
    ]
    found = {
        error for (error,) in Package.from_descriptor(descriptor, basepath=str(tmp_path)).validate().flatten(["type"])
    }
    assert {"type-error", "constraint-error", "hash-count"} <= found


def test_schemas_say_what_the_contract_says():
    fields = {field["name"]: field for field in schema(TABLES["estimates"])["fields"]}
    assert schema(TABLES["estimates"])["primaryKey"] == ["result_id"] and fields["result_id"]["constraints"] == {
        "required": True,
        "unique": True,
    }
    assert fields["primary"]["type"] == "boolean" and fields["primary"]["trueValues"] == ["yes"]
    assert fields["p_value"]["constraints"] == {"minimum": 0, "maximum": 1} and fields["n"]["type"] == "integer"
    assert "pooled" in fields["derived"]["constraints"]["enum"]
    assert schema(TABLES["findings"])["foreignKeys"][0]["reference"] == {"resource": "papers", "fields": ["paper"]}


def test_no_file_holds_what_is_not_json(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "x.json", {"value": float("nan")})


@pytest.mark.parametrize("run", ["results", "awkward"])
def test_the_crate_describes_every_file(run, request):
    folder = request.getfixturevalue(run)
    graph = load(folder, "ro-crate-metadata.json")["@graph"]
    by_id = {entity["@id"]: entity for entity in graph}
    assert len(by_id) == len(graph)
    files = {entity["@id"] for entity in graph if entity["@type"] == "File"}
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {
        "ro-crate-metadata.json"
    }
    intermediate = {name for name in written if name.startswith("stages/")}
    assert files == (written - intermediate) | {"provenance.json"}
    assert {part["@id"] for part in by_id["./"]["hasPart"]} == files
    for name in files - {"provenance.json"}:
        content = (folder / name).read_bytes()
        assert (by_id[name]["sha256"], by_id[name]["contentSize"]) == (
            hashlib.sha256(content).hexdigest(),
            str(len(content)),
        )
        assert by_id[name]["encodingFormat"] and by_id[name]["description"]


def references(value):
    """Every reference to another entity."""
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_the_crate_is_whole_and_has_no_time(awkward):
    graph = load(awkward, "ro-crate-metadata.json")["@graph"]
    ids = {entity["@id"] for entity in graph}
    assert {found for entity in graph for found in references(entity)} - ids <= {
        "https://w3id.org/ro/crate/1.1",
        "https://snakemake.readthedocs.io",
    }
    root = next(entity for entity in graph if entity["@id"] == "./")
    assert (
        root["@type"] == "Dataset"
        and root["datePublished"] == "2003"
        and root["name"]
        and root["description"]
        and root["license"]
    )
    assert next(entity for entity in graph if entity["@id"] == "ro-crate-metadata.json")["conformsTo"] == {
        "@id": "https://w3id.org/ro/crate/1.1"
    }
    assert not re.search(
        r"\d{4}-\d\d-\d\d|startTime|endTime|dateCreated|dateModified",
        (awkward / "ro-crate-metadata.json").read_text(encoding="utf-8"),
    )
    software = {
        entity["name"]: entity["softwareVersion"] for entity in graph if entity["@type"] == "SoftwareApplication"
    }
    assert (
        software["NumPy"]
        and "ComputationalWorkflow" in next(entity for entity in graph if entity["@id"] == "#workflow")["@type"]
    )


def test_papers_without_an_address_have_their_name(tmp_path):
    results = render(
        write_run(
            tmp_path,
            tables={"gamma2003": TABLES_OF["gamma2003"]},
            info={"gamma2003": INFO["gamma2003"]},
            stages={},
            findings=(),
        )
    )
    ids = {entity["@id"] for entity in load(results, "ro-crate-metadata.json")["@graph"]}
    assert "#gamma2003" in ids

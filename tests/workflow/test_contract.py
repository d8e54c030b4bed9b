"""The form of a finished run: files, columns, keys, numbers, and that every source leads to a cell."""

from __future__ import annotations

import json
import math
import re
from collections import Counter

import pytest

from reanalysis.fingerprint import paper_names
from reanalysis.model.refs import split_refs

ESTIMATES = (
    "result_id paper group outcome endpoint population assessor confirmed against measure at unit method estimate "
    "conf_level "
    "conf_low conf_high p_value alternative events n primary derived sources note"
).split()
KEY = (
    "paper group outcome endpoint population assessor confirmed against measure at method alternative derived "
    "conf_level"
).split()
COLUMNS = {
    "estimates.csv": ESTIMATES,
    "tables/response_rates.csv": ESTIMATES,
    "tables/comparisons.csv": ESTIMATES,
    "tables/survival.csv": ESTIMATES,
    "tables/robustness.csv": "paper comparison quantity at value p_value conf_low conf_high note".split(),
    "tables/survival_curves.csv": "paper group endpoint unit time n_at_risk events censored survival std_error "
    "conf_low conf_high method".split(),
    "tables/findings.csv": "paper check severity table row column entered expected message inspect_sr "
    "acknowledged".split(),
    "tables/papers.csv": "paper state problems".split(),
    "tables/agreement.csv": "paper entries cells_compared cells_agreeing cells_differing only_first only_second "
    "percent_agreement".split(),
}
NUMBERS = ("estimate", "conf_level", "conf_low", "conf_high", "p_value")
FRACTIONS = {"proportion", "category_proportion", "survival_probability", "cumulative_incidence"}
P_ONLY = {"association", "log_rank", "trend"}
DERIVED = set(
    "entered from_percent from_categories from_patients from_patients_by_definition reconstructed pooled".split()
)
SOURCE = re.compile(r"(?P<file>[A-Za-z0-9_./-]+)(:(?P<line>\d+)(-\d+)?|![^!;]+![A-Z]+\d+)")


@pytest.fixture(scope="module")
def estimates(finished):
    rows = finished.rows("estimates.csv")
    assert rows
    return rows


@pytest.mark.parametrize("table", COLUMNS)
def test_table_has_its_columns(finished, table):
    header = (finished.folder / "results" / table).read_text(encoding="utf-8").splitlines()[0].split(",")
    assert set(COLUMNS[table]) <= set(header)


def test_each_estimate_is_unique_by_id_and_by_key(estimates):
    assert [name for name, times in Counter(row["result_id"] for row in estimates).items() if times > 1] == []
    keys = Counter(
        tuple(row[name] for name in KEY) + ((row["events"],) if row["derived"] == "from_percent" else ())
        for row in estimates
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_numbers_are_numbers_in_their_range(estimates):
    for row in estimates:
        number = {name: float(row[name]) if row[name] else None for name in NUMBERS}
        assert not any(value is not None and math.isnan(value) for value in number.values()), row
        low, high = number["conf_low"], number["conf_high"]
        assert low is None or high is None or low <= high, row
        assert number["p_value"] is None or 0 <= number["p_value"] <= 1, row
        assert number["conf_level"] is None or 0 < number["conf_level"] < 1, row
        if row["measure"] in FRACTIONS:
            assert all(value is None or -1e-12 <= value <= 1 + 1e-12 for value in (number["estimate"], low, high)), row


def test_words_are_of_the_vocabulary(estimates):
    assert {row["derived"] for row in estimates} <= DERIVED
    assert {row["primary"] for row in estimates} <= {"yes", "no"}
    assert {row["alternative"] for row in estimates} <= {"", "two_sided", "greater", "less"}


def test_blank_estimate_has_a_reason(estimates):
    assert [
        row["result_id"]
        for row in estimates
        if not row["estimate"] and not row["note"] and row["measure"] not in P_ONLY
    ] == []


def test_every_source_leads_to_a_cell(finished, estimates):
    raw, lines = finished.folder / "data/raw", {}
    for row in estimates:
        assert row["sources"], row
        for source in split_refs(row["sources"]):
            found = SOURCE.fullmatch(source)
            assert found, source
            file = found["file"]
            if file not in lines:
                lines[file] = len((raw / file).read_bytes().splitlines())
            assert found["line"] is None or file.endswith(".yaml") or 1 < int(found["line"]) <= lines[file], source


def test_stage_tables_hold_the_same_rows(finished, estimates):
    stages = [
        row
        for table in ("response_rates", "comparisons", "borrowing", "trends", "survival")
        for row in finished.rows(f"tables/{table}.csv")
    ]
    assert sorted(row["result_id"] for row in stages) == sorted(row["result_id"] for row in estimates)
    assert {row["result_id"]: row for row in stages} == {row["result_id"]: row for row in estimates}


def test_every_paper_has_a_state_and_a_page(finished):
    papers = {row["paper"]: row["state"] for row in finished.rows("tables/papers.csv")}
    assert sorted(papers) == paper_names(finished.folder / "data/raw")
    assert set(papers.values()) <= {"analysed", "nothing_to_analyse"}
    assert sorted(page.stem for page in (finished.folder / "results/papers").glob("*.html")) == sorted(papers)


def test_json_is_strict(finished):
    def refuse(constant):
        raise AssertionError(constant)

    for path in (finished.folder / "results").rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def test_provenance_names_every_input_and_output(finished):
    content = json.loads((finished.folder / "results/provenance.json").read_text(encoding="utf-8"))
    outputs = {f"results/{name}" for name in finished.results()}
    assert set(content["outputs"]) == outputs
    assert {f"data/raw/{name}/paper.yaml" for name in paper_names(finished.folder / "data/raw")} <= set(
        content["inputs"]
    )
    assert "reanalysis/stats/kaplan_meier.py" in content["code"]
    assert content["commit"] is None  # a copy is in no repository


def test_agreement_has_a_row_for_each_paper(finished):
    rows = finished.rows("tables/agreement.csv")
    assert [row["paper"] for row in rows] == sorted(paper_names(finished.folder / "data/raw"))
    for row in rows:
        twice = (finished.folder / "data/raw" / row["paper"] / "second").is_dir()
        assert (row["entries"] != "once") is twice is (row["cells_compared"] != "")
    assert {row["paper"]: row["entries"] for row in finished.rows("tables/papers.csv")} == {
        row["paper"]: row["entries"] for row in rows
    }

"""The tables over all stages."""

from __future__ import annotations

import pytest

from reanalysis.model import store
from reanalysis.model.dictionary import data_dictionary
from reanalysis.model.estimate import ESTIMATE_COLUMNS
from reanalysis.model.finding import Finding
from reanalysis.model.result_tables import ESTIMATES
from reanalysis.model.rows import TABLES, columns_of
from reanalysis.model.store import read_rows
from reanalysis.report.gather import collect_estimates

from .conftest import FINDINGS, estimates, render, write_run


def test_estimates_stand_by_paper_then_stage_then_as_given(results):
    rows = read_rows(results / "estimates.csv")
    assert list(rows[0]) == list(ESTIMATE_COLUMNS)
    stages = estimates()
    by_paper = [e for name in ("alpha2001", "beta2002") for stage in stages.values() for e in stage if e.paper == name]
    assert [row["result_id"] for row in rows] == [e.result_id for e in by_paper]


def test_pooled_rows_stand_last():
    rows = collect_estimates(
        [
            [{"paper": "", "result_id": "pool"}, {"paper": "zeta1999", "result_id": "z"}],
            [{"paper": "alpha2001", "result_id": "a"}],
        ]
    )
    assert [row["result_id"] for row in rows] == ["a", "z", "pool"]


def test_findings_are_sorted_and_acknowledged_by_their_text(results):
    rows = read_rows(results / "tables/findings.csv")
    assert [(row["paper"], row["severity"], row["row"]) for row in rows] == [
        ("alpha2001", "warning", "4"),
        ("alpha2001", "note", "2"),
        ("beta2002", "warning", "3"),
        ("delta2004", "error", "2"),
        ("delta2004", "error", "3"),
    ]
    assert [row["acknowledged"] for row in rows] == ["no", "yes", "no", "no", "no"]


def test_an_acknowledged_finding_comes_back_when_its_text_changes(tmp_path):
    from dataclasses import replace

    changed = [replace(finding, expected="16/30") for finding in FINDINGS]
    rows = read_rows(render(write_run(tmp_path, findings=changed)) / "tables/findings.csv")
    assert {row["acknowledged"] for row in rows} == {"no"}


def test_what_two_stages_notice_at_a_cell_is_told_once_only_where_it_is_the_same(tmp_path):
    from dataclasses import replace

    project = write_run(tmp_path)
    again = replace(FINDINGS[0], column="n", message="seen from another side")
    twice = replace(FINDINGS[0], check="same_trial_control", message="the control is of the same trial")
    store.write_findings(project / "results/stages/rates_findings.csv", [again, twice])
    store.write_findings(project / "results/stages/controls_findings.csv", [replace(twice, message="told again")])
    said = [row["message"] for row in read_rows(render(project) / "tables/findings.csv")]
    assert FINDINGS[0].message in said and "seen from another side" in said
    assert "the control is of the same trial" in said and "told again" not in said


def test_papers_have_a_state_and_a_reason(results):
    rows = {row["paper"]: row for row in read_rows(results / "tables/papers.csv")}
    assert {name: row["state"] for name, row in rows.items()} == {
        "alpha2001": "analysed",
        "beta2002": "analysed",
        "gamma2003": "nothing_to_analyse",
        "delta2004": "left_out",
    }
    assert rows["delta2004"]["problems"].startswith("2 problems: delta2004/counts.csv:2:events: E-INT")
    assert "2 statements" in rows["gamma2003"]["problems"] and rows["alpha2001"]["problems"] == ""


def test_the_dictionary_has_every_column():
    rows = {(row["table"], row["column"]): row for row in data_dictionary()}
    for name, model in TABLES.items():
        assert {column for table, column in rows if table == name} == set(columns_of(model))
    assert set(ESTIMATES) == set(ESTIMATE_COLUMNS) == {column for table, column in rows if table == "estimates"}
    assert all(row["type"] and row["description"] for row in rows.values())
    assert (
        rows["counts", "events"]["type"] == "whole number, or a bound such as <5"
        and rows["counts", "source"]["required"] == "yes"
    )
    assert rows["times", "unit"]["type"] == "days, weeks, months, years"


@pytest.mark.parametrize("missing", ["robustness", "survival_curves", "comparisons"])
def test_a_stage_that_gave_nothing_is_no_obstacle(tmp_path, missing):
    project = write_run(tmp_path)
    (project / "results/tables" / f"{missing}.csv").unlink()
    assert (render(project) / "report.html").exists()


def test_same_inputs_give_the_same_bytes(results, tmp_path):
    again = render(write_run(tmp_path))
    files = sorted(path.relative_to(results) for path in results.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert [name for name in files if (results / name).read_bytes() != (again / name).read_bytes()] == []


def test_rows_that_a_paper_is_analysed_without_are_named_at_the_top(tmp_path):
    unread = Finding(
        paper="alpha2001",
        check="e_expression",
        severity="error",
        table="claims",
        row="3",
        message="alpha2001/claims.csv:3:expression: E-EXPRESSION this is no arithmetic",
        source="alpha2001/claims.csv:3",
    )
    results = render(write_run(tmp_path, findings=[*FINDINGS, unread]))
    rows = {row["paper"]: row for row in read_rows(results / "tables/papers.csv")}
    assert rows["alpha2001"]["state"] == "analysed"
    assert rows["alpha2001"]["problems"].startswith("1 row left out: alpha2001/claims.csv:3:expression")
    page = (results / "report.html").read_text(encoding="utf-8")
    assert page.index("Rows left out") < page.index("E-EXPRESSION this is no arithmetic") < page.index('id="answers"')


def test_facts_of_all_stages_stand_together_in_the_order_of_the_estimates(results):
    facts, estimates = (read_rows(results / name) for name in ("tables/facts.csv", "estimates.csv"))
    order = [row["result_id"] for row in estimates]
    places = [order.index(row["result_id"]) for row in facts]
    assert places == sorted(places) and {row["name"] for row in facts} >= {"control_rate", "first_at_or_below", "time"}
    assert all(row["value"] for row in facts)

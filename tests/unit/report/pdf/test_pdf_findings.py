"""The findings of all papers in the printed report."""

from __future__ import annotations

from reanalysis.model.finding import Finding
from reanalysis.report.pdf import findings
from reanalysis.report.pdf.findings import across_findings

from ..conftest import ERRORS, write_run
from ..views.test_change_view import page_of


def said(cell) -> list[str]:
    return ["".join(part["text"] for part in text) for text in cell["lines"]]


def rows_of(blocks):
    [table] = [block for block in blocks if block["kind"] == "table"]
    return [column["title"] for column in table["columns"]], {
        said(row["cells"][0])[0]: [said(cell) for cell in row["cells"][1:]] for row in table["rows"]
    }


def test_each_paper_has_its_counts_and_its_numbers_that_do_not_follow(tmp_path):
    titles, rows = rows_of(across_findings(page_of(write_run(tmp_path)).site))
    assert titles == ["Paper", "Errors", "Warnings", "Notes", "Not reproducible as printed"]
    assert rows["Alpha 2001"][:3] == [["0"], ["1"], ["1"]]
    [number] = rows["Alpha 2001"][3]
    assert number.startswith("Warning 1  13 (43)")
    assert rows["Beta 2002"] == [["0"], ["1"], ["0"], []] and rows["Gamma 2003"] == [["0"], ["0"], ["0"], []]
    assert rows["delta2004"][0] == [str(len(ERRORS))]


def test_a_claim_stands_in_its_own_words(tmp_path):
    claim = Finding(
        paper="beta2002",
        check="claim_not_reproducible",
        severity="warning",
        table="claims",
        row="2",
        column="stated",
        entered="5",
        expected="4",
        outcome="sum_of_arms",
        message="not reproducible from the printed numbers: 5 is stated for 2 + 2, which is 4: all arms",
        short="5 is stated for 2 + 2, which is 4: all arms",
        source="beta2002/claims.csv:2",
    )
    _, rows = rows_of(across_findings(page_of(write_run(tmp_path, findings=[claim])).site))
    assert rows["Beta 2002"] == [["0"], ["1"], ["0"], ["Warning 1  5 is stated for 2 + 2, which is 4: all arms"]]


def test_of_many_numbers_the_rest_is_counted_and_of_very_many_papers_those_with_notes_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(findings, "MOST_NUMBERS", 0)
    monkeypatch.setattr(findings, "MOST_PAPERS", 3)
    blocks = list(across_findings(page_of(write_run(tmp_path)).site))
    _, rows = rows_of(blocks)
    assert rows["Alpha 2001"][3] == ["and 1 more"] and "Gamma 2003" not in rows
    assert blocks[-1]["runs"][0]["text"] == "1 other paper: tables/findings.csv."


def test_without_findings_that_is_said(tmp_path):
    site = page_of(write_run(tmp_path)).site
    site.findings = []
    [_, text] = across_findings(site)
    assert text["runs"][0]["text"] == "The audit has no findings."

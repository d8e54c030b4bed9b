"""What the pages show of papers that have everything is what the analyses gave for them: nothing is invented."""

from __future__ import annotations

import csv
import json
import re

import pytest

from reanalysis.model.facts import FACTS
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.report.pictures.gallery import KINDS

from .everything import PAPERS, SETS

GIVEN = """
time every_assay fraction control_rate reference scores tau_scale weight a0 several_counts
printed_percent counts_low counts_high control_events control_n control_part controls
concurrent_events concurrent_n counts doses dose_unit plan_answer plan_needed plan_of z
first_at_or_below n_at_risk middle_to_last not_reached degenerate assumes naive reason remark
note_parts
"""
NUMBER = re.compile(r'<a href="[^"]*" data-trace="(\d+)">([^<]*)</a>')
TRACE = re.compile(r'<script type="application/json" id="trace">(.*?)</script>', re.S)


def pages(everything):
    return {name: text for name, text in everything.texts.items() if name.endswith(".html")}


def typed(name):
    """The rows of a raw table as somebody typed them, by `file:line`."""
    if name == "sets.csv":
        lines = SETS.splitlines()
    else:
        paper, _, table = name.partition("/")
        lines = PAPERS[paper][table.removesuffix(".csv") if "/" not in table else table].splitlines()
    header, *rows = csv.reader(lines)
    return {f"{name}:{line}": dict(zip(header, row, strict=True)) for line, row in enumerate(rows, 2)}


def test_every_paper_is_analysed_and_every_table_is_shown(everything):
    states = {row["paper"]: (row["state"], row["problems"]) for row in everything.rows("tables/papers.csv")}
    assert states == dict.fromkeys(PAPERS, ("analysed", ""))
    text = "".join(pages(everything).values())
    hidden = [table for table in INPUT_TABLES if f'id="src-{table}-' not in text]
    assert hidden == []


def test_the_facts_that_a_later_stage_reads_are_given(everything):
    given = {row["name"] for row in everything.rows("tables/facts.csv")}
    assert set(GIVEN.split()) <= given <= FACTS.keys()


def test_every_kind_of_figure_is_drawn(everything):
    drawn = {name.partition("/")[2].partition("-")[0] for name in everything.texts if name.endswith(".svg")}
    assert len(drawn) > 8
    for kind in KINDS:
        assert kind.name in drawn or not (kind.of_paper or kind.of_all)


@pytest.mark.parametrize("comparison", re.findall(r"^((?:vs|os)_\w+),", PAPERS["newdrug2020"]["comparisons"], re.M))
def test_every_comparison_stands_on_its_page_with_numbers_or_a_reason(everything, comparison):
    page = everything.texts["papers/newdrug2020.html"]
    _, found, rest = page.partition(f'id="comparison-{comparison}"')
    part = rest.partition("</article>")[0]
    reason = re.search(r">Not tested: ([^<]{20,})", part)
    assert found and ("data-trace" in part or reason)
    assert "nothing was computed" not in part


def test_a_rate_that_stands_with_its_counts_leads_to_the_result_of_these_counts(everything):
    results = {row["result_id"]: row for row in everything.rows("estimates.csv")}
    seen = set()
    for text in pages(everything).values():
        trace = json.loads(TRACE.search(text)[1])
        ids = ["/".join(trace["texts"][part] for part in parts) for parts in trace["ids"]]
        for place, shown in NUMBER.findall(text):
            result_id = ids[int(place)]
            if counts := re.fullmatch(r"[0-9.]+% \((\d+)/(\d+)\)", shown):
                row = results[result_id]
                assert (row["events"], row["n"]) == counts.groups(), (result_id, shown)
                seen.add(shown)
    assert {"25.0% (5/20)", "20.0% (4/20)", "15.0% (6/40)", "12.5% (5/40)"} <= seen


def test_the_panel_quotes_the_cells_as_they_were_typed_and_the_entered_count_before_the_printed_text(everything):
    quoted = 0
    for text in pages(everything).values():
        trace = json.loads(TRACE.search(text)[1])
        for file, line, column, raw, _ in trace["cells"]:
            place = trace["files"][file][0] + line
            name = place.rpartition(":")[0]
            if not name.endswith(".csv"):
                continue
            row, columns = typed(name)[place], trace["texts"][column].split(" | ")
            assert [row[part] for part in columns] == trace["texts"][raw].split(" | "), place
            if name.endswith("/counts.csv") and row["events"]:
                assert columns[0] == "events", place
            quoted += 1
    assert quoted > 300

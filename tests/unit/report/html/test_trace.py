"""Every number of a page resolves to its cells through the page's island."""

from __future__ import annotations

import json
import re

import pytest

from reanalysis.methods import METHODS, formula
from reanalysis.model.refs import split_refs
from reanalysis.model.rows import Count
from reanalysis.model.store import read_rows
from reanalysis.report.html.trace import cell_of


def island(page):
    [node] = [node for node in page.all("script") if node.attributes.get("id") == "trace"]
    return json.loads("".join(node.own))


def shown(page):
    """The results that the numbers of a page are, or are about, with the place in the island that each number names."""
    found = {}
    for node in page.all():
        if name := node.attributes.get("data-result-id") or node.attributes.get("data-of"):
            found.setdefault(name, set()).add(int(node.attributes["data-trace"]))
    return {name: place for name, places in found.items() for [place] in [places]}


def cells(trace, result):
    """File with line, column, raw text and place of the cells of a result."""
    for number in trace["sets"][result[-1]]:
        file, rest, *texts = trace["cells"][number]
        yield (trace["files"][file][0] + rest, *(trace["texts"][text] for text in texts))


def test_no_number_is_without_a_source_cell(pages):
    """The count that has to be zero: numbers whose cells lack a file, line, column, text or place."""
    without, numbers = [], 0
    for name, page in pages.items():
        trace = island(page)
        for result_id, place in shown(page).items():
            numbers += 1
            found = list(cells(trace, trace["results"][place]))
            if not found or not all(all(cell) for cell in found):
                without.append((name, result_id, found))
    assert numbers > 10 and without == []


def test_the_cells_are_those_of_the_table_of_estimates(pages, results):
    sources = {row["result_id"]: split_refs(row["sources"]) for row in read_rows(results / "estimates.csv")}
    for page in pages.values():
        trace = island(page)
        for result_id, place in shown(page).items():
            assert [cell[0] for cell in cells(trace, trace["results"][place])] == list(sources[result_id])


def test_raw_cells_say_what_was_typed(pages):
    page = pages["papers/alpha2001.html"]
    trace = island(page)
    name = (
        "alpha2001/all/objective_response/-/proportion/clopper_pearson/from_percent/alternative=two_sided/"
        "conf_level=0.95"
    )
    result = trace["results"][shown(page)[name]]
    assert list(cells(trace, result)) == [
        ("alpha2001/counts.csv:2", "reported", "50%", "Abstract, results"),
        ("alpha2001/groups.csv:2", "n", "30", "Abstract"),
    ]
    title, measure, method, how, value, interval, p, inputs, _ = (trace["texts"][text] for text in result[:-1])
    assert (title, measure, method) == (
        "Objective response: All patients",
        "rate",
        "Clopper\u2013Pearson, 95% interval",
    )
    assert (value, interval, p, inputs) == (
        "50.0%",
        "31.3\u201368.7%",
        "",
        "15 of 30; count derived from the printed percentage",
    )
    assert "Beta" in how


def test_the_island_of_a_paper_has_the_results_that_its_page_shows_and_no_others(pages):
    for name, page in pages.items():
        if name.startswith("papers/"):
            assert sorted(shown(page).values()) == list(range(len(island(page)["results"])))


def test_addresses_of_cells_lead_to_rows(pages):
    for name, page in pages.items():
        ids = {node.attributes["id"] for node in page.all() if "id" in node.attributes}
        trace = island(page)
        for file, rest, *_ in trace["cells"]:
            href = trace["files"][file][1]
            if href.startswith("#") and href != "#top":
                assert href[1:] + re.search(r"[0-9]+$", rest)[0] in ids, (name, href, rest)


def test_cells_quoted_on_a_page_stand_in_its_island(pages):
    quoted = 0
    for page in pages.values():
        trace = island(page)
        known = {trace["files"][file][0] + rest for file, rest, *_ in trace["cells"]}
        found = {node.attributes["data-source"] for node in page.all() if "data-source" in node.attributes}
        assert found <= known
        quoted += len(found)
    assert quoted


def test_a_number_made_from_an_estimate_leads_to_the_estimate(pages):
    for name in ("report.html", "papers/alpha2001.html"):
        [about] = {
            node.attributes["data-of"]
            for node in pages[name].all()
            if "Holds while" in node.text and "data-of" in node.attributes
        }
        assert about.startswith("alpha2001/all/objective_response/") and about in shown(pages[name])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: f"{method.name}-{'-'.join(method.measures)}")
def test_every_method_has_a_name_and_a_formula(method):
    assert method.label and method.formula and formula(method.measures[0] if method.measures else "", method.name)


def test_the_count_that_was_entered_is_quoted_before_the_text_that_is_printed():
    given = {"group": "all", "outcome": "objective_response", "n": 34, "reported": "13 (38.2)", "source": "Table 2"}
    assert cell_of(Count(**given, events=13), "counts") == ("events | n", "13 | 34")
    assert cell_of(Count(**given), "counts") == ("reported | n", "13 (38.2) | 34")

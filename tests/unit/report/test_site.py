"""Links from numbers to cells."""

from __future__ import annotations

import pytest

from reanalysis.model.config import Outcomes
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding
from reanalysis.model.naming import group_named, outcome_named, paper_named, set_named
from reanalysis.model.paper import Dataset
from reanalysis.report.gather import Gathered
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.views.front import overview

from .conftest import INFO, TABLES_OF, paper
from .text.test_words import BLANK, result_of


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    states = [{"paper": name, "state": "analysed", "problems": ""} for name in ("alpha2001", "beta2002", "delta2004")]
    dataset = Dataset(
        {name: paper(name, TABLES_OF[name], INFO[name]) for name in ("alpha2001", "beta2002")}, {"delta2004": 1}
    )
    return Site(dataset, Gathered([], [], states, [], [], []), Outcomes(), {})


def test_long_lists_of_sources_are_cut_and_say_by_how_much(site):
    refs = tuple(f"beta2002/patients.csv:{line}" for line in range(2, 40, 2))
    assert Page(site, "beta2002").sources(refs).striptags().endswith("2, 4, 6; 16 other cells")


@pytest.mark.parametrize(
    ("page", "ref", "href"),
    [
        ("", "alpha2001/counts.csv:2", "papers/alpha2001.html#src-counts-2"),
        ("alpha2001", "alpha2001/counts.csv:2", "#src-counts-2"),
        ("beta2002", "alpha2001/counts.csv:2", "alpha2001.html#src-counts-2"),
        ("", "alpha2001/alpha2001.xlsx!counts!A7", "papers/alpha2001.html#src-counts-7"),
        ("alpha2001", "alpha2001/paper.yaml:1", "#top"),
        ("", "delta2004/counts.csv:2", "papers/delta2004.html#top"),
        ("", "gone1999/counts.csv:2", ""),
        ("", "sets.csv:3", ""),
    ],
)
def test_references_lead_to_the_row_on_the_page_of_its_paper(site, page, ref, href):
    assert Page(site, page).href(ref) == href


def test_a_number_carries_its_result_and_leads_to_its_first_cell(site):
    result = result_of(
        BLANK
        | {
            "method": "clopper_pearson",
            "estimate": "0.5",
            "conf_level": "0.95",
            "conf_low": "0.3",
            "conf_high": "0.7",
            "sources": "alpha2001/counts.csv:2;alpha2001/groups.csv:2",
        }
    )
    assert (
        str(Page(site).number(result, "50.0%"))
        == '<a href="papers/alpha2001.html#src-counts-2" data-trace="0">50.0%</a>'
    )


def test_a_number_whose_cell_is_gone_is_no_link(site):
    link = str(Page(site).cell("gone1999/counts.csv:2", "<5"))
    assert link.startswith("<span") and "href" not in link and "&lt;5" in link


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (
            f"{group_named('alpha2001', 'control')} of {set_named('old_ones')} gives no count",
            "Alpha 2001, Historical control of the set \u201cold ones\u201d gives no count",
        ),
        (f"see {paper_named('beta2002')} {{there}}", "see Beta 2002 {there}"),
        (f"the nearest is {outcome_named('objective_response')}", "the nearest is objective response"),
        (
            "a group called all, beta2002 and 'objective_response'",
            "a group called all, beta2002 and 'objective_response'",
        ),
        (""""beta2002" {paper beta2002} as typed""", "\u201cbeta2002\u201d {paper beta2002} as typed"),
        (f"{paper_named('zeta1999')} was left out", "zeta1999 was left out"),
    ],
)
def test_messages_have_labels_where_their_writer_named_things_and_nowhere_else(site, message, shown):
    finding = Finding(paper="alpha2001", check="c", severity="note", message=message)
    assert site.message(finding) == shown
    blank = Estimate(paper="alpha2001", group="a", measure="proportion", method="wilson", sources=("x",), note=message)
    assert site.note(blank) == shown


def test_papers_in_what_somebody_wrote_are_called_by_their_names(site):
    assert site.own_words('as in beta2002, not "beta2002" or beta2002/counts.csv:2') == (
        "as in Beta 2002, not \u201cbeta2002\u201d or beta2002/counts.csv:2"
    )


def test_runs_of_lines_are_one_link(site):
    refs = (
        "beta2002/patients.csv:4",
        "beta2002/patients.csv:2",
        "beta2002/patients.csv:3",
        "beta2002/patients.csv:5",
        "beta2002/groups.csv:2",
        "alpha2001/counts.csv:2",
    )
    from markupsafe import Markup

    assert Markup(Page(site, "beta2002").sources(refs)).striptags() == "alpha2001 counts 2; groups 2; patients 2\u20135"


def test_how_often_papers_were_entered_is_said_of_those_that_were_read(tmp_path):
    states = [
        {"paper": name, "state": state, "problems": "", "entries": "once"}
        for name, state in (("alpha2001", "analysed"), ("beta2002", "nothing_to_analyse"), ("delta2004", "left_out"))
    ]
    dataset = Dataset(
        {name: paper(name, TABLES_OF[name], INFO[name]) for name in ("alpha2001", "beta2002")}, {"delta2004": 1}
    )
    shown = overview(Site(dataset, Gathered([], [], states, [], [], []), Outcomes(), {}), tmp_path)
    assert (shown["papers"], shown["entries"]) == ("2 papers", "2 once")

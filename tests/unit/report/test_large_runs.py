"""Runs of many papers: the front page stays readable, curves move to the pages of the papers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reanalysis.report.views.front import PAPERS_ON_A_PAGE

from .conftest import INFO, TABLES_OF, estimates, read_page, render, write_run

COPIES = 26


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """The two papers with numbers, the first of them many times over."""
    tables, info, stages = {"beta2002": TABLES_OF["beta2002"]}, {"beta2002": INFO["beta2002"]}, {}
    for number in range(COPIES):
        name = "alpha2001" if number == 0 else f"alpha{2001 + number}"
        tables[name], info[name] = TABLES_OF["alpha2001"], INFO["alpha2001"] | {"year": name[-4:], "trial": name}
    for stage, rows in estimates().items():
        copied = [e for e in rows if e.paper == "alpha2001"]
        stages[stage] = [e for e in rows if e.paper == "beta2002"] + [
            replace(e, paper=name, sources=tuple(ref.replace("alpha2001", name) for ref in e.sources))
            for name in tables
            if name != "beta2002"
            for e in copied
        ]
    return render(write_run(tmp_path_factory.mktemp("large"), tables=tables, info=info, stages=stages))


def drawings(path):
    return [
        svg.attributes["aria-labelledby"].split("-title")[0]
        for svg in read_page(path).all("svg")
        if "aria-labelledby" in svg.attributes
    ]


def test_the_forest_plot_is_split_and_no_paper_is_torn_apart(large):
    names = [name for name in drawings(large / "report.html") if name.startswith("forest")]
    assert len(names) > 1
    texts = [(large / "figures" / f"{name}.svg").read_text(encoding="utf-8") for name in names]
    for number in range(COPIES):
        assert sum(f">Alpha {2001 + number}</text>" in text for text in texts) == 1


def test_curves_stand_on_the_pages_of_the_papers_only(large):
    front = drawings(large / "report.html")
    assert not [name for name in front if name.startswith(("km-", "assumed-"))]
    assert any(name.startswith("km-") for name in drawings(large / "papers/beta2002.html"))
    assert any(name.startswith("assumed-") for name in drawings(large / "papers/alpha2001.html"))


def test_every_paper_has_its_row(large):
    [table] = [table for table in read_page(large / "report.html").all("table") if "answers" in table.classes]
    assert len(table.all("tbody")[0].all("tr")) == COPIES + 1


@pytest.fixture(scope="module")
def paged(tmp_path_factory):
    """More papers than a page holds, nearly all of them without a number."""
    tables, info = dict(TABLES_OF), dict(INFO)
    for number in range(PAPERS_ON_A_PAGE + 2):
        tables[f"omega{1000 + number}"], info[f"omega{1000 + number}"] = (
            TABLES_OF["gamma2003"],
            INFO["gamma2003"] | {"trial": f"omega{number}"},
        )
    project = write_run(tmp_path_factory.mktemp("paged"), tables=tables, info=info)
    (project / "results").mkdir(exist_ok=True)
    (project / "results/report-3.html").write_text("of an earlier, larger run", encoding="utf-8")
    return render(project)


def test_more_papers_than_a_page_holds_stand_on_pages_that_lead_to_each_other(paged):
    first, second = (read_page(paged / name) for name in ("report.html", "report-2.html"))
    rows = [
        sum(len(table.all("tbody")[0].all("tr")) for table in page.all("table") if "answers" in table.classes)
        for page in (first, second)
    ]
    assert rows == [PAPERS_ON_A_PAGE - 2, 6]  # of the first page one paper is left out and two are on one trial
    for page, other, here in ((first, "report-2.html", "1"), (second, "report.html", "2")):
        pagers = [node for node in page.all("nav") if "pager" in node.classes]
        assert len(pagers) == 2 and len({node.attributes["aria-label"] for node in pagers}) == 2
        for pager in pagers:
            assert other in {link.attributes["href"] for link in pager.all("a")}
            assert [node.text for node in pager.all("strong") if node.attributes.get("aria-current") == "page"] == [
                here
            ]
    assert not (paged / "report-3.html").exists()


def test_every_link_of_the_pages_leads_somewhere(paged):
    for name in ("report.html", "report-2.html"):
        page = read_page(paged / name)
        ids = {node.attributes["id"] for node in page.all() if "id" in node.attributes}
        for link in page.all("a"):
            file, _, anchor = link.attributes["href"].partition("#")
            assert (paged / file).exists() if file else anchor in ids, (name, link.attributes["href"])


def test_what_is_said_once_stands_on_the_first_page(paged):
    sections = [
        [node.attributes.get("id") for node in read_page(paged / name).all("section")]
        for name in ("report.html", "report-2.html")
    ]
    assert sections[0] == ["left-out", "answers", "findings", "changes", "methods", "references", "cite", "dictionary"]
    assert sections[1] == ["answers", "findings"]


def test_a_run_without_papers_says_so_and_does_not_stop(tmp_path):
    empty = {stage: [] for stage in ("response_rates", "comparisons", "survival")}
    page = read_page(render(write_run(tmp_path, tables={}, info={}, findings=[], stages=empty)) / "report.html")
    assert "0 papers" in page.text and "delta2004" in page.text

"""One paper as its own printed document."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from reanalysis.model.store import load_dataset, load_vocabulary
from reanalysis.report.gather import gather
from reanalysis.report.pdf import alone
from reanalysis.report.pdf.blocks import PrintedPage
from reanalysis.report.pdf.paper import paper_blocks
from reanalysis.report.pictures.gallery import gallery
from reanalysis.report.site import Site

from ..conftest import render, write_run


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    project = write_run(tmp_path_factory.mktemp("alone"))
    dataset = load_dataset(project / "data/processed")
    gathered = gather(dataset, project / "data/processed", project / "results", project / "data/accepted/estimates.csv")
    names = load_vocabulary(project, dataset)
    site = Site(dataset, gathered, names.outcomes, names.scales, 1)
    return site, list(gallery(site, level="95%", level_of_times="95%", alpha=0.05))


def shape(blocks):
    return [{**block, "level": 0} if block["kind"] == "heading" else block for block in blocks]


def test_it_has_the_blocks_of_the_report_and_its_own_figures_alone(run):
    site, drawn = run
    for name in site.states:
        mine = [picture for picture in drawn if picture.paper == name]
        printed = alone.paper_document(site, name, drawn, title="The report", version="abc")
        assert shape(printed["blocks"][:-1]) == shape(paper_blocks(PrintedPage(site, name), mine))
        assert printed["title"] == f"{site.short_name(name)}: The report" and printed["version"] == "abc"
        assert f"papers/{name}.html" in printed["blocks"][-1]["runs"][0]["text"]


def test_its_headings_begin_at_the_first_level_and_go_down_one_at_a_time(run):
    site, drawn = run
    for name in site.states:
        blocks = alone.paper_document(site, name, drawn, title="t", version="v")["blocks"]
        levels = [block["level"] for block in blocks if block["kind"] == "heading"]
        assert levels[0] == 1 and levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_it_is_a_tagged_document_with_the_same_bytes_each_time(run):
    site, drawn = run
    name = next(iter(site.states))
    first, second = (alone.paper_pdf(site, name, drawn, title="t", version="v") for _ in range(2))
    assert first == second and first.startswith(b"%PDF") and re.search(rb"pdfuaid:part>1<|pdfuaid:part=.1", first)


def test_each_paper_has_a_document_beside_its_page_where_that_is_asked_for(tmp_path):
    project = write_run(tmp_path)
    papers = render(project, paper_pdf=True) / "papers"
    assert sorted(path.stem for path in papers.glob("*.pdf")) == sorted(path.stem for path in papers.glob("*.html"))
    assert (papers / "alpha2001.pdf").read_bytes().startswith(b"%PDF")
    assert 'href="alpha2001.pdf"' in (papers / "alpha2001.html").read_text(encoding="utf-8")
    render(project)
    assert not list(papers.glob("*.pdf")) and "alpha2001.pdf" not in (papers / "alpha2001.html").read_text("utf-8")

"""The page of the pools: table, figure and sentences say the same, and a set without a pool says why."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from reanalysis.analyses.pooling import pool_sets
from reanalysis.model.config import Outcomes, SynthesisConfig, Vocabulary
from reanalysis.model.estimate import facts_of
from reanalysis.model.paper import Dataset, Paper, PaperInfo
from reanalysis.model.rows import Count, Group, SetMember, Summary
from reanalysis.report.gather import Gathered
from reanalysis.report.page import Page
from reanalysis.report.pictures.pools import pooled_forests
from reanalysis.report.render import _write_synthesis, environment_of_pages
from reanalysis.report.site import Site
from reanalysis.report.views.pools import pools
from reanalysis.report.views.synthesis import link_of

OUTCOME, ENDPOINT = "objective_response", "overall_survival"
OUTCOMES = {"outcomes": {OUTCOME: {"label": "Objective response"}}, "endpoints": {ENDPOINT: {"label": "Survival"}}}


def a_paper(name, x, n, y=None, m=None, year=2001):
    groups = [Group(ref=f"{name}/groups.csv:2", source="t", group="all", label="All", n=n)]
    counts = [Count(ref=f"{name}/counts.csv:2", source="t", group="all", outcome=OUTCOME, events=x)]
    if m is not None:
        groups.append(Group(ref=f"{name}/groups.csv:3", source="t", group="old", label="Old", n=m))
        counts.append(Count(ref=f"{name}/counts.csv:3", source="t", group="old", outcome=OUTCOME, events=y))
    hazard = Summary(
        ref=f"{name}/summaries.csv:2", source="t", group="all", endpoint=ENDPOINT, statistic="hazard_ratio",
        value="0.7", low="0.5", high="0.98", against="old",
    )  # fmt: skip
    info = PaperInfo(source_kind="full_text", trial=name, title=name, first_author=name.capitalize(), year=year)
    return Paper(name, info, groups=tuple(groups), counts=tuple(counts), summaries=(hazard,) if m else ())


@pytest.fixture(scope="module")
def site():
    singles = [
        a_paper(f"single{c}", x, n) for c, x, n in zip("abcde", (8, 5, 0, 12, 3), (30, 24, 17, 41, 19), strict=True)
    ]
    trials = [
        a_paper(f"trial{c}", *t) for c, t in zip("abc", ((3, 20, 5, 18), (2, 11, 4, 12), (1, 9, 2, 10)), strict=True)
    ]
    rows, papers = [], {paper.name: paper for paper in (*singles, *trials)}

    def add(name, paper, **cells):
        rows.append(
            SetMember(ref=f"sets.csv:{len(rows) + 2}", set=name, purpose="synthesis", paper=paper, group="all", **cells)
        )

    for i, paper in enumerate(singles):
        add("series", paper.name, outcome=OUTCOME, subgroup="early" if i < 3 else "late")
    for paper in trials:
        add("trials", paper.name, outcome=OUTCOME, against="old")
        add("hazards", paper.name, endpoint=ENDPOINT, against="old")
    for name in ("singlea", "singleb"):
        add("nothing", name, endpoint=ENDPOINT)
    dataset = Dataset(papers, sets=tuple(rows))
    result = pool_sets(dataset, Vocabulary(Outcomes.model_validate(OUTCOMES), {}), SynthesisConfig())
    gathered = Gathered(
        [row.as_row() for row in result.estimates], result.findings,
        [{"paper": name, "state": "analysed", "problems": ""} for name in papers], [], [], [],
        facts=[fact for row in result.estimates for fact in row.as_facts()],
        pooled_studies=result.extra["synthesis_studies"], pool_choices=result.extra["synthesis_choices"],
    )  # fmt: skip
    assert facts_of(gathered.facts)
    return Site(dataset, gathered, Outcomes.model_validate(OUTCOMES), {})


class Rows(HTMLParser):
    """The cells of the tables of a class, and all text of paragraphs of a class."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.answers, self._in, self._cell, self._answer = [], [], False, None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        kinds = (dict(attrs).get("class") or "").split()
        if tag == "table":
            self._in = "forest" in kinds
            if self._in:
                self.tables.append([])
        if self._in and tag == "tr":
            self.tables[-1].append([])
        if self._in and tag in ("td", "th"):
            self._cell = []
        if tag == "p" and "answer" in kinds:
            self._answer = []

    def handle_endtag(self, tag):
        if self._in and tag in ("td", "th"):
            self.tables[-1][-1].append("".join(self._cell).strip())
            self._cell = None
        if tag == "p" and self._answer is not None:
            self.answers.append(" ".join("".join(self._answer).split()))
            self._answer = None

    def handle_data(self, data):
        for held in (self._cell, self._answer):
            if held is not None:
                held.append(data)


@pytest.fixture(scope="module")
def page(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    drawn = list(pooled_forests(site))
    shared = {"title": "T", "level": "95%", "style": "", "script": "", "policy": ""}
    _write_synthesis(environment_of_pages(), site, folder, drawn, shared)
    return (folder / "synthesis.html").read_text(encoding="utf-8")


def test_table_and_figure_have_the_same_cells(site, page):
    tables, pictures = Rows(page).tables, list(pooled_forests(site))
    assert len(tables) == len(pictures) == 3
    for table, picture in zip(tables, pictures, strict=True):
        lines = [row for row in table[1:] if len(row) > 1]
        shown = [(row[0], row[1], row[5], row[3], row[4]) for row in lines]
        assert shown == [tuple(cells) for cells in picture.rows]
        drawn = re.sub("<[^>]+>", "\n", picture.svg)
        for cells in picture.rows:
            for cell in filter(None, cells[1:]):
                assert cell in drawn


def test_the_sentence_has_the_numbers_of_the_table(page):
    found = Rows(page)
    for table, answer in zip(found.tables, found.answers, strict=False):
        mean = next(row for row in table if row[0] == "Pooled")
        assert mean[3] in answer and mean[4] in answer
        further = next(row for row in table if row[0] == "One more study")
        assert further[4] in answer


def test_the_answer_stands_first_and_says_what_the_next_patients_may_show(page):
    answer = Rows(page).answers[0]
    assert answer.startswith("Pooled rate: 20.2% (95% interval ")
    assert "5 studies, 131 patients" in answer and re.search(r"Of its next 30 patients, \d+ to \d+ would", answer)
    assert "the choice of studies decides" in answer or "the model decides" in answer


def test_a_set_without_a_pool_says_why(page):
    assert any(text.startswith("Why no pool: no group of the set has survival") for text in Rows(page).answers)


def test_subgroups_stand_with_their_own_means(site):
    (view,) = [view for view in pools(site) if view.name == "series"]
    assert [line.label for line in view.lines if line.kind != "study"] == [
        "early", "Pooled, early", "late", "Pooled, late", "All studies", "Pooled", "One more study",
    ]  # fmt: skip


def test_places_lie_within_the_scale_and_keep_their_order(site):
    for view in pools(site):
        for line in view.lines:
            places = [view.place(number) for number in line.numbers if number is not None]
            assert places == sorted(places)
        assert all(0 <= place <= 1 for place, _ in view.ticks) if view.lines else view.reason


def test_a_run_without_pools_says_so_on_a_page_that_the_front_does_not_link_to(tmp_path):
    bare = Site(Dataset({}), Gathered([], [], [], [], [], []), Outcomes.model_validate(OUTCOMES), {})
    shared = {"title": "T", "level": "95%", "style": "", "script": "", "policy": ""}
    _write_synthesis(environment_of_pages(), bare, tmp_path, [], shared)
    assert "No set of sets.csv" in (tmp_path / "synthesis.html").read_text()
    assert link_of(Page(bare)) is None


def test_the_front_page_says_how_many_are_pooled(site):
    assert link_of(Page(site)) == {"href": "synthesis.html", "said": "3 pools; 1 not pooled, with the reason"}

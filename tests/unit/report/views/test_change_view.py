"""The section on changes: what it says, and that its numbers lead to their results."""

from __future__ import annotations

import re
import shutil

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reanalysis.accepted.results import changes
from reanalysis.model import store
from reanalysis.model.estimate import ESTIMATE_COLUMNS
from reanalysis.report import render
from reanalysis.report.gather import gather
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.views.changes import MOST, change_view

from ..text.test_words import result_of


def page_of(project) -> Page:
    dataset = store.load_dataset(project / "data/processed")
    gathered = gather(dataset, project / "data/processed", project / "results", project / "data/accepted/estimates.csv")
    return Page(
        Site(
            dataset,
            gathered,
            store.load_outcomes(project / "config/outcomes.yaml"),
            store.load_scales(project / "config/scales.yaml"),
        )
    )


def edit(path, *pairs):
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def html(view) -> str:
    environment = Environment(loader=FileSystemLoader(render.TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.from_string('{% from "changes.html.j2" import changes %}{{ changes(view) }}').render(view=view)


def test_nothing_differs_after_accepting(project):
    view = change_view(page_of(project))
    assert view.empty and view.accepted
    assert view.summary == "Nothing differs from the accepted results."
    assert html(view).strip() == f'<p class="measure">{view.summary}</p>'


def test_nothing_accepted_is_said(project):
    shutil.rmtree(project / "data/accepted")
    view = change_view(page_of(project))
    assert view.empty and not view.accepted
    assert view.summary.startswith("There are no accepted results")


@pytest.mark.parametrize("damage", ["<<<<<<< HEAD\n", 'x,"\n', "\udcff"], ids=["merge", "quote", "bytes"])
@pytest.mark.parametrize("name", ["estimates.csv", "cells.csv", "versions.json"])
def test_accepted_files_that_cannot_be_read_are_as_none(project, name, damage):
    path = project / "data/accepted" / name
    path.write_bytes(damage.encode("utf-8", "surrogateescape") + path.read_bytes())
    assert change_view(page_of(project)).empty


def test_a_correction_is_shown_with_what_follows_from_it(project):
    edit(project / "data/accepted/cells.csv", ("reported,50%", "reported,40%"))
    text = (project / "data/accepted/estimates.csv").read_text(encoding="utf-8")
    old = re.sub(
        r",0\.5,0\.95,0\.3129702858680275,0\.6870297141319726,",
        ",0.4,0.95,0.22655764882859367,0.5939650699481813,",
        text,
    )
    old = old.replace("0.005499068328280774", "0.10132").replace(",15,30,", ",12,30,")
    (project / "data/accepted/estimates.csv").write_text(old, encoding="utf-8")
    view = change_view(page_of(project))
    assert view.summary == "1 place in the data and 3 results changed since the accepted results; 1 conclusion flipped."
    (cell,) = view.cells
    assert (cell.accepted, cell.current, cell.place, cell.href) == (
        "40%",
        "50%",
        "alpha2001/counts.csv:2",
        "papers/alpha2001.html#src-counts-2",
    )
    flip = view.flips[0]
    assert (flip.accepted_says, flip.current_says) == (
        "the interval includes 25%; p \u2265 0.05",
        "the interval lies above 25%; p < 0.05",
    )
    assert flip.what == "Objective response: rate, against Historical control (25%)"
    (rate,) = view.results
    assert rate.what == "Objective response: rate" and rate.group == "All patients"
    assert rate.accepted == "12/30, 40.0% (22.7\u201359.4%)" and rate.difference == "+10.0 points"
    assert rate.current.striptags() == "15/30, 50.0% (31.3\u201368.7%)"
    assert html(view).count("data-trace=") >= len([*view.flips, *view.results, *view.others])


def test_rows_and_results_that_came_or_went_are_told(project):
    cells = (project / "data/accepted/cells.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in cells if "outcome=age_60" not in line] + [
        "alpha2001,counts,group=all; outcome=gone,events,3"
    ]
    (project / "data/accepted/cells.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    estimates = (project / "data/accepted/estimates.csv").read_text(encoding="utf-8").splitlines()
    estimates = [line for line in estimates if "/wilson/" not in line]
    estimates.append(estimates[1].replace("clopper_pearson", "jeffreys").replace(",yes,", ",no,"))
    (project / "data/accepted/estimates.csv").write_text("\n".join(estimates) + "\n", encoding="utf-8")
    view = change_view(page_of(project))
    assert [(c.kind, c.row) for c in view.cells] == [
        ("row_added", "group=all; outcome=age_60"),
        ("row_removed", "group=all; outcome=gone"),
    ]
    assert "events=13" in view.cells[0].current
    assert [(r.kind, r.method, r.difference) for r in view.others] == [
        ("added", "Wilson", ""),
        ("removed", "Jeffreys", ""),
    ]
    assert "not there any more" in html(view)


def test_rows_of_two_papers_stay_apart_and_so_do_papers_called_the_same(project):
    page = page_of(project)
    other = [
        {**change, "paper": name, "place": f"{name}/paper.yaml"}
        for name in ("alpha2001", "beta2002")
        for change in (
            {"table": "paper", "row": "", "column": "trial", "accepted": "", "current": name, "kind": "row_added"},
        )
    ]
    page.site.changes.cells[:] = other
    papers = page.site.dataset.papers
    papers["beta2002"].info.__dict__.update(
        first_author=papers["alpha2001"].info.first_author, year=papers["alpha2001"].info.year
    )
    assert [(Markup(cell.paper).striptags(), cell.current) for cell in change_view(page).cells] == [
        ("Alpha 2001 [alpha2001]", "trial=alpha2001"),
        ("Alpha 2001 [beta2002]", "trial=beta2002"),
    ]


def test_a_change_of_the_primary_method_is_one_sentence(project):
    edit(
        project / "data/accepted/estimates.csv",
        (
            "two_sided,15,30,yes,from_percent,printed,alpha2001/counts.csv:2;alpha2001/groups.csv:2,\n",
            "two_sided,15,30,no,from_percent,printed,alpha2001/counts.csv:2;alpha2001/groups.csv:2,\n",
        ),
    )
    view = change_view(page_of(project))
    assert (view.switched, view.results, view.others) == (
        "Clopper\u2013Pearson is now the primary method of 1 quantity.",
        (),
        (),
    )
    assert view.switched in html(view) and not view.empty


def test_what_differs_beside_the_numbers_is_named(project):
    edit(project / "data/accepted/estimates.csv", ("printed without a denominator: no interval", "printed alone"))
    (result,) = change_view(page_of(project)).results
    assert (result.accepted, result.current.striptags(), result.difference) == ("25.0%", "25.0%", "note")


def test_settings_are_named_in_words(project):
    edit(project / "results/versions.json", ('"2.3"', '"2.4"'))
    view = change_view(page_of(project))
    assert view.settings == ({"setting": "version of numpy", "accepted": "2.3", "current": "2.4"},)
    assert view.summary == "1 setting changed since the accepted results."


def test_what_somebody_typed_is_text_on_the_page(project):
    edit(project / "data/accepted/cells.csv", ("reported,50%", "reported,<script>alert(1)</script>"))
    assert "<script>" not in html(change_view(page_of(project)))


def test_long_tables_are_cut_and_say_where_the_rest_is(project):
    path = project / "data/accepted/cells.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "".join(f"alpha2001,counts,group=g{n},events,1\n" for n in range(MOST + 5)),
        encoding="utf-8",
    )
    view = change_view(page_of(project))
    assert (len(view.cells), view.hidden) == (MOST, 5)
    assert "changed_cells.csv" in html(view)


def test_a_paper_that_is_new_as_a_whole_is_one_line(project):
    for name in ("cells", "estimates"):
        path = project / f"data/accepted/{name}.csv"
        path.write_text(
            "".join(
                line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if "beta2002" not in line
            ),
            encoding="utf-8",
        )
    view = change_view(page_of(project))
    assert view.summary == "1 paper is new since the accepted results." and not view.empty
    assert [(p.paper, p.href, p.gone, p.about) for p in view.papers] == [
        ("Beta 2002", "papers/beta2002.html", False, "8 rows, 7 results")
    ]
    assert (view.cells, view.flips, view.results, view.others, view.hidden) == ((), (), (), (), 0)
    assert "Papers that came or went" in html(view)


def test_a_paper_that_is_gone_is_one_line_beside_what_else_changed(project):
    path = project / "data/accepted/cells.csv"
    edit(path, ("reported,50%", "reported,40%"))
    path.write_text(
        path.read_text(encoding="utf-8")
        + "zeta1999,paper,,trial,zeta\nzeta1999,counts,group=all; outcome=x,events,1\n",
        encoding="utf-8",
    )
    estimates = project / "data/accepted/estimates.csv"
    lines = estimates.read_text(encoding="utf-8").splitlines(keepends=True)
    estimates.write_text(
        "".join(lines) + "".join(line.replace("beta2002", "zeta1999") for line in lines if line.startswith("beta2002")),
        encoding="utf-8",
    )
    view = change_view(page_of(project))
    assert view.summary == "1 paper is gone. 1 place in the data changed since the accepted results."
    assert [(p.gone, p.href, p.about) for p in view.papers] == [(True, "", "1 row, 7 results")] and len(view.cells) == 1


def rows_of(project, *, accepted):
    """Rows that make a comparison of two groups: the difference and two tests, accepted with other numbers."""
    blank = dict.fromkeys(ESTIMATE_COLUMNS, "")
    shared = blank | {
        "paper": "alpha2001",
        "group": "all",
        "outcome": "objective_response",
        "against": "beta2002:all",
        "alternative": "two_sided",
        "events": "12" if accepted else "15",
        "n": "30",
        "derived": "entered",
        "sources": "alpha2001/counts.csv:2",
        "note": f"{'12' if accepted else '15'}/30 against 3/4",
    }
    difference = shared | {"measure": "risk_difference", "method": "newcombe", "primary": "yes", "conf_level": "0.95"}
    difference |= (
        {"estimate": "-0.35", "conf_low": "-0.6", "conf_high": "-0.01"}
        if accepted
        else {"estimate": "-0.25", "conf_low": "-0.5", "conf_high": "0.2"}
    )
    tests = [
        shared
        | {
            "measure": "association",
            "method": method,
            "primary": "yes" if method == "boschloo" else "no",
            "p_value": "0.011" if accepted else "0.22",
        }
        for method in ("boschloo", "fisher")
    ]
    worth = shared | {"measure": "effective_sample_size", "method": "map_elir", "primary": "yes", "estimate": "4.2"}
    return [row | {"result_id": result_of(row).result_id} for row in (difference, *tests, worth)]


def test_a_p_value_stands_beside_its_difference_and_unmoved_results_are_counted_alone(project):
    page = page_of(project)
    now = rows_of(project, accepted=False)
    before = rows_of(project, accepted=True)
    page.site.changes.accepted.extend(before)
    page.site.changes.results.extend(changes(before, now))
    page.site.results.all.extend(map(result_of, now))
    page.site.results._by_paper["alpha2001"].extend(map(result_of, now))
    view = change_view(page)
    assert (
        view.summary
        == "3 results changed since the accepted results; 3 conclusions flipped, 2 of them by a primary method."
    )
    assert (
        view.recounted == "Beside 1 other result the counts differ; it stands as accepted."
        and view.recounted in html(view)
    )
    methods = {row["result_id"]: row["method"] for row in now}
    flips = {methods[flip.result_id]: flip for flip in view.flips}
    assert (
        flips["boschloo"].accepted
        == flips["fisher"].accepted
        == "\u221235.0 (\u221260.0 to \u22121.0) points, p\u00a0=\u00a00.011"
    )
    assert flips["boschloo"].current.striptags() == "\u221225.0 (\u221250.0 to +20.0) points, p = 0.22"

"""Figures of times: what they say agrees with the cells that they are drawn from."""

from __future__ import annotations

from reanalysis.model import store
from reanalysis.model.estimate import Estimate

from ..conftest import CURVES, INFO, TABLES_OF, estimates, read_page, render, write_run


def described(pages, page, name):
    [svg] = [
        node for node in pages[page].all("svg") if node.attributes.get("aria-labelledby", "").startswith(f"{name}-")
    ]
    return next(node.text for node in svg.children if node.tag == "desc")


def test_listed_durations_stand_by_label_and_length_with_ongoing_ones_marked(pages):
    text = described(pages, "papers/beta2002.html", "swimmer-beta2002-1")
    assert (
        text
        == "A bar for each of 2 patients, + where ongoing, in weeks. Complete (1 patient): 26+; Partial (1 patient): "
        "13."
    )
    page = pages["papers/beta2002.html"].text
    assert "Of responders only." in page and "still ongoing when the paper was written (1 of 2)" in page


def test_papers_without_listed_times_have_no_swimmer_plot(results):
    assert [path.name for path in sorted((results / "figures").glob("swimmer-*"))] == ["swimmer-beta2002-1.svg"]


def test_medians_stand_in_months_with_limits_that_are_not_reached(pages):
    assert described(pages, "report.html", "medians-1") == (
        "Medians in months. Duration of response: Beta 2002, All patients 1/2, 4.5 (3.0 to not reached); 19.5 weeks."
    )
    assert "In months of 30.4375 days" in pages["report.html"].text


def test_curves_from_a_figure_stand_apart_and_say_so(tmp_path):
    project = write_run(tmp_path)
    path = project / "results/tables/survival_curves.csv"
    listed = [row | {"derived": "entered"} for row in store.read_rows(path)]
    store.write_rows(
        path, (*CURVES, "derived"), [*listed, *(row | {"derived": "reconstructed", "n_at_risk": "4"} for row in listed)]
    )
    pages = {"papers/beta2002.html": read_page(render(project) / "papers/beta2002.html")}
    text = described(pages, "papers/beta2002.html", "km-beta2002-1")
    assert "All patients: 3 patients" in text and "All patients, reconstructed: 4 patients" in text
    assert "times reconstructed from a figure" in pages["papers/beta2002.html"].text


def test_a_group_of_fewer_than_three_has_no_curve(tmp_path):
    for number, drawn in ((3, True), (2, False)):
        project = write_run(tmp_path / str(number))
        path = project / "results/tables/survival_curves.csv"
        rows = [row | {"n_at_risk": str(number)} for row in store.read_rows(path)]
        store.write_rows(path, CURVES, rows)
        assert bool(list((render(project) / "figures").glob("km-beta2002-*.svg"))) is drawn


def test_curves_stand_in_the_order_of_entry_not_of_size(tmp_path):
    info = {
        "source_kind": "full_text",
        "trial": "delta",
        "title": "Times alone",
        "first_author": "Delta",
        "year": "2005",
        "enrolled": "44",
    }
    groups = "group,label,n,source\nga,Group A,4,Text\ngb,Group B,40,Text"
    stages = estimates()
    stages["survival"].append(
        Estimate(
            paper="delta2005",
            group="ga",
            endpoint="overall_survival",
            unit="weeks",
            measure="median_time",
            method="kaplan_meier_loglog",
            estimate=13.0,
            primary=True,
            sources=("delta2005/groups.csv:2",),
        )
    )
    project = write_run(
        tmp_path, tables=TABLES_OF | {"delta2005": {"groups": groups}}, info=INFO | {"delta2005": info}, stages=stages
    )
    curve = dict.fromkeys(CURVES, "") | {
        "paper": "delta2005",
        "endpoint": "overall_survival",
        "unit": "weeks",
        "time": "13",
        "events": "1",
        "censored": "0",
        "survival": "0.75",
        "method": "kaplan_meier_loglog",
        "derived": "entered",
    }
    store.write_rows(
        project / "results/tables/survival_curves.csv",
        CURVES,
        [curve | {"group": group, "n_at_risk": n} for group, n in (("gb", "40"), ("ga", "4"))],
    )
    text = read_page(render(project) / "papers/delta2005.html").text
    assert 0 < text.index("Group A: 4 patients, 1 event") < text.index("Group B: 40 patients")

"""Figures of times: what they say agrees with the cells that they are drawn from."""

from __future__ import annotations

from reanalysis.model import store

from .conftest import CURVES, read_page, render, write_run


def described(pages, page, name):
    [svg] = [node for node in pages[page].all("svg") if node.attributes.get("aria-labelledby", "").startswith(f"{name}-")]
    return next(node.text for node in svg.children if node.tag == "desc")


def test_listed_durations_stand_by_label_and_length_with_ongoing_ones_marked(pages):
    text = described(pages, "papers/beta2002.html", "swimmer-beta2002-1")
    assert text == "A bar for each of 2 patients, + where ongoing, in weeks. Complete (1 patient): 26+; Partial (1 patient): 13."
    page = pages["papers/beta2002.html"].text
    assert "Of responders only." in page and "still ongoing when the paper was written (1 of 2)" in page


def test_papers_without_listed_times_have_no_swimmer_plot(results):
    assert [path.name for path in sorted((results / "figures").glob("swimmer-*"))] == ["swimmer-beta2002-1.svg"]


def test_medians_stand_in_months_with_limits_that_are_not_reached(pages):
    assert described(pages, "report.html", "medians-1") == (
        "Medians in months. Duration of response: Beta 2002, All patients 1/2, 4.5 (3.0 to not reached); 19.5 weeks.")
    assert "In months of 30.4375 days" in pages["report.html"].text


def test_curves_from_a_figure_stand_apart_and_say_so(tmp_path):
    project = write_run(tmp_path)
    path = project / "results/tables/survival_curves.csv"
    listed = [row | {"derived": "entered"} for row in store.read_rows(path)]
    store.write_rows(path, (*CURVES, "derived"), [*listed, *(row | {"derived": "reconstructed", "n_at_risk": "4"} for row in listed)])
    pages = {"papers/beta2002.html": read_page(render(project) / "papers/beta2002.html")}
    text = described(pages, "papers/beta2002.html", "km-beta2002-1")
    assert "All patients: 3 patients" in text and "All patients, reconstructed: 4 patients" in text
    assert "times reconstructed from a figure" in pages["papers/beta2002.html"].text

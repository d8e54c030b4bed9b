"""Differences from the accepted results as text, Markdown and JSON."""

from __future__ import annotations

import json

import pytest

from reanalysis.commands import diff, terminal
from reanalysis.commands.accepted import Differences
from reanalysis.commands.conclusions import flips, sentences, whole_papers
from reanalysis.model.config import Outcomes
from reanalysis.model.paper import Dataset

ID = "smith2001/all/objective_response/-/proportion/wilson"


def result(column, accepted, current, kind="changed", name=ID):
    return {"result_id": name, "column": column, "accepted": accepted, "current": current, "kind": kind}


CELL = {
    "paper": "smith2001",
    "table": "counts",
    "row": "group=all; outcome=objective_response",
    "column": "events",
    "accepted": "15",
    "current": "12",
    "kind": "changed",
    "place": "smith2001/counts.csv:2",
}
FOUND = Differences(
    [
        result("estimate", "0.5", "0.4"),
        result("p_value", "0.0054990683", "0.10132"),
        result("note", "", "a|b"),
        result("conclusion", "p < 0.05", "p >= 0.05", "conclusion"),
        result("", "", "0.25", "added", "new"),
        result("", "inf", "", "removed", "old"),
    ],
    [CELL, CELL | {"kind": "row_removed", "place": "", "current": ""}],
    [{"setting": "software.numpy", "accepted": "2.3", "current": ""}],
)
NONE = Differences([], [], [])


def test_text_names_conclusions_first_then_data_results_and_settings(capsys):
    diff.show(FOUND, [])
    assert (
        capsys.readouterr().out
        == f"""\
Conclusions that flipped, analysis by analysis: 1
  {ID}
    p < 0.05 -> p >= 0.05
Cells of the data that changed: 2
  smith2001/counts.csv:2: group=all; outcome=objective_response
    events: 15 -> 12
  smith2001, counts: group=all; outcome=objective_response (row that is gone)
    events: 15 -> blank
Results that changed: 1
  {ID}
    estimate: 0.5 -> 0.4 (-0.1); p_value: 0.0054991 -> 0.10132 (+0.0958); note: blank -> a|b
New results: 1
  new
    not there -> 0.25
Results that are gone: 1
  old
    inf -> not there
Versions and choices that changed: 1
  software.numpy
    2.3 -> not set
2 cells, 3 results and 1 setting differ from the accepted ones; 1 conclusion flipped.
"""
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Differences([], [CELL], []), "1 cell differs from the accepted ones; no conclusion flipped."),
        (
            Differences([result("n", "3", "4")], [CELL], []),
            "1 cell and 1 result differ from the accepted ones; no conclusion flipped.",
        ),
    ],
)
def test_summary(found, said):
    assert diff.summary(found) == said


def test_markdown_shows_text_as_it_is():
    lines = list(diff.as_markdown(FOUND, ["a_b"]))
    assert f"| {ID.replace('_', chr(92) + '_')} note | blank | a\\|b |" in lines
    assert lines[-3:] == ["### Unchanged results: 1", "", "- a\\_b"]
    assert list(diff.as_markdown(NONE, [])) == ["## What differs from the accepted results", "", "Nothing differs."]


@pytest.mark.parametrize(
    ("found", "options", "status"),
    [
        (FOUND, {}, 0),
        (FOUND, {"check": True}, 5),
        (NONE, {"check": True}, 0),
        (Differences([], [CELL], []), {"check": True}, 0),
    ],
)
def test_status_5_only_for_results_and_only_if_asked_for(monkeypatch, tmp_path, capsys, found, options, status):
    monkeypatch.setattr(diff, "differences", lambda project: found)
    assert diff.run(tmp_path, as_json=True, **options) == status
    assert json.loads(capsys.readouterr().out) == {
        "different": found.any,
        "results": found.results,
        "cells": found.cells,
        "settings": found.settings,
        "papers": [],
        "flips": [],
    }


def test_nothing_differs_is_said(capsys):
    diff.show(NONE, [])
    assert capsys.readouterr().out == "Nothing differs from the accepted results.\n"
    assert terminal.STATUSES[terminal.DIFFERENT].startswith("results differ")


ESTIMATE = {
    "paper": "smith2001",
    "group": "all",
    "outcome": "objective_response",
    "endpoint": "",
    "against": "old1990:all",
    "at": "",
    "measure": "risk_difference",
    "method": "newcombe",
    "primary": "yes",
}
OUTCOMES = Outcomes.model_validate({"outcomes": {"objective_response": {"label": "Objective response"}}})


def test_a_new_paper_is_one_line_and_its_cells_and_results_are_not_listed(capsys):
    cells = [
        {**CELL, "paper": "new2020", "table": "paper", "row": "", "kind": "row_added"},
        {**CELL, "paper": "new2020", "kind": "row_added"},
        {**CELL, "paper": "new2020", "kind": "row_added", "column": "n"},
        CELL,
    ]
    results = [result("", "", "0.5", "added", "new2020/all/x"), result("estimate", "0.5", "0.4")]
    papers = whole_papers(cells, results, {"smith2001"})
    diff.show(Differences(results, cells, [], papers), [])
    said = capsys.readouterr().out
    assert "New papers: 1\n  new2020: 1 row, 1 result\n" in said and "new2020/all/x" not in said
    assert said.endswith("1 paper is new. 1 cell and 1 result differ from the accepted ones; no conclusion flipped.\n")


def test_conclusions_are_named_in_words_and_those_of_one_comparison_once():
    changed = [
        result("conclusion", "interval above 0", "interval includes 0", "conclusion", name="primary"),
        result(
            "conclusion", "interval above 0; p < 0.05", "interval includes 0; p >= 0.05", "conclusion", name="other"
        ),
        result("conclusion", "p >= 0.05", "p < 0.05", "conclusion", name="test"),
    ]
    estimates = {
        "other": ESTIMATE | {"method": "agresti_caffo", "primary": "no"},
        "primary": ESTIMATE,
        "test": ESTIMATE | {"measure": "association", "method": "fisher", "primary": "no"},
    }
    found = flips(changed, estimates, Dataset({}), OUTCOMES)
    assert list(sentences(found)) == [
        "smith2001: Objective response in all, against all of old1990: a difference was shown (above), now none is "
        "(risk difference by newcombe, the primary method; 1 more alike)",
        "smith2001: Objective response in all, against all of old1990: no difference was shown, now one is "
        "(association by fisher)",
    ]

"""Differences from the accepted results as text, Markdown and JSON."""

from __future__ import annotations

import json

import pytest

from reanalysis.commands import diff, terminal
from reanalysis.commands.accepted import Differences

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
Conclusions that flipped: 1
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
    }


def test_nothing_differs_is_said(capsys):
    diff.show(NONE, [])
    assert capsys.readouterr().out == "Nothing differs from the accepted results.\n"
    assert terminal.STATUSES[terminal.DIFFERENT].startswith("results differ")

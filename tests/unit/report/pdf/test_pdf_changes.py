"""What changed since the accepted results, in the printed report."""

from __future__ import annotations

import re
from dataclasses import replace

from markupsafe import Markup

from reanalysis.report.pdf.changes import MOST_CHANGES, change_blocks
from reanalysis.report.pdf.typeset import typeset
from reanalysis.report.views.changes import CellChange, ChangeView, PaperChange, ResultChange

from ..views.test_change_view import edit
from .test_pdf import pages_of, render_and_keep
from .test_pdf_findings import said

RESULT = ResultChange(
    result_id="r",
    kind="changed",
    paper="Alpha 2001",
    href="",
    what="Objective response: rate",
    group="All",
    about="as printed",
    method="Wilson",
    primary=True,
    accepted="40.0% (22.7\u201359.4%)",
    current=Markup("50.0% (31.3\u201368.7%)"),
    difference="+10.0 points",
    columns=("estimate", "conf_low"),
)
CELL = CellChange(
    paper="Alpha 2001",
    href="",
    table="Counts",
    row="all",
    column="reported",
    accepted="40%",
    current="50%",
    kind="changed",
    place="p",
)


def texts_of(blocks) -> list[str]:
    return ["".join(part["text"] for part in block["runs"]) for block in blocks if block["kind"] == "paragraph"]


def tables_of(blocks) -> dict[str, list[list[list[str]]]]:
    return {
        block["caption"]: [[said(cell) for cell in row["cells"]] for row in block["rows"]]
        for block in blocks
        if block["kind"] == "table"
    }


def test_a_flipped_conclusion_a_cell_and_what_follows_are_printed(project):
    edit(project / "data/accepted/cells.csv", ("reported,50%", "reported,40%"))
    text = (project / "data/accepted/estimates.csv").read_text(encoding="utf-8")
    old = re.sub(
        r",0\.5,0\.95,0\.3129702858680275,0\.6870297141319726,",
        ",0.4,0.95,0.22655764882859367,0.5939650699481813,",
        text,
    )
    (project / "data/accepted/estimates.csv").write_text(
        old.replace("0.005499068328280774", "0.10132").replace(",15,30,", ",12,30,"), encoding="utf-8"
    )
    _, document = render_and_keep(project)
    tables = tables_of(document["blocks"])
    [flip] = tables["Conclusions that flipped"]
    assert (
        flip[0] == ["Alpha 2001"]
        and flip[2][0].startswith("12/30, 40.0% (22.7\u201359.4%)")
        and flip[3][0].startswith("15/30, 50.0% (31.3\u201368.7%)")
    )
    assert "includes 25%" in flip[2][1] and "lies above 25%" in flip[3][1]
    [changed] = tables["Cells of the data that changed"]
    assert changed[2:] == [["reported"], ["40%"], ["50%"]]


def test_without_changes_one_sentence_stands(project):
    _, document = render_and_keep(project)
    blocks = document["blocks"]
    at = next(
        number for number, block in enumerate(blocks) if block["kind"] == "heading" and block["text"] == "What changed"
    )
    assert (
        texts_of(blocks[at + 1 : at + 2]) == ["Nothing differs from the accepted results."]
        and blocks[at + 2]["kind"] == "heading"
    )


def test_rows_that_came_and_went_say_so():
    view = ChangeView(
        accepted=True,
        summary="s",
        results=(replace(RESULT, kind="added", accepted=""), replace(RESULT, kind="removed", current=Markup())),
        papers=(PaperChange(paper="Beta 2002", href="", gone=True, about="9 rows, 4 results"),),
        recounted="Beside 2 other results the counts differ.",
        cells=(
            replace(CELL, kind="row_added", column="", accepted=""),
            replace(CELL, kind="row_removed", column="", current=""),
        ),
    )
    blocks = list(change_blocks(view))
    tables = tables_of(blocks)
    assert (
        tables["Papers that came or went"] == [[["Beta 2002"], ["gone"], ["9 rows, 4 results"]]]
        and texts_of(blocks)[-1] == view.recounted
    )
    added, removed = tables["Results that changed, by the primary method"]
    assert (added[2], removed[3]) == (["not there"], ["not there any more"])
    assert [row[2:] for row in tables["Cells of the data that changed"]] == [
        [["a new row"], ["blank"], ["50%"]],
        [["a row that is gone"], ["40%"], ["blank"]],
    ]


def test_many_changes_are_cut_and_the_rest_is_counted():
    view = ChangeView(
        accepted=True,
        summary="s",
        flips=(RESULT,) * 100,
        cells=(CELL,) * 100,
        others=(RESULT,) * 7,
        hidden=5,
        switched="Wilson is now.",
        settings=({"setting": "choice alpha", "accepted": "0.05", "current": "0.01"},),
    )
    blocks = list(change_blocks(view))
    assert {caption: len(rows) for caption, rows in tables_of(blocks).items()} == {
        "Conclusions that flipped": MOST_CHANGES,
        "Cells of the data that changed": MOST_CHANGES,
        "Versions and choices that changed": 1,
    }
    left = 2 * (100 - MOST_CHANGES) + 5 + 7
    assert texts_of(blocks)[1:] == [
        "Wilson is now.",
        f"{left} other rows, those by other methods among them: report.html, tables/changes.csv and "
        "tables/changed_cells.csv.",
    ]
    assert pages_of(typeset({"title": "t", "version": "v", "blocks": blocks})) >= 2


def test_a_result_whose_numbers_stand_is_counted_and_not_shown():
    same = replace(RESULT, accepted=str(RESULT.current), difference="note", columns=("note", "derived"))
    blocks = list(change_blocks(ChangeView(accepted=True, summary="s", results=(same, RESULT, same))))
    [rows] = tables_of(blocks).values()
    assert [row[2] for row in rows] == [[RESULT.accepted]]
    assert texts_of(blocks)[1:] == [
        "2 other rows, those whose numbers stand among them: report.html, tables/changes.csv and "
        "tables/changed_cells.csv."
    ]

"""What changed since the accepted results, in the printed report: the section of the front page, cut to what a reader
needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reanalysis.report.pdf.blocks import Block, cell, heading, paragraph, quiet, row, run, table
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views.changes import CellChange, ChangeView, ResultChange

_NUMBERS = {"estimate", "conf_low", "conf_high", "p_value", "events", "n"}
Columns = list[tuple[str, str, str]]
MOST_CHANGES = 25  # rows of a table
_RESULT = [
    ("Paper", "0.8fr", "left"),
    ("What", "1.7fr", "left"),
    ("Accepted", "1.35fr", "left"),
    ("Now", "1.35fr", "left"),
    ("Difference", "0.75fr", "right"),
]
_CELL = [
    ("Paper", "0.8fr", "left"),
    ("Table and row", "1.7fr", "left"),
    ("Column", "0.8fr", "left"),
    ("Accepted", "1.3fr", "left"),
    ("Now", "1.3fr", "left"),
]
_PAPER = [("Paper", "1fr", "left"), ("What", "auto", "left"), ("With", "2fr", "left")]
_SETTING = [("Setting", "1.5fr", "left"), ("Accepted", "1fr", "left"), ("Now", "1fr", "left")]


def change_blocks(view: ChangeView) -> Iterator[Block]:
    """Conclusions that flipped, papers, cells, results of the primary method whose numbers differ, and settings; the
    rest is counted."""
    yield heading("What changed", 1)
    yield paragraph(view.summary)
    seen = [change for change in view.results if change.kind != "changed" or _NUMBERS & set(change.columns)]
    tables = _tables(view, seen)
    for caption, columns, rows in tables:
        if rows:
            yield table(caption, columns, rows[:MOST_CHANGES])
    yield from (paragraph(said) for said in (view.switched, view.recounted) if said)
    unseen = len(view.results) - len(seen)
    left = view.hidden + len(view.others) + unseen + sum(max(len(rows) - MOST_CHANGES, 0) for _, _, rows in tables)
    if left:
        yield _left(left, {"those by other methods": len(view.others), "those whose numbers stand": unseen})


def _tables(view: ChangeView, seen: Sequence[ResultChange]) -> tuple[tuple[str, Columns, list[dict[str, Any]]], ...]:
    """Caption, columns and rows of each table."""
    return (
        ("Conclusions that flipped", _RESULT, [_result(change) for change in view.flips]),
        (
            "Papers that came or went",
            _PAPER,
            [row(one.paper, "gone" if one.gone else "new", one.about) for one in view.papers],
        ),
        ("Cells of the data that changed", _CELL, [_cell(change) for change in view.cells]),
        (
            f"{'Other results' if view.flips else 'Results'} that changed, by the primary method",
            _RESULT,
            [_result(change) for change in seen],
        ),
        (
            "Versions and choices that changed",
            _SETTING,
            [row(one["setting"], one["accepted"], one["current"]) for one in view.settings],
        ),
    )


def _left(number: int, kinds: Mapping[str, int]) -> Block:
    """What stands elsewhere, and of which kinds some of it is."""
    among = fmt.listed(text for text, some in kinds.items() if some)
    return paragraph(
        f"{fmt.counted(number, 'other row')}{f', {among} among them' if among else ''}: report.html, "
        "tables/changes.csv and tables/changed_cells.csv.",
        style="quiet",
    )


def _result(change: ResultChange) -> dict[str, Any]:
    before = change.accepted if change.kind != "added" else run("not there", "quiet")
    now = change.current if change.kind != "removed" else run("not there any more", "quiet")
    return row(
        change.paper,
        cell(change.what, quiet([change.group, change.method, change.about])),
        cell(before, run(change.accepted_says, "quiet")),
        cell(now, run(change.current_says, "em")),
        change.difference,
    )


def _cell(change: CellChange) -> dict[str, Any]:
    column = change.column or ("a new row" if change.kind == "row_added" else "a row that is gone")
    return row(
        change.paper,
        cell(change.table, run(change.row, "quiet")),
        column,
        *(text or cell(run("blank", "quiet")) for text in (change.accepted, change.current)),
    )

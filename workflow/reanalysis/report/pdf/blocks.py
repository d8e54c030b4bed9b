"""The printed report as plain data: runs of text, cells, tables and figures that the typesetting template lays out.

Whatever papers and users wrote stays a JSON string from here to the page; nothing of it is ever read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from markupsafe import Markup, escape

from reanalysis.model.estimate import Estimate
from reanalysis.report.page import Page
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.text.estimate_text import Bar
from reanalysis.report.views.axis import AxisPicture
from reanalysis.report.views.trust import Trust

Run = dict[str, str]
Block = dict[str, Any]
WIDE_LINE, MOST_LINES, MOST_WHOLE, NARROW, LONG = 80, 45, 6, 0.6, 44
_LONG_WORD = re.compile(r"\S{24}(?=\S{8})")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class PrintedPage(Page):
    """A page whose numbers lead nowhere: the same views as for the HTML pages, with plain text in their cells."""

    in_full = False

    def href(self, ref: str) -> str:
        """Nothing: paper has no links between pages."""
        return ""

    def link(self, href: str, text: str) -> Markup:
        """The text of a link."""
        return escape(text)

    def number(self, result: Estimate, text: str) -> Markup:
        """The text of a number of estimates.csv."""
        return escape(text)

    def cell(self, ref: str, text: str, *, title: str = "", of: Estimate | None = None) -> Markup:
        """The text of a number that stands in a raw cell."""
        return escape(text)


def plain(text: object) -> str:
    """A cell of a view as text: entities of Markup resolved, characters that cannot be printed replaced, long words
    open to be broken."""
    said = text.unescape() if isinstance(text, Markup) else str(text)
    return _LONG_WORD.sub("\\g<0>\u200b", _UNPRINTABLE.sub("\ufffd", said))


def run(text: object, style: str = "") -> Run:
    """A stretch of text; `style` is strong, em, quiet, alert or ref (the number of a reference), blank for plain."""
    return {"text": plain(text), "style": style}


def line(*parts: object) -> list[Run]:
    """One paragraph of runs; texts become plain runs, blank ones are dropped."""
    runs = [part if isinstance(part, dict) else run(part) for part in parts]
    return [part for part in runs if part["text"]]


def cell(*lines: object, bar: Bar | None = None, axis: AxisPicture | None = None, indent: int = 0) -> dict[str, Any]:
    """A cell of several paragraphs, each a text, a run or a list of runs, with the small picture of an interval, or the
    picture of an answer, where it has one."""
    paragraphs = [text if isinstance(text, list) else line(text) for text in lines]
    return {
        "lines": [paragraph for paragraph in paragraphs if paragraph],
        "bar": asdict(bar) if bar else None,
        "axis": _axis(axis),
        "indent": indent,
    }


def drawing(picture: AxisPicture) -> Block:
    """The picture of an answer over the width of the text."""
    return {"kind": "axis", "axis": _axis(picture)}


def _axis(picture: AxisPicture | None) -> dict[str, Any] | None:
    """Places of a picture in percent of its width, as the template draws them."""
    if picture is None:
        return None
    return {
        "lines": picture.lines,
        "shade": list(picture.shade) if picture.shade else None,
        "null": picture.axis.null,
        "ticks": [{"at": tick.at, "text": tick.text} for tick in picture.axis.ticks],
        "own": picture.own_axis,
        "marks": [
            {
                "line": one.line,
                "at": one.at,
                "low": one.low,
                "high": one.high,
                "label": plain(one.mark.label),
                "label_at": one.label_at,
                "anchor": one.anchor,
                "label_line": one.label_line,
                "control": one.mark.control,
                "hollow": one.mark.inferred,
            }
            for one in picture.marks
        ],
    }


def trusted(one: Trust) -> Run:
    """A thing to know before a number is believed, in red where it speaks against it."""
    return run(one.text, "alert" if one.alert else "quiet")


def quiet(texts: Iterable[object]) -> Run:
    """What qualifies a number, in grey."""
    return run("; ".join(plain(text) for text in texts if plain(text)), "quiet")


def paragraph(*parts: object, style: str = "") -> Block:
    """A paragraph; `style` is lede, answer, quiet or notice, blank for text."""
    return {"kind": "paragraph", "runs": line(*parts), "style": style}


def heading(text: object, level: int, beside: str = "") -> Block:
    """A heading; `beside` stands after it in grey and not in the contents."""
    return {"kind": "heading", "text": plain(text), "level": level, "beside": plain(beside)}


def row(*cells: object, span: bool = False) -> dict[str, Any]:
    """A row of a table; `span` makes its first cell a heading over all columns."""
    return {
        "cells": [text if isinstance(text, dict) and "lines" in text else cell(text) for text in cells],
        "span": span,
    }


def table(
    caption: str, columns: Sequence[tuple[str, str, str]], rows: Sequence[dict[str, Any]], *, roomy: bool = False
) -> Block:
    """A table. A column is its title, its width (auto, points, or a share such as 2fr) and its side (left or right).

    Rows that surely fit on a page are kept whole, and so is a short table; a `roomy` table has more air between its
    rows.
    """
    heads = [{"title": plain(title), "width": width, "side": side} for title, width, side in columns]
    shares = [float(width.removesuffix("fr")) if width.endswith("fr") else NARROW for _, width, _ in columns]
    room = [WIDE_LINE * share / sum(shares) for share in shares]
    heights = [_lines(one, room) for one in rows]
    return {
        "kind": "table",
        "caption": plain(caption),
        "columns": heads,
        "roomy": roomy,
        "whole": len(rows) <= MOST_WHOLE and sum(heights) <= MOST_LINES / 3,
        "rows": [one | {"whole": height <= MOST_LINES} for one, height in zip(rows, heights, strict=True)],
    }


def _lines(one: dict[str, Any], room: Sequence[float]) -> float:
    """How many lines a row takes at the most, with `room` characters on a line of each column."""
    heights = (
        [1 + sum(len(part["text"]) for part in text) / width for text in found["lines"]]
        for found, width in zip(one["cells"], room, strict=False)
    )
    return max((sum(height) for height in heights), default=0)


def facts(pairs: Iterable[tuple[str, ...]], *, long: int = LONG) -> Block:
    """Names with their values and, where it has one, the address of a value: in two columns, below them those longer
    than `long` characters."""
    found = [[plain(name), plain(value), *address] for name, value, *address in pairs]
    return {
        "kind": "facts",
        "short": [pair for pair in found if len(pair[1]) <= long],
        "long": [pair for pair in found if len(pair[1]) > long],
    }


def sizes(counted: Iterable[str]) -> Block:
    """The run in a few figures: texts such as `11 papers`."""
    return {"kind": "sizes", "sizes": [list(plain(text).partition(" ")[::2]) for text in counted]}


def figure(picture: Picture) -> Block:
    """A drawn figure with its caption and its text alternative; that of one paper may stand where there is room."""
    return {
        "kind": "figure",
        "floating": bool(picture.paper),
        "name": picture.name,
        "title": plain(picture.title),
        "caption": plain(picture.caption),
        "svg": picture.svg,
        "alt": plain(f"{picture.title}: {picture.alt}"),
    }


def items(lines: Iterable[list[Run]]) -> Block:
    """A list of paragraphs with a hairline between them."""
    return {"kind": "items", "items": list(lines)}

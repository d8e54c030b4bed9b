"""A figure as a page shows it: the drawing, its caption, and the table of the numbers behind its marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from reanalysis.report.page import Page
from reanalysis.report.pictures.gallery import KINDS, across, of_section
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.text import formatting as fmt

_NUMBER = re.compile(rf"[<>\u2264\u2265+\-{fmt.MINUS}]?(\d[\d,]*(\.\d+)?%?\+?|{fmt.INFINITY})")
_NO_NUMBER = {"", fmt.MISSING, "not reached", "not estimable", "taken as known"}


def galleries(page: Page, drawn: Iterable[Picture], *, few: bool) -> list[dict[str, Any]]:
    """The figures of the front page by what they show; with `few` papers, those of single papers that tell most stand
    there, too."""
    return [
        {"title": title, "pictures": [figure_view(page, picture) for picture in pictures]}
        for title, pictures in across(list(drawn), few=few)
    ]


def figure_views(page: Page, drawn: Iterable[Picture]) -> dict[str, list[dict[str, Any]]]:
    """The figures of a paper's page by the section where they stand."""
    mine = [picture for picture in drawn if picture.paper == page.name]
    sections = dict.fromkeys(kind.section for kind in KINDS if kind.section)
    return {section: [figure_view(page, picture) for picture in of_section(mine, section)] for section in sections}


def figure_view(page: Page, picture: Picture) -> dict[str, Any]:
    """One figure with its data; the head of each row leads to the estimate, or the raw cell, that the row is about."""
    return {
        "name": picture.name,
        "title": picture.title,
        "caption": picture.caption,
        "svg": picture.svg,
        "columns": picture.columns,
        "numeric": numeric(picture.rows),
        "rows": [_row(page, *line) for line in zip(picture.rows, picture.ids, picture.refs, strict=True)],
        "count": fmt.counted(len(picture.rows), "row"),
    }


def numeric(rows: Sequence[Sequence[str]]) -> list[bool]:
    """Which columns hold numbers alone, so that they stand to the right; a column without any does not."""
    columns = [[cell for cell in column if cell not in _NO_NUMBER] for column in zip(*rows, strict=True)]
    return [bool(column) and all(_NUMBER.fullmatch(cell) for cell in column) for column in columns]


def _row(page: Page, cells: Sequence[str], result_id: str, ref: str) -> tuple[Markup | str, ...]:
    head = cells[0] or fmt.MISSING
    if result_id:
        return (page.number(page.site.results.by_id[result_id], head), *cells[1:])
    return (page.cell(ref, head), *cells[1:]) if ref else tuple(cells)

"""Curves read from a figure: the printed numbers beside those of the reconstructed times, from the rows of
reconstruction.csv."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from reanalysis.report.page import Page
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt

VERDICTS = {"agrees": "agrees", "off": "off", "not compared": "not compared"}
_LIMIT = re.compile(r"(.+)_(low|high)")
_NAMES = {
    "point": "point of the curve that is farthest off",
    "n_at_risk": "number at risk",
    "events": "events",
    "median": "median",
    "survival": "without event",
    "hazard_ratio": "hazard ratio",
}
_COUNTS = ("n_at_risk", "events")


def reconstructions(page: Page) -> list[dict[str, Any]]:
    """One table for each reconstructed curve of the page's paper, hazard ratios under the group they are of."""
    mine = page.site.reconstruction_of[page.name]
    tables = []
    for group, endpoint in dict.fromkeys((row["group"], row["endpoint"]) for row in mine):
        rows = [_row(page, row) for row in mine if (row["group"], row["endpoint"]) == (group, endpoint)]
        off = sum(row["off"] for row in rows)
        compared = sum(row["verdict"] != VERDICTS["not compared"] for row in rows)
        tables.append(
            {
                "title": f"{page.site.outcome_label(endpoint)} of {page.site.group_label(page.name, group)}: printed "
                "numbers beside the reconstructed ones",
                "answer": in_short(off, compared),
                "rows": rows,
            }
        )
    return tables


def in_short(off: int, compared: int) -> str:
    """How many of the numbers that could be compared are off."""
    if off:
        return f"{fmt.count(off)} of {fmt.counted(compared, 'number')} {'is' if off == 1 else 'are'} off"
    return {0: "no number could be compared", 1: "the one number agrees", 2: "both numbers agree"}.get(
        compared, f"all {fmt.count(compared)} numbers agree"
    )


def _row(page: Page, row: dict[str, str]) -> dict[str, Any]:
    return {
        "what": _what(page, row),
        "printed": page.cell(row["sources"], _printed(row)),
        "found": _number(page, row, row["reconstructed"]),
        "difference": _number(page, row, row["difference"], signed=True),
        "verdict": VERDICTS[row["verdict"]],
        "off": row["verdict"] == "off",
        "used": "yes" if row["used"] == "yes" else "no",
        "note": row["note"],
    }


def _what(page: Page, row: dict[str, str]) -> str:
    limit = _LIMIT.fullmatch(row["quantity"])
    name = _NAMES[limit[1] if limit else row["quantity"]]
    text = f"{name}, {'lower' if limit[2] == 'low' else 'upper'} limit" if limit else name
    if row["against"]:
        return f"{text}, against {page.site.group_label(page.name, row['against'])}"
    if row["at"]:
        return f"{text} at {estimate_text.time_at(row['at'], row['unit'])}"
    return f"{text} ({row['unit']})" if row["quantity"].startswith("median") and row["unit"] else text


def _printed(row: dict[str, str]) -> str:
    if row["printed"] == "NE":
        return "not reached"
    return (
        fmt.fixed(float(row["printed"]), 3)
        if row["quantity"] == "point"
        else row["printed"].replace("<=", "\u2264").replace(">=", "\u2265") + _sign(row)
    )


def _sign(row: dict[str, str]) -> str:
    return "%" if row["value_unit"] == "percent" else ""


def _number(page: Page, row: dict[str, str], text: str, *, signed: bool = False) -> Markup:
    """A number made from the reconstructed times: it leads to the printed cell that it stands beside."""
    if not text:
        return Markup()
    if text == "NE":
        return page.cell(row["sources"], "not reached")
    places = 0 if row["quantity"] in _COUNTS else 3 if row["quantity"] == "point" else 2
    number = fmt.fixed(abs(float(text)), places)
    sign = (
        ""
        if not signed or not any(digit in number for digit in "123456789\u221e")
        else "+"
        if float(text) > 0
        else "\u2212"
    )
    return page.cell(
        row["sources"], sign + number + ("" if signed else _sign(row)), title=vocabulary.DERIVED["reconstructed"]
    )

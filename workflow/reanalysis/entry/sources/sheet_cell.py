"""The text of one spreadsheet cell, or why it is not what somebody typed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock

from reanalysis.entry.characters import forbidden
from reanalysis.entry.messages import Place, Problem
from reanalysis.model.cells import name_of

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2050, 12, 31)
_DAY_0 = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
# What a number format may hold without showing anything that the number is not: digits, separators, signs, colours,
# padding.
_HARMLESS = re.compile(
    r"(?:General|Standard|@|\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?[0-9]+|\$-[0-9A-Fa-f]+)\]"
    r'|_.|\*.|"[ -]"|\\[ ()-]|[0#?.;() -]|,(?=[0#?])|E\+?)*',
    re.IGNORECASE,
)
_BLANK_FOR_ZERO = ";;"
_FRACTION = re.compile(r"=\s*([0-9]+)\s*/\s*([0-9]+)\s*")
_PERCENTAGES = {
    "counts": ("low", "high", "conf_level"),
    "summaries": ("conf_level",),
    "comparisons": ("conf_level",),
    "curves": ("survival",),
    "patients": ("value", "baseline", "best_before"),
}


def cell_text(cell: Any, value: Any, place: Place, *, from_1904: bool = False) -> tuple[str, Problem | None]:
    """The text of a cell and what is wrong with it. `value` is the value that is stored beside a formula."""
    kind, content = cell.data_type, cell.value
    if kind == "f":
        return "", _formula(content, value, place)
    if kind == "e":
        return "", _problem(
            place,
            "E-XLERROR",
            "an error value of the spreadsheet",
            str(content),
            "a value",
            "look the number up in the paper, or leave the cell blank",
        )
    if isinstance(content, (datetime, date, time, timedelta)) or kind == "d":
        was = f"{content:%Y-%m-%d}" if isinstance(content, (datetime, date)) else str(content)
        return "", _problem(
            place,
            "E-XLDATE",
            "the cell is a date; the spreadsheet changed what was typed",
            was,
            "a number or a text",
            "look it up in the paper, format the cell as text and type it again (3/10, 1-2 and the like turn into "
            "dates)",
        )
    if isinstance(content, bool):
        return "", _problem(
            place,
            "E-XLBOOL",
            "the cell is a truth value",
            str(content).upper(),
            "a number or a text",
            "format the cell as text and type yes or no",
        )
    if isinstance(content, (int, float)):
        return _number(cell, content, place, from_1904=from_1904)
    if isinstance(content, CellRichText):
        return _rich_text(content, place)
    return _text(str(content), place)


def _formula(content: Any, value: Any, place: Place) -> Problem:
    formula = content if isinstance(content, str) else getattr(content, "text", None) or "a table of the spreadsheet's"
    now = "it was never calculated" if value is None else f"its value was {value}"
    return _problem(place, "E-XLFORMULA", f"a formula; {now}", formula, "values only", _formula_cure(formula, place))


def _formula_cure(formula: str, place: Place) -> str:
    """What to type in the place of a formula; a value pasted over a fraction would lose both of its numbers."""
    fraction = _FRACTION.fullmatch(formula)
    if fraction is None:
        return "copy the cell and paste it as a value"
    k, n = fraction.groups()
    return {
        "reported": f"format the cell as text and type {k}/{n}",
        "events": f"type {k} here and {n} in the column n",
        "count": f"type {k} here and {n} in the column n",
        "n": f"type {n} here and {k} in the column of the count",
        "against": "format the cell as text and type the rate as the paper prints it, such as 25%",
        "stated": "format the cell as text and type the number that the paper states",
        "expression": f"format the cell as text and type {k}/{n}",
    }.get(place.column, "type the number as the paper prints it")


def _number(cell: Any, content: int | float, place: Place, *, from_1904: bool) -> tuple[str, Problem | None]:
    if content != content or abs(content) == float("inf"):
        return "", _problem(
            place,
            "E-XLERROR",
            "no number",
            str(content),
            "a value",
            "look the number up in the paper, or leave the cell blank",
        )
    text = f"{Decimal(repr(content)).normalize():f}" if abs(content) < 1e15 else repr(content)
    shape = cell.number_format or "General"
    if "%" in shape:
        seen = f"{Decimal(text) * 100:f}".rstrip("0").rstrip(".") if "." in text else f"{Decimal(text) * 100:f}"
        return "", _problem(
            place,
            "E-XLPERCENT",
            f"the cell shows {seen}% and holds {text}",
            text,
            "a number without a percent format",
            _percent_cure(seen, place),
        )
    if not _HARMLESS.fullmatch(shape) or _BLANK_FOR_ZERO in shape:
        return "", _problem(
            place,
            "E-XLFORMAT",
            f"the format {shape[:80]!r} shows more or less than the number in the cell",
            text,
            "a number as it stands in the cell",
            f"set the format to General, look at the cell, and type what the paper prints; {text} if that is all",
        )
    day = _DAY_0[from_1904] + timedelta(days=int(content)) if 0 < content < 80_000 else None
    if isinstance(content, int) and day and _FIRST_DAY <= day <= _LAST_DAY:
        return text, Problem(
            place=place,
            code="W-XLDATE",
            severity="warning",
            wrong=f"the number may be the date {day}, which a spreadsheet stores as days",
            entered=text,
            cure="look it up in the paper",
        )
    return text, None


def _percent_cure(seen: str, place: Place) -> str:
    """What to type in the place of a percentage: in a text with its sign, in a column of percentages without it."""
    column = place.column
    if column in ("reported", "against", "stated"):
        return f"format the cell as text and type {seen}%"
    if column in ("events", "count"):
        there = "leave it blank and " if column == "events" else ""
        return f"a count belongs here: {there}type {seen}% as text into reported"
    if place.table == "summaries" and column in ("value", "low", "high"):
        return f"set the format to General and type {seen}; write percent in value_unit"
    if column == "margin":
        return f"set the format to General and type {Decimal(seen) / 100:f}, the fraction"
    if column in _PERCENTAGES.get(place.table, ()):
        return f"set the format to General and type {seen}"
    return "set the format to General and type the number that the paper prints"


def _rich_text(content: CellRichText, place: Place) -> tuple[str, Problem | None]:
    """A text with formats inside: raised or lowered characters would run into the number, struck ones may not hold."""
    for part in content:
        if isinstance(part, TextBlock) and part.font is not None and str(part).strip():
            if part.font.vertAlign in ("superscript", "subscript"):
                raised = "raised" if part.font.vertAlign == "superscript" else "lowered"
                plain = "".join(str(other) for other in content if other is not part).strip()
                return "", _problem(
                    place,
                    "E-XLRAISED",
                    f"{str(part)!r} is {raised}, as a footnote mark is",
                    str(content),
                    "a text without raised or lowered characters",
                    f"type {plain} and say in note what the mark means",
                )
            if part.font.strike:
                return "", _problem(
                    place,
                    "E-XLSTRIKE",
                    f"{str(part)!r} is struck through, the rest is not",
                    str(content),
                    "a text that holds as a whole",
                    "type what holds",
                )
    return _text(str(content), place)


def _text(text: str, place: Place) -> tuple[str, Problem | None]:
    wrong = forbidden(text)
    if wrong:
        position, character = wrong[0]
        return "", _problem(
            place,
            "E-CONTROL",
            f"{name_of(character)} at position {position}",
            text,
            "text without control or direction characters",
            "delete it; it cannot be seen but changes how the text is read",
        )
    return text, None


def _problem(place: Place, code: str, wrong: str, entered: str, expected: str, cure: str) -> Problem:
    return Problem(place=place, code=code, wrong=wrong, entered=entered, expected=expected, cure=cure)


def cell_remarks(cell: Any, place: Place) -> list[Problem]:
    """What a cell says besides its value and a table cannot hold: strike-through and comments."""
    remarks = []
    if cell.value is not None and cell.font is not None and cell.font.strike:
        remarks.append(
            Problem(
                place=place,
                code="W-XLSTRIKE",
                severity="warning",
                wrong="the cell is struck through; its value is used",
                entered=str(cell.value),
                cure="delete the value if it does not hold",
            )
        )
    if cell.comment is not None:
        remarks.append(
            Problem(
                place=place,
                code="N-XLCOMMENT",
                severity="note",
                wrong="the cell has a comment, which is not read",
                entered=" ".join(cell.comment.text.split()),
                cure="put it into the column note",
            )
        )
    return remarks

"""The text of one spreadsheet cell, or why it is not what somebody typed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from reanalysis.entry.characters import forbidden, name_of
from reanalysis.entry.messages import Place, Problem

_FIRST_SERIAL, _LAST_SERIAL = 36526, 55153  # 2000-01-01 to 2050-12-31 as a spreadsheet counts days


def cell_text(cell: Any, value: Any, place: Place) -> tuple[str, Problem | None]:
    """The text of a cell and what is wrong with it. `value` is the value that is stored beside a formula."""
    kind, content = cell.data_type, cell.value
    if kind == "f":
        formula = str(getattr(content, "text", content))
        now = "it was never calculated" if value is None else f"its value was {value}"
        return "", _problem(place, "E-XLFORMULA", f"a formula; {now}", formula, "values only", "copy the cell and paste it as a value")
    if kind == "e":
        return "", _problem(place, "E-XLERROR", "an error value of the spreadsheet", str(content), "a value", "type the value, or leave the cell blank")
    if isinstance(content, (datetime, date, time, timedelta)) or kind == "d":
        return "", _problem(place, "E-XLDATE", "the cell is a date; the spreadsheet changed what was typed", str(content), "a number or a text", "format the cell as text and type it again (3/10, 1-2 and the like turn into dates)")
    if isinstance(content, bool):
        return "", _problem(place, "E-XLBOOL", "the cell is a truth value", str(content).upper(), "a number or a text", "format the cell as text and type yes or no")
    if isinstance(content, (int, float)):
        return _number(cell, content, place)
    return _text(str(content), place)


def _number(cell: Any, content: int | float, place: Place) -> tuple[str, Problem | None]:
    text = str(int(content)) if float(content).is_integer() and abs(content) < 1e15 else repr(content)
    if "%" in (cell.number_format or ""):
        seen = f"{float(content) * 100:.10g}"
        return "", _problem(place, "E-XLPERCENT", f"the cell shows {seen}% and holds {text}", text, "a number without a percent format", f"set the format to General and type {seen}")
    return text, None


def _text(text: str, place: Place) -> tuple[str, Problem | None]:
    wrong = forbidden(text)
    if wrong:
        position, character = wrong[0]
        return "", _problem(place, "E-CONTROL", f"{name_of(character)} at position {position}", text, "text without control or direction characters", "delete it; it cannot be seen but changes how the text is read")
    return text, None


def _problem(place: Place, code: str, wrong: str, entered: str, expected: str, cure: str) -> Problem:
    return Problem(place=place, code=code, wrong=wrong, entered=entered, expected=expected, cure=cure)


def cell_remarks(cell: Any, place: Place) -> list[Problem]:
    """What a cell says besides its value and a table cannot hold: strike-through, comments, numbers that may have been dates."""
    remarks = []
    if cell.font is not None and cell.font.strike:
        remarks.append(Problem(place=place, code="W-XLSTRIKE", severity="warning", wrong="the cell is struck through; its value is used", entered=str(cell.value), cure="delete the value if it does not hold"))
    if cell.comment is not None:
        remarks.append(Problem(place=place, code="N-XLCOMMENT", severity="note", wrong="the cell has a comment, which is not read", entered=cell.comment.text, cure="put it into the column note"))
    number = cell.value
    if isinstance(number, int) and not isinstance(number, bool) and _FIRST_SERIAL <= number <= _LAST_SERIAL:
        remarks.append(Problem(place=place, code="W-XLDATE", severity="warning", wrong="the number may be a date that the spreadsheet stored as days", entered=str(number), cure="look it up in the paper"))
    return remarks

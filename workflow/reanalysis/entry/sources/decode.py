"""Bytes to text: UTF-8 only, every unreadable byte and every forbidden character named with its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from reanalysis.entry.characters import forbidden
from reanalysis.entry.messages import ENOUGH_PROBLEMS, Place, Problem
from reanalysis.model.cells import name_of

_SAVE_AS = "save the file as UTF-8 (spreadsheet: Save as, CSV UTF-8; editor: Save with encoding, UTF-8)"

_OTHER_FILES = {
    b"PK\x03\x04": "a workbook or another packed file (zip)",
    b"\xd0\xcf\x11\xe0": "an old .xls workbook or another Office file",
    b"\x1f\x8b": "packed (gzip)",
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
}


@dataclass
class Decoded:
    """The lines of a file without their ends, and the lines (from 1) that a problem was reported for."""

    lines: list[str] = field(default_factory=list)
    reported: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def decode(data: bytes, place: Place) -> Decoded:
    """Lines of a UTF-8 file; a file in another encoding gives problems and no lines."""
    found = Decoded()
    refusal = _not_utf8_at_all(data, place)
    if refusal:
        found.problems.append(refusal)
        return found
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        found.problems.append(
            Problem(
                place=replace(place, row=1),
                code="N-BOM",
                severity="note",
                wrong="the file starts with a byte order mark, which was skipped",
            )
        )
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    for number, raw in enumerate(lines, 1):
        text, problem = _line(raw.removesuffix(b"\r"))
        found.lines.append(text)
        if problem:
            found.reported.add(number)
            found.problems.append(replace(problem(text), place=replace(place, row=number)))
        if len(found.problems) > ENOUGH_PROBLEMS:
            break
    return found


def other_file(data: bytes, place: Place) -> Problem | None:
    """What a file is that was given the name of a text."""
    kind = next((kind for start, kind in _OTHER_FILES.items() if data.startswith(start)), "")
    if not kind:
        return None
    return Problem(
        place=place,
        code="E-FILE",
        wrong=f"the file is {kind}, not a text",
        entered=repr(data[:4])[2:-1],
        expected="a text in UTF-8",
        cure="save what it holds as UTF-8 text (spreadsheet: Save as, CSV UTF-8); another ending of its name does not "
        "change a file",
    )


def _not_utf8_at_all(data: bytes, place: Place) -> Problem | None:
    other = other_file(data, place)
    if other:
        return other
    nuls = data.count(0)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (nuls and nuls * 5 > len(data)):
        return Problem(
            place=replace(place, row=1),
            code="E-UTF16",
            wrong='the file is UTF-16 (a spreadsheet\'s "Unicode text"), not UTF-8',
            entered=repr(data[:4])[2:-1],
            expected="UTF-8",
            cure=_SAVE_AS,
        )
    if b"\r" in data and b"\n" not in data:
        return Problem(
            place=replace(place, row=1),
            code="E-CR",
            wrong="the lines end with a lone carriage return (U+000D)",
            expected="lines that end with LF or CRLF",
            cure="save the file with Unix or Windows line ends",
        )
    return None


def _line(raw: bytes) -> tuple[str, Callable[[str], Problem] | None]:
    """One line as text, and what makes the problem of the first thing that is wrong with it."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return raw.decode("utf-8", "replace"), partial(_undecodable, raw, error.start)
    if forbidden(text):
        return text, _forbidden
    return text, _carriage_return if "\r" in text else None


def _undecodable(raw: bytes, start: int, text: str) -> Problem:
    byte = raw[start]
    guess = bytes([byte]).decode("cp1252", "replace")
    meant = f" (in Windows-1252 it is {name_of(guess)})" if guess != "\ufffd" else ""
    around = raw[max(0, start - 20) : start + 20].decode("ascii", "backslashreplace")
    return _problem(
        "E-UTF8",
        f"byte 0x{byte:02X} at position {start + 1} of the line is not UTF-8{meant}",
        around,
        "UTF-8",
        _SAVE_AS,
    )


def _carriage_return(text: str) -> Problem:
    wrong = f"a lone carriage return (U+000D) at position {text.index(chr(13)) + 1} of the line"
    return _problem("E-CR", wrong, text, "lines that end with LF or CRLF", "delete it, or make it a line end")


def _forbidden(text: str) -> Problem:
    position, character = forbidden(text)[0]
    around, where = text[max(0, position - 21) : position + 20], f"at position {position} of the line"
    if character == "\x00":
        return _problem(
            "E-NUL",
            f"a NUL byte (U+0000) {where}",
            around,
            "text",
            "delete it and look at the cell beside it; the file may be damaged",
        )
    if character == "\ufffd":
        return _problem(
            "E-UTF8",
            f"{name_of(character)} {where}: a letter was lost when the file was saved",
            around,
            "the letter itself",
            "type it again",
        )
    expected, cure = (
        "text without control or direction characters",
        "delete it; it cannot be seen but changes how the text is read",
    )
    return _problem("E-CONTROL", f"{name_of(character)} {where}", around, expected, cure)


def _problem(code: str, wrong: str, entered: str, expected: str, cure: str) -> Problem:
    return Problem(
        place=Place(paper="", file=""), code=code, wrong=wrong, entered=entered, expected=expected, cure=cure
    )

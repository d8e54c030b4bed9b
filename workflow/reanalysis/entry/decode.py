"""Bytes to text: UTF-8 only, every unreadable byte and every forbidden character named with its line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from reanalysis.entry.characters import forbidden, name_of
from reanalysis.entry.messages import ENOUGH_PROBLEMS, Place, Problem

_SAVE_AS = "save the file as UTF-8 (spreadsheet: Save as, CSV UTF-8; editor: Save with encoding, UTF-8)"


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
        found.problems.append(Problem(
            place=replace(place, row=1), code="N-BOM", severity="note", wrong="the file starts with a byte order mark, which was skipped",
        ))
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    for number, raw in enumerate(lines, 1):
        problem, text = _line(raw.removesuffix(b"\r"), replace(place, row=number))
        found.lines.append(text)
        if problem:
            found.reported.add(number)
        if problem and len(found.problems) < ENOUGH_PROBLEMS:
            found.problems.append(problem)
    return found


def _not_utf8_at_all(data: bytes, place: Place) -> Problem | None:
    nuls = data.count(0)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (nuls and nuls * 5 > len(data)):
        return Problem(
            place=replace(place, row=1), code="E-UTF16", wrong="the file is UTF-16 (a spreadsheet's \"Unicode text\"), not UTF-8",
            entered=repr(data[:4])[2:-1], expected="UTF-8", cure=_SAVE_AS,
        )
    if b"\r" in data and b"\n" not in data:
        return Problem(
            place=replace(place, row=1), code="E-CR", wrong="the lines end with a lone carriage return (U+000D)",
            expected="lines that end with LF or CRLF", cure="save the file with Unix or Windows line ends",
        )
    return None


def _line(raw: bytes, place: Place) -> tuple[Problem | None, str]:
    """One line as text, with the first thing that is wrong with it."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(raw, error.start, place), raw.decode("utf-8", "replace")
    wrong = forbidden(text)
    if wrong:
        position, character = wrong[0]
        return _forbidden(text, position, character, place), text
    if "\r" in text:
        return Problem(
            place=place, code="E-CR", wrong=f"a lone carriage return (U+000D) at position {text.index(chr(13)) + 1} of the line", entered=text,
            expected="lines that end with LF or CRLF", cure="delete it, or make it a line end",
        ), text
    return None, text


def _undecodable(raw: bytes, start: int, place: Place) -> Problem:
    byte = raw[start]
    guess = bytes([byte]).decode("cp1252", "replace")
    meant = f" (in Windows-1252 it is {name_of(guess)})" if guess != "\ufffd" else ""
    return Problem(
        place=place, code="E-UTF8", wrong=f"byte 0x{byte:02X} at position {start + 1} of the line is not UTF-8{meant}",
        entered=raw[max(0, start - 20): start + 20].decode("ascii", "backslashreplace"), expected="UTF-8", cure=_SAVE_AS,
    )


def _forbidden(text: str, position: int, character: str, place: Place) -> Problem:
    around = text[max(0, position - 21): position + 20]
    if character == "\x00":
        return Problem(place=place, code="E-NUL", wrong=f"a NUL byte (U+0000) at position {position} of the line", entered=around, expected="text", cure="delete it and look at the cell beside it; the file may be damaged")
    if character == "\ufffd":
        return Problem(place=place, code="E-UTF8", wrong=f"{name_of(character)} at position {position} of the line: a letter was lost when the file was saved", entered=around, expected="the letter itself", cure="type it again")
    return Problem(place=place, code="E-CONTROL", wrong=f"{name_of(character)} at position {position} of the line", entered=around, expected="text without control or direction characters", cure="delete it; it cannot be seen but changes how the text is read")

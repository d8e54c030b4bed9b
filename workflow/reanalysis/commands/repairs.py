"""Repairs of a table's bytes that change no value: spaces around cells, line ends, a byte order mark, a missing end of
line.

Quotation marks stay as they were typed, and so does everything inside a cell. Where a line cannot be divided into cells
with certainty, no cell of the file is touched.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reanalysis.wording import counted

BOM = b"\xef\xbb\xbf"
_ZERO_WIDTH = "\u200b\u2060\ufeff"
_WINDOWS_END = re.compile(rb"\r+\n")
_CELL = re.compile(r'"(?:[^"]|"")*"(?=,|$)|[^",][^,]*|(?=,|$)')


@dataclass(frozen=True)
class Repair:
    """A file as it is and as it would be, and in words what differs; `left` says why cells were left alone."""

    before: bytes
    after: bytes
    done: tuple[str, ...] = ()
    left: str = ""

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return self.before != self.after


def repair_text(data: bytes) -> Repair:
    """Repair what lies around the lines of a file: byte order mark, line ends, the end of the last line."""
    if refusal := _refusal(data):
        return Repair(data, data, left=refusal)
    done: list[str] = []
    after = data
    while after.startswith(BOM):
        after = after[len(BOM) :]
        done = ["a byte order mark"]
    windows, lone = len(_WINDOWS_END.findall(after)), after.count(b"\r") if b"\n" not in after else 0
    if windows or lone:
        after = _WINDOWS_END.sub(b"\n", after) if windows else after.replace(b"\r", b"\n")
        done.append(f"{counted(windows or lone, 'line end')} ({'CR LF' if windows else 'CR'} instead of LF)")
    if after and not after.endswith(b"\n"):
        after += b"\n"
        done.append("no line end after the last line")
    return Repair(data, after, tuple(done))


def repair_table(data: bytes, columns: frozenset[str]) -> Repair:
    """Repair a CSV table: also spaces at the edges of its cells. `columns` are the table's, to know that commas divide
    it."""
    around = repair_text(data)
    if around.left:
        return around
    lines = around.after.decode("utf-8").split("\n")
    if not {_trimmed(cell).strip('"').casefold() for cell in lines[0].split(",")} & columns:
        return replace(around, left="its first line holds no known column; are the columns separated by commas?")
    for number, line in enumerate(lines, 1):
        if "\r" in line or _cells(line) is None:
            return replace(
                around,
                left=f"line {number} "
                + ("holds a carriage return" if "\r" in line else "has quotation marks that do not match"),
            )
    repaired = [",".join(map(_repaired, _cells(line) or [])) for line in lines]
    cells = sum(
        one != other
        for before, after in zip(lines, repaired, strict=True)
        for one, other in zip(_cells(before) or [], _cells(after) or [], strict=True)
    )
    done = (*([f"{counted(cells, 'cell')} with spaces around the text"] if cells else []), *around.done)
    _assert_same_values(lines, repaired)
    return Repair(data, "\n".join(repaired).encode("utf-8"), done)


def _refusal(data: bytes) -> str:
    """Why a file must not be touched at all; blank if it may be."""
    try:
        return "it holds NUL bytes" if "\x00" in data.decode("utf-8") else ""
    except UnicodeDecodeError:
        return "it is not UTF-8"


def _cells(line: str) -> list[str] | None:
    """The cells of a line as they were typed, quotation marks included; None if these do not match."""
    if '"' not in line:
        return line.split(",")
    found, place = [], 0
    while True:
        match = _CELL.match(line, place)
        if match is None or line[match.end() : match.end() + 1] not in ("", ","):
            return None
        found.append(match[0])
        place = match.end() + 1
        if match.end() == len(line):
            return found


def _repaired(cell: str) -> str:
    if cell.startswith('"'):
        return f'"{_trimmed(cell[1:-1])}"'
    trimmed = _trimmed(cell)
    return (
        cell if trimmed.startswith('"') else trimmed
    )  # a quotation mark that was part of the text would become one around it


def _trimmed(text: str) -> str:
    start, end = 0, len(text)
    while start < end and is_space(text[start]):
        start += 1
    while end > start and is_space(text[end - 1]):
        end -= 1
    return text[start:end]


def is_space(character: str) -> bool:
    """Whether a character shows as a space or not at all: space, tab, no-break and other wide or narrow spaces, zero
    width."""
    return character in " \t" or character in _ZERO_WIDTH or unicodedata.category(character) == "Zs"


def _assert_same_values(before: list[str], after: list[str]) -> None:
    """The promise of the repair, checked each time with another reader of CSV."""
    same = all(
        [_trimmed(cell) for cell in one] == [_trimmed(cell) for cell in other]
        for one, other in zip(_read(before), _read(after), strict=True)
    )
    if not same:
        raise AssertionError("a repair would have changed a value; nothing was written")


def _read(lines: list[str]) -> Iterator[list[str]]:
    return (next(csv.reader([line]), []) or [""] for line in lines)

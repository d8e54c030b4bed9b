"""How wide a text is in the font that the figures are laid out with, and texts that are made to fit.

Widths are those of DejaVu Sans, which comes with matplotlib and is the widest of the fonts that a page may show
instead: what fits here, fits everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib.ft2font import FT2Font, LoadFlags

ELLIPSIS = "\u2026"
_EM = 100
_NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def printable(text: str) -> str:
    """A text on one line, without the characters that XML does not allow."""
    return _NOT_XML.sub("\ufffd", " ".join(text.split()))


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width in pixels of a text of a size in pixels; a character that the font lacks counts as an em."""
    return sum(_advance(character, bold) for character in text) * size / _EM


def fitted(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """A text that is at most `room` pixels wide, with an ellipsis where something was cut off."""
    text = printable(text)
    if width_of(text, size, bold=bold) <= room:
        return text
    left = room - width_of(ELLIPSIS, size, bold=bold)
    for place, character in enumerate(text):
        left -= _advance(character, bold) * size / _EM
        if left < 0:
            return text[:place].rstrip() + ELLIPSIS
    return text


def wrapped(text: str, room: float, size: float, *, lines: int = 3, bold: bool = False) -> list[str]:
    """A text on at most so many lines, broken at spaces where that is possible; the last line is cut off where it has
    to be."""
    words = printable(text).split(" ")
    found: list[str] = []
    while words and len(found) < lines - 1:
        taken = next(
            (
                count - 1
                for count in range(1, len(words) + 1)
                if width_of(" ".join(words[:count]), size, bold=bold) > room
            ),
            len(words),
        )
        if not taken:
            break
        found.append(" ".join(words[:taken]))
        words = words[taken:]
    return [*found, fitted(" ".join(words), room, size, bold=bold)] if words else found


def column_width(texts: Sequence[str], heading: str, most: float = 150) -> float:
    """Room for a column of texts of the usual size below a heading, with the gap to the column at its left."""
    return min(most, max(width_of(heading, 11), *(width_of(text, 12) for text in (*texts, "")))) + 9


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> float:
    font = _font(bold)
    if not font.get_char_index(ord(character)):
        return _EM
    return font.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536


@lru_cache(maxsize=2)
def _font(bold: bool) -> FT2Font:
    font = FT2Font(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf"))
    font.set_size(_EM, 72)
    return font

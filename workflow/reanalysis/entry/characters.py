"""Characters that cannot be seen, or that look like others: named with code point and position, never replaced."""

from __future__ import annotations

import re
import unicodedata

PLACEHOLDERS = frozenset({
    "na", "n/a", "n.a.", "none", "null", "nil", "-", "--", "\u2013", "\u2014", ".", "..", "...", "?", "??", "tbd", "nan", "inf", "-inf", "+inf",
    "infinity", "unknown", "missing", "nd", "n.d.", "not reported", "not available", "not applicable", "#n/a", "\u2212",
})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZERO_WIDTH = frozenset("\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТХаеорсухіѕјԁӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν",
    "ABEKMHOPCTXaeopcyxisjdlABEZHIKMNOPTYXoav",
)
_RANGE = re.compile(rf"[0-9.]+\s*%?\s*[{_DASHES}]\s*[0-9.]+\s*%?")
_LEFT_TO_THE_GRAMMAR = frozenset("≈")


def name_of(character: str) -> str:
    """A character as code point and name: U+200B ZERO WIDTH SPACE."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL CHARACTER')}"


def forbidden(text: str) -> list[tuple[int, str]]:
    """Position (from 1) and character of what no text may hold: control, bidirectional, line-separating and damaged characters.

    Tab, LF and CR are not among them: whether they are wrong depends on where they stand.
    """
    if text.isascii() and text.isprintable():
        return []
    return [(position, character) for position, character in enumerate(text, 1) if _is_forbidden(character)]


def _is_forbidden(character: str) -> bool:
    if character in "\t\n\r":
        return False
    return character in _BIDI or character == "\ufffd" or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def invisible(text: str) -> tuple[int, str] | None:
    """Position (from 1) and character of the first one that cannot be told from a space or from nothing."""
    for position, character in enumerate(text, 1):
        if character in _ZERO_WIDTH or (character != " " and unicodedata.category(character) == "Zs"):
            return position, character
    return None


def explain_characters(text: str, words: tuple[str, ...] = ()) -> tuple[str, str, str] | None:
    """Code, what is wrong and cure for the first character that is not ASCII; None if all are, or the grammar says it better.

    `words` are the allowed ones, if the column has a list: a word in look-alike letters is then recognised.
    """
    if text.isascii() or any(character in _LEFT_TO_THE_GRAMMAR for character in text):
        return None
    position, character = next((p, c) for p, c in enumerate(text, 1) if not c.isascii())
    where = f"{name_of(character)} at position {position}"
    if _RANGE.fullmatch(text):
        return "E-RANGE", f"a range in one cell, written with {where}", "use the two columns low and high, or one row for each number"
    return "E-CHAR", f"a character that is not ASCII: {where}", _cure(text, character, words)


def _cure(text: str, character: str, words: tuple[str, ...]) -> str:
    if character in _ZERO_WIDTH or character in _BIDI or unicodedata.category(character) == "Zs":
        return f"delete it; retype {_ascii_only(text)}" if _ascii_only(text) else "delete it"
    if unicodedata.category(character) == "Nd":
        digits = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text)
        return f"type {digits} in ASCII digits" if digits.isascii() else "type ASCII digits"
    if character in _DASHES:
        return f"it is not a hyphen; type {''.join('-' if c in _DASHES else c for c in text)} if that is meant, and no sign before a count"
    latin = text.translate(_LOOK_ALIKE)
    if latin.isascii():
        same = next((word for word in words if word.casefold() == latin.casefold()), latin)
        return f"it only looks like {character.translate(_LOOK_ALIKE)}; retype {same}"
    return "delete it, or put it into note; a footnote mark never belongs to a number"


def _ascii_only(text: str) -> str:
    return "".join(c for c in text if c.isascii()).strip()

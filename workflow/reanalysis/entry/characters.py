"""Characters that cannot be seen, or that look like others: named with code point and position, never replaced."""

from __future__ import annotations

import unicodedata

from reanalysis.model.cells import is_zero_width, name_of

PLACEHOLDERS = frozenset(
    {
        "na",
        "n/a",
        "n.a.",
        "none",
        "null",
        "nil",
        "-",
        "--",
        "\u2013",
        "\u2014",
        ".",
        "..",
        "...",
        "?",
        "??",
        "tbd",
        "nan",
        "inf",
        "-inf",
        "+inf",
        "infinity",
        "unknown",
        "missing",
        "nd",
        "n.d.",
        "not reported",
        "not available",
        "not applicable",
        "\u2212",
        "---",
        "\u2026",
        "ns",
        "n.s.",
        "not stated",
        "not given",
        "not done",
        "not assessed",
        "not known",
        "not recorded",
        "not specified",
        "see note",
        "see text",
        "see table",
        "see above",
        "see below",
        "blank",
        "*",
    }
)
DASHES = frozenset("-\u2012\u2013\u2014\u2015\u2212")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХаеорсухіѕјԁӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν", "ABEKMHOPCTXaeopcyxisjdlABEZHIKMNOPTYXoav")
_SPELLED = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys("‘’‚′´", "'"),
        **dict.fromkeys("“”„″«»", '"'),
        **dict.fromkeys(
            "\u2020\u2021\u00a7\u00b6\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079\u1d43\u1d47"
            "\u1d9c\u00ba\u00aa\u2217\u2605\u25ca",
            "*",
        ),
        "\u2264": "<=",
        "\u2265": ">=",
        "\u2a7d": "<=",
        "\u2a7e": ">=",
        "\u2248": "~",
        "\u223c": "~",
        "\u00b1": "+-",
        "\u00b7": ".",
        "\u2219": ".",
        "\u22c5": ".",
        "\u066b": ".",
        "\u201a": ",",
        "\uff0c": ",",
        "\u00d7": "x",
        "\u2026": "...",
        "\u2044": "/",
        "\u2215": "/",
        "\u00bd": " 1/2",
        "\u00bc": " 1/4",
        "\u00be": " 3/4",
        "\u2713": "yes",
        "\u2714": "yes",
        "\u2717": "no",
    }
)


def forbidden(text: str) -> list[tuple[int, str]]:
    """Position (from 1) and character of what no text may hold: control, bidirectional, line-separating and damaged
    characters.

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
        if is_zero_width(character) or (character != " " and unicodedata.category(character) == "Zs"):
            return position, character
    return None


def plain(text: str) -> str | None:
    """The text in ASCII, as it was probably meant: for suggestions only, never to be read as data. None if a character
    has no plain form.

    A raised digit becomes *, as any other footnote mark: 30\u00b2 is never 302.
    """
    spelled = "".join(_plain_character(character) for character in text.translate(_SPELLED))
    spelled = " ".join(spelled.split())
    if text.startswith(("\u00bd", "\u00bc", "\u00be")):
        spelled = f"0 {spelled}"  # a half alone is not 1 of 2
    return spelled if spelled.isascii() else None


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if is_zero_width(character):
        return ""
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(character))
    if "\uff01" <= character <= "\uff5e":  # full-width forms
        return chr(ord(character) - 0xFEE0)
    return character.translate(_LOOK_ALIKE)


def first_foreign(text: str) -> str:
    """The first character that is not ASCII, as code point, name and position; blank if all are."""
    found = next(((position, character) for position, character in enumerate(text, 1) if not character.isascii()), None)
    return f"{name_of(found[1])} at position {found[0]}" if found else ""


def needs_escape(text: str) -> bool:
    """Whether a text holds something that cannot be seen, or be told from something else; letters of the Latin alphabet
    can."""
    return (
        not text.isascii() and any(not character.isascii() and not _is_latin(character) for character in text)
    ) or not text.isprintable()


def _is_latin(character: str) -> bool:
    return (
        character.isalpha()
        and unicodedata.name(character, "").startswith(("LATIN SMALL LETTER", "LATIN CAPITAL LETTER"))
        and unicodedata.normalize("NFC", character) == character
    )

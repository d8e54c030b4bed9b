"""The closed grammar of a cell: text in, value out, or a `CellError` that says what was expected and how to mend it.

Nothing is guessed and nothing is normalised: a cell that does not match its grammar in full is an error.
Blank cells never come here; blank means "not reported" and is the column's default.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, InstanceOf, WithJsonSchema
from pydantic_core import PydanticCustomError

MAX_CELL = 2000
LONGEST_NUMBER = 18
SHORT = 40
LONGEST_READING = 60  # what programs print for a point that was clicked
NUMBER = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_DRAWN_AS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_PAPER = re.compile(r"[a-z][a-z0-9]{2,39}")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,6}")
_NUMBER = re.compile(NUMBER)
_TIME = re.compile(rf"({NUMBER})(\+?)")
_PRINTED = re.compile(rf"(<=|>=|<|>)?(-?{NUMBER})(\+?)")
_READING = re.compile(rf"-?(?:{NUMBER}|\.[0-9]+)(?:[eE][-+]?[0-9]{{1,2}})?")
_PLACES = 20  # of a point that is as good as zero
_BOUND = re.compile(r"(<=?)\s*(0|[1-9][0-9]{0,6})")


class CellError(PydanticCustomError):
    """A cell that does not match its grammar: which grammar, code, what is wrong, what is expected, how to mend it."""

    def __new__(cls, grammar: str, code: str, *texts: str) -> CellError:
        context = {"grammar": grammar, "code": code} | dict(zip(("wrong", "expected", "cure"), texts, strict=True))
        return super().__new__(cls, "cell", "{wrong}; {expected}; {cure}", context)


def identifier(text: str) -> str:
    """An id: lower-case ASCII letters, digits and underscores, 60 at most, no leading underscore."""
    if not _IDENTIFIER.fullmatch(text):
        suggestion = re.sub(r"[^a-z0-9]+", "_", text.strip().lower()).strip("_")[:60]
        cure = (
            f"write {suggestion}"
            if _IDENTIFIER.fullmatch(suggestion)
            else "choose a short name such as objective_response"
        )
        raise CellError(
            "id",
            "E-ID",
            "this is not an id",
            "an id is a to z, 0 to 9 and _, at most 60 characters, not starting with _",
            cure,
        )
    return text


def paper_name(text: str) -> str:
    """A paper's folder name: first author and year, such as kantarjian2003."""
    if not _PAPER.fullmatch(text):
        raise CellError(
            "paper",
            "E-PAPER",
            "this is not the name of a paper",
            "a letter followed by 2 to 39 lower-case letters or digits",
            "use first author and year, such as kantarjian2003",
        )
    return text


def whole(text: str) -> int:
    """A count: 1 to 7 ASCII digits without leading zeros, sign, separator or decimals."""
    if _WHOLE.fullmatch(text):
        return int(text)
    raise CellError(
        "count",
        "E-INT",
        "this is not a count",
        "a whole number such as 15",
        "type the count in ASCII digits, or leave the cell blank if it is not reported",
    )


def number(text: str) -> Decimal:
    """A number that is not negative, with a decimal point, exactly as printed (12.50 keeps its zero); 18 characters at
    most."""
    value = _decimal(text)
    if value is None:
        cure = "type digits with a decimal point, or leave the cell blank if it is not reported"
        raise CellError("number", "E-NUM", "this is not a number", "a number such as 12.5", cure)
    return value


def share(text: str) -> Decimal:
    """A percentage above 0 with its sign: 5%."""
    value = _decimal(text.removesuffix("%").rstrip())
    if value is None or not text.endswith("%") or not 0 < value <= 100:
        raise CellError("text", "E-NUM", "this is not a percentage", "a percentage such as 5%", "write 5%")
    return value


def signed(text: str) -> Decimal:
    """A number that may be below 0, as printed limits of a percentage are where they were computed so."""
    return -number(text[1:]) if text.startswith("-") and _decimal(text[1:]) is not None else number(text)


def reading(text: str) -> Decimal:
    """A number read off a figure, as programs write it: many digits, an exponent, a minus sign from a click beside an
    axis."""
    if _READING.fullmatch(text) and len(text) <= LONGEST_READING:
        value = Decimal(text)
        return value if len(f"{value:f}") <= LONGEST_READING else round(value, _PLACES)
    return number(text)


class Bound(NamedTuple):
    """A count known only from above: `<5`, `<=3`."""

    sign: str
    number: int

    @property
    def text(self) -> str:
        """As it is written."""
        return f"{self.sign}{self.number}"

    @property
    def most(self) -> int:
        """The largest count that it allows."""
        return self.number - (self.sign == "<")


def bound_of(text: str) -> Bound | None:
    """A bound of a count, None if the text is none; below zero there is no count."""
    match = _BOUND.fullmatch(text.replace("\u2264", "<="))
    bound = Bound(match[1], int(match[2])) if match else None
    return bound if bound is not None and bound.most >= 0 else None


def _decimal(text: str) -> Decimal | None:
    """A number, None if it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    if len(text) > LONGEST_NUMBER:
        raise CellError(
            "length",
            "E-NUM",
            f"a number of {len(text):,} characters",
            f"at most {LONGEST_NUMBER}",
            "write it as the paper prints it",
        )
    return Decimal(text)


def identifiers(text: str) -> str:
    """Ids joined by commas or semicolons, each as `identifier`; given back joined by `; `."""
    return "; ".join(dict.fromkeys(identifier(part.strip()) for part in re.split(r"[,;]", text) if part.strip()))


def short_text(text: str) -> str:
    """A text of at most 40 characters."""
    found = free_text(text)
    if len(found) > SHORT:
        wrong, expected = f"a text of {len(found)} characters", f"at most {SHORT} characters"
        raise CellError("text", "E-LONG", wrong, expected, "write what a reader calls it")
    return found


def category(text: str) -> str:
    """The id of a category, or several joined by | for a category that the paper prints merged: cr|pr."""
    if all(_IDENTIFIER.fullmatch(part) for part in text.split("|")):
        return text
    suggestion = "|".join(
        re.sub(r"[^a-z0-9]+", "_", part.strip().lower()).strip("_") for part in re.split(r"[|/+&]", text)
    )
    expected = "the id of a category in config/scales.yaml, such as cr, pr, sd, pd, ne; merged categories as cr|pr"
    raise CellError(
        "id",
        "E-ID",
        "this is not the id of a category",
        expected,
        f"write its id; {suggestion} if there is no other" if suggestion.strip("|") else "write its id",
    )


class CensoredTime(NamedTuple):
    """A time as listed: `17` is an event at 17, `6+` is a patient still without one at 6."""

    time: Decimal
    event: bool


def censored_time(text: str) -> CensoredTime:
    """`17` for an event, `6+` for a patient censored at 6."""
    match = _TIME.fullmatch(text)
    if match:
        return CensoredTime(number(match[1]), not match[2])
    raise CellError(
        "time",
        "E-TIME",
        "this is not a time",
        "17 for an event at 17, 6+ for a patient censored at 6",
        "type the time in ASCII digits, with + at the end if it is ongoing",
    )


class PrintedValue(NamedTuple):
    """A printed statistic: a number, a bound (`>8`, `<=6`, `26+`) that is never computed with, or NE."""

    text: str
    value: Decimal | None
    bound: str

    @property
    def exact(self) -> bool:
        """Whether the value may be computed with."""
        return self.number is not None

    @property
    def number(self) -> Decimal | None:
        """The value where it may be computed with; None for a bound and for NE."""
        return None if self.bound else self.value


def printed_value(text: str) -> PrintedValue:
    """A number, a bound or NE (not reached, not estimable)."""
    if text == "NE":
        return PrintedValue(text, None, "")
    match = _PRINTED.fullmatch(text)
    if match and not (match[1] and match[3]):
        return PrintedValue(text, signed(match[2]), match[1] or (">=" if match[3] else ""))
    raise CellError(
        "printed",
        "E-NUM",
        "this is not a printed value",
        "a number, a bound such as >8 or 26+, or NE",
        "type it as the paper prints it",
    )


def free_text(text: str) -> str:
    """Any text of at most 2,000 characters; it is shown, never computed with."""
    if len(text) > MAX_CELL:
        raise CellError(
            "text",
            "E-LONG",
            f"a cell of {len(text):,} characters",
            f"at most {MAX_CELL:,} characters",
            "shorten it, or keep the long text outside the tables",
        )
    if text.isascii():
        return text
    position = next(
        (position for position, character in enumerate(text, 1) if is_zero_width(character) or not text.strip()), 0
    )
    if position:
        raise CellError(
            "text",
            "E-CHAR",
            f"{name_of(text[position - 1])} at position {position}",
            "characters that can be seen",
            "delete it, or type an ordinary space",
        )
    return text


def name_of(character: str) -> str:
    """A character as code point and name: U+200B ZERO WIDTH SPACE."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL CHARACTER')}"


def is_zero_width(character: str) -> bool:
    """Whether a character cannot be seen at all: format characters, tags, and letters that are drawn as nothing."""
    return unicodedata.category(character) == "Cf" or character in _DRAWN_AS_NOTHING


def _schema(pattern: str, description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$", "description": description})


def _only_text(parse: Callable[[str], object]) -> Callable[[object], object]:
    """Let values that are parsed already through: models are also built in code and in tests."""
    return lambda value: parse(value) if isinstance(value, str) else value


Identifier = Annotated[str, BeforeValidator(identifier), _schema(_IDENTIFIER.pattern, "id")]
PaperName = Annotated[str, BeforeValidator(paper_name), _schema(_PAPER.pattern, "paper")]
Whole = Annotated[int, BeforeValidator(_only_text(whole)), _schema(_WHOLE.pattern, "whole number")]
CategoryId = Annotated[
    str,
    BeforeValidator(category),
    _schema(r"[a-z0-9][a-z0-9_]*(?:\|[a-z0-9][a-z0-9_]*)*", "id of a category, or several joined by |"),
]
Number = Annotated[Decimal, BeforeValidator(_only_text(number)), _schema(NUMBER, "number")]
Share = Annotated[
    Decimal, BeforeValidator(_only_text(share)), _schema(rf"{NUMBER}%", "percentage with its sign, such as 5%")
]
Signed = Annotated[Decimal, BeforeValidator(_only_text(signed)), _schema(f"-?{NUMBER}", "number, also below 0")]
Reading = Annotated[
    Decimal, BeforeValidator(_only_text(reading)), _schema(_READING.pattern, "number as a digitiser writes it")
]
Counted = Annotated[
    int, BeforeValidator(_only_text(whole)), _schema(rf"{_WHOLE.pattern}|{_BOUND.pattern}", "whole number, or a bound")
]
Time = Annotated[
    InstanceOf[CensoredTime], BeforeValidator(_only_text(censored_time)), _schema(_TIME.pattern, "time, + if censored")
]
Printed = Annotated[
    InstanceOf[PrintedValue],
    BeforeValidator(_only_text(printed_value)),
    _schema(_PRINTED.pattern + "|NE", "number, bound or NE"),
]
Identifiers = Annotated[
    str,
    BeforeValidator(identifiers),
    _schema(r"[a-z0-9][a-z0-9_]*(?:; [a-z0-9][a-z0-9_]*)*", "id, or several joined by ;"),
]
ShortText = Annotated[str, BeforeValidator(short_text), WithJsonSchema({"type": "string", "maxLength": SHORT})]
Text = Annotated[str, BeforeValidator(free_text), WithJsonSchema({"type": "string", "maxLength": MAX_CELL})]

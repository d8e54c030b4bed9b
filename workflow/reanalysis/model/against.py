"""What a comparison is against: the closed grammar of the column `against`, read once, into types.

A group of the same paper (`placebo`), a group of another paper (`jones1999:all`), a set of controls (`set:historical`),
a rate taken as known (`25%`), a range of such rates (`10-20%`), or the rate of the two-stage design (`design`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from reanalysis.model.cells import NUMBER, CellError

FORMS = "a group of this paper, paper:group, set:name, a rate 25%, a range 10-20%, or design"
_ID = r"[a-z0-9][a-z0-9_]{0,59}"
_RATE = re.compile(rf"({NUMBER})%")
_RANGE = re.compile(rf"({NUMBER})-({NUMBER})%")
_SET = re.compile(rf"set:({_ID})")
_ELSEWHERE = re.compile(rf"([a-z][a-z0-9]{{2,39}}):({_ID})")
_HERE = re.compile(_ID)
_ALMOST_RANGE = re.compile(rf"({NUMBER})\s*%?\s*(?:[-\u2010-\u2015\u2212]|to)\s*({NUMBER})\s*%?")
_ALMOST_RATE = re.compile(rf"({NUMBER})\s*%?")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate taken as known."""

    rate: Fraction


@dataclass(frozen=True, slots=True)
class Range:
    """Two rates taken as known, the lower first; both are compared with."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Design:
    """The rate of no interest of the group's two-stage design in paper.yaml."""


@dataclass(frozen=True, slots=True)
class GroupHere:
    """A group of the same paper."""

    group: str


@dataclass(frozen=True, slots=True)
class GroupElsewhere:
    """A group of a paper that is named; a paper may name itself."""

    paper: str
    group: str


@dataclass(frozen=True, slots=True)
class SetOf:
    """The groups that sets.csv holds under a name."""

    name: str


Against = Rate | Range | Design | GroupHere | GroupElsewhere | SetOf


@lru_cache(maxsize=4096)
def parse_against(text: str) -> Against:
    """Read the text of a cell; what has none of the forms is an error that says how to mend it."""
    if text == "design":
        return Design()
    if found := _RATE.fullmatch(text) or _RANGE.fullmatch(text):
        return _rates(*found.groups())
    if found := _SET.fullmatch(text):
        return SetOf(found[1])
    if found := _ELSEWHERE.fullmatch(text):
        return GroupElsewhere(found[1], found[2])
    if _HERE.fullmatch(text):
        return GroupHere(text)
    raise CellError("against", "E-AGAINST", "this names no group, set or rate", FORMS, cure_of(text))


def _rates(low: str, high: str = "") -> Rate | Range:
    percent = [Fraction(Decimal(text)) / 100 for text in (low, high or low)]
    if percent[1] > 1 or percent != sorted(percent):
        cure = "write the lower rate first, such as 10-20%"
        raise CellError("against", "E-AGAINST", "rates above 100% or in the wrong order", FORMS, cure)
    return Range(*percent) if high else Rate(percent[0])


def cure_of(text: str) -> str:
    """How to mend a text that looks like a rate or a range."""
    numbers = _ALMOST_RANGE.fullmatch(text)
    if numbers:
        return f"write {numbers[1]}-{numbers[2]}%"
    number = _ALMOST_RATE.fullmatch(text)
    if number and Decimal(number[1]) < 1 and "%" not in text:
        return f"write {(Decimal(number[1]) * 100).normalize():f}% if a fraction is meant, {number[1]}% if not"
    return f"write {number[1]}%" if number and "." not in number[1] else "write one of these forms"


def known_form(text: str) -> str:
    """The text itself if it has one of the forms: what the column `against` lets through."""
    parse_against(text)
    return text


def group_meant(against: Against, paper: str) -> tuple[str, str] | None:
    """Paper and group that a comparison of `paper` names; None for sets and rates."""
    if isinstance(against, GroupHere):
        return paper, against.group
    return (against.paper, against.group) if isinstance(against, GroupElsewhere) else None

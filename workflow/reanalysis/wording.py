"""How names, numbers and lists stand in sentences: one way for every stage that writes to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Protocol


class _Labelled(Protocol):
    """What has a label: a group of a paper."""

    @property
    def label(self) -> str: ...


class _WithGroups(Protocol):
    """What has groups by their ids: a paper."""

    @property
    def group(self) -> Mapping[str, _Labelled]: ...


def in_words(name: str | None) -> str:
    """An id as words: `hematologic_resistance` becomes `hematologic resistance`."""
    return (name or "").replace("_", " ")


def label(paper: _WithGroups, group: str) -> str:
    """A group as people read it, in quotation marks."""
    return f'"{paper.group[group].label}"'


def count(number: int) -> str:
    """A whole number, in groups of three from 10,000 on."""
    return f"{number:,}" if abs(number) >= 10_000 else str(number)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 event`, `3 events`, `12,000 events`; `many` where the plural has another form."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def listed(values: Iterable[object], last: str = "and", *, none: str = "") -> str:
    """`a`, `a and b`, `a, b and c`; `none` where there are none."""
    texts = [str(value) for value in values]
    if len(texts) < 2:
        return texts[0] if texts else none
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name most like another, blank if none is like it; the same whatever the order of the known ones."""
    return next(iter(get_close_matches(name, sorted(known), 1, cutoff)), "")

"""Sentences in which the names of things are marked, so that a page can put labels where a table has ids.

The writer of a message or a note marks each id that it names: `f"{paper_named(name)} reports on the same trial"`.
`Finding` and `Estimate` keep the plain sentence (`newdrug2021 reports on the same trial`) and beside it, where anything
is marked, the sentence with its marks (`{paper newdrug2021} reports on the same trial`). Nobody has to look for ids in
a finished sentence, where the article "a" may be the id of a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("paper", "group", "set", "outcome")
# Characters that are no text by the Unicode standard: what is entered cannot have them.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARK = re.compile(f"{_OPEN}([a-z]+) ([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_PIECE = re.compile(r"\{\{|\}\}|\{([a-z]+) ([^{}]*)\}|[^{}]+")


@dataclass(frozen=True)
class Name:
    """A name in a sentence: its kind (one of `KINDS`) and its id, of a group `paper:group`."""

    kind: str
    id: str


def paper_named(name: str) -> str:
    """A paper in a sentence."""
    return _mark("paper", name)


def group_named(paper: str, group: str) -> str:
    """A group of another paper in a sentence: `olddrug1999:all`."""
    return _mark("group", f"{paper}:{group}")


def set_named(name: str) -> str:
    """A set in a sentence: `set:old_controls`."""
    return _mark("set", name)


def outcome_named(name: str) -> str:
    """An outcome or endpoint in a sentence."""
    return _mark("outcome", name)


def _mark(kind: str, name: str) -> str:
    return f"{_OPEN}{kind} {name}{_CLOSE}"


def plain(text: str) -> str:
    """A sentence with ids where names are marked."""
    if _OPEN not in text:
        return text
    return _MARK.sub(lambda found: f"set:{found[2]}" if found[1] == "set" else found[2], text)


def with_marks(text: str) -> str:
    """A sentence with its marks as they are written down, braces of its own doubled; blank where nothing is marked."""
    if _OPEN not in text:
        return ""
    return _MARK.sub(r"{\1 \2}", text.replace("{", "{{").replace("}", "}}"))


def pieces(written: str) -> Iterator[str | Name]:
    """The texts and names of a sentence that `with_marks` wrote down, in order."""
    for found in _PIECE.finditer(written):
        if found[1]:
            yield Name(found[1], found[2])
        else:
            yield {"{{": "{", "}}": "}"}.get(found[0], found[0])

"""References to cells of data/raw as one text: `a/counts.csv:2-4;a/a.xlsx!times!A7`, lines in a row as a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_ENDS_IN_LINE = re.compile(r"(?P<start>[^!]*:)(?P<line>[1-9][0-9]*)")
_RANGE = re.compile(r"(?P<start>.*?[:A-Z])(?P<first>[0-9]+)-(?P<last>[0-9]+)")


# Every row of a group rests on the same cells: the lists of the last groups are kept, as text and as references.
@lru_cache(maxsize=512)
def joined_refs(refs: tuple[str, ...]) -> str:
    """References as one text, each once and in their order; those of following lines of one table as a range."""
    runs: list[tuple[str, int, int]] = []
    for ref in dict.fromkeys(refs):
        match = _ENDS_IN_LINE.fullmatch(ref)
        start, line = (match["start"], int(match["line"])) if match else (ref, 0)
        if runs and line and runs[-1][0] == start and runs[-1][2] == line - 1:
            runs[-1] = (start, runs[-1][1], line)
        else:
            runs.append((start, line, line))
    return ";".join(_text(*run) for run in runs)


def _text(start: str, first: int, last: int) -> str:
    return start if not first else f"{start}{first}" if first == last else f"{start}{first}-{last}"


@lru_cache(maxsize=512)
def split_refs(sources: str) -> tuple[str, ...]:
    """The references in a cell of `sources`, those of lines in a row one by one."""
    return tuple(_split(sources))


def _split(sources: str) -> Iterator[str]:
    for part in filter(None, (text.strip() for text in sources.split(";"))):
        match = _RANGE.fullmatch(part)
        if match:
            yield from (f"{match['start']}{line}" for line in range(int(match["first"]), int(match["last"]) + 1))
        else:
            yield part

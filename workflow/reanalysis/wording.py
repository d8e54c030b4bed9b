"""How names and numbers stand in sentences: one way for every stage that writes to people."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from reanalysis.model.paper import Paper


def in_words(name: str | None) -> str:
    """An outcome's, an endpoint's or a set's id as words."""
    return (name or "").replace("_", " ")


def label(paper: Paper, group: str) -> str:
    """A group as people read it."""
    return f'"{paper.group[group].label}"'


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name most like another, blank if none is like it; the same whatever the order of the known ones."""
    return next(iter(get_close_matches(name, sorted(known), 1, cutoff)), "")

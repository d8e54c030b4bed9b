"""How names and numbers stand in sentences: one way for every stage that writes to people."""

from __future__ import annotations

from reanalysis.model.paper import Paper


def in_words(name: str | None) -> str:
    """An outcome's, an endpoint's or a set's id as words."""
    return (name or "").replace("_", " ")


def label(paper: Paper, group: str) -> str:
    """A group as people read it."""
    return f'"{paper.group[group].label}"'

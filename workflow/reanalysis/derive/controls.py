"""Controls that a comparison names and that are not there, in the words in which check and run tell it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from reanalysis.derive.membership import members_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.wording import in_words

ELSEWHERE = re.compile(r"([a-z][a-z0-9]{2,39}):([a-z0-9][a-z0-9_]{0,59})")
RATE = re.compile(r"[0-9.]+\s*%?(\s*-\s*[0-9.]+\s*%)?")


def missing_control(dataset: Dataset, paper: Paper, row: Comparison) -> tuple[str, str] | None:
    """The check and the reason if `against` names a paper, a group or a set that cannot be found; None if it can be, or
    is a rate."""
    text = row.against.strip()
    if text == "design" or RATE.fullmatch(text):
        return None
    if text.startswith("set:"):
        return _missing_set(dataset, row, text.removeprefix("set:").strip())
    match = ELSEWHERE.fullmatch(text)
    name, group = match.groups() if match else (paper.name, text)
    other = paper if name == paper.name else dataset.papers.get(name)
    if other is None and name in dataset.left_out:
        return "control_left_out", f"{name} was left out because of errors"
    if other is None:
        return "unknown_control", f"there is no paper {name}{_nearest(name, {*dataset.papers, *dataset.left_out})}"
    return (
        None
        if group in other.group
        else ("unknown_control", f"{name} has no group {group}{_nearest(group, other.group)}")
    )


def _missing_set(dataset: Dataset, row: Comparison, name: str) -> tuple[str, str] | None:
    if members_of(dataset, name, outcome=row.outcome, endpoint=row.endpoint):
        return None
    known = {member.set for member in dataset.sets if member.purpose == "control"}
    what = in_words(row.outcome or row.endpoint)
    return (
        "set_not_usable",
        f"data/raw/sets.csv has no groups of a set {name} for {what} with purpose "
        f"control{'' if name in known else _nearest(name, known)}",
    )


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), 1, 0.6)
    return f"; the nearest is {near[0]}" if near else ""

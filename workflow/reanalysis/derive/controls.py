"""Controls that a comparison names and that are not there, in the words in which check and run tell it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison

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
    controls = [member for member in dataset.sets if member.purpose == "control"]
    if any(member.set == name and _is_of(member.outcome, member.endpoint, row) for member in controls):
        return None
    known = {member.set for member in controls}
    what = (row.outcome or row.endpoint or "").replace("_", " ")
    return (
        "set_not_usable",
        f"data/raw/sets.csv has no groups of a set {name} for {what} with purpose "
        f"control{'' if name in known else _nearest(name, known)}",
    )


def _is_of(outcome: str | None, endpoint: str | None, row: Comparison) -> bool:
    """Whether a member of a set is of what a comparison is of; one that names neither is of every one."""
    return (
        outcome in (None, row.outcome)
        if row.outcome
        else endpoint in (None, row.endpoint) and bool(endpoint or not outcome)
    )


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), 1, 0.6)
    return f"; the nearest is {near[0]}" if near else ""

"""When a comparison would say nothing whatever its numbers are: how the two sides were picked decides it.

Patients who are reported because of how they did, a control that was chosen once the result was known, and groups that
were formed by what happened after treatment began are shown and never tested.
"""

from __future__ import annotations

from collections.abc import Iterator

from reanalysis.derive.comparability import groups_named
from reanalysis.derive.controls import NotComparable
from reanalysis.model.naming import paper_named
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.wording import label


def refusal(dataset: Dataset, paper: Paper, row: Comparison) -> NotComparable | None:
    """Why a comparison is not made; None where it may be."""
    return next(_refusals(dataset, paper, row), None)


def _refusals(dataset: Dataset, paper: Paper, row: Comparison) -> Iterator[NotComparable]:
    if is_selected(paper):
        reason = f"the patients of {paper_named(paper.name)} are reported because of how they did"
        yield NotComparable("selected_by_outcome", reason)
    controls = list(groups_named(dataset, paper, row))
    for other, _ in controls:
        if other is not paper and is_selected(other):
            reason = f"the patients of {paper_named(other.name)} are reported because of how they did"
            yield NotComparable("control_selected_by_outcome", reason)
    if row.chosen == "after":
        yield NotComparable("control_chosen_after", "this control was chosen once the result was known")
    for whose, group in ((paper, row.group), *controls):
        later = formed_later(whose, group)
        if later:
            reason = f"{label(whose, later)} was formed by what happened after treatment began"
            yield NotComparable("formed_after_start", reason, (whose.group[later].ref,))


def is_selected(paper: Paper) -> bool:
    """Whether the patients of a paper are reported because of how they did."""
    return paper.info.selected_by_outcome == "yes"


def formed_later(paper: Paper, group: str) -> str:
    """The group, or one that it is part of, that was formed after treatment began; blank if none was."""
    tree = (group, *paper.ancestors(group)) if group in paper.group else ()
    return next((name for name in tree if paper.group[name].formed == "after_start"), "")

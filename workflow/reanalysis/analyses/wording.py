"""What is compared, in words: labels of groups, outcomes and sets in place of their ids."""

from __future__ import annotations

from collections.abc import Iterable

from reanalysis.model.paper import Dataset, Paper
from reanalysis.wording import in_words, label


def control_in_words(dataset: Dataset, paper: Paper, against: str) -> str:
    """`against` as people read it: `"Placebo"`, `"Placebo" in smith2001`, `the set old controls`, `25%`, `the
    design`."""
    kind, _, name = against.strip().rpartition(":")
    if kind == "set":
        return f"the set {in_words(name)}"
    other = dataset.papers.get(kind) if kind else paper
    if other is not None and name in other.group:
        return label(other, name) + (f" in {kind}" if kind not in ("", paper.name) else "")
    return {"design": "the rate of the design"}.get(name, against.strip())


def controls_in_words(dataset: Dataset, paper: Paper, controls: Iterable[str]) -> str:
    """Several controls, joined by `and`."""
    return " and ".join(control_in_words(dataset, paper, against) for against in controls)

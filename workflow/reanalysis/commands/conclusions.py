"""What differs, in the words of the papers: papers that came or went as a whole, and conclusions that flipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reanalysis.model.config import Outcomes
from reanalysis.model.paper import Dataset
from reanalysis.wording import in_words

Row = Mapping[str, str]


@dataclass(frozen=True)
class WholePaper:
    """A paper that is new as a whole, or gone, with the numbers of its rows and results."""

    paper: str
    gone: bool
    rows: int
    results: int


@dataclass(frozen=True)
class Flip:
    """A conclusion that flipped: of what, what is said now and was before, and the analyses that say so."""

    paper: str
    what: str
    said: str
    method: str
    primary: bool
    analyses: int


def whole_papers(cells: Sequence[Row], results: Sequence[Row], accepted: Collection[str]) -> list[WholePaper]:
    """Papers of which the accepted results have nothing, and those that are gone, by the rows of the changes."""
    kinds = {row["paper"]: row["kind"] for row in cells if row["table"] == "paper"}
    came = {
        paper: kind == "row_removed"
        for paper, kind in kinds.items()
        if kind == "row_removed" or (kind == "row_added" and paper not in accepted)
    }
    rows = Counter(paper for paper, _, _ in {(row["paper"], row["table"], row["row"]) for row in cells})
    count = Counter(row["result_id"].partition("/")[0] for row in results)
    return [WholePaper(paper, gone, rows[paper] - 1, count[paper]) for paper, gone in sorted(came.items())]


def flips(results: Sequence[Row], estimates: Mapping[str, Row], dataset: Dataset, outcomes: Outcomes) -> list[Flip]:
    """Conclusions that flipped: those of one comparison that flipped alike are one, named by its leading analysis."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for change in results:
        row = estimates.get(change["result_id"])
        if change["kind"] == "conclusion" and row is not None:
            said = _said(change["accepted"], change["current"])
            if said:
                key = ("paper", "group", "outcome", "endpoint", "against", "at")
                found.setdefault((*(row[name] for name in key), said), []).append(row)
    made = []
    for (paper, group, outcome, endpoint, against, _, said), rows in found.items():
        leading = next((row for row in rows if row["primary"] == "yes"), rows[0])
        subject = " ".join(outcomes.label(name) for name in (endpoint, outcome) if name)
        made.append(
            Flip(
                paper,
                f"{subject} in {_label(dataset, paper, group)}" + (f", against {_control(dataset, paper, against)}"),
                said,
                f"{leading['measure']} by {leading['method']}".replace("_", " "),
                leading["primary"] == "yes",
                len(rows),
            )
        )
    return sorted(made, key=lambda flip: not flip.primary)


def _said(before: str, now: str) -> str:
    """The flip in words; blank where a row says of a difference what it said before."""
    was, is_now = _side(before), _side(now)
    if was == is_now:
        return ""
    if not is_now:
        return f"a difference was shown{_where(was)}, now none is"
    if not was:
        return f"no difference was shown, now one is{_where(is_now)}"
    return f"a difference was shown{_where(was)}, now one is shown{_where(is_now)}"


def _side(said: str) -> str:
    """above, below, or `shown` where only a p-value says so; blank where no difference is shown."""
    parts = said.split("; ")
    interval = next((part for part in parts if part.startswith("interval")), "")
    if interval:
        return next((side for side in ("above", "below") if f" {side} " in interval), "")
    return "shown" if any(part.startswith("p <") for part in parts) else ""


def _where(side: str) -> str:
    return f" ({side})" if side in ("above", "below") else ""


def _label(dataset: Dataset, paper: str, group: str) -> str:
    known = dataset.papers.get(paper)
    return known.group[group].label if known is not None and group in known.group else group


def _control(dataset: Dataset, paper: str, against: str) -> str:
    """What a group is compared with, by its label."""
    other, _, group = against.rpartition(":")
    if other == "set":
        return f"the set {in_words(group)}"
    label = _label(dataset, other or paper, group)
    return f"{label} of {other}" if other else label


def sentences(found: Sequence[Flip]) -> Iterator[str]:
    """A line for each flip."""
    for flip in found:
        how = f"{flip.method}{', the primary method' if flip.primary else ''}"
        more = f"; {flip.analyses - 1} more alike" if flip.analyses > 1 else ""
        yield f"{flip.paper}: {flip.what}: {flip.said} ({how}{more})"

"""What a trial is asked: which main outcome of which of its papers, in which group, and against which controls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reanalysis.analyses.answers.found import Found, Row
from reanalysis.derive.refusals import formed_later
from reanalysis.model.against import group_meant
from reanalysis.model.config import Outcomes
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison

_READ = ("full_text", "abstract", "registry", "press_release", "other")
_AS_PRINTED = ("entered", "from_percent")


@dataclass(frozen=True)
class Pair:
    """A group and what it is compared with: by a row of comparisons.csv, or by a ratio that the paper prints.

    `inverted`: the ratio is printed of the control over the group.
    """

    paper: Paper
    group: str
    against: str
    comparison: Comparison | None = None
    printed: Row | None = None
    inverted: bool = False


@dataclass(frozen=True)
class Question:
    """One main outcome (or endpoint) of a trial, the group that is asked about, its estimate and its comparisons.

    `others` are what else is compared in the trial, `asked_by` the paper whose main outcome it is.
    """

    trial: str
    papers: tuple[str, ...]
    subject: str
    timed: bool
    paper: Paper
    group: str
    lead: Row | None
    pairs: tuple[Pair, ...]
    others: tuple[str, ...] = ()
    asked_by: Paper | None = None

    @property
    def selected(self) -> bool:
        """Whether the patients are reported because of how they did."""
        return self.paper.info.selected_by_outcome == "yes"


def question_of(dataset: Dataset, outcomes: Outcomes, found: Found, trial: str) -> Question:
    """The question that a trial answers best: a main outcome of one of its papers, first those that were compared with
    success, then those that have an estimate, then that of the paper of which most was read."""
    papers = [dataset.papers[name] for name in dataset.papers_of_trial(trial)]
    asked = [_asked(papers, paper, subject, outcomes, found) for paper in papers if (subject := _main(paper, found))]
    if not asked:
        first = min(papers, key=_reading)
        return Question(trial, tuple(paper.name for paper in papers), "", False, first, "", None, ())
    return max(reversed(asked), key=lambda one: _weight(one, found))


def _weight(one: Question, found: Found) -> tuple[int, ...]:
    worked = any(is_computed(pair, one.subject, found) for pair in one.pairs)
    return (
        int(worked),
        int(one.lead is not None),
        -_reading(one.asked_by or one.paper),
        int(bool(one.pairs)),
        one.paper.info.year,
    )


def _reading(paper: Paper) -> int:
    return _READ.index(paper.info.source_kind)


def is_computed(pair: Pair, subject: str, found: Found) -> bool:
    """Whether a comparison gives any number."""
    if pair.comparison is None:
        return True
    rows = found.compared(pair.paper.name, subject, pair.group, pair.against)
    return any((row["estimate"] or row["p_value"]) and row["method"] != "reported" for row in rows)


def _main(paper: Paper, found: Found) -> str:
    """The main outcome of a paper; where it names none, the first that is compared or estimated."""
    if paper.info.main_outcome:
        return paper.info.main_outcome
    compared = next((row.outcome or row.endpoint for row in paper.comparisons if row.in_use), None)
    if compared:
        return compared
    names = [
        *(row.outcome for row in paper.counts if row.kind == "response"),
        *(row.endpoint for row in paper.times),
        *(row.endpoint for row in paper.summaries),
    ]
    return next((name for name in names if name and found.alone(paper.name, name)), "")


def _is_timed(paper: Paper, subject: str, outcomes: Outcomes, found: Found) -> bool:
    known = outcomes.outcome(subject) is None and outcomes.endpoint(subject) is not None
    return known or any(row["endpoint"] == subject for row in found.alone(paper.name, subject))


def _elsewhere(papers: list[Paper], subject: str) -> tuple[str, ...]:
    """What else is compared in the trial."""
    named = {row.outcome or row.endpoint or "" for one in papers for row in one.comparisons if row.in_use}
    return tuple(sorted(named - {subject}))


def _asked(papers: list[Paper], paper: Paper, subject: str, outcomes: Outcomes, found: Found) -> Question:
    pairs = [pair for one in papers for pair in _pairs(one, subject, found)]
    ordered = sorted(pairs, key=lambda pair: (not is_computed(pair, subject, found), _depth(pair)))
    whose, group, lead = paper, "", None
    if ordered:
        whose, group = ordered[0].paper, ordered[0].group
        lead = _lead([whose, paper, *papers], subject, found, group)
    if lead is None and not any(is_computed(pair, subject, found) for pair in pairs):
        lead = _lead([paper, *papers], subject, found, "")
        if lead is not None:
            whose, group = next(one for one in papers if one.name == lead["paper"]), lead["group"]
    mine = tuple(pair for pair in pairs if pair.group == group)
    return Question(
        trial=paper.info.trial,
        papers=tuple(one.name for one in papers),
        subject=subject,
        timed=_is_timed(paper, subject, outcomes, found),
        paper=whose,
        group=group,
        lead=lead,
        pairs=mine,
        others=_elsewhere(papers, subject),
        asked_by=paper,
    )


def _depth(pair: Pair) -> int:
    return len(pair.paper.ancestors(pair.group)) if pair.group in pair.paper.group else 0


def _pairs(paper: Paper, subject: str, found: Found) -> Iterator[Pair]:
    """The comparisons of an outcome, then what the paper prints between groups that no comparison names or computes."""
    covered = set()
    effects = [one for one in found.printed_effects(paper.name, subject) if not _formed_later(paper, one)]
    for row in paper.comparisons:
        if row.in_use and subject in (row.outcome, row.endpoint):
            pair = Pair(paper, row.group, row.against, row)
            named = _groups_named(pair)
            covered.add(named)
            printed = _printed_for(row, named, effects)
            yield pair if printed is None or is_computed(pair, subject, found) else _as_printed(pair, printed)
    for printed in effects:
        named = frozenset((printed["group"], printed["against"]))
        if named not in covered and named <= set(paper.group):
            covered.add(named)
            inverted = _is_control(paper, printed["group"]) and not _is_control(paper, printed["against"])
            group, against = (printed["group"], printed["against"])[:: -1 if inverted else 1]
            yield Pair(paper, group, against, None, printed, inverted)


def _printed_for(row: Comparison, named: frozenset[str], effects: list[Row]) -> Row | None:
    """The printed ratio of the two groups of a comparison; none where its control was chosen after the result."""
    alike = [one for one in effects if named == {one["group"], one["against"]}]
    return alike[0] if alike and row.chosen != "after" else None


def _formed_later(paper: Paper, printed: Row) -> bool:
    """Whether a side of a printed ratio was formed by what happened after treatment began: it shows nothing then."""
    return any(formed_later(paper, printed[side]) for side in ("group", "against"))


def _groups_named(pair: Pair) -> frozenset[str]:
    """Both groups of a comparison within a paper; none where the control stands elsewhere."""
    assert pair.comparison is not None
    meant = group_meant(pair.comparison.control, pair.paper.name)
    return frozenset({pair.group, meant[1]}) if meant and meant[0] == pair.paper.name else frozenset()


def _as_printed(pair: Pair, printed: Row) -> Pair:
    return Pair(pair.paper, pair.group, pair.against, None, printed, printed["group"] != pair.group)


def _is_control(paper: Paper, group: str) -> bool:
    return group in paper.group and paper.group[group].role in ("control", "historical_control")


def _lead(papers: list[Paper], subject: str, found: Found, group: str) -> Row | None:
    """The estimate that stands for the outcome: of the group, as printed; without a group that of the whole."""
    for paper in papers:
        rows = [
            row
            for row in found.alone(paper.name, subject)
            if (row["group"] == group if group else not _is_control(paper, row["group"]))
            and row["estimate"]
            and not found.fact(row, "every_assay")
        ]
        if rows:
            return min(rows, key=lambda row: _precedence(paper, row))
    return None


def _precedence(paper: Paper, row: Row) -> tuple[int, ...]:
    depth = len(paper.ancestors(row["group"])) if row["group"] in paper.group else 0
    by_definition = row["derived"] == "from_patients_by_definition"
    return (depth, int(by_definition), int(row["derived"] not in _AS_PRINTED), bool(row["at"]), -int(row["n"] or 0))

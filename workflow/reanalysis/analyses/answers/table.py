"""results/tables/answers.csv: for each trial and its main outcome a row for each control, and one for the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reanalysis.analyses.answers.against import against
from reanalysis.analyses.answers.control import Against
from reanalysis.analyses.answers.found import Found
from reanalysis.analyses.answers.question import Question, question_of
from reanalysis.analyses.answers.words import SELECTED, about_all, about_control
from reanalysis.derive.comparability import COMPARABILITY_COLUMNS, comparability
from reanalysis.model.config import Outcomes, Vocabulary
from reanalysis.model.estimate import number_text
from reanalysis.model.naming import plain
from reanalysis.model.paper import Dataset
from reanalysis.model.result_tables import TABLES
from reanalysis.model.store import Rows, rows_if_there, write_rows
from reanalysis.stats.verdict import CANNOT, verdict

ANSWER_COLUMNS = tuple(TABLES["answers"].columns)
ESTIMATES = ("response_rates", "comparisons", "survival")
FACTS = ("rates", "controls", "survival")


def write_answers(dataset: Dataset, names: Vocabulary, results: Path, alpha: float) -> None:
    """Write answers.csv from what the stages wrote, and comparability.csv beside it."""
    tables, outcomes = results / "tables", names.outcomes
    estimates = [row for name in ESTIMATES for row in rows_if_there(tables / f"{name}.csv")]
    facts = [row for name in FACTS for row in rows_if_there(results / "stages" / f"{name}_facts.csv")]
    write_rows(tables / "answers.csv", ANSWER_COLUMNS, answers(dataset, outcomes, estimates, facts, alpha))
    write_rows(tables / "comparability.csv", COMPARABILITY_COLUMNS, comparability(dataset, names.scales))


def answers(dataset: Dataset, outcomes: Outcomes, estimates: Rows, facts: Rows, alpha: float) -> Rows:
    """The rows of answers.csv, by trial."""
    found = Found(estimates, facts)
    trials = sorted({paper.info.trial for paper in dataset.papers.values()})
    return [row for trial in trials for row in _of_trial(dataset, outcomes, found, trial, alpha)]


def _of_trial(dataset: Dataset, outcomes: Outcomes, found: Found, trial: str, alpha: float) -> Iterator[dict[str, str]]:
    asked = question_of(dataset, outcomes, found, trial)
    every = [against(dataset, outcomes, found, asked, pair, alpha) for pair in asked.pairs]
    every = _distinct(every)
    votes = votes_of(every)
    rest = [one for one in every if one not in votes]
    word = verdict(
        [one.control for one in votes],
        better=votes[0].better if votes else 1,
        selected_by_outcome=asked.selected and bool(votes),
    )
    reasons = [SELECTED] if asked.selected else []
    reasons += [_without_vote(one, votes) for one in rest]
    turns = {one.turns_at for one in votes if one.turns_at is not None}
    yield _row(asked) | {
        "turns_at": number_text(turns.pop()) if len(turns) == 1 and word != CANNOT else "",
        "verdict": word,
        "reasons": _joined(reasons),
        "sentence": plain(about_all(dataset, outcomes, asked, word, votes, rest)),
        "result_ids": asked.lead["result_id"] if asked.lead else "",
    }
    for one in every:
        yield _row(asked) | _of_control(dataset, outcomes, asked, one)


def _without_vote(one: Against, votes: Sequence[Against]) -> str:
    """Why a comparison does not count: its control has a vote by another comparison, or by its groups."""
    if any(one.name == other.name for other in votes):
        return f"{one.name} is compared more than once, and the weaker of these counts"
    return f"{one.name} has no vote of its own: it holds the patients of another control"


def _distinct(every: Sequence[Against]) -> list[Against]:
    """The comparisons less sets that are one group which is compared by itself as well."""
    singles = {one.patients for one in every if one.kind != "set"}
    return [one for one in every if one.kind != "set" or not _is_one_of(one, singles)]


def _is_one_of(one: Against, singles: set[frozenset[str]]) -> bool:
    return any(one.events is not None and group <= one.patients for group in singles) and len(
        {group for group in singles if group <= one.patients}
    ) == len(one.patients)


def votes_of(every: Sequence[Against]) -> list[Against]:
    """The controls, each once: of several comparisons with one the weaker; a set only where no group of it is compared
    by itself."""
    votes: dict[frozenset[str] | str, Against] = {}
    alone = {patient for one in every if one.kind != "set" for patient in one.patients}
    for one in every:
        if one.kind == "set" and one.patients & alone:
            continue
        key: frozenset[str] | str = one.patients or one.pair.against
        votes[key] = min((votes.get(key, one), one), key=_strength)
    return list(votes.values())


def _strength(one: Against) -> int:
    """Weaker evidence first; what was not computed stands behind what was."""
    if one.difference is None:
        return 3
    return ("not_shown", "borderline", "shown").index(one.difference.state)


def _row(asked: Question) -> dict[str, str]:
    """What is the same in all rows of a trial."""
    lead = asked.lead
    shared = {
        "trial": asked.trial,
        "papers": _joined(asked.papers),
        "outcome": "" if asked.timed else asked.subject,
        "endpoint": asked.subject if asked.timed else "",
        "group": asked.group,
    }
    names = ("measure", "estimate", "conf_low", "conf_high", "events", "n", "basis")
    return dict.fromkeys(ANSWER_COLUMNS, "") | shared | ({name: lead[name] for name in names} if lead else {})


def _of_control(dataset: Dataset, outcomes: Outcomes, asked: Question, one: Against) -> dict[str, str]:
    row = {
        "control": one.name,
        "control_kind": one.kind,
        "control_estimate": number_text(one.estimate),
        "control_events": number_text(one.events),
        "control_n": number_text(one.n),
        "verdict": CANNOT,
        "reasons": _joined([SELECTED] if asked.selected else one.reasons),
        "sentence": plain(about_control(dataset, outcomes, asked, one)),
        "result_ids": _joined([] if asked.selected else one.result_ids),
        "comparison": one.pair.comparison.comparison if one.pair.comparison else "",
        "alternative": one.alternative,
    }
    if asked.selected or one.difference is None:
        return row
    return row | {
        "effect": number_text(one.effect),
        "effect_measure": one.measure,
        "effect_low": number_text(one.low),
        "effect_high": number_text(one.high),
        "effect_level": number_text(one.conf_level),
        "p_value": number_text(one.p_value),
        "turns_at": number_text(one.turns_at),
        "verdict": one.verdict,
    }


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(plain(part).replace(";", ",") for part in parts if part)

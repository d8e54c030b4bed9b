"""answers.csv as the pages read it: one answer for each trial, its controls beneath."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: The verdicts in the order in which the front page shows them: what was compared stands first.
VERDICTS: dict[str, str] = {
    "better": "Better than its concurrent control",
    "worse": "Worse than its concurrent control",
    "apart_from_all": "Apart from every control",
    "depends_on_control": "Depends on the control",
    "borderline": "Borderline",
    "not_shown": "No difference shown",
    "cannot_be_compared": "Cannot be compared",
    "nothing_to_compare": "Nothing to compare with",
}
SYMBOLS: dict[str, str] = {
    "better": "\u25b2",
    "worse": "\u25bc",
    "apart_from_all": "\u25b2",
    "depends_on_control": "\u25c6",
    "borderline": "\u25c7",
    "not_shown": "\u25cb",
    "cannot_be_compared": "\u2715",
    "nothing_to_compare": "\u2013",
}
RANKS = {
    "depends_on_control": 0,
    "apart_from_all": 0,
    "better": 0,
    "worse": 0,
    "borderline": 0,
    "not_shown": 1,
    "cannot_be_compared": 1,
    "nothing_to_compare": 2,
}
_NUMBERS = "estimate conf_low conf_high control_estimate effect effect_low effect_high p_value turns_at".split()
_WHOLE = "events n control_events control_n".split()


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """One row of answers.csv; numbers that are blank there are None."""

    trial: str
    papers: tuple[str, ...]
    group: str = ""
    outcome: str = ""
    endpoint: str = ""
    measure: str = ""
    estimate: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    events: int | None = None
    n: int | None = None
    basis: str = ""
    control: str = ""
    control_kind: str = ""
    control_estimate: float | None = None
    control_events: int | None = None
    control_n: int | None = None
    effect: float | None = None
    effect_measure: str = ""
    effect_low: float | None = None
    effect_high: float | None = None
    p_value: float | None = None
    turns_at: float | None = None
    verdict: str = "nothing_to_compare"
    reasons: tuple[str, ...] = ()
    sentence: str = ""
    result_ids: tuple[str, ...] = ()

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> AnswerRow:
        """The answer that a row of the table says."""
        texts = ("trial", "group", "outcome", "endpoint", "measure", "basis", "control", "control_kind")
        texts += ("effect_measure", "verdict", "sentence")
        lists = ("papers", "reasons", "result_ids")
        values: dict[str, object] = {name: row.get(name, "") for name in texts}
        values |= {name: float(row[name]) if row.get(name) else None for name in _NUMBERS}
        values |= {name: int(float(row[name])) if row.get(name) else None for name in _WHOLE}
        values |= {name: _parts(row.get(name, "")) for name in lists}
        return cls(**values)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class TrialAnswer:
    """The answer of a trial: the whole, and the row of each of its controls."""

    whole: AnswerRow
    controls: tuple[AnswerRow, ...] = ()

    @property
    def rank(self) -> int:
        """Its place on the front page: compared trials first, then what cannot be, then what stands alone."""
        return RANKS.get(self.whole.verdict, 3)


def answers_by_trial(rows: Iterable[Mapping[str, str]]) -> dict[str, TrialAnswer]:
    """The answers of a run by trial, in the order of the table."""
    found: dict[str, list[AnswerRow]] = {}
    for row in rows:
        answer = AnswerRow.from_row(row)
        found.setdefault(answer.trial, []).append(answer)
    return {
        trial: TrialAnswer(
            whole=next((row for row in given if not row.control), given[0]),
            controls=tuple(row for row in given if row.control),
        )
        for trial, given in found.items()
    }


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())

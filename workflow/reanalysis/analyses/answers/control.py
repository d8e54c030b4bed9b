"""One control of an answer: its kind, its numbers, and the verdict against it alone."""

from __future__ import annotations

from dataclasses import dataclass

from reanalysis.analyses.answers.found import Row
from reanalysis.analyses.answers.question import Pair
from reanalysis.derive.direction import is_harm, shorter_is_better
from reanalysis.derive.membership import members_of
from reanalysis.model.against import Design, Range, Rate, SetOf, group_meant
from reanalysis.model.config import Outcomes
from reanalysis.model.paper import Dataset, Paper
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.verdict import Control, Difference, verdict


@dataclass(frozen=True, kw_only=True)
class Against:
    """A comparison with one control. `patients` are the groups behind it: a control that holds those of another has no
    vote of its own."""

    pair: Pair
    kind: str
    better: int
    alternative: str = "two_sided"
    conf_level: float = 0.95
    estimate: float | None = None
    events: int | None = None
    n: int | None = None
    effect: float | None = None
    measure: str = ""
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    turns_at: float | None = None
    difference: Difference | None = None
    treated: Row | None = None
    patients: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()
    result_ids: tuple[str, ...] = ()

    @property
    def limits(self) -> tuple[float, float] | None:
        """The control's own exact limits; None for a rate without denominator."""
        if not self.n or self.events is None:
            return None
        found = clopper_pearson(self.events, self.n, conf_level=self.conf_level)
        return found.conf_low, found.conf_high

    @property
    def is_shown(self) -> bool:
        """Whether a difference from this control is shown."""
        return self.difference is not None and self.difference.is_shown

    @property
    def side(self) -> int:
        """The side of the control on which the group lies; 0 where nothing says."""
        return self.difference.side if self.difference else 0

    @property
    def control(self) -> Control:
        """The comparison as the verdict takes it."""
        low, high = self.limits or (None, None)
        return Control(self.kind, self.difference, self.turns_at, low, high)

    @property
    def verdict(self) -> str:
        """The verdict against this control alone."""
        return verdict([self.control], better=self.better)

    @property
    def name(self) -> str:
        """The control as it is entered, of a paper of its own with that."""
        return self.pair.against


def better_side(outcomes: Outcomes, paper: Paper, subject: str, measure: str) -> int:
    """The side of no difference that is good for patients, on the scale of a measure."""
    if measure == "hazard_ratio":
        return 1 if shorter_is_better(outcomes, subject) else -1
    return -1 if is_harm(outcomes, paper, subject) else 1


def kind_of(dataset: Dataset, pair: Pair) -> tuple[str, frozenset[str]]:
    """What kind of control it is, and which groups stand behind it."""
    control = pair.comparison.control if pair.comparison else None
    if isinstance(control, Rate | Range | Design):
        return "reference_rate", frozenset()
    if isinstance(control, SetOf):
        return "set", _members(dataset, pair, control.name)
    name, group = (group_meant(control, pair.paper.name) if control else None) or (pair.paper.name, pair.against)
    paper = dataset.papers.get(name)
    row = paper.group.get(group) if paper else None
    if row is None:
        return "external_counts", frozenset({f"{name}:{group}"})
    if name == pair.paper.name and row.role != "historical_control":
        return "concurrent", frozenset({f"{name}:{group}"})
    return ("external_counts" if row.n is not None else "external_rate"), frozenset({f"{name}:{group}"})


def _members(dataset: Dataset, pair: Pair, name: str) -> frozenset[str]:
    row = pair.comparison
    members = members_of(dataset, name, outcome=row.outcome, endpoint=row.endpoint) if row else ()
    return frozenset(f"{one.paper}:{one.group}" for one in members)

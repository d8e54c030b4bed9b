"""How wrong may the control be? Rows of robustness.csv for one comparison.

Each quantity is one function. A row's `note` says what was compared, so that it can be read by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from reanalysis.analyses.result import TableRow, table_row
from reanalysis.derive.tally import Tally
from reanalysis.model.config import ControlsConfig, of_percent
from reanalysis.model.estimate import number_text
from reanalysis.model.printed import round_fraction
from reanalysis.model.rows import Comparison
from reanalysis.stats.binomial_test import exact_binomial, tipping_rate
from reanalysis.stats.large_tables import boschloo_or_bound
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.results import TestResult

#: What stands for Boschloo's two-sided p where that takes too long.
BOUND_OF_P = "Fisher's doubled p, which Boschloo's cannot exceed"


@dataclass(frozen=True)
class Case:
    """One group of one comparison. `control` is the control's rate (0.25) or counts (43/112);
    `harm`: more of the outcome is worse."""

    paper: str
    row: Comparison
    tally: Tally
    control: str
    config: ControlsConfig
    harm: bool = False

    @property
    def level(self) -> float:
        """Confidence level of the comparison."""
        return of_percent(self.row.conf_level, self.config.conf_level)

    @property
    def rate(self) -> Fraction:
        """The group's rate, exactly."""
        return Fraction(self.tally.events, self.n)

    @property
    def n(self) -> int:
        """Patients of the group; a group without them is not compared."""
        assert self.tally.n is not None
        return self.tally.n

    def line(
        self,
        quantity: str,
        at: object,
        *,
        value: float | None = None,
        p_value: float | None = None,
        limits: tuple[float, float] | None = None,
        supposed: tuple[int, int] | None = None,
        note: str,
    ) -> TableRow:
        """One row; `supposed` are the counts that a control without a denominator is taken to have."""
        low, high = limits or (None, None)
        control_events, control_n = supposed or ("", "")
        return table_row(
            "robustness",
            paper=self.paper,
            comparison=self.row.comparison,
            quantity=quantity,
            at=str(at),
            value=number_text(value),
            p_value=number_text(p_value),
            conf_low=number_text(low),
            conf_high=number_text(high),
            events=str(self.tally.events),
            n=str(self.n),
            control=self.control,
            control_events=str(control_events),
            control_n=str(control_n),
            derived=self.tally.derived,
            note=f"{self.which} against {self.control}; {note}",
        )

    @property
    def which(self) -> str:
        """The counts of the group."""
        version = ", by definition" if self.tally.derived == "from_patients_by_definition" else ""
        return f"{self.tally.events}/{self.tally.n}{version}"


def tipping_rates(case: Case, rate: Fraction) -> Iterator[TableRow]:
    """The control rate at which the exact test turns, at each level."""
    direction = direction_of(case, rate)
    word = "below" if direction == "greater" else "above"
    for alpha in case.config.tipping_alpha:
        tipping = tipping_rate(case.tally.events, case.n, alpha=alpha, alternative=direction)
        yield case.line(
            "tipping_control_rate",
            number_text(alpha),
            value=tipping,
            note=f"the exact test at one-sided {number_text(alpha)} holds while the control's true rate is {word} this",
        )


def direction_of(case: Case, rate: Fraction) -> str:
    return case.row.alternative if case.row.alternative != "two_sided" else ("greater" if case.rate >= rate else "less")


def _events_of(rate: Fraction, n: int) -> int:
    return int(round_fraction(rate * n, 0))


def against_counts(case: Case, events: int, n: int) -> Iterator[TableRow]:
    """Rows of a comparison with a counted control: its upper or lower limit taken as the rate, and the counts at which
    p turns."""
    upper = case.rate >= Fraction(events, n)
    limits = clopper_pearson(events, n, conf_level=case.level)
    limit, name = (limits.conf_high, "control_upper_limit") if upper else (limits.conf_low, "control_lower_limit")
    yield case.line(
        name,
        number_text(case.level),
        value=limit,
        p_value=exact_binomial(case.tally.events, case.n, limit, alternative="two_sided").p_value,
        note="the exact test against this limit of the control's interval",
    )
    alpha = case.config.alpha
    step = 1 if upper else -1

    def test(group: int, control: int) -> TestResult:
        return boschloo_or_bound(group, case.n, control, n, alternative="two_sided")

    known = test(case.tally.events, events)
    note = f"{BOUND_OF_P}," if known.is_bound else "Boschloo's two-sided p"
    if known.p_value >= alpha:
        yield case.line(
            "tipping_control_events", number_text(alpha), note=f"{note} is not below {number_text(alpha)} as it stands"
        )
        return
    turned = _first(
        lambda moved: test(case.tally.events, events + step * moved).p_value >= alpha,
        abs(_events_of(case.rate, n) - events),
    )
    yield case.line(
        "tipping_control_events",
        number_text(alpha),
        value=None if turned is None else events + step * turned,
        note=f"{note} reaches {number_text(alpha)} with this many control events"
        if turned
        else f"{note} stays below {number_text(alpha)} whatever the control's events",
    )
    lost = _first(
        lambda moved: test(case.tally.events - step * moved, events).p_value >= alpha,
        abs(case.tally.events - _events_of(Fraction(events, n), case.n)),
    )
    yield case.line(
        "tipping_events",
        number_text(alpha),
        value=None if lost is None else case.tally.events - step * lost,
        note=f"{note} reaches {number_text(alpha)} with this many events in the group"
        if lost
        else f"{note} stays below {number_text(alpha)}",
    )


def _first(holds: Callable[[int], bool], most: int) -> int | None:
    """The smallest number from 1 to `most` (where the rates are equal) for which `holds`, found by halving; None if
    there is none."""
    if most < 1 or not holds(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high

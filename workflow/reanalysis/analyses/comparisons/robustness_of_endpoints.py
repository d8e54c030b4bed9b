"""How wrong may the reference of a one-sample test be? Rows of survival_robustness.csv for one comparison.

Each quantity is one function. A row's `note` says what was compared, so that it can be read by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reanalysis.analyses.comparisons.against_endpoint import Printed, fraction_of
from reanalysis.analyses.comparisons.one_sample import OF_HAZARD, expected_events, in_unit, points_of
from reanalysis.analyses.result import TableRow, table_row
from reanalysis.analyses.times.times import Times
from reanalysis.model.config import SurvivalConfig, of_percent
from reanalysis.model.estimate import number_text
from reanalysis.model.rows import Comparison, Summary
from reanalysis.stats.estimated_reference import limits_from_median
from reanalysis.stats.kaplan_meier import KaplanMeier, beta_product_at, kaplan_meier, quantile
from reanalysis.stats.one_sample_log_rank import observed_and_expected, one_sample_exact, tipping_median
from reanalysis.stats.reference_hazard import exponential_reference


@dataclass(frozen=True)
class ReferenceCase:
    """One group of one comparison."""

    paper: str
    row: Comparison
    times: Times
    config: SurvivalConfig

    @cached_property
    def curve(self) -> KaplanMeier:
        """The group's curve."""
        return kaplan_meier(self.times.values, self.times.events)

    @property
    def level(self) -> float:
        """Confidence level of the comparison."""
        return of_percent(self.row.conf_level, self.config.conf_level)

    def line(self, quantity: str, at: str, **cells: object) -> TableRow:
        """One row; numbers as they are."""
        texts = {
            name: number_text(value) if isinstance(value, float) or value is None else str(value)
            for name, value in cells.items()
        }
        known = {
            "paper": self.paper,
            "comparison": self.row.comparison,
            "derived": self.times.derived,
            "events": str(self.curve.n_events),
            "n": str(self.curve.n),
        }
        return table_row("survival_robustness", **known | {"quantity": quantity, "at": at} | texts)

    def line_of_test(self, at: str, observed: int, expected: float, **cells: object) -> TableRow:
        """Observed over expected events against a moved reference."""
        found = one_sample_exact(observed, expected, conf_level=self.level, alternative=OF_HAZARD[self.row.alternative])
        return self.line(
            "reference_limit",
            at,
            value=found.ratio,
            p_value=found.p_value,
            conf_low=found.conf_low,
            conf_high=found.conf_high,
            events=observed,
            **cells,
        )


def known_by_print(case: ReferenceCase, control: Printed) -> Iterator[TableRow]:
    """All rows of a comparison with a group that is known by its printed median and percentages."""
    if case.curve.person_time <= 0:
        return
    median = control.median
    yield from _tipping(case, None if median is None else in_unit(median.value.value, median, case.times.unit))
    for name, value, text in _limits(case, median) if median is not None else ():
        yield from _at_limit(case, name, value, text)
    yield from _landmarks(case, control)
    for side in ("low", "high"):
        yield from _limits_of_percentages(case, control, side)


def known_by_curve(case: ReferenceCase, other: Times) -> Iterator[TableRow]:
    """The tipping median beside that of another paper's curve; the curve's own uncertainty is in the two-sample
    tests."""
    if case.curve.person_time > 0:
        found = quantile(
            kaplan_meier(other.values_in(case.times.unit), other.events),
            0.5,
            conf_type="log-log",
            conf_level=case.level,
        ).estimate
        yield from _tipping(case, found if found > 0 else None)


def _tipping(case: ReferenceCase, printed: float | None) -> Iterator[TableRow]:
    """The median of an exponential reference at which the exact test turns."""
    side = OF_HAZARD[case.row.alternative]
    if side == "two_sided":
        rate = (
            None
            if printed is None
            else observed_and_expected(case.times.values, case.times.events, exponential_reference(printed))
        )
        side = "greater" if rate and rate[0] > rate[1] else "less"
    better = (
        "longer times than any reference with a shorter median"
        if side == "less"
        else "shorter times than any reference with a longer median"
    )
    for alpha in case.config.tipping_alpha:
        value = tipping_median(case.curve.n_events, case.curve.person_time, alpha=alpha, alternative=side)
        yield case.line(
            "tipping_reference_median",
            number_text(alpha),
            value=value,
            control=printed,
            note=f"{case.times.unit}, one-sided level {number_text(alpha)}: {better}; exponential reference",
        )


def _limits(case: ReferenceCase, median: Summary) -> Iterator[tuple[str, float | None, str]]:
    """The reference median and its limits in the unit of the times, with their texts: as printed, or else from its
    number of events."""
    unit = case.times.unit
    for name, limit in (("lower limit", median.low), ("estimate", median.value), ("upper limit", median.high)):
        if limit is not None:
            yield (
                name,
                in_unit(limit.value, median, unit) if limit.exact and limit.value else None,
                f"{limit.text} {median.unit}",
            )
    if median.low is None and median.high is None and median.events:
        value = in_unit(median.value.value, median, unit)
        limits = limits_from_median(value, median.events, conf_level=case.level)
        for name, limit in (("lower limit", limits.conf_low), ("upper limit", limits.conf_high)):
            yield name, limit, f"{limit:.4g} {unit}, from its {median.events} events under a constant hazard"


def _at_limit(case: ReferenceCase, name: str, value: float | None, text: str) -> Iterator[TableRow]:
    if value is None:
        yield case.line("reference_limit", name, note=f"printed as {text.partition(' ')[0]}: not computed with")
        return
    observed, expected = observed_and_expected(case.times.values, case.times.events, exponential_reference(value))
    yield case.line_of_test(
        name,
        observed,
        expected,
        control=value,
        note=f"observed over expected events if the reference median were its {name}, {text}; exponential",
    )


def _landmarks(case: ReferenceCase, control: Printed) -> Iterator[TableRow]:
    """Survival at each time for which the control's percentage is printed: needs no curve in between."""
    for one in (*control.points, *control.zeros):
        time = in_unit(one.at, one, case.times.unit)
        if time <= case.curve.last_time:
            limits, printed = beta_product_at(case.curve, time, conf_level=case.level), float(fraction_of(one))
            side = "below" if printed < limits.conf_low else "above" if printed > limits.conf_high else "within"
            text = f"{one.value.text}{'' if one.value_unit == 'fraction' else '%'}"
            yield case.line(
                "survival_at_landmark",
                number_text(time),
                value=limits.estimate,
                conf_low=limits.conf_low,
                conf_high=limits.conf_high,
                control=printed,
                note=f"{case.times.unit}; beta product limits: the control's printed {text}, taken as known, lies "
                f"{side} them",
            )


def _limits_of_percentages(case: ReferenceCase, control: Printed, side: str) -> Iterator[TableRow]:
    """The test if every printed percentage of the reference were at the same end of its interval."""
    ends = [getattr(one, side) for one in control.points]
    if not ends or not all(end is not None and end.exact and end.value for end in ends):
        return
    moved = Printed(
        control.name,
        None,
        tuple(one.model_copy(update={"value": end}) for one, end in zip(control.points, ends, strict=True)),
    )
    reference = points_of(case.times, moved)
    if reference is None or reference.hazard is None:
        return
    _, observed, expected = expected_events(case.times, reference)
    if expected > 0:
        name = {"low": "lower", "high": "upper"}[side]
        yield case.line_of_test(
            f"{name} limits of the percentages",
            observed,
            expected,
            note=f"observed over expected events if every percentage of the reference were its {name} limit",
        )

"""One group with times against a reference that is taken as known: a printed median, printed percentages, or another paper's curve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from reanalysis.analyses.endpoint_against import Printed, fraction_of
from reanalysis.analyses.identity import join_notes
from reanalysis.analyses.result import Result
from reanalysis.analyses.times import CONVERSION, Times
from reanalysis.model.config import SurvivalConfig, of_percent
from reanalysis.model.estimate import Estimate, number_text
from reanalysis.model.rows import Comparison, Summary
from reanalysis.model.units import convert
from reanalysis.stats.kaplan_meier import KaplanMeier, beta_product_at, kaplan_meier
from reanalysis.stats.one_sample_log_rank import censor_at, observed_and_expected, one_sample_exact, one_sample_oe2, tipping_median
from reanalysis.stats.reference_hazard import ReferenceHazard, curve_reference, exponential_reference, points_reference

#: The alternative for the hazard that says the same as one for the times, and what it means, for the note.
OF_HAZARD = {"two_sided": "two_sided", "greater": "less", "less": "greater"}
SENSE = {"greater": "greater: longer times than the control, fewer events", "less": "less: shorter times than the control, more events", "two_sided": ""}


@dataclass(frozen=True)
class Reference:
    """A reference in the unit of the times: its name in `at` (blank if it is the only one), what it assumes, and where it stands."""

    name: str
    hazard: ReferenceHazard | None
    note: str
    sources: tuple[str, ...]


def against_curve(shared: dict, times: Times, other: Times, row: Comparison, config: SurvivalConfig) -> Iterator[Estimate]:
    """One-sample tests against another paper's curve, beside the two-sample ones, which allow for its own uncertainty."""
    hazard = curve_reference(kaplan_meier(other.values_in(times.unit), other.events), estimator="nelson_aalen")
    note = "takes the control's curve (Nelson-Aalen) as known without error"
    return _tests(shared, times, Reference("", hazard, note, ()), row, config, leads=False)


def against_printed(result: Result, shared: dict, times: Times, row: Comparison, control: Printed, config: SurvivalConfig) -> list[Estimate]:
    """One-sample tests against each reference that the printed numbers give; the percentages lead, as they assume less than a median."""
    references = [reference for reference in (_points(times, control), _median(times, control)) if reference]
    rows: list[Estimate] = []
    for i, reference in enumerate(references):
        at = " ".join(part for part in (shared["at"], reference.name if len(references) > 1 else "") if part)
        rows += _tests({**shared, "at": at}, times, reference, row, config, leads=i == 0)
    _robustness(result, shared, times, row, control, config)
    return rows


def _median(times: Times, control: Printed) -> Reference | None:
    row = control.median
    if row is None:
        return None
    median = _in_unit(row.value.value, row, times.unit)
    note = join_notes(f"reference: an exponential curve with the printed median {row.value.text} {row.unit}, taken as known; that its hazard is constant is an assumption",
                      _converted(row, times.unit))
    return Reference("exponential", exponential_reference(median), note, (row.ref,))


def _points(times: Times, control: Printed) -> Reference | None:
    rows = control.points
    if not rows:
        return None
    note = f"reference: S(t) as printed at {', '.join(f'{number_text(float(row.at))} {row.unit}' for row in rows)}, taken as known; constant hazard in between"
    ordered = sorted((_in_unit(row.at, row, times.unit), float(fraction_of(row))) for row in rows)
    refs = tuple(row.ref for row in rows)
    try:
        hazard = points_reference([time for time, _ in ordered], [value for _, value in ordered], rule="piecewise_exponential")
    except ValueError as error:
        return Reference("piecewise", None, join_notes(note, f"cannot be used: {error}"), refs)
    return Reference("piecewise", hazard, join_notes(note, *dict.fromkeys(_converted(row, times.unit) for row in rows)), refs)


def _in_unit(value, row: Summary, unit: str) -> float:
    return float(convert(Fraction(value), row.unit, unit))


def _converted(row: Summary, unit: str) -> str:
    return f"converted from {row.unit} to {unit} ({CONVERSION})" if row.unit != unit else ""


def _tests(shared: dict, times: Times, reference: Reference, row: Comparison, config: SurvivalConfig, *, leads: bool) -> Iterator[Estimate]:
    """Both forms of the test and observed over expected, for the stated alternative and two-sided."""
    level = of_percent(row.conf_level, config.conf_level)
    shared = {**shared, "sources": (*shared["sources"], *reference.sources)}
    methods = (("log_rank", "one_sample_exact"), ("log_rank", "one_sample_oe2"), ("hazard_ratio", "one_sample_exact"))
    notes, observed, expected = _expected(times, reference)
    if not expected > 0:
        for measure, method in methods:
            yield Estimate(**shared, measure=measure, method=method, primary=leads and method == "one_sample_exact", note=join_notes(*notes, "no event is expected: no test is possible" if reference.hazard else ""))
        return
    notes = (*notes, f"{observed} events against {expected:.6g} expected", SENSE[row.alternative])
    for alternative in dict.fromkeys((row.alternative, "two_sided")):
        exact = one_sample_exact(observed, expected, conf_level=level, alternative=OF_HAZARD[alternative])
        half = one_sample_oe2(observed, expected, alternative=OF_HAZARD[alternative])
        here = {**shared, "events": observed, "alternative": alternative, "primary": leads and alternative == row.alternative}
        yield Estimate(**here, measure="log_rank", method="one_sample_exact", p_value=exact.p_value, note=join_notes(*notes, "exact Poisson"))
        yield Estimate(**{**here, "primary": False}, measure="log_rank", method="one_sample_oe2", p_value=half.p_value,
                       note=join_notes(*notes, f"variance (O + E)/2, z {half.statistic:.6g}"))
        yield Estimate(**here, measure="hazard_ratio", method="one_sample_exact", estimate=exact.ratio, conf_level=level, conf_low=exact.conf_low,
                       conf_high=exact.conf_high, p_value=exact.p_value, note=join_notes(*notes, "observed over expected events, the reference taken as known"))


def _expected(times: Times, reference: Reference) -> tuple[tuple[str, ...], int, float]:
    """Notes, observed and expected events; follow-up is cut where the reference ends."""
    notes = tuple(note for note in (times.note, reference.note) if note)
    if reference.hazard is None:
        return notes, sum(times.events), 0.0
    values, events = times.values, times.events
    if max(values) > reference.hazard.last_time:
        late = sum(value > reference.hazard.last_time for value in values)
        notes = (*notes, f"follow-up of {late} patients cut at {number_text(reference.hazard.last_time)} {times.unit}, where the reference ends")
        values, events = censor_at(values, events, reference.hazard.last_time)
    observed, expected = observed_and_expected(values, events, reference.hazard)
    return notes, observed, expected


def _robustness(result: Result, shared: dict, times: Times, row: Comparison, control: Printed, config: SurvivalConfig) -> None:
    """How far the reference may be wrong: the tipping median, and the test at its own confidence limits."""
    curve = kaplan_meier(times.values, times.events)
    if curve.person_time <= 0:
        return
    side = OF_HAZARD[row.alternative]
    median = control.median
    printed = None if median is None else _in_unit(median.value.value, median, times.unit)
    if side == "two_sided":
        rate = None if printed is None else observed_and_expected(times.values, times.events, exponential_reference(printed))
        side = "greater" if rate and rate[0] > rate[1] else "less"
    known = {"paper": shared["paper"], "comparison": row.comparison, "derived": shared["derived"], "events": str(curve.n_events), "n": str(curve.n)}
    for alpha in config.tipping_alpha:
        value = tipping_median(curve.n_events, curve.person_time, alpha=alpha, alternative=side)
        better = "longer times than any reference with a shorter median" if side == "less" else "shorter times than any reference with a longer median"
        result.add_row("survival_robustness", **known, quantity="tipping_reference_median", at=number_text(alpha), value=number_text(value),
                       control="" if printed is None else number_text(printed),
                       note=f"{times.unit}, one-sided level {number_text(alpha)}: {better}; exponential reference")
    limits = [] if median is None else [(name, limit) for name, limit in (("lower limit", median.low), ("estimate", median.value), ("upper limit", median.high)) if limit is not None]
    for name, limit in limits:
        _at_limit(result, known, times, row, median, name, limit, config)
    _at_landmarks(result, known, times, curve, row, control, config)
    for side in ("low", "high"):
        _at_limits_of_points(result, known, times, row, control, side, config)


def _at_landmarks(result: Result, known: dict, times: Times, curve: KaplanMeier, row: Comparison, control: Printed, config: SurvivalConfig) -> None:
    """Survival at each time for which the control's percentage is printed: needs no curve in between."""
    for one in control.points:
        time = _in_unit(one.at, one, times.unit)
        if time > curve.last_time:
            continue
        limits, printed = beta_product_at(curve, time, conf_level=of_percent(row.conf_level, config.conf_level)), float(fraction_of(one))
        side = "below" if printed < limits.conf_low else "above" if printed > limits.conf_high else "within"
        result.add_row("survival_robustness", **known, quantity="survival_at_landmark", at=number_text(time), value=number_text(limits.estimate), conf_low=number_text(limits.conf_low),
                       conf_high=number_text(limits.conf_high), control=number_text(printed),
                       note=f"{times.unit}; beta product limits: the control's printed {one.value.text}{'' if one.value_unit == 'fraction' else '%'}, taken as known, lies {side} them")


def _at_limits_of_points(result: Result, known: dict, times: Times, row: Comparison, control: Printed, side: str, config: SurvivalConfig) -> None:
    """The test if every printed percentage of the reference were at the same end of its interval."""
    ends = [getattr(one, side) for one in control.points]
    if not ends or not all(end is not None and end.exact and end.value for end in ends):
        return
    moved = Printed(control.name, None, tuple(one.model_copy(update={"value": end}) for one, end in zip(control.points, ends, strict=True)))
    reference = _points(times, moved)
    if reference is None or reference.hazard is None:
        return
    _, observed, expected = _expected(times, reference)
    if expected > 0:
        found = one_sample_exact(observed, expected, conf_level=of_percent(row.conf_level, config.conf_level), alternative=OF_HAZARD[row.alternative])
        name = {"low": "lower", "high": "upper"}[side]
        result.add_row("survival_robustness", **known | {"events": str(observed)}, quantity="reference_limit", at=f"{name} limits of the percentages",
                       value=number_text(found.ratio), p_value=number_text(found.p_value), conf_low=number_text(found.conf_low), conf_high=number_text(found.conf_high),
                       note=f"observed over expected events if every percentage of the reference were its {name} limit")


def _at_limit(result: Result, known: dict, times: Times, row: Comparison, median: Summary, name: str, limit, config: SurvivalConfig) -> None:
    level = of_percent(row.conf_level, config.conf_level)
    if not limit.exact or not limit.value:
        result.add_row("survival_robustness", **known, quantity="reference_limit", at=name, note=f"printed as {limit.text}: not computed with")
        return
    value = _in_unit(limit.value, median, times.unit)
    observed, expected = observed_and_expected(times.values, times.events, exponential_reference(value))
    found = one_sample_exact(observed, expected, conf_level=level, alternative=OF_HAZARD[row.alternative])
    result.add_row("survival_robustness", **known, quantity="reference_limit", at=name, value=number_text(found.ratio), p_value=number_text(found.p_value),
                   conf_low=number_text(found.conf_low), conf_high=number_text(found.conf_high), control=number_text(value),
                   note=f"observed over expected events if the reference median were its {name}, {limit.text} {median.unit}; exponential")

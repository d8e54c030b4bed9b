"""One group with times against a reference that is taken as known: a printed median, printed percentages, or another
paper's curve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from reanalysis.analyses.comparisons.against_endpoint import Printed, fraction_of
from reanalysis.analyses.identity import join_notes, timed, with_facts
from reanalysis.analyses.times.times import CONVERSION, Times
from reanalysis.model.config import SurvivalConfig, of_percent
from reanalysis.model.estimate import Estimate
from reanalysis.model.rows import Comparison, Summary
from reanalysis.model.units import convert
from reanalysis.stats.kaplan_meier import kaplan_meier
from reanalysis.stats.one_sample_log_rank import censor_at, observed_and_expected, one_sample_exact, one_sample_oe2
from reanalysis.stats.reference_hazard import ReferenceHazard, curve_reference, exponential_reference, points_reference
from reanalysis.wording import counted

#: The alternative for the hazard that says the same as one for the times, and what it means, for the note.
OF_HAZARD = {"two_sided": "two_sided", "greater": "less", "less": "greater"}
SENSE = {
    "greater": "greater: longer times than the control, fewer events",
    "less": "less: shorter times than the control, more events",
    "two_sided": "",
}


@dataclass(frozen=True)
class Reference:
    """A reference in the unit of the times: what it is, what it assumes, and where it stands."""

    name: str
    hazard: ReferenceHazard | None
    note: str
    sources: tuple[str, ...]


def against_curve(
    shared: dict, times: Times, other: Times, row: Comparison, config: SurvivalConfig
) -> Iterator[Estimate]:
    """One-sample tests against another paper's curve, beside the two-sample ones, which allow for its own
    uncertainty."""
    hazard = curve_reference(kaplan_meier(other.values_in(times.unit), other.events), estimator="nelson_aalen")
    note = "takes the control's curve (Nelson-Aalen) as known without error"
    return _tests(shared, times, Reference("curve", hazard, note, ()), row, config, leads=False)


def against_printed(
    shared: dict, times: Times, row: Comparison, control: Printed, config: SurvivalConfig
) -> list[Estimate]:
    """One-sample tests against each reference that the printed numbers give; the percentages lead, as they assume less
    than a median."""
    references = [reference for reference in (points_of(times, control), _median(times, control)) if reference]
    rows: list[Estimate] = []
    for i, reference in enumerate(references):
        at = " ".join(part for part in (shared["at"], reference.name if len(references) > 1 else "") if part)
        rows += _tests({**shared, "at": at}, times, reference, row, config, leads=i == 0)
    return rows


def _median(times: Times, control: Printed) -> Reference | None:
    row = control.median
    if row is None:
        return None
    median = in_unit(row.value.value, row, times.unit)
    note = join_notes(
        f"reference: an exponential curve with the printed median {row.value.text} {row.unit}, taken as known; "
        "that its hazard is constant is an assumption",
        _converted(row, times.unit),
    )
    return Reference("exponential", exponential_reference(median), note, (row.ref,))


def points_of(times: Times, control: Printed) -> Reference | None:
    """The reference that printed percentages give; without a hazard where they cannot be a curve, None where there are
    none."""
    rows = control.points
    if not rows:
        return None
    note = (
        f"reference: S(t) as printed at {', '.join(timed(float(row.at), row.unit) for row in rows)}, taken as "
        "known; constant hazard in between"
    )
    if control.zeros:
        where = " and ".join(timed(float(one.at), one.unit) for one in control.zeros)
        note = join_notes(note, f"the 0% printed at {where} is not used, as no finite hazard leads there")
    ordered = sorted((in_unit(row.at, row, times.unit), float(fraction_of(row))) for row in rows)
    refs = tuple(row.ref for row in rows)
    try:
        hazard = points_reference(
            [time for time, _ in ordered], [value for _, value in ordered], rule="piecewise_exponential"
        )
    except ValueError as error:
        return Reference("piecewise", None, join_notes(note, f"cannot be used: {error}"), refs)
    return Reference(
        "piecewise", hazard, join_notes(note, *dict.fromkeys(_converted(row, times.unit) for row in rows)), refs
    )


def in_unit(value, row: Summary, unit: str) -> float:
    """A number of a printed row in another unit."""
    return float(convert(Fraction(value), row.unit, unit))


def _converted(row: Summary, unit: str) -> str:
    return f"converted from {row.unit} to {unit} ({CONVERSION})" if row.unit != unit else ""


def _tests(
    shared: dict, times: Times, reference: Reference, row: Comparison, config: SurvivalConfig, *, leads: bool
) -> Iterator[Estimate]:
    """Both forms of the test and observed over expected, for the stated alternative and two-sided."""
    level = of_percent(row.conf_level, config.conf_level)
    shared = {**with_facts(shared, reference=reference.name), "sources": (*shared["sources"], *reference.sources)}
    methods = (("log_rank", "one_sample_exact"), ("log_rank", "one_sample_oe2"), ("hazard_ratio", "one_sample_exact"))
    notes, observed, expected = expected_events(times, reference)
    if not expected > 0:
        for measure, method in methods:
            yield Estimate(
                **shared,
                measure=measure,
                method=method,
                primary=leads and method == "one_sample_exact",
                note=join_notes(*notes, "no event is expected: no test is possible" if reference.hazard else ""),
            )
        return
    notes = (*notes, f"{counted(observed, 'event')} against {expected:.6g} expected", SENSE[row.alternative])
    for alternative in dict.fromkeys((row.alternative, "two_sided")):
        exact = one_sample_exact(observed, expected, conf_level=level, alternative=OF_HAZARD[alternative])
        half = one_sample_oe2(observed, expected, alternative=OF_HAZARD[alternative])
        here = {
            **shared,
            "events": observed,
            "alternative": alternative,
            "primary": leads and alternative == row.alternative,
        }
        yield Estimate(
            **here,
            measure="log_rank",
            method="one_sample_exact",
            p_value=exact.p_value,
            note=join_notes(*notes, "exact Poisson"),
        )
        yield Estimate(
            **{**here, "primary": False},
            measure="log_rank",
            method="one_sample_oe2",
            p_value=half.p_value,
            note=join_notes(*notes, f"variance (O + E)/2, z {half.statistic:.6g}"),
        )
        yield Estimate(
            **here,
            measure="hazard_ratio",
            method="one_sample_exact",
            estimate=exact.ratio,
            conf_level=level,
            conf_low=exact.conf_low,
            conf_high=exact.conf_high,
            p_value=exact.p_value,
            note=join_notes(*notes, "observed over expected events, the reference taken as known"),
        )


def expected_events(times: Times, reference: Reference) -> tuple[tuple[str, ...], int, float]:
    """Notes, observed and expected events; follow-up is cut where the reference ends."""
    notes = tuple(note for note in (times.note, reference.note) if note)
    if reference.hazard is None:
        return notes, sum(times.events), 0.0
    values, events = times.values, times.events
    if max(values) > reference.hazard.last_time:
        late = sum(value > reference.hazard.last_time for value in values)
        notes = (
            *notes,
            f"follow-up of {counted(late, 'patient')} cut at {timed(reference.hazard.last_time, times.unit)}, "
            "where the reference ends",
        )
        values, events = censor_at(values, events, reference.hazard.last_time)
    observed, expected = observed_and_expected(values, events, reference.hazard)
    return notes, observed, expected

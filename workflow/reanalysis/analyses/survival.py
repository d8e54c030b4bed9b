"""Survival-style summaries: Kaplan-Meier from listed times, and what papers print as it is printed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from reanalysis.analyses.identity import join_notes
from reanalysis.analyses.printed_summaries import printed_rows
from reanalysis.analyses.result import Result
from reanalysis.model.config import Outcomes, Scale, SurvivalConfig
from reanalysis.model.estimate import Estimate, number_text
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Patient, TimeRow
from reanalysis.model.tallies import measured_of
from reanalysis.model.units import convert
from reanalysis.stats.event_rate import exact_poisson
from reanalysis.stats.kaplan_meier import KaplanMeier, beta_product_at, confidence_limits, kaplan_meier, quantile, reverse, survival_at

CONF_TYPES = {"kaplan_meier_loglog": "log-log", "kaplan_meier_log": "log", "kaplan_meier_plain": "plain"}


@dataclass(frozen=True)
class Times:
    """The listed times of one group and endpoint, in one unit; `outcome` names the response that restricts them."""

    group: str
    endpoint: str
    outcome: str
    unit: str
    measured: dict[str, str]
    rows: tuple[TimeRow, ...]
    sources: tuple[str, ...]
    note: str = ""

    @property
    def values(self) -> list[float]:
        """Times in `unit`, as floats of the exact decimals."""
        return [float(convert(Fraction(row.time.time), row.unit, self.unit)) for row in self.rows]

    @property
    def events(self) -> list[int]:
        """1 for an event, 0 for a censored time."""
        return [int(row.time.event) for row in self.rows]


def summarise_survival(dataset: Dataset, outcomes: Outcomes, scales: Mapping[str, Scale], config: SurvivalConfig) -> Result:
    """Kaplan-Meier summaries of every group that has listed times, and the printed summaries carried through."""
    result = Result()
    result.extra["survival_curves"] = []
    for paper in dataset.papers.values():
        estimated = set()
        for times in listed_times(paper, outcomes, scales):
            _check_complete(result, paper, times, outcomes)
            curve = kaplan_meier(times.values, times.events)
            rows = [replace(row, at=told_apart(row.at, paper, times)) for row in _summaries(paper, times, curve, config)]
            estimated |= {(row.group, row.outcome, row.endpoint, row.population, row.assessor, row.confirmed, row.measure, row.at) for row in rows}
            result.estimates.extend(rows)
            _add_curve(result, paper, times, curve, config)
        result.estimates.extend(printed_rows(paper, estimated))
    return result


def listed_times(paper: Paper, outcomes: Outcomes, scales: Mapping[str, Scale]) -> Iterator[Times]:
    """The times of each group with those of the groups below it; durations of response also for each response
    of the listed patients. What is measured at baseline (age) is audited, not estimated."""
    baseline = {name for name, endpoint in outcomes.endpoints.items() if endpoint.baseline}
    rows = [row for row in paper.times if row.in_use and row.endpoint not in baseline]
    kinds = dict.fromkeys((row.endpoint, tuple(measured_of(row).items())) for row in rows)
    for endpoint, measured in kinds:
        for group in paper.groups:
            members = paper.members(group.group)
            chosen = tuple(row for row in rows if row.endpoint == endpoint and tuple(measured_of(row).items()) == measured and row.group in members)
            chosen = tuple(paper.distinct(chosen))
            if not chosen:
                continue
            unit = chosen[0].unit
            note = "" if len({row.unit for row in chosen}) == 1 else f"times in several units, all in {unit} here (month = 30.4375 days, year = 12 months)"
            times = Times(group.group, endpoint, "", unit, dict(measured), chosen, tuple(row.ref for row in chosen), note)
            yield times
            if endpoint in outcomes.endpoints and outcomes.endpoints[endpoint].among == "responders":
                yield from _by_response(paper, times, scales)


def _by_response(paper: Paper, times: Times, scales: Mapping[str, Scale]) -> Iterator[Times]:
    """The same times for the patients of each response that the labels of the listed patients give."""
    for name in dict.fromkeys(row.scale for row in paper.patients if row.in_use and row.scale in scales):
        labels = {row: label for row in times.rows if (label := _label_of(paper, row, name))}
        for outcome, wanted in scales[name].outcomes.items():
            chosen = tuple(row for row in times.rows if row in labels and scales[name].category(labels[row].category) in wanted)
            if chosen:
                refs = tuple(ref for row in chosen for ref in (row.ref, labels[row].ref))
                yield Times(times.group, times.endpoint, outcome, times.unit, times.measured, chosen, refs, times.note)


def _label_of(paper: Paper, row: TimeRow, scale: str) -> Patient | None:
    """The listed category of a patient: the same name in the same group, or in one above or below it."""
    near = paper.members(row.group) | {*paper.ancestors(row.group)}
    return next((one for one in paper.patients if one.in_use and one.scale == scale and one.patient == row.patient and one.group in near), None)


def told_apart(at: str, paper: Paper, times: Times) -> str:
    """`at` with the criteria where times differ in nothing else: the results contract has no column for them."""
    kept = ("population", "assessor", "confirmed")
    others = {row.criteria for row in paper.times if row.in_use and row.endpoint == times.endpoint and all((getattr(row, name) or "") == times.measured[name] for name in kept)}
    return " ".join(part for part in (at, times.measured["criteria"] if len(others) > 1 else "") if part)


def _check_complete(result: Result, paper: Paper, times: Times, outcomes: Outcomes) -> None:
    """A note where an endpoint of all patients has times for some of them only."""
    n, endpoint = paper.n_of(times.group), outcomes.endpoints.get(times.endpoint)
    if times.outcome or n is None or len(times.rows) >= n or (endpoint and endpoint.among):
        return
    table, line = place_of(times.rows[0].ref)
    result.findings.append(Finding(
        paper=paper.name, check="times_incomplete", severity="note", table=table, row=line, column="time", group=times.group, outcome=times.endpoint,
        entered=str(len(times.rows)), expected=str(n), source=times.rows[0].ref,
        message=f"{len(times.rows)} of {n} patients of {times.group} have a time for {times.endpoint}: the curve describes those only",
    ))


def _identity(paper: Paper, times: Times, curve: KaplanMeier) -> dict:
    measured = {name: value for name, value in times.measured.items() if name != "criteria"}
    return {
        "paper": paper.name, "group": times.group, "outcome": times.outcome, "endpoint": times.endpoint, **measured, "unit": times.unit,
        "events": curve.n_events, "n": curve.n, "sources": times.sources, "derived": "from_patients" if times.outcome else "entered",
    }


def _finite(value: float) -> float | None:
    return None if math.isnan(value) else value


def _summaries(paper: Paper, times: Times, curve: KaplanMeier, config: SurvivalConfig) -> Iterator[Estimate]:
    shared = _identity(paper, times, curve)
    primary = config.primary.survival
    for method, conf_type in CONF_TYPES.items():
        yield _quantile_row({**shared, "measure": "median_time", "method": method, "primary": method == primary}, curve, 0.5, conf_type, times, config)
        for fraction in config.quantiles:
            row = {**shared, "measure": "quantile_time", "at": number_text(fraction), "method": method, "primary": method == primary}
            yield _quantile_row(row, curve, fraction, conf_type, times, config)
    for months in config.landmarks_months:
        yield from _landmark_rows(shared, curve, months, times, config)
    yield _follow_up(shared, times, config)
    yield _rate(shared, curve, times, config)


def _quantile_row(row: dict, curve: KaplanMeier, fraction: float, conf_type: str, times: Times, config: SurvivalConfig) -> Estimate:
    found = quantile(curve, fraction, conf_type=conf_type, conf_level=config.conf_level)
    other = f"first_at_or_below={number_text(found.first_at_or_below) or 'NE'}"
    reached = not math.isnan(found.estimate)
    note = join_notes(times.note, "" if reached else f"not reached: the curve ends at {number_text(round(float(curve.survival[-1]), 6))}", other)
    return Estimate(**row, estimate=_finite(found.estimate), conf_level=config.conf_level, conf_low=_finite(found.conf_low),
                    conf_high=_finite(found.conf_high), alternative="two_sided", note=note)


def _landmark_rows(shared: dict, curve: KaplanMeier, months: Fraction, times: Times, config: SurvivalConfig) -> Iterator[Estimate]:
    time = float(convert(months, "months", times.unit))
    primary = config.primary.survival
    row = {**shared, "measure": "survival_probability", "at": number_text(time)}
    if time > curve.last_time:
        note = join_notes(times.note, f"beyond the last observation at {number_text(curve.last_time)} {times.unit}: nothing is extrapolated")
        yield Estimate(**row, method=primary, primary=True, note=note)
        return
    for method, conf_type in CONF_TYPES.items():
        limits = survival_at(curve, time, conf_type=conf_type, conf_level=config.conf_level)
        yield Estimate(**row, method=method, estimate=limits.estimate, conf_level=config.conf_level, conf_low=_finite(limits.conf_low),
                       conf_high=_finite(limits.conf_high), alternative="two_sided", primary=method == primary, note=join_notes(times.note, limits.note))
    limits = beta_product_at(curve, time, conf_level=config.conf_level)
    yield Estimate(**row, method="beta_product", estimate=limits.estimate, conf_level=config.conf_level, conf_low=limits.conf_low,
                   conf_high=limits.conf_high, alternative="two_sided", note=join_notes(times.note, limits.note))


def _follow_up(shared: dict, times: Times, config: SurvivalConfig) -> Estimate:
    curve = reverse(times.values, times.events)
    row = {**shared, "events": curve.n_events, "measure": "follow_up_median", "method": "reverse_kaplan_meier", "primary": True}
    return _quantile_row(row, curve, 0.5, CONF_TYPES[config.primary.survival], times, config)


def _rate(shared: dict, curve: KaplanMeier, times: Times, config: SurvivalConfig) -> Estimate:
    row = {**shared, "measure": "event_rate", "method": "exact_poisson", "primary": True, "unit": f"per {times.unit.removesuffix('s')}"}
    if curve.person_time <= 0:
        return Estimate(**row, note=join_notes(times.note, "no time under observation"))
    limits = exact_poisson(curve.n_events, curve.person_time, conf_level=config.conf_level)
    return Estimate(**row, estimate=limits.estimate, conf_level=config.conf_level, conf_low=limits.conf_low, conf_high=limits.conf_high,
                    alternative="two_sided", note=join_notes(times.note, f"{curve.n_events} events in {number_text(curve.person_time)} patient-{times.unit}"))


def _add_curve(result: Result, paper: Paper, times: Times, curve: KaplanMeier, config: SurvivalConfig) -> None:
    """The steps of the curve with limits of the primary type."""
    method = config.primary.survival
    low, high = confidence_limits(curve, conf_type=CONF_TYPES[method], conf_level=config.conf_level)
    measured = {name: value for name, value in times.measured.items() if name != "criteria"}
    for i, time in enumerate(curve.time):
        result.add_row(
            "survival_curves", paper=paper.name, group=times.group, outcome=times.outcome, endpoint=times.endpoint, **measured, unit=times.unit,
            time=number_text(float(time)), n_at_risk=str(int(curve.n_at_risk[i])), events=str(int(curve.events[i])),
            censored=str(int(curve.censored[i])), survival=number_text(float(curve.survival[i])), std_error=number_text(float(curve.std_error[i])),
            conf_low=number_text(float(low[i])), conf_high=number_text(float(high[i])), method=method,
        )

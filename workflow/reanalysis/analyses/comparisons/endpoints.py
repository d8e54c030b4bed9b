"""Comparisons of endpoints. `alternative` speaks of the times, as it speaks of the rates for an outcome: `greater`
means that the group's times are longer than the control's, so that it has fewer events than expected and a hazard ratio
below 1."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reanalysis.analyses.comparisons.against_endpoint import EndpointAgainst, Printed, resolve_endpoint
from reanalysis.analyses.comparisons.one_sample import OF_HAZARD, SENSE, against_curve, against_printed
from reanalysis.analyses.comparisons.robustness_of_endpoints import ReferenceCase, known_by_curve, known_by_print
from reanalysis.analyses.comparisons.sets_of_endpoints import PooledTimes
from reanalysis.analyses.identity import join_notes, named, timed, with_facts
from reanalysis.analyses.result import Given, TableRow, table_row
from reanalysis.analyses.times.times import CONVERSION, Times, times_of
from reanalysis.derive.controls import NotComparable, control_in_words
from reanalysis.model.config import Outcomes, SurvivalConfig, of_percent
from reanalysis.model.estimate import DERIVED, Estimate, facts, number_text
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.stats.cox import cox_hazard_ratio, cox_likelihood_ratio
from reanalysis.stats.kaplan_meier import kaplan_meier
from reanalysis.stats.log_rank import log_rank
from reanalysis.stats.survival_mean import restricted_mean_difference
from reanalysis.stats.weighted_log_rank import WEIGHTS, weighted_log_rank
from reanalysis.wording import counted, in_words, label


@dataclass(frozen=True)
class Comparing:
    """What every comparison of endpoints looks at: the papers, and the times of each."""

    dataset: Dataset
    outcomes: Outcomes
    known: Mapping[str, Sequence[Times]]
    config: SurvivalConfig

    def finding(self, paper: Paper, row: Comparison, check: str, severity: str, message: str) -> Finding:
        """A finding at the row of a comparison."""
        table, line = place_of(row.ref)
        what = named(paper, self.outcomes, row.group, row.endpoint or "")
        return Finding(
            paper=paper.name,
            check=check,
            severity=severity,
            table=table,
            row=line,
            column="against",
            entered=row.against,
            message=f"{what} against {control_in_words(self.dataset, paper, row.against)}: {message}",
            group=row.group,
            outcome=row.endpoint or "",
            source=row.ref,
        )


def compare_endpoints(stage: Comparing, paper: Paper, row: Comparison) -> Iterator[Given]:
    """The rows of one comparison of an endpoint, and findings on it; where nothing can be computed, one blank row with
    the reason, and a finding."""
    treated = times_of(stage.known[paper.name], row.group, row.endpoint or "")
    control = resolve_endpoint(stage.dataset, paper, row, stage.known)
    if isinstance(control, NotComparable):
        yield from _not_computed(stage, paper, row, control)
        return
    if not treated:
        reason = f"{label(paper, row.group)} has no times of {in_words(row.endpoint)}, listed or read from a curve"
        nothing = NotComparable("nothing_to_compare", reason, (paper.group[row.group].ref,))
        yield from _not_computed(stage, paper, row, nothing)
        return
    for times in treated:
        shared = _shared(paper, row, times, len(treated) > 1)
        case = ReferenceCase(paper.name, row, times, stage.config)
        if isinstance(control, Printed):
            yield from against_printed(shared, times, row, control, stage.config)
            yield from known_by_print(case, control)
        elif isinstance(control, PooledTimes):
            yield from _against_times(shared, times, row, (control.pooled,), True, stage.config)
            yield from known_by_curve(case, control.pooled)
            yield from _each_alone(stage, paper, row, times, control)
        else:
            yield from _against_times(shared, times, row, control.times, control.elsewhere, stage.config)
            if control.elsewhere:
                yield from known_by_curve(case, control.times[0])
    yield from _remarks(stage, paper, row, control)


def recognised_tests(stage: Comparing, paper: Paper, row: Comparison) -> dict[tuple[str, str], float]:
    """p-values of the tests that are recognised and never offered, by name and alternative; none where the control has
    no times."""
    control = resolve_endpoint(stage.dataset, paper, row, stage.known)
    if isinstance(control, NotComparable | Printed):
        return {}
    others = (control.pooled,) if isinstance(control, PooledTimes) else control.times
    found: dict[tuple[str, str], float] = {}
    for times in times_of(stage.known[paper.name], row.group, row.endpoint or ""):
        for other in _partners(times, others):
            against = {"against_times": other.values_in(times.unit), "against_events": other.events}
            found["cox_likelihood_ratio", "two_sided"] = cox_likelihood_ratio(
                times.values, times.events, **against
            ).p_value
            for weights in WEIGHTS:
                test = weighted_log_rank(times.values, times.events, **against, weights=weights)
                found[weights, "two_sided"] = test.p_value
    return found


def _partners(times: Times, others: Sequence[Times]) -> list[Times]:
    """The control's times to hold beside one of the treated group: measured alike where there are, else all."""
    return [other for other in others if other.measured == times.measured] or list(others)


def _remarks(stage: Comparing, paper: Paper, row: Comparison, control: EndpointAgainst) -> Iterator[Finding]:
    """Findings on what a comparison takes for granted."""
    if isinstance(control, Printed):
        yield stage.finding(
            paper,
            row,
            "reference_taken_as_known",
            "note",
            f"{control.name} is known by what is printed only: the one-sample tests take it as known without "
            "error; see how far it may be wrong",
        )
    if isinstance(control, PooledTimes) and len(control.members) > 1:
        yield stage.finding(
            paper,
            row,
            "set_pooled_as_one",
            "note",
            f"the times of {len(control.members)} groups are taken as one group, as if the papers did not differ; "
            "each group alone stands beside it",
        )
    if isinstance(control, PooledTimes) and control.without_times:
        missing = "gives no times and is" if len(control.without_times) == 1 else "give no times and are"
        yield stage.finding(
            paper,
            row,
            "set_member_without_times",
            "warning",
            f"{' and '.join(control.without_times)} of the set {missing} not in the pool",
        )


def _against_times(
    shared: dict[str, Any],
    times: Times,
    row: Comparison,
    others: Sequence[Times],
    elsewhere: bool,
    config: SurvivalConfig,
) -> Iterator[Estimate]:
    """Two-sample tests against each version of the control's times, and against a control elsewhere the one-sample
    tests too."""
    partners = _partners(times, others)
    for other in partners:
        at = (
            " ".join(part for part in (shared["at"], "against", *other.measured.values()) if part)
            if len(partners) > 1
            else shared["at"]
        )
        both = {
            **with_facts(shared, version=at),
            "at": at,
            "sources": (*times.sources, *other.sources, row.ref),
            "derived": max(times.derived, other.derived, key=DERIVED.index),
        }
        yield from _two_groups(both, times, other, row, config)
        if elsewhere:
            yield from against_curve(both, times, other, row, config)


def _each_alone(
    stage: Comparing, paper: Paper, row: Comparison, times: Times, control: PooledTimes
) -> Iterator[TableRow]:
    """The hazard ratio and the log-rank test against each group of a set by itself."""
    level = of_percent(row.conf_level, stage.config.conf_level)
    for name, other in control.members if len(control.members) > 1 else ():
        theirs = {"against_times": other.values_in(times.unit), "against_events": other.events}
        test = log_rank(times.values, times.events, **theirs, alternative=OF_HAZARD[row.alternative])
        ratio = cox_hazard_ratio(
            times.values, times.events, **theirs, conf_level=level, alternative=OF_HAZARD[row.alternative]
        )
        yield table_row(
            "survival_robustness",
            paper=paper.name,
            comparison=row.comparison,
            quantity="control_alone",
            at=name,
            value=number_text(ratio.estimate),
            p_value=number_text(test.p_value),
            conf_low=number_text(ratio.conf_low),
            conf_high=number_text(ratio.conf_high),
            events=str(sum(times.events)),
            n=str(len(times.events)),
            control=f"{sum(other.events)}/{len(other.events)}",
            derived=max(times.derived, other.derived, key=DERIVED.index),
            note=join_notes(
                "hazard ratio (Cox) and log-rank p against this group of the set alone",
                other.note,
                ratio.reason,
                test.note,
            ),
        )


def _shared(paper: Paper, row: Comparison, times: Times, several: bool) -> dict[str, Any]:
    version = times.measured["criteria"] if several else ""
    return {
        "paper": paper.name,
        "group": row.group,
        "endpoint": row.endpoint or "",
        **times.key_columns,
        "against": row.against,
        "at": version,
        "events": sum(times.events),
        "n": len(times.events),
        "sources": (*times.sources, row.ref),
        "derived": times.derived,
        "facts": facts(version=version),
    }


def _two_groups(
    shared: dict[str, Any], times: Times, other: Times, row: Comparison, config: SurvivalConfig
) -> Iterator[Estimate]:
    """Log-rank test, Cox hazard ratio and difference of restricted means, in the unit of the first group."""
    level, unit = of_percent(row.conf_level, config.conf_level), times.unit
    theirs = other.values_in(unit)
    first, second = (
        {"times": times.values, "events": times.events},
        {"against_times": theirs, "against_events": other.events},
    )
    converted = (
        f"the control's times converted from {other.unit} to {unit} ({CONVERSION})" if other.unit != unit else ""
    )
    notes = (times.note, f"control: {other.note}" if other.note else "", converted)
    for alternative in dict.fromkeys((row.alternative, "two_sided")):
        here = {**shared, "alternative": alternative, "primary": alternative == row.alternative}
        test = log_rank(**first, **second, alternative=OF_HAZARD[alternative])
        counts = (
            f"{counted(test.observed, 'event')} against {test.expected:.4g} expected, {test.observed_against} "
            f"against {test.expected_against:.4g} in the control; chi-square {test.statistic:.6g}"
        )
        yield Estimate(
            **here,
            measure="log_rank",
            method="log_rank",
            p_value=test.p_value,
            note=join_notes(*notes, counts, test.note, SENSE[row.alternative]),
        )
        ratio = cox_hazard_ratio(**first, **second, conf_level=level, alternative=OF_HAZARD[alternative])
        low, high, p_value, estimate = (
            None if math.isnan(value) else value
            for value in (ratio.conf_low, ratio.conf_high, ratio.p_value, ratio.estimate)
        )
        yield Estimate(
            **with_facts(here, reason=ratio.reason),
            measure="hazard_ratio",
            method="cox_efron",
            estimate=estimate,
            conf_level=level,
            conf_low=low,
            conf_high=high,
            p_value=p_value,
            note=join_notes(*notes, "below 1: fewer events than the control", ratio.reason, SENSE[row.alternative]),
        )
        yield _mean_difference(
            here,
            (kaplan_meier(times.values, times.events), kaplan_meier(theirs, other.events)),
            level,
            unit,
            join_notes(*notes, SENSE[row.alternative]),
        )


def _mean_difference(shared: dict[str, Any], curves: tuple, level: float, unit: str, note: str) -> Estimate:
    tau = min(curve.last_time for curve in curves)
    row = {
        **with_facts(shared, time=tau),
        "measure": "restricted_mean_difference",
        "method": "greenwood",
        "at": " ".join(part for part in (number_text(tau), shared["at"]) if part),
        "unit": unit,
    }
    if tau <= 0:
        return Estimate(**row, note=join_notes(note, "a group was not observed beyond time 0"))
    found = restricted_mean_difference(curves[0], curves[1], tau, conf_level=level, alternative=shared["alternative"])
    return Estimate(
        **with_facts(row, degenerate=math.isnan(found.std_error)),
        estimate=found.estimate,
        conf_level=level,
        conf_low=found.conf_low,
        conf_high=found.conf_high,
        p_value=found.p_value,
        note=join_notes(note, f"over the first {timed(tau, unit)}, the smaller of the last observations", found.note),
    )


def _not_computed(stage: Comparing, paper: Paper, row: Comparison, why: NotComparable) -> Iterator[Finding | Estimate]:
    yield stage.finding(paper, row, why.check, "warning", f"not tested: {why.reason}")
    yield Estimate(
        paper=paper.name,
        group=row.group,
        endpoint=row.endpoint or "",
        against=row.against,
        measure="log_rank",
        method="log_rank",
        primary=True,
        sources=(row.ref, *why.sources),
        note=why.reason,
    )

"""Comparisons of endpoints. `alternative` speaks of the times, as it speaks of the rates for an outcome: `greater` means that the group's
times are longer than the control's, so that it has fewer events than expected and a hazard ratio below 1."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from reanalysis.analyses.against import NotComparable
from reanalysis.analyses.endpoint_against import Printed, resolve_endpoint, times_of
from reanalysis.analyses.identity import join_notes
from reanalysis.analyses.one_sample import OF_HAZARD, SENSE, against_curve, against_printed
from reanalysis.analyses.result import Result
from reanalysis.analyses.times import CONVERSION, Times
from reanalysis.model.config import SurvivalConfig, of_percent
from reanalysis.model.estimate import DERIVED, Estimate, number_text
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.stats.cox import cox_hazard_ratio
from reanalysis.stats.kaplan_meier import kaplan_meier
from reanalysis.stats.log_rank import log_rank
from reanalysis.stats.survival_mean import restricted_mean_difference


def compare_endpoints(result: Result, dataset: Dataset, paper: Paper, row: Comparison, known: Mapping[str, Sequence[Times]],
                      config: SurvivalConfig) -> list[Estimate]:
    """The rows of one comparison of an endpoint; where nothing can be computed, one blank row with the reason, and a finding."""
    treated = times_of(known[paper.name], row.group, row.endpoint or "")
    control = resolve_endpoint(dataset, paper, row, known)
    if isinstance(control, NotComparable):
        return [_not_computed(result, paper, row, control)]
    if not treated:
        reason = f"{row.group} has no times of {row.endpoint}, listed or read from a curve"
        return [_not_computed(result, paper, row, NotComparable("nothing_to_compare", reason, (paper.group[row.group].ref,)))]
    rows: list[Estimate] = []
    for times in treated:
        shared = _shared(paper, row, times, len(treated) > 1)
        if isinstance(control, Printed):
            rows += against_printed(result, shared, times, row, control, config)
            continue
        partners = [other for other in control.times if other.measured == times.measured] or list(control.times)
        for other in partners:
            at = " ".join(part for part in (shared["at"], "against", *other.measured.values()) if part) if len(partners) > 1 else shared["at"]
            both = {**shared, "at": at, "sources": (*times.sources, *other.sources, row.ref), "derived": max(times.derived, other.derived, key=DERIVED.index)}
            rows += _two_groups(both, times, other, row, config)
            if control.elsewhere:
                rows += against_curve(both, times, other, row, config)
    if isinstance(control, Printed):
        result.findings.append(_finding(paper, row, "reference_taken_as_known", "note",
                                        f"{control.name} is known by what is printed only: the one-sample tests take it as known without error; see how far it may be wrong"))
    return rows


def _shared(paper: Paper, row: Comparison, times: Times, several: bool) -> dict:
    return {
        "paper": paper.name, "group": row.group, "endpoint": row.endpoint or "", **times.key_columns, "against": row.against,
        "at": times.measured["criteria"] if several else "", "events": sum(times.events), "n": len(times.events),
        "sources": (*times.sources, row.ref), "derived": times.derived,
    }


def _two_groups(shared: dict, times: Times, other: Times, row: Comparison, config: SurvivalConfig) -> Iterator[Estimate]:
    """Log-rank test, Cox hazard ratio and difference of restricted means, in the unit of the first group."""
    level, unit = of_percent(row.conf_level, config.conf_level), times.unit
    theirs = other.values_in(unit)
    first, second = {"times": times.values, "events": times.events}, {"against_times": theirs, "against_events": other.events}
    converted = f"the control's times converted from {other.unit} to {unit} ({CONVERSION})" if other.unit != unit else ""
    notes = (times.note, f"control: {other.note}" if other.note else "", converted)
    for alternative in dict.fromkeys((row.alternative, "two_sided")):
        here = {**shared, "alternative": alternative, "primary": alternative == row.alternative}
        test = log_rank(**first, **second, alternative=OF_HAZARD[alternative])
        counts = f"{test.observed} events against {test.expected:.4g} expected, {test.observed_against} against {test.expected_against:.4g} in the control; chi-square {test.statistic:.6g}"
        yield Estimate(**here, measure="log_rank", method="log_rank", p_value=test.p_value, note=join_notes(*notes, counts, test.note, SENSE[row.alternative]))
        ratio = cox_hazard_ratio(**first, **second, conf_level=level, alternative=OF_HAZARD[alternative])
        low, high, p_value, estimate = (None if math.isnan(value) else value for value in (ratio.conf_low, ratio.conf_high, ratio.p_value, ratio.estimate))
        yield Estimate(**here, measure="hazard_ratio", method="cox_efron", estimate=estimate, conf_level=level, conf_low=low, conf_high=high, p_value=p_value,
                       note=join_notes(*notes, "below 1: fewer events than the control", ratio.reason, SENSE[row.alternative]))
        yield _mean_difference(here, (kaplan_meier(times.values, times.events), kaplan_meier(theirs, other.events)), level, unit, join_notes(*notes, SENSE[row.alternative]))


def _mean_difference(shared: dict, curves: tuple, level: float, unit: str, note: str) -> Estimate:
    tau = min(curve.last_time for curve in curves)
    row = {**shared, "measure": "restricted_mean_difference", "method": "greenwood", "at": " ".join(part for part in (number_text(tau), shared["at"]) if part), "unit": unit}
    if tau <= 0:
        return Estimate(**row, note=join_notes(note, "a group was not observed beyond time 0"))
    found = restricted_mean_difference(*curves, tau, conf_level=level, alternative=shared["alternative"])
    return Estimate(**row, estimate=found.estimate, conf_level=level, conf_low=found.conf_low, conf_high=found.conf_high, p_value=found.p_value,
                    note=join_notes(note, f"over the first {number_text(tau)} {unit}, the smaller of the last observations", found.note))


def _not_computed(result: Result, paper: Paper, row: Comparison, why: NotComparable) -> Estimate:
    severity = "note" if why.check == "set_not_compared" else "warning"
    result.findings.append(_finding(paper, row, why.check, severity, f"comparison {row.comparison} was not tested: {why.reason}"))
    return Estimate(paper=paper.name, group=row.group, endpoint=row.endpoint or "", against=row.against, measure="log_rank", method="log_rank", primary=True,
                    sources=(row.ref, *why.sources), note=why.reason)


def _finding(paper: Paper, row: Comparison, check: str, severity: str, message: str) -> Finding:
    table, line = place_of(row.ref)
    return Finding(paper=paper.name, check=check, severity=severity, table=table, row=line, column="against", entered=row.against, message=message,
                   group=row.group, outcome=row.endpoint or "", source=row.ref)

"""What an estimate can tell beside its columns: the names of results/tables/facts.csv, and what they mean.

A note is prose for people, and `at` is a key. What a later stage needs of either is a fact, written by the analysis
that knows it. A new fact is a line here, and one where it is known.
"""

from __future__ import annotations

FACT_COLUMNS = ("result_id", "name", "value")
PARTS = "; "  # between the parts of a fact that is a list
FACTS: dict[str, str] = {
    # the parts of `at`
    "time": "time that the number is for, in the row's unit",
    "apart": "what tells the counts of a group and a time apart: unit, criteria, what is counted",
    "every_assay": "yes = the definition is applied to every assay, also to those that it does not name",
    "fraction": "fraction of the patients with the event, for a quantile",
    "control_rate": "rate that is taken as known",
    "version": "which of several lists of times, or of several controls, the row is about",
    "reference": "exponential, piecewise, curve: what a one-sample test takes as known",
    "scores": "dose, rank: the scores of a trend",
    "counts_at": "`at` of the counts that a trend is tested in",
    "tau_scale": "scale of the half-normal prior on the standard deviation between controls",
    "weight": "weight of the part of a prior that borrows nothing",
    "a0": "share that each patient of the controls counts",
    "subgroup": "subgroup of a set that a pooled number is of",
    "pool_of": "measure of the pool that a range, a variance or a test of heterogeneity belongs to",
    # counts behind a number
    "several_counts": "yes = one of several counts that a printed percentage allows",
    "printed_percent": "the printed percentage that several counts print as",
    "counts_low": "the lowest of these counts, or of those that a bound allows",
    "counts_high": "the highest of them",
    "p_bound": "yes = the p-value is one that the test's own cannot exceed",
    "summed": "yes = the sum of the counts of groups that cover this one",
    "control_events": "events of the control",
    "control_n": "patients of the control",
    "control_part": "all, highest, lowest: a set of controls as one group, or its group with that rate alone",
    "controls": "events/n of each historical control, joined by ;",
    "concurrent_events": "events of the control of the same paper",
    "concurrent_n": "patients of the control of the same paper",
    "counts": "events/n of each dose group, by rising dose, joined by ;",
    "doses": "the doses, rising, joined by ;",
    "dose_unit": "unit of the doses",
    # a two-stage design's own rule
    "plan_answer": "positive, negative, stopped, undecided: what the rule of a two-stage design says of the count",
    "plan_needed": "responses that the rule asks for in the stage that decides",
    "plan_of": "patients of that stage",
    # what one more study may show
    "next_n": "patients of the next study for which counts are given",
    "next_low": "the lowest count that the next study may show, at the level of the limits",
    "next_high": "the highest",
    # beside the estimate
    "z": "statistic of an asymptotic test",
    "first_at_or_below": "first time at which the curve is at or below the quantile; NE = none",
    "n_at_risk": "patients at risk where the curve reaches the quantile",
    "middle_to_last": "of a plateau that no event ends: its middle up to the last censoring, R's quantile(survfit)",
    "survfit": "median follow-up by R's survfit on 1 - event, where it differs; NE = none",
    "not_reached": "yes = the curve does not fall to the quantile, or so it is printed",
    "degenerate": "yes = the standard error is 0",
    "assumes": "constant_hazard: what an approximation takes for granted",
    "naive": "what 1 - Kaplan-Meier would give that takes other causes as censorings",
    "reason": "why there is no estimate, or none with limits, in words",
    "remark": "what stands beside the number on a page, in words",
    "note_parts": "the note with the names in it marked, so that a page can put labels there",
}
PROSE = ("reason", "remark", "note_parts")  # facts that are words for people, as `note` is

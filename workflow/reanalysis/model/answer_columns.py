"""The columns of answers.csv and comparability.csv, with what each holds."""

from __future__ import annotations

from collections.abc import Mapping

NUMBER, WHOLE, TEXT, IDENTIFIER = "number", "whole number", "text", "id"
VERDICTS = (
    "better",
    "worse",
    "apart_from_all",
    "depends_on_control",
    "borderline",
    "not_shown",
    "cannot_be_compared",
    "nothing_to_compare",
)
CONTROL_KINDS = ("concurrent", "external_counts", "external_rate", "reference_rate", "set")
ITEMS = (
    "time_of_assessment",
    "kind",
    "criteria",
    "assessor",
    "confirmed",
    "population",
    "years_apart",
    "area",
    "line",
    "chosen",
)
ANSWERS: Mapping[str, tuple[str, str]] = {
    "trial": (IDENTIFIER, "trial of paper.yaml"),
    "papers": (TEXT, "papers on its patients that could be read, joined by ;"),
    "outcome": (IDENTIFIER, "main outcome, where it is counted"),
    "endpoint": (IDENTIFIER, "main outcome, where it is timed"),
    "group": (IDENTIFIER, "group that the answer is about"),
    "measure": (IDENTIFIER, "what is estimated of the group"),
    "estimate": (NUMBER, "its estimate"),
    "conf_low": (NUMBER, "lower limit; blank = not estimable"),
    "conf_high": (NUMBER, "upper limit; blank = not estimable; inf = unbounded"),
    "events": (WHOLE, "patients with the outcome, or events"),
    "n": (WHOLE, "denominator"),
    "basis": ("printed, counted, inferred", "the weakest basis of the cells behind the estimate"),
    "control": (TEXT, "the control, as entered; blank = the row is about all of them"),
    "control_kind": (", ".join(CONTROL_KINDS), "what is known of the control"),
    "control_estimate": (NUMBER, "its rate"),
    "control_events": (WHOLE, "its events; blank = a rate without denominator, or an endpoint"),
    "control_n": (WHOLE, "its patients; blank = unknown"),
    "effect": (NUMBER, "effect of the group over the control; less a rate that is taken as known"),
    "effect_measure": (IDENTIFIER, "what the effect is"),
    "effect_low": (NUMBER, "lower limit of the effect"),
    "effect_high": (NUMBER, "upper limit of the effect"),
    "p_value": (NUMBER, "p of the comparison's alternative; blank where nothing may be tested"),
    "turns_at": (NUMBER, "rate of the control at which the exact test of the group is lost"),
    "verdict": (", ".join(VERDICTS), "what the numbers of the row show"),
    "reasons": (TEXT, "what the verdict rests on or fails at, joined by ;"),
    "sentence": (TEXT, "the answer in words"),
    "result_ids": (TEXT, "the estimates behind the row, joined by ;"),
    "comparison": (IDENTIFIER, "comparison of comparisons.csv; blank = printed by the paper"),
    "alternative": ("two_sided, greater, less", "alternative of the comparison"),
    "effect_level": (NUMBER, "confidence level of the limits of the effect"),
}
COMPARABILITY: Mapping[str, tuple[str, str]] = {
    "paper": (IDENTIFIER, "paper of the comparison"),
    "comparison": (IDENTIFIER, "comparison of comparisons.csv"),
    "control": (TEXT, "the group that is compared with: of a set each of its groups"),
    "item": (", ".join(ITEMS), "what is held against each other"),
    "group_value": (TEXT, "of the group; blank = unknown"),
    "control_value": (TEXT, "of the control; blank = unknown"),
    "agrees": ("yes, no, unknown", "whether they agree"),
    "consequence": (
        "refused, warned, none",
        "refused = nothing is computed; warned = computed, and said beside every number",
    ),
}

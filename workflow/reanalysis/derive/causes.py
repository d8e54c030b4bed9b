"""Whose doing a finding is, and which findings have one cause.

`about` says what a finding speaks of: the paper against itself, how it was typed (entry), our own comparison, something
that we had to take as given (assumption), or a check that passed. Only what is about the paper counts as its
contradiction.

Findings of a paper share a `cause` where they are the same disagreement told at several cells: the counts
in one part of the paper's groups, the labels of one scale against its definition, one printed denominator, one control
of a comparison, two numbers that a claim states as well, one cell. A cause is called after the first of its findings,
so that its name does not depend on the others, and has one sentence for people (`cause_texts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from reanalysis.derive.cause_texts import sentences
from reanalysis.model.finding import Finding
from reanalysis.model.paper import Dataset, Paper

ABOUT = ("paper", "entry", "comparison", "assumption", "passed")
PASSED = {"count_from_percent", "interval_reproduced", "p_reproduced", "two_stage_answer", "two_stage_design"}
COMPARISON = {
    "conclusion_differs",
    "control_chosen_after",
    "control_left_out",
    "control_selected_by_outcome",
    "control_without_count",
    "control_without_n",
    "control_without_times",
    "controls_contradict",
    "formed_after_start",
    "incompatible_control",
    "margin_not_used",
    "no_design",
    "not_comparable",
    "nothing_to_compare",
    "prior_data_conflict",
    "rate_for_endpoint",
    "rate_taken_as_known",
    "same_patients",
    "same_trial_control",
    "selected_by_outcome",
    "set_left_out",
    "set_member_without_counts",
    "set_mixed",
    "set_not_pooled",
    "set_not_usable",
    "set_without_count",
    "too_many_patients",
    "unlike_quantities",
    "unlike_sides",
}
ASSUMPTION = {
    "count_not_unique",
    "curve_not_reconstructed",
    "design_not_used",
    "inferred_otherwise",
    "rounding_habit",
    "definition_not_for_assay",
    "n_left_blank",
    "nothing_to_analyse",
    "reconstruction_quality",
    "same_trial",
    "survival_not_a_count",
    "times_incomplete",
    "without_denominator",
}
ENTRY = {
    "entered_by_machine",
    "entries_differ",
    "entries_incomplete",
    "identifier_of_another_time",
    "kind_differs",
    "label_twice",
    "mixed_precision",
    "not_parsed",
    "number_alone",
    "nothing_to_acknowledge",
    "response_without_duration",
    "row_of_no_patient",
    "same_name_in_two_groups",
    "time_without_unit",
    "unknown_control",
    "unknown_name",
}
# Checks that tell one disagreement at many cells: counts of a scale that do not go together, labels and definition.
COUNTS_DISAGREE = {"tables_disagree", "outcome_parts_do_not_add_up", "parts_of_outcome"}
# Checks whose two numbers a claim may state against each other as well.
TWO_NUMBERS = {"outcome_parts_do_not_add_up", "printed_twice_differently", "range_beyond_whole", "parts_of_outcome"}
_FIRST = re.compile(r"[0-9]+(?:\.[0-9]+)?")
DEFINITION = {"label_contradicts_definition", "rate_by_definition"}
Key = tuple[str, ...]


def with_causes(findings: Iterable[Finding], dataset: Dataset) -> list[Finding]:
    """The findings in their order, each with what it is about and the cause that it shares."""
    found = [replace(finding, about=about(finding, dataset)) for finding in findings]
    first: dict[Key, str] = {}
    made = []
    told = {key: finding for finding in found if finding.check in TWO_NUMBERS and (key := _numbers(finding))}
    for finding in found:
        same = told.get(_numbers(finding), finding) if finding.check == "claim_not_reproducible" else finding
        key = (finding.paper, finding.about, *_cause(same, dataset))
        name = first.setdefault(
            key, f"{finding.check}:{finding.table}:{finding.row}" if finding.table else finding.check
        )
        made.append(replace(finding, cause=name))
    said = sentences(made, dataset)
    return [replace(finding, cause_text=said[finding.paper, finding.cause]) for finding in made]


def _numbers(finding: Finding) -> tuple[str, ...]:
    """The paper and the two numbers that do not agree, by which a claim and a table tell the same; none where there are
    not two."""
    matches = [_FIRST.search(text) for text in (finding.entered, finding.expected)]
    texts = sorted(match[0] for match in matches if match)
    return (finding.paper, *texts) if len(texts) == 2 and texts[0] != texts[1] else ()


def about(finding: Finding, dataset: Dataset) -> str:
    """What a finding speaks of: one of ABOUT."""
    if finding.check in PASSED:
        return "passed"
    if finding.check in COMPARISON or (finding.table in ("comparisons", "sets") and finding.check == "guarantee_time"):
        return "comparison"
    if finding.check in ENTRY or finding.severity == "error":
        return "entry"
    if finding.check in ASSUMPTION or (finding.check in DEFINITION and finding.severity == "note"):
        return "assumption"
    if finding.check == "guarantee_time":
        return "assumption"
    if finding.check == "percent_not_reproducible" and _denominator_was_inferred(finding, dataset):
        return "assumption"
    return "paper"


def _denominator_was_inferred(finding: Finding, dataset: Dataset) -> bool:
    """Whether the percentage was held against a number of patients that its paper does not print."""
    paper = dataset.papers.get(finding.paper)
    if paper is None:
        return False
    row = next((row for row in paper.counts if row.ref == finding.source), None)
    if row is None:
        return False
    if row.n is not None:
        return row.basis == "inferred"
    group = paper.group.get(row.group)
    return group is not None and group.basis == "inferred"


def _cause(finding: Finding, dataset: Dataset) -> Key:
    paper = dataset.papers.get(finding.paper)
    if finding.check in DEFINITION:
        return ("definition",)
    if paper is not None and finding.check in COUNTS_DISAGREE and finding.group:
        return ("counts", _branch(paper, finding.group))
    if finding.table == "comparisons" and finding.about == "comparison":
        return ("control", finding.entered)
    if paper is not None and finding.check == "claim_not_reproducible":
        return _claim(finding, paper)
    if finding.about in ("passed", "assumption"):
        return (finding.check,)
    return (finding.table, finding.row or finding.check)


def _claim(finding: Finding, paper: Paper) -> Key:
    """Claims of one relation to one stated number are one statement held against several numbers."""
    row = next((row for row in paper.claims if row.ref == finding.source), None)
    if row is not None and row.relation != "=":
        return ("claim", str(row.stated), row.relation)
    return ("claim", finding.row)


def _branch(paper: Paper, group: str) -> str:
    """The part of the paper's patients that a group belongs to: its highest ancestor below the whole."""
    above = group
    while above in paper.group and (parent := paper.group[above].parent):
        if parent not in paper.group or not paper.group[parent].parent:
            return above
        above = parent
    return above

"""What a finding is about, and which findings have one cause."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from reanalysis.derive import causes as room
from reanalysis.derive.causes import ABOUT, with_causes
from reanalysis.model.finding import Finding


def told(check, severity="warning", paper="smith2001", **more):
    return Finding(paper=paper, check=check, severity=severity, message="m", **more)


@pytest.fixture
def smith(paper, dataset):
    return dataset(
        paper(
            groups="group label n parent split basis\nall All 40 . . printed\narm_a A 20 all arm printed\n"
            "part P 10 arm_a part printed\narm_b B 20 all arm inferred",
            counts="group outcome reported n basis\narm_b objective_response 48.3% . printed\n"
            "arm_a objective_response 48.3% . printed\narm_a toxicity 48.3% 29 inferred",
            patients="patient group scale category value\n11 part cytogenetic partial 40",
        )
    )


@pytest.mark.parametrize(
    ("finding", "about"),
    [
        (told("count_from_percent", "note"), "passed"),
        (told("rate_taken_as_known", "note", table="comparisons"), "comparison"),
        (told("guarantee_time", table="comparisons"), "comparison"),
        (told("guarantee_time", "note", table="statements"), "assumption"),
        (told("E-INT", "error"), "entry"),
        (told("set_not_usable", table="comparisons"), "comparison"),
        (told("unknown_control", table="comparisons"), "entry"),
        (told("kind_differs", "note"), "entry"),
        (told("without_denominator", "note"), "assumption"),
        (told("sum_of_groups"), "paper"),
        (told("rate_by_definition"), "paper"),
        (told("rate_by_definition", "note"), "assumption"),
        (told("percent_not_reproducible", source="smith2001/counts.csv:2"), "assumption"),
        (told("percent_not_reproducible", source="smith2001/counts.csv:3"), "paper"),
        (told("percent_not_reproducible", source="smith2001/counts.csv:4"), "assumption"),
        (told("percent_not_reproducible", paper="gone2001"), "paper"),
    ],
)
def test_what_a_finding_is_about(smith, finding, about):
    (found,) = with_causes([finding], smith)
    assert found.about == about and about in ABOUT


def causes(smith, *findings):
    return [finding.cause for finding in with_causes(findings, smith)]


def test_counts_that_disagree_in_one_branch_of_the_groups_have_one_cause(smith):
    first, second, other = causes(
        smith,
        told("tables_disagree", table="counts", row="2", group="part"),
        told("parts_of_outcome", table="counts", row="3", group="arm_a"),
        told("tables_disagree", table="counts", row="4", group="arm_b"),
    )
    assert first == second == "tables_disagree:counts:2" and other == "tables_disagree:counts:4"


def test_a_claim_shares_the_cause_of_the_table_that_has_its_two_numbers(smith):
    claim, twice, other = causes(
        smith,
        told("claim_not_reproducible", table="claims", row="2", entered="19", expected="13"),
        told("printed_twice_differently", table="counts", row="3", entered="19/34", expected="13/34"),
        told("claim_not_reproducible", table="claims", row="4", entered="19", expected="14"),
    )
    assert claim == twice == "claim_not_reproducible:claims:2" and other == "claim_not_reproducible:claims:4"


def test_a_cause_has_one_sentence_that_names_groups_and_numbers(smith):
    counts = {"table": "counts", "outcome": "objective_response"}
    found = with_causes(
        [
            told("tables_disagree", row="2", group="part", entered="7", expected="8", **counts),
            told("parts_of_outcome", row="3", group="arm_a", entered="13", expected="14", **counts),
            told("percent_not_reproducible", table="counts", row="9", group="all"),
            Finding(
                paper="smith2001",
                check="label_contradicts_definition",
                severity="warning",
                table="patients",
                row="2",
                source="smith2001/patients.csv:2",
                message="labelled otherwise",
            ),
        ],
        smith,
    )
    assert found[0].cause_text == found[1].cause_text
    assert found[0].cause_text == (
        'The numbers of objective response in "P" and "A" do not go together: 7 or 8, 13 or 14'
    )
    assert found[2].cause_text == "m"
    assert found[3].cause_text == "Patient 11 carries a label that the definition does not give"


def test_findings_at_one_cell_have_one_cause_and_those_of_two_papers_never(smith):
    one, same, other = causes(
        smith,
        told("outside_its_interval", table="summaries", row="5"),
        told("ratio_not_central", table="summaries", row="5"),
        told("outside_its_interval", table="summaries", row="6"),
    )
    assert one == same != other
    mine, theirs = with_causes(
        [
            told("label_contradicts_definition", table="patients", row="2"),
            told("label_contradicts_definition", paper="jones2002", table="patients", row="2"),
        ],
        smith,
    )
    assert (mine.paper, mine.cause) != (theirs.paper, theirs.cause)


def test_a_cause_is_not_shared_across_what_it_is_about(smith):
    paper, assumption = with_causes(
        [
            told("rate_by_definition", table="counts", row="2"),
            told("rate_by_definition", "note", table="counts", row="2"),
        ],
        smith,
    )
    assert paper.about != assumption.about


def test_bounds_on_one_stated_number_are_one_statement(paper, dataset):
    p = paper(
        groups="group label n\nall All 40",
        claims="claim stated relation expression\na 90 <= 6+90\nb 90 <= 7+91\nc 90 >= 3+4\nd 19 = 6+7\ne 19 = 6+8",
    )
    lines = range(2, 7)
    found = [
        told("claim_not_reproducible", table="claims", row=str(line), source=f"smith2001/claims.csv:{line}")
        for line in lines
    ]
    one, same, turned, equal, other = (finding.cause for finding in with_causes(found, dataset(p)))
    assert one == same and len({one, turned, equal, other}) == 4


def test_the_cause_of_what_stands_in_no_table_is_called_by_its_check(smith):
    (found,) = with_causes([told("nothing_to_analyse", "note")], smith)
    assert found.cause == "nothing_to_analyse"


def test_what_a_paper_has_passed_of_one_check_is_one(smith):
    found = [told("count_from_percent", "note", table="counts", row=str(line)) for line in (2, 3)]
    assert len({one.cause for one in with_causes(found, smith)}) == 1


def test_a_comparison_that_is_refused_is_never_called_a_contradiction_of_the_paper():
    package = Path(room.__file__).parents[1]
    calls = (
        call
        for path in sorted(package.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "NotComparable"
    )
    checks = {call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)}
    assert len(checks) > 10 and checks <= room.COMPARISON

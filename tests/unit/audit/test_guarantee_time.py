"""Endpoints by response."""

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig, Endpoint, Outcome

GROUPS = (
    "group label n parent split\nall All 30 . .\nyes Responders 15 all response\nno Nonresponders 15 all "
    "response\na A 15 all arm\nb B 15 all arm\ncr Complete 5 yes depth\npr Partial 10 yes depth"
)


@pytest.fixture
def found(dataset, outcomes, scales, paper):
    def of(**tables):
        findings = audit_dataset(dataset(paper(**({"groups": GROUPS} | tables))), outcomes, scales, AuditConfig())
        return [
            (finding.severity, finding.table, finding.row) for finding in findings if finding.check == "guarantee_time"
        ]

    return of


@pytest.mark.parametrize(
    ("group", "against", "endpoint", "many"),
    [
        ("yes", "no", "overall_survival", 1),
        ("yes", "other1999:all", "overall_survival", 1),
        ("a", "b", "overall_survival", 0),
        ("cr", "pr", "duration_of_response", 0),
        ("yes", "no", "duration_of_response", 1),
        ("cr", "no", "progression_free_survival", 1),
    ],
)
def test_comparisons(found, group, against, endpoint, many):
    assert (
        found(comparisons=f"comparison group endpoint against\nc {group} {endpoint} {against}")
        == [("warning", "comparisons", "2")] * many
    )


@pytest.mark.parametrize(
    ("group", "against", "outcome", "many"),
    [("yes", "no", "rash", 1), ("yes", "no", "complete_response", 0), ("a", "b", "rash", 0), ("yes", "20%", "rash", 1)],
)
def test_counts_that_grow_with_time(found, outcomes, group, against, outcome, many):
    outcomes.outcomes["rash"] = Outcome(label="Rash", kind="toxicity")
    assert (
        found(comparisons=f"comparison group outcome against\nc {group} {outcome} {against}")
        == [("warning", "comparisons", "2")] * many
    )


def test_a_comparison_that_is_not_in_use_is_not_told(found, outcomes):
    outcomes.outcomes["rash"] = Outcome(label="Rash", kind="toxicity")
    comparisons = "comparison group {0} against use\nc yes {1} no {2}"
    for what, name in (("outcome", "rash"), ("endpoint", "overall_survival")):
        assert len(found(comparisons=comparisons.format(what, name, "yes"))) == 1
        assert found(comparisons=comparisons.format(what, name, "no")) == []


def test_a_neutral_endpoint_of_everybody_says_nothing(found, outcomes):
    outcomes.endpoints["time_on_treatment"] = Endpoint(label="Time on treatment", direction="neutral")
    assert found(comparisons="comparison group endpoint against\nc yes time_on_treatment no") == []


def test_a_hazard_ratio_by_response(found):
    assert found(summaries="group endpoint statistic value against\nyes overall_survival hazard_ratio 0.4 no") == [
        ("warning", "summaries", "2")
    ]


def test_medians_side_by_side_are_told_once(found):
    summaries = (
        "group endpoint statistic value unit\nyes overall_survival median 20 months\nno overall_survival "
        "median 8 months\nno overall_survival max 9 months\na overall_survival median 8 months"
    )
    assert found(summaries=summaries) == [("warning", "summaries", "3")]
    assert found(summaries=summaries.replace("overall_survival", "duration_of_response")) == []


def test_a_duration_of_response_of_a_patient_without_one(found):
    tables = {
        "patients": "patient group scale category\n1 a recist CR\n2 a recist sd",
        "times": "patient group endpoint time unit\n1 a duration_of_response 6+ months\n2 a duration_of_response 3 "
        "months",
    }
    assert found(**tables) == [("warning", "times", "3")]


@pytest.mark.parametrize(
    ("statement", "many"),
    [
        ("The marker after the first cycle was associated with overall survival.", 1),
        ("Counts after two weeks correlated with progression-free and overall survival.", 1),
        ("Responders lived longer.", 1),
        ("Age was associated with overall survival.", 0),
        ("The marker rose after the first cycle.", 0),
        ("Survival was recorded after the first dose.", 0),
    ],
)
def test_statements_on_survival_by_what_is_known_only_later(dataset, outcomes, scales, paper, statement, many):
    p = paper(groups=GROUPS, statements=f"statement  group\n{statement}  all")
    findings = [
        finding
        for finding in audit_dataset(dataset(p), outcomes, scales, AuditConfig())
        if finding.check == "guarantee_time"
    ]
    assert [(finding.severity, finding.table, finding.row, finding.entered) for finding in findings] == [
        ("note", "statements", "2", statement)
    ] * many

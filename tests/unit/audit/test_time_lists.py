"""Lists of times against patients, each other and their own marks."""

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig

CHECKS = ("more_times_than_patients", "progression_after_death", "censored_with_cause", "listed_times_differ")


@pytest.fixture
def found(dataset, outcomes, scales, paper):
    return lambda **tables: [
        (finding.check, finding.table, finding.row, finding.entered, finding.expected)
        for finding in audit_dataset(dataset(paper(**tables)), outcomes, scales, AuditConfig())
        if finding.check in CHECKS
    ]


def times(texts, endpoint="overall_survival", group="all"):
    return "patient group endpoint time unit\n" + "\n".join(
        f"{i} {group} {endpoint} {time} months" for i, time in enumerate(texts.split())
    )


def test_more_times_than_patients(found):
    assert found(groups="group label n\nall All 2", times=times("1 2 3")) == [
        ("more_times_than_patients", "times", "2", "3", "at most 2")
    ]
    assert found(groups="group label n\nall All 3", times=times("1 2 3")) == []
    assert found(groups="group label n\nall All .", times=times("1 2 3")) == []


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("all objective_response 2", ["at most 2"]),
        ("all objective_response 3", []),
        ("all clinical_benefit 2", []),
        ("all objective_response 2\nall major_cytogenetic 5", []),
    ],
)
def test_more_durations_than_responders(found, counts, expected):
    rows = found(
        groups="group label n\nall All 9",
        counts=f"group outcome events\n{counts}",
        times=times("1 2 3", "duration_of_response"),
    )
    assert [row[-1] for row in rows] == expected


@pytest.mark.parametrize(
    ("progression", "death", "wrong"),
    [("5", "4", True), ("5", "4+", True), ("5+", "4", True), ("5+", "4+", False), ("4", "4", False), ("3", "4", False)],
)
def test_nobody_lives_on_without_progression_after_death(found, progression, death, wrong):
    rows = found(
        groups="group label n\nall All 1",
        times=f"patient group endpoint time unit\n1 all progression_free_survival {progression} months\n1 all "
        f"overall_survival {death} months",
    )
    assert rows == (
        [("progression_after_death", "times", "2", progression.strip("+"), f"at most {death.strip('+')}")]
        if wrong
        else []
    )


def test_a_censored_time_has_no_cause(found):
    header = "patient group endpoint time unit cause\n"
    assert found(
        groups="group label n\nall All 2",
        times=f"{header}1 all overall_survival 4+ months death\n2 all overall_survival 5 months death",
    ) == [("censored_with_cause", "times", "2", "death", "")]


def test_printed_events_against_the_listed_ones(found):
    summaries = "group endpoint statistic value unit events\nall overall_survival median 2 months {}"
    assert found(groups="group label n\nall All 3", times=times("1 2 3+"), summaries=summaries.format(1)) == [
        ("listed_times_differ", "summaries", "2", "1", "2")
    ]
    assert found(groups="group label n\nall All 3", times=times("1 2 3+"), summaries=summaries.format(2)) == []
    assert found(groups="group label n\nall All 4", times=times("1 2 3+"), summaries=summaries.format(1)) == []

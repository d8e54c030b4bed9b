"""What a finding says: the numbers of its message, the cell that it points to, and whom it leaves alone."""

from __future__ import annotations

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig

PATIENTS = "patient group scale category value"
TIMES = "patient group endpoint time unit"


@pytest.fixture
def told(dataset, outcomes, scales, paper):
    """The findings of one check on a paper of 30 patients, as (message, table, row, column, entered, expected)."""

    def of(check, **tables):
        p = paper(**({"groups": "group label n\nall All 30"} | tables))
        return [
            (one.message, one.source.partition("/")[2], one.column, str(one.entered), str(one.expected))
            for one in audit_dataset(dataset(p), outcomes, scales, AuditConfig())
            if one.check == check
        ]

    return of


def test_more_at_risk_than_patients_or_than_before(told):
    at_risk = "group endpoint time unit n_at_risk\nall overall_survival 0 months 35\nall overall_survival 6 months 36"
    above = told("at_risk_above_group", at_risk=at_risk)
    assert [one[0].partition(": ")[2] for one in above] == [
        "35 are at risk at 0 months, and the group has 30 patients",
        "36 are at risk at 6 months, and the group has 30 patients",
    ]
    assert [one[1:3] for one in above] == [("at_risk.csv:2", "n_at_risk"), ("at_risk.csv:3", "n_at_risk")]
    ((message, place, _, entered, expected),) = told("at_risk_rises", at_risk=at_risk)
    assert message.endswith("36 are at risk at 6 months, and 35 at 0 months before")
    assert (place, entered, expected) == ("at_risk.csv:3", "36", "at most 35")


@pytest.mark.parametrize(("events", "words"), [(1, "1 event,"), (3, "3 events,")])
def test_events_that_the_list_does_not_have(told, events, words):
    ((message, place, column, entered, expected),) = told(
        "listed_times_differ",
        groups="group label n\nall All 2",
        times=f"{TIMES}\n1 all overall_survival 6 months\n2 all overall_survival 9 months",
        summaries=f"group endpoint statistic value unit events\nall overall_survival median 6 months {events}",
    )[:1]
    assert f"printed with {words} the 2 listed times have 2" in message
    assert (place, column, entered, expected) == ("summaries.csv:2", "events", str(events), "2")


def test_a_time_beyond_the_longest_follow_up(told):
    ((message, place, column, entered, expected),) = told(
        "longer_than_follow_up",
        times=f"{TIMES}\n1 all overall_survival 40 months\n2 all overall_survival 36 months",
        summaries="group endpoint statistic value unit\nall overall_survival follow_up_max 36 months",
    )
    assert "patient 1 has overall survival of 40 months" in message
    assert (place, column, entered, expected) == ("times.csv:2", "time", "40", "at most 36")


def test_a_registration_after_the_year_of_publication(told):
    ((message, place, column, entered, _),) = told(
        "identifier_of_another_time", info={"year": 2001, "registration": "NCT03500000", "pmid": ""}
    )
    assert "NCT03500000 was registered about 2018, after the year of publication (2001)" in message
    assert (column, entered) == ("registration", "NCT03500000") and place.startswith("paper.yaml")


def test_a_response_against_the_size_is_of_known_categories(told):
    rows = "1 all recist pr -10\n2 all recist sd -40\n3 all recist pr -30\n4 all recist sd -29\n5 all recist x -50"
    rows = f"{PATIENTS}\n{rows}"
    found = told("response_against_size", patients=rows)
    assert [one[1:] for one in found] == [
        ("patients.csv:2", "value", "-10", "at most -30"),
        ("patients.csv:3", "value", "-40", "above -30"),
    ]
    assert found[0][0].startswith("patient 1 has partial with a best change of -10%")


def test_a_response_may_not_outlast_the_time_without_progression_and_survival_may(told):
    rows = (
        f"{TIMES}\n1 all duration_of_response 12 months\n1 all progression_free_survival 10 months\n"
        "1 all overall_survival 20 months\n2 all duration_of_response 8 months\n"
        "2 all progression_free_survival 10 months"
    )
    ((message, place, column, entered, expected),) = told("response_after_progression", times=rows)
    assert "patient 1 has duration of response of 12 months, longer than the progression-free survival of 10" in message
    assert (place, column, entered, expected) == ("times.csv:2", "time", "12", "at most 10")


@pytest.mark.parametrize(
    ("row", "many"),
    [
        ("all nausea . 120% .", 0),
        ("old nausea . 120% .", 1),
        ("old nausea . 100% .", 0),
        ("old nausea . 120% cycles", 0),
    ],
)
def test_a_percentage_of_nobody_knows_how_many(told, row, many):
    group, outcome, events, reported, counted = row.split()
    found = told(
        "percentage_above_100",
        groups="group label n\nall All 30\nold Old .",
        counts=f"group outcome kind events reported counted\n{group} {outcome} toxicity {events} {reported} {counted}",
    )
    assert len(found) == many and all(one[1:3] == ("counts.csv:2", "reported") for one in found)


def test_percentages_that_all_fit_another_number_of_patients(told):
    """13.5, 29.7 and 54.1% are 5, 11 and 20 of 37 and no counts of 40."""
    ((message, place, column, entered, expected),) = told(
        "other_denominator_fits",
        groups="group label n\nall All 40",
        counts="group outcome reported\nall objective_response 29.7%\nall complete_response 13.5%\n"
        "all clinical_benefit 54.1%",
    )
    assert "do not all follow from 40 patients; all of them fit n = 37" in message
    assert (place, column, entered, expected) == ("counts.csv:2", "reported", "40", "n = 37")


@pytest.mark.parametrize(
    ("value", "unit", "many"),
    [("60", "percent", 1), ("0.60", "fraction", 1), ("40", "percent", 0), ("0.40", "fraction", 0)],
)
def test_events_that_nobody_is_left_for(told, value, unit, many):
    """Of 30 with 60% at most 12 had one by then (40.5% of 30 are 12.15) and 5 are at risk: 17; with 40% 18 and 5."""
    found = told(
        "more_events_than_at_risk",
        summaries="group endpoint statistic value value_unit at unit n_at_risk events\n"
        f"all overall_survival survival {value} {unit} 12 months 5 22",
    )
    assert [one[1:] for one in found] == [("summaries.csv:2", "events", "22", "at most 17")] * many


def test_the_other_group_and_both_numbers_stand_in_a_finding_on_units(told):
    found = told(
        "looks_like_another_unit",
        groups="group label n parent split\nall All 60 . .\nlow Low 30 all dose\nhigh High 30 all dose",
        summaries="group endpoint statistic value unit\nlow overall_survival median 12 months\n"
        "high overall_survival median 52 months",
    )
    assert len(found) == 1 and 'the median is 52 months, that in "Low" is 12 months' in found[0][0]


def test_progression_of_one_group_is_not_that_of_another(told):
    tables = {
        "groups": "group label n role\nall All 30 treatment\nnow Now 30 control",
        "categories": "group scale category count\nnow recist pd 9",
    }
    head = "group endpoint statistic value unit events"
    assert not told(
        "events_of_endpoints", summaries=f"{head}\nall progression_free_survival median 5 months 6", **tables
    )
    ((message, place, column, entered, expected),) = told(
        "events_of_endpoints", summaries=f"{head}\nnow progression_free_survival median 5 months 6", **tables
    )
    assert message.startswith('"Now": 9 patients whose best response was progression and 6 events of')
    assert (place, column, entered, expected) == ("summaries.csv:2", "events", "6", "at least 9")

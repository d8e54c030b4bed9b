"""Rows of the survival stage."""

import pytest

from reanalysis.analyses.survival import summarise_survival
from reanalysis.model.config import SurvivalConfig


@pytest.fixture
def survival(dataset, outcomes, scales):
    return lambda *papers: summarise_survival(dataset(*papers), outcomes, scales, SurvivalConfig())


GROUPS = "group label n\nall All 6"
PLATEAU = """
patient group endpoint time unit
1 all overall_survival 5 months
2 all overall_survival 8 months
3 all overall_survival 12 months
4 all overall_survival 12+ months
5 all overall_survival 20+ months
6 all overall_survival 25 months
"""


def one(rows, **wanted):
    found = [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]
    assert len(found) == 1
    return found[0]


def test_the_median_on_a_plateau_is_its_midpoint_and_the_other_rule_stands_in_the_note(paper, survival):
    row = one(
        survival(paper(groups=GROUPS, times=PLATEAU)).estimates, measure="median_time", method="kaplan_meier_loglog"
    )
    assert row.estimate == 18.5  # R survfit; the first time at or below one half is 12
    assert "first_at_or_below=12" in row.note and row.primary and (row.events, row.n, row.unit) == (4, 6, "months")


def test_landmarks_are_in_the_papers_unit(paper, survival):
    rows = survival(
        paper(
            groups="group label n\nall All 2",
            times="patient group endpoint time unit\n1 all overall_survival 20 weeks\n2 all overall_survival 60+ weeks",
        )
    ).estimates
    row = one(rows, measure="survival_probability", method="kaplan_meier_loglog", at="26.089285714285715")  # 6 months
    assert row.estimate == 0.5 and row.unit == "weeks"


def test_nothing_is_extrapolated(paper, survival):
    rows = survival(paper(groups=GROUPS, times=PLATEAU)).estimates
    assert one(rows, measure="survival_probability", at="24", method="kaplan_meier_plain").estimate is not None
    beyond = survival(paper(groups=GROUPS, times=PLATEAU.replace("25 months", "13 months"))).estimates
    row = one(beyond, measure="survival_probability", at="24")
    assert row.estimate is None and "beyond the last observation" in row.note


def test_a_landmark_at_the_very_last_observation_is_observed(paper, survival):
    rows = survival(
        paper(
            groups="group label n\nall All 3",
            times="patient group endpoint time unit\n1 all overall_survival 6 months\n2 all overall_survival 24+ "
            "months\n3 all overall_survival 24+ months",
        )
    ).estimates
    row = one(rows, measure="survival_probability", at="24", method="kaplan_meier_loglog")
    assert row.estimate == pytest.approx(2 / 3) and "beyond the last observation" not in row.note


@pytest.mark.parametrize(("last", "said"), [(24, False), (23, True)])
def test_only_a_landmark_after_everybody_had_the_event_is_said_to_follow_from_that(paper, survival, last, said):
    rows = survival(
        paper(
            groups="group label n\nall All 2",
            times=f"patient group endpoint time unit\n1 all overall_survival 6 months\n2 all overall_survival {last} "
            "months",
        )
    ).estimates
    row = one(rows, measure="survival_probability", at="24", method="kaplan_meier_loglog")
    assert row.estimate == 0 and ("everybody had had the event by then" in row.note) is said


def test_everybody_censored_has_no_median_and_a_defined_interval(paper, survival):
    rows = survival(
        paper(
            groups="group label n\nall All 2",
            times="patient group endpoint time unit\n1 all overall_survival 7+ months\n2 all overall_survival 9+ "
            "months",
        )
    ).estimates
    median = one(rows, measure="median_time", method="kaplan_meier_loglog")
    assert median.estimate is None and median.note.startswith("not reached")
    at_six = one(rows, measure="survival_probability", at="6", method="beta_product")
    assert (
        at_six.estimate == 1 and at_six.conf_high == 1 and at_six.conf_low == pytest.approx(0.025 ** (1 / 2))
    )  # Clopper-Pearson, 2 at risk
    assert one(rows, measure="follow_up_median").estimate == 8
    assert one(rows, measure="event_rate").conf_low == 0


def test_durations_of_response_are_also_given_by_response_and_for_groups_above(paper, survival):
    p = paper(
        groups="group label n parent patients_listed\nall All 10 . responders\na A 5 all responders\nb B 5 all "
        "responders",
        patients="patient group scale category\n1 a recist CR\n2 a recist PR\n3 b recist PR",
        times="patient group endpoint time unit\n1 a duration_of_response 6+ months\n2 a duration_of_response 3 "
        "months\n3 b duration_of_response 5 months",
    )
    result = survival(p)
    medians = {
        (row.group, row.outcome): (row.n, row.derived)
        for row in result.estimates
        if row.measure == "median_time" and row.primary
    }
    assert medians == {
        ("all", ""): (3, "entered"),
        ("all", "complete_response"): (1, "from_patients"),
        ("all", "objective_response"): (3, "from_patients"),
        ("all", "clinical_benefit"): (3, "from_patients"),
        ("a", ""): (2, "entered"),
        ("a", "complete_response"): (1, "from_patients"),
        ("a", "objective_response"): (2, "from_patients"),
        ("a", "clinical_benefit"): (2, "from_patients"),
        ("b", ""): (1, "entered"),
        ("b", "objective_response"): (1, "from_patients"),
        ("b", "clinical_benefit"): (1, "from_patients"),
    }
    assert result.findings == []  # responders only: not an incomplete list


def test_no_response_has_no_duration_of_response(paper, scales, dataset, outcomes):
    p = paper(
        groups="group label n\nall All 9",
        patients="patient group scale category\n1 all recist CR\n2 all recist PD",
        times="patient group endpoint time unit\n1 all duration_of_response 3 months\n2 all duration_of_response 2 "
        "months",
    )
    with_progression = scales["recist"].model_copy(
        update={"outcomes": {"complete_response": ("cr",), "progressive_disease": ("pd",)}}
    )
    rows = summarise_survival(dataset(p), outcomes, scales | {"recist": with_progression}, SurvivalConfig()).estimates
    assert {row.outcome for row in rows} == {"", "complete_response"}


def test_an_incomplete_list_is_said(paper, survival):
    result = survival(paper(groups="group label n\nall All 9", times=PLATEAU))
    assert [(finding.check, finding.entered, finding.expected) for finding in result.findings] == [
        ("times_incomplete", "6", "9")
    ]


def test_curves_have_a_row_for_each_time(paper, survival):
    rows = survival(paper(groups=GROUPS, times=PLATEAU)).extra["survival_curves"]
    assert [(row["time"], row["n_at_risk"], row["events"], row["censored"]) for row in rows] == [
        ("5", "6", "1", "0"),
        ("8", "5", "1", "0"),
        ("12", "4", "1", "1"),
        ("20", "2", "0", "1"),
        ("25", "1", "1", "0"),
    ]


def test_printed_summaries_are_carried_through(paper, survival):
    p = paper(
        groups=GROUPS,
        summaries="""
        group  endpoint                   statistic         at  value  value_unit  low   high  unit    against
        all    overall_survival           median            .   7.7    .           6.1   NE    months  .
        all    overall_survival           hazard_ratio      .   1.18   .           0.92  1.52  .       old
        all    progression_free_survival  survival          6   63     percent     .     .     months  .
        all    .                          follow_up_median  .   >8     .           .     .     months  .
        all    overall_survival           min               .   1      .           .     .     months  .
    """,
    )
    rows = survival(p).estimates
    assert [(row.measure, row.estimate, row.conf_low, row.conf_high, row.at, row.unit) for row in rows] == [
        ("median_time", 7.7, 6.1, None, "", "months"),
        ("hazard_ratio", 1.18, 0.92, 1.52, "", ""),
        ("survival_probability", 0.63, None, None, "6", "months"),
        ("follow_up_median", None, None, None, "", "months"),
    ]
    assert "upper limit printed as NE" in rows[0].note and "a bound" in rows[3].note
    assert all(row.method == "reported" and row.primary for row in rows)


def test_a_printed_median_is_not_primary_beside_listed_times(paper, survival):
    rows = survival(
        paper(
            groups=GROUPS,
            times=PLATEAU,
            summaries="group endpoint statistic value unit\nall overall_survival median 18 months",
        )
    ).estimates
    assert [row.method for row in rows if row.measure == "median_time" and row.primary] == ["kaplan_meier_loglog"]


def test_a_patient_of_two_arms_with_the_same_number_is_two_and_of_two_splits_is_one(paper, survival):
    p = paper(
        groups="group label n parent split\nall All 30 . .\na A 15 all arm\nb B 15 all arm\nmale Male 20 all sex",
        times="patient group endpoint time unit\n1 a overall_survival 5 months\n1 b overall_survival 7 months\n2 a "
        "overall_survival 9 months\n2 male overall_survival 9 months",
    )
    n = {row.group: row.n for row in survival(p).estimates if row.measure == "median_time" and row.primary}
    assert n == {"all": 3, "a": 2, "b": 1, "male": 1}


def test_labels_are_those_of_the_patients_own_group(paper, survival):
    p = paper(
        groups="group label n patients_listed\na A 5 responders\nb B 5 responders",
        patients="patient group scale category\n1 a recist CR\n1 b recist PR\n2 b recist CR",
        times="patient group endpoint time unit\n1 a duration_of_response 5 months\n1 b duration_of_response 6+ "
        "months\n2 b duration_of_response 7+ months",
    )
    complete = {
        row.group: (row.events, row.n)
        for row in survival(p).estimates
        if row.outcome == "complete_response" and row.measure == "median_time" and row.primary
    }
    assert complete == {"a": (1, 1), "b": (0, 1)}


def test_times_that_differ_in_criteria_alone_are_told_apart(paper, survival):
    p = paper(
        groups=GROUPS,
        times="""
        patient group endpoint time unit criteria
        1 all progression_free_survival 5 months RECIST
        1 all progression_free_survival 6 months WHO
    """,
    )
    rows = survival(p).estimates
    assert len({row.result_id for row in rows}) == len(rows)
    assert {row.at for row in rows if row.measure == "median_time"} == {"RECIST", "WHO"}


def test_printed_limits_in_the_wrong_order_are_left_blank(paper, survival):
    (row,) = survival(
        paper(
            groups=GROUPS,
            summaries="group endpoint statistic value low high unit\nall overall_survival median 1.5 2 1 months",
        )
    ).estimates
    assert (row.estimate, row.conf_low, row.conf_high) == (1.5, None, None) and "wrong order" in row.note

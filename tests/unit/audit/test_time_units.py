"""Times that look like another unit."""

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig


@pytest.fixture
def found(dataset, outcomes, scales, paper):
    def of(**tables):
        p = paper(**({"groups": "group label n parent split\nall All 30 . .\na A 15 all arm\nb B 15 all arm"} | tables))
        return [
            (finding.row, finding.entered)
            for finding in audit_dataset(dataset(p), outcomes, scales, AuditConfig())
            if finding.check == "looks_like_another_unit"
        ]

    return of


@pytest.mark.parametrize(
    ("one", "other", "many"),
    [
        ("7.7 months", "33.5 months", 1),
        ("7.7 months", "7.6 years", 1),
        ("7.7 months", "53.9 months", 1),
        ("10 weeks", "304 weeks", 1),
        ("1 months", "365 months", 1),
        ("7.7 months", "33.5 weeks", 0),
        ("7.7 months", "15.4 months", 0),
        ("7.7 months", "NE months", 0),
    ],
)
def test_medians_of_sibling_groups(found, one, other, many):
    rows = found(
        summaries=f"group endpoint statistic value unit\na overall_survival median {one}\nb overall_survival median "
        f"{other}"
    )
    assert rows == [("3", other)] * many


def test_other_endpoints_and_groups_that_are_no_siblings_are_not_compared(found):
    assert (
        found(
            summaries="group endpoint statistic value unit\na overall_survival median 7 months\nb "
            "progression_free_survival median 49 months\nall overall_survival median 49 months"
        )
        == []
    )


def test_a_median_outside_its_range_that_would_fit_in_another_unit(found):
    summaries = (
        "group endpoint statistic value unit\na overall_survival median 26 months\na overall_survival min 2 "
        "months\na overall_survival max 20 months"
    )
    assert found(summaries=summaries) == [("2", "26 months")]
    assert found(summaries=summaries.replace("26", "12")) == []


def test_the_longest_listed_time_against_the_largest_printed_one(found):
    tables = {
        "summaries": "group endpoint statistic value unit\na overall_survival max 26 months",
        "times": "patient group endpoint time unit\n1 a overall_survival 26+ weeks\n2 a overall_survival 3 weeks",
    }
    assert found(**tables) == [("2", "26 weeks")]
    assert found(**tables | {"times": tables["times"].replace("weeks", "months")}) == []


POINTS = ((0, 1), (5, 0.8), (9, 0.5), (20, 0.3))
RISK = (
    "group endpoint time n_at_risk unit\na overall_survival 0 15 months\na overall_survival 20 3 months\na "
    "overall_survival 24 0 months"
)


def curve(unit):
    return "group endpoint time survival unit\n" + "\n".join(
        f"a overall_survival {time} {survival} {unit}" for time, survival in POINTS
    )


def test_a_curve_against_its_median_and_its_numbers_at_risk(found):
    median = "group endpoint statistic value unit\na overall_survival median 9 months"
    assert found(curves=curve("months"), at_risk=RISK, summaries=median) == []
    assert found(curves=curve("weeks"), summaries=median) == [("4", "9 weeks")]
    assert found(curves=curve("years"), at_risk=RISK) == [("3", "20 months")]


@pytest.mark.parametrize(
    ("trial", "against", "unit", "many"),
    [
        ("same", "", "weeks", 1),
        ("same", "", "months", 0),
        ("other", "", "weeks", 0),
        ("other", "old1999:all", "weeks", 1),
    ],
)
def test_medians_of_another_paper(dataset, outcomes, scales, paper, trial, against, unit, many):
    text = "group endpoint statistic value unit\nall overall_survival median 9 {}"
    old = paper("old1999", trial="same", groups="group label n\nall All 30", summaries=text.format("months"))
    tables = {"comparisons": f"comparison group endpoint against\nc all overall_survival {against}"} if against else {}
    new = paper("smith2001", trial=trial, groups="group label n\nall All 30", summaries=text.format(unit), **tables)
    findings = [
        finding
        for finding in audit_dataset(dataset(old, new), outcomes, scales, AuditConfig())
        if finding.check == "looks_like_another_unit"
    ]
    assert [(finding.paper, finding.row, finding.entered) for finding in findings] == [
        ("smith2001", "2", f"9 {unit}")
    ] * many


@pytest.mark.parametrize(
    ("median", "percentage", "many"),
    [
        ("12 months", "50 percent 365 months", 1),
        ("365 months", "50 percent 12 months", 1),
        ("12 months", "50 percent 52 months", 1),
        ("380 months", "52 percent 12 months", 1),
        ("380 months", "0.52 fraction 12 months", 1),
        ("12 months", "50 percent 12 months", 0),
        ("12 months", "55 percent 10 months", 0),
        ("12 months", "80 percent 52 months", 0),
        ("12 months", "50 percent 365 days", 0),
        ("NE months", "50 percent 365 months", 0),
    ],
)
def test_a_percentage_near_one_half_against_the_median(found, median, percentage, many):
    (value, unit), (share, value_unit, at, at_unit) = median.split(), percentage.split()
    summaries = (
        f"group endpoint statistic at value value_unit unit\na overall_survival median . {value} . {unit}\na "
        f"overall_survival survival {at} {share} {value_unit} {at_unit}"
    )
    assert found(summaries=summaries) == [("3", f"{share} {at_unit}")] * many


@pytest.fixture
def messages(dataset, outcomes, scales, paper):
    def of(check, **tables):
        return [
            finding.message
            for finding in audit_dataset(
                dataset(paper(groups="group label n\na A 15", **tables)), outcomes, scales, AuditConfig()
            )
            if finding.check == check
        ]

    return of


def test_every_unit_in_which_a_median_lies_within_its_range_is_named(messages):
    summaries = (
        "group endpoint statistic value unit\na overall_survival median 12 months\na overall_survival min 30 "
        "months\na overall_survival max 700 months"
    )
    (message,) = messages("looks_like_another_unit", summaries=summaries)
    assert message.endswith(
        "it would lie within if the median were in years, the range were in days or the range were in weeks"
    )


def test_a_plateau_at_one_half_has_a_ratio_too(messages):
    times = "patient group endpoint time unit\n" + "\n".join(
        f"{i} a overall_survival {time} months" for i, time in enumerate("100 200 300 350 400 500+".split())
    )
    (message,) = messages(
        "listed_times_differ",
        summaries="group endpoint statistic value unit n\na overall_survival median 10.7 months 6",
        times=times,
    )
    assert "(the ratio is that of days and months)" in message


@pytest.mark.parametrize(("median", "hint"), [("365", True), ("40", False)])
def test_a_median_far_beyond_the_follow_up_gets_the_unit_that_fits(messages, median, hint):
    (message,) = messages(
        "longer_than_follow_up",
        summaries=f"group endpoint statistic value unit\na overall_survival median {median} months\na . follow_up_max "
        "30 months",
    )
    assert message.endswith("; in days it would lie within") == hint

"""Rates from person-time and binomial limits of percentages at a time."""

import math

import pytest

from reanalysis.analyses.survival import summarise_survival
from reanalysis.model.config import SurvivalConfig


@pytest.fixture
def survival(dataset, outcomes, scales, paper):
    def of(summaries, n=19, **tables):
        p = paper(groups=f"group label n\nall All {n}", summaries=summaries, **tables)
        result = summarise_survival(dataset(p), outcomes, scales, SurvivalConfig())
        assert len({row.result_id for row in result.estimates}) == len(result.estimates)
        return result

    return of


def test_person_time_gives_a_rate_and_an_exponential_median(survival):
    rows = survival(
        "group endpoint statistic value unit events n\nall overall_survival person_time 211.5 months 14 19"
    ).estimates
    rate, median = rows
    # poisson.test(14, 211.5); log(2) / poisson.test(14, 211.5)$conf.int
    assert (rate.measure, rate.method, rate.unit, rate.events, rate.n) == (
        "event_rate",
        "exact_poisson",
        "per month",
        14,
        19,
    )
    assert (rate.estimate, rate.conf_low, rate.conf_high) == pytest.approx(
        (14 / 211.5, 0.036188795632626947, 0.11106203840111384)
    )
    assert (median.measure, median.method, median.unit) == (
        "median_time",
        "exponential",
        "months",
    ) and "an approximation" in median.note
    assert (median.estimate, median.conf_low, median.conf_high) == pytest.approx(
        (10.471473477744889, 6.2410810258727771, 19.153640469179383)
    )
    assert rate.primary and median.primary  # nothing else is known of the median


@pytest.mark.parametrize("statistic", ["median", "person_time", "follow_up_median"])
def test_a_number_without_a_unit_of_time_gives_no_estimate(survival, statistic):
    rows = survival(
        f"group endpoint statistic value low high conf_level events\nall overall_survival {statistic} 9.8 7.1 12 95 14"
    ).estimates
    assert rows and all(
        (row.estimate, row.conf_low, row.conf_high, row.unit) == (None, None, None, "") and "no unit" in row.note
        for row in rows
    )
    assert len({row.measure for row in rows}) == len(rows) == (2 if statistic == "median" else 1)


@pytest.mark.parametrize("against", [".", "all"])
def test_a_hazard_ratio_without_another_group_is_not_a_result(survival, against):
    (row,) = survival(
        "group endpoint statistic value low high conf_level against\nall overall_survival hazard_ratio 0.8 0.6 "
        f"1.1 95 {against}"
    ).estimates
    assert (row.estimate, row.conf_low, row.conf_high) == (
        None,
        None,
        None,
    ) and "printed as 0.8, not shown as a ratio" in row.note


def test_the_events_may_stand_with_the_median_which_then_leads(survival):
    rows = survival(
        "group endpoint statistic value unit events\nall overall_survival median 9.8 months 14\nall "
        "overall_survival person_time 211.5 months ."
    ).estimates
    assert [(row.measure, row.method, row.primary) for row in rows] == [
        ("median_time", "reported", True),
        ("event_rate", "exact_poisson", True),
        ("median_time", "exponential", False),
    ]
    assert rows[1].sources == ("smith2001/summaries.csv:3", "smith2001/summaries.csv:2")


def test_a_median_with_its_events_gives_a_rate_under_a_constant_hazard(survival):
    result = survival("group endpoint statistic value unit events n\nall overall_survival median 9.8 months 14 19")
    printed, rate, median = result.estimates
    # 9.8 * exp(c(-1, 1) * qnorm(.975) / (log(2) * sqrt(14))), and log(2) over it
    assert (rate.measure, rate.method, rate.unit, rate.events, rate.n, rate.primary) == (
        "event_rate",
        "from_median",
        "per month",
        14,
        19,
        True,
    )
    assert (rate.estimate, rate.conf_low, rate.conf_high) == pytest.approx(
        (math.log(2) / 9.8, 0.033219730165933492, 0.150592266673037822)
    )
    assert "takes the hazard as constant" in rate.note and "no person-time is reported" in rate.note
    assert (median.method, median.primary, printed.primary) == (
        "exponential",
        False,
        True,
    ) and "an approximation" in median.note
    assert (median.estimate, median.conf_low, median.conf_high) == pytest.approx(
        (9.8, 4.6028072747247322, 20.8655271158933395)
    )
    assert not result.findings


def test_a_printed_percentage_speaks_against_the_constant_hazard(survival):
    printed = (
        "group endpoint statistic at value value_unit unit events\nall overall_survival median . 9.8 . months "
        "14\nall overall_survival survival 2 {} percent years ."
    )
    far, near = (survival(printed.format(percent)) for percent in (40, 20))
    (rate,) = [row for row in far.estimates if row.measure == "event_rate"]
    assert "40% are printed at 2 years, a constant hazard with this median gives 18.3%" in rate.note
    assert [(finding.check, finding.row) for finding in far.findings if finding.check == "hazard_not_constant"] == [
        ("hazard_not_constant", "2")
    ]
    assert "hazard_not_constant" not in {finding.check for finding in near.findings}


@pytest.mark.parametrize(
    ("printed", "events", "reason"),
    [("NE", 14, "printed as NE"), (">8", 14, "printed as >8"), ("9.8", 0, "with 0 events")],
)
def test_no_rate_from_a_median_that_is_not_computed_with(survival, printed, events, reason):
    (row,) = [
        row
        for row in survival(
            f"group endpoint statistic value unit events\nall overall_survival median {printed} months {events}"
        ).estimates
        if row.measure == "event_rate"
    ]
    assert row.estimate is None and reason in row.note


def test_no_rate_from_person_time_without_events(survival):
    (row,) = survival("group endpoint statistic value unit\nall overall_survival person_time 211.5 months").estimates
    assert row.estimate is None and "no number of events" in row.note


def test_listed_times_come_before_printed_person_time(survival):
    result = survival(
        "group endpoint statistic value unit events\nall overall_survival person_time 20 months 1",
        2,
        times="patient group endpoint time unit\n1 all overall_survival 7+ months\n2 all overall_survival 9 months",
    )
    assert [row.n for row in result.estimates if row.measure == "event_rate"] == [2]
    assert [finding.check for finding in result.findings] == ["person_time_not_used"]


def test_a_percentage_that_is_one_count_gets_binomial_limits(survival):
    printed, binomial = survival(
        "group endpoint statistic at value value_unit unit n\nall overall_survival survival 12 63 percent months 19"
    ).estimates
    # binom.test(12, 19)$conf.int
    assert (binomial.method, binomial.events, binomial.n, binomial.derived, binomial.at) == (
        "clopper_pearson",
        12,
        19,
        "from_percent",
        "12",
    )
    assert (binomial.conf_low, binomial.conf_high) == pytest.approx((0.38357792331440532, 0.83711412784490036))
    assert "as if nobody was censored before" in binomial.note and printed.method == "reported" and printed.primary


def test_a_fraction_keeps_its_precision_and_the_groups_n_is_said(survival):
    (row,) = [
        row
        for row in survival(
            "group endpoint statistic at value value_unit unit\nall overall_survival survival 12 0.632 fraction months"
        ).estimates
        if row.method == "clopper_pearson"
    ]
    assert row.events == 12 and "the group's n" in row.note and "smith2001/groups.csv:2" in row.sources


def test_an_ambiguous_percentage_gives_the_lowest_and_the_highest_count(survival):
    rows = [
        row
        for row in survival(
            "group endpoint statistic at value value_unit unit n\nall overall_survival survival 12 50 percent "
            "months 300"
        ).estimates
        if row.method == "clopper_pearson"
    ]
    assert [row.events for row in rows] == [149, 151] and all("149 to 151 of 300" in row.note for row in rows)


def test_a_percentage_that_is_no_count_is_a_finding(survival):
    result = survival(
        "group endpoint statistic at value value_unit unit n\nall overall_survival survival 12 60 percent months 19"
    )
    assert [row.method for row in result.estimates] == ["reported"]
    assert [(finding.check, finding.severity, finding.row) for finding in result.findings] == [
        ("survival_not_a_count", "note", "2")
    ]


def test_a_printed_interval_needs_no_binomial_one(survival):
    rows = survival(
        "group endpoint statistic at value value_unit low high unit n\nall overall_survival survival 12 63 "
        "percent 40 80 months 19"
    ).estimates
    assert [row.method for row in rows] == ["reported"]


RESPONSE = (
    "group endpoint statistic at value value_unit unit n\nall duration_of_response survival 6 45 percent months {}"
)


def test_a_percentage_of_responders_is_not_of_the_group(survival):
    result = survival(RESPONSE.format("."), 40)
    assert [row.method for row in result.estimates] == ["reported"]
    assert [(finding.check, finding.severity, finding.row) for finding in result.findings] == [
        ("survival_without_n", "note", "2")
    ] and "responders only" in result.findings[0].message


def test_a_percentage_of_responders_whose_number_is_printed_gets_limits(survival):
    (row,) = [row for row in survival(RESPONSE.format("11"), 40).estimates if row.method == "clopper_pearson"]
    assert (row.events, row.n) == (5, 11)


def test_a_group_of_responders_is_of_responders_already(survival, dataset, outcomes, scales, paper):
    p = paper(
        groups="group label n parent split\nall All 40 . .\nyes Yes 11 all response",
        summaries=RESPONSE.format(".").replace("all ", "yes "),
    )
    (row,) = [
        row
        for row in summarise_survival(dataset(p), outcomes, scales, SurvivalConfig()).estimates
        if row.method == "clopper_pearson"
    ]
    assert (row.events, row.n, row.sources) == (5, 11, ("smith2001/summaries.csv:2", "smith2001/groups.csv:3"))


@pytest.mark.parametrize("at", ["6 months", "0.5 years", "26.0892857142857 weeks"])
def test_a_percentage_steps_back_behind_listed_times(survival, at):
    time, unit = at.split()
    listed = (
        "patient group endpoint time unit\n1 all overall_survival 3 months\n2 all overall_survival 5 months\n3 "
        "all overall_survival 8 months\n4 all overall_survival 9 months\n5 all overall_survival 12+ months"
    )
    rows = survival(
        f"group endpoint statistic at value value_unit unit\nall overall_survival survival {time} 80 percent {unit}",
        5,
        times=listed,
    ).estimates
    assert not [row for row in rows if row.method == "clopper_pearson"]
    (leading,) = [row for row in rows if row.measure == "survival_probability" and row.primary and row.at == "6"]
    assert (leading.method, leading.estimate, leading.at) == ("kaplan_meier_loglog", pytest.approx(0.6), "6")


def test_a_percentage_at_six_weeks_is_not_that_at_six_months(survival):
    listed = "patient group endpoint time unit\n1 all overall_survival 3 months\n2 all overall_survival 8 months"
    rows = survival(
        "group endpoint statistic at value value_unit unit\nall overall_survival survival 6 100 percent weeks",
        2,
        times=listed,
    ).estimates
    assert [(row.unit, row.events) for row in rows if row.method == "clopper_pearson"] == [("weeks", 2)]

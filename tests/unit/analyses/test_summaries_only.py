"""Rates from person-time and binomial limits of percentages at a time."""

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
    rows = survival("group endpoint statistic value unit events n\nall overall_survival person_time 211.5 months 14 19").estimates
    rate, median = rows
    # poisson.test(14, 211.5); log(2) * 211.5 / qgamma(c(.975, .025), 14)
    assert (rate.measure, rate.method, rate.unit, rate.events, rate.n) == ("event_rate", "exact_poisson", "per month", 14, 19)
    assert (rate.estimate, rate.conf_low, rate.conf_high) == pytest.approx((14 / 211.5, 0.036188795632626947, 0.11106203840111384))
    assert (median.measure, median.method, median.unit) == ("median_time", "exponential", "months") and "an approximation" in median.note
    assert (median.estimate, median.conf_low, median.conf_high) == pytest.approx((10.471473477744889, 6.5946026885053293, 19.153640469179383))
    assert rate.primary and median.primary  # nothing else is known of the median


def test_the_events_may_stand_with_the_median_which_then_leads(survival):
    rows = survival("group endpoint statistic value unit events\nall overall_survival median 9.8 months 14\nall overall_survival person_time 211.5 months .").estimates
    assert [(row.measure, row.method, row.primary) for row in rows] == [
        ("median_time", "reported", True), ("event_rate", "exact_poisson", True), ("median_time", "exponential", False)]
    assert rows[1].sources == ("smith2001/summaries.csv:3", "smith2001/summaries.csv:2")


def test_no_rate_without_person_time_or_without_events(survival):
    (row,) = [row for row in survival("group endpoint statistic value unit events\nall overall_survival median 9.8 months 14").estimates if row.measure == "event_rate"]
    assert row.estimate is None and "no person-time" in row.note
    (row,) = survival("group endpoint statistic value unit\nall overall_survival person_time 211.5 months").estimates
    assert row.estimate is None and "no number of events" in row.note


def test_listed_times_come_before_printed_person_time(survival):
    result = survival("group endpoint statistic value unit events\nall overall_survival person_time 20 months 1", 2,
                      times="patient group endpoint time unit\n1 all overall_survival 7+ months\n2 all overall_survival 9 months")
    assert [row.n for row in result.estimates if row.measure == "event_rate"] == [2]
    assert [finding.check for finding in result.findings] == ["person_time_not_used"]


def test_a_percentage_that_is_one_count_gets_binomial_limits(survival):
    printed, binomial = survival("group endpoint statistic at value value_unit unit n\nall overall_survival survival 12 63 percent months 19").estimates
    # binom.test(12, 19)$conf.int
    assert (binomial.method, binomial.events, binomial.n, binomial.derived, binomial.at) == ("clopper_pearson", 12, 19, "from_percent", "12")
    assert (binomial.conf_low, binomial.conf_high) == pytest.approx((0.38357792331440532, 0.83711412784490036))
    assert "as if nobody was censored before" in binomial.note and printed.method == "reported" and printed.primary


def test_a_fraction_keeps_its_precision_and_the_groups_n_is_said(survival):
    (row,) = [row for row in survival("group endpoint statistic at value value_unit unit\nall overall_survival survival 12 0.632 fraction months").estimates if row.method == "clopper_pearson"]
    assert row.events == 12 and "the group's n" in row.note and "smith2001/groups.csv:2" in row.sources


def test_an_ambiguous_percentage_gives_the_lowest_and_the_highest_count(survival):
    rows = [row for row in survival("group endpoint statistic at value value_unit unit n\nall overall_survival survival 12 50 percent months 300").estimates if row.method == "clopper_pearson"]
    assert [row.events for row in rows] == [149, 151] and all("149 to 151 of 300" in row.note for row in rows)


def test_a_percentage_that_is_no_count_is_a_finding(survival):
    result = survival("group endpoint statistic at value value_unit unit n\nall overall_survival survival 12 60 percent months 19")
    assert [row.method for row in result.estimates] == ["reported"]
    assert [(finding.check, finding.severity, finding.row) for finding in result.findings] == [("survival_not_a_count", "note", "2")]


def test_a_printed_interval_needs_no_binomial_one(survival):
    rows = survival("group endpoint statistic at value value_unit low high unit n\nall overall_survival survival 12 63 percent 40 80 months 19").estimates
    assert [row.method for row in rows] == ["reported"]

"""Times reconstructed from digitised curves."""

import pytest

from reanalysis.analyses.survival import summarise_survival
from reanalysis.model.config import SurvivalConfig

GROUPS = "group label n\nall All 10\nold Old 10"
# the curve of ten patients with events at 2, 4, 6, 8 and five censored at 10
STEPS = "group endpoint time survival unit\n" + "\n".join(
    f"all overall_survival {time} {survival} months"
    for time, survival in ((0, 1), (2, 0.9), (4, 0.8), (6, 0.7), (8, 0.6), (10, 0.6))
)
AT_RISK = (
    "group endpoint time n_at_risk unit\nall overall_survival 0 10 months\nall overall_survival 5 8 months\nall "
    "overall_survival 10 6 months"
)


@pytest.fixture
def survival(dataset, outcomes, scales, paper):
    def of(**tables):
        result = summarise_survival(dataset(paper(**({"groups": GROUPS} | tables))), outcomes, scales, SurvivalConfig())
        assert len({row.result_id for row in result.estimates}) == len(result.estimates)
        return result

    return of


def rows_of(result, **wanted):
    return [row for row in result.estimates if all(getattr(row, name) == value for name, value in wanted.items())]


def test_the_same_summaries_as_from_listed_times_marked_as_reconstructed(survival):
    result = survival(
        curves=STEPS,
        at_risk=AT_RISK,
        summaries="group endpoint statistic value unit events\nall overall_survival median NE months 4",
    )
    made = [row for row in result.estimates if row.derived == "reconstructed"]
    assert {
        "median_time",
        "quantile_time",
        "survival_probability",
        "restricted_mean_time",
        "event_rate",
        "follow_up_median",
        "parametric_median",
    } <= {row.measure for row in made}
    (at_six,) = rows_of(result, measure="survival_probability", at="6", method="kaplan_meier_loglog")
    # summary(survfit(Surv(c(2, 4, 6, 8, rep(10, 6)), rep(1:0, c(4, 6))) ~ 1, conf.type = "log-log"), times = 6)
    assert (at_six.estimate, at_six.conf_low, at_six.conf_high) == pytest.approx(
        (0.7, 0.3287165933, 0.8919490412), abs=1e-9
    )
    assert (at_six.events, at_six.n, at_six.primary) == (4, 10, True)
    assert "reconstructed from 6 points with 3 numbers at risk and 4 events in all" in at_six.note
    assert at_six.sources == (
        *(f"smith2001/curves.csv:{i}" for i in range(2, 8)),
        *(f"smith2001/at_risk.csv:{i}" for i in range(2, 5)),
        "smith2001/summaries.csv:2",
        "smith2001/groups.csv:2",
    )
    assert {row["derived"] for row in result.extra["survival_curves"]} == {"reconstructed"}


def test_what_is_unreliable_without_numbers_at_risk_or_total_is_said(survival):
    (median,) = rows_of(survival(curves=STEPS), measure="median_time", method="kaplan_meier_loglog")
    assert (
        "no numbers at risk and no total of events" in median.note
        and "neither numbers at risk nor a total of events" in median.note
    )


def test_each_cleaning_step_is_a_finding_at_its_row(survival):
    percent = (
        "group endpoint time survival unit\nall overall_survival 2 90 months\nall overall_survival 4 80 "
        "months\nall overall_survival 6 81 months\nall overall_survival 8 60 months"
    )
    found = [
        (finding.row, finding.entered, finding.expected, finding.message.split(": ")[1][:20])
        for finding in survival(curves=percent).findings
        if finding.check == "curve_cleaned"
    ]
    assert found == [
        ("2", "90", "0.9", "survival is entered "),
        ("4", "0.81", "0.8", "above an earlier poi"),
        ("2", "", "1", "the curve starts aft"),
    ]
    assert all(finding.severity == "note" for finding in survival(curves=percent).findings)


def test_a_missed_printed_median_is_a_warning_and_stays_the_primary_median(survival):
    steep = STEPS.replace("8 0.6", "8 0.4").replace("10 0.6", "10 0.4")
    result = survival(
        curves=steep,
        at_risk=AT_RISK.replace("10 6", "10 4"),
        summaries="group endpoint statistic value unit\nall overall_survival median 5 months",
    )
    assert [
        (finding.severity, finding.entered, finding.expected)
        for finding in result.findings
        if "printed 5" in finding.message
    ] == [("warning", "5", "8")]
    assert [(row.method, row.derived) for row in result.estimates if row.measure == "median_time" and row.primary] == [
        ("kaplan_meier_loglog", "reconstructed"),
        ("reported", "entered"),
    ]
    near = survival(
        curves=steep,
        at_risk=AT_RISK.replace("10 6", "10 4"),
        summaries="group endpoint statistic value unit\nall overall_survival median 7.9 months",
    )
    assert "warning" not in {finding.severity for finding in near.findings}


def test_listed_times_win_and_the_curve_is_compared_only(survival):
    times = "patient group endpoint time unit\n" + "\n".join(
        f"{i} all overall_survival {time} months" for i, time in enumerate(["2", "4", "6", "8"] + ["10+"] * 6)
    )
    result = survival(curves=STEPS, times=times)
    assert {row.derived for row in result.estimates} == {"entered"}
    assert [(finding.check, finding.severity) for finding in result.findings] == [
        ("reconstruction_quality", "note")
    ] and "within 0.000" in result.findings[0].message
    far = survival(curves=STEPS.replace("2 0.9", "2 0.7"), times=times)
    assert "warning" in [finding.severity for finding in far.findings]


def test_a_curve_that_cannot_be_used_is_a_blank_row_and_a_finding(survival):
    result = survival(groups="group label n\nall All .", curves=STEPS)
    (row,) = result.estimates
    assert row.estimate is None and "number of patients at time 0" in row.note and row.derived == "reconstructed"
    assert [finding.check for finding in result.findings] == ["curve_not_reconstructed"]


def test_points_and_numbers_at_risk_may_have_other_units(survival):
    years = AT_RISK.replace("5 8 months", "0.5 7 years").replace("10 6 months", "0.75 6 years")
    (median,) = rows_of(survival(curves=STEPS, at_risk=years), measure="median_time", method="kaplan_meier_loglog")
    assert median.unit == "months" and "several units" in median.note


def test_a_curve_of_responders_is_not_rebuilt_with_the_groups_n(survival):
    response = STEPS.replace("overall_survival", "duration_of_response")
    result = survival(groups="group label n\nall All 40", curves=response)
    (row,) = result.estimates
    assert row.estimate is None and row.n is None and "of responders only" in row.note
    assert [finding.check for finding in result.findings] == ["curve_not_reconstructed"]
    printed = "group endpoint statistic value unit n\nall duration_of_response median NE months 10"
    known = survival(groups="group label n\nall All 40", curves=response, summaries=printed)
    (at_six,) = rows_of(known, measure="survival_probability", at="6", method="kaplan_meier_loglog")
    assert at_six.n == 10 and "smith2001/summaries.csv:2" in at_six.sources
    at_risk = survival(
        groups="group label n\nall All 40",
        curves=response,
        at_risk=AT_RISK.replace("overall_survival", "duration_of_response"),
    )
    assert {row.n for row in rows_of(at_risk, measure="survival_probability")} == {10}


def test_clicks_beside_the_axes_are_cut_with_a_finding_each(survival):
    points = "group endpoint time survival unit\n" + "\n".join(
        f"all overall_survival {time} {height} months"
        for time, height in (("-0.3", "100.4"), (4, 80), (8, 60), (10, "-0.3"))
    )
    found = [
        (finding.row, finding.column, finding.entered, finding.expected)
        for finding in survival(curves=points).findings
        if finding.check == "curve_cleaned"
    ]
    assert found == [("2", "survival", "100.4", "1.004"), ("2", "survival", "1.004", "1"), ("2", "time", "-0.3", "0")]

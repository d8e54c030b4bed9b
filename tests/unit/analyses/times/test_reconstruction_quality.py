"""Printed numbers beside those of a reconstructed curve."""

import pytest

from reanalysis.analyses.survival import summarise_survival
from reanalysis.model.config import SurvivalConfig

GROUPS = "group label n\nall All 10\nold Old 10"
# ten patients with events at 2, 4, 6, 8, 9 and five censored at 10; the median runs from 9 to 10
CURVE = ((0, 1), (2, 0.9), (4, 0.8), (6, 0.7), (8, 0.6), (9, 0.5), (10, 0.5))
STEPS = "group endpoint time survival unit\n" + "\n".join(
    f"all overall_survival {time} {survival} months" for time, survival in CURVE
)
AT_RISK = (
    "group endpoint time n_at_risk unit\nall overall_survival 0 10 months\nall overall_survival 5 8 months\nall "
    "overall_survival 10 {} months"
)
PRINTED = "group endpoint statistic at value value_unit low high conf_level unit events against\n"


@pytest.fixture
def compare(dataset, outcomes, scales, paper):
    def of(summaries="", curves=STEPS, last=5, **tables):
        given = {"summaries": PRINTED + summaries} if summaries else {}
        result = summarise_survival(
            dataset(paper(groups=GROUPS, curves=curves, at_risk=AT_RISK.format(last), **given, **tables)),
            outcomes,
            scales,
            SurvivalConfig(),
        )
        made = result.extra["reconstruction"]
        assert len({(row["group"], row["quantity"], row["at"]) for row in made}) == len(made)
        rows = {(row["quantity"], row["at"]): row for row in made if row["group"] == "all"}
        warnings = [
            (finding.row, finding.column, finding.entered, finding.expected)
            for finding in result.findings
            if finding.severity == "warning"
        ]
        assert all(
            finding.check == "reconstruction_quality" for finding in result.findings if finding.severity == "warning"
        )
        return rows, warnings

    return of


def test_what_went_into_the_reconstruction_stands_beside_it_too(compare):
    rows, warnings = compare()
    assert list(rows) == [("point", "0"), ("n_at_risk", "0"), ("n_at_risk", "5"), ("n_at_risk", "10")] and not warnings
    assert {(row["verdict"], row["used"], row["difference"]) for row in rows.values()} == {("agrees", "yes", "0")}
    assert rows["n_at_risk", "5"]["sources"] == "smith2001/at_risk.csv:3"


@pytest.mark.parametrize(
    ("printed", "reconstructed", "difference", "verdict"),
    [
        ("9.5 . . . months", "9.5", "0", "agrees"),
        ("9.1 . . . months", "9", None, "agrees"),
        ("9 . . . months", "9", "0", "agrees"),  # as R prints it, where quantile() has 9.5
        ("8 . . . months", "9", "1", "off"),
        ("NE . . . months", "9", "", "off"),
        (">8 . . . months", "9", "", "not compared"),
        ("41.3 . . . weeks", None, None, "agrees"),
    ],
)
def test_the_median(compare, printed, reconstructed, difference, verdict):
    value, *_, unit = printed.split()
    rows, warnings = compare(f"all overall_survival median . {value} . . . . {unit} . .")
    row = rows["median", ""]
    assert (row["printed"], row["unit"], row["verdict"], row["used"], row["sources"]) == (
        value,
        unit,
        verdict,
        "no",
        "smith2001/summaries.csv:2",
    )
    if reconstructed:
        assert row["reconstructed"] == reconstructed
    if difference is not None:
        assert row["difference"] == difference
    assert warnings == ([("2", "value", value, "9")] if verdict == "off" else [])


def test_a_median_that_is_not_reached_in_either(compare):
    flat = STEPS.replace("9 0.5", "9 0.6").replace("10 0.5", "10 0.6")
    rows, _ = compare("all overall_survival median . NE . . . . months . .", curves=flat, last=6)
    assert (rows["median", ""]["reconstructed"], rows["median", ""]["verdict"]) == ("NE", "agrees")


def test_limits_are_held_against_the_type_that_is_nearest(compare):
    # quantile(survfit(Surv(c(2, 4, 6, 8, 9, rep(10, 5)), rep(1:0, each = 5)) ~ 1, conf.type =), 0.5): lower limit 6
    # (log) and 2 (log-log)
    rows, warnings = compare("all overall_survival median . 9.5 . 6 NE 95 months . .")
    assert (rows["median_low", ""]["reconstructed"], rows["median_low", ""]["verdict"]) == (
        "6",
        "agrees",
    ) and "type log," in rows["median_low", ""]["note"]
    assert rows["median_high", ""]["verdict"] == "agrees" and not warnings


def test_percentages_events_and_what_lies_beyond(compare):
    rows, warnings = compare(
        "all overall_survival survival 6 70 percent 40 90 95 months 5 .\nall overall_survival survival 1 0.45 "
        "fraction . . . years . .\n"
        "all overall_survival survival 9 0.45 fraction . . . months . ."
    )
    six = rows["survival", "6"]
    assert (float(six["reconstructed"]), six["verdict"]) == (pytest.approx(70), "agrees")
    # summary(survfit(..., conf.type = "plain"), times = 6): 0.4159742, the nearest of the three types
    assert (float(rows["survival_low", "6"]["reconstructed"]), rows["survival_low", "6"]["verdict"]) == (
        pytest.approx(41.59742),
        "agrees",
    )
    assert rows["survival_high", "6"]["verdict"] == "agrees" and rows["events", ""]["used"] == "yes"
    assert rows["survival", "1"]["verdict"] == "not compared" and "beyond the end" in rows["survival", "1"]["note"]
    assert rows["survival", "9"]["verdict"] == "off" and [row for row, *_ in warnings] == ["4"]


def test_numbers_at_risk_that_the_curve_does_not_allow_are_one_finding(compare):
    rows, warnings = compare(last=9)
    assert rows["n_at_risk", "10"]["verdict"] == "off" and [row for row, *_ in warnings] == ["4"]


def test_a_printed_hazard_ratio(compare):
    curves = (
        STEPS
        + "\n"
        + "\n".join(
            f"old overall_survival {time} {survival} months"
            for time, survival in ((0, 1), (2, 0.7), (4, 0.5), (6, 0.3), (8, 0.2))
        )
    )
    rows, warnings = compare("all overall_survival hazard_ratio . 0.1 . 0.05 0.5 95 . . old", curves=curves)
    ratio = rows["hazard_ratio", ""]
    assert (ratio["printed"], ratio["verdict"], ratio["against"]) == ("0.1", "off", "old") and 0.1 < float(
        ratio["reconstructed"]
    ) < 1
    assert ("2", "value", "0.1", ratio["reconstructed"]) in warnings


def test_a_point_that_is_off_is_named_as_its_cell_has_it(dataset, outcomes, scales, paper):
    curve = (
        "group endpoint time survival unit\nall overall_survival 0 100 months\nall overall_survival 4 66.7 "
        "months\nall overall_survival 8 18.1 months"
    )
    result = summarise_survival(
        dataset(paper(groups="group label n\nall All 3", curves=curve)), outcomes, scales, SurvivalConfig()
    )
    (finding,) = [
        finding
        for finding in result.findings
        if finding.check == "reconstruction_quality" and finding.severity == "warning"
    ]
    assert (finding.row, finding.entered) == ("4", "18.1") and finding.message.endswith("read as 0.181")
    assert [row["printed"] for row in result.extra["reconstruction"] if row["quantity"] == "point"] == ["0.181"]

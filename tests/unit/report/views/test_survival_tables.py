"""Tables of times: nothing of the survival stage is lost, and what was reconstructed says so."""

from __future__ import annotations

import pytest

from reanalysis.model.estimate import Estimate
from reanalysis.report.text import estimate_text

from ..conftest import TABLES_OF, estimates, read_page, render, write_run
from ..text.test_words import BLANK, result_of

LIMITS = {"conf_level": 0.95, "alternative": "two_sided"}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    stages = estimates()
    times = {
        "paper": "beta2002",
        "group": "all",
        "endpoint": "duration_of_response",
        "events": 1,
        "n": 2,
        "unit": "weeks",
        "primary": True,
        "sources": ("beta2002/times.csv:2", "beta2002/times.csv:3"),
    }
    stages["survival"] += [
        Estimate(
            **{**times, "events": 12, "n": 20},
            **LIMITS,
            measure="restricted_mean_time",
            at="26",
            method="greenwood",
            estimate=19.5,
            conf_low=10.3,
            conf_high=28.7,
            facts={"time": "26"},
        ),
        Estimate(
            **times,
            **LIMITS,
            measure="cumulative_incidence",
            outcome="relapse",
            at="26.089285714285715",
            method="aalen_johansen",
            estimate=0.25,
            conf_low=0.02,
            conf_high=0.6,
            facts={"time": "26.089285714285715", "naive": "0.3"},
        ),
        Estimate(
            **times,
            measure="cumulative_incidence",
            outcome="relapse",
            at="52.17857142857143",
            method="aalen_johansen",
            facts={
                "time": "52.17857142857143",
                "remark": "beyond the last observation at 26 weeks: nothing is extrapolated",
            },
        ),
        Estimate(
            **{**times, "endpoint": "overall_survival", "unit": "per week"},
            **LIMITS,
            measure="event_rate",
            method="exact_poisson",
            estimate=0.07,
            conf_low=0.04,
            conf_high=0.12,
            facts={"assumes": "constant_hazard"},
        ),
        Estimate(
            **{**times, "endpoint": "overall_survival", "primary": False},
            **LIMITS,
            measure="median_time",
            method="exponential",
            estimate=9.8,
            conf_low=6.2,
            conf_high=17.9,
        ),
        Estimate(
            **{**times, "events": 12, "n": 20},
            **LIMITS,
            measure="parametric_median",
            method="exponential",
            estimate=27.0,
            conf_low=7.0,
            conf_high=900.0,
            facts={"remark": "beyond the last observation at 26: an extrapolation"},
        ),
        Estimate(
            **{**times, "unit": ""},
            measure="aic",
            method="exponential",
            estimate=9.32,
            note="log-likelihood -3.66, times in weeks",
        ),
        Estimate(
            **{**times, "primary": False, "events": 12, "n": 20},
            measure="parametric_median",
            method="weibull",
            facts={"remark": "1 events: two-parameter models are fitted from 5 events on"},
        ),
        Estimate(
            **times,
            **LIMITS,
            measure="median_time",
            method="kaplan_meier_loglog",
            derived="reconstructed",
            estimate=18.5,
            conf_low=12.5,
        ),
        Estimate(
            **times,
            **LIMITS,
            measure="survival_probability",
            at="26.089285714285715",
            facts={"time": "26.089285714285715"},
            method="kaplan_meier_loglog",
            derived="reconstructed",
            estimate=0.4,
            conf_low=0.1,
            conf_high=0.8,
        ),
    ]
    share = {
        **times,
        **LIMITS,
        "outcome": "partial_response",
        "measure": "survival_probability",
        "at": "13",
        "facts": {"time": "13"},
        "estimate": 1,
    }
    stages["survival"] += [
        Estimate(**share, method="kaplan_meier_loglog", conf_low=1, conf_high=1, note="of responders only; degenerate"),
        Estimate(**{**share, "primary": False}, method="beta_product", conf_low=0.158, conf_high=1),
        Estimate(
            **{**share, "measure": "restricted_mean_time", "estimate": 13, "events": 12, "n": 20},
            method="greenwood",
            conf_low=13,
            conf_high=13,
            note="standard error 0",
        ),
        Estimate(
            **{**times, **LIMITS, "endpoint": "event_free_survival", "derived": "from_percent"},
            measure="survival_probability",
            at="52",
            facts={"time": "52"},
            method="clopper_pearson",
            estimate=0.5,
            conf_low=0.01,
            conf_high=0.99,
        ),
    ]
    printed = {
        **times,
        "endpoint": "progression_free_survival",
        "events": 0,
        "n": None,
        "unit": "months",
        "sources": ("beta2002/summaries.csv:2",),
    }
    stages["survival"] += [
        Estimate(
            **{**printed, "unit": "per month"},
            **LIMITS,
            measure="event_rate",
            method="exact_poisson",
            estimate=0,
            conf_low=0,
            conf_high=0.018,
        ),
        Estimate(
            **printed,
            **LIMITS,
            measure="median_time",
            method="exponential",
            conf_low=37.58,
            conf_high=float("inf"),
            facts={"assumes": "constant_hazard"},
        ),
    ]
    results = render(write_run(tmp_path_factory.mktemp("times"), stages=stages))
    return read_page(results / "papers/beta2002.html")


def rows(page, title):
    [table] = [t for t in page.all("table") if t.children[0].text == title]
    return [row.text for row in table.all("tbody")[0].children]


def test_a_rate_from_a_median_says_what_it_takes_for_granted(page):
    [table] = [t for t in page.all("table") if t.children[0].text.startswith("Overall survival")]
    [row] = table.all("tbody")[0].children
    assert table.children[0].text.startswith("Overall survival, in weeks;")
    assert "0.07" in row.text and "if the hazard is constant" in row.text


def test_restricted_means_stand_with_their_horizon(page):
    first, second = rows(page, "Duration of response (of responders only): restricted means")
    assert first == "All patients 26 weeks (6 months) 19.5 10.3\u201328.7"
    assert second.endswith("13.0 no interval: its standard error is 0")


def test_limits_without_width_give_way_to_those_of_the_beta_product(page):
    [row] = [
        text
        for text in rows(page, "Duration of response (of responders only), in weeks; 95% intervals below each estimate")
        if "Partial response" in text
    ]
    assert "100.0% 15.8\u2013100.0%, beta product" in row and "100.0\u2013100.0%" not in page.text


def test_a_printed_percentage_of_a_curve_says_that_it_is_taken_as_a_share(page):
    assert "1/2 without event, as if nobody had been censored" in page.text


def test_incidence_stands_beside_what_kaplan_meier_would_give(page):
    first, second = rows(page, "Duration of response (of responders only): cumulative incidence by cause")
    assert first.startswith("All patients relapse within 26.1 weeks (6 months) 25.0% 2.0\u201360.0% 30.0%")
    assert "beyond the last observation at 26 weeks: nothing is extrapolated" in second


def test_fitted_medians_stand_with_aic_or_the_reason(page):
    first, second = rows(page, "Duration of response (of responders only): medians of fitted distributions")
    assert (
        first.startswith("All patients exponential, if the hazard is constant 27.0 7.0\u2013900.0 9.3")
        and "an extrapolation" in first
    )
    assert "Weibull" in second and "two-parameter models are fitted from 5 events on" in second


def test_reconstructed_times_have_a_row_of_their_own_that_says_so(page):
    [table] = [
        t
        for t in page.all("table")
        if t.children[0].text.startswith("Duration of response (of responders only), in weeks")
    ]
    texts = [row.text for row in table.all("tbody")[0].children if "Partial response" not in row.text]
    assert len(texts) == 2 and "19.5" in texts[0] and "reconstructed" not in texts[0]
    assert "reconstructed from a figure" in texts[1] and "18.5" in texts[1] and "40.0%" in texts[1]


def test_percentages_are_not_converted_to_months(page):
    share = result_of(
        BLANK
        | {
            "measure": "survival_probability",
            "unit": "years",
            "estimate": "0.571",
            "conf_low": "0.459",
            "conf_high": "0.679",
        }
    )
    assert estimate_text.months_text(share) == ""
    assert not any("0.0 months" in row.text or "0.1 months" in row.text for row in page.all("tr"))


def test_a_median_known_by_a_limit_alone_says_that_it_takes_the_hazard_as_constant(page):
    [table] = [t for t in page.all("table") if t.children[0].text.startswith("Progression-free survival, in")]
    [row] = table.all("tbody")[0].children
    assert (
        "37.6\u2013\u221eif the hazard is constant" in row.text.replace(" if", "if")
        and "from what is printed" in row.text
    )


def test_printed_limits_stand_with_the_level_that_is_printed(tmp_path):
    summaries = """group,endpoint,statistic,value,low,high,conf_level,unit,source
all,overall_survival,median,12.5,9.1,NE,95,weeks,Text
all,time_to_progression,median,6,4,8,0.9,weeks,Text
all,duration_of_response,median,5,3,7,,weeks,Text"""
    page = read_page(
        render(write_run(tmp_path, tables=TABLES_OF | {"beta2002": TABLES_OF["beta2002"] | {"summaries": summaries}}))
        / "papers/beta2002.html"
    )
    section = next(node for node in page.all("section") if node.attributes.get("id") == "summaries")
    limits = [row.children[4].text for row in section.all("tr")[1:]]
    assert limits == ["9.1 to not reached (95%)", "4\u20138 (90%)", "3\u20137"]

"""Comparisons of endpoints: sentences that agree with their numbers, and reasons where there are none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reanalysis.model.estimate import Estimate
from reanalysis.model.naming import group_named
from reanalysis.report.views.endpoint_comparisons import sentence

from ..conftest import INFO, TABLES_OF, estimates, read_page, render, write_run
from ..text.test_words import BLANK, plain, result_of, show


class Shown:
    number = staticmethod(show)


RATIO = result_of(
    BLANK
    | {
        "measure": "hazard_ratio",
        "method": "cox_efron",
        "estimate": "1.414",
        "conf_level": "0.95",
        "conf_low": "0.0848",
        "conf_high": "23.57",
        "p_value": "0.81",
        "alternative": "two_sided",
    }
)
TEST = result_of(BLANK | {"measure": "log_rank", "method": "log_rank", "p_value": "0.8084", "alternative": "two_sided"})
MEAN = result_of(
    BLANK
    | {
        "measure": "restricted_mean_difference",
        "method": "greenwood",
        "at": "11",
        "unit": "months",
        "estimate": "-1.8",
        "conf_level": "0.95",
        "conf_low": "-4.955",
        "conf_high": "1.355",
    },
    time="11",
)


def test_a_hazard_ratio_stands_with_its_interval_and_p_beside_it():
    assert plain(sentence(RATIO, TEST, MEAN, Shown)) == (
        "hazard ratio 1.41 (95% CI 0.08\u201323.6), which includes no difference; log-rank test, two-sided p = 0.81; "
        "restricted mean 1.8 months shorter over the first 11.0 months (95% CI of the difference \u22125.0 to 1.4)"
    )


@pytest.mark.parametrize(
    ("low", "high", "verb"),
    [(0.2, 0.9, "excludes"), (1.2, 3.0, "excludes"), (0.5, 1.0, "includes"), (1.0, 2.0, "includes")],
)
def test_the_verb_follows_the_interval(low, high, verb):
    assert f"which {verb} no difference" in sentence(replace(RATIO, conf_low=low, conf_high=high), TEST, None, Shown)


def test_without_a_hazard_ratio_the_reason_stands_there():
    text = plain(sentence(replace(RATIO, estimate=None, facts={"reason": "no event in one group"}), TEST, None, Shown))
    assert text.startswith("no hazard ratio (no event in one group); log-rank test")


def test_reconstructed_times_are_named():
    assert "(reconstructed from a figure)" in sentence(RATIO, replace(TEST, derived="reconstructed"), None, Shown)


def test_comparisons_of_endpoints_stand_on_the_page_blank_ones_with_their_reason(tmp_path):
    stages = estimates()
    shared = {
        "paper": "beta2002",
        "group": "all",
        "endpoint": "duration_of_response",
        "events": 1,
        "n": 2,
        "sources": ("beta2002/times.csv:2",),
    }
    tested = {**shared, "against": "alpha2001:control", "alternative": "two_sided", "primary": True}
    here = (*shared["sources"], "beta2002/comparisons.csv:2")
    stages["survival"] += [
        Estimate(
            **{**tested, "sources": here},
            measure="log_rank",
            method="one_sample_exact",
            p_value=0.2,
            facts={"reference": "exponential"},
        ),
        Estimate(
            **{**tested, "sources": here},
            measure="hazard_ratio",
            method="one_sample_exact",
            estimate=0.4,
            conf_level=0.95,
            conf_low=0.1,
            conf_high=2.0,
            p_value=0.2,
        ),
        Estimate(
            **{**shared, "events": None, "n": None, "sources": ("beta2002/comparisons.csv:3",)},
            against="alpha2001:all",
            measure="log_rank",
            method="log_rank",
            primary=True,
            note=f"{group_named('alpha2001', 'all')} has no median of duration of response that can be used",
        ),
    ]
    text = (
        "comparison,group,endpoint,against,source\nvs_median,all,duration_of_response,alpha2001:control,own\n"
        "vs_none,all,duration_of_response,alpha2001:all,own"
    )
    results = render(
        write_run(
            tmp_path,
            tables=TABLES_OF | {"beta2002": TABLES_OF["beta2002"] | {"comparisons": text}},
            info=INFO,
            stages=stages,
        )
    )
    page, front = (read_page(results / name) for name in ("papers/beta2002.html", "report.html"))
    shown = {
        node.attributes["id"]: node.text
        for node in page.all("article")
        if node.attributes.get("id", "").startswith("comparison-")
    }
    assert (
        "printed median as an exponential curve, taken as known: Observed over expected events 0.40 (95% CI "
        "0.10\u20132.00" in shown["comparison-vs_median"]
    )
    assert (
        "Not tested: Alpha 2001, All patients has no median of duration of response that can be used"
        in shown["comparison-vs_none"]
    )
    compared = next(node for node in front.all("details") if node.attributes.get("id") == "compared").text
    assert "which includes no difference" in compared and "has no median of duration of response" in compared


@pytest.mark.parametrize(
    ("alternative", "said"),
    [("greater", "one-sided, longer times"), ("less", "one-sided, shorter times"), ("two_sided", "two-sided")],
)
def test_the_alternative_speaks_of_the_times(alternative, said):
    assert f"log-rank test, {said} p" in plain(sentence(RATIO, replace(TEST, alternative=alternative), None, Shown))


def test_a_ratio_without_limits_says_why():
    ratio = replace(
        RATIO,
        estimate=float("inf"),
        conf_low=None,
        conf_high=None,
        facts={"reason": "the likelihood rises without bound: no event"},
    )
    assert plain(sentence(ratio, TEST, None, Shown)).startswith(
        "hazard ratio \u221e (no interval, because the likelihood rises without bound: no event); log-rank test"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"conf_low": 0.0, "conf_high": 0.0},
        {"conf_low": None, "conf_high": None, "facts": {"time": "11", "degenerate": "yes"}},
    ],
)
def test_a_difference_without_a_standard_error_has_no_interval(change):
    text = plain(sentence(RATIO, TEST, replace(MEAN, estimate=0.0, **change), Shown))
    assert text.endswith("the same restricted mean over the first 11.0 months (the standard error is 0: no interval)")

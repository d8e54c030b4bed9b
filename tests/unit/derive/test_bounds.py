"""Counts known as a set: bounds of events and of percentages, and what a reporting threshold leaves out."""

from __future__ import annotations

import pytest

from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.derive.bounds import count_sets, sets_of_group
from reanalysis.derive.tallies import tallies_of
from reanalysis.model.config import RatesConfig
from reanalysis.model.paper import ReportingThreshold
from reanalysis.stats.proportion import clopper_pearson


@pytest.fixture
def sets(outcomes):
    return lambda p: [(s.group, s.outcome, s.least, s.most, s.n) for s in count_sets(p, outcomes)]


@pytest.mark.parametrize(
    ("events", "reported", "most"),
    [("<5", ".", 4), ("<=3", ".", 3), (".", "<5%", 5), (".", "<=5%", 5), (".", "<50%", 56), (".", "<=50%", 57)],
)
def test_a_bound_allows_the_counts_below_it(paper, sets, scales, events, reported, most):
    p = paper(
        groups="group label n\nall All 114",
        counts=f"group outcome kind events reported\nall infection toxicity {events} {reported}",
    )
    assert sets(p) == [("all", "infection", 0, most, 114)]
    assert tallies_of(p, scales) == []


def test_a_bound_above_n_allows_all_of_them(paper, sets):
    p = paper(groups="group label n\nall All 3", counts="group outcome events\nall objective_response <5")
    assert sets(p) == [("all", "objective_response", 0, 3, 3)]


def test_it_is_bounds_of_the_rate_and_never_a_point(paper, dataset, outcomes, scales):
    p = paper(groups="group label n\nall All 114", counts="group outcome events\nall objective_response <=5")
    rows = estimate_rates(dataset(p), outcomes, scales, RatesConfig()).estimates
    main = next(row for row in rows if row.primary)
    assert main.estimate is None and main.events is None and main.n == 114
    assert (main.conf_low, main.conf_high) == (0.0, clopper_pearson(5, 114, conf_level=0.95).conf_high)
    assert (main.fact("counts_low"), main.fact("counts_high")) == ("0", "5") and "0 to 5 of 114" in main.note
    assert sum(row.primary for row in rows) == 1 and main.sources[0] == "smith2001/counts.csv:2"


def test_what_a_threshold_leaves_out_lies_below_it(paper, sets):
    threshold = ReportingThreshold(kind="toxicity", below="5%", line=9)
    p = paper(
        info={"reporting_threshold": [threshold]},
        groups="group label n\na A 100\nb B 60\nc C 50",
        counts="group outcome kind events\na nausea toxicity 8\nb fatigue toxicity 7\na fatigue toxicity 9\n"
        "c objective_response response 3",
    )
    assert sets(p) == [("b", "nausea", 0, 2, 60)]


def test_a_threshold_of_one_outcome_holds_for_every_group(paper, sets):
    threshold = ReportingThreshold(outcome="nausea", below="5%")
    p = paper(info={"reporting_threshold": [threshold]}, groups="group label n\na A 100\nb B 19")
    assert sets(p) == [("a", "nausea", 0, 4, 100), ("b", "nausea", 0, 0, 19)]


def test_a_percentage_alone_that_is_a_bound_is_no_rate(paper, dataset, outcomes, scales):
    p = paper(groups="group label\nall All", counts="group outcome reported\nall objective_response <5%")
    assert estimate_rates(dataset(p), outcomes, scales, RatesConfig()).estimates == []


def test_an_outcome_asked_for_by_name_is_below_the_threshold_in_the_groups_that_do_not_print_it(paper, outcomes):
    threshold = ReportingThreshold(outcome="nausea", below="5%")
    p = paper(
        info={"reporting_threshold": [threshold]},
        groups="group label n role\na A 100 treatment\nb B 40 control",
        counts="group outcome kind events\na nausea toxicity 9\na infection toxicity 3",
    )
    found = {
        (group, name): [(one.least, one.most, one.n) for one in sets_of_group(p, group, name, outcomes)]
        for group in "ab"
        for name in ("nausea", "infection")
    }
    assert found == {("a", "nausea"): [], ("b", "nausea"): [(0, 1, 40)], ("a", "infection"): [], ("b", "infection"): []}


def test_bounds_of_patients_in_use_are_sets_with_words(paper, outcomes):
    p = paper(
        groups="group label n\nall All 114",
        counts="group outcome kind events counted use\nall nausea toxicity <5 patients yes\n"
        "all infection toxicity <5 patients no\nall vomiting toxicity <5 events yes\nall anemia toxicity <=0 . yes",
    )
    found = {one.outcome: one.text for one in count_sets(p, outcomes)}
    assert found == {"nausea": "0 to 4 of 114", "anemia": "0 of 114"}


def test_a_group_of_unknown_size_is_below_no_threshold(paper, sets):
    threshold = ReportingThreshold(outcome="nausea", below="5%")
    p = paper(info={"reporting_threshold": [threshold]}, groups="group label n\na A 100\nb B .")
    assert sets(p) == [("a", "nausea", 0, 4, 100)]

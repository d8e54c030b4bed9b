"""Rows of the rates stage."""

import pytest

from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.model.config import RatesConfig

INTERVALS = ["clopper_pearson", "wilson", "jeffreys", "mid_p", "agresti_coull", "blaker"]


@pytest.fixture
def rates(dataset, outcomes, scales):
    return lambda *papers: estimate_rates(dataset(*papers), outcomes, scales, RatesConfig()).estimates


def test_every_method_once_and_one_primary(paper, rates):
    rows = rates(paper(groups="group label n\nall All 30", counts="group outcome events\nall objective_response 15"))
    assert [row.method for row in rows] == INTERVALS
    assert [row.method for row in rows if row.primary] == ["clopper_pearson"]
    first = rows[0]
    assert (first.estimate, first.events, first.n, first.conf_level, first.alternative) == (
        0.5,
        15,
        30,
        0.95,
        "two_sided",
    )
    assert first.conf_low == pytest.approx(0.312970, abs=1e-6) and first.conf_high == pytest.approx(0.687030, abs=1e-6)


def test_none_and_all_get_a_one_sided_limit_of_their_own(paper, rates):
    rows = rates(
        paper(groups="group label n\nall All 17", counts="group outcome events\nall objective_response 0\nall alive 17")
    )
    one_sided = {row.outcome: row for row in rows if row.alternative != "two_sided"}
    assert (one_sided["objective_response"].conf_low, one_sided["alive"].conf_high) == (0, 1)
    assert one_sided["objective_response"].conf_high == pytest.approx(1 - 0.05 ** (1 / 17), abs=1e-12)
    assert one_sided["alive"].conf_low == pytest.approx(0.05 ** (1 / 17), abs=1e-12)
    assert not any(row.primary for row in one_sided.values())


def test_baseline_is_not_estimated(paper, rates):
    assert (
        rates(paper(groups="group label n\nall All 17", counts="group outcome kind events\nall sex_female baseline 8"))
        == []
    )


def test_lesions_get_a_rate_and_no_binomial_interval(paper, rates):
    rows = rates(
        paper(groups="group label n\nall All 17", counts="group outcome counted events\nall infection events 8")
    )
    assert [(row.measure, row.method, row.estimate) for row in rows] == [("event_rate", "exact_poisson", 8 / 17)]


def test_without_denominator_the_row_is_blank_and_says_why(paper, rates):
    rows = rates(paper(groups="group label\nall All", counts="group outcome events\nall objective_response 8"))
    assert [(row.estimate, row.note) for row in rows] == [(None, "denominator not reported")]


def test_a_rate_only_group_is_shown_as_printed(paper, rates):
    rows = rates(
        paper(
            groups="group label role\nold Old historical_control",
            counts="group outcome reported\nold objective_response 25%",
        )
    )
    assert [(row.method, row.estimate, row.conf_low, row.primary) for row in rows] == [("reported", 0.25, None, True)]


def test_goodman_has_a_row_for_each_category_entered_zeros_included(paper, rates):
    rows = rates(
        paper(
            groups="group label n\nall All 30",
            categories="group scale category count\nall recist cr 2\nall recist pr 8\nall recist sd 11\nall recist pd "
            "9",
        )
    )
    shown = [row for row in rows if row.measure == "category_proportion"]
    assert [row.outcome for row in shown] == ["recist:cr", "recist:pr", "recist:sd", "recist:pd"]
    # statsmodels and contingencytables, published counts 2, 8, 11, 9
    assert [round(limit, 6) for row in shown for limit in (row.conf_low, row.conf_high)] == [
        0.013686,
        0.268846,
        0.119009,
        0.494662,
        0.188363,
        0.590877,
        0.141202,
        0.527659,
    ]


def test_categories_that_do_not_cover_the_group_keep_its_n(paper, rates):
    rows = rates(
        paper(
            groups="group label n\nall All 270",
            categories="group scale category count\nall recist cr 17\nall recist pr 26",
        )
    )
    shown = [row for row in rows if row.measure == "category_proportion"]
    assert [(row.events, row.n, row.note) for row in shown] == [
        (17, 270, "categories entered sum to 43 of 270"),
        (26, 270, "categories entered sum to 43 of 270"),
    ]


def test_identities_are_unique_where_a_percentage_allows_two_counts(paper, rates):
    rows = rates(
        paper(groups="group label n\nall All 112", counts="group outcome reported\nall objective_response 54%")
    )
    assert len({row.result_id for row in rows}) == len(rows) == 2 * len(INTERVALS)
    assert [row.primary for row in rows].count(True) == 2


def test_more_events_than_patients_are_rated(paper, rates):
    (row,) = rates(
        paper(groups="group label n\nall All 17", counts="group outcome counted events\nall infection events 45")
    )
    # R: poisson.test(45, 17)
    assert [row.estimate, row.conf_low, row.conf_high] == pytest.approx([2.647059, 1.930783, 3.541973], abs=1e-5)


def test_lesions_do_not_hide_the_rate_of_patients(paper, rates):
    rows = rates(
        paper(
            groups="group label n\nall All 15",
            counts="group outcome counted events\nall objective_response lesions 9",
            categories="group scale category count\nall recist cr 2\nall recist pr 3",
        )
    )
    assert [(row.measure, row.events) for row in rows if row.outcome == "objective_response" and row.primary] == [
        ("event_rate", 9),
        ("proportion", 5),
    ]


def test_a_merged_category_beside_its_parts_counts_once(paper, rates):
    rows = rates(
        paper(
            groups="group label n\nall All 15",
            categories="group scale category count\nall recist cr 2\nall recist pr 3\nall recist cr|pr 5\nall recist "
            "sd 5\nall recist pd 5",
        )
    )
    assert [(row.events, row.n) for row in rows if row.measure == "category_proportion"] == [
        (2, 15),
        (3, 15),
        (5, 15),
        (5, 15),
    ]
    assert [row.events for row in rows if row.outcome == "objective_response" and row.primary] == [5]


def test_an_unknown_label_is_unknown_and_not_a_failure(paper, rates):
    p = paper(
        groups="group label n patients_listed\nall All 3 all",
        patients="patient group scale category\n1 all recist CR\n2 all recist mixed\n3 all recist pd",
    )
    assert [row for row in rates(p) if row.measure == "proportion"] == []

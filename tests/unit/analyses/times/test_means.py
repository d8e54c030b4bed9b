"""Restricted means and the exponential median beside Kaplan-Meier."""

import pytest

from reanalysis.analyses.survival import summarise_survival
from reanalysis.model.config import SurvivalConfig

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


@pytest.fixture
def rows(dataset, outcomes, scales, paper):
    return lambda times, n=6: (
        summarise_survival(
            dataset(paper(groups=f"group label n\nall All {n}", times=times)), outcomes, scales, SurvivalConfig()
        ).estimates
    )


def test_restricted_means_at_the_last_observation_and_at_landmarks_before_it(rows):
    means = {row.at: row for row in rows(PLATEAU) if row.measure == "restricted_mean_time"}
    assert list(means) == ["25", "3", "6", "12", "24"] and all(row.primary for row in means.values())
    # survival:::survmean(survfit(Surv(c(5,8,12,12,20,25), c(1,1,1,0,0,1)) ~ 1), rmean = 25)$matrix; rmean = 12
    assert means["25"].estimate == pytest.approx(16.6666666666666679) and "the last observation" in means["25"].note
    assert (
        means["12"].conf_high == 12
        and "the upper limit is cut at the horizon" in means["12"].note
        and means["3"].note.endswith("degenerate")
    )
    assert (means["25"].estimate - means["25"].conf_low) / 1.959963984540054 == pytest.approx(3.5013225014641627)
    assert means["12"].estimate == pytest.approx(10.1666666666666679)
    assert (means["12"].estimate - means["12"].conf_low) / 1.959963984540054 == pytest.approx(1.1159616348111481)


def test_after_the_last_patients_event_means_are_known(rows):
    long = rows(PLATEAU.replace("+", "").replace(" 25 ", " 13 ").replace(" 20 ", " 13 "))
    means = {row.at: row.estimate for row in long if row.measure == "restricted_mean_time"}
    assert list(means) == ["13", "3", "6", "12", "24"] and means["24"] == pytest.approx(means["13"])


def test_an_exponential_median_far_beyond_the_follow_up_is_not_given(rows):
    times = "\n".join(f"{i} all overall_survival {'3' if i == 1 else '4+'} months" for i in range(1, 9))
    few = rows(f"patient group endpoint time unit\n{times}", 8)
    (row,) = [row for row in few if row.method == "exponential" and row.measure == "median_time"]
    # log(2) * 31 / 1 is 21.5 months, and nobody was followed for longer than 4
    assert row.estimate is None and row.conf_low is None
    assert "beyond twice the longest follow-up of 4" in row.note


def test_no_mean_goes_beyond_the_last_observation(rows):
    short = rows(PLATEAU.replace("20+", "2+").replace("25 ", "4 "))
    assert [row.at for row in short if row.measure == "restricted_mean_time"] == ["12", "3", "6"]


def test_the_exponential_median_stands_beside_kaplan_meier_and_says_what_it_is(rows):
    (row,) = [row for row in rows(PLATEAU) if row.method == "exponential" and row.measure == "median_time"]
    # log(2) * 82 / 4; log(2) / poisson.test(4, 82)$conf.int
    assert (row.estimate, row.conf_low, row.conf_high) == pytest.approx(
        (14.209517201478878, 5.5497316488035091, 52.151458502436299)
    )
    assert "an approximation" in row.note and not row.primary


def test_without_an_event_there_is_only_a_lower_limit(rows):
    (row,) = [
        row
        for row in rows("patient group endpoint time unit\n1 all overall_survival 7+ months", 1)
        if row.method == "exponential" and row.measure == "median_time"
    ]
    assert row.estimate is None and row.conf_low > 0 and row.conf_high == float("inf") and "no event" in row.note


def test_time_0_alone_gives_blank_rows_with_the_reason(rows):
    found = rows("patient group endpoint time unit\n1 all overall_survival 0 months", 1)
    blank = [row for row in found if row.measure == "restricted_mean_time" or row.method == "exponential"]
    assert blank and all(row.estimate is None and row.note for row in blank if row.measure != "aic")


def test_a_converted_horizon_is_short_in_the_note(rows):
    mixed = rows(
        "patient group endpoint time unit\n1 all overall_survival 4 weeks\n2 all overall_survival 18 months", 2
    )
    (row,) = [row for row in mixed if row.measure == "restricted_mean_time" and "last observation" in row.note]
    assert row.at.startswith("78.26785714") and "mean of the first 78.2679 weeks" in row.note

import itertools
import math

import pytest

from reanalysis.stats.binomial_test import exact_binomial
from reanalysis.stats.exact_2x2 import boschloo
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.two_group_regions import shown_above
from reanalysis.stats.two_proportions import newcombe_difference
from reanalysis.stats.verdict import (
    BORDERLINE,
    CONTROL_KINDS,
    NOT_SHOWN,
    SHOWN,
    VERDICTS,
    Control,
    Difference,
    difference,
    stands,
    verdict,
)

ABOVE, BELOW = Difference(SHOWN, 1, True, True), Difference(SHOWN, -1, True, True)
NOTHING_SEEN, ON_THE_BORDER = Difference(NOT_SHOWN, 0, False, False), Difference(BORDERLINE, 1, True, False)


def of_table(x, n, y, m, alternative="two_sided", level=0.95, alpha=0.05):
    limits = newcombe_difference(x, n, y, m, conf_level=level)
    p = boschloo(x, n, y, m, alternative=alternative).p_value
    found = difference(
        limits.conf_low, limits.conf_high, p, estimate=limits.estimate, null=0, alpha=alpha, alternative=alternative
    )
    return found, limits, p


def assert_agrees(found, low, high, p, null, alpha):
    """Word, interval, p and `stands` say the same."""
    excludes, small = not low <= null <= high, p < alpha
    assert found.by_interval == excludes and found.by_test == small
    assert (found.state == SHOWN) == (excludes and small)
    assert (found.state == NOT_SHOWN) == (not excludes and not small)
    assert (found.state == BORDERLINE) == (excludes != small)
    assert stands(found, 1) == (found.state == SHOWN and low > null)
    assert stands(found, -1) == (found.state == SHOWN and high < null)


@pytest.mark.parametrize(
    "table",
    [(8, 12, 3, 12), (9, 12, 4, 12), (7, 15, 2, 15), (13, 15, 8, 15), (3, 9, 2, 30), (4, 9, 4, 30), (5, 9, 6, 30),
     (6, 9, 9, 30), (7, 9, 12, 30), (10, 20, 4, 20), (16, 20, 10, 20)],
)  # fmt: skip
def test_an_interval_without_zero_beside_a_p_above_alpha_is_borderline(table):
    found, limits, p = of_table(*table)
    assert limits.conf_low > 0 and p >= 0.05
    assert found == Difference(BORDERLINE, 1, True, False)
    assert not stands(found, 1)


@pytest.mark.parametrize("alternative", ["two_sided", "greater", "less"])
def test_word_interval_and_p_agree_for_all_tables_up_to_eight_a_group(alternative):
    check_tables(8, (alternative,))


@pytest.mark.slow
def test_word_interval_and_p_agree_for_all_tables_up_to_twenty_a_group():
    check_tables(20, ("two_sided",))


def check_tables(largest, alternatives):
    for n, m in itertools.product(range(1, largest + 1), repeat=2):
        for alternative in alternatives:
            region = shown_above(n, m, conf_level=0.95, alpha=0.05, alternative=alternative)
            for x, y in itertools.product(range(n + 1), range(m + 1)):
                found, limits, p = of_table(x, n, y, m, alternative)
                assert_agrees(found, limits.conf_low, limits.conf_high, p, 0, 0.05)
                assert stands(found, 1) == region[x, y], (x, n, y, m, alternative)
                if alternative == "less":
                    assert not stands(found, 1)


def check_rates(sizes):
    """The exact test and Clopper-Pearson agree, so against a known rate nothing is ever borderline."""
    for n in sizes:
        for x in range(n + 1):
            limits = clopper_pearson(x, n, conf_level=0.95)
            for percent in range(0, 101):
                rate = percent / 100
                p = exact_binomial(x, n, rate, alternative="two_sided").p_value
                found = difference(limits.conf_low, limits.conf_high, p, estimate=x / n, null=rate, alpha=0.05)
                assert_agrees(found, limits.conf_low, limits.conf_high, p, rate, 0.05)
                assert found.state != BORDERLINE, (x, n, rate)


def test_every_count_against_every_percentage():
    check_rates(range(1, 9))


@pytest.mark.slow
def test_every_count_against_every_percentage_up_to_sixty():
    check_rates(range(9, 61))


def test_hazard_ratios_with_any_p():
    for ratio, std_error, p in itertools.product(
        (0.1, 0.5, 0.8, 1.0, 1.3, 4.0), (0.05, 0.2, 0.7), (0.001, 0.049999, 0.05, 0.3, 1.0)
    ):
        low, high = ratio * math.exp(-1.96 * std_error), ratio * math.exp(1.96 * std_error)
        for alternative in ("two_sided", "greater", "less"):
            found = difference(low, high, p, estimate=ratio, null=1, alpha=0.05, alternative=alternative)
            excludes = not low <= 1 <= high
            agree = alternative == "two_sided" or (low > 1) == (alternative == "greater")
            assert found.is_shown == (excludes and p < 0.05 and agree)


@pytest.mark.parametrize(
    ("low", "high", "p", "state", "side"),
    [
        (None, None, 0.01, BORDERLINE, 1),
        (None, None, 0.2, NOT_SHOWN, 0),
        (0.1, 0.3, None, BORDERLINE, 1),
        (-0.1, 0.3, None, NOT_SHOWN, 0),
        (math.nan, math.nan, math.nan, NOT_SHOWN, 0),
        (None, None, None, NOT_SHOWN, 0),
        (0.0, 0.3, 0.01, BORDERLINE, 1),  # a limit at no difference does not exclude it
        (0.1, 0.3, 0.05, BORDERLINE, 1),  # p = alpha is not below it
        (0.1, math.inf, 0.01, SHOWN, 1),
    ],
)
def test_what_is_missing_shows_nothing(low, high, p, state, side):
    found = difference(low, high, p, estimate=0.2, null=0, alpha=0.05)
    assert (found.state, found.side) == (state, side)


def test_an_interval_on_the_side_that_was_not_asked_for_is_borderline():
    found = difference(-0.4, -0.1, 0.999, estimate=-0.25, null=0, alpha=0.05, alternative="greater")
    assert found == Difference(BORDERLINE, -1, True, False)


def test_where_interval_and_test_point_apart_the_side_is_that_of_the_interval():
    # a test of "less" that rejects beside an interval above no difference: two numbers that do not belong together
    found = difference(0.1, 0.3, 0.01, estimate=0.2, null=0.0, alpha=0.05, alternative="less")
    assert (found.state, found.side, found.by_interval, found.by_test) == ("borderline", 1, True, True)


def test_a_one_sided_p_alone_is_borderline():
    found = difference(-0.01, 0.4, 0.03, estimate=0.2, null=0, alpha=0.05, alternative="greater")
    assert found == Difference(BORDERLINE, 1, False, True)


@pytest.mark.parametrize("arguments", [{"alpha": 0.0}, {"alpha": 1.0}, {"alternative": "both"}])
def test_out_of_range(arguments):
    with pytest.raises(ValueError):
        difference(0, 1, 0.5, estimate=0.5, null=0, **({"alpha": 0.05} | arguments))
    with pytest.raises(ValueError, match="wrong order"):
        difference(0.4, 0.1, 0.5, estimate=0.2, null=0, alpha=0.05)


def external(found, **more):
    return Control("external_counts", found, **more)


@pytest.mark.parametrize(
    ("controls", "better", "expected"),
    [
        ([Control("concurrent", ABOVE)], 1, "better"),
        ([Control("concurrent", ABOVE)], -1, "worse"),
        ([Control("concurrent", BELOW)], -1, "better"),
        ([Control("concurrent", BELOW)], 1, "worse"),
        ([Control("concurrent", ON_THE_BORDER)], 1, "borderline"),
        ([Control("concurrent", NOTHING_SEEN)], 1, "not_shown"),
        ([Control("concurrent", ABOVE), Control("concurrent", BELOW)], 1, "depends_on_control"),
        # an external control cannot outvote the trial's own
        ([Control("concurrent", NOTHING_SEEN), external(ABOVE), external(ABOVE)], 1, "not_shown"),
        ([external(ABOVE)], 1, "apart_from_all"),
        ([external(ABOVE, turns_at=0.31, high=0.30)], 1, "apart_from_all"),
        ([external(ABOVE, turns_at=0.31, high=0.31)], 1, "depends_on_control"),
        ([external(BELOW, turns_at=0.31, low=0.35)], 1, "apart_from_all"),
        ([external(BELOW, turns_at=0.31, low=0.30)], 1, "depends_on_control"),
        # the limit of one control counts against the turning point of another
        ([Control("external_rate", ABOVE, turns_at=0.31), external(ABOVE, high=0.4)], 1, "depends_on_control"),
        ([external(ABOVE), external(BELOW)], 1, "depends_on_control"),
        ([Control("external_rate", ABOVE), Control("external_rate", ABOVE), external(NOTHING_SEEN)], 1,
         "depends_on_control"),
        ([external(NOTHING_SEEN), external(ON_THE_BORDER)], 1, "borderline"),
        ([external(NOTHING_SEEN), external(None)], 1, "not_shown"),
        ([external(ABOVE), external(None)], 1, "apart_from_all"),
        ([external(None)], 1, "cannot_be_compared"),
        ([], 1, "nothing_to_compare"),
    ],
)  # fmt: skip
def test_each_control_has_one_vote(controls, better, expected):
    assert verdict(controls, better=better) == expected


def test_a_group_selected_by_its_outcome_cannot_be_compared():
    assert verdict([Control("concurrent", ABOVE)], better=1, selected_by_outcome=True) == "cannot_be_compared"
    assert verdict([], better=1, selected_by_outcome=True) == "cannot_be_compared"


def test_better_and_worse_never_without_a_concurrent_control():
    found = (None, ABOVE, BELOW, NOTHING_SEEN, ON_THE_BORDER)
    kinds = [kind for kind in CONTROL_KINDS if kind != "concurrent"]
    for one, other in itertools.product(found, repeat=2):
        for kind, second in itertools.product(kinds, repeat=2):
            said = verdict([Control(kind, one), Control(second, other)], better=1)
            assert said in VERDICTS and said not in ("better", "worse")


def test_unknown_kind_and_side():
    with pytest.raises(ValueError, match="kind"):
        verdict([Control("historical", ABOVE)], better=1)
    with pytest.raises(ValueError, match="better"):
        verdict([], better=0)

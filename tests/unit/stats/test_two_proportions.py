"""Intervals for two proportions: identities, boundary tables, and agreement with the tests they invert."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import comb, erfc, inf, isnan, log, sqrt

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.special import ndtri, xlog1py, xlogy
from statsmodels.stats.proportion import confint_proportions_2indep

from reanalysis.stats.exact_2x2 import fisher
from reanalysis.stats.proportion import wilson
from reanalysis.stats.two_proportions import (
    agresti_caffo_difference,
    conditional_exact_odds_ratio,
    koopman_ratio,
    miettinen_nurminen_difference,
    miettinen_nurminen_differences,
    miettinen_nurminen_odds_ratio,
    miettinen_nurminen_ratio,
    newcombe_difference,
)

DIFFERENCES = [newcombe_difference, miettinen_nurminen_difference, agresti_caffo_difference]
RATIOS = [koopman_ratio, miettinen_nurminen_ratio]
ODDS_RATIOS = [conditional_exact_odds_ratio, miettinen_nurminen_odds_ratio]
METHODS = DIFFERENCES + RATIOS + ODDS_RATIOS
property_test = settings(derandomize=True, deadline=None, max_examples=40)

BOUNDARY = [
    (0, 17, 3, 16),
    (0, 17, 15, 30),
    (10, 10, 0, 20),
    (0, 10, 0, 20),
    (8, 8, 8, 8),
    (1, 1, 0, 1),
    (0, 1, 0, 1),
    (1, 1, 1, 1),
    (5, 5, 1, 5),
    (0, 8, 50, 50),
    (9, 9, 6, 9),
    (0, 1, 999, 1000),
]


def methods(functions):
    return pytest.mark.parametrize("method", functions, ids=lambda function: function.__name__)


@st.composite
def tables(draw, smallest=1, largest=60, inner=False):
    n_1, n_0 = draw(st.integers(smallest, largest)), draw(st.integers(smallest, largest))
    edge = int(inner)
    return draw(st.integers(edge, n_1 - edge)), n_1, draw(st.integers(edge, n_0 - edge)), n_0


def close(value, expected):
    return value == expected or value == pytest.approx(expected, rel=1e-9, abs=1e-12)


def check_limits(method, table, level):
    result = method(*table, conf_level=level)
    least, greatest = (-1, 1) if method in DIFFERENCES else (0, inf)
    assert least <= result.conf_low < result.conf_high <= greatest
    assert isnan(result.estimate) or result.conf_low <= result.estimate <= result.conf_high
    assert result.conf_level == level


@methods(METHODS)
@pytest.mark.parametrize("table", BOUNDARY)
def test_limits_exist_at_empty_and_full_cells(method, table):
    check_limits(method, table, 0.95)


@methods(METHODS)
@property_test
@given(table=tables(), level=st.sampled_from([0.9, 0.95, 0.99]))
def test_limits_are_in_range_and_hold_the_estimate(method, table, level):
    check_limits(method, table, level)


@methods(DIFFERENCES)
@property_test
@given(table=tables())
def test_exchanging_the_groups_changes_the_sign_of_a_difference(method, table):
    x1, n1, x0, n0 = table
    result, other = method(*table, conf_level=0.95), method(x0, n0, x1, n1, conf_level=0.95)
    assert close(other.conf_low, -result.conf_high)
    assert close(other.conf_high, -result.conf_low)
    assert close(other.estimate, -result.estimate)


@methods(RATIOS + ODDS_RATIOS)
@property_test
@given(table=tables())
def test_exchanging_the_groups_inverts_a_ratio(method, table):
    x1, n1, x0, n0 = table
    result, other = method(*table, conf_level=0.95), method(x0, n0, x1, n1, conf_level=0.95)
    assert close(other.conf_low, 1 / result.conf_high)
    assert close(result.conf_low, 1 / other.conf_high)
    if result.estimate > 0:
        assert close(other.estimate, 1 / result.estimate)


@methods(DIFFERENCES + ODDS_RATIOS)
@property_test
@given(table=tables())
def test_exchanging_events_and_non_events_mirrors_differences_and_odds_ratios(method, table):
    x1, n1, x0, n0 = table
    result, other = method(*table, conf_level=0.95), method(n1 - x1, n1, n0 - x0, n0, conf_level=0.95)
    if method in DIFFERENCES:
        assert close(other.conf_low, -result.conf_high)
    else:
        assert close(other.conf_low, 1 / result.conf_high)


@methods(METHODS)
def test_limits_rise_with_the_treated_events(method):
    results = [method(events, 12, 5, 9, conf_level=0.95) for events in range(13)]
    for lower, higher in pairwise(results):
        assert lower.conf_low <= higher.conf_low
        assert lower.conf_high <= higher.conf_high


@methods(METHODS)
@property_test
@given(table=tables())
def test_a_higher_level_holds_the_interval_of_a_lower_one(method, table):
    narrow, wide = method(*table, conf_level=0.9), method(*table, conf_level=0.95)
    assert wide.conf_low <= narrow.conf_low
    assert narrow.conf_high <= wide.conf_high


@pytest.mark.parametrize("method", RATIOS, ids=lambda function: function.__name__)
def test_open_ends_of_a_ratio(method):
    assert method(0, 17, 3, 16, conf_level=0.95).conf_low == 0
    assert method(0, 17, 3, 16, conf_level=0.95).conf_high < 2
    assert method(3, 17, 0, 16, conf_level=0.95).conf_high == inf
    assert method(3, 17, 0, 16, conf_level=0.95).conf_low > 0.5
    assert method(3, 17, 0, 16, conf_level=0.95).estimate == inf
    nothing = method(0, 10, 0, 20, conf_level=0.95)
    assert (isnan(nothing.estimate), nothing.conf_low, nothing.conf_high) == (True, 0, inf)
    full = method(8, 8, 8, 8, conf_level=0.95)
    assert full.estimate == 1
    assert full.conf_low == pytest.approx(1 / full.conf_high, rel=1e-12)


@pytest.mark.parametrize("method", ODDS_RATIOS, ids=lambda function: function.__name__)
def test_open_ends_of_an_odds_ratio(method):
    assert method(0, 17, 3, 16, conf_level=0.95).conf_low == 0
    assert method(6, 9, 9, 9, conf_level=0.95).conf_low == 0
    assert method(9, 9, 6, 9, conf_level=0.95).conf_high == inf
    assert method(9, 9, 6, 9, conf_level=0.95).estimate == inf
    assert method(10, 10, 0, 20, conf_level=0.95).conf_low > 1
    for table in [(0, 10, 0, 20), (8, 8, 8, 8)]:
        result = method(*table, conf_level=0.95)
        assert (isnan(result.estimate), result.conf_low, result.conf_high) == (True, 0, inf)


def test_estimates():
    assert koopman_ratio(15, 30, 6, 9, conf_level=0.95).estimate == 0.75
    assert miettinen_nurminen_odds_ratio(15, 30, 6, 9, conf_level=0.95).estimate == 0.5
    assert newcombe_difference(15, 30, 3, 12, conf_level=0.95).estimate == 0.25
    # The conditional maximum likelihood is not the sample odds ratio.
    assert conditional_exact_odds_ratio(15, 30, 6, 9, conf_level=0.95).estimate > 0.505


@property_test
@given(table=tables())
def test_newcombe_is_made_of_the_two_wilson_intervals(table):
    x1, n1, x0, n0 = table
    result = newcombe_difference(*table, conf_level=0.95)
    one, zero = wilson(x1, n1, conf_level=0.95), wilson(x0, n0, conf_level=0.95)
    below = sqrt((one.estimate - one.conf_low) ** 2 + (zero.conf_high - zero.estimate) ** 2)
    above = sqrt((one.conf_high - one.estimate) ** 2 + (zero.estimate - zero.conf_low) ** 2)
    assert result.conf_low == pytest.approx(result.estimate - below, abs=1e-12)
    assert result.conf_high == pytest.approx(result.estimate + above, abs=1e-12)
    assert result.note == ""


def test_agresti_caffo_is_wald_after_the_additions_and_says_where_it_is_cut():
    p1, p0 = 16 / 32, 7 / 11
    half_width = ndtri(0.975) * sqrt(p1 * (1 - p1) / 32 + p0 * (1 - p0) / 11)
    result = agresti_caffo_difference(15, 30, 6, 9, conf_level=0.95)
    assert result.conf_low == pytest.approx(p1 - p0 - half_width, abs=1e-14)
    assert result.conf_high == pytest.approx(p1 - p0 + half_width, abs=1e-14)
    assert result.note == ""
    cut = agresti_caffo_difference(17, 17, 1, 30, conf_level=0.95)
    assert (cut.conf_high, cut.note) == (1, "clipped at 1")
    cut = agresti_caffo_difference(1, 30, 17, 17, conf_level=0.95)
    assert (cut.conf_low, cut.note) == (-1, "clipped at -1")


@property_test
@given(table=tables())
def test_koopman_lies_within_miettinen_nurminen(table):
    inner, outer = koopman_ratio(*table, conf_level=0.95), miettinen_nurminen_ratio(*table, conf_level=0.95)
    assert outer.conf_low <= inner.conf_low
    assert inner.conf_high <= outer.conf_high


@property_test
@given(table=tables(), level=st.sampled_from([0.8, 0.9, 0.95]))
def test_the_three_score_intervals_exclude_equality_together_and_with_the_score_test(table, level):
    x1, n1, x0, n0 = table
    assume(0 < x1 + x0 < n1 + n0)
    pooled = (x1 + x0) / (n1 + n0)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n0) * (n1 + n0) / (n1 + n0 - 1)
    p_value = erfc(abs(x1 / n1 - x0 / n0) / sqrt(2 * variance))
    assume(abs(p_value - (1 - level)) > 1e-9)
    difference = miettinen_nurminen_difference(*table, conf_level=level)
    ratio = miettinen_nurminen_ratio(*table, conf_level=level)
    odds_ratio = miettinen_nurminen_odds_ratio(*table, conf_level=level)
    significant = p_value < 1 - level
    assert significant == (not difference.conf_low <= 0 <= difference.conf_high)
    assert significant == (not ratio.conf_low <= 1 <= ratio.conf_high)
    assert significant == (not odds_ratio.conf_low <= 1 <= odds_ratio.conf_high)


@property_test
@given(table=tables(largest=40), level=st.sampled_from([0.8, 0.9, 0.95]))
def test_conditional_odds_ratio_excludes_1_exactly_where_fisher_doubled_is_significant(table, level):
    sides = [fisher(*table, alternative=alternative).p_value for alternative in ("greater", "less")]
    p_value = min(1, 2 * min(sides))
    assume(abs(p_value - (1 - level)) > 1e-9)
    result = conditional_exact_odds_ratio(*table, conf_level=level)
    assert (p_value < 1 - level) == (not result.conf_low <= 1 <= result.conf_high)


def exact_conditional_tail(table, odds_ratio):
    """P(events_1 or more) given the total of events, as an exact fraction."""
    x1, n1, x0, n0 = table
    total, ratio = x1 + x0, Fraction(odds_ratio)
    support = range(max(0, total - n0), min(n1, total) + 1)
    weights = [comb(n1, k) * comb(n0, total - k) * ratio**k for k in support]
    return sum(weights[x1 - support[0] :]) / sum(weights)


@pytest.mark.parametrize("table", [(15, 30, 6, 9), (6, 9, 1, 9), (7, 34, 1, 34), (19, 20, 1, 20), (9, 9, 6, 9)])
def test_conditional_limits_have_exact_tails_of_half_alpha(table):
    x1, n1, x0, n0 = table
    result = conditional_exact_odds_ratio(*table, conf_level=0.95)
    assert float(exact_conditional_tail(table, result.conf_low)) == pytest.approx(0.025, rel=1e-9)
    if result.conf_high < inf:
        upper = 1 - exact_conditional_tail((x1 + 1, n1, x0 - 1, n0), result.conf_high)
        assert float(upper) == pytest.approx(0.025, rel=1e-9)


def score_square(table, bounds, control_to_treated, variance_of_gap, gap):
    """Squared corrected score statistic at the rates of greatest likelihood, found by a search."""
    x1, n1, x0, n0 = table

    def minus_log_likelihood(p0):
        p1 = min(max(control_to_treated(p0), 0.0), 1.0)
        treated = xlogy(x1, p1) + xlog1py(n1 - x1, -p1)
        return -(treated + xlogy(x0, p0) + xlog1py(n0 - x0, -p0))

    p0 = minimize_scalar(minus_log_likelihood, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
    p1 = control_to_treated(p0)
    factor = (n1 + n0) / (n1 + n0 - 1)
    return gap(x1 / n1, x0 / n0) ** 2 / (factor * variance_of_gap(p1 * (1 - p1) / n1, p0 * (1 - p0) / n0))


INNER_AND_EDGE = [(15, 30, 6, 9), (6, 9, 1, 9), (0, 17, 3, 16), (9, 10, 3, 10), (15, 30, 8, 30), (20, 20, 3, 9)]


@pytest.mark.parametrize("table", INNER_AND_EDGE)
def test_limits_of_the_difference_solve_the_score_equation(table):
    result = miettinen_nurminen_difference(*table, conf_level=0.95)
    for limit in (result.conf_low, result.conf_high):
        square = score_square(
            table,
            (max(0, -limit), min(1, 1 - limit)),
            lambda p0, d=limit: p0 + d,
            lambda v1, v0: v1 + v0,
            lambda p1, p0, d=limit: p1 - p0 - d,
        )
        assert square == pytest.approx(ndtri(0.975) ** 2, rel=1e-4)


@pytest.mark.parametrize("table", INNER_AND_EDGE)
def test_limits_of_the_ratio_solve_the_score_equation(table):
    result = miettinen_nurminen_ratio(*table, conf_level=0.95)
    for limit in (result.conf_low, result.conf_high):
        if 0 < limit < inf:
            square = score_square(
                table,
                (0, min(1, 1 / limit)),
                lambda p0, r=limit: p0 * r,
                lambda v1, v0, r=limit: v1 + r**2 * v0,
                lambda p1, p0, r=limit: p1 - p0 * r,
            )
            assert square == pytest.approx(ndtri(0.975) ** 2, rel=1e-4)


@property_test
@given(table=tables(smallest=2, largest=40, inner=True))
def test_ratio_as_statsmodels_inside(table):
    x1, n1, x0, n0 = table
    result = miettinen_nurminen_ratio(*table, conf_level=0.95)
    expected = confint_proportions_2indep(x1, n1, x0, n0, method="score", compare="ratio", correction=True)
    assert log(result.conf_low) == pytest.approx(log(expected[0]), abs=1e-5)
    assert log(result.conf_high) == pytest.approx(log(expected[1]), abs=1e-5)


@property_test
@given(table=tables(smallest=2, largest=40, inner=True))
def test_odds_ratio_as_statsmodels_inside(table):
    x1, n1, x0, n0 = table
    result = miettinen_nurminen_odds_ratio(*table, conf_level=0.95)
    with np.errstate(invalid="ignore"):  # it divides 0 by 0 where the search touches a bound
        expected = confint_proportions_2indep(x1, n1, x0, n0, method="score", compare="odds-ratio")
    assume(expected[0] > 0 and expected[1] < inf)
    assert log(result.conf_low) == pytest.approx(log(expected[0]), abs=1e-5)
    assert log(result.conf_high) == pytest.approx(log(expected[1]), abs=1e-5)


def test_difference_takes_a_fraction_of_control_events():
    whole = miettinen_nurminen_difference(15, 30, 5, 20, conf_level=0.95)
    assert miettinen_nurminen_difference(15, 30, 5.0, 20, conf_level=0.95) == whole
    lower = miettinen_nurminen_difference(15, 30, 0.25 * 21, 21, conf_level=0.95)
    assert lower.estimate == 0.25
    assert whole.conf_low < lower.conf_low
    assert lower.conf_high < whole.conf_high


@methods(METHODS)
@pytest.mark.parametrize(
    ("table", "message"),
    [
        ((5, 3, 1, 3), "between 0 and n"),
        ((1, 3, 5, 3), "between 0 and n"),
        ((1, 3, -1, 3), "between 0 and n"),
        ((0, 0, 1, 3), "at least 1"),
        ((1, 3, 0, 0), "at least 1"),
        ((1.5, 3, 1, 3), "whole number"),
        ((1, 3, float("nan"), 3), "whole number|between 0 and n"),
        ((1, 3, "1", 3), "whole number|between 0 and n"),
    ],
)
def test_impossible_tables_are_refused(method, table, message):
    with pytest.raises(ValueError, match=message):
        method(*table, conf_level=0.95)


@methods(METHODS)
def test_impossible_level_is_refused(method):
    with pytest.raises(ValueError, match="conf_level"):
        method(1, 3, 1, 3, conf_level=95)


def test_several_controls_at_once_are_each_by_itself():
    events, sizes = [2.5, 5.0, 25.0, 0.0], [10, 20, 100, 7]
    together = miettinen_nurminen_differences(15, 30, events, sizes, conf_level=0.9)
    assert together == [
        miettinen_nurminen_difference(15, 30, x, n, conf_level=0.9) for x, n in zip(events, sizes, strict=True)
    ]
    with pytest.raises(ValueError):
        miettinen_nurminen_differences(15, 30, [11.0], [10], conf_level=0.9)

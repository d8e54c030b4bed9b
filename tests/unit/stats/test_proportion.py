"""Identities that every interval of one proportion must keep."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import comb, sqrt

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import binom

from reanalysis.stats.proportion import (
    agresti_coull,
    blaker,
    clopper_pearson,
    clopper_pearson_one_sided,
    jeffreys,
    mid_p,
    wilson,
)

METHODS = [clopper_pearson, wilson, jeffreys, mid_p, agresti_coull, blaker]
every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
property_test = settings(derandomize=True, deadline=None, max_examples=40)

LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@st.composite
def counts(draw, largest=120):
    n = draw(st.integers(1, largest))
    return draw(st.integers(0, n)), n


@every_method
@property_test
@given(pair=counts(), level=LEVELS)
def test_interval_holds_the_estimate_and_stays_in_the_unit_interval(method, pair, level):
    result = method(*pair, conf_level=level)
    assert result.estimate == pair[0] / pair[1]
    assert 0 <= result.conf_low <= result.estimate <= result.conf_high <= 1
    assert result.conf_low < result.conf_high
    assert result.conf_level == level


@every_method
@property_test
@given(pair=counts(), level=LEVELS)
def test_exchanging_events_and_non_events_mirrors_the_interval(method, pair, level):
    events, n = pair
    result, mirror = method(events, n, conf_level=level), method(n - events, n, conf_level=level)
    assert mirror.conf_low == pytest.approx(1 - result.conf_high, abs=1e-12)
    assert mirror.conf_high == pytest.approx(1 - result.conf_low, abs=1e-12)


@every_method
@pytest.mark.parametrize("n", [1, 2, 9, 17, 30])
def test_limits_rise_with_the_events(method, n):
    results = [method(events, n, conf_level=0.95) for events in range(n + 1)]
    for lower, higher in pairwise(results):
        assert lower.conf_low <= higher.conf_low
        assert lower.conf_high <= higher.conf_high


@every_method
@property_test
@given(pair=counts())
def test_a_higher_level_holds_the_interval_of_a_lower_one(method, pair):
    narrow, wide = method(*pair, conf_level=0.9), method(*pair, conf_level=0.95)
    assert wide.conf_low <= narrow.conf_low
    assert narrow.conf_high <= wide.conf_high


@every_method
@pytest.mark.parametrize("n", [1, 2, 9, 17, 1000])
def test_ends_are_closed_at_no_event_and_at_n(method, n):
    assert method(0, n, conf_level=0.95).conf_low == 0
    assert method(n, n, conf_level=0.95).conf_high == 1
    assert 0 < method(0, n, conf_level=0.95).conf_high < 1
    assert 0 < method(n, n, conf_level=0.95).conf_low < 1


@every_method
@pytest.mark.parametrize(
    ("events", "n", "level", "message"),
    [
        (5, 3, 0.95, "between 0 and n = 3"),
        (-1, 3, 0.95, "between 0 and n = 3"),
        (0, 0, 0.95, "at least 1"),
        (0, -2, 0.95, "at least 1"),
        (1.0, 3, 0.95, "whole number"),
        (1, 3.5, 0.95, "whole number"),
        (True, 3, 0.95, "whole number"),
        (float("nan"), 3, 0.95, "whole number"),
        (1, 3, 0, "conf_level"),
        (1, 3, 1, "conf_level"),
        (1, 3, 95, "conf_level"),
        (1, 3, float("nan"), "conf_level"),
        (1, 3, "0.95", "conf_level"),
    ],
)
def test_impossible_input_is_refused(method, events, n, level, message):
    with pytest.raises(ValueError, match=message):
        method(events, n, conf_level=level)


@every_method
def test_narrow_numpy_integers_do_not_overflow(method):
    assert method(np.int8(100), np.int8(120), conf_level=0.95) == method(100, 120, conf_level=0.95)


@property_test
@given(pair=counts(), level=LEVELS)
def test_blaker_and_mid_p_lie_within_clopper_pearson(pair, level):
    outer = clopper_pearson(*pair, conf_level=level)
    for method in (blaker, mid_p):
        inner = method(*pair, conf_level=level)
        assert outer.conf_low - 1e-12 <= inner.conf_low
        assert inner.conf_high <= outer.conf_high + 1e-12


@pytest.mark.parametrize("n", [1, 9, 17, 1000, 10**6])
def test_closed_forms_with_no_event(n):
    z2 = ndtri(0.975) ** 2
    assert clopper_pearson(0, n, conf_level=0.95).conf_high == pytest.approx(1 - 0.025 ** (1 / n), rel=1e-9)
    assert mid_p(0, n, conf_level=0.95).conf_high == pytest.approx(1 - 0.05 ** (1 / n), rel=1e-9)
    assert wilson(0, n, conf_level=0.95).conf_high == pytest.approx(z2 / (n + z2), rel=1e-9)
    one_sided = clopper_pearson_one_sided(0, n, conf_level=0.95, alternative="less")
    assert one_sided.conf_high == pytest.approx(1 - 0.05 ** (1 / n), rel=1e-9)


def exact_upper_tail(events, n, rate):
    rate = Fraction(rate)
    return sum(comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(events, n + 1))


@pytest.mark.parametrize("n", [1, 5, 9, 17, 30])
def test_clopper_pearson_limits_have_exact_tails_of_half_alpha(n):
    for events in range(n + 1):
        result = clopper_pearson(events, n, conf_level=0.95)
        if events > 0:
            assert float(exact_upper_tail(events, n, result.conf_low)) == pytest.approx(0.025, rel=1e-12)
        if events < n:
            tail = 1 - exact_upper_tail(events + 1, n, result.conf_high)
            assert float(tail) == pytest.approx(0.025, rel=1e-12)


@pytest.mark.parametrize("n", [1, 5, 9, 17, 30])
def test_mid_p_limits_have_exact_mid_p_tails_of_half_alpha(n):
    for events in range(1, n + 1):
        low = mid_p(events, n, conf_level=0.95).conf_low
        tail = (exact_upper_tail(events, n, low) + exact_upper_tail(events + 1, n, low)) / 2
        assert float(tail) == pytest.approx(0.025, rel=1e-12)


@pytest.mark.parametrize(("events", "n"), [(1, 9), (6, 9), (13, 20), (1, 2), (3, 148)])
def test_jeffreys_limits_are_beta_quantiles(events, n):
    result = jeffreys(events, n, conf_level=0.95)
    a, b = mpmath.mpf(events) + 0.5, mpmath.mpf(n - events) + 0.5
    for limit, mass in ((result.conf_low, 0.025), (result.conf_high, 0.975)):
        assert float(mpmath.betainc(a, b, 0, limit, regularized=True)) == pytest.approx(mass, rel=1e-12)


@pytest.mark.parametrize(("events", "n"), [(0, 17), (1, 9), (6, 9), (13, 20), (17, 17)])
def test_wilson_limits_solve_the_score_equation(events, n):
    result = wilson(events, n, conf_level=0.95)
    for limit in (result.conf_low, result.conf_high):
        if 0 < limit < 1:
            score = (events / n - limit) / sqrt(limit * (1 - limit) / n)
            assert abs(score) == pytest.approx(ndtri(0.975), rel=1e-12)


def test_agresti_coull_says_that_it_is_cut_exactly_where_it_is():
    for n in range(1, 16):
        for x in range(n + 1):
            z = ndtri(0.995)
            centre, half = (x + z**2 / 2) / (n + z**2), z * sqrt((x + z**2 / 2) * (n - x + z**2 / 2) / (n + z**2) ** 3)
            cut = [end for end, beyond in (("0", centre - half < 0), ("1", centre + half > 1)) if beyond]
            assert agresti_coull(x, n, conf_level=0.99).note == (f"clipped at {' and '.join(cut)}" if cut else "")


@pytest.mark.parametrize("n", range(2, 13))
def test_blaker_where_both_tails_are_exactly_half_of_alpha(n):
    # at the rate 1/2 the tails of 0 and of n are 2**-n each, and nothing between them is to be found by a root
    assert blaker(n, n, conf_level=1 - 2 * 0.5**n).conf_low == pytest.approx(0.5, abs=1e-12)


def test_agresti_coull_is_wald_after_the_additions_and_says_where_it_is_cut():
    z = ndtri(0.975)
    size = 9 + z**2
    centre = (6 + z**2 / 2) / size
    half_width = z * sqrt(centre * (1 - centre) / size)
    result = agresti_coull(6, 9, conf_level=0.95)
    assert result.conf_low == pytest.approx(centre - half_width, abs=1e-14)
    assert result.conf_high == pytest.approx(centre + half_width, abs=1e-14)
    assert result.note == ""
    assert agresti_coull(0, 17, conf_level=0.95).note == "clipped at 0"
    assert agresti_coull(17, 17, conf_level=0.95).note == "clipped at 1"


def acceptability(events, n, rate):
    """Blaker's acceptability as in the program of his paper, tails from scipy's binomial."""
    upper, lower = binom.sf(events - 1, n, rate), binom.cdf(events, n, rate)
    upper_both = upper + binom.cdf(binom.ppf(upper * (1 - 1e-12), n, rate) - 1, n, rate)
    lower_both = lower + binom.sf(binom.ppf(1 - lower * (1 - 1e-12), n, rate), n, rate)
    return min(upper_both, lower_both)


@pytest.mark.parametrize(("events", "n"), [(1, 1), (1, 9), (3, 17), (6, 9), (2, 30), (21, 30), (2, 123)])
def test_blaker_lower_limit_is_the_first_acceptable_rate(events, n):
    low = blaker(events, n, conf_level=0.95).conf_low
    below = np.linspace(0, low - 1e-7, 400)
    assert all(acceptability(events, n, rate) <= 0.05 + 1e-9 for rate in below)
    assert acceptability(events, n, low + 1e-9) > 0.05


@pytest.mark.parametrize("method", [clopper_pearson, blaker], ids=lambda method: method.__name__)
@pytest.mark.parametrize("n", [1, 9, 17])
def test_exact_intervals_cover_at_least_at_their_level(method, n):
    results = [method(events, n, conf_level=0.95) for events in range(n + 1)]
    for rate in np.linspace(0.003, 0.997, 331):
        covering = [k for k, result in enumerate(results) if result.conf_low <= rate <= result.conf_high]
        assert binom.pmf(covering, n, rate).sum() >= 0.95 - 1e-12


@property_test
@given(pair=counts(), level=LEVELS)
def test_one_sided_limits_are_the_ends_of_the_two_sided_interval(pair, level):
    both = clopper_pearson(*pair, conf_level=level)
    one_sided_level = 1 - (1 - level) / 2
    less = clopper_pearson_one_sided(*pair, conf_level=one_sided_level, alternative="less")
    greater = clopper_pearson_one_sided(*pair, conf_level=one_sided_level, alternative="greater")
    assert (less.conf_low, greater.conf_high) == (0, 1)
    assert less.conf_high == pytest.approx(both.conf_high, rel=1e-12)
    assert greater.conf_low == pytest.approx(both.conf_low, rel=1e-12)


@pytest.mark.parametrize("alternative", ["two_sided", "larger", "", None])
def test_one_sided_limit_refuses_another_alternative(alternative):
    with pytest.raises(ValueError, match="alternative must be one of less, greater"):
        clopper_pearson_one_sided(1, 3, conf_level=0.95, alternative=alternative)

"""The one-sample tests: identities, exact sums, and agreement with their intervals."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from reanalysis.stats.binomial_test import exact_binomial, mid_p_binomial, tipping_rate
from reanalysis.stats.proportion import clopper_pearson, mid_p

TESTS = [exact_binomial, mid_p_binomial]
every_test = pytest.mark.parametrize("test", TESTS, ids=lambda test: test.__name__)
property_test = settings(derandomize=True, deadline=None, max_examples=60)
RATES = st.floats(0.01, 0.99)


@st.composite
def counts(draw, largest=100):
    n = draw(st.integers(1, largest))
    return draw(st.integers(0, n)), n


@property_test
@given(pair=counts(), rate=RATES)
def test_one_sided_p_as_scipy(pair, rate):
    for alternative in ("greater", "less"):
        expected = binomtest(*pair, rate, alternative=alternative).pvalue
        assert exact_binomial(*pair, rate, alternative=alternative).p_value == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("n", [1, 2, 9, 17])
@pytest.mark.parametrize("rate", [0.05, 0.25, 0.5, 0.9])
def test_p_values_from_exact_sums(n, rate):
    q = Fraction(rate)
    probability = [comb(n, k) * q**k * (1 - q) ** (n - k) for k in range(n + 1)]
    for events in range(n + 1):
        greater, less, point = sum(probability[events:]), sum(probability[: events + 1]), probability[events]
        expected = {"greater": greater, "less": less, "two_sided": min(1, 2 * min(greater, less))}
        expected_mid = {"greater": greater - point / 2, "less": less - point / 2}
        expected_mid["two_sided"] = 2 * min(expected_mid.values())
        for alternative, value in expected.items():
            p_value = exact_binomial(events, n, rate, alternative=alternative).p_value
            assert p_value == pytest.approx(float(value), rel=1e-11)
        for alternative, value in expected_mid.items():
            p_value = mid_p_binomial(events, n, rate, alternative=alternative).p_value
            assert p_value == pytest.approx(float(value), rel=1e-11)


@pytest.mark.parametrize(("test", "interval"), [(exact_binomial, clopper_pearson), (mid_p_binomial, mid_p)])
@property_test
@given(pair=counts(), rate=RATES, level=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_significant_exactly_where_the_interval_excludes_the_rate(test, interval, pair, rate, level):
    limits = interval(*pair, conf_level=level)
    assume(min(abs(rate - limits.conf_low), abs(rate - limits.conf_high)) > 1e-9)
    significant = test(*pair, rate, alternative="two_sided").p_value < 1 - level
    assert significant == (not limits.conf_low <= rate <= limits.conf_high)


@every_test
@property_test
@given(pair=counts(), rate=RATES)
def test_exchanging_events_and_non_events_exchanges_the_sides(test, pair, rate):
    events, n = pair
    mirrored = test(n - events, n, 1 - rate, alternative="less").p_value
    assert test(events, n, rate, alternative="greater").p_value == pytest.approx(mirrored, rel=1e-9)


@property_test
@given(pair=counts(), rate=RATES)
def test_mid_p_tails_sum_to_one_and_lie_below_the_exact_ones(pair, rate):
    greater = mid_p_binomial(*pair, rate, alternative="greater").p_value
    less = mid_p_binomial(*pair, rate, alternative="less").p_value
    assert greater + less == pytest.approx(1, abs=1e-12)
    assert greater <= exact_binomial(*pair, rate, alternative="greater").p_value
    assert 0 < mid_p_binomial(*pair, rate, alternative="two_sided").p_value <= 1


@every_test
def test_p_greater_falls_with_events_and_rises_with_the_rate(test):
    by_events = [test(events, 17, 0.25, alternative="greater").p_value for events in range(18)]
    by_rate = [test(5, 17, rate / 100, alternative="greater").p_value for rate in range(101)]
    assert by_events == sorted(by_events, reverse=True)
    assert by_rate == sorted(by_rate)


def test_rates_of_0_and_1():
    assert exact_binomial(0, 17, 0, alternative="greater").p_value == 1
    assert exact_binomial(1, 17, 0, alternative="greater").p_value == 0
    assert exact_binomial(1, 17, 0, alternative="two_sided").p_value == 0
    assert exact_binomial(17, 17, 1, alternative="two_sided").p_value == 1
    assert exact_binomial(16, 17, 1, alternative="less").p_value == 0
    assert mid_p_binomial(0, 17, 0, alternative="greater").p_value == 0.5
    assert mid_p_binomial(0, 17, 0, alternative="two_sided").p_value == 1


def test_two_sided_p_is_central_not_by_likelihood():
    # The interval holds 1/6, and the p by likelihood (0.0437) would contradict it.
    assert binomtest(51, 235, 1 / 6).pvalue < 0.05
    assert exact_binomial(51, 235, 1 / 6, alternative="two_sided").p_value > 0.05
    assert clopper_pearson(51, 235, conf_level=0.95).conf_low < 1 / 6


@property_test
@given(pair=counts(), alpha=st.sampled_from([0.025, 0.05, 0.1]))
def test_at_the_tipping_rate_p_is_alpha(pair, alpha):
    events, n = pair
    greater = tipping_rate(events, n, alpha=alpha, alternative="greater")
    less = tipping_rate(events, n, alpha=alpha, alternative="less")
    if events > 0:
        assert exact_binomial(events, n, greater, alternative="greater").p_value == pytest.approx(alpha, rel=1e-9)
    if events < n:
        assert exact_binomial(events, n, less, alternative="less").p_value == pytest.approx(alpha, rel=1e-9)
    assert greater <= events / n <= less


def test_no_rate_can_be_beaten_with_no_event():
    assert tipping_rate(0, 17, alpha=0.05, alternative="greater") == 0
    assert tipping_rate(17, 17, alpha=0.05, alternative="less") == 1


@every_test
@pytest.mark.parametrize(
    ("arguments", "alternative", "message"),
    [
        ((5, 3, 0.2), "greater", "between 0 and n"),
        ((0, 0, 0.2), "greater", "at least 1"),
        ((1, 3, 1.2), "greater", "rate"),
        ((1, 3, -0.1), "greater", "rate"),
        ((1, 3, float("nan")), "greater", "rate"),
        ((1, 3, 0.2), "two-sided", "alternative"),
        ((1, 3, 0.2), "larger", "alternative"),
    ],
)
def test_impossible_input_is_refused(test, arguments, alternative, message):
    with pytest.raises(ValueError, match=message):
        test(*arguments, alternative=alternative)


@pytest.mark.parametrize(("alpha", "alternative"), [(0, "greater"), (1, "less"), (0.05, "two_sided")])
def test_tipping_rate_refuses_impossible_input(alpha, alternative):
    with pytest.raises(ValueError, match=r"alpha|alternative"):
        tipping_rate(1, 3, alpha=alpha, alternative=alternative)

"""Exact tests of two proportions: exact fractions, scipy, and what every such test must keep."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import binom, boschloo_exact, fisher_exact, hypergeom

from reanalysis.stats.exact_2x2 import boschloo, fisher, fisher_mid_p

TESTS = [boschloo, fisher, fisher_mid_p]
ALTERNATIVES = ["two_sided", "greater", "less"]
every_test = pytest.mark.parametrize("test", TESTS, ids=lambda test: test.__name__)
every_alternative = pytest.mark.parametrize("alternative", ALTERNATIVES)
property_test = settings(derandomize=True, deadline=None, max_examples=40)


@st.composite
def tables(draw, largest=40):
    n_1, n_0 = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    return draw(st.integers(0, n_1)), n_1, draw(st.integers(0, n_0)), n_0


def exact_fisher_greater(x1, n1, x0, n0):
    total = x1 + x0
    tail = sum(comb(n1, k) * comb(n0, total - k) for k in range(x1, min(n1, total) + 1))
    return Fraction(tail, comb(n1 + n0, total))


def brute_boschloo_greater(x1, n1, x0, n0):
    """Rejection region in exact fractions, its probability table by table, maximum on a fine grid."""
    observed = exact_fisher_greater(x1, n1, x0, n0)
    every_table = product(range(n1 + 1), range(n0 + 1))
    rejected = [(a, b) for a, b in every_table if exact_fisher_greater(a, n1, b, n0) <= observed]
    a, b = np.array(rejected).T

    def size(rate):
        return (binom.pmf(a, n1, rate) * binom.pmf(b, n0, rate)).sum()

    grid = np.linspace(0, 1, 201)
    best = grid[np.argmax([size(rate) for rate in grid])]
    bounds = (max(0, best - 0.005), min(1, best + 0.005))
    peak = minimize_scalar(lambda rate: -size(rate), bounds=bounds, method="bounded", options={"xatol": 1e-10})
    return min(1, max(-peak.fun, size(best)))


@pytest.mark.parametrize("sizes", [(1, 1), (1, 4), (3, 3), (4, 2), (5, 6)])
def test_boschloo_from_exact_fractions(sizes):
    n1, n0 = sizes
    for x1, x0 in product(range(0, n1 + 1), range(0, n0 + 1, 2)):
        expected = brute_boschloo_greater(x1, n1, x0, n0)
        assert boschloo(x1, n1, x0, n0, alternative="greater").p_value == pytest.approx(expected, rel=1e-9)


@every_alternative
def test_boschloo_as_scipy_on_random_tables(alternative):
    random = np.random.default_rng(7)
    for _ in range(60):
        n1, n0 = (int(n) for n in random.integers(1, 50, size=2))
        x1, x0 = int(random.integers(0, n1 + 1)), int(random.integers(0, n0 + 1))
        table = [[x1, x0], [n1 - x1, n0 - x0]]
        expected = boschloo_exact(table, alternative=alternative.replace("_", "-")).pvalue
        assert boschloo(x1, n1, x0, n0, alternative=alternative).p_value == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize("table", [(12, 30, 180, 1000), (45, 100, 31, 100), (0, 100, 5, 100)])
def test_boschloo_as_scipy_on_large_tables(table):
    x1, n1, x0, n0 = table
    # With its default of 32 points scipy misses the peak of the first table: 0.005689 for 0.005694.
    expected = boschloo_exact([[x1, x0], [n1 - x1, n0 - x0]], n=256).pvalue
    assert boschloo(*table, alternative="two_sided").p_value == pytest.approx(expected, rel=1e-9)


@property_test
@given(table=tables(), alternative=st.sampled_from(["greater", "less"]))
def test_boschloo_is_never_above_fisher(table, alternative):
    assert boschloo(*table, alternative=alternative).p_value <= fisher(*table, alternative=alternative).p_value * (
        1 + 1e-12
    )


@pytest.mark.parametrize(("n_1", "n_0"), [(1, 5), (8, 11), (10, 10)])
def test_boschloo_keeps_its_level(n_1, n_0):
    every_table = list(product(range(n_1 + 1), range(n_0 + 1)))
    rejected = [(a, b) for a, b in every_table if boschloo(a, n_1, b, n_0, alternative="two_sided").p_value <= 0.05]
    for rate in np.linspace(0.01, 0.99, 99):
        size = sum(binom.pmf(a, n_1, rate) * binom.pmf(b, n_0, rate) for a, b in rejected)
        assert size <= 0.05 + 1e-12


def test_the_groups_are_what_boschloo_compares():
    # The transposed table asks whether groups of 15 and 14 differ where 7 and 12 were fixed.
    assert boschloo(7, 15, 12, 14, alternative="two_sided").p_value == pytest.approx(0.0312, abs=5e-5)
    assert boschloo(7, 19, 8, 10, alternative="two_sided").p_value == pytest.approx(0.0359, abs=5e-5)


def test_a_p_close_to_1_is_not_taken_for_1():
    # One-sided Fisher p of 1 - 6e-8: the table with no event at all, p = 1, is no tie of it.
    assert 1 - 1e-7 < fisher(1, 74, 4, 5, alternative="greater").p_value < 1
    assert boschloo(1, 74, 4, 5, alternative="greater").p_value == pytest.approx(0.9999334296579, abs=1e-12)


@property_test
@given(table=tables(largest=80), alternative=st.sampled_from(ALTERNATIVES))
def test_fisher_as_scipy(table, alternative):
    x1, n1, x0, n0 = table
    expected = fisher_exact([[x1, x0], [n1 - x1, n0 - x0]], alternative=alternative.replace("_", "-")).pvalue
    assert fisher(*table, alternative=alternative).p_value == pytest.approx(expected, rel=1e-9)


@property_test
@given(table=tables(), alternative=st.sampled_from(ALTERNATIVES))
def test_mid_p_is_fisher_minus_half_the_observed_probability(table, alternative):
    x1, n1, x0, n0 = table
    point = hypergeom.pmf(x1, n1 + n0, n1, x1 + x0)
    expected = fisher(*table, alternative=alternative).p_value - point / 2
    assert fisher_mid_p(*table, alternative=alternative).p_value == pytest.approx(expected, abs=1e-12)


def test_equally_likely_tables_are_ties():
    # By symmetry, every table of two groups of the same size has a twin.
    for x1, x0 in product(range(21), repeat=2):
        one_sided = min(fisher(x1, 20, x0, 20, alternative=side).p_value for side in ("greater", "less"))
        assert fisher(x1, 20, x0, 20, alternative="two_sided").p_value == pytest.approx(
            min(1, 2 * one_sided), rel=1e-12
        )


@every_test
@property_test
@given(table=tables(), alternative=st.sampled_from(ALTERNATIVES))
def test_p_is_a_probability_and_exchanging_groups_or_outcome_exchanges_the_sides(test, table, alternative):
    x1, n1, x0, n0 = table
    opposite = {"two_sided": "two_sided", "greater": "less", "less": "greater"}[alternative]
    p_value = test(*table, alternative=alternative).p_value
    assert 0 < p_value <= 1
    assert test(x0, n0, x1, n1, alternative=opposite).p_value == pytest.approx(p_value, rel=1e-9)
    assert test(n1 - x1, n1, n0 - x0, n0, alternative=opposite).p_value == pytest.approx(p_value, rel=1e-9)


@every_test
def test_more_treated_events_speak_more_for_greater(test):
    p_values = [test(events, 12, 5, 9, alternative="greater").p_value for events in range(13)]
    assert p_values == sorted(p_values, reverse=True)


@property_test
@given(table=tables())
def test_two_sided_boschloo_is_the_smaller_side_doubled(table):
    sides = [boschloo(*table, alternative=alternative).p_value for alternative in ("greater", "less")]
    assert boschloo(*table, alternative="two_sided").p_value == min(1, 2 * min(sides))


@every_alternative
@pytest.mark.parametrize("table", [(0, 17, 0, 30), (17, 17, 30, 30), (0, 1, 0, 1), (1, 1, 1, 1), (8, 8, 8, 8)])
def test_an_outcome_that_no_patient_or_every_patient_has(table, alternative):
    assert boschloo(*table, alternative=alternative).p_value == 1
    assert fisher(*table, alternative=alternative).p_value == 1
    assert fisher_mid_p(*table, alternative=alternative).p_value == 0.5


def test_one_patient_a_group():
    assert boschloo(1, 1, 0, 1, alternative="greater").p_value == pytest.approx(0.25, rel=1e-12)
    assert boschloo(1, 1, 0, 1, alternative="two_sided").p_value == pytest.approx(0.5, rel=1e-12)
    assert fisher(1, 1, 0, 1, alternative="greater").p_value == 0.5
    assert fisher(1, 1, 0, 1, alternative="two_sided").p_value == 1
    assert fisher_mid_p(1, 1, 0, 1, alternative="greater").p_value == 0.25


def test_complete_separation():
    # One table in the tail: Fisher 1 / C(30, 10), Boschloo max p^10 (1 - p)^20 at p = 1/3.
    assert fisher(10, 10, 0, 20, alternative="greater").p_value == pytest.approx(1 / comb(30, 10), rel=1e-14)
    expected = (1 / 3) ** 10 * (2 / 3) ** 20
    assert boschloo(10, 10, 0, 20, alternative="greater").p_value == pytest.approx(expected, rel=1e-11)


def test_a_thousand_patients_a_group():
    p_value = boschloo(480, 1000, 520, 1000, alternative="two_sided").p_value
    assert fisher_mid_p(480, 1000, 520, 1000, alternative="two_sided").p_value == pytest.approx(p_value, rel=0.02)
    assert fisher(480, 1000, 520, 1000, alternative="two_sided").p_value > p_value


@every_test
@pytest.mark.parametrize(
    ("table", "alternative", "message"),
    [
        ((5, 3, 1, 3), "greater", "between 0 and n"),
        ((1, 3, -1, 3), "greater", "between 0 and n"),
        ((0, 0, 1, 3), "greater", "at least 1"),
        ((1, 3, 0, 0), "greater", "at least 1"),
        ((1, 3, 1.0, 3), "greater", "whole number"),
        ((1, 3, 1, 3), "two-sided", "alternative"),
    ],
)
def test_impossible_input_is_refused(test, table, alternative, message):
    with pytest.raises(ValueError, match=message):
        test(*table, alternative=alternative)

"""Goodman's simultaneous intervals: identities and degenerate scales."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, multinomial

from reanalysis.stats.multinomial import goodman
from reanalysis.stats.proportion import wilson

property_test = settings(derandomize=True, deadline=None, max_examples=60)
SCALES = st.lists(st.integers(0, 40), min_size=1, max_size=6).filter(lambda counts: sum(counts) > 0)


@property_test
@given(counts=SCALES, level=st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_each_interval_is_wilson_at_the_bonferroni_level(counts, level):
    n, k = sum(counts), len(counts)
    for count, result in zip(counts, goodman(counts, conf_level=level), strict=True):
        expected = wilson(count, n, conf_level=1 - (1 - level) / k)
        assert result.estimate == count / n
        assert result.conf_level == level
        assert result.conf_low == pytest.approx(expected.conf_low, abs=1e-12)
        assert result.conf_high == pytest.approx(expected.conf_high, abs=1e-12)


@property_test
@given(counts=SCALES)
def test_intervals_hold_their_estimates_and_the_ends_are_closed(counts):
    for count, result in zip(counts, goodman(counts, conf_level=0.95), strict=True):
        assert 0 <= result.conf_low <= result.estimate <= result.conf_high <= 1
        assert (result.conf_low == 0) == (count == 0)
        assert (result.conf_high == 1) == (count == sum(counts))


@property_test
@given(counts=SCALES)
def test_order_of_the_categories_does_not_matter(counts):
    forward, backward = goodman(counts, conf_level=0.95), goodman(counts[::-1], conf_level=0.95)
    assert forward == backward[::-1]


def test_limits_solve_goodmans_quadratic():
    counts = [2, 8, 11, 9]
    n, quantile = sum(counts), chi2.ppf(1 - 0.05 / 4, 1)
    for count, result in zip(counts, goodman(counts, conf_level=0.95), strict=True):
        for limit in (result.conf_low, result.conf_high):
            assert n * (count / n - limit) ** 2 / (limit * (1 - limit)) == pytest.approx(quantile, rel=1e-10)


def test_an_empty_category_widens_the_others():
    three, four = goodman([2, 8, 7], conf_level=0.95), goodman([2, 8, 7, 0], conf_level=0.95)
    for narrow, wide in zip(three, four[:3], strict=True):
        assert wide.conf_low < narrow.conf_low
        assert narrow.conf_high < wide.conf_high


def test_degenerate_scales_are_defined():
    (only,) = goodman([5], conf_level=0.95)
    assert (only.estimate, only.conf_high) == (1, 1)
    assert 0 < only.conf_low < 1
    empty, _, full = goodman([0, 0, 17], conf_level=0.95)
    assert (empty.conf_low, full.conf_high) == (0, 1)
    assert 0 < empty.conf_high < full.conf_low < 1
    assert all(result.conf_low < result.conf_high for result in goodman([0, 1], conf_level=0.95))


def test_simultaneous_coverage_is_near_the_level_at_nine_patients():
    rates = (0.1, 0.3, 0.4, 0.2)
    covered = 0.0
    for first in range(10):
        for second in range(10 - first):
            for third in range(10 - first - second):
                counts = [first, second, third, 9 - first - second - third]
                results = goodman(counts, conf_level=0.95)
                if all(r.conf_low <= rate <= r.conf_high for r, rate in zip(results, rates, strict=True)):
                    covered += multinomial.pmf(counts, 9, rates)
    assert 0.93 < covered < 0.99


@pytest.mark.parametrize("counts", [[], [0, 0], [3, -1], [1.5, 2], [True, 2]])
def test_impossible_counts_are_refused(counts):
    with pytest.raises(ValueError, match=r"category|at least 1|between 0|whole number"):
        goodman(counts, conf_level=0.95)


def test_patients_in_no_category_count_in_n_and_not_in_the_width():
    without, within = goodman([2, 8], n=17, conf_level=0.95), goodman([2, 8, 7], conf_level=0.95)
    for count, narrow, wide in zip([2, 8], without, within[:2], strict=True):
        expected = wilson(count, 17, conf_level=1 - 0.05 / 2)
        assert narrow.estimate == count / 17
        assert narrow.conf_low == pytest.approx(expected.conf_low, abs=1e-12)
        assert narrow.conf_high == pytest.approx(expected.conf_high, abs=1e-12)
        assert wide.conf_low < narrow.conf_low
    assert goodman([2, 8], n=10, conf_level=0.95) == goodman([2, 8], conf_level=0.95)
    with pytest.raises(ValueError, match="more than the 9 patients"):
        goodman([2, 8], n=9, conf_level=0.95)


def test_narrow_numpy_counts_do_not_overflow():
    assert goodman(np.array([100, 90], dtype=np.int8), conf_level=0.95) == goodman([100, 90], conf_level=0.95)


def test_impossible_level_is_refused():
    with pytest.raises(ValueError, match="conf_level"):
        goodman([1, 2], conf_level=1.0)

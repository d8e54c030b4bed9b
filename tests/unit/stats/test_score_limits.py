"""The vectorised score limits: the same as one table at a time, and precise."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from scipy.special import ndtri

from reanalysis.stats.score_limits import (
    _control_rate_with_odds_ratio,
    difference_limits,
    odds_ratio_limits,
    ratio_limits,
)

Z = float(ndtri(0.975))
FUNCTIONS = [difference_limits, ratio_limits, odds_ratio_limits]


@pytest.fixture(scope="module")
def random_tables():
    random = np.random.default_rng(20250101)
    n_1, n_0 = random.integers(1, 200, size=(2, 10_000))
    return random.integers(0, n_1 + 1), n_1, random.integers(0, n_0 + 1), n_0


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("corrected", [True, False])
def test_ten_thousand_tables_in_one_call(function, corrected, random_tables):
    low, high = function(*random_tables, z=Z, corrected=corrected)
    assert low.shape == high.shape == (10_000,)
    assert not np.isnan(low).any()
    assert not np.isnan(high).any()
    assert (low < high).all()
    for i in range(0, 10_000, 997):
        one = function(*(column[i] for column in random_tables), z=Z, corrected=corrected)
        assert (float(one[0]), float(one[1])) == pytest.approx((low[i], high[i]), rel=1e-12)


def test_arguments_broadcast():
    low, high = difference_limits(15, 30, np.array([5.0, 25.0, 50.0]), np.array([20, 100, 200]), z=Z, corrected=True)
    assert (np.diff(low) > 0).all()
    assert (np.diff(high) < 0).all()


def test_difference_is_closed_at_its_ends():
    assert difference_limits(10, 10, 0, 20, z=Z, corrected=True)[1] == 1
    assert difference_limits(0, 10, 20, 20, z=Z, corrected=True)[0] == -1


def test_rates_under_an_odds_ratio_keep_the_total_of_events_far_out():
    odds_ratio = np.logspace(-14, 14, 113)
    for events, n_1, n_0 in [(79, 50, 60), (3, 50, 60), (110, 50, 60), (59, 5, 60)]:
        p0 = _control_rate_with_odds_ratio(odds_ratio, events, n_1, n_0)
        q0 = _control_rate_with_odds_ratio(1 / odds_ratio, n_1 + n_0 - events, n_1, n_0)
        p1 = odds_ratio * p0 / (q0 + odds_ratio * p0)
        assert p0 + q0 == pytest.approx(np.ones(113), rel=1e-12)
        assert n_1 * p1 + n_0 * p0 == pytest.approx(np.full(113, events), rel=1e-12)


def exact_ratio_excess(log_ratio, table):
    """Corrected score equation of the ratio at 40 digits, its likelihood by bisection."""
    x1, n1, x0, n0 = (mpmath.mpf(value) for value in table)
    ratio = mpmath.exp(log_ratio)

    def slope(p0):
        p1 = ratio * p0
        return (x1 + x0) / p0 - (n1 - x1) * ratio / (1 - p1) - (n0 - x0) / (1 - p0)

    low, high = mpmath.mpf(0), min(mpmath.mpf(1), 1 / ratio)
    for _ in range(130):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    p0 = (low + high) / 2
    p1 = ratio * p0
    variance = p1 * (1 - p1) / n1 + ratio**2 * p0 * (1 - p0) / n0
    return (x1 / n1 - ratio * x0 / n0) ** 2 - mpmath.mpf(Z) ** 2 * (n1 + n0) / (n1 + n0 - 1) * variance


@pytest.mark.parametrize("table", [(15, 30, 6, 9), (5, 5, 1, 5), (0, 8, 50, 50), (1, 300, 2, 1000)])
def test_ratio_limits_are_roots_at_forty_digits(table):
    low, high = ratio_limits(*table, z=Z, corrected=True)
    with mpmath.workdps(40):
        for limit in (float(low), float(high)):
            if limit > 0:
                before, after = (exact_ratio_excess(mpmath.log(limit) + side, table) for side in (-1e-12, 1e-12))
                assert before * after < 0


def exact_difference_excess(difference, table):
    x1, n1, x0, n0 = (mpmath.mpf(value) for value in table)

    def slope(p0):
        p1 = p0 + difference
        return sum(
            (x / p if x > 0 else 0) - ((n - x) / (1 - p) if x < n else 0) for x, n, p in ((x1, n1, p1), (x0, n0, p0))
        )

    low, high = max(mpmath.mpf(0), -difference), min(mpmath.mpf(1), 1 - difference)
    for _ in range(130):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    p0 = (low + high) / 2
    p1 = p0 + difference
    variance = p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0
    return (x1 / n1 - x0 / n0 - difference) ** 2 - mpmath.mpf(Z) ** 2 * (n1 + n0) / (n1 + n0 - 1) * variance


@pytest.mark.parametrize("table", [(15, 30, 6, 9), (0, 17, 3, 16), (0, 10, 0, 20), (8, 8, 8, 8), (1, 1, 0, 1)])
def test_difference_limits_are_roots_at_forty_digits(table):
    low, high = difference_limits(*table, z=Z, corrected=True)
    with mpmath.workdps(40):
        for limit in (float(low), float(high)):
            if limit < 1:
                before, after = (exact_difference_excess(mpmath.mpf(limit) + side, table) for side in (-1e-11, 1e-11))
                assert before * after < 0

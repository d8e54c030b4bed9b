"""Counts of one more study: against numerical integration, at the borders, and their probability."""

from __future__ import annotations

import math

import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import binom, t

from reanalysis.stats.next_study import next_counts
from reanalysis.stats.random_intercept import random_intercept_proportion

FIVE = [8, 5, 0, 12, 3], [30, 24, 17, 41, 19]


@pytest.mark.parametrize("n", [1, 12, 30, 90])
def test_counts_are_the_quantiles_of_the_integrated_distribution(n):
    pool = random_intercept_proportion(*FIVE)
    spread = math.hypot(pool.std_error, math.sqrt(pool.tau2))

    def below(x):
        return quad(
            lambda u: binom.cdf(x, n, expit(pool.estimate + spread * u)) * t.pdf(u, pool.df), -200, 200, limit=400
        )[0]

    low, high = next_counts(pool, n)
    assert below(low) > 0.025 and (low == 0 or below(low - 1) <= 0.025)
    assert below(high) >= 0.975 and (high == 0 or below(high - 1) < 0.975)


def test_studies_without_an_event_give_a_range_from_none():
    pool = random_intercept_proportion([0, 0], [12, 20])
    limit = float(expit(pool.conf_high))
    low, high = next_counts(pool, 30)
    assert low == 0 and binom.cdf(high, 30, limit) >= 0.975 > binom.cdf(high - 1, 30, limit)
    full = random_intercept_proportion([12, 20], [12, 20])
    assert next_counts(full, 30) == (30 - high, 30)


def test_a_study_of_nobody_is_refused():
    with pytest.raises(ValueError, match="1 or more"):
        next_counts(random_intercept_proportion(*FIVE), 0)

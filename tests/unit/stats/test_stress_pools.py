"""Pools of random hard sets: a tenth without any event, zeros and full cells, a third with counts known as a set.

No exception, no nan, no warning, limits in order and in range. A few run always; the 2,000 are *slow*.
"""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from scipy.special import expit

from reanalysis.stats.next_study import next_counts
from reanalysis.stats.random_effects import heterogeneity, random_effects
from reanalysis.stats.random_intercept import random_intercept_proportion
from reanalysis.stats.study_effects import arcsine_effect, freeman_tukey_effect, logit_effect

EFFECTS = (logit_effect, arcsine_effect, freeman_tukey_effect)


def hard_set(seed):
    """Lowest and highest counts and sizes of 2 to 30 studies of 3 to 60 patients."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 31))
    n = rng.integers(3, 61, k)
    if seed % 10 == 0:
        low = np.zeros(k, dtype=int)
    else:
        low = rng.binomial(n, expit(rng.normal(-1, 2) + rng.exponential(1.5) * rng.standard_normal(k)))
        low[rng.random(k) < 0.15] = 0
        full = rng.random(k) < 0.1
        low[full] = n[full]
    high = low.copy()
    if seed % 3 == 0:
        unknown = rng.random(k) < 0.4
        high[unknown] = np.minimum(n[unknown], low[unknown] + rng.integers(0, 4, int(unknown.sum())))
    return [(int(a), int(b)) for a, b in zip(low, high, strict=True)], [int(size) for size in n]


def check(seed):
    pairs, n = hard_set(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pool = random_intercept_proportion(pairs, n)
        mean, one_more = pool.mean(lambda x: float(expit(x))), pool.prediction(lambda x: float(expit(x)))
        assert 0 <= one_more.conf_low <= mean.conf_low <= mean.estimate <= mean.conf_high <= one_more.conf_high <= 1
        assert pool.tau2 >= 0 and not math.isnan(pool.tau2)
        low, high = next_counts(pool, 30)
        assert 0 <= low <= high <= 30
        if all(a == b for a, b in pairs):
            for effect in EFFECTS:
                found = [effect(x, size) for (x, _), size in zip(pairs, n, strict=True)]
                y, v = [one.effect for one in found], [one.variance for one in found]
                for estimator, knapp in (("reml", False), ("reml", True), ("pm", False), ("dl", False)):
                    usual = random_effects(y, v, estimator=estimator, knapp_hartung=knapp)
                    assert usual.conf_low <= usual.estimate <= usual.conf_high
                spread = heterogeneity(y, v, estimator="reml")
                assert 0 <= spread.tau2_low <= spread.tau2_high and 0 <= spread.i2 <= 1 and 0 <= spread.p_value <= 1


@pytest.mark.parametrize("start", range(0, 40, 10))
def test_hard_sets_have_an_answer(start):
    for seed in range(start, start + 10):
        check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 2000, 100))
def test_two_thousand_hard_sets_have_an_answer(start):
    for seed in range(start, start + 100):
        check(seed)

"""Designs, trends, Bayesian rates, borrowing and pooling under stress: every small case, and many random ones.

No exception, no nan where there is a limit, limits in order and in range, monotone in the count, symmetric. The quick
part runs always; the whole is *slow*.
"""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from reanalysis.stats.beta_mixture import beta
from reanalysis.stats.beta_posterior import beta_jeffreys, beta_uniform, probability_superior, summarise
from reanalysis.stats.binomial_test import tipping_rate
from reanalysis.stats.control_bias import tail_with_scatter, tipping_drift
from reanalysis.stats.effective_sample_size import elir, moment
from reanalysis.stats.greenwood_bounds import greenwood_bounds, limits_from_at_risk
from reanalysis.stats.map_prior import map_prior
from reanalysis.stats.multiplicity import benjamini_hochberg, holm
from reanalysis.stats.power_prior import power_prior
from reanalysis.stats.printed_ratio import from_limits, from_p
from reanalysis.stats.random_effects import ESTIMATORS, heterogeneity, random_effects
from reanalysis.stats.random_intercept import random_intercept_proportion
from reanalysis.stats.robust_map import robust_map
from reanalysis.stats.simon import operating_characteristics
from reanalysis.stats.study_effects import arcsine_effect, freeman_tukey_effect, logit_effect
from reanalysis.stats.trend import cochran_armitage, cochran_armitage_exact, cochran_armitage_mid_p
from reanalysis.stats.two_stage import two_stage_median_unbiased, two_stage_umvue
from reanalysis.stats.two_stage_guaranteed import two_stage_jennison_turnbull

LEVELS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.99999)
SLACK = 1e-9
slow = pytest.mark.slow


def ascending(values, slack=SLACK):
    return (np.diff(values) >= -slack).all()


@pytest.mark.parametrize("most", [5, pytest.param(12, marks=slow)])
def test_every_two_stage_design(most):
    for n in range(2, most + 1):
        for n1 in range(1, n):
            for r1 in range(n1):
                _check_two_stage({"r1": r1, "n1": n1, "n": n, "p0": 0.2, "alpha": 0.05 if n % 2 else 0.001})
                rates = [operating_characteristics(p, r1=r1, n1=n1, r=r1, n=n) for p in (0.0, 0.2, 0.7, 1.0)]
                assert ascending([one.rejection for one in rates]) and ascending([-one.early_stop for one in rates])
                assert all(n1 <= one.expected_n <= n for one in rates)


def _check_two_stage(design):
    counts = range(design["n"] + 1)
    found = [two_stage_median_unbiased(x, **design) for x in counts]
    unbiased = [two_stage_umvue(x, **design) for x in counts]
    guaranteed = [two_stage_jennison_turnbull(x, **design) for x in counts]
    for one, other, wide in zip(found, unbiased, guaranteed, strict=True):
        assert 0 <= one.conf_low <= one.estimate + SLACK and one.estimate - SLACK <= one.conf_high <= 1
        assert 0 <= other.estimate <= 1 and (other.conf_low, other.conf_high) == (one.conf_low, one.conf_high)
        assert 0 <= wide.conf_low <= wide.conf_high <= 1 and wide.conf_high >= one.conf_high - SLACK
        assert 0 < one.p_value <= 1
    assert ascending([-one.p_value for one in found]) and ascending([one.estimate for one in found])
    for name in ("conf_low", "conf_high"):
        assert ascending([getattr(one, name) for one in guaranteed])


@pytest.mark.parametrize("most", [2, pytest.param(4, marks=slow)])
def test_trends_of_every_table_of_three_groups(most):
    for n in product(range(1, most + 1), repeat=3):
        for events in product(*(range(size + 1) for size in n)):
            for test in (cochran_armitage, cochran_armitage_exact, cochran_armitage_mid_p):
                p = {
                    side: test(events, n, [0, 1, 3], alternative=side).p_value
                    for side in ("greater", "less", "two_sided")
                }
                assert all(0 < value <= 1 + SLACK for value in p.values())
                backwards = test(events, n, [3, 2, 0], alternative="less").p_value
                assert backwards == pytest.approx(p["greater"], rel=1e-9)
                turned = [size - count for count, size in zip(events, n, strict=True)]
                assert test(turned, n, [0, 1, 3], alternative="less").p_value == pytest.approx(p["greater"], rel=1e-9)


@pytest.mark.parametrize("most", [8, pytest.param(30, marks=slow)])
@pytest.mark.parametrize("posterior", [beta_uniform, beta_jeffreys], ids=lambda function: function.__name__)
def test_posteriors_of_every_count(posterior, most):
    for n in range(1, most + 1):
        for level in LEVELS:
            found = [summarise(posterior(x, n), conf_level=level) for x in range(n + 1)]
            for one in found:
                assert 0 < one.conf_low < one.median < one.conf_high < 1 and 0 < one.mean < 1 and 0 < one.sd < 0.5
            for name in ("mean", "median", "conf_low", "conf_high"):
                values = [getattr(one, name) for one in found]
                assert ascending(values)
            assert [one.conf_low for one in found] == pytest.approx(
                [1 - one.conf_high for one in found[::-1]], rel=1e-7
            )


@pytest.mark.parametrize("most", [3, pytest.param(12, marks=slow)])
def test_probability_superior_of_every_table(most):
    for n_1, n_0 in product(range(1, most + 1), repeat=2):
        for x_1, x_0 in product(range(n_1 + 1), range(n_0 + 1)):
            treated, control = beta_uniform(x_1, n_1), beta_jeffreys(x_0, n_0)
            there, back = probability_superior(treated, control), probability_superior(control, treated)
            assert 0 <= there <= 1 and there + back == pytest.approx(1, abs=1e-10)
            if x_1:
                assert there > probability_superior(beta_uniform(x_1 - 1, n_1), control)


@pytest.mark.parametrize("count", [10, pytest.param(300, marks=slow)])
def test_borrowing_from_random_controls(count):
    rng = np.random.default_rng(1)
    for i in range(count):
        n = rng.integers(1, 25, rng.integers(1, 5))
        events = rng.integers(0, n + 1) if i % 4 else n * (i % 8 // 4)
        level = LEVELS[i % len(LEVELS)]
        prior = map_prior(events.tolist(), n.tolist(), conf_level=level, tau_scale=(0.1, 1.0, 2.0)[i % 3])
        assert 0 <= prior.tau_low <= prior.tau_median <= prior.tau_high < math.inf and prior.tau_mean > 0
        found = summarise(prior.predictive, conf_level=level)
        assert 0 < found.conf_low < found.median < found.conf_high < 1 and 0 < found.mean < 1
        mirrored = map_prior((n - events).tolist(), n.tolist(), tau_scale=(0.1, 1.0, 2.0)[i % 3])
        assert mirrored.predictive.mean == pytest.approx(1 - found.mean, abs=1e-7)
        robust = robust_map(prior.predictive, weight=0.2, events=int(events[0]), n=int(n[0]))
        assert 0 <= robust.posterior_weight <= 1 and 0 < robust.distribution.mean < 1
        assert moment(prior.predictive).estimate > 0
        size = elir(prior.predictive)
        assert math.isnan(size.estimate) == bool(size.note)
        for a0 in (0.0, 0.25, 1.0):
            assert 0 < power_prior(int(events.sum()), int(n.sum()), a0=a0).mean < 1
        above = probability_superior(beta(1 + 3, 1 + 4), prior.predictive)
        assert 0 <= above <= 1


@pytest.mark.parametrize("most", [8, pytest.param(30, marks=slow)])
def test_how_far_a_control_may_be_off_for_every_count(most):
    for n in range(1, most + 1):
        for alpha in (0.25, 0.025, 5e-6):
            turns = [tipping_rate(x, n, alpha=alpha, alternative="greater") for x in range(n + 1)]
            assert turns[0] == 0 and ascending(turns) and turns[-1] < 1
            back = [tipping_rate(n - x, n, alpha=alpha, alternative="less") for x in range(n + 1)]
            assert turns == pytest.approx([1 - value for value in back], abs=SLACK)
            for x in range(n + 1):
                drift = tipping_drift(x, n, 0.3, alpha=alpha, alternative="greater")
                assert drift == pytest.approx(turns[x] - 0.3)
        tails = [tail_with_scatter(x, n, 0.3, sd=1.0, alternative="greater") for x in range(n + 1)]
        assert ascending([-value for value in tails], 1e-12) and tails[0] == pytest.approx(1) and tails[-1] > 0


@pytest.mark.parametrize("count", [60, pytest.param(2_000, marks=slow)])
def test_pools_of_random_studies(count):
    rng = np.random.default_rng(2)
    for i in range(count):
        n = rng.integers(1, 40, rng.integers(1, 8))
        events = rng.integers(0, n + 1) if i % 5 else np.zeros_like(n)
        level = LEVELS[i % len(LEVELS)]
        for effect in (logit_effect, arcsine_effect, freeman_tukey_effect):
            studies = [effect(int(x), int(size)) for x, size in zip(events, n, strict=True)]
            y, v = [one.effect for one in studies], [one.variance for one in studies]
            for estimator in ESTIMATORS:
                found = random_effects(y, v, estimator=estimator, knapp_hartung=bool(i % 2), conf_level=level)
                assert min(y) - SLACK <= found.estimate <= max(y) + SLACK and found.tau2 >= 0
                assert found.prediction_low <= found.conf_low + SLACK <= found.estimate + 2 * SLACK
                assert found.estimate <= found.conf_high + SLACK <= found.prediction_high + 2 * SLACK
                assert sum(found.weights) == pytest.approx(1)
                spread = heterogeneity(y, v, estimator=estimator, conf_level=level)
                assert spread.q >= 0 and 0 <= spread.p_value <= 1 and 0 <= spread.i2 <= 1
                if len(n) > 1:
                    assert 0 <= spread.tau2_low <= spread.tau2_high
        found = random_intercept_proportion(events.tolist(), n.tolist(), conf_level=level)
        assert found.conf_low <= found.estimate <= found.conf_high
        assert found.prediction_low <= found.conf_low + SLACK and found.conf_high <= found.prediction_high + SLACK


def test_adjusted_p_values_of_random_families():
    rng = np.random.default_rng(3)
    for _ in range(300):
        family = rng.choice([0.0, 1e-300, 0.01, 0.05, 0.5, 1.0, rng.random()], rng.integers(1, 9)).tolist()
        stepdown, stepup = holm(family), benjamini_hochberg(family)
        for p, down, up in zip(family, stepdown, stepup, strict=True):
            assert 0 <= p <= up + 1e-15 and up <= down + 1e-15 and down <= 1


def test_printed_effects_come_back():
    rng = np.random.default_rng(4)
    for i in range(300):
        ratio, p = float(np.exp(rng.normal())), float(rng.random() ** 4)
        level = LEVELS[i % len(LEVELS)]
        found = from_p(ratio, max(p, 1e-12), conf_level=level)
        assert 0 < found.conf_low <= ratio <= found.conf_high
        back = from_limits(ratio, found.conf_low, found.conf_high, conf_level=level)
        assert back.p_value == pytest.approx(max(p, 1e-12), rel=1e-6)
        n = int(rng.integers(2, 60))
        left = int(rng.integers(1, n + 1))
        survival = float(rng.uniform(left / n, 1.0))
        if left < n and 0 < survival < 1:
            bounds = greenwood_bounds(survival, n, left)
            assert 0 <= bounds.smallest <= bounds.largest + SLACK
            at = limits_from_at_risk(survival, n, left, conf_level=level)
            assert 0 <= at.conf_low <= survival <= at.conf_high <= 1

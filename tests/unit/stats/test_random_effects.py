"""Pools with known variances: definitions, invariances, one study, and what the limits are made of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import chi2, norm, t

from reanalysis.stats.pooled import pooled, quantile
from reanalysis.stats.random_effects import ESTIMATORS, heterogeneity, meta_regression, random_effects
from reanalysis.stats.small_studies import egger, influence, peters

Y, V = [0.2, 0.8, -0.1, 0.5, 1.4, 0.1], [0.04, 0.09, 0.05, 0.2, 0.1, 0.03]
every_estimator = pytest.mark.parametrize("estimator", ESTIMATORS)
MANY = np.random.default_rng(5).normal(0.3, 0.5, 12)
MANY_V = np.random.default_rng(6).uniform(0.01, 0.2, 12)


def q_at(tau2, y=Y, v=V):
    w = 1 / (np.array(v) + tau2)
    return float(w @ (y - w @ y / w.sum()) ** 2)


def restricted_likelihood(tau2, y, v):
    w = 1 / (np.array(v) + tau2)
    return 0.5 * float(np.log(w).sum() - np.log(w.sum()) - w @ (y - w @ y / w.sum()) ** 2)


def test_tau2_is_what_each_estimator_defines():
    w = 1 / np.array(V)
    moments = (q_at(0.0) - 5) / (w.sum() - (w**2).sum() / w.sum())
    found = {name: random_effects(Y, V, estimator=name).tau2 for name in ESTIMATORS}
    assert found["fixed"] == 0
    assert found["dl"] == pytest.approx(moments)
    assert q_at(found["pm"]) == pytest.approx(5)
    best = minimize_scalar(lambda tau2: -restricted_likelihood(tau2, Y, V), bounds=(0, 5), options={"xatol": 1e-10})
    assert found["reml"] == pytest.approx(best.x, abs=1e-6)


@every_estimator
def test_studies_that_agree_have_no_variance_between_them(estimator):
    found = random_effects([0.31, 0.3, 0.29], [0.04, 0.05, 0.06], estimator=estimator)
    w = 1 / np.array([0.04, 0.05, 0.06])
    assert found.tau2 == 0 and found.std_error == pytest.approx(1 / math.sqrt(w.sum()))
    assert found.weights == pytest.approx(tuple(w / w.sum()))
    assert (found.prediction_low, found.prediction_high) == pytest.approx((found.conf_low, found.conf_high))


@every_estimator
@pytest.mark.parametrize("knapp_hartung", [False, True])
def test_mean_limits_and_prediction(estimator, knapp_hartung):
    for y, v in ((Y, V), (Y[:4], V[:4])):
        found = random_effects(y, v, estimator=estimator, knapp_hartung=knapp_hartung, conf_level=0.9)
        w = 1 / (np.array(v) + found.tau2)
        mean, k = float(w @ y / w.sum()), len(y)
        factor = float(w @ (np.array(y) - mean) ** 2) / (k - 1) if knapp_hartung else 1.0
        error = math.sqrt((max(factor, 1.0) if k <= 5 else factor) / w.sum())
        z = t.ppf(0.95, k - 1) if knapp_hartung else norm.ppf(0.95)
        assert (found.estimate, found.std_error) == pytest.approx((mean, error))
        assert (found.conf_low, found.conf_high) == pytest.approx((mean - z * error, mean + z * error))
        assert found.prediction_high - mean == pytest.approx(z * math.hypot(error, math.sqrt(found.tau2)))
        assert mean - found.prediction_low == pytest.approx(found.prediction_high - mean)


@every_estimator
def test_shift_scale_and_order_of_the_studies(estimator):
    found = random_effects(Y, V, estimator=estimator)
    moved = random_effects([3 * y + 2 for y in Y][::-1], [9 * v for v in V][::-1], estimator=estimator)
    assert moved.estimate == pytest.approx(3 * found.estimate + 2, rel=1e-9)
    assert moved.tau2 == pytest.approx(9 * found.tau2, rel=1e-7)
    assert moved.weights[::-1] == pytest.approx(found.weights, rel=1e-7)


@every_estimator
def test_one_study_is_itself(estimator):
    found = random_effects([0.4], [0.09], estimator=estimator)
    assert (found.estimate, found.std_error, found.tau2) == pytest.approx((0.4, 0.3, 0.0))
    unbounded = random_effects([0.4], [0.09], estimator=estimator, knapp_hartung=True)
    assert (unbounded.conf_low, unbounded.conf_high) == (-math.inf, math.inf)
    alone = heterogeneity([0.4], [0.09], estimator=estimator)
    assert (alone.q, alone.p_value) == (0, 1) and math.isnan(alone.tau2_low) and math.isnan(alone.tau2_high)


def test_heterogeneity_and_the_limits_of_tau2():
    found = heterogeneity(Y, V, estimator="dl", conf_level=0.9)
    assert (found.q, found.df) == (pytest.approx(q_at(0.0)), 5)
    assert found.p_value == pytest.approx(chi2.sf(found.q, 5))
    assert q_at(found.tau2_low) == pytest.approx(chi2.ppf(0.95, 5))
    assert q_at(found.tau2_high) == pytest.approx(chi2.ppf(0.05, 5))
    assert heterogeneity([0.31, 0.3, 0.29], [0.04, 0.05, 0.06], estimator="dl").tau2_low == 0


def test_regression_on_a_covariate():
    x = np.arange(6.0)
    found = meta_regression(Y, V, x[:, None].tolist(), estimator="fixed", conf_level=0.9)
    w, design = 1 / np.array(V), np.column_stack([np.ones(6), x])
    inverse = np.linalg.inv(design.T @ (w[:, None] * design))
    b = inverse @ design.T @ (w * Y)
    scale = float(w @ (Y - design @ b) ** 2) / 4
    for i, one in enumerate(found.coefficients):
        error = math.sqrt(inverse[i, i] * scale)
        assert (one.estimate, one.std_error) == pytest.approx((b[i], error))
        assert one.conf_high == pytest.approx(b[i] + t.ppf(0.95, 4) * error)
        assert one.p_value == pytest.approx(2 * t.sf(abs(b[i] / error), 4))
    assert (found.df, found.q) == (4, pytest.approx(4 * scale))
    for covariates, message in (([[1.0]] * 6, "constant"), (np.eye(6).tolist(), "more than 6 studies")):
        with pytest.raises(ValueError, match=message):
            meta_regression(Y, V, covariates)


def test_quantile_and_limits_of_a_pool():
    assert quantile(math.inf, 0.99) == pytest.approx(norm.ppf(0.995))
    assert quantile(3, 0.9) == pytest.approx(t.ppf(0.95, 3))
    none = pooled(0.5, 0.2, tau2=math.nan, df=4, conf_level=0.95, k=5)
    assert math.isnan(none.prediction_low) and none.conf_low == pytest.approx(0.5 - t.ppf(0.975, 4) * 0.2)
    one = pooled(0.5, 0.2, tau2=0.0, df=0, conf_level=0.95, k=1)
    assert (one.conf_low, one.conf_high, one.prediction_low) == (-math.inf, math.inf, -math.inf)
    back = none.mean(math.exp)
    assert (back.estimate, back.conf_low) == pytest.approx((math.exp(0.5), math.exp(none.conf_low)))
    assert pooled(0.5, 0.2, tau2=0.1, df=4, conf_level=0.95, k=5).prediction(math.exp).conf_high > back.conf_high


def test_asymmetry_is_a_weighted_regression():
    found = egger(MANY, MANY_V)
    slope, _ = np.polyfit(np.sqrt(MANY_V), MANY, 1, w=1 / np.sqrt(MANY_V))
    assert (found.slope, found.df) == (pytest.approx(slope), 10)
    assert found.p_value == pytest.approx(2 * t.sf(abs(found.slope / found.std_error), 10))
    n, events = np.arange(20, 140, 10), np.arange(5, 41, 3)
    weights = np.sqrt(events * (n - events) / n)
    assert peters(MANY, events, n).slope == pytest.approx(np.polyfit(1 / n, MANY, 1, w=weights)[0])
    for wrong in ((MANY[:9], MANY_V[:9]), (MANY, np.full(12, 0.1))):
        with pytest.raises(ValueError):
            egger(*wrong)


def test_influence_leaves_each_study_out_in_turn():
    found = influence(Y, V, estimator="dl", conf_level=0.9)
    fixed = random_effects(Y, V, estimator="fixed")
    assert sum(one.q_share for one in found) == pytest.approx(q_at(0.0))
    for i, one in enumerate(found):
        rest, rest_v = Y[:i] + Y[i + 1 :], V[:i] + V[i + 1 :]
        assert one.without == random_effects(rest, rest_v, estimator="dl", conf_level=0.9)
        assert one.q_share == pytest.approx((Y[i] - fixed.estimate) ** 2 / V[i])
        without = random_effects(rest, rest_v, estimator="fixed")
        assert one.pull == pytest.approx(((fixed.estimate - without.estimate) / without.std_error) ** 2)
        spread = math.sqrt(V[i] + one.without.tau2 + one.without.std_error**2)
        assert one.residual == pytest.approx((Y[i] - one.without.estimate) / spread)
    with pytest.raises(ValueError, match="one study cannot be left out of one"):
        influence([0.1], [0.2], estimator="dl")


@pytest.mark.parametrize(
    ("effects", "variances", "estimator"),
    [([], [], "dl"), ([1.0], [0.1, 0.2], "dl"), ([1.0], [0.0], "dl"), ([math.nan], [0.1], "dl"), ([1.0], [0.1], "hs")],
)
def test_refuses_what_is_no_set_of_studies(effects, variances, estimator):
    with pytest.raises(ValueError):
        random_effects(effects, variances, estimator=estimator)

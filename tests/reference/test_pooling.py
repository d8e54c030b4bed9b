"""Pools of studies against published values and R's metafor (3.8-1; the calls stand beside the values)."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import mpmath
import numpy as np
import pytest
from scipy.special import expit

from reanalysis.stats.random_effects import heterogeneity, meta_regression, random_effects
from reanalysis.stats.random_intercept import log_likelihood, random_intercept_proportion, random_intercept_rate
from reanalysis.stats.small_studies import egger, influence
from reanalysis.stats.stratified import exact_common_odds_ratio, mantel_haenszel, peto_odds_ratio
from reanalysis.stats.study_effects import (
    arcsine_back,
    arcsine_effect,
    freeman_tukey_back,
    freeman_tukey_effect,
    harmonic_mean,
    log_ratio_effect,
    logit_effect,
)

DATA = Path(__file__).with_name("data")
# Five series with one without a response; metafor gives 16% to 24% by method.
FIVE = [8, 5, 0, 12, 3], [30, 24, 17, 41, 19]


def table(name: str, *columns: str) -> list[tuple[int, ...]]:
    with open(DATA / f"{name}.csv", encoding="utf-8") as file:
        return [tuple(int(row[column]) for column in columns) for row in csv.DictReader(file)]


def effects(pairs, effect):
    found = [effect(*pair) for pair in pairs]
    return [one.effect for one in found], [one.variance for one in found]


PRITZ = table("dat.pritz1997", "xi", "ni")
BCG = [(a, a + b, c, c + d) for a, b, c, d in table("dat.bcg", "tpos", "tneg", "cpos", "cneg")]


def test_logit_reml_of_pritz_1997():
    # rma(measure="PLO", xi=xi, ni=ni, to="only0"), confint, predict
    y, v = effects(PRITZ, logit_effect)
    found = random_effects(y, v, estimator="reml")
    assert (found.estimate, found.std_error, found.tau2) == pytest.approx((1.138909, 0.241478, 0.364588), abs=1e-5)
    assert [float(expit(x)) for x in (found.prediction_low, found.prediction_high)] == pytest.approx(
        [0.466135, 0.91785], abs=2e-5
    )
    spread = heterogeneity(y, v, estimator="reml")
    assert (spread.q, spread.i2) == pytest.approx((29.785416, 0.565596), abs=1e-5)
    assert (spread.tau2_low, spread.tau2_high) == pytest.approx((0.041370, 2.050993), abs=1e-5)
    assert (spread.i2_low, spread.i2_high) == pytest.approx((0.128723, 0.879872), abs=5e-5)


def test_knapp_hartung_of_pritz_1997():
    # the same with test="knha"
    found = random_effects(*effects(PRITZ, logit_effect), estimator="reml", knapp_hartung=True)
    assert found.std_error == pytest.approx(0.2444415, abs=1e-6)
    assert (found.conf_low, found.conf_high) == pytest.approx((0.610825, 1.666993), abs=1e-5)
    assert (found.prediction_low, found.prediction_high) == pytest.approx((-0.268384, 2.546202), abs=1e-5)


def test_the_factor_of_knapp_and_hartung_has_a_floor_up_to_five_studies_only():
    y = [0.1, 0.12, 0.11, 0.09, 0.1]
    v = [0.04] * 5
    plain = random_effects(y, v, estimator="reml")
    assert random_effects(y, v, estimator="reml", knapp_hartung=True).std_error == pytest.approx(plain.std_error)
    six = random_effects([*y, 0.1], [0.04] * 6, estimator="reml", knapp_hartung=True)
    assert six.std_error < plain.std_error / 5


@pytest.mark.parametrize(
    ("estimator", "expected"), [("pm", (1.145356, 0.245502, 0.3858686)), ("dl", (1.137969, 0.240896, 0.361558))]
)
def test_other_estimators_of_pritz_1997(estimator, expected):
    # metafor's Paule-Mandel stops at 0.385859; the exact root is that of its empirical Bayes estimator.
    found = random_effects(*effects(PRITZ, logit_effect), estimator=estimator)
    assert (found.estimate, found.std_error, found.tau2) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("estimator", "name"), [("pm", "iterated"), ("dl", "chi2")])
def test_estimators_as_statsmodels(estimator, name):
    from statsmodels.stats.meta_analysis import combine_effects

    y, v = (np.asarray(one) for one in effects(PRITZ, logit_effect))
    found = combine_effects(y, v, method_re=name)
    assert random_effects(y, v, estimator=estimator).tau2 == pytest.approx(found.tau2, abs=1e-5)


def test_bcg_trials():
    # rma(measure="RR"), regression on latitude with knha, regtest(model="lm", predictor="sei"), confint of DL
    y, v = effects([("risk_ratio", *row) for row in BCG], log_ratio_effect)
    found = random_effects(y, v, estimator="reml")
    assert (found.estimate, found.std_error, found.tau2) == pytest.approx((-0.714532, 0.179782, 0.313243), abs=2e-6)
    spread = heterogeneity(y, v, estimator="dl")
    printed = (0.3088, 0.1197, 1.1115, 0.921173, 0.819177, 0.976781)
    assert (
        spread.tau2, spread.tau2_low, spread.tau2_high, spread.i2, spread.i2_low, spread.i2_high,
    ) == pytest.approx(printed, abs=1e-4)  # fmt: skip
    without_first = influence(y, v, estimator="reml")[0].without
    assert (without_first.estimate, without_first.std_error, without_first.tau2) == pytest.approx(
        (-0.707083788, 0.189961025, 0.336156745), abs=2e-5
    )
    latitude = [[row[0]] for row in table("dat.bcg", "ablat")]
    model = meta_regression(y, v, latitude)
    assert [one.estimate for one in model.coefficients] == pytest.approx([0.251464, -0.029102], abs=1e-5)
    assert [one.std_error for one in model.coefficients] == pytest.approx([0.283930, 0.008202], abs=1e-5)
    assert [one.p_value for one in model.coefficients] == pytest.approx([0.394752, 0.004566], abs=2e-5)
    assert (model.tau2, model.q) == pytest.approx((0.076355, 30.733090), abs=1e-5)
    test = egger(y, v)
    assert (test.t, test.df, test.p_value) == pytest.approx((-1.401282, 11, 0.188707), abs=1e-6)


def test_common_ratios_of_the_bcg_trials():
    # rma.mh, rma.peto
    for measure, log_estimate, error in (
        ("odds_ratio", -0.4734109884, 0.0410077784),
        ("risk_ratio", -0.45370960468, 0.03933736687),
    ):
        found = mantel_haenszel(measure, BCG)
        assert math.log(found.estimate) == pytest.approx(log_estimate, abs=1e-9)
        assert math.log(found.conf_high / found.conf_low) / (2 * 1.959963985) == pytest.approx(error, abs=1e-9)
    difference = mantel_haenszel("risk_difference", BCG)
    assert difference.estimate == pytest.approx(-0.0032881818326, abs=1e-12)
    assert (difference.conf_high - difference.estimate) / 1.959963985 == pytest.approx(0.0002866567485, abs=1e-10)
    peto = peto_odds_ratio(BCG)
    assert math.log(peto.estimate) == pytest.approx(-0.47444631094, abs=1e-9)
    assert math.log(peto.conf_high / peto.estimate) / 1.959963985 == pytest.approx(0.04065908074, abs=1e-9)


def test_mantel_haenszel_as_statsmodels():
    from statsmodels.stats.contingency_tables import StratifiedTable

    found = StratifiedTable([np.array([[a, n - a], [c, m - c]], dtype=float) for a, n, c, m in BCG])
    mine = mantel_haenszel("odds_ratio", BCG)
    assert mine.estimate == pytest.approx(found.oddsratio_pooled, rel=1e-12)
    assert (mine.conf_low, mine.conf_high) == pytest.approx(found.oddsratio_pooled_confint(), rel=1e-9)


def test_exact_common_odds_ratio_as_r():
    # mantelhaen.test(exact = TRUE) of 3/20 v 5/18 and 2/11 v 4/12, whose roots stop within 1e-4 of the exact ones
    found = exact_common_odds_ratio([(3, 20, 5, 18), (2, 11, 4, 12)])
    assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx(
        (0.4650985, 0.10655144, 1.81110568), rel=2e-4
    )


def test_arcsine_and_freeman_tukey_of_five_series():
    # rma(measure="PAS"), rma(measure="PFT") with transf.ipft.hm
    pairs = list(zip(*FIVE, strict=True))
    arcsine = random_effects(*effects(pairs, arcsine_effect), estimator="reml")
    assert arcsine.mean(arcsine_back).estimate == pytest.approx(0.159074, abs=1e-6)
    assert arcsine.mean(arcsine_back).conf_high == pytest.approx(0.323037, abs=1e-6)
    double = random_effects(*effects(pairs, freeman_tukey_effect), estimator="reml")
    size = harmonic_mean(FIVE[1])
    found = double.mean(lambda effect: freeman_tukey_back(effect, size))
    assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx((0.173998, 0.068490, 0.309614), abs=3e-6)


def test_freeman_tukey_of_miller_1978():
    # meta 8.4's value of Miller's example, fixed effect
    events, n = [3, 6, 10, 1], [11, 17, 21, 6]
    pooled = random_effects(*effects(zip(events, n, strict=True), freeman_tukey_effect), estimator="fixed")
    found = pooled.mean(lambda effect: freeman_tukey_back(effect, harmonic_mean(n)))
    assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx((0.35952, 0.22971, 0.49899), abs=1e-5)


def test_random_intercept_of_five_series():
    # rma.glmm(measure="PLO"); the crude rate is 21.4%, the logit with one half added 23.9%
    found = random_intercept_proportion(*FIVE)
    assert float(expit(found.estimate)) == pytest.approx(0.20172, abs=2e-5)
    y, v = effects(zip(*FIVE, strict=True), logit_effect)
    assert float(expit(random_effects(y, v, estimator="reml").estimate)) == pytest.approx(0.239275, abs=1e-6)


def test_prediction_of_pritz_1997_by_the_random_intercept():
    found = random_intercept_proportion(*map(list, zip(*PRITZ, strict=True)))
    assert found.df == 13
    assert [round(float(expit(x)), 3) for x in (found.prediction_low, found.prediction_high)] == [0.403, 0.959]


def test_poisson_of_stijnen_2010():
    # Table VII: infections per 1,000 catheter days of the second arm
    rows = table("dat.nielweise2008", "x2i", "t2i")
    found = random_intercept_rate([x for x, _ in rows], [t / 1000 for _, t in rows])
    assert (found.estimate, found.tau2) == pytest.approx((1.4007, 0.3165), abs=2e-4)
    assert math.exp(found.estimate) == pytest.approx(4.058, abs=1e-3)
    limits = [math.exp(found.estimate + sign * 1.959964 * found.std_error) for sign in (-1, 1)]
    assert limits == pytest.approx([2.5803, 6.3819], abs=2e-3)


def test_controls_of_stijnen_2010():
    # Table II: logit REML of the control arm
    y, v = effects(table("dat.nielweise2007", "ci", "n2i"), logit_effect)
    found = random_effects(y, v, estimator="reml")
    assert (found.estimate, found.std_error, found.tau2) == pytest.approx((-3.3018, 0.2378, 0.6629), abs=2e-4)


def test_counts_below_a_reporting_threshold():
    """Grade 3 to 5 pneumonitis in 125 trials, 44 of which print no count."""
    rows = table("pneumonitis_g35", "n", "events_low", "events_high")
    sizes = [n for n, _, _ in rows]
    known = random_intercept_proportion([(low, high) for _, low, high in rows], sizes)
    assert [float(expit(x)) for x in (known.estimate, known.conf_low, known.conf_high)] == pytest.approx(
        [0.0065, 0.0046, 0.0090], abs=5e-5
    )
    assert math.sqrt(known.tau2) == pytest.approx(0.67, abs=5e-3)
    as_zero = random_intercept_proportion([high if high == low else 0 for _, low, high in rows], sizes)
    assert float(expit(as_zero.estimate)) == pytest.approx(0.0023, abs=5e-5)
    # With 41 points of Gauss-Hermite 1.40; the sum here has 400 points and agrees with mpmath.
    assert math.sqrt(as_zero.tau2) == pytest.approx(1.40, abs=0.02)
    printed = [(low, n) for n, low, high in rows if low == high]
    only = random_intercept_proportion(*map(list, zip(*printed, strict=True)))
    assert float(expit(only.estimate)) == pytest.approx(0.0071, abs=5e-5)
    assert math.sqrt(only.tau2) == pytest.approx(0.68, abs=6e-3)


def exact_log_likelihood(mu, tau, pairs, sizes):
    mpmath.mp.dps = 25
    total = mpmath.mpf(0)
    for (low, high), n in zip(pairs, sizes, strict=True):

        def density(z, low=low, high=high, n=n):
            p = 1 / (1 + mpmath.exp(-(mu + tau * z)))
            chance = sum(mpmath.binomial(n, x) * p**x * (1 - p) ** (n - x) for x in range(low, high + 1))
            return chance * mpmath.npdf(z)

        total += mpmath.log(mpmath.quad(density, mpmath.linspace(-40, 40, 81)))
    return float(total)


@pytest.mark.parametrize("seed", range(6))
def test_likelihood_as_mpmath(seed):
    hard = np.random.default_rng(seed)
    sizes = [int(n) for n in hard.integers(3, 60, 3)]
    lows = [int(hard.integers(0, n + 1)) for n in sizes]
    pairs = [(low, min(n, low + int(hard.integers(0, 3)))) for low, n in zip(lows, sizes, strict=True)]
    mu, tau = float(hard.normal(0, 2)), float(hard.exponential(1.5))
    assert log_likelihood(pairs, sizes, mu=mu, tau=tau) == pytest.approx(
        exact_log_likelihood(mu, tau, pairs, sizes), abs=1e-8
    )


@pytest.mark.slow
def test_likelihood_as_mpmath_on_a_hundred_sets():
    for seed in range(100, 200):
        test_likelihood_as_mpmath(seed)

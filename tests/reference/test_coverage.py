"""Coverage of every interval of a proportion and size of every test, by exact enumeration over a grid: no sampling
error.

The means and minima for Clopper-Pearson, Wilson and Agresti-Coull at n = 9 and 30 are those of an independent
enumeration with statsmodels over rates .0025 to .9975.
"""

import numpy as np
import pytest
from scipy.stats import binom

from reanalysis.stats.binomial_test import exact_binomial, mid_p_binomial
from reanalysis.stats.exact_2x2 import boschloo, fisher, fisher_mid_p
from reanalysis.stats.proportion import agresti_coull, blaker, clopper_pearson, jeffreys, mid_p, wilson
from reanalysis.stats.trend import cochran_armitage, cochran_armitage_exact, cochran_armitage_mid_p
from reanalysis.stats.two_proportions import (
    agresti_caffo_difference,
    conditional_exact_odds_ratio,
    koopman_ratio,
    miettinen_nurminen_difference,
    miettinen_nurminen_odds_ratio,
    miettinen_nurminen_ratio,
    newcombe_difference,
)

RATES = np.arange(0.0025, 1, 0.0025)


def coverage(method, n):
    """Exact coverage at each rate of the grid."""
    limits = [method(x, n, conf_level=0.95) for x in range(n + 1)]
    inside = np.array(
        [[limit.conf_low - 1e-12 <= rate <= limit.conf_high + 1e-12 for limit in limits] for rate in RATES]
    )
    return (inside * binom.pmf(np.arange(n + 1), n, RATES[:, None])).sum(axis=1)


@pytest.mark.parametrize(
    ("method", "n", "mean", "least"),
    [
        (clopper_pearson, 9, 0.985, 0.960),
        (wilson, 9, 0.954, 0.853),
        (agresti_coull, 9, 0.965, 0.921),
        (clopper_pearson, 30, 0.9733, 0.9506),
        (wilson, 30, 0.952, 0.861),
        (agresti_coull, 30, 0.960, 0.934),
    ],
)
def test_published_coverage(method, n, mean, least):
    found = coverage(method, n)
    assert found.mean() == pytest.approx(mean, abs=1.5e-3) and found.min() == pytest.approx(least, abs=1.5e-3)


@pytest.mark.parametrize("n", [1, 2, 5, 9, 17, 30])
def test_exact_intervals_never_cover_less_than_they_say(n):
    found = {method: coverage(method, n) for method in (clopper_pearson, blaker)}
    assert all(values.min() >= 0.95 - 1e-9 for values in found.values())
    assert found[blaker].mean() <= found[clopper_pearson].mean() + 1e-12


@pytest.mark.parametrize("n", [9, 17, 30])
@pytest.mark.parametrize("method", [wilson, jeffreys, mid_p])
def test_approximate_intervals_cover_what_they_say_on_average(method, n):
    assert 0.945 < coverage(method, n).mean() < 0.975


def size(test, n, rate):
    """Probability that a test of a known rate rejects at .05 where the rate is true."""
    p = np.array([test(x, n, rate, alternative="two_sided").p_value for x in range(n + 1)])
    return float(binom.pmf(np.arange(n + 1), n, rate)[p < 0.05].sum())


@pytest.mark.parametrize("n", [5, 17, 30])
def test_the_exact_binomial_test_keeps_its_level_and_mid_p_nearly(n):
    rates = np.arange(0.05, 1, 0.05)
    exact, mid = (np.array([size(test, n, rate) for rate in rates]) for test in (exact_binomial, mid_p_binomial))
    assert exact.max() <= 0.05 and mid.max() < 0.09 and (mid >= exact - 1e-15).all()


def rejections(test, n_1, n_0):
    return np.array(
        [[test(x, n_1, y, n_0, alternative="two_sided").p_value < 0.05 for y in range(n_0 + 1)] for x in range(n_1 + 1)]
    )


@pytest.mark.slow
@pytest.mark.parametrize(("n_1", "n_0"), [(10, 10), (15, 30), (9, 40)])
def test_boschloo_keeps_its_level_and_rejects_all_that_fisher_does(n_1, n_0):
    rates = np.arange(0.01, 1, 0.01)
    weights = [
        np.outer(binom.pmf(np.arange(n_1 + 1), n_1, rate), binom.pmf(np.arange(n_0 + 1), n_0, rate)) for rate in rates
    ]
    found = {test: rejections(test, n_1, n_0) for test in (boschloo, fisher, fisher_mid_p)}
    sizes = {test: np.array([weight[rejected].sum() for weight in weights]) for test, rejected in found.items()}
    assert sizes[boschloo].max() <= 0.05 + 1e-12 and sizes[fisher].max() <= 0.05
    assert sizes[boschloo].max() > sizes[fisher].max()
    assert sizes[fisher_mid_p].max() < 0.075


@pytest.mark.slow
@pytest.mark.parametrize("method", [newcombe_difference, miettinen_nurminen_difference, agresti_caffo_difference])
def test_intervals_of_a_difference_cover_what_they_say_on_average(method):
    n_1, n_0 = 15, 20
    limits = [[method(x, n_1, y, n_0, conf_level=0.95) for y in range(n_0 + 1)] for x in range(n_1 + 1)]
    low, high = (
        np.array([[getattr(limit, end) for limit in row] for row in limits]) for end in ("conf_low", "conf_high")
    )
    found = []
    for p_1 in np.arange(0.05, 1, 0.1):
        for p_0 in np.arange(0.05, 1, 0.1):
            weight = np.outer(binom.pmf(np.arange(n_1 + 1), n_1, p_1), binom.pmf(np.arange(n_0 + 1), n_0, p_0))
            found.append(weight[(low <= p_1 - p_0) & (p_1 - p_0 <= high)].sum())
    assert 0.945 < np.mean(found) < 0.975 and min(found) > 0.88


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "effect", "least"),
    [
        (koopman_ratio, lambda p_1, p_0: p_1 / p_0, 0.88),
        (miettinen_nurminen_ratio, lambda p_1, p_0: p_1 / p_0, 0.88),
        (miettinen_nurminen_odds_ratio, lambda p_1, p_0: p_1 / (1 - p_1) / (p_0 / (1 - p_0)), 0.88),
        (conditional_exact_odds_ratio, lambda p_1, p_0: p_1 / (1 - p_1) / (p_0 / (1 - p_0)), 0.95),
    ],
)
def test_intervals_of_ratios_cover_what_they_say(method, effect, least):
    n_1, n_0 = 12, 15
    limits = [[method(x, n_1, y, n_0, conf_level=0.95) for y in range(n_0 + 1)] for x in range(n_1 + 1)]
    low, high = (
        np.array([[getattr(limit, end) for limit in row] for row in limits]) for end in ("conf_low", "conf_high")
    )
    found = []
    for p_1 in np.arange(0.05, 1, 0.1):
        for p_0 in np.arange(0.05, 1, 0.1):
            weight = np.outer(binom.pmf(np.arange(n_1 + 1), n_1, p_1), binom.pmf(np.arange(n_0 + 1), n_0, p_0))
            true = effect(p_1, p_0)
            found.append(weight[(low <= true * (1 + 1e-12)) & (true <= high * (1 + 1e-12))].sum())
    assert np.mean(found) >= 0.945 and min(found) >= least - 1e-9


@pytest.mark.slow
def test_the_exact_trend_test_keeps_its_level_and_the_others_nearly():
    n, scores = (4, 5, 6), (1.0, 2.0, 4.0)
    tables = [(a, b, c) for a in range(5) for b in range(6) for c in range(7)]
    p = {
        test: np.array([test(table, n, scores, alternative="two_sided").p_value for table in tables])
        for test in (cochran_armitage_exact, cochran_armitage_mid_p, cochran_armitage)
    }
    for rate in np.arange(0.05, 1, 0.05):
        weight = np.array([np.prod(binom.pmf(table, n, rate)) for table in tables])
        sizes = {test: weight[values < 0.05].sum() for test, values in p.items()}
        assert sizes[cochran_armitage_exact] <= 0.05
        assert (
            sizes[cochran_armitage_exact] <= sizes[cochran_armitage_mid_p] + 1e-12 < 0.08
            and sizes[cochran_armitage] < 0.09
        )

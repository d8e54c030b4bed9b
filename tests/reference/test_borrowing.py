"""Borrowing from historical controls: the AS data of R's RBesT, and closed forms.

Placebo responses in eight trials of ankylosing spondylitis (RBesT's data set AS; Baeten et al. 2013).
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom, norm

from reanalysis.stats.beta_mixture import BetaMixture
from reanalysis.stats.beta_posterior import beta_jeffreys, beta_uniform, probability_superior, summarise
from reanalysis.stats.effective_sample_size import elir, moment
from reanalysis.stats.log_odds_density import LogOddsDensity
from reanalysis.stats.map_prior import map_prior
from reanalysis.stats.power_prior import power_prior
from reanalysis.stats.robust_map import robust_map

AS = [23, 12, 19, 9, 39, 6, 9, 10], [107, 44, 51, 39, 139, 20, 78, 35]

# The robust mixture that RBesT's introduction (binary endpoint, version 1.8) prints for the AS data.
WEIGHTS = (0.3690331, 0.1534249, 0.1515117, 0.1260303)
A = (33.9513487, 19.4400089, 12.2692310, 2.2521243)
B = (103.0146367, 41.5205219, 55.9202833, 5.4812202)
RBEST_MIX = BetaMixture(tuple(weight / sum(WEIGHTS) for weight in WEIGHTS), A, B)
RBEST_ROBUST = BetaMixture((*WEIGHTS, 0.2), (*A, 1.0), (*B, 1.0))
TREATED = BetaMixture((1.0,), (0.5,), (1.0,)).posterior(14, 24)


@pytest.fixture(scope="module")
def prior():
    return map_prior(*AS)


def numbers(distribution):
    found = summarise(distribution, conf_level=0.95)
    return found.mean, found.sd, found.conf_low, found.median, found.conf_high


def on_the_grid_of(prior, mixture):
    return LogOddsDensity(prior.predictive.log_odds, mixture.log_odds_density(prior.predictive.log_odds))


def test_map_prior_as_an_independent_quadrature(prior):
    expected = (0.258277, 0.087411, 0.110853, 0.24861, 0.471431)
    # Its upper quantile and its standard deviation are 5e-6 and 3e-6 from ours.
    assert numbers(prior.predictive) == pytest.approx(expected, abs=1e-5)
    # 0.37945 and 0.21066 there, too few digits for 1e-5; a third quadrature, Gauss-Hermite for the controls and
    # Gauss-Legendre panels for tau, gives 0.37946072 and 0.21069755.
    assert (prior.tau_mean, prior.tau_sd) == pytest.approx((0.37945, 0.21066), abs=5e-5)
    assert (prior.tau_mean, prior.tau_sd) == pytest.approx((0.37946072, 0.21069755), abs=1e-7)


def test_map_prior_as_rbest_within_its_monte_carlo_error(prior):
    # print(map_mcmc) in the introduction of RBesT: 4,000 draws.
    assert numbers(prior.predictive) == pytest.approx((0.255, 0.0864, 0.106, 0.247, 0.461), abs=0.011)
    assert (prior.tau_mean, prior.tau_sd) == pytest.approx((0.387, 0.215), abs=0.01)


def test_summary_of_the_mixture_of_rbest():
    mean, sd, *limits = numbers(RBEST_MIX)
    assert (mean, sd) == pytest.approx((0.25545885, 0.08662045), abs=1e-8)
    # RBesT solves for quantiles to about 3e-5; ours have the probabilities 0.025, 0.5 and 0.975 to 1e-12.
    assert limits == pytest.approx((0.107304, 0.24758768, 0.46276759), abs=4e-5)
    for probability, limit in zip((0.025, 0.5, 0.975), limits, strict=True):
        assert 1 - RBEST_MIX.probability_above(limit) == pytest.approx(probability, abs=1e-12)


def test_posterior_probability_of_the_trial_in_the_introduction_of_rbest(prior):
    # pmixdiff(post_treat, post_placebo, 0, lower.tail = FALSE): 14/24 treated, 1/6 placebo.
    found = probability_superior(TREATED, RBEST_ROBUST.posterior(1, 6))
    assert found == pytest.approx(0.9917197, abs=1e-7)
    # With the exact prior instead of its fit.
    exact = robust_map(prior.predictive, weight=0.2, events=1, n=6)
    assert probability_superior(TREATED, exact.distribution) == pytest.approx(0.9917197, abs=5e-4)
    assert exact.posterior_weight == pytest.approx(RBEST_ROBUST.posterior(1, 6).weights[-1], abs=1e-3)


def test_effective_sample_sizes_of_the_mixture_of_rbest(prior):
    # ess() in the introduction of RBesT, rounded there: elir 38, moment 24; robust elir 27.
    assert round(elir(on_the_grid_of(prior, RBEST_MIX)).estimate) == 38
    assert round(moment(on_the_grid_of(prior, RBEST_MIX)).estimate) == 24
    assert round(elir(on_the_grid_of(prior, RBEST_ROBUST)).estimate) == 27


def test_effective_sample_sizes_of_the_exact_prior(prior):
    # RBesT's fits of its samples give 36 to 38 and 24.
    assert elir(prior.predictive).estimate == pytest.approx(37, abs=1.01)
    assert moment(prior.predictive).estimate == pytest.approx(24, abs=0.5)


def test_mixture_on_the_help_page_of_rbest():
    # summary(mixbeta(weak = c(0.2, 2, 10), inf = c(0.4, 10, 100), inf2 = c(0.4, 30, 80))).
    mean, sd, *limits = numbers(BetaMixture((0.2, 0.4, 0.4), (2.0, 10.0, 30.0), (10.0, 100.0, 80.0)))
    assert (mean, sd) == pytest.approx((0.17878788, 0.09898301), abs=6e-9)
    assert limits == pytest.approx((0.04389723, 0.15654866, 0.35327791), abs=4e-5)


def test_fifteen_of_thirty_against_a_quarter():
    # P(p > 0.25), uniform and Jeffreys, from the incomplete beta function in R.
    assert beta_uniform(15, 30).probability_above(0.25) == pytest.approx(0.9986983746, abs=1e-10)
    assert beta_jeffreys(15, 30).probability_above(0.25) == pytest.approx(0.9984763455, abs=1e-10)


def test_conjugate_power_prior():
    found = power_prior(25, 100, a0=0.5, events=3, n=10)
    assert (found.a, found.b) == ((16.5,), (45.5,))
    assert found.mean == pytest.approx(0.2661290323, abs=1e-10)


@pytest.mark.parametrize(
    ("events", "n"),
    [
        ((6, 9, 18, 7), (56, 63, 121, 123)),  # RBesT's data set colitis
        ((6, 8, 17, 28, 26, 8, 22, 8, 6, 16, 53), (33, 45, 74, 103, 140, 49, 83, 59, 22, 109, 213)),  # transplant
    ],
)
def test_map_prior_of_rbests_other_data_sets_as_plain_sums(events, n):
    """Sums over an even grid of the mean, the heterogeneity and each control's log-odds, nothing of the module used."""
    mu, tau = np.linspace(-6, 3, 241), (np.arange(150) + 0.5) * 0.03
    logit = np.linspace(-10, 7, 681)
    likelihoods = [binom.pmf(x, m, expit(logit)) for x, m in zip(events, n, strict=True)]
    weight, predictive = 0.0, np.zeros_like(logit)
    for scale in tau:
        kernel = norm.pdf((logit[None, :] - mu[:, None]) / scale)
        kernel /= kernel.sum(axis=1, keepdims=True)
        posterior = norm.pdf(mu / 2) * norm.pdf(scale)
        for likelihood in likelihoods:
            posterior = posterior * (kernel @ likelihood)
        weight += posterior.sum()
        predictive += posterior @ kernel
    predictive /= weight
    mean = float(predictive @ expit(logit))
    sd = float(np.sqrt(predictive @ (expit(logit) - mean) ** 2))
    found = map_prior(events, n).predictive
    assert found.mean == pytest.approx(mean, abs=1e-4) and found.sd == pytest.approx(sd, abs=1e-4)

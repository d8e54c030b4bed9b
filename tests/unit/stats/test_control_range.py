"""The range of one more control, the true alpha of a design, and the Bayesian mean: against plain integration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import binom, norm

from reanalysis.stats.control_range import control_range, true_alpha
from reanalysis.stats.map_prior import map_prior

EVENTS, N = [8, 5, 0, 12, 3], [30, 24, 17, 41, 19]
DESIGN = {"p0": 0.2, "r1": 3, "n1": 13, "r": 12, "n_total": 43}


def test_the_range_of_one_more_control_is_wider_than_the_mean_and_than_the_naive_pool():
    found = control_range(EVENTS, N)
    # metafor 3.8-1, rma.glmm(measure = "PLO"): 0.20172
    assert found.mean == pytest.approx(0.20172, abs=2e-5)
    assert found.low < found.mean_low < found.mean < found.mean_high < found.high
    assert found.naive == pytest.approx(28 / 131) and found.df == 4
    assert found.contains(0.4) and not found.contains(0.6)


def test_controls_without_an_event_and_one_control_have_a_range():
    none = control_range([0, 0], [12, 20])
    assert none.mean == none.low == 0 < none.high < 0.1
    one = control_range([5], [20])
    assert one.note and one.low < 0.25 < one.high
    known_as_a_set = control_range([(0, 2), 5], [20, 30])
    assert known_as_a_set.naive == pytest.approx(6 / 50)


def test_the_posterior_of_the_mean_as_by_plain_integration():
    mu, tau = np.linspace(-7, 5, 601), (np.arange(400) + 0.5) / 80
    z = np.linspace(-8, 8, 161)
    log_posterior = norm.logpdf(mu, 0, 2)[:, None] + norm.logpdf(tau)[None, :]
    for x, n in zip(EVENTS, N, strict=True):
        rate = expit(mu[:, None, None] + tau[None, :, None] * z)
        log_posterior += np.log((binom.pmf(x, n, rate) * norm.pdf(z)).sum(-1))
    mass = np.exp(log_posterior - log_posterior.max()).sum(1)
    expected = float(mass @ expit(mu) / mass.sum())
    assert map_prior(EVENTS, N).mean_rate.mean == pytest.approx(expected, abs=2e-4)


def test_the_true_alpha_is_the_mean_over_the_next_controls_rate():
    found = true_alpha(EVENTS, N, **DESIGN)
    density = map_prior(EVENTS, N).predictive
    rates = expit(density.log_odds)
    first = np.arange(4, 14)
    chance = [float((binom.pmf(first, 13, rate) * binom.sf(12 - first, 30, rate)).sum()) for rate in rates]
    assert found.expected == pytest.approx(density.expectation(np.array(chance)), abs=1e-3)
    assert found.planned == pytest.approx(float((binom.pmf(first, 13, 0.2) * binom.sf(12 - first, 30, 0.2)).sum()))
    assert found.above == pytest.approx(
        float(density.density[density.log_odds > logit(0.2)].sum()) * density.step, abs=0.01
    )


def test_controls_that_agree_cost_little():
    agreeing = true_alpha([200, 200, 200, 200], [1000, 1000, 1000, 1000], **DESIGN)
    assert agreeing.expected < true_alpha(EVENTS, N, **DESIGN).expected

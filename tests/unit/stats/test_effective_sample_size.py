"""Effective sample sizes of beta distributions and mixtures from their definitions, and of MAP priors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta as scipy_beta

from reanalysis.stats.beta_mixture import BetaMixture, beta
from reanalysis.stats.effective_sample_size import IN_THE_TAILS, elir, moment
from reanalysis.stats.log_odds_density import LogOddsDensity
from reanalysis.stats.map_prior import map_prior
from reanalysis.stats.robust_map import robust_map

GRID = np.linspace(-40, 40, 4097)


def on_grid(mixture):
    return LogOddsDensity(GRID, mixture.log_odds_density(GRID))


@pytest.mark.parametrize("pair", [(3, 7), (2, 30), (30, 70), (400, 600), (1.5, 20)])
def test_effective_sample_size_of_a_beta_distribution(pair):
    density = on_grid(beta(*pair))
    assert elir(density).estimate == pytest.approx(sum(pair), rel=1e-3)
    assert moment(density).estimate == pytest.approx(sum(pair), rel=1e-9)


@pytest.mark.parametrize(
    "mixture",
    [
        BetaMixture((0.6, 0.4), (4.0, 20.0), (9.0, 60.0)),
        BetaMixture((0.8, 0.2), (10.0, 1.0), (30.0, 1.0)),
        BetaMixture((0.5, 0.3, 0.2), (3.0, 6.0, 1.0), (3.0, 20.0, 1.0)),
    ],
)
def test_elir_of_a_mixture_from_its_definition(mixture):
    parts = list(zip(mixture.weights, mixture.a, mixture.b, strict=True))

    def integrand(p):
        # Density and its first two derivatives, from those of each component: f' = f s and f'' = f (s^2 + s').
        slopes = [(a - 1) / p - (b - 1) / (1 - p) for _, a, b in parts]
        bends = [-(a - 1) / p**2 - (b - 1) / (1 - p) ** 2 for _, a, b in parts]
        f = [w * scipy_beta.pdf(p, a, b) for w, a, b in parts]
        first = sum(value * s for value, s in zip(f, slopes, strict=True))
        second = sum(value * (s**2 + t) for value, s, t in zip(f, slopes, bends, strict=True))
        return (first**2 / sum(f) - second) * p * (1 - p)

    expected = quad(integrand, 0, 1, points=[0.1, 0.25, 0.5], limit=400, epsabs=1e-8)[0]
    assert elir(on_grid(mixture)).estimate == pytest.approx(expected, rel=1e-5)


def test_effective_sample_size_that_the_tails_decide_is_withheld():
    nothing_known = elir(map_prior([0, 0, 0], [20, 15, 17]).predictive)
    assert math.isnan(nothing_known.estimate)
    assert nothing_known.note == IN_THE_TAILS
    assert math.isnan(elir(map_prior([0], [5000]).predictive).estimate)
    known = elir(map_prior([10, 9, 12], [40, 38, 41]).predictive)
    assert known.estimate > 0
    assert known.note == ""


def test_more_controls_or_less_heterogeneity_are_worth_more_and_robustness_costs():
    few, many = map_prior([10, 9], [40, 38]).predictive, map_prior([10, 9] * 3, [40, 38] * 3).predictive
    for size in (elir, moment):
        assert size(few).estimate < size(many).estimate < 6 * 40
        assert size(many).estimate < size(map_prior([10, 9] * 3, [40, 38] * 3, tau_scale=0.5).predictive).estimate
        assert size(robust_map(many, weight=0.2).distribution).estimate < size(many).estimate

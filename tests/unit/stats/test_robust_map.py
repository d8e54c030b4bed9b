"""Robust MAP priors against beta mixtures with a uniform part."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.beta_mixture import BetaMixture, beta
from reanalysis.stats.log_odds_density import LogOddsDensity
from reanalysis.stats.map_prior import map_prior
from reanalysis.stats.robust_map import robust_map

property_test = settings(derandomize=True, deadline=None, max_examples=25)
PARAMETERS = st.sampled_from([1.2, 2.0, 3.5, 12.0, 40.0, 100.0])
GRID = np.linspace(-40, 40, 4097)


def on_grid(mixture):
    return LogOddsDensity(GRID, mixture.log_odds_density(GRID))


@st.composite
def mixtures(draw):
    parts = draw(st.lists(st.tuples(st.integers(1, 9), PARAMETERS, PARAMETERS), min_size=1, max_size=3))
    weights, a, b = zip(*parts, strict=True)
    return BetaMixture(tuple(weight / sum(weights) for weight in weights), a, b)


@property_test
@given(mixture=mixtures(), n=st.integers(0, 40), share=st.floats(0, 1), weight=st.sampled_from([0, 0.1, 0.2, 0.5, 1]))
def test_robust_mixture_is_the_beta_mixture_with_a_uniform_part(mixture, n, share, weight):
    events = round(share * n)
    weights = (*((1 - weight) * part for part in mixture.weights), float(weight))
    closed = BetaMixture(weights, (*mixture.a, 1.0), (*mixture.b, 1.0)).posterior(events, n)
    found = robust_map(on_grid(mixture), weight=weight, events=events, n=n)
    assert found.weight == weight
    assert found.posterior_weight == pytest.approx(closed.weights[-1], abs=1e-10)
    assert (found.distribution.mean, found.distribution.sd) == pytest.approx((closed.mean, closed.sd), abs=1e-11)
    assert found.distribution.quantile(0.1) == pytest.approx(closed.quantile(0.1), abs=1e-9)


def test_conflict_raises_the_weight_of_the_uniform_part_and_agreement_lowers_it():
    informative = map_prior([10, 9, 12], [40, 38, 41]).predictive
    weights = [robust_map(informative, weight=0.2, events=events, n=30).posterior_weight for events in (8, 15, 22, 30)]
    assert weights == sorted(weights)
    assert weights[0] < 0.2 < weights[-1]
    # The robust prior follows data in conflict further than the MAP prior does.
    alone, robust = informative.posterior(30, 30).mean, robust_map(informative, weight=0.2, events=30, n=30)
    assert alone < robust.distribution.mean


@pytest.mark.parametrize("weight", [-0.1, 1.1, math.nan])
def test_weight_outside_0_to_1_is_refused(weight):
    with pytest.raises(ValueError, match="weight must lie between 0 and 1"):
        robust_map(on_grid(beta(3, 7)), weight=weight)

"""Densities on a grid of log-odds against beta mixtures in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.beta_mixture import BetaMixture, beta
from reanalysis.stats.beta_posterior import probability_superior, summarise
from reanalysis.stats.log_odds_density import LogOddsDensity

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
@given(mixture=mixtures(), n=st.integers(0, 40), share=st.floats(0, 1))
def test_grid_and_closed_form_agree_before_and_after_data(mixture, n, share):
    events = round(share * n)
    prior = on_grid(mixture)
    assert prior.log_marginal(events, n) == pytest.approx(mixture.log_marginal(events, n), abs=1e-10)
    for density, closed in ((prior, mixture), (prior.posterior(events, n), mixture.posterior(events, n))):
        found, expected = summarise(density, conf_level=0.95), summarise(closed, conf_level=0.95)
        assert (found.mean, found.sd) == pytest.approx((expected.mean, expected.sd), abs=1e-12)
        limits = (found.conf_low, found.median, found.conf_high)
        assert limits == pytest.approx((expected.conf_low, expected.median, expected.conf_high), abs=1e-9)
        assert density.probability_above(0.37) == pytest.approx(closed.probability_above(0.37), abs=1e-9)
        superior = probability_superior(beta(7, 9), density)
        assert superior == pytest.approx(probability_superior(beta(7, 9), closed), abs=1e-11)


@pytest.mark.parametrize(("events", "n"), [(6000, 20_000), (0, 50_000), (70_001, 70_001)])
def test_data_that_the_grid_does_not_resolve_make_it_finer(events, n):
    closed = beta(3, 7).posterior(events, n)
    density = on_grid(beta(3, 7)).posterior(events, n)
    assert (density.mean, density.sd) == pytest.approx((closed.mean, closed.sd), rel=1e-8)
    assert density.quantile(0.975) == pytest.approx(closed.quantile(0.975), rel=1e-7)
    marginal = beta(3, 7).log_marginal(events, n)
    assert on_grid(beta(3, 7)).log_marginal(events, n) == pytest.approx(marginal, abs=1e-7)
    superior = probability_superior(closed, on_grid(beta(30, 70)))
    assert superior == pytest.approx(probability_superior(closed, beta(30, 70)), abs=1e-9)


def test_what_is_no_density_and_bad_numbers_are_refused():
    for density in (np.zeros_like(GRID), np.full_like(GRID, -1.0), np.full_like(GRID, np.nan)):
        with pytest.raises(ValueError, match="density"):
            LogOddsDensity(GRID, density)
    known = on_grid(beta(3, 7))
    for call in (
        lambda: known.quantile(1.5),
        lambda: known.probability_above(-0.5),
        lambda: known.posterior(3, 2),
        lambda: known.log_marginal(1.0, 2),
    ):
        with pytest.raises(ValueError, match=r"between 0 and|whole number"):
            call()
    assert (known.quantile(0), known.quantile(1)) == (0, 1)
    assert (known.probability_above(0), known.probability_above(1)) == (1, 0)

"""Beta mixtures: moments, quantiles and posteriors in closed form, and what any of them must keep."""

from __future__ import annotations

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta as scipy_beta
from scipy.stats import betabinom

from reanalysis.stats.beta_mixture import BetaMixture, beta

property_test = settings(derandomize=True, deadline=None, max_examples=40)
PARAMETERS = st.sampled_from([0.3, 0.5, 1.0, 1.7, 4.0, 16.5, 33.9, 103.0, 900.0])


@st.composite
def mixtures(draw):
    parts = draw(st.lists(st.tuples(st.integers(1, 9), PARAMETERS, PARAMETERS), min_size=1, max_size=4))
    weights, a, b = zip(*parts, strict=True)
    return BetaMixture(tuple(weight / sum(weights) for weight in weights), a, b)


@st.composite
def counts(draw, largest=40):
    n = draw(st.integers(1, largest))
    return draw(st.integers(0, n)), n


@property_test
@given(mixture=mixtures())
def test_moments_quantiles_and_tails(mixture):
    parts = list(zip(mixture.weights, mixture.a, mixture.b, strict=True))
    assert mixture.mean == pytest.approx(sum(w * scipy_beta.mean(a, b) for w, a, b in parts), rel=1e-12)
    square = sum(w * scipy_beta.moment(2, a, b) for w, a, b in parts)
    assert mixture.sd**2 == pytest.approx(square - mixture.mean**2, rel=1e-8)
    for probability in (0.025, 0.5, 0.975):
        rate = mixture.quantile(probability)
        assert sum(w * scipy_beta.cdf(rate, a, b) for w, a, b in parts) == pytest.approx(probability, abs=1e-9)
        assert mixture.probability_above(rate) == pytest.approx(1 - probability, abs=1e-9)
    assert (mixture.quantile(0), mixture.quantile(1)) == (0, 1)
    assert (mixture.probability_above(0), mixture.probability_above(1)) == (pytest.approx(1, abs=1e-15), 0)


@property_test
@given(mixture=mixtures(), data=counts())
def test_posterior_in_one_step_or_two_and_marginals_that_sum_to_one(mixture, data):
    events, n = data
    once = mixture.posterior(events, n)
    twice = mixture.posterior(events // 2, n // 2).posterior(events - events // 2, n - n // 2)
    if events // 2 <= n // 2 and events - events // 2 <= n - n // 2:
        assert once.weights == pytest.approx(twice.weights, abs=1e-10)
        assert (once.a, once.b) == (pytest.approx(twice.a), pytest.approx(twice.b))
    total = mpmath.fsum(mpmath.exp(mixture.log_marginal(k, n)) for k in range(n + 1))
    assert float(total) == pytest.approx(1, abs=1e-10)
    parts = zip(mixture.weights, mixture.a, mixture.b, strict=True)
    marginal = sum(w * betabinom.pmf(events, n, a, b) for w, a, b in parts)
    assert mixture.log_marginal(events, n) == pytest.approx(float(mpmath.log(marginal)), abs=1e-9)


def test_no_patient_changes_nothing():
    prior = BetaMixture((0.2, 0.8), (1.0, 10.0), (1.0, 30.0))
    assert prior.posterior(0, 0).weights == pytest.approx(prior.weights, rel=1e-14)
    assert prior.log_marginal(0, 0) == pytest.approx(0, abs=1e-14)


def test_a_part_without_weight_stays_without():
    prior = BetaMixture((0.0, 1.0), (1.0, 10.0), (1.0, 30.0))
    assert prior.posterior(3, 9) == BetaMixture((0.0, 1.0), (4.0, 13.0), (7.0, 36.0))
    assert prior.quantile(0.3) == beta(10, 30).quantile(0.3)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (((1.0,), (0.0,), (1.0,)), "above 0"),
        (((1.0,), (1.0,), (float("inf"),)), "above 0"),
        (((0.5, 0.4), (1.0, 1.0), (1.0, 1.0)), "sum to 1"),
        (((1.5, -0.5), (1.0, 1.0), (1.0, 1.0)), "sum to 1"),
        (((float("nan"),), (1.0,), (1.0,)), "sum to 1"),
        (((1.0,), (1.0, 2.0), (1.0,)), "one weight"),
        (((), (), ()), "one weight"),
    ],
)
def test_what_is_no_mixture_is_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        BetaMixture(*parameters)


@pytest.mark.parametrize(
    "call",
    [
        lambda: beta(1, 1).posterior(3, 2),
        lambda: beta(1, 1).log_marginal(-1, 2),
        lambda: beta(1, 1).probability_above(1.1),
        lambda: beta(1, 1).quantile(-0.1),
    ],
)
def test_bad_numbers_are_refused(call):
    with pytest.raises(ValueError, match=r"between 0 and|at least 1"):
        call()

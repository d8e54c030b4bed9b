"""Posteriors with reference priors and comparisons of two rates: exact fractions, mpmath, identities."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln
from scipy.stats import beta as scipy_beta

from reanalysis.stats.beta_mixture import BetaMixture, beta
from reanalysis.stats.beta_posterior import beta_jeffreys, beta_uniform, probability_superior, summarise

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
@given(data=counts(), level=st.sampled_from([0.5, 0.9, 0.95]))
def test_equal_tailed_limits(data, level):
    events, n = data
    for posterior, prior in ((beta_uniform(events, n), 1), (beta_jeffreys(events, n), 0.5)):
        found = summarise(posterior, conf_level=level)
        reference = scipy_beta(prior + events, prior + n - events)
        limits = (found.conf_low, found.median, found.conf_high)
        assert limits == pytest.approx([reference.ppf(p) for p in ((1 - level) / 2, 0.5, (1 + level) / 2)], rel=1e-9)
        assert (found.mean, found.sd) == pytest.approx((reference.mean(), reference.std()), rel=1e-12)
        assert found.conf_level == level


@property_test
@given(treated=counts(25), control=counts(25))
def test_superiority_of_two_uniform_posteriors_exactly(treated, control):
    # P(T > C), C beta (a, b) and T beta (c, d) of whole numbers: C below T means that at least a of a + b - 1
    # uniform numbers lie below it.
    (x1, n1), (x0, n0) = treated, control
    a, b, c, d = 1 + x0, 1 + n0 - x0, 1 + x1, 1 + n1 - x1

    def b_function(p, q):
        return Fraction(factorial(p - 1) * factorial(q - 1), factorial(p + q - 1))

    m = a + b - 1
    exact = sum(comb(m, k) * b_function(c + k, d + m - k) for k in range(a, m + 1)) / b_function(c, d)
    assert probability_superior(beta_uniform(x1, n1), beta_uniform(x0, n0)) == pytest.approx(float(exact), abs=1e-12)


@property_test
@given(treated=mixtures(), control=mixtures())
def test_superior_one_way_or_the_other(treated, control):
    both_ways = probability_superior(treated, control) + probability_superior(control, treated)
    assert both_ways == pytest.approx(1, abs=1e-10)


@pytest.mark.parametrize("pair", [(0.5, 0.5), (0.5, 17.5), (1, 1), (300, 700), (0.02, 5)])
def test_equal_rates_are_superior_half_of_the_time(pair):
    assert probability_superior(beta(*pair), beta(*pair)) == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize(("treated", "control"), [((0, 17), (3, 16)), ((14, 14), (0, 20)), ((1, 9), (0, 1))])
def test_superiority_of_two_jeffreys_posteriors_by_mpmath(treated, control):
    t, c = beta_jeffreys(*treated), beta_jeffreys(*control)

    def integrand(u):
        # rate = sin(u)^2 takes the singular ends away.
        rate = mpmath.sin(u) ** 2
        density = 2 * mpmath.sin(u) ** (2 * c.a[0] - 1) * mpmath.cos(u) ** (2 * c.b[0] - 1)
        return density * mpmath.betainc(t.a[0], t.b[0], rate, 1, regularized=True)

    exact = mpmath.quad(integrand, [0, 0.1, 0.4, 0.8, mpmath.pi / 2]) / mpmath.exp(betaln(c.a[0], c.b[0]))
    assert probability_superior(t, c) == pytest.approx(float(exact), abs=1e-11)


@pytest.mark.parametrize(
    "call", [lambda: beta_uniform(3, 2), lambda: beta_jeffreys(0, 0), lambda: summarise(beta(1, 1), conf_level=1)]
)
def test_bad_numbers_are_refused(call):
    with pytest.raises(ValueError, match=r"between 0 and|at least 1"):
        call()

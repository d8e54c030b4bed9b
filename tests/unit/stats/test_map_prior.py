"""Meta-analytic predictive priors: plain sums, identities of the model, and the ends of the data."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from reanalysis.stats.beta_posterior import beta_uniform, probability_superior, summarise
from reanalysis.stats.map_prior import map_prior

property_test = settings(derandomize=True, deadline=None, max_examples=25)
ENDS = [([0], [1]), ([1], [1]), ([0, 0, 0], [20, 15, 17]), ([20, 15], [20, 15]), ([0], [5000]), ([0, 10], [1, 40])]


@st.composite
def controls(draw, most=6, largest=60):
    n = draw(st.lists(st.integers(1, largest), min_size=1, max_size=most))
    return [draw(st.integers(0, size)) for size in n], n


def plain_sums(events, n, tau_scale):
    """Mean and sd of the new rate, mean of a function of it, mean and sd of tau: sums over mean, error and tau."""
    error = np.arange(-8.5, 8.51, 0.1)
    normal = np.exp(-(error**2) / 2)
    normal /= normal.sum()
    mean = np.arange(-13, 13.01, 0.1)
    node, weight = np.polynomial.legendre.leggauss(30)
    totals = np.zeros(6)
    for low, high in [(0, 0.5), (0.5, 2), (2, 7)]:
        for x, width in zip(node, weight * (high - low) / 2, strict=True):
            tau = tau_scale * ((low + high) / 2 + (high - low) / 2 * x)
            p = expit(mean[:, None] + tau * error)
            likelihood = [(p**k * (1 - p) ** (m - k)) @ normal for k, m in zip(events, n, strict=True)]
            of_mean = np.prod(likelihood, axis=0) * np.exp(-(mean**2) / 8)
            ones = np.ones_like(mean)
            given_mean = np.array([ones, p @ normal, p**2 @ normal, np.sqrt(p) @ normal, tau * ones, tau**2 * ones])
            totals += given_mean @ of_mean * width * math.exp(-((tau / tau_scale) ** 2) / 2)
    _, m1, m2, root, t1, t2 = totals / totals[0]
    return m1, math.sqrt(m2 - m1**2), root, t1, math.sqrt(t2 - t1**2)


@pytest.mark.parametrize("tau_scale", [1.0, 0.5])
@pytest.mark.parametrize("data", [([3], [8]), ([0, 2], [5, 6]), ([1, 3, 9], [2, 9, 12]), ([0, 0], [4, 7])])
def test_as_plain_sums_over_all_three_unknowns(data, tau_scale):
    found = map_prior(*data, tau_scale=tau_scale)
    root = found.predictive.expectation(np.sqrt(expit(found.predictive.log_odds)))
    numbers = (found.predictive.mean, found.predictive.sd, root, found.tau_mean, found.tau_sd)
    assert numbers == pytest.approx(plain_sums(*data, tau_scale), abs=1e-8)


@pytest.mark.parametrize(("events", "n"), [(7, 30), (0, 12), (2500, 9000)])
def test_without_heterogeneity_it_is_the_posterior_of_one_rate(events, n):
    found = map_prior([events // 3, events - events // 3], [n // 3, n - n // 3], tau_scale=1e-7).predictive
    peak = mpmath.mpf(events + 0.5) / (n + 1)
    centre, width = mpmath.log(peak / (1 - peak)), 12 / mpmath.sqrt(n * peak * (1 - peak))
    ends = [-14, centre - 8 * width, centre - width, centre, centre + width, centre + 8 * width, 14]
    ends = sorted(min(max(end, -14), 14) for end in ends)

    def posterior(x, power):
        p = 1 / (1 + mpmath.exp(-x))
        scaled = (p / peak) ** events * ((1 - p) / (1 - peak)) ** (n - events)
        return scaled * mpmath.exp(-(x**2) / 8) * p**power

    with mpmath.workdps(15):
        total, first, second = (mpmath.quad(lambda x, k=k: posterior(x, k), ends) for k in range(3))
    assert found.mean == pytest.approx(float(first / total), rel=1e-7)
    assert found.sd == pytest.approx(float(mpmath.sqrt(second / total - (first / total) ** 2)), rel=1e-5)


def test_one_patient_says_nothing_of_tau():
    # By symmetry the probability of one event in one patient is 1/2 whatever tau: its posterior is its prior.
    for events, scale in ((0, 1.0), (1, 0.5)):
        found = map_prior([events], [1], tau_scale=scale)
        assert found.tau_mean == pytest.approx(scale * math.sqrt(2 / math.pi), rel=1e-8)
        assert found.tau_sd == pytest.approx(scale * math.sqrt(1 - 2 / math.pi), rel=1e-7)
        half_normal = [scale * 0.6744897501960817, scale * 0.031337982021426625, scale * 2.241402727604945]
        assert [found.tau_median, found.tau_low, found.tau_high] == pytest.approx(half_normal, rel=1e-6)


@property_test
@given(data=controls())
def test_controls_in_turn_have_the_same_probability_in_every_order(data):
    events, n = data
    a, b, c = (3, 10), (events[0], n[0]), (events[-1], n[-1])

    def log_probability(first, second):
        alone, with_first = map_prior([a[0]], [a[1]]), map_prior([a[0], first[0]], [a[1], first[1]])
        return alone.predictive.log_marginal(*first) + with_first.predictive.log_marginal(*second)

    assert log_probability(b, c) == pytest.approx(log_probability(c, b), abs=1e-8)


@property_test
@given(data=controls(), current=st.integers(0, 12))
def test_mirror_order_and_size(data, current):
    events, n = data
    found, reordered = map_prior(events, n), map_prior(events[::-1], n[::-1])
    mirror = map_prior([size - count for count, size in zip(events, n, strict=True)], n)
    posterior, mirrored = found.predictive.posterior(current, 12), mirror.predictive.posterior(12 - current, 12)
    for one, other in ((found.predictive, mirror.predictive), (posterior, mirrored)):
        assert one.mean == pytest.approx(1 - other.mean, abs=1e-10)
        assert one.quantile(0.2) == pytest.approx(1 - other.quantile(0.8), abs=1e-9)
    assert reordered.predictive.mean == pytest.approx(found.predictive.mean, abs=1e-12)
    assert found.tau_low < found.tau_median < found.tau_high
    narrower = map_prior(events, n, tau_scale=0.5)
    assert narrower.tau_mean < found.tau_mean
    assert narrower.predictive.log_odds.size <= found.predictive.log_odds.size


@property_test
@given(data=controls())
def test_probabilities_of_a_new_control_sum_to_one(data):
    predictive = map_prior(*data).predictive
    assert math.fsum(math.exp(predictive.log_marginal(k, 9)) for k in range(10)) == pytest.approx(1, abs=1e-10)


@pytest.mark.parametrize("data", ENDS)
@pytest.mark.parametrize("tau_scale", [1.0, 0.5])
def test_no_event_events_in_all_and_one_patient(data, tau_scale):
    found = map_prior(*data, tau_scale=tau_scale).predictive
    numbers = summarise(found, conf_level=0.95)
    assert 0 < numbers.conf_low < numbers.median < numbers.conf_high < 1
    assert 0 < numbers.mean < 1
    posterior = found.posterior(2, 9)
    assert 0 < probability_superior(beta_uniform(4, 9), posterior) < 1
    assert found.density.min() >= 0


def test_finer_grid_for_large_controls_changes_nothing_else():
    large = map_prior([30, 30_000], [100, 100_000])
    assert large.predictive.log_odds.size > map_prior([30, 30], [100, 100]).predictive.log_odds.size
    assert large.predictive.quantile(0.5) == pytest.approx(0.3, abs=0.003)


def test_hundreds_of_controls_do_not_underflow():
    found = map_prior([10, 20] * 120, [40, 70] * 120)
    assert found.predictive.mean == pytest.approx(30 / 110, abs=0.002)
    assert 0 < found.tau_low < found.tau_high < 0.2


def test_large_controls_that_the_scale_of_tau_rules_out_are_refused():
    assert map_prior([100, 4900] * 5, [5000] * 10).tau_mean > 2
    with pytest.raises(ValueError, match="tau_scale"):
        map_prior([100, 4900] * 5, [5000] * 10, tau_scale=0.01)


def test_far_tail_keeps_its_digits():
    # Thirty controls that agree at 25%, then all of 40 respond: the tail 1e-13 below the peak decides, and must not be
    # rounding error. Checked with sums that use no Fourier transform: 1.3662648502e-13 at log-odds -4.
    predictive = map_prior([10] * 30, [40] * 30).predictive
    at = int(np.searchsorted(predictive.log_odds, -4.0))
    log_density = np.log(predictive.density[at - 1 : at + 1])
    log_odds = predictive.log_odds[at - 1 : at + 1]
    assert math.exp(np.interp(-4.0, log_odds, log_density)) == pytest.approx(1.3662648502e-13, rel=1e-3)
    assert 0.25 < predictive.posterior(40, 40).mean < 1


def test_same_bytes_every_time():
    first, second = map_prior([3, 4], [10, 20]), map_prior([3, 4], [10, 20])
    assert first.predictive.density.tobytes() == second.predictive.density.tobytes()
    with pytest.raises(ValueError, match="read-only"):
        first.predictive.density[0] = 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"events": []}, "one number of events"),
        ({"events": [1, 2]}, "one number of events"),
        ({"events": [9]}, "between 0 and n"),
        ({"events": [0], "n": [0]}, "at least 1"),
        ({"tau_scale": 0}, "tau_scale"),
        ({"tau_scale": math.nan}, "tau_scale"),
        ({"beta_sd": math.inf}, "beta_sd"),
        ({"conf_level": 1.0}, "conf_level"),
    ],
)
def test_bad_input_is_refused(arguments, message):
    arguments = {"events": [3], "n": [8]} | arguments
    with pytest.raises(ValueError, match=message):
        map_prior(arguments.pop("events"), arguments.pop("n"), **arguments)

"""Random-intercept models on sets that break others: no event anywhere, all events, two studies at the ends."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from scipy.special import expit

from reanalysis.stats.random_intercept import (
    LARGEST_TAU,
    log_likelihood,
    random_intercept_proportion,
    random_intercept_rate,
)


def shares(found):
    return [
        float(expit(x))
        for x in (found.estimate, found.conf_low, found.conf_high, found.prediction_low, found.prediction_high)
    ]


def test_no_event_anywhere_has_a_limit_of_the_likelihood():
    found = random_intercept_proportion([0, 0, 0], [10, 20, 30])
    estimate, low, high, *_ = shares(found)
    assert (estimate, low) == (0.0, 0.0)
    assert 60 * math.log1p(-high) == pytest.approx(-3.841458820694124 / 2)
    assert "one common rate" in found.note


def test_everybody_mirrors_nobody():
    zero, full = random_intercept_proportion([0, 0], [12, 20]), random_intercept_proportion([12, 20], [12, 20])
    assert full.estimate == math.inf
    assert full.conf_low == pytest.approx(-zero.conf_high)


@pytest.mark.parametrize("events", [[3, 7, 2], [1, 9, 4], [0, 10, 3]])
def test_events_and_their_absence_mirror_each_other(events):
    n = [12, 20, 15]
    one, other = (
        random_intercept_proportion(events, n),
        random_intercept_proportion([m - x for x, m in zip(events, n, strict=True)], n),
    )
    assert one.estimate == pytest.approx(-other.estimate, abs=1e-7)
    assert one.tau2 == pytest.approx(other.tau2, abs=1e-6)
    assert one.conf_low == pytest.approx(-other.conf_high, abs=1e-6)


def test_one_study_is_itself():
    found = random_intercept_proportion([6], [20])
    assert float(expit(found.estimate)) == pytest.approx(0.3)
    assert found.tau2 == 0 and found.std_error == pytest.approx(math.sqrt(1 / 6 + 1 / 14))


def test_alike_studies_have_no_variance_between_them():
    found = random_intercept_proportion([5, 5, 5, 5], [20, 20, 20, 20])
    assert found.tau2 == 0
    assert float(expit(found.estimate)) == pytest.approx(0.25)


def test_nothing_and_everything_have_the_largest_variance_and_a_note():
    found = random_intercept_proportion([0, 10], [10, 10])
    assert found.tau2 == LARGEST_TAU**2 and "or more" in found.note
    assert found.estimate == pytest.approx(0, abs=1e-6)


def test_a_range_of_one_count_is_the_count():
    assert random_intercept_proportion([(3, 3), (5, 5)], [10, 12]) == random_intercept_proportion([3, 5], [10, 12])


def test_a_range_lies_between_its_ends():
    low, high = (random_intercept_proportion([x, 5, 7], [30, 30, 30]).estimate for x in (0, 4))
    assert low < random_intercept_proportion([(0, 4), 5, 7], [30, 30, 30]).estimate < high


def test_a_range_of_all_counts_says_nothing():
    with_it, without = (
        random_intercept_proportion([(0, 9), 5, 7], [9, 30, 30]),
        random_intercept_proportion([5, 7], [30, 30]),
    )
    assert with_it.estimate == pytest.approx(without.estimate, abs=1e-7)
    assert with_it.tau2 == pytest.approx(without.tau2, abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_the_estimate_is_a_maximum(seed):
    hard = np.random.default_rng(seed)
    n = [int(x) for x in hard.integers(3, 60, 6)]
    events = [int(hard.binomial(size, expit(hard.normal(-1, 1)))) for size in n]
    if not any(events):
        events[0] = 1
    found = random_intercept_proportion(events, n)
    tau = math.sqrt(found.tau2)
    top = log_likelihood(events, n, mu=found.estimate, tau=tau)
    for mu_step, tau_step in (
        (1e-3, 0),
        (-1e-3, 0),
        (0, 1e-3),
        (0, -1e-3 if tau > 1e-3 else 1e-3),
        (0.3, 0.3),
        (-0.3, 0.5),
    ):
        assert log_likelihood(events, n, mu=found.estimate + mu_step, tau=tau + tau_step) <= top + 1e-10


def hard_sets(count, seed):
    hard = np.random.default_rng(seed)
    for _ in range(count):
        k = int(hard.integers(2, 31))
        n = [int(x) for x in hard.integers(3, 61, k)]
        mu, tau, none = hard.normal(-1.5, 2), hard.exponential(1), hard.random() < 0.1
        events = [0 if none else int(hard.binomial(size, expit(mu + tau * hard.normal()))) for size in n]
        unknown = hard.random(k) < 1 / 3 if hard.random() < 0.5 else np.zeros(k, bool)
        yield (
            [
                (0, int(hard.integers(x, size + 1))) if hidden else x
                for x, size, hidden in zip(events, n, unknown, strict=True)
            ],
            n,
        )


def check_hard_sets(count, seed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for events, n in hard_sets(count, seed):
            estimate, low, high, wide_low, wide_high = shares(random_intercept_proportion(events, n))
            assert 0 <= wide_low <= low <= estimate <= high <= wide_high <= 1, (events, n)


def test_hard_sets_have_ordered_limits():
    check_hard_sets(150, 1)


@pytest.mark.slow
def test_two_thousand_hard_sets_have_ordered_limits():
    check_hard_sets(2000, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("k", "n", "rate", "tau"), [(5, 30, 0.2, 0.5), (10, 30, 0.2, 0.5), (10, 15, 0.3, 1.0), (15, 40, 0.1, 0.8)]
)
def test_limits_with_t_cover_the_middle(k, n, rate, tau):
    hard = np.random.default_rng(k)
    mu, covered, runs = math.log(rate / (1 - rate)), 0, 400
    for _ in range(runs):
        events = hard.binomial(n, expit(mu + tau * hard.normal(size=k)))
        found = random_intercept_proportion([int(x) for x in events], [n] * k)
        covered += found.conf_low <= mu <= found.conf_high
    assert covered / runs >= 0.93 - 0.02


def test_rates_without_event_and_alike():
    nothing = random_intercept_rate([0, 0], [3.0, 5.0])
    assert math.exp(nothing.conf_high) == pytest.approx(3.841458820694124 / 2 / 8)
    assert random_intercept_rate([4], [8.0]).estimate == pytest.approx(math.log(0.5))


@pytest.mark.parametrize(
    ("events", "n"), [([], []), ([1], [2, 3]), ([4], [3]), ([(2, 1)], [5]), ([-1], [5]), ([1.5], [5])]
)
def test_impossible_counts_are_refused(events, n):
    with pytest.raises(ValueError, match=r"\w"):
        random_intercept_proportion(events, n)


@pytest.mark.parametrize(("events", "time"), [([], []), ([1], [0.0]), ([-1], [2.0]), ([1, 2], [3.0])])
def test_impossible_rates_are_refused(events, time):
    with pytest.raises(ValueError, match=r"\w"):
        random_intercept_rate(events, time)


def test_studies_that_differ_very_much_have_their_own_variance():
    events, n = [1, 29, 2, 28, 0, 30], [30] * 6
    found = random_intercept_proportion(events, n)
    tau = math.sqrt(found.tau2)
    assert 4 < tau < 6 and found.note == "" and found.estimate == pytest.approx(0, abs=1e-9)
    top = log_likelihood(events, n, mu=found.estimate, tau=tau)
    assert all(
        log_likelihood(events, n, mu=found.estimate, tau=tau * factor) < top for factor in (0.5, 0.98, 1.02, 2.0)
    )

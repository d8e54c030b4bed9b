import itertools

import numpy as np
import pytest
from scipy.stats import binom

from reanalysis.stats.exact_2x2 import boschloo
from reanalysis.stats.sentence_errors import (
    Sentence,
    against_counts,
    against_estimated_rate,
    against_rate,
    against_rate_of_varying_trials,
)
from reanalysis.stats.two_group_regions import boschloo_critical, fisher_greater, newcombe_tables, shown_above
from reanalysis.stats.two_proportions import newcombe_difference

HIGHER, LOWER = Sentence("greater"), Sentence("less")


def test_known_rate_is_the_sum_over_the_counts_that_say_so():
    # the exact test against 25% of 30 rejects upwards from 13 on
    assert against_rate(30, 0.25, HIGHER, true_rate=0.25) == pytest.approx(binom.sf(12, 30, 0.25), rel=1e-12)
    assert against_rate(30, 0.25, HIGHER, true_rate=0.35) == pytest.approx(binom.sf(12, 30, 0.35), rel=1e-12)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (lambda: against_rate(30, 0.25, HIGHER, true_rate=0.25), 0.022),
        (lambda: against_estimated_rate(30, 0.25, HIGHER, n_control=50), 0.051),
        (lambda: against_estimated_rate(30, 0.25, HIGHER, n_control=30), 0.075),
        (lambda: against_rate(30, 0.25, HIGHER, true_rate=0.30), 0.084),
        (lambda: against_rate(30, 0.25, HIGHER, true_rate=0.35), 0.220),
        (lambda: against_rate_of_varying_trials(30, 0.25, HIGHER, sd=0.5), 0.110),
        (lambda: against_rate_of_varying_trials(30, 0.25, HIGHER, sd=1.0), 0.237),
    ],
)
def test_published_error_rates_of_thirty_against_a_quarter(found, expected):
    """An independent enumeration to three decimals."""
    assert found() == pytest.approx(expected, abs=5e-4)


def test_the_error_keeps_its_level_where_the_rate_is_known():
    for n, percent in itertools.product((1, 5, 12, 30), range(1, 100, 7)):
        assert against_rate(n, percent / 100, HIGHER, true_rate=percent / 100) <= 0.025 + 1e-12
        assert against_rate(n, percent / 100, LOWER, true_rate=percent / 100) <= 0.025 + 1e-12


def test_less_mirrors_greater():
    assert against_rate(20, 0.3, LOWER, true_rate=0.2) == pytest.approx(against_rate(20, 0.7, HIGHER, true_rate=0.8))
    assert against_counts(12, 15, LOWER, control_rate=0.3, shift=-0.1) == pytest.approx(
        against_counts(12, 15, HIGHER, control_rate=0.7, shift=0.1)
    )


def brute_force(n, m, p_1, p_0):
    total = 0.0
    for x, y in itertools.product(range(n + 1), range(m + 1)):
        low = newcombe_difference(x, n, y, m, conf_level=0.95).conf_low
        if low > 0 and boschloo(x, n, y, m, alternative="two_sided").p_value < 0.05:
            total += binom.pmf(x, n, p_1) * binom.pmf(y, m, p_0)
    return total


@pytest.mark.parametrize(("n", "m", "rate", "shift"), [(7, 9, 0.3, 0.0), (9, 4, 0.5, 0.2), (6, 12, 0.1, 0.1)])
def test_counts_against_counts_by_brute_force(n, m, rate, shift):
    assert against_counts(n, m, HIGHER, control_rate=rate, shift=shift) == pytest.approx(
        brute_force(n, m, rate + shift, rate), rel=1e-10
    )


def test_scatter_of_nearly_none_is_none():
    exact = against_counts(10, 20, HIGHER, control_rate=0.3)
    assert against_counts(10, 20, HIGHER, control_rate=0.3, sd=1e-6) == pytest.approx(exact, rel=1e-6)
    known = against_rate(10, 0.3, HIGHER, true_rate=0.3)
    assert against_rate_of_varying_trials(10, 0.3, HIGHER, sd=1e-6) == pytest.approx(known, rel=1e-6)


def test_one_patient_says_nothing():
    assert against_rate(1, 0.5, HIGHER, true_rate=0.5) == 0.0
    assert against_counts(1, 1, HIGHER, control_rate=0.5) == 0.0


@pytest.mark.parametrize(("n", "m"), [(1, 1), (5, 8), (8, 5), (13, 13)])
def test_critical_value_separates_the_tables_that_boschloo_rejects(n, m):
    critical = boschloo_critical(n, m, 0.025)
    p_values = fisher_greater(n, m)
    for x, y in itertools.product(range(n + 1), range(m + 1)):
        rejected = boschloo(x, n, y, m, alternative="greater").p_value < 0.025
        assert rejected == (p_values[x, y] <= critical * (1 + 1e-10))


def test_newcombe_tables_are_newcombes():
    low, high = newcombe_tables(6, 11, 0.9)
    for x, y in itertools.product(range(7), range(12)):
        limits = newcombe_difference(x, 6, y, 11, conf_level=0.9)
        assert (low[x, y], high[x, y]) == pytest.approx((limits.conf_low, limits.conf_high), abs=1e-12)


def test_asked_for_less_nothing_is_shown_above():
    assert not np.any(shown_above(8, 8, conf_level=0.95, alpha=0.05, alternative="less"))


@pytest.mark.parametrize(
    "call",
    [
        lambda: Sentence("above"),
        lambda: Sentence("greater", alpha=0.0),
        lambda: against_rate(0, 0.2, HIGHER, true_rate=0.2),
        lambda: against_rate(3, 1.2, HIGHER, true_rate=0.2),
        lambda: against_rate_of_varying_trials(3, 0.0, HIGHER, sd=0.5),
        lambda: against_rate_of_varying_trials(3, 0.2, HIGHER, sd=0.0),
        lambda: against_counts(3, 0, HIGHER, control_rate=0.2),
        lambda: fisher_greater(0, 3),
    ],
)
def test_out_of_range(call):
    with pytest.raises(ValueError):
        call()

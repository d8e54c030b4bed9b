"""Every method for proportions under stress: all small tables, many larger ones, levels from .5 to .99999.

No exception, no nan where there is a limit, limits in order and in range, monotone, symmetric, nested by level, and p
and interval coherent where that is promised. The quick part runs always; the whole is *slow*, and docs/validation.md
gives the numbers of tables.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from scipy.special import ndtri

from reanalysis.stats.binomial_test import exact_binomial, mid_p_binomial
from reanalysis.stats.exact_2x2 import boschloo, fisher, fisher_mid_p
from reanalysis.stats.mcnemar import mcnemar_exact, mcnemar_mid_p
from reanalysis.stats.multinomial import goodman
from reanalysis.stats.proportion import (
    agresti_coull,
    blaker,
    clopper_pearson,
    clopper_pearson_one_sided,
    jeffreys,
    mid_p,
    wilson,
)
from reanalysis.stats.recognised import chi_square, minimum_likelihood_binomial, wald, yates
from reanalysis.stats.score_limits import difference_limits, odds_ratio_limits, ratio_limits
from reanalysis.stats.two_proportions import (
    agresti_caffo_difference,
    conditional_exact_odds_ratio,
    koopman_ratio,
    miettinen_nurminen_difference,
    miettinen_nurminen_odds_ratio,
    miettinen_nurminen_ratio,
    newcombe_difference,
)

LEVELS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.99999)
# Rounding of an iterative limit: its roots are to a few units in the last place, or to 1e-12 by the libraries.
SLACK = 1e-9

slow = pytest.mark.slow
one_arm = pytest.mark.parametrize("sizes", [range(1, 13), pytest.param(range(13, 31), marks=slow)], ids=["quick", "30"])


def by_name(*functions):
    return pytest.mark.parametrize("method", functions, ids=lambda function: function.__name__)


def larger(seed, count, least, most):
    rng = np.random.default_rng(seed)
    n = rng.integers(least, most + 1, count)
    return [(int(rng.integers(0, size + 1)), int(size)) for size in n]


def limits_of(method, n):
    """Rows by level, columns by count: lower limits, upper limits."""
    found = [[method(x, n, conf_level=level) for x in range(n + 1)] for level in LEVELS]
    for row in found:
        assert [one.estimate for one in row] == [x / n for x in range(n + 1)]
    return (np.array([[getattr(one, name) for one in row] for row in found]) for name in ("conf_low", "conf_high"))


# --- one proportion


@one_arm
@by_name(clopper_pearson, wilson, jeffreys, agresti_coull, mid_p, blaker)
def test_limits_of_one_proportion(method, sizes):
    for n in sizes:
        low, high = limits_of(method, n)
        estimate = np.arange(n + 1) / n
        assert np.isfinite(low).all() and np.isfinite(high).all()
        assert (low >= 0).all() and (low <= estimate + SLACK).all()
        assert (estimate - SLACK <= high).all() and (high <= 1).all()
        assert (low[:, 0] == 0).all() and (high[:, -1] == 1).all()
        assert (np.diff(low, axis=1) >= -SLACK).all() and (np.diff(high, axis=1) >= -SLACK).all()
        assert np.abs(low - (1 - high[:, ::-1])).max() < SLACK
        assert (np.diff(low, axis=0) <= SLACK).all() and (np.diff(high, axis=0) >= -SLACK).all()


@one_arm
def test_one_sided_limits_are_the_two_sided_ones_at_another_level(sizes):
    for n in sizes:
        for x in range(n + 1):
            for level in (0.8, 0.95, 0.999):
                both = clopper_pearson(x, n, conf_level=level)
                one = partial(clopper_pearson_one_sided, x, n, conf_level=(1 + level) / 2)
                assert one(alternative="greater").conf_low == pytest.approx(both.conf_low, abs=SLACK)
                assert one(alternative="less").conf_high == pytest.approx(both.conf_high, abs=SLACK)
                assert (one(alternative="greater").conf_high, one(alternative="less").conf_low) == (1, 0)


@one_arm
def test_blaker_lies_inside_clopper_pearson_and_wald_inside_the_unit_interval(sizes):
    for n in sizes:
        outer_low, outer_high = limits_of(clopper_pearson, n)
        low, high = limits_of(blaker, n)
        assert (low >= outer_low - SLACK).all() and (high <= outer_high + SLACK).all()
        low, high = limits_of(wald, n)
        assert (low >= 0).all() and (low <= high).all() and (high <= 1).all()


@one_arm
@pytest.mark.parametrize(
    ("test", "interval"),
    [(exact_binomial, clopper_pearson), (mid_p_binomial, mid_p)],
    ids=["exact binomial and Clopper-Pearson", "mid-p"],
)
def test_p_is_below_alpha_exactly_outside_the_interval(test, interval, sizes):
    step = 1e-7
    for n in sizes:
        low, high = limits_of(interval, n)
        for i, level in enumerate(LEVELS):
            alpha = 1 - level
            for x in range(n + 1):
                for limit, outwards in ((low[i, x], -1), (high[i, x], 1)):
                    size = step * min(max(limit, 1e-6), max(1 - limit, 1e-6))
                    outside, inside = limit + outwards * size, limit - outwards * size
                    if 0 < outside < 1:
                        assert test(x, n, outside, alternative="two_sided").p_value < alpha
                    if 0 <= inside <= 1:
                        assert test(x, n, inside, alternative="two_sided").p_value >= alpha * (1 - 1e-9)


@one_arm
@by_name(exact_binomial, mid_p_binomial, minimum_likelihood_binomial)
def test_p_of_one_proportion(method, sizes):
    rates = [0.0, 1e-6, 0.05, 0.25, 1 / 3, 0.5, 0.8, 0.999, 1.0]
    for n in sizes:
        for rate in rates:
            up, down, both = (
                np.array([method(x, n, rate, alternative=side).p_value for x in range(n + 1)])
                for side in ("greater", "less", "two_sided")
            )
            for p in (up, down, both):
                assert np.isfinite(p).all() and (p >= 0).all() and (p <= 1 + 1e-15).all()
            assert (np.diff(up) <= 1e-12).all() and (np.diff(down) >= -1e-12).all()
            mirrored = [method(n - x, n, 1 - rate, alternative="less").p_value for x in range(n + 1)]
            assert up == pytest.approx(mirrored, rel=1e-7, abs=1e-14)
            total = up + down  # 1 for mid-p; the probability of the observed count more for the others
            assert total.min() >= 1 - 1e-9 and total.max() <= (1 + 1e-9 if method is mid_p_binomial else 2)


@slow
@by_name(clopper_pearson, wilson, jeffreys, agresti_coull, mid_p, blaker)
def test_limits_of_20000_larger_samples(method):
    levels = iter(LEVELS * 10_000)
    for x, n in larger(1, 20_000, 31, 10_000):
        level = next(levels)
        found, mirrored = (method(count, n, conf_level=level) for count in (x, n - x))
        assert 0 <= found.conf_low <= x / n + SLACK and x / n - SLACK <= found.conf_high <= 1
        assert found.conf_low == pytest.approx(1 - mirrored.conf_high, abs=1e-8)


@pytest.mark.parametrize("most", [6, pytest.param(11, marks=slow)])
def test_goodman_for_every_way_to_fill_three_categories(most):
    for n in range(1, most + 1):
        for a in range(n + 1):
            for b in range(n - a + 1):
                counts = [a, b, n - a - b]
                for level in LEVELS:
                    found = goodman(counts, conf_level=level)
                    for count, one in zip(counts, found, strict=True):
                        assert 0 <= one.conf_low <= count / n + SLACK and count / n - SLACK <= one.conf_high <= 1
                        assert (count > 0 or one.conf_low == 0) and (count < n or one.conf_high == 1)
                    reordered = goodman(counts[::-1], conf_level=level)[::-1]
                    assert [one.conf_low for one in found] == pytest.approx([one.conf_low for one in reordered])


@pytest.mark.parametrize("most", [12, pytest.param(30, marks=slow)])
@by_name(mcnemar_exact, mcnemar_mid_p)
def test_mcnemar_for_every_pair_of_counts(method, most):
    for b in range(most + 1):
        for c in range(most + 1):
            p = {side: method(b, c, alternative=side).p_value for side in ("greater", "less", "two_sided")}
            assert all(0 < value <= 1 for value in p.values())
            assert p["greater"] == pytest.approx(method(c, b, alternative="less").p_value)
            assert p["two_sided"] == pytest.approx(min(1, 2 * min(p["greater"], p["less"])))
            if b:
                assert p["greater"] <= method(b - 1, c, alternative="greater").p_value + 1e-12


# --- two proportions, vectors of tables at once


def all_tables(n_1, n_0):
    x_1, x_0 = np.meshgrid(np.arange(n_1 + 1), np.arange(n_0 + 1), indexing="ij")
    return x_1, x_0


two_arms = pytest.mark.parametrize("most", [4, pytest.param(30, marks=slow)])


@two_arms
@by_name(difference_limits, ratio_limits, odds_ratio_limits)
def test_score_limits_of_every_table(method, most):
    for n_1 in range(1, most + 1):
        for n_0 in range(n_1, most + 1):
            x_1, x_0 = all_tables(n_1, n_0)
            last = None
            for level in LEVELS:
                z = float(ndtri((1 + level) / 2))
                corrected = (n_1 + n_0) % 3 > 0 or method is not ratio_limits  # both forms of the ratio
                low, high = method(x_1, n_1, x_0, n_0, z=z, corrected=corrected)
                _check_two_arms(method, low, high, x_1, n_1, x_0, n_0)
                if level == LEVELS[(n_1 + n_0) % len(LEVELS)]:
                    back = method(x_0, n_0, x_1, n_1, z=z, corrected=corrected)
                    _check_exchange(method, (low, high), back)
                if last is not None:
                    assert (low <= last[0] + _slack(last[0])).all() and (high >= last[1] - _slack(last[1])).all()
                last = low, high


def _slack(values):
    return SLACK * np.maximum(1.0, np.where(np.isfinite(values), np.abs(values), 1.0))


def _check_two_arms(method, low, high, x_1, n_1, x_0, n_0):
    """In range, around the estimate, rising with the events treated and falling with those of the control."""
    assert not np.isnan(low).any() and not np.isnan(high).any()
    with np.errstate(divide="ignore", invalid="ignore"):
        if method is difference_limits:
            estimate, ends = x_1 / n_1 - x_0 / n_0, (-1, 1)
        elif method is ratio_limits:
            estimate, ends = (x_1 / n_1) / (x_0 / n_0), (0, math.inf)
            assert ((low == 0) == (x_1 == 0)).all() and (np.isinf(high) == (x_0 == 0)).all()
        else:
            estimate, ends = (x_1 * (n_0 - x_0)) / ((n_1 - x_1) * x_0), (0, math.inf)
            assert ((low == 0) == ((x_1 == 0) | (x_0 == n_0))).all()
            assert (np.isinf(high) == ((x_0 == 0) | (x_1 == n_1))).all()
    assert (low >= ends[0]).all() and (high <= ends[1]).all() and (low <= high).all()
    known = ~np.isnan(estimate)
    slack = _slack(estimate)
    with np.errstate(invalid="ignore"):
        assert ((low <= estimate + slack) | ~known).all() and ((high >= estimate - slack) | ~known).all()
    for limits in (low, high):
        finite = np.where(np.isinf(limits), 1e300, limits)
        assert (np.diff(finite, axis=0) >= -_slack(finite[:-1])).all()
        assert (np.diff(finite, axis=1) <= _slack(finite[:, :-1])).all()


def _check_exchange(method, there, back):
    """The groups exchanged: the same interval, mirrored."""
    (low, high), (back_low, back_high) = there, back
    if method is difference_limits:
        assert np.abs(low + back_high).max() < SLACK and np.abs(high + back_low).max() < SLACK
        return
    with np.errstate(divide="ignore"):
        np.testing.assert_allclose(1 / back_high, low, rtol=1e-7, atol=1e-12)
        np.testing.assert_allclose(1 / back_low, high, rtol=1e-7)


@two_arms
def test_the_three_score_intervals_of_a_table_agree_on_no_difference(most):
    z = 1.959963984540054
    for n_1 in range(1, most + 1):
        for n_0 in range(n_1, most + 1):
            x_1, x_0 = all_tables(n_1, n_0)
            difference = difference_limits(x_1, n_1, x_0, n_0, z=z, corrected=True)
            for method in (ratio_limits, odds_ratio_limits):
                ratio = method(x_1, n_1, x_0, n_0, z=z, corrected=True)
                for found, expected in zip(ratio, difference, strict=True):
                    with np.errstate(divide="ignore"):
                        clear = (np.abs(expected) > 1e-7) & (np.abs(np.log(found)) > 1e-7)
                    assert ((found > 1) == (expected > 0))[clear].all()


@two_arms
@by_name(newcombe_difference, agresti_caffo_difference)
def test_library_differences_of_every_table(method, most):
    levels = iter(LEVELS * 10_000_000)
    for n_1 in range(1, most + 1):
        for n_0 in range(n_1, most + 1):
            level = next(levels)
            found = [[method(x, n_1, y, n_0, conf_level=level) for y in range(n_0 + 1)] for x in range(n_1 + 1)]
            low, high = (np.array([[getattr(one, name) for one in row] for row in found]) for name in LIMITS)
            x_1, x_0 = all_tables(n_1, n_0)
            assert np.isfinite(low).all() and np.isfinite(high).all()
            assert (low >= -1).all() and (high <= 1).all() and (low <= high).all()
            assert np.abs(low + high[::-1, ::-1]).max() < SLACK  # everybody without the event for everybody with it
            if method is newcombe_difference:  # the other one lies around the difference of augmented proportions
                estimate = x_1 / n_1 - x_0 / n_0
                assert (low <= estimate + SLACK).all() and (high >= estimate - SLACK).all()
                assert (np.diff(low, axis=0) >= -SLACK).all() and (np.diff(high, axis=0) >= -SLACK).all()
                assert (np.diff(low, axis=1) <= SLACK).all() and (np.diff(high, axis=1) <= SLACK).all()
            back = method(n_0 // 2, n_0, n_1 // 2, n_1, conf_level=level)
            assert low[n_1 // 2, n_0 // 2] == pytest.approx(-back.conf_high, abs=SLACK)


LIMITS = ("conf_low", "conf_high")
SCORE = {
    miettinen_nurminen_difference: partial(difference_limits, corrected=True),
    miettinen_nurminen_ratio: partial(ratio_limits, corrected=True),
    koopman_ratio: partial(ratio_limits, corrected=False),
    miettinen_nurminen_odds_ratio: partial(odds_ratio_limits, corrected=True),
}


@pytest.mark.parametrize("most", [3, pytest.param(9, marks=slow)])
@by_name(*SCORE)
def test_the_interval_of_one_table_is_that_of_many(method, most):
    z = 2.5758293035489004
    for n_1 in range(1, most + 1):
        for n_0 in range(1, most + 1):
            low, high = SCORE[method](*all_tables(n_1, n_0)[:1], n_1, all_tables(n_1, n_0)[1], n_0, z=z)
            for x in range(n_1 + 1):
                for y in range(n_0 + 1):
                    found = method(x, n_1, y, n_0, conf_level=0.99)
                    assert (found.conf_low, found.conf_high) == pytest.approx((low[x, y], high[x, y]), rel=1e-9)


@pytest.mark.parametrize("most", [4, pytest.param(30, marks=slow)])
def test_the_conditional_odds_ratio_is_coherent_with_fishers_test(most):
    for n_1 in range(1, most + 1):
        for n_0 in range(n_1, most + 1):
            for x in range(n_1 + 1):
                for y in range((n_0 + 1) // 2 + 1):
                    _check_conditional(x, n_1, y, n_0, LEVELS[(x + y) % len(LEVELS)])


def _check_conditional(x, n_1, y, n_0, level):
    found = conditional_exact_odds_ratio(x, n_1, y, n_0, conf_level=level)
    assert 0 <= found.conf_low <= found.conf_high
    if x + y in (0, n_1 + n_0):
        assert math.isnan(found.estimate) and (found.conf_low, found.conf_high) == (0, math.inf)
        return
    assert found.conf_low <= found.estimate <= found.conf_high
    assert (found.conf_low == 0) == (x == 0 or y == n_0) and math.isinf(found.conf_high) == (y == 0 or x == n_1)
    tail = (1 - level) / 2
    for side, limit in (("greater", found.conf_low), ("less", found.conf_high)):
        p = fisher(x, n_1, y, n_0, alternative=side).p_value
        if abs(p - tail) > 1e-9:
            assert (p < tail) == (limit > 1 if side == "greater" else limit < 1)


@pytest.mark.parametrize("most", [6, pytest.param(30, marks=slow)])
@by_name(boschloo, fisher, fisher_mid_p, chi_square, yates)
def test_p_of_every_table(method, most):
    for n_1 in range(1, most + 1):
        for n_0 in range(n_1, most + 1):
            _check_tests(method, n_1, n_0)


def _check_tests(method, n_1, n_0):
    up, both = (
        np.array([[method(x, n_1, y, n_0, alternative=side).p_value for y in range(n_0 + 1)] for x in range(n_1 + 1)])
        for side in ("greater", "two_sided")
    )
    for p in (up, both):
        assert np.isfinite(p).all() and (p > 0).all() and (p <= 1 + 1e-12).all()
    if method not in (chi_square, yates):  # their p steps to 1 where nobody or everybody has the event
        assert (np.diff(up, axis=0) <= 1e-9).all() and (np.diff(up, axis=1) >= -1e-9).all()
    if method is not fisher_mid_p:
        assert up[0, 0] == up[-1, -1] == both[0, 0] == both[-1, -1] == 1
    mirrored = both[::-1, ::-1]
    np.testing.assert_allclose(mirrored, both, rtol=1e-8)
    if method is boschloo:
        exact = np.array(
            [[fisher(x, n_1, y, n_0, alternative="greater").p_value for y in range(n_0 + 1)] for x in range(n_1 + 1)]
        )
        assert (up <= exact + 1e-9).all()
    x, y = n_1 // 2, n_0 // 3
    assert method(y, n_0, x, n_1, alternative="less").p_value == pytest.approx(up[x, y], rel=1e-8)
    assert method(y, n_0, x, n_1, alternative="two_sided").p_value == pytest.approx(both[x, y], rel=1e-8)


@slow
def test_20000_larger_tables():
    rng = np.random.default_rng(2)
    n = rng.integers(31, 301, (2, 20_000))
    x = rng.integers(0, n + 1)
    for method in (difference_limits, ratio_limits, odds_ratio_limits):
        for level in LEVELS:
            z = float(ndtri((1 + level) / 2))
            low, high = method(x[0], n[0], x[1], n[1], z=z, corrected=True)
            _, back_high = method(x[1], n[1], x[0], n[0], z=z, corrected=True)
            assert not np.isnan(low).any() and (low <= high).all()
            if method is difference_limits:
                assert np.abs(low + back_high).max() < SLACK
            else:
                with np.errstate(divide="ignore"):
                    np.testing.assert_allclose(1 / back_high, low, rtol=1e-7, atol=1e-12)
    for (x_1, x_0), (n_1, n_0), level in zip(x.T.tolist(), n.T.tolist(), LEVELS * 3_000, strict=False):
        for method in (newcombe_difference, agresti_caffo_difference):
            found = method(x_1, n_1, x_0, n_0, conf_level=level)
            assert -1 <= found.conf_low <= found.conf_high <= 1
        if n_1 + n_0 < 200:  # 2,658 of them: a millisecond for each ten patients
            _check_conditional(x_1, n_1, x_0, n_0, level)
        small_1, small_0 = 31 + n_1 % 70, 31 + n_0 % 70
        table = (x_1 % (small_1 + 1), small_1, x_0 % (small_0 + 1), small_0)
        for method in (boschloo, fisher, fisher_mid_p, chi_square, yates):
            p = method(*table, alternative="two_sided").p_value
            assert 0 <= p <= 1 + 1e-12
            assert method(*table[2:], *table[:2], alternative="two_sided").p_value == pytest.approx(p, rel=1e-8)

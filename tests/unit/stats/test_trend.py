"""Cochran-Armitage tests: every allocation of the events in exact fractions, and what any trend test must keep."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from reanalysis.stats.exact_2x2 import fisher, fisher_mid_p
from reanalysis.stats.trend import cochran_armitage, cochran_armitage_exact, cochran_armitage_mid_p, rank_scores

TESTS = [cochran_armitage_exact, cochran_armitage_mid_p, cochran_armitage]
every_test = pytest.mark.parametrize("test", TESTS, ids=["exact", "mid_p", "asymptotic"])
property_test = settings(derandomize=True, deadline=None, max_examples=60)
SCORES = st.sampled_from([-2, 0, 1, 1, 3, 0.1, 0.2, 0.3, 12.5, Fraction(1, 3), 100, 250])


@st.composite
def groups(draw, largest=5, most=4):
    sizes = draw(st.lists(st.integers(0, largest), min_size=1, max_size=most).filter(any))
    return [draw(st.integers(0, n)) for n in sizes], sizes, [draw(SCORES) for _ in sizes]


def brute(events, n, scores):
    """Probabilities of a score sum below, at and above the observed one, over every allocation of the events."""
    exact = [Fraction(str(score)) for score in scores]
    total, observed = sum(events), sum(x * s for x, s in zip(events, exact, strict=True))
    tails = {-1: 0, 0: 0, 1: 0}
    for allocation in product(*(range(size + 1) for size in n)):
        if sum(allocation) == total:
            difference = sum(x * s for x, s in zip(allocation, exact, strict=True)) - observed
            tails[(difference > 0) - (difference < 0)] += math.prod(map(math.comb, n, allocation))
    return [Fraction(ways, math.comb(sum(n), total)) for ways in tails.values()]


@property_test
@given(table=groups())
def test_exact_and_mid_p_from_every_allocation(table):
    below, tied, above = brute(*table)
    tails = {"greater": above + tied, "less": below + tied}
    mid = {"greater": above + tied / 2, "less": below + tied / 2}
    for alternative in ("greater", "less"):
        assert cochran_armitage_exact(*table, alternative=alternative).p_value == float(tails[alternative])
        assert cochran_armitage_mid_p(*table, alternative=alternative).p_value == float(mid[alternative])
    assert cochran_armitage_exact(*table, alternative="two_sided").p_value == float(min(1, 2 * min(tails.values())))
    assert cochran_armitage_mid_p(*table, alternative="two_sided").p_value == float(2 * min(mid.values()))


@property_test
@given(table=groups(largest=20))
def test_asymptotic_from_its_formula(table):
    x, n, s = (np.array([float(value) for value in row]) for row in table)
    rate, total = x.sum() / n.sum(), n.sum()
    variance = rate * (1 - rate) * ((n * s**2).sum() - (n * s).sum() ** 2 / total)
    result = cochran_armitage(*table, alternative="two_sided")
    if variance < 1e-9:
        assert (result.statistic, result.p_value) == (0, 1)
        return
    z = ((x - n * rate) * s).sum() / math.sqrt(variance)
    assert result.statistic == pytest.approx(z, abs=1e-9)
    assert result.p_value == pytest.approx(2 * norm.sf(abs(z)), rel=1e-7)
    assert cochran_armitage(*table, alternative="greater").p_value == pytest.approx(norm.sf(z), rel=1e-7)


@every_test
@property_test
@given(table=groups(), shift=st.integers(-5, 5), scale=st.sampled_from([2, 10, Fraction(1, 7)]))
def test_shift_scale_order_and_events_against_non_events(test, table, shift, scale):
    events, n, scores = table
    exact = [Fraction(str(score)) for score in scores]
    p_values = {
        alternative: test(*table, alternative=alternative).p_value for alternative in ("two_sided", "greater", "less")
    }
    moved = [score * scale + shift for score in exact]
    survivors = [size - count for count, size in zip(events, n, strict=True)]
    swap = {"two_sided": "two_sided", "greater": "less", "less": "greater"}
    for alternative, p_value in p_values.items():
        assert 0 <= p_value <= 1
        assert test(events, n, moved, alternative=alternative).p_value == pytest.approx(p_value, rel=1e-12)
        assert test(events[::-1], n[::-1], scores[::-1], alternative=alternative).p_value == pytest.approx(
            p_value, rel=1e-12
        )
        assert test(events, n, [-s for s in exact], alternative=swap[alternative]).p_value == pytest.approx(
            p_value, rel=1e-12
        )
        assert test(survivors, n, scores, alternative=swap[alternative]).p_value == pytest.approx(p_value, rel=1e-12)


@property_test
@given(table=groups(largest=12, most=2).filter(lambda table: len(table[0]) == 2 and all(table[1])))
def test_two_groups_are_fishers_test(table):
    (x0, x1), (n0, n1), _ = table
    for alternative in ("greater", "less"):
        expected = fisher(x1, n1, x0, n0, alternative=alternative).p_value
        assert cochran_armitage_exact([x0, x1], [n0, n1], [0, 5], alternative=alternative).p_value == pytest.approx(
            expected
        )
        expected = fisher_mid_p(x1, n1, x0, n0, alternative=alternative).p_value
        assert cochran_armitage_mid_p([x0, x1], [n0, n1], [0, 5], alternative=alternative).p_value == pytest.approx(
            expected
        )


@every_test
@pytest.mark.parametrize(
    "table",
    [
        ([0, 0, 0], [3, 4, 5], [1, 2, 3]),
        ([3, 4, 5], [3, 4, 5], [1, 2, 3]),
        ([2], [5], [100]),
        ([0, 2, 0], [0, 5, 0], [1, 2, 3]),
        ([1, 2, 3], [4, 4, 4], [7, 7, 7]),
    ],
    ids=["no event", "events in all", "one group", "one group with patients", "equal scores"],
)
def test_p_is_one_where_nothing_can_vary(test, table):
    assert test(*table, alternative="two_sided").p_value == 1
    one_sided = {test(*table, alternative=alternative).p_value for alternative in ("greater", "less")}
    assert one_sided in ({1}, {0.5})


def test_ties_of_decimal_doses_are_ties():
    # 0.1 + 0.2 and 0.3 + 0 tie, though not as binary numbers.
    table = [1, 1, 0, 0], [1, 1, 1, 1]
    decimal = cochran_armitage_exact(*table, [0.1, 0.2, 0.3, 0], alternative="greater").p_value
    assert decimal == cochran_armitage_exact(*table, [1, 2, 3, 0], alternative="greater").p_value
    assert decimal == 4 / 6


def test_scores_of_numpy_and_doses_without_a_common_measure():
    events, n = [0, 1, 2, 4], [3, 6, 6, 7]
    expected = cochran_armitage_exact(events, n, [1, 2, 3, 4], alternative="two_sided").p_value
    assert (
        cochran_armitage_exact(np.array(events), np.array(n), np.arange(1, 5), alternative="two_sided").p_value
        == expected
    )
    assert cochran_armitage_exact(events, n, np.arange(1.0, 5), alternative="two_sided").p_value == expected
    logarithms = [math.log(dose) for dose in (50, 110, 230, 470)]
    assert 0 < cochran_armitage_exact(events, n, logarithms, alternative="greater").p_value < 0.1


def test_rank_scores():
    assert rank_scores([200, 50.5, 200, 1000]) == (2, 1, 2, 3)
    assert rank_scores([]) == ()


@every_test
@pytest.mark.parametrize(
    ("table", "message"),
    [
        (([1, 2], [3, 4], [1]), "one of each"),
        (([1, 5], [3, 4], [1, 2]), "between 0 and n = 4"),
        (([1, -1], [3, 4], [1, 2]), "between 0 and n = 4"),
        (([0, 0], [0, 0], [1, 2]), "no group has a patient"),
        (([], [], []), "no group has a patient"),
        (([1, 1.0], [3, 4], [1, 2]), "whole number"),
        (([1, 1], [3, 4], [1, math.inf]), "finite"),
        (([1, 1], [3, 4], [1, math.nan]), "finite"),
        (([1, 1], [3, 4], [1, True]), "finite"),
        (([1, 1], [3, 4], [1, "2"]), "finite"),
    ],
)
def test_bad_groups_are_refused(test, table, message):
    with pytest.raises(ValueError, match=message):
        test(*table, alternative="two_sided")


@every_test
def test_unknown_alternative_is_refused(test):
    with pytest.raises(ValueError, match="alternative"):
        test([1, 2], [3, 4], [1, 2], alternative="larger")

"""Inference after two-stage designs: whole enumeration of every course of small trials, in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.simon import operating_characteristics
from reanalysis.stats.two_stage import ALL_RESPOND, NO_RESPONSE, koyama_chen, two_stage_median_unbiased, two_stage_umvue

METHODS = [two_stage_umvue, two_stage_median_unbiased, koyama_chen]
every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.__name__)
property_test = settings(derandomize=True, deadline=None, max_examples=40)
DESIGNS = [(0, 1, 2), (0, 3, 7), (1, 4, 9), (2, 5, 9), (3, 4, 12), (0, 6, 8)]
RATES = [Fraction(1, 20), Fraction(1, 4), Fraction(2, 3)]


def points(n, rate):
    return [comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]


def courses(r1, n1, n, rate):
    """(responses in all, patients, probability) of every way the trial can go."""
    for first, p_first in enumerate(points(n1, rate)):
        if first <= r1:
            yield first, n1, p_first
            continue
        for second, p_second in enumerate(points(n - n1, rate)):
            yield first + second, n, p_first * p_second


@st.composite
def outcomes(draw):
    n1 = draw(st.integers(1, 20))
    r1 = draw(st.integers(0, n1 - 1))
    n = draw(st.integers(n1 + 1, 40))
    return draw(st.integers(0, n)), {"r1": r1, "n1": n1, "n": n}


@pytest.mark.parametrize(("design", "rate"), list(product(DESIGNS, RATES)))
def test_umvue_is_unbiased_and_p_value_is_the_tail(design, rate):
    r1, n1, n = design
    every = list(courses(*design, rate))
    mean = 0.0
    for x in range(n + 1):
        result = two_stage_umvue(x, r1=r1, n1=n1, n=n, p0=float(rate), alpha=0.05)
        tail = sum(p for total, _, p in every if total >= x)
        assert result.p_value == pytest.approx(float(tail), rel=1e-12)
        probability = sum(p for total, _, p in every if total == x)
        mean += result.estimate * float(probability)
        assert {size for total, size, _ in every if total == x} == {result.n}
    assert mean == pytest.approx(float(rate), rel=1e-12)


@property_test
@given(outcome=outcomes(), alpha=st.sampled_from([0.025, 0.05, 0.1]))
def test_limits_are_the_rates_where_the_p_value_is_alpha_one_half_and_one_minus_alpha(outcome, alpha):
    x, design = outcome
    result = koyama_chen(x, **design, p0=0.2, alpha=alpha)
    assert result.conf_level == 1 - 2 * alpha
    assert 0 <= result.conf_low <= result.estimate <= result.conf_high <= 1
    if x == 0:
        assert (result.conf_low, result.estimate, result.note) == (0, 0, NO_RESPONSE)
        assert (1 - result.conf_high) ** design["n1"] == pytest.approx(alpha, rel=1e-9)
        return
    roots = [(result.conf_low, alpha), (result.estimate, 0.5), (result.conf_high, 1 - alpha)]
    if x == result.n:
        assert (result.conf_high, result.note) == (1, ALL_RESPOND)
        roots = roots[:2]
    for rate, level in roots:
        assert koyama_chen(x, **design, p0=rate, alpha=alpha).p_value == pytest.approx(level, abs=1e-11)


@property_test
@given(outcome=outcomes(), alpha=st.sampled_from([0.025, 0.05, 0.1]))
def test_umvue_lies_inside_its_limits(outcome, alpha):
    x, design = outcome
    result = two_stage_umvue(x, **design, p0=0.2, alpha=alpha)
    if design["r1"] == design["n1"] - 1 < x:
        assert result.estimate == 1
    else:
        assert result.conf_low <= result.estimate <= result.conf_high


@property_test
@given(outcome=outcomes())
def test_p_value_is_below_alpha_exactly_where_the_lower_limit_is_above_p0(outcome):
    x, design = outcome
    for p0 in (0.05, 0.21, 0.6):
        result = koyama_chen(x, **design, p0=p0, alpha=0.05)
        assert (result.p_value < 0.05) == (result.conf_low > p0)


@every_method
@pytest.mark.parametrize("design", DESIGNS)
def test_all_rise_with_the_responses(method, design):
    r1, n1, n = design
    results = [method(x, r1=r1, n1=n1, n=n, p0=0.3, alpha=0.05) for x in range(n + 1)]
    for before, after in pairwise(results):
        assert before.estimate < after.estimate or (before.estimate == 1 and r1 == n1 - 1)
        assert before.conf_low < after.conf_low
        assert before.conf_high <= after.conf_high + 1e-15
        assert before.p_value > after.p_value or after.n > before.n


def test_first_total_that_is_enough_has_the_type_1_error_of_the_design():
    for r1, n1, r, n, p0 in [(1, 10, 5, 29, 0.1), (6, 19, 16, 39, 0.3), (0, 9, 2, 17, 0.05)]:
        size = operating_characteristics(p0, r1=r1, n1=n1, r=r, n=n).rejection
        assert koyama_chen(r + 1, r1=r1, n1=n1, n=n, p0=p0, alpha=0.05).p_value == pytest.approx(size, rel=1e-12)


def test_naive_estimate_and_stop_in_stage_one():
    stopped = two_stage_umvue(1, r1=1, n1=10, n=29, p0=0.1, alpha=0.05)
    assert (stopped.estimate, stopped.naive, stopped.n) == (0.1, 0.1, 10)
    assert stopped.p_value == pytest.approx(1 - 0.9**10, rel=1e-14)
    assert stopped == two_stage_umvue(1, r1=1, n1=10, n=29, p0=0.1, alpha=0.05, n_actual=10, x1=1)
    went_on = two_stage_umvue(6, r1=1, n1=10, n=29, p0=0.1, alpha=0.05)
    assert (went_on.naive, went_on.n) == (6 / 29, 29)


@pytest.mark.parametrize("rate", RATES)
def test_resized_p_value_rejects_no_more_often_than_the_design(rate):
    # The conditional p-value carries the type I error of each first stage over to the new size of the second.
    r1, n1, n, r = 1, 4, 9, 4
    design = {"r1": r1, "n1": n1, "n": n, "r": r, "alpha": 0.05, "p0": float(rate)}
    planned = operating_characteristics(float(rate), r1=r1, n1=n1, r=r, n=n).rejection
    for n_actual in (6, 8, 11, 15):
        rejected = 0.0
        for x1, p_first in enumerate(points(n1, rate)):
            for x2, p_second in enumerate(points(n_actual - n1, rate)) if x1 > r1 else []:
                result = koyama_chen(x1 + x2, **design, n_actual=n_actual, x1=x1)
                rejected += float(p_first * p_second) * (result.p_value <= planned * (1 + 1e-9))
        assert rejected <= planned * (1 + 1e-9)


def test_resized_at_the_planned_size_agrees_where_exactly_enough_respond():
    from reanalysis.stats.two_stage import _resized

    for x1 in (2, 3, 4):
        resized = _resized(5, r1=1, n1=4, n=9, r=4, n_actual=9, x1=x1)
        for rate in (0.05, 0.3, 0.8):
            planned = koyama_chen(5, r1=1, n1=4, n=9, p0=rate, alpha=0.05).p_value
            assert resized(rate) == pytest.approx(planned, rel=1e-11)


def test_resized_second_stage_at_its_ends():
    design = {"r1": 1, "n1": 4, "n": 9, "r": 4, "p0": 0.3, "alpha": 0.05}
    continues = sum(float(p) for p in points(4, Fraction(3, 10))[2:])
    # No response in stage two, or no stage two: nothing but having gone on.
    assert koyama_chen(2, **design, n_actual=12, x1=2).p_value == pytest.approx(continues, rel=1e-12)
    assert koyama_chen(2, **design, n_actual=4, x1=2).p_value == pytest.approx(continues, rel=1e-12)
    # More than r in stage one has decided; the rate still needs all patients: the actual size for the planned one.
    enough = {**design, "r": 2}
    for x2 in range(4):
        resized = koyama_chen(4 + x2, **enough, n_actual=7, x1=4)
        as_planned = koyama_chen(4 + x2, **(enough | {"n": 7}))
        assert (resized.p_value, resized.estimate) == (as_planned.p_value, as_planned.estimate)
        assert "actual size" in resized.note
    # Exactly r in stage one is not yet enough.
    undecided = koyama_chen(4, **enough, n_actual=7, x1=2)
    assert undecided.note == ""
    assert undecided.p_value != pytest.approx(koyama_chen(4, **(enough | {"n": 7})).p_value, rel=1e-3)
    only_stage_one = koyama_chen(4, **enough, n_actual=4, x1=4)
    assert only_stage_one.p_value == pytest.approx(0.3**4, rel=1e-12)


@every_method
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": -1}, "cannot come from"),
        ({"x": 30}, "cannot come from"),
        ({"x": 2.0}, "whole number"),
        ({"n1": 0}, "0 <= r1 < n1 < n"),
        ({"r1": 10}, "0 <= r1 < n1 < n"),
        ({"n": 10}, "0 <= r1 < n1 < n"),
        ({"r": 29}, "r1 <= r < n"),
        ({"x": 1, "n_actual": 20}, "stops at 10"),
        ({"n_actual": 9}, "cannot come from"),
        ({"n_actual": 25}, "needs r and x1"),
        ({"n_actual": 25, "r": 5}, "needs r and x1"),
        ({"n_actual": 25, "r": 25, "x1": 3}, "cannot lead"),
        ({"x1": 1}, "cannot lead"),
        ({"x1": 7}, "cannot lead"),
        ({"p0": 1.5}, "rate"),
        ({"alpha": 0.5}, "below 1/2"),
        ({"alpha": 0}, "alpha"),
    ],
)
def test_what_no_such_trial_can_give_is_refused(method, change, message):
    arguments = {"x": 6, "r1": 1, "n1": 10, "n": 29, "p0": 0.1, "alpha": 0.05} | change
    with pytest.raises(ValueError, match=message):
        method(arguments.pop("x"), **arguments)

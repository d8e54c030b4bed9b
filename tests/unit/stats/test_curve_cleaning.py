"""Cleaning of digitised points: each kind of change, and that nothing else is changed."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.curve_cleaning import CleaningStep, clean_curve

QUICK = settings(derandomize=True, deadline=None, max_examples=200)
clicks = st.lists(
    st.tuples(st.integers(0, 40).map(lambda t: t / 4), st.integers(0, 100).map(lambda s: s / 100)), min_size=1
)


def steps_of(times, survival, **choices) -> dict[str, CleaningStep]:
    return {step.kind: step for step in clean_curve(times, survival, **choices).steps}


@QUICK
@given(clicks)
def test_the_result_is_a_curve(points: list[tuple[float, float]]) -> None:
    curve = clean_curve(*zip(*points, strict=True))
    assert curve.times[0] == 0.0
    assert all(a < b for a, b in pairwise(curve.times))
    assert all(1 >= a >= b >= 0 for a, b in pairwise(curve.survival))
    assert set(curve.times) - {0.0} <= {time for time, _ in points}


@QUICK
@given(clicks)
def test_a_clean_curve_is_left_as_it_is(points: list[tuple[float, float]]) -> None:
    curve = clean_curve(*zip(*points, strict=True))
    again = clean_curve(curve.times, curve.survival)
    assert again.steps == ()
    assert (again.times, again.survival) == (curve.times, curve.survival)


@QUICK
@given(clicks, st.randoms(use_true_random=False))
def test_order_of_points_does_not_matter(points: list[tuple[float, float]], random) -> None:
    one, other = (clean_curve(*zip(*rows, strict=True)) for rows in (points, random.sample(points, len(points))))
    assert (one.times, one.survival) == (other.times, other.survival)


def test_percent_is_seen_or_said() -> None:
    step = steps_of([0, 5], [100, 60])["percent"]
    assert (step.times, step.entered, step.used) == ((0, 5), (100, 60), (1, 0.6))
    assert clean_curve([0, 5], [1, 0.6]).steps == ()
    assert clean_curve([0, 5], [1.0, 0.5], percent=True).survival == (0.01, 0.005)
    with pytest.raises(ValueError, match="between 0 and 1"):
        clean_curve([0, 5], [100, 60], percent=False)


def test_slips_of_the_hand_are_moved() -> None:
    curve = clean_curve([-0.1, 5, 10], [1.01, 0.5, -0.01])
    assert (curve.times, curve.survival) == ((0, 5, 10), (1, 0.5, 0))
    assert [step.kind for step in curve.steps] == ["outside_0_1", "before_time_0"]
    for times, survival in (([0, 5], [1.2, 0.5]), ([0, 5], [1, -0.2]), ([-1, 5], [1, 0.5]), ([-1, -2], [1, 1])):
        with pytest.raises(ValueError):
            clean_curve(times, survival)


def test_sorting_names_the_points_that_came_late() -> None:
    step = steps_of([0, 5, 3, 4, 8], [1, 0.7, 0.9, 0.8, 0.5])["sorted"]
    assert step.times == (3, 4)


def test_rises_are_lowered_to_the_smallest_before() -> None:
    curve = clean_curve([0, 1, 2, 3], [1, 0.80, 0.81, 0.7])
    assert curve.survival == (1, 0.80, 0.80, 0.7)
    assert curve.steps == (CleaningStep("non_monotone", (2.0,), (0.81,), (0.80,)),)


def test_one_slip_downwards_does_not_pull_down_the_rest() -> None:
    curve = clean_curve([0, 1, 2, 3, 4], [1, 0.9, 0.3, 0.88, 0.86])
    assert (curve.times, curve.survival) == ((0, 1, 3, 4), (1, 0.9, 0.88, 0.86))
    assert [(step.kind, step.times) for step in curve.steps] == [("low_outlier", (2.0,))]
    assert math.isnan(curve.steps[0].used[0])


def test_one_slip_upwards_is_lowered() -> None:
    curve = clean_curve([0, 1, 2, 3, 4], [1, 0.9, 0.97, 0.88, 0.86])
    assert curve.survival == (1, 0.9, 0.9, 0.88, 0.86)


def test_the_lowest_point_of_a_time_is_kept() -> None:
    curve = clean_curve([0, 2, 2, 2, 5], [1, 0.8, 1.0, 0.9, 0.8])
    assert (curve.times, curve.survival) == ((0, 2, 5), (1, 0.8, 0.8))
    assert [(step.kind, step.entered) for step in curve.steps] == [("duplicate_time", (1.0, 0.9))]


def test_a_missing_start_is_added_and_an_early_fall_is_kept() -> None:
    curve = clean_curve([3], [0.8])
    assert (curve.times, curve.survival) == ((0, 3), (1, 0.8))
    assert curve.steps[0].kind == "start_added" and math.isnan(curve.steps[0].entered[0])
    assert clean_curve([0, 3], [0.9, 0.8]).survival == (0.9, 0.8)


def test_points_after_everybody_has_left_are_removed() -> None:
    curve = clean_curve([0, 3, 9, 12], [1, 0.8, 0.5, 0.1], end=9)
    assert curve.times == (0, 3, 9)
    assert [(step.kind, step.times) for step in curve.steps] == [("beyond_follow_up", (12.0,))]
    assert clean_curve([5], [0.5], end=1).times == (0.0,)


def test_bad_input() -> None:
    for times, survival in (([], []), ([1], [1, 1]), ([1, math.nan], [1, 1]), ([1, 2], [1, math.inf]), ([[1]], [[1]])):
        with pytest.raises(ValueError):
            clean_curve(times, survival)

"""References for the one-sample log-rank test: a median, points, another curve."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.kaplan_meier import kaplan_meier
from reanalysis.stats.reference_hazard import curve_reference, exponential_reference, points_reference

QUICK = settings(derandomize=True, deadline=None, max_examples=100)
falling = st.lists(st.integers(1, 100), min_size=1, max_size=8).map(
    lambda s: [v / 100 for v in sorted(s, reverse=True)]
)
patients = st.lists(st.tuples(st.integers(0, 12).map(float), st.integers(0, 1)), min_size=1, max_size=20)


@QUICK
@given(st.floats(0.01, 1e4), st.floats(0, 1e5))
def test_exponential_halves_at_each_median(median: float, time: float) -> None:
    reference = exponential_reference(median)
    assert float(reference.at(time)) == pytest.approx(math.log(2) * time / median)
    assert math.isinf(reference.last_time)


@QUICK
@given(falling)
def test_points_are_met_and_nothing_is_left_between(survival: list[float]) -> None:
    times = [2.0 * (i + 1) for i in range(len(survival))]
    smooth = points_reference(times, survival, rule="piecewise_exponential")
    steps = points_reference(times, survival, rule="step")
    assert np.exp(-smooth.at(times)) == pytest.approx(survival)
    assert np.exp(-steps.at(times)) == pytest.approx(survival)
    between = [time - 1.0 for time in times]
    assert (steps.at(between) <= smooth.at(between) + 1e-12).all()
    assert float(smooth.at(0.0)) == float(steps.at(0.0)) == 0.0
    # the hazard is constant between two points: half of it lies before the middle
    bounds = [0.0, *times]
    assert smooth.at(between) == pytest.approx((smooth.at(bounds[:-1]) + smooth.at(bounds[1:])) / 2)


def test_one_point_at_the_median_is_the_exponential() -> None:
    t = [0.0, 1.0, 5.0, 8.0]
    one_point = points_reference([8.0], [0.5], rule="piecewise_exponential")
    assert one_point.at(t) == pytest.approx(exponential_reference(8.0).at(t))


@QUICK
@given(patients)
def test_curve_is_met_at_its_times(sample: list[tuple[float, int]]) -> None:
    curve = kaplan_meier(*zip(*sample, strict=True))
    nelson_aalen = curve_reference(curve, estimator="nelson_aalen")
    assert nelson_aalen.at(curve.time) == pytest.approx(np.cumsum(curve.events / curve.n_at_risk))
    assert nelson_aalen.last_time == curve.last_time
    if curve.survival[-1] > 0.0:
        product_limit = curve_reference(curve, estimator="product_limit")
        assert np.exp(-product_limit.at(curve.time)) == pytest.approx(curve.survival)
        assert (product_limit.at(curve.time) >= nelson_aalen.at(curve.time) - 1e-12).all()


@QUICK
@given(patients)
def test_a_group_expects_its_own_events(sample: list[tuple[float, int]]) -> None:
    # the Nelson-Aalen estimate of a group, summed over its own times, is its number of events
    curve = kaplan_meier(*zip(*sample, strict=True))
    expected = curve_reference(curve, estimator="nelson_aalen").at([time for time, _ in sample]).sum()
    assert expected == pytest.approx(curve.n_events)


def test_nothing_is_extrapolated() -> None:
    for reference in (
        points_reference([6, 12], [0.8, 0.6], rule="step"),
        points_reference([6, 12], [0.8, 0.6], rule="piecewise_exponential"),
        curve_reference(kaplan_meier([6, 12], [1, 0]), estimator="nelson_aalen"),
    ):
        with pytest.raises(ValueError, match="1 of 2 times lie beyond the end of the reference, 12"):
            reference.at([3.0, 12.5])
        assert np.isfinite(reference.at(12.0 + 1e-9))  # the same time, but for rounding


def test_a_step_at_a_rounded_time_counts() -> None:
    reference = curve_reference(kaplan_meier([0.3, 1], [1, 0]), estimator="nelson_aalen")
    assert float(reference.at(0.1 + 0.2)) == float(reference.at(0.3 - 1e-12)) == 0.5


@pytest.mark.parametrize(
    ("times", "survival"),
    [
        ([], []),
        ([1, 2], [0.9]),
        ([2, 1], [0.9, 0.8]),
        ([1, 1], [0.9, 0.8]),
        ([-1, 1], [0.9, 0.8]),
        ([1, math.inf], [0.9, 0.8]),
        ([1, 2], [0.8, 0.9]),
        ([1, 2], [0.8, 0.0]),
        ([1, 2], [1.1, 0.8]),
        ([1, 2], [math.nan, 0.8]),
        ([0, 2], [0.9, 0.8]),
    ],
)
def test_bad_points(times: list[float], survival: list[float]) -> None:
    with pytest.raises(ValueError):
        points_reference(times, survival, rule="step")


def test_bad_choices() -> None:
    for median in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="median"):
            exponential_reference(median)
    with pytest.raises(ValueError, match="rule"):
        points_reference([1], [0.5], rule="linear")
    with pytest.raises(ValueError, match="estimator"):
        curve_reference(kaplan_meier([1], [0]), estimator="breslow")
    with pytest.raises(ValueError, match="falls to 0"):
        curve_reference(kaplan_meier([1], [1]), estimator="product_limit")
    with pytest.raises(ValueError, match="negative"):
        exponential_reference(8.0).at([-1.0])


def test_no_event_and_survival_1_give_no_hazard() -> None:
    assert curve_reference(kaplan_meier([1, 2], [0, 0]), estimator="product_limit").at([0, 2]).tolist() == [0, 0]
    assert points_reference([0, 5], [1, 1], rule="step").at([0, 3, 5]).tolist() == [0, 0, 0]

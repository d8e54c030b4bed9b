"""Difference of two restricted means."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.kaplan_meier import kaplan_meier, restricted_mean
from reanalysis.stats.survival_mean import restricted_mean_difference

Patients = list[tuple[float, int]]
QUICK = settings(derandomize=True, deadline=None, max_examples=100)

patients = st.lists(st.tuples(st.integers(0, 12).map(float), st.integers(0, 1)), min_size=1, max_size=15)
shares = st.floats(0.1, 1.0)


def difference(first: Patients, second: Patients, share: float, alternative: str = "two_sided"):
    curves = [kaplan_meier(*zip(*sample, strict=True)) for sample in (first, second)]
    tau = share * min(curve.last_time for curve in curves)
    if tau == 0.0:
        return None, curves, tau
    return restricted_mean_difference(*curves, tau, conf_level=0.95, alternative=alternative), curves, tau


@QUICK
@given(patients, patients, shares)
def test_is_the_difference_of_the_means(first: Patients, second: Patients, share: float) -> None:
    found, curves, tau = difference(first, second, share)
    if found is None:
        return
    one, other = (restricted_mean(curve, tau, conf_level=0.95) for curve in curves)
    assert found.estimate == pytest.approx(one.estimate - other.estimate)
    if not (one.std_error and other.std_error):
        assert all(math.isnan(x) for x in (found.std_error, found.conf_low, found.conf_high, found.p_value))
        assert found.note.startswith("degenerate")
        return
    assert found.std_error**2 == pytest.approx(one.std_error**2 + other.std_error**2)
    assert abs(found.estimate) <= tau
    assert -tau <= found.conf_low <= found.estimate <= found.conf_high <= tau
    assert (found.p_value < 0.05) == (found.conf_low > 0.0 or found.conf_high < 0.0)
    assert found.tau == tau


@QUICK
@given(patients, patients, shares)
def test_exchanging_the_curves_turns_the_sign(first: Patients, second: Patients, share: float) -> None:
    there, _, _ = difference(first, second, share, "greater")
    back, _, _ = difference(second, first, share, "less")
    if there is not None:
        assert there.estimate == pytest.approx(-back.estimate)
        assert there.conf_low == pytest.approx(-back.conf_high, nan_ok=True)
        assert there.p_value == pytest.approx(back.p_value, nan_ok=True)


@pytest.mark.parametrize("control", [([4], [1]), ([1, 2, 3, 10], [1, 1, 1, 0])])
@pytest.mark.parametrize("alternative", ["two_sided", "greater", "less"])
def test_a_group_without_an_event_is_not_known_exactly(control, alternative: str) -> None:
    """Three patients censored at 10 against 1, 2, 3 and 10+: no limits, and no p of 0.0005."""
    still = kaplan_meier([10, 10, 10], [0, 0, 0])
    tau = min(10.0, control[0][-1])
    found = restricted_mean_difference(still, kaplan_meier(*control), tau, conf_level=0.95, alternative=alternative)
    assert found.estimate == pytest.approx(tau - restricted_mean(kaplan_meier(*control), tau, conf_level=0.95).estimate)
    assert all(math.isnan(x) for x in (found.std_error, found.conf_low, found.conf_high, found.p_value))
    assert "without an event" in found.note


def test_bad_input() -> None:
    long, short = kaplan_meier([9, 9], [1, 0]), kaplan_meier([4, 4], [1, 0])
    for tau in (0.0, 4.5, math.nan):
        with pytest.raises(ValueError):
            restricted_mean_difference(long, short, tau, conf_level=0.95, alternative="two_sided")
    with pytest.raises(ValueError):
        restricted_mean_difference(long, short, 3.0, conf_level=0.95, alternative="other")

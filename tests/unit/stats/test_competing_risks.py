"""Cumulative incidence: sums, order of the rows, ties, and what happens at the edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.competing_risks import aalen_johansen, incidence_at, naive_incidence
from reanalysis.stats.kaplan_meier import CONF_TYPES, kaplan_meier

QUICK = settings(derandomize=True, deadline=None, max_examples=100)
EPSILON = 1e-12
patients = st.lists(st.tuples(st.integers(0, 12).map(float), st.integers(0, 3)), min_size=1, max_size=25)

Patients = list[tuple[float, int]]


def columns(sample: Patients) -> tuple[list[float], list[int]]:
    return [time for time, _ in sample], [cause for _, cause in sample]


@QUICK
@given(patients)
def test_incidences_and_survival_sum_to_1(sample: Patients) -> None:
    times, causes = columns(sample)
    curves = [aalen_johansen(times, causes, cause=cause) for cause in (1, 2, 3)]
    survival = kaplan_meier(times, [int(cause > 0) for cause in causes]).survival
    assert sum(curve.incidence for curve in curves) + survival == pytest.approx(1.0, abs=EPSILON)


@QUICK
@given(patients, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(sample: Patients, random) -> None:
    mixed = random.sample(sample, len(sample))
    one, other = (aalen_johansen(*columns(rows), cause=1) for rows in (sample, mixed))
    assert one.incidence.tolist() == other.incidence.tolist()
    assert one.std_error.tolist() == other.std_error.tolist()


@QUICK
@given(patients)
def test_one_cause_is_1_minus_kaplan_meier(sample: Patients) -> None:
    times, causes = columns(sample)
    events = [int(cause > 0) for cause in causes]
    found, curve = aalen_johansen(times, events, cause=1), kaplan_meier(times, events)
    assert found.incidence.tolist() == (1 - curve.survival).tolist()
    inside = curve.survival > 0
    assert found.std_error[inside] == pytest.approx(curve.std_error[inside], abs=1e-9)


@QUICK
@given(patients)
def test_naive_incidence_is_never_below(sample: Patients) -> None:
    times, causes = columns(sample)
    found, naive = aalen_johansen(times, causes, cause=1), naive_incidence(times, causes, cause=1)
    assert (1 - naive.survival >= found.incidence - EPSILON).all()


@QUICK
@given(patients)
def test_uncensored_is_the_binomial(sample: Patients) -> None:
    times, causes = columns([(time, max(cause, 1)) for time, cause in sample])
    found, n = aalen_johansen(times, causes, cause=1), len(sample)
    shares = np.array([sum(c == 1 and t <= now for t, c in zip(times, causes, strict=True)) for now in found.time]) / n
    assert found.incidence == pytest.approx(shares, abs=EPSILON)
    assert found.std_error == pytest.approx(np.sqrt(shares * (1 - shares) / n), abs=1e-7)


@QUICK
@given(patients, st.sampled_from(CONF_TYPES), st.floats(0, 1))
def test_limits_enclose_the_estimate(sample: Patients, conf_type: str, share: float) -> None:
    curve = aalen_johansen(*columns(sample), cause=1)
    found = incidence_at(curve, share * curve.last_time, conf_type=conf_type, conf_level=0.95)
    assert 0.0 <= found.estimate <= 1.0 + EPSILON
    if math.isnan(found.conf_low):
        assert found.note == "degenerate"
    else:
        assert 0.0 <= found.conf_low <= found.estimate + EPSILON
        assert found.estimate - EPSILON <= found.conf_high <= 1.0


def test_naive_incidence_takes_other_causes_as_censorings() -> None:
    times, causes = [1, 2, 2, 3, 4, 5], [1, 2, 1, 3, 0, 1]
    for cause in (1, 2, 3):
        expected = kaplan_meier(times, [int(one == cause) for one in causes])
        assert naive_incidence(times, causes, cause=cause).survival.tolist() == expected.survival.tolist()


def test_the_upper_limit_of_log_is_cut_at_1() -> None:
    curve = aalen_johansen([1, 2, 3, 4], [1, 2, 1, 0], cause=1)
    assert curve.incidence[2] < 1
    for conf_type in ("log", "plain"):
        assert incidence_at(curve, 3, conf_type=conf_type, conf_level=0.999).conf_high == 1


def test_no_event_of_the_cause() -> None:
    curve = aalen_johansen([1, 2, 3], [0, 2, 2], cause=1)
    assert curve.incidence.tolist() == curve.std_error.tolist() == [0, 0, 0]
    found = incidence_at(curve, 3, conf_type="plain", conf_level=0.95)
    assert (found.estimate, found.conf_low, found.conf_high, found.note) == (0, 0, 0, "degenerate")
    assert math.isnan(incidence_at(curve, 3, conf_type="log-log", conf_level=0.95).conf_high)


def test_one_patient() -> None:
    for cause, other in ((1, 2), (2, 1)):
        assert aalen_johansen([4], [cause], cause=cause).incidence.tolist() == [1]
        assert aalen_johansen([4], [cause], cause=other).incidence.tolist() == [0]
        assert aalen_johansen([4], [cause], cause=cause).std_error.tolist() == [0]
    assert aalen_johansen([4], [0], cause=1).incidence.tolist() == [0]


def test_before_the_first_time() -> None:
    found = incidence_at(aalen_johansen([4, 5], [1, 0], cause=1), 3.9, conf_type="plain", conf_level=0.95)
    assert (found.estimate, found.conf_low, found.conf_high) == (0, 0, 0)


def test_event_at_time_0() -> None:
    assert aalen_johansen([0, 0, 5], [1, 2, 0], cause=1).incidence == pytest.approx([1 / 3, 1 / 3])


def test_times_equal_up_to_rounding_are_tied() -> None:
    assert aalen_johansen([0.1 + 0.2, 0.3], [1, 0], cause=1).incidence.tolist() == [0.5]


def test_the_result_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        aalen_johansen([1, 2], [1, 2], cause=1).incidence[0] = 1.0


def test_bad_input() -> None:
    for causes in ([1.5, 0], [-1, 0], [math.nan, 0], [1], [math.inf, 1]):
        with pytest.raises(ValueError):
            aalen_johansen([1, 2], causes, cause=1)
        with pytest.raises(ValueError):
            naive_incidence([1, 2], causes, cause=1)
    with pytest.raises(ValueError, match="cause"):
        aalen_johansen([1, 2], [1, 0], cause=0)
    curve = aalen_johansen([1, 2], [1, 0], cause=1)
    for time in (-1.0, 2.5, math.nan):
        with pytest.raises(ValueError, match="time"):
            incidence_at(curve, time, conf_type="log", conf_level=0.95)
    with pytest.raises(ValueError, match="conf_type"):
        incidence_at(curve, 1, conf_type="logit", conf_level=0.95)

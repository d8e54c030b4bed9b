"""Kaplan-Meier: identities that hold whatever the data, and what happens at the edges."""

from __future__ import annotations

import dataclasses
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.stats.kaplan_meier import (
    CONF_TYPES,
    beta_product_at,
    confidence_limits,
    kaplan_meier,
    quantile,
    restricted_mean,
    reverse,
    reverse_as_survfit,
    survival_at,
)

from .survival_samples import (
    EPSILON,
    QUICK,
    Patients,
    coarse_times,
    conf_types,
    curve_of,
    exact_steps,
    median_of,
    patients,
)


class TestCurve:
    @QUICK
    @given(patients)
    def test_equals_the_definition(self, sample: Patients) -> None:
        curve, steps = curve_of(sample), exact_steps(sample)
        assert curve.time.tolist() == [time for time, _ in steps]
        assert curve.survival == pytest.approx([float(survival) for _, survival in steps], abs=EPSILON)

    @QUICK
    @given(patients)
    def test_counts_add_up(self, sample: Patients) -> None:
        curve = curve_of(sample)
        assert curve.n == len(sample) == curve.n_at_risk[0]
        assert curve.n_events == sum(event for _, event in sample) == curve.events.sum()
        assert (curve.n_at_risk[1:] == curve.n_at_risk[:-1] - curve.events[:-1] - curve.censored[:-1]).all()
        assert curve.events[-1] + curve.censored[-1] == curve.n_at_risk[-1]
        assert curve.person_time == pytest.approx(math.fsum(time for time, _ in sample))
        assert curve.last_time == max(time for time, _ in sample)

    @QUICK
    @given(patients)
    def test_survival_falls_from_one_towards_zero_at_events_only(self, sample: Patients) -> None:
        curve = curve_of(sample)
        before = np.concatenate(([1.0], curve.survival[:-1]))
        assert ((curve.survival >= 0) & (curve.survival <= 1)).all()
        assert ((curve.survival < before) == (curve.events > 0)).all()

    @QUICK
    @given(patients, st.randoms(use_true_random=False))
    def test_order_of_patients_is_irrelevant(self, sample: Patients, random) -> None:
        shuffled = random.sample(sample, len(sample))
        ours, other = dataclasses.astuple(curve_of(sample)), dataclasses.astuple(curve_of(shuffled))
        assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(ours, other, strict=True))

    @QUICK
    @given(st.lists(coarse_times, min_size=1, max_size=40))
    def test_without_censoring_it_is_the_empirical_survival_with_binomial_error(self, times: list[float]) -> None:
        curve = kaplan_meier(times, [1] * len(times))
        empirical = np.array([np.mean(np.array(times) > time) for time in curve.time])
        assert curve.survival == pytest.approx(empirical, abs=EPSILON)
        binomial = np.sqrt(empirical * (1 - empirical) / len(times))
        assert curve.std_error[:-1] == pytest.approx(binomial[:-1], abs=EPSILON)
        assert math.isnan(curve.std_error[-1])

    def test_censoring_at_the_time_of_an_event_comes_after_it(self) -> None:
        curve = kaplan_meier([5, 5, 8], [0, 1, 0])
        assert curve.n_at_risk.tolist() == [3, 1]
        assert curve.survival.tolist() == pytest.approx([2 / 3, 2 / 3])

    def test_all_censored_stays_at_one(self) -> None:
        curve = kaplan_meier([1, 2, 2, 5], [0, 0, 0, 0])
        assert curve.survival.tolist() == [1, 1, 1]
        assert curve.std_error.tolist() == [0, 0, 0]
        assert curve.n_events == 0

    def test_one_patient_with_an_event(self) -> None:
        curve = kaplan_meier([3], [1])
        assert curve.survival.tolist() == [0]
        assert math.isnan(curve.std_error[0])

    def test_one_patient_censored(self) -> None:
        assert kaplan_meier([3], [0]).survival.tolist() == [1]

    def test_all_tied_is_one_step(self) -> None:
        curve = kaplan_meier([4, 4, 4, 4], [1, 0, 1, 1])
        assert (curve.time.tolist(), curve.events.tolist(), curve.censored.tolist()) == ([4], [3], [1])
        assert curve.survival.tolist() == [0.25]

    def test_event_at_time_zero(self) -> None:
        curve = kaplan_meier([0, 1, 2, 3], [1, 1, 0, 1])
        assert curve.survival[0] == 0.75
        assert survival_at(curve, 0, conf_type="log-log", conf_level=0.95).estimate == 0.75

    def test_everybody_at_time_zero(self) -> None:
        assert median_of([0, 0], [1, 1]).estimate == 0
        assert kaplan_meier([0, 0], [0, 0]).person_time == 0

    def test_rounding_does_not_separate_equal_times(self) -> None:
        curve = kaplan_meier([0.1 + 0.2, 0.3, 1.0], [0, 1, 1])
        assert curve.time.tolist() == [0.3, 1.0]
        assert (curve.events[0], curve.censored[0]) == (1, 1)

    def test_times_a_day_apart_in_forty_years_stay_apart(self) -> None:
        assert kaplan_meier([14_609, 14_610], [1, 1]).time.size == 2

    @pytest.mark.parametrize("unit", [1e-3, 1.0, 365.25])
    def test_the_tolerance_of_ties_is_1e8_of_the_times(self, unit: float) -> None:
        scale = max(1.0, unit)  # absolute below 1, as R's timefix
        assert kaplan_meier([unit, unit + 1e-9 * scale], [1, 1]).time.size == 1
        assert kaplan_meier([unit, unit + 1e-6 * scale], [1, 1]).time.size == 2

    def test_truth_values_are_events(self) -> None:
        assert kaplan_meier([1, 2], [True, False]).events.tolist() == [1, 0]

    def test_result_cannot_be_changed(self) -> None:
        curve = kaplan_meier([1, 2], [1, 0])
        with pytest.raises(ValueError, match="read-only"):
            curve.survival[0] = 1
        with pytest.raises(dataclasses.FrozenInstanceError):
            curve.n = 3  # type: ignore[misc]

    def test_input_is_left_alone(self) -> None:
        times, events = np.array([3.0, 1.0]), np.array([1, 0])
        kaplan_meier(times, events)
        assert (times.tolist(), events.tolist()) == ([3, 1], [1, 0])
        assert times.flags.writeable

    @pytest.mark.parametrize(
        ("times", "events", "message"),
        [
            ([], [], "no patient"),
            ([1, 2], [1], "same length"),
            ([[1, 2]], [[1, 0]], "same length"),
            (3, 1, "same length"),
            ([1, -0.5], [1, 1], "not negative"),
            ([1, math.nan], [1, 1], "finite"),
            ([1, math.inf], [1, 1], "finite"),
            ([1, 2], [1, 2], "events must be 0"),
            ([1, 2], [1, 0.5], "events must be 0"),
            ([1, 2], [1, math.nan], "events must be 0"),
            ([1, 2], [1, None], "events must be 0"),
            ([1, 2], [1, -1], "events must be 0"),
        ],
    )
    def test_refuses_bad_input(self, times: object, events: object, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            kaplan_meier(times, events)

    @pytest.mark.parametrize("events", [[1, 2], [1, 0.5], [1, math.nan]])
    def test_reverse_refuses_bad_events(self, events: list[float]) -> None:
        with pytest.raises(ValueError, match="events must be 0"):
            reverse([1, 2], events)

    def test_import_is_fast_because_scipy_waits(self) -> None:
        code = "import sys, reanalysis.stats.kaplan_meier; sys.exit('scipy' in sys.modules or 'pandas' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestReverse:
    @QUICK
    @given(patients)
    def test_without_shared_times_it_is_the_curve_of_the_censorings(self, sample: Patients) -> None:
        times, events = zip(*sample, strict=True)
        # events a moment earlier: nothing is shared by an event and a censoring
        apart = [time + 1 - 0.25 * event for time, event in sample]
        ours, expected = reverse(apart, events), kaplan_meier(apart, [1 - event for event in events])
        assert np.array_equal(ours.survival, expected.survival)
        assert ours.survival.tolist() == reverse_as_survfit(apart, events).survival.tolist()
        # and with shared times the order is the same: events first
        assert reverse(times, events).survival[-1] == pytest.approx(ours.survival[-1])
        assert np.array_equal(reverse(times, events).events, curve_of(sample).censored)

    def test_events_leave_first_at_ties(self) -> None:
        # at 2 the event leaves two of three, one of whom is censored
        ours = reverse([1, 2, 2, 4], [1, 1, 0, 0])
        assert ours.n_at_risk.tolist() == [4, 2, 1] and ours.survival.tolist() == [1.0, 0.5, 0.0]
        assert reverse_as_survfit([1, 2, 2, 4], [1, 1, 0, 0]).survival.tolist() == pytest.approx([1.0, 2 / 3, 0.0])

    def test_all_events_at_the_last_time(self) -> None:
        assert reverse([3, 3], [1, 1]).survival.tolist() == [1.0]
        assert reverse([2, 3, 3], [0, 1, 1]).survival.tolist() == pytest.approx([2 / 3, 2 / 3])

    def test_without_events_the_median_follow_up_is_the_median_time(self) -> None:
        follow_up = reverse([3, 6, 9], [False, False, False])
        assert quantile(follow_up, 0.5, conf_type="log-log", conf_level=0.95).estimate == 6


class TestLimits:
    @QUICK
    @given(patients, conf_types)
    def test_enclose_the_curve_inside_the_unit_interval(self, sample: Patients, conf_type: str) -> None:
        curve = curve_of(sample)
        lower, upper = confidence_limits(curve, conf_type=conf_type, conf_level=0.95)
        known = ~np.isnan(lower)
        assert (known == ~np.isnan(upper)).all()
        assert (lower[known] >= 0).all()
        assert (upper[known] <= 1).all()
        assert (lower[known] <= curve.survival[known]).all()
        assert (curve.survival[known] <= upper[known]).all()

    @QUICK
    @given(patients, conf_types)
    def test_are_missing_exactly_where_r_has_none(self, sample: Patients, conf_type: str) -> None:
        curve = curve_of(sample)
        lower, _ = confidence_limits(curve, conf_type=conf_type, conf_level=0.95)
        missing = curve.survival == 0
        if conf_type == "log-log":
            missing |= curve.survival == 1
        assert (np.isnan(lower) == missing).all()

    @QUICK
    @given(patients, conf_types)
    def test_widen_with_the_level(self, sample: Patients, conf_type: str) -> None:
        curve = curve_of(sample)
        narrow = confidence_limits(curve, conf_type=conf_type, conf_level=0.8)
        wide = confidence_limits(curve, conf_type=conf_type, conf_level=0.95)
        known = ~np.isnan(narrow[0])
        assert (wide[0][known] <= narrow[0][known]).all()
        assert (wide[1][known] >= narrow[1][known]).all()

    def test_refuse_an_unknown_type(self) -> None:
        with pytest.raises(ValueError, match="conf_type must be one of log, log-log, plain"):
            confidence_limits(kaplan_meier([1], [1]), conf_type="loglog", conf_level=0.95)

    @pytest.mark.parametrize("conf_level", [0, 1, 95, -0.5, math.nan])
    def test_refuse_a_bad_level(self, conf_level: float) -> None:
        curve = kaplan_meier([1, 2], [1, 0])
        for call in (
            lambda: confidence_limits(curve, conf_type="log", conf_level=conf_level),
            lambda: quantile(curve, 0.5, conf_type="log", conf_level=conf_level),
            lambda: beta_product_at(curve, 1, conf_level=conf_level),
            lambda: restricted_mean(curve, 1, conf_level=conf_level),
        ):
            with pytest.raises(ValueError, match="conf_level"):
                call()


class TestSurvivalAt:
    @QUICK
    @given(patients, conf_types)
    def test_steps_at_the_time_itself(self, sample: Patients, conf_type: str) -> None:
        curve = curve_of(sample)
        lower, upper = confidence_limits(curve, conf_type=conf_type, conf_level=0.9)
        for i, time in enumerate(curve.time.tolist()):
            found = survival_at(curve, time, conf_type=conf_type, conf_level=0.9)
            assert found.estimate == curve.survival[i]
            assert (found.conf_low, found.conf_high) == pytest.approx((lower[i], upper[i]), nan_ok=True)
            assert (found.note == "degenerate") == (found.estimate in (0, 1))

    def test_holds_between_the_steps(self) -> None:
        curve = kaplan_meier([2, 4, 6, 8], [1, 1, 1, 0])
        at = [survival_at(curve, t, conf_type="log", conf_level=0.95).estimate for t in (1.99, 2, 3.99, 4, 7, 8)]
        assert at == [1, 0.75, 0.75, 0.5, 0.25, 0.25]

    @pytest.mark.parametrize("conf_type", CONF_TYPES)
    def test_before_the_first_time_r_gives_one_to_one(self, conf_type: str) -> None:
        found = survival_at(kaplan_meier([2, 4], [0, 1]), 1, conf_type=conf_type, conf_level=0.95)
        assert (found.estimate, found.conf_low, found.conf_high, found.note) == (1, 1, 1, "degenerate")

    def test_after_a_first_censoring_log_log_has_no_limits(self) -> None:
        found = survival_at(kaplan_meier([2, 4], [0, 1]), 3, conf_type="log-log", conf_level=0.95)
        assert found.estimate == 1
        assert math.isnan(found.conf_low)
        assert math.isnan(found.conf_high)

    def test_refuses_to_look_beyond_the_last_observation(self) -> None:
        curve = kaplan_meier([1, 2, 3], [1, 0, 0])
        for call in (survival_at, beta_product_at):
            keywords = {"conf_level": 0.95} | ({"conf_type": "log"} if call is survival_at else {})
            with pytest.raises(ValueError, match="beyond the last observation"):
                call(curve, 3.001, **keywords)
            for time in (-1, math.nan):
                with pytest.raises(ValueError, match="negative or missing"):
                    call(curve, time, **keywords)

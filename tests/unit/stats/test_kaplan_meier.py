"""Kaplan-Meier: identities that hold whatever the data, and what happens at the edges."""

from __future__ import annotations

import dataclasses
import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from reanalysis.stats.kaplan_meier import (
    CONF_TYPES,
    KaplanMeier,
    beta_product_at,
    confidence_limits,
    kaplan_meier,
    quantile,
    restricted_mean,
    reverse,
    survival_at,
)

Patients = list[tuple[float, int]]
QUICK = settings(derandomize=True, deadline=None, max_examples=150)
EPSILON = 1e-12

coarse_times = st.integers(0, 15).map(float)
fine_times = st.integers(0, 20_000).map(lambda days: days / 4)
patients = st.lists(st.tuples(st.one_of(coarse_times, fine_times), st.integers(0, 1)), min_size=1, max_size=40)
conf_types = st.sampled_from(CONF_TYPES)
fractions = st.sampled_from([0.1, 0.25, 0.3, 0.5, 0.7, 0.75, 0.9])


def curve_of(sample: Patients) -> KaplanMeier:
    return kaplan_meier([time for time, _ in sample], [event for _, event in sample])


def median_of(times: list[float], events: list[int], conf_type: str = "log-log"):
    return quantile(kaplan_meier(times, events), 0.5, conf_type=conf_type, conf_level=0.95)


def exact_steps(sample: Patients) -> list[tuple[float, Fraction]]:
    """Distinct times and S there in rational numbers, counted patient by patient."""
    survival, steps = Fraction(1), []
    for time in sorted({time for time, _ in sample}):
        at_risk = sum(other >= time for other, _ in sample)
        events = sum(event for other, event in sample if other == time)
        survival *= 1 - Fraction(events, at_risk)
        steps.append((time, survival))
    return steps


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
    def test_is_the_curve_of_the_censorings(self, sample: Patients) -> None:
        times, events = zip(*sample, strict=True)
        ours, expected = reverse(times, events), kaplan_meier(times, [1 - event for event in events])
        assert np.array_equal(ours.survival, expected.survival)
        assert np.array_equal(ours.events, curve_of(sample).censored)

    def test_twice_is_the_curve_itself(self) -> None:
        times, events = [1, 2, 2, 4, 6], [1, 0, 1, 1, 0]
        assert np.array_equal(
            reverse(times, [1 - event for event in events]).survival, kaplan_meier(times, events).survival
        )

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


class TestQuantile:
    @QUICK
    @given(patients, fractions)
    def test_equals_the_definition_in_rational_numbers(self, sample: Patients, fraction: float) -> None:
        level, steps = 1 - Fraction(str(fraction)), exact_steps(sample)
        below = [time for time, survival in steps if survival <= level]
        plateau = [time for time, survival in steps if survival == level]
        after = [time for time, survival in steps if survival < level]
        first = below[0] if below else math.nan
        end = (after[0] if after else steps[-1][0]) if plateau else first
        found = quantile(curve_of(sample), fraction, conf_type="log-log", conf_level=0.95)
        assert found.on_plateau == bool(plateau)
        assert found.first_at_or_below == pytest.approx(first, nan_ok=True)
        assert found.estimate == pytest.approx((first + end) / 2, nan_ok=True)

    @QUICK
    @given(patients, fractions, conf_types)
    def test_lies_between_its_limits(self, sample: Patients, fraction: float, conf_type: str) -> None:
        found = quantile(curve_of(sample), fraction, conf_type=conf_type, conf_level=0.95)
        assert math.isnan(found.estimate) or not found.conf_low > found.estimate
        assert not found.conf_high < found.estimate

    @QUICK
    @given(patients, conf_types)
    def test_rises_with_the_fraction(self, sample: Patients, conf_type: str) -> None:
        curve = curve_of(sample)
        found = [quantile(curve, f, conf_type=conf_type, conf_level=0.95).estimate for f in (0.1, 0.25, 0.5, 0.75, 0.9)]
        reached = [value for value in found if not math.isnan(value)]
        assert reached == sorted(reached)
        assert all(math.isnan(value) for value in found[len(reached) :])

    @QUICK
    @given(patients, conf_types)
    def test_moves_with_the_unit_of_time(self, sample: Patients, conf_type: str) -> None:
        days = [(time * 512, event) for time, event in sample]
        short = quantile(curve_of(sample), 0.5, conf_type=conf_type, conf_level=0.95)
        long = quantile(curve_of(days), 0.5, conf_type=conf_type, conf_level=0.95)
        expected = (short.estimate * 512, short.conf_low * 512, short.conf_high * 512)
        assert (long.estimate, long.conf_low, long.conf_high) == pytest.approx(expected, nan_ok=True)

    @pytest.mark.parametrize("n", range(2, 201, 2))
    def test_even_number_without_censoring_is_on_the_plateau(self, n: int) -> None:
        found = median_of(list(range(1, n + 1)), [1] * n)
        assert found.on_plateau
        assert found.first_at_or_below == n / 2
        assert found.estimate == n / 2 + 0.5

    @pytest.mark.parametrize("n", range(10, 201, 10))
    @pytest.mark.parametrize("tenths", range(1, 10))
    def test_every_tenth_is_on_the_plateau(self, n: int, tenths: int) -> None:
        curve = kaplan_meier(list(range(1, n + 1)), [1] * n)
        found = quantile(curve, tenths / 10, conf_type="plain", conf_level=0.95)
        assert found.on_plateau
        assert found.estimate == n * tenths / 10 + 0.5

    def test_a_curve_that_almost_touches_the_level_has_no_plateau(self) -> None:
        n = 100_001
        found = median_of(list(range(1, n + 1)), [1] * n)
        assert not found.on_plateau
        assert found.estimate == 50_001

    def test_a_level_that_differs_in_the_last_place_has_no_plateau(self) -> None:
        curve = kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1])
        above = quantile(curve, math.nextafter(0.5, 0), conf_type="log", conf_level=0.95)
        below = quantile(curve, math.nextafter(0.5, 1), conf_type="log", conf_level=0.95)
        assert (above.estimate, above.on_plateau) == (2, False)
        assert (below.estimate, below.on_plateau) == (3, False)

    def test_plateau_after_censoring_ends_at_the_next_event(self) -> None:
        found = median_of([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1])
        assert (found.estimate, found.first_at_or_below, found.on_plateau) == (18.5, 12, True)

    def test_plateau_without_a_further_event_ends_at_the_last_censoring(self) -> None:
        found = median_of([1, 2, 3, 9], [1, 1, 0, 0])
        assert (found.estimate, found.first_at_or_below) == (5.5, 2)

    def test_not_reached(self) -> None:
        found = median_of([1, 2, 3, 9], [1, 0, 0, 0])
        assert all(math.isnan(x) for x in (found.estimate, found.first_at_or_below, found.conf_high))
        assert not found.on_plateau

    def test_one_patient(self) -> None:
        event, censored = median_of([7], [1]), median_of([7], [0])
        assert (event.estimate, event.on_plateau) == (7, False)
        assert math.isnan(event.conf_low)
        assert math.isnan(censored.estimate)

    @pytest.mark.parametrize("fraction", [0, 1, -0.1, 50, math.nan])
    def test_refuses_a_bad_fraction(self, fraction: float) -> None:
        with pytest.raises(ValueError, match="fraction must lie between 0 and 1"):
            quantile(kaplan_meier([1], [1]), fraction, conf_type="log", conf_level=0.95)


class TestBetaProduct:
    @QUICK
    @given(patients)
    def test_encloses_the_curve_and_is_defined_everywhere(self, sample: Patients) -> None:
        curve = curve_of(sample)
        for time, survival in zip(curve.time.tolist(), curve.survival.tolist(), strict=True):
            found = beta_product_at(curve, time, conf_level=0.95)
            assert found.estimate == survival
            assert 0 <= found.conf_low <= survival <= found.conf_high <= 1
            assert found.conf_low < found.conf_high

    @pytest.mark.parametrize("n", [1, 2, 7, 30])
    def test_without_censoring_it_is_clopper_pearson(self, n: int) -> None:
        curve = kaplan_meier(list(range(1, n + 1)), [1] * n)
        for alive in range(n + 1):
            found = beta_product_at(curve, n - alive, conf_level=0.9)
            lower = beta.ppf(0.05, alive, n - alive + 1) if alive else 0
            upper = beta.ppf(0.95, alive + 1, n - alive) if alive < n else 1
            assert (found.conf_low, found.conf_high) == pytest.approx((lower, upper), abs=EPSILON)

    def test_ties_do_not_change_it(self) -> None:
        apart = beta_product_at(kaplan_meier([1, 2, 3, 9, 9], [1, 1, 1, 0, 0]), 3, conf_level=0.95)
        together = beta_product_at(kaplan_meier([3, 3, 3, 9, 9], [1, 1, 1, 0, 0]), 3, conf_level=0.95)
        assert apart.conf_low == pytest.approx(together.conf_low, abs=EPSILON)
        assert apart.conf_high == pytest.approx(together.conf_high, abs=EPSILON)

    def test_before_any_event_it_is_the_limit_of_no_event_in_those_at_risk(self) -> None:
        curve = kaplan_meier([2, 4, 6, 8], [0, 0, 1, 0])
        for time, remaining in ((0, 4), (1, 4), (2, 3), (5, 2)):
            found = beta_product_at(curve, time, conf_level=0.95)
            assert found.conf_low == pytest.approx(0.025 ** (1 / remaining))
            assert found.conf_high == 1

    def test_nobody_left_and_nobody_alive(self) -> None:
        assert beta_product_at(kaplan_meier([1, 2], [0, 0]), 2, conf_level=0.95).conf_low == 0
        found = beta_product_at(kaplan_meier([1, 2], [1, 1]), 2, conf_level=0.95)
        assert (found.estimate, found.conf_low) == (0, 0)
        assert found.conf_high == pytest.approx(1 - math.sqrt(0.025))

    def test_censoring_widens_it(self) -> None:
        full = beta_product_at(kaplan_meier([1, 2, 3, 4, 5, 6], [1, 0, 0, 1, 0, 0]), 2.5, conf_level=0.95)
        early = beta_product_at(kaplan_meier([1, 3, 3, 4, 5, 6], [1, 0, 0, 1, 0, 0]), 2.5, conf_level=0.95)
        assert full.conf_low < early.conf_low

    def test_holds_its_level_where_log_log_is_often_undefined(self) -> None:
        rng, true, covered = np.random.default_rng(5), 0.9, 0
        for _ in range(2000):
            death, end = rng.exponential(-1 / math.log(true), 10), rng.uniform(0.3, 2.5, 10)
            curve = kaplan_meier(np.minimum(death, end), death <= end)
            if curve.last_time < 1:
                covered += 1  # nothing is claimed
                continue
            found = beta_product_at(curve, 1, conf_level=0.95)
            covered += found.conf_low <= true <= found.conf_high
        assert covered / 2000 >= 0.95


class TestRestrictedMean:
    @QUICK
    @given(st.lists(st.integers(1, 60), min_size=1, max_size=40), st.integers(1, 60))
    def test_without_censoring_it_is_the_mean_of_the_cut_times(self, times: list[int], tau: int) -> None:
        tau = min(tau, max(times))
        found = restricted_mean(kaplan_meier(times, [1] * len(times)), tau, conf_level=0.95)
        cut = np.minimum(times, tau)
        assert found.estimate == pytest.approx(cut.mean())
        assert found.std_error == pytest.approx(cut.std() / math.sqrt(len(times)), abs=1e-9)

    @QUICK
    @given(patients)
    def test_is_the_integral_of_the_curve(self, sample: Patients) -> None:
        curve = curve_of(sample)
        assume(curve.last_time > 0)
        found = restricted_mean(curve, curve.last_time, conf_level=0.95)
        edges = [0.0, *curve.time.tolist()]
        heights = [1.0, *curve.survival.tolist()]
        area = math.fsum((b - a) * s for a, b, s in zip(edges, edges[1:], heights, strict=False))
        assert found.estimate == pytest.approx(area, abs=1e-9)
        assert 0 <= found.conf_low <= found.estimate <= found.conf_high
        assert found.estimate <= found.tau

    def test_no_event_gives_the_horizon_without_error(self) -> None:
        found = restricted_mean(kaplan_meier([5, 9], [0, 0]), 7, conf_level=0.95)
        assert (found.estimate, found.std_error, found.conf_low, found.conf_high) == (7, 0, 7, 7)

    def test_horizon_before_the_first_time(self) -> None:
        assert restricted_mean(kaplan_meier([5, 9], [1, 1]), 2, conf_level=0.95).estimate == 2

    def test_an_event_at_the_horizon_itself_does_not_count(self) -> None:
        found = restricted_mean(kaplan_meier([5, 9], [1, 1]), 5, conf_level=0.95)
        assert (found.estimate, found.std_error) == (5, 0)

    def test_limits_are_normal_and_cut_at_zero(self) -> None:
        found = restricted_mean(kaplan_meier([1, 30, 30], [1, 0, 0]), 30, conf_level=0.95)
        assert found.conf_high == pytest.approx(found.estimate + 1.959963984540054 * found.std_error)
        early = restricted_mean(kaplan_meier([0, 0, 0, 8], [1, 1, 1, 0]), 8, conf_level=0.99)
        assert early.conf_low == 0

    @pytest.mark.parametrize(
        ("tau", "message"), [(0, "above 0"), (-1, "above 0"), (math.nan, "above 0"), (9.1, "beyond")]
    )
    def test_refuses_a_bad_horizon(self, tau: float, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            restricted_mean(kaplan_meier([5, 9], [1, 0]), tau, conf_level=0.95)

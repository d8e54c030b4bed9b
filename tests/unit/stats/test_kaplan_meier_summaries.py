"""Quantiles, beta product limits and restricted means: identities that hold whatever the data, and what happens at the
edges."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import beta

from reanalysis.stats.kaplan_meier import beta_product_at, kaplan_meier, quantile, restricted_mean, survival_at

from .survival_samples import (
    EPSILON,
    QUICK,
    Patients,
    conf_types,
    curve_of,
    exact_steps,
    fractions,
    median_of,
    patients,
)


class TestQuantile:
    @QUICK
    @given(patients, fractions)
    def test_equals_the_definition_in_rational_numbers(self, sample: Patients, fraction: float) -> None:
        level, steps = 1 - Fraction(str(fraction)), exact_steps(sample)
        below = [time for time, survival in steps if survival <= level]
        plateau = [time for time, survival in steps if survival == level]
        after = [time for time, survival in steps if survival < level]
        first = below[0] if below else math.nan
        end = after[0] if plateau and after else first  # a plateau that no event ends has no middle
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

    def test_a_lower_limit_that_rises_again_is_read_where_it_first_crosses(self) -> None:
        # R survival 3.5 gives 15 as the lower limit: of the limits of S, 9e-16 and 2e-13, the nearest to 3/4
        found = quantile(kaplan_meier([4, 15, 29], [1, 1, 1]), 0.25, conf_type="log-log", conf_level=0.99999)
        assert (found.estimate, found.conf_low) == (4, 4)

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

    @pytest.mark.parametrize("last", [4, 9, 90])
    def test_plateau_without_a_further_event_has_no_middle(self, last: int) -> None:
        found = median_of([1, 2, 3, last], [1, 1, 0, 0])
        assert (found.estimate, found.first_at_or_below, found.on_plateau, found.stays) == (2, 2, True, True)
        assert found.middle_to_last == (2 + last) / 2
        before = median_of([1, 2, last, last + 1], [1, 1, 1, 0])
        assert (before.estimate, before.middle_to_last, before.stays) == ((2 + last) / 2, (2 + last) / 2, False)

    def test_number_at_risk_at_the_median(self) -> None:
        assert median_of([1, 2, 3, 9], [1, 1, 0, 0]).n_at_risk == 3
        assert median_of([1, 2, 3, 9], [1, 0, 0, 0]).n_at_risk == 0

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
        steps = pairwise([(0.0, 1.0), *zip(curve.time.tolist(), curve.survival.tolist(), strict=True)])
        area = math.fsum((after - time) * height for (time, height), (after, _) in steps)
        assert found.estimate == pytest.approx(area, abs=1e-9)
        assert found.conf_low <= found.estimate <= found.conf_high
        assert 0 <= found.estimate <= found.tau

    def test_no_event_gives_the_horizon_without_error(self) -> None:
        found = restricted_mean(kaplan_meier([5, 9], [0, 0]), 7, conf_level=0.95)
        assert (found.estimate, found.std_error, found.conf_low, found.conf_high, found.note) == (
            7,
            0,
            7,
            7,
            "degenerate",
        )

    def test_horizon_before_the_first_time(self) -> None:
        assert restricted_mean(kaplan_meier([5, 9], [1, 1]), 2, conf_level=0.95).estimate == 2

    def test_an_event_at_the_horizon_itself_does_not_count(self) -> None:
        found = restricted_mean(kaplan_meier([5, 9], [1, 1]), 5, conf_level=0.95)
        assert (found.estimate, found.std_error) == (5, 0)

    def test_after_the_last_event_the_mean_stays(self) -> None:
        curve = kaplan_meier([2, 3, 5, 7], [1, 1, 1, 1])
        at, later = (restricted_mean(curve, tau, conf_level=0.95) for tau in (7, 24))
        assert (later.estimate, later.std_error) == pytest.approx((at.estimate, at.std_error))
        assert later.estimate == pytest.approx(4.25)

    def test_after_the_last_event_survival_is_0_with_exact_limits(self) -> None:
        curve = kaplan_meier([2, 3, 5, 7, 9, 11], [1] * 6)
        assert survival_at(curve, 24, conf_type="log-log", conf_level=0.95).estimate == 0
        exact = beta_product_at(curve, 24, conf_level=0.95)
        assert (exact.estimate, exact.conf_low) == (0, 0)
        assert exact.conf_high == pytest.approx(1 - 0.025 ** (1 / 6))
        with pytest.raises(ValueError, match="beyond"):
            survival_at(kaplan_meier([2, 11], [1, 0]), 24, conf_type="log-log", conf_level=0.95)

    def test_limits_are_normal_and_cut_where_no_mean_can_be(self) -> None:
        found = restricted_mean(kaplan_meier([1, 30, 30], [1, 0, 0]), 30, conf_level=0.95)
        assert found.conf_low == pytest.approx(found.estimate - 1.959963984540054 * found.std_error)
        assert found.estimate + 1.959963984540054 * found.std_error > 30
        assert found.conf_high == 30 and found.note.startswith("the upper limit is cut at the horizon")
        early = restricted_mean(kaplan_meier([0, 0, 0, 8], [1, 1, 1, 0]), 8, conf_level=0.99)
        assert early.conf_low == 0 and early.note.startswith("the lower limit is cut at 0")
        inside = restricted_mean(kaplan_meier(list(range(1, 21)), [1] * 20), 20, conf_level=0.95)
        assert (
            inside.conf_high == pytest.approx(inside.estimate + 1.959963984540054 * inside.std_error)
            and not inside.note
        )

    @pytest.mark.parametrize(
        ("tau", "message"), [(0, "above 0"), (-1, "above 0"), (math.nan, "above 0"), (9.1, "beyond")]
    )
    def test_refuses_a_bad_horizon(self, tau: float, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            restricted_mean(kaplan_meier([5, 9], [1, 0]), tau, conf_level=0.95)

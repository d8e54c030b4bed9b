"""Effects of single studies: their formulas, the ways back, exchange of groups, and empty or full cells."""

from __future__ import annotations

import math

import pytest

from reanalysis.stats.study_effects import (
    arcsine_back,
    arcsine_effect,
    freeman_tukey_back,
    freeman_tukey_effect,
    freeman_tukey_ends,
    harmonic_mean,
    log_rate_effect,
    log_ratio_effect,
    logit_effect,
    ratio_from_limits,
    risk_difference_effect,
    survival_effect,
)

COUNTS = [(x, n) for n in (1, 2, 9, 30) for x in range(n + 1)]
TABLES = [(x, 5, y, 8) for x in range(6) for y in range(9)]


def test_logit_adds_half_a_patient_at_both_ends_and_nowhere_else():
    for x, n in COUNTS:
        found, add = logit_effect(x, n), 0.5 * (x in (0, n))
        yes, no = x + add, n - x + add
        assert found.effect == pytest.approx(math.log(yes / no))
        assert found.variance == pytest.approx(1 / yes + 1 / no)
        assert found.corrected == (x in (0, n))
        assert logit_effect(n - x, n).effect == pytest.approx(-found.effect)


def test_the_way_back_from_both_arcsines_is_the_proportion():
    for x, n in COUNTS:
        assert arcsine_back(arcsine_effect(x, n).effect) == pytest.approx(x / n, abs=1e-15)
        assert freeman_tukey_back(freeman_tukey_effect(x, n).effect, n) == pytest.approx(x / n, abs=1e-7)
        assert arcsine_effect(x, n).variance == 1 / (4 * n)
        assert freeman_tukey_effect(x, n).variance == 1 / (4 * n + 2)
    assert (arcsine_back(-0.1), arcsine_back(2.0)) == (0, 1)


def test_freeman_tukey_rises_and_ends_at_0_and_1():
    low, high = freeman_tukey_ends(12)
    assert (low, high) == pytest.approx((freeman_tukey_effect(0, 12).effect, freeman_tukey_effect(12, 12).effect))
    steps = [freeman_tukey_back(low + (high - low) * i / 50, 12) for i in range(51)]
    assert steps == sorted(steps) and (steps[0], steps[-1]) == (0, 1)
    assert (freeman_tukey_back(low - 0.1, 12), freeman_tukey_back(high + 0.1, 12)) == (0, 1)
    assert steps[25] == pytest.approx(0.5)


def test_harmonic_mean():
    assert harmonic_mean([10, 20, 40]) == pytest.approx(3 / (0.1 + 0.05 + 0.025))
    assert harmonic_mean([7]) == 7


def test_rates():
    found = log_rate_effect(3, 42.0)
    assert (found.effect, found.variance, found.corrected) == (pytest.approx(math.log(3 / 42)), 1 / 3, False)
    none = log_rate_effect(0, 42.0)
    assert (none.effect, none.variance, none.corrected) == (pytest.approx(math.log(0.5 / 42)), 2, True)
    for wrong in ((-1, 42.0), (1, 0.0), (1, math.nan)):
        with pytest.raises(ValueError):
            log_rate_effect(*wrong)


@pytest.mark.parametrize("measure", ["risk_ratio", "odds_ratio"])
def test_log_ratios_of_every_table(measure):
    for x, n, y, m in TABLES:
        if (x, y) in ((0, 0), (n, m)):
            with pytest.raises(ValueError, match="says nothing about a ratio"):
                log_ratio_effect(measure, x, n, y, m)
            continue
        found, back = log_ratio_effect(measure, x, n, y, m), log_ratio_effect(measure, y, m, x, n)
        corrected = 0 in (x, n - x, y, m - y)
        add = 0.5 * corrected
        a, b, c, d = x + add, n - x + add, y + add, m - y + add
        if measure == "odds_ratio":
            effect, variance = math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
        else:
            effect, variance = math.log(a / (a + b) * (c + d) / c), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
        assert found.effect == pytest.approx(effect, abs=1e-14)
        assert found.variance == pytest.approx(variance)
        assert found.corrected == corrected
        assert (back.effect, back.variance) == pytest.approx((-found.effect, found.variance), abs=1e-12)


def test_differences_need_no_correction_but_for_a_variance_of_0():
    for x, n, y, m in TABLES:
        found = risk_difference_effect(x, n, y, m)
        assert found.effect == pytest.approx(x / n - y / m)
        assert found.variance > 0
        assert found.corrected == (x in (0, n) and y in (0, m))
        if not found.corrected:
            assert found.variance == pytest.approx(x * (n - x) / n**3 + y * (m - y) / m**3)
    both = risk_difference_effect(0, 5, 8, 8)
    assert both.variance == pytest.approx(0.5 * 5.5 / 6**3 + 8.5 * 0.5 / 9**3)


def test_a_printed_ratio_and_its_limits():
    found = ratio_from_limits(0.75, 0.6, 0.9375, conf_level=0.95)
    assert found.effect == pytest.approx(math.log(0.75))
    assert math.sqrt(found.variance) == pytest.approx(math.log(0.9375 / 0.6) / (2 * 1.959963984540054))
    for wrong in ((0.5, 0.6, 0.9), (1.0, 0.6, 0.9), (0.7, 0.0, 0.9), (0.7, 0.7, 0.7), (0.7, 0.6, math.inf)):
        with pytest.raises(ValueError):
            ratio_from_limits(*wrong, conf_level=0.95)


def test_survival_on_the_scale_of_the_hazard():
    found, step = survival_effect(0.6, std_error=0.08), 1e-6
    slope = (survival_effect(0.6 + step, std_error=0.08).effect - found.effect) / step
    assert math.exp(-math.exp(found.effect)) == pytest.approx(0.6)
    assert slope < 0 and found.variance == pytest.approx((slope * 0.08) ** 2, rel=1e-4)
    for survival, std_error in ((0.0, 0.1), (1.0, 0.1), (0.5, 0.0)):
        with pytest.raises(ValueError):
            survival_effect(survival, std_error=std_error)

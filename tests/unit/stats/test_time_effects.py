"""Effects from printed survival and medians: the way there and back, and every border."""

from __future__ import annotations

import math

import pytest

from reanalysis.stats.time_effects import (
    median_from_events,
    median_from_limits,
    median_of_medians,
    survival_from_at_risk,
    survival_from_limits,
)

Z = 1.959963984540054


@pytest.mark.parametrize("survival", [0.2, 0.55, 0.85])
@pytest.mark.parametrize("scale", ["plain", "log", "log-log"])
def test_limits_of_every_scale_give_back_the_standard_error_that_made_them(survival, scale):
    error = 0.06
    if scale == "plain":
        low, high = survival - Z * error, survival + Z * error
    elif scale == "log":
        low, high = (survival * math.exp(sign * Z * error / survival) for sign in (-1, 1))
    else:
        half = Z * error / (survival * abs(math.log(survival)))
        low, high = (survival ** math.exp(sign * half) for sign in (1, -1))
    found = survival_from_limits(survival, low, min(high, 1), conf_level=0.95)
    if high < 1:
        assert math.sqrt(found.variance) * survival * -math.log(survival) == pytest.approx(error, rel=1e-9)


def test_a_limit_that_was_cut_off_leaves_the_half_of_the_other():
    found = survival_from_limits(0.9, 0.7, 1.0, conf_level=0.95)
    half = abs(math.log(-math.log(0.7)) - math.log(-math.log(0.9)))
    assert found.variance == pytest.approx((half / Z) ** 2)


@pytest.mark.parametrize(
    "printed", [(0, 0, 0.2), (1, 0.8, 1), (0.5, 0.6, 0.7), (0.5, 0.5, 0.5), (0.5, 0, 1), (0.5, 0.2, 1.2)]
)
def test_survival_without_a_standard_error_is_refused(printed):
    with pytest.raises(ValueError, match="survival"):
        survival_from_limits(*printed, conf_level=0.95)


def test_patients_at_risk_without_censoring_give_the_binomial_variance():
    binomial = math.sqrt(0.6 * 0.4 / 30)
    found = survival_from_at_risk(0.6, 18)
    assert math.sqrt(found.variance) * 0.6 * -math.log(0.6) == pytest.approx(binomial)
    for survival, at_risk in ((0.6, 0), (0.0, 5), (1.0, 5)):
        with pytest.raises(ValueError):
            survival_from_at_risk(survival, at_risk)


def test_a_median_with_an_open_end_takes_its_lower_half():
    both = median_from_limits(10, 5, 20, conf_level=0.95)
    lower = median_from_limits(10, 5, math.inf, conf_level=0.95)
    assert both.variance == pytest.approx(lower.variance) == pytest.approx((math.log(2) / Z) ** 2)
    for printed in ((10, 0, 12), (10, 10, 12), (10, 5, 9)):
        with pytest.raises(ValueError, match="median"):
            median_from_limits(*printed, conf_level=0.95)


def test_a_median_with_its_events_has_the_variance_of_exponential_times():
    assert median_from_events(10, 20).variance == pytest.approx(1 / (20 * math.log(2) ** 2))
    for value, events in ((0, 3), (4, 0), (math.inf, 3)):
        with pytest.raises(ValueError, match="median"):
            median_from_events(value, events)


def test_the_median_of_medians_has_the_limits_of_the_sign_test():
    # R: qbinom(0.025, 10, 0.5) = 2, so the second and ninth of ten cover at least 95%
    found = median_of_medians([float(v) for v in range(1, 11)])
    assert (found.estimate, found.conf_low, found.conf_high) == (5.5, 2.0, 9.0)
    few = median_of_medians([3.0, 1.0, 2.0])
    assert (few.estimate, few.conf_low, few.conf_high) == (2.0, 0.0, math.inf) and few.note
    with pytest.raises(ValueError, match="no study"):
        median_of_medians([])

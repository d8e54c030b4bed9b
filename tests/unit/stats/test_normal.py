"""Quantiles and tails of the normal distribution against scipy, and the limits that are made of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from reanalysis.stats._normal import normal_p_value, normal_quantile
from reanalysis.stats.cox import cox_hazard_ratio
from reanalysis.stats.kaplan_meier import confidence_limits, kaplan_meier, restricted_mean

LEVELS = [0.01, 0.5, 0.8, 0.95, 0.999, 0.9999999]
CURVE = kaplan_meier([1, 2, 2, 3, 4, 5, 6, 7, 9], [1, 0, 1, 1, 1, 0, 1, 1, 0])


@pytest.mark.parametrize("level", LEVELS)
def test_quantile_leaves_half_of_the_rest_on_each_side(level):
    assert normal_quantile(level) == pytest.approx(norm.isf((1 - level) / 2), rel=1e-8)


@pytest.mark.parametrize("z", [-9.0, -1.96, -0.3, 0.0, 0.3, 1.96, 9.0])
def test_tails(z):
    assert normal_p_value(z, "greater") == pytest.approx(norm.sf(z), rel=1e-12)
    assert normal_p_value(z, "less") == pytest.approx(norm.cdf(z), rel=1e-12)
    assert normal_p_value(z, "two_sided") == pytest.approx(2 * norm.sf(abs(z)), rel=1e-12)


def test_refuses_other_levels_and_alternatives():
    for level in (0.0, 1.0, 95, math.nan):
        with pytest.raises(ValueError, match="conf_level"):
            normal_quantile(level)
    with pytest.raises(ValueError, match="alternative"):
        normal_p_value(1.0, "larger")


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_limits_lie_that_many_standard_errors_from_the_estimate(level):
    z = norm.isf((1 - level) / 2)
    ratio = cox_hazard_ratio(
        [2, 4, 6], [1, 0, 1], against_times=[1, 3, 7], against_events=[1, 1, 1], conf_level=level, alternative="less"
    )
    assert math.log(ratio.conf_high / ratio.estimate) == pytest.approx(z * ratio.std_error)
    assert math.log(ratio.estimate / ratio.conf_low) == pytest.approx(z * ratio.std_error)
    assert ratio.p_value == pytest.approx(norm.cdf(math.log(ratio.estimate) / ratio.std_error))
    s, error = CURVE.survival, CURVE.std_error
    low, high = confidence_limits(CURVE, conf_type="plain", conf_level=level)
    assert low == pytest.approx(np.maximum(s - z * error, 0)) and high == pytest.approx(np.minimum(s + z * error, 1))
    low, high = confidence_limits(CURVE, conf_type="log", conf_level=level)
    assert low == pytest.approx(s * np.exp(-z * error / s))
    assert high == pytest.approx(np.minimum(s * np.exp(z * error / s), 1))
    low, high = confidence_limits(CURVE, conf_type="log-log", conf_level=level)
    half = z * error / (s * np.log(s))
    assert low == pytest.approx(s ** np.exp(-half)) and high == pytest.approx(s ** np.exp(half))
    mean = restricted_mean(CURVE, 6, conf_level=level)
    assert (mean.conf_low, mean.conf_high) == pytest.approx(
        (mean.estimate - z * mean.std_error, mean.estimate + z * mean.std_error)
    )

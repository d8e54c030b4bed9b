import math

import numpy as np
import pytest

from reanalysis.stats.greenwood_bounds import greenwood_bounds, limits_from_at_risk, limits_from_std_error
from reanalysis.stats.kaplan_meier import kaplan_meier
from reanalysis.stats.survival_limits import survival_at


def random_curves():
    rng = np.random.default_rng(7)
    for _ in range(300):
        n = int(rng.integers(2, 60))
        times = rng.integers(1, 15, n)
        events = (rng.random(n) < rng.uniform(0.1, 0.95)).astype(int)
        yield kaplan_meier(times, events)


def test_the_standard_error_of_every_curve_lies_between_the_bounds():
    tried = 0
    for curve in random_curves():
        for i in range(curve.time.size - 1):
            survival, after = float(curve.survival[i]), int(curve.n_at_risk[i + 1])
            if 0 < survival < 1:
                bounds = greenwood_bounds(survival, curve.n, after)
                # patients censored at the time itself have left too: they only make the upper bound larger
                assert bounds.smallest <= curve.std_error[i] * (1 + 1e-12)
                assert curve.std_error[i] <= bounds.largest * (1 + 1e-12)
                tried += 1
    assert tried > 1000


def test_both_bounds_are_reached():
    # nobody censored: binomial; all censored before the first event: as if of those left
    curve = kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1])
    assert greenwood_bounds(0.5, 4, 2).smallest == pytest.approx(curve.std_error[1])
    early = kaplan_meier([1, 1, 1, 2, 3, 4, 5], [0, 0, 0, 1, 1, 1, 1])
    assert greenwood_bounds(0.5, 7, 2).largest == pytest.approx(early.std_error[2])


def test_log_log_limits_are_those_of_the_curve():
    curve = kaplan_meier([1, 2, 2, 3, 5, 8, 9], [1, 1, 0, 1, 0, 1, 0])
    expected = survival_at(curve, 3, conf_type="log-log", conf_level=0.95)
    found = limits_from_std_error(expected.estimate, float(curve.std_error[2]), conf_level=0.95)
    assert (found.conf_low, found.conf_high) == pytest.approx((expected.conf_low, expected.conf_high), rel=1e-12)


def test_limits_from_numbers_at_risk_hold_those_of_the_standard_error():
    for curve in random_curves():
        i = curve.time.size // 2
        if i + 1 < curve.time.size and 0 < curve.survival[i] < 1:
            survival = float(curve.survival[i])
            wide = limits_from_at_risk(survival, curve.n, int(curve.n_at_risk[i + 1]), conf_level=0.9)
            own = limits_from_std_error(survival, float(curve.std_error[i]), conf_level=0.9)
            assert wide.conf_low <= own.conf_low + 1e-12 and own.conf_high <= wide.conf_high + 1e-12
            assert 0 < wide.conf_low < survival < wide.conf_high < 1


def test_one_patient_too_many_from_rounding_is_allowed():
    assert greenwood_bounds(0.57, 10, 6).largest >= greenwood_bounds(0.57, 10, 6).smallest
    with pytest.raises(ValueError, match="more than"):
        greenwood_bounds(0.57, 10, 7)


@pytest.mark.parametrize(
    "call",
    [
        lambda: greenwood_bounds(0.0, 10, 2),
        lambda: greenwood_bounds(1.0, 10, 2),
        lambda: greenwood_bounds(0.5, 10, 0),
        lambda: greenwood_bounds(0.5, 10, 11),
        lambda: limits_from_std_error(0.5, -0.1, conf_level=0.95),
        lambda: limits_from_std_error(0.5, math.inf, conf_level=0.95),
        lambda: limits_from_std_error(0.5, 0.1, conf_level=0.0),
    ],
)
def test_out_of_range(call):
    with pytest.raises(ValueError):
        call()

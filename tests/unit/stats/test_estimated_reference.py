import math

import numpy as np
import pytest

from reanalysis.stats.estimated_reference import (
    limits_from_median,
    median_variance,
    one_sample_against_curve,
    one_sample_against_median,
    reference_variance,
)
from reanalysis.stats.kaplan_meier import kaplan_meier
from reanalysis.stats.one_sample_log_rank import censor_at, observed_and_expected, one_sample_oe2
from reanalysis.stats.reference_hazard import curve_reference
from reanalysis.stats.survival_quantile import quantile

LEVEL = {"conf_level": 0.95}


def test_limits_from_a_median():
    limits = limits_from_median(10.0, 25, **LEVEL)
    factor = math.exp(1.959963984540054 / (math.log(2) * 5))
    assert (limits.conf_low, limits.conf_high) == pytest.approx((10 / factor, 10 * factor), rel=1e-12)
    assert median_variance(25) == pytest.approx(1 / (25 * math.log(2) ** 2))
    one = limits_from_median(1.0, 1, **LEVEL)
    assert one.conf_high == pytest.approx(16.9, abs=0.05)


@pytest.mark.parametrize("alternative", ["two_sided", "less", "greater"])
def test_a_known_reference_is_the_limit(alternative):
    known = one_sample_oe2(7, 12.5, alternative=alternative)
    found = one_sample_against_curve(7, 12.5, 0.0, alternative=alternative, **LEVEL)
    assert (found.p_value, found.statistic) == (known.p_value, known.statistic)
    uncertain = one_sample_against_curve(7, 12.5, 9.0, alternative=alternative, **LEVEL)
    assert abs(uncertain.statistic) < abs(known.statistic)


@pytest.mark.parametrize("variance", [0.0, 0.5, 4.0, 40.0])
@pytest.mark.parametrize(("observed", "expected"), [(0, 3.0), (1, 5.0), (2, 2.0), (9, 4.0), (30, 14.0), (30, 61.0)])
def test_curve_limits_invert_the_test(observed, expected, variance):
    found = one_sample_against_curve(observed, expected, variance, alternative="two_sided", **LEVEL)
    for limit in (found.conf_low, found.conf_high):
        if 0.0 < limit < math.inf:
            at_limit = one_sample_against_curve(
                observed, limit * expected, limit**2 * variance, alternative="two_sided", **LEVEL
            )
            assert at_limit.p_value == pytest.approx(0.05, rel=1e-8)
    assert found.conf_low <= found.ratio <= found.conf_high
    assert (found.p_value < 0.05) == (not found.conf_low <= 1 <= found.conf_high)


def test_a_reference_too_uncertain_bounds_nothing_above():
    assert one_sample_against_curve(3, 2.0, 1.1, alternative="two_sided", **LEVEL).conf_high == math.inf


def test_no_event_against_a_median():
    found = one_sample_against_median(0, 6.0, 20, alternative="less", **LEVEL)
    assert found.ratio == found.conf_low == 0.0
    assert 0 < found.p_value < 0.05


def test_against_a_median_p_and_limits_agree():
    for observed, expected in ((1, 4.0), (10, 20.0), (30, 14.0)):
        found = one_sample_against_median(observed, expected, 30, alternative="two_sided", **LEVEL)
        assert (found.p_value < 0.05) == (not found.conf_low <= 1 <= found.conf_high)
        z = math.log(observed / expected) / math.sqrt(1 / observed + 1 / (30 * math.log(2) ** 2))
        assert found.statistic == pytest.approx(z, rel=1e-12)


def test_reference_variance_by_hand():
    # reference: events at 2 (of 4) and 5 (of 2), censored at 3 and 6; group: at risk at 2 three, at 5 one
    reference = kaplan_meier([2, 3, 5, 6], [1, 0, 1, 0])
    assert reference_variance([1, 2, 4, 5], [1, 0, 1, 1], reference) == pytest.approx((3 / 4) ** 2 + (1 / 2) ** 2)
    assert reference_variance([1], [0], kaplan_meier([4], [0])) == 0.0


def test_reference_variance_is_the_variance_of_the_expected_events():
    """By simulation: references of 40 patients, a group whose times stay as they are."""
    rng = np.random.default_rng(20240501)
    group = rng.uniform(0.1, 0.9, 20)
    expected, variance = [], []
    for _ in range(3000):
        reference = kaplan_meier(rng.exponential(1, 40), np.ones(40))
        if reference.last_time >= 0.9:
            hazard = curve_reference(reference, estimator="nelson_aalen")
            expected.append(observed_and_expected(group, np.ones(20), hazard)[1])
            variance.append(reference_variance(group, np.ones(20), reference))
    assert np.mean(variance) == pytest.approx(np.var(expected), rel=0.08)


def censored(rng, n, upper):
    times = rng.exponential(1, n)
    ends = rng.uniform(0.5, upper, n) if upper else np.full(n, np.inf)
    return np.minimum(times, ends), (times <= ends).astype(int)


def sizes(n, upper, trials=2500):
    """Share of trials without any difference that each test rejects at 5%: against a median, against a curve."""
    rng = np.random.default_rng(n)
    rejected, tried = np.zeros(2), np.zeros(2)
    for _ in range(trials):
        times, events = censored(rng, n, upper)
        curve = kaplan_meier(*censored(rng, n, upper))
        median = quantile(curve, 0.5, conf_type="log-log", conf_level=0.95).estimate
        if not math.isnan(median):
            expected = times.sum() * math.log(2) / median
            found = one_sample_against_median(
                int(events.sum()), expected, curve.n_events, alternative="two_sided", **LEVEL
            )
            rejected[0], tried[0] = rejected[0] + (found.p_value < 0.05), tried[0] + 1
        cut = censor_at(times, events, curve.last_time)
        observed, expected = observed_and_expected(*cut, curve_reference(curve, estimator="nelson_aalen"))
        variance = reference_variance(*cut, curve)
        found = one_sample_against_curve(observed, expected, variance, alternative="two_sided", **LEVEL)
        rejected[1], tried[1] = rejected[1] + (found.p_value < 0.05), tried[1] + 1
    return rejected / tried


@pytest.mark.slow
@pytest.mark.parametrize("n", [30, 50, 100])
@pytest.mark.parametrize("upper", [None, 2.5])
def test_size_against_an_estimated_reference(n, upper):
    for size in sizes(n, upper):
        # .03 to .055, give or take two standard errors of 2,500 trials
        assert 0.03 - 0.008 < size < 0.055 + 0.008


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "upper", "least"), [(20, None, 0.94), (40, None, 0.94), (100, None, 0.94), (60, 2.5, 0.94)]
)
def test_coverage_of_limits_from_a_median(n, upper, least):
    rng = np.random.default_rng(n)
    covered = tried = 0
    for _ in range(4000):
        curve = kaplan_meier(*censored(rng, n, upper))
        median = quantile(curve, 0.5, conf_type="log-log", conf_level=0.95).estimate
        if not math.isnan(median):
            limits = limits_from_median(median, curve.n_events, **LEVEL)
            covered, tried = covered + (limits.conf_low <= math.log(2) <= limits.conf_high), tried + 1
    assert covered / tried > least - 0.007  # two standard errors


@pytest.mark.parametrize(
    "call",
    [
        lambda: median_variance(0),
        lambda: median_variance(2.5),
        lambda: limits_from_median(0.0, 5, **LEVEL),
        lambda: limits_from_median(math.inf, 5, **LEVEL),
        lambda: limits_from_median(5.0, 5, conf_level=1.0),
        lambda: one_sample_against_median(-1, 2.0, 5, alternative="less", **LEVEL),
        lambda: one_sample_against_median(1, 0.0, 5, alternative="less", **LEVEL),
        lambda: one_sample_against_curve(1, 2.0, -0.1, alternative="less", **LEVEL),
        lambda: one_sample_against_curve(1, 2.0, 0.1, alternative="both", **LEVEL),
        lambda: reference_variance([9.0], [1], kaplan_meier([4], [1])),
    ],
)
def test_out_of_range(call):
    with pytest.raises(ValueError):
        call()

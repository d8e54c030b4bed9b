"""One-sample log-rank test: coherence of test and limits, and the median at which it turns."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.one_sample_log_rank import (
    censor_at,
    observed_and_expected,
    one_sample_exact,
    one_sample_oe2,
    tipping_median,
)
from reanalysis.stats.reference_hazard import exponential_reference, points_reference

QUICK = settings(derandomize=True, deadline=None, max_examples=150)
counts = st.integers(0, 60)
means = st.floats(0.05, 100.0)


def poisson_cdf(count: int, mean: float) -> float:
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))


@QUICK
@given(counts, means)
def test_tails_are_those_of_the_poisson_distribution(observed: int, expected: float) -> None:
    less, greater = (one_sample_exact(observed, expected, conf_level=0.95, alternative=a) for a in ("less", "greater"))
    assert less.p_value == pytest.approx(poisson_cdf(observed, expected), abs=1e-10)
    upper = 1.0 - poisson_cdf(observed - 1, expected) if observed else 1.0
    assert greater.p_value == pytest.approx(upper, abs=1e-10)
    two = one_sample_exact(observed, expected, conf_level=0.95, alternative="two_sided")
    assert two.p_value == min(1.0, 2 * min(less.p_value, greater.p_value))


@QUICK
@given(counts, means, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_limits_exclude_1_exactly_where_the_test_rejects(observed: int, expected: float, level: float) -> None:
    found = one_sample_exact(observed, expected, conf_level=level, alternative="two_sided")
    assert (found.p_value < 1 - level) == (found.conf_high < 1 or found.conf_low > 1)
    assert found.conf_low <= found.ratio <= found.conf_high
    assert found.ratio == observed / expected


@QUICK
@given(counts, means)
def test_oe2_has_the_direction_of_the_exact_test(observed: int, expected: float) -> None:
    found = one_sample_oe2(observed, expected, alternative="less")
    assert (found.statistic < 0) == (observed < expected)
    assert found.statistic**2 == pytest.approx((observed - expected) ** 2 / ((observed + expected) / 2))
    assert (found.p_value < 0.5) == (observed < expected)
    assert math.isnan(found.conf_low)


@QUICK
@given(counts, st.floats(1.0, 1e4), st.sampled_from([0.025, 0.05]), st.sampled_from(["less", "greater"]))
def test_the_test_turns_at_the_tipping_median(observed: int, person_time: float, alpha: float, side: str) -> None:
    median = tipping_median(observed, person_time, alpha=alpha, alternative=side)
    if math.isinf(median):
        assert (observed, side) == (0, "greater")
        return
    for shift, rejects in ((1 - 1e-6, side == "less"), (1 + 1e-6, side == "greater")):
        expected = math.log(2) * person_time / (median * shift)
        found = one_sample_exact(observed, expected, conf_level=0.95, alternative=side)
        assert (found.p_value < alpha) == rejects


def test_no_event() -> None:
    found = one_sample_exact(0, 3.0, conf_level=0.95, alternative="less")
    assert (found.ratio, found.conf_low) == (0.0, 0.0)
    assert found.p_value == pytest.approx(math.exp(-3.0))
    assert one_sample_exact(0, 3.0, conf_level=0.95, alternative="greater").p_value == 1.0
    assert one_sample_oe2(0, 3.0, alternative="less").statistic == pytest.approx(-math.sqrt(6.0))
    assert tipping_median(0, 10.0, alpha=0.05, alternative="less") == pytest.approx(10 * math.log(2) / math.log(20))


def test_one_patient() -> None:
    observed, expected = observed_and_expected([8.0], [1], exponential_reference(8.0))
    assert (observed, expected) == (1, pytest.approx(math.log(2)))


def test_cut_at_the_end_of_the_reference() -> None:
    times, events = censor_at([3, 12, 14, 20], [1, 1, 1, 0], 12)
    assert (times, events) == ((3, 12, 12, 12), (1, 1, 0, 0))
    reference = points_reference([6, 12], [0.8, 0.5], rule="piecewise_exponential")
    with pytest.raises(ValueError, match="beyond the end"):
        observed_and_expected([3, 12, 14, 20], [1, 1, 1, 0], reference)
    observed, expected = observed_and_expected(times, events, reference)
    assert (observed, expected) == (2, pytest.approx(3 * math.log(2) + math.log(1 / 0.8) / 2))


def test_bad_input() -> None:
    for observed, expected in ((-1, 1.0), (1.5, 1.0), (1, 0.0), (1, -1.0), (1, math.inf), (1, math.nan)):
        with pytest.raises(ValueError):
            one_sample_exact(observed, expected, conf_level=0.95, alternative="less")
        with pytest.raises(ValueError):
            one_sample_oe2(observed, expected, alternative="less")
        with pytest.raises(ValueError):
            tipping_median(observed, expected, alpha=0.05, alternative="less")
    with pytest.raises(ValueError, match="alternative"):
        one_sample_exact(1, 1.0, conf_level=0.95, alternative="smaller")
    with pytest.raises(ValueError, match="alternative"):
        tipping_median(1, 1.0, alpha=0.05, alternative="two_sided")
    with pytest.raises(ValueError, match="horizon"):
        censor_at([1], [1], -1.0)

"""Event rates: exact Poisson limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson
from statsmodels.stats.rates import confint_poisson

from reanalysis.stats.event_rate import exact_poisson

QUICK = settings(derandomize=True, deadline=None, max_examples=150)
counts = st.integers(0, 300)
spans = st.floats(0.01, 20_000)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.999])


# R 4.2.2, poisson.test(x, T = 42, conf.level =, alternative =)$conf.int, 12 digits
@pytest.mark.parametrize(
    ("events", "conf_level", "low", "high"),
    [
        (0, 0.95, 0, 0.0878304631932),
        (1, 0.95, 0.000602804952007, 0.132658175975),
        (3, 0.95, 0.0147302886404, 0.208744596899),
        (10, 0.95, 0.114175921336, 0.437865620048),
        (10, 0.90, 0.129176326121, 0.403862362755),
    ],
)
def test_equals_r(events: int, conf_level: float, low: float, high: float) -> None:
    found = exact_poisson(events, 42, conf_level=conf_level)
    assert found.estimate == pytest.approx(events / 42)
    assert (found.conf_low, found.conf_high) == pytest.approx((low, high), rel=1e-11)


@QUICK
@given(counts, spans, levels)
def test_equals_statsmodels(events: int, person_time: float, conf_level: float) -> None:
    found = exact_poisson(events, person_time, conf_level=conf_level)
    low, high = confint_poisson(events, person_time, method="exact-c", alpha=1 - conf_level)
    assert (found.conf_low, found.conf_high) == pytest.approx((np.nan_to_num(low), high), rel=1e-9)


@QUICK
@given(counts, levels)
def test_limits_leave_half_of_the_rest_in_each_tail(events: int, conf_level: float) -> None:
    found, tail = exact_poisson(events, 1, conf_level=conf_level), (1 - conf_level) / 2
    assert poisson.cdf(events, found.conf_high) == pytest.approx(tail, rel=1e-9)
    if events:
        assert poisson.sf(events - 1, found.conf_low) == pytest.approx(tail, rel=1e-9)
    else:
        assert found.conf_low == 0


@QUICK
@given(counts, spans, levels)
def test_encloses_the_estimate_and_rises_with_the_count(events: int, person_time: float, conf_level: float) -> None:
    found = exact_poisson(events, person_time, conf_level=conf_level)
    more = exact_poisson(events + 1, person_time, conf_level=conf_level)
    assert found.conf_low <= found.estimate < found.conf_high
    assert found.conf_low < more.conf_low
    assert found.conf_high < more.conf_high


def test_no_event_has_the_closed_form() -> None:
    assert exact_poisson(0, 10, conf_level=0.95).conf_high == pytest.approx(-math.log(0.025) / 10)


def test_a_level_close_to_one_is_not_lost_to_rounding() -> None:
    assert exact_poisson(0, 1, conf_level=1 - 1e-9).conf_high == pytest.approx(-math.log(5e-10), rel=1e-6)


@pytest.mark.parametrize("events", [-1, 1.5, 2.0, True, "3", None])
def test_refuses_what_is_not_a_count(events: object) -> None:
    with pytest.raises(ValueError, match="events must be a whole number"):
        exact_poisson(events, 42, conf_level=0.95)  # type: ignore[arg-type]


@pytest.mark.parametrize("person_time", [0, -1, math.nan, math.inf])
def test_refuses_a_span_that_is_not_above_zero(person_time: float) -> None:
    with pytest.raises(ValueError, match="person_time must be above 0"):
        exact_poisson(1, person_time, conf_level=0.95)


def test_refuses_other_levels() -> None:
    with pytest.raises(ValueError, match="conf_level"):
        exact_poisson(1, 42, conf_level=95)


def test_numpy_counts_are_welcome() -> None:
    assert exact_poisson(np.int64(3), 42, conf_level=0.95) == exact_poisson(3, 42, conf_level=0.95)

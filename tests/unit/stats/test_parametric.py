"""Parametric survival: the likelihood is largest at the fit, units, guards."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reanalysis.stats import parametric
from reanalysis.stats._location_scale import STANDARD, maximise
from reanalysis.stats.event_rate import exact_poisson
from reanalysis.stats.parametric import (
    DISTRIBUTIONS,
    ParametricFit,
    exponential_median,
    fit_parametric,
    parametric_survival,
)

SLOW = settings(derandomize=True, deadline=None, max_examples=12)
QUICK = settings(derandomize=True, deadline=None, max_examples=100)
FITTED = DISTRIBUTIONS[1:]

patients = st.lists(st.tuples(st.integers(1, 40).map(float), st.integers(0, 1)), min_size=2, max_size=20)


def fit(times, events, distribution: str) -> ParametricFit:
    return fit_parametric(times, events, distribution=distribution, conf_level=0.95)


def scipy_log_likelihood(times, events, distribution: str, location: float, scale: float) -> float:
    frozen = {
        "exponential": lambda: stats.expon(scale=math.exp(location)),
        "weibull": lambda: stats.weibull_min(1 / scale, scale=math.exp(location)),
        "lognormal": lambda: stats.lognorm(scale, scale=math.exp(location)),
        "loglogistic": lambda: stats.fisk(1 / scale, scale=math.exp(location)),
    }[distribution]()
    t, e = np.array(times), np.array(events)
    return float((e * frozen.logpdf(t) + (1 - e) * frozen.logsf(t)).sum())


@SLOW
@given(patients, st.sampled_from(DISTRIBUTIONS))
def test_fit_is_where_the_likelihood_is_largest(sample: list[tuple[float, int]], distribution: str) -> None:
    times, events = zip(*sample, strict=True)
    found = fit(times, events, distribution)
    distinct = len({time for time, event in sample if event})
    assert bool(found.reason) == (distribution != "exponential" and distinct < 2)
    if found.reason or found.n_events == 0:
        return
    at = (found.location, found.scale)
    top = scipy_log_likelihood(times, events, distribution, *at)
    assert found.log_likelihood == pytest.approx(top, abs=1e-8)
    parameters = 1 if distribution == "exponential" else 2
    assert found.aic == pytest.approx(2 * parameters - 2 * top, abs=1e-7)
    moves = [(at[0] + 1e-3, at[1]), (at[0] - 1e-3, at[1])]
    if parameters == 2:
        moves += [(at[0], at[1] * 1.001), (at[0], at[1] / 1.001)]
    assert all(scipy_log_likelihood(times, events, distribution, *move) < top for move in moves)
    assert float(parametric_survival(found, found.median)) == pytest.approx(0.5)
    assert found.conf_low < found.median < found.conf_high


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_the_unit_of_time_is_only_a_unit(distribution: str) -> None:
    times, events = np.array([1.0, 2, 4, 7, 9, 12]), [1, 1, 0, 1, 0, 1]
    years, days = fit(times, events, distribution), fit(times * 365.25, events, distribution)
    for name in ("median", "conf_low", "conf_high"):
        assert getattr(days, name) == pytest.approx(365.25 * getattr(years, name), rel=1e-9)
    assert days.log_likelihood == pytest.approx(years.log_likelihood - 4 * math.log(365.25), abs=1e-9)


@QUICK
@given(st.integers(1, 200), st.floats(0.1, 1e4), st.sampled_from([0.8, 0.95]))
def test_exponential_limits_are_those_of_the_rate(events: int, person_time: float, level: float) -> None:
    found, rate = (method(events, person_time, conf_level=level) for method in (exponential_median, exact_poisson))
    assert found.estimate == pytest.approx(math.log(2) * person_time / events)
    assert (found.conf_low, found.conf_high) == pytest.approx(
        (math.log(2) / rate.conf_high, math.log(2) / rate.conf_low)
    )


def test_exponential_without_events() -> None:
    found = fit([5, 7], [0, 0], "exponential")
    assert (found.median, found.conf_high, found.log_likelihood, found.aic) == (math.inf, math.inf, 0, 2)
    assert found.conf_low == pytest.approx(12 * math.log(2) / -math.log(0.025))
    assert parametric_survival(found, [0, 5, 100]).tolist() == [1, 1, 1]


@pytest.mark.parametrize("distribution", FITTED)
def test_data_without_a_fit(distribution: str) -> None:
    for times, events, reason in (
        ([3, 5], [0, 0], "fewer than two distinct event times"),
        ([3, 5], [1, 0], "fewer than two distinct event times"),
        ([3, 3, 3], [1, 1, 1], "fewer than two distinct event times"),
        ([7], [1], "fewer than two distinct event times"),
        ([0, 3, 5], [1, 1, 1], "an event at time 0"),
    ):
        found = fit(times, events, distribution)
        assert reason in found.reason
        assert math.isnan(found.median) and math.isnan(found.aic)
        with pytest.raises(ValueError, match="there is no fit"):
            parametric_survival(found, [1.0])


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_a_censoring_at_time_0_says_nothing(distribution: str) -> None:
    with_it, without = fit([0, 3, 5, 9], [0, 1, 1, 0], distribution), fit([3, 5, 9], [1, 1, 0], distribution)
    assert (with_it.n, without.n) == (4, 3)
    assert with_it.median == pytest.approx(without.median)
    assert with_it.log_likelihood == pytest.approx(without.log_likelihood)


def test_exponential_takes_an_event_at_time_0() -> None:
    assert fit([0, 10], [1, 1], "exponential").median == pytest.approx(5 * math.log(2))
    assert fit([0, 0], [1, 1], "exponential").reason == "no time under observation"


def test_a_fit_that_does_not_converge_is_no_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ArithmeticError("no")

    monkeypatch.setattr(parametric, "maximum", fail)
    assert fit([3, 5, 9], [1, 1, 0], "weibull").reason == "the fit did not converge: no"


@pytest.mark.parametrize("distribution", FITTED)
def test_the_maximum_is_found_from_data_far_from_any_start(distribution: str) -> None:
    # nearly tied, very spread, nearly all censored
    for times, events in (
        ([5.0, 5.000001, 5.0], [1, 1, 0]),
        ([1e-6, 1.0, 1e6, 3.0], [1, 1, 1, 0]),
        ([0.01, 0.02, *[50.0] * 200], [1, 1, *[0] * 200]),
        ([1.0] * 12 + [1.3], [1] * 13),
    ):
        found = fit(times, events, distribution)
        top = scipy_log_likelihood(times, events, distribution, found.location, found.scale)
        assert not found.reason
        assert found.log_likelihood == pytest.approx(top, rel=1e-6)
        for location, scale in ((1e-3, 1.0), (-1e-3, 1.0), (0.0, 1.001), (0.0, 0.999)):
            assert (
                scipy_log_likelihood(
                    times, events, distribution, found.location + location * found.scale, found.scale * scale
                )
                < top
            )


def test_maximise_refuses_a_start_from_which_there_is_no_way() -> None:
    log_times, events = np.log([3.0, 5.0, 9.0]), np.array([1.0, 1.0, 0.0])
    for log_scale in (-300.0, 300.0):
        with pytest.raises(ArithmeticError, match="no maximum"):
            maximise(STANDARD["weibull"], log_times, events, location=0.0, log_scale=log_scale)


def test_nothing_of_the_process_is_changed() -> None:
    settings_before, filters_before = np.geterr(), list(warnings.filters)
    fit([1, 2, 4], [1, 1, 0], "lognormal")
    assert np.geterr() == settings_before
    assert warnings.filters == filters_before


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_survival_falls_from_1(distribution: str) -> None:
    found = fit([3, 5, 9], [1, 1, 0], distribution)
    survival = parametric_survival(found, [0, 1, 5, 50, 1e300])
    assert survival[0] == 1.0
    assert (np.diff(survival) < 0).all()
    with pytest.raises(ValueError, match="negative"):
        parametric_survival(found, [-1.0])


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="distribution"):
        fit([1, 2], [1, 1], "gompertz")
    with pytest.raises(ValueError):
        fit_parametric([1, 2], [1, 1], distribution="weibull", conf_level=95)
    with pytest.raises(ValueError):
        fit([], [], "weibull")
    with pytest.raises(ValueError):
        exponential_median(3, 0.0, conf_level=0.95)

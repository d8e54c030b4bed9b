"""Every method for times under stress: random tiny samples with ties, zeros and heavy censoring, extreme levels.

No exception, no nan where there is a limit, limits in order and in range, curves that fall, groups that can be
exchanged. The quick part runs always; 20,000 samples are *slow*.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from reanalysis.stats.competing_risks import aalen_johansen, incidence_at, naive_incidence
from reanalysis.stats.cox import cox_hazard_ratio
from reanalysis.stats.event_rate import exact_poisson
from reanalysis.stats.kaplan_meier import (
    CONF_TYPES,
    beta_product_at,
    confidence_limits,
    kaplan_meier,
    quantile,
    restricted_mean,
    reverse,
    survival_at,
)
from reanalysis.stats.log_rank import log_rank
from reanalysis.stats.one_sample_log_rank import observed_and_expected, one_sample_exact, one_sample_oe2
from reanalysis.stats.parametric import DISTRIBUTIONS, fit_parametric
from reanalysis.stats.reconstruction import reconstruct
from reanalysis.stats.reference_hazard import curve_reference, exponential_reference
from reanalysis.stats.survival_mean import restricted_mean_difference

LEVELS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.99999)
SIDES = ("two_sided", "greater", "less")
SLACK = 1e-9

samples = pytest.mark.parametrize(
    "count", [300, pytest.param(20_000, marks=pytest.mark.slow)], ids=["quick", "20000 samples"]
)
pairs = pytest.mark.parametrize(
    "count", [150, pytest.param(20_000, marks=pytest.mark.slow)], ids=["quick", "20000 pairs"]
)


def drawn(count, seed, *, causes=1):
    """Samples of 1 to 8 patients: whole times from 0 to 5, or twentieths, events from none to all."""
    rng = np.random.default_rng(seed)
    for i in range(count):
        n = int(rng.integers(1, 9))
        times = rng.integers(0, 6, n) / (1.0 if i % 3 else 20.0)
        events = (rng.random(n) < (0.0, 0.3, 0.6, 0.9, 1.0)[i % 5]) * rng.integers(1, causes + 1, n)
        yield times.tolist(), events.astype(int).tolist(), LEVELS[i % len(LEVELS)]


def in_order(*values):
    """Ascending where they are numbers."""
    known = [value for value in values if not math.isnan(value)]
    return all(after >= before - SLACK for before, after in pairwise(known))


@samples
def test_curves_limits_and_quantiles(count):
    for times, events, level in drawn(count, 1):
        curve = kaplan_meier(times, events)
        assert (np.diff(np.append(1.0, curve.survival)) <= 0).all() and (curve.survival >= 0).all()
        assert (curve.n_at_risk[0], curve.n_events, curve.last_time) == (len(times), sum(events), max(times))
        assert np.isfinite(curve.std_error[curve.survival > 0]).all()
        for conf_type in CONF_TYPES:
            low, high = confidence_limits(curve, conf_type=conf_type, conf_level=level)
            undefined = (curve.survival == 0) | ((curve.survival == 1) & (conf_type == "log-log"))
            assert (np.isnan(low) == undefined).all() and (np.isnan(high) == undefined).all()
            known = ~undefined
            assert ((low >= 0) & (low <= curve.survival + SLACK))[known].all()
            assert ((high <= 1) & (high >= curve.survival - SLACK))[known].all()
            for fraction in (0.25, 0.5, 0.9):
                found = quantile(curve, fraction, conf_type=conf_type, conf_level=level)
                reached = curve.survival[-1] <= 1 - fraction + 1e-12
                assert math.isnan(found.estimate) != reached
                assert in_order(0.0, found.conf_low, found.conf_high, max(times))
                assert in_order(found.conf_low, found.estimate) and in_order(found.first_at_or_below, found.estimate)
        for time in {0.0, *times, max(times) / 2}:
            for conf_type in CONF_TYPES:
                at = survival_at(curve, time, conf_type=conf_type, conf_level=level)
                assert in_order(0.0, at.conf_low, at.estimate, at.conf_high, 1.0)
                assert (at.note == "degenerate") == (at.estimate in (0.0, 1.0))
            product = beta_product_at(curve, time, conf_level=level)
            assert 0 <= product.conf_low <= at.estimate + SLACK and at.estimate - SLACK <= product.conf_high <= 1
            assert product.conf_low < product.conf_high
        backwards = reverse(times, events)
        assert backwards.n_events == len(events) - sum(events)


@samples
def test_means_of_times(count):
    for times, events, level in drawn(count, 2):
        curve = kaplan_meier(times, events)
        for tau in {max(times), max(times) / 3} - {0.0}:
            found = restricted_mean(curve, tau, conf_level=level)
            assert 0 <= found.estimate <= tau + SLACK and 0 <= found.std_error < math.inf
            assert in_order(found.conf_low, found.estimate, found.conf_high)
            same = restricted_mean_difference(curve, curve, tau, conf_level=level, alternative="two_sided")
            assert same.estimate == 0.0
            assert same.p_value == 1.0 if found.std_error else math.isnan(same.p_value)


@pairs
def test_two_groups(count):
    both = zip(drawn(count, 3), drawn(count, 4), strict=True)
    for (times, events, level), (others, other_events, _) in both:
        there = {"times": times, "events": events, "against_times": others, "against_events": other_events}
        back = {"times": others, "events": other_events, "against_times": times, "against_events": events}
        p = {side: log_rank(**there, alternative=side).p_value for side in SIDES}
        assert all(0 <= value <= 1 for value in p.values())
        assert p["greater"] == pytest.approx(log_rank(**back, alternative="less").p_value, rel=1e-9, abs=1e-12)
        test = log_rank(**there, alternative="two_sided")
        assert (test.observed, test.observed_against) == (sum(events), sum(other_events))
        assert test.expected + test.expected_against == pytest.approx(sum(events) + sum(other_events))
        found = cox_hazard_ratio(**there, conf_level=level, alternative="two_sided")
        other = cox_hazard_ratio(**back, conf_level=level, alternative="two_sided")
        if found.reason:
            assert found.estimate in (0.0, math.inf) or math.isnan(found.estimate)
            assert math.isnan(found.conf_low) and math.isnan(found.conf_high) and math.isnan(found.p_value)
            assert other.reason
        else:
            assert 0 <= found.conf_low <= found.estimate <= found.conf_high
            assert found.estimate * other.estimate == pytest.approx(1.0)
            outside = found.conf_low > 1 + SLACK or found.conf_high < 1 - SLACK
            assert (found.p_value < 1 - level) == outside or abs(found.p_value - (1 - level)) < SLACK
        tau = min(max(times), max(others))
        if tau > 0:
            curves = kaplan_meier(times, events), kaplan_meier(others, other_events)
            found = restricted_mean_difference(*curves, tau, conf_level=level, alternative="greater")
            unknown = math.isnan(found.std_error)  # a group without an event is not known exactly
            assert math.isnan(found.p_value) if unknown else 0 <= found.p_value <= 1
            assert in_order(found.conf_low, found.estimate, found.conf_high)
            assert -tau - SLACK <= found.estimate <= tau + SLACK


@samples
def test_one_group_against_a_reference(count):
    both = zip(drawn(count, 5), drawn(count, 6), strict=True)
    for (times, events, level), (others, other_events, _) in both:
        curve = kaplan_meier(others, other_events)
        references = [exponential_reference(2.5), curve_reference(curve, estimator="nelson_aalen")]
        for reference in references:
            cut = [(time, event) for time, event in zip(times, events, strict=True) if time <= reference.last_time]
            if not cut:
                continue
            observed, expected = observed_and_expected(*zip(*cut, strict=True), reference)
            assert observed == sum(event for _, event in cut) and 0 <= expected < math.inf
            if expected > 0:
                exact = {
                    side: one_sample_exact(observed, expected, conf_level=level, alternative=side) for side in SIDES
                }
                assert in_order(0.0, exact["less"].conf_low, exact["less"].ratio, exact["less"].conf_high)
                assert math.isfinite(exact["less"].conf_high)
                assert all(0 < one.p_value <= 1 for one in exact.values())
                outside = exact["less"].conf_low > 1 or exact["less"].conf_high < 1
                p = exact["two_sided"].p_value
                assert (p < 1 - level) == outside or abs(p - (1 - level)) < SLACK
                assert 0 < one_sample_oe2(observed, expected, alternative="less").p_value <= 1


@samples
def test_competing_risks(count):
    for times, causes, level in drawn(count, 7, causes=3):
        overall = kaplan_meier(times, np.minimum(causes, 1))
        curves = [aalen_johansen(times, causes, cause=cause) for cause in (1, 2, 3)]
        assert sum(curve.incidence for curve in curves) == pytest.approx(1 - overall.survival, abs=1e-12)
        for cause, curve in enumerate(curves, 1):
            assert (np.diff(curve.incidence) >= -1e-15).all() and np.isfinite(curve.std_error).all()
            naive = 1 - naive_incidence(times, causes, cause=cause).survival
            assert (naive >= curve.incidence - SLACK).all()
            for conf_type in CONF_TYPES:
                for time in {0.0, *times}:
                    at = incidence_at(curve, time, conf_type=conf_type, conf_level=level)
                    assert in_order(0.0, at.conf_low, at.estimate, at.conf_high, 1.0)
                    defined = 0 < at.estimate < 1 or (conf_type == "plain") or (conf_type == "log" and at.estimate == 1)
                    assert math.isnan(at.conf_low) != defined


@pytest.mark.parametrize("count", [60, pytest.param(5_000, marks=pytest.mark.slow)], ids=["quick", "5000 samples"])
def test_parametric_models_have_ordered_limits_or_a_reason(count):
    for times, events, level in drawn(count, 8):
        for distribution in DISTRIBUTIONS:
            fit = fit_parametric(times, events, distribution=distribution, conf_level=level)
            if fit.reason:
                assert math.isnan(fit.median) and math.isnan(fit.conf_low)
            else:
                assert 0 < fit.conf_low <= fit.median and (fit.conf_high >= fit.median) and not math.isnan(fit.aic)


@samples
def test_a_curve_of_known_patients_is_reconstructed_without_losing_one(count):
    for times, events, _ in drawn(count, 9):
        curve = kaplan_meier(times, events)
        table = [(0.0, len(times))]
        found = reconstruct(curve.time, curve.survival, at_risk=table, total_events=sum(events))
        assert len(found.times) == len(times) and set(found.events) <= {0, 1}
        assert all(0 <= time <= max(times) + SLACK for time in found.times)
        assert reconstruct(curve.time, curve.survival, n=len(times)).times


def test_rates_of_every_count():
    for events in (*range(41), 100, 1000, 10**6):
        for level in LEVELS:
            found = exact_poisson(events, 42.0, conf_level=level)
            assert 0 <= found.conf_low <= found.estimate <= found.conf_high < math.inf
            assert (found.conf_low == 0) == (events == 0)

"""Cox regression of two groups: the maximum of Efron's likelihood, and data on which there is none."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.cox import HazardRatio, cox_hazard_ratio

Patients = list[tuple[float, int]]
SLOW = settings(derandomize=True, deadline=None, max_examples=25)

patients = st.lists(st.tuples(st.integers(0, 12).map(float), st.integers(0, 1)), min_size=1, max_size=15)


def compare(first: Patients, second: Patients, alternative: str = "two_sided") -> HazardRatio:
    (times, events), (others, other_events) = (tuple(zip(*sample, strict=True)) for sample in (first, second))
    return cox_hazard_ratio(
        times, events, against_times=others, against_events=other_events, conf_level=0.95, alternative=alternative
    )


def log_likelihood(first: Patients, second: Patients, log_ratio: float) -> float:
    """Efron's log partial likelihood, written from its definition."""
    everybody = [(time, event, math.exp(log_ratio)) for time, event in first] + [(*patient, 1.0) for patient in second]
    total = 0.0
    for now in {time for time, event, _ in everybody if event}:
        risk = sum(weight for time, _, weight in everybody if time >= now)
        dying = [weight for time, event, weight in everybody if time == now and event]
        total += sum(math.log(weight) for weight in dying)
        total -= sum(math.log(risk - j / len(dying) * sum(dying)) for j in range(len(dying)))
    return total


@SLOW
@given(patients, patients)
def test_estimate_is_where_the_likelihood_is_largest(first: Patients, second: Patients) -> None:
    found = compare(first, second)
    at = [log_likelihood(first, second, b) for b in (-30.0, 30.0)]
    if found.reason:
        flat = at[0] == pytest.approx(at[1], abs=1e-6)
        rising = at[1] > at[0] + 1e-6
        assert math.isnan(found.estimate) if flat else found.estimate == (math.inf if rising else 0.0)
        assert all(math.isnan(value) for value in (found.conf_low, found.conf_high, found.p_value, found.std_error))
        return
    best = math.log(found.estimate)
    top = log_likelihood(first, second, best)
    assert all(
        top > log_likelihood(first, second, best + shift) for shift in (-0.01, 0.01, *(b - best for b in (-30, 30)))
    )
    curvature = sum(log_likelihood(first, second, best + shift) for shift in (-1e-4, 1e-4)) - 2 * top
    assert found.std_error == pytest.approx(math.sqrt(-1e-8 / curvature), rel=1e-3)
    assert found.conf_low < found.estimate < found.conf_high
    assert (found.p_value < 0.05) == (found.conf_low > 1.0 or found.conf_high < 1.0)


@SLOW
@given(patients, patients)
def test_exchanging_the_groups_inverts_the_ratio(first: Patients, second: Patients) -> None:
    there, back = compare(first, second, "greater"), compare(second, first, "less")
    if there.reason:
        assert {there.estimate, back.estimate} in ({0.0, math.inf},) or math.isnan(there.estimate)
    else:
        assert there.estimate * back.estimate == pytest.approx(1.0)
        assert there.conf_low * back.conf_high == pytest.approx(1.0)
        assert there.p_value == pytest.approx(back.p_value)


def test_the_unit_of_time_does_not_matter() -> None:
    first, second = [(1, 1), (4, 0), (5, 1)], [(2, 1), (3, 1), (4, 1)]
    days = [[(365.25 * time, event) for time, event in sample] for sample in (first, second)]
    assert compare(*days) == compare(first, second)


@pytest.mark.parametrize(
    ("first", "second", "estimate", "reason"),
    [
        ([(5, 0), (9, 0)], [(1, 1), (2, 1)], 0.0, "no event in the first group"),
        ([(1, 1), (2, 1)], [(3, 1), (4, 1)], math.inf, "no event in the group compared with"),  # complete separation
        ([(5, 0)], [(6, 0)], math.nan, "no event while both"),
        ([(1, 0)], [(2, 1)], math.nan, "no event while both"),
        ([(1, 1)], [(2, 0)], math.inf, "no event in the group compared with"),
    ],
)
def test_data_without_a_maximum(first: Patients, second: Patients, estimate: float, reason: str) -> None:
    found = compare(first, second)
    assert found.estimate == pytest.approx(estimate, nan_ok=True)
    assert reason in found.reason
    assert math.isnan(found.conf_low) and math.isnan(found.conf_high)


def test_all_tied_is_a_ratio_of_1() -> None:
    found = compare([(5, 1), (5, 1)], [(5, 1)])
    assert found.estimate == pytest.approx(1.0)
    assert found.p_value == pytest.approx(1.0)
    assert found.reason == ""


def test_nothing_of_the_process_is_changed() -> None:
    settings_before, filters_before = np.geterr(), list(warnings.filters)
    events = [1, 0, 1]
    cox_hazard_ratio([1, 2, 4], events, against_times=[1, 3], against_events=[1, 1], conf_level=0.9, alternative="less")
    assert np.geterr() == settings_before
    assert warnings.filters == filters_before
    assert events == [1, 0, 1]


def test_a_fit_that_does_not_converge_is_no_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError

    first, second = [(1, 1), (4, 1)], [(2, 1), (3, 1)]

    def fail(*_: object, **__: object) -> None:
        raise ConvergenceError("delta contains nan value(s)\nmore")

    fit = CoxPHFitter.fit
    monkeypatch.setattr(CoxPHFitter, "fit", fail)
    assert compare(first, second).reason == "the fit did not converge: delta contains nan value(s)"
    monkeypatch.setattr(CoxPHFitter, "fit", lambda self, *args, **_: fit(self, *args, fit_options={"max_steps": 1}))
    assert (
        compare([*first[:1], (9, 0)], second).reason == "the fit did not converge: the score is not 0 at its estimate"
    )


def test_bad_input() -> None:
    good = {"against_times": [1], "against_events": [1], "conf_level": 0.95, "alternative": "two_sided"}
    for change in ({"conf_level": 1.0}, {"alternative": "more"}, {"against_times": []}, {"against_events": [3]}):
        with pytest.raises(ValueError):
            cox_hazard_ratio([1, 2], [1, 1], **{**good, **change})

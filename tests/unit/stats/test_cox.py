"""Cox regression of two groups: the maximum of Efron's likelihood, and data on which there is none."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reanalysis.stats.cox import HazardRatio, cox_hazard_ratio
from reanalysis.stats.log_rank import RiskTable

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


@SLOW
@given(patients, patients)
def test_equals_lifelines_where_that_converges(first: Patients, second: Patients) -> None:
    from lifelines import CoxPHFitter
    from pandas import DataFrame

    found = compare(first, second)
    assume(not found.reason)
    table = DataFrame(
        [(time + 1.0, event, 1.0) for time, event in first] + [(time + 1.0, event, 0.0) for time, event in second],
        columns=["time", "event", "first"],
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitter = CoxPHFitter().fit(table, "time", "event", fit_options={"precision": 1e-20, "r_precision": 0.0})
    assert math.log(found.estimate) == pytest.approx(fitter.params_["first"], abs=1e-8)
    assert found.std_error == pytest.approx(fitter.standard_errors_["first"], rel=1e-7)


def test_one_patient_against_many_has_the_estimate_of_r() -> None:
    # R survival 3.5: coxph(Surv(time, event) ~ group); lifelines 0.30.3 ends here with "delta contains nan value(s)"
    many = [(8, 1), (3, 1), (27, 0), (11, 1), (30, 0), (13, 0), (6, 1), (6, 1), (2, 1), (6, 1), (4, 1), (5, 1), (0, 1)]
    found = compare([(0, 1)], [*many, (5, 1)])
    assert math.log(found.estimate) == pytest.approx(2.96744709780979, abs=1e-13)
    assert found.std_error == pytest.approx(1.43332000081662, abs=1e-13)


def test_a_limit_beyond_all_numbers_is_inf() -> None:
    # a term of the score near 0 and one near 1: the ratio is 1, and its logarithm has a standard error of 500
    many = 10**6
    table = RiskTable(
        time=np.array([1.0, 2.0]),
        at_risk=np.array([many + 1, many + 1]),
        events=np.array([1, 1]),
        at_risk_first=np.array([1, many]),
        events_first=np.array([1, 0]),
        rank=np.array([], dtype=np.int64),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reanalysis.stats.cox.risk_table", lambda *_, **__: table)
        found = compare([(1, 1)], [(2, 1)])
    assert found.estimate == pytest.approx(1.0)
    assert found.std_error == pytest.approx(math.sqrt(many / 2), rel=1e-5)
    assert (found.conf_low, found.conf_high) == (0.0, math.inf)


def test_bad_input() -> None:
    good = {"against_times": [1], "against_events": [1], "conf_level": 0.95, "alternative": "two_sided"}
    for change in ({"conf_level": 1.0}, {"alternative": "more"}, {"against_times": []}, {"against_events": [3]}):
        with pytest.raises(ValueError):
            cox_hazard_ratio([1, 2], [1, 1], **{**good, **change})

"""Weighted log-rank tests of lifelines: published values, their formulas, and data that say nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from reanalysis.stats.log_rank import log_rank, risk_table
from reanalysis.stats.weighted_log_rank import WEIGHTS, weighted_log_rank

REMISSION = {
    "times": [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
    "events": [1] * 9 + [0] * 12,
    "against_times": [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
    "against_events": [1] * 21,
}
patients = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1)), min_size=1, max_size=12)


@pytest.mark.parametrize(("weights", "chi_square"), [("gehan", 13.458), ("tarone_ware", 15.124), ("peto", 14.084)])
def test_remission_of_leukaemia(weights, chi_square):
    # Kleinbaum DG, Klein M, Survival Analysis, chapter 2: log-rank 16.793 and these three
    assert weighted_log_rank(**REMISSION, weights=weights).statistic == pytest.approx(chi_square, abs=5e-4)
    assert log_rank(**REMISSION, alternative="two_sided").statistic == pytest.approx(16.793, abs=5e-4)


@pytest.mark.parametrize("weights", WEIGHTS)
@settings(derandomize=True, deadline=None, max_examples=40)
@given(first=patients, second=patients)
def test_equals_its_formula(weights, first, second):
    (times, events), (others, other_events) = zip(*first, strict=True), zip(*second, strict=True)
    data = {"times": times, "events": events, "against_times": others, "against_events": other_events}
    table = risk_table(**data)
    n, d, share = table.at_risk, table.events, table.at_risk_first / table.at_risk
    variances = d * share * (1 - share) * (n - d) / np.maximum(n - 1, 1)
    found = weighted_log_rank(**data, weights=weights)
    if not variances.any():
        assert (found.statistic, found.p_value) == (0.0, 1.0)
        return
    weight = {"gehan": n, "tarone_ware": np.sqrt(n), "peto": np.cumprod(1 - d / (n + 1))}[weights]
    statistic = (weight * (table.events_first - d * share)).sum() ** 2 / (weight**2 * variances).sum()
    assert found.statistic == pytest.approx(statistic, rel=1e-9, abs=1e-12)
    assert found.p_value == pytest.approx(chi2.sf(statistic, 1), rel=1e-9)
    assume(len(set(times + others)) > 1)
    swapped = weighted_log_rank(others, other_events, against_times=times, against_events=events, weights=weights)
    assert swapped.statistic == pytest.approx(found.statistic, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("weights", WEIGHTS)
def test_the_data_are_left_as_they_were(weights):
    data = {name: np.array(values) for name, values in REMISSION.items()}
    settings_before = np.geterr()
    weighted_log_rank(**data, weights=weights)
    assert all((data[name] == values).all() for name, values in REMISSION.items())
    assert np.geterr() == settings_before


def test_refuses_other_weights_and_bad_times():
    with pytest.raises(ValueError, match="weights must be one of gehan, tarone_ware, peto"):
        weighted_log_rank(**REMISSION, weights="wilcoxon")
    with pytest.raises(ValueError):
        weighted_log_rank(**REMISSION | {"events": [2] * 21}, weights="gehan")

"""Common ratios and differences: one stratum by its formula, several against statsmodels, exchange, empty cells."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.stats.contingency_tables import StratifiedTable

from reanalysis.stats.stratified import exact_common_odds_ratio, mantel_haenszel, peto_odds_ratio
from reanalysis.stats.two_proportions import conditional_exact_odds_ratio

STUDIES = [(3, 20, 5, 18), (2, 11, 4, 12), (7, 30, 6, 31)]
ONE = [(4, 15, 7, 12)]


def exchanged(tables):
    return [(c, m, a, n) for a, n, c, m in tables]


def limits(found):
    return found.conf_low, found.conf_high


def test_one_stratum_is_the_plain_estimate():
    (a, n, c, m) = ONE[0]
    b, d = n - a, m - c
    odds = mantel_haenszel("odds_ratio", ONE, conf_level=0.9)
    half = norm.ppf(0.95) * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    assert odds.estimate == pytest.approx(a * d / (b * c))
    assert limits(odds) == pytest.approx((odds.estimate * math.exp(-half), odds.estimate * math.exp(half)))
    risk = mantel_haenszel("risk_ratio", ONE, conf_level=0.9)
    half = norm.ppf(0.95) * math.sqrt(1 / a - 1 / n + 1 / c - 1 / m)
    assert risk.estimate == pytest.approx(a / n / (c / m))
    assert limits(risk) == pytest.approx((risk.estimate * math.exp(-half), risk.estimate * math.exp(half)))
    assert mantel_haenszel("risk_difference", ONE).estimate == pytest.approx(a / n - c / m)
    expected, variance = (a + c) * n / (n + m), n * m * (a + c) * (b + d) / ((n + m) ** 2 * (n + m - 1))
    peto = peto_odds_ratio(ONE, conf_level=0.9)
    half = norm.ppf(0.95) / math.sqrt(variance)
    assert peto.estimate == pytest.approx(math.exp((a - expected) / variance))
    assert limits(peto) == pytest.approx((peto.estimate * math.exp(-half), peto.estimate * math.exp(half)))
    exact, known = exact_common_odds_ratio(ONE), conditional_exact_odds_ratio(a, n, c, m, conf_level=0.95)
    assert (exact.estimate, *limits(exact)) == pytest.approx((known.estimate, *limits(known)), rel=1e-7)


def test_odds_ratio_as_statsmodels():
    tables = [np.array([[a, n - a], [c, m - c]]) for a, n, c, m in STUDIES]
    expected = StratifiedTable(tables)
    found = mantel_haenszel("odds_ratio", STUDIES)
    assert found.estimate == pytest.approx(expected.oddsratio_pooled)
    assert limits(found) == pytest.approx(tuple(expected.oddsratio_pooled_confint()))
    assert mantel_haenszel("risk_ratio", STUDIES).estimate == pytest.approx(expected.riskratio_pooled)


def test_exchanging_the_groups():
    for method in (
        peto_odds_ratio,
        exact_common_odds_ratio,
        lambda tables: mantel_haenszel("odds_ratio", tables),
        lambda tables: mantel_haenszel("risk_ratio", tables),
    ):
        there, back = method(STUDIES), method(exchanged(STUDIES))
        assert back.estimate == pytest.approx(1 / there.estimate, rel=1e-7)
        assert limits(back) == pytest.approx((1 / there.conf_high, 1 / there.conf_low), rel=1e-7)
    there, back = (mantel_haenszel("risk_difference", tables) for tables in (STUDIES, exchanged(STUDIES)))
    assert (back.estimate, *limits(back)) == pytest.approx((-there.estimate, -there.conf_high, -there.conf_low))


def test_a_study_without_events_changes_a_difference_and_no_ratio():
    more = [*STUDIES, (0, 25, 0, 20)]
    for measure in ("odds_ratio", "risk_ratio"):
        assert mantel_haenszel(measure, more).estimate == pytest.approx(mantel_haenszel(measure, STUDIES).estimate)
    assert abs(mantel_haenszel("risk_difference", more).estimate) < abs(
        mantel_haenszel("risk_difference", STUDIES).estimate
    )
    assert exact_common_odds_ratio(more).estimate == pytest.approx(exact_common_odds_ratio(STUDIES).estimate)


@pytest.mark.parametrize(
    ("tables", "estimate", "low", "high"),
    [([(0, 9, 3, 9), (0, 5, 1, 4)], 0.0, 0.0, None), ([(3, 9, 0, 9)], math.inf, None, math.inf)],
)
def test_one_group_without_any_event(tables, estimate, low, high):
    for measure in ("odds_ratio", "risk_ratio"):
        found = mantel_haenszel(measure, tables)
        assert (found.estimate, *limits(found)) == (estimate, 0, math.inf) and "no event" in found.note
    exact = exact_common_odds_ratio(tables)
    assert exact.estimate == estimate
    assert exact.conf_low == low if low is not None else 0 < exact.conf_low < math.inf
    assert exact.conf_high == high if high is not None else 0 < exact.conf_high < math.inf


def test_a_difference_is_cut_at_its_range():
    found = mantel_haenszel("risk_difference", [(4, 5, 0, 5), (3, 3, 1, 4)], conf_level=0.99)
    assert found.conf_high == 1 and found.note == "clipped at -1 or 1"
    back = mantel_haenszel("risk_difference", [(0, 5, 4, 5), (1, 4, 3, 3)], conf_level=0.99)
    assert (back.estimate, back.conf_low) == (-found.estimate, -1)
    assert mantel_haenszel("risk_difference", STUDIES).note == ""


def test_nothing_at_all():
    none = [(0, 9, 0, 9)]
    assert math.isnan(mantel_haenszel("risk_ratio", none).estimate)
    assert math.isnan(peto_odds_ratio(none).estimate) and "no study has both" in peto_odds_ratio(none).note
    assert math.isnan(exact_common_odds_ratio(none).estimate)
    assert limits(exact_common_odds_ratio(none)) == (0, math.inf)
    assert mantel_haenszel("risk_difference", none).estimate == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: mantel_haenszel("odds_ratio", []),
        lambda: mantel_haenszel("hazard_ratio", STUDIES),
        lambda: mantel_haenszel("odds_ratio", [(4, 3, 1, 2)]),
        lambda: peto_odds_ratio([(1, 3, 1, 0)]),
        lambda: exact_common_odds_ratio(STUDIES, conf_level=1.0),
    ],
)
def test_refuses_what_is_out_of_range(call):
    with pytest.raises(ValueError):
        call()

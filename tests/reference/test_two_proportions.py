"""Published and independently computed intervals for two proportions.

Each row: method, table (events and patients, treated then control), limits, tolerance, source.
"""

from __future__ import annotations

from math import inf

import pytest
from scipy.special import ndtri

from reanalysis.stats.score_limits import difference_limits
from reanalysis.stats.two_proportions import (
    agresti_caffo_difference,
    conditional_exact_odds_ratio,
    koopman_ratio,
    miettinen_nurminen_difference,
    miettinen_nurminen_odds_ratio,
    miettinen_nurminen_ratio,
    newcombe_difference,
)

NEWCOMBE = "Newcombe 1998, Stat Med 17:873, table II, as asserted in the tests of R's DescTools and ratesci"
WUSS = "WUSS 2016 paper 127, Newcombe's examples, as asserted in the tests of R's DescTools"
PERONDI = "Perondi 2004 in Fagerland, Lydersen and Laake 2015, as asserted in the tests of R's contingencytables"
CAMIS = "CAMIS project, frozen output, matched with SAS"
FAGERLAND = "Fagerland and Newcombe 2013, as asserted in the tests of R's ratesci"
RATESCI = "R package ratesci 1.1.0"
PROPCIS = "R package PropCIs 0.3-0 and an own bisection of the score"
SAS_LM = "R package sasLM, RDmn1, Miettinen and Nurminen 1985 example 4"
ASSUMED = RATESCI + ", 25% of an assumed control of 200"

# Half a unit of the last printed digit.
THREE, FOUR, SIX = 5e-4, 5e-5, 5e-7

DIFFERENCES = [
    (miettinen_nurminen_difference, (56, 70, 48, 80), 0.0528, 0.3382, FOUR, WUSS),
    (miettinen_nurminen_difference, (9, 10, 3, 10), 0.1700, 0.8406, FOUR, WUSS),
    (miettinen_nurminen_difference, (10, 10, 0, 20), 0.7156, 1, FOUR, WUSS),
    (miettinen_nurminen_difference, (5, 56, 0, 29), -0.0326, 0.1933, FOUR, NEWCOMBE),
    (miettinen_nurminen_difference, (7, 34, 1, 34), 0.027042, 0.345291, SIX, PROPCIS),
    (miettinen_nurminen_difference, (36, 154, 12, 77), -0.036065, 0.177495, SIX, CAMIS),
    (miettinen_nurminen_difference, (0, 17, 3, 16), -0.434125, 0.019940, SIX, RATESCI),
    (miettinen_nurminen_difference, (15, 30, 8, 30), -0.01487, 0.455568, 5e-6, RATESCI),
    (miettinen_nurminen_difference, (15, 30, 50.0, 200), 0.0692135, 0.42961959, SIX, ASSUMED),
    (miettinen_nurminen_difference, (0, 10, 0, 20), -0.1657585, 0.2843637, 3e-5, SAS_LM),
    (miettinen_nurminen_difference, (0, 10, 0, 20), -0.16576023, 0.28438134, 1e-8, "exact roots"),
    (miettinen_nurminen_difference, (15, 30, 6, 9), -0.4602, 0.2016, FOUR, PROPCIS),
    (miettinen_nurminen_difference, (13, 20, 5, 20), 0.0892, 0.6402, FOUR, PROPCIS),
    (miettinen_nurminen_difference, (6, 9, 1, 9), 0.0971, 0.8224, FOUR, PROPCIS),
    (miettinen_nurminen_difference, (0, 17, 15, 30), -0.6701, -0.2860, FOUR, PROPCIS),
    (newcombe_difference, (56, 70, 48, 80), 0.0524, 0.3339, FOUR, NEWCOMBE),
    (newcombe_difference, (9, 10, 3, 10), 0.1705, 0.8090, FOUR, NEWCOMBE),
    (newcombe_difference, (5, 56, 0, 29), -0.0381, 0.1926, FOUR, NEWCOMBE),
    (newcombe_difference, (84, 101, 89, 105), -0.1177, 0.0851, FOUR, WUSS),
    (newcombe_difference, (7, 34, 1, 34), 0.0189, 0.3404, FOUR, PERONDI),
    (newcombe_difference, (36, 154, 12, 77), -0.036142, 0.175125, SIX, CAMIS),
    (agresti_caffo_difference, (36, 154, 12, 77), -0.032925, 0.178170, SIX, CAMIS),
]

RATIOS = [
    (miettinen_nurminen_ratio, (36, 154, 12, 77), 0.848245, 2.73225, 6e-6, CAMIS),
    (koopman_ratio, (36, 154, 12, 77), 0.849237, 2.72874, 6e-6, CAMIS),
    (miettinen_nurminen_ratio, (7, 34, 1, 34), 1.2086, 43.0330, FOUR, PERONDI),
    (miettinen_nurminen_ratio, (24, 73, 53, 65), 0.280, 0.560, THREE, FAGERLAND),
    (miettinen_nurminen_ratio, (29, 55, 11, 11), 0.397, 0.742, THREE, FAGERLAND),
    (miettinen_nurminen_ratio, (7, 18, 1, 18), 1.296, 42.544, THREE, FAGERLAND),
    (miettinen_nurminen_ratio, (0, 8, 50, 50), 0, 0.328, THREE, PROPCIS),
    (miettinen_nurminen_odds_ratio, (24, 73, 53, 65), 0.050, 0.245, THREE, FAGERLAND),
    (miettinen_nurminen_odds_ratio, (29, 55, 11, 11), 0, 0.417, THREE, FAGERLAND),
    (miettinen_nurminen_odds_ratio, (7, 18, 1, 18), 1.416, 76.428, THREE, FAGERLAND),
]


@pytest.mark.parametrize(("method", "table", "low", "high", "tolerance", "source"), DIFFERENCES + RATIOS)
def test_95_percent_limits(method, table, low, high, tolerance, source):
    result = method(*table, conf_level=0.95)
    assert result.conf_low == pytest.approx(low, abs=tolerance), source
    assert result.conf_high == pytest.approx(high, abs=tolerance), source


def test_ratio_with_a_full_treated_group():
    # PropCIs and an own bisection: 1.404. statsmodels 0.15.0 gives 1.667.
    result = miettinen_nurminen_ratio(5, 5, 1, 5, conf_level=0.95)
    assert result.conf_low == pytest.approx(1.404, abs=THREE)
    assert result.conf_high < inf


def test_mee_difference_is_the_uncorrected_one():
    # Newcombe 1998 table II, example (d), method 9 (Mee), as asserted in the tests of ratesci.
    low, high = difference_limits(5, 56, 0, 29, z=ndtri(0.975), corrected=False)
    assert (float(low), float(high)) == pytest.approx((-0.0313, 0.1926), abs=FOUR)


CONDITIONAL = [
    ((15, 30, 6, 9), 0.5088367565649245, 0.06926199019046411, 2.93706280804822),
    ((7, 34, 1, 34), 8.329343717551269, 0.9732736328823993, 396.9940021701787),
    ((19, 20, 1, 20), 222.0862211621466, 16.76510325767156, 15689.93878919081),
    ((0, 17, 3, 16), 0, 0, 2.180311898775929),
    ((10, 10, 0, 20), inf, 23.35807164720975, inf),
]


@pytest.mark.parametrize(("table", "estimate", "low", "high"), CONDITIONAL)
def test_conditional_odds_ratio(table, estimate, low, high):
    # The conditional distribution in mpmath at 50 digits, roots by bisection. R's fisher.test solves
    # with a tolerance of 1e-4 only: 8.3285 (0.97325, 396.19) for the second table.
    result = conditional_exact_odds_ratio(*table, conf_level=0.95)
    assert result.estimate == pytest.approx(estimate, rel=1e-10)
    assert result.conf_low == pytest.approx(low, rel=1e-10)
    assert result.conf_high == pytest.approx(high, rel=1e-10)


def test_conditional_odds_ratio_as_r_within_its_tolerance():
    # R 4.2.2: fisher.test(matrix(c(7, 27, 1, 33), 2)).
    result = conditional_exact_odds_ratio(7, 34, 1, 34, conf_level=0.95)
    assert result.estimate == pytest.approx(8.328450003, rel=1e-2)
    assert result.conf_low == pytest.approx(0.9732477196, rel=1e-2)
    assert result.conf_high == pytest.approx(396.1877898729, rel=1e-2)

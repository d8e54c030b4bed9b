"""Published and independently computed intervals for one proportion.

Each row: method, events, n, limits, tolerance (half a unit of the last printed digit unless a program printed
more), source.
"""

from __future__ import annotations

import pytest

from reanalysis.stats.proportion import (
    agresti_coull,
    blaker,
    clopper_pearson,
    clopper_pearson_one_sided,
    jeffreys,
    mid_p,
    wilson,
)

NEWCOMBE = "Newcombe 1998, Stat Med 17:857, table I, as asserted in the tests of the R package ratesci"
BINOM = "R packages binom 1.1-1.1 and ratesci 1.1.0"
LIGARDEN = "Ligarden 2010 in Fagerland, Lydersen and Laake's book, as asserted in the tests of R's contingencytables"
MPMATH = "beta and normal quantiles by mpmath at 40 digits"

FOUR, SIX = 5e-5, 5e-7

VALUES = [
    (clopper_pearson, 0, 20, 0, 0.1684, FOUR, NEWCOMBE),
    (clopper_pearson, 15, 148, 0.0578, 0.1617, FOUR, NEWCOMBE),
    (clopper_pearson, 0, 17, 0, 0.195064, SIX, BINOM),
    (clopper_pearson, 15, 30, 0.312970, 0.687030, SIX, BINOM),
    (clopper_pearson, 6, 9, 0.299295, 0.925145, SIX, MPMATH),
    (clopper_pearson, 13, 20, 0.407811, 0.846091, SIX, MPMATH),
    (clopper_pearson, 17, 17, 0.804936, 1, SIX, MPMATH),
    (clopper_pearson, 51, 235, 0.1660633298083073, 0.2752683640289254, 1e-10, "tests of statsmodels, from R"),
    (wilson, 15, 148, 0.0624, 0.1605, FOUR, NEWCOMBE),
    (wilson, 81, 263, 0.2553, 0.3662, FOUR, "documentation of R's meta, metaprop, Newcombe's first example"),
    (wilson, 0, 17, 0, 0.184318, SIX, BINOM),
    (wilson, 6, 9, 0.354202, 0.879416, SIX, MPMATH),
    (wilson, 0, 1, 0, 0.793451, SIX, MPMATH),
    (wilson, 19, 38, 0.348499283643951, 0.651500716356049, 1e-12, "tests of statsmodels, issue 7386"),
    (jeffreys, 0, 20, 0, 0.117, 6e-4, "Brown, Cai and DasGupta 2001, as asserted in the tests of ratesci"),
    (jeffreys, 13, 16, 0.5792, 0.9442, FOUR, LIGARDEN),
    (jeffreys, 15, 30, 0.328021, 0.671979, SIX, BINOM),
    (jeffreys, 0, 17, 0, 0.135478, SIX, MPMATH + ", lower end by the rule"),
    (jeffreys, 17, 17, 0.864522, 1, SIX, MPMATH + ", upper end by the rule"),
    (mid_p, 0, 20, 0, 0.1391, FOUR, NEWCOMBE),
    (mid_p, 15, 148, 0.0601, 0.1581, FOUR, NEWCOMBE),
    (mid_p, 81, 263, 0.2544, 0.3658, FOUR, "R package ratesci 1.1.0, Newcombe's first example"),
    (mid_p, 13, 16, 0.5699, 0.9500, FOUR, LIGARDEN),
    (mid_p, 36, 154, 0.17200131, 0.30545883, 5e-8, "SAS PROC FREQ, as quoted by the CAMIS project"),
    (mid_p, 0, 17, 0, 0.161566, SIX, BINOM),
    (mid_p, 15, 30, 0.325315, 0.674685, SIX, BINOM),
    (agresti_coull, 15, 30, 0.331541, 0.668459, SIX, BINOM),
    (agresti_coull, 0, 17, 0, 0.216341, SIX, MPMATH),
    (agresti_coull, 6, 9, 0.350906, 0.882713, SIX, MPMATH),
    (blaker, 0, 9, 0, 0.3161, FOUR, "tests of R's contingencytables"),
    (blaker, 2, 123, 0.0029, 0.0575, FOUR, "Lecoutre and Poitevineau 2016, as asserted in the tests of ratesci"),
]


@pytest.mark.parametrize(("method", "events", "n", "low", "high", "tolerance", "source"), VALUES)
def test_95_percent_limits(method, events, n, low, high, tolerance, source):
    result = method(events, n, conf_level=0.95)
    assert result.conf_low == pytest.approx(low, abs=tolerance), source
    assert result.conf_high == pytest.approx(high, abs=tolerance), source


def test_one_sided_limit_of_no_response_in_17():
    # 1 - 0.05 ** (1 / 17), the exact form of the rule of three.
    result = clopper_pearson_one_sided(0, 17, conf_level=0.95, alternative="less")
    assert result.conf_high == pytest.approx(0.1616, abs=FOUR)

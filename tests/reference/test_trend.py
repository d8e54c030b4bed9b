"""Published and independently computed tests of trend."""

from __future__ import annotations

import pytest

from reanalysis.stats.trend import cochran_armitage, cochran_armitage_exact, cochran_armitage_mid_p

# Mills and Graubard (1987), alcohol in pregnancy and malformations.
MILLS = [48, 38, 5, 1, 1], [17114, 14502, 793, 127, 38], [1, 2, 3, 4, 5]
# Clark 2005 (sorafenib, dose-limiting toxicity), dat.ursino2021 of R's metadat.
CLARK = [0, 0, 1, 1, 3], [3, 3, 4, 6, 3], [100, 200, 400, 600, 800]
SMALL = [0, 1, 2, 4], [3, 6, 6, 7], [1, 2, 3, 4]
CONTINGENCYTABLES = "R's contingencytables, run"

VALUES = [
    (cochran_armitage_exact, CLARK, 0.01703, 6e-6, CONTINGENCYTABLES),
    (cochran_armitage_mid_p, CLARK, 0.0098, 6e-6, CONTINGENCYTABLES),
    (
        cochran_armitage_exact,
        ([1, 2, 3, 0, 0], [1, 2, 3, 5, 1], [1, 2, 3, 4, 5]),
        0.00216,
        6e-6,
        "tests of R's contingencytables, chapter 5",
    ),
    (cochran_armitage_exact, SMALL, 0.0732, 5e-5, "independent computation, smaller tail doubled"),
    (cochran_armitage_mid_p, SMALL, 0.0476, 5e-5, "independent computation"),
]


@pytest.mark.parametrize(("test", "table", "p_value", "tolerance", "source"), VALUES)
def test_exact_tests(test, table, p_value, tolerance, source):
    assert test(*table, alternative="two_sided").p_value == pytest.approx(p_value, abs=tolerance), source


def test_asymptotic_test_of_mills_and_graubard():
    result = cochran_armitage(*MILLS, alternative="two_sided")
    assert result.statistic == pytest.approx(1.352, abs=0.0006), CONTINGENCYTABLES
    assert result.p_value == pytest.approx(0.17639, abs=6e-6), CONTINGENCYTABLES


def test_asymptotic_test_of_a_small_table():
    assert cochran_armitage(*SMALL, alternative="two_sided").p_value == pytest.approx(0.0436, abs=5e-5)

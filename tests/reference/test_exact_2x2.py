"""Published and independently computed exact tests of two proportions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from reanalysis.stats.exact_2x2 import boschloo, fisher

R_RUN = "R 4.2.2 fisher.test"
EXACT = "R package Exact 3.3, tsmethod central, and scipy 1.17.1"
SCIPY = "scipy 1.17.1 boschloo_exact and a rejection region in exact fractions"

VALUES = [
    (fisher, (7, 34, 1, 34), "two_sided", 0.0544001305, 5e-11, R_RUN),
    (boschloo, (15, 30, 6, 9), "two_sided", 0.4138, 5e-5, EXACT),
    (boschloo, (5, 6, 9, 9), "two_sided", 0.479, 5e-4, EXACT),
    (boschloo, (7, 34, 1, 34), "two_sided", 0.0384639221, 5e-11, SCIPY),
    (boschloo, (15, 30, 5, 20), "two_sided", 0.0823, 5e-5, "scipy 1.17.1, 25% of a control of 20"),
    (boschloo, (15, 30, 25, 100), "two_sided", 0.0118, 5e-5, "scipy 1.17.1, 25% of a control of 100"),
]


@pytest.mark.parametrize(("test", "table", "alternative", "p_value", "tolerance", "source"), VALUES)
def test_p_value(test, table, alternative, p_value, tolerance, source):
    assert test(*table, alternative=alternative).p_value == pytest.approx(p_value, abs=tolerance), source


def test_boschloo_of_exact2x2_is_the_maximum_of_its_grid():
    """R's exact2x2 1.7.0 gives 0.0384541: on its 100 rates between 0 and 1 it misses the peak at 1/2."""
    tables = [(a, b) for a in range(35) for b in range(35)]
    bound = fisher(7, 34, 1, 34, alternative="greater").p_value * (1 + 1e-9)
    rejected = [table for table in tables if fisher(table[0], 34, table[1], 34, alternative="greater").p_value <= bound]
    treated, control = np.array(rejected).T

    def doubled_size(rate):
        return 2 * (binom.pmf(treated, 34, rate) * binom.pmf(control, 34, rate)).sum()

    assert max(doubled_size(rate) for rate in np.linspace(0, 1, 100)) == pytest.approx(0.0384541, abs=5e-8)
    assert doubled_size(0.5) == pytest.approx(boschloo(7, 34, 1, 34, alternative="two_sided").p_value, rel=1e-11)

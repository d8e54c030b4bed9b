"""Methods that are recognised and never offered: against scipy over whole families of tables, and at their edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest, chi2_contingency, norm

from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.recognised import chi_square, minimum_likelihood_binomial, wald, yates

TABLES = [(x, n, y, m) for n, m in ((1, 1), (3, 8), (9, 9), (12, 5)) for x in range(n + 1) for y in range(m + 1)]


@pytest.mark.parametrize(("test", "correction"), [(chi_square, False), (yates, True)])
def test_chi_square_is_scipys(test, correction):
    for x, n, y, m in TABLES:
        found = test(x, n, y, m, alternative="two_sided")
        if x + y in (0, n + m):
            assert (found.statistic, found.p_value) == (0, 1)
            continue
        expected = chi2_contingency([[x, n - x], [y, m - y]], correction=correction)
        assert found.statistic == pytest.approx(expected.statistic, rel=1e-10, abs=1e-12)
        assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize("test", [chi_square, yates])
def test_one_sided_chi_square_is_the_tail_on_the_side_of_the_difference(test):
    for x, n, y, m in TABLES:
        greater, less = (test(x, n, y, m, alternative=side).p_value for side in ("greater", "less"))
        statistic = test(x, n, y, m, alternative="two_sided").statistic
        if x + y in (0, n + m):
            assert greater == less == 1
        else:
            assert greater + less == pytest.approx(1)
            z = math.copysign(math.sqrt(statistic), x / n - y / m)
            assert greater == pytest.approx(norm.sf(z), rel=1e-9)
        assert test(y, m, x, n, alternative="less").p_value == pytest.approx(greater)


def test_wald_is_its_formula_and_cut_at_0_and_1():
    for n in (1, 5, 30):
        for x in range(n + 1):
            rate, z = x / n, norm.ppf(0.95)
            half = z * math.sqrt(rate * (1 - rate) / n)
            found = wald(x, n, conf_level=0.9)
            limits = np.clip([rate - half, rate + half], 0, 1)
            assert (found.conf_low, found.conf_high) == pytest.approx(tuple(limits), abs=1e-14)
    assert wald(1, 30, conf_level=0.95).conf_low == 0 and wald(29, 30, conf_level=0.95).conf_high == 1


def test_the_test_by_likelihood_is_scipys_and_can_contradict_clopper_pearson():
    for x in range(10):
        for side in ("two_sided", "greater", "less"):
            expected = binomtest(x, 9, 0.3, alternative=side.replace("_", "-")).pvalue
            assert minimum_likelihood_binomial(x, 9, 0.3, alternative=side).p_value == pytest.approx(expected)
    assert minimum_likelihood_binomial(51, 235, 1 / 6, alternative="two_sided").p_value < 0.05
    assert clopper_pearson(51, 235, conf_level=0.95).conf_low < 1 / 6


@pytest.mark.parametrize(
    "call",
    [
        lambda: wald(3, 2, conf_level=0.95),
        lambda: wald(1, 2, conf_level=95),
        lambda: minimum_likelihood_binomial(1, 2, 1.5, alternative="less"),
        lambda: minimum_likelihood_binomial(1, 2, 0.5, alternative="larger"),
        lambda: chi_square(1, 0, 1, 2, alternative="less"),
        lambda: yates(1, 2, 1, 2, alternative="larger"),
    ],
)
def test_refuses_what_is_out_of_range(call):
    with pytest.raises(ValueError):
        call()

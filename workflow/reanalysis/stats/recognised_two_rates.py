"""Tests of two rates that papers use and that are recognised here, never offered.

In every function a count outside its group or an alternative that is none is a ValueError.
"""

from __future__ import annotations

import math
from typing import Literal

from scipy.special import xlogy
from scipy.stats import barnard_exact

from ._normal_tests import normal_test, without_variance
from ._validate import validate_alternative, validate_counts
from .recognised import chi_square
from .results import TestResult

_OF_SCIPY: dict[str, Literal["two-sided", "greater", "less"]] = {
    "two_sided": "two-sided",
    "greater": "greater",
    "less": "less",
}


def n_minus_1_chi_square(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """Pearson's chi-square of two proportions times (N - 1)/N.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    alternative : {"two_sided", "greater", "less"}
        "greater": a higher rate in group 1.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    Nobody or everybody with the event: chi-square 0 and p = 1. It is the Mantel-Haenszel chi-square of one table.

    References
    ----------
    Campbell I (2007) Stat Med 26:3661-3675, doi:10.1002/sim.2832.

    Examples
    --------
    >>> round(n_minus_1_chi_square(10, 20, 3, 25, alternative="two_sided").p_value, 4)
    0.0057
    """
    plain = chi_square(events_1, n_1, events_0, n_0, alternative=alternative)
    if not plain.statistic:
        return plain
    z = math.sqrt(plain.statistic * (n_1 + n_0 - 1) / (n_1 + n_0))
    return normal_test(math.copysign(z, events_1 / n_1 - events_0 / n_0), alternative)


def unpooled_z(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """z test of two proportions whose variance is the sum of those of the two rates.

    Parameters
    ----------
    events_1, n_1, events_0, n_0, alternative
        As in `n_minus_1_chi_square`.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    Rates of 0 and 1 alone have no variance: p is 1 if they are the same, else 0 (one-sided 0 or 1).

    References
    ----------
    Agresti A (2013) Categorical Data Analysis, 3rd edition, section 3.1.

    Examples
    --------
    >>> round(unpooled_z(10, 20, 3, 25, alternative="two_sided").p_value, 4)
    0.0033
    """
    events_1, n_1 = validate_counts(events_1, n_1)
    events_0, n_0 = validate_counts(events_0, n_0)
    difference = events_1 / n_1 - events_0 / n_0
    spread = math.sqrt(events_1 * (n_1 - events_1) / n_1**3 + events_0 * (n_0 - events_0) / n_0**3)
    if spread == 0:
        return without_variance(difference == 0, difference > 0, validate_alternative(alternative))
    return normal_test(difference / spread, validate_alternative(alternative))


def likelihood_ratio_two(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """Likelihood ratio chi-square (G) of two proportions.

    Parameters
    ----------
    events_1, n_1, events_0, n_0, alternative
        As in `n_minus_1_chi_square`; one-sided p-values are those of the signed root.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    Nobody or everybody with the event: chi-square 0 and p = 1 (one-sided 0.5).

    References
    ----------
    Agresti A (2013) Categorical Data Analysis, 3rd edition, section 3.2.

    Examples
    --------
    >>> round(likelihood_ratio_two(10, 20, 3, 25, alternative="two_sided").p_value, 4)
    0.0046
    """
    events_1, n_1 = validate_counts(events_1, n_1)
    events_0, n_0 = validate_counts(events_0, n_0)
    pooled = (events_1 + events_0) / (n_1 + n_0)
    g = sum(
        2 * float(xlogy(x, x / n) + xlogy(n - x, 1 - x / n) - xlogy(x, pooled) - xlogy(n - x, 1 - pooled))
        for x, n in ((events_1, n_1), (events_0, n_0))
    )
    z = math.copysign(math.sqrt(max(0.0, g)), events_1 / n_1 - events_0 / n_0)
    return normal_test(z, validate_alternative(alternative))


def log_odds_z(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """Wald test of the log odds ratio, as logistic regression on the group prints it.

    Parameters
    ----------
    events_1, n_1, events_0, n_0, alternative
        As in `n_minus_1_chi_square`.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    A cell of 0 has no finite standard error: p = 1.

    References
    ----------
    Agresti A (2013) Categorical Data Analysis, 3rd edition, section 5.2.

    Examples
    --------
    >>> round(log_odds_z(10, 20, 3, 25, alternative="two_sided").p_value, 4)
    0.0088
    """
    events_1, n_1 = validate_counts(events_1, n_1)
    events_0, n_0 = validate_counts(events_0, n_0)
    cells = (events_1, n_1 - events_1, events_0, n_0 - events_0)
    if 0 in cells:
        return TestResult(1.0, validate_alternative(alternative), statistic=0.0)
    effect = math.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    return normal_test(effect / math.sqrt(sum(1 / cell for cell in cells)), validate_alternative(alternative))


def barnard(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """Barnard's unconditional exact test with the pooled z statistic.

    Parameters
    ----------
    events_1, n_1, events_0, n_0, alternative
        As in `n_minus_1_chi_square`.

    Returns
    -------
    TestResult
        Its statistic is the square of the pooled z.

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    The largest probability, over the common rate, of tables whose z is no less extreme. Nobody or everybody with the
    event: p = 1. It is scipy's.

    References
    ----------
    Barnard GA (1947) Biometrika 34:123-138, doi:10.1093/biomet/34.1-2.123.

    Examples
    --------
    >>> round(barnard(7, 12, 8, 9, alternative="two_sided").p_value, 3)
    0.145
    """
    plain = chi_square(events_1, n_1, events_0, n_0, alternative=alternative)
    if not plain.statistic and events_1 + events_0 in (0, n_1 + n_0):
        return plain
    table = [[events_1, events_0], [n_1 - events_1, n_0 - events_0]]
    found = barnard_exact(table, alternative=_OF_SCIPY[alternative], pooled=True, n=64)
    return TestResult(min(1.0, float(found.pvalue)), alternative, statistic=plain.statistic)

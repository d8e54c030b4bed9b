"""Tests against a known rate or curve that papers use and that are recognised here, never offered.

In every function a count outside its group, a rate outside [0, 1] or an alternative that is none is a ValueError.
"""

from __future__ import annotations

import math

from scipy.special import xlogy

from ._normal_tests import normal_test, without_variance
from ._validate import validate_alternative, validate_counts, validate_rate
from .results import TestResult


def score_z(events: int, n: int, rate: float, *, alternative: str) -> TestResult:
    """One-sample z test (score test): the variance is that of the known rate.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    rate : float
        Known rate, 0 and 1 included.
    alternative : {"two_sided", "greater", "less"}
        "greater": the true rate is above the known one.

    Returns
    -------
    TestResult
        Its statistic is chi-square on one degree of freedom; R's prop.test(correct = FALSE).

    Raises
    ------
    ValueError
        On counts, a rate or an alternative out of range.

    Notes
    -----
    A known rate of 0 or 1 has no variance: p is 1 if the observed rate is the same, else 0 (one-sided 0 or 1).

    References
    ----------
    Agresti A (2013) Categorical Data Analysis, 3rd edition, section 1.4.

    Examples
    --------
    >>> round(score_z(15, 30, 0.25, alternative="two_sided").p_value, 4)
    0.0016
    """
    return _one_sample(events, n, rate, alternative, 0.0)


def score_z_corrected(events: int, n: int, rate: float, *, alternative: str) -> TestResult:
    """One-sample z test with continuity correction, as R's prop.test does by default.

    Parameters
    ----------
    events, n, rate, alternative
        As in `score_z`.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        As `score_z`.

    Notes
    -----
    The correction is 1/(2n), and not larger than the difference.

    References
    ----------
    Agresti A (2013) Categorical Data Analysis, 3rd edition, section 1.4.

    Examples
    --------
    >>> round(score_z_corrected(15, 30, 0.25, alternative="two_sided").p_value, 4)
    0.0032
    """
    return _one_sample(events, n, rate, alternative, 0.5)


def _one_sample(events: int, n: int, rate: float, alternative: str, correction: float) -> TestResult:
    events, n = validate_counts(events, n)
    rate, alternative = validate_rate(rate), validate_alternative(alternative)
    difference = events - n * rate
    spread = math.sqrt(n * rate * (1 - rate))
    if spread == 0:
        return without_variance(difference == 0, difference > 0, alternative)
    return normal_test(math.copysign(max(0.0, abs(difference) - correction) / spread, difference), alternative)


def wald_z(events: int, n: int, rate: float, *, alternative: str) -> TestResult:
    """One-sample z test whose variance is that of the observed rate.

    Parameters
    ----------
    events, n, rate, alternative
        As in `score_z`.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        As `score_z`.

    Notes
    -----
    No event and n events have no variance: p is 1 if the known rate is the same, else 0 (one-sided 0 or 1).

    References
    ----------
    Agresti A (2013) Categorical Data Analysis, 3rd edition, section 1.4.

    Examples
    --------
    >>> round(wald_z(15, 30, 0.25, alternative="two_sided").p_value, 4)
    0.0062
    """
    events, n = validate_counts(events, n)
    difference = events / n - validate_rate(rate)
    spread = math.sqrt(events * (n - events) / n**3)
    if spread == 0:
        return without_variance(difference == 0, difference > 0, validate_alternative(alternative))
    return normal_test(difference / spread, validate_alternative(alternative))


def likelihood_ratio_one(events: int, n: int, rate: float, *, alternative: str) -> TestResult:
    """One-sample likelihood ratio test of a binomial rate.

    Parameters
    ----------
    events, n, rate, alternative
        As in `score_z`; one-sided p-values are those of the signed root.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        As `score_z`.

    Notes
    -----
    A known rate of 0 or 1 that the counts exclude: p is 0 (one-sided 0 or 1).

    References
    ----------
    Agresti A (2013) Categorical Data Analysis, 3rd edition, section 1.4.

    Examples
    --------
    >>> round(likelihood_ratio_one(15, 30, 0.25, alternative="two_sided").p_value, 4)
    0.0033
    """
    events, n = validate_counts(events, n)
    rate = validate_rate(rate)
    observed = events / n
    if (rate == 0 and events) or (rate == 1 and events < n):
        return without_variance(False, observed > rate, validate_alternative(alternative))
    g = 2 * float(
        xlogy(events, observed) + xlogy(n - events, 1 - observed) - xlogy(events, rate) - xlogy(n - events, 1 - rate)
    )
    return normal_test(math.copysign(math.sqrt(max(0.0, g)), observed - rate), validate_alternative(alternative))


def one_sample_log_rank_classical(observed: int, expected: float, *, alternative: str) -> TestResult:
    """One-sample log-rank test with the variance E of O - E.

    Parameters
    ----------
    observed : int
        Events observed, 0 or more.
    expected : float
        Events expected from the reference's hazard, above 0.
    alternative : {"two_sided", "greater", "less"}
        "less": fewer events than expected.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        observed below 0, expected not above 0 and finite, or an alternative out of range.

    Notes
    -----
    z = (O - E)/sqrt(E). No event: z = -sqrt(E). `one_sample_exact` and `one_sample_oe2` hold their level better.

    References
    ----------
    Breslow NE (1975) Int Stat Rev 43:45-57, doi:10.2307/1402659.

    Examples
    --------
    >>> round(one_sample_log_rank_classical(8, 16.0, alternative="two_sided").p_value, 4)
    0.0455
    """
    if observed < 0 or not 0 < expected < math.inf:
        raise ValueError(f"events must be 0 or more, those expected above 0, not {observed!r} and {expected!r}")
    return normal_test((observed - expected) / math.sqrt(expected), validate_alternative(alternative))

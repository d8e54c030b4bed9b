"""Tests of one proportion against a rate that is taken as known.

The tails are those that the Clopper-Pearson and mid-p intervals invert, so that test and interval
never contradict. ``scipy.stats.binomtest`` is not used: its two-sided p sums the counts
that are less likely than the observed one, so it can be below alpha while the exact interval holds the rate,
and it has no mid-p.

In every function n = 0, a count outside 0..n or a rate outside 0..1 is a ValueError.
"""

from __future__ import annotations

from collections.abc import Callable

from ._binomial import mid_p_upper_tail, upper_tail
from ._validate import validate_alpha, validate_alternative, validate_counts, validate_rate
from .proportion import clopper_pearson_one_sided
from .results import TestResult


def exact_binomial(events: int, n: int, rate: float, *, alternative: str) -> TestResult:
    """Exact binomial test.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    rate : float
        Known rate under the null hypothesis, 0 and 1 included.
    alternative : {"two_sided", "greater", "less"}
        "greater": the true rate is above the known one.

    Returns
    -------
    TestResult
        Two-sided p: the smaller tail doubled, at most 1.

    Raises
    ------
    ValueError
        On counts, a rate or an alternative out of range.

    Notes
    -----
    Below alpha exactly where the Clopper-Pearson interval at 1 - alpha excludes the rate. No event:
    p "greater" is 1, p "less" is (1 - rate)**n; mirrored at n. A known rate of 0 has p = 1 at
    no event and 0 otherwise.

    References
    ----------
    Clopper CJ, Pearson ES (1934) Biometrika 26:404-413, doi:10.1093/biomet/26.4.404. Central two-sided p: Fay MP (2010)
    Biostatistics 11:373-374, doi:10.1093/biostatistics/kxp050.

    Examples
    --------
    >>> round(exact_binomial(15, 30, 0.25, alternative="two_sided").p_value, 6)
    0.005499
    """
    return _test(upper_tail, events, n, rate, alternative)


def mid_p_binomial(events: int, n: int, rate: float, *, alternative: str) -> TestResult:
    """Mid-p binomial test: half the probability of the observed count in each tail.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    rate : float
        Known rate under the null hypothesis, 0 and 1 included.
    alternative : {"two_sided", "greater", "less"}
        "greater": the true rate is above the known one.

    Returns
    -------
    TestResult
        Two-sided p: the smaller mid-p tail doubled; the two tails sum to 1.

    Raises
    ------
    ValueError
        On counts, a rate or an alternative out of range.

    Notes
    -----
    Coherent with the mid-p interval. Not guaranteed to keep its level. No event: p "less" is
    (1 - rate)**n / 2. A known rate of 0 has one-sided p = 1/2 at no event.

    References
    ----------
    Lancaster HO (1961) JASA 56:223-234, doi:10.1080/01621459.1961.10482105. Berry G, Armitage P (1995) Statistician
    44:417-423.

    Examples
    --------
    >>> round(mid_p_binomial(15, 30, 0.25, alternative="greater").p_value, 6)
    0.001784
    """
    return _test(mid_p_upper_tail, events, n, rate, alternative)


def tipping_rate(events: int, n: int, *, alpha: float, alternative: str) -> float:
    """Rate of the control at which the one-sided exact test stops being significant.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    alpha : float
        One-sided level of the test.
    alternative : {"greater", "less"}
        "greater": the largest known rate that is still beaten; "less": the smallest that is still
        undercut.

    Returns
    -------
    float
        The one-sided exact limit at level 1 - alpha.

    Raises
    ------
    ValueError
        On counts, alpha or an alternative out of range.

    Notes
    -----
    No event and "greater", or n events and "less": 0 or 1, no known rate is beaten.

    References
    ----------
    Clopper CJ, Pearson ES (1934) Biometrika 26:404-413, doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> round(tipping_rate(15, 30, alpha=0.025, alternative="greater"), 4)
    0.313
    """
    level = 1.0 - validate_alpha(alpha)
    limits = clopper_pearson_one_sided(events, n, conf_level=level, alternative=alternative)
    return limits.conf_low if alternative == "greater" else limits.conf_high


def _test(tail: Callable[[int, int, float], float], events: int, n: int, rate: float, alternative: str) -> TestResult:
    events, n = validate_counts(events, n)
    rate = validate_rate(rate)
    validate_alternative(alternative)
    greater = tail(events, n, rate)
    less = tail(n - events, n, 1.0 - rate)
    p_value = {"two_sided": min(1.0, 2.0 * min(greater, less)), "greater": greater, "less": less}[alternative]
    return TestResult(p_value, alternative)

"""Survival of one group against a reference that was itself estimated: its uncertainty is part of the test.

A printed median, or another study's curve, is no known curve. Taken as known, tests at 5% reject up to 21% of the
time where there is no difference; these add the variance of the reference.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._normal import normal_p_value, normal_quantile
from ._validate import validate_alternative, validate_level, validate_whole
from .one_sample_log_rank import OneSampleLogRank
from .results import Interval
from .survival_curve import TIME_TOLERANCE, KaplanMeier, kaplan_meier


def median_variance(events: int) -> float:
    """Variance of the logarithm of a Kaplan-Meier median, if the hazard is constant: 1 / (events ln(2)^2).

    Parameters
    ----------
    events : int
        Events behind the median, 1 or more.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        events not whole or below 1.

    Notes
    -----
    Twice (1 / ln(2)^2 = 2.08 times) the variance 1 / events of a rate that was made from events and person-time: a
    median uses one point of the curve. With censoring it is somewhat too large.

    References
    ----------
    The variance of a sample quantile, S (1 - S) / (n f^2), at S = 1/2 with f the exponential density: Reid N (1981)
    Biometrika 68:601-608 for censored samples.

    Examples
    --------
    >>> round(median_variance(30), 5)
    0.06938
    """
    if validate_whole("events", events) < 1:
        raise ValueError(f"events must be at least 1, not {events}")
    return 1.0 / (events * math.log(2.0) ** 2)


def limits_from_median(median: float, events: int, *, conf_level: float) -> Interval:
    """Limits of a printed Kaplan-Meier median from its number of events, if the hazard is constant.

    Parameters
    ----------
    median : float
        Above 0 and finite.
    events : int
        Events behind it, 1 or more.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Of the median; the rate is ln 2 over it, its limits ln 2 over these limits.

    Raises
    ------
    ValueError
        median not above 0 or not finite, events below 1, level out of range.

    Notes
    -----
    median exp(+-z / (ln 2 sqrt(events))): 95% limits cover 95% of exponential samples without censoring, 96 to 98% of
    censored ones. One event: a factor of 17 each way.

    References
    ----------
    As `median_variance`.

    Examples
    --------
    >>> limits = limits_from_median(8, 30, conf_level=0.95)
    >>> round(limits.conf_low, 3), round(limits.conf_high, 3)
    (4.774, 13.406)
    """
    if not 0.0 < median < math.inf:
        raise ValueError(f"median must be above 0 and finite, not {median!r}")
    factor = math.exp(normal_quantile(validate_level(conf_level)) * math.sqrt(median_variance(events)))
    return Interval(float(median), median / factor, median * factor, conf_level)


def reference_variance(times: ArrayLike, events: ArrayLike, reference: KaplanMeier) -> float:
    """Variance that an estimated curve adds to the expected events of a group.

    Parameters
    ----------
    times, events : array_like, shape (n,)
        The group, in the unit of the reference; no time beyond the reference's last.
    reference : KaplanMeier
        The curve whose Nelson-Aalen hazard gives the expected events.

    Returns
    -------
    float
        Sum over the reference's event times u of Y(u)^2 d(u) / n(u)^2, with Y the patients of the group at risk.

    Raises
    ------
    ValueError
        As `kaplan_meier`; a time beyond the reference.

    Notes
    -----
    No event in the reference: 0. Patients whose time is u are at risk at u.

    References
    ----------
    Nelson-Aalen variance: Aalen O (1978) Ann Stat 6:701-726, doi:10.1214/aos/1176344247. Its place in one-sample tests:
    Danzer MF, Feld J, Faldum A, Schmidt R (2022) PLoS ONE 17:e0271094.

    Examples
    --------
    >>> reference = kaplan_meier([2, 4, 6, 8, 10, 12], [1, 1, 0, 1, 1, 0])
    >>> round(reference_variance([3, 5, 9], [1, 0, 1], reference), 4)
    0.5211
    """
    kaplan_meier(times, events)  # for its checks
    t = np.sort(np.asarray(times, dtype=np.float64))
    slack = TIME_TOLERANCE * max(1.0, float(t[-1]))
    if t[-1] - slack > reference.last_time:
        raise ValueError(f"a time lies beyond the end of the reference, {reference.last_time:g}")
    at_risk = t.size - t.searchsorted(reference.time - slack)
    terms: NDArray[np.float64] = (at_risk / reference.n_at_risk) ** 2 * reference.events
    return float(terms.sum())


def one_sample_against_median(
    observed: int, expected: float, reference_events: int, *, conf_level: float, alternative: str
) -> OneSampleLogRank:
    """One-sample test against an exponential reference whose median was estimated from `reference_events` events.

    Parameters
    ----------
    observed : int
        Events of the group.
    expected : float
        Those that the reference predicts for its time at risk, above 0.
    reference_events : int
        Events behind the reference's median, 1 or more.
    conf_level : float
        Two-sided level of the limits of the ratio, whatever the alternative.
    alternative : {"two_sided", "greater", "less"}
        "less": fewer events than expected, longer survival than the reference.

    Returns
    -------
    OneSampleLogRank

    Raises
    ------
    ValueError
        observed negative or not whole; expected not above 0 or not finite; reference_events below 1; level or
        alternative out of range.

    Notes
    -----
    log(observed / expected) over sqrt(1 / observed + 1 / (reference_events ln(2)^2)); limits on that scale, so test
    and limits agree. Simulated size at 5%: 3 to 5%. No event: the score form of `one_sample_against_curve` with the
    variance expected^2 / (reference_events ln(2)^2), as the logarithm of 0 has none.

    References
    ----------
    Danzer MF, Feld J, Faldum A, Schmidt R (2022) PLoS ONE 17:e0271094, for why the reference's variance is needed.

    Examples
    --------
    >>> test = one_sample_against_median(8, 15.2, 30, conf_level=0.95, alternative="less")
    >>> round(test.ratio, 3), round(test.p_value, 4)
    (0.526, 0.0727)
    """
    _check(observed, expected, alternative)
    of_median = median_variance(reference_events)
    if observed == 0:
        return one_sample_against_curve(
            observed, expected, expected**2 * of_median, conf_level=conf_level, alternative=alternative
        )
    std_error = math.sqrt(1.0 / observed + of_median)
    z = math.log(observed / expected) / std_error
    factor = math.exp(normal_quantile(validate_level(conf_level)) * std_error)
    ratio = observed / expected
    return OneSampleLogRank(
        int(observed), float(expected), ratio, ratio / factor, ratio * factor, conf_level,
        z, normal_p_value(z, alternative), alternative,
    )  # fmt: skip


def one_sample_against_curve(
    observed: int, expected: float, variance: float, *, conf_level: float, alternative: str
) -> OneSampleLogRank:
    """One-sample test against a reference whose expected events have a variance of their own.

    Parameters
    ----------
    observed : int
    expected : float
        As in `one_sample_against_median`.
    variance : float
        Of the expected events, from `reference_variance`; 0 or more.
    conf_level, alternative
        As in `one_sample_against_median`.

    Returns
    -------
    OneSampleLogRank

    Raises
    ------
    ValueError
        As `one_sample_against_median`; variance negative or not finite.

    Notes
    -----
    z is (observed - expected) over sqrt((observed + expected) / 2 + variance). The limits are the ratios r at which
    the same test, with r times the expected events, has this z: they agree with it; the upper one is inf where the
    reference is too uncertain to bound it. No event: ratio 0, lower limit 0. variance = 0 is the test against a
    known reference.

    References
    ----------
    As `one_sample_against_median`. (O + E) / 2: Wu J (2014) J Biomet Biostat 5:210.

    Examples
    --------
    >>> test = one_sample_against_curve(8, 15.2, 2.5, conf_level=0.95, alternative="less")
    >>> round(test.ratio, 3), round(test.p_value, 4)
    (0.526, 0.0276)
    """
    _check(observed, expected, alternative)
    if not 0.0 <= variance < math.inf:
        raise ValueError(f"variance must be finite and not negative, not {variance!r}")
    z = (observed - expected) / math.sqrt((observed + expected) / 2.0 + variance)
    low, high = _ratios(observed, expected, variance, normal_quantile(validate_level(conf_level)))
    return OneSampleLogRank(
        int(observed), float(expected), observed / expected, low, high, conf_level,
        z, normal_p_value(z, alternative), alternative,
    )  # fmt: skip


def _ratios(observed: int, expected: float, variance: float, z: float) -> tuple[float, float]:
    """Roots r of (O - r E)^2 = z^2 ((O + r E) / 2 + r^2 V)."""
    square = z * z
    a = expected**2 - square * variance
    half_b = observed * expected + square * expected / 4.0
    c = observed**2 - square * observed / 2.0
    root = math.sqrt(max(0.0, half_b**2 - a * c))
    # the lower root in the form that loses no digits where a is small or negative
    low = max(0.0, c / (half_b + root)) if c > 0.0 else 0.0
    return low, (half_b + root) / a if a > 0.0 else math.inf


def _check(observed: int, expected: float, alternative: str) -> None:
    if validate_whole("observed", observed) < 0:
        raise ValueError(f"observed must not be negative, not {observed}")
    if not 0.0 < expected < math.inf:
        raise ValueError(f"expected must be above 0 and finite, not {expected!r}: no test is possible")
    validate_alternative(alternative)

"""Intervals of a proportion that papers print and that are recognised here, never offered.

In every function a group of 0 patients, a count outside its group or a level outside (0, 1) is a ValueError. Limits
that a method does not define (a logarithm of 0) are nan, and the note says so.
"""

from __future__ import annotations

import math

from scipy.stats import binomtest, norm, t

from ._delta_method import UNDEFINED, transformed
from ._validate import validate_counts, validate_level
from .results import Interval


def wilson_corrected(events: int, n: int, *, conf_level: float) -> Interval:
    """Wilson's interval with continuity correction, as R's prop.test prints it for one proportion.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    No event: the lower limit is 0; n events: the upper limit is 1. It is scipy's, and R's except at n = 2 x, where R
    leaves the correction out.

    References
    ----------
    Newcombe RG (1998) Stat Med 17:857-872, method 4.

    Examples
    --------
    >>> found = wilson_corrected(6, 20, conf_level=0.95)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (0.1284, 0.5433)
    """
    events, n = validate_counts(events, n)
    limits = binomtest(events, n).proportion_ci(validate_level(conf_level), "wilsoncc")
    return Interval(events / n, float(limits.low), float(limits.high), conf_level)


def logit(events: int, n: int, *, conf_level: float) -> Interval:
    """Wald interval of the log odds, transformed back.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    No event, n events: not defined, both limits are nan. One patient is always one of the two.

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001) Stat Sci 16:101-133, doi:10.1214/ss/1009213286, section 4.2.1.

    Examples
    --------
    >>> found = logit(6, 20, conf_level=0.95)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (0.1414, 0.5272)
    """
    events, n = validate_counts(events, n)
    validate_level(conf_level)
    if events in (0, n):
        return Interval(events / n, math.nan, math.nan, conf_level, UNDEFINED)
    rate = events / n
    return transformed(
        events,
        n,
        conf_level,
        lambda p: math.log(p / (1 - p)),
        lambda x: 1 / (1 + math.exp(-x)),
        1 / (rate * (1 - rate)),
    )


def arcsine(events: int, n: int, *, conf_level: float) -> Interval:
    """Interval of the arcsine of the square root of the rate, transformed back.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    Half width z / (2 sqrt(n)) on the transformed scale, cut at 0 and at a right angle, so that no event has an upper
    limit as well.

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001) Stat Sci 16:101-133, doi:10.1214/ss/1009213286, section 4.2.2.

    Examples
    --------
    >>> found = arcsine(6, 20, conf_level=0.95)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (0.1244, 0.5134)
    """
    events, n = validate_counts(events, n)
    angle = math.asin(math.sqrt(events / n))
    half = norm.isf((1 - validate_level(conf_level)) / 2) / (2 * math.sqrt(n))
    low, high = max(0.0, angle - half), min(math.pi / 2, angle + half)
    return Interval(events / n, math.sin(low) ** 2, math.sin(high) ** 2, conf_level)


def wald_unclipped(events: int, n: int, *, conf_level: float) -> Interval:
    """The normal interval with limits below 0 and above 1 left as they are.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    Without width at no event, at n events and for one patient.

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001) Stat Sci 16:101-133, doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> found = wald_unclipped(2, 20, conf_level=0.95)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (-0.0315, 0.2315)
    """
    events, n = validate_counts(events, n)
    validate_level(conf_level)
    return transformed(events, n, conf_level, lambda p: p, lambda x: x, 1.0)


def wald_corrected(events: int, n: int, *, conf_level: float) -> Interval:
    """The normal interval, wider by 1/(2n) on each side, clipped to [0, 1].

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    No event: 0 to 1/(2n).

    References
    ----------
    Newcombe RG (1998) Stat Med 17:857-872, method 2.

    Examples
    --------
    >>> found = wald_corrected(6, 20, conf_level=0.95)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (0.0742, 0.5258)
    """
    plain = wald_unclipped(events, n, conf_level=conf_level)
    low, high = plain.conf_low - 1 / (2 * n), plain.conf_high + 1 / (2 * n)
    return Interval(plain.estimate, max(0.0, low), min(1.0, high), conf_level)


def t_interval(events: int, n: int, *, conf_level: float) -> Interval:
    """Student's t interval of the mean of zeros and ones, unclipped.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    x/n +- t sqrt(x/n (1 - x/n) / (n - 1)) with n - 1 degrees of freedom, as t.test(c(0, 1, ...)) of R prints it. One
    patient: not defined, both limits are nan.

    Examples
    --------
    >>> found = t_interval(13, 41, conf_level=0.9)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (0.1932, 0.441)
    """
    events, n = validate_counts(events, n)
    rate, tail = events / n, (1 - validate_level(conf_level)) / 2
    if n == 1:
        return Interval(rate, math.nan, math.nan, conf_level, "not defined for one patient")
    half = float(t.isf(tail, n - 1)) * math.sqrt(rate * (1 - rate) / (n - 1))
    return Interval(rate, rate - half, rate + half, conf_level)

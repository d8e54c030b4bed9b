"""Bayesian intervals of a proportion that papers print and that are recognised here, never offered.

In every function a group of 0 patients, a count outside its group or a level outside (0, 1) is a ValueError.
"""

from __future__ import annotations

from scipy.optimize import minimize_scalar
from scipy.stats import beta

from ._validate import validate_counts, validate_level
from .results import Interval


def bayes_uniform(events: int, n: int, *, conf_level: float) -> Interval:
    """Equal tails of the posterior of a uniform prior.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Probability between the limits.

    Returns
    -------
    Interval
        Estimate events/n, not the posterior's mean.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    Beta(x + 1, n - x + 1). The lower limit is above 0 also at no event.

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001) Stat Sci 16:101-133, doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> found = bayes_uniform(6, 20, conf_level=0.95)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (0.1459, 0.5218)
    """
    return _equal_tails(events, n, conf_level, 1.0)


def bayes_jeffreys(events: int, n: int, *, conf_level: float) -> Interval:
    """Equal tails of the posterior of Jeffreys' prior, without the rule for no event and n events.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Probability between the limits.

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
    Beta(x + 1/2, n - x + 1/2). It differs from `jeffreys` at no event and at n events alone.

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001) Stat Sci 16:101-133, doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> round(bayes_jeffreys(0, 20, conf_level=0.95).conf_low, 6)
    2.4e-05
    """
    return _equal_tails(events, n, conf_level, 0.5)


def _equal_tails(events: int, n: int, conf_level: float, prior: float) -> Interval:
    events, n = validate_counts(events, n)
    tail = (1 - validate_level(conf_level)) / 2
    posterior = beta(events + prior, n - events + prior)
    return Interval(events / n, float(posterior.ppf(tail)), float(posterior.isf(tail)), conf_level)


def bayes_highest_density(events: int, n: int, *, conf_level: float) -> Interval:
    """The shortest interval of the posterior of a uniform prior.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Probability between the limits.

    Returns
    -------
    Interval
        Estimate events/n, which is the posterior's mode.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    No event: from 0; n events: up to 1.

    Examples
    --------
    >>> found = bayes_highest_density(6, 20, conf_level=0.95)
    >>> round(found.conf_low, 3), round(found.conf_high, 3)
    (0.136, 0.509)
    """
    events, n = validate_counts(events, n)
    validate_level(conf_level)
    posterior = beta(events + 1, n - events + 1)
    if events == 0:
        return Interval(0.0, 0.0, float(posterior.ppf(conf_level)), conf_level)
    if events == n:
        return Interval(1.0, float(posterior.isf(conf_level)), 1.0, conf_level)

    def width(tail: float) -> float:
        return float(posterior.ppf(tail + conf_level) - posterior.ppf(tail))

    tail = minimize_scalar(width, bounds=(0.0, 1 - conf_level), method="bounded", options={"xatol": 1e-10}).x
    return Interval(events / n, float(posterior.ppf(tail)), float(posterior.ppf(tail + conf_level)), conf_level)

"""Parametric survival: exponential, Weibull, log-normal and log-logistic models of right-censored times.

The exponential is in closed form. The others have a likelihood with one maximum, which Newton's method finds to
rounding; lifelines stops as far as 1e-4 before it, depending on the unit of time, and takes a hundred times as long.
The tests compare with lifelines and with R's survreg.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, log_ndtr

from ._location_scale import STANDARD, Array, maximum
from ._normal import normal_quantile
from ._validate import validate_level
from .event_rate import exact_poisson
from .results import Interval
from .survival_curve import KaplanMeier, kaplan_meier

DISTRIBUTIONS = ("exponential", "weibull", "lognormal", "loglogistic")


@dataclass(frozen=True, slots=True)
class ParametricFit:
    """A distribution fitted by maximum likelihood.

    Attributes
    ----------
    distribution : str
    location, scale : float
        (log T - location) / scale has the standard distribution, as in R's survreg; nan without a fit, as all below.
    log_likelihood, aic : float
        Of the times in their own unit; AIC is 2 (number of parameters - log-likelihood).
    median, conf_low, conf_high : float
        Median time with its limits; beyond the last observation it is an extrapolation.
    conf_level : float
    n, n_events : int
    reason : str
        Why there is no fit; empty otherwise.
    """

    distribution: str
    location: float
    scale: float
    log_likelihood: float
    aic: float
    median: float
    conf_low: float
    conf_high: float
    conf_level: float
    n: int
    n_events: int
    reason: str = ""


def fit_parametric(times: ArrayLike, events: ArrayLike, *, distribution: str, conf_level: float) -> ParametricFit:
    """Fit one distribution by maximum likelihood.

    Parameters
    ----------
    times, events : array_like, shape (n,)
        As in `kaplan_meier`.
    distribution : {"exponential", "weibull", "lognormal", "loglogistic"}
    conf_level : float
        Two-sided level of the limits of the median: exact for the exponential (`exponential_median`), normal for the
        log median otherwise.

    Returns
    -------
    ParametricFit

    Raises
    ------
    ValueError
        As `kaplan_meier`; unknown distribution; level out of range.

    Notes
    -----
    Without a fit, and with the reason: fewer than two distinct event times (the exponential needs none), as the
    likelihood then has no maximum; an event at time 0, which has probability 0 (the
    exponential allows it); no time under observation; a fit that does not converge. Censorings at time 0 say nothing
    and leave the fit as it is. Exponential without an event: median inf, with a lower limit. One patient: exponential
    only. All tied: exponential only.

    References
    ----------
    Kalbfleisch JD, Prentice RL (2002), The statistical analysis of failure time data, 2nd ed., chapter 3. Akaike H
    (1974). IEEE Trans Autom Control 19:716-723, doi:10.1109/TAC.1974.1100705.

    Examples
    --------
    >>> fit = fit_parametric([2, 3, 5, 7, 9], [1, 1, 0, 1, 0], distribution="weibull", conf_level=0.95)
    >>> round(fit.median, 3), round(fit.aic, 3)
    (6.09, 22.25)
    """
    if distribution not in DISTRIBUTIONS:
        raise ValueError(f"distribution must be one of {', '.join(DISTRIBUTIONS)}, not {distribution!r}")
    validate_level(conf_level)
    curve = kaplan_meier(times, events)
    if distribution == "exponential":
        return _exponential(curve, conf_level)
    if curve.events[curve.time == 0.0].sum():
        return _no_fit(distribution, curve, conf_level, f"an event at time 0 is impossible in a {distribution} model")
    if np.count_nonzero(curve.events) < 2:
        return _no_fit(distribution, curve, conf_level, "fewer than two distinct event times")
    t, e = np.asarray(times, dtype=np.float64), np.asarray(events, dtype=np.float64)
    return _location_scale(distribution, curve, t[t > 0.0], e[t > 0.0], conf_level)


def exponential_median(events: int, person_time: float, *, conf_level: float) -> Interval:
    """Median of an exponential distribution from a number of events and the time under observation.

    Parameters
    ----------
    events : int
    person_time : float
        Sum of all times, above 0; its unit is the unit of the median.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        log 2 times person_time / events.

    Raises
    ------
    ValueError
        As `exact_poisson`.

    Notes
    -----
    The limits are log 2 over Garwood's limits of the rate (`exact_poisson`), so that median and rate of one row never
    contradict each other. They hold their level where observation ends with an event (there with something to spare
    below) and where it ends at a fixed date. No event: estimate and upper limit inf.

    References
    ----------
    Garwood F (1936). Biometrika 28:437-442.

    Examples
    --------
    >>> limits = exponential_median(3, 42, conf_level=0.95)
    >>> round(limits.estimate, 3), round(limits.conf_low, 3), round(limits.conf_high, 3)
    (9.704, 3.321, 47.056)
    """
    rate = exact_poisson(events, person_time, conf_level=conf_level)
    estimate = math.log(2.0) / rate.estimate if events else math.inf
    high = math.log(2.0) / rate.conf_low if events else math.inf
    return Interval(estimate, math.log(2.0) / rate.conf_high, high, conf_level)


def parametric_survival(fit: ParametricFit, times: ArrayLike) -> Array:
    """S at the times under a fit.

    Parameters
    ----------
    fit : ParametricFit
    times : array_like
        Not negative.

    Returns
    -------
    array of float

    Raises
    ------
    ValueError
        The fit has failed; a time negative or missing.

    Notes
    -----
    S(0) is 1. The exponential without events stays at 1.

    Examples
    --------
    >>> fit = fit_parametric([2, 3, 5, 7, 9], [1, 1, 0, 1, 0], distribution="exponential", conf_level=0.95)
    >>> parametric_survival(fit, [0, fit.median]).round(3).tolist()
    [1.0, 0.5]
    """
    if fit.reason:
        raise ValueError(f"there is no fit: {fit.reason}")
    t = np.asarray(times, dtype=np.float64)
    if not (t >= 0.0).all():
        raise ValueError("times must not be negative or missing")
    with np.errstate(divide="ignore"):
        z = (np.log(t) - fit.location) / fit.scale
    with np.errstate(over="ignore"):
        if fit.distribution == "lognormal":
            return np.exp(log_ndtr(-z))
        return expit(-z) if fit.distribution == "loglogistic" else np.exp(-np.exp(z))


def _exponential(curve: KaplanMeier, conf_level: float) -> ParametricFit:
    if curve.person_time == 0.0:
        return _no_fit("exponential", curve, conf_level, "no time under observation")
    d, total = curve.n_events, curve.person_time
    log_likelihood = d * math.log(d / total) - d if d else 0.0
    limits = exponential_median(d, total, conf_level=conf_level)
    return ParametricFit(
        "exponential", math.log(total / d) if d else math.inf, 1.0, log_likelihood, 2.0 - 2.0 * log_likelihood,
        limits.estimate, limits.conf_low, limits.conf_high, conf_level, curve.n, d,
    )  # fmt: skip


def _location_scale(distribution: str, curve: KaplanMeier, t: Array, e: Array, conf_level: float) -> ParametricFit:
    unit = float(t.mean())
    standard = STANDARD[distribution]
    try:
        found = maximum(standard, np.log(t / unit), e)
    except (ArithmeticError, np.linalg.LinAlgError) as error:
        return _no_fit(distribution, curve, conf_level, f"the fit did not converge: {error}")
    location, scale = found.location + math.log(unit), math.exp(found.log_scale)
    log_likelihood = found.log_likelihood - float((e * np.log(t)).sum())
    log_median = location + scale * standard.median
    gradient = np.array([1.0, scale * standard.median])
    half = normal_quantile(conf_level) * math.sqrt(float(gradient @ found.covariance @ gradient))
    low, median, high = (math.exp(log_median + shift) for shift in (-half, 0.0, half))
    return ParametricFit(
        distribution, location, scale, log_likelihood, 4.0 - 2.0 * log_likelihood,
        median, low, high, conf_level, curve.n, curve.n_events,
    )  # fmt: skip


def _no_fit(distribution: str, curve: KaplanMeier, conf_level: float, reason: str) -> ParametricFit:
    nan = math.nan
    return ParametricFit(distribution, nan, nan, nan, nan, nan, nan, nan, conf_level, curve.n, curve.n_events, reason)

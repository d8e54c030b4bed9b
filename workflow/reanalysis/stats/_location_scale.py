"""Log-location-scale models of right-censored times: standard distributions, and the maximum of their likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_ndtr

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StandardDistribution:
    """Log density and log survival of a standard distribution, each with its first two derivatives."""

    density: Callable[[Array], tuple[Array, Array, Array]]
    survival: Callable[[Array], tuple[Array, Array, Array]]
    median: float


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Location and log scale where the likelihood of log times is largest, with their covariance, shape (2, 2)."""

    location: float
    log_scale: float
    covariance: Array
    log_likelihood: float


def maximum(standard: StandardDistribution, log_times: Array, events: Array) -> Maximum:
    """The maximum of the likelihood, from any data that has one.

    Parameters
    ----------
    standard : StandardDistribution
    log_times, events : array, shape (n,)
        Events 1, censorings 0; at least two distinct times of events.

    Returns
    -------
    Maximum

    Raises
    ------
    ArithmeticError
        The search does not end: the numbers cannot hold the answer.

    Notes
    -----
    In a = -location / scale and b = 1 / scale the log-likelihood is concave, as these standard distributions have
    log-concave
    densities: there is one maximum, and Newton's method with halved steps comes to it from anywhere. `maximise` then
    takes
    it to the point at which the score is 0.

    References
    ----------
    Burridge J (1981). A note on maximum likelihood estimation for regression models using grouped data. J R Stat Soc B
    43:41-45.
    """
    centre, spread = float(log_times.mean()), float(log_times.std())
    x = (log_times - centre) / spread
    point = np.array([0.0, 1.0])
    value, score, hessian = _concave_likelihood(standard, x, events, point)
    for _ in range(200):
        step = -np.linalg.solve(hessian, score)
        gain = float(score @ step)
        if gain < 1e-9:
            location, log_scale = centre - spread * float(point[0] / point[1]), math.log(spread / float(point[1]))
            return maximise(standard, log_times, events, location=location, log_scale=log_scale)
        size = 1.0
        while not (
            point[1] + size * step[1] > 0.0
            and _concave_likelihood(standard, x, events, point + size * step)[0] >= value + 1e-4 * size * gain
        ):
            size /= 2.0
            if size < 1e-12:
                raise ArithmeticError("the likelihood does not rise along its slope")
        point = point + size * step
        value, score, hessian = _concave_likelihood(standard, x, events, point)
    raise ArithmeticError("the search for the maximum of the likelihood did not end")


def maximise(
    standard: StandardDistribution, log_times: Array, events: Array, *, location: float, log_scale: float
) -> Maximum:
    """Newton's method from a point near the maximum to the zero of the score.

    Parameters
    ----------
    standard : StandardDistribution
    log_times, events : array, shape (n,)
        Events 1, censorings 0.
    location, log_scale : float
        Where to start.

    Returns
    -------
    Maximum

    Raises
    ------
    ArithmeticError
        The likelihood is not concave on the way, or the score does not come to 0: there is no maximum nearby.

    Notes
    -----
    Ends with the step before which less than 1e-14 of log-likelihood was to be gained: the next would move nothing.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(30):
            value, score, hessian = _likelihood(standard, log_times, events, location, log_scale)
            if not (hessian[0, 0] < 0.0 and np.linalg.det(hessian) > 0.0):
                break
            step = -np.linalg.solve(hessian, score)
            location, log_scale = location + float(step[0]), log_scale + float(step[1])
            if float(score @ step) < 2e-14:
                return Maximum(location, log_scale, np.asarray(np.linalg.inv(-hessian), dtype=np.float64), value)
    raise ArithmeticError("the likelihood has no maximum where one was looked for")


def _concave_likelihood(
    standard: StandardDistribution, x: Array, events: Array, point: Array
) -> tuple[float, Array, Array]:
    """Log-likelihood of a + b x, its score and its Hessian in a and b."""
    a, b = point.tolist()
    with np.errstate(over="ignore", invalid="ignore"):
        pairs = zip(standard.density(a + b * x), standard.survival(a + b * x), strict=True)
        value, first, second = (events * density + (1.0 - events) * survival for density, survival in pairs)
    total = float(events.sum())
    score = np.array([first.sum(), (first * x).sum() + total / b])
    mixed = (second * x).sum()
    return (
        float(value.sum()) + total * math.log(b),
        score,
        np.array([[second.sum(), mixed], [mixed, (second * x**2).sum() - total / b**2]]),
    )


def _likelihood(
    standard: StandardDistribution, log_times: Array, events: Array, location: float, log_scale: float
) -> tuple[float, Array, Array]:
    """Log-likelihood of the log times, its score and its Hessian in location and log scale."""
    scale = math.exp(log_scale)
    z = (log_times - location) / scale
    pairs = zip(standard.density(z), standard.survival(z), strict=True)
    value, first, second = (events * density + (1.0 - events) * survival for density, survival in pairs)
    score = np.array([-first.sum() / scale, -events.sum() - (first * z).sum()])
    mixed = (second * z + first).sum() / scale
    hessian = np.array([[second.sum() / scale**2, mixed], [mixed, (second * z**2 + first * z).sum()]])
    return float(value.sum() - events.sum() * log_scale), score, hessian


def _extreme_density(z: Array) -> tuple[Array, Array, Array]:
    exp_z = np.exp(z)
    return z - exp_z, 1.0 - exp_z, -exp_z


def _extreme_survival(z: Array) -> tuple[Array, Array, Array]:
    exp_z = np.exp(z)
    return -exp_z, -exp_z, -exp_z


def _normal_density(z: Array) -> tuple[Array, Array, Array]:
    return -(z**2) / 2.0 - math.log(2.0 * math.pi) / 2.0, -z, np.full(z.size, -1.0)


def _normal_survival(z: Array) -> tuple[Array, Array, Array]:
    log_survival = log_ndtr(-z)
    hazard = np.exp(-(z**2) / 2.0 - math.log(2.0 * math.pi) / 2.0 - log_survival)
    return log_survival, -hazard, -hazard * (hazard - z)


def _logistic_density(z: Array) -> tuple[Array, Array, Array]:
    p = expit(z)
    return z - 2.0 * np.logaddexp(0.0, z), 1.0 - 2.0 * p, -2.0 * p * (1.0 - p)


def _logistic_survival(z: Array) -> tuple[Array, Array, Array]:
    p = expit(z)
    return -np.logaddexp(0.0, z), -p, -p * (1.0 - p)


STANDARD = {
    "weibull": StandardDistribution(_extreme_density, _extreme_survival, math.log(math.log(2.0))),
    "lognormal": StandardDistribution(_normal_density, _normal_survival, 0.0),
    "loglogistic": StandardDistribution(_logistic_density, _logistic_survival, 0.0),
}

"""Random-intercept models of counts: logistic for proportions, Poisson for rates, by maximum likelihood.

Study i has a rate on the log-odds (or log) scale of mu + tau z_i with z_i standard normal, and its count is binomial
(or Poisson) given that rate. No correction is added to cells of 0. A count may be known as a set only, as "fewer than
3 of 114": its likelihood is then the sum over the counts that it may be.

The integral over z is a sum over one even grid, the same for all studies. For these integrands, analytic and falling
as the normal density does, the trapezoidal rule converges faster than any power of its step; with a step of 0.7 of the
narrowest integrand's standard deviation the error is below 1e-12 of the likelihood. Adaptive Gauss-Hermite quadrature
with 7 points, as elsewhere, differs in the fourth digit where a study has no event.

References
----------
Hamza TH, van Houwelingen HC, Stijnen T (2008) J Clin Epidemiol 61:41-51, doi:10.1016/j.jclinepi.2007.03.016.
Stijnen T, Hamza TH, Ozdemir P (2010) Stat Med 29:3046-3067, doi:10.1002/sim.4040.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import chdtri, expit, gammaln, logsumexp

from ._validate import validate_counts, validate_level
from .pooled import Pooled, pooled

FloatArray = NDArray[np.float64]

# The normal density is below 1e-17 of its height beyond this.
REACH = 8.8
FADED = 38.0
STEP = 0.7
MOST_POINTS = 40_000
# Below this number of studies limits take the t distribution on k - 1 degrees of freedom.
MANY_STUDIES = 20
# A standard deviation on the log-odds scale beyond which every rate is 0 or 1: larger ones cannot be told apart.
LARGEST_TAU = 25.0
STARTS = (0.1, 0.3, 0.7, 1.5, 3.0, 8.0)
MOST_STEPS = 100


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Possible counts, one row each: its study, the count, its size and the constant of its likelihood."""

    study: NDArray[np.intp]
    first: NDArray[np.intp]
    count: FloatArray
    size: FloatArray
    constant: FloatArray
    poisson: bool

    @property
    def k(self) -> int:
        return len(self.first)

    def log_density(self, theta: FloatArray) -> FloatArray:
        """Log-likelihood of each row (first axis) at each theta."""
        falls = np.exp(theta) if self.poisson else np.logaddexp(0.0, theta)
        return self.constant[:, None] + self.count[:, None] * theta - self.size[:, None] * falls

    def slopes(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """First and second derivative of each row's log-likelihood at each theta."""
        rate = np.exp(theta) if self.poisson else expit(theta)
        bend = rate if self.poisson else rate * (1 - rate)
        return self.count[:, None] - self.size[:, None] * rate, -self.size[:, None] * bend


def random_intercept_proportion(
    events: Sequence[int | tuple[int, int]], n: Sequence[int], *, conf_level: float = 0.95
) -> Pooled:
    """Mean log-odds of studies by the random-intercept logistic model.

    Parameters
    ----------
    events : sequence of int or of (lowest, highest)
        Patients with the event in each study, or the lowest and highest number that it may be.
    n : sequence of int
        Patients of each study.
    conf_level : float
        Two-sided level of limits and prediction.

    Returns
    -------
    Pooled
        On the log-odds scale. With fewer than 20 studies limits and prediction take t on k - 1 degrees of freedom.
        Where all studies may have no event, or all may have nothing else, the estimate is -inf or inf (a rate of 0 or
        1), tau2 is 0 and the limits are those of the likelihood of one common rate. With one study tau2 is 0, and the
        limits are those of the normal distribution. tau is not looked for beyond 25, which the note says.

    Raises
    ------
    ValueError
        For no study, unequal lengths, counts outside 0 to n, an empty range or a level outside (0, 1).

    Examples
    --------
    >>> found = random_intercept_proportion([8, 5, 0, 12, 3], [30, 24, 17, 41, 19])
    >>> round(float(expit(found.estimate)), 4)
    0.2017
    >>> nothing = random_intercept_proportion([0, 0], [12, 20])
    >>> float(expit(nothing.estimate)), round(float(expit(nothing.conf_high)), 4)
    (0.0, 0.0583)
    """
    validate_level(conf_level)
    pairs = [(one, one) if not isinstance(one, tuple) else one for one in events]
    if not pairs or len(pairs) != len(n):
        raise ValueError("events and n must be two lists of the same length, with one study or more")
    for (low, high), size in zip(pairs, n, strict=True):
        validate_counts(low, size)
        validate_counts(high, size)
        if low > high:
            raise ValueError(f"the lowest count {low} is above the highest {high}")
    counts = _binomial(pairs, n)
    if all(low == 0 for low, _ in pairs):
        return _at_the_border(counts, conf_level, below=True)
    if all(high == size for (_, high), size in zip(pairs, n, strict=True)):
        return _at_the_border(counts, conf_level, below=False)
    middle = sum(low + high for low, high in pairs) / 2
    return _fit(counts, math.log(middle) - math.log(sum(n) - middle), conf_level)


def random_intercept_rate(events: Sequence[int], exposure: Sequence[float], *, conf_level: float = 0.95) -> Pooled:
    """Mean log rate of studies by the random-intercept Poisson model.

    Parameters
    ----------
    events : sequence of int
        Events of each study.
    exposure : sequence of float
        Person-time of each, above 0.

    Returns
    -------
    Pooled
        On the log scale, per unit of exposure; otherwise as `random_intercept_proportion`. Without any event the
        estimate is -inf (a rate of 0) with the upper limit of the likelihood of one common rate.

    Raises
    ------
    ValueError
        For no study, unequal lengths, a negative count, no exposure or a level outside (0, 1).

    Examples
    --------
    >>> found = random_intercept_rate([2, 4, 7], [10.0, 20.0, 35.0])
    >>> round(math.exp(found.estimate), 4), found.tau2
    (0.2, 0.0)
    """
    validate_level(conf_level)
    if not events or len(events) != len(exposure):
        raise ValueError("events and exposure must be two lists of the same length, with one study or more")
    if any(count < 0 or not math.isfinite(time) or time <= 0 for count, time in zip(events, exposure, strict=True)):
        raise ValueError("events must be 0 or more, and exposure finite and above 0")
    y, size = np.asarray(events, dtype=float), np.asarray(exposure, dtype=float)
    rows = np.arange(len(y))
    counts = _Counts(rows, rows, y, size, y * np.log(size) - gammaln(y + 1), True)
    if not y.any():
        return _at_the_border(counts, conf_level, below=True)
    return _fit(counts, math.log(y.sum() / size.sum()), conf_level)


def log_likelihood(events: Sequence[int | tuple[int, int]], n: Sequence[int], *, mu: float, tau: float) -> float:
    """Log-likelihood of the random-intercept logistic model, constants included.

    Parameters
    ----------
    events, n
        As in `random_intercept_proportion`.
    mu, tau : float
        Mean and standard deviation of the log-odds between studies.

    Returns
    -------
    float

    Examples
    --------
    >>> round(log_likelihood([3, 0], [10, 7], mu=-1.0, tau=0.5), 6)
    -3.521787
    """
    pairs = [(one, one) if not isinstance(one, tuple) else one for one in events]
    return _likelihood(mu, tau, _binomial(pairs, n))


def _binomial(pairs: Sequence[tuple[int, int]], n: Sequence[int]) -> _Counts:
    study = np.repeat(np.arange(len(pairs)), [high - low + 1 for low, high in pairs])
    first = np.searchsorted(study, np.arange(len(pairs)))
    count = np.concatenate([np.arange(low, high + 1, dtype=float) for low, high in pairs])
    size = np.asarray(n, dtype=float)[study]
    return _Counts(study, first, count, size, gammaln(size + 1) - gammaln(count + 1) - gammaln(size - count + 1), False)


def _points(tau: float, mu: float, counts: _Counts) -> tuple[FloatArray, float]:
    """Even grid of z, fine enough for the narrowest study and wide enough for the farthest, and its step."""
    if tau == 0.0:
        return np.zeros(1), math.sqrt(2 * math.pi)
    largest = float(counts.count.max()) + REACH / tau + 1 if counts.poisson else float(counts.size.max()) / 4
    step = min(STEP / math.sqrt(1 + tau * tau * largest), 0.8 / tau)
    low, high = REACH, REACH
    while (low + high) / step < MOST_POINTS:
        ends = np.array([-low, 0.0, high])
        logs = counts.log_density(mu + tau * ends) - ends * ends / 2
        slopes = tau * counts.slopes(mu + tau * ends)[0] - ends
        # Log-concave: beyond an end that still rises outwards, or is not far below the middle, there may be more.
        more_left = bool(((slopes[:, 0] < 0) | (logs[:, 0] > logs[:, 1] - FADED)).any())
        more_right = bool(((slopes[:, 2] > 0) | (logs[:, 2] > logs[:, 1] - FADED)).any())
        if not (more_left or more_right):
            break
        low, high = low + REACH * more_left, high + REACH * more_right
    left, right = math.ceil(low / step), math.ceil(high / step)
    return np.arange(-left, right + 1, dtype=np.float64) * step, step


def _by_study(rows: FloatArray, counts: _Counts) -> FloatArray:
    return np.add.reduceat(rows, counts.first, axis=0)


def _likelihood(mu: float, tau: float, counts: _Counts) -> float:
    z, step = _points(tau, mu, counts)
    logs = counts.log_density(mu + tau * z) - z * z / 2
    top = np.maximum.reduceat(logs.max(1), counts.first)
    total = _by_study(np.exp(logs - top[counts.study][:, None]).sum(1), counts)
    return float((top + np.log(total)).sum() + counts.k * math.log(step / math.sqrt(2 * math.pi)))


def _derivatives(mu: float, tau: float, counts: _Counts) -> tuple[float, FloatArray, FloatArray]:
    """Log-likelihood, its gradient in (mu, tau) and its matrix of second derivatives."""
    z, step = _points(tau, mu, counts)
    theta = mu + tau * z
    logs = counts.log_density(theta) - z * z / 2
    top = np.maximum.reduceat(logs.max(1), counts.first)
    density = np.exp(logs - top[counts.study][:, None])
    first, second = counts.slopes(theta)
    total = _by_study(density.sum(1), counts)
    slope, bend = density * first, density * (first * first + second)
    powers = np.vstack([np.ones_like(z), z, z * z])
    gradient = np.stack([_by_study(slope @ power, counts) / total for power in powers[:2]])
    pieces = [_by_study(bend @ power, counts) / total for power in powers]
    matrix = np.array([[pieces[0].sum(), pieces[1].sum()], [pieces[1].sum(), pieces[2].sum()]])
    matrix -= gradient @ gradient.T
    value = float((top + np.log(total)).sum() + counts.k * math.log(step / math.sqrt(2 * math.pi)))
    return value, gradient.sum(1), matrix


def _fit(counts: _Counts, mu: float, conf_level: float) -> Pooled:
    k = counts.k
    mu_0, information = _common(counts, mu)
    best = (_likelihood(mu_0, 0.0, counts), mu_0, 0.0, information)
    if k > 1:
        found = _climb(counts, *_start(counts, mu_0))
        if found is not None and found[0] > best[0] + 1e-10:
            best = found
    _, mu, tau, information = best
    df = k - 1 if 1 < k < MANY_STUDIES else math.inf
    note = f"the standard deviation between studies is {LARGEST_TAU:g} or more" if tau >= LARGEST_TAU else ""
    error = math.sqrt(1 / information) if information > 0 else math.inf
    return pooled(mu, error, tau2=tau * tau, df=df, conf_level=conf_level, k=k, note=note)


def _start(counts: _Counts, mu: float) -> tuple[float, float]:
    """The best of a few standard deviations, with the middle moved as far as the mean of the rates stays."""
    return max(
        ((mu * math.sqrt(1 + tau * tau / 3), tau) for tau in STARTS), key=lambda at: _likelihood(at[0], at[1], counts)
    )


def _common(counts: _Counts, mu: float) -> tuple[float, float]:
    """The middle without variance between studies, and its information."""
    bend = -1.0
    for _ in range(MOST_STEPS):
        _, gradient, matrix = _derivatives(mu, 0.0, counts)
        bend = float(matrix[0, 0])
        step = float(gradient[0]) / max(-bend, 1e-10)
        mu += max(-2.0, min(2.0, step))
        if abs(step) < 1e-11:
            break
    return mu, -bend


def _climb(counts: _Counts, mu: float, tau: float) -> tuple[float, float, float, float] | None:
    """Newton's method with shortened steps: likelihood, mu, tau and information of mu at the top; None at tau = 0."""
    value, gradient, matrix = _derivatives(mu, tau, counts)
    for _ in range(MOST_STEPS):
        step = _uphill(gradient, matrix)
        length = min(1.0, 2.0 / float(np.abs(step).max()))
        while True:
            new_mu, new_tau = mu + length * float(step[0]), min(abs(tau + length * float(step[1])), LARGEST_TAU)
            new = _derivatives(new_mu, new_tau, counts)
            if new[0] >= value - 1e-13 * abs(value) or length < 1e-6:
                break
            length /= 3
        moved = max(abs(new_mu - mu), abs(new_tau - tau))
        mu, tau, (value, gradient, matrix) = new_mu, new_tau, new
        if tau < 1e-5:
            return None
        if moved < 1e-9 or float(np.abs(gradient).max()) < 1e-10:
            break
    if tau >= LARGEST_TAU:
        return value, mu, tau, -float(matrix[0, 0])
    return value, mu, tau, float(-matrix[0, 0] + matrix[0, 1] ** 2 / matrix[1, 1])


def _uphill(gradient: FloatArray, matrix: FloatArray) -> FloatArray:
    """Newton's step, with the curvature made negative where it is not."""
    values, vectors = np.linalg.eigh(-matrix)
    return np.asarray(vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-8)))


def _at_the_border(counts: _Counts, conf_level: float, *, below: bool) -> Pooled:
    """A rate of 0 (or 1) for all studies: the limit at which one common rate lowers the likelihood too far."""
    far = float(chdtri(1, 1 - conf_level)) / 2
    sign = -1.0 if below else 1.0

    def falls(mu: float) -> float:
        return _common_likelihood(mu, counts) + far

    start = sign * 40.0
    limit = brentq(falls, start, -sign * 60.0, xtol=1e-12) if falls(-sign * 60.0) < 0 else -sign * math.inf
    edge, note = sign * math.inf, "no variance between studies can be estimated: limits of one common rate"
    low, high = (edge, limit) if below else (limit, edge)
    return Pooled(edge, math.nan, low, high, low, high, 0.0, math.inf, conf_level, counts.k, (), note)


def _common_likelihood(mu: float, counts: _Counts) -> float:
    logs = counts.log_density(np.array([mu]))[:, 0]
    return float(sum(logsumexp(rows) for rows in np.split(logs, counts.first[1:])))

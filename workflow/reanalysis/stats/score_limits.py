"""Limits of two proportions by inversion of the score test, for whole arrays of tables at once.

Own code: statsmodels' score interval of the difference has a wrong coefficient and raises for half
of small tables, its ratio is silently wrong where a group responds completely, and its odds ratio
raises at any empty or full cell.

The inputs are not checked here: `two_proportions` has the checked intervals of one table.

The statistic is monotone in the parameter, so each limit is found by bisection between the observed
value, which is inside the interval, and the end of the range: no start to choose, nothing that can
fail to converge. "Statistic = z" is multiplied out, so that a variance of 0 is no special case.

References
----------
Miettinen O, Nurminen M (1985) Stat Med 4:213-226, doi:10.1002/sim.4780040211. Koopman PAR (1984) Biometrics 40:513-517,
doi:10.2307/2531405.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

# Limits of a ratio are sought between exp(-LOG_RANGE) and exp(LOG_RANGE).
LOG_RANGE = 64.0
BISECTIONS = 60


def difference_limits(
    events_1: ArrayLike, n_1: ArrayLike, events_0: ArrayLike, n_0: ArrayLike, *, z: float, corrected: bool
) -> tuple[FloatArray, FloatArray]:
    """Limits of the difference p1 - p0, never outside -1..1.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : array_like, shapes that broadcast
        Patients with the event and patients in all, treated and control. Events may be fractions, for an assumed
        control.
    z : float
        Two-sided normal quantile of the level.
    corrected : bool
        Whether the variance has the factor N/(N - 1) of Miettinen and Nurminen.

    Returns
    -------
    low, high : array of float
        In the common shape.

    Notes
    -----
    The statistic is (x1/n1 - x0/n0 - difference) / sqrt(p1 q1/n1 + p0 q0/n0) at the rates p1 and p0 of greatest
    likelihood under the difference. 0 v 0 and n v n have limits on both sides of 0; one patient a group is valid.

    References
    ----------
    Miettinen O, Nurminen M (1985) Stat Med 4:213-226, doi:10.1002/sim.4780040211.

    Examples
    --------
    >>> low, high = difference_limits([15, 0], [30, 17], [6, 0], [9, 20], z=1.959964, corrected=True)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([-0.46, -0.165], [0.202, 0.188])
    """
    x1, n1, x0, n0 = _arrays(events_1, n_1, events_0, n_0)
    criterion = _criterion(n1 + n0, z, corrected)
    observed = x1 / n1 - x0 / n0

    def excess(difference: FloatArray) -> FloatArray:
        p1, p0 = _rates_with_difference(difference, x1, n1, x0, n0)
        variance = p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0
        return (observed - difference) ** 2 - criterion * variance

    return _bisect(excess, observed, 1.0)


def ratio_limits(
    events_1: ArrayLike, n_1: ArrayLike, events_0: ArrayLike, n_0: ArrayLike, *, z: float, corrected: bool
) -> tuple[FloatArray, FloatArray]:
    """Limits of the ratio p1 / p0.

    Parameters
    ----------
    events_1, n_1, events_0, n_0, z, corrected
        As in `difference_limits`.

    Returns
    -------
    low, high : array of float
        In the common shape.

    Notes
    -----
    The statistic is (x1/n1 - ratio x0/n0) / sqrt(p1 q1/n1 + ratio^2 p0 q0/n0) at the rates p1 and p0 of greatest
    likelihood under the ratio; uncorrected, its square is Koopman's chi-square. No event in group 1: the lower limit is
    0; none in group 0: the upper limit is inf; none in both: 0 and inf.

    References
    ----------
    Koopman PAR (1984) Biometrics 40:513-517, doi:10.2307/2531405. Miettinen O, Nurminen M (1985) Stat Med 4:213-226,
    doi:10.1002/sim.4780040211.

    Examples
    --------
    >>> low, high = ratio_limits([15, 0], [30, 17], [6, 3], [9, 20], z=1.959964, corrected=True)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.439, 0.0], [1.531, 1.402])
    """
    x1, n1, x0, n0 = _arrays(events_1, n_1, events_0, n_0)
    criterion = _criterion(n1 + n0, z, corrected)

    def excess(log_ratio: FloatArray) -> FloatArray:
        ratio = np.exp(log_ratio)
        p0 = _control_rate_with_ratio(ratio, x1, n1, x0, n0)
        p1 = np.minimum(ratio * p0, 1.0)
        variance = p1 * (1 - p1) / n1 + ratio**2 * p0 * (1 - p0) / n0
        beyond: FloatArray = (x1 / n1 - ratio * x0 / n0) ** 2 - criterion * variance
        return beyond

    observed = _log_ratio(x1 * n0, x0 * n1)
    return _log_scale_limits(excess, observed, bounded_below=x1 > 0, bounded_above=x0 > 0)


def odds_ratio_limits(
    events_1: ArrayLike, n_1: ArrayLike, events_0: ArrayLike, n_0: ArrayLike, *, z: float, corrected: bool
) -> tuple[FloatArray, FloatArray]:
    """Limits of the odds ratio.

    Parameters
    ----------
    events_1, n_1, events_0, n_0, z, corrected
        As in `difference_limits`.

    Returns
    -------
    low, high : array of float
        In the common shape.

    Notes
    -----
    The statistic is (x1 - n1 p1) sqrt(1/(n1 p1 q1) + 1/(n0 p0 q0)) at the rates p1 and p0 of greatest likelihood
    under the odds ratio. An empty cell that makes the odds ratio 0 or inf leaves the limit on that side open; no event
    in both groups, or events in all of both: 0 and inf.

    References
    ----------
    Miettinen O, Nurminen M (1985) Stat Med 4:213-226, doi:10.1002/sim.4780040211.

    Examples
    --------
    >>> low, high = odds_ratio_limits([15, 0], [30, 17], [6, 3], [9, 20], z=1.959964, corrected=True)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.113, 0.0], [2.265, 1.468])
    """
    x1, n1, x0, n0 = _arrays(events_1, n_1, events_0, n_0)
    y1, y0 = n1 - x1, n0 - x0
    criterion = _criterion(n1 + n0, z, corrected)

    def excess(log_ratio: FloatArray) -> FloatArray:
        ratio = np.exp(log_ratio)
        p0 = _control_rate_with_odds_ratio(ratio, x1 + x0, n1, n0)
        q0 = _control_rate_with_odds_ratio(1 / ratio, y1 + y0, n1, n0)
        scale = q0 + ratio * p0
        p1, q1 = ratio * p0 / scale, q0 / scale
        information_1, information_0 = n1 * p1 * q1, n0 * p0 * q0
        total = information_1 + information_0
        return (x1 - n1 * p1) ** 2 * total - criterion * information_1 * information_0

    observed = _log_ratio(x1 * y0, y1 * x0)
    return _log_scale_limits(excess, observed, bounded_below=(x1 > 0) & (y0 > 0), bounded_above=(x0 > 0) & (y1 > 0))


def _arrays(*values: ArrayLike) -> list[FloatArray]:
    return list(np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values)))


def _criterion(n: FloatArray, z: float, corrected: bool) -> FloatArray:
    return z**2 * n / (n - 1) if corrected else np.full_like(n, z**2)


def _bisect(
    excess: Callable[[FloatArray], FloatArray], observed: FloatArray, end: float
) -> tuple[FloatArray, FloatArray]:
    """Where the excess turns positive on the way from the observed value to -end and to end.

    The end itself, where it never does. Both ways are stacked on a first axis.
    """
    inside = np.stack([observed, observed])
    outside = np.stack([np.full_like(observed, -end), np.full_like(observed, end)])
    for _ in range(BISECTIONS):
        middle = (inside + outside) / 2
        is_inside = excess(middle) <= 0
        inside = np.where(is_inside, middle, inside)
        outside = np.where(is_inside, outside, middle)
    low, high = (inside + outside) / 2
    return low, high


def _log_ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """log(numerator / denominator), cut to the range of the search; 0 for 0/0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(numerator) - np.log(denominator)
    return np.clip(np.where(np.isnan(value), 0.0, value), -LOG_RANGE, LOG_RANGE)


def _log_scale_limits(
    excess: Callable[[FloatArray], FloatArray],
    observed: FloatArray,
    *,
    bounded_below: NDArray[np.bool_],
    bounded_above: NDArray[np.bool_],
) -> tuple[FloatArray, FloatArray]:
    low, high = _bisect(excess, observed, LOG_RANGE)
    return np.where(bounded_below, np.exp(low), 0.0), np.where(bounded_above, np.exp(high), np.inf)


def _rates_with_difference(
    difference: FloatArray, x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Rates of greatest likelihood under p1 - p0 = difference, p0 by the cubic of the 1985 paper."""
    n, events = n1 + n0, x1 + x0
    c2 = ((n1 + 2 * n0) * difference - n - events) / n
    c1 = ((n0 * difference - n - 2 * x0) * difference + events) / n
    c0 = x0 * difference * (1 - difference) / n
    q = (c2 / 3) ** 3 - c1 * c2 / 6 + c0 / 2
    p = np.copysign(np.sqrt(np.maximum((c2 / 3) ** 2 - c1 / 3, 0.0)), q)
    with np.errstate(divide="ignore", invalid="ignore"):
        cosine = np.where(p == 0, 0.0, np.clip(q / p**3, -1.0, 1.0))
    root = 2 * p * np.cos((np.pi + np.arccos(cosine)) / 3) - c2 / 3
    p0 = np.clip(root, np.maximum(0.0, -difference), np.minimum(1.0, 1.0 - difference))
    return np.clip(p0 + difference, 0.0, 1.0), p0


def _control_rate_with_ratio(
    ratio: FloatArray, x1: FloatArray, n1: FloatArray, x0: FloatArray, n0: FloatArray
) -> FloatArray:
    """Rate p0 of greatest likelihood under p1 = ratio * p0; no difference of like terms in it."""
    weighted = ratio * (n1 + x0)
    plain = n0 + x1
    root = np.sqrt((weighted - plain) ** 2 + 4 * ratio * (n1 - x1) * (n0 - x0))
    return 2 * (x1 + x0) / (weighted + plain + root)


def _control_rate_with_odds_ratio(ratio: FloatArray, events: FloatArray, n1: FloatArray, n0: FloatArray) -> FloatArray:
    """Rate p0 of greatest likelihood under odds1 = ratio * odds0, given the total of events."""
    difference = (n1 - events) * ratio + n0 - events
    root = np.sqrt(difference**2 + 4 * events * ratio * (n1 + n0 - events))
    b = difference + 2 * events
    with np.errstate(divide="ignore", invalid="ignore"):
        from_sum = 2 * events / (b + root)
        from_difference = (root - b) / (2 * n0 * (ratio - 1))
    return np.clip(np.where(b >= 0, from_sum, from_difference), 0.0, 1.0)

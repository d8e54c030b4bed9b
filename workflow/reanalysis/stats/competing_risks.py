"""Cumulative incidence of events that exclude each other: the Aalen-Johansen estimate, and 1 - Kaplan-Meier beside it.

Written here: lifelines breaks ties at random, and statsmodels has no standard error at the last time when the last
patient has an event. The tests compare with statsmodels elsewhere, and with R's survfit everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._normal import normal_quantile
from .results import Interval
from .survival_curve import KaplanMeier, kaplan_meier
from .survival_limits import CONF_TYPES

CENSORED = 0


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeIncidence:
    """Cumulative incidence of one cause in the presence of the others: one entry per distinct time, ascending.

    Attributes
    ----------
    cause : int
    time : array of float, shape (k,)
        Distinct times of the sample, of events and censorings alike.
    n_at_risk : array of int, shape (k,)
        Patients under observation just before the time.
    events, other_events : array of int, shape (k,)
        Events of this cause and of all others.
    incidence : array of float, shape (k,)
        Probability of an event of this cause by the time, the step included.
    std_error : array of float, shape (k,)
    last_time : float
        The last observation: the incidence is not defined after it.
    """

    cause: int
    time: NDArray[np.float64]
    n_at_risk: NDArray[np.int64]
    events: NDArray[np.int64]
    other_events: NDArray[np.int64]
    incidence: NDArray[np.float64]
    std_error: NDArray[np.float64]
    last_time: float


def aalen_johansen(times: ArrayLike, causes: ArrayLike, *, cause: int) -> CumulativeIncidence:
    """Aalen-Johansen estimate of the cumulative incidence of one cause.

    Parameters
    ----------
    times : array_like, shape (n,)
        Time to the first event of any cause or to censoring, finite and not negative.
    causes : array_like, shape (n,)
        0 for a censoring, otherwise a positive whole number that names the cause.
    cause : int
        The cause wanted. It may be one that never happened.

    Returns
    -------
    CumulativeIncidence

    Raises
    ------
    ValueError
        As `kaplan_meier`; a cause that is not a whole number, 0 or more; `cause` below 1.

    Notes
    -----
    The incidences of all causes and the Kaplan-Meier probability of no event at all sum to 1 at every time.
    Ties: events of any cause come before censorings at the same time, and events of several causes at one time share
    the patients at risk; nothing depends on the order of the rows. Nothing is moved at random.
    The variance is the delta-method (Greenwood) form, which is what R's survfit gives. At a time at which everybody
    left has an event the term of overall survival vanishes, so that the standard error is defined to the end.
    No event of the cause: incidence and standard error 0. One patient: 0 or 1 with standard error 0. All tied: one
    step d / n with the binomial standard error.

    References
    ----------
    Aalen OO, Johansen S (1978). Scand J Stat 5:141-150. Marubini E, Valsecchi MG (1995), Analysing survival data from
    clinical trials and observational studies, section 10.3 (variance).

    Examples
    --------
    >>> curve = aalen_johansen([2, 3, 5, 7, 9], [1, 2, 0, 1, 0], cause=1)
    >>> curve.time.tolist(), curve.incidence.round(3).tolist()
    ([2.0, 3.0, 5.0, 7.0, 9.0], [0.2, 0.2, 0.2, 0.5, 0.5])
    """
    codes = _checked_causes(causes, cause)
    overall = kaplan_meier(times, codes != CENSORED)
    rank = overall.time.searchsorted(np.asarray(times, dtype=np.float64), side="right") - 1
    events = np.bincount(rank[codes == cause], minlength=overall.time.size)
    before = np.concatenate(([1.0], overall.survival[:-1]))
    incidence = np.cumsum(before * events / overall.n_at_risk)
    if (events == overall.events).all():
        incidence = 1.0 - overall.survival  # the same, and exactly 1 where nobody is left
    found = CumulativeIncidence(
        cause=int(cause),
        time=overall.time,
        n_at_risk=overall.n_at_risk,
        events=events,
        other_events=overall.events - events,
        incidence=incidence,
        std_error=_std_error(overall, events, before, incidence),
        last_time=overall.last_time,
    )
    for column in (found.events, found.other_events, found.incidence, found.std_error):
        column.flags.writeable = False
    return found


def incidence_at(curve: CumulativeIncidence, time: float, *, conf_type: str, conf_level: float) -> Interval:
    """Cumulative incidence at a time, with limits.

    Parameters
    ----------
    curve : CumulativeIncidence
    time : float
        From 0 to the last observation; any later time if nobody is left without an event of some cause.
    conf_type : {"log", "log-log", "plain"}
        As R's survfit(conf.type =), applied to the incidence itself. R's default is "log", whose upper limit is often 1
        for a small incidence; "log-log" stays within 0 and 1 and is what competing-risk programs print.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        note "degenerate" where the incidence is 0 or 1.

    Raises
    ------
    ValueError
        time negative or missing, or beyond the last observation; unknown conf_type; level out of range.

    Notes
    -----
    Incidence 0: limits 0 to 0 for plain, nan otherwise, as R. Incidence 1: plain and log 1 to 1, log-log nan.

    References
    ----------
    Kalbfleisch JD, Prentice RL (1980), The statistical analysis of failure time data, section 1.3 (log-log).

    Examples
    --------
    >>> curve = aalen_johansen([2, 3, 5, 7, 9], [1, 2, 0, 1, 0], cause=1)
    >>> limits = incidence_at(curve, 7, conf_type="log-log", conf_level=0.95)
    >>> round(limits.estimate, 3), round(limits.conf_low, 3), round(limits.conf_high, 3)
    (0.5, 0.053, 0.849)
    """
    if conf_type not in CONF_TYPES:
        raise ValueError(f"conf_type must be one of {', '.join(CONF_TYPES)}, not {conf_type!r}")
    z = normal_quantile(conf_level)
    index = _index_at(curve, time)
    p = float(curve.incidence[index]) if index >= 0 else 0.0
    half = z * float(curve.std_error[index]) if index >= 0 else 0.0
    low, high = _limits(p, half, conf_type)
    return Interval(p, low, high, conf_level, "degenerate" if p in (0.0, 1.0) else "")


def naive_incidence(times: ArrayLike, causes: ArrayLike, *, cause: int) -> KaplanMeier:
    """Kaplan-Meier curve of one cause with the other causes taken as censorings.

    Parameters
    ----------
    times, causes, cause
        As in `aalen_johansen`.

    Returns
    -------
    KaplanMeier
        1 - survival is the naive incidence.

    Raises
    ------
    ValueError
        As `aalen_johansen`.

    Notes
    -----
    1 - survival is at least the Aalen-Johansen incidence, and above it as soon as another cause came first: it answers
    what would happen if the other causes did not exist, and is shown as a warning only.

    Examples
    --------
    >>> curve = naive_incidence([2, 3, 5, 7, 9], [1, 2, 0, 1, 0], cause=1)
    >>> (1 - curve.survival).round(3).tolist()
    [0.2, 0.2, 0.2, 0.6, 0.6]
    """
    return kaplan_meier(times, _checked_causes(causes, cause) == cause)


def _checked_causes(causes: ArrayLike, cause: int) -> NDArray[np.float64]:
    codes = np.asarray(causes, dtype=np.float64)
    if not ((codes >= 0.0) & (codes == np.floor(codes)) & (codes < math.inf)).all():
        raise ValueError("causes must be whole numbers, 0 for a censoring")
    if cause < 1:
        raise ValueError(f"cause must be at least 1, not {cause}")
    return codes


def _std_error(
    overall: KaplanMeier, events: NDArray[np.int64], before: NDArray[np.float64], incidence: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Delta-method standard error, in a form without differences of large terms.

    A patient at risk at time s ends, by t, with the event of the cause at s (1), with another (0), or later with
    the conditional probability g: the variance of that multinomial outcome, summed over s.
    """
    n = overall.n_at_risk
    own, survive = events / n, (n - overall.events) / n
    result = np.empty(n.size)
    for k in range(n.size):
        here = slice(0, k + 1)
        g = np.zeros(k + 1)  # nobody left: nothing to come
        np.divide(incidence[k] - incidence[here], overall.survival[here], out=g, where=overall.survival[here] > 0.0)
        mean = own[here] + survive[here] * g
        other = (overall.events[here] - events[here]) / n[here]
        terms = own[here] * (1.0 - mean) ** 2 + survive[here] * (g - mean) ** 2 + other * mean**2
        result[k] = (before[here] ** 2 / n[here] * terms).sum()
    return np.sqrt(result)


def _limits(p: float, half: float, conf_type: str) -> tuple[float, float]:
    if conf_type == "plain":
        return max(p - half, 0.0), min(p + half, 1.0)
    if p == 0.0 or (p == 1.0 and conf_type == "log-log"):
        return math.nan, math.nan
    if conf_type == "log":
        factor = math.exp(half / p)
        return p / factor, min(p * factor, 1.0)
    log_p = math.log(p)
    factor = math.exp(half / (p * log_p))  # below 1, as log_p is negative
    return math.exp(log_p / factor), math.exp(log_p * factor)


def _index_at(curve: CumulativeIncidence, time: float) -> int:
    if not time >= 0.0:
        raise ValueError(f"time must not be negative or missing, not {time}")
    if time > curve.last_time and curve.n_at_risk[-1] > curve.events[-1] + curve.other_events[-1]:
        raise ValueError(f"time {time:g} lies beyond the last observation, {curve.last_time:g}")
    return int(curve.time.searchsorted(time, side="right")) - 1

"""The product-limit curve of right-censored times (Kaplan and Meier 1958).

Written here and not taken from a library, because lifelines' curve gives the wrong median where S(t) is exactly
one half and limits of width zero where S(t) is 0 or 1, and no Python library has all three kinds of limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Times that differ by less than this, absolutely or relative to the mean of the distinct times, are one time.
TIME_TOLERANCE = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True, slots=True, eq=False)
class KaplanMeier:
    """A Kaplan-Meier curve: one entry per distinct time, of an event or of a censoring, ascending.

    Attributes
    ----------
    time : array of float, shape (k,)
        Distinct times, in the unit of the input.
    n_at_risk : array of int, shape (k,)
        Patients under observation just before the time.
    events, censored : array of int, shape (k,)
        Events and censorings at the time.
    survival : array of float, shape (k,)
        S(time), the step included.
    std_error : array of float, shape (k,)
        Greenwood's standard error of S(time); 0 where S is 1, nan where S is 0.
    n, n_events : int
        Patients and events in all.
    person_time : float
        Sum of all times.
    last_time : float
        The last observation, event or censoring: the curve is not defined after it.

    Notes
    -----
    The arrays are read-only. Two curves are equal only if they are the same object.
    """

    time: NDArray[np.float64]
    n_at_risk: NDArray[np.int64]
    events: NDArray[np.int64]
    censored: NDArray[np.int64]
    survival: NDArray[np.float64]
    std_error: NDArray[np.float64]
    n: int
    n_events: int
    person_time: float
    last_time: float


def kaplan_meier(times: ArrayLike, events: ArrayLike) -> KaplanMeier:
    """Estimate the Kaplan-Meier curve.

    Parameters
    ----------
    times : array_like, shape (n,)
        Time from start to event or censoring, finite and not negative.
    events : array_like, shape (n,)
        1 (or True) for an event, 0 (or False) for a censoring; nothing else.

    Returns
    -------
    KaplanMeier

    Raises
    ------
    ValueError
        No patient, different lengths, a time that is negative, infinite or missing, an event other than 0 or 1.

    Notes
    -----
    A censoring at the time of an event comes after it. Times are compared as R's survfit does (timefix): those within
    1.5e-8 of each other count as tied, so that 0.1 + 0.2 and 0.3 are one time.
    No event: S stays 1 with standard error 0. One patient: S is 0 (event) or 1 (censored) from that time on.
    All tied: one step. An event at time 0 makes S(0) < 1.

    References
    ----------
    Kaplan EL, Meier P (1958). J Am Stat Assoc 53:457-481, doi:10.1080/01621459.1958.10501452. Greenwood M (1926), The
    natural duration of cancer.

    Examples
    --------
    >>> curve = kaplan_meier([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1])
    >>> curve.time.tolist(), curve.survival.round(3).tolist()
    ([5.0, 8.0, 12.0, 20.0, 25.0], [0.833, 0.667, 0.5, 0.5, 0.0])
    """
    t, e = _sorted_observations(times, events)
    n = t.size
    starts = _starts_of_distinct(t)
    at_risk = n - starts
    died = np.add.reduceat(e, starts)
    left = np.empty_like(starts)
    left[:-1] = starts[1:] - starts[:-1]
    left[-1] = n - starts[-1]
    surviving = at_risk - died
    survival: NDArray[np.float64] = np.cumprod(surviving / at_risk, dtype=np.float64)
    curve = KaplanMeier(
        time=t[starts],
        n_at_risk=at_risk,
        events=died,
        censored=left - died,
        survival=survival,
        std_error=_greenwood(at_risk, died, survival),
        n=n,
        n_events=int(e.sum()),
        person_time=float(t.sum()),
        last_time=float(t[starts[-1]]),
    )
    return _read_only(curve)


def reverse(times: ArrayLike, events: ArrayLike) -> KaplanMeier:
    """Reverse Kaplan-Meier curve, in which the censoring is the event: its median is the median follow-up.

    Parameters
    ----------
    times, events : array_like, shape (n,)
        As in `kaplan_meier`: 1 for an event, 0 for a censoring.

    Returns
    -------
    KaplanMeier
        Its events are the ends of follow-up, its censorings the events. Where both happen at one time, n_at_risk is
        what the events leave.

    Raises
    ------
    ValueError
        As `kaplan_meier`.

    Notes
    -----
    Where both happen at one time, events leave before follow-up ends, as they do in the curve itself: a patient who
    had the event was not censored a moment earlier. R's survfit(Surv(times, 1 - events)) has it the other way round
    and counts patients at risk of a censoring who had the event at that time (`reverse_as_survfit`); without such ties
    both agree.
    All censored: the empirical distribution of follow-up. No censoring: S stays 1 and the median is not reached.

    References
    ----------
    Schemper M, Smith TL (1996). Control Clin Trials 17:343-346, doi:10.1016/0197-2456(96)00075-X. Order of
    ties: R's package prodlim, reverse = TRUE.

    Examples
    --------
    >>> reverse([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1]).survival.round(3).tolist()
    [1.0, 1.0, 0.667, 0.333, 0.333]
    """
    forward = kaplan_meier(times, events)
    ended, left = forward.censored, forward.events
    at_risk = np.where(ended > 0, forward.n_at_risk - left, forward.n_at_risk)
    survival: NDArray[np.float64] = np.cumprod((at_risk - ended) / at_risk, dtype=np.float64)
    return _read_only(
        KaplanMeier(
            time=forward.time.copy(),
            n_at_risk=at_risk,
            events=ended.copy(),
            censored=left.copy(),
            survival=survival,
            std_error=_greenwood(at_risk, ended, survival),
            n=forward.n,
            n_events=int(ended.sum()),
            person_time=forward.person_time,
            last_time=forward.last_time,
        )
    )


def reverse_as_survfit(times: ArrayLike, events: ArrayLike) -> KaplanMeier:
    """The reverse curve as R's survfit(Surv(times, 1 - events)) gives it: at ties follow-up ends before events.

    Parameters
    ----------
    times, events : array_like, shape (n,)
        As in `reverse`.

    Returns
    -------
    KaplanMeier

    Raises
    ------
    ValueError
        As `kaplan_meier`.

    Notes
    -----
    For comparison only. All censored, no censoring and one patient as in `reverse`.

    Examples
    --------
    >>> reverse_as_survfit([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1]).survival.round(3).tolist()
    [1.0, 1.0, 0.75, 0.375, 0.375]
    """
    return kaplan_meier(times, 1.0 - np.asarray(events, dtype=np.float64))


def exact_survival(curve: KaplanMeier, index: int) -> tuple[int, int]:
    """S(time[index]) as numerator and denominator, free of rounding (not reduced).

    Parameters
    ----------
    curve : KaplanMeier
    index : int
        Of the time, from 0; the length of the curve or more means its last time.

    Returns
    -------
    numerator, denominator : int

    Notes
    -----
    The product of (n - d) over the product of n, in unbounded integers; 1 / 1 before the first event.

    Examples
    --------
    >>> exact_survival(kaplan_meier([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1]), 2)
    (60, 120)
    """
    numerator = denominator = 1
    at_risk: Sequence[int] = curve.n_at_risk[: index + 1].tolist()
    for n, d in zip(at_risk, curve.events[: index + 1].tolist(), strict=True):
        if d:
            numerator *= n - d
            denominator *= n
    return numerator, denominator


def _read_only(curve: KaplanMeier) -> KaplanMeier:
    for column in (curve.time, curve.n_at_risk, curve.events, curve.censored, curve.survival, curve.std_error):
        column.flags.writeable = False
    return curve


def everybody_had_the_event(curve: KaplanMeier) -> bool:
    """Whether the curve ends at 0, so that it is known at every later time as well.

    Parameters
    ----------
    curve : KaplanMeier

    Returns
    -------
    bool

    Examples
    --------
    >>> everybody_had_the_event(kaplan_meier([5, 8], [1, 1])), everybody_had_the_event(kaplan_meier([5, 8], [1, 0]))
    (True, False)
    """
    return bool(curve.survival[-1] == 0.0)


def _sorted_observations(times: ArrayLike, events: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    t = np.asarray(times, dtype=np.float64)
    e = np.asarray(events, dtype=np.float64)
    if t.ndim != 1 or t.shape != e.shape:
        raise ValueError(f"times and events must be two lists of the same length, not {t.shape} and {e.shape}")
    if t.size == 0:
        raise ValueError("no patient: a curve needs at least one time")
    is_event = e == 1.0
    if not (is_event | (e == 0.0)).all():
        raise ValueError("events must be 0 (censored) or 1 (event)")
    order = t.argsort()
    t = t[order]
    if not (t[0] >= 0.0 and t[-1] < np.inf):  # nan is sorted to the end
        raise ValueError("times must be finite and not negative")
    return t, is_event[order].astype(np.int64)


def _starts_of_distinct(t: NDArray[np.float64]) -> NDArray[np.int64]:
    """Index of the first observation of each distinct time in sorted t, by the rule of R's aeqSurv."""
    gap = t[1:] - t[:-1]
    new = gap > 0.0
    if ((gap > TIME_TOLERANCE * max(1.0, float(t[-1]))) != new).any():
        distinct_mean = float(t[np.append(True, new)].mean())
        new = gap > TIME_TOLERANCE * max(1.0, distinct_mean)
    starts = np.flatnonzero(new)
    starts += 1
    return np.concatenate((np.zeros(1, dtype=np.int64), starts))


def _greenwood(
    at_risk: NDArray[np.int64], died: NDArray[np.int64], survival: NDArray[np.float64]
) -> NDArray[np.float64]:
    std_error = np.full(survival.size, np.nan)
    stop = survival.size - int(survival[-1] == 0.0)  # S can be 0 at the last time only
    n, d = at_risk[:stop], died[:stop]
    std_error[:stop] = survival[:stop] * np.sqrt(np.cumsum(d / (n * (n - d))))
    return std_error

"""Exact tests of two proportions: Boschloo, Fisher and Fisher's mid-p.

Boschloo is own code because ``scipy.stats.boschloo_exact`` takes 0.05 to 1 s at 100 to 300 per arm,
and Fisher because its mid-p needs the probability of the observed table and ties here are
exact: the conditional distribution is held in whole numbers. scipy's ``barnard_exact`` loses tied
tables and is not used.

Group 1 is the treated one and group 0 the control; "greater" means a higher rate in group 1. In
every function a group of 0 patients or a count outside its group is a ValueError.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from ._validate import validate_alternative, validate_counts
from .results import TestResult

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

# Two-sided Fisher: tables less likely than the observed one times 1 + this count, as in R.
R_TIE = 1e-7
# Boschloo: one-sided p-values that differ by less than this, relatively, are ties. Their rounding
# error is below 1e-11 at 1,000 patients per arm.
TIE = 1e-10
# Tables held at a time, of one pair of group sizes: what is needed for two groups of 3,000 does not fit a small
# machine.
MOST_TABLES = 100_000


def fisher(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """Fisher's exact test.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    alternative : {"two_sided", "greater", "less"}

    Returns
    -------
    TestResult
        Two-sided p: the tables that are no more likely than the observed one.

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    1 where no patient or every patient has the event. One patient a group: two-sided always 1.
    Two-sided as R's fisher.test, with its relative tolerance of 1e-7.

    References
    ----------
    Fisher RA (1934) Statistical Methods for Research Workers, 5th edition, section 21.02.

    Examples
    --------
    >>> round(fisher(7, 34, 1, 34, alternative="two_sided").p_value, 6)
    0.0544
    """
    return TestResult(_fisher(events_1, n_1, events_0, n_0, alternative)[0], alternative)


def fisher_mid_p(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """Fisher's exact p of the same alternative minus half the probability of the observed table.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    alternative : {"two_sided", "greater", "less"}

    Returns
    -------
    TestResult
        Its p is the mid-p.

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    1/2 where no patient or every patient has the event, in each alternative. Not guaranteed to keep
    its level.

    References
    ----------
    Lancaster HO (1961) JASA 56:223-234, doi:10.1080/01621459.1961.10482105. Lydersen S, Fagerland MW, Laake P (2009)
    Stat Med 28:1159-1175, doi:10.1002/sim.3531.

    Examples
    --------
    >>> round(fisher_mid_p(7, 34, 1, 34, alternative="two_sided").p_value, 6)
    0.042028
    """
    p_value, point = _fisher(events_1, n_1, events_0, n_0, alternative)
    return TestResult(p_value - point / 2, alternative)


def boschloo(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """Boschloo's exact unconditional test.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    alternative : {"two_sided", "greater", "less"}

    Returns
    -------
    TestResult
        Its p is the largest probability, over the common rate, of a one-sided Fisher p no larger
        than the observed. Two-sided: the smaller of the two one-sided p doubled, at most 1.

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    Never above the one-sided Fisher p. 1 where no patient or every patient has the event. Two-sided
    it is ``tsmethod="central"`` of R's package Exact, not its default "square".

    Given m patients with the event, the rejection region has the conditional probability h(m), the
    largest one-sided Fisher p attainable at m that does not exceed the observed one. So the
    probability of rejection is E h(M), M binomial (n_1 + n_0, rate): a dot product for each
    rate. On the scale asin(sqrt(rate)), M has a standard deviation of 1 / (2 sqrt(N)) everywhere,
    which is the finest detail the maximum can hide in: the grid has four points in it, and the
    peaks of the grid are refined.

    References
    ----------
    Boschloo RD (1970) Statistica Neerlandica 24:1-9, doi:10.1111/j.1467-9574.1970.tb00104.x. Lydersen S, Fagerland MW,
    Laake P (2009) Stat Med 28:1159-1175, doi:10.1002/sim.3531.

    Examples
    --------
    >>> round(boschloo(7, 34, 1, 34, alternative="two_sided").p_value, 6)
    0.038464
    """
    events_1, n_1 = validate_counts(events_1, n_1)
    events_0, n_0 = validate_counts(events_0, n_0)
    validate_alternative(alternative)
    if alternative == "greater":
        return TestResult(_boschloo_greater(events_1, n_1, events_0, n_0), alternative)
    if alternative == "less":
        return TestResult(_boschloo_greater(events_0, n_0, events_1, n_1), alternative)
    # the side that the observed rates point to is nearly always the smaller; of the other a lower bound is enough then
    sides = ((events_1, n_1, events_0, n_0), (events_0, n_0, events_1, n_1))
    first, second = sides if events_1 * n_0 >= events_0 * n_1 else sides[::-1]
    smaller = _boschloo_greater(*first)
    return TestResult(min(1.0, 2 * min(smaller, _boschloo_greater(*second, enough=smaller))), alternative)


def _conditional_weights(n_1: int, n_0: int, total: int) -> tuple[int, list[int]]:
    """Least possible events_1 given the total, and the number of tables for each value from there on."""
    least = max(0, total - n_0)
    weight = math.comb(n_1, least) * math.comb(n_0, total - least)
    weights = [weight]
    for k in range(least, min(n_1, total)):
        weight = weight * (n_1 - k) * (total - k) // ((k + 1) * (n_0 - total + k + 1))
        weights.append(weight)
    return least, weights


def _fisher(events_1: int, n_1: int, events_0: int, n_0: int, alternative: str) -> tuple[float, float]:
    """The p-value, and the probability of the observed table."""
    events_1, n_1 = validate_counts(events_1, n_1)
    events_0, n_0 = validate_counts(events_0, n_0)
    validate_alternative(alternative)
    least, weights = _conditional_weights(n_1, n_0, events_1 + events_0)
    observed = weights[events_1 - least]
    if alternative == "greater":
        tail = weights[events_1 - least :]
    elif alternative == "less":
        tail = weights[: events_1 - least + 1]
    else:
        scale = round(1 / R_TIE)
        tail = [weight for weight in weights if weight * scale <= observed * (scale + 1)]
    return sum(tail) / sum(weights), observed / sum(weights)


@lru_cache(maxsize=4096)
def _boschloo_greater(events_1: int, n_1: int, events_0: int, n_0: int, enough: float = 2.0) -> float:
    """One-sided p; where it is at least `enough`, any number from `enough` to it. One comparison asks for the same
    tables again and again."""
    fisher_p = _fisher(events_1, n_1, events_0, n_0, "greater")[0]
    if fisher_p == 1.0:
        return 1.0
    return min(1.0, _largest_expectation(_conditional_size(n_1, n_0, fisher_p * (1 + TIE)), enough))


def _conditional_size(n_1: int, n_0: int, bound: float) -> FloatArray:
    """For each total of events: the largest one-sided Fisher p that does not exceed the bound, or 0."""
    if n_1 > n_0:
        # The same tables with fewer columns: count the patients without the event, control first.
        return _conditional_size(n_0, n_1, bound)[::-1]
    rows = max(1, MOST_TABLES // (n_1 + 1))
    tails = (_upper_tails(n_1, n_0, start, min(start + rows, n_1 + n_0 + 1)) for start in range(0, n_1 + n_0 + 1, rows))
    return np.concatenate([np.where(tail <= bound, tail, 0.0).max(axis=1) for tail in tails])


@lru_cache(maxsize=256)
def _upper_tails(n_1: int, n_0: int, start: int, stop: int) -> FloatArray:
    """For totals of events from start to below stop, a row each: the one-sided Fisher p of every table, from the most
    events treated down.

    A control of an assumed size is met in many comparisons; a block is small enough for all to be kept.
    """
    total = np.arange(start, stop)[:, None]
    events_1 = np.arange(n_1 + 1)[None, :]
    events_0 = total - events_1
    possible = (events_0 >= 0) & (events_0 <= n_0)
    log_choose_0 = _log_choose(n_0)[np.clip(events_0, 0, n_0)]
    log_p = _log_choose(n_1)[None, :] + log_choose_0 - _log_choose(n_1 + n_0)[start:stop, None]
    probability = np.where(possible, np.exp(np.where(possible, log_p, 0.0)), 0.0)
    return np.cumsum(probability[:, ::-1], axis=1)


def _largest_expectation(size: FloatArray, enough: float) -> float:
    """Maximum over the rate of E size(M), M binomial; the search ends where `enough` is reached."""
    n, used = size.size - 1, np.flatnonzero(size)
    rejection = (n, used, _log_choose(n)[used], size[used])
    angle = np.linspace(0.0, math.pi / 2, math.ceil(4 * math.pi * math.sqrt(n)) + 2)
    width = angle[1]
    angle = angle[1:-1]
    height = _expectation(rejection, angle)
    if height.max() >= enough:
        return float(height.max())
    peak = (height >= np.append(height[1:], 0.0)) & (height >= np.append(0.0, height[:-1]))
    angle, height = angle[peak], height[peak]
    # Each round divides the distance to the top of a peak by 4, and so what is missing in height by
    # 16. Peaks that cannot become the highest are dropped; what is missing at first is below 1%.
    missing = 0.05
    for _ in range(10):
        promising = height >= (1 - missing) * height.max()
        trial = angle[promising, None] + width * np.linspace(-1.0, 1.0, 9)
        trial = np.clip(trial, 1e-9, math.pi / 2 - 1e-9)
        value = _expectation(rejection, trial.ravel()).reshape(trial.shape)
        highest = value.argmax(axis=1)[:, None]
        angle = np.take_along_axis(trial, highest, axis=1)[:, 0]
        height = np.take_along_axis(value, highest, axis=1)[:, 0]
        width, missing = width / 4, missing / 16
    return float(height.max())


def _expectation(rejection: tuple[int, IntArray, FloatArray, FloatArray], angle: FloatArray) -> FloatArray:
    """E size(M) for each angle; `rejection` has the totals M in which tables are rejected, with log n over M and
    size(M)."""
    n, used, log_choose, size = rejection
    log_sine, log_cosine = np.log(np.sin(angle)), np.log(np.cos(angle))
    log_p = log_choose + 2 * (log_sine[:, None] * used) + 2 * (log_cosine[:, None] * (n - used))
    return np.exp(log_p) @ size


@lru_cache(maxsize=1024)
def _log_choose(n: int) -> FloatArray:
    k = np.arange(n + 1)
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

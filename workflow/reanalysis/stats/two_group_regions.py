"""All tables of two group sizes at once: one-sided exact p-values, and where the primary pair shows a difference.

What a comparison would say of every table it could have met: for the error rates of its sentence and for the number
of patients that change it. The primary pair is Newcombe's interval and Boschloo's test.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import hypergeom

from ._validate import validate_alpha, validate_level, validate_whole
from .exact_2x2 import TIE, boschloo

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@lru_cache(maxsize=64)
def fisher_greater(n_1: int, n_0: int) -> FloatArray:
    """One-sided Fisher p (a higher rate in group 1) of every table, an array of shape (n_1 + 1, n_0 + 1).

    Parameters
    ----------
    n_1, n_0 : int
        Patients in each group.

    Returns
    -------
    array of float, shape (n_1 + 1, n_0 + 1)
        By the events in group 1 and in group 0.

    Raises
    ------
    ValueError
        A group of less than one patient.

    Examples
    --------
    >>> fisher_greater(2, 1).round(3).tolist()
    [[1.0, 1.0], [0.667, 1.0], [0.333, 1.0]]
    """
    n_1, n_0 = _sizes(n_1, n_0)
    events_1, events_0 = np.arange(n_1 + 1)[:, None], np.arange(n_0 + 1)[None, :]
    p_values = np.asarray(hypergeom.sf(events_1 - 1, n_1 + n_0, n_1, events_1 + events_0))
    p_values.flags.writeable = False
    return p_values


@lru_cache(maxsize=64)
def boschloo_critical(n_1: int, n_0: int, alpha: float) -> float:
    """The largest one-sided Fisher p whose one-sided Boschloo p is below alpha; -1 if there is none.

    Parameters
    ----------
    n_1, n_0 : int
        Patients in each group.
    alpha : float
        One-sided level.

    Returns
    -------
    float

    Notes
    -----
    Boschloo's p grows with Fisher's, so the tables it rejects are those with a Fisher p up to this one: found by
    halving, with a few tests instead of one for every table.

    Examples
    --------
    >>> round(boschloo_critical(10, 12, 0.025), 4)
    0.0456
    """
    validate_alpha(alpha)
    p_values = fisher_greater(n_1, n_0)
    distinct, first = np.unique(p_values.ravel(), return_index=True)
    low, high = -1, distinct.size
    while high - low > 1:
        middle = (low + high) // 2
        x, y = divmod(int(first[middle]), n_0 + 1)
        below = boschloo(x, n_1, y, n_0, alternative="greater").p_value < alpha
        low, high = (middle, high) if below else (low, middle)
    return float(distinct[low]) if low >= 0 else -1.0


def newcombe_tables(n_1: int, n_0: int, conf_level: float) -> tuple[FloatArray, FloatArray]:
    """Newcombe's limits of the difference for every table, two arrays of shape (n_1 + 1, n_0 + 1).

    Parameters
    ----------
    n_1, n_0 : int
        Patients in each group.
    conf_level : float
        Two-sided level.

    Returns
    -------
    low, high : array of float, shape (n_1 + 1, n_0 + 1)
        By the events in group 1 and in group 0.

    Examples
    --------
    >>> low, high = newcombe_tables(1, 1, 0.95)
    >>> low.round(3).tolist()
    [[-0.793, -1.0], [-0.122, -0.793]]
    """
    n_1, n_0 = _sizes(n_1, n_0)
    rate_1, low_1, high_1 = (column[:, None] for column in _wilson(n_1, conf_level))
    rate_0, low_0, high_0 = (column[None, :] for column in _wilson(n_0, conf_level))
    estimate = rate_1 - rate_0
    return (estimate - np.hypot(rate_1 - low_1, high_0 - rate_0), estimate + np.hypot(high_1 - rate_1, rate_0 - low_0))


def shown_above(n_1: int, n_0: int, *, conf_level: float, alpha: float, alternative: str) -> BoolArray:
    """Tables of which the primary pair says that the rate of group 1 is higher, an array of shape (n_1 + 1, n_0 + 1).

    Parameters
    ----------
    n_1, n_0 : int
        Patients in all, treated and control.
    conf_level, alpha : float
        Of Newcombe's interval and of Boschloo's test.
    alternative : {"two_sided", "greater", "less"}
        "less" never says so.

    Returns
    -------
    array of bool

    Raises
    ------
    ValueError
        Sizes, level or alpha out of range.

    Examples
    --------
    >>> shown = shown_above(8, 9, conf_level=0.95, alpha=0.05, alternative="two_sided")
    >>> int(shown.sum())
    14
    """
    if alternative == "less":
        return np.zeros((n_1 + 1, n_0 + 1), dtype=bool)
    critical = boschloo_critical(n_1, n_0, alpha / 2 if alternative == "two_sided" else alpha)
    low, _ = newcombe_tables(n_1, n_0, conf_level)
    return (fisher_greater(n_1, n_0) <= critical * (1 + TIE)) & (low > 0)


def _sizes(n_1: int, n_0: int) -> tuple[int, int]:
    n_1, n_0 = validate_whole("n_1", n_1), validate_whole("n_0", n_0)
    if min(n_1, n_0) < 1:
        raise ValueError(f"a group needs at least one patient, not {min(n_1, n_0)}")
    return n_1, n_0


def _wilson(n: int, conf_level: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Rates and Wilson limits of 0..n events."""
    z = float(-ndtri((1.0 - validate_level(conf_level)) / 2))
    events = np.arange(n + 1)
    rate = events / n
    centre = (events + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(events * (n - events) / n + z * z / 4)
    low, high = np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
    low[0], high[-1] = 0.0, 1.0
    return rate, low, high

"""Points read from a printed survival curve, made into a curve: each change is a row that somebody can look at."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

#: A largest value above this means that the points are percentages.
LARGEST_FRACTION = 1.5
#: Points outside 0 to 1, or before time 0 as a part of the last time, by more than this are no slips of the hand.
SLIP = 0.05
#: A point lower than later ones by more than this is taken for a slip; by less, for the width of the line.
LINE_WIDTH = 0.02

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CleaningStep:
    """One kind of change, with the points that it touched.

    Attributes
    ----------
    kind : str
        percent (divided by 100); outside_0_1 (cut to 0 or 1); before_time_0 (moved to 0); sorted (the point stood after
        a later one); low_outlier (removed); non_monotone (lowered to the smallest value before it); duplicate_time
        (removed, a lower point has the same time); start_added (time 0, survival 1); beyond_follow_up (removed, nobody
        was at risk any more); plateau_extended (added, the table of numbers at risk goes on after the last point);
        at_risk_rise (a number at risk lowered to the smallest before it).
    times : tuple of float
        Times of the points, as entered; for a point added, its own.
    entered, used : tuple of float
        Survival (for at_risk_rise numbers at risk) before and after; nan in `entered` for a point that was added, in
        `used` for one that was removed. For before_time_0 and sorted they are the same.
    """

    kind: str
    times: tuple[float, ...]
    entered: tuple[float, ...]
    used: tuple[float, ...]

    @classmethod
    def of(cls, kind: str, changes: Sequence[tuple[float, float, float]]) -> list[CleaningStep]:
        """The step of this kind from its (time, entered, used), as a list: empty if nothing was changed."""
        if not changes:
            return []
        times, entered, used = (tuple(float(value) for value in column) for column in zip(*changes, strict=True))
        return [cls(kind, times, entered, used)]


@dataclass(frozen=True, slots=True)
class CleanCurve:
    """Points of a survival curve: times ascending from 0, survival in 0 to 1 and never rising, with the steps taken."""

    times: tuple[float, ...]
    survival: tuple[float, ...]
    steps: tuple[CleaningStep, ...]


def clean_curve(
    times: ArrayLike, survival: ArrayLike, *, percent: bool | None = None, end: float | None = None
) -> CleanCurve:
    """Clean the points of a survival curve.

    Parameters
    ----------
    times, survival : array_like, shape (k,)
        Points in any order, at least one.
    percent : bool, optional
        Whether survival is in percent; if not said, it is when the largest value is above `LARGEST_FRACTION`.
    end : float, optional
        Time after which nobody was at risk.

    Returns
    -------
    CleanCurve
        At least the point (0, 1) or, if the curve starts with a fall, a lower one at time 0.

    Raises
    ------
    ValueError
        No point, different lengths, a value missing or infinite; survival outside 0 to 1, or a time before 0, by more
        than a slip of the hand (`SLIP`): then the axes are misread, and no cleaning can mend that.

    Notes
    -----
    The steps, in this order: percent to fraction; values outside 0 to 1 and before time 0; sorting by time (at one time
    the higher point first, as a curve falls); points after `end`; slips downwards; running minimum; one point per time,
    the lowest; a start at (0, 1). A slip downwards is a point outside the longest never-rising sequence of points that
    lies more than `LINE_WIDTH` below the next two points of that sequence: without its removal the running minimum
    would pull down all of the curve after it.

    Examples
    --------
    >>> curve = clean_curve([3, 1, 6], [60, 80, 55])
    >>> curve.times, curve.survival, [step.kind for step in curve.steps]
    ((0.0, 1.0, 3.0, 6.0), (1.0, 0.8, 0.6, 0.55), ['percent', 'sorted', 'start_added'])
    """
    t, s = _checked(times, survival)
    steps: list[CleaningStep] = []
    t, s = _on_scale(t, s, percent, steps)
    late = [i for i in range(1, t.size) if t[i] < t[:i].max()]
    steps += CleaningStep.of("sorted", [(t[i], s[i], s[i]) for i in late])
    points = sorted(zip(t.tolist(), s.tolist(), strict=True), key=lambda point: (point[0], -point[1]))
    if end is not None:
        steps += CleaningStep.of("beyond_follow_up", [(time, value, math.nan) for time, value in points if time > end])
        points = [point for point in points if point[0] <= end]
    points = _without_slips(points, steps)
    points = _never_rising(points, steps)
    points = _one_per_time(points, steps)
    if not points or points[0][0] > 0.0:
        steps += CleaningStep.of("start_added", [(0.0, math.nan, 1.0)])
        points = [(0.0, 1.0), *points]
    return CleanCurve(tuple(time for time, _ in points), tuple(value for _, value in points), tuple(steps))


def _checked(times: ArrayLike, survival: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    t, s = np.asarray(times, dtype=np.float64), np.asarray(survival, dtype=np.float64)
    if t.ndim != 1 or t.shape != s.shape or t.size == 0:
        raise ValueError(f"times and survival must be two lists of the same length, not {t.shape} and {s.shape}")
    if not (np.isfinite(t).all() and np.isfinite(s).all()):
        raise ValueError("times and survival must be finite")
    return t, s


def _on_scale(
    t: np.ndarray, s: np.ndarray, percent: bool | None, steps: list[CleaningStep]
) -> tuple[np.ndarray, np.ndarray]:
    """Survival as fractions within 0 to 1, times from 0."""
    if percent or (percent is None and s.max() > LARGEST_FRACTION):
        steps += CleaningStep.of("percent", list(zip(t, s, s / 100.0, strict=True)))
        s = s / 100.0
    if s.max() > 1.0 + SLIP or s.min() < -SLIP:
        raise ValueError(f"survival must lie between 0 and 1 (or 0 and 100 percent): found {s.min():g} to {s.max():g}")
    inside = np.clip(s, 0.0, 1.0)
    steps += CleaningStep.of("outside_0_1", [(t[i], s[i], inside[i]) for i in np.flatnonzero(inside != s)])
    if t.min() < -SLIP * max(t.max(), 0.0):
        raise ValueError(f"times must not be negative: found {t.min():g}")
    steps += CleaningStep.of("before_time_0", [(t[i], inside[i], inside[i]) for i in np.flatnonzero(t < 0.0)])
    return np.maximum(t, 0.0), inside


def _without_slips(points: list[Point], steps: list[CleaningStep]) -> list[Point]:
    sequence = _longest_never_rising([value for _, value in points])
    removed, following, second = set(), -math.inf, -math.inf
    for i in reversed(range(len(points))):
        if i in sequence:
            following, second = points[i][1], following
        elif points[i][1] < second - LINE_WIDTH:
            removed.add(i)
    steps += CleaningStep.of("low_outlier", [(*points[i], math.nan) for i in sorted(removed)])
    return [point for i, point in enumerate(points) if i not in removed]


def _longest_never_rising(values: Sequence[float]) -> set[int]:
    """Indices of a longest subsequence that never rises; of several, the one that patience sorting finds."""
    tails: list[float] = []
    at: list[int] = []
    before = [-1] * len(values)
    for i, value in enumerate(values):
        length = bisect_right(tails, -value)
        before[i] = at[length - 1] if length else -1
        tails[length : length + 1], at[length : length + 1] = [-value], [i]
    found, i = set(), at[-1] if at else -1
    while i >= 0:
        found.add(i)
        i = before[i]
    return found


def _never_rising(points: list[Point], steps: list[CleaningStep]) -> list[Point]:
    lowest = np.minimum.accumulate([value for _, value in points]).tolist() if points else []
    lowered = [(time, value, low) for (time, value), low in zip(points, lowest, strict=True) if low < value]
    steps += CleaningStep.of("non_monotone", lowered)
    return [(time, low) for (time, _), low in zip(points, lowest, strict=True)]


def _one_per_time(points: list[Point], steps: list[CleaningStep]) -> list[Point]:
    last = {time: i for i, (time, _) in enumerate(points)}
    kept = set(last.values())
    steps += CleaningStep.of("duplicate_time", [(*point, math.nan) for i, point in enumerate(points) if i not in kept])
    return [points[i] for i in sorted(kept)]

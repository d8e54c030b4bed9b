"""The search of Guyot et al. 2012: events and censorings between numbers at risk that give a printed survival curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from .curve_cleaning import LINE_WIDTH, CleanCurve


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happens between two numbers at risk.

    Attributes
    ----------
    events : tuple of (float, int)
        Times and numbers of events.
    censorings : tuple of float
        One time per censoring.
    at_risk : int
        Patients left at the end.
    survival : float
        Kaplan-Meier survival at the end.
    error : float
        Largest distance of that survival, on the way, from the points.
    """

    events: tuple[tuple[float, int], ...]
    censorings: tuple[float, ...]
    at_risk: int
    survival: float
    error: float

    @property
    def n_events(self) -> int:
        """Events in all."""
        return sum(number for _, number in self.events)


_Walk = Callable[[int], Stretch]


def stretches(
    curve: CleanCurve, table: Sequence[tuple[float, int]], *, total_events: int | None, emptied: bool
) -> list[Stretch]:
    """Events and censorings from one number at risk to the next, and from the last one to the end of the curve.

    Parameters
    ----------
    curve : CleanCurve
        To the last time at which the table has patients, at least.
    table : sequence of (float, int)
        Times from 0 on, ascending, with numbers at risk that never rise.
    total_events : int or None
        Events as printed.
    emptied : bool
        Whether nobody is left at the end of the curve.

    Returns
    -------
    list of Stretch
        Patients left at the end of the last one are censored at the end of the curve.

    Notes
    -----
    A number at risk that is higher than the curve allows is replaced by the number that is found, as in the paper.
    """
    known = [(time, number) for time, number in table if number > 0]
    points = _with_times(curve, [time for time, _ in known])
    found: list[Stretch] = []
    at_risk, level = known[0][1], 1.0
    for (start, _), (end, target) in pairwise(known):
        here = [point for point in points if start <= point[0] < end]
        walk = _walker(here, start, end, at_risk, level)
        remaining = here[-1][1] / here[0][1] if here[0][1] > 0.0 else 0.0
        first = math.floor(at_risk * remaining + 0.5) - target
        found.append(_search(walk, first, at_risk, partial(_above, target)))
        at_risk, level = found[-1].at_risk, found[-1].survival
    still = None if total_events is None else total_events - sum(stretch.n_events for stretch in found)
    censored = sum(len(stretch.censorings) for stretch in found)
    last = [point for point in points if point[0] >= known[-1][0]]
    return [*found, _last_stretch(last, known[-1][0], (at_risk, level), censored, still=still, emptied=emptied)]


def _last_stretch(
    points: list[tuple[float, float]],
    start: float,
    state: tuple[int, float],
    censored: int,
    *,
    still: int | None,
    emptied: bool,
) -> Stretch:
    """From the last number at risk on: as many events as are `still` missing of the total, where that is known, and
    censorings at the rate of those before."""
    (at_risk, level), end = state, points[-1][0]
    number = math.floor(censored * (end - start) / start + 0.5) if start > 0.0 else 0
    if still is not None and still >= 0:
        return _with_total(points, at_risk, level, still, number)
    walk = _walker(points, start, end, at_risk, level)
    if still is None and emptied:
        number = len(_search(walk, number, at_risk, lambda stretch: stretch.at_risk).censorings)
    return _as_the_curve_allows(walk, min(number, at_risk))


def _above(target: int, stretch: Stretch) -> int:
    """How many patients more than printed a stretch leaves at risk."""
    return stretch.at_risk - target


def _with_times(curve: CleanCurve, times: Sequence[float]) -> list[tuple[float, float]]:
    """The points of the curve, and one at each of the times with the survival just before or at it."""
    grid = sorted({*curve.times, *times})
    index = np.searchsorted(curve.times, grid, side="right") - 1
    return [(time, curve.survival[i]) for time, i in zip(grid, index.tolist(), strict=True)]


def _walker(points: list[tuple[float, float]], start: float, end: float, at_risk: int, level: float) -> _Walk:
    """Function from a number of censorings, spread evenly from start to end, to what then happens at the points."""
    times = [time for time, _ in points]

    def walk(censored: int) -> Stretch:
        spread = [start + (j + 1) * (end - start) / (censored + 1) for j in range(censored)]
        leaving = np.bincount(np.searchsorted(times, spread, side="right") - 1, minlength=len(times)).tolist()
        events, gone, left, survival, error = [], 0, at_risk, level, 0.0
        for (time, value), number in zip(points, leaving, strict=True):
            died = _nearest_events(left, value, survival)
            if died:
                events.append((time, died))
                survival *= (left - died) / left
                left -= died
            number = min(number, left)
            gone += number
            left -= number
            error = max(error, abs(survival - value))
        return Stretch(tuple(events), tuple(spread[:gone]), left, survival, error)

    return walk


def _nearest_events(at_risk: int, wanted: float, survival: float) -> int:
    """Events that bring survival nearest to the one wanted; a half counts as one, however the ratio is rounded."""
    if wanted >= survival:
        return 0
    return min(at_risk, math.floor(at_risk * (1.0 - wanted / survival) + 0.5 + 1e-9))


def _search(walk: _Walk, censored: int, at_risk: int, excess: Callable[[Stretch], int]) -> Stretch:
    """The stretch whose excess (of patients left, or of events) is 0, or nearest to it: more censorings lower both."""
    tried: dict[int, Stretch] = {}
    while (censored := min(max(censored, 0), at_risk)) not in tried:
        tried[censored] = walk(censored)
        censored += excess(tried[censored])
    return min(tried.values(), key=lambda stretch: abs(excess(stretch)))


def _with_total(points: list[tuple[float, float]], at_risk: int, level: float, events: int, censored: int) -> Stretch:
    """That many events: censorings spread to the end, or to an earlier time where that leaves too few at risk."""
    start, end = points[0][0], points[-1][0]
    for twentieths in range(20, 0, -1):
        walk = _walker(points, start, start + (end - start) * twentieths / 20, at_risk, level)
        stretch = _search(walk, censored, at_risk, lambda stretch: stretch.n_events - events)
        if stretch.n_events == events and _meets_the_curve(stretch, walk):
            return stretch
    walk = _walker(points, start, end, at_risk, level)
    nearest = _search(walk, censored, at_risk, lambda stretch: stretch.n_events - events)
    return _as_the_curve_allows(walk, len(nearest.censorings))


def _as_the_curve_allows(walk: _Walk, censored: int) -> Stretch:
    """That many censorings, or as many fewer as leave patients for every fall of the curve."""
    while censored > 0 and not _meets_the_curve(walk(censored), walk):
        censored -= max(1, censored // 50)
    return walk(censored)


def _meets_the_curve(stretch: Stretch, walk: _Walk) -> bool:
    """Whether the points are missed by no more, but for the width of the line, than without censoring."""
    return stretch.error <= walk(0).error + LINE_WIDTH

"""The search of Guyot et al. 2012: events and censorings between numbers at risk that give a printed survival curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from reanalysis.stats.curve_cleaning import LINE_WIDTH, CleanCurve


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
    """

    events: tuple[tuple[float, int], ...]
    censorings: tuple[float, ...]
    at_risk: int
    survival: float

    @property
    def n_events(self) -> int:
        """Events in all."""
        return sum(number for _, number in self.events)


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
    for (start, _), (end, target) in zip(known, known[1:], strict=False):
        here = [point for point in points if start <= point[0] < end]
        walk = _walker(here, start, end, at_risk, level)
        remaining = here[-1][1] / here[0][1] if here[0][1] > 0.0 else 0.0
        first = math.floor(at_risk * remaining + 0.5) - target
        found.append(_search(walk, first, at_risk, lambda stretch, target=target: stretch.at_risk - target))
        at_risk, level = found[-1].at_risk, found[-1].survival
    start, end = known[-1][0], points[-1][0]
    walk = _walker([point for point in points if point[0] >= start], start, end, at_risk, level)
    censored = sum(len(stretch.censorings) for stretch in found)
    average = math.floor(censored * (end - start) / start + 0.5) if start > 0.0 else 0
    still = None if total_events is None else total_events - sum(stretch.n_events for stretch in found)
    if still is not None and still >= 0:
        return [*found, _search(walk, average, at_risk, lambda stretch: stretch.n_events - still)]
    if still is None and emptied:
        average = len(_search(walk, average, at_risk, lambda stretch: stretch.at_risk).censorings)
    return [*found, _as_the_curve_allows(walk, min(average, at_risk), points[-1][1])]


def _with_times(curve: CleanCurve, times: Sequence[float]) -> list[tuple[float, float]]:
    """The points of the curve, and one at each of the times with the survival just before or at it."""
    grid = sorted({*curve.times, *times})
    index = np.searchsorted(curve.times, grid, side="right") - 1
    return [(time, curve.survival[i]) for time, i in zip(grid, index.tolist(), strict=True)]


def _walker(
    points: list[tuple[float, float]], start: float, end: float, at_risk: int, level: float
) -> Callable[[int], Stretch]:
    """Function from a number of censorings, spread evenly from start to end, to what then happens at the points."""
    times = [time for time, _ in points]

    def walk(censored: int) -> Stretch:
        spread = [start + (j + 1) * (end - start) / (censored + 1) for j in range(censored)]
        leaving = np.bincount(np.searchsorted(times, spread, side="right") - 1, minlength=len(times)).tolist()
        events, gone, left, survival = [], 0, at_risk, level
        for (time, value), number in zip(points, leaving, strict=True):
            died = _nearest_events(left, value, survival)
            if died:
                events.append((time, died))
                survival *= (left - died) / left
                left -= died
            number = min(number, left)
            gone += number
            left -= number
            if not left:
                break
        return Stretch(tuple(events), tuple(spread[:gone]), left, survival)

    return walk


def _nearest_events(at_risk: int, wanted: float, survival: float) -> int:
    """Events that bring survival nearest to the one wanted; a half counts as one, however the ratio is rounded."""
    if wanted >= survival:
        return 0
    return min(at_risk, math.floor(at_risk * (1.0 - wanted / survival) + 0.5 + 1e-9))


def _search(
    walk: Callable[[int], Stretch], censored: int, at_risk: int, excess: Callable[[Stretch], int]
) -> Stretch:
    """The stretch whose excess (of patients left, or of events) is 0, or nearest to it: more censorings lower both."""
    tried: dict[int, Stretch] = {}
    while (censored := min(max(censored, 0), at_risk)) not in tried:
        tried[censored] = walk(censored)
        censored += excess(tried[censored])
    return min(tried.values(), key=lambda stretch: abs(excess(stretch)))


def _as_the_curve_allows(walk: Callable[[int], Stretch], most: int, wanted: float) -> Stretch:
    """The most censorings that still leave patients for the falls of the curve, so that it ends where it should."""
    without = walk(0)
    for censored in range(most, 0, -1):
        stretch = walk(censored)
        if abs(stretch.survival - wanted) <= abs(without.survival - wanted) + LINE_WIDTH:
            return stretch
    return without

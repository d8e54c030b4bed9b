"""Individual times behind a printed survival curve, from its points and numbers at risk (Guyot et al. 2012)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ._guyot import Stretch, stretches
from ._validate import validate_whole
from .curve_cleaning import CleanCurve, CleaningStep, clean_curve
from .survival_curve import kaplan_meier

NO_TABLE = "no numbers at risk: when patients were censored is unknown; limits, rates and hazard ratios are unreliable"
NO_TOTAL = "no total of events: censoring after the last number at risk is assumed to go on at its average rate"
EMPTIED = "no total of events: those after the last number at risk are read from the curve alone"
NEITHER = "neither numbers at risk nor a total of events: nobody is censored before the end, events are at their most"


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the reconstructed patients give back what is printed.

    Attributes
    ----------
    rmse, largest_error : float
        Of the reconstructed curve against the cleaned points: root mean square and largest absolute difference.
    largest_fall : float
        Largest fall from one cleaned point to the next: events in between are all put at the later point.
    at_risk_times : tuple of float
        Times of the table.
    at_risk_printed, at_risk_found : tuple of int
    events_printed : int or None
    events_found : int
    """

    rmse: float
    largest_error: float
    largest_fall: float
    at_risk_times: tuple[float, ...]
    at_risk_printed: tuple[int, ...]
    at_risk_found: tuple[int, ...]
    events_printed: int | None
    events_found: int


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """Patients whose Kaplan-Meier curve is nearest to the printed one.

    Attributes
    ----------
    times : tuple of float
        Ascending, one per patient, in the unit of the points.
    events : tuple of int
        1 for an event, 0 for a censoring.
    curve : CleanCurve
        The points used.
    steps : tuple of CleaningStep
        Changes to the points and to the table, in their order.
    notes : tuple of str
        What is unreliable, and why.
    quality : Quality
    """

    times: tuple[float, ...]
    events: tuple[int, ...]
    curve: CleanCurve
    steps: tuple[CleaningStep, ...]
    notes: tuple[str, ...]
    quality: Quality


def reconstruct(
    times: ArrayLike,
    survival: ArrayLike,
    *,
    at_risk: Sequence[tuple[float, int]] = (),
    n: int | None = None,
    total_events: int | None = None,
    percent: bool | None = None,
) -> Reconstruction:
    """Reconstruct individual times from points of a Kaplan-Meier curve.

    Parameters
    ----------
    times, survival, percent
        Points of the curve, as in `clean_curve`.
    at_risk : sequence of (float, int)
        Table of numbers at risk, in the unit of the points; without it only the end of the curve is known to censor.
    n : int, optional
        Patients at time 0; needed where the table does not start there.
    total_events : int, optional
        Events as printed.

    Returns
    -------
    Reconstruction

    Raises
    ------
    ValueError
        As `clean_curve`; a number at risk or of events that is not whole or negative, two numbers at one time; no
        number of patients at time 0, or none at all; more events than patients.

    Notes
    -----
    Between two numbers at risk censorings are spread evenly, and their number is changed until the number at risk at
    the end agrees; events are put at the points, as many as bring the curve nearest to each. After the last number at
    risk the number of censorings is that which gives the total of events, spread to the end or, where that leaves too
    few for the last falls, to an earlier time; without a total it goes on at the average rate, or empties the group if
    the table ends with 0. Whoever is left at the last point is censored there.
    All counts are whole, nobody is lost, and nothing is random. What departs from the paper: a number at risk has a
    point of its own, so that intervals without points work; the search ends where the paper's can run for ever; and
    the curve comes first: a total that it does not allow, or censorings that would leave nobody for its last falls,
    do not bend it, and the notes say that the total is not met.
    A curve that stays at 1 gives no events. One patient: the event at the first point at or below one half.

    References
    ----------
    Guyot P, Ades AE, Ouwens MJNM, Welton NJ (2012). BMC Med Res Methodol 12:9, doi:10.1186/1471-2288-12-9.

    Examples
    --------
    >>> found = reconstruct([0, 2, 5, 9], [1, 0.8, 0.6, 0.4], at_risk=[(0, 10), (6, 5)], total_events=6)
    >>> found.times
    (2.0, 2.0, 3.0, 5.0, 5.0, 9.0, 9.0, 9.0, 9.0, 9.0)
    >>> found.events
    (1, 1, 0, 1, 1, 1, 1, 0, 0, 0)
    """
    steps: list[CleaningStep] = []
    table = _clean_table(at_risk, n, steps)
    emptied = [time for time, number in table if number == 0]
    curve = clean_curve(times, survival, percent=percent, end=emptied[0] if emptied else None)
    curve = _extended(curve, table)
    if total_events is not None and not 0 <= validate_whole("total_events", total_events) <= table[0][1]:
        raise ValueError(f"total_events must lie between 0 and the {table[0][1]} patients, not {total_events}")
    patients = _patients(stretches(curve, table, total_events=total_events, emptied=bool(emptied)), curve.times[-1])
    found_times, found_events = tuple(time for time, _ in patients), tuple(event for _, event in patients)
    quality = _quality(curve, table if at_risk else [], total_events, found_times, found_events)
    notes = _notes(table if at_risk else [], total_events, n, quality)
    return Reconstruction(found_times, found_events, curve, (*curve.steps, *steps), notes, quality)


def _clean_table(
    at_risk: Sequence[tuple[float, int]], n: int | None, steps: list[CleaningStep]
) -> list[tuple[float, int]]:
    """Numbers at risk by time, from 0 on, never rising."""
    numbers: dict[float, int] = {}
    for time, number in sorted((float(time), validate_whole("a number at risk", number)) for time, number in at_risk):
        if number < 0 or not 0.0 <= time < math.inf:
            raise ValueError(f"numbers at risk and their times must not be negative, not {number} at {time:g}")
        if numbers.setdefault(time, number) != number:
            raise ValueError(f"two numbers at risk at {time:g}: {numbers[time]} and {number}")
    if 0.0 not in numbers:
        if n is None:
            raise ValueError("the number of patients at time 0 is needed: a number at risk there, or n")
        numbers = {0.0: validate_whole("n", n), **numbers}
    if numbers[0.0] <= 0:
        raise ValueError("at least one patient is needed at time 0")
    lowest = np.minimum.accumulate(list(numbers.values())).tolist()
    pairs = zip(numbers.items(), lowest, strict=True)
    steps += CleaningStep.of("at_risk_rise", [(time, number, low) for (time, number), low in pairs if low < number])
    return list(zip(numbers, lowest, strict=True))


def _extended(curve: CleanCurve, table: list[tuple[float, int]]) -> CleanCurve:
    """The curve drawn on, level, to the last time at which the table still has patients."""
    last = max(time for time, number in table if number > 0)
    if last <= curve.times[-1]:
        return curve
    step = CleaningStep("plateau_extended", (last,), (math.nan,), (curve.survival[-1],))
    return CleanCurve((*curve.times, last), (*curve.survival, curve.survival[-1]), (*curve.steps, step))


def _patients(found: list[Stretch], end: float) -> list[tuple[float, int]]:
    patients = [(end, 0)] * found[-1].at_risk
    for stretch in found:
        patients += [(time, 1) for time, number in stretch.events for _ in range(number)]
        patients += [(time, 0) for time in stretch.censorings]
    return sorted(patients, key=lambda patient: (patient[0], -patient[1]))


def _quality(
    curve: CleanCurve,
    table: list[tuple[float, int]],
    total_events: int | None,
    times: tuple[float, ...],
    events: tuple[int, ...],
) -> Quality:
    found = kaplan_meier(times, events)
    steps = np.append(1.0, found.survival)
    errors = steps[found.time.searchsorted(curve.times, side="right")] - np.asarray(curve.survival)
    falls = -np.diff(np.append(1.0, curve.survival))
    at_risk = tuple(sum(other >= time for other in times) for time, _ in table)
    return Quality(
        rmse=float(np.sqrt((errors**2).mean())),
        largest_error=float(np.abs(errors).max()),
        largest_fall=float(falls.max()),
        at_risk_times=tuple(time for time, _ in table),
        at_risk_printed=tuple(number for _, number in table),
        at_risk_found=at_risk,
        events_printed=total_events,
        events_found=sum(events),
    )


def _notes(
    table: list[tuple[float, int]], total_events: int | None, n: int | None, quality: Quality
) -> tuple[str, ...]:
    notes = []
    if not table:
        notes.append(NO_TABLE if total_events is not None else NEITHER)
    elif total_events is None:
        notes.append(NO_TOTAL if table[-1][1] else EMPTIED)
    first = table[0][1] if table else n or 1
    if n is not None and n != first:
        notes.append(f"the numbers at risk start with {first} patients, not {n}")
    if total_events is not None and quality.events_found != total_events:
        notes.append(f"{quality.events_found} events instead of {total_events}: the curve does not allow the total")
    pairs = zip(quality.at_risk_printed, quality.at_risk_found, strict=True)
    difference = max((abs(printed - found) for printed, found in pairs), default=0)
    if difference:
        notes.append(f"numbers at risk differ from the table by up to {difference}")
    if quality.largest_error > 0.05:
        notes.append(f"the reconstructed curve departs from the points by up to {quality.largest_error:.3f}")
    if quality.largest_fall > max(0.05, 2.0 / first):
        fall = f"survival falls by {quality.largest_fall:.3f} from one point to the next"
        notes.append(f"{fall}: the events in between are put at the later one")
    return tuple(notes)

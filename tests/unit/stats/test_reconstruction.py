"""Reconstruction of times from a curve: nobody is lost, exact where the curve says all, defined where it says
little."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.stats.kaplan_meier import KaplanMeier, kaplan_meier
from reanalysis.stats.reconstruction import EMPTIED, NEITHER, NO_TABLE, NO_TOTAL, Reconstruction, reconstruct

QUICK = settings(derandomize=True, deadline=None, max_examples=150)
patients = st.lists(st.tuples(st.integers(1, 40).map(float), st.integers(0, 1)), min_size=1, max_size=40)
clicks = st.lists(
    st.tuples(st.integers(0, 40).map(lambda t: t / 4), st.integers(0, 100).map(lambda s: s / 100)), min_size=1
)
tables = st.lists(st.tuples(st.integers(1, 14), st.integers(0, 40)), unique_by=lambda row: row[0], max_size=6)

Patients = list[tuple[float, int]]


def corners(curve: KaplanMeier) -> tuple[list[float], list[float]]:
    """The curve as a careful hand reads it: start, every corner of every step, and the end."""
    times, survival = [0.0], [1.0]
    for time, value, events in zip(curve.time.tolist(), curve.survival.tolist(), curve.events.tolist(), strict=True):
        if events:
            times += [time, time]
            survival += [survival[-1], value]
    return [*times, curve.last_time], [*survival, survival[-1]]


def table_of(sample: Patients, every: float) -> list[tuple[float, int]]:
    last = max(time for time, _ in sample)
    return [(at, sum(time >= at for time, _ in sample)) for at in np.arange(0.0, last + every, every).tolist()]


def check(found: Reconstruction, n: int) -> None:
    assert len(found.times) == len(found.events) == n
    assert set(found.events) <= {0, 1}
    # at one time the events stand before the censorings, which come after them
    assert list(zip(found.times, (-event for event in found.events), strict=True)) == sorted(
        zip(found.times, (-event for event in found.events), strict=True)
    )
    assert all(isinstance(event, int) for event in found.events)
    assert found.times[0] >= 0.0 and found.times[-1] <= found.curve.times[-1]
    assert found.quality.events_found == sum(found.events)


@QUICK
@given(clicks, tables, st.integers(1, 60), st.one_of(st.none(), st.integers(0, 60)))
def test_nobody_is_lost_whatever_is_read(
    points: list[tuple[float, float]], table: list[tuple[int, int]], n: int, total: int | None
) -> None:
    total = None if total is None else min(total, n)
    times, survival = zip(*points, strict=True)
    found = reconstruct(times, survival, at_risk=[(0, n), *table], total_events=total)
    check(found, n)
    assert found == reconstruct(times, survival, at_risk=[(0, n), *table], total_events=total)


@QUICK
@given(patients)
def test_without_censoring_the_times_come_back(sample: Patients) -> None:
    times = sorted(time for time, _ in sample)
    found = reconstruct(*corners(kaplan_meier(times, [1] * len(times))), n=len(times), total_events=len(times))
    assert list(found.times) == times
    assert found.events == (1,) * len(times)
    assert found.quality.rmse == pytest.approx(0.0, abs=1e-12)


@QUICK
@given(patients)
def test_a_table_at_every_step_gives_the_curve_back(sample: Patients) -> None:
    curve = kaplan_meier(*zip(*sample, strict=True))
    found = reconstruct(
        *corners(curve), at_risk=list(zip([0.0, *curve.time], [curve.n, *curve.n_at_risk.tolist()], strict=True))
    )
    check(found, len(sample))
    again = kaplan_meier(found.times, found.events)
    events = dict(zip(again.time.tolist(), again.events.tolist(), strict=True))
    assert [events.get(time, 0) for time in curve.time.tolist()] == curve.events.tolist()
    assert found.quality.at_risk_found == found.quality.at_risk_printed
    assert found.quality.largest_error == pytest.approx(0.0, abs=1e-12)


@QUICK
@given(patients, st.sampled_from([3.0, 5.0, 10.0]))
def test_the_curve_is_met(sample: Patients, every: float) -> None:
    curve = kaplan_meier(*zip(*sample, strict=True))
    found = reconstruct(*corners(curve), at_risk=table_of(sample, every))
    check(found, len(sample))
    assert found.quality.largest_error <= 0.5 / max(1, curve.n_at_risk[-1]) + 1e-9


def test_unit_and_percent_do_not_matter() -> None:
    times, survival = [0, 2, 4, 6], [1, 0.8, 0.6, 0.5]
    months = reconstruct(times, survival, at_risk=[(0, 20), (3, 14)])
    percent = reconstruct([30 * t for t in times], [100 * s for s in survival], at_risk=[(0, 20), (90, 14)])
    assert percent.times == pytest.approx([30 * time for time in months.times])
    assert percent.events == months.events


def test_notes_say_what_is_missing() -> None:
    points = ([0, 2, 4, 6, 8], [1, 0.95, 0.9, 0.85, 0.8])
    assert reconstruct(*points, n=20).notes == (NEITHER,)
    assert reconstruct(*points, n=20, total_events=4).notes == (NO_TABLE,)
    assert reconstruct(*points, at_risk=[(0, 20), (5, 18)]).notes == (NO_TOTAL,)
    assert reconstruct(*points, at_risk=[(0, 20), (5, 18), (9, 0)]).notes == (EMPTIED,)
    assert reconstruct(*points, at_risk=[(0, 20), (5, 18)], total_events=4).notes == ()


def test_notes_say_what_does_not_fit() -> None:
    points = ([0, 2, 4, 6, 8], [1, 0.95, 0.9, 0.85, 0.8])
    assert "4 events instead of 9" in reconstruct(*points, n=20, total_events=9).notes[1]
    assert "4 events instead of 1" in reconstruct(*points, at_risk=[(0, 20), (7, 17)], total_events=1).notes[0]
    assert "up to 2" in reconstruct(*points, at_risk=[(0, 20), (3, 20), (7, 19)], total_events=4).notes[0]
    assert "start with 20 patients, not 21" in reconstruct(*points, at_risk=[(0, 20), (7, 17)], n=21).notes[1]
    assert "falls by 0.500" in reconstruct([0, 4], [1, 0.5], n=20).notes[1]


def test_a_rising_table_is_lowered() -> None:
    found = reconstruct([0, 2, 8], [1, 0.9, 0.8], at_risk=[(0, 10), (3, 8), (6, 9)])
    assert found.steps[-1].kind == "at_risk_rise"
    assert (found.steps[-1].times, found.steps[-1].entered, found.steps[-1].used) == ((6.0,), (9.0,), (8.0,))


def test_a_table_longer_than_the_curve_draws_it_on() -> None:
    found = reconstruct([0, 2], [1, 0.9], at_risk=[(0, 10), (6, 8), (12, 0)])
    assert found.steps[-1].kind == "plateau_extended"
    assert found.times[-1] == 6.0
    assert sum(found.events) == 1


def test_points_after_everybody_has_left_are_removed() -> None:
    found = reconstruct([0, 2, 8, 9], [1, 0.9, 0.4, 0.1], at_risk=[(0, 10), (4, 7), (6, 0)])
    assert [step.kind for step in found.steps] == ["beyond_follow_up", "plateau_extended"]
    check(found, 10)


def test_someone_is_left_for_the_last_fall() -> None:
    # three quarters are censored on the way; at the average rate nobody would be left when the curve falls to 0.3
    found = reconstruct([0, 9.9, 10, 30], [1, 1, 0.9, 0.3], at_risk=[(0, 40), (9, 10)])
    assert float(kaplan_meier(found.times, found.events).survival[-1]) == pytest.approx(0.3, abs=0.05)


def test_small_and_flat() -> None:
    assert reconstruct([0, 5], [1, 1], n=3).events == (0, 0, 0)
    assert reconstruct([0, 5], [1, 1], n=3).times == (5, 5, 5)
    assert (reconstruct([0, 5], [1, 0], n=1).times, reconstruct([0, 5], [1, 0], n=1).events) == ((5,), (1,))
    assert reconstruct([0], [1], n=2).times == (0, 0)
    assert reconstruct([0, 4], [0.5, 0.5], n=2).events == (1, 0)  # a fall at time 0


def test_bad_input() -> None:
    points = ([0, 5], [1, 0.5])
    for choices in (
        {},
        {"at_risk": [(3, 10)]},
        {"at_risk": [(0, 0)]},
        {"n": 0},
        {"n": 10.5},
        {"at_risk": [(0, 10), (3, -1)]},
        {"at_risk": [(0, 10), (-3, 1)]},
        {"at_risk": [(0, 10), (math.inf, 1)]},
        {"at_risk": [(0, 10), (3, 8), (3, 7)]},
        {"at_risk": [(0, 10.0)]},
        {"n": 10, "total_events": 11},
        {"n": 10, "total_events": -1},
    ):
        with pytest.raises(ValueError):
            reconstruct(*points, **choices)
    with pytest.raises(ValueError):
        reconstruct([0, 5], [1, 3], n=10, percent=False)


def test_a_total_does_not_bend_the_curve() -> None:
    points = ([0, 2, 4, 6, 8], [1, 0.9, 0.8, 0.7, 0.2])
    met = reconstruct(*points, n=40, total_events=25)
    assert (sum(met.events), met.quality.largest_error) == (25, pytest.approx(0.0, abs=0.03))
    unmet = reconstruct(*points, n=40, total_events=3)
    assert unmet.quality.largest_error < 0.03
    assert f"{sum(unmet.events)} events instead of 3: the curve does not allow the total" in unmet.notes

"""Reconstruction of a published curve, and of the curves of data that are known."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from reanalysis.stats.kaplan_meier import KaplanMeier, kaplan_meier, quantile
from reanalysis.stats.reconstruction import Reconstruction, reconstruct

DATA = Path(__file__).with_name("data")

Columns = tuple[list[float], list[float]]


def columns(name: str, first: str, second: str) -> Columns:
    with (DATA / name).open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [float(row[first]) for row in rows], [float(row[second]) for row in rows]


@pytest.fixture(scope="module")
def points() -> Columns:
    """CheckMate 067, figure S3A, nivolumab: 1,202 digitised points, months and survival.

    From R kmdata 1.0.1 (MIT licence; Fell G et al. (2021), Database, baab037). 80 patients.
    """
    return columns("checkmate067_curve.csv", "months", "survival")


@pytest.fixture(scope="module")
def at_risk() -> list[tuple[float, int]]:
    """Numbers at risk below the same figure, from the same source."""
    times, numbers = columns("checkmate067_at_risk.csv", "months", "n_at_risk")
    return [(time, int(number)) for time, number in zip(times, numbers, strict=True)]


def survival_at(found: Reconstruction, months: list[float]) -> list[float]:
    curve = kaplan_meier(found.times, found.events)
    return curve.survival[curve.time.searchsorted(months, side="right") - 1].tolist()


class TestCheckmate067:
    # kmdata's own reconstruction with the table gives 32 events and these probabilities
    @pytest.mark.parametrize("total", [None, 32])
    def test_with_the_table(self, points: Columns, at_risk: list[tuple[float, int]], total: int | None) -> None:
        found = reconstruct(*points, at_risk=at_risk, total_events=total)
        assert len(found.times) == 80
        assert abs(sum(found.events) - 32) <= (1 if total is None else 0)
        assert survival_at(found, [6, 12, 24, 36]) == pytest.approx([0.950, 0.861, 0.722, 0.606], abs=0.003)
        assert found.quality.rmse < 0.005
        differences = np.subtract(found.quality.at_risk_found, found.quality.at_risk_printed)
        assert np.abs(differences).max() <= 1

    def test_without_the_table(self, points: Columns) -> None:
        found = reconstruct(*points, n=80)
        assert survival_at(found, [6, 12, 24, 36]) == pytest.approx([0.950, 0.861, 0.722, 0.606], abs=0.01)
        assert found.notes[0].startswith("neither numbers at risk nor a total of events")

    def test_cleaning(self, points: Columns, at_risk: list[tuple[float, int]]) -> None:
        # three points stand above an earlier one, by up to 0.012, and 584 are not the lowest of their time
        found = reconstruct(*points, at_risk=at_risk)
        numbers = {step.kind: len(step.times) for step in found.steps}
        assert numbers == {"non_monotone": 3, "duplicate_time": 584, "start_added": 1}

    def test_in_percent_and_mixed_up(self, points: Columns, at_risk: list[tuple[float, int]]) -> None:
        times, survival = points
        order = np.random.default_rng(1).permutation(len(times))
        found = reconstruct(np.array(times)[order], 100 * np.array(survival)[order], at_risk=at_risk)
        assert found.events == reconstruct(*points, at_risk=at_risk).events
        assert [step.kind for step in found.steps][:2] == ["percent", "sorted"]


def corners(curve: KaplanMeier) -> Columns:
    """Points of the curve as read by hand: both ends of every fall, and the end, to three decimals."""
    times, survival = [0.0], [1.0]
    for i in np.flatnonzero(curve.events):
        times += [float(curve.time[i])] * 2
        survival += [survival[-1], round(float(curve.survival[i]), 3)]
    return [*times, curve.last_time], [*survival, survival[-1]]


# Loprinzi CL et al. (1994), days, and Freireich EJ et al. (1963), 6-MP arm, weeks: read as printed, with numbers at
# risk
@pytest.mark.parametrize(
    ("name", "event", "code", "where", "every", "rmse"),
    [("lung.csv", "status", "2", None, 100.0, 0.002), ("freireich1963.csv", "event", "1", ("arm", "6mp"), 5.0, 0.01)],
)
def test_known_data_come_back(
    name: str, event: str, code: str, where: tuple[str, str] | None, every: float, rmse: float
) -> None:
    with (DATA / name).open(newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if where is None or row[where[0]] == where[1]]
    times, events = [float(row["time"]) for row in rows], [int(row[event] == code) for row in rows]
    curve = kaplan_meier(times, events)
    table = [(at, sum(time >= at for time in times)) for at in np.arange(0.0, curve.last_time + every, every).tolist()]
    found = reconstruct(*corners(curve), at_risk=table, total_events=sum(events))
    assert len(found.times) == len(times)
    assert abs(sum(found.events) - sum(events)) <= 1
    assert found.quality.rmse < rmse
    again = kaplan_meier(found.times, found.events)
    medians = [quantile(one, 0.5, conf_type="log", conf_level=0.95) for one in (curve, again)]
    assert medians[1].estimate == pytest.approx(medians[0].estimate, rel=0.01)
    assert medians[1].conf_low == pytest.approx(medians[0].conf_low, rel=0.02)


def test_as_kmdata_reconstructs_the_lung_data() -> None:
    # README of R kmdata 1.0.1: survival::cancer (the lung data, 165 events) with numbers at risk at 0, 100, ..., 800
    # and no total gives 228 patients, 163 events and the median 310 (285 to 363), type log; its points are not ours
    with (DATA / "lung.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    times = [float(row["time"]) for row in rows]
    curve = kaplan_meier(times, [int(row["status"] == "2") for row in rows])
    table = [(at, sum(time >= at for time in times)) for at in range(0, 900, 100)]
    found = reconstruct(*corners(curve), at_risk=table)
    assert len(found.times) == 228
    assert abs(sum(found.events) - 163) <= 1
    median = quantile(kaplan_meier(found.times, found.events), 0.5, conf_type="log", conf_level=0.95)
    assert (median.estimate, median.conf_low, median.conf_high) == (310, 285, 363)

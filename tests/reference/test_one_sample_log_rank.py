"""One-sample log-rank test against published values, and against statsmodels' Poisson tests."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from statsmodels.stats.rates import confint_poisson
from statsmodels.stats.rates import test_poisson as poisson_test

from reanalysis.stats.one_sample_log_rank import observed_and_expected, one_sample_exact, one_sample_oe2, tipping_median
from reanalysis.stats.reference_hazard import exponential_reference, points_reference

DATA = Path(__file__).with_name("data")


def read(name: str, event: str, where: tuple[str, str] | None = None) -> tuple[list[float], list[int]]:
    with (DATA / name).open(newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if where is None or row[where[0]] == where[1]]
    return [float(row["time"]) for row in rows], [int(row[event]) for row in rows]


def test_six_mp_against_a_median_of_8() -> None:
    # 6-MP arm of Freireich EJ et al. (1963), 9 events in 359 weeks, against exponential with median 8 weeks. R survival
    # 3.5-3 and stats: O, E, (O - E) / sqrt(E), O / E, poisson.test(O, E)$conf.int
    times, events = read("freireich1963.csv", "event", ("arm", "6mp"))
    observed, expected = observed_and_expected(times, events, exponential_reference(8.0))
    assert (observed, expected) == (9, pytest.approx(31.10498, abs=5e-6))
    assert (observed - expected) / math.sqrt(expected) == pytest.approx(-3.9634662, abs=5e-8)
    found = one_sample_exact(observed, expected, conf_level=0.95, alternative="two_sided")
    assert found.ratio == pytest.approx(0.28934274, abs=5e-9)
    assert (found.conf_low, found.conf_high) == pytest.approx((0.13230592, 0.54926265), abs=5e-9)


def test_kj1_against_a_weibull_of_shape_1() -> None:
    # R OneArm2stage 1.2.1, help page of LRT: LRT(shape = 1, S0 = 0.62, x0 = 2, data = kj1_final) prints O 18, E
    # 16.3598, Z -0.4055, there (E - O) / sqrt(E). R survdiff with offset: chi-square 0.164436459449 = Z squared
    times, events = read("kj1_final.csv", "status")
    observed, expected = observed_and_expected(times, events, exponential_reference(2 * math.log(0.5) / math.log(0.62)))
    assert observed == 18
    assert expected == pytest.approx(16.3598, abs=5e-5)
    assert (expected - observed) / math.sqrt(expected) == pytest.approx(-0.4055, abs=5e-5)
    assert (expected - observed) ** 2 / expected == pytest.approx(0.164436459449, abs=5e-13)
    # by hand: 1.6402 / sqrt(34.3598 / 2)
    assert one_sample_oe2(observed, expected, alternative="two_sided").statistic == pytest.approx(0.3957, abs=5e-5)
    # the same curve given by three of its points
    points = points_reference([2, 4, 8], [0.62, 0.62**2, 0.62**4], rule="piecewise_exponential")
    assert observed_and_expected(times, events, points)[1] == pytest.approx(expected)


@pytest.mark.parametrize(("observed", "expected"), [(0, 2.5), (3, 7.0), (9, 31.10498), (18, 16.3598), (40, 22.0)])
def test_statsmodels_agrees(observed: int, expected: float) -> None:
    found = one_sample_exact(observed, expected, conf_level=0.9, alternative="two_sided")
    assert found.p_value == pytest.approx(min(1.0, poisson_test(observed, expected, 1.0, method="exact-c").pvalue))
    low, high = confint_poisson(observed, expected, method="exact-c", alpha=0.1)
    assert (found.conf_low, found.conf_high) == pytest.approx((low, high), abs=1e-12)


def test_tipping_median_is_the_limit_of_the_ratio() -> None:
    # the reference median at which the upper one-sided 97.5% limit of the ratio is 1 scales with that limit
    times, events = read("freireich1963.csv", "event", ("arm", "6mp"))
    turning = tipping_median(9, sum(times), alpha=0.025, alternative="less")
    assert turning == pytest.approx(8.0 / 0.54926265, abs=5e-6)
    assert sum(events) == 9

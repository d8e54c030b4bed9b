"""Parametric survival against R's survreg."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from lifelines import LogLogisticFitter, LogNormalFitter, WeibullFitter

from reanalysis.stats._normal import normal_quantile
from reanalysis.stats.parametric import exponential_median, fit_parametric

DATA = Path(__file__).with_name("data")


def read(name: str, event: str, code: str, where: tuple[str, str] | None = None) -> tuple[list[float], list[int]]:
    with (DATA / name).open(newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if where is None or row[where[0]] == where[1]]
    return [float(row["time"]) for row in rows], [int(row[event] == code) for row in rows]


SAMPLES = {
    "lung": ("lung.csv", "status", "2"),  # Loprinzi CL et al. (1994), days; R survival::lung
    "6mp": ("freireich1963.csv", "event", "1", ("arm", "6mp")),  # Freireich EJ et al. (1963), weeks
}


# R survival 3.5-3: survreg(Surv(time, event) ~ 1, dist = , control = survreg.control(rel.tolerance = 1e-14)): loglik to
# the digits that lifelines confirms, and predict(type = "uquantile", p = 0.5, se.fit = TRUE) for the median, its
# standard error being that of the log median
@pytest.mark.parametrize(
    ("sample", "distribution", "log_likelihood", "median", "std_error"),
    [
        ("lung", "exponential", -1162.3382, 292.3526771922, None),
        ("lung", "weibull", -1153.8512, 316.2636950492, 0.0620366419048),
        ("lung", "lognormal", -1169.2691, 288.0992279264, 0.0779959393336),
        ("lung", "loglogistic", -1160.9306, 302.1671640403, 0.0686001379237),
        ("6mp", "exponential", -42.17488, 27.648870869, None),
        ("6mp", "weibull", -41.658678, 25.756503015, 0.250022738621),
        ("6mp", "lognormal", -40.680156, 24.607903024, 0.286132041858),
        ("6mp", "loglogistic", -41.144104, 24.265952635, 0.281752673214),
    ],
)
def test_survreg(sample: str, distribution: str, log_likelihood: float, median: float, std_error: float | None) -> None:
    found = fit_parametric(*read(*SAMPLES[sample]), distribution=distribution, conf_level=0.95)
    decimals = len(str(log_likelihood).partition(".")[2])
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=0.501 * 10**-decimals)
    assert found.aic == pytest.approx(2 * (1 if distribution == "exponential" else 2) - 2 * found.log_likelihood)
    assert found.median == pytest.approx(median, rel=2e-9)
    if std_error is not None:
        half = math.log(found.conf_high / found.conf_low) / 2
        assert half / normal_quantile(0.95) == pytest.approx(std_error, abs=1e-9)


def test_exponential_limits() -> None:
    # 3 events in 42: the mean has the limits 4.79 to 67.89, one over those of poisson.test(3, 42) in R; normal limits
    # would start at -1.84
    found = exponential_median(3, 42.0, conf_level=0.95)
    assert (found.conf_low / math.log(2), found.conf_high / math.log(2)) == pytest.approx((4.79, 67.89), abs=0.005)
    assert found.estimate == pytest.approx(14 * math.log(2))


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("fitter", [WeibullFitter, LogNormalFitter, LogLogisticFitter])
def test_lifelines(sample: str, fitter: type) -> None:
    # lifelines ends up to 1e-4 before the maximum
    times, events = read(*SAMPLES[sample])
    theirs = fitter().fit(times, events)
    ours = fit_parametric(times, events, distribution=fitter.__name__.removesuffix("Fitter").lower(), conf_level=0.95)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood_, abs=1e-5)
    assert ours.log_likelihood > theirs.log_likelihood_ - 1e-9
    assert ours.median == pytest.approx(theirs.median_survival_time_, rel=1e-3)

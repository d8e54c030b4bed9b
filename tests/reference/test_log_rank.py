"""Two groups against published values and other packages: log-rank, Cox, difference of restricted means."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from lifelines.statistics import logrank_test
from scipy.stats import CensoredData, logrank
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.duration.survfunc import survdiff

from reanalysis.stats.cox import cox_hazard_ratio
from reanalysis.stats.kaplan_meier import kaplan_meier
from reanalysis.stats.log_rank import log_rank
from reanalysis.stats.survival_mean import restricted_mean_difference

DATA = Path(__file__).with_name("data")

Group = tuple[list[float], list[int]]


def read(name: str, time: str, event: str, group: str, first: str, *, code: str = "1") -> tuple[Group, Group]:
    """The group `first`, and all others."""
    with (DATA / name).open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    chosen = [row for row in rows if row[group] == first], [row for row in rows if row[group] != first]
    return tuple(([float(row[time]) for row in part], [int(row[event] == code) for row in part]) for part in chosen)


@pytest.fixture(scope="module")
def freireich() -> tuple[Group, Group]:
    """6-MP against placebo, weeks. Freireich EJ et al. (1963). Blood 21:699-716."""
    return read("freireich1963.csv", "time", "event", "arm", "6mp")


@pytest.fixture(scope="module")
def lung() -> tuple[Group, Group]:
    """Men against women, days; 2 is death. Loprinzi CL et al. (1994); R survival::lung."""
    return read("lung.csv", "time", "status", "sex", "1", code="2")


@pytest.fixture(scope="module")
def ovarian() -> tuple[Group, Group]:
    """Treatment 1 against 2, days. Edmonson JH et al. (1979); R survival::ovarian."""
    return read("ovarian.csv", "futime", "fustat", "rx", "1")


def test_freireich(freireich: tuple[Group, Group]) -> None:
    # R survival 3.5-3: survdiff(Surv(time, event) ~ arm) prints chi-square 16.79, expected 19.25 and 10.75
    (times, events), (others, other_events) = freireich
    found = log_rank(times, events, against_times=others, against_events=other_events, alternative="two_sided")
    assert (found.observed, found.observed_against) == (9, 21)
    assert found.statistic == pytest.approx(16.792941, abs=5e-7)
    assert (found.expected, found.expected_against) == pytest.approx((19.25, 10.75), abs=0.005)


def test_lung(lung: tuple[Group, Group]) -> None:
    # R survival 3.5-3: survdiff(Surv(time, status) ~ sex, lung)
    (times, events), (others, other_events) = lung
    found = log_rank(times, events, against_times=others, against_events=other_events, alternative="two_sided")
    assert found.statistic == pytest.approx(10.326742, abs=5e-7)
    assert (found.expected, found.expected_against) == pytest.approx((91.581739, 73.418261), abs=5e-7)
    assert found.p_value == pytest.approx(0.00131, abs=5e-6)  # printed p = 0.001; the help page of coxph has 0.00149


@pytest.mark.parametrize("data", ["freireich", "lung", "ovarian"])
def test_log_rank_of_other_packages(data: str, request: pytest.FixtureRequest) -> None:
    (times, events), (others, other_events) = request.getfixturevalue(data)
    found = log_rank(times, events, against_times=others, against_events=other_events, alternative="two_sided")
    t, e = np.array(times + others), np.array(events + other_events)
    statistic, p_value = survdiff(t, e, np.repeat([1, 0], [len(times), len(others)]))
    assert (found.statistic, found.p_value) == pytest.approx((statistic, p_value), rel=1e-10)
    one, other = (
        CensoredData.right_censored(part, [not event for event in flags])
        for part, flags in ((times, events), (others, other_events))
    )
    assert math.sqrt(found.statistic) == pytest.approx(abs(logrank(one, other).statistic), rel=1e-10)
    theirs = logrank_test(times, others, events, other_events)
    assert found.statistic == pytest.approx(theirs.test_statistic, rel=1e-10)


# R survival 3.5-3: coxph(Surv(time, event) ~ group, control = coxph.control(eps = 1e-14)); ties = "efron" is the
# default. The help page of coxph and its vignettes print 0.588 for women against men in lung, standard error 0.1672
@pytest.mark.parametrize(
    ("data", "log_ratio", "std_error"),
    [("freireich", -1.57212514882907, 0.412396717709455), ("lung", 0.531023540006, 0.167178583301)],
)
def test_cox(data: str, log_ratio: float, std_error: float, request: pytest.FixtureRequest) -> None:
    (times, events), (others, other_events) = request.getfixturevalue(data)
    found = cox_hazard_ratio(
        times, events, against_times=others, against_events=other_events, conf_level=0.95, alternative="two_sided"
    )
    assert math.log(found.estimate) == pytest.approx(log_ratio, abs=1e-11)
    assert found.std_error == pytest.approx(std_error, abs=1e-11)
    group = np.repeat([1.0, 0.0], [len(times), len(others)])[:, None]
    theirs = PHReg(np.array(times + others), group, status=np.array(events + other_events), ties="efron").fit()
    assert math.log(found.estimate) == pytest.approx(theirs.params[0], abs=1e-6)
    assert found.p_value == pytest.approx(theirs.pvalues[0], abs=1e-6)


# R survival 3.5-3: print(survfit(..., rmean = tau)) for each group (means and standard errors to four digits in
# print), combined by hand
@pytest.mark.parametrize(
    ("data", "tau", "estimate", "std_error"),
    [("ovarian", 730.5, -120.6752136752, 83.8715784752), ("lung", 365, -55.97032434, 14.9581258604)],
)
def test_restricted_mean_difference(
    data: str, tau: float, estimate: float, std_error: float, request: pytest.FixtureRequest
) -> None:
    first, second = (kaplan_meier(*group) for group in request.getfixturevalue(data))
    found = restricted_mean_difference(first, second, tau, conf_level=0.95, alternative="two_sided")
    assert found.estimate == pytest.approx(estimate, abs=1e-9)
    assert found.std_error == pytest.approx(std_error, abs=1e-9)
    assert found.conf_high - found.conf_low == pytest.approx(2 * 1.959963984540054 * std_error)

"""Cumulative incidence against published values and statsmodels."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight

from reanalysis.stats.competing_risks import aalen_johansen, incidence_at, naive_incidence

DATA = Path(__file__).with_name("data")


@pytest.fixture(scope="module")
def mgus2() -> tuple[list[float], list[int]]:
    """Monoclonal gammopathy, months to the first of plasma cell malignancy (1) and death (2); 0 is censored.

    Kyle RA et al. (2002). N Engl J Med 346:564-569; R survival::mgus2: ptime if pstat, otherwise futime and 2 * death.
    """
    with (DATA / "mgus2.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [float(row["months"]) for row in rows], [int(row["cause"]) for row in rows]


# R cmprsk 2.2-11 cuminc and survival 3.5-3 survfit(Surv(time, cause) ~ 1) agree; standard errors and limits (type log)
# are survfit's
@pytest.mark.parametrize(
    ("cause", "month", "incidence", "std_error", "low", "high"),
    [
        (1, 60, 0.034103713, 0.004889257908, 0.02574955197, 0.04516829030),
        (1, 120, 0.063722168, 0.006796848424, 0.05170090608, 0.07853855966),
        (1, 240, 0.099813716, 0.009784846793, 0.08236562797, 0.12095795460),
        (2, 60, 0.32036701, 0.01256737155, 0.2966585132, 0.3459702544),
        (2, 120, 0.5318177, 0.01405964516, 0.5049630575, 0.5601005186),
        (2, 240, 0.72402798, 0.01560634507, 0.6940772184, 0.7552711663),
    ],
)
def test_mgus2(
    mgus2: tuple[list[float], list[int]],
    cause: int,
    month: int,
    incidence: float,
    std_error: float,
    low: float,
    high: float,
) -> None:
    curve = aalen_johansen(*mgus2, cause=cause)
    found = incidence_at(curve, month, conf_type="log", conf_level=0.95)
    assert found.estimate == pytest.approx(incidence, abs=5e-9)
    assert curve.std_error[curve.time.searchsorted(month, side="right") - 1] == pytest.approx(std_error, abs=5e-11)
    assert (found.conf_low, found.conf_high) == pytest.approx((low, high), abs=5e-10)


def test_mgus2_naive(mgus2: tuple[list[float], list[int]]) -> None:
    # R survfit(Surv(time, cause == 1) ~ 1): twice the true incidence at 20 years
    curve = naive_incidence(*mgus2, cause=1)
    at = curve.time.searchsorted([60, 120, 240], side="right") - 1
    assert 1 - curve.survival[at] == pytest.approx([0.0422, 0.0952, 0.2096], abs=5e-5)


def test_by_hand() -> None:
    # R survival, tests/testci.R: computed by hand there
    times, causes = [1, 2, 2, 3, 3, 3, 5, 6], [0, 1, 0, 2, 0, 2, 0, 2]
    first, second = (aalen_johansen(times, causes, cause=cause) for cause in (1, 2))
    at = [
        incidence_at(curve, time, conf_type="log-log", conf_level=0.95)
        for curve, time in ((first, 2), (second, 3), (second, 6))
    ]
    assert [found.estimate for found in at] == pytest.approx([1 / 7, 12 / 35, 6 / 7], abs=1e-15)
    # survival 3.5-3, survfit(conf.type = "log-log") and its standard errors, the last one at the last time
    assert (at[0].conf_low, at[0].conf_high) == pytest.approx((0.007123864, 0.4649414), abs=5e-8)
    assert (at[2].conf_low, at[2].conf_high) == pytest.approx((0.33405388, 0.9785611), abs=5e-8)
    assert second.std_error[[2, 4]] == pytest.approx([0.1951003, 0.1322600], abs=5e-8)


def test_statsmodels_agrees(mgus2: tuple[list[float], list[int]]) -> None:
    with np.errstate(divide="ignore", invalid="ignore"):  # its standard error at the last time, where it has none
        theirs = CumIncidenceRight(np.array(mgus2[0]), np.array(mgus2[1]))
    for cause in (1, 2):
        ours = aalen_johansen(*mgus2, cause=cause)
        inside = np.isin(ours.time, theirs.times)
        assert ours.incidence[inside] == pytest.approx(theirs.cinc[cause - 1], abs=1e-12)
        assert ours.std_error[inside][:-1] == pytest.approx(theirs.cinc_se[cause - 1][:-1], abs=1e-10)

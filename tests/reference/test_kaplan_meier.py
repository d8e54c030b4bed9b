"""Kaplan-Meier against published values, and against Python libraries in the places where those are right."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time
from scipy.stats import CensoredData, ecdf
from statsmodels.duration.survfunc import SurvfuncRight

from reanalysis.stats.kaplan_meier import (
    KaplanMeier,
    beta_product_at,
    confidence_limits,
    kaplan_meier,
    quantile,
    restricted_mean,
    survival_at,
)

DATA = Path(__file__).with_name("data")
PRINTED = 5.001e-8  # values printed with seven decimals


def read(name: str, time: str, event: str, *, where: tuple[str, str] | None = None, code: str = "1") -> KaplanMeier:
    with (DATA / name).open(newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if where is None or row[where[0]] == where[1]]
    return kaplan_meier([float(row[time]) for row in rows], [int(row[event] == code) for row in rows])


@pytest.fixture(scope="module")
def six_mp() -> KaplanMeier:
    """Remission of acute leukaemia under 6-MP, weeks. Freireich EJ et al. (1963). Blood 21:699-716."""
    return read("freireich1963.csv", "time", "event", where=("arm", "6mp"))


@pytest.fixture(scope="module")
def aml_maintained() -> KaplanMeier:
    """Remission of acute myelogenous leukaemia, weeks. Miller RG (1981), Survival analysis; R survival::aml."""
    return read("aml.csv", "time", "status", where=("x", "Maintained"))


@pytest.fixture(scope="module")
def ovarian() -> KaplanMeier:
    """Ovarian cancer, days. Edmonson JH et al. (1979); R survival::ovarian."""
    return read("ovarian.csv", "futime", "fustat")


@pytest.fixture(scope="module")
def lung() -> KaplanMeier:
    """Advanced lung cancer, days; 2 is death. Loprinzi CL et al. (1994); R survival::lung."""
    return read("lung.csv", "time", "status", code="2")


@pytest.fixture(scope="module")
def plateau() -> KaplanMeier:
    """CAMIS, Comparing R and SAS, survival (psiaims.github.io/CAMIS): S is exactly one half from 87 on."""
    return kaplan_meier([54, 75, 77, 84, 87, 92, 103, 105, 112, 118], [1, 1, 1, 1, 1, 0, 0, 0, 0, 0])


class TestPublished:
    # R survival 3.5-3: summary(survfit(..., conf.type = "log-log"), times = c(6, 10, 20)); the curve is also that of
    # Kalbfleisch and Prentice (1980), table 1.1 data
    @pytest.mark.parametrize(
        ("week", "survival", "std_error", "low", "high"),
        [
            (6, 0.85714, 0.07636, 0.6197, 0.9516),
            (10, 0.75294, 0.09635, 0.5032, 0.8894),
            (20, 0.62745, 0.11405, 0.3675, 0.8049),
        ],
    )
    def test_six_mp_curve(
        self, six_mp: KaplanMeier, week: float, survival: float, std_error: float, low: float, high: float
    ) -> None:
        found = survival_at(six_mp, week, conf_type="log-log", conf_level=0.95)
        assert found.estimate == pytest.approx(survival, abs=6e-6)
        at = int(six_mp.time.searchsorted(week, side="right")) - 1
        assert six_mp.std_error[at] == pytest.approx(std_error, abs=6e-6)
        assert (found.conf_low, found.conf_high) == pytest.approx((low, high), abs=6e-5)

    # R survival 3.5-3: quantile(survfit(..., conf.type =), 0.5)
    def test_six_mp_median(self, six_mp: KaplanMeier) -> None:
        found = quantile(six_mp, 0.5, conf_type="log", conf_level=0.95)
        assert (found.estimate, found.conf_low) == (23, 16)
        assert math.isnan(found.conf_high)

    # R bpcp 1.4.2
    @pytest.mark.parametrize(
        ("week", "low", "high"), [(6, 0.6317741, 0.969511), (10, 0.5008259, 0.9150308), (20, 0.3307946, 0.8384169)]
    )
    def test_six_mp_beta_product(self, six_mp: KaplanMeier, week: float, low: float, high: float) -> None:
        found = beta_product_at(six_mp, week, conf_level=0.95)
        assert (found.conf_low, found.conf_high) == pytest.approx((low, high), abs=PRINTED)

    # R bpcp 1.4.2, where R survfit and lifelines give 1 to 1
    @pytest.mark.parametrize(("time", "low"), [(3, 0.1581139), (5, 0)])
    def test_all_censored_beta_product(self, time: float, low: float) -> None:
        found = beta_product_at(kaplan_meier([1, 2, 3, 4, 5], [0] * 5), time, conf_level=0.95)
        assert (found.estimate, found.conf_high) == (1, 1)
        assert found.conf_low == pytest.approx(low, abs=PRINTED)

    # Fay MP, Brittain EH, Beta product confidence procedure confidence intervals and discrete data (vignette of R bpcp,
    # section 1.1): failures at 3, 7, 8 and 14, limits between the failures, which hold at the failures themselves since
    # bpcp 1.3.0; at 14 the text says 0
    @pytest.mark.parametrize(
        ("time", "survival", "low", "high"),
        [
            (0, 1.00, 0.397635364, 1),
            (3, 0.75, 0.194120450, 0.9936905),
            (7, 0.50, 0.067585986, 0.9324140),
            (8, 0.25, 0.006309463, 0.8058796),
            (14, 0.00, 0.0, 0.6023646),
        ],
    )
    def test_four_failures_beta_product(self, time: float, survival: float, low: float, high: float) -> None:
        found = beta_product_at(kaplan_meier([3, 7, 8, 14], [1, 1, 1, 1]), time, conf_level=0.95)
        assert found.estimate == pytest.approx(survival)
        assert found.conf_low == pytest.approx(low, abs=5.001e-10)
        assert found.conf_high == pytest.approx(high, abs=PRINTED)

    # R survival 3.5-3: print(survfit(...), rmean = tau), to the digits printed
    @pytest.mark.parametrize(
        ("sample", "tau", "mean", "std_error"),
        [
            (("freireich1963.csv", "time", "event", ("arm", "6mp"), "1"), 20, "16.117", "1.252"),
            (("ovarian.csv", "futime", "fustat", ("rx", "1"), "1"), 730.5, "487.8", "71.95"),
            (("ovarian.csv", "futime", "fustat", ("rx", "2"), "1"), 730.5, "608.5", "43.09"),
            (("lung.csv", "time", "status", ("sex", "1"), "2"), 365, "241.5", "10.36"),
            (("lung.csv", "time", "status", ("sex", "2"), "2"), 365, "297.5", "10.79"),
        ],
    )
    def test_restricted_means(self, sample: tuple, tau: float, mean: str, std_error: str) -> None:
        name, time, event, where, code = sample
        found = restricted_mean(read(name, time, event, where=where, code=code), tau, conf_level=0.95)
        for value, printed in ((found.estimate, mean), (found.std_error, std_error)):
            assert value == pytest.approx(float(printed), abs=0.501 * 10 ** -len(printed.partition(".")[2]))

    # R survival, tests/doaml.Rout.save
    def test_aml_steps(self, aml_maintained: KaplanMeier) -> None:
        steps = aml_maintained.survival[aml_maintained.events > 0]
        assert steps.tolist() == pytest.approx([0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184], abs=6e-4)

    # R survival 3.5-3; the lower limit 18 with log and 13 with log-log
    @pytest.mark.parametrize(("conf_type", "low"), [("log", 18), ("log-log", 13)])
    def test_aml_median(self, aml_maintained: KaplanMeier, conf_type: str, low: float) -> None:
        found = quantile(aml_maintained, 0.5, conf_type=conf_type, conf_level=0.95)
        assert (found.estimate, found.conf_low) == (31, low)
        assert math.isnan(found.conf_high)

    # R survival 3.5-3
    @pytest.mark.parametrize(("conf_type", "low"), [("log", 464), ("log-log", 431)])
    def test_ovarian_median(self, ovarian: KaplanMeier, conf_type: str, low: float) -> None:
        found = quantile(ovarian, 0.5, conf_type=conf_type, conf_level=0.95)
        assert (ovarian.n, ovarian.n_events) == (26, 12)
        assert (found.estimate, found.conf_low) == (638, low)
        assert math.isnan(found.conf_high)

    # kmdata README prints 310 (285, 363); log-log by R survival 3.5-3
    @pytest.mark.parametrize(("conf_type", "low", "high"), [("log", 285, 363), ("log-log", 284, 361)])
    def test_lung_median(self, lung: KaplanMeier, conf_type: str, low: float, high: float) -> None:
        found = quantile(lung, 0.5, conf_type=conf_type, conf_level=0.95)
        assert (lung.n, lung.n_events) == (228, 165)
        assert (found.estimate, found.conf_low, found.conf_high) == (310, low, high)

    # CAMIS, r-sas_survival: R's quantile() 102.5, its print() 87; SAS not estimable, S(118) = 0.5 (0.184, 0.753)
    def test_plateau_to_the_last_censoring(self, plateau: KaplanMeier) -> None:
        median = quantile(plateau, 0.5, conf_type="log-log", conf_level=0.95)
        assert (median.estimate, median.middle_to_last, median.first_at_or_below) == (87, 102.5, 87)
        assert median.on_plateau and median.stays
        end = survival_at(plateau, 118, conf_type="log-log", conf_level=0.95)
        assert (end.estimate, end.conf_low, end.conf_high) == pytest.approx((0.5, 0.1836056, 0.7531741), abs=1e-6)
        with pytest.raises(ValueError, match="beyond the last observation"):
            survival_at(plateau, 120, conf_type="log-log", conf_level=0.95)

    # R survival 3.5-3: quantile(survfit(Surv(1:6, rep(1, 6)) ~ 1, conf.type =), 0.5)
    @pytest.mark.parametrize(
        ("conf_type", "low", "high"), [("log", 2, math.nan), ("log-log", 1, math.nan), ("plain", 2, 5)]
    )
    def test_six_uncensored(self, conf_type: str, low: float, high: float) -> None:
        found = quantile(kaplan_meier(range(1, 7), [1] * 6), 0.5, conf_type=conf_type, conf_level=0.95)
        assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx((3.5, low, high), nan_ok=True)


class TestRulesOfTheLimits:
    """quantile(survfit(..., conf.type =, conf.int =), c(0, p)) of R survival 3.5-3."""

    def test_limit_that_rises_again(self) -> None:
        """The upper log limits are 1, .936, .795, .716, .738: R takes .738, the nearest below .75, not the first."""
        curve = kaplan_meier([1, 1, 1, 2, 2, 3, 3, 4, 4, 6, 6], [1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0])
        found = quantile(curve, 0.25, conf_type="log", conf_level=0.95)
        assert (found.estimate, found.conf_low, found.conf_high) == (1, 1, 6)

    def test_limit_that_returns_to_one_after_the_level(self) -> None:
        """The upper log limits are .775, .775, 1, 1: the 1 is not new, so the limit counts as staying at .775."""
        curve = kaplan_meier([1] * 10 + [2] * 8 + [3, 4], [1] * 10 + [0] * 8 + [1, 0])
        found = quantile(curve, 0.22499508698264736, conf_type="log", conf_level=0.95)
        assert (found.estimate, found.conf_low, found.conf_high) == (1, 1, 2.5)

    @pytest.mark.parametrize(
        ("times", "events", "conf_level", "expected"),
        [
            # the plain lower limit is 1/2 at time 2: midpoint to the next time
            (range(1, 11), [1] * 10, 0.98229393419263333, (5.5, 2.5, 8.5)),
            # it stays there up to the last censoring: midpoint to that
            (range(1, 11), [1] * 2 + [0] * 8, 0.98229393419263333, (math.nan, 6, math.nan)),
            # it is 1/2 at time 1 and missing afterwards, as S is 0: no limit
            ([1, 2, 2, 2, 2], [1] * 5, 0.90646748731090687, (2, math.nan, math.nan)),
        ],
        ids=["then falls", "then stays", "then missing"],
    )
    def test_limit_exactly_at_the_level(
        self, times: list[float], events: list[int], conf_level: float, expected: tuple[float, float, float]
    ) -> None:
        found = quantile(kaplan_meier(times, events), 0.5, conf_type="plain", conf_level=conf_level)
        assert (found.estimate, found.conf_low, found.conf_high) == pytest.approx(expected, nan_ok=True)

    # R: survfit(Surv(times, rep(1, 3)) ~ 1)$time; the tolerance is relative to the mean of the distinct times
    @pytest.mark.parametrize(("times", "distinct"), [([100, 100 + 1e-6, 150], 2), ([1, 1 + 1e-6, 100], 3)])
    def test_times_that_differ_by_rounding(self, times: list[float], distinct: int) -> None:
        assert kaplan_meier(times, [1, 1, 1]).time.size == distinct


def random_samples(number: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 51, number)
    return [(np.ceil(rng.exponential(12, n)), (rng.random(n) < rng.uniform(0.2, 1)).astype(int)) for n in sizes]


class TestLibraries:
    def test_lifelines_curve_and_limits_inside(self) -> None:
        for times, events in random_samples(60, seed=1):
            curve = kaplan_meier(times, events)
            lower, upper = confidence_limits(curve, conf_type="log-log", conf_level=0.95)
            theirs = KaplanMeierFitter().fit(times, events)
            limits = theirs.confidence_interval_.loc[curve.time].to_numpy()
            survival = theirs.survival_function_.loc[curve.time].to_numpy()[:, 0]
            assert curve.survival == pytest.approx(survival, abs=1e-12)
            inside = (curve.survival > 0) & (curve.survival < 1)
            assert lower[inside] == pytest.approx(limits[inside, 0], abs=1e-12)
            assert upper[inside] == pytest.approx(limits[inside, 1], abs=1e-12)

    def test_lifelines_restricted_mean_without_its_variance(self) -> None:
        for times, events in random_samples(40, seed=2):
            curve = kaplan_meier(times, events)
            tau = curve.last_time * 0.8
            theirs = restricted_mean_survival_time(KaplanMeierFitter().fit(times, events), t=tau)
            assert restricted_mean(curve, tau, conf_level=0.95).estimate == pytest.approx(theirs, abs=1e-9)

    def test_statsmodels_curve_and_error(self) -> None:
        for times, events in random_samples(200, seed=3):
            if not events.any():
                continue
            curve, theirs = kaplan_meier(times, events), SurvfuncRight(times, events)
            at_events = curve.events > 0
            assert curve.survival[at_events] == pytest.approx(theirs.surv_prob, abs=1e-12)
            inside = curve.survival[at_events] > 0
            assert curve.std_error[at_events][inside] == pytest.approx(theirs.surv_prob_se[inside], abs=1e-12)

    def test_scipy_curve_limits_and_first_time_at_or_below_one_half(self) -> None:
        for times, events in random_samples(200, seed=4):
            curve = kaplan_meier(times, events)
            theirs = ecdf(CensoredData.right_censored(times, events == 0)).sf
            assert curve.survival == pytest.approx(theirs.evaluate(curve.time), abs=1e-12)
            at_or_below = theirs.quantiles[theirs.probabilities <= 0.5 + 1e-9]  # rounded: 0.5 can be stored above it
            expected = at_or_below[0] if at_or_below.size else math.nan
            median = quantile(curve, 0.5, conf_type="log-log", conf_level=0.95)
            assert median.first_at_or_below == pytest.approx(expected, nan_ok=True)
            if not ((curve.survival > 0) & (curve.survival < 1)).all():
                continue  # undefined limits: scipy warns
            lower, upper = confidence_limits(curve, conf_type="log-log", conf_level=0.95)
            limits = theirs.confidence_interval(0.95, method="log-log")
            assert lower == pytest.approx(limits.low.evaluate(curve.time), abs=1e-12)
            assert upper == pytest.approx(limits.high.evaluate(curve.time), abs=1e-12)

"""How long the statistics take, beside the libraries that do the same, in one process; the answers are compared too.

boschloo    two-sided at 100 per arm             at least 5 times as fast as scipy
difference  Miettinen-Nurminen, 10,000 pairs     at most 1 s in one call
map         a whole MAP analysis                 at most 0.3 s
curves      10,000 Kaplan-Meier curves of 6 to 50 patients with median and log-log limits: at most 1.5 s; beside it
            numpy's bare product-limit, R's survfit in a loop where Rscript is there, and lifelines, the slow ones on
            the first of the curves only and scaled to all of them
pools       1,000 sets of 12 studies by every model of proportions: at most 5 s; beside it R's rma.glmm and rma of
            metafor, where it is installed, on the first of the sets only and scaled to all of them

usage: python benchmarks/bench_statistics.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from scipy.stats import boschloo_exact

from reanalysis.stats.effective_sample_size import elir, moment
from reanalysis.stats.exact_2x2 import boschloo
from reanalysis.stats.kaplan_meier import kaplan_meier, quantile
from reanalysis.stats.map_prior import map_prior
from reanalysis.stats.random_effects import random_effects
from reanalysis.stats.random_intercept import random_intercept_proportion
from reanalysis.stats.robust_map import robust_map
from reanalysis.stats.score_limits import difference_limits
from reanalysis.stats.study_effects import arcsine_effect, freeman_tukey_effect, logit_effect

R_CURVES, LIFELINES_CURVES = 2_000, 300
SETS, R_SETS, STUDIES = 1_000, 20, 12


def seconds(work: Callable[[], object], times: int = 5) -> float:
    """Median of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


def main() -> int:
    """Measure, print, and return 1 if a limit is passed or an answer differs."""
    return max([boschloo_at_100(), differences(), map_analysis(), curves(), pools()])


def _say(name: str, text: str, kept: bool) -> int:
    print(f"{name:11} {text:95} {'kept' if kept else 'PASSED'}")
    return 0 if kept else 1


def boschloo_at_100() -> int:
    ours = boschloo(43, 100, 58, 100, alternative="two_sided").p_value
    theirs = boschloo_exact([[43, 58], [57, 42]], n=512).pvalue
    sizes = iter(range(101, 106))  # a size is remembered once it was met, so each run has one of its own
    own = seconds(lambda: boschloo(43, n := next(sizes), 58, n, alternative="two_sided").p_value)
    scipy = seconds(lambda: boschloo_exact([[43, 58], [57, 42]]))
    same = abs(ours - theirs) < 1e-6
    return _say(
        "boschloo",
        f"{own * 1e3:.1f} ms, scipy {scipy * 1e3:.1f} ms: {scipy / own:.1f} times as fast; p {ours:.6f} and "
        f"{theirs:.6f}",
        scipy / own >= 5 and same,
    )


def differences() -> int:
    random = np.random.default_rng(1)
    n_1, n_0 = random.integers(1, 200, 10_000), random.integers(1, 200, 10_000)
    x_1, x_0 = random.binomial(n_1, 0.4), random.binomial(n_0, 0.3)
    took = seconds(lambda: difference_limits(x_1, n_1, x_0, n_0, z=1.959963984540054, corrected=True), 3)
    return _say("difference", f"{took:.2f} s for 10,000 pairs", took <= 1)


def map_analysis() -> int:
    events, n = (23, 12, 19, 9, 39, 6, 9, 10), (107, 44, 51, 39, 139, 20, 78, 35)

    def analysis() -> None:
        prior = map_prior(events, n).predictive
        robust_map(prior, weight=0.2, events=1, n=6)
        elir(prior)
        moment(prior)

    took = seconds(analysis)
    return _say(
        "map", f"{took * 1e3:.0f} ms for the prior, the robust posterior and two effective sample sizes", took <= 0.3
    )


def curves() -> int:
    random = np.random.default_rng(2)
    samples = [
        (random.integers(1, 40, size).astype(float), random.integers(0, 2, size))
        for size in random.integers(6, 51, 10_000)
    ]
    took = seconds(lambda: [_median(*sample) for sample in samples], 3)
    floor = seconds(lambda: [_product_limit(*sample) for sample in samples], 3)
    code = _say(
        "curves",
        f"{took:.2f} s for 10,000; numpy's bare product-limit {floor:.2f} s: ours takes {took / floor:.1f} times that",
        took <= 1.5,
    )
    return max(
        code,
        _beside("R", _r_survfit(samples[:R_CURVES]), R_CURVES, took, samples),
        _beside("lifelines", _lifelines(samples[:LIFELINES_CURVES]), LIFELINES_CURVES, took, samples),
    )


def _median(times: np.ndarray, events: np.ndarray) -> tuple[float, float, float]:
    found = quantile(kaplan_meier(times, events), 0.5, conf_type="log-log", conf_level=0.95)
    return found.estimate, found.conf_low, found.conf_high


def _product_limit(times: np.ndarray, events: np.ndarray) -> np.ndarray:
    _, at = np.unique(times, return_inverse=True)
    deaths, leaving = np.bincount(at, events), np.bincount(at)
    at_risk = len(times) - np.concatenate(([0], np.cumsum(leaving)[:-1]))
    return np.cumprod((at_risk - deaths) / at_risk)


def _beside(name: str, theirs: tuple[float, np.ndarray] | None, number: int, took: float, samples: list) -> int:
    """One line on another program; 1 if R's answers differ (lifelines' differ where S(t) is one half, which is why the
    curve is our own)."""
    if theirs is None:
        return _say(f"  {name}", "Rscript with the package survival is not there: not measured", True)
    scaled = theirs[0] * len(samples) / number
    ours = np.array([_median(*sample) for sample in samples[:number]])
    same = int(np.isclose(ours, theirs[1], rtol=1e-9, atol=0.0, equal_nan=True).all(axis=1).sum())
    text = (
        f"{scaled:.1f} s (the first {number:,}, scaled): {scaled / took:.0f} times ours; {same:,} of {number:,} "
        "medians and limits the same"
    )
    return _say(f"  {name}", text, same == number or name != "R")


def _r_survfit(samples: list) -> tuple[float, np.ndarray] | None:
    """Seconds of the loop alone and its medians; None without R."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        given, found = Path(place, "samples.csv"), Path(place, "medians.csv")
        rows = [
            f"{number},{time},{event}"
            for number, (times, events) in enumerate(samples)
            for time, event in zip(times, events, strict=True)
        ]
        given.write_text("\n".join(["sample,time,event", *rows, ""]), encoding="utf-8")
        done = subprocess.run(
            ["Rscript", str(Path(__file__).with_name("curves.R")), str(given), str(found)],
            capture_output=True,
            text=True,
        )
        return (
            None if done.returncode else (float(done.stdout), np.genfromtxt(found, delimiter=",", missing_values="NA"))
        )


def _lifelines(samples: list) -> tuple[float, np.ndarray]:
    from lifelines import KaplanMeierFitter
    from lifelines.utils import median_survival_times

    found = []
    start = time.perf_counter()
    for times, events in samples:
        fitter = KaplanMeierFitter().fit(times, events)
        found.append(
            (fitter.median_survival_time_, *median_survival_times(fitter.confidence_interval_).to_numpy().ravel())
        )
    took = time.perf_counter() - start
    return took, np.where(np.isinf(found), np.nan, found)


def pools() -> int:
    """Sets of 12 series by the random intercept and by all six models of transformed rates."""
    rng = np.random.default_rng(12)
    sets = []
    for _ in range(SETS):
        n = rng.integers(10, 81, STUDIES)
        events = rng.binomial(n, 1 / (1 + np.exp(1 - 0.6 * rng.standard_normal(STUDIES))))
        sets.append(([int(x) for x in events], [int(size) for size in n]))
    ours = seconds(lambda: [_every_model(*one) for one in sets], 1)
    theirs = _metafor(sets[:R_SETS])
    beside = f"; metafor {1000 * theirs:.0f} ms a set" if theirs else "; metafor is not here"
    return _say("pools", f"{ours:.2f} s for {SETS:,} sets of {STUDIES} studies by seven models{beside}", ours <= 5.0)


def _every_model(events: list[int], n: list[int]) -> None:
    random_intercept_proportion(events, n)
    for effect, estimators in ((logit_effect, ("reml", "pm", "dl")), (arcsine_effect, ("reml",)),
                               (freeman_tukey_effect, ("reml",))):  # fmt: skip
        found = [effect(x, size) for x, size in zip(events, n, strict=True)]
        y, v = [one.effect for one in found], [one.variance for one in found]
        for estimator in estimators:
            random_effects(y, v, estimator=estimator)
        if effect is logit_effect:
            random_effects(y, v, estimator="reml", knapp_hartung=True)


def _metafor(sets: list[tuple[list[int], list[int]]]) -> float:
    """Seconds for a set by R's rma.glmm and rma; 0 where they are not installed."""
    if shutil.which("Rscript") is None:
        return 0.0
    calls = "".join(
        f"x <- c({','.join(map(str, events))}); n <- c({','.join(map(str, n))});"
        'try(rma.glmm(measure="PLO", xi=x, ni=n, nAGQ=21)); try(rma(measure="PLO", xi=x, ni=n, to="only0"));'
        for events, n in sets
    )
    code = f"suppressMessages(library(metafor)); t <- proc.time()[3]; {calls} cat('took', proc.time()[3] - t)"
    done = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=False)
    return float(done.stdout.rpartition("took")[2]) / len(sets) if done.returncode == 0 else 0.0


if __name__ == "__main__":
    sys.exit(main())

"""Two groups, competing risks and parametric models against R's survival package, on random small samples."""

from __future__ import annotations

import csv
import math
import shutil
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from reanalysis.stats._normal import normal_quantile
from reanalysis.stats.competing_risks import aalen_johansen, incidence_at
from reanalysis.stats.cox import cox_hazard_ratio
from reanalysis.stats.kaplan_meier import CONF_TYPES, kaplan_meier
from reanalysis.stats.log_rank import log_rank
from reanalysis.stats.one_sample_log_rank import observed_and_expected
from reanalysis.stats.parametric import DISTRIBUTIONS, fit_parametric
from reanalysis.stats.reference_hazard import exponential_reference
from reanalysis.stats.survival_mean import restricted_mean_difference

SCRIPT = Path(__file__).with_name("against_r_models.R")
TOLERANCE = 1e-9  # absolute below 1, relative above
# R's own stopping rules bind here: coxph and survreg end up to 1e-7 before the maximum, the variance from the same
# place
TOLERANCES = {"cox": 1e-6, "weibull": 1e-6, "lognormal": 1e-6, "loglogistic": 1e-6}

Sample = tuple[list[int], list[float], list[int]]
Answers = dict[str, list[float]]


@cache
def r_has_survival() -> bool:
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(survival)"], capture_output=True, check=False).returncode == 0


def draw_sample(rng: np.random.Generator) -> Sample:
    """Two groups of 1 to 25 patients with up to two causes: fine times, coarse times, weeks, float noise, few
    events."""
    sizes = rng.integers(1, 26, size=2)
    n, shape = int(sizes.sum()), int(rng.integers(5))
    group = np.repeat([1, 0], sizes)
    times = rng.exponential(10.0, n) * np.where(group == 1, rng.uniform(0.4, 2.5), 1.0)
    causes = np.where(rng.random(n) < rng.uniform(0.05, 1.0), rng.choice([1, 2], n, p=rng.dirichlet([1, 1])), 0)
    if shape == 0:
        times = np.round(times, 2) + 0.01
    elif shape == 1:
        times = np.ceil(times / 3)  # many ties
    elif shape == 2:
        times = np.ceil(times) / 7
    elif shape == 3:
        times = np.ceil(times) * 0.1 + rng.choice([0.0, 0.1 + 0.2 - 0.3, 1e-10], n)
    else:
        times, causes = np.ceil(times), np.where(rng.random(n) < 0.2, causes, 0)
    return group.tolist(), times.tolist(), causes.tolist()


def ask_r(samples: list[Sample], folder: Path) -> list[Answers]:
    questions, answers = folder / "samples.csv", folder / "answers.csv"
    rows = [f"{i},{g},{t!r},{c}" for i, sample in enumerate(samples) for g, t, c in zip(*sample, strict=True)]
    questions.write_text("\n".join(["sample,group,time,cause", *rows, ""]))
    subprocess.run(["Rscript", str(SCRIPT), str(questions), str(answers)], check=True, capture_output=True)
    found: list[Answers] = [defaultdict(list) for _ in samples]
    with answers.open(newline="") as lines:
        for sample, quantity, _, value in csv.reader(lines):
            found[int(sample)][quantity].append(math.nan if value == "NA" else float(value))
    return found


def our_answers(group: list[int], times: list[float], causes: list[int]) -> Answers:
    events = [int(cause > 0) for cause in causes]
    found = two_groups(*(
        ([t for g, t in zip(group, times, strict=True) if g == which],
         [e for g, e in zip(group, events, strict=True) if g == which])
        for which in (1, 0)
    ))  # fmt: skip
    found["one_sample"] = list(observed_and_expected(times, events, exponential_reference(8 * math.log(2))))
    for cause in (1, 2):
        curve = aalen_johansen(times, causes, cause=cause)
        found[f"incidence:{cause}"], found[f"std.err:{cause}"] = curve.incidence.tolist(), curve.std_error.tolist()
        for conf_type in CONF_TYPES:
            at = [incidence_at(curve, time, conf_type=conf_type, conf_level=0.95) for time in curve.time]
            found[f"lower:{cause}:{conf_type}"] = [interval.conf_low for interval in at]
            found[f"upper:{cause}:{conf_type}"] = [interval.conf_high for interval in at]
    for distribution in DISTRIBUTIONS:
        fit = fit_parametric(times, events, distribution=distribution, conf_level=0.95)
        if fit.n_events and not fit.reason:
            std_error = math.log(fit.conf_high / fit.conf_low) / 2 / normal_quantile(0.95)
            if distribution == "exponential":  # limits are exact: R's normal ones have this standard error
                std_error = 1 / math.sqrt(fit.n_events)
            found[distribution] = [fit.location, fit.scale, fit.log_likelihood, math.log(fit.median), std_error]
    return found


def two_groups(first: tuple[list[float], list[int]], second: tuple[list[float], list[int]]) -> Answers:
    against = {"against_times": second[0], "against_events": second[1], "alternative": "two_sided"}
    test = log_rank(*first, **against)
    ratio = cox_hazard_ratio(*first, **against, conf_level=0.95)
    curves = kaplan_meier(*first), kaplan_meier(*second)
    tau = min(curve.last_time for curve in curves)
    mean = restricted_mean_difference(*curves, tau, conf_level=0.95, alternative="two_sided")
    found = {"log_rank": [test.observed, test.expected, test.variance, test.statistic]}
    if not math.isnan(mean.std_error):  # R takes a group without an event as known exactly
        found["mean_difference"] = [mean.estimate, mean.std_error]
    if not ratio.reason:
        found["cox"] = [math.log(ratio.estimate), ratio.std_error]
    return found


def drop_certain(ours: Answers, theirs: Answers) -> None:
    """Leave out limits where the incidence is 1: R has them, or none, by how its sum of probabilities is rounded."""
    for cause in (1, 2):
        certain = {i for i, value in enumerate(theirs[f"incidence:{cause}"]) if value > 1 - 1e-12}
        for quantity in (f"{end}:{cause}:{conf_type}" for end in ("lower", "upper") for conf_type in CONF_TYPES):
            for answers in (ours, theirs):
                answers[quantity] = [value for i, value in enumerate(answers[quantity]) if i not in certain]


def difference(ours: list[float], theirs: list[float]) -> float:
    """Largest difference; infinite where one has a value and the other has none."""
    a, b = np.array(ours, dtype=float), np.array(theirs)
    if a.shape != b.shape or (np.isnan(a) != np.isnan(b)).any():
        return math.inf
    return float(np.nanmax(np.abs(a - b) / np.fmax(1.0, np.abs(b)), initial=0.0))


def compare(number: int, seed: int, folder: Path) -> tuple[dict[str, float], dict[str, int], list[str]]:
    """Largest difference and number of comparisons per quantity, and the cases above the tolerance."""
    rng = np.random.default_rng(seed)
    samples = [draw_sample(rng) for _ in range(number)]
    largest: dict[str, float] = defaultdict(float)
    compared: dict[str, int] = defaultdict(int)
    wrong = []
    for sample, theirs in zip(samples, ask_r(samples, folder), strict=True):
        ours = our_answers(*sample)
        drop_certain(ours, theirs)
        for quantity in ours.keys() & theirs.keys():
            compared[quantity] += 1
            found = difference(ours[quantity], theirs[quantity])
            largest[quantity] = max(largest[quantity], found)
            if found > TOLERANCES.get(quantity, TOLERANCE):
                wrong.append(f"{quantity}: ours {ours[quantity]}, R {theirs[quantity]}, sample {sample}")
    return dict(largest), dict(compared), wrong


@pytest.mark.r
@pytest.mark.parametrize(
    ("number", "seed"), [(30, 20251), pytest.param(500, 20252, marks=pytest.mark.slow)], ids=["30", "500"]
)
def test_r_agrees(number: int, seed: int, tmp_path: Path) -> None:
    if not r_has_survival():
        pytest.skip("Rscript with package survival is not installed")
    _, compared, wrong = compare(number, seed, tmp_path)
    assert not wrong, f"{len(wrong)} differences, such as\n" + "\n".join(wrong[:5])
    assert {
        "log_rank",
        "cox",
        "mean_difference",
        "one_sample",
        "incidence:1",
        "upper:2:log-log",
        *DISTRIBUTIONS,
    } <= set(compared)
    assert min(compared.values()) > number / 3

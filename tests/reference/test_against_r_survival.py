"""Kaplan-Meier against R's survival package, on random small samples that are chosen to be awkward."""

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

from reanalysis.stats.kaplan_meier import (
    CONF_TYPES,
    KaplanMeier,
    confidence_limits,
    kaplan_meier,
    quantile,
    restricted_mean,
    reverse_as_survfit,
    survival_at,
)

SCRIPT = Path(__file__).with_name("against_r_survival.R")
TOLERANCE = 1e-9  # absolute below 1, relative above
FRACTIONS = (0.25, 0.5, 0.75)
LEVELS = (0.95, 0.8)

Sample = tuple[list[float], list[int]]
Answers = dict[str, list[float]]


@cache
def r_has_survival() -> bool:
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(survival)"], capture_output=True, check=False).returncode == 0


def draw_sample(rng: np.random.Generator) -> Sample:
    """One of seven shapes: fine times, coarse times, plateau at the end, no event, all events, days, float noise."""
    n = int(rng.integers(1, 51))
    shape = int(rng.integers(7))
    times = rng.exponential(10.0, n)
    events = (rng.random(n) < rng.uniform(0.05, 1.0)).astype(int)
    if shape == 0:
        times = np.round(times, 2)
    elif shape == 1:
        times = np.floor(times)  # many ties, some at time 0
    elif shape == 2:
        times = np.sort(np.round(times, 1))
        events = (np.arange(n) < round(n * rng.choice(FRACTIONS))).astype(int)
    elif shape == 3:
        times, events = np.ceil(times), np.zeros(n, dtype=int)
    elif shape == 4:
        times, events = np.round(times, 1), np.ones(n, dtype=int)
    elif shape == 5:
        times = np.round(times * 365.25 * rng.uniform(0.1, 1.4))
    else:
        times = np.round(times) * 0.1 + rng.choice([0.0, 0.1 + 0.2 - 0.3, 1e-10], n)
    return times.tolist(), events.tolist()


def ask_r(samples: list[Sample], folder: Path) -> list[Answers]:
    questions, answers = folder / "samples.csv", folder / "answers.csv"
    rows = [f"{i},{t!r},{e}" for i, (times, events) in enumerate(samples) for t, e in zip(times, events, strict=True)]
    questions.write_text("\n".join(["sample,time,event", *rows, ""]))
    subprocess.run(["Rscript", str(SCRIPT), str(questions), str(answers)], check=True, capture_output=True)
    found: list[Answers] = [defaultdict(list) for _ in samples]
    with answers.open(newline="") as lines:
        for sample, quantity, _, value in csv.reader(lines):
            found[int(sample)][quantity].append(math.nan if value == "NA" else float(value))
    return found


def our_answers(times: list[float], events: list[int]) -> Answers:
    curve = kaplan_meier(times, events)
    found: Answers = {
        "time": list(curve.time),
        "n.risk": list(curve.n_at_risk),
        "n.event": list(curve.events),
        "n.censor": list(curve.censored),
        "surv": list(curve.survival),
        "std.err": list(curve.std_error),
    }
    for conf_type in CONF_TYPES:
        for level in LEVELS:
            found |= our_limits(curve, conf_type, level)
    for name, tau in (("rmean_last", curve.last_time), ("rmean_half", curve.last_time / 2)):
        if tau > 0 and tau >= curve.time[0]:  # R refuses a horizon before the first time
            mean = restricted_mean(curve, tau, conf_level=0.95)
            found[name] = [mean.estimate, mean.std_error]
    follow_up = reverse_as_survfit(times, events)  # R ends follow-up before events at the same time
    found["reverse_surv"] = list(follow_up.survival)
    found["reverse_quantiles"] = our_quantiles(follow_up, "log-log", 0.95)
    return found


def our_limits(curve: KaplanMeier, conf_type: str, level: float) -> Answers:
    tail = f"{conf_type}:{level:g}"
    lower, upper = confidence_limits(curve, conf_type=conf_type, conf_level=level)
    found = {f"lower:{tail}": list(lower), f"upper:{tail}": list(upper)}
    found[f"quantiles:{tail}"] = our_quantiles(curve, conf_type, level)
    last = curve.last_time
    at = [survival_at(curve, t, conf_type=conf_type, conf_level=level) for t in (0.0, last / 3, last / 2, last)]
    found[f"at:{tail}"] = [*(i.estimate for i in at), *(i.conf_low for i in at), *(i.conf_high for i in at)]
    return found


def our_quantiles(curve: KaplanMeier, conf_type: str, level: float) -> list[float]:
    found = [quantile(curve, fraction, conf_type=conf_type, conf_level=level) for fraction in FRACTIONS]
    # R's quantile() goes on to the last censoring where no event ends a plateau
    return [*(q.middle_to_last for q in found), *(q.conf_low for q in found), *(q.conf_high for q in found)]


def differences(ours: Answers, theirs: Answers) -> dict[str, float]:
    """Largest difference per quantity; infinite where one has a value and the other has none."""
    assert ours.keys() == theirs.keys()
    found = {}
    for quantity, expected in theirs.items():
        a, b = np.array(ours[quantity], dtype=float), np.array(expected)
        if a.shape != b.shape or (np.isnan(a) != np.isnan(b)).any():
            found[quantity] = math.inf
        else:
            found[quantity] = float(np.nanmax(np.abs(a - b) / np.fmax(1.0, np.abs(b)), initial=0.0))
    return found


def compare(number: int, seed: int, folder: Path) -> tuple[dict[str, float], list[str]]:
    """Largest difference per quantity over the samples, and the cases above the tolerance."""
    rng = np.random.default_rng(seed)
    samples = [draw_sample(rng) for _ in range(number)]
    largest: dict[str, float] = defaultdict(float)
    wrong = []
    for sample, theirs in zip(samples, ask_r(samples, folder), strict=True):
        ours = our_answers(*sample)
        for quantity, difference in differences(ours, theirs).items():
            largest[quantity] = max(largest[quantity], difference)
            if difference > TOLERANCE:
                wrong.append(f"{quantity}: ours {ours[quantity]}, R {theirs[quantity]}, sample {sample}")
    return dict(largest), wrong


@pytest.mark.r
@pytest.mark.parametrize(
    ("number", "seed"), [(200, 20241), pytest.param(3000, 20242, marks=pytest.mark.slow)], ids=["200", "3000"]
)
def test_r_agrees(number: int, seed: int, tmp_path: Path) -> None:
    if not r_has_survival():
        pytest.skip("Rscript with package survival is not installed")
    _, wrong = compare(number, seed, tmp_path)
    assert not wrong, f"{len(wrong)} differences, such as\n" + "\n".join(wrong[:5])


def test_samples_hold_the_awkward_cases() -> None:
    rng = np.random.default_rng(20241)
    curves = [kaplan_meier(*draw_sample(rng)) for _ in range(200)]
    medians = [quantile(curve, 0.5, conf_type="log", conf_level=0.95) for curve in curves]
    assert sum(median.on_plateau for median in medians) >= 10
    assert sum(curve.n_events == 0 for curve in curves) >= 10
    assert sum(curve.survival[-1] == 0 for curve in curves) >= 10
    assert sum(curve.n == 1 for curve in curves) >= 1
    assert sum(curve.time[0] == 0 for curve in curves) >= 5
    assert sum(bool(((curve.events > 0) & (curve.censored > 0)).any()) for curve in curves) >= 10

"""Median follow-up where events and censorings share a time.

`data/reverse_km_ties.csv`: samples with whole months, the median of R's survfit(Surv(t, 1 - e)) (4.2.2, survival 3.4)
and that of R's prodlim with reverse = TRUE, in which events leave before censorings.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from reanalysis.stats.kaplan_meier import kaplan_meier, quantile, reverse, reverse_as_survfit

DATA = Path(__file__).parent / "data"


def samples():
    with (DATA / "reverse_km_ties.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            times = [(float(text.rstrip("+")), 0 if text.endswith("+") else 1) for text in row["times"].split()]
            yield pytest.param(times, row["survfit_and_project"], row["prodlim_reverse"], id=row["id"])


def median(curve):
    return quantile(curve, 0.5, conf_type="log-log", conf_level=0.95).estimate


def expected(text):
    return float("nan") if text == "NA" else float(text)


@pytest.mark.parametrize(("sample", "survfit", "prodlim"), list(samples()))
def test_events_leave_before_follow_up_ends(sample, survfit, prodlim):
    times, events = [time for time, _ in sample], [event for _, event in sample]
    assert median(reverse(times, events)) == pytest.approx(expected(prodlim), nan_ok=True)
    assert median(reverse_as_survfit(times, events)) == pytest.approx(expected(survfit), nan_ok=True)
    assert survfit != prodlim


def test_survival_times_reverse_survival_is_the_share_still_under_observation():
    """S(t) G(t) = n(t) / n with events first at ties: the identity that the other order breaks."""
    rng = np.random.default_rng(3)
    for _ in range(200):
        n = int(rng.integers(1, 40))
        times, events = rng.integers(0, 12, n), (rng.random(n) < 0.5).astype(int)
        forward, follow_up = kaplan_meier(times, events), reverse(times, events)
        left = forward.n_at_risk - forward.events - forward.censored
        assert forward.survival * follow_up.survival == pytest.approx(left / n, abs=1e-12)

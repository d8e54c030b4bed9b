"""Random patients, and what the tests of curves and of their summaries share."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st

from reanalysis.stats.kaplan_meier import CONF_TYPES, KaplanMeier, kaplan_meier, quantile

Patients = list[tuple[float, int]]
QUICK = settings(derandomize=True, deadline=None, max_examples=150)
EPSILON = 1e-12

coarse_times = st.integers(0, 15).map(float)
fine_times = st.integers(0, 20_000).map(lambda days: days / 4)
patients = st.lists(st.tuples(st.one_of(coarse_times, fine_times), st.integers(0, 1)), min_size=1, max_size=40)
conf_types = st.sampled_from(CONF_TYPES)
fractions = st.sampled_from([0.1, 0.25, 0.3, 0.5, 0.7, 0.75, 0.9])


def curve_of(sample: Patients) -> KaplanMeier:
    return kaplan_meier([time for time, _ in sample], [event for _, event in sample])


def median_of(times: list[float], events: list[int], conf_type: str = "log-log"):
    return quantile(kaplan_meier(times, events), 0.5, conf_type=conf_type, conf_level=0.95)


def exact_steps(sample: Patients) -> list[tuple[float, Fraction]]:
    """Distinct times and S there in rational numbers, counted patient by patient."""
    survival, steps = Fraction(1), []
    for time in sorted({time for time, _ in sample}):
        at_risk = sum(other >= time for other, _ in sample)
        events = sum(event for other, event in sample if other == time)
        survival *= 1 - Fraction(events, at_risk)
        steps.append((time, survival))
    return steps

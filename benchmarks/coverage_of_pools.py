"""How often the limits of the random intercept contain the true rate: a grid of studies, rates and scatter.

Sets of studies of 10 to 60 patients are drawn from the model; printed is a table for docs/validation.md. It takes some
minutes. The Monte Carlo error of a cell is about 0.7 percentage points with 1,000 sets.

usage: python benchmarks/coverage_of_pools.py [SETS]
"""

from __future__ import annotations

import sys
from itertools import product

import numpy as np
from scipy.special import expit, logit

from reanalysis.stats.random_effects import random_effects
from reanalysis.stats.random_intercept import random_intercept_proportion
from reanalysis.stats.study_effects import logit_effect

STUDIES, RATES, SCATTERS = (3, 5, 10, 19), (0.05, 0.2, 0.4), (0.0, 0.5, 1.0)
LEAST = 0.93


def coverage(k: int, rate: float, tau: float, sets: int) -> tuple[float, float]:
    """Shares of sets whose limits contain the rate: random intercept, and logit REML with half a patient and z."""
    rng = np.random.default_rng([k, round(1000 * rate), round(10 * tau)])
    found = np.zeros(2)
    for _ in range(sets):
        n = rng.integers(10, 61, k)
        events = rng.binomial(n, expit(logit(rate) + tau * rng.standard_normal(k)))
        pairs = [(int(x), int(size)) for x, size in zip(events, n, strict=True)]
        exact = random_intercept_proportion([x for x, _ in pairs], [size for _, size in pairs])
        effects = [logit_effect(*pair) for pair in pairs]
        usual = random_effects([e.effect for e in effects], [e.variance for e in effects], estimator="reml")
        found += [one.conf_low <= logit(rate) <= one.conf_high for one in (exact, usual)]
    return float(found[0] / sets), float(found[1] / sets)


def main(sets: int = 1000) -> int:
    """Print the table; 1 if a cell of the random intercept lies below the least coverage."""
    print("| studies | true rate | tau | random intercept, t | logit REML, z |")
    print("|--:|--:|--:|--:|--:|")
    lowest = 1.0
    for k, rate, tau in product(STUDIES, RATES, SCATTERS):
        exact, usual = coverage(k, rate, tau, sets)
        lowest = min(lowest, exact)
        print(f"| {k} | {100 * rate:.0f}% | {tau:g} | {100 * exact:.1f}% | {100 * usual:.1f}% |", flush=True)
    return int(lowest < LEAST)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))

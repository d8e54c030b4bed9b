"""Methods that papers use and that are recognised here, never offered: too short, too small, or undefined at small
n."""

from __future__ import annotations

import math

from scipy.stats import binomtest, norm

from reanalysis.stats.intervals import Interval, validate_counts, validate_level


def wald(events: int, n: int, *, conf_level: float) -> Interval:
    """The normal interval x/n +- z sqrt(x (n - x) / n^3), clipped to [0, 1].

    Only to recognise a printed interval: its width is zero at 0 and n, and it covers far less than it says.
    """
    events, n = validate_counts(events, n)
    rate, z = events / n, norm.isf((1 - validate_level(conf_level)) / 2)
    half = z * math.sqrt(rate * (1 - rate) / n)
    return Interval(rate, max(0.0, rate - half), min(1.0, rate + half), conf_level)


def minimum_likelihood_binomial(events: int, n: int, rate: float, *, alternative: str) -> float:
    """The exact binomial p; two-sided sums all outcomes no more likely than the observed one (R's binom.test,
    scipy)."""
    events, n = validate_counts(events, n)
    return float(binomtest(events, n, rate, alternative=alternative.replace("_", "-")).pvalue)


def chi_square(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str, corrected: bool = False) -> float:
    """Pearson's chi-square test of two proportions, with Yates' correction if `corrected`; p = 1 where nobody or
    everybody had the event."""
    total, n = events_1 + events_0, n_1 + n_0
    if total in (0, n):
        return 1.0
    difference = events_1 / n_1 - events_0 / n_0
    size = max(0.0, abs(difference) - (0.5 * (1 / n_1 + 1 / n_0) if corrected else 0.0))
    z = size / math.sqrt(total / n * (1 - total / n) * (1 / n_1 + 1 / n_0))
    if alternative == "two_sided":
        return float(2 * norm.sf(z))
    return float(norm.sf(z if (difference > 0) == (alternative == "greater") else -z))


def yates(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> float:
    """Pearson's chi-square test with Yates' correction."""
    return chi_square(events_1, n_1, events_0, n_0, alternative=alternative, corrected=True)

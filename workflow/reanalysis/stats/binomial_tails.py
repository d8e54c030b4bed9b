"""Tails of the binomial distribution, exact at both ends of the rate.

From the incomplete beta function, the one whose inverse gives the Clopper-Pearson limits.
"""

from __future__ import annotations

from scipy.special import betainc


def upper_tail(events: int, n: int, rate: float) -> float:
    """P(X >= events) for X binomial: 1 at no event or less, 0 above n."""
    if events <= 0:
        return 1.0
    return float(betainc(events, n - events + 1, rate)) if events <= n else 0.0


def lower_tail(events: int, n: int, rate: float) -> float:
    """P(X <= events), from the mirrored count so that a small tail keeps its digits."""
    return upper_tail(n - events, n, 1.0 - rate)


def mid_p_upper_tail(events: int, n: int, rate: float) -> float:
    """P(X > events) + P(X = events)/2."""
    return (upper_tail(events, n, rate) + upper_tail(events + 1, n, rate)) / 2

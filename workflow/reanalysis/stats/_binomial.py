"""The binomial distribution: tails, exact at both ends of the rate, and what a count says of the log-odds.

The tails are the incomplete beta function, the one whose inverse gives the Clopper-Pearson limits.
"""

from __future__ import annotations

import math

from scipy.special import betainc, betaln


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


def log_choose(events: int, n: int) -> float:
    """Log of the number of ways to choose the events."""
    return float(-betaln(n - events + 1, events + 1) - math.log(n + 1))


def information(events: int, n: int) -> float:
    """Information on the log-odds in a count, about n p (1 - p); above 0 for every count."""
    return (events + 0.5) * (n - events + 0.5) / (n + 1)

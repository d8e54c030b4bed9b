"""Intervals of a proportion on another scale."""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy.stats import norm

from .results import Interval

UNDEFINED = "not defined where nobody or everybody has the event"


def transformed(
    events: int,
    n: int,
    conf_level: float,
    scale: Callable[[float], float],
    back: Callable[[float], float],
    slope: float,
) -> Interval:
    """Estimate plus and minus z standard errors on another scale, by the delta method; `slope` is its derivative."""
    rate, z = events / n, float(norm.isf((1 - conf_level) / 2))
    half = z * abs(slope) * math.sqrt(rate * (1 - rate) / n)
    limits = sorted((back(scale(rate) - half), back(scale(rate) + half)))
    return Interval(rate, limits[0], limits[1], conf_level)

"""Quantiles and tails of the normal distribution from the standard library alone."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

from ._validate import validate_alternative, validate_level


@lru_cache(maxsize=64)
def normal_quantile(conf_level: float) -> float:
    """Two-sided standard normal quantile, 1.96 for 0.95; ValueError unless 0 < conf_level < 1."""
    return NormalDist().inv_cdf(1.0 - (1.0 - validate_level(conf_level)) / 2.0)


def normal_p_value(z: float, alternative: str) -> float:
    """Tail of the standard normal distribution: above z for "greater", below for "less", both for "two_sided"."""
    if validate_alternative(alternative) == "two_sided":
        return math.erfc(abs(z) / math.sqrt(2.0))
    return 0.5 * math.erfc((z if alternative == "greater" else -z) / math.sqrt(2.0))

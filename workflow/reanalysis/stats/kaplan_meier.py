"""Kaplan-Meier survival, all of it under one name: curve, limits, quantiles, restricted mean.

The core is our own, as lifelines gives the wrong median where S(t) is exactly one half and limits of width zero where
S(t) is 0 or 1; R's survival package is the convention followed, and the tests compare with it.
"""

from .survival_curve import KaplanMeier, everybody_had_the_event, kaplan_meier, reverse, reverse_as_survfit
from .survival_limits import CONF_TYPES, beta_product_at, confidence_limits, survival_at
from .survival_mean import RestrictedMean, restricted_mean
from .survival_quantile import TimeQuantile, quantile

__all__ = [
    "CONF_TYPES",
    "KaplanMeier",
    "RestrictedMean",
    "TimeQuantile",
    "beta_product_at",
    "confidence_limits",
    "everybody_had_the_event",
    "kaplan_meier",
    "quantile",
    "restricted_mean",
    "reverse",
    "reverse_as_survfit",
    "survival_at",
]

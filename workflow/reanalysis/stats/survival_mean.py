"""Restricted mean survival time: the area under a Kaplan-Meier curve up to a horizon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reanalysis.stats.survival_curve import KaplanMeier
from reanalysis.stats.survival_limits import normal_quantile


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Mean of the time lived up to a horizon, with the standard error of the estimate and normal limits."""

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    conf_level: float
    tau: float


def restricted_mean(curve: KaplanMeier, tau: float, *, conf_level: float) -> RestrictedMean:
    """Area under S from 0 to `tau`.

    Parameters
    ----------
    curve : KaplanMeier
    tau : float
        Horizon in the unit of the curve, above 0 and not after the last observation.
    conf_level : float
        Two-sided level.

    Returns
    -------
    RestrictedMean

    Raises
    ------
    ValueError
        tau not above 0, or beyond the last observation; conf_level not between 0 and 1.

    Notes
    -----
    The variance is the estimator's own: the sum over event times of (area still to come)^2 d / (n (n - d)), in which
    an event time with n = d has no area to come. It is not the variance of the restricted time itself.
    Limits are estimate plus or minus z standard errors, cut at 0. No event up to tau: tau with standard error 0.
    One patient with an event at tau: tau with standard error 0. All events at time 0: there is no tau to choose.

    References
    ----------
    Klein JP, Moeschberger ML (2003), Survival analysis, 2nd ed., section 4.5. R's survmean gives the same.
    """
    z = normal_quantile(conf_level)
    if not tau > 0.0:
        raise ValueError(f"tau must be above 0, not {tau}")
    if tau > curve.last_time:
        raise ValueError(f"tau {tau:g} lies beyond the last observation, {curve.last_time:g}")
    steps = int(curve.time.searchsorted(tau))
    edges = np.concatenate(([0.0], curve.time[:steps], [tau]))
    heights = np.concatenate(([1.0], curve.survival[:steps]))
    areas = heights * np.diff(edges)
    estimate = float(areas.sum())
    to_come = areas[1:][::-1].cumsum()[::-1]
    n, d = curve.n_at_risk[:steps], curve.events[:steps]
    # S can only be 0 at the last time, which is never before tau, so n > d in all of these
    std_error = float(np.sqrt((to_come**2 * d / (n * (n - d))).sum()))
    half = z * std_error
    return RestrictedMean(estimate, std_error, max(estimate - half, 0.0), estimate + half, conf_level, float(tau))

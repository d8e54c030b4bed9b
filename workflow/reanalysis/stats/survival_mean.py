"""Restricted mean survival time: the area under a Kaplan-Meier curve up to a horizon."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ._normal import normal_p_value, normal_quantile
from ._validate import validate_alternative
from .survival_curve import KaplanMeier, everybody_had_the_event

BELOW_0 = "the lower limit is cut at 0"
BEYOND = "the upper limit is cut at the horizon, which no mean exceeds"
CUT = "limits are cut at the horizon"
UNKNOWN = "degenerate: a group without an event before the horizon has no standard error, so no limits and no p"


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Mean of the time lived up to a horizon, with the standard error of the estimate and normal limits.

    The note is "degenerate" (standard error 0), says which limit was cut, or is empty.
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    conf_level: float
    tau: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class RestrictedMeanDifference:
    """Restricted mean of one curve minus that of another, with normal limits.

    Limits and p are nan, with the reason in the note, where a group has a standard error of 0.
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    conf_level: float
    tau: float
    p_value: float
    alternative: str
    note: str = ""


def restricted_mean(curve: KaplanMeier, tau: float, *, conf_level: float) -> RestrictedMean:
    """Area under S from 0 to `tau`.

    Parameters
    ----------
    curve : KaplanMeier
    tau : float
        Horizon in the unit of the curve, above 0 and not after the last observation, unless everybody had the event.
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
    Limits are estimate plus or minus z standard errors, as in R and survRM2, cut at 0 and at tau, between which every
    mean lies: the note says so. No event up to tau: tau with standard error 0. One patient with an event at tau: tau
    with standard error 0. After the event of the last patient S is 0, and the mean stays as it is.

    References
    ----------
    Klein JP, Moeschberger ML (2003), Survival analysis, 2nd ed., section 4.5. R's survmean gives the same.

    Examples
    --------
    >>> curve = kaplan_meier([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1])
    >>> found = restricted_mean(curve, 20, conf_level=0.95)
    >>> round(found.estimate, 3), round(found.std_error, 3)
    (14.167, 2.521)
    """
    z = normal_quantile(conf_level)
    if not tau > 0.0:
        raise ValueError(f"tau must be above 0, not {tau}")
    if tau > curve.last_time and not everybody_had_the_event(curve):
        raise ValueError(f"tau {tau:g} lies beyond the last observation, {curve.last_time:g}")
    steps = int(curve.time.searchsorted(tau))
    edges = np.concatenate(([0.0], curve.time[:steps], [tau]))
    heights = np.concatenate(([1.0], curve.survival[:steps]))
    areas = heights * np.diff(edges)
    estimate = float(areas.sum())
    to_come = areas[1:][::-1].cumsum()[::-1]
    n, d = curve.n_at_risk[:steps], curve.events[:steps]
    left = np.maximum(n - d, 1)  # where nobody is left there is no area to come either
    std_error = float(np.sqrt((to_come**2 * d / (n * left)).sum()))
    low, high = estimate - z * std_error, estimate + z * std_error
    beyond = [text for text, holds in ((BELOW_0, low < 0.0), (BEYOND, high > tau)) if holds]
    note = "; ".join(beyond) if std_error > 0.0 else "degenerate"
    return RestrictedMean(estimate, std_error, max(low, 0.0), min(high, float(tau)), conf_level, float(tau), note)


def restricted_mean_difference(
    curve: KaplanMeier, against: KaplanMeier, tau: float, *, conf_level: float, alternative: str
) -> RestrictedMeanDifference:
    """Difference of the areas under two independent curves from 0 to the same `tau`.

    Parameters
    ----------
    curve, against : KaplanMeier
        In the same unit; the difference is the first minus the second.
    tau : float
        Horizon in that unit, above 0 and not after the last observation of either curve, unless everybody in it had
        the event.
    conf_level : float
        Two-sided level of the limits, whatever the alternative.
    alternative : {"two_sided", "greater", "less"}
        "greater": the first curve has the longer mean.

    Returns
    -------
    RestrictedMeanDifference

    Raises
    ------
    ValueError
        tau not above 0, or beyond the last observation of a curve; level or alternative out of range.

    Notes
    -----
    The variance is the sum of the two variances of `restricted_mean`; limits and p are normal, the limits cut at -tau
    and tau. A group without an event before tau has a standard error of 0 and is not known exactly for that: as
    nothing is known of its uncertainty, there are no limits and no p.

    References
    ----------
    Royston P, Parmar MKB (2013). BMC Med Res Methodol 13:152, doi:10.1186/1471-2288-13-152. Uno H et al. (2014). J Clin
    Oncol 32:2380-2385, doi:10.1200/JCO.2014.55.2208 (R's survRM2 gives the same).

    Examples
    --------
    >>> curve = kaplan_meier([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1])
    >>> other = kaplan_meier([3, 4, 9, 21], [1, 1, 1, 0])
    >>> found = restricted_mean_difference(curve, other, 20, conf_level=0.95, alternative="two_sided")
    >>> round(found.estimate, 3), round(found.p_value, 3)
    (5.167, 0.22)
    """
    first = restricted_mean(curve, tau, conf_level=conf_level)
    second = restricted_mean(against, tau, conf_level=conf_level)
    estimate = first.estimate - second.estimate
    validate_alternative(alternative)
    if not (first.std_error and second.std_error):
        return RestrictedMeanDifference(
            estimate, math.nan, math.nan, math.nan, conf_level, float(tau), math.nan, alternative, UNKNOWN
        )
    std_error = math.hypot(first.std_error, second.std_error)
    half = normal_quantile(conf_level) * std_error
    low, high = max(estimate - half, -float(tau)), min(estimate + half, float(tau))
    p_value = normal_p_value(estimate / std_error, alternative)
    note = CUT if estimate - half < -tau or estimate + half > tau else ""
    return RestrictedMeanDifference(estimate, std_error, low, high, conf_level, float(tau), p_value, alternative, note)

"""Effects of single groups from what is printed of their times: survival at a time, and medians.

Survival is pooled as log(-log S), where limits of a curve are near normal and stay between 0 and 1; a median as its
logarithm.

References
----------
Peto R et al. (1977) Br J Cancer 35:1-39, doi:10.1038/bjc.1977.1: the variance from the patients at risk. McGrath S,
Zhao X, Qin ZZ, Steele R, Benedetti A (2019) Stat Med 38:969-984, doi:10.1002/sim.8013: the median of medians.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

from scipy.special import bdtr

from ._normal import normal_quantile
from ._validate import validate_level
from .results import Interval
from .study_effects import StudyEffect, survival_effect

SCALES = ("plain", "log", "log-log")


def survival_from_limits(survival: float, conf_low: float, conf_high: float, *, conf_level: float) -> StudyEffect:
    """log(-log S) of a survival probability, with the variance that its printed limits imply.

    Parameters
    ----------
    survival, conf_low, conf_high : float
        As printed, as fractions.
    conf_level : float
        Level of the printed limits.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        Unless survival lies strictly between 0 and 1 and within its limits, the limits within 0 and 1 and different.

    Notes
    -----
    Limits are made on one of three scales (plain, logarithm, log-log): the one on which the survival lies nearest to
    the middle of its limits is taken, and its width gives the standard error. A limit at 0 or 1 was cut off there,
    or says nothing: the half of the other limit alone is used.

    Examples
    --------
    >>> found = survival_from_limits(0.6, 0.43, 0.74, conf_level=0.95)
    >>> round(found.effect, 4), round(found.variance, 4)
    (-0.6717, 0.0691)
    """
    if not 0 < survival < 1 or not 0 <= conf_low <= survival <= conf_high <= 1 or conf_low == conf_high:
        raise ValueError("survival must lie strictly between 0 and 1, within limits that differ")
    z = normal_quantile(validate_level(conf_level))
    inside = (0 < conf_low < survival, survival < conf_high < 1)
    if not any(inside):
        raise ValueError("limits at 0 and 1, or at the survival itself, give no standard error")
    if all(inside):
        scale = min(SCALES, key=lambda name: abs(_middle(name, conf_low, conf_high) - survival))
        width = abs(_scaled(scale, conf_high) - _scaled(scale, conf_low)) / 2
    else:
        scale = "log-log"
        width = abs(_scaled(scale, conf_low if inside[0] else conf_high) - _scaled(scale, survival))
    slope = {"plain": 1.0, "log": survival, "log-log": survival * abs(math.log(survival))}[scale]
    return survival_effect(survival, std_error=width / z * slope)


def survival_from_at_risk(survival: float, n_at_risk: int) -> StudyEffect:
    """log(-log S) of a survival probability, with the variance that the patients still at risk imply.

    Parameters
    ----------
    survival : float
        Strictly between 0 and 1.
    n_at_risk : int
        Patients at risk at that time, 1 or more.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        Otherwise.

    Notes
    -----
    The standard error is S sqrt((1 - S) / patients at risk), as if everybody censored had been so at the start: it is
    rather too large than too small. Without censoring, S n patients are at risk, and it is the binomial one.

    Examples
    --------
    >>> round(survival_from_at_risk(0.6, 18).variance, 4)
    0.0852
    """
    if n_at_risk < 1:
        raise ValueError(f"patients at risk must be 1 or more, not {n_at_risk}")
    if not 0 < survival < 1:
        raise ValueError("survival must lie strictly between 0 and 1")
    return survival_effect(survival, std_error=survival * math.sqrt((1 - survival) / n_at_risk))


def median_from_limits(value: float, conf_low: float, conf_high: float, *, conf_level: float) -> StudyEffect:
    """Logarithm of a median, with the variance that its printed limits imply.

    Parameters
    ----------
    value, conf_low, conf_high : float
        As printed, in one unit; an upper limit of inf was not reached, and the lower half alone is used.
    conf_level : float
        Level of the printed limits.

    Returns
    -------
    StudyEffect

    Raises
    ------
    ValueError
        Unless 0 < low < value <= high.

    Examples
    --------
    >>> found = median_from_limits(10.0, 7.0, 15.0, conf_level=0.95)
    >>> round(found.effect, 4), round(found.variance, 4)
    (2.3026, 0.0378)
    """
    if not 0 < conf_low < value <= conf_high:
        raise ValueError("a median must lie within its limits, the lower one above 0 and below it")
    z = normal_quantile(validate_level(conf_level))
    above, below = (math.log(conf_high), 2) if math.isfinite(conf_high) else (math.log(value), 1)
    return StudyEffect(math.log(value), ((above - math.log(conf_low)) / (below * z)) ** 2)


def median_from_events(value: float, events: int) -> StudyEffect:
    """Logarithm of a median, with the variance that it has where the hazard is constant.

    Parameters
    ----------
    value : float
        Above 0.
    events : int
        Events behind it, 1 or more.

    Returns
    -------
    StudyEffect
        Variance 1 / (events ln(2)^2), that of a Kaplan-Meier median of exponential times.

    Raises
    ------
    ValueError
        Otherwise.

    Examples
    --------
    >>> round(median_from_events(10.0, 20).variance, 4)
    0.1041
    """
    if not 0 < value < math.inf or events < 1:
        raise ValueError("a median must be above 0 and finite, and have one event or more")
    return StudyEffect(math.log(value), 1 / (events * math.log(2) ** 2))


def median_of_medians(values: Sequence[float], *, conf_level: float = 0.95) -> Interval:
    """The median of the studies' medians, with limits by the sign test: no distribution and no standard error needed.

    Parameters
    ----------
    values : sequence of float
        One median for each study, one or more.
    conf_level : float
        Two-sided level at least.

    Returns
    -------
    Interval
        Limits are medians of studies; with too few studies (five or fewer at 95%) there are none at that level: 0 and
        inf.

    Raises
    ------
    ValueError
        For no study, or a level outside (0, 1).

    Examples
    --------
    >>> found = median_of_medians([8.0, 11.0, 9.5, 14.0, 7.0, 10.0, 12.0])
    >>> found.estimate, found.conf_low, found.conf_high
    (10.0, 7.0, 14.0)
    """
    if not values:
        raise ValueError("no study")
    tail = (1 - validate_level(conf_level)) / 2
    ordered, k = sorted(float(value) for value in values), len(values)
    below = sum(float(bdtr(count, k, 0.5)) <= tail for count in range(k))
    low, high = (ordered[below - 1], ordered[k - below]) if below else (0.0, math.inf)
    return Interval(float(median(ordered)), low, high, conf_level, "" if below else "too few studies for limits")


def _scaled(scale: str, value: float) -> float:
    if scale == "plain":
        return value
    return math.log(value) if scale == "log" else math.log(-math.log(value))


def _middle(scale: str, low: float, high: float) -> float:
    middle = (_scaled(scale, low) + _scaled(scale, high)) / 2
    if scale == "plain":
        return middle
    return math.exp(middle) if scale == "log" else math.exp(-math.exp(middle))

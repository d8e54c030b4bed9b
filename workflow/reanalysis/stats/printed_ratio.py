"""An interval from a printed effect and its p-value, a p-value from a printed interval, and O - E with its variance.

All rest on a normal statistic: the effect (the logarithm of a ratio) over its standard error. A printed p of another
kind of test gives an approximation, and whatever comes from here is marked as derived from p.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtri

from ._normal import normal_p_value, normal_quantile
from ._validate import validate_alternative, validate_level


@dataclass(frozen=True, slots=True)
class PrintedEffect:
    """A printed effect with what its p-value or its limits imply.

    Attributes
    ----------
    estimate : float
        As printed.
    conf_low, conf_high, conf_level : float
    p_value : float
        Two-sided.
    std_error : float
        Of the effect, for a ratio of its logarithm.
    observed_minus_expected, variance : float
        O - E and V of a hazard ratio: V = 1 / std_error^2, O - E = V log(ratio). nan for a difference.
    """

    estimate: float
    conf_low: float
    conf_high: float
    conf_level: float
    p_value: float
    std_error: float
    observed_minus_expected: float = math.nan
    variance: float = math.nan


def from_p(
    estimate: float, p_value: float, *, conf_level: float, ratio: bool = True, alternative: str = "two_sided"
) -> PrintedEffect:
    """Limits of an effect from its p-value.

    Parameters
    ----------
    estimate : float
        A ratio above 0, or a difference.
    p_value : float
        As printed, of the alternative; strictly between 0 and 1.
    conf_level : float
        Two-sided level of the limits.
    ratio : bool
        Whether the effect is a ratio.
    alternative : {"two_sided", "greater", "less"}
        Of the effect: "less" is a ratio below 1.

    Returns
    -------
    PrintedEffect

    Raises
    ------
    ValueError
        A ratio not above 0; no effect (1, or 0), which has no standard error; p or level out of range; a one-sided
        p that speaks against its own alternative.

    Notes
    -----
    std_error = |effect| / z with z the normal quantile of p. Altman and Bland use an approximation of that quantile,
    which is exact here. With a rounded estimate near 1 the limits are as uncertain as its last digit.

    References
    ----------
    Altman DG, Bland JM (2011) BMJ 343:d2090, doi:10.1136/bmj.d2090. Tierney JF et al. (2007) Trials 8:16,
    doi:10.1186/1745-6215-8-16.

    Examples
    --------
    >>> found = from_p(0.6, 0.02, conf_level=0.95)
    >>> round(found.conf_low, 3), round(found.conf_high, 3)
    (0.39, 0.923)
    """
    effect = _effect(estimate, ratio)
    if not 0.0 < p_value < 1.0:
        raise ValueError(f"p must lie strictly between 0 and 1, not {p_value!r}")
    if effect == 0.0:
        raise ValueError("no effect: a p-value says nothing of its standard error")
    if validate_alternative(alternative) == "two_sided":
        z = -float(ndtri(p_value / 2.0))
    else:
        z = -float(ndtri(p_value)) * (1.0 if alternative == "greater" else -1.0) * math.copysign(1.0, effect)
    if z <= 0.0:
        raise ValueError("the one-sided p speaks against its own alternative")
    return _printed(estimate, effect, abs(effect) / z, conf_level, ratio)


def from_limits(
    estimate: float | None, conf_low: float, conf_high: float, *, conf_level: float, ratio: bool = True
) -> PrintedEffect:
    """The two-sided p-value of an effect from its limits.

    Parameters
    ----------
    estimate : float or None
        A ratio above 0, or a difference; None takes the middle of the limits (of their logarithms for a ratio).
    conf_low, conf_high : float
        In order, different; above 0 for a ratio.
    conf_level : float
        Their two-sided level.
    ratio : bool

    Returns
    -------
    PrintedEffect
        Limits as printed.

    Raises
    ------
    ValueError
        A ratio or limit not above 0, limits not in order or without width, level out of range.

    Notes
    -----
    The standard error is the width over 2 z. An estimate far from the middle of its limits speaks against normal
    limits, and then against this p as well.

    References
    ----------
    Altman DG, Bland JM (2011) BMJ 343:d2304, doi:10.1136/bmj.d2304. Tierney JF et al. (2007) Trials 8:16,
    doi:10.1186/1745-6215-8-16.

    Examples
    --------
    >>> round(from_limits(0.6, 0.39, 0.92, conf_level=0.95).p_value, 4)
    0.0196
    """
    low, high = _effect(conf_low, ratio), _effect(conf_high, ratio)
    if not low < high:
        raise ValueError(f"limits must be in order and different, not {conf_low!r} and {conf_high!r}")
    std_error = (high - low) / (2.0 * normal_quantile(validate_level(conf_level)))
    effect = (low + high) / 2.0 if estimate is None else _effect(estimate, ratio)
    value = estimate if estimate is not None else (math.exp(effect) if ratio else effect)
    printed = _printed(value, effect, std_error, conf_level, ratio)
    return PrintedEffect(
        printed.estimate, float(conf_low), float(conf_high), conf_level, printed.p_value, std_error,
        printed.observed_minus_expected, printed.variance,
    )  # fmt: skip


def from_observed_minus_expected(
    observed_minus_expected: float, variance: float, *, conf_level: float
) -> PrintedEffect:
    """Hazard ratio of Peto's one-step estimate, exp((O - E) / V), with its limits and p.

    Parameters
    ----------
    observed_minus_expected : float
    variance : float
        Above 0 and finite.
    conf_level : float
        Two-sided level.

    Returns
    -------
    PrintedEffect

    Raises
    ------
    ValueError
        variance not above 0 or not finite, O - E not finite, level out of range.

    References
    ----------
    Tierney JF et al. (2007) Trials 8:16, doi:10.1186/1745-6215-8-16.

    Examples
    --------
    >>> found = from_observed_minus_expected(-10.2, 20.0, conf_level=0.95)
    >>> round(found.estimate, 3), round(found.p_value, 4)
    (0.6, 0.0226)
    """
    if not 0.0 < variance < math.inf or not math.isfinite(observed_minus_expected):
        raise ValueError(f"O - E and V must be finite, V above 0, not {observed_minus_expected!r} and {variance!r}")
    effect = observed_minus_expected / variance
    return _printed(math.exp(effect), effect, 1.0 / math.sqrt(variance), conf_level, True)


def inverted(printed: PrintedEffect) -> PrintedEffect:
    """The same ratio of the other group over this one.

    Parameters
    ----------
    printed : PrintedEffect
        Of a ratio.

    Returns
    -------
    PrintedEffect

    Examples
    --------
    >>> found = inverted(from_limits(0.6, 0.39, 0.92, conf_level=0.95))
    >>> round(found.estimate, 3), round(found.conf_low, 3)
    (1.667, 1.087)
    """
    return PrintedEffect(
        1.0 / printed.estimate, 1.0 / printed.conf_high, 1.0 / printed.conf_low, printed.conf_level,
        printed.p_value, printed.std_error, -printed.observed_minus_expected, printed.variance,
    )  # fmt: skip


def least_std_error(events: int) -> float:
    """The smallest standard error that a log hazard ratio of two groups can have with so many events in all.

    Parameters
    ----------
    events : int
        Of both groups together, 1 or more.

    Returns
    -------
    float
        2 / sqrt(events), reached with equal groups and no effect.

    Raises
    ------
    ValueError
        events below 1.

    Examples
    --------
    >>> round(least_std_error(25), 3)
    0.4
    """
    if events < 1:
        raise ValueError(f"events must be at least 1, not {events}")
    return 2.0 / math.sqrt(events)


def _effect(value: float, ratio: bool) -> float:
    if ratio:
        if not 0.0 < value < math.inf:
            raise ValueError(f"a ratio and its limits must be above 0 and finite, not {value!r}")
        return math.log(value)
    if not math.isfinite(value):
        raise ValueError(f"a difference and its limits must be finite, not {value!r}")
    return float(value)


def _printed(estimate: float, effect: float, std_error: float, conf_level: float, ratio: bool) -> PrintedEffect:
    half = normal_quantile(validate_level(conf_level)) * std_error
    low, high = effect - half, effect + half
    if ratio:
        low, high = math.exp(low), math.exp(high)
    p_value = normal_p_value(effect / std_error, "two_sided")
    variance = 1.0 / std_error**2 if ratio else math.nan
    return PrintedEffect(float(estimate), low, high, conf_level, p_value, std_error, effect * variance, variance)

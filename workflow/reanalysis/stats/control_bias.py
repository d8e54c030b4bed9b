"""How far an external control may be off before a conclusion against it is lost: drift, scatter between trials, and
what an unmeasured confounder would need.

All three take the numbers of one comparison and say at which bias its interval would just touch no difference. None
says how large the bias is.
"""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import betainc, expit, logit

from ._binomial import upper_tail
from ._validate import validate_alpha, validate_alternative, validate_counts, validate_rate
from .binomial_test import tipping_rate

#: Standard deviations between trials (log-odds) beyond which no root is looked for: odds that differ 150-fold are usual
#: there.
LARGEST_SD = 5.0
_REACH = 9.0  # standard deviations; what lies beyond is below 1e-18


def round_inwards(value: float, decimals: int, *, side: int) -> float:
    """A bound rounded so that it never promises more than it holds.

    Parameters
    ----------
    value : float
    decimals : int
        Digits after the point that stay.
    side : {1, -1}
        1 where the conclusion holds below the value (rounded down), -1 where it holds above (rounded up).

    Returns
    -------
    float

    Notes
    -----
    31.297 with one decimal is 31.2 on side 1 and 31.3 on side -1. A value that has no more digits stays.

    Examples
    --------
    >>> round_inwards(31.297, 1, side=1), round_inwards(31.297, 1, side=-1)
    (31.2, 31.3)
    """
    exponent = Decimal(1).scaleb(-decimals)
    rounding = ROUND_FLOOR if side > 0 else ROUND_CEILING
    return float(Decimal(repr(float(value))).quantize(exponent, rounding=rounding))


def tipping_drift(events: int, n: int, rate: float, *, alpha: float, alternative: str) -> float:
    """By how much the control's rate may differ from the one given before the exact test against it is lost.

    Parameters
    ----------
    events, n : int
        Patients with the event and patients in all, treated.
    rate : float
        The control's rate, taken as known.
    alpha : float
        One-sided level.
    alternative : {"greater", "less"}
        The side of the conclusion.

    Returns
    -------
    float
        Difference of two rates, above 0 where the conclusion holds at the rate given, 0 or below where it does not.

    Raises
    ------
    ValueError
        Counts, rate, alpha or alternative out of range.

    Notes
    -----
    The tipping rate less the rate ("less": the rate less the tipping rate). No event and "greater": minus the rate.

    References
    ----------
    The tipping rate is the one-sided limit of Clopper CJ, Pearson ES (1934) Biometrika 26:404-413,
    doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> round(tipping_drift(15, 30, 0.25, alpha=0.025, alternative="greater"), 4)
    0.063
    """
    turns = tipping_rate(events, n, alpha=alpha, alternative=alternative)
    return turns - validate_rate(rate) if alternative == "greater" else validate_rate(rate) - turns


def tail_with_scatter(events: int, n: int, rate: float, *, sd: float, alternative: str) -> float:
    """One-sided p of a count against a rate that varies between trials.

    Parameters
    ----------
    events, n : int
        Patients with the event and patients in all.
    rate : float
        The rate of the typical trial (the median over trials), 0 and 1 included.
    sd : float
        Standard deviation between trials on the log-odds, 0 or more.
    alternative : {"greater", "less"}

    Returns
    -------
    float
        P(at least, or at most, so many events) for a trial whose log-odds are normal about those of the rate.

    Raises
    ------
    ValueError
        Counts, rate or alternative out of range; sd negative or not finite.

    Notes
    -----
    sd = 0 is the exact binomial tail. A rate of 0 or 1 has no scatter. The integral is a plain sum over an even grid,
    which is exact to rounding for such functions once the grid resolves them: ten points in a standard deviation of
    the observed log-odds.

    Examples
    --------
    >>> round(tail_with_scatter(15, 30, 0.25, sd=0.5, alternative="greater"), 4)
    0.0479
    """
    events, n = validate_counts(events, n)
    rate = validate_rate(rate)
    validate_alternative(alternative, ("greater", "less"))
    if not 0.0 <= sd < math.inf:
        raise ValueError(f"sd must be finite and not negative, not {sd!r}")
    if alternative == "less":
        return tail_with_scatter(n - events, n, 1.0 - rate, sd=sd, alternative="greater")
    if sd == 0.0 or rate in (0.0, 1.0):
        return upper_tail(events, n, rate)
    step = min(0.1, 0.2 / (sd * math.sqrt(n)))
    deviate = step * np.arange(-math.ceil(_REACH / step), math.ceil(_REACH / step) + 1)
    density = np.exp(-0.5 * deviate**2)
    tails = _upper_tails(events, n, expit(logit(rate) + sd * deviate))
    return float(density @ tails / density.sum())


def tipping_sd(events: int, n: int, rate: float, *, alpha: float, alternative: str) -> float | None:
    """Standard deviation between trials at which the count no longer differs from the control's rate.

    Parameters
    ----------
    events, n : int
        Patients with the event and patients in all, treated.
    rate : float
        The rate of the typical control, strictly between 0 and 1.
    alpha : float
        One-sided level.
    alternative : {"greater", "less"}

    Returns
    -------
    float or None
        On the log-odds. 0 where the conclusion does not hold without scatter either; None where it holds up to
        `LARGEST_SD`.

    Raises
    ------
    ValueError
        Counts, alpha or alternative out of range; a rate of 0 or 1, which has no log-odds.

    Notes
    -----
    The root of `tail_with_scatter` = alpha; the tail grows with the standard deviation where it is below one half.

    Examples
    --------
    >>> round(tipping_sd(15, 30, 0.25, alpha=0.025, alternative="greater"), 3)
    0.378
    """
    alpha = validate_alpha(alpha)
    if validate_rate(rate) in (0.0, 1.0):
        raise ValueError(f"rate must lie strictly between 0 and 1, not {rate!r}")

    def excess(sd: float) -> float:
        return tail_with_scatter(events, n, rate, sd=sd, alternative=alternative) - alpha

    if excess(0.0) >= 0.0:
        return 0.0
    if excess(LARGEST_SD) < 0.0:
        return None
    return float(brentq(excess, 0.0, LARGEST_SD, xtol=1e-12))


def e_value(ratio: float) -> float:
    """E-value of a risk ratio: how strongly a confounder must be tied to group and outcome, at least, to explain it.

    Parameters
    ----------
    ratio : float
        A risk ratio, 0 or more; or one of its limits.

    Returns
    -------
    float
        A risk ratio, 1 or more; inf for a ratio of 0 or inf.

    Raises
    ------
    ValueError
        A ratio that is negative or missing.

    Notes
    -----
    RR + sqrt(RR (RR - 1)), of the inverse below 1. A ratio of 1 has the E-value 1. A hazard ratio may take the place
    of a risk ratio where few have the event; elsewhere `risk_ratio_of_hazards` comes first.

    References
    ----------
    VanderWeele TJ, Ding P (2017) Ann Intern Med 167:268-274, doi:10.7326/M16-2607.

    Examples
    --------
    >>> round(e_value(2.0), 3)
    3.414
    """
    if not ratio >= 0.0:
        raise ValueError(f"a ratio must not be negative or missing, not {ratio!r}")
    if ratio in (0.0, math.inf):
        return math.inf
    above = max(ratio, 1.0 / ratio)
    return above + math.sqrt(above * (above - 1.0))


def e_value_of_limit(low: float, high: float) -> float:
    """E-value of the limit that is nearer to 1; 1 where the interval holds 1.

    Parameters
    ----------
    low, high : float
        Limits of a risk ratio.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Limits negative, missing or in the wrong order.

    Examples
    --------
    >>> round(e_value_of_limit(1.25, 3.0), 3)
    1.809
    """
    if not 0.0 <= low <= high:
        raise ValueError(f"limits must be in order and not negative, not {low!r} and {high!r}")
    return 1.0 if low <= 1.0 <= high else e_value(low if low > 1.0 else high)


def risk_ratio_of_hazards(hazard_ratio: float) -> float:
    """Risk ratio that a hazard ratio stands for where the event is common (more than about 15% of patients).

    Parameters
    ----------
    hazard_ratio : float
        Above 0 and finite.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        A ratio not above 0 or not finite.

    References
    ----------
    VanderWeele TJ, Ding P (2017) Ann Intern Med 167:268-274, doi:10.7326/M16-2607, table 2.

    Examples
    --------
    >>> round(risk_ratio_of_hazards(0.6), 4)
    0.7026
    """
    if not 0.0 < hazard_ratio < math.inf:
        raise ValueError(f"a hazard ratio must be above 0 and finite, not {hazard_ratio!r}")
    root = math.sqrt(hazard_ratio)
    ratio: float = (1.0 - 0.5**root) / (1.0 - 0.5 ** (1.0 / root))
    return ratio


def _upper_tails(events: int, n: int, rates: NDArray[np.float64]) -> NDArray[np.float64]:
    if events == 0:
        return np.ones_like(rates)
    return betainc(events, n - events + 1, rates)

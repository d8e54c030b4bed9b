"""Median and other quantiles of a Kaplan-Meier curve, by the rules of R's quantile.survfit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .survival_curve import KaplanMeier, exact_survival
from .survival_limits import confidence_limits

#: R's tolerance for a limit that runs exactly at the level asked for.
LEVEL_TOLERANCE = float(np.sqrt(np.finfo(float).eps))
_EPSILON = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class TimeQuantile:
    """The time by which a fraction of the patients have had the event.

    Attributes
    ----------
    estimate : float
        The middle of the plateau if S runs exactly at 1 - fraction until another event, its left end if no event
        follows, otherwise the first time below; nan if not reached.
    conf_low, conf_high : float
        nan where R has NA: the limit is not reached.
    conf_level : float
    first_at_or_below : float
        The other rule for a plateau, its left end: the first time with S at or below 1 - fraction; nan if not reached.
    on_plateau : bool
        Whether S runs exactly at 1 - fraction.
    stays : bool
        Whether it stays there to the end: no event follows the plateau, which has no middle then.
    middle_to_last : float
        The middle of the plateau up to the next event or else the last censoring, as R's quantile(survfit) gives it;
        the estimate where there is no plateau.
    n_at_risk : int
        Patients at risk at the estimate (just before first_at_or_below); 0 if not reached.
    """

    estimate: float
    conf_low: float
    conf_high: float
    conf_level: float
    first_at_or_below: float
    on_plateau: bool
    stays: bool = False
    middle_to_last: float = math.nan
    n_at_risk: int = 0


def quantile(curve: KaplanMeier, fraction: float, *, conf_type: str, conf_level: float) -> TimeQuantile:
    """Time by which `fraction` of the patients have had the event; 0.5 is the median.

    Parameters
    ----------
    curve : KaplanMeier
    fraction : float
        Between 0 and 1, read as the decimal that is written: 0.9 is nine tenths.
    conf_type, conf_level
        As in `survival_limits.confidence_limits`.

    Returns
    -------
    TimeQuantile

    Raises
    ------
    ValueError
        fraction not between 0 and 1, unknown conf_type, or conf_level not between 0 and 1.

    Notes
    -----
    Whether S equals 1 - fraction is decided in integers, as rounding would make the median of an even number of
    patients a matter of luck. A plateau ends at the next event. Where none follows, nothing tells its end: the last
    time of follow-up is no event, and a middle up to there would move with it. The estimate is then the left end, as
    R's print(survfit) and summary table have it; quantile(fit, p) takes the middle up to the last censoring.
    The limits are the times at which the limits of S cross 1 - fraction (Brookmeyer and Crowley 1982), read off in
    R's way; at levels near 1 a lower limit of S can rise again, and R then gives a lower limit above the estimate (15
    for the estimate 4 of the times 4, 15 and 29 at 0.99999): there it is the first time at or below 1 - fraction.
    No event, all censored, or a curve that stays above: all nan. One patient with an event: that time, limits nan.
    All events at time 0: estimate 0.

    References
    ----------
    Brookmeyer R, Crowley J (1982). Biometrics 38:29-41, doi:10.2307/2530286. Therneau TM, R package survival,
    quantile.survfit.

    Examples
    --------
    >>> curve = kaplan_meier([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1])
    >>> found = quantile(curve, 0.5, conf_type="log-log", conf_level=0.95)
    >>> found.estimate, found.first_at_or_below, found.conf_low, found.conf_high
    (18.5, 12.0, 5.0, nan)
    """
    if not 0.0 < fraction < 1.0:
        raise ValueError(f"fraction must lie between 0 and 1, not {fraction}")
    lower, upper = confidence_limits(curve, conf_type=conf_type, conf_level=conf_level)
    first, beyond = _crossing(curve, fraction)
    on_plateau = beyond > first
    reached = first < curve.time.size
    start = float(curve.time[first]) if reached else math.nan
    end = start
    stays = on_plateau and beyond == curve.time.size
    if on_plateau:
        end = curve.last_time if stays else float(curve.time[beyond])
    middle = (start + end) / 2.0
    conf_low = _limit_crossing(curve.time, lower, fraction)
    if conf_low > start:
        conf_low = float(curve.time[int((lower <= 1.0 - fraction).argmax())])
    return TimeQuantile(
        estimate=start if stays else middle,
        conf_low=conf_low,
        conf_high=_limit_crossing(curve.time, upper, fraction),
        conf_level=conf_level,
        first_at_or_below=start,
        on_plateau=on_plateau,
        stays=stays,
        middle_to_last=middle,
        n_at_risk=int(curve.n_at_risk[first]) if reached else 0,
    )


def _crossing(curve: KaplanMeier, fraction: float) -> tuple[int, int]:
    """Indices of the first S <= 1 - fraction and of the first S < 1 - fraction; the length of the curve if none."""
    falling = -curve.survival
    level = 1.0 - fraction
    # S is a product of k rounded ratios, so it is off by less than 2 (k + 1) units in the last place; two values of S
    # that differ are further apart than that, and only a value this near to the level needs the exact comparison
    doubt = 2.0 * (falling.size + 1) * _EPSILON
    first = int(falling.searchsorted(-level - doubt))
    beyond = int(falling.searchsorted(-level + doubt, side="right"))
    if first == beyond:
        return first, first
    numerator, denominator = exact_survival(curve, first)
    exact = _exact_level(fraction)
    difference = numerator * exact.denominator - exact.numerator * denominator
    if difference == 0:
        return first, beyond
    return (beyond, beyond) if difference > 0 else (first, first)


@lru_cache(maxsize=64)
def _exact_level(fraction: float) -> Fraction:
    return 1 - Fraction(repr(float(fraction)))


def _limit_crossing(time: NDArray[np.float64], limit: NDArray[np.float64], fraction: float) -> float:
    """Time at which a limit of S reaches 1 - fraction, nan if it does not.

    Limits need not fall monotonically and may be missing. R takes, of all heights at or below the level, the nearest
    to it, at the first time it is taken.
    """
    fallen = 1.0 - limit
    at = _nearest(fallen, fraction - LEVEL_TOLERANCE)
    if at < 0:
        return math.nan
    if fallen[at] >= fraction + LEVEL_TOLERANCE:
        return float(time[at])
    below = _nearest(fallen, fraction + LEVEL_TOLERANCE)
    if abs(_last_new_value(fallen) - fraction) < LEVEL_TOLERANCE:
        return float(time[at] + time[-1]) / 2.0
    return float(time[at] + time[below]) / 2.0 if below >= 0 else math.nan


def _nearest(fallen: NDArray[np.float64], least: float) -> int:
    """First index of the smallest value that is at least `least`, -1 if there is none; nan is never taken."""
    eligible = np.where(fallen >= least, fallen, np.inf)
    index = int(eligible.argmin())
    return index if eligible[index] < np.inf else -1


def _last_new_value(fallen: NDArray[np.float64]) -> float:
    """The value that appears last among the first appearances of each value; the curve itself starts at 0."""
    seen, missing, last = {0.0}, False, 0.0
    for value in fallen.tolist():
        if math.isnan(value):
            last, missing = (last, True) if missing else (value, True)
        elif value not in seen:
            seen.add(value)
            last = value
    return last

"""Confidence limits of a Kaplan-Meier curve: R's three kinds, and the beta product limits for small samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ._normal import normal_quantile
from ._validate import validate_level
from .results import Interval
from .survival_curve import KaplanMeier, everybody_had_the_event

CONF_TYPES = ("log", "log-log", "plain")


def confidence_limits(
    curve: KaplanMeier, *, conf_type: str, conf_level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pointwise limits of S at each time of the curve, as R's survfit.

    Parameters
    ----------
    curve : KaplanMeier
    conf_type : {"log", "log-log", "plain"}
        The scale on which S plus or minus z standard errors is symmetric.
    conf_level : float
        Two-sided level, such as 0.95.

    Returns
    -------
    lower, upper : array of float
        nan where R has NA.

    Raises
    ------
    ValueError
        Unknown conf_type, or conf_level not between 0 and 1.

    Notes
    -----
    S = 0 (the last patient had the event): nan in all three. S = 1 (no event yet): nan for log-log, and the
    zero-width 1 to 1 for log and plain, which says nothing: `beta_product_at` is defined in both places.
    log and plain are cut at 1, plain at 0.

    References
    ----------
    Kalbfleisch JD, Prentice RL (1980), The statistical analysis of failure time data, section 1.3 (log-log).
    Therneau TM, R package survival, survfit_confint.

    Examples
    --------
    >>> curve = kaplan_meier([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1])
    >>> lower, upper = confidence_limits(curve, conf_type="log-log", conf_level=0.95)
    >>> lower.round(3).tolist()
    [0.273, 0.195, 0.111, 0.111, nan]
    """
    if conf_type not in CONF_TYPES:
        raise ValueError(f"conf_type must be one of {', '.join(CONF_TYPES)}, not {conf_type!r}")
    z = normal_quantile(conf_level)
    survival = curve.survival
    lower = np.full(survival.size, np.nan)
    upper = np.full(survival.size, np.nan)
    stop = survival.size - int(survival[-1] == 0.0)
    start = int(np.count_nonzero(survival == 1.0)) if conf_type == "log-log" else 0
    inside = slice(start, stop)
    s = survival[inside]
    half = z * curve.std_error[inside]
    if conf_type == "plain":
        lower[inside] = np.maximum(s - half, 0.0)
        upper[inside] = np.minimum(s + half, 1.0)
    elif conf_type == "log":
        factor = np.exp(half / s)
        lower[inside] = s / factor
        upper[inside] = np.minimum(s * factor, 1.0)
    else:
        log_s = np.log(s)
        factor = np.exp(half / (s * log_s))  # below 1, as log_s is negative
        lower[inside] = np.exp(log_s / factor)
        upper[inside] = np.exp(log_s * factor)
    return lower, upper


def survival_at(curve: KaplanMeier, time: float, *, conf_type: str, conf_level: float) -> Interval:
    """S(time) with its limits, as R's summary(survfit, times=time).

    Parameters
    ----------
    curve : KaplanMeier
    time : float
        In the unit of the curve, from 0 to the last observation; any later time if everybody had the event.
    conf_type, conf_level
        As in `confidence_limits`.

    Returns
    -------
    Interval
        note "degenerate" where S is 0 or 1.

    Raises
    ------
    ValueError
        time negative or missing, or beyond the last observation, where S is not estimable.

    Notes
    -----
    S steps at the time itself. Before the first time of the curve, event or censoring, R gives 1 with limits
    1 to 1 whatever the kind; from there on the limits of `confidence_limits`, nan included. After the event of the
    last patient S is 0 for good, which extrapolates nothing.

    Examples
    --------
    >>> curve = kaplan_meier([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1])
    >>> limits = survival_at(curve, 10, conf_type="log-log", conf_level=0.95)
    >>> round(limits.estimate, 3), round(limits.conf_low, 3), round(limits.conf_high, 3)
    (0.667, 0.195, 0.904)
    """
    index = _index_at(curve, time)
    lower, upper = confidence_limits(curve, conf_type=conf_type, conf_level=conf_level)
    if index < 0:
        return Interval(1.0, 1.0, 1.0, conf_level, "degenerate")
    survival = float(curve.survival[index])
    note = "degenerate" if survival in (0.0, 1.0) else ""
    return Interval(survival, float(lower[index]), float(upper[index]), conf_level, note)


def beta_product_at(curve: KaplanMeier, time: float, *, conf_level: float) -> Interval:
    """S(time) with the beta product limits, which hold their level in small samples and where S is 0 or 1.

    Parameters
    ----------
    curve : KaplanMeier
    time : float
        In the unit of the curve, from 0 to the last observation; any later time if everybody had the event.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        The estimate is the Kaplan-Meier S(time).

    Raises
    ------
    ValueError
        time negative or missing, or beyond the last observation; conf_level not between 0 and 1.

    Notes
    -----
    Each event time contributes Beta(n - d + 1, d). The product is matched to one beta distribution by its first two
    moments (Fan 1991); the upper limit comes from it, the lower limit after one more factor Beta(m, 1) with m the
    number at risk just after `time`. Without censoring these are the Clopper-Pearson limits. At the time of an event
    this is the convention of Fay and Brittain 2016 (R's bpcp from 1.3.0), which always encloses the estimate.
    No event yet, or all censored: upper 1, lower (alpha / 2)^(1 / m). Nobody left after `time`: lower 0.
    S = 0: lower 0, upper below 1.

    References
    ----------
    Fay MP, Brittain EH, Proschan MA (2013). Biostatistics 14:723-736. Fay MP, Brittain EH (2016). Stat Med
    35:2726-2740, doi:10.1002/sim.6905.

    Examples
    --------
    >>> curve = kaplan_meier([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1])
    >>> limits = beta_product_at(curve, 4, conf_level=0.95)
    >>> limits.estimate, round(limits.conf_low, 3), limits.conf_high
    (1.0, 0.541, 1.0)
    """
    from scipy.special import betaincinv  # imported here: the curve itself must not wait for scipy

    tail = (1.0 - validate_level(conf_level)) / 2.0
    index = _index_at(curve, time)
    n, d = curve.n_at_risk[: index + 1], curve.events[: index + 1]
    n, d = n[d > 0], d[d > 0]
    first, second = _beta_moments(n - d + 1, d)
    remaining = int(curve.n_at_risk[index + 1]) if index + 1 < curve.time.size else 0
    upper = float(betaincinv(*_matched_beta(first, second), 1.0 - tail)) if n.size else 1.0
    lower = 0.0
    if remaining:
        extra_first, extra_second = _beta_moments(np.array([remaining]), np.array([1]))
        lower = float(betaincinv(*_matched_beta(first * extra_first, second * extra_second), tail))
    survival = float(curve.survival[index]) if index >= 0 else 1.0
    return Interval(survival, lower, upper, conf_level)


def _beta_moments(a: NDArray[np.int64], b: NDArray[np.int64]) -> tuple[float, float]:
    """First two moments of the product of independent Beta(a, b); 1 and 1 of none."""
    mean = a / (a + b)
    return float(np.prod(mean)), float(np.prod(mean * (a + 1) / (a + b + 1)))


def _matched_beta(first: float, second: float) -> tuple[float, float]:
    """Parameters of the beta distribution with these first two moments."""
    scale = (first - second) / (second - first * first)
    return scale * first, scale * (1.0 - first)


def _index_at(curve: KaplanMeier, time: float) -> int:
    """Index of the last time of the curve that is not after `time`, -1 if there is none."""
    if not time >= 0.0:
        raise ValueError(f"time must not be negative or missing, not {time}")
    if time > curve.last_time and not everybody_had_the_event(curve):
        raise ValueError(f"time {time:g} lies beyond the last observation, {curve.last_time:g}")
    return int(curve.time.searchsorted(time, side="right")) - 1

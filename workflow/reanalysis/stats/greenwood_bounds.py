"""Limits of a printed survival percentage from its standard error or from the number still at risk.

A Kaplan-Meier percentage is no count: with censoring its standard error is larger than the binomial one. Where that
is not printed, the number at risk bounds it from both sides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ._normal import normal_quantile
from ._validate import validate_level, validate_whole
from .results import Interval


@dataclass(frozen=True, slots=True)
class StdErrorBounds:
    """Smallest and largest standard error (Greenwood) that a survival probability can have."""

    smallest: float
    largest: float


def limits_from_std_error(survival: float, std_error: float, *, conf_level: float) -> Interval:
    """Limits of S(t), symmetric on the scale log(-log S).

    Parameters
    ----------
    survival : float
        Strictly between 0 and 1.
    std_error : float
        Of S(t), 0 or more, as a fraction.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Inside (0, 1).

    Raises
    ------
    ValueError
        survival not strictly between 0 and 1, std_error negative or not finite, level out of range.

    Notes
    -----
    As R's survfit with conf.type "log-log". A survival of 0 or 1 has no standard error and no such limits.

    References
    ----------
    Kalbfleisch JD, Prentice RL (1980), The statistical analysis of failure time data, section 1.3.

    Examples
    --------
    >>> limits = limits_from_std_error(0.6, 0.08, conf_level=0.95)
    >>> round(limits.conf_low, 3), round(limits.conf_high, 3)
    (0.427, 0.736)
    """
    _check(survival)
    if not 0.0 <= std_error < math.inf:
        raise ValueError(f"std_error must be finite and not negative, not {std_error!r}")
    log_s = math.log(survival)
    half = normal_quantile(validate_level(conf_level)) * std_error / (survival * -log_s)
    return Interval(
        survival, math.exp(log_s * math.exp(half)), math.exp(log_s * math.exp(-half)), conf_level,
        "from the printed standard error",
    )  # fmt: skip


def greenwood_bounds(survival: float, n: int, n_at_risk: int) -> StdErrorBounds:
    """Between which bounds Greenwood's standard error of S(t) lies, whatever was censored when.

    Parameters
    ----------
    survival : float
        Strictly between 0 and 1.
    n : int
        Patients at the start.
    n_at_risk : int
        Patients still at risk after t, 1 or more.

    Returns
    -------
    StdErrorBounds

    Raises
    ------
    ValueError
        survival not strictly between 0 and 1; not 1 <= n_at_risk <= n; more at risk than survival allows.

    Notes
    -----
    Greenwood's sum is that of (1 - f) / q over the event times, q = n(1 - ...) the patients left after each and f the
    factor of S. Patients only leave, so q is at most n times the product of the factors so far and at least n_at_risk
    over the product of the later ones. Both sums telescope: it lies between (1 - S) / (n S), the binomial one, when
    nobody was censored before the last event, and (1 - S) / n_at_risk, Peto's, when everybody who was censored was so
    before the first event. Rounding of a printed S can put n_at_risk one patient above n S; that is allowed.

    References
    ----------
    Peto R et al. (1977) Br J Cancer 35:1-39, doi:10.1038/bjc.1977.1, for the upper bound as a conservative standard
    error.

    Examples
    --------
    >>> found = greenwood_bounds(0.6, 40, 12)
    >>> round(found.smallest, 4), round(found.largest, 4)
    (0.0775, 0.1095)
    """
    _check(survival)
    n, n_at_risk = validate_whole("n", n), validate_whole("n_at_risk", n_at_risk)
    if not 1 <= n_at_risk <= n:
        raise ValueError(f"n_at_risk must lie between 1 and {n}, not {n_at_risk}")
    if n_at_risk > n * survival + 1.0:
        raise ValueError(f"{n_at_risk} at risk of {n} are more than a survival of {survival:g} leaves")
    smallest = survival * math.sqrt((1.0 - survival) / (n * survival))
    return StdErrorBounds(smallest, max(smallest, survival * math.sqrt((1.0 - survival) / n_at_risk)))


def limits_from_at_risk(survival: float, n: int, n_at_risk: int, *, conf_level: float) -> Interval:
    """Limits of S(t) with the largest standard error that the number at risk allows.

    Parameters
    ----------
    survival, n, n_at_risk
        As in `greenwood_bounds`.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        At least as wide as those of the unknown standard error.

    Raises
    ------
    ValueError
        As `greenwood_bounds`; level out of range.

    Examples
    --------
    >>> limits = limits_from_at_risk(0.6, 40, 12, conf_level=0.95)
    >>> round(limits.conf_low, 3), round(limits.conf_high, 3)
    (0.357, 0.776)
    """
    largest = greenwood_bounds(survival, n, n_at_risk).largest
    limits = limits_from_std_error(survival, largest, conf_level=conf_level)
    note = f"Greenwood bound from {n_at_risk} still at risk of {n}"
    return Interval(limits.estimate, limits.conf_low, limits.conf_high, conf_level, note)


def _check(survival: float) -> None:
    if not 0.0 < survival < 1.0:
        raise ValueError(f"survival must lie strictly between 0 and 1, not {survival!r}")

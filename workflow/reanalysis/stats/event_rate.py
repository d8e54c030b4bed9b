"""Exact limits of an event rate: a count of events over the time at risk.

Two quantiles of the gamma distribution, taken from scipy: statsmodels' confint_poisson gives the same, and the tests
compare with it, but its import takes a second of a run that needs nothing else of it.
"""

from __future__ import annotations

import math
from numbers import Integral

from scipy.special import gammainccinv, gammaincinv

from ._validate import validate_level
from .results import Interval


def exact_poisson(events: int, person_time: float, *, conf_level: float) -> Interval:
    """Rate of events per unit of time with Garwood's exact limits.

    Parameters
    ----------
    events : int
        Events counted, 0 or more.
    person_time : float
        Sum of the times at risk; its unit is the unit of the rate.
    conf_level : float
        Two-sided level; each tail holds half of the rest.

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        events negative or not whole, person_time not above 0 or not finite, conf_level not between 0 and 1.

    Notes
    -----
    No event: lower limit 0, upper limit -log(alpha / 2) / person_time.

    References
    ----------
    Garwood F (1936). Biometrika 28:437-442, doi:10.1093/biomet/28.3-4.437.

    Examples
    --------
    >>> limits = exact_poisson(3, 42, conf_level=0.95)
    >>> round(limits.estimate, 4), round(limits.conf_low, 4), round(limits.conf_high, 4)
    (0.0714, 0.0147, 0.2087)
    """
    _check(events, person_time, conf_level)
    tail = (1.0 - conf_level) / 2.0
    lower, upper = _lower_mean(events, tail), _upper_mean(events, tail)
    return Interval(events / person_time, lower / person_time, upper / person_time, conf_level)


def _lower_mean(events: int, tail: float) -> float:
    return float(gammaincinv(events, tail)) if events else 0.0


def _upper_mean(events: int, tail: float) -> float:
    return float(gammainccinv(events + 1, tail))


def _check(events: int, person_time: float, conf_level: float) -> None:
    if isinstance(events, bool) or not isinstance(events, Integral) or events < 0:
        raise ValueError(f"events must be a whole number, 0 or more, not {events!r}")
    if not 0.0 < person_time < math.inf:
        raise ValueError(f"person_time must be above 0 and finite, not {person_time!r}")
    validate_level(conf_level)

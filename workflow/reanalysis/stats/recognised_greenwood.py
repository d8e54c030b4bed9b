"""Greenwood's intervals of a survival percentage without censoring by its time: recognised in papers, never offered.

In every function a group of 0 patients, a count outside its group or a level outside (0, 1) is a ValueError. Limits
that a method does not define (a logarithm of 0) are nan, and the note says so. The plain form is `wald_unclipped`.
"""

from __future__ import annotations

import math

from ._delta_method import UNDEFINED, transformed
from ._validate import validate_counts, validate_level
from .results import Interval


def log_survival(events: int, n: int, *, conf_level: float) -> Interval:
    """Greenwood's interval on the scale of the logarithm, for a curve without censoring by then; at most 1.

    Parameters
    ----------
    events, n : int
        Patients still without the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    The default of R's survfit. Nobody left: not defined, nan. Everybody left: without width.

    References
    ----------
    Kalbfleisch JD, Prentice RL (2002) The Statistical Analysis of Failure Time Data, 2nd edition, section 1.4.

    Examples
    --------
    >>> found = log_survival(40, 53, conf_level=0.95)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (0.6473, 0.8799)
    """
    events, n = validate_counts(events, n)
    validate_level(conf_level)
    if events == 0:
        return Interval(0.0, math.nan, math.nan, conf_level, UNDEFINED)
    found = transformed(events, n, conf_level, math.log, math.exp, n / events)
    return Interval(found.estimate, found.conf_low, min(1.0, found.conf_high), conf_level)


def log_log_survival(events: int, n: int, *, conf_level: float) -> Interval:
    """Greenwood's interval on the scale of log(-log), for a curve without censoring by then.

    Parameters
    ----------
    events, n : int
        Patients still without the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    What SAS and Stata print for a survival percentage. Nobody or everybody left: not defined, nan.

    References
    ----------
    Kalbfleisch JD, Prentice RL (2002) The Statistical Analysis of Failure Time Data, 2nd edition, section 1.4.

    Examples
    --------
    >>> found = log_log_survival(40, 53, conf_level=0.95)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (0.6154, 0.8495)
    """
    events, n = validate_counts(events, n)
    validate_level(conf_level)
    if events in (0, n):
        return Interval(events / n, math.nan, math.nan, conf_level, UNDEFINED)
    rate = events / n
    return transformed(
        events,
        n,
        conf_level,
        lambda p: math.log(-math.log(p)),
        lambda x: math.exp(-math.exp(x)),
        1 / (rate * math.log(rate)),
    )

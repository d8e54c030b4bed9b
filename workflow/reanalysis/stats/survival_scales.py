"""On which scale the printed limits of a survival percentage lie symmetrically about it: how its interval was made.

The standard error of a curve with censoring is not known from the printed numbers, but each of Greenwood's intervals is
symmetric on its own scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable

Range = tuple[float, float]
_SCALES: dict[str, Callable[[float], float]] = {
    "log-log": lambda p: -math.log(-math.log(p)),
    "log": math.log,
    "plain": lambda p: p,
}


def symmetric_scale(estimate: Range, conf_low: Range, conf_high: Range) -> str:
    """The first of log-log, log and plain on which limits can be symmetric about an estimate, within rounding.

    Parameters
    ----------
    estimate, conf_low, conf_high : tuple of float
        The least and the largest value that print so, as fractions.

    Returns
    -------
    str
        Blank where no scale fits, or where a value that could be 0 or 1 leaves none defined.

    Notes
    -----
    Rounding is carried through exactly: on an increasing scale f the middle of the limits lies between
    (f(low) + f(high))/2 of the least and of the largest values. At an estimate of 0 or 1 no logarithm is defined, and
    plain limits have no width: blank.

    References
    ----------
    Kalbfleisch JD, Prentice RL (2002) The Statistical Analysis of Failure Time Data, 2nd edition, section 1.4.

    Examples
    --------
    >>> symmetric_scale((0.7545, 0.7555), (0.6145, 0.6155), (0.8495, 0.8505))
    'log-log'
    """
    if not (conf_low[0] > 0 and conf_high[1] < 1 and conf_low[1] < estimate[0] and estimate[1] < conf_high[0]):
        return ""
    for name, scale in _SCALES.items():
        middle = [(scale(conf_low[side]) + scale(conf_high[side])) / 2 for side in (0, 1)]
        if middle[0] <= scale(estimate[1]) and scale(estimate[0]) <= middle[1]:
            return name
    return ""

"""Log-rank tests that weight early events more: recognised where a paper used them, never offered.

They are lifelines', which agree with their formulas to the last digits; lifelines is imported by the call, because its
import takes a second and few papers need it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .log_rank import risk_table
from .results import TestResult

#: The name that lifelines has for each weight.
_LIFELINES = {"gehan": "wilcoxon", "tarone_ware": "tarone-ware", "peto": "peto"}
WEIGHTS = tuple(_LIFELINES)


def weighted_log_rank(
    times: ArrayLike, events: ArrayLike, *, against_times: ArrayLike, against_events: ArrayLike, weights: str
) -> TestResult:
    """Weighted log-rank test, two-sided.

    Parameters
    ----------
    times, events : array_like, shape (n,)
        Times and events (1) or censorings (0) of the first group, as in `kaplan_meier`.
    against_times, against_events : array_like, shape (m,)
        The same of the group that it is compared with.
    weights : {"gehan", "tarone_ware", "peto"}
        The number at risk, its square root, or the survival of both groups together in the form of Peto and Peto.

    Returns
    -------
    TestResult
        Its statistic is chi-square on one degree of freedom.

    Raises
    ------
    ValueError
        As `kaplan_meier`, for each group; unknown weights.

    Notes
    -----
    Ties as in `log_rank`: the hypergeometric variance, and times within 1.5e-8 of each other. No event, or none at
    which the groups could differ: statistic 0 and p = 1. One patient in each group: as `log_rank`, whatever the
    weights.

    References
    ----------
    Gehan EA (1965) Biometrika 52:203-223, doi:10.1093/biomet/52.1-2.203. Tarone RE, Ware J (1977) Biometrika
    64:156-160. Peto R, Peto J (1972) J R Stat Soc A 135:185-207, doi:10.2307/2344317.

    Examples
    --------
    >>> first = {"times": [6, 7, 10, 15], "events": [1, 0, 1, 0]}
    >>> other = {"against_times": [1, 3, 5, 8], "against_events": [1, 1, 1, 1]}
    >>> round(weighted_log_rank(**first, **other, weights="gehan").p_value, 4)
    0.0449
    """
    if weights not in _LIFELINES:
        raise ValueError(f"weights must be one of {', '.join(WEIGHTS)}, not {weights!r}")
    table = risk_table(times, events, against_times=against_times, against_events=against_events)
    n, d = table.at_risk[table.contrast], table.events[table.contrast]
    if not (n > d).any():
        return TestResult(1.0, "two_sided", statistic=0.0)
    from lifelines.statistics import logrank_test

    first = np.size(times)
    found = logrank_test(
        table.rank[:first] + 1.0,
        table.rank[first:] + 1.0,
        np.asarray(events),
        np.asarray(against_events),
        weightings=_LIFELINES[weights],
    )
    return TestResult(float(found.p_value), "two_sided", statistic=float(found.test_statistic))

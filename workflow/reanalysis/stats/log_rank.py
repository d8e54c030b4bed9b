"""Log-rank test of two groups of right-censored times (Mantel 1966), ties as in R's survdiff.

Written here, because the tests of the Python libraries give neither the expected events of each group nor an answer
where no event can tell the groups apart, and compare times without a tolerance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._normal import normal_p_value
from ._validate import validate_alternative
from .survival_curve import kaplan_meier

#: The note of a test without a variance.
NO_CONTRAST = "no event at which the groups could differ"


@dataclass(frozen=True, slots=True)
class LogRank:
    """Events of two groups against those expected if the groups did not differ.

    Attributes
    ----------
    observed, observed_against : int
        Events in the first group, and in the group that it is compared with.
    expected, expected_against : float
        Events expected from the pooled hazard; both pairs have the same sum.
    variance : float
        Hypergeometric variance of observed - expected.
    statistic : float
        Chi-square on one degree of freedom.
    p_value : float
    alternative : str
    note : str
        `NO_CONTRAST` where the variance is 0.
    """

    observed: int
    observed_against: int
    expected: float
    expected_against: float
    variance: float
    statistic: float
    p_value: float
    alternative: str
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class RiskTable:
    """Numbers at risk and events of two groups at each distinct time of the pooled sample, ascending.

    Attributes
    ----------
    time, at_risk, events : array, shape (k,)
        Both groups together; the times are those of `kaplan_meier` of the pooled sample.
    at_risk_first, events_first : array, shape (k,)
        The first group alone.
    rank : array of int, shape (n,)
        For each patient, the first group's before the others, the index of the time.
    """

    time: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    events: NDArray[np.int64]
    at_risk_first: NDArray[np.int64]
    events_first: NDArray[np.int64]
    rank: NDArray[np.int64]

    @property
    def contrast(self) -> NDArray[np.bool_]:
        """Times at which an event happens while both groups are under observation."""
        return (self.events > 0) & (self.at_risk_first > 0) & (self.at_risk_first < self.at_risk)


def log_rank(
    times: ArrayLike, events: ArrayLike, *, against_times: ArrayLike, against_events: ArrayLike, alternative: str
) -> LogRank:
    """Log-rank test.

    Parameters
    ----------
    times, events : array_like, shape (n,)
        Times and events (1) or censorings (0) of the first group, as in `kaplan_meier`.
    against_times, against_events : array_like, shape (m,)
        The same of the group that it is compared with.
    alternative : {"two_sided", "greater", "less"}
        "greater": the first group has more events than expected, a higher hazard.

    Returns
    -------
    LogRank

    Raises
    ------
    ValueError
        As `kaplan_meier`, for each group; unknown alternative.

    Notes
    -----
    Tied events enter with the hypergeometric variance; a censoring comes after an event at the same time; times within
    1.5e-8 of each other are tied. No event at all, or none while both groups are under observation (one group is
    followed only after the other has ended): the data cannot speak against the hypothesis, so statistic 0 and p = 1
    whatever the alternative, with the note `NO_CONTRAST`; R's survdiff gives chi-square 0 and p NA or 1. One patient in
    each group, one event: chi-square 1 at most. All tied at one time with events in all: the same note and p = 1.

    References
    ----------
    Mantel N (1966). Cancer Chemother Rep 50:163-170. Peto R, Peto J (1972). J R Stat Soc A 135:185-207,
    doi:10.2307/2344317.

    Examples
    --------
    >>> first = {"times": [6, 7, 10, 15], "events": [1, 0, 1, 0]}
    >>> other = {"against_times": [1, 3, 5, 8], "against_events": [1, 1, 1, 1]}
    >>> test = log_rank(**first, **other, alternative="two_sided")
    >>> test.observed, round(test.expected, 3), round(test.p_value, 4)
    (2, 4.205, 0.0355)
    """
    validate_alternative(alternative)
    table = risk_table(times, events, against_times=against_times, against_events=against_events)
    n, d = table.at_risk, table.events
    share = table.at_risk_first / n
    expected = float((d * share).sum())
    d, n, share = d[table.contrast], n[table.contrast], share[table.contrast]  # elsewhere the variance is 0
    variance = float((d * share * (1.0 - share) * (n - d) / (n - 1)).sum())
    observed, total = int(table.events_first.sum()), int(table.events.sum())
    z = (observed - expected) / math.sqrt(variance) if variance > 0.0 else 0.0
    return LogRank(
        observed=observed,
        observed_against=total - observed,
        expected=expected,
        expected_against=total - expected,
        variance=variance,
        statistic=z * z,
        p_value=normal_p_value(z, alternative) if variance > 0.0 else 1.0,
        alternative=alternative,
        note="" if variance > 0.0 else NO_CONTRAST,
    )


def risk_table(
    times: ArrayLike, events: ArrayLike, *, against_times: ArrayLike, against_events: ArrayLike
) -> RiskTable:
    """Numbers at risk and events of two groups on one time axis.

    Parameters
    ----------
    times, events, against_times, against_events
        As in `log_rank`.

    Returns
    -------
    RiskTable

    Raises
    ------
    ValueError
        As `log_rank`.

    Notes
    -----
    Times within 1.5e-8 of each other are one time.

    Examples
    --------
    >>> first = {"times": [6, 7, 10, 15], "events": [1, 0, 1, 0]}
    >>> other = {"against_times": [1, 3, 5, 8], "against_events": [1, 1, 1, 1]}
    >>> table = risk_table(**first, **other)
    >>> table.at_risk.tolist(), table.at_risk_first.tolist()
    ([8, 7, 6, 5, 4, 3, 2, 1], [4, 4, 4, 4, 3, 2, 2, 1])
    """
    first = kaplan_meier(times, events).n
    kaplan_meier(against_times, against_events)  # for its checks
    t = np.concatenate((np.asarray(times, dtype=np.float64), np.asarray(against_times, dtype=np.float64)))
    e = np.concatenate((np.asarray(events, dtype=np.float64), np.asarray(against_events, dtype=np.float64)))
    pooled = kaplan_meier(t, e)
    rank = pooled.time.searchsorted(t, side="right") - 1
    size = pooled.time.size
    leaving = np.bincount(rank[:first], minlength=size)
    return RiskTable(
        time=pooled.time,
        at_risk=pooled.n_at_risk,
        events=pooled.events,
        at_risk_first=leaving[::-1].cumsum()[::-1],
        events_first=np.bincount(rank[:first][e[:first] == 1.0], minlength=size),
        rank=rank,
    )

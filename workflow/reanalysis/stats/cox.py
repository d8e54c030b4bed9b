"""Hazard ratio of two groups by Cox regression with Efron's treatment of ties.

Written here, because for one group against another the fit is the root of a monotone function: Newton's method finds it
to the last digit in a fortieth of the time of lifelines' fitter, whose import alone takes a second of a run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._normal import normal_p_value, normal_quantile
from ._validate import validate_alternative
from .log_rank import RiskTable, risk_table
from .results import TestResult

# Newton's method ends at a step of this size, relative to a log ratio above 1; it takes about five.
_STEP = 4.0 * float(np.finfo(float).eps)
_MOST_STEPS = 200
# A limit whose logarithm is larger is inf.
_LARGEST_EXPONENT = math.log(np.finfo(float).max)


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """Hazard of the first group over that of the group it is compared with.

    Attributes
    ----------
    estimate : float
        0 or inf where the likelihood rises without bound, nan where nothing can be estimated.
    conf_low, conf_high : float
        Wald limits on the log scale; nan where there are none.
    conf_level : float
    std_error : float
        Of the log hazard ratio.
    p_value : float
        Wald test; nan where there is none. The log-rank test is still defined where this is not.
    alternative : str
    reason : str
        Why there is no estimate or no interval; empty otherwise.
    """

    estimate: float
    conf_low: float
    conf_high: float
    conf_level: float
    std_error: float
    p_value: float
    alternative: str
    reason: str = ""


def cox_hazard_ratio(
    times: ArrayLike,
    events: ArrayLike,
    *,
    against_times: ArrayLike,
    against_events: ArrayLike,
    conf_level: float,
    alternative: str,
) -> HazardRatio:
    """Hazard ratio by Cox regression on the group alone.

    Parameters
    ----------
    times, events : array_like, shape (n,)
        Times and events (1) or censorings (0) of the first group, as in `kaplan_meier`.
    against_times, against_events : array_like, shape (m,)
        The same of the group that it is compared with.
    conf_level : float
        Two-sided level of the limits, whatever the alternative.
    alternative : {"two_sided", "greater", "less"}
        Of the p-value: "greater" is a hazard ratio above 1.

    Returns
    -------
    HazardRatio

    Raises
    ------
    ValueError
        As `kaplan_meier`, for each group; level or alternative out of range.

    Notes
    -----
    Whether a finite maximum exists is decided from the data before any fit. If every event that happens while both
    groups are under observation is one of the same group, the likelihood rises without bound: the estimate is 0 or inf,
    without limits and p, and `reason` says so (a group without events, complete separation). If no event happens while
    both groups are under observation, the likelihood does not depend on the ratio: nan. One patient in each group is
    always one of these, unless both have the event at the same time (ratio 1).
    Otherwise the score falls from above 0 to below 0 between bounds that are known, and Newton's method, kept between
    them, cannot fail.

    References
    ----------
    Cox DR (1972). J R Stat Soc B 34:187-220, doi:10.1111/j.2517-6161.1972.tb00899.x. Efron B (1977). J Am Stat Assoc
    72:557-565, doi:10.1080/01621459.1977.10480613. Monotone likelihood: Bryson MC, Johnson ME (1981). Technometrics
    23:381-383.

    Examples
    --------
    >>> first = {"times": [6, 7, 10, 15], "events": [1, 0, 1, 0]}
    >>> other = {"against_times": [1, 3, 5, 8], "against_events": [1, 1, 1, 1]}
    >>> ratio = cox_hazard_ratio(**first, **other, conf_level=0.95, alternative="two_sided")
    >>> round(ratio.estimate, 4), round(ratio.conf_low, 4), round(ratio.conf_high, 4)
    (0.1271, 0.0136, 1.1852)
    """
    z = normal_quantile(conf_level)
    validate_alternative(alternative)
    table = risk_table(times, events, against_times=against_times, against_events=against_events)
    estimate, reason = _without_maximum(table)
    if not reason:
        log_ratio, std_error = _fit(table)
        half = z * std_error
        low = math.exp(log_ratio - half)
        high = math.exp(log_ratio + half) if log_ratio + half < _LARGEST_EXPONENT else math.inf
        p_value = normal_p_value(log_ratio / std_error, alternative)
        return HazardRatio(math.exp(log_ratio), low, high, conf_level, std_error, p_value, alternative)
    return HazardRatio(estimate, math.nan, math.nan, conf_level, math.nan, math.nan, alternative, reason)


def cox_likelihood_ratio(
    times: ArrayLike, events: ArrayLike, *, against_times: ArrayLike, against_events: ArrayLike
) -> TestResult:
    """Likelihood ratio test of two groups in Cox's model with Efron's ties, two-sided.

    Parameters
    ----------
    times, events : array_like, shape (n,)
        Times and events (1) or censorings (0) of the first group, as in `kaplan_meier`.
    against_times, against_events : array_like, shape (m,)
        The same of the group that it is compared with.

    Returns
    -------
    TestResult
        Its statistic is chi-square on one degree of freedom.

    Raises
    ------
    ValueError
        As `kaplan_meier`, for each group.

    Notes
    -----
    Where the likelihood rises without bound its supremum is taken. No event while both groups were under observation,
    and so one patient in each group after the other: statistic 0 and p = 1. Recognised in papers, never offered.

    References
    ----------
    Cox DR (1972) J R Stat Soc B 34:187-220. Efron B (1977) J Am Stat Assoc 72:557-565,
    doi:10.1080/01621459.1977.10480613.

    Examples
    --------
    >>> first = {"times": [6, 7, 10, 15], "events": [1, 0, 1, 0]}
    >>> other = {"against_times": [1, 3, 5, 8], "against_events": [1, 1, 1, 1]}
    >>> round(cox_likelihood_ratio(**first, **other).p_value, 4)
    0.0384
    """
    table = risk_table(times, events, against_times=against_times, against_events=against_events)
    estimate, reason = _without_maximum(table)
    if reason and math.isnan(estimate):
        return TestResult(1.0, "two_sided", statistic=0.0)
    offset, count = _efron_terms(table)
    if reason:
        largest = -float(offset.sum()) if count else 0.0
    else:
        log_ratio = _fit(table)[0]
        largest = log_ratio * count - float(np.logaddexp(0.0, log_ratio + offset).sum())
    statistic = max(0.0, 2.0 * (largest + float(np.logaddexp(0.0, offset).sum())))
    return TestResult(normal_p_value(math.sqrt(statistic), "two_sided"), "two_sided", statistic=statistic)


def _without_maximum(table: RiskTable) -> tuple[float, str]:
    """Supremum of the ratio and the reason why it is not a maximum; nan and no reason where there is a maximum."""
    first = int(table.events_first[table.contrast].sum())
    others = int(table.events[table.contrast].sum()) - first
    if first and others:
        return math.nan, ""
    if not first and not others:
        return math.nan, "no event while both groups were under observation"
    which = "the first group" if others else "the group compared with"
    reason = f"the likelihood rises without bound: no event in {which} while both groups were under observation"
    return (0.0 if others else math.inf), reason


def _fit(table: RiskTable) -> tuple[float, float]:
    """Log hazard ratio where Efron's score is 0, and its standard error, for a table that has a maximum."""
    offset, events = _efron_terms(table)
    # The score is events - sum of expit(log ratio + offset): at its root the mean of the terms is events / size, which
    # lies between the smallest and the largest of them.
    centre = math.log(events / (offset.size - events))
    low, high = centre - float(offset.max()), centre - float(offset.min())
    log_ratio = centre - float(offset.mean())
    for _ in range(_MOST_STEPS):
        share = _expit(log_ratio + offset)
        score, information = events - float(share.sum()), float((share * (1.0 - share)).sum())
        low, high = (log_ratio, high) if score > 0.0 else (low, log_ratio)
        following = log_ratio + score / information if information > 0.0 else math.inf
        if not low <= following <= high:
            following = (low + high) / 2.0
        step, log_ratio = abs(following - log_ratio), following
        if step <= _STEP * max(1.0, abs(log_ratio)):
            break
    share = _expit(log_ratio + offset)
    return log_ratio, 1.0 / math.sqrt(float((share * (1.0 - share)).sum()))


def _efron_terms(table: RiskTable) -> tuple[NDArray[np.float64], int]:
    """The terms of Efron's score, one per event at a time of contrast, and the events of the first group among them.

    The first group's share of the hazard at an event is expit(log ratio + offset), where the offset is the log of its
    patients at risk over the others', less the part of the tied events that are counted as gone.
    """
    here = table.contrast
    d, n_first, d_first = table.events[here], table.at_risk_first[here], table.events_first[here]
    others, d_others = table.at_risk[here] - n_first, d - d_first
    time = np.repeat(np.arange(d.size), d)
    gone = (np.arange(time.size) - np.repeat(d.cumsum() - d, d)) / d[time]
    offset = np.log(n_first[time] - gone * d_first[time]) - np.log(others[time] - gone * d_others[time])
    return offset, int(d_first.sum())


def _expit(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 0.5 * (1.0 + np.tanh(0.5 * x))

"""Hazard ratio of two groups by Cox regression with Efron's treatment of ties."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ._normal import normal_p_value, normal_quantile
from .log_rank import RiskTable, risk_table

_GRADIENT_TOLERANCE = 1e-6  # of a score standardised by its information: what is left to gain, in standard errors


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
    The fit is lifelines' CoxPHFitter, on the ranks of the times, iterated until the score is 0 to rounding, which
    is checked here; a fit that fails gives nan and its reason. Its settings of numpy's warnings do not outlive it.

    References
    ----------
    Cox DR (1972). J R Stat Soc B 34:187-220. Efron B (1977). J Am Stat Assoc 72:557-565. Monotone likelihood:
    Bryson MC, Johnson ME (1981). Technometrics 23:381-383.
    """
    z = normal_quantile(conf_level)
    normal_p_value(0.0, alternative)  # for its check
    table = risk_table(times, events, against_times=against_times, against_events=against_events)
    estimate, reason = _without_maximum(table)
    if not reason:
        log_ratio, std_error, reason = _fit(table, np.size(times), np.concatenate((events, against_events)))
        if not reason:
            low, high = math.exp(log_ratio - z * std_error), math.exp(log_ratio + z * std_error)
            p_value = normal_p_value(log_ratio / std_error, alternative)
            return HazardRatio(math.exp(log_ratio), low, high, conf_level, std_error, p_value, alternative)
    return HazardRatio(estimate, math.nan, math.nan, conf_level, math.nan, math.nan, alternative, reason)


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


def _fit(table: RiskTable, n_first: int, events: ArrayLike) -> tuple[float, float, str]:
    """Log hazard ratio and its standard error by lifelines, or the reason why there is none."""
    from lifelines import exceptions  # imported here: only this function must wait for lifelines
    from lifelines.fitters import coxph_fitter

    # the fitter reads nothing but a table: it gets one of its own kind, which does not leave this function
    patients = coxph_fitter.pd.DataFrame(
        {
            "time": table.rank + 1.0,
            "event": np.asarray(events, dtype=np.int64),
            "first": (np.arange(table.rank.size) < n_first).astype(np.float64),
        }
    )
    with np.errstate(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whether it has converged is checked below, and not by the text of a warning
        try:
            fitter = coxph_fitter.CoxPHFitter().fit(
                patients, "time", "event", fit_options={"precision": 1e-20, "r_precision": 0.0}
            )
        except (exceptions.ConvergenceError, np.linalg.LinAlgError) as error:
            return math.nan, math.nan, f"the fit did not converge: {str(error).splitlines()[0]}"
        log_ratio = float(fitter.params_["first"])
    score, information = _efron_score(table, log_ratio)
    if not (information > 0.0 and abs(score) <= _GRADIENT_TOLERANCE * math.sqrt(information)):
        return math.nan, math.nan, "the fit did not converge: the score is not 0 at its estimate"
    return log_ratio, 1.0 / math.sqrt(information), ""


def _efron_score(table: RiskTable, log_ratio: float) -> tuple[float, float]:
    """First derivative of Efron's log partial likelihood, and its information, at a log hazard ratio."""
    ratio = math.exp(log_ratio)
    score = information = 0.0
    here = table.events > 0
    columns = (table.at_risk, table.events, table.at_risk_first, table.events_first)
    for n, d, n_first, d_first in zip(*(column[here].tolist() for column in columns), strict=True):
        score += d_first
        for already in range(d):
            share = already / d
            first = ratio * (n_first - share * d_first)
            rest = (n - n_first) - share * (d - d_first)
            mean = first / (first + rest)
            score -= mean
            information += mean * (1.0 - mean)
    return score, information

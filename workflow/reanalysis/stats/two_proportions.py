"""Intervals for the difference, the ratio and the odds ratio of two independent proportions.

Group 1 is the treated one and group 0 the control: the difference is p1 - p0, the ratio p1 / p0.
Newcombe and Agresti-Caffo come from statsmodels, the conditional odds ratio from scipy (more exact
than R's fisher.test). The score intervals are own code, in ``score_limits``, because those of
statsmodels are wrong or missing for many small tables.

In every function a group of 0 patients, a count outside its group or a level out of range is a
ValueError; one patient in a group is valid, and no table with an empty or full cell raises.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri
from scipy.stats.contingency import odds_ratio
from statsmodels.stats.proportion import confint_proportions_2indep

from ._validate import validate_amount, validate_counts, validate_level
from .results import Interval
from .score_limits import difference_limits, odds_ratio_limits, ratio_limits


def newcombe_difference(events_1: int, n_1: int, events_0: int, n_0: int, *, conf_level: float) -> Interval:
    """Newcombe's hybrid score interval of the difference, from the two Wilson intervals.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate p1 - p0.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    Always inside -1..1. 0 v 0: from minus the upper Wilson limit of the control to that of the treated.

    References
    ----------
    Newcombe RG (1998) Stat Med 17:873-890, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, method
    10.

    Examples
    --------
    >>> limits = newcombe_difference(15, 30, 6, 9, conf_level=0.95)
    >>> round(limits.conf_low, 4), round(limits.conf_high, 4)
    (-0.438, 0.1883)
    """
    return _library_difference("newcomb", events_1, n_1, events_0, n_0, conf_level)


def agresti_caffo_difference(events_1: int, n_1: int, events_0: int, n_0: int, *, conf_level: float) -> Interval:
    """Agresti-Caffo interval: the Wald formula after one event and one non-event added to each group.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate p1 - p0, without the additions. Limits outside -1..1 are cut, and the note says so.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    Centred on the difference of the augmented proportions, not on the estimate. 1/1 v 0/1 gives
    (-0.42, 1), 0 v 0 and n v n have limits on both sides of 0.

    References
    ----------
    Agresti A, Caffo B (2000) Am Stat 54:280-288, doi:10.1080/00031305.2000.10474560.

    Examples
    --------
    >>> limits = agresti_caffo_difference(15, 30, 6, 9, conf_level=0.95)
    >>> round(limits.conf_low, 4), round(limits.conf_high, 4)
    (-0.4693, 0.1965)
    """
    return _library_difference("agresti-caffo", events_1, n_1, events_0, n_0, conf_level)


def miettinen_nurminen_difference(events_1: int, n_1: int, events_0: float, n_0: int, *, conf_level: float) -> Interval:
    """Miettinen-Nurminen score interval of the difference, with the factor N/(N - 1).

    Parameters
    ----------
    events_1, n_1 : int
        Patients with the event and patients in all, treated.
    events_0 : float
        Patients with the event, control. May be a fraction, for a published rate with an assumed n.
    n_0 : int
        Patients in all, control.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate p1 - p0.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    Always inside -1..1, and closed there: 10/10 v 0/20 has upper limit 1. 0 v 0 and n v n have limits
    on both sides of 0.

    References
    ----------
    Miettinen O, Nurminen M (1985) Stat Med 4:213-226, doi:10.1002/sim.4780040211.

    Examples
    --------
    >>> limits = miettinen_nurminen_difference(15, 30, 6, 9, conf_level=0.95)
    >>> round(limits.conf_low, 4), round(limits.conf_high, 4)
    (-0.4602, 0.2016)
    """
    events_1, n_1 = validate_counts(events_1, n_1)
    _, n_0 = validate_counts(0, n_0)
    events_0 = validate_amount(events_0, n_0)
    level = validate_level(conf_level)
    low, high = difference_limits(events_1, n_1, events_0, n_0, z=_quantile(level), corrected=True)
    return Interval(events_1 / n_1 - events_0 / n_0, float(low), float(high), level)


def miettinen_nurminen_differences(
    events_1: int, n_1: int, events_0: Sequence[float], n_0: Sequence[int], *, conf_level: float
) -> list[Interval]:
    """`miettinen_nurminen_difference` against several assumed controls, in one go.

    Parameters
    ----------
    events_1, n_1 : int
        Patients with the event and patients in all of the treated group.
    events_0 : sequence of float
        Patients with the event in each assumed control; fractions are welcome.
    n_0 : sequence of int
        Patients in each assumed control.
    conf_level : float
        Two-sided level.

    Returns
    -------
    list of Interval
        One for each control.

    Raises
    ------
    ValueError
        On counts or a level out of range, or lists of unequal length.

    Examples
    --------
    >>> limits = miettinen_nurminen_differences(15, 30, [5, 25], [20, 100], conf_level=0.95)
    >>> [round(interval.conf_low, 4) for interval in limits]
    [-0.0307, 0.0569]
    """
    events_1, n_1 = validate_counts(events_1, n_1)
    events = [validate_amount(x, validate_counts(0, n)[1]) for x, n in zip(events_0, n_0, strict=True)]
    level = validate_level(conf_level)
    low, high = difference_limits(events_1, n_1, events, list(n_0), z=_quantile(level), corrected=True)
    rates = [events_1 / n_1 - x / n for x, n in zip(events, n_0, strict=True)]
    return [Interval(*found, level) for found in zip(rates, low.tolist(), high.tolist(), strict=True)]


def koopman_ratio(events_1: int, n_1: int, events_0: int, n_0: int, *, conf_level: float) -> Interval:
    """Koopman's score interval of the ratio, without the factor N/(N - 1).

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate p1 / p0: inf with no event in the control alone, nan with none in either.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    Lower limit 0 with no treated event, upper limit inf with no control event; 0 v 0 gives (0, inf).
    Full groups are no exception: 8/8 v 8/8 has limits on both sides of 1.

    References
    ----------
    Koopman PAR (1984) Biometrics 40:513-517, doi:10.2307/2531405.

    Examples
    --------
    >>> limits = koopman_ratio(15, 30, 0, 9, conf_level=0.95)
    >>> limits.estimate, round(limits.conf_low, 3), limits.conf_high
    (inf, 1.608, inf)
    """
    return _ratio(events_1, n_1, events_0, n_0, conf_level, corrected=False)


def miettinen_nurminen_ratio(events_1: int, n_1: int, events_0: int, n_0: int, *, conf_level: float) -> Interval:
    """Miettinen-Nurminen score interval of the ratio, with the factor N/(N - 1).

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate p1 / p0: inf with no event in the control alone, nan with none in either.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    At empty and full cells as ``koopman_ratio``. Slightly wider than that.

    References
    ----------
    Miettinen O, Nurminen M (1985) Stat Med 4:213-226, doi:10.1002/sim.4780040211.

    Examples
    --------
    >>> limits = miettinen_nurminen_ratio(15, 30, 0, 9, conf_level=0.95)
    >>> limits.estimate, round(limits.conf_low, 3), limits.conf_high
    (inf, 1.577, inf)
    """
    return _ratio(events_1, n_1, events_0, n_0, conf_level, corrected=True)


def conditional_exact_odds_ratio(events_1: int, n_1: int, events_0: int, n_0: int, *, conf_level: float) -> Interval:
    """Conditional odds ratio with central exact limits.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate: the conditional maximum likelihood, not the sample odds ratio.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    Estimate and lower limit 0 at the least number of treated events that the total allows, estimate
    and upper limit inf at the greatest. With no event at all, or only events: nan, (0, inf).
    Excludes 1 exactly where the one-sided Fisher p doubled is below alpha.

    References
    ----------
    Cornfield J (1956) Proc 3rd Berkeley Symp 4:135-148. Fisher RA (1935) JRSS 98:39-82.

    Examples
    --------
    >>> limits = conditional_exact_odds_ratio(15, 30, 0, 9, conf_level=0.95)
    >>> limits.estimate, round(limits.conf_low, 3), limits.conf_high
    (inf, 1.573, inf)
    """
    (events_1, n_1), (events_0, n_0) = validate_counts(events_1, n_1), validate_counts(events_0, n_0)
    level = validate_level(conf_level)
    if events_1 + events_0 in (0, n_1 + n_0):
        return Interval(math.nan, 0.0, math.inf, level)
    table = np.array([[events_1, n_1 - events_1], [events_0, n_0 - events_0]])
    result = odds_ratio(table, kind="conditional")
    limits = result.confidence_interval(level)
    return Interval(float(result.statistic), float(limits.low), float(limits.high), level)


def miettinen_nurminen_odds_ratio(events_1: int, n_1: int, events_0: int, n_0: int, *, conf_level: float) -> Interval:
    """Miettinen-Nurminen score interval of the odds ratio, with the factor N/(N - 1).

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate: the sample odds ratio, inf or 0 at one empty cell of a diagonal, nan at one of each.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    Lower limit 0 with no treated event or no control without one, upper limit inf with no control
    event or no treated patient without one. With no event at all, or only events: nan, (0, inf).

    References
    ----------
    Miettinen O, Nurminen M (1985) Stat Med 4:213-226, doi:10.1002/sim.4780040211.

    Examples
    --------
    >>> limits = miettinen_nurminen_odds_ratio(15, 30, 0, 9, conf_level=0.95)
    >>> limits.estimate, round(limits.conf_low, 3), limits.conf_high
    (inf, 2.059, inf)
    """
    (events_1, n_1), (events_0, n_0) = validate_counts(events_1, n_1), validate_counts(events_0, n_0)
    level = validate_level(conf_level)
    low, high = odds_ratio_limits(events_1, n_1, events_0, n_0, z=_quantile(level), corrected=True)
    estimate = _quotient(events_1 * (n_0 - events_0), (n_1 - events_1) * events_0)
    return Interval(estimate, float(low), float(high), level)


def _quantile(level: float) -> float:
    return float(-ndtri((1.0 - level) / 2))


def _quotient(numerator: int, denominator: int) -> float:
    if denominator == 0:
        return math.inf if numerator > 0 else math.nan
    return numerator / denominator


def _library_difference(method: str, events_1: int, n_1: int, events_0: int, n_0: int, conf_level: float) -> Interval:
    (events_1, n_1), (events_0, n_0) = validate_counts(events_1, n_1), validate_counts(events_0, n_0)
    level = validate_level(conf_level)
    low, high = confint_proportions_2indep(
        events_1, n_1, events_0, n_0, method=method, compare="diff", alpha=1.0 - level
    )
    return _clipped(events_1 / n_1 - events_0 / n_0, float(low), float(high), level)


def _ratio(events_1: int, n_1: int, events_0: int, n_0: int, conf_level: float, *, corrected: bool) -> Interval:
    (events_1, n_1), (events_0, n_0) = validate_counts(events_1, n_1), validate_counts(events_0, n_0)
    level = validate_level(conf_level)
    low, high = ratio_limits(events_1, n_1, events_0, n_0, z=_quantile(level), corrected=corrected)
    return Interval(_quotient(events_1 * n_0, n_1 * events_0), float(low), float(high), level)


def _clipped(estimate: float, low: float, high: float, conf_level: float) -> Interval:
    """Interval of a difference with its limits cut to -1..1, and a note where that cut."""
    cut = ["-1"] * (low < -1.0) + ["1"] * (high > 1.0)
    note = f"clipped at {' and '.join(cut)}" if cut else ""
    return Interval(estimate, max(low, -1.0), min(high, 1.0), conf_level, note)

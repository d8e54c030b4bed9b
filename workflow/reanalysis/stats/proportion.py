"""Intervals for one proportion.

The formulas with a beta or normal quantile come from statsmodels, with the method always named;
the closed end of the Jeffreys interval and the note on a clipped one are added, because it has
neither. The mid-p and Blaker intervals are own code because statsmodels and scipy have none
(statsmodels' ``binom_test`` misses parts of a disjoint acceptance region and is then too short).

In every function n = 0, a count outside 0..n or one that is not whole is a ValueError; one patient
is a valid sample.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from scipy.optimize import brentq
from scipy.special import betaincinv
from statsmodels.stats.proportion import proportion_confint

from ._binomial import lower_tail, mid_p_upper_tail, upper_tail
from ._validate import validate_alternative, validate_counts, validate_level
from .results import Interval


def clopper_pearson(events: int, n: int, *, conf_level: float) -> Interval:
    """Clopper-Pearson exact interval: both one-sided exact tests at half the error.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
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
    No event: (0, 1 - (alpha/2)**(1/n)); mirrored at n. One patient without the event: (0, 1 - alpha/2).
    Coverage is never below the level; at small n it is well above.

    References
    ----------
    Clopper CJ, Pearson ES (1934) Biometrika 26:404-413, doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> limits = clopper_pearson(6, 9, conf_level=0.95)
    >>> round(limits.conf_low, 4), round(limits.conf_high, 4)
    (0.2993, 0.9251)
    """
    return _library_interval("beta", events, n, conf_level)


def clopper_pearson_one_sided(events: int, n: int, *, conf_level: float, alternative: str) -> Interval:
    """Clopper-Pearson limit on one side, with the whole error on that side.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        One-sided level.
    alternative : {"less", "greater"}
        "less" gives [0, U] and "greater" [L, 1], as R's binom.test.

    Returns
    -------
    Interval
        Estimate events/n.

    Raises
    ------
    ValueError
        On counts, a level or an alternative out of range.

    Notes
    -----
    No event: (0, 1 - (1 - conf_level)**(1/n)), the exact form of the rule of three; mirrored at n.

    References
    ----------
    Clopper CJ, Pearson ES (1934) Biometrika 26:404-413, doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> round(clopper_pearson_one_sided(0, 30, conf_level=0.95, alternative="less").conf_high, 4)
    0.095
    """
    events, n = validate_counts(events, n)
    level = validate_level(conf_level)
    if validate_alternative(alternative, ("less", "greater")) == "less":
        high = float(betaincinv(events + 1, n - events, level)) if events < n else 1.0
        return Interval(events / n, 0.0, high, level)
    low = float(betaincinv(events, n - events + 1, 1.0 - level)) if events > 0 else 0.0
    return Interval(events / n, low, 1.0, level)


def wilson(events: int, n: int, *, conf_level: float) -> Interval:
    """Wilson score interval, without continuity correction.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
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
    No event: (0, z^2 / (n + z^2)); mirrored at n. Coverage is near the level on average and can
    fall to 0.85 at 95% close to rates of 0 and 1.

    References
    ----------
    Wilson EB (1927) JASA 22:209-212, doi:10.1080/01621459.1927.10502953; Newcombe RG (1998) Stat Med 17:857-872,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, method 3.

    Examples
    --------
    >>> limits = wilson(6, 9, conf_level=0.95)
    >>> round(limits.conf_low, 4), round(limits.conf_high, 4)
    (0.3542, 0.8794)
    """
    return _library_interval("wilson", events, n, conf_level)


def jeffreys(events: int, n: int, *, conf_level: float) -> Interval:
    """Jeffreys interval: equal tails of Beta(events + 1/2, n - events + 1/2), ends closed.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n, not the posterior mean.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    No event: the lower limit is 0 and not the quantile, which would exclude the estimate itself
    (2.8e-5 at 0/17); n events: the upper limit is 1.

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001) Stat Sci 16:101-133, doi:10.1214/ss/1009213286, section 3.1 (with the rule for
    the ends).

    Examples
    --------
    >>> limits = jeffreys(6, 9, conf_level=0.95)
    >>> round(limits.conf_low, 4), round(limits.conf_high, 4)
    (0.3478, 0.8958)
    """
    return _library_interval("jeffreys", events, n, conf_level)


def agresti_coull(events: int, n: int, *, conf_level: float) -> Interval:
    """Agresti-Coull interval: the Wald formula after z^2/2 is added to events and non-events.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n. Limits outside the unit interval are cut, and the note says so.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    With no event, or one, the formula's lower limit is often negative; mirrored at n.

    References
    ----------
    Agresti A, Coull BA (1998) Am Stat 52:119-126, doi:10.1080/00031305.1998.10480550. Brown LD, Cai TT, DasGupta A
    (2001), section 3.1.

    Examples
    --------
    >>> limits = agresti_coull(0, 17, conf_level=0.95)
    >>> limits.conf_low, round(limits.conf_high, 4), limits.note
    (0.0, 0.2163, 'clipped at 0')
    """
    events, n = validate_counts(events, n)
    level = validate_level(conf_level)
    low, high = proportion_confint(events, n, alpha=1.0 - level, method="agresti_coull")
    # The library cuts without a word. A limit at exactly 0 or 1 has been cut.
    cut = [end for end, limit in (("0", low), ("1", high)) if limit == float(end)]
    return Interval(events / n, low, high, level, f"clipped at {' and '.join(cut)}" if cut else "")


def mid_p(events: int, n: int, *, conf_level: float) -> Interval:
    """Mid-p interval: as Clopper-Pearson, but the observed count has half its probability in each tail.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
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
    No event: (0, 1 - alpha**(1/n)), the one-sided Clopper-Pearson limit of that level; mirrored at n.

    References
    ----------
    Lancaster HO (1961) JASA 56:223-234, doi:10.1080/01621459.1961.10482105. Newcombe RG (1998) Stat Med 17:857-872,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, method 6.

    Examples
    --------
    >>> limits = mid_p(6, 9, conf_level=0.95)
    >>> round(limits.conf_low, 4), round(limits.conf_high, 4)
    (0.3324, 0.9073)
    """
    events, n = validate_counts(events, n)
    level = validate_level(conf_level)
    low, mirror = (_mid_p_lower(count, n, 1.0 - level) for count in (events, n - events))
    return Interval(events / n, low, 1.0 - mirror, level)


def blaker(events: int, n: int, *, conf_level: float) -> Interval:
    """Blaker exact interval: the rates whose acceptability exceeds alpha.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    conf_level : float
        Two-sided level.

    Returns
    -------
    Interval
        Estimate events/n. Always inside the Clopper-Pearson interval of the same level.

    Raises
    ------
    ValueError
        On counts or a level out of range.

    Notes
    -----
    The acceptability of a rate is the smaller tail at the observed count, plus the largest tail on
    the other side that is no larger. The rates above alpha can form several pieces; the interval is
    their hull, found without a grid, which can miss a piece. 0 at no event, 1 at n events.

    References
    ----------
    Blaker H (2000) Can J Stat 28:783-798, doi:10.2307/3315916.

    Examples
    --------
    >>> limits = blaker(6, 9, conf_level=0.95)
    >>> round(limits.conf_low, 4), round(limits.conf_high, 4)
    (0.3161, 0.9023)
    """
    events, n = validate_counts(events, n)
    level = validate_level(conf_level)
    low, mirror = (_blaker_lower(count, n, 1.0 - level) for count in (events, n - events))
    return Interval(events / n, low, 1.0 - mirror, level)


def _library_interval(method: str, events: int, n: int, conf_level: float) -> Interval:
    events, n = validate_counts(events, n)
    level = validate_level(conf_level)
    low, high = proportion_confint(events, n, alpha=1.0 - level, method=method)
    return Interval(events / n, 0.0 if events == 0 else low, 1.0 if events == n else high, level)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=1e-300, rtol=1e-15, maxiter=1000))


def _mid_p_lower(events: int, n: int, alpha: float) -> float:
    if events == 0:
        return 0.0
    return _root(lambda rate: mid_p_upper_tail(events, n, rate) - alpha / 2, 0.0, 1.0)


def _blaker_lower(events: int, n: int, alpha: float) -> float:
    if events == 0:
        return 0.0
    start = float(betaincinv(events, n - events + 1, alpha / 2))
    # Below `start`, the Clopper-Pearson limit, nothing is acceptable. The limit is where the count
    # `opposite` joins the other tail, which makes the acceptability jump over alpha, or before that.
    opposite = bisect_right(range(events), alpha / 2, key=lambda count: lower_tail(count, n, start))

    def tail_difference(rate: float) -> float:
        return upper_tail(events, n, rate) - lower_tail(opposite, n, rate)

    def excess(rate: float) -> float:
        return upper_tail(events, n, rate) + lower_tail(opposite - 1, n, rate) - alpha

    if tail_difference(start) >= 0 or excess(start) >= 0:
        return start
    jump = _root(tail_difference, start, 1.0)
    return _root(excess, start, jump) if excess(jump) > 0 else jump

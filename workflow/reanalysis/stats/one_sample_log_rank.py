"""Survival of one group against a reference curve that is taken as known: the one-sample log-rank test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv

from ._normal import normal_p_value
from ._validate import validate_alpha, validate_alternative, validate_whole
from .event_rate import exact_poisson
from .reference_hazard import ReferenceHazard
from .survival_curve import kaplan_meier


@dataclass(frozen=True, slots=True)
class OneSampleLogRank:
    """Observed events against those that a reference curve predicts for the same time at risk.

    Attributes
    ----------
    observed : int
    expected : float
        Sum over the patients of the reference's cumulative hazard at their times.
    ratio : float
        observed / expected, the standardised mortality ratio: an estimate of the hazard ratio against the reference.
    conf_low, conf_high : float
        Limits of the ratio; nan for the test that has none.
    conf_level : float
    statistic : float
        The z statistic, positive with more events than expected; nan for the exact test.
    p_value : float
    alternative : str
    """

    observed: int
    expected: float
    ratio: float
    conf_low: float
    conf_high: float
    conf_level: float
    statistic: float
    p_value: float
    alternative: str


def observed_and_expected(times: ArrayLike, events: ArrayLike, reference: ReferenceHazard) -> tuple[int, float]:
    """Events of a group, and those expected from a reference.

    Parameters
    ----------
    times, events : array_like, shape (n,)
        As in `kaplan_meier`, in the unit of the reference.
    reference : ReferenceHazard

    Returns
    -------
    observed : int
    expected : float

    Raises
    ------
    ValueError
        As `kaplan_meier`; a time beyond the end of the reference, where nothing is known (`censor_at` cuts there).

    Notes
    -----
    No event: observed 0, expected as for any other data. All times 0: expected 0.

    Examples
    --------
    >>> observed, expected = observed_and_expected([3, 9, 14], [1, 0, 1], exponential_reference(8))
    >>> observed, round(expected, 4)
    (2, 2.2527)
    """
    curve = kaplan_meier(times, events)
    hazard = reference.at(np.asarray(times, dtype=np.float64))
    return curve.n_events, float(hazard.sum())


def censor_at(times: ArrayLike, events: ArrayLike, horizon: float) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """The same patients with follow-up ended at `horizon`.

    Parameters
    ----------
    times, events : array_like, shape (n,)
    horizon : float
        Later times become censorings at this one; an event at the horizon itself stays an event.

    Returns
    -------
    times, events : tuple

    Raises
    ------
    ValueError
        As `kaplan_meier`; horizon negative or missing.

    Notes
    -----
    Where a reference ends before the follow-up does, the test on the data cut there is valid: an end of follow-up
    fixed beforehand is independent censoring.

    Examples
    --------
    >>> censor_at([3, 9, 14], [1, 0, 1], 10)
    ((3.0, 9.0, 10.0), (1, 0, 0))
    """
    if not horizon >= 0.0:
        raise ValueError(f"horizon must not be negative or missing, not {horizon}")
    kaplan_meier(times, events)  # for its checks
    pairs = zip(np.asarray(times, dtype=np.float64).tolist(), np.asarray(events, dtype=np.int64).tolist(), strict=True)
    cut = [(time, event) if time <= horizon else (float(horizon), 0) for time, event in pairs]
    return tuple(time for time, _ in cut), tuple(event for _, event in cut)


def one_sample_exact(observed: int, expected: float, *, conf_level: float, alternative: str) -> OneSampleLogRank:
    """Exact one-sample log-rank test: the observed events as a Poisson count with the expected ones as mean.

    Parameters
    ----------
    observed : int
    expected : float
        From `observed_and_expected`, above 0.
    conf_level : float
        Two-sided level of the limits of the ratio, whatever the alternative.
    alternative : {"two_sided", "greater", "less"}
        "less": fewer events than expected, longer survival than the reference.

    Returns
    -------
    OneSampleLogRank

    Raises
    ------
    ValueError
        observed negative or not whole; expected not above 0 or not finite; level or alternative out of range.

    Notes
    -----
    Two-sided p is the smaller tail doubled, at most 1, so that it is below alpha exactly where Garwood's limits at
    level 1 - alpha exclude a ratio of 1. No event: ratio 0, lower limit 0, p "less" exp(-expected), p "greater" 1.
    Each patient's count of events is 0 or 1 with mean H0(t), so the Poisson distribution holds exactly only given the
    times at risk; it is the usual choice for few events, and somewhat conservative.

    References
    ----------
    Breslow NE (1975). Int Stat Rev 43:45-57, doi:10.2307/1402659. Finkelstein DM, Muzikansky A, Schoenfeld DA (2003). J
    Natl Cancer Inst 95:1434-1439. Garwood F (1936). Biometrika 28:437-442, doi:10.1093/biomet/28.3-4.437 (limits).

    Examples
    --------
    >>> test = one_sample_exact(3, 7.5, conf_level=0.95, alternative="less")
    >>> round(test.ratio, 3), round(test.conf_high, 3), round(test.p_value, 4)
    (0.4, 1.169, 0.0591)
    """
    _check(observed, expected, alternative)
    limits = exact_poisson(observed, expected, conf_level=conf_level)
    less = float(gammaincc(observed + 1, expected))
    greater = float(gammainc(observed, expected)) if observed else 1.0
    p_value = {"two_sided": min(1.0, 2.0 * min(less, greater)), "less": less, "greater": greater}[alternative]
    return OneSampleLogRank(
        int(observed), float(expected), limits.estimate, limits.conf_low, limits.conf_high, conf_level,
        math.nan, p_value, alternative,
    )  # fmt: skip


def one_sample_oe2(observed: int, expected: float, *, alternative: str) -> OneSampleLogRank:
    """One-sample log-rank test with (O + E) / 2 as the variance of O - E.

    Parameters
    ----------
    observed : int
    expected : float
        As in `one_sample_exact`.
    alternative : {"two_sided", "greater", "less"}
        "less": fewer events than expected.

    Returns
    -------
    OneSampleLogRank
        Without limits.

    Raises
    ------
    ValueError
        As `one_sample_exact`.

    Notes
    -----
    With the classical variance E the test is conservative in small samples; (O + E) / 2 holds its level better.
    No event: z = -sqrt(2 expected), defined.

    References
    ----------
    Wu J (2014). A new one-sample log-rank test. J Biomet Biostat 5:210. Classical form: Breslow NE (1975). Int Stat Rev
    43:45-57, doi:10.2307/1402659.

    Examples
    --------
    >>> test = one_sample_oe2(3, 7.5, alternative="less")
    >>> round(test.statistic, 4), round(test.p_value, 4)
    (-1.964, 0.0248)
    """
    _check(observed, expected, alternative)
    z = (observed - expected) / math.sqrt((observed + expected) / 2.0)
    return OneSampleLogRank(
        int(observed), float(expected), observed / expected, math.nan, math.nan, math.nan,
        z, normal_p_value(z, alternative), alternative,
    )  # fmt: skip


def tipping_median(observed: int, person_time: float, *, alpha: float, alternative: str) -> float:
    """Median of an exponential reference at which the one-sided exact test turns.

    Parameters
    ----------
    observed : int
        Events.
    person_time : float
        Sum of all times; its unit is the unit of the median.
    alpha : float
        One-sided level, such as 0.025 or 0.05.
    alternative : {"less", "greater"}
        "less" (fewer events than expected): references with a shorter median are beaten, those with a longer one not.
        "greater": references with a longer median are significantly better, those with a shorter one not.

    Returns
    -------
    float
        log 2 times person_time over the exact one-sided limit of the expected events.

    Raises
    ------
    ValueError
        observed negative or not whole; person_time not above 0 or not finite; alpha or alternative out of range.

    Notes
    -----
    No event: for "less" log 2 times person_time / -log(alpha); for "greater" inf, as no reference is better.

    Examples
    --------
    >>> round(tipping_median(3, 60, alpha=0.025, alternative="less"), 3)
    4.744
    """
    exact_poisson(observed, person_time, conf_level=1.0 - validate_alpha(alpha))  # for its checks
    if validate_alternative(alternative, ("less", "greater")) == "less":
        return math.log(2.0) * person_time / float(gammainccinv(observed + 1, alpha))
    return math.log(2.0) * person_time / float(gammaincinv(observed, alpha)) if observed else math.inf


def _check(observed: int, expected: float, alternative: str) -> None:
    if validate_whole("observed", observed) < 0:
        raise ValueError(f"observed must not be negative, not {observed}")
    if not 0.0 < expected < math.inf:
        raise ValueError(f"expected must be above 0 and finite, not {expected!r}: no test is possible")
    validate_alternative(alternative)

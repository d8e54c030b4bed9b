"""Methods that papers use and that are recognised here, never offered: too short, too small, or undefined at small
n.

In every function a group of 0 patients, a count outside its group or an alternative that is none is a ValueError.
"""

from __future__ import annotations

import math
from typing import Literal

from scipy.stats import binomtest, norm

from ._normal import normal_p_value
from ._validate import validate_alternative, validate_counts, validate_level, validate_rate
from .results import Interval, TestResult

_OF_SCIPY: dict[str, Literal["two-sided", "greater", "less"]] = {
    "two_sided": "two-sided",
    "greater": "greater",
    "less": "less",
}


def wald(events: int, n: int, *, conf_level: float) -> Interval:
    """The normal interval x/n +- z sqrt(x (n - x) / n^3), clipped to [0, 1].

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
    Only to recognise a printed interval: its width is 0 at no event, at n events and for one patient, and it covers
    far less than it says at small n (Brown, Cai and DasGupta 2001).

    References
    ----------
    Brown LD, Cai TT, DasGupta A (2001) Stat Sci 16:101-133, doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> wald(0, 17, conf_level=0.95)
    Interval(estimate=0.0, conf_low=0.0, conf_high=0.0, conf_level=0.95, note='')
    """
    events, n = validate_counts(events, n)
    rate, z = events / n, norm.isf((1 - validate_level(conf_level)) / 2)
    half = z * math.sqrt(rate * (1 - rate) / n)
    return Interval(rate, float(max(0.0, rate - half)), float(min(1.0, rate + half)), conf_level)


def minimum_likelihood_binomial(events: int, n: int, rate: float, *, alternative: str) -> TestResult:
    """The exact binomial test whose two-sided p sums the counts that are no more likely than the observed one.

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.
    rate : float
        Known rate under the null hypothesis, 0 and 1 included.
    alternative : {"two_sided", "greater", "less"}
        "greater": the true rate is above the known one.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        On counts, a rate or an alternative out of range.

    Notes
    -----
    What R's binom.test and scipy.stats.binomtest give (it is scipy's). Its two-sided p can be below alpha while the
    Clopper-Pearson interval holds the rate; `exact_binomial` cannot. One-sided the two are the same.

    References
    ----------
    Fay MP (2010) Biostatistics 11:373-374, doi:10.1093/biostatistics/kxp050.

    Examples
    --------
    >>> round(minimum_likelihood_binomial(51, 235, 1 / 6, alternative="two_sided").p_value, 4)
    0.0437
    """
    events, n = validate_counts(events, n)
    sided = _OF_SCIPY[validate_alternative(alternative)]
    return TestResult(float(binomtest(events, n, validate_rate(rate), alternative=sided).pvalue), alternative)


def chi_square(
    events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str, corrected: bool = False
) -> TestResult:
    """Pearson's chi-square test of two proportions.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    alternative : {"two_sided", "greater", "less"}
        "greater": a higher rate in group 1; one-sided is the normal tail on that side of the root of chi-square.
    corrected : bool
        With Yates' continuity correction.

    Returns
    -------
    TestResult
        Its statistic is chi-square on one degree of freedom.

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    Nobody or everybody with the event: chi-square 0 and p = 1, whatever the alternative. Equal rates: chi-square 0,
    two-sided p = 1. Too small a p where few events are expected: `boschloo` and `fisher` are exact.

    References
    ----------
    Pearson K (1900) Philos Mag 50:157-175, doi:10.1080/14786440009463897. Yates F (1934) Suppl J R Stat Soc 1:217-235,
    doi:10.2307/2983604.

    Examples
    --------
    >>> result = chi_square(7, 34, 1, 34, alternative="two_sided")
    >>> round(result.statistic, 4), round(result.p_value, 4)
    (5.1, 0.0239)
    """
    events_1, n_1 = validate_counts(events_1, n_1)
    events_0, n_0 = validate_counts(events_0, n_0)
    validate_alternative(alternative)
    total, n = events_1 + events_0, n_1 + n_0
    if total in (0, n):
        return TestResult(1.0, alternative, statistic=0.0)
    difference = events_1 / n_1 - events_0 / n_0
    size = max(0.0, abs(difference) - (0.5 * (1 / n_1 + 1 / n_0) if corrected else 0.0))
    z = math.copysign(size / math.sqrt(total / n * (1 - total / n) * (1 / n_1 + 1 / n_0)), difference)
    return TestResult(normal_p_value(z, alternative), alternative, statistic=z * z)


def yates(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """Pearson's chi-square test with Yates' continuity correction: `chi_square` with ``corrected=True``.

    Parameters
    ----------
    events_1, n_1, events_0, n_0, alternative
        As in `chi_square`.

    Returns
    -------
    TestResult

    Raises
    ------
    ValueError
        As `chi_square`.

    Notes
    -----
    The correction is not larger than the difference, as in R: where it would be, chi-square is 0 and p = 1.

    References
    ----------
    Yates F (1934) Suppl J R Stat Soc 1:217-235, doi:10.2307/2983604.

    Examples
    --------
    >>> round(yates(7, 34, 1, 34, alternative="two_sided").p_value, 4)
    0.0598
    """
    return chi_square(events_1, n_1, events_0, n_0, alternative=alternative, corrected=True)

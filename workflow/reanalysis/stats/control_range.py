"""What several historical controls say of the next one: the range of its true rate, and what a design's p0 costs then.

A control that is pooled as one large group is more certain than any next group of such patients can be. The range of
one more study takes the scatter between the controls in.

References
----------
Higgins JPT, Thompson SG, Spiegelhalter DJ (2009) J R Stat Soc A 172:137-159, doi:10.1111/j.1467-985X.2008.00552.x.
Simon R (1989) Control Clin Trials 10:1-10, doi:10.1016/0197-2456(89)90015-9: the two-stage design.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from .map_prior import map_prior
from .random_intercept import random_intercept_proportion
from .simon import operating_characteristics

# Rates at which a design is looked at: equal shares of the distribution of the next control's rate.
SHARES = 400


@dataclass(frozen=True, slots=True)
class ControlRange:
    """Mean of several controls and the range of the next one, as rates.

    Attributes
    ----------
    mean, mean_low, mean_high : float
        Mean by the random-intercept model, with its limits.
    low, high : float
        Limits between which the true rate of one more control lies.
    naive : float
        All controls as one group; for comparison only.
    tau : float
        Standard deviation between the controls, on the logit scale.
    df : float
        Degrees of freedom of the limits; inf for normal ones.
    k : int
        Number of controls.
    conf_level : float
    note : str
    """

    mean: float
    mean_low: float
    mean_high: float
    low: float
    high: float
    naive: float
    tau: float
    df: float
    k: int
    conf_level: float
    note: str = ""

    def contains(self, rate: float) -> bool:
        """Whether a rate lies within the range of one more control, limits included."""
        return self.low <= rate <= self.high


def control_range(
    events: Sequence[int | tuple[int, int]], n: Sequence[int], *, conf_level: float = 0.95
) -> ControlRange:
    """The range of the true rate of one more control.

    Parameters
    ----------
    events : sequence of int or of (lowest, highest)
        Patients with the event in each control, or the lowest and highest number that it may be.
    n : sequence of int
        Patients of each control.
    conf_level : float
        Two-sided level.

    Returns
    -------
    ControlRange
        With one control nothing is known of the scatter: the range is that of its own rate, which the note says.

    Raises
    ------
    ValueError
        As `random_intercept_proportion`.

    Examples
    --------
    >>> found = control_range([8, 5, 0, 12, 3], [30, 24, 17, 41, 19])
    >>> round(found.mean, 3), round(found.low, 3), round(found.high, 3), round(found.naive, 3)
    (0.202, 0.07, 0.459, 0.214)
    """
    pool = random_intercept_proportion(events, n, conf_level=conf_level)
    middles = [one if not isinstance(one, tuple) else (one[0] + one[1]) / 2 for one in events]
    note = "one control says nothing of how far another may lie from it" if len(n) == 1 else pool.note
    mean, mean_low, mean_high, low, high = (
        float(expit(value))
        for value in (pool.estimate, pool.conf_low, pool.conf_high, pool.prediction_low, pool.prediction_high)
    )
    naive = float(sum(middles)) / sum(n)
    return ControlRange(
        mean, mean_low, mean_high, low, high, naive, pool.tau2**0.5, pool.df, pool.k, conf_level, note
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrueAlpha:
    """The chance that a design calls a drug promising that is as good as one more control.

    Attributes
    ----------
    planned : float
        At the design's p0.
    expected : float
        Over what the controls say of the rate of one more of them.
    above : float
        Probability that the true rate of one more control is above p0.
    """

    planned: float
    expected: float
    above: float


def true_alpha(
    events: Sequence[int], n: Sequence[int], *, p0: float, r1: int, n1: int, r: int, n_total: int
) -> TrueAlpha:
    """Type I error of a two-stage design whose p0 was taken from these controls.

    Parameters
    ----------
    events, n : sequence of int
        The controls.
    p0 : float
        The design's rate of no interest.
    r1, n1, r, n_total : int
        The design; r1 and r are the largest numbers that are not enough.

    Returns
    -------
    TrueAlpha
        The rate of one more control is distributed as the meta-analytic predictive prior says.

    Raises
    ------
    ValueError
        As `map_prior` and `operating_characteristics`.

    Examples
    --------
    >>> found = true_alpha([8, 5, 0, 12, 3], [30, 24, 17, 41, 19], p0=0.2, r1=3, n1=13, r=12, n_total=43)
    >>> round(found.planned, 3), round(found.expected, 2), round(found.above, 2)
    (0.05, 0.19, 0.5)
    """
    predictive = map_prior(events, n).predictive
    rates = predictive.quantiles([(number + 0.5) / SHARES for number in range(SHARES)])
    planned = operating_characteristics(p0, r1=r1, n1=n1, r=r, n=n_total).rejection
    found = [operating_characteristics(rate, r1=r1, n1=n1, r=r, n=n_total).rejection for rate in rates]
    return TrueAlpha(planned, float(np.mean(found)), predictive.probability_above(p0))

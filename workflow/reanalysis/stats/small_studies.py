"""Do small studies differ from large ones, and does one study carry the result?

References
----------
Egger M, Davey Smith G, Schneider M, Minder C (1997) BMJ 315:629-634, doi:10.1136/bmj.315.7109.629. Peters JL, Sutton
AJ, Jones DR, Abrams KR, Rushton L (2006) JAMA 295:676-680, doi:10.1001/jama.295.6.676. Sterne JAC et al. (2011) BMJ
343:d4002, doi:10.1136/bmj.d4002: not below ten studies. Baujat B, Mahe C, Pignon JP, Hill C (2002) Stat Med
21:2641-2652, doi:10.1002/sim.1221.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from .pooled import Pooled
from .random_effects import random_effects

FEWEST_STUDIES = 10


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """Slope of the effect on a measure of imprecision, its t statistic on df degrees of freedom and two-sided p."""

    slope: float
    std_error: float
    t: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True)
class Influence:
    """What one study does to a pool: the pool without it, its pull on the mean and on Q, and its standardised residual.

    `q_share` is its part of Cochran's Q (the x of Baujat's plot) and `pull` the squared move of the fixed-effect mean
    in standard errors of the mean without it (its y).
    """

    without: Pooled
    q_share: float
    pull: float
    residual: float


def egger(effects: Sequence[float], variances: Sequence[float]) -> Asymmetry:
    """Regression of the effects on their standard errors, weighted by 1 / variance.

    Parameters
    ----------
    effects, variances : sequence of float, shape (k,)
        Effect of each study and its sampling variance.

    Returns
    -------
    Asymmetry

    Raises
    ------
    ValueError
        Below ten studies, or where all standard errors are equal.

    Notes
    -----
    For proportions on the log-odds scale effect and standard error are tied to each other, so the test rejects too
    often.

    Examples
    --------
    >>> effects = [0.1, 0.3, 0.2, 0.5, 0.4, 0.2, 0.6, 0.3, 0.8, 0.5]
    >>> variances = [0.01, 0.02, 0.02, 0.05, 0.04, 0.03, 0.09, 0.03, 0.12, 0.06]
    >>> round(egger(effects, variances).slope, 3)
    2.706
    """
    y, v = np.asarray(effects, dtype=float), np.asarray(variances, dtype=float)
    return _weighted_slope(y, np.sqrt(v), 1 / v)


def peters(log_odds_ratios: Sequence[float], events: Sequence[int], n: Sequence[int]) -> Asymmetry:
    """Regression of log odds ratios on 1 / n, weighted by events x (n - events) / n of both groups together.

    Parameters
    ----------
    log_odds_ratios : sequence of float, shape (k,)
    events, n : sequence of int, shape (k,)
        Patients with the event and patients in all, of both groups together.

    Returns
    -------
    Asymmetry

    Raises
    ------
    ValueError
        Below ten studies, or where all sizes are equal.

    Examples
    --------
    >>> ratios = [0.1, 0.3, 0.2, 0.5, 0.4, 0.2, 0.6, 0.3, 0.8, 0.5]
    >>> events, n = [40, 30, 32, 12, 15, 20, 8, 21, 5, 11], [200, 150, 160, 60, 70, 100, 40, 110, 30, 55]
    >>> round(peters(ratios, events, n).slope, 3)
    23.771
    """
    y, x, total = (np.asarray(one, dtype=float) for one in (log_odds_ratios, events, n))
    return _weighted_slope(y, 1 / total, x * (total - x) / total)


def influence(
    effects: Sequence[float],
    variances: Sequence[float],
    *,
    estimator: str,
    knapp_hartung: bool = False,
    conf_level: float = 0.95,
) -> tuple[Influence, ...]:
    """Every study left out in turn. Needs two studies or more.

    Parameters
    ----------
    effects, variances, estimator, knapp_hartung, conf_level
        As in `random_effects`.

    Returns
    -------
    tuple of Influence
        In the order of the studies.

    Raises
    ------
    ValueError
        As `random_effects`; with fewer than two studies.

    Examples
    --------
    >>> found = influence([0.2, 0.8, -0.1], [0.04, 0.09, 0.05], estimator="dl")
    >>> [round(one.without.estimate, 3) for one in found]
    [0.328, 0.067, 0.458]
    """
    y, v = list(effects), list(variances)
    if len(y) < 2:
        raise ValueError("one study cannot be left out of one")
    whole = random_effects(y, v, estimator="fixed", conf_level=conf_level)
    found = []
    for index in range(len(y)):
        rest, rest_v = y[:index] + y[index + 1 :], v[:index] + v[index + 1 :]
        without = random_effects(rest, rest_v, estimator=estimator, knapp_hartung=knapp_hartung, conf_level=conf_level)
        fixed = random_effects(rest, rest_v, estimator="fixed", conf_level=conf_level)
        distance = y[index] - without.estimate
        spread = math.sqrt(v[index] + without.tau2 + without.std_error**2)
        found.append(
            Influence(
                without,
                (y[index] - whole.estimate) ** 2 / v[index],
                ((whole.estimate - fixed.estimate) / fixed.std_error) ** 2,
                distance / spread,
            )
        )
    return tuple(found)


def _weighted_slope(y: np.ndarray, x: np.ndarray, w: np.ndarray) -> Asymmetry:
    if len(y) < FEWEST_STUDIES:
        raise ValueError(f"asymmetry is not tested below {FEWEST_STUDIES} studies")
    middle = (w @ x) / w.sum()
    spread = float(w @ (x - middle) ** 2)
    if spread <= 1e-12 * float(w @ x**2):
        raise ValueError("all studies are equally precise")
    slope = float(w @ ((x - middle) * y)) / spread
    residual = y - (w @ y) / w.sum() - slope * (x - middle)
    df = len(y) - 2
    error = math.sqrt(float(w @ residual**2) / df / spread)
    t = slope / error if error else math.copysign(math.inf, slope)
    return Asymmetry(slope, error, t, df, float(2 * stdtr(df, -abs(t))))

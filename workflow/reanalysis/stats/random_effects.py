"""Random-effects means of effects with known variances, and regression of them on covariates.

Model: y_i = x_i' b + u_i + e_i with e_i normal (0, v_i), v_i known, and u_i normal (0, tau2). tau2 is estimated by
restricted maximum likelihood ("reml"), by Paule and Mandel ("pm") or by DerSimonian and Laird ("dl"); "fixed" takes
it as 0. statsmodels has the last two only, may return a negative tau2 ("dl") or 0 from a poor start ("pm"), and no
limits of tau2: it is the second source of the tests, not the engine.

References
----------
DerSimonian R, Laird N (1986) Control Clin Trials 7:177-188, doi:10.1016/0197-2456(86)90046-2. Paule RC, Mandel J
(1982) J Res Natl Bur Stand 87:377-385, doi:10.6028/jres.087.022. Viechtbauer W (2005) J Educ Behav Stat 30:261-293,
doi:10.3102/10769986030003261 (REML). Viechtbauer W (2007) Stat Med 26:37-52, doi:10.1002/sim.2514 (Q-profile limits).
Knapp G, Hartung J (2003) Stat Med 22:2693-2710, doi:10.1002/sim.1482. Higgins JPT, Thompson SG (2002) Stat Med
21:1539-1558, doi:10.1002/sim.1186 (I-squared and the typical variance).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import chdtrc, chdtri

from ._validate import validate_level
from .pooled import Pooled, pooled

FloatArray = NDArray[np.float64]

ESTIMATORS = ("reml", "pm", "dl", "fixed")
# With so few studies the factor of Knapp and Hartung is not allowed to shorten an interval.
FEW_STUDIES = 5
# Points of the grid on which the highest restricted likelihood is looked for.
GRID = 60


@dataclass(frozen=True, slots=True)
class Heterogeneity:
    """How much the studies differ beyond chance.

    Attributes
    ----------
    q, df, p_value : float
        Cochran's Q, its degrees of freedom and the probability of a larger one if all true effects were equal.
    tau2 : float
        Variance between the true effects.
    tau2_low, tau2_high : float
        Q-profile limits of tau2; nan with one study.
    i2, i2_low, i2_high : float
        Share of the variance of the effects that is between studies, 0 to 1: tau2 / (tau2 + typical variance).
    conf_level : float
        Level of the limits.
    """

    q: float
    df: int
    p_value: float
    tau2: float
    tau2_low: float
    tau2_high: float
    i2: float
    i2_low: float
    i2_high: float
    conf_level: float


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient of a meta-regression: estimate, standard error, limits and two-sided p."""

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    p_value: float


@dataclass(frozen=True, slots=True)
class MetaRegression:
    """Coefficients (the intercept first), the residual heterogeneity, and degrees of freedom of the t distribution."""

    coefficients: tuple[Coefficient, ...]
    tau2: float
    q: float
    df: int
    q_p_value: float
    conf_level: float


def random_effects(
    effects: Sequence[float],
    variances: Sequence[float],
    *,
    estimator: str,
    knapp_hartung: bool = False,
    conf_level: float = 0.95,
) -> Pooled:
    """Mean of the true effects of studies.

    Parameters
    ----------
    effects, variances : sequence of float
        Effect of each study on an additive scale, and its sampling variance (above 0). At least one study.
    estimator : {"reml", "pm", "dl", "fixed"}
        How tau2 is estimated.
    knapp_hartung : bool
        Standard error by Knapp and Hartung with t on k - 1 degrees of freedom instead of the normal distribution. The
        factor is kept at 1 or above if and only if there are at most five studies.
    conf_level : float
        Two-sided level of limits and prediction.

    Returns
    -------
    Pooled
        With one study tau2 is 0, and the limits are those of the study (unbounded with `knapp_hartung`).

    Raises
    ------
    ValueError
        For no study, unequal lengths, a variance of 0 or less, an unknown estimator or a level outside (0, 1).

    Examples
    --------
    >>> found = random_effects([0.2, 0.8, -0.1], [0.04, 0.09, 0.05], estimator="dl")
    >>> round(found.estimate, 4), round(found.tau2, 4)
    (0.2621, 0.1064)
    """
    y, v = _checked(effects, variances)
    validate_level(conf_level)
    ones = np.ones((len(y), 1))
    tau2 = _tau2(y, v, ones, estimator)
    w = 1 / (v + tau2)
    total = float(w.sum())
    mean = float(w @ y) / total
    variance, df = 1 / total, math.inf
    if knapp_hartung:
        df = len(y) - 1
        factor = float(w @ (y - mean) ** 2) / df if df else 1.0
        variance *= max(factor, 1.0) if len(y) <= FEW_STUDIES else factor
    return pooled(
        mean,
        math.sqrt(variance),
        tau2=tau2,
        df=df,
        conf_level=conf_level,
        k=len(y),
        weights=tuple(float(weight) for weight in w / total),
    )


def heterogeneity(
    effects: Sequence[float], variances: Sequence[float], *, estimator: str, conf_level: float = 0.95
) -> Heterogeneity:
    """Cochran's Q, tau2 with its Q-profile limits, and I-squared.

    Parameters
    ----------
    effects, variances, estimator, conf_level
        As in `random_effects`.

    Returns
    -------
    Heterogeneity

    Raises
    ------
    ValueError
        As `random_effects`.

    Notes
    -----
    With one study Q is 0, its p 1, and limits are nan. Limits of tau2 below 0 are 0.

    Examples
    --------
    >>> found = heterogeneity([0.2, 0.8, -0.1], [0.04, 0.09, 0.05], estimator="dl")
    >>> round(found.q, 3), found.df, round(found.i2, 3)
    (5.792, 2, 0.655)
    """
    y, v = _checked(effects, variances)
    validate_level(conf_level)
    ones, df = np.ones((len(y), 1)), len(y) - 1
    tau2 = _tau2(y, v, ones, estimator)
    if df == 0:
        nan = math.nan
        return Heterogeneity(0.0, 0, 1.0, tau2, nan, nan, 0.0, nan, nan, conf_level)
    q, w = _generalised_q(0.0, y, v, ones), 1 / v
    typical = df / (w.sum() - (w**2).sum() / w.sum())
    tail = (1 - conf_level) / 2
    low, high = (_root_of_q(y, v, ones, float(chdtri(df, p))) for p in (tail, 1 - tail))
    i2, i2_low, i2_high = (float(value / (value + typical)) for value in (tau2, low, high))
    return Heterogeneity(q, df, float(chdtrc(df, q)), tau2, low, high, i2, i2_low, i2_high, conf_level)


def meta_regression(
    effects: Sequence[float],
    variances: Sequence[float],
    covariates: Sequence[Sequence[float]],
    *,
    estimator: str = "reml",
    conf_level: float = 0.95,
) -> MetaRegression:
    """Regression of studies' effects on covariates, with standard errors by Knapp and Hartung and t on k - p.

    Parameters
    ----------
    effects, variances, estimator, conf_level
        As in `random_effects`.
    covariates : sequence of sequence of float
        For each study its covariates, without the intercept.

    Returns
    -------
    MetaRegression

    Raises
    ------
    ValueError
        As `random_effects`; also where there are no more studies than coefficients or a covariate is constant.

    Examples
    --------
    >>> found = meta_regression([0.2, 0.8, -0.1, 0.5], [0.04, 0.09, 0.05, 0.06], [[1.0], [3.0], [0.0], [2.0]])
    >>> [round(one.estimate, 4) for one in found.coefficients]
    [-0.1, 0.3]
    """
    y, v = _checked(effects, variances)
    x = np.column_stack([np.ones(len(y)), np.asarray(covariates, dtype=float).reshape(len(y), -1)])
    df = len(y) - x.shape[1]
    if df < 1:
        raise ValueError(f"{x.shape[1]} coefficients need more than {len(y)} studies")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise ValueError("a covariate is constant, or the others determine it")
    tau2 = _tau2(y, v, x, estimator)
    w = 1 / (v + tau2)
    inverse = np.linalg.inv(x.T @ (w[:, None] * x))
    b = inverse @ (x.T @ (w * y))
    covariance = inverse * float(w @ (y - x @ b) ** 2) / df
    coefficients = []
    for index in range(x.shape[1]):
        error = math.sqrt(covariance[index, index])
        one = pooled(float(b[index]), error, tau2=math.nan, df=df, conf_level=conf_level, k=len(y))
        p_value = _two_sided_t(float(b[index]) / error, df) if error else math.nan
        coefficients.append(Coefficient(one.estimate, error, one.conf_low, one.conf_high, p_value))
    q = _generalised_q(0.0, y, v, x)
    return MetaRegression(tuple(coefficients), tau2, q, df, float(chdtrc(df, q)), conf_level)


def _two_sided_t(t: float, df: int) -> float:
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def _checked(effects: Sequence[float], variances: Sequence[float]) -> tuple[FloatArray, FloatArray]:
    y, v = np.asarray(effects, dtype=float), np.asarray(variances, dtype=float)
    if y.ndim != 1 or y.shape != v.shape or not len(y):
        raise ValueError("effects and variances must be two lists of the same length, with one study or more")
    if not (np.isfinite(y).all() and np.isfinite(v).all() and (v > 0).all()):
        raise ValueError("effects must be finite, and variances finite and above 0")
    return y, v


def _tau2(y: FloatArray, v: FloatArray, x: FloatArray, estimator: str) -> float:
    if estimator not in ESTIMATORS:
        raise ValueError(f"estimator must be one of {', '.join(ESTIMATORS)}, not {estimator!r}")
    if estimator == "fixed" or len(y) <= x.shape[1]:
        return 0.0
    if estimator == "dl":
        return _dersimonian_laird(y, v, x)
    if estimator == "pm":
        return _root_of_q(y, v, x, float(len(y) - x.shape[1]))
    return _reml(y, v, x)


def _generalised_q(tau2: float, y: FloatArray, v: FloatArray, x: FloatArray) -> float:
    w = 1 / (v + tau2)
    if x.shape[1] == 1:  # a mean alone needs no matrices, and is what thousands of sets ask for
        return float(w @ (y - (w @ y) / w.sum()) ** 2)
    b = np.linalg.solve(x.T @ (w[:, None] * x), x.T @ (w * y))
    return float(w @ (y - x @ b) ** 2)


def _dersimonian_laird(y: FloatArray, v: FloatArray, x: FloatArray) -> float:
    w = 1 / v
    inner = np.linalg.solve(x.T @ (w[:, None] * x), x.T @ ((w**2)[:, None] * x))
    excess = _generalised_q(0.0, y, v, x) - (len(y) - x.shape[1])
    estimate: float = max(0.0, excess / float(w.sum() - np.trace(inner)))
    return estimate


def _root_of_q(y: FloatArray, v: FloatArray, x: FloatArray, wanted: float) -> float:
    """tau2 at which the generalised Q, which falls with tau2, has a value; 0 where it is below it already."""
    if _generalised_q(0.0, y, v, x) <= wanted:
        return 0.0
    high = float(v.max() + np.ptp(y) ** 2)
    while _generalised_q(high, y, v, x) > wanted:
        high *= 4
    return float(brentq(lambda tau2: _generalised_q(tau2, y, v, x) - wanted, 0.0, high, xtol=1e-14, rtol=1e-13))


def _reml(y: FloatArray, v: FloatArray, x: FloatArray) -> float:
    """tau2 of the highest restricted likelihood: the best of a grid, then the root of the score beside it."""
    spread = float(v.max() + np.ptp(y) ** 2)
    grid = np.concatenate([[0.0], np.geomspace(float(v.min()) * 1e-4, spread * 4, GRID)])
    best = int(np.argmax(_restricted_likelihood(grid, y, v, x)))
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    score = [_score(float(end), y, v, x) for end in (low, high)]
    if best == 0 and score[0] <= 0:
        return 0.0
    if score[0] > 0 > score[1]:
        return float(brentq(_score, low, high, args=(y, v, x), xtol=1e-14, rtol=1e-13))
    return float(grid[best])


def _restricted_likelihood(grid: FloatArray, y: FloatArray, v: FloatArray, x: FloatArray) -> FloatArray:
    w = 1 / (v + grid[:, None])
    information = np.einsum("gk,ki,kj->gij", w, x, x)
    b = np.linalg.solve(information, np.einsum("gk,ki,k->gi", w, x, y)[..., None])[..., 0]
    residual = y - b @ x.T
    log_determinant = np.linalg.slogdet(information)[1]
    likelihood: FloatArray = 0.5 * (np.log(w).sum(1) - log_determinant - (w * residual**2).sum(1))
    return likelihood


def _score(tau2: float, y: FloatArray, v: FloatArray, x: FloatArray) -> float:
    w = 1 / (v + tau2)
    if x.shape[1] == 1:
        total, squares = w.sum(), w * w
        return float(squares @ (y - (w @ y) / total) ** 2 - total + squares.sum() / total) / 2
    inverse = np.linalg.inv(x.T @ (w[:, None] * x))
    residual = y - x @ (inverse @ (x.T @ (w * y)))
    trace = w.sum() - np.trace(inverse @ (x.T @ ((w**2)[:, None] * x)))
    return float((w**2) @ residual**2 - trace) / 2

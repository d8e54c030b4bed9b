"""What a pool of several studies gives: the result class of every model, and the limits that they share.

A model works on a scale (log-odds, arcsine, logarithm) and hands back an estimate, its standard error and the
variance between studies on that scale. Limits of the mean and the prediction interval of one more study follow from
them here, so that no two models differ in anything but their model.

References
----------
Higgins JPT, Thompson SG, Spiegelhalter DJ (2009) J R Stat Soc A 172:137-159, doi:10.1111/j.1467-985X.2008.00552.x:
the prediction interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import ndtri, stdtrit

from .results import Interval


@dataclass(frozen=True, slots=True)
class Pooled:
    """A mean over studies on the scale of the model.

    Attributes
    ----------
    estimate, std_error : float
        Mean of the studies' effects and its standard error; an estimate at the border of its range (-inf, inf) has
        no standard error (nan).
    conf_low, conf_high : float
        Limits of the mean.
    prediction_low, prediction_high : float
        Limits between which the true effect of one more study lies.
    tau2 : float
        Variance of the true effects between studies; nan where a model has none.
    df : float
        Degrees of freedom of the t distribution that the limits use; inf means the normal distribution.
    conf_level : float
        Level of all limits.
    k : int
        Number of studies.
    weights : tuple of float
        Share of each study in the mean; they add up to 1. Empty where a model has no such weights.
    note : str
        What a reader of the limits must know.
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    prediction_low: float
    prediction_high: float
    tau2: float
    df: float
    conf_level: float
    k: int
    weights: tuple[float, ...] = ()
    note: str = ""

    def mean(self, back: Callable[[float], float]) -> Interval:
        """The mean on the reader's scale; `back` must be increasing."""
        return Interval(back(self.estimate), back(self.conf_low), back(self.conf_high), self.conf_level, self.note)

    def prediction(self, back: Callable[[float], float]) -> Interval:
        """The prediction interval on the reader's scale; `back` must be increasing."""
        return Interval(
            back(self.estimate), back(self.prediction_low), back(self.prediction_high), self.conf_level, self.note
        )


def quantile(df: float, conf_level: float) -> float:
    """Two-sided quantile of the t distribution; of the normal distribution for infinite degrees of freedom.

    Parameters
    ----------
    df : float
        Degrees of freedom; inf for the normal distribution.
    conf_level : float
        Two-sided level.

    Returns
    -------
    float

    Examples
    --------
    >>> round(quantile(math.inf, 0.95), 4), round(quantile(13, 0.95), 4)
    (1.96, 2.1604)
    """
    upper = 0.5 + conf_level / 2
    return float(ndtri(upper)) if math.isinf(df) else float(stdtrit(df, upper))


def pooled(
    estimate: float,
    std_error: float,
    *,
    tau2: float,
    df: float,
    conf_level: float,
    k: int,
    weights: tuple[float, ...] = (),
    note: str = "",
) -> Pooled:
    """Limits of the mean, and of one more study, around an estimate on the model's scale.

    Parameters
    ----------
    estimate, std_error, tau2, df, conf_level, k, weights, note
        As the attributes of `Pooled`.

    Returns
    -------
    Pooled

    Notes
    -----
    With one study the t distribution has no degree of freedom: the limits are then unbounded.

    Examples
    --------
    >>> found = pooled(0.5, 0.2, tau2=0.1, df=4, conf_level=0.95, k=5)
    >>> round(found.conf_low, 4), round(found.prediction_low, 4)
    (-0.0553, -0.5389)
    """
    z = quantile(df, conf_level) if df > 0 else math.inf
    half, wide = z * std_error, z * math.hypot(std_error, math.sqrt(tau2)) if not math.isnan(tau2) else math.nan
    return Pooled(
        estimate,
        std_error,
        estimate - half,
        estimate + half,
        estimate - wide,
        estimate + wide,
        tau2,
        df,
        conf_level,
        k,
        weights,
        note,
    )

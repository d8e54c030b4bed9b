"""Cumulative hazards of a reference that is taken as known: a median, printed points of a curve, another curve."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .survival_curve import TIME_TOLERANCE, KaplanMeier

RULES = ("piecewise_exponential", "step")
ESTIMATORS = ("nelson_aalen", "product_limit")


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceHazard:
    """The cumulative hazard H of a reference; S is exp(-H).

    Attributes
    ----------
    time, hazard : array of float, shape (k,)
        H at each of the times, ascending, from time 0 on.
    rule : {"piecewise_exponential", "step"}
        H between two times: linear (the hazard is constant), or that of the earlier one.
    last_time : float
        End of the reference, inf for an exponential one.
    """

    time: NDArray[np.float64]
    hazard: NDArray[np.float64]
    rule: str
    last_time: float

    def at(self, times: ArrayLike) -> NDArray[np.float64]:
        """H at the times.

        Raises
        ------
        ValueError
            A time negative or missing, or beyond `last_time`: nothing is extrapolated.

        Notes
        -----
        A time that is beyond the end, or before a step, by no more than the tolerance of tied times (1.5e-8, relative
        above 1) counts as there.
        """
        t = np.asarray(times, dtype=np.float64)
        if not (t >= 0.0).all():
            raise ValueError("times must not be negative or missing")
        slack = TIME_TOLERANCE * np.maximum(1.0, t)
        beyond = int(np.count_nonzero(t - slack > self.last_time))
        if beyond:
            raise ValueError(f"{beyond} of {t.size} times lie beyond the end of the reference, {self.last_time:g}")
        if self.rule == "step":
            return self.hazard[self.time.searchsorted(t + slack, side="right") - 1]
        hazard: NDArray[np.float64]
        if math.isinf(self.last_time):
            hazard = t * self.hazard[-1] / self.time[-1]
        else:
            hazard = np.interp(t, self.time, self.hazard)
        return hazard


def exponential_reference(median: float) -> ReferenceHazard:
    """Reference with a constant hazard.

    Parameters
    ----------
    median : float
        Median time, above 0 and finite; its unit is the unit of the reference.

    Returns
    -------
    ReferenceHazard
        H(t) = log(2) t / median, without end.

    Raises
    ------
    ValueError
        median not above 0 or not finite.

    Notes
    -----
    That the hazard is constant is an assumption which a median alone cannot support; whoever uses it has to say so.

    Examples
    --------
    >>> exponential_reference(8).at([0, 8, 16]).round(4).tolist()
    [0.0, 0.6931, 1.3863]
    """
    if not 0.0 < median < math.inf:
        raise ValueError(f"median must be above 0 and finite, not {median!r}")
    return _reference([0.0, float(median)], [0.0, math.log(2.0)], "piecewise_exponential", math.inf)


def points_reference(times: ArrayLike, survival: ArrayLike, *, rule: str) -> ReferenceHazard:
    """Reference known at some times only, such as survival at 1, 2 and 5 years.

    Parameters
    ----------
    times : array_like, shape (k,)
        Above 0 (or 0 with survival 1), ascending.
    survival : array_like, shape (k,)
        S at the times as fractions, above 0, never rising.
    rule : {"piecewise_exponential", "step"}
        Between two points the hazard is constant, or S stays at the earlier point's value. The step rule gives fewer
        expected events than any curve through the points, and is a bound rather than an estimate.

    Returns
    -------
    ReferenceHazard
        From S(0) = 1 to the last point; beyond it nothing is known.

    Raises
    ------
    ValueError
        No point, different lengths, times not ascending or not finite, S outside (0, 1] or rising, S(0) not 1,
        unknown rule.

    Notes
    -----
    S = 1 at all points: no event is expected, and no test against this reference is possible.

    Examples
    --------
    >>> points_reference([12, 24], [0.5, 0.4], rule="piecewise_exponential").at([6, 24]).round(4).tolist()
    [0.3466, 0.9163]
    """
    if rule not in RULES:
        raise ValueError(f"rule must be one of {', '.join(RULES)}, not {rule!r}")
    t, s = np.asarray(times, dtype=np.float64), np.asarray(survival, dtype=np.float64)
    if t.ndim != 1 or t.shape != s.shape or t.size == 0:
        raise ValueError(f"times and survival must be two lists of the same length, not {t.shape} and {s.shape}")
    if not (t[0] >= 0.0 and t[-1] < math.inf and (np.diff(t) > 0.0).all()):
        raise ValueError("times must be ascending, finite and not negative")
    if not ((s > 0.0) & (s <= 1.0)).all():
        raise ValueError("survival must lie above 0 and not above 1")
    if (np.diff(s) > 0.0).any() or (t[0] == 0.0 and s[0] != 1.0):
        raise ValueError("survival must start from 1 at time 0 and never rise")
    if t[0] > 0.0:
        t, s = np.append(0.0, t), np.append(1.0, s)
    return _reference(t, 0.0 - np.log(s), rule, float(t[-1]))


def curve_reference(curve: KaplanMeier, *, estimator: str) -> ReferenceHazard:
    """Reference that is another group's Kaplan-Meier curve, entered or reconstructed.

    Parameters
    ----------
    curve : KaplanMeier
    estimator : {"nelson_aalen", "product_limit"}
        H as the sum of d / n, which is unbiased and finite at the last event, or as -log S.

    Returns
    -------
    ReferenceHazard
        A step function to the last observation; beyond it nothing is known.

    Raises
    ------
    ValueError
        Unknown estimator; product_limit of a curve that falls to 0, as -log 0 is infinite.

    Notes
    -----
    No event: H is 0 all along, and no test against this reference is possible. An event at time 0 makes H(0) > 0.
    The two differ by about the sum of (d / n)^2 / 2, most where few are at risk.

    References
    ----------
    Nelson W (1972). Technometrics 14:945-966, doi:10.1080/00401706.1972.10488991. Aalen O (1978). Ann Stat 6:701-726,
    doi:10.1214/aos/1176344247.

    Examples
    --------
    >>> curve = kaplan_meier([5, 8, 12, 12, 20, 25], [1, 1, 1, 0, 0, 1])
    >>> curve_reference(curve, estimator="nelson_aalen").at([4, 8]).round(4).tolist()
    [0.0, 0.3667]
    """
    if estimator not in ESTIMATORS:
        raise ValueError(f"estimator must be one of {', '.join(ESTIMATORS)}, not {estimator!r}")
    if estimator == "nelson_aalen":
        hazard = np.cumsum(curve.events / curve.n_at_risk)
    elif curve.survival[-1] == 0.0:
        raise ValueError("the curve falls to 0, where -log S is infinite: use nelson_aalen")
    else:
        hazard = 0.0 - np.log(curve.survival)
    times = curve.time
    if times[0] > 0.0:
        times, hazard = np.append(0.0, times), np.append(0.0, hazard)
    return _reference(times, hazard, "step", curve.last_time)


def _reference(times: ArrayLike, hazard: ArrayLike, rule: str, last_time: float) -> ReferenceHazard:
    t, h = np.array(times, dtype=np.float64), np.array(hazard, dtype=np.float64)
    t.flags.writeable = h.flags.writeable = False
    return ReferenceHazard(t, h, rule, last_time)

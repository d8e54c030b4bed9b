"""Estimates, p-value and limits after a two-stage design that may stop early for futility.

The design stops after n1 patients if r1 or fewer of them respond and otherwise goes on to n; r1 and r are the
largest numbers of responses that are not enough. The outcomes are ordered by the number of responses: whoever goes
on has more than r1, so one number orders both stages. Own code: neither scipy nor statsmodels has inference for
such designs.

In every function a design that is none (unless 0 <= r1 < n1 < n and r1 <= r < n) or a count that it cannot give is a
ValueError; r1 or fewer responses in more than n1 patients are such a count, as the design stops before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import betainc, betaincinv

from ._binomial import upper_tail
from ._validate import validate_alpha, validate_design, validate_rate, validate_whole

NO_RESPONSE = "no response: the upper limit is the exact binomial one of stage one"
ALL_RESPOND = "all respond: the upper limit is 1"
DECIDED = "decided in stage one: the actual size takes the place of the planned one"


@dataclass(frozen=True, slots=True)
class TwoStageEstimate:
    """An estimate of the rate with the inference of Koyama and Chen.

    Attributes
    ----------
    estimate : float
        The estimate of the function that was called.
    p_value : float
        One-sided, against the rate p0.
    conf_low, conf_high : float
        Koyama-Chen limits, the same whichever estimate stands beside them.
    conf_level : float
        1 - 2 alpha.
    naive : float
        Responses over patients.
    n : int
        Patients treated: n1 where the trial stopped in stage one.
    note : str
        What a reader of the limits must know.
    """

    estimate: float
    p_value: float
    conf_low: float
    conf_high: float
    conf_level: float
    naive: float
    n: int
    note: str = ""


def two_stage_umvue(
    x: int,
    *,
    r1: int,
    n1: int,
    n: int,
    p0: float,
    alpha: float,
    r: int | None = None,
    n_actual: int | None = None,
    x1: int | None = None,
) -> TwoStageEstimate:
    """Uniformly minimum variance unbiased estimate of the rate.

    Parameters
    ----------
    x : int
        Responses in all.
    r1, n1, n : int
        The design: largest number that stops stage one, patients of stage one, patients planned in all.
    p0 : float
        Rate under the null hypothesis.
    alpha : float
        One-sided level; the limits are at 1 - 2 alpha.
    r : int, optional
        Largest number in all that is not enough. Needed for a re-sized second stage alone.
    n_actual : int, optional
        Patients treated in all, if they are not those that the design gives.
    x1 : int, optional
        Responses in stage one. Needed for a re-sized second stage alone.

    Returns
    -------
    TwoStageEstimate

    Raises
    ------
    ValueError
        As `koyama_chen`.

    Notes
    -----
    The mean of the unbiased X1/n1 given x, in exact fractions. Stopped in stage one it is x/n1; n responses
    give 1. After a re-sized second stage the actual size takes the place of the planned one, which is unbiased
    where the size was not chosen by the responses. A design that goes on only if all of stage one respond
    (r1 = n1 - 1) has the estimate 1 whatever stage two gives, above its upper limit.

    References
    ----------
    Jung SH, Kim KM (2004) Stat Med 23:881-896, doi:10.1002/sim.1653. Re-sized: Porcher R, Desseaux K (2012) BMC Med Res
    Methodol 12:117, doi:10.1186/1471-2288-12-117.

    Examples
    --------
    >>> round(two_stage_umvue(7, r1=1, n1=10, n=29, p0=0.1, alpha=0.05).estimate, 4)
    0.2822
    """
    inference = koyama_chen(x, r1=r1, n1=n1, n=n, p0=p0, alpha=alpha, r=r, n_actual=n_actual, x1=x1)
    return replace(inference, estimate=_umvue(x, r1, n1, inference.n))


def two_stage_median_unbiased(
    x: int,
    *,
    r1: int,
    n1: int,
    n: int,
    p0: float,
    alpha: float,
    r: int | None = None,
    n_actual: int | None = None,
    x1: int | None = None,
) -> TwoStageEstimate:
    """Median-unbiased estimate: the rate at which the p-value of Koyama and Chen is one half.

    Parameters
    ----------
    x, r1, n1, n, p0, alpha, r, n_actual, x1
        As in `two_stage_umvue`.

    Returns
    -------
    TwoStageEstimate

    Raises
    ------
    ValueError
        As `koyama_chen`.

    Notes
    -----
    No response gives 0, as the p-value is 1 at every rate. n responses give (1/2)**(1/n), below 1.

    References
    ----------
    Koyama T, Chen H (2008) Stat Med 27:3145-3154.

    Examples
    --------
    >>> round(two_stage_median_unbiased(7, r1=1, n1=10, n=29, p0=0.1, alpha=0.05).estimate, 4)
    0.2411
    """
    return koyama_chen(x, r1=r1, n1=n1, n=n, p0=p0, alpha=alpha, r=r, n_actual=n_actual, x1=x1)


def koyama_chen(
    x: int,
    *,
    r1: int,
    n1: int,
    n: int,
    p0: float,
    alpha: float,
    r: int | None = None,
    n_actual: int | None = None,
    x1: int | None = None,
) -> TwoStageEstimate:
    """p-value and interval of Koyama and Chen, with the median-unbiased estimate.

    Parameters
    ----------
    x, r1, n1, n, p0, alpha, r, n_actual, x1
        As in `two_stage_umvue`.

    Returns
    -------
    TwoStageEstimate
        Its p-value is P(at least x responses) at p0, over both stages; its limits are the rates at which that
        probability is alpha and 1 - alpha.

    Raises
    ------
    ValueError
        Not a design, counts that it cannot give, p0 outside 0..1, alpha not between 0 and 1/2; a re-sized second
        stage without r or x1, or with an r that the planned second stage cannot pass.

    Notes
    -----
    At x = r + 1 the p-value is the design's type I error. Re-sized: stage two at its actual size has a conditional
    p-value; the rate at which stage two at its planned size would have the same chance of passing r takes the place
    of the rate in stage two, and the p-value is the chance of passing r then. With more than r responses in stage one
    that chance would be P(X1 > r) whatever follows, a rule of decision and no inference: the actual size then takes
    the place of the planned one, and the note says so. With n_actual = n the formula for the planned size
    is used; the conditional one equals it at x = r + 1 and not elsewhere.

    The upper limit excludes x itself from the lower tail, so it is not conservative. The interval is closed at both
    ends: no response has the p-value 1 at every rate and takes 1 - alpha**(1/n1), the exact upper limit and also that
    of one response stopped in stage one; n responses take 1 where the definition, (1 - alpha)**(1/n), would exclude
    n/n.

    References
    ----------
    Koyama T, Chen H (2008) Stat Med 27:3145-3154, sections 3 and 4, and the R code that the authors gave with it.

    Examples
    --------
    >>> found = koyama_chen(7, r1=1, n1=10, n=29, p0=0.1, alpha=0.05)
    >>> round(found.p_value, 4), round(found.conf_low, 4), round(found.conf_high, 4)
    (0.0177, 0.1243, 0.4127)
    """
    r1, n1, n, r = validate_design(r1, n1, n, r)
    x, n_actual, x1 = _validate_outcome(x, r1, n1, n, n_actual, x1)
    p0, alpha = validate_rate(p0), validate_alpha(alpha)
    if alpha >= 0.5:
        raise ValueError(f"alpha must lie below 1/2, not {alpha!r}")
    if x <= r1 or (n_actual == n1 and _decided(x1, r)):
        p_value = _stopped(x, n1)
    elif n_actual == n or _decided(x1, r):
        p_value = _planned(x, r1, n1, n_actual)
    else:
        p_value = _resized(x, r1=r1, n1=n1, n=n, r=r, n_actual=n_actual, x1=x1)
    low, high = _root(p_value, alpha), _root(p_value, 1 - alpha)
    note = DECIDED if x > r1 and n_actual != n and _decided(x1, r) else ""
    if x == 0:
        high, note = 1 - alpha ** (1 / n1), NO_RESPONSE
    if x == n_actual:
        high, note = 1.0, f"{note}; {ALL_RESPOND}" if note else ALL_RESPOND
    return TwoStageEstimate(_root(p_value, 0.5), p_value(p0), low, high, 1 - 2 * alpha, x / n_actual, n_actual, note)


def _validate_outcome(
    x: int, r1: int, n1: int, n: int, n_actual: int | None, x1: int | None
) -> tuple[int, int, int | None]:
    """Responses, patients and responses in stage one; ValueError where the design cannot give them."""
    x = validate_whole("x", x)
    n_actual = (n1 if x <= r1 else n) if n_actual is None else validate_whole("n_actual", n_actual)
    if n_actual < n1 or not 0 <= x <= n_actual:
        raise ValueError(f"{x} responses in {n_actual} patients cannot come from a design with {n1} in stage one")
    if x <= r1 and n_actual > n1:
        raise ValueError(f"with {x} responses the design stops at {n1} patients and does not go on to {n_actual}")
    if x1 is None:
        return x, n_actual, None
    x1 = validate_whole("x1", x1)
    if not (x1 == x if n_actual == n1 else r1 < x1 <= min(x, n1) and x - x1 <= n_actual - n1):
        raise ValueError(f"{x1} responses in stage one cannot lead to {x} in {n_actual} patients in this design")
    return x, n_actual, x1


def _umvue(x: int, r1: int, n1: int, n_actual: int) -> float:
    if x <= r1:
        return x / n1
    n2 = n_actual - n1
    first = range(max(r1 + 1, x - n2), min(x, n1) + 1)
    ways = sum(comb(n1, k) * comb(n2, x - k) for k in first)
    return sum(comb(n1 - 1, k - 1) * comb(n2, x - k) for k in first) / ways


def _decided(x1: int | None, r: int | None) -> bool:
    """Whether stage one alone passed the number that is needed in all."""
    return x1 is not None and r is not None and x1 > r


def _stopped(x: int, n1: int) -> Callable[[float], float]:
    return lambda rate: upper_tail(x, n1, rate)


def _planned(x: int, r1: int, n1: int, n: int) -> Callable[[float], float]:
    continues = _continues(r1, n1)
    return lambda rate: continues(rate, _tails(x - np.arange(r1 + 1, n1 + 1), n - n1, rate))


def _resized(
    x: int, *, r1: int, n1: int, n: int, r: int | None, n_actual: int, x1: int | None
) -> Callable[[float], float]:
    if r is None or x1 is None:
        raise ValueError(f"{n_actual} patients instead of {n}: a re-sized second stage needs r and x1")
    if r - r1 > n - n1:
        raise ValueError(f"{n - n1} patients in stage two cannot lead from {r1 + 1} responses to more than {r}")
    continues, needed = _continues(r1, n1), r + 1 - x1

    def p_value(rate: float) -> float:
        conditional = upper_tail(x - x1, n_actual - n1, rate)
        rate_2 = float(betaincinv(needed, n - n1 - needed + 1, conditional))
        return continues(rate, _tails(r + 1 - np.arange(r1 + 1, n1 + 1), n - n1, rate_2))

    return p_value


def _continues(r1: int, n1: int) -> Callable[[float, NDArray[np.float64]], float]:
    """Sum over the responses in stage one that continue: their probability times what follows."""
    k = np.arange(r1 + 1, n1 + 1)
    choose = np.array([float(comb(n1, int(i))) for i in k])
    return lambda rate, follows: min(1.0, float((choose * rate**k * (1.0 - rate) ** (n1 - k)) @ follows))


def _tails(needed: NDArray[np.int64], n2: int, rate: float) -> NDArray[np.float64]:
    """P(at least those needed) among n2 patients, n2 at least 1."""
    inside = np.clip(needed, 1, n2)
    return np.where(needed <= 0, 1.0, np.where(needed > n2, 0.0, betainc(inside, n2 - inside + 1, rate)))


def _root(p_value: Callable[[float], float], level: float) -> float:
    """Rate at which the p-value, rising with the rate from 0 to 1, is the level; 0 where it is 1 at every rate."""
    if p_value(0.0) >= level:
        return 0.0
    return float(brentq(lambda rate: p_value(rate) - level, 0.0, 1.0, xtol=1e-15, rtol=1e-14))

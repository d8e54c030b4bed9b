"""Limits after a two-stage design that never fall below their level, and what the design's own rule decides.

The limits are those of Clopper and Pearson with the two-stage distribution of the number of responses in place of the
binomial one: what Jennison and Turnbull gave for multistage tests. Those of Koyama and Chen leave the observed number
out of the lower tail and cover less than they say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln, xlog1py, xlogy

from ._validate import validate_alpha, validate_design, validate_rate, validate_whole

ACTUAL_SIZE = "with the actual size of stage two in place of the planned one"
STOPPED = "stopped"
POSITIVE, NEGATIVE, UNDECIDED = "positive", "negative", "undecided"


@dataclass(frozen=True, slots=True)
class GuaranteedLimits:
    """Limits of the rate, and the exact p-value beside them.

    Attributes
    ----------
    estimate : float
        Responses over patients.
    p_value : float
        P(at least so many responses) at p0, over both stages.
    conf_low, conf_high : float
    conf_level : float
        1 - 2 alpha, never fallen below.
    n : int
        Patients treated.
    note : str
    """

    estimate: float
    p_value: float
    conf_low: float
    conf_high: float
    conf_level: float
    n: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """What a design's own rule says of the result.

    Attributes
    ----------
    answer : {"stopped", "positive", "negative", "undecided"}
        Undecided: the rule speaks of another number of patients, or r is not given.
    needed : int or None
        Responses that would have been enough in the stage that decides.
    of : int or None
        Patients of that stage.
    """

    answer: str
    needed: int | None
    of: int | None


def two_stage_jennison_turnbull(
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
) -> GuaranteedLimits:
    """Limits from both tails of the two-stage distribution of the number of responses, each with the observed number.

    Parameters
    ----------
    x : int
        Responses in all.
    r1, n1, n : int
        The design: largest number that stops stage one, patients of stage one, patients planned in all.
    p0 : float
        Rate under the null hypothesis.
    alpha : float
        One-sided level, below 1/2; the limits are at 1 - 2 alpha.
    r, x1 : int, optional
        Largest number in all that is not enough, responses in stage one: checked, not needed.
    n_actual : int, optional
        Patients treated in all, if they are not those that the design gives.

    Returns
    -------
    GuaranteedLimits

    Raises
    ------
    ValueError
        Not a design, counts that it cannot give, p0 or alpha out of range.

    Notes
    -----
    Lower limit: the rate at which P(at least x responses) is alpha; upper: at which P(at most x) is alpha. No response:
    lower 0, upper 1 - alpha**(1/n1). All respond: upper 1. r1 or fewer responses stop the trial at n1, more go on, so
    the number of responses orders both stages. A stage two of another size than planned takes its actual size, which
    keeps the level where the size was not chosen by the responses.

    References
    ----------
    Jennison C, Turnbull BW (1983) Technometrics 25:49-58.

    Examples
    --------
    >>> found = two_stage_jennison_turnbull(7, r1=1, n1=10, n=29, p0=0.1, alpha=0.05)
    >>> round(found.conf_low, 4), round(found.conf_high, 4)
    (0.1243, 0.4322)
    """
    r1, n1, n, _ = validate_design(r1, n1, n, r)
    p0, alpha = validate_rate(p0), validate_alpha(alpha)
    if alpha >= 0.5:
        raise ValueError(f"alpha must lie below 1/2, not {alpha!r}")
    x, treated = _outcome(x, r1, n1, n, n_actual)
    if x1 is not None and not 0 <= validate_whole("x1", x1) <= min(x, n1):
        raise ValueError(f"{x1} responses in stage one cannot lead to {x} in {treated} patients in this design")
    planned = n if x > r1 else n1
    size = treated if x > r1 else n

    def at_least(rate: float) -> float:
        return float(_distribution(r1, n1, size, rate)[x:].sum())

    def at_most(rate: float) -> float:
        return float(_distribution(r1, n1, size, rate)[: x + 1].sum())

    low = 0.0 if x == 0 else brentq(lambda rate: at_least(rate) - alpha, 0.0, 1.0, xtol=1e-15, rtol=1e-14)
    high = 1.0 if x == treated else brentq(lambda rate: at_most(rate) - alpha, 0.0, 1.0, xtol=1e-15, rtol=1e-14)
    note = ACTUAL_SIZE if treated != planned else ""
    return GuaranteedLimits(x / treated, min(1.0, at_least(p0)), float(low), float(high), 1 - 2 * alpha, treated, note)


def plan_answer(
    x: int, treated: int, *, r1: int | None, n1: int | None, n: int | None, r: int | None, x1: int | None = None
) -> PlanAnswer:
    """The answer of the design's own rule to x responses among the patients treated.

    Parameters
    ----------
    x, treated : int
        Responses and patients in all.
    r1, n1, n, r : int or None
        The design, as far as it is given; r1 and r are the largest numbers that are not enough.
    x1 : int, optional
        Responses in stage one.

    Returns
    -------
    PlanAnswer

    Raises
    ------
    ValueError
        x or treated no whole numbers, or x outside 0..treated.

    Notes
    -----
    Stopped: no more patients than stage one has, and no more responses than r1. More than r responses are positive
    whatever the number of patients up to n (stage one can pass r by itself); r or fewer are negative only once n
    patients were treated. Above n patients the rule speaks of nobody: undecided.

    Examples
    --------
    >>> plan_answer(7, 29, r1=1, n1=10, n=29, r=5)
    PlanAnswer(answer='positive', needed=6, of=29)
    """
    x, treated = validate_whole("x", x), validate_whole("treated", treated)
    if not 0 <= x <= treated:
        raise ValueError(f"x must lie between 0 and {treated}, not {x}")
    if r1 is not None and n1 is not None and treated == n1 and x <= r1:
        return PlanAnswer(STOPPED, r1 + 1, n1)
    if x1 is not None and r1 is not None and x1 <= r1:
        return PlanAnswer(UNDECIDED, r1 + 1, n1)
    if n is None or r is None or treated > n:
        return PlanAnswer(UNDECIDED, None if r is None else r + 1, n)
    if x > r:
        return PlanAnswer(POSITIVE, r + 1, n)
    return PlanAnswer(NEGATIVE if treated == n else UNDECIDED, r + 1, n)


def _outcome(x: int, r1: int, n1: int, n: int, n_actual: int | None) -> tuple[int, int]:
    x = validate_whole("x", x)
    treated = (n1 if x <= r1 else n) if n_actual is None else validate_whole("n_actual", n_actual)
    if treated < n1 or not 0 <= x <= treated:
        raise ValueError(f"{x} responses in {treated} patients cannot come from a design with {n1} in stage one")
    if x <= r1 and treated > n1:
        raise ValueError(f"with {x} responses the design stops at {n1} patients and does not go on to {treated}")
    if x > r1 and treated == n1:
        raise ValueError(f"with {x} responses the design goes on: {n1} patients are stage one alone")
    return x, treated


def _distribution(r1: int, n1: int, n: int, rate: float) -> NDArray[np.float64]:
    """P(X = 0..n) of the responses in all, over both stages."""
    first = _binomial(n1, rate)
    total = np.zeros(n + 1)
    total[: r1 + 1] = first[: r1 + 1]
    going_on = first.copy()
    going_on[: r1 + 1] = 0.0
    return total + np.convolve(going_on, _binomial(n - n1, rate))


def _binomial(n: int, rate: float) -> NDArray[np.float64]:
    k = np.arange(n + 1)
    log_choose = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.exp(log_choose + xlogy(k, rate) + xlog1py(n - k, -rate))

"""Simon's two-stage designs, and the operating characteristics of any such design.

A design (r1, n1, r, n) treats n1 patients, stops if r1 or fewer respond, otherwise goes on to n patients and rejects
the null rate if more than r respond in all: r1 and r are the largest numbers that are not enough. Own code: neither
scipy nor statsmodels has these designs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln, xlog1py, xlogy

from ._validate import validate_alpha, validate_design, validate_rate, validate_whole

FloatArray = NDArray[np.float64]

# A design whose error exceeds its limit by less than this keeps it: the rounding error of a sum of probabilities.
TIE = 1e-12


@dataclass(frozen=True, slots=True)
class OperatingCharacteristics:
    """What a two-stage design does at one true rate.

    Attributes
    ----------
    rejection : float
        Probability that the null rate is rejected: the type I error at p0, the power at p1.
    early_stop : float
        Probability that the trial stops after stage one (PET).
    expected_n : float
        Expected number of patients (EN).
    """

    rejection: float
    early_stop: float
    expected_n: float


@dataclass(frozen=True, slots=True)
class SimonDesign:
    """A two-stage design with its errors.

    Attributes
    ----------
    r1, n1, r, n : int
        The design; r1 and r are the largest numbers that are not enough.
    expected_n, early_stop : float
        Expected number of patients and probability of stopping early, both at p0.
    type_1_error, power : float
        Probabilities of rejection at p0 and at p1.
    """

    r1: int
    n1: int
    r: int
    n: int
    expected_n: float
    early_stop: float
    type_1_error: float
    power: float


@dataclass(frozen=True, slots=True)
class SimonDesigns:
    """The designs of Simon for one choice of rates and errors.

    Attributes
    ----------
    optimal : SimonDesign
        Smallest expected number of patients at p0.
    minimax : SimonDesign
        Smallest number of patients in all, and among those the smallest expected number.
    """

    optimal: SimonDesign
    minimax: SimonDesign


def operating_characteristics(rate: float, *, r1: int, n1: int, r: int, n: int) -> OperatingCharacteristics:
    """Probability of rejection, probability of early stopping and expected size of a two-stage design.

    Parameters
    ----------
    rate : float
        True rate, 0 and 1 included.
    r1, n1, r, n : int
        The design.

    Returns
    -------
    OperatingCharacteristics

    Raises
    ------
    ValueError
        Unless 0 <= r1 < n1 < n and r1 <= r < n; on a rate outside 0..1.

    References
    ----------
    Simon R (1989) Control Clin Trials 10:1-10, doi:10.1016/0197-2456(89)90015-9, equation 1.

    Examples
    --------
    >>> design = operating_characteristics(0.1, r1=1, n1=10, r=5, n=29)
    >>> round(design.rejection, 4), round(design.early_stop, 4), round(design.expected_n, 2)
    (0.0471, 0.7361, 15.01)
    """
    r1, n1, n, _ = validate_design(r1, n1, n, r)
    rate = validate_rate(rate)
    first = np.arange(r1 + 1, n1 + 1)
    rejection = float(_point(n1, rate)[first] @ _upper_tail(n - n1, rate)[np.clip(r + 1 - first, 0, n - n1 + 1)])
    early_stop = float(_point(n1, rate)[: r1 + 1].sum())
    return OperatingCharacteristics(rejection, early_stop, n1 + (n - n1) * (1 - early_stop))


def simon_designs(p0: float, p1: float, *, alpha: float, beta: float, n_max: int = 100) -> SimonDesigns:
    """Optimal and minimax design of Simon.

    Parameters
    ----------
    p0, p1 : float
        Rate that is too low, rate that is worth pursuing.
    alpha, beta : float
        Limits of the type I error at p0 and of the type II error at p1.
    n_max : int
        Largest number of patients that is searched. The optimal design is the best of at most so many.

    Returns
    -------
    SimonDesigns

    Raises
    ------
    ValueError
        Unless 0 < p0 < p1 < 1 and alpha and beta lie between 0 and 1; if no design of at most n_max patients keeps
        both errors.

    Notes
    -----
    Every n1 < n <= n_max and every r1 < n1 is looked at with the smallest r > r1 that keeps alpha: it has the
    greatest power, and the expected size does not depend on it. Of equally good designs the first in the order
    (n, n1, r1) is given.

    References
    ----------
    Simon R (1989) Control Clin Trials 10:1-10, doi:10.1016/0197-2456(89)90015-9.

    Examples
    --------
    >>> designs = simon_designs(0.1, 0.3, alpha=0.05, beta=0.2, n_max=35)
    >>> optimal = designs.optimal
    >>> optimal.r1, optimal.n1, optimal.r, optimal.n
    (1, 10, 5, 29)
    """
    p0, p1 = validate_rate(p0), validate_rate(p1)
    alpha, beta = validate_alpha(alpha), validate_alpha(beta)
    n_max = validate_whole("n_max", n_max)
    if not 0 < p0 < p1 < 1:
        raise ValueError(f"the rates must satisfy 0 < p0 < p1 < 1, not {p0!r} and {p1!r}")
    optimal = minimax = None
    for n in range(2, n_max + 1):
        limit = optimal.expected_n if optimal else np.inf
        best = _best_of_size(n, (p0, p1), (alpha, beta), limit)
        if best:
            optimal, minimax = best, minimax or best
    if optimal is None or minimax is None:
        raise ValueError(f"no two-stage design of at most {n_max} patients keeps alpha {alpha:g} and beta {beta:g}")
    return SimonDesigns(optimal, minimax)


def _best_of_size(n: int, rates: tuple[float, float], errors: tuple[float, float], limit: float) -> SimonDesign | None:
    """Design of n patients with the smallest expected number at p0, or None if there is none below the limit."""
    best = None
    for n1 in range(1, n):
        if n1 >= limit:
            break
        stop = np.cumsum(_point(n1, rates[0]))[:n1]
        expected = n1 + (n - n1) * (1 - stop)
        promising = (expected < limit - TIE) & (np.cumsum(_point(n1, rates[1]))[:n1] <= errors[1] + TIE)
        if not promising.any():
            continue
        size, power = _rejection(n1, n, rates[0])[:n1], _rejection(n1, n, rates[1])[:n1]
        r1 = np.arange(n1)
        r = np.maximum(np.argmax(size <= errors[0] + TIE, axis=1), r1 + 1)
        power = power[r1, r]
        keeps_errors = (size[r1, r] <= errors[0] + TIE) & (power >= 1 - errors[1] - TIE)
        valid = np.flatnonzero(promising & keeps_errors)
        if valid.size:
            at = valid[np.argmin(expected[valid])]
            limit = float(expected[at])
            numbers = (int(at), n1, int(r[at]), n)
            best = SimonDesign(*numbers, limit, float(stop[at]), float(size[at, r[at]]), float(power[at]))
    return best


def _rejection(n1: int, n: int, rate: float) -> FloatArray:
    """Probability of rejection for every r1 = 0 .. n1 - 1 (rows) and every r = 0 .. n - 1 (columns)."""
    first = np.arange(n1 + 1)[:, None]
    needed = np.clip(np.arange(1, n + 1) - first, 0, n - n1 + 1)
    joint = _point(n1, rate)[:, None] * _upper_tail(n - n1, rate)[needed]
    return np.cumsum(joint[:0:-1], axis=0)[::-1]


@lru_cache(maxsize=4096)
def _point(n: int, rate: float) -> FloatArray:
    """P(X = k) for k = 0 .. n."""
    k = np.arange(n + 1)
    return np.exp(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + xlogy(k, rate) + xlog1py(n - k, -rate))


@lru_cache(maxsize=4096)
def _upper_tail(n: int, rate: float) -> FloatArray:
    """P(X >= k) for k = 0 .. n + 1."""
    k = np.arange(1, n + 1)
    return np.concatenate(([1.0], betainc(k, n - k + 1, rate), [0.0]))

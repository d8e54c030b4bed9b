"""How often a sentence about an external control would be said if there were no difference: exact sums.

The sentence is the verdict itself: "the interval of 15 of 30 excludes a rate of 25%", or "15 of 30 is more than 43 of
112". Each function gives the probability that it would be said of a group whose patients do no better than the
control's, when the rate is what it is taken to be, and when it is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln, logit, xlog1py, xlogy

from ._validate import validate_alpha, validate_alternative, validate_level, validate_rate, validate_whole
from .binomial_test import exact_binomial
from .proportion import clopper_pearson
from .results import Interval
from .two_group_regions import shown_above
from .verdict import difference, stands

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
SIDES = ("greater", "less")
_REACH = 9.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, and by which rule.

    Attributes
    ----------
    side : {"greater", "less"}
        The side on which the group is said to lie.
    alpha, conf_level : float
        Of the primary test and of the primary interval.
    alternative : {"two_sided", "greater", "less"}
        Of the primary test.
    """

    side: str
    alpha: float = 0.05
    conf_level: float = 0.95
    alternative: str = "two_sided"

    def __post_init__(self) -> None:
        validate_alternative(self.side, SIDES)
        validate_alternative(self.alternative)
        validate_alpha(self.alpha)
        validate_level(self.conf_level)


def against_rate(n: int, rate: float, sentence: Sentence, *, true_rate: float) -> float:
    """Probability that the sentence is said of n patients against a rate that is taken as known.

    Parameters
    ----------
    n : int
        Patients treated.
    rate : float
        The rate that the group is held against.
    sentence : Sentence
    true_rate : float
        The rate that the group really has: that of the control where nothing but the control's number is wrong.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        n below 1, rates outside 0..1.

    Notes
    -----
    Exact binomial test and Clopper-Pearson interval, which agree. With `true_rate` = rate it is the error rate that
    the test promises, at most alpha / 2 on one side.

    Examples
    --------
    >>> round(against_rate(30, 0.25, Sentence("greater"), true_rate=0.25), 4)
    0.0216
    """
    said = _said_against_rate(n, np.array([validate_rate(rate)]), sentence)[0]
    return float(_binomial(n, np.array([validate_rate(true_rate)]))[0] @ said)


def against_estimated_rate(n: int, rate: float, sentence: Sentence, *, n_control: int) -> float:
    """The same where the rate is that of `n_control` patients and only taken as known, both groups having `rate`.

    Parameters
    ----------
    n, n_control : int
        Patients treated, and patients of whom the control's rate came.
    rate : float
        The rate of both.
    sentence : Sentence

    Returns
    -------
    float

    Raises
    ------
    ValueError
        n or n_control below 1, rate outside 0..1.

    Examples
    --------
    >>> round(against_estimated_rate(30, 0.25, Sentence("greater"), n_control=50), 4)
    0.0511
    """
    n_control = _size(n_control)
    seen = np.arange(n_control + 1) / n_control
    said = _said_against_rate(n, seen, sentence)
    both = np.array([validate_rate(rate)])
    return float(_binomial(n_control, both)[0] @ (said @ _binomial(n, both)[0]))


def against_rate_of_varying_trials(n: int, rate: float, sentence: Sentence, *, sd: float) -> float:
    """The same where trials differ: the log-odds of the group's rate are normal about those of `rate`.

    Parameters
    ----------
    n : int
    rate : float
        Strictly between 0 and 1.
    sentence : Sentence
    sd : float
        Standard deviation between trials on the log-odds, above 0.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        n below 1, a rate of 0 or 1, sd not above 0 or not finite.

    Examples
    --------
    >>> round(against_rate_of_varying_trials(30, 0.25, Sentence("greater"), sd=0.5), 4)
    0.1103
    """
    rates, weights = _varying(rate, sd, n)
    said = _said_against_rate(n, np.array([rate]), sentence)[0]
    return float(weights @ (_binomial(n, rates) @ said))


def against_counts(
    n: int, n_control: int, sentence: Sentence, *, control_rate: float, shift: float = 0.0, sd: float = 0.0
) -> float:
    """Probability that the sentence is said of n patients against `n_control` counted ones.

    Parameters
    ----------
    n, n_control : int
        Patients treated, and patients of the control.
    sentence : Sentence
        Newcombe's interval and Boschloo's test are its primary pair.
    control_rate : float
        The control's true rate.
    shift : float
        What the group's true rate has more, for reasons other than the treatment; cut at 0 and 1.
    sd : float
        Standard deviation on the log-odds with which the group's rate varies about the control's.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Sizes below 1, rates outside 0..1; sd negative or not finite, or above 0 with a rate of 0 or 1.

    Examples
    --------
    >>> round(against_counts(15, 20, Sentence("greater"), control_rate=0.25), 4)
    0.0162
    """
    n, n_control = _size(n), _size(n_control)
    control = _binomial(n_control, np.array([validate_rate(control_rate)]))[0]
    level, alpha = sentence.conf_level, sentence.alpha
    if sentence.side == "greater":
        said = shown_above(n, n_control, conf_level=level, alpha=alpha, alternative=sentence.alternative)
    else:
        mirrored = {"greater": "less", "less": "greater"}.get(sentence.alternative, "two_sided")
        said = shown_above(n_control, n, conf_level=level, alpha=alpha, alternative=mirrored).T
    rates, weights = (np.array([control_rate]), np.ones(1)) if sd == 0.0 else _varying(control_rate, sd, n)
    shifted = np.clip(rates + shift, 0.0, 1.0)
    return float(weights @ (_binomial(n, shifted) @ (said @ control)))


def _said_against_rate(n: int, rates: FloatArray, sentence: Sentence) -> BoolArray:
    """For each rate a row: of which counts the sentence is said, by the rule of the verdict."""
    n, wanted = _size(n), 1 if sentence.side == "greater" else -1
    limits = [clopper_pearson(x, n, conf_level=sentence.conf_level) for x in range(n + 1)]
    return np.array([[_is_said(x, n, rate, limits[x], sentence, wanted) for x in range(n + 1)] for rate in rates])


def _is_said(x: int, n: int, rate: float, limits: Interval, sentence: Sentence, wanted: int) -> bool:
    if not (limits.conf_low > rate if wanted > 0 else limits.conf_high < rate):
        return False
    p_value = exact_binomial(x, n, float(rate), alternative=sentence.alternative).p_value
    found = difference(
        limits.conf_low, limits.conf_high, p_value,
        estimate=x / n, null=float(rate), alpha=sentence.alpha, alternative=sentence.alternative,
    )  # fmt: skip
    return stands(found, wanted)


def _binomial(n: int, rates: FloatArray) -> FloatArray:
    """Probabilities of 0..n events, a row for each rate."""
    n = _size(n)
    events = np.arange(n + 1)
    log_choose = gammaln(n + 1) - gammaln(events + 1) - gammaln(n - events + 1)
    return np.exp(log_choose + xlogy(events, rates[:, None]) + xlog1py(n - events, -rates[:, None]))


def _varying(rate: float, sd: float, n: int) -> tuple[FloatArray, FloatArray]:
    """Rates of trials that differ, on a grid fine enough for n patients, and their weights."""
    if validate_rate(rate) in (0.0, 1.0):
        raise ValueError(f"rate must lie strictly between 0 and 1, not {rate!r}")
    if not 0.0 < sd < math.inf:
        raise ValueError(f"sd must be above 0 and finite, not {sd!r}")
    step = min(0.1, 0.5 / (sd * math.sqrt(_size(n))))
    deviate = step * np.arange(-math.ceil(_REACH / step), math.ceil(_REACH / step) + 1)
    density = np.exp(-0.5 * deviate**2)
    return expit(logit(rate) + sd * deviate), density / density.sum()


def _size(n: int) -> int:
    n = validate_whole("n", n)
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}")
    return n

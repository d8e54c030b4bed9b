"""Posterior of one rate with a reference prior, and what to report of any distribution of a rate.

A distribution is a `BetaMixture` (conjugate priors) or a `LogOddsDensity` (MAP priors); both have a mean, a standard
deviation, quantiles and tail probabilities.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, polygamma

from ._validate import validate_counts, validate_level
from .beta_mixture import BetaMixture, beta
from .log_odds_density import LogOddsDensity

# Probability beyond the ends of the grid on which two rates are compared, and the largest step of that grid.
NEGLIGIBLE = 1e-16
LARGEST_STEP = 0.2
STEPS_PER_SD = 3.0


@dataclass(frozen=True, slots=True)
class RateSummary:
    """A distribution of a rate in numbers.

    Attributes
    ----------
    mean, sd, median : float
    conf_low, conf_high : float
        Equal-tailed credible limits.
    conf_level : float
        Their probability.
    """

    mean: float
    sd: float
    median: float
    conf_low: float
    conf_high: float
    conf_level: float


def beta_uniform(events: int, n: int) -> BetaMixture:
    """Posterior of a rate with the uniform prior Beta(1, 1).

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.

    Returns
    -------
    BetaMixture
        Beta(1 + events, 1 + n - events).

    Raises
    ------
    ValueError
        On counts out of range.

    Notes
    -----
    Its mean is never 0 or 1, and its equal-tailed limits exclude 0 and 1 even at no event and n events.

    Examples
    --------
    >>> beta_uniform(6, 9).a, beta_uniform(6, 9).b
    ((7.0,), (4.0,))
    """
    events, n = validate_counts(events, n)
    return beta(1 + events, 1 + n - events)


def beta_jeffreys(events: int, n: int) -> BetaMixture:
    """Posterior of a rate with Jeffreys' prior Beta(1/2, 1/2).

    Parameters
    ----------
    events, n : int
        Patients with the event, patients in all.

    Returns
    -------
    BetaMixture
        Beta(1/2 + events, 1/2 + n - events).

    Raises
    ------
    ValueError
        On counts out of range.

    Notes
    -----
    As `beta_uniform`; the Jeffreys confidence interval differs from its limits at no event and n events, where that
    is closed.

    Examples
    --------
    >>> beta_jeffreys(6, 9).a, beta_jeffreys(6, 9).b
    ((6.5,), (3.5,))
    """
    events, n = validate_counts(events, n)
    return beta(0.5 + events, 0.5 + n - events)


def summarise(distribution: BetaMixture | LogOddsDensity, *, conf_level: float) -> RateSummary:
    """Mean, standard deviation, median and equal-tailed limits.

    Parameters
    ----------
    distribution : BetaMixture or LogOddsDensity
    conf_level : float
        Probability between the limits.

    Returns
    -------
    RateSummary

    Raises
    ------
    ValueError
        On a level that is not between 0 and 1.

    Examples
    --------
    >>> found = summarise(beta_uniform(6, 9), conf_level=0.95)
    >>> round(found.mean, 4), round(found.conf_low, 4), round(found.conf_high, 4)
    (0.6364, 0.3475, 0.8784)
    """
    tail = (1 - validate_level(conf_level)) / 2
    low, median, high = (distribution.quantile(p) for p in (tail, 0.5, 1 - tail))
    return RateSummary(distribution.mean, distribution.sd, median, low, high, conf_level)


def probability_superior(treated: BetaMixture, control: BetaMixture | LogOddsDensity) -> float:
    """P(rate treated > rate control) for independent rates.

    Parameters
    ----------
    treated : BetaMixture
    control : BetaMixture or LogOddsDensity

    Returns
    -------
    float

    Notes
    -----
    The integral of the control's density times the treated's probability above it, by the sum over an even grid of
    log-odds: the error is below 1e-12 where tested. 1/2 for equal beta distributions.

    Examples
    --------
    >>> round(probability_superior(beta_uniform(15, 30), beta_uniform(6, 20)), 4)
    0.9144
    """
    if isinstance(control, BetaMixture):
        parts = zip(control.weights, control.a, control.b, strict=True)
        return min(1.0, math.fsum(weight * _superior_to_beta(treated, a, b) for weight, a, b in parts if weight))
    control = control.at_step(_narrowest(treated) / STEPS_PER_SD)
    return min(1.0, control.expectation(treated.probability_above_log_odds(control.log_odds)))


def _superior_to_beta(treated: BetaMixture, a: float, b: float) -> float:
    step = min(LARGEST_STEP, min(_narrowest(treated), _sd_of_log_odds(a, b)) / STEPS_PER_SD)
    # P(log-odds < x) is at most exp(a x) / (a B(a, b)) for b >= 1 and close to it for all small x.
    low = (math.log(NEGLIGIBLE * a) + betaln(a, b)) / a
    high = -(math.log(NEGLIGIBLE * b) + betaln(a, b)) / b
    log_odds = low + step * np.arange(math.ceil((high - low) / step) + 1)
    return float(beta(a, b).log_odds_density(log_odds) @ treated.probability_above_log_odds(log_odds)) * step


def _sd_of_log_odds(a: float, b: float) -> float:
    return math.sqrt(float(polygamma(1, a) + polygamma(1, b)))


def _narrowest(mixture: BetaMixture) -> float:
    """Smallest standard deviation of the log-odds among the components."""
    return min(_sd_of_log_odds(a, b) for a, b in zip(mixture.a, mixture.b, strict=True))

"""How many patients a prior of a rate is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .log_odds_density import LogOddsDensity

# Probability left out of the integral in each tail, where the density is close to its rounding error.
TAIL = 1e-10
# Probability left out to see what the tails contribute, and how much of the value that may be.
WIDER_TAIL = 5e-5
TOLERATED = 0.05

IN_THE_TAILS = "not meaningful: decided by the extreme tails of the prior"


@dataclass(frozen=True, slots=True)
class EffectiveSampleSize:
    """An effective sample size.

    Attributes
    ----------
    estimate : float
        Number of patients; nan where it means nothing.
    note : str
        Why it means nothing, empty otherwise.
    """

    estimate: float
    note: str = ""


def elir(prior: LogOddsDensity) -> EffectiveSampleSize:
    """Expected local information ratio.

    Parameters
    ----------
    prior : LogOddsDensity
        Distribution of the rate.

    Returns
    -------
    EffectiveSampleSize
        E[ i(p) / i_F(p) ] under the prior, with i(p) the negative second derivative of the log prior density of p and
        i_F(p) = 1 / (p (1 - p)) the information of one patient.

    Notes
    -----
    Beta(a, b) with a, b > 1 has a + b. With g the density of the log-odds, s the slope of its logarithm and
    v = 1 / (p (1 - p)), integration by parts gives the integral of g ((s^2 - 1) v + 2), less the change of
    g s v from end to end: no second derivative is needed.

    i(p) grows without bound near 0 and 1. For a prior that reaches there (one control of a few patients, no event
    in any control) the value comes from rates that no one believes in and can be negative or far too large: it is
    nan, with a note, where leaving out 1e-4 of the prior changes it by more than 5%.

    References
    ----------
    Neuenschwander B, Weber S, Schmidli H, O'Hagan A (2020) Biometrics 76:578-587, doi:10.1111/biom.13252.

    Examples
    --------
    >>> round(elir(map_prior([10, 6, 12], [40, 30, 35]).predictive).estimate, 1)
    21.5
    """
    value, narrower = _elir_within(prior, TAIL), _elir_within(prior, WIDER_TAIL)
    if value > 0 and abs(value - narrower) <= TOLERATED * value:
        return EffectiveSampleSize(value)
    return EffectiveSampleSize(np.nan, IN_THE_TAILS)


def moment(prior: LogOddsDensity) -> EffectiveSampleSize:
    """a + b of the beta distribution with the prior's mean and variance.

    Parameters
    ----------
    prior : LogOddsDensity
        Distribution of the rate.

    Returns
    -------
    EffectiveSampleSize

    Notes
    -----
    mean (1 - mean) / variance - 1, above 0 for every prior. Below `elir` where the prior has heavy tails.

    References
    ----------
    Neuenschwander B, Weber S, Schmidli H, O'Hagan A (2020) Biometrics 76:578-587, doi:10.1111/biom.13252.

    Examples
    --------
    >>> round(moment(map_prior([10, 6, 12], [40, 30, 35]).predictive).estimate, 1)
    11.3
    """
    mean = prior.mean
    return EffectiveSampleSize(mean * (1 - mean) / prior.sd**2 - 1)


def _elir_within(prior: LogOddsDensity, tail: float) -> float:
    """The integral over all but the given probability in each tail."""
    cumulative = np.cumsum(prior.density) * prior.step
    inside = np.flatnonzero((cumulative >= tail) & (cumulative <= 1 - tail))
    density, slope, log_odds = (values[inside] for values in (prior.density, prior.log_slope(), prior.log_odds))
    variance = 2 + 2 * np.cosh(log_odds)
    integrand = density * ((slope**2 - 1) * variance + 2)
    area = (integrand.sum() - (integrand[0] + integrand[-1]) / 2) * prior.step
    at_the_ends = (density * slope * variance)[[0, -1]]
    return float(area - at_the_ends[1] + at_the_ends[0])

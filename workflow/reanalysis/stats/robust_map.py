"""Robust MAP prior: a mixture of the MAP prior and a uniform distribution of the rate.

If the current controls contradict the historical ones, the weight of the uniform part grows and the historical
controls are let go.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import expit

from ._validate import validate_data, validate_fraction
from .beta_mixture import beta
from .log_odds_density import LogOddsDensity

UNIFORM = beta(1.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class RobustMap:
    """A robust MAP prior, or its posterior.

    Attributes
    ----------
    distribution : LogOddsDensity
        Distribution of the control's rate.
    weight : float
        Weight of the uniform part before the current controls.
    posterior_weight : float
        Its weight after them: near 1, they contradict the historical controls.
    """

    distribution: LogOddsDensity
    weight: float
    posterior_weight: float


def robust_map(informative: LogOddsDensity, *, weight: float, events: int = 0, n: int = 0) -> RobustMap:
    """Mixture of a MAP prior and Beta(1, 1), after the current controls if there are any.

    Parameters
    ----------
    informative : LogOddsDensity
        The MAP prior, `map_prior(...).predictive`.
    weight : float
        Weight of the uniform part, 0 and 1 included.
    events, n : int
        Current controls with the event and in all; 0 and 0 give the prior.

    Returns
    -------
    RobustMap

    Raises
    ------
    ValueError
        On a weight outside 0..1 or counts out of range.

    Notes
    -----
    The posterior of a mixture is the mixture of the posteriors, its weights multiplied by the probability that each
    part gave to the data; that of Beta(1, 1) is 1 / (n + 1). Weight 0 is the MAP prior alone, weight 1 no borrowing.

    References
    ----------
    Schmidli H et al. (2014) Biometrics 70:1023-1032, doi:10.1111/biom.12242.

    Examples
    --------
    >>> historical = map_prior([10, 6, 12], [40, 30, 35]).predictive
    >>> found = robust_map(historical, weight=0.2, events=9, n=12)
    >>> round(found.posterior_weight, 3), round(found.distribution.mean, 3)
    (0.627, 0.671)
    """
    weight = validate_fraction("weight", weight)
    events, n = validate_data(events, n)
    posterior = informative.posterior(events, n)
    # The uniform part takes the weight w m_u of w m_u + (1 - w) m_i, from the logarithms of the marginals m.
    log_ratio = UNIFORM.log_marginal(events, n) - informative.log_marginal(events, n)
    posterior_weight = float(expit(math.log(weight) - math.log1p(-weight) + log_ratio)) if 0 < weight < 1 else weight
    uniform = UNIFORM.posterior(events, n).log_odds_density(posterior.log_odds)
    mixture = (1 - posterior_weight) * posterior.density + posterior_weight * uniform
    return RobustMap(LogOddsDensity(posterior.log_odds, mixture), weight, posterior_weight)

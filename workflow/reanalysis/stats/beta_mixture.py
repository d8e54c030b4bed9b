"""A rate whose distribution is a mixture of beta distributions: conjugate priors and posteriors of one proportion."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import betainc, betaincc, betaincinv, betaln, expit, log_expit

from ._binomial import log_choose
from ._validate import validate_data, validate_fraction, validate_rate

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BetaMixture:
    """A mixture of beta distributions; one component is a beta distribution.

    Attributes
    ----------
    weights, a, b : tuple of float
        One entry per component; the weights sum to 1.

    Raises
    ------
    ValueError
        On tuples that are empty or of unequal length, parameters that are not above 0 and finite, negative weights or
        weights that do not sum to 1 within 1e-6 (they are scaled to 1).

    Notes
    -----
    A weight may be 0: a component that the data have ruled out keeps its place.
    """

    weights: tuple[float, ...]
    a: tuple[float, ...]
    b: tuple[float, ...]

    def __post_init__(self) -> None:
        if not len(self.weights) == len(self.a) == len(self.b) or not self.weights:
            raise ValueError("a mixture needs one weight, one a and one b for each component")
        if not all(0 < value < math.inf for value in (*self.a, *self.b)):
            raise ValueError(f"the parameters of a beta distribution must be above 0, not {self.a!r} and {self.b!r}")
        total = math.fsum(self.weights)
        if min(self.weights) < 0 or not abs(total - 1) < 1e-6:
            raise ValueError(f"the weights must not be negative and must sum to 1, not {self.weights!r}")
        object.__setattr__(self, "weights", tuple(weight / total for weight in self.weights))

    @property
    def mean(self) -> float:
        """Mean of the rate."""
        return math.fsum(w * a / (a + b) for w, a, b in self._components())

    @property
    def sd(self) -> float:
        """Standard deviation of the rate."""
        square = math.fsum(w * a * (a + 1) / ((a + b) * (a + b + 1)) for w, a, b in self._components())
        return math.sqrt(max(0.0, square - self.mean**2))

    def probability_above(self, rate: float) -> float:
        """P(p > rate); ValueError on a rate outside 0..1."""
        rate = validate_rate(rate)
        return math.fsum(w * float(betaincc(a, b, rate)) for w, a, b in self._components())

    def probability_above_log_odds(self, log_odds: ArrayLike) -> FloatArray:
        """P(log(p / (1 - p)) > x) at each of the values given, exact near both ends of the rate."""
        log_odds = np.asarray(log_odds, dtype=float)
        low, high = expit(np.minimum(log_odds, 0.0)), expit(-np.maximum(log_odds, 0.0))
        tail = np.zeros_like(log_odds)
        for weight, a, b in self._components():
            tail += weight * np.where(log_odds < 0, betaincc(a, b, low), betainc(b, a, high))
        return tail

    def quantile(self, probability: float) -> float:
        """Rate that p does not exceed with the given probability; ValueError unless that lies between 0 and 1."""
        probability = validate_fraction("probability", probability)
        ends = [float(betaincinv(a, b, probability)) for w, a, b in self._components() if w]
        if min(ends) == max(ends):
            return ends[0]
        # A little wider than the quantiles of the components, so that rounding leaves a change of sign.
        low, high = min(ends) * (1 - 1e-9), 1 - (1 - max(ends)) * (1 - 1e-9)
        return float(brentq(lambda rate: 1 - self.probability_above(rate) - probability, low, high, xtol=1e-15))

    def posterior(self, events: int, n: int) -> BetaMixture:
        """Distribution of the rate after n patients, n = 0 included; ValueError on counts out of range."""
        events, n = validate_data(events, n)
        weights = np.exp(self._log_marginals(events, n) - self.log_marginal(events, n))
        return BetaMixture(
            tuple(float(weight) for weight in weights),
            tuple(a + events for a in self.a),
            tuple(b + n - events for b in self.b),
        )

    def log_marginal(self, events: int, n: int) -> float:
        """Log of the probability of so many events among n patients before they are seen."""
        marginals = self._log_marginals(*validate_data(events, n))
        return float(np.logaddexp.reduce(marginals))

    def log_odds_density(self, log_odds: ArrayLike) -> FloatArray:
        """Density of log(p / (1 - p)) at each of the values given."""
        at: FloatArray = np.asarray(log_odds, dtype=float)
        density: FloatArray = np.zeros_like(at)
        for weight, a, b in self._components():
            density += weight * np.exp(a * log_expit(at) + b * log_expit(-at) - betaln(a, b))
        return density

    def _components(self) -> list[tuple[float, float, float]]:
        return list(zip(self.weights, self.a, self.b, strict=True))

    def _log_marginals(self, events: int, n: int) -> FloatArray:
        a, b = np.array(self.a), np.array(self.b)
        weights = np.array(self.weights)
        log_weights = np.log(weights, where=weights > 0, out=np.full_like(weights, -np.inf))
        found: FloatArray = log_weights + log_choose(events, n) + betaln(a + events, b + n - events) - betaln(a, b)
        return found


def beta(a: float, b: float) -> BetaMixture:
    """The beta distribution with these parameters, as a mixture of one; ValueError unless both are above 0.

    Parameters
    ----------
    a, b : float
        Above 0; a - 1 events and b - 1 patients without, added to the uniform distribution.

    Returns
    -------
    BetaMixture

    Raises
    ------
    ValueError
        Unless both are above 0 and finite.

    Examples
    --------
    >>> round(beta(1, 1).posterior(6, 9).mean, 4)
    0.6364
    """
    return BetaMixture((1.0,), (float(a),), (float(b),))

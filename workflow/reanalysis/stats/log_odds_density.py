"""A rate whose distribution is given by the density of its log-odds on an even grid.

The grid reaches so far that the density vanishes at its ends, and is so fine that it resolves the density. For
such functions the plain sum over the grid integrates with the error of the arithmetic alone; splines of degree 5 do
the rest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline, make_interp_spline
from scipy.optimize import brentq
from scipy.special import expit, log_expit, logit

from ._binomial import information, log_choose
from ._validate import validate_data, validate_fraction, validate_rate

FloatArray = NDArray[np.float64]

# Steps of the grid per standard deviation of what it must resolve.
STEPS_PER_SD = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class LogOddsDensity:
    """A distribution of a rate.

    Attributes
    ----------
    log_odds : array of float, shape (k,)
        An even, ascending grid.
    density : array of float, shape (k,)
        Density of the log-odds, scaled to integrate to 1.

    Raises
    ------
    ValueError
        On a density that is negative, not finite or 0 everywhere.

    Notes
    -----
    The arrays are read-only. Two densities are equal only if they are the same object.
    """

    log_odds: FloatArray
    density: FloatArray

    def __post_init__(self) -> None:
        total = float(self.density.sum()) * self.step
        if not 0 < total < math.inf or self.density.min() < 0:
            raise ValueError("a density must be finite, not negative, and above 0 somewhere")
        object.__setattr__(self, "log_odds", np.array(self.log_odds))
        object.__setattr__(self, "density", self.density / total)
        self.density.flags.writeable = self.log_odds.flags.writeable = False

    @property
    def step(self) -> float:
        """Distance of neighbours on the grid."""
        return float(self.log_odds[1] - self.log_odds[0])

    @property
    def mean(self) -> float:
        """Mean of the rate."""
        return self.expectation(expit(self.log_odds))

    @property
    def sd(self) -> float:
        """Standard deviation of the rate."""
        return math.sqrt(self.expectation((expit(self.log_odds) - self.mean) ** 2))

    def expectation(self, values: FloatArray) -> float:
        """Mean of a function of the rate, given by its values on the grid."""
        return float(self.density @ values) * self.step

    def probability_above(self, rate: float) -> float:
        """P(p > rate); ValueError on a rate outside 0..1."""
        rate = validate_rate(rate)
        if rate in (0.0, 1.0):
            return 1.0 - rate
        at = min(max(float(logit(rate)), self.log_odds[0]), self.log_odds[-1])
        return min(1.0, max(0.0, 1.0 - float(self._cumulative()(at))))

    def quantiles(self, probabilities: Sequence[float]) -> tuple[float, ...]:
        """Rates that p does not exceed with the given probabilities; ValueError unless these lie between 0 and 1."""
        cumulative = self._cumulative()
        on_grid = cumulative(self.log_odds)
        fractions = [validate_fraction("probability", probability) for probability in probabilities]
        return tuple(_quantile(fraction, self.log_odds, cumulative, on_grid) for fraction in fractions)

    def quantile(self, probability: float) -> float:
        """Rate that p does not exceed with the given probability; ValueError unless that lies between 0 and 1."""
        return self.quantiles([probability])[0]

    def posterior(self, events: int, n: int) -> LogOddsDensity:
        """Distribution of the rate after n patients, n = 0 included; ValueError on counts out of range."""
        events, n = validate_data(events, n)
        finer = self.at_step(1 / (STEPS_PER_SD * math.sqrt(information(events, n))))
        log_posterior = finer._log_likelihood(events, n) + finer._log_density()
        return LogOddsDensity(finer.log_odds, np.exp(log_posterior - log_posterior.max()))

    def log_marginal(self, events: int, n: int) -> float:
        """Log of the probability of so many events among n patients before they are seen."""
        events, n = validate_data(events, n)
        finer = self.at_step(1 / (STEPS_PER_SD * math.sqrt(information(events, n))))
        terms = finer._log_likelihood(events, n) + finer._log_density()
        return float(np.logaddexp.reduce(terms)) + math.log(finer.step) + log_choose(events, n)

    def at_step(self, step: float) -> LogOddsDensity:
        """The same distribution on a grid whose step is at most the given one; itself if it is fine enough."""
        if step >= self.step:
            return self
        factor = 2 ** math.ceil(math.log2(self.step / step))
        log_odds = self.log_odds[0] + self.step / factor * np.arange(factor * (self.log_odds.size - 1) + 1)
        # The logarithm is interpolated, so that a tail that the data make likely keeps its digits.
        return LogOddsDensity(log_odds, np.exp(make_interp_spline(self.log_odds, self._log_density(), k=5)(log_odds)))

    def log_slope(self) -> FloatArray:
        """Derivative of the log density by the log-odds, on the grid."""
        return make_interp_spline(self.log_odds, self._log_density(), k=5).derivative()(self.log_odds)

    def _log_density(self) -> FloatArray:
        return np.log(np.maximum(self.density, np.finfo(float).tiny))

    def _log_likelihood(self, events: int, n: int) -> FloatArray:
        return events * log_expit(self.log_odds) + (n - events) * log_expit(-self.log_odds)

    def _cumulative(self) -> BSpline:
        """P(log-odds <= x) between the ends of the grid."""
        return make_interp_spline(self.log_odds, self.density, k=5).antiderivative()


def _quantile(probability: float, log_odds: FloatArray, cumulative: BSpline, on_grid: FloatArray) -> float:
    if probability in (0.0, 1.0):
        return probability
    right = int(np.clip(np.searchsorted(on_grid, probability), 1, on_grid.size - 1))
    ends = float(log_odds[right - 1]), float(log_odds[right])
    return float(expit(brentq(lambda x: float(cumulative(x)) - probability, *ends, xtol=1e-14)))

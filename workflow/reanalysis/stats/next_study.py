"""How many patients of one more study may have the event: the range of the true rate, and chance on top of it.

References
----------
Higgins JPT, Thompson SG, Spiegelhalter DJ (2009) J R Stat Soc A 172:137-159, doi:10.1111/j.1467-985X.2008.00552.x:
the distribution of the true effect of one more study.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import bdtr, expit, ndtri, stdtrit

from ._validate import validate_level
from .pooled import Pooled

# Points of the distribution of the true effect; twice as many move no count in the tests.
POINTS = 4000


def next_counts(pool: Pooled, n: int, *, conf_level: float = 0.95) -> tuple[int, int]:
    """Lowest and highest count of a next study of n patients, from a pool on the log-odds scale.

    Parameters
    ----------
    pool : Pooled
        Of log-odds.
    n : int
        Patients of the next study, 1 or more.
    conf_level : float
        Probability of a count in the range, at least; each side leaves at most half of the rest.

    Returns
    -------
    (int, int)
        With an estimate at the border (a rate of 0 or 1) the rate may be anything up to its limit: from 0 to the
        count that is not exceeded at that limit, or the mirror image of it.

    Raises
    ------
    ValueError
        n below 1, or a level outside (0, 1).

    Notes
    -----
    The true log-odds are mean + sqrt(std_error^2 + tau2) t, with the degrees of freedom of the limits; the count is
    binomial given them.

    Examples
    --------
    >>> from .random_intercept import random_intercept_proportion
    >>> next_counts(random_intercept_proportion([8, 5, 0, 12, 3], [30, 24, 17, 41, 19]), 30)
    (1, 15)
    """
    tail = (1 - validate_level(conf_level)) / 2
    if n < 1:
        raise ValueError(f"n must be 1 or more, not {n}")
    if math.isinf(pool.estimate):
        below = pool.estimate < 0
        limit = float(expit(pool.conf_high if below else -pool.conf_low))
        most = next(x for x in range(n + 1) if bdtr(x, n, limit) >= 1 - tail)
        return (0, most) if below else (n - most, n)
    shares = (np.arange(POINTS) + 0.5) / POINTS
    spread = math.hypot(pool.std_error, math.sqrt(pool.tau2))
    quantiles = ndtri(shares) if math.isinf(pool.df) else stdtrit(pool.df, shares)
    rates = expit(pool.estimate + spread * quantiles)
    counts = np.arange(n + 1)
    cumulative = np.asarray(bdtr(counts[:, None], n, rates[None, :])).mean(1)
    low = int(np.argmax(cumulative > tail))
    high = int(np.argmax(cumulative >= 1 - tail - 1e-12))
    return low, high

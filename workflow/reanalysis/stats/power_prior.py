"""Power prior: historical controls that count as a fixed fraction of themselves."""

from __future__ import annotations

from ._validate import validate_data, validate_fraction
from .beta_mixture import BetaMixture, beta

# Fractions at which a result is shown. The fraction is not estimated: even controls that agree perfectly leave the
# posterior of an unknown fraction almost as uncertain as its prior.
A0_GRID = (0.0, 0.25, 0.5, 1.0)


def power_prior(historical_events: int, historical_n: int, *, a0: float, events: int = 0, n: int = 0) -> BetaMixture:
    """Posterior of a control's rate from Beta(1, 1), historical controls to the power a0, and current controls.

    Parameters
    ----------
    historical_events, historical_n : int
        Historical controls with the event and in all, summed over the controls if there are several.
    a0 : float
        Fraction of the historical controls that counts: 0 for none, 1 for pooling.
    events, n : int
        Current controls with the event and in all; 0 and 0 where there are none.

    Returns
    -------
    BetaMixture
        Beta(1 + a0 y + x, 1 + a0 (m - y) + n - x) for y of m historical and x of n current controls.

    Raises
    ------
    ValueError
        On counts out of range or an a0 outside 0..1.

    Notes
    -----
    a0 = 0 without current controls is the uniform prior itself.

    References
    ----------
    Ibrahim JG, Chen MH (2000) Stat Sci 15:46-60, doi:10.1214/ss/1009212673.

    Examples
    --------
    >>> prior = power_prior(10, 40, a0=0.25)
    >>> prior.a, prior.b
    ((3.5,), (8.5,))
    """
    historical_events, historical_n = validate_data(historical_events, historical_n)
    events, n = validate_data(events, n)
    a0 = validate_fraction("a0", a0)
    return beta(1 + a0 * historical_events + events, 1 + a0 * (historical_n - historical_events) + n - events)

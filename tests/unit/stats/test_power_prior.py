"""Power priors between no borrowing and pooling."""

from __future__ import annotations

import pytest

from reanalysis.stats.beta_mixture import beta
from reanalysis.stats.beta_posterior import beta_uniform
from reanalysis.stats.power_prior import A0_GRID, power_prior


def test_power_prior_from_no_borrowing_to_pooling():
    posteriors = [power_prior(25, 100, a0=a0, events=3, n=10) for a0 in A0_GRID]
    assert posteriors[0] == beta_uniform(3, 10)
    assert posteriors[-1] == beta_uniform(28, 110)
    spread = [posterior.sd for posterior in posteriors]
    assert spread == sorted(spread, reverse=True)
    assert power_prior(0, 0, a0=1) == power_prior(7, 9, a0=0) == beta(1, 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: power_prior(1, 2, a0=1.5),
        lambda: power_prior(1, 2, a0=float("nan")),
        lambda: power_prior(3, 2, a0=0.5),
        lambda: power_prior(1, 2, a0=0.5, events=2, n=1),
    ],
)
def test_bad_numbers_are_refused(call):
    with pytest.raises(ValueError, match=r"between 0 and|at least 1"):
        call()

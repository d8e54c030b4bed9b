import math

import pytest

from reanalysis.stats._binomial import upper_tail
from reanalysis.stats.binomial_test import tipping_rate
from reanalysis.stats.control_bias import (
    e_value,
    e_value_of_limit,
    risk_ratio_of_hazards,
    round_inwards,
    tail_with_scatter,
    tipping_drift,
    tipping_sd,
)


@pytest.mark.parametrize(
    ("value", "decimals", "side", "expected"),
    [(31.297, 1, 1, 31.2), (31.297, 1, -1, 31.3), (31.2, 1, 1, 31.2), (31.2, 1, -1, 31.2), (0.29999999, 2, 1, 0.29),
     (-2.34, 1, 1, -2.4), (0.0, 1, 1, 0.0)],
)  # fmt: skip
def test_bounds_are_rounded_inwards(value, decimals, side, expected):
    assert round_inwards(value, decimals, side=side) == expected


def test_a_rounded_bound_is_still_beaten():
    for x in range(1, 31):
        turns = tipping_rate(x, 30, alpha=0.025, alternative="greater")
        assert upper_tail(x, 30, round_inwards(turns, 3, side=1)) <= 0.025


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_drift_is_the_tipping_rate_less_the_rate(alternative):
    sign = 1 if alternative == "greater" else -1
    for x in (0, 3, 15, 30):
        drift = tipping_drift(x, 30, 0.25, alpha=0.025, alternative=alternative)
        assert 0.25 + sign * drift == pytest.approx(tipping_rate(x, 30, alpha=0.025, alternative=alternative))


def test_drift_without_events_is_the_whole_rate():
    assert tipping_drift(0, 10, 0.2, alpha=0.025, alternative="greater") == pytest.approx(-0.2)


# mpmath 1.3 at 30 digits: quadrature of the binomial tail over the normal deviate in 80 pieces from -10 to 10.
SCATTER = [
    (15, 30, 0.25, 0.38, 0.025295838295108335),
    (6, 9, 0.159, 0.85, 0.02525141829958858),
    (150, 300, 0.4, 3.0, 0.447162151365822),
    (1, 2, 0.02, 5.0, 0.28922381483150916),
    (280, 300, 0.9, 0.2, 0.08374129729075806),
]


@pytest.mark.parametrize(("x", "n", "rate", "sd", "expected"), SCATTER)
def test_tail_with_scatter(x, n, rate, sd, expected):
    assert tail_with_scatter(x, n, rate, sd=sd, alternative="greater") == pytest.approx(expected, abs=1e-12)
    assert tail_with_scatter(n - x, n, 1 - rate, sd=sd, alternative="less") == pytest.approx(expected, abs=1e-12)


def test_no_scatter_is_the_binomial_tail():
    assert tail_with_scatter(15, 30, 0.25, sd=0.0, alternative="greater") == upper_tail(15, 30, 0.25)
    assert tail_with_scatter(1, 3, 0.0, sd=2.0, alternative="greater") == 0.0
    assert tail_with_scatter(0, 1, 0.3, sd=2.0, alternative="greater") == pytest.approx(1.0, abs=1e-15)


def test_tipping_sd_is_the_root_of_its_tail():
    for x, n, rate in ((15, 30, 0.25), (6, 9, 43 / 270), (30, 30, 0.5), (1, 1, 0.001)):
        sd = tipping_sd(x, n, rate, alpha=0.025, alternative="greater")
        assert tail_with_scatter(x, n, rate, sd=sd, alternative="greater") == pytest.approx(0.025, abs=1e-10)
        assert tipping_sd(n - x, n, 1 - rate, alpha=0.025, alternative="less") == pytest.approx(sd, abs=1e-9)


def test_tipping_sd_where_nothing_is_concluded_or_nothing_overturns_it():
    assert tipping_sd(8, 30, 0.25, alpha=0.025, alternative="greater") == 0.0
    assert tipping_sd(0, 10, 0.25, alpha=0.025, alternative="greater") == 0.0
    assert tipping_sd(300, 300, 1e-6, alpha=0.025, alternative="greater") is None


def test_e_values():
    # VanderWeele and Ding 2017, the example of table 2 in its text: RR 3.9 (1.8 to 8.7) gives 7.26 and 3.0.
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value_of_limit(1.8, 8.7) == pytest.approx(3.0, abs=0.005)
    assert e_value(0.5) == e_value(2.0) == pytest.approx(2 + math.sqrt(2))
    assert e_value(1.0) == 1.0
    assert e_value(0.0) == e_value(math.inf) == math.inf
    assert e_value_of_limit(0.8, 1.2) == e_value_of_limit(1.0, 3.0) == 1.0
    assert e_value_of_limit(0.2, 0.5) == e_value(0.5)


def test_risk_ratio_of_hazards_mirrors():
    assert risk_ratio_of_hazards(1.0) == 1.0
    assert risk_ratio_of_hazards(0.5) * risk_ratio_of_hazards(2.0) == pytest.approx(1.0)
    assert 1.0 < risk_ratio_of_hazards(2.0) < 2.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: tipping_sd(1, 3, 0.0, alpha=0.025, alternative="greater"),
        lambda: tipping_sd(4, 3, 0.2, alpha=0.025, alternative="greater"),
        lambda: tail_with_scatter(1, 3, 0.2, sd=-1.0, alternative="greater"),
        lambda: tail_with_scatter(1, 3, 0.2, sd=1.0, alternative="two_sided"),
        lambda: e_value(-1.0),
        lambda: e_value(math.nan),
        lambda: e_value_of_limit(2.0, 1.0),
        lambda: risk_ratio_of_hazards(0.0),
    ],
)
def test_out_of_range(call):
    with pytest.raises(ValueError):
        call()

import math

import pytest

from reanalysis.stats.printed_ratio import from_limits, from_observed_minus_expected, from_p, inverted, least_std_error

LEVEL = {"conf_level": 0.95}


def test_the_examples_of_altman_and_bland():
    # BMJ 2011;343:d2090: 17 points, p = 0.032, gives 1.4 to 32.6; relative risk 0.81, p = 0.1 one decimal in the text
    difference = from_p(17.0, 0.032, ratio=False, **LEVEL)
    assert (round(difference.conf_low, 1), round(difference.conf_high, 1)) == (1.5, 32.5)  # exact z 2.144, theirs 2.141
    assert difference.std_error == pytest.approx(7.94, abs=0.02)
    assert math.isnan(difference.variance)


def test_from_p_and_back():
    for estimate, p in ((0.88, 0.197), (0.6, 0.001), (1.37, 0.012), (4.0, 0.9)):
        found = from_p(estimate, p, **LEVEL)
        back = from_limits(estimate, found.conf_low, found.conf_high, **LEVEL)
        assert back.p_value == pytest.approx(p, rel=1e-9)
        assert back.std_error == pytest.approx(found.std_error, rel=1e-9)
        assert found.conf_low < estimate < found.conf_high
        assert (found.conf_low <= 1 <= found.conf_high) == (p >= 0.05)


def test_a_one_sided_p_is_half_the_two_sided_one():
    two = from_p(0.7, 0.04, **LEVEL)
    one = from_p(0.7, 0.02, alternative="less", **LEVEL)
    assert (one.conf_low, one.conf_high) == pytest.approx((two.conf_low, two.conf_high), rel=1e-12)
    assert one.p_value == pytest.approx(0.04)
    with pytest.raises(ValueError, match="against"):
        from_p(0.7, 0.02, alternative="greater", **LEVEL)


def test_the_middle_of_the_limits():
    found = from_limits(None, 0.5, 2.0, **LEVEL)
    assert found.estimate == pytest.approx(1.0) and found.p_value == pytest.approx(1.0)


def test_observed_minus_expected():
    found = from_p(0.7, 0.02, **LEVEL)
    assert found.observed_minus_expected == pytest.approx(math.log(0.7) * found.variance)
    back = from_observed_minus_expected(found.observed_minus_expected, found.variance, **LEVEL)
    assert (back.estimate, back.conf_low, back.conf_high, back.p_value) == pytest.approx(
        (0.7, found.conf_low, found.conf_high, 0.02), rel=1e-9
    )


def test_inversion_mirrors_everything():
    found = from_limits(1.18, 0.92, 1.52, **LEVEL)
    turned = inverted(found)
    assert (turned.estimate, turned.conf_low, turned.conf_high) == pytest.approx((1 / 1.18, 1 / 1.52, 1 / 0.92))
    assert turned.p_value == found.p_value
    assert turned.observed_minus_expected == -found.observed_minus_expected


def test_another_level():
    assert from_limits(0.5, 0.3, 0.8333333333333334, conf_level=0.9).std_error == pytest.approx(
        math.log(0.8333333333333334 / 0.3) / (2 * 1.6448536269514722)
    )


def test_least_standard_error_of_a_log_hazard_ratio():
    assert least_std_error(100) == 0.2


@pytest.mark.parametrize(
    "call",
    [
        lambda: from_p(0.0, 0.2, **LEVEL),
        lambda: from_p(1.0, 0.2, **LEVEL),
        lambda: from_p(0.0, 0.2, ratio=False, **LEVEL),
        lambda: from_p(0.5, 0.0, **LEVEL),
        lambda: from_p(0.5, 1.0, **LEVEL),
        lambda: from_p(0.5, 0.2, conf_level=1.0),
        lambda: from_limits(0.5, 0.9, 0.3, **LEVEL),
        lambda: from_limits(0.5, 0.5, 0.5, **LEVEL),
        lambda: from_limits(0.5, 0.0, 0.9, **LEVEL),
        lambda: from_limits(math.nan, 0.0, 0.9, ratio=False, **LEVEL),
        lambda: from_observed_minus_expected(3.0, 0.0, **LEVEL),
        lambda: least_std_error(0),
    ],
)
def test_out_of_range(call):
    with pytest.raises(ValueError):
        call()

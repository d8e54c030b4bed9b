"""McNemar's exact tests against whole enumeration and statsmodels."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from statsmodels.stats.contingency_tables import mcnemar

from reanalysis.stats.mcnemar import mcnemar_exact, mcnemar_mid_p

PAIRS = [(b, c) for b in range(8) for c in range(8)] + [(0, 30), (31, 12), (150, 190)]
both = pytest.mark.parametrize("test", [mcnemar_exact, mcnemar_mid_p], ids=lambda test: test.__name__)


@pytest.mark.parametrize("pair", PAIRS)
def test_every_split_of_the_discordant_pairs(pair):
    b, c = pair
    ways = [Fraction(comb(b + c, k), 2 ** (b + c)) for k in range(b + c + 1)]
    greater, less = sum(ways[b:]), sum(ways[: b + 1])
    assert mcnemar_exact(b, c, alternative="greater").p_value == pytest.approx(float(greater), rel=1e-12)
    assert mcnemar_exact(b, c, alternative="less").p_value == pytest.approx(float(less), rel=1e-12)
    mid = greater - ways[b] / 2, less - ways[b] / 2
    assert mcnemar_mid_p(b, c, alternative="greater").p_value == pytest.approx(float(mid[0]), rel=1e-12)
    assert mcnemar_mid_p(b, c, alternative="less").p_value == pytest.approx(float(mid[1]), rel=1e-12)
    assert mcnemar_mid_p(b, c, alternative="two_sided").p_value == pytest.approx(float(2 * min(mid)), rel=1e-12)
    expected = mcnemar([[3, b], [c, 4]], exact=True).pvalue
    assert mcnemar_exact(b, c, alternative="two_sided").p_value == pytest.approx(expected, rel=1e-12)


@both
@pytest.mark.parametrize("pair", PAIRS)
def test_exchanging_the_conditions_exchanges_the_alternatives(test, pair):
    b, c = pair
    assert test(b, c, alternative="greater").p_value == test(c, b, alternative="less").p_value
    assert test(b, c, alternative="two_sided").p_value == test(c, b, alternative="two_sided").p_value


@both
@pytest.mark.parametrize("pair", [(0, 0), (1, 1), (9, 9)])
def test_no_difference_is_one(test, pair):
    assert test(*pair, alternative="two_sided").p_value == 1


def test_airway_hyperresponsiveness():
    # Bentur 2009, 1 v 7 discordant pairs, in Fagerland, Lydersen and Laake 2013: exact .0703, mid-p .0391.
    assert mcnemar_exact(1, 7, alternative="two_sided").p_value == pytest.approx(0.0703, abs=5e-5)
    assert mcnemar_mid_p(1, 7, alternative="two_sided").p_value == pytest.approx(0.0391, abs=5e-5)


@both
@pytest.mark.parametrize("pair", [(-1, 3), (2, -1), (1.0, 2), (True, 2)])
def test_bad_counts_are_refused(test, pair):
    with pytest.raises(ValueError, match=r"negative|whole number"):
        test(*pair, alternative="two_sided")


@both
@pytest.mark.parametrize("pair", [(0, 0), (1, 2)])
def test_unknown_alternative_is_refused(test, pair):
    with pytest.raises(ValueError, match="alternative"):
        test(*pair, alternative="larger")

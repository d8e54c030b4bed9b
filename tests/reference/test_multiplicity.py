"""R's p.adjust."""

from __future__ import annotations

import pytest

from reanalysis.stats.multiplicity import benjamini_hochberg, holm

FAMILY = [0.01, 0.02, 0.03, 0.04, 0.005]
P_ADJUST = "p.adjust of R 4.2.2, methods holm and BH"


def test_family_of_five():
    assert holm(FAMILY) == pytest.approx((0.04, 0.06, 0.06, 0.06, 0.025), abs=1e-12), P_ADJUST
    expected = (0.025, 0.0333333, 0.0375, 0.04, 0.025)
    assert benjamini_hochberg(FAMILY) == pytest.approx(expected, abs=5e-8), P_ADJUST

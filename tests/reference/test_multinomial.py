"""Goodman's simultaneous intervals from other programs."""

from __future__ import annotations

import pytest

from reanalysis.stats.multinomial import goodman

VALUES = [
    (
        [91, 49, 37, 43],
        [(0.3342025, 0.4978332), (0.1608587, 0.2998874), (0.1145513, 0.2401121), (0.1374690, 0.2702358)],
        5e-8,
        "R package DescTools, issue 113",
    ),
    (
        [2, 8, 11, 9],
        [(0.013686, 0.268846), (0.119009, 0.494662), (0.188363, 0.590877), (0.141202, 0.527659)],
        5e-7,
        "R package contingencytables",
    ),
]


@pytest.mark.parametrize(("counts", "limits", "tolerance", "source"), VALUES)
def test_95_percent_limits(counts, limits, tolerance, source):
    for result, (low, high) in zip(goodman(counts, conf_level=0.95), limits, strict=True):
        assert result.conf_low == pytest.approx(low, abs=tolerance), source
        assert result.conf_high == pytest.approx(high, abs=tolerance), source

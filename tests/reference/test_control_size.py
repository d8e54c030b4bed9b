"""Assumed sizes of a control that is known as a rate, against exact enumerations in fractions.

`data/known_rate_contradictions.csv`: counts whose doubled exact p against the rate is above 0.05 while Boschloo's
against a control of 1,000 patients is below it. The growing control does not tend to the doubled exact test but to
the mid-p test. `data/assumed_n_possible.csv`: which sizes can give a printed percentage at all, and by which counts.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from reanalysis.model.printed import counts_printing_as, round_fraction
from reanalysis.stats.binomial_test import exact_binomial, mid_p_binomial
from reanalysis.stats.exact_2x2 import boschloo

DATA = Path(__file__).parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.parametrize("row", rows("assumed_n_possible.csv"), ids=lambda row: f"{row[0]}%of{row[1]}")
def test_sizes_that_can_print_a_percentage(row):
    percent, n, possible, counts = row
    found = counts_printing_as(Decimal(percent), int(n))
    assert [str(count) for count in found] == (counts.split(";") if counts else [])
    assert bool(found) == (possible == "yes")


@pytest.mark.parametrize(
    "row", rows("known_rate_contradictions.csv")[:12], ids=lambda row: f"{row[0]}of{row[1]}at{row[2]}"
)
def test_a_growing_control_tends_to_mid_p(row):
    events, n, rate = int(row[0]), int(row[1]), Fraction(row[2]) / 100
    exact, mid, thousand = (float(value) for value in row[3:6])
    assert exact_binomial(events, n, float(rate), alternative="two_sided").p_value == pytest.approx(exact, rel=1e-9)
    assert mid_p_binomial(events, n, float(rate), alternative="two_sided").p_value == pytest.approx(mid, rel=1e-9)
    of_thousand = int(round_fraction(rate * 1000, 0))
    p = boschloo(events, n, of_thousand, 1000, alternative="two_sided").p_value
    assert p == pytest.approx(thousand, rel=1e-9)
    assert p < 0.05 <= exact and mid < 0.05


def test_the_limit_is_mid_p():
    mid = mid_p_binomial(15, 30, 0.25, alternative="two_sided").p_value
    exact = exact_binomial(15, 30, 0.25, alternative="two_sided").p_value
    p = [boschloo(15, 30, n // 4, n, alternative="two_sided").p_value for n in (100, 1000, 4000)]
    assert p[0] > p[1] > p[2] > mid
    assert p[2] - mid < 0.15 * (exact - mid)

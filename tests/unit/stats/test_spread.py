"""Means and standard deviations that values can have, against all samples of small whole numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement
from math import sqrt
from statistics import fmean, stdev

import pytest

from reanalysis.stats.spread import mean_range, sd_of_whole_values, sd_of_zeros_and_ones, sd_range


def exactly(value):
    return Fraction(value), Fraction(value)


def rounded(value, places=2):
    number, half = Fraction(str(round(value, places))), Fraction(1, 2 * 10**places)
    return number - half, number + half


SAMPLES = [sample for n in (2, 3, 4, 5, 6) for sample in combinations_with_replacement(range(6), n)]


def test_every_sample_lies_within_the_bounds():
    for sample in SAMPLES:
        n, ends = len(sample), (exactly(min(sample)), exactly(max(sample)))
        low, high = mean_range(n, *ends)
        assert low <= Fraction(sum(sample), n) <= high
        for mean in (None, exactly(Fraction(sum(sample), n))):
            least, most = sd_range(n, *ends, mean=mean)
            assert least - 1e-12 <= stdev(sample) <= most + 1e-12, (sample, mean)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 9, 10])
def test_the_bounds_are_reached(n):
    ends = (exactly(0), exactly(8))
    least, most = sd_range(n, *ends)
    assert least == pytest.approx(stdev([0, 8, *[4] * (n - 2)]))
    assert most == pytest.approx(stdev([0] * (n // 2) + [8] * (n - n // 2)))
    # with a mean: the others the same; as many at the ends as the mean allows
    values = [0, 8, *[1] * (n - 2)]
    assert sd_range(n, *ends, mean=exactly(Fraction(sum(values), n)))[0] == pytest.approx(stdev(values))
    values = [0] * (n - 1) + [8]
    assert sd_range(n, *ends, mean=exactly(Fraction(8, n)))[1] == pytest.approx(stdev(values))


def test_published_bounds():
    assert sd_range(10, exactly(20), exactly(80))[0] == pytest.approx(60 / sqrt(18))
    assert sd_range(3, exactly(50), exactly(60))[1] == pytest.approx(5.7735, abs=1e-4)
    assert mean_range(10, exactly(20), exactly(80)) == (26, 74)


def test_grimmer_passes_every_sample_and_finds_what_no_sample_gives():
    for sample in SAMPLES:
        assert sd_of_whole_values(len(sample), rounded(fmean(sample)), rounded(stdev(sample))), sample
    possible = {
        (round(fmean(sample), 2), round(stdev(sample), 2)) for sample in combinations_with_replacement(range(6), 6)
    }
    wrong = [
        (mean, sd / 100)
        for mean in {mean for mean, _ in possible}
        for sd in range(0, 160)
        if not any(abs(mean - one) < 1e-9 and abs(sd / 100 - other) < 0.011 for one, other in possible)
    ]
    found = [not sd_of_whole_values(6, rounded(mean), rounded(sd)) for mean, sd in wrong]
    assert sum(found) / len(found) > 0.85  # values outside 0 to 5 may give the others


def test_grimmer_of_several_items_and_a_mean_that_grim_refuses():
    assert sd_of_whole_values(10, rounded(2.35), rounded(0.75), items=2)
    assert not sd_of_whole_values(10, rounded(2.35), rounded(0.75))
    assert not sd_of_whole_values(12, rounded(5.19), rounded(2.0))


def test_debit():
    for n in (2, 7, 20):
        for k in range(n + 1):
            sample = [1] * k + [0] * (n - k)
            assert sd_of_zeros_and_ones(n, rounded(k / n), rounded(stdev(sample)))
    assert not sd_of_zeros_and_ones(20, rounded(0.3), rounded(0.4))


@pytest.mark.parametrize("function", [mean_range, sd_range, sd_of_whole_values, sd_of_zeros_and_ones])
def test_one_value_has_none(function):
    with pytest.raises(ValueError, match="2 values"):
        function(1, exactly(0), exactly(1))

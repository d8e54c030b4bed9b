"""What a printed percentage can mean, against brute force over exact fractions."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.model.printed import (
    ROUNDINGS,
    counts_printing_as,
    decimals,
    denominators_printing_as,
    prints_as,
    round_fraction,
)

FUZZ = settings(max_examples=300)


def rounded(value: Fraction, places: int, rounding: str) -> Fraction:
    """Rounding of a value that is not negative, written from its definition."""
    if rounding == "twice":
        return rounded(rounded(value, places + 1, "half_up"), places, "half_up")
    scaled = value * 10**places
    floor = math.floor(scaled)
    if rounding == "truncation":
        return Fraction(floor, 10**places)
    rest = scaled - floor
    up = (1 if rounding == "half_up" else floor % 2) if rest == Fraction(1, 2) else rest > Fraction(1, 2)
    return Fraction(floor + up, 10**places)


@FUZZ
@given(
    n=st.integers(1, 300), tenths=st.integers(0, 1005), places=st.integers(0, 2), rounding=st.sampled_from(ROUNDINGS)
)
def test_counts_printing_as_against_brute_force(n, tenths, places, rounding):
    percent = Decimal(tenths).scaleb(-1).quantize(Decimal(1).scaleb(-places)) if places else Decimal(tenths // 10)
    expected = [
        x for x in range(n + 1) if rounded(Fraction(100 * x, n), decimals(percent), rounding) == Fraction(percent)
    ]
    assert counts_printing_as(percent, n, rounding) == expected


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("n", [1, 2, 3, 7, 8, 16, 30, 40, 54, 200])
def test_every_count_prints_as_itself(n, rounding):
    for x in range(n + 1):
        for places in (0, 1):
            printed = round_fraction(Fraction(100 * x, n), places, rounding)
            assert x in counts_printing_as(printed, n, rounding)


@pytest.mark.parametrize(
    ("percent", "n", "rounding", "counts"),
    [
        ("50", 30, "half_up", [15]),
        ("7", 54, "half_up", [4]),
        ("12.5", 8, "half_up", [1]),
        ("13", 8, "half_up", [1]),
        ("12", 8, "half_up", []),
        ("12", 8, "half_even", [1]),
        ("12", 8, "truncation", [1]),
        ("0", 300, "half_up", [0, 1]),
        ("100", 300, "half_up", [299, 300]),
        ("33", 500, "half_up", [163, 164, 165, 166, 167]),
        ("50", 0, "half_up", []),
        ("101", 10, "half_up", []),
        ("62.5", 16, "half_even", [10]),
        ("51", 10, "half_up", []),
        ("48.3", 114, "half_up", []),
        ("48.3", 114, "twice", [55]),
    ],
)
def test_counts_known_by_hand(percent, n, rounding, counts):
    assert counts_printing_as(Decimal(percent), n, rounding) == counts


@FUZZ
@given(events=st.integers(0, 60), percent=st.integers(0, 100))
def test_denominators_against_brute_force(events, percent):
    expected = [n for n in range(max(events, 1), 101) if rounded(Fraction(100 * events, n), 0, "half_up") == percent]
    assert denominators_printing_as(Decimal(percent), events, 100) == expected


@pytest.mark.parametrize(
    ("value", "places", "rounding", "text"),
    [
        ("1/8", 2, "half_up", "0.13"),
        ("1/8", 2, "half_even", "0.12"),
        ("1/8", 2, "truncation", "0.12"),
        ("-1/8", 2, "half_up", "-0.13"),
        ("3/8", 2, "half_even", "0.38"),
        ("2/3", 0, "half_up", "1"),
        ("5/2", 0, "half_up", "3"),
        ("5/2", 0, "half_even", "2"),
        ("7/2", 0, "half_even", "4"),
    ],
)
def test_round_fraction(value, places, rounding, text):
    assert round_fraction(Fraction(value), places, rounding) == Decimal(text)


def test_an_unknown_rounding_is_refused():
    with pytest.raises(ValueError, match="nearest"):
        round_fraction(Fraction(1, 3), 1, "nearest")


def test_the_printed_precision_decides():
    assert prints_as(Fraction(1, 8), Decimal("0.13")) and not prints_as(Fraction(1, 8), Decimal("0.130"))
    assert decimals(Decimal("12.50")) == 2 and decimals(Decimal("12")) == 0

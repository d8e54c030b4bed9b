"""Printing of numbers: rounding, guards, signs."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.report.text import formatting as fmt


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 16), "6.3"),
        (Fraction(3, 16), "18.8"),
        (0.125, "12.5"),
        (Fraction(4, 54), "7.4"),
        (0.0, "0.0"),
        (1.0, "100.0"),
        (0.0004, "0.04"),
        (0.99996, "99.996"),
        (0.99994, "99.99"),
        (1e-9, "0.0000001"),
        (Fraction(1, 800), "0.1"),
    ],
)
def test_percentages_round_half_away_from_zero_and_never_onto_an_end(value, text):
    assert fmt.percent(value) == text


@pytest.mark.parametrize(
    ("value", "guards", "text"),
    [(0.25004, (0.25,), "25.004"), (0.24996, (0.25,), "24.996"), (0.25, (0.25,), "25.0"), (0.2499, (0.25,), "24.99")],
)
def test_a_limit_never_prints_as_the_rate_that_it_excludes(value, guards, text):
    assert fmt.percent(value, 1, guards) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "+25.0"),
        (-0.031, "\u22123.1"),
        (0.0, "0.0"),
        (0.0003, "+0.03"),
        (-0.0003, "\u22120.03"),
        (1.0, "+100.0"),
        (-0.99999, "\u221299.999"),
    ],
)
def test_points_keep_their_sign(value, text):
    assert fmt.points(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.005499, "0.0055"),
        (0.00001, "<0.0001"),
        (0.0001, "0.00010"),
        (0.0503, "0.0503"),
        (0.0496, "0.0496"),
        (0.05, "0.050"),
        (0.082, "0.082"),
        (0.26, "0.26"),
        (1.0, "1.00"),
        (0.999, ">0.99"),
        (0.0249, "0.0249"),
        (0.0, "<0.0001"),
        (0.995, ">0.99"),
        (0.994, "0.99"),
    ],
)
def test_p_values(value, text):
    assert fmt.p_value(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.004, "1.004"),
        (0.999, "0.999"),
        (1.0, "1.00"),
        (2.345, "2.35"),
        (12.34, "12.3"),
        (math.inf, "\u221e"),
        (0.001, "0.001"),
    ],
)
def test_ratios_never_print_as_one(value, text):
    assert fmt.ratio(value) == text


def test_ranges_and_signs_do_not_meet():
    assert fmt.span("31.3", "68.7", "%") == "31.3\u201368.7%"
    assert fmt.span("\u22125.0", "+45.9") == "\u22125.0 to +45.9"


@pytest.mark.parametrize(("value", "text"), [(0.25, "25"), (0.212, "21.2"), (0.384, "38.4"), (Fraction(1, 4), "25")])
def test_known_rates_keep_the_decimals_they_have(value, text):
    assert fmt.known_percent(value) == text


def test_months_are_of_30_4375_days_and_years_of_twelve():
    assert fmt.months(30.4375, "days") == 1 and fmt.months(Fraction(2), "years") == 24
    assert fmt.time(fmt.months(12.0, "weeks")) == "2.8"
    assert fmt.months(math.inf, "weeks") is None and fmt.months(1.0, "cycles") is None


def test_words():
    assert [fmt.counted(n, "paper") for n in (0, 1, 12000)] == ["0 papers", "1 paper", "12,000 papers"]
    assert fmt.listed(["a"]) == "a" and fmt.listed(["a", "b", "c"]) == "a, b and c"
    assert fmt.level(0.95) == "95%" and fmt.level(0.975) == "97.5%"


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(0, 3))
def test_a_rate_is_printed_within_half_a_unit_and_its_ends_are_exact(pair, places):
    events, n = pair
    text = fmt.percent(Fraction(events, n), places)
    shown = Fraction(Decimal(text))
    assert abs(shown - Fraction(100 * events, n)) <= Fraction(1, 2 * 10**places)
    assert (shown == 0) == (events == 0) and (shown == 100) == (events == n)


@given(st.floats(-1, 1), st.floats(0, 1))
def test_rounding_stays_on_its_side_of_a_guard(value, guard):
    shown = Fraction(Decimal(fmt.fixed(value, 1, (guard,)).replace("\u2212", "-")))
    exact, wall = Fraction(repr(value)), Fraction(repr(guard))
    if abs(exact - wall) > Fraction(1, 10**11):
        assert (shown > wall) == (exact > wall) and (shown < wall) == (exact < wall)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (310.0, "days", "310"),
        (14600, "days", "14600"),
        (5870.5, "days", "5870.5"),
        (310.0, "months", "310.0"),
        (310.0, "", "310.0"),
        (float("inf"), "days", "\u221e"),
        (0.0, "days", "0"),
        (0.004, "days", "0.004"),
    ],
)
def test_whole_days_have_no_decimals(value, unit, text):
    assert fmt.time(value, unit=unit) == text

"""Units of time and their exact conversion: a month is 30.4375 days, a year 12 months."""

from __future__ import annotations

from fractions import Fraction

DAYS = {
    "days": Fraction(1),
    "weeks": Fraction(7),
    "months": Fraction(304375, 10000),
    "years": 12 * Fraction(304375, 10000),
}


def convert(value: Fraction, unit: str, to: str) -> Fraction:
    """A duration in another unit, exactly."""
    return value * DAYS[unit] / DAYS[to]

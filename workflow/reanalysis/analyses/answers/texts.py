"""How numbers stand in the sentence of an answer: percentages and p-values as the pages write them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from reanalysis.model.printed import round_fraction
from reanalysis.stats.control_bias import round_inwards

MINUS = "\u2212"
LEAST_P = 0.001


def percent(value: float | Fraction, places: int = 1) -> str:
    """A share as a percentage, rounded half away from zero, whole ones without decimals: 38.4%, 25%."""
    exact = (value if isinstance(value, Fraction) else Fraction(str(value))) * 100
    return f"{_signed(_short(round_fraction(exact, places)))}%"


def share(events: int, n: int) -> str:
    """A count with its share: 15/30 (50%)."""
    return f"{events}/{n} ({percent(Fraction(events, n))})" if n else f"{events}/{n}"


def points(value: float) -> str:
    """A difference of shares in percentage points: 11.6."""
    return _signed(_short(round_fraction(Fraction(str(value)) * 100, 1)))


def ratio(value: float) -> str:
    """A ratio with two decimals."""
    return _signed(round_fraction(Fraction(str(value)), 2))


def inwards(value: float, *, side: int) -> str:
    """A bound in percent, rounded towards the side on which it surely holds: 31.297 from below is 31.2%."""
    return percent(round_inwards(value, 3, side=side))


def p_text(value: float) -> str:
    """`p = 0.038`, `p < 0.001`."""
    if value < LEAST_P:
        return f"p < {LEAST_P}"
    return f"p = {round_fraction(Fraction(str(value)), 4 if value < 0.01 else 3)}"


def level_text(level: float) -> str:
    """A level of confidence: 95%."""
    return percent(round(level, 6))


def _short(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if whole == value else value


def _signed(value: Decimal) -> str:
    text = f"{value:f}"
    return f"{MINUS}{text[1:]}" if text.startswith("-") and value != 0 else text.lstrip("-")

"""How numbers stand in the sentence of an answer: percentages and p-values as the pages write them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from reanalysis.model.printed import round_fraction
from reanalysis.stats.control_bias import round_inwards

MINUS = "\u2212"
LEAST_P = 0.001
MOST_WORDS = 45
#: Levels on whose side a printed p-value stays, and 1.
GUARDS = tuple(Fraction(text) for text in ("0.001", "0.01", "0.025", "0.05", "0.1", "1"))


def percent(value: float | Fraction, places: int = 1) -> str:
    """A share as a percentage, rounded half away from zero, whole ones without decimals: 38.4%, 25%."""
    exact = (value if isinstance(value, Fraction) else Fraction(str(value))) * 100
    return f"{_signed(_short(round_fraction(exact, places)))}%"


def share(events: int, n: int) -> str:
    """A count with its share: 15/30 (50%)."""
    return f"{events}/{n} ({percent(Fraction(events, n))})" if n else f"{events}/{n}"


def points(value: float) -> str:
    """A difference of shares in percentage points, never 0 unless it is: 11.6."""
    return _signed(_short(_guarded(Fraction(str(value)) * 100, 1, (Fraction(0),))))


def ratio(value: float) -> str:
    """A ratio with two decimals, never 0 or 1 unless it is."""
    return _signed(_guarded(Fraction(str(value)), 2, (Fraction(0), Fraction(1))))


def inwards(value: float, *, side: int) -> str:
    """A bound in percent, rounded towards the side on which it surely holds: 31.297 from below is 31.2%."""
    return percent(round_inwards(value, 3, side=side))


def p_text(value: float) -> str:
    """A p-value with two significant digits, never rounded onto or over the usual levels: `p = 0.038`, `p < 0.001`."""
    if value < LEAST_P:
        return f"p < {LEAST_P}"
    places = 4 if value < 0.01 else 3 if value < 0.1 else 2
    return f"p = {_guarded(Fraction(str(value)), places, GUARDS)}"


def within(*texts: str) -> str:
    """The first text of at most `MOST_WORDS` words; the last one cut where even that is longer."""
    fitting = next((text for text in texts if len(text.split()) <= MOST_WORDS), "")
    return fitting or " ".join(texts[-1].split()[: MOST_WORDS - 1]).rstrip(",;:") + " \u2026"


def _guarded(value: Fraction, places: int, guards: Iterable[Fraction]) -> Decimal:
    """The value with at least so many decimals, and with more where it would print as a guard that it is not, or on
    its other side."""
    rounded = round_fraction(value, places)
    while any((value < one, value > one) != (rounded < one, rounded > one) for one in guards):
        places += 1
        rounded = round_fraction(value, places)
    return rounded


def level_text(level: float) -> str:
    """A level of confidence: 95%."""
    return percent(round(level, 6))


def _short(value: Decimal) -> Decimal:
    whole = value.to_integral_value()
    return whole if whole == value else value


def _signed(value: Decimal) -> str:
    text = f"{value:f}"
    return f"{MINUS}{text[1:]}" if text.startswith("-") and value != 0 else text.lstrip("-")

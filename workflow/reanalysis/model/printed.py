"""What a printed percentage can mean: exact integer arithmetic, no floating point.

A percentage printed with d decimals stands for every count that prints so. Four ways of rounding are in use: half up
(the convention of papers), half to even (that of much software), truncation, and half up twice, first to one decimal
more (48.246 to 48.25 to 48.3).
"""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

ROUNDINGS = ("half_up", "half_even", "truncation", "twice")
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "truncation": ROUND_DOWN}


def decimals(value: Decimal) -> int:
    """How many decimals a printed number shows: 2 for 12.50."""
    return max(0, -int(value.as_tuple().exponent))


def round_fraction(value: Fraction, places: int, rounding: str = "half_up") -> Decimal:
    """Round an exact fraction to `places` decimals; half_up means half away from zero."""
    if rounding == "twice":
        return round_fraction(Fraction(round_fraction(value, places + 1)), places)
    scaled = value * 10**places
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    twice = 2 * rest
    if rounding not in _MODES:
        raise ValueError(f"no rounding called {rounding!r}")
    up = (rounding == "half_up" and twice >= scaled.denominator) or (
        rounding == "half_even" and (twice > scaled.denominator or (twice == scaled.denominator and whole % 2 == 1))
    )
    return Decimal((whole + up) * (-1 if scaled < 0 else 1)).scaleb(-places)


def prints_as(value: Fraction, printed: Decimal, rounding: str = "half_up") -> bool:
    """Whether an exact value prints as `printed` at the precision of `printed`."""
    return round_fraction(value, decimals(printed), rounding) == printed


def counts_printing_as(percent: Decimal, n: int, rounding: str = "half_up") -> list[int]:
    """All counts x of n whose 100 x / n prints as `percent`, ascending.

    n = 0 gives none. Only counts next to percent * n / 100 are tried, so the cost does not grow with n beyond the
    answer.
    """
    if n <= 0:
        return []
    width = Fraction(1, 10 ** decimals(percent))
    low = max(0, int((Fraction(percent) - width) * n / 100))
    high = min(n, int((Fraction(percent) + width) * n / 100) + 1)
    return [x for x in range(low, high + 1) if prints_as(Fraction(100 * x, n), percent, rounding)]


def denominators_printing_as(percent: Decimal, events: int, largest: int) -> list[int]:
    """All denominators up to `largest` for which events / n prints as `percent` (half up), ascending."""
    return [n for n in range(max(events, 1), largest + 1) if prints_as(Fraction(100 * events, n), percent)]


def counts_beside(percent: Decimal, n: int) -> tuple[int, ...]:
    """The counts of n that a printed percentage (half up) may stand for, next to it: the one that is exactly it, or the
    nearest on either side, of those that print so. None where no count of n does."""
    exact = Fraction(percent) * n / 100
    below = exact.numerator // exact.denominator
    beside = (below,) if below == exact else (below, below + 1)
    return tuple(count for count in beside if count in counts_printing_as(percent, n))

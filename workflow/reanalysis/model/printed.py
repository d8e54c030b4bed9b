"""What a printed percentage can mean: exact integer arithmetic, no floating point.

A percentage printed with d decimals stands for every count that prints so. Three ways of rounding are in use:
half up (the convention of papers), half to even (that of much software) and truncation.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

ROUNDINGS = ("half_up", "half_even", "truncation")
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "truncation": ROUND_DOWN}
_NUM = r"[0-9]+(?:\.[0-9]+)?"
_INTERVAL = re.compile(
    rf"[\s,;]*(\(?)\s*(?P<level>{_NUM})\s*%\s*(?:CI|confidence interval)\s*[,:]?\s*"
    rf"(?P<low>{_NUM})\s*%?\s*(?:-|\u2013|to)\s*(?P<high>{_NUM})\s*%?\s*(\)?)\s*$"
)
_BODIES = (
    re.compile(rf"(?P<events>[0-9]+)\s*/\s*(?P<n>[0-9]+)\s*\(\s*(?P<percent>{_NUM})\s*%?\s*\)"),
    re.compile(r"(?P<events>[0-9]+)\s*/\s*(?P<n>[0-9]+)"),
    re.compile(rf"(?P<events>[0-9]+)\s*\(\s*(?P<percent>{_NUM})\s*%?\s*\)"),
    re.compile(rf"(?P<percent>{_NUM})\s*%"),
    re.compile(r"(?P<events>[0-9]+)"),
)


class Reported(NamedTuple):
    """A number as printed: `k`, `k/n`, `p%`, `k (p)`, `k/n (p%)`, each with an optional interval in percent."""

    events: int | None = None
    n: int | None = None
    percent: Decimal | None = None
    conf_level: Decimal | None = None
    conf_low: Decimal | None = None
    conf_high: Decimal | None = None


@lru_cache(maxsize=4096)
def parse_reported(text: str) -> Reported | None:
    """Read the text of a `reported` cell; None where it has another form (which is kept and never guessed at)."""
    interval = _INTERVAL.search(text)
    if interval and bool(interval[1]) != bool(interval[5]):
        return None
    body = (text[: interval.start()] if interval else text).strip()
    for pattern in _BODIES:
        match = pattern.fullmatch(body)
        if match:
            found = match.groupdict()
            limits = (Decimal(interval[name]) for name in ("level", "low", "high")) if interval else (None, None, None)
            return Reported(
                int(found["events"]) if found.get("events") else None,
                int(found["n"]) if found.get("n") else None,
                Decimal(found["percent"]) if found.get("percent") else None,
                *limits,
            )
    return None


def decimals(value: Decimal) -> int:
    """How many decimals a printed number shows: 2 for 12.50."""
    return max(0, -int(value.as_tuple().exponent))


def round_fraction(value: Fraction, places: int, rounding: str = "half_up") -> Decimal:
    """Round an exact fraction to `places` decimals; half_up means half away from zero."""
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

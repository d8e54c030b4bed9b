"""How numbers are written: one formatter for text, tables and figures.

Rounding is half away from zero, from the exact fraction where a count and its denominator are known, otherwise from the
shortest decimal text of the number. No rounding crosses a value that matters: a number that is not 0% never prints as
0%, one that is not 100% never as 100%, and a limit on one side of a null value never prints as that value; such a
number gets more decimals instead.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal as Decimal
from fractions import Fraction
from functools import lru_cache

from reanalysis.model.printed import round_fraction
from reanalysis.stats.control_bias import round_inwards
from reanalysis.wording import count as count
from reanalysis.wording import counted as counted
from reanalysis.wording import listed as listed

MINUS = "\u2212"
DASH = "\u2013"
INFINITY = "\u221e"
MISSING = "\u2014"
MONTHS_PER_UNIT = {
    "days": Fraction(10000, 304375),
    "weeks": Fraction(70000, 304375),
    "months": Fraction(1),
    "years": Fraction(12),
}
_MORE = 12

Exact = float | Fraction | Decimal


def fixed(value: Exact, places: int, guards: Iterable[Exact] = ()) -> str:
    """`value` with `places` decimals, or with more where it would otherwise print as a guard that it is not.

    Infinite values print as a sign; the minus sign is U+2212.
    """
    return _fixed(value, places, tuple(guards))


@lru_cache(maxsize=1 << 16)
def _fixed(value: Exact, places: int, guards: tuple[Exact, ...]) -> str:
    if isinstance(value, float) and math.isinf(value):
        return INFINITY if value > 0 else MINUS + INFINITY
    exact = _exact(value)
    kept = [_exact(guard) for guard in guards]
    for extra in range(_MORE):
        rounded = round_fraction(exact, places + extra)
        if not any(_reaches(exact, Fraction(rounded), guard) for guard in kept):
            break
    return f"{abs(rounded):f}" if exact >= 0 or rounded == 0 else f"{MINUS}{abs(rounded):f}"


def percent(value: Exact, places: int = 1, guards: Iterable[Exact] = ()) -> str:
    """A proportion in percent, without the sign: 64.7 for 11/17. Guards are proportions; 0 and 1 are always guarded."""
    return _percent(value, places, tuple(guards))


@lru_cache(maxsize=1 << 16)
def _percent(value: Exact, places: int, guards: tuple[Exact, ...]) -> str:
    return fixed(_exact(value) * 100, places, [0, 100, *(_exact(guard) * 100 for guard in guards)])


def bound(value: float, *, below: bool, beside: float | None = None) -> str:
    """A rate up to which (`below`) or down to which something holds, in percent, rounded so that it never promises
    more: 31.297 from below is 31.2. More decimals where the rounded bound would pass the rate `beside` it."""
    for places in range(3, 9):
        rounded = round_inwards(value, places, side=1 if below else -1)
        if beside is None or ((rounded > beside) == (value > beside) and rounded != beside):
            break
    return percent(rounded, places - 2)


def known_percent(value: Exact) -> str:
    """A rate that was typed as a percentage, with the decimals it has: 25, 21.2."""
    return plain(Decimal(repr(value)) * 100 if isinstance(value, float) else Decimal(percent(value, 4)))


def points(value: Exact, places: int = 1, guards: Iterable[Exact] = (0,)) -> str:
    """A difference of proportions in percentage points, with its sign: +25.0, −3.1."""
    text = fixed(_exact(value) * 100, places, [100, -100, *(_exact(guard) * 100 for guard in guards)])
    return text if text.startswith(MINUS) or _exact(value) == 0 else f"+{text}"


def ratio(value: Exact) -> str:
    """A ratio with two decimals below 10 and one above; never 0 or 1 unless it is."""
    if isinstance(value, float) and math.isinf(value):
        return INFINITY
    return fixed(value, 2 if abs(_exact(value)) < 10 else 1, (0, 1))


def time(value: Exact, places: int = 1, *, unit: str = "") -> str:
    """A time with one decimal, a whole number of days without; never 0 unless it is."""
    whole = unit == "days" and not (isinstance(value, float) and math.isinf(value)) and value == int(value)
    return fixed(value, 0 if whole else places, (0,))


def p_value(value: float, guards: Iterable[float] = (0.05, 0.025)) -> str:
    """A p-value with two significant digits: 0.0055, 0.082; `<0.0001` below that; never rounded onto 0.05, 0.025 or
    1."""
    if value < 0.0001:
        return "<0.0001"
    places = 2 if value >= 0.1 else 1 - math.floor(math.log10(value))
    text = fixed(value, places, guards)
    return ">0.99" if value < 1 and Decimal(text) >= 1 else text


def p_phrase(value: float) -> str:
    """`p = 0.0055` or `p < 0.0001`, with spaces that do not break."""
    text = p_value(value)
    sign, digits = (text[0], text[1:]) if text[0] in "<>" else ("=", text)
    return f"p\u00a0{sign}\u00a0{digits}"


def span(low: str, high: str, unit: str = "") -> str:
    """A range of two printed numbers: 31.3–68.7%, or `−5.0 to 45.9` where a sign would meet the dash."""
    if low[:1] in (MINUS, "+") or high[:1] in (MINUS, "+"):
        return f"{low} to {high}{unit}"
    return f"{low}{DASH}{high}{unit}"


def months(value: Exact, unit: str) -> Fraction | None:
    """A time in months of 30.4375 days (a year is 12 months); None for an unknown unit or an infinite time."""
    if unit not in MONTHS_PER_UNIT or (isinstance(value, float) and math.isinf(value)):
        return None
    return _exact(value) * MONTHS_PER_UNIT[unit]


def level(value: float | None) -> str:
    """A confidence level: 95%, 97.5%."""
    return "" if value is None else f"{plain(Decimal(repr(value)) * 100)}%"


def plain(value: Decimal | float | int) -> str:
    """A number as short as it goes: 12.5, 30, 0.025."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if exact.is_infinite():
        return INFINITY if exact > 0 else MINUS + INFINITY
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", MINUS)


def _exact(value: Exact) -> Fraction:
    return (
        value if isinstance(value, Fraction) else Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    )


def _reaches(exact: Fraction, rounded: Fraction, guard: Fraction) -> bool:
    """Whether rounding takes a number onto or over a guard that it is not."""
    return exact != guard and ((exact < guard <= rounded) or (exact > guard >= rounded))

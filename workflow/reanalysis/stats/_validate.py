"""Checks of arguments that the methods share: each gives the value back as a plain number or raises ValueError."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral, Real

ALTERNATIVES = ("two_sided", "greater", "less")


def validate_counts(events: int, n: int) -> tuple[int, int]:
    """Return the pair as Python integers.

    Parameters
    ----------
    events, n : int
        Patients with the event and patients in all. NumPy integers are welcome;
        truth values and floats are not, whatever their value.

    Returns
    -------
    tuple of int

    Raises
    ------
    ValueError
        Unless both are whole numbers with 0 <= events <= n and n > 0.
    """
    events, n = validate_whole("events", events), validate_whole("n", n)
    if n <= 0:
        raise ValueError(f"n must be at least 1, not {n}")
    if not 0 <= events <= n:
        raise ValueError(f"events must lie between 0 and n = {n}, not {events}")
    return events, n


def validate_whole(name: str, value: int) -> int:
    """Return the value as a Python integer; ValueError, with the name, unless it is a whole number."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def validate_amount(events: float, n: int) -> float:
    """Return a number of events that may be a fraction; ValueError unless 0 <= events <= n."""
    if not _is_real(events) or not 0 <= events <= n:
        raise ValueError(f"events must lie between 0 and n = {n}, not {events!r}")
    return float(events)


def validate_level(conf_level: float) -> float:
    """Return the level; ValueError unless it lies strictly between 0 and 1."""
    return _strictly_between_0_and_1("conf_level", conf_level)


def validate_alpha(alpha: float) -> float:
    """Return alpha; ValueError unless it lies strictly between 0 and 1."""
    return _strictly_between_0_and_1("alpha", alpha)


def validate_rate(rate: float) -> float:
    """Return the rate; ValueError unless it lies between 0 and 1, ends included."""
    if not _is_real(rate) or not 0 <= rate <= 1:
        raise ValueError(f"rate must lie between 0 and 1, not {rate!r}")
    return float(rate)


def validate_alternative(alternative: str, allowed: Sequence[str] = ALTERNATIVES) -> str:
    """Return the alternative; ValueError unless it is one of those allowed."""
    if alternative not in allowed:
        raise ValueError(f"alternative must be one of {', '.join(allowed)}, not {alternative!r}")
    return alternative


def _strictly_between_0_and_1(name: str, value: float) -> float:
    if not _is_real(value) or not 0 < value < 1:
        raise ValueError(f"{name} must lie strictly between 0 and 1, not {value!r}")
    return float(value)


def _is_real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def validate_fraction(name: str, value: float) -> float:
    """Return the value; ValueError, with the name, unless it lies between 0 and 1, ends included."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= value <= 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {value!r}")
    return float(value)


def validate_data(events: int, n: int) -> tuple[int, int]:
    """Return the pair as integers; ValueError unless 0 <= events <= n. No patient is valid data here."""
    events, n = validate_whole("events", events), validate_whole("n", n)
    if not 0 <= events <= n:
        raise ValueError(f"events must lie between 0 and n = {n}, not {events}")
    return events, n


def validate_design(r1: int, n1: int, n: int, r: int | None) -> tuple[int, int, int, int | None]:
    """Return r1, n1, n and r (None if it is not known) as integers; ValueError unless they form a two-stage design."""
    r1, n1, n = validate_whole("r1", r1), validate_whole("n1", n1), validate_whole("n", n)
    r = None if r is None else validate_whole("r", r)
    if not 0 <= r1 < n1 < n:
        raise ValueError(f"a two-stage design has 0 <= r1 < n1 < n, not r1 = {r1}, n1 = {n1}, n = {n}")
    if r is not None and not r1 <= r < n:
        raise ValueError(f"a two-stage design has r1 <= r < n, not r1 = {r1}, r = {r}, n = {n}")
    return r1, n1, n, r

"""The result of every interval method, and the checks that they share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real

ALTERNATIVES = ("two_sided", "greater", "less")


@dataclass(frozen=True, slots=True)
class Interval:
    """A point estimate with its two limits.

    Attributes
    ----------
    estimate : float
        May be inf (something over nothing) or nan (nothing over nothing).
    conf_low, conf_high : float
        The limits; inf where the interval is open upwards.
    conf_level : float
        Nominal level of the interval, between 0 and 1.
    note : str
        What a reader of the limits must know, such as "clipped at 0".
    """

    estimate: float
    conf_low: float
    conf_high: float
    conf_level: float
    note: str = ""


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


def clip(estimate: float, low: float, high: float, conf_level: float, *, bounds: tuple[float, float]) -> Interval:
    """Interval with its limits cut to the range of the parameter, and a note where that cut.

    Parameters
    ----------
    estimate, low, high, conf_level : float
        The interval before the cut.
    bounds : tuple of float
        Least and greatest value that the parameter can take.

    Returns
    -------
    Interval
        Its note says "clipped at 0" and the like, and is empty where nothing was cut.
    """
    smallest, largest = bounds
    cut = [f"{smallest:g}"] * (low < smallest) + [f"{largest:g}"] * (high > largest)
    note = f"clipped at {' and '.join(cut)}" if cut else ""
    return Interval(estimate, max(low, smallest), min(high, largest), conf_level, note)


def _strictly_between_0_and_1(name: str, value: float) -> float:
    if not _is_real(value) or not 0 < value < 1:
        raise ValueError(f"{name} must lie strictly between 0 and 1, not {value!r}")
    return float(value)


def _is_real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)

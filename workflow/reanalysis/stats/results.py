"""What the methods give back: an interval, or the result of a test.

A test that has more to say than its p-value (`log_rank`, `cox_hazard_ratio`, ...) has a class of its own, with
`p_value` and `alternative` under the same names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


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


@dataclass(frozen=True, slots=True)
class TestResult:
    """The result of a test.

    Attributes
    ----------
    p_value : float
        Of the alternative.
    alternative : {"two_sided", "greater", "less"}
    statistic : float or None
        What is compared with its distribution under the null hypothesis; None for a test that orders the possible
        tables by their probability or by another p-value.
    is_bound : bool
        Whether the p-value is one that the test's own cannot exceed, for a sample too large to compute that.
    """

    __test__: ClassVar[bool] = False  # a result, not a class of tests: pytest goes by the name

    p_value: float
    alternative: str
    statistic: float | None = None
    is_bound: bool = False

"""Results of tests whose statistic is normal."""

from __future__ import annotations

import math

from ._normal import normal_p_value
from .results import TestResult


def normal_test(z: float, alternative: str) -> TestResult:
    """The test of a normal statistic; its square is chi-square on one degree of freedom."""
    return TestResult(normal_p_value(z, alternative), alternative, statistic=z * z)


def without_variance(same: bool, greater: bool, alternative: str) -> TestResult:
    """Where the statistic has no variance: no difference, or an infinite one."""
    return normal_test(0.0 if same else math.copysign(math.inf, 1 if greater else -1), alternative)

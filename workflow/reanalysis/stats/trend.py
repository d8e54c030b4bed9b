"""Cochran-Armitage tests of a trend of the response rate over scored groups: exact, mid-p, asymptotic.

The groups carry scores, such as their doses or their ranks; the statistic is the sum of the scores of the
patients with the event. "greater" means that the rate rises with the score. The tests do not change if the scores
are shifted or multiplied by a positive number, but doses and ranks give different answers. Own code: neither
scipy nor statsmodels has the exact test, and ties between sums of scores are decided in exact fractions here.

In every function a group may be empty, but a count outside its group, unequal lengths, no patient at all, or a score
that is not finite is a ValueError. Where the statistic cannot vary (no event, events in all, one group with patients,
equal scores) the two-sided p is 1.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from numbers import Rational, Real

from scipy.special import ndtr

from ._validate import validate_alternative, validate_whole
from .results import TestResult

Groups = list[tuple[int, int, Fraction]]


def cochran_armitage_exact(
    events: Sequence[int], n: Sequence[int], scores: Sequence[float], *, alternative: str
) -> TestResult:
    """Exact Cochran-Armitage test, given the number of events in all.

    Parameters
    ----------
    events, n : sequence of int
        Patients with the event and patients in all, group by group.
    scores : sequence of float
        Score of each group; a float counts as the decimal number it prints as.
    alternative : {"two_sided", "greater", "less"}
        "greater": the rate rises with the score.

    Returns
    -------
    TestResult
        Two-sided p: the smaller tail doubled, at most 1.

    Raises
    ------
    ValueError
        On groups, scores or an alternative as the module says.

    Notes
    -----
    Given the total, the events of the groups are multivariate hypergeometric if the rates are equal. Their ways are
    counted by score sum in whole numbers. The time grows with the number of distinct score sums: scores without
    a common measure, such as logarithms of doses, are slow beyond some hundred patients.

    References
    ----------
    Cochran WG (1954) Biometrics 10:417-451, doi:10.2307/3001616. Armitage P (1955) Biometrics 11:375-386,
    doi:10.2307/3001775. Exact: Fagerland MW, Lydersen S, Laake P (2017) Statistical Analysis of Contingency Tables,
    chapter 5.

    Examples
    --------
    >>> round(cochran_armitage_exact([0, 1, 2, 4], [3, 6, 6, 7], [1, 2, 3, 4], alternative="two_sided").p_value, 4)
    0.0732
    """
    below, tied, above = _conditional_tails(_validate(events, n, scores))
    return _test(tied + above, below + tied, below + tied + above, alternative)


def cochran_armitage_mid_p(
    events: Sequence[int], n: Sequence[int], scores: Sequence[float], *, alternative: str
) -> TestResult:
    """Mid-p version of the exact test: half the probability of the observed score sum in each tail.

    Parameters
    ----------
    events, n, scores, alternative
        As in `cochran_armitage_exact`.

    Returns
    -------
    TestResult
        Two-sided mid-p: the smaller mid-p tail doubled.

    Raises
    ------
    ValueError
        As `cochran_armitage_exact`.

    Notes
    -----
    Where the statistic cannot vary the one-sided mid-p is 1/2. Not guaranteed to keep its level.

    References
    ----------
    Fagerland MW, Lydersen S, Laake P (2017) Statistical Analysis of Contingency Tables, chapter 5.

    Examples
    --------
    >>> round(cochran_armitage_mid_p([0, 1, 2, 4], [3, 6, 6, 7], [1, 2, 3, 4], alternative="two_sided").p_value, 4)
    0.0476
    """
    below, tied, above = _conditional_tails(_validate(events, n, scores))
    return _test(tied + 2 * above, 2 * below + tied, 2 * (below + tied + above), alternative)


def cochran_armitage(
    events: Sequence[int], n: Sequence[int], scores: Sequence[float], *, alternative: str
) -> TestResult:
    """Asymptotic Cochran-Armitage test, without continuity correction.

    Parameters
    ----------
    events, n, scores, alternative
        As in `cochran_armitage_exact`.

    Returns
    -------
    TestResult
        Its statistic is z, above 0 where the rate rises with the score.

    Raises
    ------
    ValueError
        As `cochran_armitage_exact`.

    Notes
    -----
    The variance has the factor 1/N of the binomial groups, not 1/(N - 1) of their conditional distribution. z is 0
    where the statistic cannot vary. Too small a p at few events: the exact test is the one to report.

    References
    ----------
    Armitage P (1955) Biometrics 11:375-386, doi:10.2307/3001775.

    Examples
    --------
    >>> result = cochran_armitage([0, 1, 2, 4], [3, 6, 6, 7], [1, 2, 3, 4], alternative="two_sided")
    >>> round(result.statistic, 4), round(result.p_value, 4)
    (2.0177, 0.0436)
    """
    groups = _validate(events, n, scores)
    validate_alternative(alternative)
    patients, total = sum(size for _, size, _ in groups), sum(count for count, _, _ in groups)
    mean = sum(size * score for _, size, score in groups) / patients
    excess = sum((count * (score - mean) for count, _, score in groups), Fraction(0))
    spread = sum(size * (score - mean) ** 2 for _, size, score in groups)
    variance = Fraction(total * (patients - total), patients**2) * spread
    z = math.copysign(math.sqrt(excess**2 / variance), excess) if variance else 0.0
    if alternative == "two_sided":
        return TestResult(float(2 * ndtr(-abs(z))), alternative, statistic=z)
    return TestResult(float(ndtr(-z if alternative == "greater" else z)), alternative, statistic=z)


def rank_scores(doses: Sequence[float]) -> tuple[int, ...]:
    """Ranks of the doses, 1 for the lowest; equal doses share a rank and none is skipped.

    Parameters
    ----------
    doses : sequence of float

    Returns
    -------
    tuple of int
        In the order of the doses.

    Raises
    ------
    ValueError
        On a dose that is not a finite number.

    Examples
    --------
    >>> rank_scores([20, 5, 5, 100])
    (2, 1, 1, 3)
    """
    exact = [_exact(dose) for dose in doses]
    ranks = {dose: rank for rank, dose in enumerate(sorted(set(exact)), 1)}
    return tuple(ranks[dose] for dose in exact)


def _validate(events: Sequence[int], n: Sequence[int], scores: Sequence[float]) -> Groups:
    if not len(events) == len(n) == len(scores):
        raise ValueError(f"{len(events)} events, {len(n)} sizes and {len(scores)} scores: one of each per group")
    groups = []
    for count, size, score in zip(events, n, scores, strict=True):
        count, size = validate_whole("events", count), validate_whole("n", size)
        if not 0 <= count <= size:
            raise ValueError(f"events must lie between 0 and n = {size}, not {count}")
        groups.append((count, size, _exact(score)))
    groups = [group for group in groups if group[1]]
    if not groups:
        raise ValueError("no group has a patient")
    return groups


def _exact(score: float) -> Fraction:
    """The number as a fraction; a float as the decimal it prints as, so that sums of decimal doses tie as they
    should."""
    if isinstance(score, Rational) and not isinstance(score, bool):
        return Fraction(int(score.numerator), int(score.denominator))
    if isinstance(score, bool) or not isinstance(score, Real) or not math.isfinite(score):
        raise ValueError(f"a score must be a finite number, not {score!r}")
    return Fraction(repr(float(score)))


def _conditional_tails(groups: Groups) -> tuple[int, int, int]:
    """Ways to place the events with a score sum below, at and above the observed one."""
    # Whole-number scores that start at 0; groups of one score are one group; the largest needs no counting.
    unit = math.lcm(*(score.denominator for _, _, score in groups))
    lowest = min(score for _, _, score in groups)
    sizes: dict[int, int] = defaultdict(int)
    observed = 0
    for count, size, score in groups:
        whole = int((score - lowest) * unit)
        sizes[whole] += size
        observed += count * whole
    total = sum(count for count, _, _ in groups)
    if 2 * total > sum(sizes.values()):
        # The same tables by the patients without the event, which are fewer: the tails are exchanged.
        total = sum(sizes.values()) - total
        observed = sum(size * whole for whole, size in sizes.items()) - observed
        return _count_tails(tuple(sizes.items()), total, observed)[::-1]
    return _count_tails(tuple(sizes.items()), total, observed)


@lru_cache(maxsize=64)
def _count_tails(sizes: tuple[tuple[int, int], ...], total: int, observed: int) -> tuple[int, int, int]:
    """The tails from (score, patients) of each group; the exact test and the mid-p of one table count once."""
    *others, (last_score, last_size) = sorted(sizes, key=lambda group: group[1])
    remaining = sum(size for _, size in sizes)
    ways = {(0, 0): 1}
    for score, size in others:
        remaining -= size
        choose = [math.comb(size, k) for k in range(min(size, total) + 1)]
        longer: dict[tuple[int, int], int] = defaultdict(int)
        for (used, sum_), way in ways.items():
            for k in range(max(0, total - used - remaining), min(size, total - used) + 1):
                longer[used + k, sum_ + k * score] += way * choose[k]
        ways = longer
    tails = [0, 0, 0]
    for (used, sum_), way in ways.items():
        difference = sum_ + (total - used) * last_score - observed
        tails[(difference > 0) - (difference < 0) + 1] += way * math.comb(last_size, total - used)
    return tails[0], tails[1], tails[2]


def _test(greater: int, less: int, whole: int, alternative: str) -> TestResult:
    validate_alternative(alternative)
    tails = {"two_sided": min(whole, 2 * min(greater, less)), "greater": greater, "less": less}
    return TestResult(tails[alternative] / whole, alternative)

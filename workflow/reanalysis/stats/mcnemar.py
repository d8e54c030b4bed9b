"""Exact tests of the same patients under two conditions: McNemar's, central and mid-p.

Only the discordant pairs count: the patients with the event under the first condition alone and under the second
alone. Given their number, the first is binomial with rate 1/2. "greater" means that the event is more frequent
under the first condition. statsmodels' exact test is the same, two-sided and without mid-p.

In both functions a negative count or one that is not whole is a ValueError; no discordant pair has the two-sided
p-value 1.
"""

from __future__ import annotations

from ._validate import validate_alternative, validate_whole
from .binomial_test import exact_binomial, mid_p_binomial
from .results import TestResult


def mcnemar_exact(first_only: int, second_only: int, *, alternative: str) -> TestResult:
    """McNemar's exact test.

    Parameters
    ----------
    first_only, second_only : int
        Patients with the event under the first condition alone, under the second alone.
    alternative : {"two_sided", "greater", "less"}
        "greater": the event is more frequent under the first condition.

    Returns
    -------
    TestResult
        Two-sided p: the smaller tail doubled, at most 1.

    Raises
    ------
    ValueError
        On a count or an alternative out of range.

    Notes
    -----
    No discordant pair: 1 in each alternative.

    References
    ----------
    McNemar Q (1947) Psychometrika 12:153-157, doi:10.1007/BF02295996. Fagerland MW, Lydersen S, Laake P (2013) BMC Med
    Res Methodol 13:91, doi:10.1186/1471-2288-13-91.

    Examples
    --------
    >>> round(mcnemar_exact(8, 2, alternative="two_sided").p_value, 6)
    0.109375
    """
    first_only, second_only = _validate(first_only, second_only)
    validate_alternative(alternative)
    if first_only + second_only == 0:
        return TestResult(1.0, alternative)
    return exact_binomial(first_only, first_only + second_only, 0.5, alternative=alternative)


def mcnemar_mid_p(first_only: int, second_only: int, *, alternative: str) -> TestResult:
    """Mid-p version of McNemar's exact test: half the probability of the observed split in each tail.

    Parameters
    ----------
    first_only, second_only, alternative
        As in `mcnemar_exact`.

    Returns
    -------
    TestResult
        Two-sided mid-p: the smaller mid-p tail doubled.

    Raises
    ------
    ValueError
        On a count or an alternative out of range.

    Notes
    -----
    No discordant pair: two-sided 1, one-sided 1/2. Not guaranteed to keep its level.

    References
    ----------
    Fagerland MW, Lydersen S, Laake P (2013) BMC Med Res Methodol 13:91, doi:10.1186/1471-2288-13-91.

    Examples
    --------
    >>> round(mcnemar_mid_p(8, 2, alternative="two_sided").p_value, 6)
    0.06543
    """
    first_only, second_only = _validate(first_only, second_only)
    validate_alternative(alternative)
    if first_only + second_only == 0:
        return TestResult(1.0 if alternative == "two_sided" else 0.5, alternative)
    return mid_p_binomial(first_only, first_only + second_only, 0.5, alternative=alternative)


def _validate(first_only: int, second_only: int) -> tuple[int, int]:
    first_only, second_only = validate_whole("first_only", first_only), validate_whole("second_only", second_only)
    if min(first_only, second_only) < 0:
        raise ValueError(f"discordant pairs must not be negative, not {first_only} and {second_only}")
    return first_only, second_only

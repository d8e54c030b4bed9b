"""Two proportions of any size: the exact test where it can be computed in a moment, a proved bound above that."""

from __future__ import annotations

from ._validate import validate_alternative, validate_counts
from .exact_2x2 import boschloo, fisher
from .results import TestResult

#: Patients of both groups together up to which Boschloo's p is computed itself.
MOST_PATIENTS_OF_BOSCHLOO = 2_000


def boschloo_or_bound(events_1: int, n_1: int, events_0: int, n_0: int, *, alternative: str) -> TestResult:
    """Boschloo's p, or the conditional p that it never exceeds.

    Parameters
    ----------
    events_1, n_1, events_0, n_0 : int
        Patients with the event and patients in all, treated and control.
    alternative : {"two_sided", "greater", "less"}

    Returns
    -------
    TestResult
        Above 2,000 patients in all: Fisher's one-sided p ("two_sided": the smaller one doubled, at most 1).

    Raises
    ------
    ValueError
        On counts or an alternative out of range.

    Notes
    -----
    Boschloo's one-sided p is the largest probability, over the common rate, of a Fisher p no larger than the one
    observed. Given the total of events that probability is at most the observed Fisher p, whatever the total, so it
    is at most that without the condition too. A test at the bound keeps its level; it may miss what the test itself
    would show. At 1,000 patients a group the two differ by about a tenth of the p-value.

    References
    ----------
    Boschloo RD (1970) Statistica Neerlandica 24:1-9, doi:10.1111/j.1467-9574.1970.tb00104.x.

    Examples
    --------
    >>> found = boschloo_or_bound(15, 30, 25, 100, alternative="two_sided")
    >>> round(found.p_value, 4), found.is_bound
    (0.0118, False)
    """
    events_1, n_1 = validate_counts(events_1, n_1)
    events_0, n_0 = validate_counts(events_0, n_0)
    validate_alternative(alternative)
    four = (events_1, n_1, events_0, n_0)
    if n_1 + n_0 <= MOST_PATIENTS_OF_BOSCHLOO:
        return boschloo(*four, alternative=alternative)
    if alternative != "two_sided":
        return TestResult(fisher(*four, alternative=alternative).p_value, alternative, is_bound=True)
    sides = [fisher(*four, alternative=side).p_value for side in ("greater", "less")]
    return TestResult(min(1.0, 2.0 * min(sides)), alternative, is_bound=True)

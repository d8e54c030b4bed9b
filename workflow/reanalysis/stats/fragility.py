"""The smallest number of patients whose outcome would have to be another for the verdict to be another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ._validate import validate_counts
from .verdict import Difference

#: Up to this number of patients every step is tried; beyond it the turning point is found by halving.
TRIED_ONE_BY_ONE = 25


@dataclass(frozen=True, slots=True)
class Fragility:
    """A smallest change of the counts that changes the verdict.

    Attributes
    ----------
    patients : int
        Whose outcome is another.
    in_group : bool
        Whether they are of the group itself and not of its control.
    events, n : int
        The changed count of that side.
    found : Difference
        The verdict then.
    """

    patients: int
    in_group: bool
    events: int
    n: int
    found: Difference


def fragility(
    difference_of: Callable[[int, int], Difference], events: int, n: int, *, control: tuple[int, int] | None = None
) -> Fragility | None:
    """Look for the smallest change, in either group and in both directions.

    Parameters
    ----------
    difference_of : callable
        The verdict of (events of the group, events of the control); the second is 0 where there is no counted control.
    events, n : int
        Patients with the event and patients in all, of the group.
    control : (int, int), optional
        The same of the control; None for a rate taken as known, which has no patients.

    Returns
    -------
    Fragility or None
        None where no change in one group alone gives another verdict.

    Raises
    ------
    ValueError
        Counts out of range.

    Notes
    -----
    Another verdict is another state, or a difference on the other side. Where changes of one size in both groups do
    it, that of the group itself is given. Up to 25 patients every number is tried; beyond, the verdict is taken to
    change once only along each way, as it does for tables of that size but for steps of the exact tests.

    References
    ----------
    Walsh M et al. (2014) J Clin Epidemiol 67:622-628, doi:10.1016/j.jclinepi.2013.10.019 looks at one group only.

    Examples
    --------
    >>> def of(x, _):
    ...     limits = clopper_pearson(x, 30, conf_level=0.95)
    ...     test = exact_binomial(x, 30, 0.25, alternative="two_sided")
    ...     numbers = limits.conf_low, limits.conf_high, test.p_value
    ...     return difference(*numbers, estimate=x / 30, null=0.25, alpha=0.05)
    >>> found = fragility(of, 15, 30)
    >>> found.patients, found.events, found.found.state
    (3, 12, 'not_shown')
    """
    events, n = validate_counts(events, n)
    control_events, control_n = validate_counts(*control) if control else (0, 0)
    before = difference_of(events, control_events)

    def changed(moved: int, in_group: bool, step: int) -> bool:
        after = difference_of(*_moved(events, control_events, moved * step, in_group))
        return (after.state, after.side) != (before.state, before.side)

    sides = [(True, events, n)] + ([(False, control_events, control_n)] if control else [])
    ways = [
        (in_group, step, size - count if step > 0 else count) for in_group, count, size in sides for step in (-1, 1)
    ]
    found = _one_by_one(changed, ways) or _by_halving(changed, ways)
    if found is None:
        return None
    patients, in_group, step = found
    after = _moved(events, control_events, patients * step, in_group)
    size = n if in_group else control_n
    return Fragility(patients, in_group, after[0 if in_group else 1], size, difference_of(*after))


def _moved(events: int, control_events: int, by: int, in_group: bool) -> tuple[int, int]:
    return (events + by, control_events) if in_group else (events, control_events + by)


def _one_by_one(
    changed: Callable[[int, bool, int], bool], ways: list[tuple[bool, int, int]]
) -> tuple[int, bool, int] | None:
    for moved in range(1, TRIED_ONE_BY_ONE + 1):
        for in_group, step, room in ways:
            if moved <= room and changed(moved, in_group, step):
                return moved, in_group, step
    return None


def _by_halving(
    changed: Callable[[int, bool, int], bool], ways: list[tuple[bool, int, int]]
) -> tuple[int, bool, int] | None:
    found = []
    for in_group, step, room in ways:
        if room <= TRIED_ONE_BY_ONE or not changed(room, in_group, step):
            continue
        low, high = TRIED_ONE_BY_ONE, room
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if changed(middle, in_group, step) else (middle, high)
        found.append((high, in_group, step))
    return min(found, key=lambda one: one[0], default=None)

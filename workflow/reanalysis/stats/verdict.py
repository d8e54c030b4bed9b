"""Whether numbers show a difference, and the word for it: one rule for every page, table, figure and analysis.

A difference is shown if and only if the primary interval excludes no difference and the primary test's p is below
alpha. Nothing here looks at a method, a table or a text: the same numbers always give the same word.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ._validate import validate_alpha, validate_alternative

SHOWN, BORDERLINE, NOT_SHOWN = "shown", "borderline", "not_shown"
STATES = (SHOWN, BORDERLINE, NOT_SHOWN)
BETTER, WORSE = "better", "worse"
APART, DEPENDS = "apart_from_all", "depends_on_control"
CANNOT, NOTHING = "cannot_be_compared", "nothing_to_compare"
VERDICTS = (BETTER, WORSE, APART, DEPENDS, BORDERLINE, NOT_SHOWN, CANNOT, NOTHING)
CONCURRENT = "concurrent"
EXTERNAL = ("external_counts", "external_rate", "reference_rate", "set")
CONTROL_KINDS = (CONCURRENT, *EXTERNAL)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one interval and one p-value say about no difference.

    Attributes
    ----------
    state : {"shown", "borderline", "not_shown"}
    side : {1, 0, -1}
        Where the evidence lies: above no difference, on neither side, below it. Never 0 where the state is shown.
    by_interval, by_test : bool
        Which of the two exclude no difference. Borderline is the one without the other.
    """

    state: str
    side: int
    by_interval: bool
    by_test: bool

    @property
    def is_shown(self) -> bool:
        """Whether the difference is shown."""
        return self.state == SHOWN


@dataclass(frozen=True, slots=True)
class Control:
    """A comparison with one control, as far as the verdict needs it.

    Attributes
    ----------
    kind : str
        One of `CONTROL_KINDS`.
    difference : Difference or None
        None where the two cannot be compared.
    turns_at : float or None
        The control's value at which the conclusion is lost (a tipping rate).
    low, high : float or None
        The control's own limits, where they can be computed; None for a rate without denominator.
    """

    kind: str
    difference: Difference | None
    turns_at: float | None = None
    low: float | None = None
    high: float | None = None


def difference(
    conf_low: float | None,
    conf_high: float | None,
    p_value: float | None,
    *,
    estimate: float | None,
    null: float,
    alpha: float,
    alternative: str = "two_sided",
) -> Difference:
    """Whether an interval and a p-value together show a difference.

    Parameters
    ----------
    conf_low, conf_high : float or None
        Two-sided limits of the effect at the level of the comparison, on the scale of `null`; None or nan where
        there are none.
    p_value : float or None
        Of the stated alternative; None or nan where there is no test.
    estimate : float or None
        The effect; says on which side a two-sided test lies where the interval does not.
    null : float
        The effect that is no difference: 0 for a difference, 1 for a ratio, the rate for a rate taken as known.
    alpha : float
        Level of the test.
    alternative : {"two_sided", "greater", "less"}
        On the scale of the effect: "greater" asks for an effect above `null`.

    Returns
    -------
    Difference

    Raises
    ------
    ValueError
        alpha or alternative out of range, limits in the wrong order.

    Notes
    -----
    p = alpha is not below alpha, and a limit that equals `null` does not exclude it. A stated side has to be the
    side of the interval as well: an interval on the other one is borderline, however far off it lies. Where one of
    the two is missing, nothing is shown; what there is can make it borderline.

    Examples
    --------
    >>> difference(0.05, 0.4, 0.01, estimate=0.2, null=0.0, alpha=0.05)
    Difference(state='shown', side=1, by_interval=True, by_test=True)
    """
    validate_alpha(alpha)
    validate_alternative(alternative)
    low, high, p, effect = (_known(value) for value in (conf_low, conf_high, p_value, estimate))
    if low is not None and high is not None and low > high:
        raise ValueError(f"limits in the wrong order: {low!r} and {high!r}")
    interval = _side_of_interval(low, high, null)
    rejects = p is not None and p < alpha
    pointing = {"greater": 1, "less": -1}.get(alternative) or _sign(effect, null)
    test = (pointing or interval) if rejects else 0
    if interval and rejects and test == interval:
        return Difference(SHOWN, interval, True, True)
    state = BORDERLINE if interval or rejects else NOT_SHOWN
    return Difference(state, interval or test, interval != 0, rejects)


def _side_of_interval(low: float | None, high: float | None, null: float) -> int:
    """Where an interval lies whole: 1 above no difference, -1 below it, 0 neither."""
    if low is not None and low > null:
        return 1
    return -1 if high is not None and high < null else 0


def stands(found: Difference, side: int) -> bool:
    """Whether a conclusion that the effect lies on `side` (1 above, -1 below) is upheld: shown, and on that side.

    Parameters
    ----------
    found : Difference
    side : {1, -1}
        Above no difference, or below it.

    Returns
    -------
    bool

    Examples
    --------
    >>> first = difference(0.05, 0.4, 0.01, estimate=0.2, null=0.0, alpha=0.05)
    >>> stands(first, 1), stands(first, -1)
    (True, False)
    """
    return found.is_shown and found.side == side


def verdict(controls: Sequence[Control], *, better: int, selected_by_outcome: bool = False) -> str:
    """The verdict on a group from its comparisons, each control with one vote.

    Parameters
    ----------
    controls : sequence of Control
        One for each control, whatever the number of its analyses. One alone gives the verdict against it.
    better : {1, -1}
        The side of no difference that is good for patients: 1 for a benefit, -1 for a harm or a hazard.
    selected_by_outcome : bool
        Whether the patients are reported because of how they did: nothing can be compared then.

    Returns
    -------
    str
        One of `VERDICTS`.

    Raises
    ------
    ValueError
        An unknown kind of control; better neither 1 nor -1.

    Notes
    -----
    Better and worse need a concurrent control, and where there is one, it alone speaks: an external control cannot
    outvote a control of the same trial. Concurrent controls that point different ways, or of which only some differ,
    give `depends_on_control`.
    `apart_from_all` needs a difference shown against every external control that could be compared, all on one side,
    and no limit of such a control beyond the value at which the conclusion turns. Where nothing is shown, one
    borderline control makes it borderline.

    Examples
    --------
    >>> first = difference(0.05, 0.4, 0.01, estimate=0.2, null=0.0, alpha=0.05)
    >>> verdict([Control("concurrent", first)], better=1)
    'better'
    """
    _validate(controls, better)
    if not controls:
        return CANNOT if selected_by_outcome else NOTHING
    compared = [(one, one.difference) for one in controls if one.difference is not None]
    if selected_by_outcome or not compared:
        return CANNOT
    concurrent = [found for one, found in compared if one.kind == CONCURRENT]
    side = _side_of_all(concurrent or [found for _, found in compared])
    if isinstance(side, str):
        return side
    if concurrent:
        return BETTER if side == better else WORSE
    return DEPENDS if _reaches_the_turn(controls, side) else APART


def _validate(controls: Sequence[Control], better: int) -> None:
    """ValueError unless every control is of a known kind, and better a side."""
    if better not in (1, -1):
        raise ValueError(f"better must be 1 or -1, not {better!r}")
    for one in controls:
        if one.kind not in CONTROL_KINDS:
            raise ValueError(f"kind must be one of {', '.join(CONTROL_KINDS)}, not {one.kind!r}")


def _side_of_all(differences: Sequence[Difference]) -> int | str:
    """The side on which all differences are shown; the verdict where they are not, or not on one side."""
    shown = [found.side for found in differences if found.is_shown]
    if not shown:
        return BORDERLINE if any(found.state == BORDERLINE for found in differences) else NOT_SHOWN
    return shown[0] if len(shown) == len(differences) and len(set(shown)) == 1 else DEPENDS


def _reaches_the_turn(controls: Sequence[Control], side: int) -> bool:
    """Whether the limit of a control lies at or beyond the nearest value at which the conclusion is lost."""
    compared = [one for one in controls if one.difference is not None]
    turns = [one.turns_at for one in compared if one.turns_at is not None]
    limits = [limit for one in compared if (limit := one.high if side > 0 else one.low) is not None]
    if not turns or not limits:
        return False
    return max(limits) >= min(turns) if side > 0 else min(limits) <= max(turns)


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _sign(effect: float | None, null: float) -> int:
    return 0 if effect is None else (effect > null) - (effect < null)

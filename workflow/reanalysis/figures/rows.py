"""What the figures draw: plain rows, ready to be placed. Numbers are proportions; their text is made by the report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ForestRow:
    """One line of a forest plot. A heading has a label and what it is `about` only; `variant` rows are drawn hollow."""

    label: str
    about: str = ""
    heading: bool = False
    indent: int = 0
    counts: str = ""
    rate: str = ""
    interval: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    variant: bool = False


@dataclass(frozen=True, kw_only=True)
class ControlRow:
    """One comparison: a group's rate, its control's and the rate at which the conclusion turns."""

    label: str
    control_label: str
    value: float
    low: float
    high: float
    control: float
    control_low: float | None = None
    control_high: float | None = None
    tipping: float | None = None
    tipping_text: str = ""
    counts: str = ""
    control_counts: str = ""
    value_text: str = ""
    control_text: str = ""


@dataclass(frozen=True, kw_only=True)
class AssumedN:
    """Difference, interval and p-value if the control were `events` of `n` patients; both are None where the rate is
    taken as known."""

    n: int | None
    difference: float
    low: float
    high: float
    p_value: float
    events: int | None = None


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A Kaplan-Meier curve in its table's unit; parallel tuples, one entry per time. `fitted` holds parametric curves:
    a name and points (time, survival)."""

    label: str
    about: str = ""
    time: tuple[float, ...]
    survival: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    n_at_risk: tuple[int, ...]
    events: tuple[int, ...]
    censored: tuple[int, ...]
    unit: str
    fitted: tuple[tuple[str, tuple[tuple[float, float], ...]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """One analysis of a multiverse: difference, two-sided p-value, and whether the conclusion stands in it."""

    difference: float
    p_value: float
    stands: bool


@dataclass(frozen=True, kw_only=True)
class OptionRow:
    """One option of a choice: the places of the analyses that take it, and the text of the share in which the
    conclusion stands.

    Options that are versions of one thing stand indented below a row of their own, which has no places.
    """

    choice: str
    label: str
    share: str
    places: tuple[int, ...] = ()
    indent: int = 0


@dataclass(frozen=True, kw_only=True)
class SwimmerRow:
    """One patient's listed time. A heading has a label only."""

    label: str
    heading: bool = False
    about: str = ""
    time: float = 0.0
    text: str = ""
    ongoing: bool = False


@dataclass(frozen=True, kw_only=True)
class MedianRow:
    """A median in months. A heading has a label only; `unreached` medians are arrows, `printed` ones hollow; `also` is
    it in its own unit.

    `open_high` says that an interval was computed whose upper limit is not reached.
    """

    label: str
    heading: bool = False
    counts: str = ""
    text: str = ""
    interval: str = ""
    also: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    printed: bool = False
    unreached: bool = False
    open_high: bool = False


@dataclass(frozen=True, kw_only=True)
class Share:
    """The patients of one category; `kind` is its place in the order of the categories."""

    kind: int
    count: int


@dataclass(frozen=True, kw_only=True)
class CategoryRow:
    """The categories of the `n` patients of a group, in order; they may leave some patients out."""

    label: str
    n: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True)
class DoseRate:
    """The rate of one dose group, with its dose and its counts as text."""

    dose: str
    counts: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class DosePanel:
    """One outcome by rising dose, with what the test of a trend says."""

    label: str
    about: str
    doses: tuple[DoseRate, ...]

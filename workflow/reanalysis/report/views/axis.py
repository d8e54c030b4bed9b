"""The picture of an answer: one axis, the estimate with its interval, every control as a named mark, and a shade
up to where the conclusion turns.

Places are percent of the width, so that the drawing takes the width that a page or a sheet has and its letters stay as
large as the text around them. Nothing is drawn here: a page and the printed document draw the same places.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHARE, RATIO, AMOUNT = "share", "ratio", "amount"
LETTER = 2.05  # percent of the width that a letter of a label takes where the picture is narrowest
GAP = 2.6
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Tick:
    """A place of the axis with its text."""

    at: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Axis:
    """What a place means: shares from 0 to 1, ratios on a logarithmic scale around 1, or amounts from 0 to `high`.

    Attributes
    ----------
    kind
        `share`, `ratio` or `amount`.
    low, high
        The values at the two ends.
    ticks
        Values with their texts.
    """

    kind: str
    low: float
    high: float
    ticks: tuple[Tick, ...]

    def place(self, value: float) -> float:
        """Where a value lies, in percent of the width; at the end where it lies beyond one."""
        if self.kind == RATIO:
            if value <= 0:
                return 0.0
            share = math.log(value / self.low) / math.log(self.high / self.low) if math.isfinite(value) else 1.0
        else:
            share = (value - self.low) / (self.high - self.low) if math.isfinite(value) else 1.0
        return round(min(max(share, 0.0), 1.0) * 100, 2)

    @property
    def null(self) -> float | None:
        """Where there is no difference: at a ratio of 1; None on other axes."""
        return self.place(1.0) if self.kind == RATIO else None


SHARES = Axis(
    kind=SHARE,
    low=0.0,
    high=1.0,
    ticks=(Tick(0, "0%"), Tick(25, "25"), Tick(50, "50"), Tick(75, "75"), Tick(100, "100%")),
)


def ratios(values: Iterable[float]) -> Axis:
    """A logarithmic axis with 1 in its middle that holds all values; never narrower than a quarter to four."""
    reach = max((abs(math.log2(value)) for value in values if value > 0 and math.isfinite(value)), default=0.0)
    power = min(max(2, math.ceil(reach)), 8)
    step = 1 if power <= 3 else 2
    marks = [2.0**number for number in range(-power, power + 1) if number % step == 0]
    axis = Axis(kind=RATIO, low=2.0**-power, high=2.0**power, ticks=())
    return Axis(
        kind=RATIO, low=axis.low, high=axis.high, ticks=tuple(Tick(axis.place(mark), f"{mark:g}") for mark in marks)
    )


def amounts(values: Iterable[float], unit: str) -> Axis:
    """An axis from 0 to a round number that holds all finite values; the last tick names the unit."""
    top = max((value for value in values if math.isfinite(value)), default=0.0) or 1.0
    scale = 10.0 ** math.floor(math.log10(top))
    high = next(step * scale for step in STEPS if step * scale >= top)
    parts = 2
    texts = [f"{high * part / parts:g}" for part in range(parts + 1)]
    texts[-1] = f"{texts[-1]} {unit}".strip()
    return Axis(
        kind=AMOUNT,
        low=0.0,
        high=high,
        ticks=tuple(Tick(100.0 * part / parts, text) for part, text in enumerate(texts)),
    )


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One value: of the patients, or of a control.

    Attributes
    ----------
    value, low, high
        The value with its interval; no interval where it has none.
    label
        Its name beside the mark; blank where the row of the table says it.
    control
        Whether it is a control's.
    ids
        The results that it shows, the first of them that of its value; blank where it is no row of estimates.csv.
    inferred
        Whether it rests on an inferred cell.
    """

    value: float
    low: float | None = None
    high: float | None = None
    label: str = ""
    control: bool = False
    result_id: str = ""
    inferred: bool = False


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A mark where it is drawn: its line, its places in percent, and where its label begins or ends."""

    mark: Mark
    line: int
    at: float
    low: float | None
    high: float | None
    label_at: float
    anchor: str
    label_line: int


@dataclass(frozen=True, kw_only=True)
class AxisPicture:
    """The whole picture; `shade` is the stretch in which the control's true value may lie before the conclusion turns,
    in percent of the width."""

    axis: Axis
    marks: tuple[Placed, ...]
    lines: int
    shade: tuple[float, float] | None = None
    own_axis: bool = False


def drawn(axis: Axis, marks: Sequence[Mark], *, turns_at: float | None = None, own_axis: bool = False) -> AxisPicture:
    """Marks on an axis, one line each; a label that has no room beside its mark takes the line below.

    Parameters
    ----------
    axis
        What the places mean.
    marks
        From the top.
    turns_at
        The control's value at which the conclusion turns; None where it does not turn or is not known.
    own_axis
        Whether the picture has to show its axis itself.
    """
    placed: list[Placed] = []
    line = 0
    for mark in marks:
        found = _placed(axis, mark, line)
        placed.append(found)
        line = found.label_line + 1
    shade = None
    if turns_at is not None and marks:
        turn = axis.place(turns_at)
        shade = (0.0, turn) if turns_at <= marks[0].value else (turn, 100.0)
    return AxisPicture(axis=axis, marks=tuple(placed), lines=line, shade=shade, own_axis=own_axis)


def _placed(axis: Axis, mark: Mark, line: int) -> Placed:
    at = axis.place(mark.value)
    low = None if mark.low is None else axis.place(mark.low)
    high = None if mark.high is None else axis.place(mark.high)
    left, right = min(at, at if low is None else low), max(at, at if high is None else high)
    needed = len(mark.label) * LETTER
    if right + GAP + needed <= 100:
        where, anchor, below = right + GAP, "start", 0
    elif left - GAP - needed >= 0:
        where, anchor, below = left - GAP, "end", 0
    elif not mark.label:
        where, anchor, below = at, "start", 0
    else:
        where, anchor, below = max(0.0, min(left, 100 - needed)), "start", 1
    return Placed(
        mark=mark,
        line=line,
        at=at,
        low=low,
        high=high,
        label_at=round(where, 2),
        anchor=anchor,
        label_line=line + below,
    )

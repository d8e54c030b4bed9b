"""Forest plot of one pool: its studies with exact limits and weights, the mean, and the range of one more study."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from reanalysis.figures.canvas import BAND, HAIR, INK, MUTED, SMALL, TEXT, WIDTH, Canvas
from reanalysis.figures.lettering import column_width, fitted, width_of

ROW, HEADING, TOP, BOTTOM = 21, 28, 26, 44
_COUNTS, _LEFT = 290, 306


@dataclass(frozen=True, kw_only=True)
class PoolRow:
    """One line: a study, a heading, a mean (diamond) or the range of one more study (open bar). `place` holds low,
    value and high as shares of the width of the scale, None where there is none; those beyond 0 and 1 are cut."""

    kind: str
    label: str
    counts: str = ""
    weight: str = ""
    estimate: str = ""
    interval: str = ""
    place: tuple[float | None, float | None, float | None] = (None, None, None)


def pool_plot(
    rows: Sequence[PoolRow],
    *,
    ticks: Sequence[tuple[float, str]],
    null: float | None,
    heads: tuple[str, str, str],
    title: str,
) -> Figure:
    """Rows from top to bottom; `ticks` are shares of the width with their texts, `null` is where no difference lies,
    `heads` the heads of counts, estimates and intervals."""
    heights = [HEADING if row.kind == "heading" else ROW for row in rows]
    bottom = TOP + sum(heights) + 4
    canvas = Canvas(bottom + BOTTOM)
    intervals = WIDTH - column_width([row.interval for row in rows], heads[2])
    estimates = intervals - column_width([row.estimate for row in rows], heads[1])
    right = estimates - column_width([row.weight for row in rows], "weight") - 14
    canvas.text((_COUNTS, 15), heads[0], color=MUTED, size=SMALL, anchor="right")
    canvas.text((estimates, 15), "weight", color=MUTED, size=SMALL, anchor="right")
    canvas.text((intervals, 15), heads[1], color=MUTED, size=SMALL, anchor="right")
    canvas.text((WIDTH, 15), heads[2], color=MUTED, size=SMALL, anchor="right")

    def x(share: float) -> float:
        return _LEFT + (right - _LEFT) * min(max(share, 0.0), 1.0)

    canvas.lines([[(x(share), TOP), (x(share), bottom)] for share, _ in ticks], color=HAIR, width=0.8, behind=True)
    if null is not None:
        canvas.lines([[(x(null), TOP), (x(null), bottom)]], color=MUTED, width=1, dashed=True, behind=True)
    y = float(TOP)
    for row, height in zip(rows, heights, strict=True):
        bold = row.kind != "study"
        middle = y + height - ROW / 2
        ink = MUTED if row.kind == "prediction" else INK
        room = _COUNTS - width_of(row.counts, TEXT) - 12
        canvas.text((0, middle + 4), fitted(row.label, room, TEXT, bold=bold), bold=bold, color=ink)
        canvas.text((_COUNTS, middle + 4), row.counts, anchor="right", color=ink)
        canvas.text((estimates, middle + 4), row.weight, anchor="right", color=MUTED)
        canvas.text((intervals, middle + 4), row.estimate, anchor="right", bold=bold and row.kind == "mean", color=ink)
        canvas.text((WIDTH, middle + 4), row.interval, anchor="right", color=ink)
        _mark(canvas, row, middle, x, right)
        y += height
    canvas.lines([[(_LEFT, bottom), (right, bottom)]], color=MUTED, width=0.8)
    for share, text in ticks:
        canvas.text((x(share), bottom + 16), text, color=MUTED, size=SMALL, anchor="center")
    canvas.text(((_LEFT + right) / 2, bottom + 33), title, color=MUTED, size=SMALL, anchor="center")
    return canvas.figure


def _mark(canvas: Canvas, row: PoolRow, middle: float, x: Callable[[float], float], right: float) -> None:
    low, value, high = row.place
    if row.kind == "mean" and low is not None and value is not None and high is not None:
        points = [(x(low), middle), (x(value), middle - 6), (x(high), middle), (x(value), middle + 6)]
        canvas.area(points, color=INK)
    elif row.kind == "prediction" and low is not None and high is not None:
        canvas.box((x(low), middle - 4), (x(high), middle + 4), color=BAND)
        canvas.interval((x(low), x(high)), middle, color=MUTED)
    elif row.kind == "study":
        if low is not None and high is not None:
            canvas.interval((x(low), right + 1 if high > 1 else x(high)), middle, edge=right + 0.01)
        if value is not None and 0 <= value <= 1:
            canvas.marks([(x(value), middle)])


def round_ticks(low: float, high: float, *, ratio: bool) -> list[float]:
    """Round numbers from `low` to `high` for a scale of ratios (1, 2, 5 and their tens) or of plain numbers."""
    if ratio:
        steps = [first * 10.0**power for power in range(-6, 7) for first in (1, 2, 5)]
        found = [step for step in steps if low * (1 - 1e-9) <= step <= high * (1 + 1e-9)]
        if len(found) > 7:
            found = [step for step in found if math.isclose(math.log10(step) % 1, 0, abs_tol=1e-9)]
        return found or [1.0]
    span = high - low
    raw = span / 5 if span > 0 else 1.0
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(first * power for first in (1, 2, 5, 10) if first * power >= raw * (1 - 1e-9))
    start = math.ceil(low / step - 1e-9)
    return [round(number * step, 12) for number in range(start, int(high / step + 1e-9) + 1)]

"""Forest plot of rates: counts and rates as columns, one line per row, groups below their paper."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import GROUP, HAIR, INK, MUTED, PAPER, Canvas, shortened
from reanalysis.figures.rows import ForestRow

WIDTH, ROW, TOP, BOTTOM = 880, 22, 34, 44
_COUNTS, _LEFT, _RIGHT, _RATE = 416, 444, 726, 880


def forest_plot(rows: Sequence[ForestRow], *, level: str = "95%") -> Figure:
    """Rows from top to bottom on a scale of 0 to 100%.

    Primary rows are filled squares, variants hollow ones, so that the two are told apart without colour. A row without a
    value shows its texts alone; one without limits shows its mark alone.
    """
    canvas = Canvas(WIDTH, TOP + ROW * len(rows) + BOTTOM)
    _columns(canvas, len(rows), level)
    for number, row in enumerate(rows):
        _row(canvas, row, TOP + ROW * number + ROW / 2)
    return canvas.figure


def _x(value: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * value


def _columns(canvas: Canvas, rows: int, level: str) -> None:
    bottom = TOP + ROW * rows + 6
    canvas.lines([[(_x(tick / 4), TOP - 4), (_x(tick / 4), bottom)] for tick in range(5)], color=HAIR, width=0.8)
    canvas.lines([[(_LEFT, bottom), (_RIGHT, bottom)]], color=MUTED, width=0.8)
    for tick in range(5):
        canvas.text((_x(tick / 4), bottom + 16), f"{25 * tick}%", color=MUTED, size=11, anchor="center")
    canvas.text((_COUNTS, 16), "events / n", color=MUTED, size=11, anchor="right")
    canvas.text((_RATE, 16), f"rate ({level} CI)", color=MUTED, size=11, anchor="right")
    canvas.text(((_LEFT + _RIGHT) / 2, bottom + 33), "patients with the outcome", color=MUTED, size=11, anchor="center")


def _row(canvas: Canvas, row: ForestRow, middle: float) -> None:
    base = middle + 4
    if row.heading:
        canvas.area([(_LEFT - 4, base - 14), (_LEFT - 4, base + 5), (_RIGHT + 4, base + 5), (_RIGHT + 4, base - 14)], color=PAPER)
        canvas.text((0, base), shortened(row.label, 104), bold=True, size=12)
        return
    left = 14 * (1 + row.indent)
    color = MUTED if row.variant else INK
    canvas.text((left, base), shortened(row.label, 50 - 2 * row.indent), color=color, size=12, italic=row.variant)
    canvas.text((_COUNTS, base), row.counts, color=color, size=12, anchor="right")
    canvas.text((_RATE, base), row.rate, color=color, size=12, anchor="right")
    if row.value is None:
        return
    if row.low is not None and row.high is not None:
        ends = [_x(row.low), _x(row.high)]
        canvas.lines([[(ends[0], middle), (ends[1], middle)]], color=GROUP, width=1.4)
        canvas.lines([[(end, middle - 3), (end, middle + 3)] for end in ends], color=GROUP, width=1.4)
    canvas.marks([(_x(row.value), middle)], hollow=row.variant)

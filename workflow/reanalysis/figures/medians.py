"""Medians of times across papers on one scale of months; what is not reached is an arrow."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import GROUP, HAIR, INK, MUTED, PAPER, Canvas, shortened
from reanalysis.figures.kaplan_meier import ticks_to
from reanalysis.figures.rows import MedianRow

WIDTH, ROW, TOP, BOTTOM = 880, 22, 34, 44
_COUNTS, _LEFT, _RIGHT, _TEXT = 450, 474, 680, 880


def median_plot(rows: Sequence[MedianRow], *, level: str = "95%") -> Figure:
    """Rows below the heading of their endpoint. Filled squares are computed from times, hollow ones are as printed."""
    canvas = Canvas(WIDTH, TOP + ROW * len(rows) + BOTTOM)
    known = [value for row in rows for value in (row.value, row.low, row.high) if value is not None]
    longest = max(known, default=0) or 1
    ticks = ticks_to(longest, 6)
    end, bottom = max(longest, ticks[-1]), TOP + ROW * len(rows) + 6
    scale = (_RIGHT - _LEFT - 24) / end
    xs = [_LEFT + scale * tick for tick in ticks]
    canvas.lines([[(x, TOP - 4), (x, bottom)] for x in xs], color=HAIR, width=0.8)
    canvas.lines([[(_LEFT, bottom), (_RIGHT, bottom)]], color=MUTED, width=0.8)
    for tick, x in zip(ticks, xs, strict=True):
        canvas.text((x, bottom + 16), f"{tick:,}", color=MUTED, size=11, anchor="center")
    canvas.text((_COUNTS, 16), "events / n", color=MUTED, size=11, anchor="right")
    canvas.text((_TEXT, 16), f"median ({level} CI)", color=MUTED, size=11, anchor="right")
    canvas.text(((_LEFT + _RIGHT) / 2, bottom + 33), "months", color=MUTED, size=11, anchor="center")
    for number, row in enumerate(rows):
        _row(canvas, row, TOP + ROW * number + ROW / 2, scale)
    return canvas.figure


def _row(canvas: Canvas, row: MedianRow, middle: float, scale: float) -> None:
    base = middle + 4
    if row.heading:
        canvas.area([(_LEFT - 4, base - 14), (_LEFT - 4, base + 5), (_RIGHT + 4, base + 5), (_RIGHT + 4, base - 14)], color=PAPER)
        canvas.text((0, base), shortened(row.label, 104), bold=True, size=12)
        return
    canvas.text((14, base), shortened(row.label, 62 if row.counts else 70), color=INK, size=12)
    canvas.text((_COUNTS, base), row.counts, color=INK, size=12, anchor="right")
    canvas.text((_TEXT, base), row.text, color=INK, size=12, anchor="right")
    low, high = (None if value is None else _LEFT + scale * value for value in (row.low, row.high))
    value = None if row.value is None else _LEFT + scale * row.value
    if low is not None and high is not None:
        canvas.lines([[(low, middle), (high, middle)]], color=GROUP, width=1.4)
    starts = [x for x in (low, value) if x is not None]
    if row.unreached or row.open_high:
        start = min(starts, default=_RIGHT - 20)
        canvas.lines([[(start, middle), (_RIGHT - 4, middle)]], color=GROUP, width=1.4)
        canvas.marks([(_RIGHT - 4, middle)], shape=">", size=7, hollow=row.printed)
    ends = [x for x in (low, high) if x is not None]
    canvas.lines([[(x, middle - 3), (x, middle + 3)] for x in ends], color=GROUP, width=1.4)
    if value is not None:
        canvas.marks([(value, middle)], hollow=row.printed)

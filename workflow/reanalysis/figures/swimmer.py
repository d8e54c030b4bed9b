"""Swimmer plot: one bar per patient from the start to the listed time, an arrow where it was ongoing."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import BAND, CONTROL, GROUP, HAIR, INK, MUTED, PAPER, SHADE, Canvas, shortened
from reanalysis.figures.kaplan_meier import ticks_to
from reanalysis.figures.rows import SwimmerRow

WIDTH, ROW, TOP, BOTTOM = 880, 20, 14, 52
_LEFT, _RIGHT = 300, 800
_KINDS = ((BAND, GROUP, "s"), (SHADE, CONTROL, "o"), (HAIR, MUTED, "D"), (BAND, MUTED, "^"))


def swimmer_plot(rows: Sequence[SwimmerRow], *, unit: str) -> Figure:
    """Bars from top to bottom below the heading of their response; the printed time stands at the end of each.

    A filled mark is an event, a triangle that points onwards a time that was still running. Responses differ by heading and
    by the mark at the start, so that they are told apart without colour.
    """
    canvas = Canvas(WIDTH, TOP + ROW * len(rows) + BOTTOM)
    longest = max((row.time for row in rows), default=0) or 1
    ticks = ticks_to(longest, 9)
    end, bottom = max(longest, ticks[-1]), TOP + ROW * len(rows) + 4
    xs = [_LEFT + (_RIGHT - _LEFT) * tick / end for tick in ticks]
    canvas.lines([[(x, TOP), (x, bottom)] for x in xs], color=HAIR, width=0.8)
    canvas.lines([[(_LEFT, bottom), (_RIGHT, bottom)]], color=MUTED, width=0.8)
    for tick, x in zip(ticks, xs, strict=True):
        canvas.text((x, bottom + 16), f"{tick:,}", color=MUTED, size=11, anchor="center")
    canvas.text(((_LEFT + _RIGHT) / 2, bottom + 33), unit, color=MUTED, size=11, anchor="center")
    for number, row in enumerate(rows):
        _row(canvas, row, TOP + ROW * number + ROW / 2, (_RIGHT - _LEFT) / end)
    return canvas.figure


def _row(canvas: Canvas, row: SwimmerRow, middle: float, scale: float) -> None:
    if row.heading:
        canvas.area([(_LEFT - 4, middle - 9), (_LEFT - 4, middle + 9), (_RIGHT + 4, middle + 9), (_RIGHT + 4, middle - 9)], color=PAPER)
        canvas.text((0, middle + 4), shortened(row.label, 100), bold=True, size=12)
        return
    fill, edge, shape = _KINDS[row.kind % len(_KINDS)]
    end = _LEFT + row.time * scale
    canvas.text((14, middle + 4), shortened(row.label, 14), size=12)
    canvas.text((104, middle + 4), shortened(row.about, 30), color=MUTED, size=11)
    canvas.area([(_LEFT, middle - 5), (_LEFT, middle + 5), (end, middle + 5), (end, middle - 5)], color=fill)
    canvas.lines([[(_LEFT, middle), (end, middle)]], color=edge, width=1.2)
    canvas.marks([(_LEFT, middle)], shape=shape, size=6, color=edge, hollow=True)
    canvas.marks([(end, middle)], shape=">" if row.ongoing else "s", size=7, color=INK, hollow=row.ongoing)
    canvas.text((end + 10, middle + 4), row.text, color=INK, size=11)

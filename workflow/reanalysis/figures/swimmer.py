"""Swimmer plot: one bar per patient from the start to the listed time, an arrow where it was ongoing."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import BAND, GROUP, MUTED, SMALL, TEXT, WIDTH, Canvas
from reanalysis.figures.lettering import fitted, width_of
from reanalysis.figures.rows import SwimmerRow
from reanalysis.figures.scales import Scale, time_scale

ROW, DENSE, HEADING, TOP, BOTTOM = 19, 16, 30, 4, 46
_MANY = 40
_INDENT, _GAP, _LABEL, _ABOUT = 14, 16, 150, 190


def swimmer_plot(rows: Sequence[SwimmerRow], *, unit: str) -> Figure:
    """Bars from top to bottom below the heading of their response; the printed time stands at the end of each.

    A filled square is an event, an arrow a time that was still running, so that the two are told apart without colour.
    """
    step = ROW if len(rows) <= _MANY else DENSE
    heights = [HEADING if row.heading else step for row in rows]
    canvas = Canvas(TOP + sum(heights) + BOTTOM)
    about = _INDENT + _widest([row.label for row in rows if not row.heading], TEXT, _LABEL) + _GAP
    remarks = _widest([row.about for row in rows], SMALL, _ABOUT)
    left = about + (remarks + _GAP if remarks else 0)
    right = WIDTH - 14 - max((width_of(row.text, SMALL) for row in rows), default=0)
    scale = time_scale(left, right, max((row.time for row in rows), default=0) or 1, most=9, unit=unit)
    y, block = float(TOP), float(TOP)
    for row, height in zip(rows, heights, strict=True):
        if row.heading:
            scale.grid(canvas, block, y)
            canvas.text((0, y + 20), fitted(row.label, WIDTH, TEXT, bold=True), bold=True)
            block = y + height - 2
        else:
            _row(canvas, row, y + step / 2, about, scale)
        y += height
    scale.grid(canvas, block, y + 4)
    scale.axis(canvas, y + 4, unit)
    return canvas.figure


def _widest(texts: Sequence[str], size: float, most: float) -> float:
    return min(most, max((width_of(text, size) for text in texts), default=0.0))


def _row(canvas: Canvas, row: SwimmerRow, middle: float, about: float, scale: Scale) -> None:
    end = scale.x(row.time)
    canvas.text((_INDENT, middle + 4), fitted(row.label, _LABEL, TEXT))
    canvas.text((about, middle + 4), fitted(row.about, _ABOUT, SMALL), color=MUTED, size=SMALL)
    canvas.box((scale.left, middle - 5), (end, middle + 5), color=BAND)
    canvas.lines([[(scale.left, middle - 5), (scale.left, middle + 5)]], color=GROUP, width=1.2)
    canvas.marks(
        [(end + (2 if row.ongoing else 0), middle)],
        shape=">" if row.ongoing else "s",
        size=8 if row.ongoing else 7,
        hollow=row.ongoing,
    )
    canvas.text((end + 11, middle + 4), row.text, size=SMALL)

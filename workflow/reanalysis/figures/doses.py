"""Rates by dose as small multiples: one panel per outcome, one interval per dose group, in the order of the doses."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import GROUP, HAIR, MUTED, SMALL, TEXT, WIDTH, Canvas, Point
from reanalysis.figures.lettering import fitted, width_of, wrapped
from reanalysis.figures.rows import DosePanel

HEIGHT, TOP, BOTTOM, GAP, COLUMNS = 150, 50, 74, 52, 3
_MARGIN, _END, _TITLE, _WIDEST = 72, 14, 15, 340


def dose_plot(panels: Sequence[DosePanel], *, unit: str) -> Figure:
    """Panels, three in a row at most, on a scale of 0 to 100%. Doses stand at equal distances, their counts below
    them."""
    columns = min(COLUMNS, len(panels))
    room = min(_WIDEST, (WIDTH - _MARGIN - _END - GAP * (columns - 1)) / columns)
    lines = [panels[start : start + columns] for start in range(0, len(panels), columns)]
    extra = [_TITLE * (max(len(wrapped(panel.label, room, TEXT, bold=True)) for panel in line) - 1) for line in lines]
    canvas = Canvas(len(lines) * (TOP + HEIGHT + BOTTOM) + sum(extra))
    bottom = 0.0
    for line, more in zip(lines, extra, strict=True):
        bottom += TOP + more + HEIGHT
        for column, panel in enumerate(line):
            left = _MARGIN + column * (room + GAP)
            _panel(canvas, panel, (left, bottom), room)
            canvas.text((left + room / 2, bottom + 53), unit or "dose", color=MUTED, size=SMALL, anchor="center")
        canvas.text((_MARGIN - 12, bottom + 35), "events / n", color=MUTED, size=SMALL, anchor="right")
        bottom += BOTTOM
    return canvas.figure


def _panel(canvas: Canvas, panel: DosePanel, corner: Point, room: float) -> None:
    left, bottom = corner
    for number, line in enumerate(reversed(wrapped(panel.label, room, TEXT, bold=True))):
        canvas.text((left, bottom - HEIGHT - 27 - _TITLE * number), line, bold=True)
    canvas.text((left, bottom - HEIGHT - 11), fitted(panel.about, room, SMALL), size=SMALL, color=MUTED)
    for part in (0, 0.25, 0.5, 0.75, 1):
        y = bottom - HEIGHT * part
        canvas.lines([[(left, y), (left + room, y)]], color=HAIR if part else MUTED, width=0.8, behind=True)
        canvas.text((left - 7, y + 4), f"{100 * part:.0f}%", color=MUTED, size=SMALL, anchor="right")
    step, end = room / len(panel.doses), (-1e9, -1e9)
    for number, row in enumerate(panel.doses):
        x = left + step * (number + 0.5)
        heights = [bottom - HEIGHT * value for value in (row.low, row.high)]
        canvas.lines(
            [[(x, heights[0]), (x, heights[1])], *([(x - 3, y), (x + 3, y)] for y in heights)], color=GROUP, width=1.4
        )
        canvas.marks([(x, bottom - HEIGHT * row.value)])
        halves = [width_of(text, SMALL) / 2 for text in (row.dose, row.counts)]
        lines = zip((bottom + 17, bottom + 35), (row.dose, row.counts), halves, end, strict=True)
        upper, lower = (_label(canvas, (x, y), text, half, last) for y, text, half, last in lines)
        end = (upper, lower)


def _label(canvas: Canvas, at: Point, text: str, half: float, last: float) -> float:
    """A text under its dose unless it would touch the one before; where the last one ends."""
    if at[0] - half < last + 4:
        return last
    canvas.text(at, text, size=SMALL, anchor="center")
    return at[0] + half

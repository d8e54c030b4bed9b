"""Medians of times across papers on one scale of months; what is not reached is an arrow."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import GROUP, MUTED, SMALL, TEXT, WIDTH, Canvas
from reanalysis.figures.lettering import column_width, fitted, width_of, wrapped
from reanalysis.figures.rows import MedianRow
from reanalysis.figures.scales import Scale, time_scale

ROW, MORE, HEADING, TOP, BOTTOM = 21, 15, 31, 26, 44
_INDENT, _COUNTS, _LEFT, _RIGHT, _ARROW = 14, 330, 350, 546, 22


def median_plot(rows: Sequence[MedianRow], *, level: str = "95%") -> Figure:
    """Rows below the heading of their endpoint. Filled squares are computed from times, hollow ones are as printed."""
    labels = [_label(row) for row in rows]
    interval = column_width([row.interval for row in rows], f"{level} CI")
    texts = [_texts(row, interval) for row in rows]
    heights = [
        HEADING if row.heading else ROW + MORE * (max(len(label), len(text)) - 1)
        for row, label, text in zip(rows, labels, texts, strict=True)
    ]
    canvas = Canvas(TOP + sum(heights) + BOTTOM)
    known = [value for row in rows for value in (row.value, row.low, row.high) if value is not None]
    scale = time_scale(_LEFT, _RIGHT - _ARROW, max(known, default=0) or 1, most=5, unit="months")
    canvas.text((_COUNTS, 15), "events / n", color=MUTED, size=SMALL, anchor="right")
    canvas.text((WIDTH - interval, 15), "median", color=MUTED, size=SMALL, anchor="right")
    canvas.text((WIDTH, 15), f"{level} CI", color=MUTED, size=SMALL, anchor="right")
    scale.head(canvas, 15)
    y, block = float(TOP), float(TOP)
    for row, label, text, height in zip(rows, labels, texts, heights, strict=True):
        if row.heading:
            scale.grid(canvas, block, y)
            canvas.text((0, y + 21), fitted(row.label, WIDTH, TEXT, bold=True), bold=True)
            block = y + height - 2
        else:
            _write(canvas, y + ROW / 2 + 4, label, text)
            _row(canvas, row, y + ROW / 2, scale)
        y += height
    scale.grid(canvas, block, y + 4)
    scale.axis(canvas, y + 4, "months")
    return canvas.figure


def _label(row: MedianRow) -> list[str]:
    return [] if row.heading else wrapped(row.label, _COUNTS - _INDENT - (64 if row.counts else 0), TEXT)


def _write(canvas: Canvas, y: float, label: Sequence[str], text: Sequence[Sequence[tuple[str, float]]]) -> None:
    """The texts of a row, on as many lines as they need."""
    for number, line in enumerate(label):
        canvas.text((_INDENT, y + MORE * number), line)
    for number, parts in enumerate(text):
        for words, end in parts:
            canvas.text((end, y + MORE * number), words, anchor="right")


def _texts(row: MedianRow, interval: float) -> list[list[tuple[str, float]]]:
    """Lines of texts with where they end: the median at the left of its interval, or above it where there is no
    room."""
    room = WIDTH - _RIGHT - 4
    value, limits, also = (fitted(text, room, TEXT) for text in (row.text, row.interval, row.also))

    def end(text: str) -> float:
        return WIDTH - interval if width_of(text, TEXT) <= room - interval else WIDTH

    lines = [[(value, end(value))], [(limits, float(WIDTH))]]
    if end(value) < WIDTH:
        lines = [[*lines[0], *lines[1]]]
    return [*lines, [(also, end(also))]] if also else lines if limits else lines[:1]


def _row(canvas: Canvas, row: MedianRow, middle: float, scale: Scale) -> None:
    canvas.text((_COUNTS, middle + 4), row.counts, anchor="right")
    low, value, high = (None if number is None else scale.x(number) for number in (row.low, row.value, row.high))
    if low is not None and high is not None:
        canvas.lines([[(low, middle), (high, middle)]], color=GROUP, width=1.4)
    if row.unreached or row.open_high:
        start = min((x for x in (low, value) if x is not None), default=_RIGHT - _ARROW)
        canvas.lines([[(start, middle), (_RIGHT - 4, middle)]], color=GROUP, width=1.4)
        canvas.marks([(_RIGHT - 4, middle)], shape=">", size=7, hollow=row.printed)
    canvas.lines([[(x, middle - 3), (x, middle + 3)] for x in (low, high) if x is not None], color=GROUP, width=1.4)
    if value is not None:
        canvas.marks([(value, middle)], hollow=row.printed)

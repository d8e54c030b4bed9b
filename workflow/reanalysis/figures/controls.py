"""Comparisons with controls: each group's interval beside the control's rate."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import CONTROL, HAIR, INK, MUTED, SHADE, SMALL, TEXT, WIDTH, Canvas
from reanalysis.figures.lettering import width_of, wrapped
from reanalysis.figures.rows import ControlRow
from reanalysis.figures.scales import Scale, percent_scale

LINE, MORE, PAD, TIP, TOP, BOTTOM = 19, 15, 6, 16, 26, 44
_COUNTS, _RATE, _LEFT, _RIGHT = 308, 448, 472, 742
_INDENT = 14


def control_plot(rows: Sequence[ControlRow]) -> Figure:
    """Two lines per comparison on a scale of 0 to 100%: the group (filled square), the control (hollow diamond).

    A control known only as a rate has no interval. Where a tipping rate is known it is marked by a triangle, and the
    stretch from the control's rate to it is shaded: as far as the control may be wrong before the conclusion changes.
    """
    labels = [
        (wrapped(row.label, _COUNTS - 68, TEXT), wrapped(row.control_label, _COUNTS - 68 - _INDENT, TEXT))
        for row in rows
    ]
    heights = [
        2 * PAD + 2 * LINE + MORE * (len(own) + len(other) - 2) + (TIP if row.tipping is not None else 0)
        for row, (own, other) in zip(rows, labels, strict=True)
    ]
    bottom = TOP + sum(heights)
    canvas, scale = Canvas(bottom + BOTTOM), percent_scale(_LEFT, _RIGHT)
    canvas.text((_COUNTS, 15), "events / n", color=MUTED, size=SMALL, anchor="right")
    canvas.text((_RATE, 15), "rate (interval)", color=MUTED, size=SMALL, anchor="right")
    scale.head(canvas, 15)
    scale.grid(canvas, TOP - 4, bottom)
    y = float(TOP)
    for row, label, height in zip(rows, labels, heights, strict=True):
        if y > TOP:
            canvas.lines([[(0, y), (WIDTH, y)]], color=HAIR, width=0.6)
        _row(canvas, row, label, (y, y + height), scale)
        y += height
    scale.axis(canvas, bottom, "patients with the outcome")
    return canvas.figure


def _row(
    canvas: Canvas,
    row: ControlRow,
    labels: tuple[Sequence[str], Sequence[str]],
    edges: tuple[float, float],
    scale: Scale,
) -> None:
    top, bottom = edges
    group = top + PAD + LINE / 2
    control = group + LINE + MORE * (len(labels[0]) - 1)
    if row.tipping is not None:
        canvas.box(
            (scale.x(min(row.control, row.tipping)), top + 3),
            (scale.x(max(row.control, row.tipping)), bottom - TIP - 1),
            color=SHADE,
        )
    _texts(canvas, group, labels[0], 0, (row.counts, row.value_text, INK))
    _texts(canvas, control, labels[1], _INDENT, (row.control_counts, row.control_text, MUTED))
    canvas.interval((scale.x(row.low), scale.x(row.high)), group)
    canvas.marks([(scale.x(row.value), group)])
    if row.control_low is not None and row.control_high is not None:
        canvas.interval((scale.x(row.control_low), scale.x(row.control_high)), control, color=CONTROL)
    else:
        canvas.lines(
            [[(scale.x(row.control), top + 3), (scale.x(row.control), control + LINE / 2)]],
            color=CONTROL,
            width=1.2,
            dashed=True,
        )
    canvas.marks([(scale.x(row.control), control)], shape="D", size=6.5, color=CONTROL, hollow=True)
    if row.tipping is not None:
        x = scale.x(row.tipping)
        right = x + 9 + width_of(row.tipping_text, SMALL) < WIDTH
        canvas.marks([(x, bottom - TIP + 3)], shape="^", size=7, color=INK)
        canvas.text(
            (x + (9 if right else -9), bottom - TIP + 8),
            row.tipping_text,
            size=SMALL,
            anchor="left" if right else "right",
        )


def _texts(canvas: Canvas, middle: float, label: Sequence[str], indent: float, columns: tuple[str, str, str]) -> None:
    counts, rate, color = columns
    for number, line in enumerate(label):
        canvas.text((indent, middle + 4 + MORE * number), line, color=color)
    canvas.text((_COUNTS, middle + 4), counts, color=color, anchor="right")
    canvas.text((_RATE, middle + 4), rate, color=color, anchor="right")

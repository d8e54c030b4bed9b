"""Forest plot of rates: counts and rates as columns, one line per row, groups below their paper."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import INK, MUTED, SMALL, TEXT, WIDTH, Canvas, Point
from reanalysis.figures.lettering import column_width, fitted, width_of, wrapped
from reanalysis.figures.rows import ForestRow
from reanalysis.figures.scales import Scale, percent_scale

ROW, MORE, HEADING, TOP, BOTTOM = 21, 15, 31, 26, 44
_INDENT, _COUNTS, _LARGEST_COUNTS, _LEFT, _RIGHT = 14, 336, 76, 356, 604


def forest_plot(rows: Sequence[ForestRow], *, level: str = "95%", end: float = 1.0) -> Figure:
    """Rows from top to bottom on a scale from 0 to `end`; an interval that reaches beyond has an arrow at the edge.

    Primary rows are filled squares, variants hollow ones, so that the two are told apart without colour. A row without
    a value shows its texts alone; one without limits shows its mark alone. Long labels take a second line.
    """
    labels, heights = [_label(row) for row in rows], [height_of(row) for row in rows]
    canvas, scale = Canvas(TOP + sum(heights) + BOTTOM), percent_scale(_LEFT, _RIGHT, end)
    canvas.text((_COUNTS, 15), "events / n", color=MUTED, size=SMALL, anchor="right")
    rates = WIDTH - column_width([row.interval for row in rows], f"{level} CI")
    canvas.text((rates, 15), "rate", color=MUTED, size=SMALL, anchor="right")
    canvas.text((WIDTH, 15), f"{level} CI", color=MUTED, size=SMALL, anchor="right")
    scale.head(canvas, 15)
    y, block = float(TOP), float(TOP)
    for row, label, height in zip(rows, labels, heights, strict=True):
        if row.heading:
            scale.grid(canvas, block, y)
            _heading(canvas, row, y + 21)
            block = y + height - 2
        else:
            _row(canvas, row, label, (rates, y), scale)
        y += height
    scale.grid(canvas, block, y + 4)
    scale.axis(canvas, y + 4, "patients with the outcome")
    return canvas.figure


def height_of(row: ForestRow) -> float:
    """How much of the height of a figure a row takes."""
    return HEADING if row.heading else ROW + MORE * (len(_label(row)) - 1)


def axis_end(rows: Sequence[ForestRow]) -> float:
    """Where the scale of these rows ends, 25, 50 or 100%: beyond every rate, and at the most one interval in ten is
    cut."""
    values = [row.value for row in rows if row.value is not None]
    highs = [row.high for row in rows if row.high is not None]
    return next(
        (
            end
            for end in (0.25, 0.5)
            if values and max(values) <= 0.9 * end and sum(high > end for high in highs) * 10 <= len(highs)
        ),
        1.0,
    )


def _label(row: ForestRow) -> list[str]:
    return [] if row.heading else wrapped(row.label, _COUNTS - _LARGEST_COUNTS - _INDENT * (1 + row.indent), TEXT)


def _heading(canvas: Canvas, row: ForestRow, base: float) -> None:
    label = fitted(row.label, WIDTH, TEXT, bold=True)
    canvas.text((0, base), label, bold=True)
    about = width_of(label, TEXT, bold=True) + 10
    if row.about and WIDTH - about > 80:
        canvas.text((about, base), fitted(row.about, WIDTH - about, SMALL), color=MUTED, size=SMALL)


def _row(canvas: Canvas, row: ForestRow, label: Sequence[str], at: Point, scale: Scale) -> None:
    """One row; `at` is where the column of its rate ends, and its top."""
    rates, middle = at[0], at[1] + ROW / 2
    color = MUTED if row.variant else INK
    for number, line in enumerate(label):
        canvas.text((_INDENT * (1 + row.indent), middle + 4 + MORE * number), line, color=color, italic=row.variant)
    canvas.text((_COUNTS, middle + 4), row.counts, color=color, anchor="right")
    canvas.text((rates, middle + 4), row.rate, color=color, anchor="right")
    canvas.text((WIDTH, middle + 4), row.interval, color=color, anchor="right")
    if row.value is None:
        return
    if row.low is not None and row.high is not None:
        canvas.interval((scale.x(row.low), scale.x(row.high)), middle, edge=scale.right + 0.01)
    canvas.marks([(min(scale.x(row.value), scale.right), middle)], hollow=row.variant)

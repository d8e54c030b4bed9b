"""Specification curve: every analysis as a column, its difference and p above, the choices that it makes below."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import groupby

from matplotlib.figure import Figure

from reanalysis.figures.canvas import CONTROL, GROUP, HAIR, INK, MUTED, SMALL, TEXT, Canvas, Point
from reanalysis.figures.lettering import width_of, wrapped
from reanalysis.figures.rows import Analysis, OptionRow

ROW, MORE, TOP, PANEL, GAP = 19, 14, 26, 84, 26
_LEFT, _RIGHT, _SHARE = 372, 752, 330
_FLOOR = 1e-4
MOST_SQUARES = 63


def multiverse_plot(analyses: Sequence[Analysis], options: Sequence[OptionRow], *, alpha: float) -> Figure:
    """Columns in the order given. Filled squares: the conclusion stands; hollow ones: it does not; strokes where they
    are too many.

    Parameters
    ----------
    analyses
        At least one; differences are proportions.
    options
        Rows of the matrix; those of one choice follow each other.
    alpha
        The p below which a conclusion is drawn, shown as a dashed line.
    """
    choices = [(choice, list(rows)) for choice, rows in groupby(options, key=lambda row: row.choice)]
    matrix = TOP + 2 * PANEL + 2 * GAP
    canvas = Canvas(matrix + sum(30 + sum(_height(row) for row in rows) for _, rows in choices) + 4)
    step = (_RIGHT - _LEFT) / len(analyses)
    xs = [_LEFT + step * (place + 0.5) for place in range(len(analyses))]
    draw = _marker(canvas, step, len(analyses))
    bottom = _matrix(canvas, choices, matrix, draw, (xs, analyses))
    _boundary(canvas, analyses, alpha, step, bottom)
    differences, p_values = (
        _differences([a.difference for a in analyses], TOP),
        _p_values([a.p_value for a in analyses], alpha, TOP + PANEL + GAP),
    )
    _panel(canvas, "Difference from the control", "percentage points", TOP, differences)
    _panel(canvas, "Two-sided p-value", "the analyses stand in its order", TOP + PANEL + GAP, p_values)
    y_alpha = p_values[0](alpha)
    canvas.lines([[(_LEFT, y_alpha), (_RIGHT, y_alpha)]], color=CONTROL, width=1.2, dashed=True)
    columns = list(zip(xs, analyses, strict=True))
    for hollow in (False, True):
        draw([(x, differences[0](a.difference)) for x, a in columns if a.stands != hollow], hollow)
    for hollow in (False, True):
        draw([(x, p_values[0](a.p_value)) for x, a in columns if a.stands != hollow], hollow)
    _key(canvas, analyses, draw)
    return canvas.figure


def _marker(canvas: Canvas, step: float, many: int) -> Callable[[Sequence[Point], bool], None]:
    """How an analysis is marked: a square, filled or hollow; where columns are too narrow for that a stroke, long or
    short and pale."""
    if many <= MOST_SQUARES:
        return lambda points, hollow: canvas.marks(points, size=min(7.0, step * 0.7), hollow=hollow)

    def strokes(points: Sequence[Point], hollow: bool) -> None:
        half = 1.5 if hollow else 5
        canvas.lines(
            [[(x, y - half), (x, y + half)] for x, y in points],
            color=MUTED if hollow else GROUP,
            width=max(0.6, min(2.0, step * 0.6)),
        )

    return strokes


def _key(canvas: Canvas, analyses: Sequence[Analysis], draw: Callable[[Sequence[Point], bool], None]) -> None:
    stands = sum(a.stands for a in analyses)
    draw([(5, TOP + PANEL - 20)], False)
    canvas.text((16, TOP + PANEL - 16), f"the conclusion stands: {stands}", size=SMALL)
    draw([(5, TOP + PANEL - 2)], True)
    canvas.text((16, TOP + PANEL + 2), f"it does not: {len(analyses) - stands}", size=SMALL)


def _panel(
    canvas: Canvas,
    title: str,
    unit: str,
    top: float,
    axis: tuple[Callable[[float], float], Sequence[tuple[float, str]]],
) -> None:
    canvas.text((0, top + 10), title, bold=True)
    canvas.text((0, top + 26), unit, size=SMALL, color=MUTED)
    place, ticks = axis
    for value, label in ticks:
        canvas.lines(
            [[(_LEFT, place(value)), (_RIGHT, place(value))]], color=MUTED if label == "0" else HAIR, width=0.8
        )
        canvas.text((_LEFT - 8, place(value) + 4), label, color=MUTED, size=SMALL, anchor="right")


def _differences(values: Sequence[float], top: float) -> tuple[Callable[[float], float], list[tuple[float, str]]]:
    low, high = math.floor(min(0.0, *values) * 10 - 1e-9) / 10, math.ceil(max(0.0, *values) * 10 + 1e-9) / 10
    low, high = (low if min(values) < 0 else 0.0), (high if max(values) > 0 else 0.0)
    if low == high:
        low, high = -0.1, 0.1
    step = next(size for size in (0.1, 0.2, 0.5, 1.0) if (high - low) / size <= 4.01)
    ticks = [number * step for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]

    def place(value: float) -> float:
        return top + PANEL * (high - value) / (high - low)

    return place, [
        (value, "0" if abs(value) < 1e-9 else f"{'+' if value > 0 else chr(0x2212)}{abs(value) * 100:.0f}")
        for value in ticks
    ]


def _p_values(
    values: Sequence[float], alpha: float, top: float
) -> tuple[Callable[[float], float], list[tuple[float, str]]]:
    floor = 10.0 ** math.floor(math.log10(max(_FLOOR, min(*values, alpha / 5, 0.01))) + 1e-9)

    def place(value: float) -> float:
        return top + PANEL * math.log(max(value, floor)) / math.log(floor)

    powers = range(round(-math.log10(floor)) + 1)
    ticks = [(10.0**-power, "1" if not power else f"{10.0**-power:.{power}f}") for power in powers]
    return place, [*ticks, (alpha, f"{alpha:g}")] if min(
        abs(place(alpha) - place(value)) for value, _ in ticks
    ) > 9 else ticks


def _boundary(canvas: Canvas, analyses: Sequence[Analysis], alpha: float, step: float, bottom: float) -> None:
    """A line through all rows between the analyses below alpha and the others, where the order is that of p."""
    below = sum(a.p_value < alpha for a in analyses)
    if 0 < below < len(analyses) and all(a.p_value < alpha for a in analyses[:below]):
        x = _LEFT + step * below
        canvas.lines([[(x, TOP - 10), (x, bottom)]], color=CONTROL, width=1, dashed=True)
        left = x - _LEFT > 120
        place, text, anchor = (
            (x - 6, f"p below {alpha:g}", "right") if left else (x + 6, f"p of {alpha:g} or more", "left")
        )
        canvas.text((place, TOP - 6), text, color=CONTROL, size=SMALL, anchor=anchor)


def _matrix(
    canvas: Canvas,
    choices: Sequence[tuple[str, Sequence[OptionRow]]],
    top: float,
    marks: Callable[[Sequence[Point], bool], None],
    columns: tuple[Sequence[float], Sequence[Analysis]],
) -> float:
    """The choices, one row per option; the bottom of the last row."""
    xs, analyses = columns
    y = top
    for number, (choice, rows) in enumerate(choices):
        canvas.text((0, y + 8), choice, bold=True)
        if not number:
            canvas.text((_SHARE, y + 8), "stands in", size=SMALL, color=MUTED, anchor="right")
        canvas.lines([[(0, y + 14), (_RIGHT, y + 14)]], color=MUTED, width=0.8)
        y += 16
        for row in rows:
            middle = y + ROW / 2
            for line, text in enumerate(_label(row)):
                canvas.text((14 * (1 + row.indent), middle + 4 + MORE * line), text)
            canvas.text((_SHARE, middle + 4), row.share, color=MUTED if row.indent else INK, anchor="right")
            if row.places:
                canvas.lines([[(_LEFT, middle), (_RIGHT, middle)]], color=HAIR, width=0.6, behind=True)
            for hollow in (False, True):
                marks([(xs[place], middle) for place in row.places if analyses[place].stands != hollow], hollow)
            y += _height(row)
        y += 14
    return y - 12


def _label(row: OptionRow) -> list[str]:
    return wrapped(row.label, _SHARE - width_of(row.share, TEXT) - 28 - 14 * row.indent, TEXT)


def _height(row: OptionRow) -> float:
    return ROW + MORE * (len(_label(row)) - 1)

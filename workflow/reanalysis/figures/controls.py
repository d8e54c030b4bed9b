"""Comparisons with controls: each group's interval beside the control's rate, and the assumed size of an unknown control."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import BAND, CONTROL, GROUP, HAIR, INK, MUTED, SHADE, Canvas, shortened
from reanalysis.figures.rows import AssumedN, ControlRow

WIDTH, ROW, TOP, BOTTOM = 880, 58, 12, 42
_LEFT, _RIGHT = 470, 858


def control_plot(rows: Sequence[ControlRow]) -> Figure:
    """Two lines per comparison on a scale of 0 to 100%: the group (filled square), the control (hollow diamond).

    A control known only as a rate has no interval. Where a tipping rate is known it is marked by a triangle, and the
    stretch from the control's rate to it is shaded: as far as the control may be wrong before the conclusion changes.
    """
    canvas = Canvas(WIDTH, TOP + ROW * len(rows) + BOTTOM)
    bottom = TOP + ROW * len(rows)
    canvas.lines([[(_x(tick / 4), TOP), (_x(tick / 4), bottom)] for tick in range(5)], color=HAIR, width=0.8)
    canvas.lines([[(_LEFT, bottom), (_RIGHT, bottom)]], color=MUTED, width=0.8)
    for tick in range(5):
        canvas.text((_x(tick / 4), bottom + 16), f"{25 * tick}%", color=MUTED, size=11, anchor="center")
    canvas.text(((_LEFT + _RIGHT) / 2, bottom + 33), "patients with the outcome", color=MUTED, size=11, anchor="center")
    for number, row in enumerate(rows):
        _row(canvas, row, TOP + ROW * number)
    return canvas.figure


def _x(value: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * value


def _row(canvas: Canvas, row: ControlRow, top: float) -> None:
    group, control = top + 17, top + 37
    if row.tipping is not None:
        edges = sorted((_x(row.control), _x(row.tipping)))
        canvas.area([(edges[0], top + 6), (edges[1], top + 6), (edges[1], top + 48), (edges[0], top + 48)], color=SHADE)
    canvas.text((0, group + 4), shortened(row.label, 46), size=12)
    canvas.text((_LEFT - 14, group + 4), row.value_text, size=12, anchor="right")
    canvas.text((14, control + 4), shortened(row.control_label, 44), color=MUTED, size=12)
    canvas.text((_LEFT - 14, control + 4), row.control_text, color=MUTED, size=12, anchor="right")
    _interval(canvas, (row.low, row.high), group, GROUP)
    canvas.marks([(_x(row.value), group)])
    if row.control_low is not None and row.control_high is not None:
        _interval(canvas, (row.control_low, row.control_high), control, CONTROL)
    else:
        canvas.lines([[(_x(row.control), top + 6), (_x(row.control), top + 48)]], color=CONTROL, width=1.2, dashed=True)
    canvas.marks([(_x(row.control), control)], shape="D", size=6.5, color=CONTROL, hollow=True)
    if row.tipping is not None:
        canvas.marks([(_x(row.tipping), top + 47)], shape="^", size=7, color=INK)
        right = row.tipping < 0.75
        canvas.text((_x(row.tipping) + (8 if right else -8), top + 52), row.tipping_text, color=INK, size=11, anchor="left" if right else "right")
    canvas.lines([[(0, top + ROW), (_RIGHT, top + ROW)]], color=HAIR, width=0.6)


def _interval(canvas: Canvas, limits: tuple[float, float], y: float, color: str) -> None:
    ends = [_x(limit) for limit in limits]
    canvas.lines([[(ends[0], y), (ends[1], y)]], color=color, width=1.4)
    canvas.lines([[(end, y - 3), (end, y + 3)] for end in ends], color=color, width=1.4)


_N_TOP, _N_HEIGHT, _N_BOTTOM = 30, 190, 46
_P_FLOOR = 1e-4


def assumed_n_plot(rows: Sequence[AssumedN], *, level: str = "95%") -> Figure:
    """Difference with interval (left) and p-value (right) by the assumed number of control patients, both on a log scale of n.

    The entry without n stands at the right edge, under the sign for infinity: the rate taken as known.
    """
    canvas = Canvas(WIDTH, _N_TOP + _N_HEIGHT + _N_BOTTOM)
    finite = sorted((row for row in rows if row.n is not None), key=lambda row: row.n)
    known = next((row for row in rows if row.n is None), None)
    for left, right, draw in ((52, 420, _difference_panel), (512, 860, _p_panel)):
        scale = _scale([row.n for row in finite], left, right - 46)
        _n_axis(canvas, [row.n for row in finite], scale, (left, right))
        draw(canvas, finite, known, scale, (left, right))
    canvas.text((52, 14), f"difference from the control, percentage points ({level} interval)", color=INK, size=12, bold=True)
    canvas.text((512, 14), "two-sided p-value", color=INK, size=12, bold=True)
    return canvas.figure


def _scale(ns: Sequence[int], left: float, right: float):
    low, high = math.log(ns[0]), math.log(ns[-1])
    return lambda n: left + 8 + (right - left - 8) * ((math.log(n) - low) / (high - low) if high > low else 0.5)


def _n_axis(canvas: Canvas, ns: Sequence[int], scale, edges: tuple[float, float]) -> None:
    bottom = _N_TOP + _N_HEIGHT
    canvas.lines([[(edges[0], bottom), (edges[1], bottom)]], color=MUTED, width=0.8)
    last = -100.0
    for n in ns:
        if scale(n) - last >= 34:
            last = scale(n)
            canvas.lines([[(last, bottom), (last, bottom + 4)]], color=MUTED, width=0.8)
            canvas.text((last, bottom + 17), f"{n:,}", color=MUTED, size=11, anchor="center")
    canvas.text((edges[1] - 12, bottom + 17), "\u221e", color=MUTED, size=13, anchor="center")
    canvas.text(((edges[0] + edges[1]) / 2, bottom + 35), "assumed number of control patients", color=MUTED, size=11, anchor="center")


def _difference_panel(canvas: Canvas, rows: Sequence[AssumedN], known: AssumedN | None, scale, edges: tuple[float, float]) -> None:
    every = [*rows, *([known] if known else [])]
    low, high = min(0.0, *(row.low for row in every)), max(0.0, *(row.high for row in every))
    low, high = math.floor(low * 5) / 5, math.ceil(high * 5) / 5

    def y(value: float) -> float:
        return _N_TOP + _N_HEIGHT * (high - value) / (high - low)

    step = 0.2 if high - low > 0.5 else 0.1
    for number in range(round((high - low) / step) + 1):
        value = low + number * step
        zero = abs(value) < 1e-9
        canvas.lines([[(edges[0], y(value)), (edges[1], y(value))]], color=MUTED if zero else HAIR, width=1 if zero else 0.8)
        label = "0" if zero else f"{'+' if value > 0 else chr(0x2212)}{abs(value) * 100:.0f}"
        canvas.text((edges[0] - 8, y(value) + 4), label, color=MUTED, size=11, anchor="right")
    outline = [(scale(row.n), y(row.high)) for row in rows] + [(scale(row.n), y(row.low)) for row in reversed(rows)]
    canvas.area(outline)
    canvas.path([(scale(row.n), y(row.difference)) for row in rows], color=GROUP)
    canvas.marks([(scale(row.n), y(row.difference)) for row in rows], shape="o", size=4)
    if known:
        x = edges[1] - 12
        canvas.lines([[(x, y(known.low)), (x, y(known.high))]], color=GROUP, width=1.4)
        canvas.marks([(x, y(known.difference))])


def _p_panel(canvas: Canvas, rows: Sequence[AssumedN], known: AssumedN | None, scale, edges: tuple[float, float]) -> None:
    every = [row.p_value for row in (*rows, *([known] if known else []))]
    floor = 10.0 ** math.floor(math.log10(max(_P_FLOOR, min(*every, 0.01))))

    def y(value: float) -> float:
        return _N_TOP + _N_HEIGHT * math.log(max(value, floor)) / math.log(floor)

    tick = 1.0
    while tick >= floor * 0.999:
        canvas.lines([[(edges[0], y(tick)), (edges[1], y(tick))]], color=HAIR, width=0.8)
        canvas.text((edges[0] - 8, y(tick) + 4), f"{tick:g}" if tick >= 0.001 else "0.0001", color=MUTED, size=11, anchor="right")
        tick /= 10
    canvas.lines([[(edges[0], y(0.05)), (edges[1], y(0.05))]], color=CONTROL, width=1.2, dashed=True)
    canvas.text((edges[1], y(0.05) - 5), "0.05", color=CONTROL, size=11, anchor="right")
    canvas.path([(scale(row.n), y(row.p_value)) for row in rows], color=GROUP)
    canvas.marks([(scale(row.n), y(row.p_value)) for row in rows], shape="o", size=4)
    if known:
        canvas.marks([(edges[1] - 12, y(known.p_value))])

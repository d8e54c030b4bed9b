"""The assumed size of a control that is known only as a rate: difference and p-value over the number of its
patients."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import BAND, CONTROL, GROUP, HAIR, MUTED, SMALL, Canvas
from reanalysis.figures.lettering import width_of
from reanalysis.figures.rows import AssumedN

_TOP, _HEIGHT, _BOTTOM = 48, 190, 44
_P_FLOOR = 1e-4
_PANELS = ((46, 352), (448, 752))
Place = Callable[[float], float]


def assumed_n_plot(rows: Sequence[AssumedN], *, level: str = "95%", alpha: float = 0.05) -> Figure:
    """Difference with interval (left) and p-value (right) by the assumed number of control patients, both on a log
    scale of n.

    The entry without n stands at the right edge, under the sign for infinity: the rate taken as known. Marks are hollow
    where the p-value is not below alpha.
    """
    canvas = Canvas(_TOP + _HEIGHT + _BOTTOM)
    finite = sorted(((row.n, row) for row in rows if row.n is not None), key=lambda pair: pair[0])
    ns = [n for n, _ in finite]
    known = next((row for row in rows if row.n is None), None)
    titles = (
        ("Difference from the control", f"percentage points, {level} interval"),
        ("Two-sided p-value", "log scale"),
    )
    for (left, right), (title, unit), draw in zip(_PANELS, titles, (_differences, _p_values), strict=True):
        across = _across(ns, left, right - 52)
        spots = [(across(n), row) for n, row in finite]
        canvas.text((left, 14), title, bold=True)
        canvas.text((left, 30), unit, size=SMALL, color=MUTED)
        _n_axis(canvas, ns, across, (left, right))
        place, value = draw(canvas, spots, (right - 12, known) if known else None, (left, right), alpha)
        every = [*spots, *([(right - 12.0, known)] if known else [])]
        for hollow in (False, True):
            marked = [(x, place(value(row))) for x, row in every if (row.p_value < alpha) != hollow]
            canvas.marks(marked, size=5.5, hollow=hollow)
    return canvas.figure


def _across(ns: Sequence[int], left: float, right: float) -> Place:
    low, high = math.log(ns[0]), math.log(ns[-1])
    return lambda n: left + 8 + (right - left - 8) * ((math.log(n) - low) / (high - low) if high > low else 0.5)


def _n_axis(canvas: Canvas, ns: Sequence[int], across: Place, edges: tuple[float, float]) -> None:
    bottom, end = _TOP + _HEIGHT, -100.0
    canvas.lines([[(edges[0], bottom), (edges[1], bottom)]], color=MUTED, width=0.8)
    for n in ns:
        text, x = f"{n:,}", across(n)
        half = width_of(text, SMALL) / 2
        canvas.lines([[(x, bottom), (x, bottom + 4)]], color=MUTED, width=0.8)
        if x - half > end + 6:
            end = x + half
            canvas.text((x, bottom + 17), text, color=MUTED, size=SMALL, anchor="center")
    canvas.text((edges[1] - 12, bottom + 17), "\u221e", color=MUTED, size=13, anchor="center")
    canvas.text(
        ((edges[0] + edges[1]) / 2, bottom + 35),
        "assumed number of control patients",
        color=MUTED,
        size=SMALL,
        anchor="center",
    )


def _differences(
    canvas: Canvas,
    spots: Sequence[tuple[float, AssumedN]],
    known: tuple[float, AssumedN] | None,
    edges: tuple[float, float],
    alpha: float,
) -> tuple[Place, Callable[[AssumedN], float]]:
    every = [row for _, row in (*spots, *([known] if known else []))]
    low = math.floor(min(0.0, *(row.low for row in every)) * 5) / 5
    high = math.ceil(max(0.0, *(row.high for row in every)) * 5) / 5
    low, high = (low, high) if high > low else (-0.2, 0.2)

    def place(value: float) -> float:
        return _TOP + _HEIGHT * (high - value) / (high - low)

    canvas.area(
        [(x, place(row.high)) for x, row in spots] + [(x, place(row.low)) for x, row in reversed(spots)], color=BAND
    )
    _difference_axis(canvas, (low, high), place, edges)
    canvas.path([(x, place(row.difference)) for x, row in spots], color=GROUP)
    if known:
        x, row = known
        canvas.lines([[(x, place(row.low)), (x, place(row.high))]], color=GROUP, width=1.4)
        canvas.lines(
            [[(x - 3, place(limit)), (x + 3, place(limit))] for limit in (row.low, row.high)], color=GROUP, width=1.4
        )
    return place, lambda row: row.difference


def _difference_axis(canvas: Canvas, ends: tuple[float, float], place: Place, edges: tuple[float, float]) -> None:
    low, high = ends
    step = next(size for size in (0.1, 0.2, 0.5) if (high - low) / size <= 6.01)
    for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1):
        y = place(number * step)
        canvas.lines([[(edges[0], y), (edges[1], y)]], behind=bool(number), color=HAIR if number else MUTED, width=0.8)
        text = "0" if not number else f"{'+' if number > 0 else chr(0x2212)}{abs(number) * step * 100:.0f}"
        canvas.text((edges[0] - 8, y + 4), text, color=MUTED, size=SMALL, anchor="right")


def _p_values(
    canvas: Canvas,
    spots: Sequence[tuple[float, AssumedN]],
    known: tuple[float, AssumedN] | None,
    edges: tuple[float, float],
    alpha: float,
) -> tuple[Place, Callable[[AssumedN], float]]:
    every = [row.p_value for _, row in (*spots, *([known] if known else []))]
    powers = round(-math.floor(math.log10(max(_P_FLOOR, min(*every, alpha / 5, 0.01))) + 1e-9))

    def place(value: float) -> float:
        return _TOP + _HEIGHT * math.log10(max(value, 10.0**-powers)) / -powers

    for power in range(powers + 1):
        y = place(10.0**-power)
        canvas.lines([[(edges[0], y), (edges[1], y)]], behind=True, color=HAIR if power < powers else MUTED, width=0.8)
        canvas.text((edges[0] - 8, y + 4), f"{10.0**-power:.{power}f}", color=MUTED, size=SMALL, anchor="right")
    canvas.lines([[(edges[0], place(alpha)), (edges[1], place(alpha))]], color=CONTROL, width=1.2, dashed=True)
    canvas.text((edges[1], place(alpha) - 5), f"{alpha:g}", color=CONTROL, size=SMALL, anchor="right")
    canvas.path([(x, place(row.p_value)) for x, row in spots], color=GROUP)
    return place, lambda row: row.p_value

"""Kaplan-Meier curves as small multiples: one panel per group, with interval band, censoring ticks and numbers at risk."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import BAND, GROUP, HAIR, INK, MUTED, Canvas, shortened
from reanalysis.figures.rows import Curve

WIDTH, PANEL_HEIGHT, TOP, BOTTOM, GAP = 880, 180, 26, 76, 58
_MARGIN = 42
_STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30, 36, 48, 60, 90, 100, 120, 180, 240, 365, 500, 730, 1000, 2000, 5000, 10000)


def kaplan_meier_plot(curves: Sequence[Curve]) -> Figure:
    """Panels, three in a row at most, on one time scale. Every curve starts at 1 and ends at its last time.

    The band is drawn where both limits are known. Numbers at risk stand below the ticks of each panel.
    """
    columns = min(3, len(curves))
    width = WIDTH if columns > 1 else 560
    lines = -(-len(curves) // columns)
    height = TOP + PANEL_HEIGHT + BOTTOM
    canvas = Canvas(width, lines * height)
    longest = max(max(curve.time, default=0) for curve in curves) or 1
    panel = (width - GAP * (columns - 1) - _MARGIN - 10) / columns
    for number, curve in enumerate(curves):
        left = _MARGIN + (number % columns) * (panel + GAP)
        _panel(canvas, curve, (left, left + panel), (number // columns) * height + TOP, longest)
    return canvas.figure


def ticks_to(longest: float, most: int) -> list[int]:
    """Round times from 0 up to the longest, at most `most` of them after 0."""
    step = next((step for step in _STEPS if longest / step <= most), _STEPS[-1])
    return list(range(0, int(longest) + 1, step))


def at_risk(curve: Curve, time: float) -> int:
    """Patients still observed and without an event just before a time; 0 after the last one."""
    return next((n for t, n in zip(curve.time, curve.n_at_risk, strict=True) if t >= time), 0)


def _panel(canvas: Canvas, curve: Curve, edges: tuple[float, float], top: float, longest: float) -> None:
    bottom = top + PANEL_HEIGHT
    ticks = ticks_to(longest, max(3, int((edges[1] - edges[0]) / 46)))
    end = max(longest, ticks[-1])

    def at(time: float, survival: float) -> tuple[float, float]:
        return edges[0] + (edges[1] - edges[0]) * time / end, bottom - PANEL_HEIGHT * survival

    for part in (0, 0.25, 0.5, 0.75, 1):
        canvas.lines([[at(0, part), at(end, part)]], color=MUTED if part == 0 else HAIR, width=0.8)
        canvas.text((edges[0] - 7, at(0, part)[1] + 4), f"{part * 100:.0f}%", color=MUTED, size=10.5, anchor="right")
    for tick in ticks:
        x = at(tick, 0)[0]
        canvas.lines([[(x, bottom), (x, bottom + 4)]], color=MUTED, width=0.8)
        canvas.text((x, bottom + 17), f"{tick:,}", color=MUTED, size=10.5, anchor="center")
        canvas.text((x, bottom + 53), str(at_risk(curve, tick)), color=INK, size=10.5, anchor="center")
    canvas.text((edges[0], bottom + 36), f"{curve.unit} \u00b7 at risk:", color=MUTED, size=10.5)
    label = shortened(curve.label, int((edges[1] - edges[0]) / 8))
    canvas.text((edges[0], top - 10), f"{label} ({curve.n_at_risk[0]})" if curve.n_at_risk else label, size=12, bold=True)
    _curve(canvas, curve, at)


def _curve(canvas: Canvas, curve: Curve, at) -> None:
    band = [at(*corner) for corner in _band(curve)]
    if len(band) > 2:
        canvas.area(band, color=BAND)
    for points in curve.fitted:
        canvas.path([at(*point) for point in points], color=MUTED, width=0.7)
    canvas.path([at(*corner) for corner in _steps(curve.time, curve.survival)], color=GROUP, width=1.8)
    ticks = [at(t, s) for t, s, c in zip(curve.time, curve.survival, curve.censored, strict=True) if c]
    canvas.lines([[(x, y - 5), (x, y + 5)] for x, y in ticks], color=INK, width=1.2)


def _steps(times: Sequence[float], heights: Sequence[float], start: float = 1.0) -> list[tuple[float, float]]:
    corners, height = [(0.0, start)], start
    for time, new in zip(times, heights, strict=True):
        corners += [(time, height), (time, new)]
        height = new
    return corners


def _band(curve: Curve) -> list[tuple[float, float]]:
    """Outline of the interval up to the last time at which both limits are known."""
    known = [(t, low, high) for t, low, high in zip(curve.time, curve.low, curve.high, strict=True) if low is not None and high is not None]
    if not known:
        return []
    times, lows, highs = zip(*known, strict=True)
    return _steps(times, highs) + _steps(times, lows)[::-1]

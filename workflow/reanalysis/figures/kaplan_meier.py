"""Kaplan-Meier curves as small multiples: one panel per group, with interval band, censoring ticks and numbers at
risk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import GROUP, HAIR, INK, MUTED, SMALL, TEXT, WIDTH, Canvas, Point
from reanalysis.figures.lettering import fitted, width_of, wrapped
from reanalysis.figures.rows import Curve
from reanalysis.figures.scales import Scale, apart, time_scale

TOP, BOTTOM, GAP = 50, 76, 52
_MARGIN, _TITLE = 58, 15
_HEIGHTS = {1: 230, 2: 200, 3: 170}
At = Callable[[float, float], Point]


def kaplan_meier_plot(curves: Sequence[Curve], *, beside: bool = False) -> Figure:
    """Panels, three in a row at most, on one time scale. Every curve starts at 1 and ends at its last time.

    The band is drawn where both limits are known. Numbers at risk stand below the ticks of each panel. Fitted curves
    are thin, and named where a panel has the figure to itself. With `beside` each panel has the other curves, too, pale
    and without their bands.
    """
    columns = min(3, len(curves))
    longest = max(max(curve.time, default=0) for curve in curves) or 1
    room = 96 if columns == 1 and curves[0].fitted else 14
    panel = (WIDTH - _MARGIN - GAP * (columns - 1) - room) / columns
    titles = [wrapped(curve.label, panel, TEXT, bold=True) for curve in curves]
    lines = [list(range(start, min(start + columns, len(curves)))) for start in range(0, len(curves), columns)]
    extra = [_TITLE * (max(len(titles[place]) for place in line) - 1) for line in lines]
    height = TOP + _HEIGHTS[columns] + BOTTOM
    canvas = Canvas(len(lines) * height + sum(extra))
    top = 0.0
    for line, more in zip(lines, extra, strict=True):
        for column, place in enumerate(line):
            left = _MARGIN + column * (panel + GAP)
            scale = time_scale(
                left, left + panel, longest, most=max(2, min(10, int(panel / 44))), unit=curves[place].unit
            )
            others = [curve for number, curve in enumerate(curves) if beside and number != place]
            _panel(
                canvas,
                curves[place],
                others,
                scale,
                (top + TOP + more, top + TOP + more + _HEIGHTS[columns]),
                named=columns == 1,
            )
            _titles(canvas, curves[place], titles[place], (left, top + TOP + more), panel)
            if not column:
                number = width_of(str(at_risk(curves[place], 0)), SMALL)
                canvas.text(
                    (left - number / 2 - 8, top + TOP + more + _HEIGHTS[columns] + 36),
                    "at risk",
                    color=MUTED,
                    size=SMALL,
                    anchor="right",
                )
        top += height + more
    return canvas.figure


def at_risk(curve: Curve, time: float) -> int:
    """Patients still observed and without an event just before a time; 0 after the last one."""
    return next((n for t, n in zip(curve.time, curve.n_at_risk, strict=True) if t >= time), 0)


def _titles(canvas: Canvas, curve: Curve, title: Sequence[str], corner: Point, room: float) -> None:
    left, top = corner
    for number, line in enumerate(reversed(title)):
        canvas.text((left, top - 27 - _TITLE * number), line, bold=True)
    canvas.text((left, top - 11), fitted(curve.about, room, SMALL), size=SMALL, color=MUTED)


def _panel(
    canvas: Canvas, curve: Curve, others: Sequence[Curve], scale: Scale, edges: tuple[float, float], *, named: bool
) -> None:
    top, bottom = edges

    def at(time: float, survival: float) -> Point:
        return scale.x(time), bottom - (bottom - top) * survival

    canvas.lines(
        [[at(0, part), at(scale.end, part)] for part in (0.25, 0.5, 0.75, 1)], color=HAIR, width=0.8, behind=True
    )
    band = [at(*corner) for corner in _band(curve)]
    if len(band) > 2:
        canvas.area(band)
    for other in others:
        canvas.path([at(*corner) for corner in _steps(other.time, other.survival)], color=HAIR, width=1.8)
    canvas.lines([[at(0, 0), at(scale.end, 0)]], color=MUTED, width=0.8)
    for part in (0, 0.25, 0.5, 0.75, 1):
        canvas.text((scale.left - 7, at(0, part)[1] + 4), f"{part * 100:.0f}%", color=MUTED, size=SMALL, anchor="right")
    canvas.lines(
        [[(scale.x(tick), bottom), (scale.x(tick), bottom + 4)] for tick, _ in scale.ticks], color=MUTED, width=0.8
    )
    scale.texts(canvas, bottom + 17)
    for tick, _ in scale.ticks:
        canvas.text((scale.x(tick), bottom + 36), str(at_risk(curve, tick)), size=SMALL, anchor="center")
    canvas.text(((scale.left + scale.right) / 2, bottom + 55), curve.unit, color=MUTED, size=SMALL, anchor="center")
    _curve(canvas, curve, at, named=named)


def _curve(canvas: Canvas, curve: Curve, at: At, *, named: bool) -> None:
    for _, points in curve.fitted:
        canvas.path([at(*point) for point in points], color=MUTED, width=0.7)
    if named and curve.fitted:
        ends = [at(*points[-1]) for _, points in curve.fitted]
        for (name, _), (x, _y), y in zip(curve.fitted, ends, apart([y for _, y in ends], 13), strict=True):
            canvas.text((x + 6, y + 4), fitted(name, 88, SMALL), color=MUTED, size=SMALL)
    canvas.path([at(*corner) for corner in _steps(curve.time, curve.survival)], color=GROUP, width=1.8)
    ticks = [at(t, s) for t, s, c in zip(curve.time, curve.survival, curve.censored, strict=True) if c]
    canvas.lines([[(x, y - 4.5), (x, y + 4.5)] for x, y in ticks], color=INK, width=1.1)


def _steps(times: Sequence[float], heights: Sequence[float], start: float = 1.0) -> list[Point]:
    """Corners of a step function that starts at time 0; times without a step need none."""
    corners, height = [(0.0, start)], start
    for time, new in zip(times, heights, strict=True):
        if new != height:
            corners += [(time, height), (time, new)]
            height = new
    return [*corners, (times[-1], height)] if times and corners[-1][0] != times[-1] else corners


def _band(curve: Curve) -> list[Point]:
    """Outline of the interval. Limits hold until the next step, so those that are the last known reach to the time
    after theirs."""
    known = [
        (t, low, high)
        for t, low, high in zip(curve.time, curve.low, curve.high, strict=True)
        if low is not None and high is not None
    ]
    if not known:
        return []
    end = next((time for time in curve.time if time > known[-1][0]), known[-1][0])
    times, lows, highs = zip(*known, (end, *known[-1][1:]), strict=True)
    return _steps(times, highs) + _steps(times, lows)[::-1]

"""Stacked bars of the categories of a scale, one bar per group."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from reanalysis.figures.canvas import GROUP, INK, MUTED, PAPER, SMALL, TEXT, WIDTH, Canvas
from reanalysis.figures.lettering import fitted, width_of, wrapped
from reanalysis.figures.rows import CategoryRow
from reanalysis.figures.scales import Scale, percent_scale

ROW, MORE, BOTTOM, KEY = 30, 14, 46, 19
_COUNTS, _LEFT, _RIGHT = 232, 250, 744
_STRONG, _WEAK = 0.46, 0.12


def category_plot(rows: Sequence[CategoryRow], labels: Sequence[str]) -> Figure:
    """Bars of all patients of each group, from the first category at the left; the key above stands in the same order.

    Categories differ in lightness of one colour and in their place, and each part is labelled with its patients where
    the text fits. Patients of no category are an outlined rest.
    """
    key = _key_lines(labels)
    top = KEY * len(key) + 14
    named = [wrapped(row.label, _COUNTS - 44, TEXT) for row in rows]
    heights = [ROW + MORE * (len(label) - 1) for label in named]
    canvas, scale = Canvas(top + sum(heights) + BOTTOM), percent_scale(_LEFT, _RIGHT)
    _key(canvas, key, labels)
    canvas.text((_COUNTS, top - 12), "n", color=MUTED, size=SMALL, anchor="right")
    scale.grid(canvas, top - 2, top + sum(heights) + 4)
    y = float(top)
    for row, label, height in zip(rows, named, heights, strict=True):
        middle = y + ROW / 2
        for number, line in enumerate(label):
            canvas.text((0, middle + 4 + MORE * number), line)
        canvas.text((_COUNTS, middle + 4), f"{row.n}", anchor="right")
        _bar(canvas, row, middle, scale, len(labels))
        y += height
    scale.axis(canvas, y + 4, "patients of the group")
    return canvas.figure


def shade_of(kind: int, kinds: int) -> float:
    """Opacity of a category: full for the first of the kinds, then ever lighter in even steps."""
    return 1.0 if not kind else _STRONG - (_STRONG - _WEAK) * (kind - 1) / max(1, kinds - 2)


def _bar(canvas: Canvas, row: CategoryRow, middle: float, scale: Scale, kinds: int) -> None:
    top, bottom, done = middle - 9, middle + 9, 0
    canvas.box((scale.left, top), (scale.right, bottom), color=PAPER)
    for share in row.shares:
        left, right = scale.x(done / row.n), scale.x((done + share.count) / row.n)
        if share.count:
            canvas.box((left, top), (right, bottom), color=GROUP, opacity=shade_of(share.kind, kinds))
            if done:
                canvas.lines([[(left, top), (left, bottom)]], color=PAPER, width=1.5)
            if right - left > width_of(str(share.count), SMALL) + 5:
                canvas.text(
                    ((left + right) / 2, middle + 4),
                    str(share.count),
                    size=SMALL,
                    color=INK if share.kind else PAPER,
                    anchor="center",
                )
        done += share.count
    if 0 < done < row.n:  # where the rest begins
        canvas.lines([[(scale.x(done / row.n), top), (scale.x(done / row.n), bottom)]], color=GROUP, width=0.8)
    corners = [(scale.left, top), (scale.right, top), (scale.right, bottom), (scale.left, bottom), (scale.left, top)]
    canvas.lines([corners], color=GROUP, width=0.8)


def _key_lines(labels: Sequence[str]) -> list[list[tuple[float, int, str]]]:
    """Where the labels of the key stand: line by line their left edges, numbers and texts."""
    lines: list[list[tuple[float, int, str]]] = [[]]
    x = float(_LEFT)
    for number, label in enumerate(labels):
        text = fitted(label, _RIGHT - _LEFT - 20, SMALL)
        wide = 20 + width_of(text, SMALL) + 18
        if lines[-1] and x + wide - 18 > WIDTH:
            lines.append([])
            x = float(_LEFT)
        lines[-1].append((x, number, text))
        x += wide
    return lines


def _key(canvas: Canvas, lines: Sequence[Sequence[tuple[float, int, str]]], labels: Sequence[str]) -> None:
    for line, found in enumerate(lines):
        base = 14 + KEY * line
        for x, number, text in found:
            canvas.box((x, base - 10), (x + 14, base + 1), color=GROUP, opacity=shade_of(number, len(labels)))
            canvas.lines(
                [[(x, base - 10), (x + 14, base - 10), (x + 14, base + 1), (x, base + 1), (x, base - 10)]],
                color=GROUP,
                width=0.8,
            )
            canvas.text((x + 20, base), text, size=SMALL, color=MUTED)

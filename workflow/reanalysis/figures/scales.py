"""Horizontal scales that several figures share: percentages and times, with their grid, ticks and title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reanalysis.figures.canvas import HAIR, MUTED, SMALL, Canvas

_STEPS = {
    "days": (1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1460),
    "weeks": (1, 2, 4, 8, 12, 26, 52, 104, 208),
    "months": (0.5, 1, 2, 3, 6, 12, 24, 36, 60, 120),
    "years": (0.25, 0.5, 1, 2, 5, 10),
}
_ROUND = tuple(first * 10.0**power for power in range(-4, 19) for first in (1, 2, 5))


@dataclass(frozen=True)
class Scale:
    """From 0 at pixel `left` to `end` at pixel `right`, with ticks and their texts."""

    left: float
    right: float
    end: float
    ticks: tuple[tuple[float, str], ...]

    def x(self, value: float) -> float:
        """The pixel of a value."""
        return self.left + (self.right - self.left) * value / self.end

    def grid(self, canvas: Canvas, top: float, bottom: float) -> None:
        """Hairlines at the ticks from top to bottom; none where there is no row between."""
        if bottom - top < 10:
            return
        canvas.lines(
            [[(self.x(value), top), (self.x(value), bottom)] for value, _ in self.ticks],
            color=HAIR,
            width=0.8,
            behind=True,
        )

    def axis(self, canvas: Canvas, bottom: float, title: str) -> None:
        """The line at the bottom with the ticks' texts and a title below."""
        canvas.lines([[(self.left, bottom), (self.right, bottom)]], color=MUTED, width=0.8)
        self.texts(canvas, bottom + 16)
        canvas.text(((self.left + self.right) / 2, bottom + 33), title, color=MUTED, size=SMALL, anchor="center")

    def head(self, canvas: Canvas, base: float) -> None:
        """The ticks' texts above a figure that is too tall to look them up at its bottom."""
        if canvas.height > 560:
            self.texts(canvas, base)

    def texts(self, canvas: Canvas, base: float) -> None:
        """The ticks' texts alone."""
        for value, text in self.ticks:
            canvas.text((self.x(value), base), text, color=MUTED, size=SMALL, anchor="center")


def percent_scale(left: float, right: float, end: float = 1.0) -> Scale:
    """A scale of proportions up to 25, 50 or 100%."""
    parts = 5 if end < 1 else 4
    return Scale(
        left,
        right,
        end,
        tuple((end * number / parts, f"{100 * end * number / parts:.0f}%") for number in range(parts + 1)),
    )


def time_scale(left: float, right: float, longest: float, *, most: int, unit: str) -> Scale:
    """A scale of times up to the longest, with at most `most` ticks after 0, where the unit is usually divided."""
    ticks = ticks_to(longest, most, unit)
    return Scale(left, right, max(longest, ticks[-1]) or 1, tuple((tick, f"{tick:,.10g}") for tick in ticks))


def ticks_to(longest: float, most: int, unit: str = "") -> list[float]:
    """Round times from 0 up to the longest, at most `most` of them after 0: the unit's usual steps, others where none
    of them fits."""
    usual = [step for step in _STEPS.get(unit, ()) if step <= longest]
    step = next(step for step in (*usual, *_ROUND) if longest / step <= most)
    return [number * step for number in range(int(longest / step + 1e-9) + 1)]


def apart(heights: Sequence[float], least: float) -> list[float]:
    """Heights of labels moved apart so that no two are closer than `least`, in the order given."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    for before, place in pairwise(order):
        moved[place] = max(moved[place], moved[before] + least)
    return moved

"""A page of pixels on a matplotlib Figure: lines, marks, bands and text in one visual language.

Figures are drawn without axes or layout engine, at 72 dots per inch, so one unit is one pixel of the page and nothing is
measured twice. Everything starts from matplotlib's own defaults, whatever the user's matplotlibrc says. Colours are named
by role; the page's style sheet replaces each of them for its dark theme by looking for exactly these values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import matplotlib
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

INK = "#1c2126"
MUTED = "#59636d"
HAIR = "#d5d2ca"
GROUP = "#0b5c75"
BAND = "#cfe2e8"
CONTROL = "#8f4e12"
SHADE = "#f3e3d0"
PAPER = "#fffefc"
ROLES = {"ink": INK, "muted": MUTED, "hair": HAIR, "group": GROUP, "band": BAND, "control": CONTROL, "shade": SHADE, "paper": PAPER}

RC = {
    **{name: value for name, value in matplotlib.rcParamsDefault.items() if name not in ("backend", "toolbar", "interactive")},
    "svg.fonttype": "none", "text.parse_math": False, "font.size": 12, "path.simplify": False,
}
Point = tuple[float, float]
_NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


class Canvas:
    """A figure of `width` by `height` pixels with its origin at the top left."""

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor="none")
        self._pixels = Affine2D().scale(1, -1).translate(0, height)

    def text(self, at: Point, text: str, *, color: str = INK, size: float = 12, anchor: str = "left", bold: bool = False, italic: bool = False) -> None:
        """Text with its baseline at a point; `anchor` is left, center or right."""
        artist = Text(
            *at, printable(text), color=color, fontsize=size, ha=anchor, va="baseline", fontweight="bold" if bold else "normal",
            fontstyle="italic" if italic else "normal", parse_math=False, transform=self._pixels,
        )
        self.figure.add_artist(artist)

    def lines(self, segments: Sequence[Sequence[Point]], *, color: str = INK, width: float = 1, dashed: bool = False) -> None:
        """Straight lines from point to point."""
        if segments:
            style = (0, (4, 3)) if dashed else "solid"
            self.figure.add_artist(LineCollection(segments, colors=color, linewidths=width, linestyles=[style], transform=self._pixels, capstyle="butt"))

    def path(self, points: Sequence[Point], *, color: str = INK, width: float = 1.5) -> None:
        """One line through many points."""
        xs, ys = zip(*points, strict=True)
        self.figure.add_artist(Line2D(xs, ys, color=color, linewidth=width, transform=self._pixels, solid_joinstyle="miter", solid_capstyle="butt"))

    def marks(self, points: Sequence[Point], *, shape: str = "s", size: float = 7, color: str = GROUP, hollow: bool = False) -> None:
        """Markers; hollow ones are filled with the colour of the page."""
        if points:
            xs, ys = zip(*points, strict=True)
            self.figure.add_artist(Line2D(
                xs, ys, linestyle="none", marker=shape, markersize=size, markeredgecolor=color, markerfacecolor=PAPER if hollow else color,
                markeredgewidth=1.4 if hollow else 0.6, transform=self._pixels,
            ))

    def area(self, points: Sequence[Point], *, color: str = BAND) -> None:
        """A filled shape without an outline."""
        self.figure.add_artist(Polygon(points, closed=True, facecolor=color, edgecolor="none", linewidth=0, transform=self._pixels))


def printable(text: str) -> str:
    """A text on one line, without the characters that XML does not allow."""
    return _NOT_XML.sub("\ufffd", " ".join(text.split()))


def shortened(text: str, longest: int) -> str:
    """A text of at most `longest` characters, with an ellipsis where something was cut off."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "\u2026"

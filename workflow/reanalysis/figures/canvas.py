"""A page of pixels on a matplotlib Figure: lines, marks, bands and text in one visual language.

Figures are drawn without axes or layout engine, at 72 dots per inch, so one unit is one pixel of the page and nothing
is measured twice. Everything starts from matplotlib's own defaults, whatever the user's matplotlibrc says. All figures
are equally wide. Colours are named by role, and no two roles differ in colour alone; the page's style sheet replaces
each of them for its dark theme by looking for exactly these values.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from reanalysis.figures.lettering import printable

WIDTH = 760
TEXT, SMALL = 12, 11
INK = "#1c2126"
MUTED = "#59636d"
HAIR = "#d5d2ca"
GROUP = "#0b5c75"
BAND = "#cfe2e8"
CONTROL = "#ad5a0a"
SHADE = "#f3e3d0"
PAPER = "#fffefc"
ROLES = {
    "ink": INK,
    "muted": MUTED,
    "hair": HAIR,
    "group": GROUP,
    "band": BAND,
    "control": CONTROL,
    "shade": SHADE,
    "paper": PAPER,
}

RC = {
    **{
        name: value
        for name, value in matplotlib.rcParamsDefault.items()
        if name not in ("backend", "toolbar", "interactive")
    },
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.size": TEXT,
    "path.simplify": False,
}
Point = tuple[float, float]
_DIAGONAL = 0.5**0.5
_SHAPES = {
    "s": ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)),
    "D": ((0, -_DIAGONAL), (_DIAGONAL, 0), (0, _DIAGONAL), (-_DIAGONAL, 0)),
    "^": ((0, -0.5), (0.5, 0.5), (-0.5, 0.5)),
    ">": ((-0.5, -0.5), (0.5, 0), (-0.5, 0.5)),
}


class _Line(Text):
    """One line of text, whose layout nobody asks for where it is written as text at its anchor."""

    def draw(self, renderer: RendererBase) -> None:
        if not isinstance(renderer, RendererSVG):
            return super().draw(renderer)
        x, y = self.get_transform().transform(self.get_unitless_position())
        pen = renderer.new_gc()
        pen.set_foreground(self.get_color())
        renderer.draw_text(
            pen, x, renderer.height - y, self.get_text(), self.get_fontproperties(), 0, ismath=False, mtext=self
        )
        pen.restore()


@lru_cache(maxsize=64)
def _font(size: float, bold: bool, italic: bool) -> FontProperties:
    return FontProperties(
        family="DejaVu Sans", size=size, weight="bold" if bold else "normal", style="italic" if italic else "normal"
    )


class Canvas:
    """A figure `height` pixels high with its origin at the top left."""

    def __init__(self, height: float, width: float = WIDTH):
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor="none")
        self._pixels = Affine2D().scale(1, -1).translate(0, height)
        self._drawn = 0

    def _add(self, artist: Artist, *, behind: bool = False) -> None:
        """What is added later lies above; what is `behind` lies below everything."""
        self._drawn += 1
        artist.set_zorder(0 if behind else self._drawn)
        self.figure.add_artist(artist)

    def text(
        self,
        at: Point,
        text: str,
        *,
        color: str = INK,
        size: float = TEXT,
        anchor: str = "left",
        bold: bool = False,
        italic: bool = False,
    ) -> None:
        """Text with its baseline at a point; `anchor` is left, center or right."""
        if text:
            font = _font(size, bold, italic)
            self._add(
                _Line(
                    *at,
                    printable(text),
                    color=color,
                    fontproperties=font,
                    ha=anchor,
                    va="baseline",
                    parse_math=False,
                    transform=self._pixels,
                )
            )

    def lines(
        self,
        segments: Sequence[Sequence[Point]],
        *,
        color: str = INK,
        width: float = 1,
        dashed: bool = False,
        behind: bool = False,
    ) -> None:
        """Straight lines from point to point."""
        segments = [segment for segment in segments if segment]
        if segments:
            codes = [code for segment in segments for code in (Path.MOVETO, *([Path.LINETO] * (len(segment) - 1)))]
            path = Path([point for segment in segments for point in segment], codes)
            style = (0, (4, 3)) if dashed else "solid"
            self._add(
                PathPatch(
                    path,
                    fill=False,
                    edgecolor=color,
                    linewidth=width,
                    linestyle=style,
                    capstyle="butt",
                    joinstyle="miter",
                    transform=self._pixels,
                ),
                behind=behind,
            )

    def path(self, points: Sequence[Point], *, color: str = INK, width: float = 1.5) -> None:
        """One line through many points."""
        self.lines([points], color=color, width=width)

    def marks(
        self, points: Sequence[Point], *, shape: str = "s", size: float = 7, color: str = GROUP, hollow: bool = False
    ) -> None:
        """Squares (s), diamonds (D) or triangles that point up (^) or onwards (>); hollow ones are filled with the
        colour of the page."""
        if points:
            outlines = [[(x + size * across, y + size * down) for across, down in _SHAPES[shape]] for x, y in points]
            path = Path.make_compound_path(
                *(Path(outline, closed=True) for outline in ([*outline, outline[0]] for outline in outlines))
            )
            fill, width = (PAPER, 1.4) if hollow else (color, 0.6)
            self._add(
                PathPatch(
                    path, facecolor=fill, edgecolor=color, linewidth=width, joinstyle="miter", transform=self._pixels
                )
            )

    def interval(self, ends: tuple[float, float], y: float, *, color: str = GROUP, edge: float | None = None) -> None:
        """A horizontal interval with caps; beyond the `edge` of the scale it ends in an arrow there."""
        low, high = ends
        beyond = edge is not None and high > edge
        last = edge if beyond and edge is not None else high
        self.lines([[(min(low, last), y), (last, y)]], color=color, width=1.4)
        self.lines(
            [
                [(end, y - 3), (end, y + 3)]
                for end in ((low,) if beyond else (low, high))
                if edge is None or end <= edge
            ],
            color=color,
            width=1.4,
        )
        if beyond:
            self.marks([(last, y)], shape=">", size=6, color=color)

    def area(self, points: Sequence[Point], *, color: str = BAND, opacity: float = 1) -> None:
        """A filled shape without an outline."""
        self._add(
            Polygon(
                points,
                closed=True,
                facecolor=color,
                edgecolor="none",
                linewidth=0,
                transform=self._pixels,
                alpha=None if opacity == 1 else opacity,
            )
        )

    def box(self, corner: Point, opposite: Point, *, color: str = BAND, opacity: float = 1) -> None:
        """A filled rectangle."""
        (left, top), (right, bottom) = corner, opposite
        self.area([(left, top), (right, top), (right, bottom), (left, bottom)], color=color, opacity=opacity)

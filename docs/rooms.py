"""docs/images/rooms.svg: the rooms of the package and which import which, drawn from the rule that a test holds.

The rooms, their arrows and their subrooms are those of tests/unit/test_imports.py, what a room is for is the first
sentence of its own docstring. An arrow that follows from two others is left out: whoever may import `derive` may
import what `derive` stands on.

usage: python docs/rooms.py [FOLDER]
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from textwrap import wrap
from types import ModuleType
from xml.sax.saxutils import escape

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = PROJECT / "workflow/reanalysis"
DOCS, PICTURE = Path(__file__).parent, "images/rooms.svg"
BESIDE = "analyses audit report derive methods entry accepted figures stats model".split()  # from left to right
WIDTH, MARGIN, GAP, BETWEEN = 1180, 20, 24, 64
LINE, TITLE, PADDING, CHARACTER = 17, 24, 12, 6.8
STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #1b1b1b }
  .title { font-weight: 600; font-size: 15px }
  .sub { fill: #555 }
  rect { fill: #f6f7f9; stroke: #6b7686; rx: 6 }
  line { stroke: #6b7686; stroke-width: 1.4; marker-end: url(#head) }
"""


def rule() -> ModuleType:
    """The test that holds the arrows, as a module."""
    spec = importlib.util.spec_from_file_location("import_rule", PROJECT / "tests/unit/test_imports.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reduced(allowed: dict[str, set[str]]) -> dict[str, set[str]]:
    """The arrows that follow from no others."""
    others = {room: rooms - {room} for room, rooms in allowed.items()}
    return {
        room: {one for one in rooms if not any(one in others[way] for way in rooms)} for room, rooms in others.items()
    }


def floors(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Rooms from the top floor to the ground: each above all that it imports."""
    height: dict[str, int] = {}

    def climb(room: str) -> int:
        if room not in height:
            height[room] = 1 + max((climb(below) for below in arrows[room]), default=-1)
        return height[room]

    rooms = sorted(arrows, key=lambda room: (BESIDE.index(room) if room in BESIDE else len(BESIDE), room))
    return [[room for room in rooms if climb(room) == floor] for floor in range(max(map(climb, rooms)), -1, -1)]


def purpose(room: str) -> str:
    """The first sentence of a room's docstring."""
    path = PACKAGE / room / "__init__.py"
    path = path if path.exists() else PACKAGE / f"{room}.py"
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


def box(x: float, y: float, width: float, title: str, lines: list[tuple[str, str]]) -> tuple[list[str], float]:
    """A box with its lines of text (class, text), and its height."""
    height = 2 * PADDING + TITLE + LINE * len(lines) - 6
    found = [
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/>',
        f'<text class="title" x="{x + PADDING:g}" y="{y + PADDING + 12:g}">{escape(title)}</text>',
    ]
    for number, (kind, text) in enumerate(lines):
        place = y + PADDING + TITLE + 10 + LINE * number
        found.append(f'<text class="{kind}" x="{x + PADDING:g}" y="{place:g}">{escape(text)}</text>')
    return found, height


def drawn() -> str:
    """The picture as SVG."""
    known = rule()
    arrows = reduced(known.ALLOWED)
    stack = floors(arrows)
    shapes, lines, places = [], [], {}
    above = ", ".join(["scripts", *sorted(known.ON_TOP)])
    y = MARGIN
    parts, height = box(MARGIN, y, WIDTH - 2 * MARGIN, "on top", [("sub", f"{above}: may import every room")])
    shapes += parts
    y += height + BETWEEN
    for rooms in stack:
        width = (WIDTH - 2 * MARGIN - GAP * (len(rooms) - 1)) / len(rooms)
        tallest = 0.0
        for number, room in enumerate(rooms):
            x = MARGIN + number * (width + GAP)
            letters = int((width - 2 * PADDING) / CHARACTER)
            texts = [("", line) for line in wrap(purpose(room), letters)]
            if inner := known.FLOORS.get(room):
                texts += [("sub", line) for line in wrap("from the ground up: " + ", ".join(inner), letters)]
            parts, height = box(x, y, width, room, texts)
            shapes += parts
            places[room] = (x, y, width, height)
            tallest = max(tallest, height)
        y += tallest + BETWEEN
    for room in sorted(arrows):
        targets = sorted(arrows[room], key=lambda one: (places[one][0], one))
        x, top, width, height = places[room]
        for number, below in enumerate(targets):
            start = x + width * (number + 1) / (len(targets) + 1)
            comers = sorted((one for one in arrows if below in arrows[one]), key=lambda one: (places[one][0], one))
            left, end, wide, _ = places[below]
            goal = left + wide * (comers.index(room) + 1) / (len(comers) + 1)
            lines.append(f'<line x1="{start:.0f}" y1="{top + height:g}" x2="{goal:.0f}" y2="{end - 3:g}"/>')
    head = (
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#6b7686"/></marker>'
    )
    about = "; ".join(f"{room} imports {', '.join(sorted(arrows[room]))}" for room in sorted(arrows) if arrows[room])
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y - BETWEEN + MARGIN:g}" role="img">',
            "<title>The rooms of the package</title>",
            f"<desc>{escape(about)}.</desc>",
            f"<style>{STYLE}</style>",
            f"<defs>{head}</defs>",
            f'<rect width="{WIDTH}" height="{y - BETWEEN + MARGIN:g}" style="fill:#fff;stroke:none"/>',
            *lines,  # behind the boxes: one may pass a floor
            *shapes,
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    written = Path(*sys.argv[1:] or [DOCS]) / PICTURE
    written.parent.mkdir(exist_ok=True)
    written.write_text(drawn(), encoding="utf-8")

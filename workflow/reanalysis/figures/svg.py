"""A drawn Figure as a safe, small and reproducible SVG.

A content security policy without `unsafe-inline` refuses `style` attributes and `<style>`; ids of several figures
collide on one page; metadata carries dates. So styles become presentation attributes, `<style>`, `<metadata>` and every
id of the drawing go, and only paths, texts and their attributes remain. Coordinates are rounded to a tenth of a pixel,
neighbours drawn alike become one path, and what is said once at the root is not repeated.
"""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import matplotlib
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure

from reanalysis.figures.canvas import INK, PAPER, RC, TEXT
from reanalysis.figures.lettering import printable

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = {"g", "path", "text"}
_ATTRIBUTES = {"d", "x", "y", "transform"}
_PRESENTATION = {
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "opacity",
    "text-anchor",
    "font-size",
    "font-weight",
    "font-style",
}
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
_COORDINATES = {"d", "x", "y"}
_INITIAL = {
    ("stroke-dashoffset", "0"),
    ("text-anchor", "start"),
    ("stroke-linejoin", "miter"),
    ("stroke-linecap", "butt"),
    ("stroke-width", "1"),
    ("fill-opacity", "1"),
    ("stroke-opacity", "1"),
    ("opacity", "1"),
}
_NUMBER = re.compile(r"-?\d+\.\d+")
_NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}
_PATH = re.compile(r'(<path d="[^"]*"[^>]*/>)')
_STEP = re.compile(r"([MLz]) *(?:(-?[0-9.]+) (-?[0-9.]+))?")
_STRAIGHT = re.compile(r"[MLz0-9. -]*")


def to_svg(figure: Figure, name: str, *, title: str, description: str) -> str:
    """The figure as SVG text. `name` begins its ids and must be unique on a page; title and description are its text
    alternative."""
    root = ElementTree.fromstring(_draw(figure, name))
    width, height = root.get("viewBox", "0 0 0 0").split()[2:]
    body = _joined("".join(_element(child) for child in root))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_short(width)} {_short(height)}" '
        f'width="{_short(width)}" height="{_short(height)}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family={quoteattr(_FONT)} font-size="{TEXT}" fill="{INK}">'
        f'<title id="{name}-title">{escape(printable(title))}</title><desc '
        f'id="{name}-desc">{escape(printable(description))}</desc>{body}</svg>'
    )


def standalone(svg: str) -> str:
    """The same figure as a file of its own: on a background, since it cannot know where it will be shown."""
    head, _, rest = svg.partition("</desc>")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}</desc><rect width="100%" height="100%" '
        f'fill="{PAPER}"/>{rest}\n'
    )


def _draw(figure: Figure, name: str) -> str:
    target = io.StringIO()
    with matplotlib.rc_context({**RC, "svg.hashsalt": name}):
        width, height = figure.get_size_inches() * 72
        renderer = RendererSVG(width, height, target, metadata=_NOTHING)
        figure.draw(renderer)
        renderer.finalize()
    return target.getvalue()


def _short(number: str, places: int = 2) -> str:
    return f"{round(float(number), places) + 0.0:.10g}"


def _rounded(text: str, places: int = 2) -> str:
    return _NUMBER.sub(lambda match: _short(match[0], places), text)


def _joined(body: str) -> str:
    """Outlines that follow each other and are drawn alike, as one path."""
    parts: list[str] = []
    for part in filter(None, _PATH.split(body)):
        before = parts[-1] if parts else ""
        if part.startswith('<path d="') and before.startswith('<path d="') and 'fill="none"' in part:
            path, style = part[9:].split('"', 1)
            earlier, same = before[9:].split('"', 1)
            if style == same:
                parts[-1] = f'<path d="{earlier}{path}"{style}'
                continue
        parts.append(part)
    return "".join(parts)


def _element(element: ElementTree.Element) -> str:
    """One element and what is in it; an outline without a line and what is no path, text or group of them is left
    out."""
    tag = element.tag.removeprefix(_SVG)
    if tag not in _ELEMENTS:
        return ""
    if tag == "g":
        return "".join(_element(child) for child in element)
    attributes = _attributes(element)
    if attributes.get("fill") == "none" and "stroke" not in attributes:
        return ""
    if tag == "text":
        attributes = {
            name: value
            for name, value in attributes.items()
            if (name, value) not in (("font-size", str(TEXT)), ("fill", INK))
        }
    start = f"<{tag}" + "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"{start}>{escape(element.text or '')}</text>" if tag == "text" else f"{start}/>"


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name == "style":
            values |= _presentation(value)
        elif name in _ATTRIBUTES or name in _PRESENTATION:
            values[name] = _rounded(value, 1 if name in _COORDINATES else 2)
    if "d" in values:
        values["d"] = _path(values["d"])
    if values.get("transform", "").startswith(("rotate(0 ", "rotate(-0 ")):
        del values["transform"]
    return values


def _path(data: str) -> str:
    """A path of straight lines with as few characters as it takes: level and upright ones have one coordinate."""
    data = " ".join(data.split())
    if not _STRAIGHT.fullmatch(data):
        return data
    parts, before = [], ("", "")
    for command, x, y in _STEP.findall(data):
        if command == "L" and (x, y) != before:
            parts.append(f"V{y}" if x == before[0] else f"H{x}" if y == before[1] else f"L{x} {y}")
        elif command != "L":
            parts.append(f"M{x} {y}" if command == "M" else "z")
        before = (x, y)
    return "".join(parts)


def _presentation(style: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    found = {name.strip(): _rounded(value.strip()) for name, value in pairs}
    if "font" in found:
        found |= _font(found["font"])
    kept = {name: value.removesuffix("px") for name, value in found.items() if name in _PRESENTATION}
    if kept.get("stroke", "none") == "none":
        kept = {name: value for name, value in kept.items() if not name.startswith("stroke")}
    return {name: value for name, value in kept.items() if (name, value) not in _INITIAL}


def _font(shorthand: str) -> dict[str, str]:
    found = {}
    size = re.search(r"([0-9.]+)px", shorthand)
    if size:
        found["font-size"] = size[1]
    before = shorthand.split("px")[0].split()[:-1] if size else []
    found |= {"font-weight": "bold"} if {"bold", "700"} & set(before) else {}
    return found | ({"font-style": "italic"} if "italic" in before else {})

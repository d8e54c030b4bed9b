"""A drawn Figure as a safe, small and reproducible SVG.

A content security policy without `unsafe-inline` refuses `style` attributes and `<style>`; ids of several figures collide
on one page; metadata carries dates. So styles become presentation attributes, `<style>` and `<metadata>` go, every id gets
the figure's name in front, and only elements and attributes of a short list remain.
"""

from __future__ import annotations

import io
import re
import warnings
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from reanalysis.figures.canvas import PAPER, RC
from reanalysis.figures.lettering import printable

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = {"svg", "g", "path", "use", "text", "tspan", "defs", "line", "rect", "circle", "polyline", "polygon"}
_ATTRIBUTES = {"id", "d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "points", "cx", "cy", "r", "transform", "clip-path", "viewBox"}
_PRESENTATION = {
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-opacity",
    "opacity", "text-anchor", "font-size", "font-weight", "font-style",
}
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_NUMBER = re.compile(r"-?\d+\.\d+")


def to_svg(figure: Figure, name: str, *, title: str, description: str) -> str:
    """The figure as SVG text. `name` salts its ids and must be unique on a page; title and description are its text alternative."""
    root = ElementTree.fromstring(_draw(figure, name))
    width, height = root.get("viewBox", "0 0 0 0").split()[2:]
    ids = {element.get("id"): f"{name}-{number}" for number, element in enumerate(root.iter(), 1) if element.get("id")}
    referenced = {value for element in root.iter() for value in (element.get(_HREF, "").lstrip("#"), element.get("clip-path", "")[5:-1]) if value}
    body = "".join(_element(child, {key: ids[key] for key in referenced if key in ids}) for child in root)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_short(width)} {_short(height)}" width="{_short(width)}" height="{_short(height)}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family={quoteattr(_FONT)}>'
        f'<title id="{name}-title">{escape(printable(title))}</title><desc id="{name}-desc">{escape(printable(description))}</desc>{body}</svg>'
    )


def standalone(svg: str) -> str:
    """The same figure as a file of its own: on a background, since it cannot know where it will be shown."""
    head, _, rest = svg.partition("</desc>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}</desc><rect width="100%" height="100%" fill="{PAPER}"/>{rest}\n'


def _draw(figure: Figure, name: str) -> str:
    target = io.StringIO()
    with matplotlib.rc_context({**RC, "svg.hashsalt": name}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        FigureCanvasSVG(figure).print_svg(target, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return target.getvalue()


def _short(number: str) -> str:
    return f"{round(float(number), 2):g}"


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda match: _short(match[0]), text)


def _element(element: ElementTree.Element, ids: dict[str, str], *, template: bool = False) -> str:
    """One element and what is in it. A `template` (inside defs) has no colours of its own: it takes those of its uses."""
    tag = element.tag.removeprefix(_SVG)
    if tag not in _ELEMENTS:
        return ""
    attributes = _attributes(element, ids, template=template)
    inner = "".join(_element(child, ids, template=template or tag == "defs") for child in element)
    text = escape(element.text or "") if tag in ("text", "tspan") else ""
    if tag == "g" and not attributes:
        return inner
    if tag in ("g", "defs") and not inner:
        return ""
    content = text + inner
    return f"<{tag}{attributes}>{content}</{tag}>" if content else f"<{tag}{attributes}/>"


def _attributes(element: ElementTree.Element, ids: dict[str, str], *, template: bool) -> str:
    values: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name == "id":
            if value in ids:
                values["id"] = ids[value]
        elif name == _HREF:
            values["href"] = f"#{ids[value.lstrip('#')]}"
        elif name == "clip-path":
            values["clip-path"] = f"url(#{ids[value[5:-1]]})"
        elif name == "style":
            values |= {} if template else _presentation(value)
        elif name in _ATTRIBUTES or name in _PRESENTATION:
            values[name] = _rounded(value)
    if values.get("transform", "").startswith("rotate(-0 "):
        del values["transform"]
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())


def _presentation(style: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    found = {name.strip(): _rounded(value.strip()) for name, value in pairs}
    if "font" in found:
        found |= _font(found["font"])
    kept = {name: value.removesuffix("px") for name, value in found.items() if name in _PRESENTATION}
    if kept.get("stroke") == "none":
        kept = {name: value for name, value in kept.items() if not name.startswith("stroke-")}
    return {name: value for name, value in kept.items() if (name, value) not in (("stroke-dashoffset", "0"), ("text-anchor", "start"))}


def _font(shorthand: str) -> dict[str, str]:
    found = {}
    size = re.search(r"([0-9.]+)px", shorthand)
    if size:
        found["font-size"] = size[1]
    before = shorthand.split("px")[0].split()[:-1] if size else []
    found |= {"font-weight": "bold"} if {"bold", "700"} & set(before) else {}
    return found | ({"font-style": "italic"} if "italic" in before else {})

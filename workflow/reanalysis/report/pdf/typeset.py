"""From the printed report's document to a tagged PDF: one call of the typesetter, the same bytes each time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib

TEMPLATE = Path(__file__).resolve().parents[2] / "templates/pdf/report.typ"
FIGURE_FONT = "DejaVu Sans"
# All that is not Latin, Greek or Cyrillic, punctuation, a number form, an arrow, a sign of mathematics or a geometric
# shape.
_UNSURE = re.compile(
    "[^\n "
    "-~\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u200b\u2010-\u2014\u2018-\u201e\u2020-\u2022\u2026"
    "\u2032\u2070\u2074-\u2079\u2190-\u2193"
    "\u2212\u221e\u2248\u2264\u2265\u25a0\u25a1\u25a3\u25b2\u25bc\u25c6\u25cb\ufffd]"
)
_FAMILIES = re.compile(r' font-family="[^"]*"')


def typeset(document: Mapping[str, Any]) -> bytes:
    """The PDF of a document: PDF/UA-1, without a date, with the fonts of two packages and none of the system's.

    The document goes to the template as JSON, so that its texts are data. matplotlib's folder of fonts has the one that
    its figures were measured with, and one with a sign for every character that no other font has. Where that is not
    enough (a mark of one script on a letter of another, say), characters beyond the European scripts are replaced,
    rather than that there is no document.
    """
    content = json.dumps(
        {**document, "blocks": [_printable(block) for block in document["blocks"]]}, ensure_ascii=False, allow_nan=False
    )
    try:
        return _compiled(content)
    except BaseException as error:
        if not _is_about_text(error):
            raise
        return _compiled(_UNSURE.sub("\ufffd", content))


def _is_about_text(error: BaseException) -> bool:
    """Whether the typesetter refused a character, or broke on one (which its binding raises as a class of its own)."""
    return "could not be displayed" in str(error) or type(error).__name__ == "PanicException"


def _compiled(content: str) -> bytes:
    import typst  # 80 MB of code: only where a PDF is made

    fonts = Path(matplotlib.get_data_path()) / "fonts/ttf"
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="pdf",
        pdf_standards=["ua-1"],
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={"document": content},
    )


def _printable(block: dict[str, Any]) -> dict[str, Any]:
    """A figure in the font that is there; other blocks as they are."""
    if block["kind"] != "figure":
        return block
    return block | {"svg": _FAMILIES.sub(f' font-family="{FIGURE_FONT}"', block["svg"], count=1)}

"""From the printed report's document to a tagged PDF: one call of the typesetter, the same bytes each time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib

TEMPLATE = Path(__file__).resolve().parents[2] / "report" / "pdf" / "report.typ"
FIGURE_FONT = "DejaVu Sans"
_FAMILIES = re.compile(r' font-family="[^"]*"')


def typeset(document: Mapping[str, Any]) -> bytes:
    """The PDF of a document: PDF/UA-1, without a date, with the fonts of two packages and none of the system's.

    The document goes to the template as JSON, so that its texts are data. matplotlib's folder of fonts has the one that its figures
    were measured with, and one with a sign for every character that no other font has.
    """
    import typst  # 80 MB of code: only where a PDF is made

    fonts = Path(matplotlib.get_data_path()) / "fonts/ttf"
    content = {**document, "blocks": [_printable(block) for block in document["blocks"]]}
    return typst.compile(
        TEMPLATE, root=TEMPLATE.parent, format="pdf", pdf_standards=["ua-1"], font_paths=[str(fonts)], ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(content, ensure_ascii=False, allow_nan=False)},
    )


def _printable(block: dict[str, Any]) -> dict[str, Any]:
    """A figure in the font that is there; other blocks as they are."""
    if block["kind"] != "figure":
        return block
    return block | {"svg": _FAMILIES.sub(f' font-family="{FIGURE_FONT}"', block["svg"], count=1)}

"""docs/checks.md: what the audit looks for, from the docstrings of its checks."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path

from reanalysis.audit import CHECKS

_NUMBERS = re.compile(r"[;,]?\s*\(?INSPECT-SR ([0-9., ]+[0-9])(?: for [a-z ]+)?\)?")
INTRODUCTION = """# What the audit looks for

Made from the checks themselves by `make docs`. Each finding names the file, the row and the column, what is entered
and what would fit. Nothing is corrected and nobody is blamed: a number may be the paper's own slip, a typing error, or
right for a reason that the tables do not know. A finding that was looked at is accepted in `acknowledged.csv` with a
reason and initials; it comes back when a number under it changes.

The last column has the number of the check of INSPECT-SR (Wilkinson and others, 2025) that a finding bears on. Printed
intervals and p-values are recomputed by the analyses, and two-stage designs held against their boundaries; these
findings come with a run, the ones below with `reanalysis check` already.
"""


def page() -> str:
    """The document as Markdown."""
    parts, module = [INTRODUCTION], None
    for check in sorted(CHECKS, key=lambda check: _order(check)):
        if check.__module__ != module:
            module = check.__module__
            parts.append(
                f"\n## {_first(inspect.getmodule(check)).rstrip('.')}\n\n| what is looked for | INSPECT-SR "
                "|\n|---|---|\n"
            )
        text = _first(check)
        numbers = _NUMBERS.search(text)
        what = (
            _NUMBERS.sub(lambda match: "" if match[0].lstrip().startswith("(") else ")", text)
            .strip()
            .rstrip(".")
            .replace("|", "\\|")
        )
        parts.append(f"| {what} | {numbers[1] if numbers else ''} |\n")
    return "".join(parts)


def _order(check: Callable) -> int:
    """Modules in the order in which the checks run."""
    return [one.__module__ for one in CHECKS].index(check.__module__)


def _first(thing: object) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def main(folder: Path) -> None:
    """Write the document into a folder."""
    (folder / "checks.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

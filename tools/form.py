"""Form that ruff does not measure: no line of code above 120 characters, no function above a complexity of 15.

ruff passes over a long line that has no blank in it, and its complexity counts fewer things than radon's.

usage: python tools/form.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from radon.complexity import cc_visit

PROJECT = Path(__file__).resolve().parent.parent
FOLDERS = ("workflow", "benchmarks", "tools")
LONGEST, MOST_COMPLEX = 120, 15


def files(*folders: str, suffix: str = ".py") -> Iterator[Path]:
    """The files of these folders of the project with this suffix, in order."""
    for folder in folders:
        yield from sorted((PROJECT / folder).rglob(f"*{suffix}"))


def long_lines(path: Path) -> Iterator[str]:
    """`path:line: length` for each line that is too long."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if len(line) > LONGEST:
            yield f"{path.relative_to(PROJECT)}:{number}: {len(line)} characters"


def complex_functions(path: Path) -> Iterator[str]:
    """`path:line: name, complexity` for each function that is too complex."""
    for block in cc_visit(path.read_text(encoding="utf-8")):
        if block.complexity > MOST_COMPLEX:
            yield f"{path.relative_to(PROJECT)}:{block.lineno}: {block.name} has a complexity of {block.complexity}"


def main() -> int:
    """Print what is too long or too complex, and return 1 if anything is."""
    code = [*files("workflow", suffix="Snakefile"), *files("workflow", suffix=".smk"), *files(*FOLDERS, "tests")]
    found = [line for path in code for line in long_lines(path)]
    found += [line for path in files(*FOLDERS) for line in complex_functions(path)]
    print("\n".join(found) or f"No line above {LONGEST} characters, no complexity above {MOST_COMPLEX}.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())

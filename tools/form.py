"""Form that ruff does not measure: no line of code above 120 characters, no function above a complexity of 15.

ruff passes over a long line that has no blank in it, and its complexity counts fewer things than radon's. Functions
that were above 15 before it was measured stand in tools/complex.json with their number, which only goes down; a
function that is not in it has no such leave.

usage: python tools/form.py [--lower]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from radon.complexity import cc_visit

PROJECT = Path(__file__).resolve().parent.parent
FOLDERS = ("workflow", "benchmarks", "tools")
LONGEST, MOST_COMPLEX = 120, 15
ALLOWED = PROJECT / "tools/complex.json"


def files(*folders: str, suffix: str = ".py") -> Iterator[Path]:
    """The files of these folders of the project with this suffix, in order."""
    for folder in folders:
        yield from sorted((PROJECT / folder).rglob(f"*{suffix}"))


def long_lines(path: Path) -> Iterator[str]:
    """`path:line: length` for each line that is too long."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if len(line) > LONGEST:
            yield f"{path.relative_to(PROJECT)}:{number}: {len(line)} characters"


def complex_functions(path: Path) -> Iterator[tuple[str, int]]:
    """`path: name` and the complexity of each function that is too complex."""
    for block in cc_visit(path.read_text(encoding="utf-8")):
        if block.complexity > MOST_COMPLEX:
            yield f"{path.relative_to(PROJECT).as_posix()}: {block.name}", block.complexity


def main(arguments: list[str]) -> int:
    """Print what is too long or too complex, and return 1 if anything is."""
    code = [*files("workflow", suffix="Snakefile"), *files("workflow", suffix=".smk"), *files(*FOLDERS, "tests")]
    wrong = [line for path in code for line in long_lines(path)]
    found = dict(pair for path in files(*FOLDERS) for pair in complex_functions(path))
    allowed = json.loads(ALLOWED.read_text(encoding="utf-8"))
    wrong += [f"{name} has a complexity of {number}" for name, number in found.items() if number > allowed.get(name, 0)]
    if "--lower" in arguments and not wrong:
        ALLOWED.write_text(json.dumps(dict(sorted(found.items())), indent=2) + "\n", encoding="utf-8")
    elif found != allowed and not wrong:
        print("Simpler than tools/complex.json allows: lower it with python tools/form.py --lower")
    print(
        "\n".join(wrong)
        or f"No line above {LONGEST} characters; {len(found)} functions above complexity {MOST_COMPLEX}, all known."
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How long the quick answers take: a check of one paper, the help, and files made to exhaust the reader.

check   `reanalysis check PAPER`, started as a program, seconds on the clock          at most 0.5
help    `reanalysis --help`, likewise                                                 at most 0.2
others  seconds of the processor for reading a paper whose file was made to exhaust   at most 1

Each is the least of three, so that other work on the machine is not measured.
usage: python benchmarks/bench_entry.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests"))

from faults.catalogue.project import PAPER, Project  # noqa: E402  tests are not installed
from faults.exhausting import names, read, write  # noqa: E402

CHECK, HELP, READING = 0.5, 0.2, 1.0


def main(repetitions: int = 3) -> int:
    """Measure, print the table, and return 1 if a limit is passed."""
    print(f"{'seconds':>8}{'limit':>8}")
    over = False
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        good = Project(Path(place, "good"))
        (good.folder / "reanalysis.toml").touch()
        measures: dict[str, tuple[Callable[[], float], float]] = {
            "reanalysis check": (lambda: started(good, "check", PAPER), CHECK),
            "reanalysis --help": (lambda: started(good, "--help"), HELP),
        }
        for number, name in enumerate(names()):
            spoiled = Project(Path(place, f"spoiled{number}"))
            write(name, spoiled)
            measures[name] = (lambda project=spoiled: read(project).seconds, READING)
        for name, (measure, limit) in measures.items():
            seconds = min(measure() for _ in range(repetitions))
            over = over or seconds > limit
            print(f"{seconds:8.2f}{limit:8.1f}  {name}{'   OVER' if seconds > limit else ''}")
    return int(over)


def started(project: Project, *arguments: str) -> float:
    """Seconds that the command takes as a program in a project."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "reanalysis.cli", *arguments], cwd=project.folder, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"reanalysis {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return seconds


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

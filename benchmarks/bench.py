"""How long a run takes, measured against what starting its tools takes on the same machine.

floor A  a bare workflow of two chained jobs that only import the libraries: what any run with these tools costs
floor B  Snakemake finding that there is nothing to do in that workflow
full     a run of a copy of this project from nothing            at most 2.5 A
edited   a run after one edited cell                             at most 2.0 A
nothing  a run with nothing changed                              at most 2.0 B

Each is the median of five, measured in turns so that a slow minute of the machine falls on all of them.
usage: python benchmarks/bench.py [REPETITIONS]
"""

from __future__ import annotations

import compileall
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parents[1]
PARTS = (
    "reanalysis.toml",
    "Snakefile",
    "pyproject.toml",
    "config",
    "data/raw",
    "data/accepted",
    "profiles",
    "requirements",
    "workflow",
)
LIMITS = {"full": ("floor A", 2.5), "edited": ("floor A", 2.0), "nothing": ("floor B", 2.0)}
FLOOR = {
    "Snakefile": """
rule all:
    input: "second.txt"
rule first:
    output: "first.txt"
    script: "first.py"
rule second:
    input: "first.txt"
    output: "second.txt"
    script: "second.py"
""",
    "first.py": "import pandas, statsmodels.api, scipy.stats, lifelines\nopen(snakemake.output[0], 'w').close()\n",
    "second.py": "import pandas, jinja2, matplotlib.pyplot\nopen(snakemake.output[0], 'w').close()\n",
}


def main(repetitions: int = 5) -> int:
    """Measure, print the table, and return 1 if a limit is passed."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        floor, project = Path(place, "floor"), Path(place, "project")
        make_floor(floor)
        make_copy(project)
        measures = {
            "floor A": lambda: timed(
                snakemake(), floor, before=lambda: forget(floor, "first.txt", "second.txt", ".snakemake")
            ),
            "floor B": lambda: timed(snakemake(), floor),
            "full": lambda: timed(
                run(), project, before=lambda: forget(project, "results", "data/processed", "logs", ".snakemake")
            ),
            "edited": lambda: timed(run(), project, before=lambda: edit_a_cell(project)),
            "nothing": lambda: timed(run(), project),
        }
        for measure in measures.values():  # once for the caches of fonts and bytecode
            measure()
        seconds = {name: [] for name in measures}
        for _ in range(repetitions):
            for name, measure in measures.items():
                seconds[name].append(measure())
    return report({name: median(times) for name, times in seconds.items()})


def report(seconds: dict[str, float]) -> int:
    """Print the table; 1 if a limit is passed."""
    over = False
    print(f"{'':10}{'seconds':>8}{'ratio':>8}{'limit':>8}")
    for name, time_taken in seconds.items():
        line = f"{name:10}{time_taken:8.2f}"
        if name in LIMITS:
            floor, limit = LIMITS[name]
            ratio = time_taken / seconds[floor]
            over = over or ratio > limit
            line += f"{ratio:8.2f}{limit:8.1f}  of {floor}{'   OVER' if ratio > limit else ''}"
        print(line)
    return int(over)


def make_floor(folder: Path) -> None:
    """The bare workflow."""
    folder.mkdir()
    for name, text in FLOOR.items():
        (folder / name).write_text(text, encoding="utf-8")


def make_copy(folder: Path) -> None:
    """A copy of the project, byte-compiled, that has never run."""
    for part in PARTS:
        source, target = PROJECT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.egg-info", "__pycache__", ".*"))
        elif source.is_file():
            shutil.copy2(source, target)
    compileall.compile_dir(folder / "workflow", quiet=2)


def edit_a_cell(project: Path) -> None:
    """One patient more or less in the first count of events that is found."""
    for path in sorted((project / "data/raw").glob("*/counts.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            rows, columns = list(reader), reader.fieldnames
        cell = next((row for row in rows if row.get("events", "").isdigit() and int(row["events"]) > 1), None)
        if cell is not None:
            cell["events"] = str(int(cell["events"]) ^ 1)
            with open(path, "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
            return
    raise SystemExit("no count of events in data/raw to edit")


def forget(folder: Path, *names: str) -> None:
    """Remove files and folders."""
    for name in names:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def snakemake() -> list[str]:
    """A plain Snakemake run."""
    return [sys.executable, "-P", "-m", "snakemake", "--cores", "all", "--quiet"]


def run() -> list[str]:
    """The run that the user starts."""
    return [sys.executable, "-P", "-m", "reanalysis.cli", "run"]


def timed(command: Sequence[str], folder: Path, *, before: Callable[[], object] = lambda: None) -> float:
    """Seconds that a command takes in a folder, with the package of that folder."""
    before()
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
        "PYTHONPATH": str(folder / "workflow")
    }
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)} failed in {folder}:\n{done.stdout}")
    return seconds


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""How long the report takes, beside importing its libraries and drawing its figures bare.

floor    a process that imports the libraries of the report and draws as many figures with pyplot, each with the rows of
         one of ours: an interval a row, its label, saved as SVG; no report, no tables, no pages
report   a process that writes everything the rule of the report writes     at most 1.5 floors

Each is the median of five, measured in turns. The results of the project must be there (make report).
usage: python benchmarks/bench_report.py [REPETITIONS]
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parents[1]
LIMIT = 1.5
FLOOR = """
import io, json, sys
import jinja2, pydantic, typst, yaml
import matplotlib
matplotlib.use("svg")
from matplotlib import pyplot
for labels in json.load(open(sys.argv[1])):
    figure, axes = pyplot.subplots(figsize=(8, 1 + len(labels) / 4))
    axes.errorbar(range(len(labels)), range(len(labels)), xerr=1, fmt="s")
    axes.set_yticks(range(len(labels)), labels, parse_math=False)
    figure.savefig(io.StringIO(), format="svg")
    pyplot.close(figure)
"""
REPORT = """
import sys
from pathlib import Path
from reanalysis.model import layers
from reanalysis.report.render import render_report
render_report(Path("."), Path("data/processed"), Path("results"), layers.settings(Path(".")))
"""
ROWS = """
import json
from pathlib import Path
from reanalysis.model.store import load_dataset, load_outcomes, load_scales
from reanalysis.report.pictures.gallery import gallery
from reanalysis.report.gather import gather
from reanalysis.report.site import Site
dataset = load_dataset(Path("data/processed"))
gathered = gather(dataset, Path("data/processed"), Path("results"))
site = Site(dataset, gathered, load_outcomes(Path("config/outcomes.yaml")), load_scales(Path("config/scales.yaml")))
pictures = gallery(site, level="95%", level_of_times="95%", alpha=0.05)
print(json.dumps([[str(row[0]) for row in picture.rows[:60]] for picture in pictures]))
"""


def main(repetitions: int = 5) -> int:
    """Measure, print both, and return 1 if the limit is passed."""
    if not (PROJECT / "results/estimates.csv").exists():
        raise SystemExit("There are no results yet: make report")
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        project = Path(place, "project")
        for part in ("config", "data", "results"):
            shutil.copytree(PROJECT / part, project / part)
        figures = Path(place, "figures.json")
        figures.write_text(json.dumps(rows_of_figures(project)), encoding="utf-8")
        measures = {"floor": (FLOOR, str(figures)), "report": (REPORT,)}
        seconds: dict[str, list[float]] = {name: [] for name in measures}
        for repetition in range(repetitions + 1):
            for name, arguments in measures.items():
                taken = timed(arguments, project)
                if repetition:  # the first one fills the caches of fonts and bytecode
                    seconds[name].append(taken)
    floor, report = (median(seconds[name]) for name in measures)
    print(f"{'':10}{'seconds':>8}{'ratio':>8}{'limit':>8}\n{'floor':10}{floor:8.2f}")
    print(
        f"{'report':10}{report:8.2f}{report / floor:8.2f}{LIMIT:8.1f}  of "
        f"floor{'   OVER' if report / floor > LIMIT else ''}"
    )
    return int(report / floor > LIMIT)


def rows_of_figures(project: Path) -> list[list[str]]:
    """The labels of the rows of every figure of the report, at most 60 of each."""
    done = subprocess.run([sys.executable, "-c", ROWS], cwd=project, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def timed(arguments: tuple[str, ...], folder: Path) -> float:
    """Seconds that a process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", *arguments], cwd=folder, check=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""Invented papers in the input contract, as many as wanted: the same seed gives the same bytes.

Each has a group of all patients and three of its parts, eight counts and a comparison; every second one has listed
times, and smaller shares have categories, listed patients, printed summaries, a digitised curve with its risk table, a
second entry or a control in another paper.
usage: python benchmarks/papers.py FOLDER NUMBER [SEED]
"""

from __future__ import annotations

import csv
import math
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ARMS = ("treated", "placebo", "young")
TOXICITIES = ("nausea", "fatigue", "anaemia", "rash", "neutropenia", "diarrhoea")
HEADERS = {
    "groups": "group label n parent split complete role source",
    "counts": "group outcome kind events n reported source",
    "categories": "group scale category count source",
    "patients": "patient group scale category source",
    "times": "patient group endpoint time unit source",
    "summaries": "group endpoint statistic value low high conf_level unit n events source",
    "curves": "group endpoint time survival unit source",
    "at_risk": "group endpoint time n_at_risk unit source",
    "comparisons": "comparison group outcome endpoint against alternative source",
}
Rows = list[Sequence[object]]


def make(folder: Path, number: int, seed: int = 1) -> None:
    """Make a review of `number` papers in an empty folder."""
    (folder / "data/raw").mkdir(parents=True)
    (folder / "reanalysis.toml").write_text('title = "Invented papers"\n', encoding="utf-8")
    for index in range(number):
        write_paper(folder / "data/raw", index, random.Random(f"{seed} {index}"))


def name_of(index: int) -> str:
    """The folder of a paper: letters, so that the order of names is not that of the numbers."""
    return f"{'abcdefghijklmnopqrstuvwxyz'[index * 7 % 26]}paper{index:06d}"


def write_paper(raw: Path, index: int, draw: random.Random) -> None:
    """One paper, from its own stream of random numbers: it is the same in a review of any size."""
    folder = raw / name_of(index)
    folder.mkdir()
    n = {"treated": draw.randint(8, 60), "placebo": draw.randint(8, 60)}
    n |= {"all": sum(n.values()), "young": draw.randint(4, n["treated"])}
    responders = {arm: draw.randint(0, n[arm]) for arm in ("treated", "placebo")}
    tables: dict[str, Rows] = {
        "groups": [
            ("all", "All patients", n["all"], "", "", "", "", "Table 1"),
            ("treated", "New drug", n["treated"], "all", "arm", "yes", "treatment", "Table 1"),
            ("placebo", "Placebo", n["placebo"], "all", "arm", "yes", "control", "Table 1"),
            ("young", "Younger than 65", n["young"], "treated", "age", "", "", "Table 1"),
        ],
        "counts": list(_counts(draw, n, responders)),
        "comparisons": [("main", "treated", "objective_response", "", "placebo", "two_sided", "own")],
    }
    if index % 2:
        tables["times"] = [
            *_listed_times(draw, "treated", n["treated"], 11), *_listed_times(draw, "placebo", n["placebo"], 8)
        ]  # fmt: skip
        tables["comparisons"].append(("survival", "treated", "", "overall_survival", "placebo", "two_sided", "own"))
    if draw.random() < 0.2:
        tables["categories"] = list(_categories(draw, "placebo", n["placebo"], responders["placebo"]))
    if draw.random() < 0.3:
        tables["summaries"] = [
            ("treated", "progression_free_survival", "median", 5.5, 3.1, 8.0, 95, "months", n["treated"], "", "Text"),
            ("all", "", "follow_up_median", 14.2, "", "", "", "months", "", "", "Text"),
        ]
    if draw.random() < 0.05:
        tables["curves"], tables["at_risk"] = _curve(draw, "treated", n["treated"])
    if index and draw.random() < 0.1:
        other = name_of(draw.randrange(index))
        tables["comparisons"].append(
            ("earlier", "treated", "objective_response", "", f"{other}:treated", "two_sided", "own")
        )
    (folder / "paper.yaml").write_text(_paper_yaml(index, draw, n["all"]), encoding="utf-8")
    for table, rows in tables.items():
        _write(folder / f"{table}.csv", HEADERS[table].split(), rows)


def _paper_yaml(index: int, draw: random.Random, enrolled: int) -> str:
    return (
        f"source_kind: full_text\ntrial: trial{index:06d}\ntitle: Invented trial {index}\nfirst_author: Author{index}\n"
        f"year: {draw.randint(1990, 2024)}\ndesign: randomised\ndisease: melanoma\ntreatment: new drug\n"
        f"enrolled: {enrolled}\nmain_outcome: objective_response\nshort_name: drug {index}\n"
    )


def _counts(draw: random.Random, n: dict[str, int], responders: dict[str, int]) -> Iterable[Sequence[object]]:
    for arm, events in responders.items():
        yield arm, "objective_response", "response", events, "", _printed(events, n[arm]), "Table 2"
    for number, outcome in enumerate(TOXICITIES):
        arm = ("treated", "placebo")[number % 2]
        events = min(draw.randint(0, n[arm]), draw.randint(0, n[arm]))
        yield arm, outcome, "toxicity", events, "", _printed(events, n[arm]), "Table 3"


def _printed(events: int, n: int) -> str:
    """Count and whole percent, halves up."""
    return f"{events} ({math.floor(events / n * 100 + 0.5)}%)"


def _listed_times(draw: random.Random, arm: str, n: int, median: float) -> Iterable[Sequence[object]]:
    for patient in range(n):
        time, followed = draw.expovariate(math.log(2) / median), draw.uniform(6, 30)
        text = f"{max(time, 0.1):.1f}" if time <= followed else f"{followed:.1f}+"
        yield f"{arm[0]}{patient}", arm, "overall_survival", text, "months", "Table 4"


def _categories(draw: random.Random, arm: str, n: int, responders: int) -> Iterable[Sequence[object]]:
    complete, stable = draw.randint(0, responders), draw.randint(0, n - responders)
    parts = {"cr": complete, "pr": responders - complete, "sd": stable, "pd": n - responders - stable, "ne": 0}
    return ((arm, "recist", category, count, "Table 2") for category, count in parts.items())


def _curve(draw: random.Random, arm: str, n: int) -> tuple[Rows, Rows]:
    """Points of a falling curve and the numbers at risk below it."""
    left, points, risk = n, [], []
    for month in range(0, 25):
        left -= min(left, int(draw.random() < 0.5) * draw.randint(0, max(1, n // 12))) if month else 0
        points.append((arm, "progression_free_survival", month, f"{left / n:.4f}", "months", "Figure 2"))
        if month % 6 == 0:
            risk.append((arm, "progression_free_survival", month, left, "months", "Figure 2"))
    return points, risk


def _write(path: Path, header: Sequence[str], rows: Rows) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:]))

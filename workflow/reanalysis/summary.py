"""What a finished run says at its end, read from the results."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from reanalysis.wording import counted

STATES = {"analysed": "analysed", "left_out": "left out", "nothing_to_analyse": "with nothing to re-analyse"}
SEVERITIES = ("error", "warning", "note")


def summary_of(results: Path) -> tuple[list[str], list[str]]:
    """Lines on the data that were left out: papers, then other files with errors; and the lines of the summary."""
    papers, findings = _rows(results / "tables/papers.csv"), _rows(results / "tables/findings.csv")
    left_out = [paper["paper"] for paper in papers if paper["state"] == "left_out"]
    states = Counter(paper["state"] for paper in papers)
    severities = Counter(row["severity"] for row in findings if row["acknowledged"] != "yes")
    lines = [
        f"{counted(len(papers), 'paper')}: " + ", ".join(f"{states[state]} {words}" for state, words in STATES.items()),
        "Findings: " + ", ".join(counted(severities[severity], severity) for severity in SEVERITIES),
    ]
    others = [row["message"] for row in findings if row["severity"] == "error" and row["paper"] not in left_out]
    return [*(_why_left_out(paper, findings) for paper in left_out), *others], lines


def _why_left_out(paper: str, findings: list[dict[str, str]]) -> str:
    errors = [row for row in findings if row["paper"] == paper and row["severity"] == "error"]
    return f"Left out: {paper}, {counted(len(errors), 'error')}" + "".join(
        f"; the first: {row['message']}" for row in errors[:1]
    )


def _rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(64 * 1024 * 1024)
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))

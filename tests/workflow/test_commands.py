"""status and watch on whole projects."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from queue import Empty, Queue

import pytest

from reanalysis import runner

LOCK_FILES = ("~$smith2001.xlsx", ".~lock.counts.csv#", ".counts.csv.swp", ".DS_Store")


def status(project) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "reanalysis.cli", "status", "--json"],
        cwd=project.folder,
        env=project.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout)


def reasons(project) -> dict[str, list[str]]:
    return {job["rule"]: job["reasons"] for job in status(project)["jobs"]}


def test_status_says_what_would_run_and_why_and_runs_nothing(project):
    before = project.results()
    assert status(project) == {"running": "", "notes": [], "jobs": []}

    project.edit("config/config.yaml", "largest_denominator_factor: 2", "largest_denominator_factor: 3")
    project.append("workflow/reanalysis/stats/survival_quantile.py", "\n# an edit\n")
    (project.folder / "results/tables/trends.csv").unlink()
    assert reasons(project) == {
        "audit_papers": ["the choice audit.largest_denominator_factor has changed from 2 to 3"],
        "compare_controls": ["missing: results/tables/trends.csv"],
        "summarise_survival": ["its code has changed"],
        "render_report": ["what it reads is made again"],
    }

    project.append("data/raw/brignone2010/statements.csv", "\n")
    found = reasons(project)
    assert list(found) == list(runner.STAGES)
    assert found["read_papers"] == ["the data have changed: brignone2010/statements.csv"]

    shutil.rmtree(project.folder / ".snakemake")
    assert status(project)["notes"] == ["Records of the last run (.snakemake) are gone: everything runs again."]
    assert set(map(tuple, reasons(project).values())) == {("everything runs again",)}
    (project.folder / "results/tables/trends.csv").write_bytes(before["tables/trends.csv"])
    assert project.results() == before


@pytest.fixture
def watched(project):
    """A finished project that is being watched; `heard` waits for a line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "reanalysis.cli", "watch"],
        cwd=project.folder,
        env=project.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    lines: Queue[str] = Queue()
    threading.Thread(target=lambda: [lines.put(line.rstrip("\n")) for line in process.stdout], daemon=True).start()

    def heard(start: str, seconds: float = 120) -> list[str]:
        said, deadline = [], time.monotonic() + seconds
        while not said or not said[-1].startswith(start):
            try:
                said.append(lines.get(timeout=max(deadline - time.monotonic(), 0.01)))
            except Empty:
                raise AssertionError(f"nothing that starts with {start!r} was said, but: {said}") from None
        return said

    try:
        heard("Watching 3 papers")
        yield project, process, heard, lines
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def test_watch_checks_and_renews_what_is_saved_and_nothing_else(watched):
    project, process, heard, lines = watched
    raw = project.folder / "data/raw/brignone2010"
    for name in LOCK_FILES:
        (raw / name).write_text("x")
    os.utime(raw / "counts.csv")
    time.sleep(2)
    assert lines.empty()

    project.edit_cell("brignone2010/counts.csv", 2, "events", "1l")
    said = heard("The results stay as they are")
    assert said[0] == "Saved: brignone2010" and said[1].startswith("brignone2010: 1 error")
    assert said[2].startswith("   1 error         brignone2010/counts.csv:2:events: E-")

    project.edit_cell("brignone2010/counts.csv", 2, "events", "15")
    said = heard("Report: ")
    assert said[0] == "Saved: brignone2010"
    assert f"{len(runner.STAGES)}/{len(runner.STAGES)} writing the report" in said
    assert any(
        row["paper"] == "brignone2010" and row["derived"] == "entered" and row["events"] == "15"
        for row in project.rows("estimates.csv")
    )

    process.send_signal(signal.SIGINT)
    assert heard("Ended.", 20) and process.wait(20) == 0

"""Runs that were stopped, collide, or meet what cannot be read."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time

import psutil
import pytest

from reanalysis.surroundings import RunLock


def started(project) -> subprocess.Popen:
    """A run that has finished its first stage and is at work on the next."""
    process = subprocess.Popen(
        project.command(),
        cwd=project.folder,
        env=project.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for line in process.stdout:
        if line.startswith("1/"):
            time.sleep(0.3)
            return process
    raise AssertionError("the run ended before it could be stopped")


def left_of(project) -> list[psutil.Process]:
    """Processes that still work in the project's folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(project.folder):
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.fixture
def edited(project):
    """A finished project with an edit that changes no result but runs the audit and the report, and its results."""
    before = project.results()
    project.append("workflow/reanalysis/audit/sums.py", "# an edit\n")
    return project, before


def test_killed_run_is_recovered(edited):
    project, before = edited
    with started(project) as process:
        for victim in [*psutil.Process(process.pid).children(recursive=True), process]:
            victim.kill()
    assert list((project.folder / ".snakemake/locks").iterdir())
    said = project.run()
    assert "stopped half-way" in said
    assert project.results() == before
    project.run()
    assert project.rules_run() == set()


def test_run_that_lost_its_terminal_goes_on_and_is_not_disturbed(edited):
    project, before = edited
    with started(project) as process:
        process.kill()
    assert "Another run is at work" in project.run(status=1)
    deadline = time.monotonic() + 60
    while left_of(project) and time.monotonic() < deadline:
        time.sleep(0.2)
    project.run()
    assert project.rules_run() == set()
    assert project.results() == before


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_run_leaves_nothing_behind_and_continues(edited, number, status):
    project, before = edited
    with started(project) as process:
        process.send_signal(number)
        said = process.stdout.read()
    assert process.returncode == status
    assert "Stopped." in said
    assert "Traceback" not in said
    assert left_of(project) == []
    assert project.planned()
    if number == signal.SIGINT:  # going on is the same after both
        project.run()
        assert project.results() == before


def test_two_runs_do_not_collide_and_nothing_is_coloured_where_nobody_sees_it(project):
    lock = RunLock.taken(project.folder)
    assert "Another run is at work" in project.run(status=1)
    lock.file.close()
    assert "\x1b" not in project.run()
    assert "\x1b" not in (project.folder / "logs/run.log").read_text(encoding="utf-8")


def test_lost_records_run_everything(project, all_rules):
    before = project.results()
    shutil.rmtree(project.folder / ".snakemake")
    said = project.run()
    assert "everything runs again" in said
    assert project.rules_run() == all_rules
    assert project.results() == before


def test_tables_without_a_record_are_not_trusted(untouched, finished_few, all_rules):
    shutil.copytree(finished_few.folder / "data/processed", untouched.folder / "data/processed")
    assert untouched.planned() == all_rules


def test_failed_job_is_shown_with_its_log(project):
    project.edit(
        "workflow/reanalysis/workflow/scripts/estimate_rates.py",
        "result = estimate_rates(",
        'raise OSError("No space left on device")\nresult = estimate_rates(',
    )
    said = project.run(status=1)
    assert "Failed: estimating response rates" in said
    assert "No space left on device" in said
    assert "logs/estimate_rates.log" in said


def test_paper_with_an_error_is_left_out_and_named(project):
    papers = [row["paper"] for row in project.rows("tables/papers.csv") if row["state"] == "analysed"]
    cited = "".join(path.read_text(encoding="utf-8") for path in (project.folder / "data/raw").rglob("*.csv"))
    name = next(paper for paper in papers if paper not in cited)
    others = {row["result_id"]: row for row in project.rows("estimates.csv") if row["paper"] not in ("", name)}
    project.edit_cell(f"{name}/groups.csv", 2, "group", "")
    said = project.run(status=3)
    assert said.index(f"Left out: {name}") < said.index("Findings:")
    assert f"{len(papers) - 1} analysed, 1 left out" in said
    state = {row["paper"]: row["state"] for row in project.rows("tables/papers.csv")}
    assert [paper for paper, text in state.items() if text == "left_out"] == [name]
    after = {row["result_id"]: row for row in project.rows("estimates.csv") if row["paper"]}
    assert after == others
    assert (project.folder / f"results/papers/{name}.html").is_file()
    assert f"Left out: {name}" in project.run(status=3)
    assert project.rules_run() == set()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "landmarks_months:",
            "landmark_months:",
            "config/config.yaml: survival.landmark_months is not a known key; the nearest is landmarks_months",
        ),
        ("title: Reanalysis", "title: [Reanalysis", "config/config.yaml: line "),
    ],
)
def test_wrong_choice_gives_one_clear_line(project, old, new, message):
    project.edit("config/config.yaml", old, new)
    said = project.run(status=1)
    assert message in said
    assert len(said.splitlines()) == 1


def test_run_goes_on_when_nobody_reads_it(edited):
    project, before = edited
    process = subprocess.Popen(
        project.command(),
        cwd=project.folder,
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(120) == 0
    assert project.results() == before


def test_run_from_a_folder_inside_and_with_a_path(project, tmp_path):
    done = subprocess.run(
        project.command("--quiet"),
        cwd=project.folder / "data/raw",
        env=project.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Report: " in done.stdout
    done = subprocess.run(
        project.command("--project", str(project.folder)),
        cwd=tmp_path,
        env=project.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    done = subprocess.run(project.command(), cwd=tmp_path, env=project.environment(), capture_output=True, text=True)
    assert done.returncode == 2
    assert "No review" in done.stderr

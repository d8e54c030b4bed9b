"""Snakemake's reasons in words."""

from __future__ import annotations

import json
import os

import pytest

from reanalysis import runner
from reanalysis.commands import status, terminal
from reanalysis.surroundings import RunLock

MADE_FROM = (
    "{'code': 'a', 'software': {'numpy': '2.3'}, 'config': {'audit': {'factor': 2, 'same': [1, 2]}}, 'raw': 'c'}"
)


def dry_run(*jobs: tuple[str, str, str]) -> str:
    """What Snakemake says of jobs: rule, outputs, reason."""
    text = "".join(
        f"[Fri Nov 20 14:21:11 2026]\nrule {rule}:\n    output: {output}\n    jobid: 5\n    reason: {reason}\n    "
        "resources: tmpdir=/tmp\n"
        for rule, output, reason in jobs
    )
    return f"Building DAG of jobs...\n{text}localrule all:\n    reason: Input files updated by another job: x\n"


def reasons(project, reason: str, output: str = "results/a.csv, results/b.csv") -> tuple[str, ...]:
    (job,) = status.planned(dry_run(("audit_papers", output, reason)), project)
    return job.reasons


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("Missing output files: results/a.csv", "missing: results/a.csv"),
        ("Missing output files: results/b.csv, results/a.csv", "its results are not there"),
        ("Incomplete output files: results/a.csv", "the last run was stopped while it wrote"),
        ("Input files updated by another job: data/x.csv, data/y.csv", "what it reads is made again"),
        ("Updated input files: data/x.csv", "what it reads has been written anew"),
        ("Code has changed since last execution", "its script has changed"),
        ("Rules with neither input nor output files are always executed.", "something that it depends on has changed"),
    ],
)
def test_a_reason_in_words(tmp_path, reason, words):
    assert reasons(tmp_path, reason) == (words,)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("'code': 'a'", "'code': 'x'", ("its code has changed",)),
        ("'numpy': '2.3'", "'numpy': '2.4'", ("the version of numpy has changed from 2.3 to 2.4",)),
        ("'factor': 2", "'factor': 3", ("the choice audit.factor has changed from 2 to 3",)),
        ("'factor': 2, ", "", ("the choice audit.factor has changed from 2 to nothing",)),
        ("[1, 2]", "[1, 3]", ("the choice audit.same has changed from [1, 2] to [1, 3]",)),
        ("'raw': 'c'", "'raw': 'x'", ("the data have changed",)),
        ("'raw': 'c'", "'raw': 'x', 'news': 1", ("the data have changed", "news has changed")),
    ],
)
def test_what_a_stage_was_made_from_is_compared_part_by_part(tmp_path, old, new, words):
    for before, now in (
        (MADE_FROM, MADE_FROM.replace(old, new)),
        (f"'data/raw', {MADE_FROM}", f"'data/raw', {MADE_FROM.replace(old, new)}"),
    ):
        reason = (
            "Input files updated by another job: x; Params have changed since last execution: Union of "
            f"exclusive params before and now across all output: before: {before} now: {now} "
        )
        assert reasons(tmp_path, reason) == words


def test_files_of_the_data_that_changed_are_named(tmp_path):
    raw = tmp_path / "data/raw/smith2001"
    raw.mkdir(parents=True)
    for name in ("counts.csv", "groups.csv"):
        (raw / name).write_text("a\n")
    (tmp_path / "results").mkdir()
    (tmp_path / "results/provenance.json").write_text(
        json.dumps({"inputs": {"data/raw/smith2001/counts.csv": "0", "data/raw/jones2002/counts.csv": "0"}})
    )
    assert (
        status._changed_data(tmp_path)
        == "the data have changed: jones2002/counts.csv (gone), smith2001/counts.csv, smith2001/groups.csv (new)"
    )


def test_jobs_stand_in_the_order_of_the_stages_without_the_goal(tmp_path, capsys):
    said = dry_run(
        ("render_report", "r", "Missing output files: r"),
        ("read_papers", "p", "Missing output files: p"),
        ("new_rule", "n", "Missing output files: n"),
    )
    jobs = status.planned(said, tmp_path)
    assert [job.stage for job in jobs] == ["reading the papers", "writing the report", "new rule"]
    status.show(jobs, [], "")
    assert capsys.readouterr().out.splitlines()[0] == f"3 stages of {len(runner.STAGES)} would run:"


def test_when_records_are_gone_that_is_the_reason(tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results/report.html").write_text("")
    (job,) = status.planned(dry_run(("audit_papers", "a", "Forced execution")), tmp_path)
    assert job.reasons == ("everything runs again",)


def test_a_run_at_work_is_named_and_its_locks_are_no_sign_of_a_stop(project, monkeypatch, capsys):
    (project / ".snakemake/locks").mkdir(parents=True)
    (project / ".snakemake/locks/0.input.lock").write_text("")
    monkeypatch.setattr(runner, "dry_run", lambda project: (0, "Nothing to be done.\n"))
    lock = RunLock.taken(project)
    assert status.run(project) == terminal.DONE
    assert capsys.readouterr().out.splitlines()[0] == f"A run is at work now (process {os.getpid()})."
    lock.file.close()
    assert status.run(project) == terminal.DONE
    assert capsys.readouterr().out.startswith("The last run was stopped half-way")


def test_nothing_to_run_is_said(tmp_path, capsys):
    status.show(status.planned("Nothing to be done.\n", tmp_path), [], "")
    assert capsys.readouterr().out == "Nothing to run: the results are up to date.\n"


def test_a_plan_that_cannot_be_made_is_a_failure(project, monkeypatch, capsys):
    monkeypatch.setattr(runner, "dry_run", lambda project: (1, "SyntaxError in Snakefile\n"))
    assert status.run(project) == terminal.FAILED
    assert capsys.readouterr().err.splitlines() == ["Snakemake cannot plan the run:", "  SyntaxError in Snakefile"]


@pytest.mark.parametrize("command", ["status", "run", "accept"])
def test_a_folder_that_nothing_can_be_written_in_is_told_in_a_line(project, helpers, command):
    (project / "logs").write_text("in the way of the folder\n")
    done = helpers.reanalysis(project, command)
    assert done.returncode == terminal.FAILED and done.stdout == ""
    assert (
        done.stderr.startswith(f"Nothing can be written in {project}: ")
        and len(done.stderr.splitlines()) == 1
        and "Errno" not in done.stderr
    )

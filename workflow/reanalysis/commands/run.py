"""`reanalysis run`: a whole run as the user sees it."""

from __future__ import annotations

import os
from pathlib import Path

from reanalysis import fingerprint, runner
from reanalysis.commands.places import shown
from reanalysis.commands.terminal import DATA_ERRORS, DONE, FAILED, fail, tell
from reanalysis.summary import summary_of
from reanalysis.surroundings import RunIsAlive, RunLock


def _say_nothing(_: str) -> None:
    """In the place of `tell`, for a quiet run."""


def run(project: Path, *, cores: str = "all", quiet: bool = False, summary: bool = True) -> int:
    """Bring the results up to date and print a summary if it is wanted; returns the exit status."""
    from reanalysis.choices import problems

    if found := problems(project):
        for line in found:
            tell(line, colour="red", error=True)
        return FAILED
    try:
        lock = RunLock.taken(project)
    except RunIsAlive as other:
        fail(f"Another run is at work in this folder (process {other}); wait for it or stop it.")
    except OSError as error:
        fail(nothing_written(project, error))
    before = fingerprint.of_folder(project / "data/raw")
    try:
        status, progress = runner.run_workflow(project, cores=cores, say=_say_nothing if quiet else tell, lock=lock)
    except runner.Stopped as stopped:
        tell("Stopped. The next run continues from here.", colour="yellow", error=True)
        return 128 + stopped.signal_number
    finally:
        lock.file.close()
    if status:
        for number, line in enumerate(runner.tail_of_failure(project, progress)):
            tell(line, colour="" if number else "red", error=True)
        tell(f"Everything that was said is in {runner.RUN_LOG}.", error=True)
        return FAILED
    if fingerprint.of_folder(project / "data/raw") != before:
        fail("data/raw was changed during the run, so nobody can say which state of it the results show. Run again.")
    if not progress.finished and not quiet:
        tell("Nothing has changed since the last run.")
    return summarise(project) if summary else DONE


def nothing_written(project: Path, error: OSError) -> str:
    """That a project may only be read, and why."""
    return (
        f"Nothing can be written in {project}: {os.strerror(error.errno or 5)}. A run needs a folder that it may "
        "write to; copy the project to one."
    )


def summarise(project: Path) -> int:
    """Print what the results say, papers that were left out and other errors first; returns the exit status, as `check`
    has it."""
    left_out, lines = summary_of(project / "results")
    for line in left_out:
        tell(line, colour="red")
    for line in lines:
        tell(line)
    tell(f"Report: {shown(project / 'results/report.html')}", colour="" if left_out else "green")
    return DATA_ERRORS if left_out else DONE

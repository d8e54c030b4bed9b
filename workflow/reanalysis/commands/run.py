"""`reanalysis run`: a whole run as the user sees it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from reanalysis import manifest, runner
from reanalysis.commands.accepted import finish_accepting
from reanalysis.commands.places import shown
from reanalysis.commands.terminal import DATA_ERRORS, DONE, FAILED, fail, tell
from reanalysis.summary import summary_of
from reanalysis.surroundings import RunIsAlive, RunLock

READ = Path("data/processed/papers.json")
MOST_NAMED = 3


def _say_nothing(_: str) -> None:
    """In the place of `tell`, for a quiet run."""


def run(project: Path, *, cores: str = "all", quiet: bool = False, summary: bool = True) -> int:
    """Bring the results up to date and print a summary if it is wanted; returns the exit status."""
    from reanalysis.choices import problems

    if found := problems(project):
        tell("\n".join(found), colour="red", error=True)
        return FAILED
    try:
        lock = RunLock.taken(project)
    except RunIsAlive as other:
        fail(f"Another run is at work in this folder (process {other}); wait for it or stop it.")
    except OSError as error:
        fail(nothing_written(project, error))
    finish_accepting(project)
    say = _say_nothing if quiet else tell
    remove_damaged(project, say)
    inputs = (project / "data/raw", project / "config", project / "data/accepted")
    before = manifest.signatures(*inputs)
    manifest.begin(project)
    try:
        status, progress = runner.run_workflow(
            project, cores=cores, say=say, lock=lock, forced=manifest.is_lost(project)
        )
    except runner.Stopped as stopped:
        tell("Stopped. The next run continues from here.", colour="yellow", error=True)
        lock.file.close()
        return 128 + stopped.signal_number
    unchanged = manifest.signatures(*inputs) == before
    if not unchanged:
        # What was read may be a state that no longer stands anywhere: nothing of it may pass for up to date.
        (project / READ).unlink(missing_ok=True)
    if not status:
        manifest.end(project)
    lock.file.close()
    if status:
        _tell_failure(project, progress)
        return FAILED
    if not unchanged:
        fail(
            "data/raw or the settings were changed during the run, so nobody can say which state of them the results "
            "show. Run again."
        )
    if not progress.finished and not quiet:
        tell("Nothing has changed since the last run.")
    return summarise(project) if summary else DONE


def _tell_failure(project: Path, progress: runner.Progress) -> None:
    """What failed, and the end of what it said."""
    for number, line in enumerate(runner.tail_of_failure(project, progress)):
        tell(line, colour="" if number else "red", error=True)
    tell(f"Everything that was said is in {runner.RUN_LOG}.", error=True)


def remove_damaged(project: Path, say: Callable[[str], object]) -> None:
    """Take away what is not as the last run left it, and say so; after a run that was cut short, what differs may be
    its own work and is made again without a word."""
    damaged = manifest.damages(project)
    if damaged and not manifest.was_cut_short(project):
        shown_first = [f"{one.path} {one.what}" for one in damaged[:MOST_NAMED]]
        more = f", and {len(damaged) - MOST_NAMED} more" if len(damaged) > MOST_NAMED else ""
        say(f"Not as the last run left it, and made again: {', '.join(shown_first)}{more}.")
    manifest.clear(project, damaged)


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

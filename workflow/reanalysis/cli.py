"""The command `reanalysis`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from reanalysis import __version__, runner
from reanalysis.summary import summary_of
from reanalysis.surroundings import RunIsAlive, RunLock

DONE, FAILED, PAPERS_LEFT_OUT = 0, 1, 3
_COLOURS = {"red": 31, "green": 32, "yellow": 33}

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def command() -> None:
    """Reanalysis of small published trials."""


@app.command()
def version() -> None:
    """Print the version."""
    tell(__version__)


@app.command()
def run(
    project: Annotated[Optional[Path], typer.Option(help="Folder of the project; by default the one you are in.")] = None,
    cores: Annotated[Optional[int], typer.Option(min=1, help="Cores to use; by default all.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the summary only.")] = False,
) -> None:
    """Bring the results up to date with the papers in data/raw and print a summary.

    Exit status: 0 done, 1 failure, 3 done but papers with errors were left out, 130 stopped with Ctrl-C.
    """
    folder = find_project(project or Path.cwd())
    if folder is None:
        fail(f"No project at {project or 'this place or above it'}: a folder with Snakefile and config/config.yaml.")
    raise typer.Exit(run_project(folder, cores="all" if cores is None else str(cores), quiet=quiet))


def find_project(start: Path) -> Path | None:
    """The folder of the project that a place is in."""
    start = start.resolve()
    return next((place for place in (start, *start.parents) if all((place / name).is_file() for name in ("Snakefile", "config/config.yaml"))), None)


def run_project(project: Path, *, cores: str, quiet: bool = False) -> int:
    """A whole run as the user sees it; returns the exit status."""
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
        fail(f"Nothing can be written in {project}: {error}")
    try:
        status, progress = runner.run_workflow(project, cores=cores, say=lambda text: quiet or tell(text), lock=lock)
    except runner.Stopped as stopped:
        tell("Stopped. The next run continues from here.", colour="yellow", error=True)
        return 128 + stopped.signal_number
    if status:
        for number, line in enumerate(runner.tail_of_failure(project, progress)):
            tell(line, colour="" if number else "red", error=True)
        tell(f"Everything that was said is in {runner.RUN_LOG}.", error=True)
        return FAILED
    if not progress.finished and not quiet:
        tell("Nothing has changed since the last run.")
    return summarise(project)


def summarise(project: Path) -> int:
    """Print what the results say, papers that were left out first; returns the exit status."""
    left_out, lines = summary_of(project / "results")
    for line in left_out:
        tell(line, colour="red")
    for line in lines:
        tell(line)
    tell(f"Report: {_short(project / 'results/report.html')}", colour="" if left_out else "green")
    return PAPERS_LEFT_OUT if left_out else DONE


def tell(text: str, *, colour: str = "", error: bool = False) -> None:
    """Print a line at once, in colour only where somebody sees it and wants it."""
    stream = sys.stderr if error else sys.stdout
    if colour and stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        text = f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:  # nobody reads any more; the run goes on
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def fail(text: str) -> None:
    """Say what stops the command, and stop it."""
    tell(text, colour="red", error=True)
    raise typer.Exit(FAILED)


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def main() -> None:
    """Entry point."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # names that the terminal cannot show
    app()


if __name__ == "__main__":
    main()

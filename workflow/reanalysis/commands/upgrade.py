"""`reanalysis upgrade --preview`: the numbers that this version of the tool changes by itself, apart from those that
the data change. The accepted data are run in a temporary place; no file of the review is touched."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path

from reanalysis import __version__
from reanalysis.commands.accepted import ESTIMATES, FOLDER, Accepted, Differences, accepted_with, differences, hash_of
from reanalysis.commands.diff import show, summary
from reanalysis.commands.elsewhere import baseline, commits_of, copied, of_commit
from reanalysis.commands.terminal import DATA_ERRORS, DONE, USAGE, fail, tell, tell_json


def run(project: Path, *, preview: bool = False, as_json: bool = False) -> int:
    """Print what the tool changes, and then what the data change; returns the exit status."""
    if not preview:
        fail(
            "The tool is renewed where it is installed (pip install --upgrade reanalysis), and no file of a review "
            "changes by that. What it would change in the results: reanalysis upgrade --preview",
            status=USAGE,
        )
    if not (project / FOLDER / ESTIMATES).exists():
        fail("No results have been accepted yet: reanalysis accept keeps the present ones to compare with.")
    then = accepted_with(project)
    with tempfile.TemporaryDirectory(prefix="reanalysis-") as folder:
        place = Path(folder)
        old = _accepted_data(project, then, place / "accepted")
        status, before = baseline(old)
        if status not in (DONE, DATA_ERRORS):
            return status
        by_tool = differences(old, project / FOLDER)
        by_data = None
        if hash_of(project) != then.data:
            now = copied(project, place / "present")
            status, _ = baseline(now)
            if status not in (DONE, DATA_ERRORS):
                return status
            by_data = differences(now, before)
    if as_json:
        tell_json(
            {
                "accepted_with": then.version,
                "tool": __version__,
                "by_the_tool": asdict(by_tool),
                "by_the_data": by_data and asdict(by_data),
            }
        )
    else:
        _show(then, by_tool, by_data)
    return DONE


def _accepted_data(project: Path, then: Accepted, place: Path) -> Path:
    """The data and settings that the accepted results were made from, in a temporary place."""
    if not then.data:
        fail("The accepted results do not say from which data they were made: accept them again with the tool of then.")
    if hash_of(project) == then.data:
        return copied(project, place)
    for number, commit in enumerate(commits_of(project, FOLDER / ESTIMATES)):
        old = of_commit(project, commit, place.with_name(f"{place.name}{number}"))
        if old is not None and hash_of(old) == then.data:
            return old
    fail(
        "The data or the settings have changed since the results were accepted, and git does not have what stood there "
        "then: bring data/raw and config back to that state, or commit them together with data/accepted the next time."
    )


def _show(then: Accepted, by_tool: Differences, by_data: Differences | None) -> None:
    tell(f"Accepted with reanalysis {then.version or '(unknown)'}; this is {__version__}.")
    tell()
    tell("By the tool alone, on the accepted data", colour="bold")
    if by_tool.results or by_tool.cells:
        show(by_tool, (), than="the accepted ones")
    else:
        tell("No number changes.", colour="green")
        if by_tool.settings:
            tell(summary(by_tool))
    tell()
    tell("By the data and settings since", colour="bold")
    if by_data is None:
        tell("They are those of the accepted results.")
    elif by_data.any:
        show(by_data, (), than="those on the accepted data")
    else:
        tell("No number changes.", colour="green")

"""`reanalysis accept`: the present results become the ones that later runs are compared with."""

from __future__ import annotations

from pathlib import Path

from reanalysis.commands import run as workflow
from reanalysis.commands.accepted import FOLDER, accept
from reanalysis.commands.terminal import DATA_ERRORS, DONE, tell


def run(project: Path) -> int:
    """Bring the results up to date, accept them, and renew the report, whose section on changes is then empty; returns
    the exit status."""
    status = workflow.run(project)
    if status == DATA_ERRORS:
        tell(
            "Nothing was accepted: the data have errors. Mend them first (reanalysis check).", colour="red", error=True
        )
    if status != DONE:
        return status
    accept(project)
    status = workflow.run(project, quiet=True, summary=False)
    if status == DONE:
        tell(
            f"Accepted: {FOLDER} holds the present results and the data behind them. Commit it; changes are shown "
            "against it from now on.",
            colour="green",
        )
    return status

"""`reanalysis pull-request`: what a branch changes against its base, for the workflow of a forge and for a terminal.

It runs both, and says which results, cells, settings and conclusions differ (a file in Markdown, for a comment), and
which findings the branch adds (annotations at file and line).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reanalysis.commands import run as workflow
from reanalysis.commands.accepted import RESULTS, differences
from reanalysis.commands.diff import as_markdown, escaped, summary
from reanalysis.commands.elsewhere import baseline, of_commit
from reanalysis.commands.terminal import DATA_ERRORS, DONE, FAILED, USAGE, fail, tell
from reanalysis.model.store import read_rows, write_text
from reanalysis.wording import counted

FINDINGS = RESULTS / "tables/findings.csv"
LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
_SAME = ("paper", "check", "table", "entered", "expected", "message")
Row = dict[str, str]


def run(project: Path, *, base: str, comment: Path | None) -> int:
    """Compare with a commit; print annotations and a summary, write the comment. Returns the exit status of the run of
    this branch."""
    with tempfile.TemporaryDirectory(prefix="reanalysis-") as place, _no_commands_for_the_forge():
        _known(project, base)
        status = workflow.run(project)
        if status not in (DONE, DATA_ERRORS):
            _write(comment, ["## The report could not be made", "", "The log of the workflow says why."])
            return status
        before = of_commit(project, base, Path(place) / "base")
        then, accepted = (FAILED, Path(place)) if before is None else baseline(before)
        known: list[Row] = []
        said = ["## Everything is new", "", f"There is no review at {base[:12]} that could be run."]
        if then in (DONE, DATA_ERRORS):
            known = read_rows(accepted.parents[1] / FINDINGS)
            found = differences(project, accepted)
            tell(summary(found, than="those of the base") if found.any else "No result, cell or setting differs.")
            said = list(as_markdown(found, (), than="those of the base"))
        new = _new(read_rows(project / FINDINGS), known)
        _write(comment, [*said, *_findings(new, status)])
    start = _place_in_repository(project)
    for row in new:
        tell(annotation(row, start))
    return status


def _known(project: Path, base: str) -> None:
    if _git(project, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}") is None:
        fail(f"git knows no commit {base!r} here, so there is nothing to compare with.", status=USAGE)


def _git(project: Path, *arguments: str) -> str | None:
    done = subprocess.run(
        ["git", "-C", str(project), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return None if done.returncode else done.stdout.strip()


def _place_in_repository(project: Path) -> str:
    """Where the review stands in its repository: blank, or with a slash at the end."""
    return _git(project, "rev-parse", "--show-prefix") or ""


@contextlib.contextmanager
def _no_commands_for_the_forge() -> Iterator[None]:
    """What is printed inside holds texts of the branch: the forge must take no line of it for a command."""
    word = secrets.token_hex(16) if os.environ.get("GITHUB_ACTIONS") else ""
    if word:
        tell(f"::stop-commands::{word}")
    try:
        yield
    finally:
        if word:
            tell(f"::{word}::")


def _new(rows: list[Row], known: list[Row]) -> list[Row]:
    """Findings of now that nobody accepted and that were not there before, wherever their rows stand."""
    before = {tuple(row[name] for name in _SAME) for row in known}
    return [row for row in rows if row["acknowledged"] != "yes" and tuple(row[name] for name in _SAME) not in before]


def annotation(row: Row, start: str = "") -> str:
    """A finding as the forge shows it, at its file and line."""
    file, _, line = row["source"].partition(";")[0].partition("!")[0].partition(":")
    place = [f"file={_property(f'{start}data/raw/{file}')}"] if file else []
    place += [f"line={line.partition('-')[0]}"] if line.partition("-")[0].isdigit() else []
    title = [f"title={_property(row['check'])}"]
    return f"::{LEVELS[row['severity']]} {','.join([*place, *title])}::{_data(row['message'])}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _findings(new: list[Row], status: int) -> Iterator[str]:
    """The new findings, and that papers are left out, in Markdown."""
    if status == DATA_ERRORS:
        yield from ("", "**Data with errors were left out of the analysis.**")
    if new:
        yield from ("", f"### {counted(len(new), 'new finding')} of the audit", "")
        yield from (f"- {row['severity']}: {escaped(row['paper'])}: {escaped(row['message'])}" for row in new)


def _write(comment: Path | None, lines: list[str]) -> None:
    if comment is not None:
        write_text(comment, "\n".join(lines) + "\n")

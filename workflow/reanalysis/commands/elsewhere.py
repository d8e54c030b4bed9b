"""A state of a review run in a temporary place: what was accepted, the base of a pull request. The review itself is
only read."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from reanalysis.commands import run as workflow
from reanalysis.commands.accepted import FOLDER, accept, without_requires
from reanalysis.commands.terminal import DATA_ERRORS, DONE
from reanalysis.model.review import FILE

INPUTS = (FILE, "config", "data/raw", "data/accepted")


def copied(project: Path, place: Path) -> Path:
    """The inputs of a review as they are now, in another place."""
    for name in INPUTS:
        source, target = project / name, place / name
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return place


def of_commit(project: Path, commit: str, place: Path) -> Path | None:
    """The inputs of a review as a commit has them, in another place; None where the commit has no such review or git
    does not know it."""
    command = ["git", "-C", str(project), "archive", "--format=tar", f"{commit}", "--", "."]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        names = [f"{name}/" for name in INPUTS]
        wanted = [member for member in archive if member.name in INPUTS or member.name.startswith(tuple(names))]
        archive.extractall(place, members=wanted, filter="data")
    return place if (place / FILE).is_file() else None


def commits_of(project: Path, path: Path) -> list[str]:
    """The commits that changed a file, the last one first; none where git does not know it."""
    command = ["git", "-C", str(project), "log", "--format=%H", "--", path.as_posix()]
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except OSError:  # git is not installed
        return []
    return done.stdout.split() if done.returncode == 0 else []


def baseline(place: Path) -> tuple[int, Path]:
    """Run the review in a temporary place whatever version it requires; its exit status, and the folder in which its
    results stand as accepted ones do."""
    toml = place / FILE
    toml.write_bytes(without_requires(toml))
    status = workflow.run(place, quiet=True, summary=False)
    if status in (DONE, DATA_ERRORS):
        accept(place)
    return status, place / FOLDER

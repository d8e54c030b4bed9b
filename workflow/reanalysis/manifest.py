"""What a run left, by content: results that somebody or something changed since are named and made again, never used.

Snakemake trusts an output whose modification time is not older than its inputs': a digit changed in data/processed, a
table saved by a spreadsheet or a report cut off by a full disk would be taken for up to date, and used. After each run
the size, times, inode and SHA-256 of every output are written down; before the next one, outputs whose size, times or
inode differ are read and compared. An unchanged run costs one look at each file.

The record lies in .snakemake: where that is gone, everything is made again anyway.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from reanalysis import fingerprint

RECORD = Path(".snakemake/outputs.json")
UNDER_WAY = Path(".snakemake/under_way")
FOLDERS = ("data/processed", "results")
# A folder that is one output of a rule: what is wrong inside it makes all of it again.
WHOLE = ("results/figures",)
ASIDE = ".set-aside"
CLOCK = 0.05  # seconds between the last write of a job and the end that Snakemake notes

Signature = tuple[int, int, int, int]


@dataclass(frozen=True)
class Damage:
    """An output that is not what the last run left, and what happened to it."""

    path: str
    what: str


def signature(path: Path) -> Signature | None:
    """Size, modification, change time and inode of a regular file; None for anything else or nothing."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def signatures(*folders: Path) -> dict[str, Signature | None]:
    """Signatures of all files below some folders: two looks that are equal show that nothing was written in between,
    also not and undone again, since the time of change cannot be set back."""
    return {str(path): signature(path) for folder in folders for path in fingerprint.files_below(folder)}


def record(project: Path) -> None:
    """Write down what stands in the folders of outputs now; content is read only where a file is new or changed."""
    before = _read(project)
    entries: dict[str, list[int | str]] = {}
    for path in _outputs(project):
        name, seen = path.relative_to(project).as_posix(), signature(path)
        if seen is None:
            continue
        known = before.get(name)
        digest = str(known[4]) if known and tuple(known[:4]) == seen else fingerprint.of_file(path)
        entries[name] = [*seen, digest]
    file = project / RECORD
    file.parent.mkdir(exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(entries, indent=0, sort_keys=True), encoding="utf-8")
    os.replace(beside, file)


def begin(project: Path) -> None:
    """Note that a run is under way; `end` takes the note away. Where it is left, the run was killed."""
    (project / UNDER_WAY).parent.mkdir(exist_ok=True)
    (project / UNDER_WAY).touch()


def end(project: Path) -> None:
    """Record the outputs and take the note of `begin` away."""
    record(project)
    (project / UNDER_WAY).unlink(missing_ok=True)


def was_cut_short(project: Path) -> bool:
    """Whether a run began and never came to its end: outputs that differ from the record may be its own."""
    return (project / UNDER_WAY).exists()


def damages(project: Path) -> list[Damage]:
    """Outputs of the last run that are gone, no file any more, or other than it left them."""
    found = []
    for name, (*known, digest) in _read(project).items():
        path = project / name
        seen = signature(path)
        if seen is None:
            found.append(Damage(name, "is no file any more" if os.path.lexists(path) else "is gone"))
        elif list(seen) != known and fingerprint.of_file(path) != digest and not _made_by_a_job(project, name, seen):
            found.append(Damage(name, "was changed"))
    return found


def clear(project: Path, damaged: list[Damage]) -> None:
    """Take damaged outputs away, so that the run makes them again; a folder or a pipe in a file's place is set aside,
    since it may hold somebody's work."""
    for name in dict.fromkeys(_unit(one.path) for one in damaged):
        path = project / name
        if name in WHOLE:
            shutil.rmtree(path, ignore_errors=True)
        elif signature(path) is None and os.path.lexists(path):
            _set_aside(path)
        else:
            path.unlink(missing_ok=True)


def is_lost(project: Path) -> bool:
    """Whether there is a record that cannot be read: then nobody knows what the last run left."""
    return os.path.lexists(project / RECORD) and not _read(project)


def _made_by_a_job(project: Path, name: str, seen: Signature) -> bool:
    """Whether Snakemake's own record of a job covers the last change of an output: a run without this one, or one
    whose front was killed, made it."""
    record_of = project / ".snakemake/metadata" / urlsafe_b64encode(_unit(name).encode()).decode()
    try:
        ended = float(json.loads(record_of.read_text(encoding="utf-8"))["endtime"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return seen[2] <= (ended + CLOCK) * 1e9


def _unit(name: str) -> str:
    return next((folder for folder in WHOLE if name.startswith(f"{folder}/")), name)


def _set_aside(path: Path) -> None:
    number, goal = 1, path.with_name(path.name + ASIDE)
    while os.path.lexists(goal):
        number += 1
        goal = path.with_name(f"{path.name}{ASIDE}-{number}")
    os.rename(path, goal)


def _outputs(project: Path) -> list[Path]:
    return [path for folder in FOLDERS for path in fingerprint.files_below(project / folder) if ASIDE not in path.name]


def _read(project: Path) -> dict[str, list[int | str]]:
    try:
        found = json.loads((project / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    whole = isinstance(found, dict) and all(isinstance(entry, list) and len(entry) == 5 for entry in found.values())
    return found if whole else {}

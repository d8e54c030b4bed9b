"""`reanalysis doctor`: whether the environment and the project are fit for a run."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from reanalysis import __version__, fingerprint
from reanalysis.commands.accepted import lock_of_last_run
from reanalysis.commands.terminal import DONE, FAILED, coloured, tell, tell_json
from reanalysis.surroundings import LOCKED, NEEDED, NEEDED_TO_RUN, NOT_INSTALLED, PACKAGE, version_of
from reanalysis.wording import counted

PYTHONS = ((3, 11), (3, 13))
WRITTEN = ("data/processed", "data/accepted", "results", "logs", ".snakemake", ".cache")
REMAKE = "install it again: pip install reanalysis, or rm -rf .venv; make report where a clone has its environment"
FONTS = {"matplotlib": "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf"}
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)(?:\s*;\s*([^\\\n]+?))?\s*\\?$", re.MULTILINE)
ROOM = 200_000_000  # bytes


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `wrong` ones fail the doctor, others are worth knowing."""

    name: str
    found: str
    cure: str = ""
    wrong: bool = False


def run(project: Path, *, as_json: bool = False) -> int:
    """Print what was found; returns the exit status, 1 if something is wrong."""
    checks = list(examine(project))
    wrong = [check for check in checks if check.wrong]
    if as_json:
        tell_json({"ok": not wrong, "checks": [asdict(check) for check in checks]})
        return FAILED if wrong else DONE
    width = max(len(check.name) for check in checks)
    for check in checks:
        mark = (
            coloured("wrong", "red")
            if check.wrong
            else coloured("note ", "yellow")
            if check.cure
            else coloured("ok   ", "green")
        )
        tell(f"{mark}  {check.name:<{width}}  {check.found}")
        if check.cure:
            tell(f"       {'':<{width}}  {check.cure}")
    tell(f"{counted(len(wrong), 'thing')} to mend." if wrong else "Fit for a run.", colour="red" if wrong else "green")
    return FAILED if wrong else DONE


def examine(project: Path) -> Iterator[Check]:
    """Everything that is looked at, in the order in which it is mended."""
    yield python()
    yield packages()
    yield locked(project)
    yield own_package()
    yield from fonts()
    yield settings(project)
    yield from writing(project)
    yield repository(project)


def python() -> Check:
    """Whether this Python is one that the lock file is for."""
    low, high = PYTHONS
    fits = low <= sys.version_info[:2] <= high
    wanted = " to ".join(".".join(map(str, version)) for version in PYTHONS)
    return Check(
        "Python",
        f"{platform.python_version()} at {sys.prefix}",
        "" if fits else f"Python {wanted} is needed: make report PYTHON=python3.11",
        not fits,
    )


def packages(lock: Path = LOCKED) -> Check:
    """Whether what the package needs is installed, and where the versions are not those that it was tested with."""
    wanted = dict(locked_versions(lock.read_text(encoding="utf-8")))
    found = {name: _installed(name) for name in needed()}
    if missing := sorted(name for name, version in found.items() if version is None):
        return Check("Packages", f"missing: {', '.join(missing)}", REMAKE, True)
    other = sorted(
        f"{name} {version} instead of {wanted[name]}"
        for name, version in found.items()
        if name in wanted and version != wanted[name]
    )
    if other:
        cure = 'results may differ in their last digits; for the same: pip install -r "$(reanalysis where lock)"'
        return Check("Packages", f"other versions than locked: {', '.join(other)}", cure)
    return Check("Packages", f"{counted(len(found), 'package')}, all as locked")


def needed() -> set[str]:
    """Names of the packages that a run needs, and of those that they need here."""
    found: set[str] = set()
    waiting = [*NEEDED, *NEEDED_TO_RUN]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        for line in (_installed(name) and metadata.requires(name)) or ():
            requirement, _, marker = line.partition(";")
            name_of = _NAME.match(requirement.strip())
            if name_of and (not marker or _holds(marker.strip())):
                waiting.append(re.sub(r"[-_.]+", "-", name_of[0]).lower())
    return found


def locked_versions(text: str) -> Iterator[tuple[str, str]]:
    """Names and versions of a lock file, of those lines that are meant for this system."""
    for name, version, marker in _LOCKED.findall(text):
        if not marker or _holds(marker):
            yield name.lower(), version


def _holds(marker: str) -> bool:
    try:
        from packaging.markers import InvalidMarker, Marker
    except ImportError:  # packaging is itself among what is missing then
        return False
    try:
        return Marker(marker).evaluate({"extra": ""})
    except InvalidMarker:
        return True


def _installed(name: str) -> str | None:
    version = version_of(name)
    return None if version == NOT_INSTALLED else version


def locked(project: Path) -> Check:
    """The hash of the locked versions, and whether the results were made by a tool with the same."""
    now, then = fingerprint.of_file(LOCKED), lock_of_last_run(project)
    said = f"{now[:12]}" + (
        "" if then is None else ", as in the last run" if then == now else f"; the last run had {then[:12]}"
    )
    return Check("Lock file", said)


def own_package() -> Check:
    """Which tool this is, and where it stands."""
    return Check("Command", f"reanalysis {__version__} in {PACKAGE}")


def fonts() -> Iterator[Check]:
    """Whether the fonts are there that figures are laid out with, and the typesetter of the PDF."""
    for package, file in FONTS.items():
        there = (
            _installed(package) is not None and Path(str(metadata.distribution(package).locate_file(file))).is_file()
        )
        yield Check(
            "Fonts",
            f"{Path(file).stem} of {package}" + ("" if there else " is missing"),
            "" if there else REMAKE,
            not there,
        )
    version = _installed("typst")
    yield Check(
        "Typesetter",
        f"typst {version}, with its own fonts" if version else "typst is missing",
        "" if version else REMAKE,
        version is None,
    )


def settings(project: Path) -> Check:
    """Whether the files of config can be read."""
    try:
        from reanalysis.choices import problems
    except ImportError as error:
        return Check("Settings", f"not looked at: {error.name} is missing", REMAKE, True)
    found = problems(project)
    return Check(
        "Settings",
        "; ".join(found) if found else "reanalysis.toml and config/*.yaml can be read",
        "mend these lines" if found else "",
        bool(found),
    )


def writing(project: Path) -> Iterator[Check]:
    """Whether a run may write where it has to, and has room."""
    refused = [name for name in WRITTEN if not _writable(project / name)]
    yield Check(
        "Writing",
        f"not allowed: {', '.join(refused)}" if refused else "allowed wherever a run writes",
        "look at the owner and the permissions of these folders, and whether the disk is full" if refused else "",
        bool(refused),
    )
    free = shutil.disk_usage(project).free
    short = free < ROOM
    yield Check("Room", f"{free / 1e9:.1f} GB free", f"a run needs some {ROOM // 1_000_000} MB" if short else "", short)


def _writable(folder: Path) -> bool:
    """Whether a file can be made in a folder, or the folder itself where it is not there yet."""
    place = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".doctor"):
            return place.is_dir()
    except OSError:
        return False


def repository(project: Path) -> Check:
    """Whether git knows the project; without it a run cannot say which commit it was made from."""
    from reanalysis.provenance import commit_of

    if shutil.which("git", path=os.environ.get("PATH")) is None:
        return Check("git", "not installed", "results then do not name the commit that they were made from")
    commit = commit_of(project)
    if commit is None:
        return Check(
            "git", "the project is in no repository", "results then do not name the commit that they were made from"
        )
    return Check(
        "git", f"commit {str(commit['id'])[:12]}" + (", with changes that are not committed" if commit["dirty"] else "")
    )

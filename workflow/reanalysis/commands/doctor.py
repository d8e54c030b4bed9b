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
from reanalysis.commands.terminal import DONE, FAILED, coloured, counted, tell, tell_json

PYTHONS = ((3, 11), (3, 13))
WRITTEN = ("data/processed", "data/accepted", "results", "logs", ".snakemake", ".cache")
REMAKE = "remake the environment: rm -rf .venv; make report"
FONTS = {"matplotlib": "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf"}
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
    lock = project / "requirements/lock.txt"
    yield from packages(lock)
    yield locked(project, lock)
    yield own_package(project)
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


def packages(lock: Path) -> Iterator[Check]:
    """Whether the installed packages are those of the lock file."""
    try:
        wanted = dict(locked_versions(lock.read_text(encoding="utf-8")))
    except OSError:
        yield Check(
            "Packages", "requirements/lock.txt cannot be read", "restore it: git checkout requirements/lock.txt", True
        )
        return
    installed = {name: _installed(name) for name in wanted}
    missing = sorted(name for name, version in installed.items() if version is None)
    other = sorted(
        f"{name} {installed[name]} instead of {version}"
        for name, version in wanted.items()
        if installed[name] not in (None, version)
    )
    if missing or other:
        said = [f"missing: {', '.join(missing)}"] * bool(missing) + [
            f"other versions than locked: {', '.join(other)}"
        ] * bool(other)
        yield Check("Packages", "; ".join(said), REMAKE, True)
    else:
        yield Check("Packages", f"{counted(len(wanted), 'package')}, all as locked")


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
        return Marker(marker).evaluate()
    except InvalidMarker:
        return True


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def locked(project: Path, lock: Path) -> Check:
    """The hash of the lock file, and whether the results were made with it."""
    now, then = fingerprint.of_file(lock), lock_of_last_run(project)
    said = f"{now[:12]}" + (
        "" if then is None else ", as in the last run" if then == now else f"; the last run had {then[:12]}"
    )
    return Check("Lock file", said, "" if then in (None, now) else "the next run makes everything again")


def own_package(project: Path) -> Check:
    """Whether the command belongs to this project."""
    place = Path(__file__).resolve().parents[2]
    here = project.resolve() / "workflow"
    said = f"reanalysis {__version__} in {place}"
    return Check(
        "Command", said, "" if place == here else f"a run uses the package of {here}; this command is another copy's"
    )


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
        "; ".join(found) if found else "config/*.yaml can be read",
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

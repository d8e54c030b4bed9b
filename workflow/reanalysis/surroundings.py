"""What a run has around it: the environment of its jobs, the lock that says it is alive, the log a job writes.

The Snakefile imports this module at every start, so it needs the standard library only.
"""

from __future__ import annotations

import fcntl
import os
import sys
import sysconfig
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import IO, Any, cast

RUN_LOCK = Path("logs/run.lock")
INHERITED_LOCK = "REANALYSIS_RUN_LOCK"
PACKAGE = Path(__file__).resolve().parent
SNAKEFILE = PACKAGE / "workflow/Snakefile"
LOCKED = PACKAGE / "base/locked.txt"  # the versions that the tests ran with
# What the package needs, as pyproject.toml has it: what can change a result, be it in its last digit, and the rest.
NEEDED = (
    "contourpy jinja2 lifelines matplotlib numpy openpyxl pandas pydantic pyyaml scipy statsmodels typst xlsxwriter"
).split()
NOT_INSTALLED = "not installed"
NEEDED_TO_RUN = ["packaging", "snakemake", "typer", "watchfiles"]

# Results must not depend on who calls, where and with how many cores. One thread per job is also the faster way here:
# the matrices are small, and jobs run side by side.
_FIXED = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
}
# Asked for by the caller's shell, these would change results, slow the start of each job or stop it.
_DROPPED = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONOPTIMIZE",
    "PYTHONWARNINGS",
    "PYTHONSTARTUP",
    "PYTHONINSPECT",
    "PYTHONDEVMODE",
    "LANGUAGE",
    "MATPLOTLIBRC",
    "SNAKEMAKE_PROFILE",
    "SOURCE_DATE_EPOCH",
)


def job_environment(review: Path, caller: Mapping[str, str]) -> dict[str, str]:
    """The environment of a run's jobs, from the caller's."""
    kept = {name: text for name, text in caller.items() if name not in _DROPPED}
    # Jobs use this very package, also where the environment has another copy of it.
    own = [] if is_installed() else [str(PACKAGE.parent)]
    path = [*own, *kept.pop("PYTHONPATH", "").split(os.pathsep)]
    caches = review.resolve() / ".cache"
    places = {"XDG_CACHE_HOME": str(caches), "MPLCONFIGDIR": str(caches / "matplotlib")}
    if given := os.pathsep.join(dict.fromkeys(part for part in path if part)):
        places["PYTHONPATH"] = given
    return kept | _FIXED | places


def is_installed() -> bool:
    """Whether the package stands among the installed ones, where every job finds it (and PYTHONPATH would put all of
    them before the standard library)."""
    return str(PACKAGE.parent) in {os.path.realpath(sysconfig.get_path(name)) for name in ("purelib", "platlib")}


def handed_down() -> bool:
    """Whether `reanalysis run` started this process: it has looked at the settings and holds the lock."""
    return INHERITED_LOCK in os.environ


def enter(review: Path, *, alone: bool) -> RunLock | None:
    """For Snakemake: the environment of the jobs, and the lock where this process has to take it. `alone` where the
    workflow is no module of another."""
    if alone:  # Snakemake imports pandas (0.3 s) to compare params, where pandas can be found; ours are plain dicts
        cast(dict[str, Any], sys.modules).setdefault("pandas", None)
    environment = job_environment(review, os.environ)
    os.environ.clear()
    os.environ.update(environment)
    return RunLock.inherited_or_taken(review)


def installed() -> dict[str, str]:
    """The installed versions of what can change a result."""
    return {name: version_of(name) for name in NEEDED}


def version_of(package: str) -> str:
    """The installed version of a package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return NOT_INSTALLED


def write_log_to(path: str) -> None:
    """Send everything that this process says, tracebacks included, to a file."""
    sys.stdout.flush()
    sys.stderr.flush()
    with open(path, "w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)


class RunIsAlive(Exception):
    """Another run works in this folder; the message says which process."""


class RunLock:
    """A lock on the project that ends with the processes that hold it, however they end.

    Snakemake's own lock stays behind when it is killed. With this one, who finds Snakemake's lock knows whether it is
    stale.
    """

    def __init__(self, file: IO[str]) -> None:
        self.file = file

    @classmethod
    def taken(cls, project: Path) -> RunLock:
        """Take the lock, or raise RunIsAlive."""
        path = project / RUN_LOCK
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(path, "a+", encoding="utf-8")  # noqa: SIM115  stays open as long as the lock is held
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            with file:
                file.seek(0)
                raise RunIsAlive(file.read().strip()) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return cls(file)

    @classmethod
    def inherited_or_taken(cls, project: Path) -> RunLock | None:
        """For Snakemake: nothing to do when `reanalysis run` handed its lock down; else the lock, or None if another
        run has it."""
        if handed_down():
            return None
        try:
            return cls.taken(project)
        except (RunIsAlive, OSError):
            return None

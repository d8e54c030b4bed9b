"""results/provenance.json: what a run was made from and with. The only output that holds a time or a commit."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from reanalysis import __version__, fingerprint
from reanalysis.model import layers
from reanalysis.model.review import FILE
from reanalysis.model.store import write_text
from reanalysis.surroundings import LOCKED, NEEDED, NEEDED_TO_RUN, PACKAGE, version_of

NUMERIC = ("reanalysis", "numpy", "scipy", "pandas", "statsmodels", "lifelines")  # whose versions can change a result


def write(project: Path, path: Path) -> None:
    """Write the provenance of the results that stand beside `path`; the last thing that a run does."""
    write_text(
        path, json.dumps(collect(project, path), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
    )


def write_settings(project: Path, path: Path, config: Mapping[str, object]) -> None:
    """Write what results depend on beside the data: versions, choices, definitions; the change report compares them by
    name."""
    software = versions()
    settings = {f"software.{name}": software[name] for name in NUMERIC if name in software} | dict(
        _choices("config", config)
    )
    settings |= {f"definitions.{name}": layers.fingerprint_of(project, name)[:12] for name in ("outcomes", "scales")}
    write_text(path, json.dumps(settings, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n")


def _choices(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _choices(f"{name}.{key}", part)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def collect(project: Path, path: Path) -> dict[str, object]:
    """Versions, commit, time, and the SHA-256 of every file that went in or came out."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit_of(project),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": versions(),
        "lock": fingerprint.of_file(LOCKED),
        "inputs": input_hashes(project) | _hashes(project, _below(project, "data/accepted")),
        "code": _hashes(PACKAGE.parent, _code()),
        "outputs": _hashes(project, (file for file in fingerprint.files_below(path.parent) if file != path)),
    }


def input_hashes(project: Path) -> dict[str, str]:
    """The SHA-256 of every file of data and settings."""
    return _hashes(project, [project / FILE, *_below(project, "data/raw"), *_below(project, "config")])


def versions() -> dict[str, str]:
    """The installed versions of this package and of what it needs."""
    return {"reanalysis": __version__} | {name: version_of(name) for name in sorted((*NEEDED, *NEEDED_TO_RUN))}


def commit_of(project: Path) -> dict[str, object] | None:
    """The commit that is checked out and whether files differ from it; None where the project is in no repository or
    git is absent."""
    tracked = _git(project, "ls-files", "--error-unmatch", FILE)
    commit = _git(project, "rev-parse", "HEAD")
    if tracked is None or commit is None:
        return None
    return {"id": commit, "dirty": bool(_git(project, "status", "--porcelain", "--", "."))}


def _git(project: Path, *arguments: str) -> str | None:
    command = ["git", "-C", str(project), "--no-optional-locks", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _code() -> Iterable[Path]:
    """The files of the package; its examples are no part of what makes results."""
    examples = PACKAGE / "examples"
    return (path for path in fingerprint.files_below(PACKAGE) if not path.is_relative_to(examples))


def _below(project: Path, folder: str) -> Iterable[Path]:
    return fingerprint.files_below(project / folder)


def _hashes(project: Path, files: Iterable[Path]) -> dict[str, str]:
    return {_printable(file.relative_to(project)): fingerprint.of_file(file) for file in files if file.is_file()}


def _printable(path: Path) -> str:
    # A name need not be UTF-8 on every system; JSON must be.
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")

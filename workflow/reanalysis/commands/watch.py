"""`reanalysis watch`: checks a paper when it is saved, and brings the results up to date.

What counts is the content: a file that was saved unchanged, a lock file or an editor's copy starts nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from reanalysis import fingerprint
from reanalysis.commands import check, places
from reanalysis.commands import run as workflow
from reanalysis.commands.terminal import DATA_ERRORS, DONE, FAILED, STOPPED, Ended, fail, tell, visible

WAIT, STEP = 400, 100  # milliseconds: a save is a burst of events, and the next burst may belong to it
# Office, LibreOffice, vim (also its probe 4913), emacs, Finder, Explorer, and programs that write beside a file and
# rename.
_LEFT_BY_EDITORS = re.compile(
    r"~\$.*|\..*|.*~|#.*#|4913|.*\.(?:sw[a-p]|tmp|temp|part|bak|crdownload)|Thumbs\.db|desktop\.ini|[0-9A-F]{8}"
    r"|lu[0-9a-z]+\.tmp",
    re.IGNORECASE,
)
SETTINGS = "settings"


def run(project: Path, *, only_check: bool = False) -> int:
    """Watch until Ctrl-C; returns the exit status: 0, or 130 where a run was stopped."""
    from watchfiles import watch

    raw, config = project / "data/raw", project / "config"
    if not raw.is_dir():
        fail(f"There is no folder {places.shown(raw)} to watch.")
    watched = [raw, *([config] if config.is_dir() else [])]
    known = contents(project)
    try:
        if not only_check and _regenerate(project) == STOPPED:
            return STOPPED
        tell(
            f"Watching {len(places.papers_of(project / 'data/raw'))} papers in data/raw, and config. Ctrl-C ends.",
            colour="cyan",
        )
        for _ in watch(
            *watched,
            watch_filter=lambda _, path: not is_left_by_editor(path),
            debounce=WAIT,
            step=STEP,
            raise_interrupt=True,
            ignore_permission_denied=True,
        ):
            now = contents(project)
            changed = sorted(name for name in {*known, *now} if known.get(name) != now.get(name))
            known = now
            if changed and react(project, changed, regenerate=not only_check) == STOPPED:
                return STOPPED
    except KeyboardInterrupt:
        tell()
    tell("Ended.")
    return DONE


def react(project: Path, changed: list[str], *, regenerate: bool) -> int:
    """Check the papers that changed; bring the results up to date unless one of them has errors. Returns the exit
    status."""
    papers = [name for name in changed if (project / "data/raw" / name).is_dir()]
    tell(f"Saved: {', '.join(map(visible, changed))}", colour="cyan")
    try:
        statuses = [check.run(project, [name]) for name in papers]
    except Ended as ended:
        return ended.status
    except OSError as error:  # saved again, or removed, while it was read
        tell(f"{error.filename or 'A file'}: {os.strerror(error.errno or 5)}", colour="red", error=True)
        return FAILED
    if DATA_ERRORS in statuses:
        tell("The results stay as they are until the errors are mended.", colour="yellow")
        return DATA_ERRORS
    return _regenerate(project) if regenerate else max(statuses, default=DONE)


def _regenerate(project: Path) -> int:
    try:
        return workflow.run(project)
    except Ended as ended:  # another run is at work, say; the next save tries again
        return ended.status


def contents(project: Path) -> dict[str, str]:
    """A hash for each paper, for other files of data/raw by their names, and for the settings."""
    raw = project / "data/raw"
    found = {name: _of_files(raw / name) for name in places.papers_of(raw)}
    found |= {
        path.name: fingerprint.of_file(path) for path in raw.iterdir() if path.is_file() and not is_left_by_editor(path)
    }
    return found | {SETTINGS: _of_files(project / "config")}


def _of_files(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(
            f"{path.relative_to(folder).as_posix()} {fingerprint.of_file(path)}\n".encode("utf-8", "surrogateescape")
        )
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in fingerprint.files_below(folder) if not is_left_by_editor(path))


def is_left_by_editor(path: str | Path) -> bool:
    """Whether a file is a lock, a copy or a probe of an editor or of the system."""
    return bool(_LEFT_BY_EDITORS.fullmatch(os.path.basename(path)))

"""Where a command works: the project that a folder is in, and the paper that was named."""

from __future__ import annotations

import os
from pathlib import Path

from reanalysis.commands.terminal import USAGE, fail, visible
from reanalysis.model.review import FILE
from reanalysis.wording import nearest


def find_project(start: Path) -> Path | None:
    """The folder of the review that a place is in."""
    start = start.resolve()
    return next((place for place in (start, *start.parents) if (place / FILE).is_file()), None)


def the_project(named: Path | None) -> Path:
    """The project that was named, or the one around the present folder; ends the command if there is none."""
    try:
        found = find_project(named or Path.cwd())
    except OSError as error:  # the present folder was removed, or may not be read
        fail(f"This place cannot be read: {os.strerror(error.errno or 5)}.", status=USAGE)
    if found is None:
        place = f"at {visible(str(named))} or above it" if named else "here or above this folder"
        fail(f"No review {place}: no folder with {FILE}. reanalysis init makes one.", status=USAGE)
    return found


def paper_folder(project: Path, paper: str) -> Path:
    """The folder of a paper, also when it is named as a path; ends the command with the nearest name if there is
    none."""
    raw, name = project / "data/raw", paper.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
    folder = raw / name
    if name not in ("", ".", "..") and folder.is_dir():
        return folder
    fail(f"No paper {name!r} in data/raw.{_instead(raw, name)}", status=USAGE)


def papers_of(raw: Path) -> list[str]:
    """The folders of data/raw, whatever their names are; hidden ones are none of ours."""
    return (
        sorted(entry.name for entry in os.scandir(raw) if entry.is_dir() and not entry.name.startswith("."))
        if raw.is_dir()
        else []
    )


def _instead(raw: Path, name: str) -> str:
    papers = papers_of(raw)
    if near := nearest(name.casefold(), papers):
        return f" Did you mean {visible(near)}?"
    return (
        f" There are: {', '.join(map(visible, papers))}."
        if 0 < len(papers) <= 20
        else ""
        if papers
        else " There are no papers yet: reanalysis new NAME makes one."
    )


def shown(path: Path) -> str:
    """A path as short as it can be from the present folder."""
    try:
        here = Path.cwd()
    except OSError:
        return visible(str(path))
    return visible(str(path.relative_to(here) if path.is_relative_to(here) else path))

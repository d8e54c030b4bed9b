"""Which files there are: only those the contract names, only regular ones, none too large."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from reanalysis.entry.messages import Place, Problem, nearest, shown
from reanalysis.model.rows import TABLES

LARGEST_FILE = 5_000_000
_LEFT_BEHIND = ("~$", ".~lock.", ".DS_Store", "Thumbs.db", "desktop.ini")
_COPY_MARKS = re.compile(
    r"^copy of | \(.*\)(?=\.)|[ _-]*(?:copy|autosaved?|conflict\w*|backup|old|final|v[0-9]+)(?=\.)"
    r"|\.(?:bak|tmp|orig|old|swp|part)$",
    re.IGNORECASE,
)
_OTHER_WORKBOOKS = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".xltx")


@dataclass
class PaperFiles:
    """The files of a paper's folder that may be read; `shown` is the folder as messages name it."""

    shown: str = ""
    info: Path | None = None
    tables: dict[str, Path] = field(default_factory=dict)
    workbook: Path | None = None
    problems: list[Problem] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def is_left_behind(name: str) -> bool:
    """Whether a file is one that editors and systems leave behind."""
    return name.startswith(_LEFT_BEHIND)


def list_files(folder: Path, *, second: bool = False) -> PaperFiles:
    """Sort the files of a paper's folder, with a problem for everything that does not belong there.

    The folder of a second entry is named after the one it stands in, and nothing in it is compulsory.
    """
    paper = folder.parent.name if second else folder.name
    found = PaperFiles(shown=f"{paper}/second" if second else paper)
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    found.names = {entry.name for entry in entries}
    for entry in entries:
        problem = _sort_in(entry, paper, found)
        if problem:
            found.problems.append(problem)
    found.problems += [] if second else _missing(paper, found)
    found.problems += _tables_twice(paper, found)
    return found


def _sort_in(entry: os.DirEntry[str], paper: str, found: PaperFiles) -> Problem | None:
    name = entry.name
    place = Place(
        paper=paper, file=f"{found.shown}/{printable(name)}", table=Path(name).stem if Path(name).stem in TABLES else ""
    )
    if is_left_behind(name):
        return Problem(
            place=place,
            code="N-IGNORED",
            severity="note",
            wrong="a file that an editor or the system left behind was ignored",
        )
    if name.startswith("."):
        return None
    if name == "second" and found.shown == paper and entry.is_dir(follow_symlinks=False):
        return None
    allowed = {"paper.yaml", f"{paper}.xlsx", *(f"{table}.csv" for table in TABLES)}
    if name not in allowed:
        return _unknown(place, name, allowed, found)
    problem = irregular(entry, place)
    if problem:
        return problem
    if name == "paper.yaml":
        found.info = Path(entry.path)
    elif name.endswith(".xlsx"):
        found.workbook = Path(entry.path)
    else:
        found.tables[name.removesuffix(".csv")] = Path(entry.path)
    return None


def irregular(entry: os.DirEntry[str], place: Place) -> Problem | None:
    """Why a file must not be opened: a link, no regular file, too large."""
    status = entry.stat(follow_symlinks=False)
    if stat.S_ISLNK(status.st_mode):
        return Problem(
            place=place,
            code="E-LINK",
            wrong="this is a link, not a file",
            entered=entry.name,
            expected="a regular file",
            cure="put the file itself here",
        )
    if not stat.S_ISREG(status.st_mode):
        return Problem(
            place=place,
            code="E-FILE",
            wrong="this is not a regular file",
            entered=entry.name,
            expected="a regular file",
            cure="remove it, or put a file here",
        )
    if status.st_size > LARGEST_FILE:
        return Problem(
            place=place,
            code="E-SIZE",
            wrong=f"the file has {status.st_size:,} bytes",
            entered=entry.name,
            expected=f"at most {LARGEST_FILE:,} bytes",
            cure="keep only the paper's tables in it",
        )
    return None


def read_bytes(path: Path, place: Place) -> tuple[bytes, Problem | None]:
    """The content of a file, or why it cannot be opened, or that somebody wrote it at the same time."""
    try:
        with open(path, "rb", opener=_opened_as_it_is) as file:
            before = os.fstat(file.fileno())
            data = content_of(file)
        after = os.stat(path, follow_symlinks=False)
    except OSError as error:
        return b"", Problem(
            place=place,
            code="E-READ",
            wrong=f"the file cannot be opened ({os.strerror(error.errno or 5)})",
            entered=path.name,
            expected="a file that may be read",
            cure="look at its permissions, and whether another program holds it",
        )
    if not stat.S_ISREG(before.st_mode) or _state(before) != _state(after) or len(data) != after.st_size:
        return b"", Problem(
            place=place,
            code="E-CHANGED",
            wrong="the file was changed while it was read",
            entered=path.name,
            expected="a file that nobody writes at the same time",
            cure="wait until it is saved, and check again",
        )
    return data, None


def _opened_as_it_is(path: str, flags: int) -> int:
    """Open without following a link, and without waiting for the other end of a pipe, should the file have become
    one."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def content_of(file: BinaryIO) -> bytes:
    """What stands in an open file."""
    return file.read(LARGEST_FILE + 1)


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns, stat.S_IFMT(status.st_mode)


def _unknown(place: Place, name: str, allowed: set[str], found: PaperFiles) -> Problem:
    workbook = f"{place.paper}.xlsx"
    same = next((known for known in sorted(allowed) if known.casefold() == name.casefold()), "")
    suffix, like = Path(name).suffix.casefold(), same or nearest(_without_copy_marks(name), allowed)
    if name == "sets.csv":
        wrong, cure = "sets are of all papers, not of one", "move it to data/raw, beside the folders of the papers"
    elif suffix in _OTHER_WORKBOOKS:
        wrong, cure = f"workbooks of the kind {suffix} are not read", f"save it as {workbook}, without macros"
    elif like in found.names:
        wrong, cure = (
            f"{like} is there already; this may be a copy of it, or another version",
            "compare the two, and move this one out of the folder",
        )
    elif suffix == ".xlsx":
        wrong, cure = "a workbook of another name", f"call the one workbook of this paper {workbook}"
    elif same:
        wrong, cure = "the name differs from that of a table in upper and lower case only", f"rename it to {same}"
    else:
        wrong, cure = (
            "a file that does not belong here",
            f"rename it to {like}" if like else "move it out of the folder",
        )
    return Problem(
        place=place,
        code="E-FILE",
        wrong=wrong,
        entered=name,
        expected=f"paper.yaml, {', '.join(TABLES)} as .csv, or {workbook}",
        cure=cure,
    )


def _without_copy_marks(name: str) -> str:
    """A name without what programs add to copies: counts (1).csv, Copy of counts.csv, counts.csv~, #counts.csv#."""
    return _COPY_MARKS.sub("", name).strip(" ~#") or name


def _missing(paper: str, found: PaperFiles) -> list[Problem]:
    problems = []
    reported = {problem.place.file for problem in found.problems}
    if found.info is None and f"{paper}/paper.yaml" not in reported:
        problems.append(
            Problem(
                place=Place(paper=paper, file=f"{paper}/paper.yaml", table="paper"),
                code="E-MISSING",
                wrong="the file is missing",
                expected="paper.yaml with source_kind, trial, title, first_author and year",
                cure="add it",
            )
        )
    if (
        found.workbook is None
        and "groups" not in found.tables
        and not reported & {f"{paper}/groups.csv", f"{paper}/{paper}.xlsx"}
    ):
        problems.append(
            Problem(
                place=Place(paper=paper, file=f"{paper}/groups.csv", table="groups"),
                code="E-MISSING",
                wrong="the file is missing",
                expected="groups.csv with a row for each group of patients",
                cure="add it",
            )
        )
    return problems


def _tables_twice(paper: str, found: PaperFiles) -> list[Problem]:
    if found.workbook is None or not found.tables:
        return []
    names = ", ".join(f"{name}.csv" for name in sorted(found.tables))
    return [
        Problem(
            place=Place(paper=paper, file=f"{found.shown}/{paper}.xlsx"),
            code="E-BOTH",
            wrong=f"the tables stand here and in {names}",
            entered=f"{paper}.xlsx",
            expected="CSV files or one workbook",
            cure="remove one of the two",
        )
    ]


def printable(name: str) -> str:
    """A file name that can be shown and written: what is not printable becomes an escape."""
    return name if name.isprintable() else shown(name)[1:-1]

"""`reanalysis fix`: shows repairs that change no value as a patch, and makes them when asked to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from reanalysis.commands.places import paper_folder
from reanalysis.commands.repairs import Repair, is_space, repair_table, repair_text
from reanalysis.commands.terminal import DONE, FAILED, coloured, fail, tell, tell_json, visible
from reanalysis.entry.sources.files import LARGEST_FILE
from reanalysis.model.rows import TABLES, columns_of
from reanalysis.wording import counted

_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def run(project: Path, paper: str, *, apply: bool = False, as_json: bool = False) -> int:
    """Show, or make, the repairs of a paper's files, those of its second entry included; returns the exit status."""
    folder = paper_folder(project, paper)
    tables, workbooks = list(files_of(folder)), list(workbooks_of(folder))
    if as_json:
        return _told_as_json(folder, {path: repair_of(path) for path in tables}, workbooks, apply=apply)
    for path in workbooks:
        tell(
            f"{_name(path, folder)} is a workbook, which this command leaves alone: mend its cells in the spreadsheet.",
            colour="yellow",
            error=True,
        )
    if workbooks and not tables:
        return FAILED
    repairs = {path: repair_of(path) for path in tables}
    for path, repair in repairs.items():
        show(_name(path, folder), repair)
    if not any(repair.changes for repair in repairs.values()):
        _nothing_to_repair(folder)
    elif not apply:
        tell(
            f"Nothing was written. To make these repairs: reanalysis fix {visible(folder.name)} --apply",
            colour="yellow",
        )
    else:
        for path, repair in repairs.items():
            if repair.changes:
                write(path, repair)
                tell(f"Repaired: {_name(path, folder)}", colour="green")
    return DONE


def _nothing_to_repair(folder: Path) -> None:
    """Say so, and that errors are left where there are any: nobody should take the paper for right."""
    from reanalysis.entry import read_paper

    errors = sum(finding.severity == "error" for finding in read_paper(folder)[1])
    left = (
        f"; {counted(errors, 'error')} left that only a person can mend: reanalysis check {visible(folder.name)} "
        "says more"
        if errors
        else ""
    )
    tell(f"{visible(folder.name)}: nothing to repair{left}.", colour="yellow" if errors else "green")


def _told_as_json(folder: Path, repairs: dict[Path, Repair], workbooks: list[Path], *, apply: bool) -> int:
    """The same for programs: of every file what is repaired, the patch, and why its cells were left alone."""
    if apply:
        for path, repair in repairs.items():
            if repair.changes:
                write(path, repair)
    files = [
        {
            "file": _name(path, folder),
            "repairs": list(repair.done),
            "left": repair.left,
            "patch": list(patch(_name(path, folder), repair)),
        }
        for path, repair in repairs.items()
        if repair.changes or repair.left
    ]
    tell_json(
        {
            "paper": folder.name,
            "applied": apply,
            "files": files,
            "workbooks": [_name(path, folder) for path in workbooks],
        }
    )
    return FAILED if workbooks and not repairs else DONE


def files_of(folder: Path) -> Iterator[Path]:
    """The text files of a paper that may be repaired: regular ones, not too large, of both entries."""
    for place in (folder, folder / "second"):
        if place.is_symlink():  # what it leads to may belong to somebody else
            continue
        for name in ("paper.yaml", *(f"{table}.csv" for table in TABLES)):
            path = place / name
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST_FILE:
                yield path


def workbooks_of(folder: Path) -> Iterator[Path]:
    """The workbooks of a paper; lock files are none."""
    return (
        path
        for place in (folder, folder / "second")
        for path in sorted(place.glob("*.xlsx"))
        if not path.name.startswith(("~$", "."))
    )


def repair_of(path: Path) -> Repair:
    """What can be repaired in a file."""
    data = path.read_bytes()
    return repair_table(data, frozenset(columns_of(TABLES[path.stem]))) if path.suffix == ".csv" else repair_text(data)


def show(name: str, repair: Repair) -> None:
    """Print what is repaired in a file, in words and as a patch; characters that cannot be seen are made visible."""
    if repair.left:
        tell(f"{name}: its cells are left alone; {repair.left}. reanalysis check says more.", colour="yellow")
    if not repair.changes:
        return
    tell(f"{name}: {', '.join(repair.done)}", colour="bold")
    for line in patch(name, repair):
        tell(coloured(line, "bold" if line.startswith(("---", "+++")) else _COLOURS.get(line[:1], "")))


def patch(name: str, repair: Repair) -> Iterator[str]:
    """What a repair changes, line by line, for the eye."""
    return unified_diff(_lines(repair.before), _lines(repair.after), name, f"{name} (repaired)", n=0, lineterm="")


def _lines(data: bytes) -> list[str]:
    """Lines to be compared by eye. Line ends are said in words alone, or every line would differ."""
    text = data.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
    return [_visible(line) for line in text.replace("\r", "\n").removesuffix("\n").split("\n")]


def _visible(line: str) -> str:
    """Spaces at the edges of cells as middle dots, what else cannot be seen as an escape."""
    cells = []
    for cell in line.split(","):
        inner = cell.strip(' "')
        start = cell.index(inner) if inner else len(cell)
        end = start + len(inner)
        cells.append(cell[:start].replace(" ", "·") + inner + cell[end:].replace(" ", "·"))
    return "".join(
        c if c.isprintable() and not (c != " " and is_space(c)) else c.encode("unicode_escape").decode()
        for c in ",".join(cells)
    )


def write(path: Path, repair: Repair) -> None:
    """Replace a file as a whole, unless it has changed since it was read."""
    neighbour = path.with_name(f".{path.name}.part")
    try:
        neighbour.write_bytes(repair.after)
        shutil.copymode(path, neighbour)
        if path.read_bytes() != repair.before:
            fail(
                f"{path.name} was changed while it was being repaired; nothing was written to it. Save it, and "
                "call the command again."
            )
        os.replace(neighbour, path)
    finally:
        neighbour.unlink(missing_ok=True)


def _name(path: Path, folder: Path) -> str:
    return visible(path.relative_to(folder.parent).as_posix())

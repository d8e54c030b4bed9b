"""`reanalysis new`: the folder of a paper, ready to be filled in. Nothing that is there is ever overwritten."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from reanalysis.commands.places import paper_folder, shown
from reanalysis.commands.terminal import DONE, FAILED, USAGE, fail, tell
from reanalysis.model.cells import CellError, paper_name
from reanalysis.model.rows import TABLES

USUAL = ("groups", "counts")
_DEVICES = re.compile(r"con|prn|aux|nul|com[1-9]|lpt[1-9]")  # names that Windows keeps for itself


def run(project: Path, paper: str, *, workbook: bool = False, second: bool = False, tables: str = "") -> int:
    """Make the folder of a paper, add tables to one, or make its second entry; returns the exit status."""
    wanted = _named(tables)
    folder = paper_folder(project, paper) / "second" if second else project / "data/raw" / _checked(paper)
    if folder.exists() and (not wanted or workbook):
        rest = "" if workbook or second else f" To add a table: reanalysis new {paper} --tables times."
        fail(f"{shown(folder)} is there already; nothing was changed.{rest}", status=FAILED)
    name = folder.parent.name if second else folder.name
    files = _files(project, name, wanted, workbook=workbook, second=second)
    if folder.exists():
        files = {f"{table}.csv": files[f"{table}.csv"] for table in wanted}
        _add(folder, files)
    else:
        _make(folder, files)
    _say(folder, name, files, second=second)
    return DONE


def _named(tables: str) -> list[str]:
    """The tables of an option such as `times,summaries`, or `all`."""
    names = [name.strip().removesuffix(".csv") for name in tables.split(",") if name.strip()]
    for name in names:
        if name not in TABLES and name != "all":
            from reanalysis.entry.messages import nearest

            like = nearest(name, TABLES)
            fail(
                f"There is no table {name!r}.{f' Did you mean {like}?' if like else ''} Tables: {', '.join(TABLES)}.",
                status=USAGE,
            )
    return list(TABLES) if "all" in names else names


def _checked(paper: str) -> str:
    """The name of a new paper, if it may be one."""
    try:
        name = paper_name(paper)
    except CellError as error:
        rules = error.context or {}
        fail(f"{paper!r} cannot be the name of a paper. It must be {rules['expected']}; {rules['cure']}.", status=USAGE)
    if _DEVICES.fullmatch(name):
        fail(
            f"{paper!r} cannot be the name of a paper: Windows keeps it for a device. Use first author and year, "
            "such as kantarjian2003.",
            status=USAGE,
        )
    return name


def _files(project: Path, name: str, wanted: Sequence[str], *, workbook: bool, second: bool) -> dict[str, bytes]:
    """Names and contents of the files."""
    from reanalysis.entry.blank.templates import csv_text, info_text

    given: Mapping[str, Sequence[Mapping[str, str]]] = {}
    tables: Sequence[str] = list(dict.fromkeys([*USUAL, *wanted]))
    if second:
        from reanalysis.entry.second import names_for_second

        given, there = names_for_second(project / "data/raw" / name)
        tables = wanted or there
    files = {} if second else {"paper.yaml": info_text(name).encode()}
    if workbook:
        return files | {f"{name}.xlsx": _workbook(project, given)}
    return files | {f"{table}.csv": csv_text(table, given.get(table, ())).encode() for table in tables}


def _workbook(project: Path, given: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    from reanalysis.choices import problems

    if found := problems(project):
        fail(f"The lists of the workbook come from config, which cannot be read. {found[0]}", status=FAILED)
    from reanalysis.entry.blank.workbook import workbook
    from reanalysis.model.store import load_outcomes, load_scales

    return workbook(load_outcomes(project / "config/outcomes.yaml"), load_scales(project / "config/scales.yaml"), given)


def _make(folder: Path, files: Mapping[str, bytes]) -> None:
    """The whole folder or nothing: beside it under a hidden name first, then in place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as place:
        made = Path(place) / folder.name
        made.mkdir()
        for file, data in files.items():
            (made / file).write_bytes(data)
        made.rename(folder)


def _add(folder: Path, files: Mapping[str, bytes]) -> None:
    """Tables into a folder that is there, all or none."""
    there = [file for file in files if (folder / file).exists()]
    if there or any(folder.glob("*.xlsx")):
        what = ", ".join(there) if there else "a workbook with the tables"
        fail(f"{shown(folder)} has {what} already; nothing was changed.", status=FAILED)
    for file, data in files.items():
        with open(folder / file, "xb") as new:
            new.write(data)


def _say(folder: Path, name: str, files: Mapping[str, bytes], *, second: bool) -> None:
    """What was made, and what to do with it."""
    if second:
        tell(f"Made {shown(folder)} for the second entry: {', '.join(files)}", colour="green")
        tell(
            "Give it to somebody who has not seen the first entry. The ids of the groups are given; everything "
            "else is typed from the paper."
        )
        tell(f"Then compare the two: reanalysis compare {name}")
        return
    made = "paper.yaml" in files
    tell(f"{'Made' if made else 'Added to'} {shown(folder)}: {', '.join(files)}", colour="green")
    tell("Fill in paper.yaml and replace the example rows." if made else "Replace the example rows.")
    more = [table for table in TABLES if not (folder / f"{table}.csv").exists()]
    if more and not list(folder.glob("*.xlsx")):
        tell(f"For other tables: reanalysis new {name} --tables {','.join(more[:2])} (there are {', '.join(more)})")
    tell(f"Then check it: reanalysis check {name}")

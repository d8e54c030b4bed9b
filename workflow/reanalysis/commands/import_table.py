"""`reanalysis import table`: a sheet that somebody has becomes papers, each cell with its place, and is checked."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reanalysis.commands.places import papers_of, shown
from reanalysis.commands.sheet import FILLED, Import, Made, Sheet, SheetError, apply_map, read_map, read_sheet
from reanalysis.commands.terminal import DATA_ERRORS, DONE, FAILED, fail, tell, visible
from reanalysis.model.rows import TABLES, SetMember, columns_of
from reanalysis.wording import counted

MOST_NAMED = 12


def run(project: Path, file: Path, *, mapping: Path, sheet: str = "") -> int:
    """Make papers of a sheet by a map, then check them; returns the exit status. All of them are made, or none."""
    try:
        table, given = read_sheet(file, sheet), read_map(mapping)
        return add(project, table, given, apply_map(table, given))
    except SheetError as reason:
        fail(f"Nothing was imported: {visible(str(reason))}.", status=FAILED)


def add(project: Path, sheet: Sheet, mapping: Mapping[str, Any], made: Import) -> int:
    """Write the papers and the sets of an import, say what was lost, and check what was made."""
    from reanalysis.commands import check

    write(project, sheet, mapping, made)
    _say(project, sheet, made)
    status = check.run(project, list(made.papers), warnings=True)
    return status or (DATA_ERRORS if made.refused else DONE)


def write(project: Path, sheet: Sheet, mapping: Mapping[str, Any], made: Import) -> None:
    """Write the papers and sets of an import: all of them, or none with a SheetError."""
    if not made.papers:
        raise SheetError(f"no line of {sheet.name} gives a paper ({'; '.join(made.refused[:3]) or 'it has none'})")
    there = sorted(set(papers_of(project / "data/raw")) & made.papers.keys())
    if there:
        raise SheetError(f"{', '.join(there[:MOST_NAMED])} stand in data/raw already, and nothing is overwritten")
    sets = _sets(project, made.sets)
    _write(project / "data/raw", made, mapping, sheet)
    if sets:
        (project / "data/raw/sets.csv").write_text(sets, encoding="utf-8")


def _write(raw: Path, made: Import, mapping: Mapping[str, Any], sheet: Sheet) -> None:
    """All folders beside their places first, then in place."""
    raw.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=raw, prefix=".import-") as place:
        for paper in made.papers.values():
            folder = Path(place) / paper.name
            folder.mkdir()
            (folder / "paper.yaml").write_text(_yaml(paper, mapping, sheet), encoding="utf-8")
            for table, rows in paper.tables.items():
                (folder / f"{table}.csv").write_text(_csv(list(columns_of(TABLES[table])), rows), encoding="utf-8")
        for name in made.papers:
            (Path(place) / name).rename(raw / name)


def _yaml(paper: Made, mapping: Mapping[str, Any], sheet: Sheet) -> str:
    lost = f" Not entered: {'; '.join(paper.losses)}." if paper.losses else ""
    lines = ", ".join(map(str, paper.lines))
    notes = f"{paper.info.get('notes', '')} Imported from {sheet.name}, line {lines}.{lost}".strip()
    info = {**paper.info, "notes": notes[:1990]}
    text = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in info.items())
    used = {row.get(name) for rows in paper.tables.values() for row in rows for name in ("outcome", "endpoint")}
    labels = [one for one in mapping.get("outcomes", []) if one.get("id") in used]
    if labels:
        text += "labels:\n"
    for one in labels:
        items = [f"{key}: {json.dumps(str(value), ensure_ascii=False)}" for key, value in one.items()]
        text += f"  - {items[0]}\n" + "".join(f"    {item}\n" for item in items[1:])
    return text


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """A table with the columns that are filled somewhere, in their order."""
    used = [name for name in columns if any(row.get(name) for row in rows)]
    file = io.StringIO()
    writer = csv.DictWriter(file, used, lineterminator="\n", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _sets(project: Path, rows: Sequence[Mapping[str, str]]) -> str:
    """sets.csv with the rows of the import behind its own; blank where there is nothing to add."""
    if not rows:
        return ""
    path = project / "data/raw/sets.csv"
    before: list[dict[str, str]] = []
    if path.exists():
        before = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
        twice = sorted({row["set"] for row in before} & {row["set"] for row in rows})
        if twice:
            raise SheetError(f"sets.csv has a set {', '.join(twice)} already")
    return _csv(list(columns_of(SetMember)), [*before, *rows])


def _say(project: Path, sheet: Sheet, made: Import) -> None:
    names = list(made.papers)
    listed = ", ".join(names[:MOST_NAMED]) + (f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else "")
    rows = sum(len(paper.tables.get(table, ())) for paper in made.papers.values() for table in FILLED)
    where = shown(project / "data/raw")
    tell(f"{counted(len(names), 'paper')} made in {where} from {visible(sheet.name)}: {listed}", colour="green")
    tell(
        f"{counted(rows, 'row')} entered, each with its cells as source; {counted(len(made.sets), 'row')} of sets.csv."
    )
    if made.unused:
        tell(f"Columns that the map does not name, kept in the notes of each paper: {', '.join(made.unused)}")
    lost = sum(bool(paper.losses) for paper in made.papers.values())
    if lost:
        tell(f"{counted(lost, 'paper')} with something that was not entered: the notes of paper.yaml name it.")
    for reason in made.refused:
        tell(f"Not imported: {visible(reason)}", colour="yellow", error=True)

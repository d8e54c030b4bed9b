"""`reanalysis acknowledge`: writes into acknowledged.csv of a paper that somebody accepts findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from reanalysis.commands.check import line_of
from reanalysis.commands.findings import check, label, with_last_run
from reanalysis.commands.places import paper_folder, shown
from reanalysis.commands.terminal import DONE, FAILED, USAGE, fail, tell
from reanalysis.model.finding import Finding
from reanalysis.wording import counted


def run(project: Path, paper: str, numbers: Sequence[int], *, reason: str, by: str) -> int:
    """Accept the findings with these numbers; returns the exit status. Nothing is written unless all can be."""
    from reanalysis.choices import problems

    folder = paper_folder(project, paper)
    if found := problems(project):
        fail(found[0])
    if not reason.strip() or not by.strip():
        fail("A finding is accepted with a reason and the initials of a person: --reason and --by.", status=USAGE)
    checked, _ = with_last_run(project, check(project, folder.name))
    if folder.name in checked.dataset.left_out:
        fail(f"{folder.name} has errors, which can only be mended: reanalysis check {folder.name} names them.")
    listed = dict(checked.numbered(folder.name))
    wanted = [_acceptable(number, listed, folder.name) for number in dict.fromkeys(numbers)]
    from reanalysis.derive.acknowledgement import acknowledgement_cells

    rows = [
        acknowledgement_cells(finding, checked.dataset) | {"reason": reason.strip(), "by": by.strip()}
        for finding in wanted
    ]
    if list(folder.glob("*.xlsx")):
        _refuse_workbook(rows)
    path = folder / "acknowledged.csv"
    _write(path, rows)
    for finding in wanted:
        tell(f"Accepted: {line_of(finding, checked.dataset)}")
    tell(f"{counted(len(rows), 'row')} written into {shown(path)}", colour="green")
    return DONE


def _acceptable(number: int, listed: Mapping[int, Finding], paper: str) -> Finding:
    """The finding with a number, if it can be accepted."""
    finding = listed.get(number)
    if finding is None:
        there = f"1 to {len(listed)}" if listed else "none"
        fail(f"{paper} has no finding {number}; there are {there}: reanalysis check {paper} --all", status=USAGE)
    if finding.severity == "error" or finding.check == "nothing_to_acknowledge":
        fail(f"Finding {number} cannot be accepted, it must be mended: {finding.message}", status=USAGE)
    if label(finding) == "acknowledged":
        fail(f"Finding {number} was accepted by {finding.acknowledged_by} already.", status=USAGE)
    return finding


def _refuse_workbook(rows: Sequence[Mapping[str, str]]) -> None:
    """A program that saves a workbook may lose what it does not know of it, so the person pastes the row."""
    tell("This paper is a workbook, which this command leaves alone. Put into its sheet acknowledged:", error=True)
    for row in rows:
        tell("\t".join(row.values()))
    fail("Nothing was written.", status=FAILED)


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Add rows to the table as it stands, under its own header; an example row makes way."""
    from reanalysis.derive.acknowledgement import ACKNOWLEDGED_COLUMNS
    from reanalysis.entry.blank.templates import is_example
    from reanalysis.model.store import write_bytes

    text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
    lines = text.splitlines() or [",".join(ACKNOWLEDGED_COLUMNS)]
    header = [name.strip() for name in next(csv.reader([lines[0]]))]
    missing = [name for name in ACKNOWLEDGED_COLUMNS if name not in header and name != "numbers"]
    if missing:
        fail(f"{shown(path)} has no column {missing[0]}; nothing was written.")
    if "source" in header:
        at = header.index("source")
        lines = [lines[0]] + [line for line in lines[1:] if not is_example(_cell(line, at))]
    file = io.StringIO()
    writer = csv.DictWriter(file, header, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writerows(rows)
    write_bytes(path, ("\n".join(lines) + "\n" + file.getvalue()).encode())


def _cell(line: str, position: int) -> str:
    cells = next(csv.reader([line]), [])
    return cells[position] if position < len(cells) else ""

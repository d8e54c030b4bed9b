"""data/raw to papers: every folder is a paper; problems become findings, and a paper with an error is left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reanalysis.entry.messages import Place, Problem, findings_of, letters
from reanalysis.entry.rules.sets import read_sets
from reanalysis.entry.sources.files import is_left_behind, printable
from reanalysis.entry.tables.table import Table
from reanalysis.entry.typed import Typed, read_typed
from reanalysis.model.agreement import Agreement, Difference
from reanalysis.model.cells import CellError, paper_name
from reanalysis.model.config import Vocabulary
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.model.paper import Dataset, Paper, PaperInfo
from reanalysis.model.rows import Row
from reanalysis.model.store import tables_of

if TYPE_CHECKING:
    from reanalysis.entry.second import Compared

SETS = "sets.csv"
#: Tables that hold no number of the paper itself: what is wrong in a row of them leaves out that row, not the paper.
WITHOUT_NUMBERS = tuple(name for name, table in INPUT_TABLES.items() if not table.of_paper)


@dataclass(frozen=True)
class Entry:
    """What was read, what was noticed on the way, and how far second entries agree with the first."""

    dataset: Dataset
    findings: tuple[Finding, ...]
    agreements: tuple[Agreement, ...] = ()
    differences: tuple[Difference, ...] = ()


def read_raw(raw: Path, *, only: Collection[str] | None = None, names: Vocabulary | None = None) -> Entry:
    """Read every paper of a folder, and its sets; second entries are compared of all papers, or of `only` some.

    `names` is what outcomes, endpoints and scales are called; without it they are known by their ids alone.

    Data problems never raise: a paper with errors is left out with their number, the others go on.
    """
    from reanalysis.entry.second import findings_of_second  # which needs this module

    papers: dict[str, Paper] = {}
    compared = []
    left_out: dict[str, int] = {}
    findings: list[Finding] = []
    entries = _entries(raw)
    for entry in filter(_is_folder, entries):
        paper, found, second = _read_twice(Path(entry.path), names, compare=only is None or entry.name in only)
        findings += found
        if second is not None:
            compared.append(second)
            findings += findings_of_second(second)
        if paper is not None:
            papers[paper.name] = paper
        else:
            left_out[printable(entry.name)] = sum(finding.severity == "error" for finding in found)
    sets = next((entry for entry in entries if entry.name == SETS), None)
    rows, problems = read_sets(sets, papers, left_out, names) if sets else ((), [])
    findings += findings_of([*_strays(entries), *problems])
    agreements, differences = (
        tuple(one.agreement for one in compared),
        tuple(item for one in compared for item in one.differences),
    )
    return Entry(Dataset(papers, left_out, rows), tuple(findings), agreements, differences)


def _read_twice(
    folder: Path, names: Vocabulary | None, *, compare: bool
) -> tuple[Paper | None, list[Finding], Compared | None]:
    """A paper, what was noticed, and how its second entry agrees, where that is asked for; what a machine typed is no
    paper yet as long as no person agrees with it."""
    from reanalysis.entry.second import compare_entries  # which needs this module

    paper, found, typed = _read_paper(folder, names)
    if typed is None or not (compare or _needs_a_person(paper)):
        return paper, found, None
    second = compare_entries(folder, typed, names=names)
    if paper is not None and _needs_a_person(paper):
        unconfirmed = findings_of(_unconfirmed(paper, second.agreement))
        paper, found = (None if unconfirmed else paper), [*found, *unconfirmed]
    return paper, found, second if compare else None


def _needs_a_person(paper: Paper | None) -> bool:
    """Whether a machine typed a paper, and nobody says to have held it against what is printed."""
    return paper is not None and paper.info.entered_by == "machine" and not paper.info.confirmed_by


def _unconfirmed(paper: Paper, agreement: Agreement) -> Iterator[Problem]:
    """That a paper which a machine typed has no second entry of a person, or one that does not agree."""
    apart = agreement.cells_differing + agreement.only_first + agreement.only_second + agreement.problems
    if agreement.second and agreement.cells_agreeing and not apart:
        return
    why = f"differs in {apart} places" if agreement.second else "is not there"
    yield Problem(
        place=Place(
            paper=paper.name,
            file=f"{paper.name}/paper.yaml",
            table="paper",
            row=paper.lines.get("entered_by", 1),
            column="entered_by",
        ),
        code="E-MACHINE",
        wrong=f"a machine typed this paper, and the second entry of a person {why}",
        entered="machine",
        expected="a second entry that agrees, or confirmed_by",
        cure="type the paper into its folder second (reanalysis new --second), or hold every number against the paper "
        "and write your initials into confirmed_by",
    )


def _entries(raw: Path) -> list[os.DirEntry[str]]:
    """What stands in the folder, sorted by name; hidden files are none of ours."""
    try:
        entries = list(os.scandir(raw))
    except OSError:
        return []
    return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is read as a paper; a link is, so that it can be refused."""
    return entry.name != SETS and (entry.is_dir() or entry.is_symlink())


def _strays(entries: Sequence[os.DirEntry[str]]) -> Iterator[Problem]:
    """What is wrong with the folder itself: nothing in it, or files that do not belong there."""
    if not any(entry.name != SETS for entry in entries):
        yield Problem(
            place=Place(paper="", file="data/raw"),
            code="E-EMPTY",
            wrong="there are no papers",
            expected="a folder for each paper",
            cure="add a folder with paper.yaml and groups.csv",
        )
    for entry in entries:
        kept = entry.name in (SETS, "README.md") or is_left_behind(entry.name)
        if not kept and not _is_folder(entry):
            yield _stray(entry)


def _stray(entry: os.DirEntry[str]) -> Problem:
    place = Place(paper="", file=printable(entry.name))
    return Problem(
        place=place,
        code="W-FILE",
        severity="warning",
        wrong="a file that does not belong here was not read",
        entered=entry.name,
        expected="sets.csv and a folder for each paper",
        cure="move it into a paper's folder, or away",
    )


def read_paper(folder: Path, *, names: Vocabulary | None = None) -> tuple[Paper | None, list[Finding]]:
    """Read one paper's folder: the paper, or None if there is an error, and everything that was noticed, sorted."""
    paper, findings, _ = _read_paper(folder, names)
    return paper, findings


def _read_paper(folder: Path, names: Vocabulary | None) -> tuple[Paper | None, list[Finding], Typed | None]:
    """The paper and the findings, and what was typed where the folder may be opened."""
    folder = Path(os.path.abspath(folder))  # not resolve(): a link is to be seen as one
    refusal = _refuse_folder(folder)
    if refusal:
        return None, findings_of([refusal]), None
    typed = read_typed(folder, names=names)
    findings = findings_of(typed.problems)
    wrong = any(finding.severity == "error" and finding.table not in WITHOUT_NUMBERS for finding in findings)
    if wrong or typed.info is None:
        return None, findings, typed
    paper = Paper(
        folder.name,
        typed.info,
        lines={key: line for key, line in typed.lines.items() if key in PaperInfo.model_fields},
        letters=_letters(typed.tables),
        **tables_of({table: _rows(found, findings) for table, found in typed.tables.items()}),
    )
    return paper, findings, typed


def _rows(table: Table, findings: Collection[Finding]) -> tuple[Row, ...]:
    """The rows of a table; of one that holds no number of the paper, those without an error."""
    name = table.model.table
    if name not in WITHOUT_NUMBERS:
        return tuple(table.rows)
    wrong = {finding.row for finding in findings if finding.severity == "error" and finding.table == name}
    return tuple(row for row in table.rows if place_of(row.ref)[1] not in wrong)


def _letters(tables: dict[str, Table]) -> dict[str, dict[str, str]]:
    """For every sheet, the letter of each column: K for reported."""
    return {
        name: {column: letters(position) for column, position in table.columns.items()}
        for name, table in tables.items()
        if table.grid.sheet
    }


def _refuse_folder(folder: Path) -> Problem | None:
    name = printable(folder.name)
    place = Place(paper=name, file=name)
    try:
        status = folder.lstat()
    except OSError:
        return Problem(
            place=place,
            code="E-READ",
            wrong="there is no such folder",
            entered=folder.name,
            expected="a paper's folder in data/raw",
            cure="correct the name",
        )
    if stat.S_ISLNK(status.st_mode):
        return Problem(
            place=place,
            code="E-LINK",
            wrong="this is a link, not a folder",
            entered=folder.name,
            expected="a folder",
            cure="put the folder itself here",
        )
    if not stat.S_ISDIR(status.st_mode):
        return Problem(
            place=place,
            code="E-FILE",
            wrong="this is not a folder",
            entered=folder.name,
            expected="a folder for each paper",
            cure="move the file into a paper's folder",
        )
    try:
        paper_name(folder.name)
    except CellError as error:
        context = error.context or {}
        return Problem(
            place=place,
            code="E-PAPER",
            wrong="a folder's name that is not the name of a paper",
            entered=folder.name,
            expected=context["expected"],
            cure=_name_cure(folder, context["cure"]),
        )
    return None


def _name_cure(folder: Path, otherwise: str) -> str:
    same = [
        other.name
        for other in folder.parent.iterdir()
        if other.name != folder.name and other.name.casefold() == folder.name.casefold()
    ]
    return f"{otherwise}; {printable(same[0])} differs in upper and lower case only" if same else otherwise

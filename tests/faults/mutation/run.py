"""Faults into papers, papers through entry and audit, and what was noticed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import copyfile

from reanalysis.analyses.reported_intervals import interval_findings
from reanalysis.audit import audit_dataset
from reanalysis.entry.read import read_paper, read_raw
from reanalysis.entry.second import compare_entries
from reanalysis.model import store
from reanalysis.model.config import AuditConfig
from reanalysis.model.finding import Finding
from reanalysis.model.paper import Dataset

from .format_faults import FORMAT_FAULTS
from .papers import Mutant, Raw, read_folder
from .value_faults import VALUE_FAULTS

PROJECT = Path(__file__).parents[3]
MUTANTS = 2000
SEED = 20261120
TRIES = 30
# These repeat what was entered in other words; a changed one tells nobody that something is wrong.
ECHOES = frozenset(
    {"count_from_percent", "count_not_unique", "interval_reproduced", "same_trial", "nothing_to_analyse"}
)

Fault = Callable[[Raw, Random], Mutant | None]


@dataclass(frozen=True)
class Noticed:
    """One mutant: how it was noticed (error, warning, note, or blank), at the cell, the row, or another row that
    contradicts it."""

    fault: str
    mutant: Mutant
    how: str
    place: str
    told: str
    by_second_entry: bool | None = None


class Laboratory:
    """Copies of the good papers, one of which is damaged at a time."""

    def __init__(self, scratch: Path) -> None:
        self.raw, self.twice, source = (
            scratch / "once",
            scratch / "twice",
            PROJECT / "workflow/reanalysis/examples/five-trials/data/raw",
        )
        self.good = read_raw(source).dataset
        self.papers = {
            name: read_folder(source / name) for name in self.good.papers if not list((source / name).glob("*.xlsx"))
        }
        for name in self.papers:
            for folder in (self.raw / name, self.twice / name, self.twice / name / "second"):
                folder.mkdir(parents=True)
                for path in (*(source / name).glob("*.csv"), source / name / "paper.yaml"):
                    copyfile(path, folder / path.name)
        self.outcomes, self.scales = (
            store.load_outcomes(PROJECT / "config/outcomes.yaml"),
            store.load_scales(PROJECT / "config/scales.yaml"),
        )
        self.before = {name: Counter(map(identity, self.findings(name))) for name in self.papers}

    def findings(self, name: str) -> list[Finding]:
        """What entry and audit say of a paper as it stands now, the others being good."""
        paper, found = read_paper(self.raw / name)
        if paper is None:
            return found
        dataset = Dataset(self.good.papers | {name: paper}, {}, self.good.sets)
        audited = audit_dataset(dataset, self.outcomes, self.scales, AuditConfig(), only=name)
        return [*found, *audited, *interval_findings(paper)]

    def new_findings(self, mutant: Mutant) -> list[Finding]:
        """What is said of the damaged paper and was not said of the good one."""
        with damaged(self.raw / mutant.paper, mutant):
            found = self.findings(mutant.paper)
        left = Counter(self.before[mutant.paper])
        new = []
        for finding in found:
            if left[identity(finding)] > 0:
                left[identity(finding)] -= 1
            elif finding.check not in ECHOES:
                new.append(finding)
        return new

    def seen_by_second_entry(self, mutant: Mutant) -> bool:
        """Whether the good paper as second entry differs from the damaged one in more than own words."""
        folder = self.twice / mutant.paper
        with damaged(folder, mutant):
            compared = compare_entries(folder)
        return compared.agreement.problems > 0 or any(difference.kind != "text" for difference in compared.differences)


@contextmanager
def damaged(folder: Path, mutant: Mutant) -> Iterator[None]:
    """The folder with the mutant's files in place of the good ones."""
    good = {file: (folder / file).read_bytes() for file in mutant.files}
    try:
        for file, data in mutant.files.items():
            (folder / file).write_bytes(data)
        yield
    finally:
        for file, data in good.items():
            (folder / file).write_bytes(data)


def identity(finding: Finding) -> tuple[str, ...]:
    """A finding without its line, which moves when a row is pasted above it."""
    return (
        finding.check,
        finding.severity,
        finding.table,
        finding.column,
        finding.entered,
        finding.expected,
        re.sub(r"^\S+: ", "", finding.message),
    )


def notice(fault: str, mutant: Mutant, new: Sequence[Finding], by_second_entry: bool | None) -> Noticed:
    """How a mutant was noticed, and how near to its cell."""
    ranks = {"error": 0, "warning": 1, "note": 2}
    if not new:
        return Noticed(fault, mutant, "", "", "", by_second_entry)
    best = min(new, key=lambda finding: (_distance(mutant, finding), ranks[finding.severity]))
    how = min((finding.severity for finding in new), key=ranks.get)
    return Noticed(
        fault, mutant, how, ("cell", "row", "elsewhere")[_distance(mutant, best)], best.message, by_second_entry
    )


def _distance(mutant: Mutant, finding: Finding) -> int:
    if finding.table != mutant.table or (mutant.lines and int(finding.row or 0) not in mutant.lines):
        return 2
    return 0 if not mutant.column or finding.column in (mutant.column, "") else 1


def mutate(laboratory: Laboratory, faults: Sequence[Fault], number: int, seed: int = SEED) -> list[Noticed]:
    """As many mutants as asked for, the faults and the papers in turn, no mutant twice; a fault that finds no new cell
    is left out."""
    rng = Random(seed)
    waiting = {fault: [] for fault in faults}
    seen, found = set(), []
    while waiting and len(found) < number:
        for fault in list(waiting):
            mutant = _draw(laboratory, fault, rng, waiting[fault], seen)
            if mutant is None:
                del waiting[fault]
            else:
                found.append(
                    notice(
                        fault.__name__,
                        mutant,
                        laboratory.new_findings(mutant),
                        laboratory.seen_by_second_entry(mutant) if fault in VALUE_FAULTS else None,
                    )
                )
            if len(found) == number:
                break
    return found


def _draw(laboratory: Laboratory, fault: Fault, rng: Random, turn: list[str], seen: set) -> Mutant | None:
    """The next mutant of a fault, from the next paper that has one."""
    for _ in range(TRIES):
        if not turn:
            turn.extend(rng.sample(sorted(laboratory.papers), len(laboratory.papers)))
        mutant = fault(laboratory.papers[turn.pop()], rng)
        if mutant is not None and (fault, mutant.paper, mutant.what) not in seen:
            seen.add((fault, mutant.paper, mutant.what))
            return mutant
    return None


ALL_FAULTS: tuple[Fault, ...] = (*FORMAT_FAULTS, *VALUE_FAULTS)

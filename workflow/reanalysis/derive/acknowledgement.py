"""Findings that somebody has looked at and accepts: which they are, the row to paste, those that match nothing any
more.

A finding stays accepted as long as its texts stand: `entered` and `expected`, and, where `numbers` is filled in, every
number of its message. So it comes back when any number under it changes, and not when only the wording of a message
does.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import replace

from reanalysis.model.finding import Finding
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import Acknowledged
from reanalysis.wording import in_words

ACKNOWLEDGED_COLUMNS = ("check", "table", "row", "entered", "expected", "numbers", "reason", "by")
_WORD = re.compile(r"[^A-Za-z0-9_.:%|-]+")


def acknowledge(finding: Finding, dataset: Dataset) -> Finding:
    """The finding, with reason and initials where somebody accepted it as it stands; an error cannot be accepted."""
    paper = dataset.papers.get(finding.paper)
    if paper is None or finding.severity == "error":
        return finding
    row = next((row for row in paper.acknowledged if row.in_use and _accepts(row, finding, dataset)), None)
    if row is None:
        return finding
    return replace(finding, acknowledged="yes", acknowledged_reason=row.reason, acknowledged_by=row.by)


def acknowledgement_cells(finding: Finding, dataset: Dataset) -> dict[str, str]:
    """The cells of a row of acknowledged.csv (see `ACKNOWLEDGED_COLUMNS`) that accepts a finding once reason and
    initials are filled in."""
    keys = _keys_of(finding, dataset)
    return {
        "check": finding.check,
        "table": finding.table,
        "row": " ".join(keys[-1]) if keys and keys[-1] else finding.row,
        "entered": finding.entered,
        "expected": finding.expected,
        "numbers": finding.numbers or "",
    }


def acknowledgement_row(finding: Finding, dataset: Dataset) -> str:
    """The same as a line of the file."""
    text = io.StringIO()
    csv.DictWriter(text, ACKNOWLEDGED_COLUMNS, restval="", lineterminator="").writerow(
        acknowledgement_cells(finding, dataset)
    )
    return text.getvalue()


def nothing_left(dataset: Dataset, findings: Iterable[Finding]) -> list[Finding]:
    """A note for each acknowledgement without a finding; `findings` are those of every stage, or the later ones would
    seem gone."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.paper, []).append(finding)
    notes = []
    for name, paper in dataset.papers.items():
        for row in paper.acknowledged:
            own = found.get(name, [])
            if row.in_use and not any(
                _accepts(row, finding, dataset) for finding in own if finding.severity != "error"
            ):
                notes.append(_note(name, row, [finding for finding in own if _same_place(row, finding, dataset)]))
    return notes


def _note(paper: str, row: Acknowledged, changed: list[Finding]) -> Finding:
    where = f"{row.of_table}, {row.row}" if row.of_table and row.row else row.of_table or row.row or "the paper"
    what = f"{in_words(row.check)} ({where}), accepted by {row.by}"
    if changed:
        now = "; ".join(dict.fromkeys(_texts(finding.entered, finding.expected) for finding in changed))
        message = (
            f"{what}, has changed since: accepted was {_texts(row.entered, row.expected)}, now it is {now}; "
            "look at it again"
        )
        if now == _texts(row.entered, row.expected):
            message = (
                f"{what}, has changed since: accepted were the numbers {row.numbers}, now they are "
                f"{' or '.join(finding.numbers or '' for finding in changed)}; look at it again"
            )
    else:
        message = f"{what}, stands no more: nothing is left to acknowledge, the row can be deleted"
    line = (
        row.ref.rpartition(":")[2]
        if "!" not in row.ref
        else row.ref.rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    )
    return Finding(
        paper=paper,
        check="nothing_to_acknowledge",
        severity="note",
        table="acknowledged",
        row=line,
        column="check",
        entered=row.check,
        message=message,
        source=row.ref,
    )


def _texts(entered: str, expected: str) -> str:
    return " against ".join(text for text in (entered, expected) if text) or "without numbers"


def _accepts(row: Acknowledged, finding: Finding, dataset: Dataset) -> bool:
    same = (row.entered, row.expected) == (finding.entered, finding.expected) and (
        not row.numbers or row.numbers == finding.numbers
    )
    return same and _same_place(row, finding, dataset)


def _same_place(row: Acknowledged, finding: Finding, dataset: Dataset) -> bool:
    if (row.check, row.of_table) != (finding.check, finding.table):
        return False
    return row.row in (finding.row, finding.source) or _parts(row.row) in _keys_of(finding, dataset)


def _parts(text: str) -> list[str]:
    return [part for part in _WORD.split(text) if part]


def _keys_of(finding: Finding, dataset: Dataset) -> list[list[str]]:
    """The key of the row that a finding is about as words, in full and without what is the default; none if it is about
    no row."""
    rows = getattr(dataset.papers[finding.paper], finding.table, ()) if finding.table.isidentifier() else ()
    for row in rows if isinstance(rows, tuple) else ():
        if row.ref and row.ref == finding.source:
            own = [
                text
                for name, text in zip(row.key, row.key_values(), strict=True)
                if getattr(row, name) != type(row).model_fields[name].default
            ]
            return [_parts(" ".join(row.key_values())), _parts(" ".join(own))]
    return []

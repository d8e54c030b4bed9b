"""Findings: what the audit noticed, and what entry could not read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from reanalysis.model.naming import plain, with_marks

SEVERITIES = ("error", "warning", "note")
#: What `check --json` prints is called so; the number goes up when a part of it changes its meaning or is gone.
CHECK_FORMAT = "reanalysis check 1"
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.])[0-9]+(?:\.[0-9]+)?")
_PLACE = re.compile(r"\S+/\S+: ")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One row of findings.csv. `row` is the line in the file (or the sheet's row); `entered` and `expected` are short
    texts.

    `message` is a sentence for people, `short` the same without what a heading says already, `parts` the message with
    its names marked (see `naming`), and `numbers` those of the message, by which somebody's acknowledgement holds. The
    writer gives the message alone; the others are made from it, here and nowhere later.
    """

    paper: str
    check: str
    severity: str
    table: str = ""
    row: str = ""
    column: str = ""
    entered: str = ""
    expected: str = ""
    message: str = ""
    inspect_sr: str = ""
    acknowledged: str = "no"
    group: str = ""
    outcome: str = ""
    source: str = ""
    acknowledged_reason: str = ""
    acknowledged_by: str = ""
    about: str = ""
    cause: str = ""
    cause_text: str = ""
    parts: str = ""
    short: str = ""
    numbers: str | None = None

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"no severity called {self.severity!r}")
        marked, text = with_marks(self.message), plain(self.message)
        if marked:
            object.__setattr__(self, "parts", marked)
            object.__setattr__(self, "message", text)
        if self.numbers is None:
            start = _PLACE.match(text)
            object.__setattr__(self, "numbers", "; ".join(_NUMBER.findall(text[start.end() :] if start else text)))

    @property
    def key(self) -> tuple[str, ...]:
        """What tells findings apart, whoever tells them and in which words: the check and the cell."""
        return (self.paper, self.check, self.source, self.table, self.row, self.column)


FINDING_COLUMNS = tuple(f.name for f in fields(Finding))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by paper, severity, table and row, each once."""
    unique = dict.fromkeys(tuple(vars(finding).items()) for finding in findings)
    return sorted(
        (Finding(**dict(items)) for items in unique),
        key=lambda f: (
            f.paper,
            SEVERITIES.index(f.severity),
            f.table,
            int(f.row) if f.row.isdigit() else 0,
            f.row,
            f.check,
            f.column,
            f.message,
        ),
    )


def told_once(stages: Iterable[Iterable[Finding]]) -> list[Finding]:
    """The findings of stages one after another; what an earlier stage told is not told again, in whichever words."""
    found: list[Finding] = []
    for stage in stages:
        told = {finding.key for finding in found}
        found += [finding for finding in stage if finding.key not in told]
    return found


def place_of(ref: str) -> tuple[str, str]:
    """Table and row of a reference: ('counts', '7') for kantarjian2003/counts.csv:7, also for workbooks
    (file!sheet!A7)."""
    if "!" in ref:
        _, sheet, cell = ref.split("!")
        return sheet, cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    file, _, line = ref.rpartition(":")
    return file.rpartition("/")[2].rpartition(".")[0], line

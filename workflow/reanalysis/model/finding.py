"""Findings: what the audit noticed, and what entry could not read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One row of findings.csv. `row` is the line in the file (or the sheet's row); `entered` and `expected` are short
    texts."""

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

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"no severity called {self.severity!r}")


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


def place_of(ref: str) -> tuple[str, str]:
    """Table and row of a reference: ('counts', '7') for kantarjian2003/counts.csv:7, also for workbooks
    (file!sheet!A7)."""
    if "!" in ref:
        _, sheet, cell = ref.split("!")
        return sheet, cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    file, _, line = ref.rpartition(":")
    return file.rpartition("/")[2].rpartition(".")[0], line

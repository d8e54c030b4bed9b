"""Findings that somebody looked at and accepts, and the order in which findings are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from reanalysis.model.finding import SEVERITIES, Finding
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import Acknowledged


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by paper, severity, table and row, each once."""
    unique = dict.fromkeys(tuple(vars(finding).items()) for finding in findings)
    return sorted(
        (Finding(**dict(items)) for items in unique),
        key=lambda f: (f.paper, SEVERITIES.index(f.severity), f.table, int(f.row) if f.row.isdigit() else 0, f.row, f.check, f.column, f.message),
    )


def acknowledge(finding: Finding, dataset: Dataset) -> Finding:
    """The finding, marked where somebody accepted it with exactly this text."""
    paper = dataset.papers.get(finding.paper)
    accepted = paper is not None and any(_accepts(row, finding, dataset) for row in paper.acknowledged)
    return replace(finding, acknowledged="yes") if accepted else finding


def _accepts(row: Acknowledged, finding: Finding, dataset: Dataset) -> bool:
    same = (row.check, row.of_table, row.entered, row.expected) == (finding.check, finding.table, finding.entered, finding.expected)
    return same and (row.row in (finding.row, finding.source) or _parts(row.row) in _keys_of(finding, dataset))


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[^A-Za-z0-9_.:%-]+", text) if part]


def _keys_of(finding: Finding, dataset: Dataset) -> list[list[str]]:
    """The key of the row that a finding is about as words, in full and without what is the default; none if it is about no row."""
    rows = getattr(dataset.papers[finding.paper], finding.table, ()) if finding.table.isidentifier() else ()
    for row in rows if isinstance(rows, tuple) else ():
        if row.ref and row.ref == finding.source:
            own = [text for name, text in zip(row.key, row.key_values(), strict=True) if getattr(row, name) != type(row).model_fields[name].default]
            return [_parts(" ".join(row.key_values())), _parts(" ".join(own))]
    return []

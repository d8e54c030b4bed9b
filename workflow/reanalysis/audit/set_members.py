"""data/raw/sets.csv: names of outcomes and endpoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reanalysis.model.config import Outcomes, Scale
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.names import spelling_of
from reanalysis.model.naming import outcome_named
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import SetMember


def set_findings(dataset: Dataset, outcomes: Outcomes, scales: Mapping[str, Scale]) -> Iterator[Finding]:
    """Unknown outcomes and endpoints of sets, each once, with the nearest name."""
    derived = {name for scale in scales.values() for name in scale.outcomes}
    known = {"outcome": sorted({*outcomes.outcomes, *derived}), "endpoint": list(outcomes.endpoints)}
    said: set[tuple[str, str]] = set()
    for row in dataset.sets:
        for column, names in known.items():
            name = getattr(row, column)
            if name and name not in names and getattr(outcomes, column)(name) is None and (column, name) not in said:
                said.add((column, name))
                near = spelling_of(name, names)
                message = f"{name} is not in config/outcomes.yaml" + (
                    f"; the nearest is {outcome_named(near)}" if near else ""
                )
                yield _told("unknown_name", row, column, message, near)


def _told(check: str, row: SetMember, column: str, message: str, expected: str) -> Finding:
    _, line = place_of(row.ref)
    return Finding(
        paper="",
        check=check,
        severity="note",
        table="sets",
        row=line,
        column=column,
        entered=getattr(row, column),
        expected=expected,
        message=message,
        outcome=row.outcome or row.endpoint or "",
        source=row.ref,
    )

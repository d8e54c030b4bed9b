"""From the sources of a number to the cells of data/raw that they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reanalysis.model.finding import place_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.refs import split_refs
from reanalysis.model.rows import TABLES, Row, columns_of
from reanalysis.model.store import cells_of

_USUAL = {"basis": "printed", "use": "yes", "counted": "patients"}


@dataclass(frozen=True)
class SourceRow:
    """A row of data/raw: where it stands, and its cells that are filled in."""

    ref: str
    paper: str
    table: str
    row: str
    cells: dict[str, str]


def rows_at(dataset: Dataset, sources: str) -> list[SourceRow]:
    """The rows that the sources of a number name, in their order; one that is not there has no cells."""
    found: dict[str, dict[str, SourceRow]] = {}
    rows = []
    for ref in split_refs(sources):
        name = ref.partition("/")[0]
        if name not in found:
            paper = dataset.papers.get(name)
            found[name] = dict(_rows(paper)) if paper is not None else {row.ref: _row("", row) for row in dataset.sets}
        table, line = place_of(ref)
        rows.append(found[name].get(ref) or SourceRow(ref, name, table, line, {}))
    return rows


def _rows(paper: Paper) -> Iterator[tuple[str, SourceRow]]:
    for table in TABLES:
        for row in getattr(paper, table):
            yield row.ref, _row(paper.name, row)
    info = paper.info.model_dump(mode="json", exclude_defaults=True)
    for key, line in paper.lines.items():
        if key in info:
            ref = f"{paper.name}/paper.yaml:{line}"
            yield ref, SourceRow(ref, paper.name, "paper", str(line), {key: str(info[key])})
    for design in paper.info.two_stage:
        ref = f"{paper.name}/paper.yaml:{design.line}"
        cells = {name: str(value) for name, value in design.model_dump(mode="json", exclude_none=True).items()}
        yield ref, SourceRow(ref, paper.name, "paper", str(design.line), cells)


def _row(paper: str, row: Row) -> SourceRow:
    table, line = place_of(row.ref)
    cells = cells_of(row)
    typed = {name: cells[name] for name in columns_of(type(row)) if cells[name] and cells[name] != _USUAL.get(name)}
    return SourceRow(row.ref, paper, table, line, typed)

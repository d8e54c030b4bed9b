"""Reading and writing of the tables between stages: UTF-8 CSV with LF, every cell as text, atomically written.

data/processed holds each table over all papers (columns `paper` and `ref`, then the model's), the papers in
papers.json, and what entry found in findings.csv. Reading validates again through the models, so what was written is
what is read.
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from reanalysis.model.cells import CensoredTime, PrintedValue
from reanalysis.model.config import Outcomes, Scale, Vocabulary
from reanalysis.model.estimate import ESTIMATE_COLUMNS, Estimate
from reanalysis.model.facts import FACT_COLUMNS
from reanalysis.model.finding import FINDING_COLUMNS, Finding
from reanalysis.model.layers import base_file, content_of, laid_over, parsed
from reanalysis.model.paper import Dataset, Paper, PaperInfo
from reanalysis.model.rows import HIDDEN, TABLES, AnyRow, Row, SetMember, columns_of

# A number may rest on every row of a list of 10,000; csv's own limit of 131,072 characters is below that.
LONGEST_CELL = 64 * 1024 * 1024


def write_text(path: Path, text: str) -> None:
    """Write a whole file of text or nothing."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: to a neighbour first, then in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    neighbour = path.with_name(f".{path.name}.part")
    neighbour.write_bytes(content)
    os.replace(neighbour, path)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a CSV table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    neighbour = path.with_name(f".{path.name}.part")
    with open(neighbour, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="raise", restval="")
        writer.writeheader()
        writer.writerows(rows)
    os.replace(neighbour, path)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV table as text."""
    csv.field_size_limit(LONGEST_CELL)
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True))


def write_estimates(path: Path, estimates: Iterable[Estimate], dataset: Dataset) -> None:
    """Write rows of the results contract, in the order given, each with the weakest basis of the cells behind it."""
    rows = (estimate.as_row() | {"basis": dataset.weakest_basis(estimate.sources)} for estimate in estimates)
    write_rows(path, ESTIMATE_COLUMNS, rows)


def write_facts(path: Path, estimates: Iterable[Estimate]) -> None:
    """Write the facts beside estimates, in the order given."""
    write_rows(path, FACT_COLUMNS, (row for estimate in estimates for row in estimate.as_facts()))


def write_findings(path: Path, findings: Iterable[Finding]) -> None:
    """Write findings, in the order given."""
    write_rows(path, FINDING_COLUMNS, (vars(finding) for finding in findings))


def read_findings(path: Path) -> list[Finding]:
    """Read findings."""
    return [Finding(**row) for row in read_rows(path)]


def plain_text(value: Decimal) -> str:
    """A number as it is typed: without the exponent that Python writes for very small ones."""
    return f"{value:f}"


def cells_of(row: Row) -> dict[str, str]:
    """The row as text, column by column; blank where nothing was entered."""
    cells = {}
    for name, info in type(row).model_fields.items():
        if name not in HIDDEN:
            value = getattr(row, name)
            cells[info.alias or name] = "" if value is None else _text(value)
    bound = getattr(row, "bound", None)
    return cells if bound is None else cells | {"events": bound.text}


def _text(value: object) -> str:
    if isinstance(value, CensoredTime):
        return f"{plain_text(value.time)}{'' if value.event else '+'}"
    if isinstance(value, Decimal):
        return plain_text(value)
    return value.text if isinstance(value, PrintedValue) else str(value)


def write_dataset(folder: Path, dataset: Dataset, findings: Iterable[Finding]) -> None:
    """Write what entry read: one tidy table over all papers for each table of the input contract."""
    for table, model in TABLES.items():
        rows = (
            {"paper": name, "ref": row.ref} | cells_of(row)
            for name, paper in dataset.papers.items()
            for row in getattr(paper, table)
        )
        write_rows(folder / f"{table}.csv", ["paper", "ref", *columns_of(model)], rows)
    write_rows(
        folder / "sets.csv", ["ref", *columns_of(SetMember)], ({"ref": row.ref} | cells_of(row) for row in dataset.sets)
    )
    content = {
        "papers": {
            name: paper.info.model_dump(mode="json", exclude_defaults=True) for name, paper in dataset.papers.items()
        },
        "left_out": dataset.left_out,
        "lines": {name: paper.lines for name, paper in dataset.papers.items()},
    }
    write_text(folder / "papers.json", json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    write_findings(folder / "findings.csv", findings)


def load_dataset(folder: Path) -> Dataset:
    """Read what `write_dataset` wrote."""
    content = json.loads((folder / "papers.json").read_text(encoding="utf-8"))
    tables: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for table, model in TABLES.items():
        for cells in read_rows(folder / f"{table}.csv"):
            tables[cells.pop("paper")][table].append(row_of(model, cells))
    papers = {
        name: Paper(
            name,
            PaperInfo.model_validate(info),
            lines=content.get("lines", {}).get(name, {}),
            **tables_of(tables[name]),
        )
        for name, info in content["papers"].items()
    }
    sets = tuple(row_of(SetMember, cells) for cells in read_rows(folder / "sets.csv"))
    return Dataset(papers, content["left_out"], sets)


def tables_of(rows: Mapping[str, Iterable[Row]]) -> dict[str, Any]:
    """Rows by their table, as a Paper takes them; each table holds the rows of its model alone."""
    return {table: tuple(found) for table, found in rows.items()}


def row_of(model: type[AnyRow], cells: Mapping[str, str]) -> AnyRow:
    """A row model from cells of text; blank cells are left out."""
    return model.model_validate({name: text for name, text in cells.items() if text != ""})


def load_outcomes(path: Path) -> Outcomes:
    """Outcomes and endpoints: those of the tool, over them config/outcomes.yaml of a review, where there is one."""
    known = _outcomes(content_of(base_file("outcomes")), content_of(path))
    return known.model_copy(update={name: dict(getattr(known, name)) for name in Outcomes.model_fields})


def load_scales(path: Path) -> dict[str, Scale]:
    """Scales: those of the tool, over them config/scales.yaml of a review, where there is one."""
    return dict(_scales(content_of(base_file("scales")), content_of(path)))


# Reading and checking the vocabulary takes longer than a small paper: the same bytes are read once in a process.
@lru_cache(maxsize=4)
def _outcomes(below: bytes | None, own: bytes | None) -> Outcomes:
    return Outcomes.model_validate(laid_over(below, parsed(own)))


@lru_cache(maxsize=4)
def _scales(below: bytes | None, own: bytes | None) -> dict[str, Scale]:
    return {name: Scale.model_validate(scale) for name, scale in laid_over(below, parsed(own)).items()}


def load_vocabulary(project: Path, dataset: Dataset | None = None) -> Vocabulary:
    """What outcomes, endpoints, scales and categories are called in a project, and by the labels of its papers."""
    names = Vocabulary(load_outcomes(project / "config/outcomes.yaml"), load_scales(project / "config/scales.yaml"))
    return names if dataset is None else with_labels_of(dataset, names)


def with_labels_of(dataset: Dataset, names: Vocabulary) -> Vocabulary:
    """The names with those that papers give outcomes of their own."""
    for paper in dataset.papers.values():
        names = names.with_labels(paper.info.labels)
    return names


Rows = list[dict[str, str]]


def rows_if_there(path: Path) -> Rows:
    return read_rows(path) if path.exists() else []

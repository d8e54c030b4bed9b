"""results/datapackage.json: the tables of a run as a Frictionless data package, their schemas from the data
dictionary's source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reanalysis.model import result_tables
from reanalysis.model.paper import Dataset
from reanalysis.model.result_tables import NUMBER, WHOLE, YES_NO, ResultTable
from reanalysis.model.store import write_text
from reanalysis.report.text.links import doi_link

_PROBABILITIES = ("p_value", "conf_level", "survival")


def write_datapackage(results: Path, dataset: Dataset, *, title: str, data_version: str) -> None:
    """Describe the tables that stand in `results`; the last thing that is written but for what describes it."""
    write_json(results / "datapackage.json", datapackage(results, dataset, title=title, data_version=data_version))


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Strict JSON: no NaN and no infinity."""
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def datapackage(results: Path, dataset: Dataset, *, title: str, data_version: str) -> dict[str, Any]:
    """The descriptor of all tables of a run."""
    found = [(name, path) for name, path in paths_of(results).items() if path.is_file()]
    return {
        "profile": "tabular-data-package",
        "name": "reanalysis-results",
        "title": title,
        "id": f"data version {data_version}",
        "description": "Re-analysis of small published clinical trials. Blank cells are missing values; numbers that "
        "have no bound are written inf. "
        "Sources lead to cells of data/raw, which is not part of the package.",
        "homepage": "report.html",
        "keywords": ["clinical trials", "confidence intervals", "historical controls"],
        "sources": list(_sources(dataset)),
        "resources": [_resource(name, path, results) for name, path in found],
    }


def paths_of(results: Path) -> dict[str, Path]:
    """Where each table of the results stands."""
    return {name: results / ("" if name == "estimates" else "tables") / f"{name}.csv" for name in result_tables.TABLES}


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sources(dataset: Dataset) -> Iterable[dict[str, str]]:
    for name, paper in sorted(dataset.papers.items()):
        link = doi_link(paper.info.doi)
        yield {"title": f"{name}: {paper.info.title}"} | ({"path": link} if link else {})


def _resource(name: str, path: Path, results: Path) -> dict[str, Any]:
    table = result_tables.TABLES[name]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path.relative_to(results).as_posix(),
        "title": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest_of(path)}",
        "schema": schema(table),
    }


def schema(table: ResultTable) -> dict[str, Any]:
    """The Table Schema of a table."""
    found: dict[str, Any] = {
        "fields": [_field(name, kind, said, table) for name, (kind, said) in table.columns.items()],
        "missingValues": [""],
    }
    if table.key:
        found["primaryKey"] = list(table.key)
    if table.papers:
        found["foreignKeys"] = [{"fields": ["paper"], "reference": {"resource": "papers", "fields": ["paper"]}}]
    return found


def _field(name: str, kind: str, said: str, table: ResultTable) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if name in table.always else {}
    if table.key == (name,):
        constraints["unique"] = True
    if kind == YES_NO:
        return _with(
            {"name": name, "type": "boolean", "trueValues": ["yes"], "falseValues": ["no"], "description": said},
            constraints,
        )
    if kind == WHOLE:
        return _with({"name": name, "type": "integer", "description": said}, constraints | {"minimum": 0})
    if kind == NUMBER:
        return _with(
            {"name": name, "type": "number", "description": said},
            constraints | ({"minimum": 0, "maximum": 1} if name in _PROBABILITIES else {}),
        )
    words = kind.split(", ")
    return _with(
        {"name": name, "type": "string", "description": said}, constraints | ({"enum": words} if len(words) > 1 else {})
    )


def _with(field: dict[str, Any], constraints: dict[str, Any]) -> dict[str, Any]:
    return field | ({"constraints": constraints} if constraints else {})

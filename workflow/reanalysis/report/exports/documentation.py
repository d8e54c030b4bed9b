"""The documents that the models generate: docs/data_dictionary.md and a JSON schema for each table in docs/schemas.

`python -m reanalysis.report.documentation` writes them into docs (`make docs`); a test fails with the difference when
they are not in step.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from reanalysis.model import result_tables
from reanalysis.model.columns import schema_of, type_of
from reanalysis.model.dictionary import data_dictionary
from reanalysis.model.facts import FACTS
from reanalysis.model.finding import CHECK_FORMAT, SEVERITIES
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.model.paper import LISTS, PaperInfo
from reanalysis.model.rows import TABLES, Row, SetMember, columns_of, required_columns
from reanalysis.model.store import write_text

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
PUBLICATION = "The publication: one key in each line. Required in every folder."
_HEAD = """\
# Data dictionary

Generated from the models by `make docs`; do not edit it.

Cells are text, read through a closed grammar. Blank means not reported, never zero. Columns may stand in any order; a
column whose name starts with `x_` is kept and not analysed. An id is 1 to 60 of a to z, 0 to 9 and _, not starting with
_. A number has a decimal point and no sign; a bound is `>8`, `<=6` or `26+`; `NE` is not reached or not estimable.
Tables in the form of JSON Schema, for programs, stand in [schemas](schemas).
"""


def documents() -> dict[str, str]:
    """Names below docs, and contents."""
    found = {"data_dictionary.md": dictionary_page()}
    found |= {
        f"schemas/{name}.json": _json(table_schema(name, model))
        for name, model in {**TABLES, "sets": SetMember}.items()
    }
    return found | {"schemas/paper.json": _json(info_schema()), "schemas/check.json": _json(check_schema())}


def check_schema() -> dict[str, Any]:
    """The JSON schema of what `reanalysis check --json` prints."""
    columns = result_tables.TABLES["findings"].columns
    finding = {
        "number": {"type": "integer", "description": "its number within the paper, as `check` and the report show it"},
        **{name: {"type": "string", "description": what} for name, (_, what) in columns.items()},
    }
    paper = {
        "paper": {"type": "string", "description": "name of the folder"},
        "readable": {"type": "boolean", "description": "false: errors leave it out of the analysis"},
    }
    numbers = {
        f"{severity}s": {"type": "integer", "description": f"open findings that are {severity}s"}
        for severity in SEVERITIES
    }
    properties = {
        "format": {"const": CHECK_FORMAT},
        **numbers,
        "acknowledged": {"type": "integer", "description": "findings that somebody accepted"},
        "papers": {"type": "array", "items": _of_parts(paper)},
        "findings": {"type": "array", "items": _of_parts(finding)},
    }
    return {"$schema": SCHEMA, "title": "What reanalysis check --json prints", **_of_parts(properties)}


def _of_parts(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def dictionary_page() -> str:
    """The data dictionary as a page."""
    lines = [_HEAD, "## What is entered: data/raw", ""]
    for table, rows in groupby(data_dictionary(), lambda row: row["table"]):
        if table == "estimates":
            lines += [
                "## What comes out: results",
                "",
                f"{', '.join(f'`{name}.csv`' for name in result_tables.STAGES)} hold rows of `estimates.csv`, "
                "stage by stage.",
                "",
            ]
        about = _about(table)
        lines += [f"### {table if table == 'paper.yaml' else f'{table}.csv'}", "", about, "", *_table(list(rows)), ""]
        if table == "paper.yaml":
            for name, model in LISTS.items():
                lines += [f"Each item of `{name}`, a list in paper.yaml:", "", *_table(list(_item_rows(model))), ""]
        if table == "facts":
            lines += ["The facts by name:", "", "| name | what is told |", "|---|---|"]
            lines += [*(f"| {name} | {_cell(text)} |" for name, text in FACTS.items()), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _about(table: str) -> str:
    if table == "paper.yaml":
        return PUBLICATION
    known = INPUT_TABLES.get(table)
    return known.one_row if known else f"{result_tables.TABLES[table].description}."


def _table(rows: list[dict[str, str]]) -> list[str]:
    """Rows as a Markdown table."""
    body = [
        f"| {'**' * (row['required'] == 'yes')}{row['column']}{'**' * (row['required'] == 'yes')} | "
        f"{_cell(row['type'])} | {_cell(row['description'])} |"
        for row in rows
    ]
    return ["| column (bold: never blank) | holds | what it is |", "|---|---|---|", *body]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _item_rows(model: type[BaseModel]) -> Iterator[dict[str, str]]:
    for name, field in model.model_fields.items():
        if name != "line":
            yield {
                "column": name,
                "type": type_of(model, name),
                "required": "yes" if field.is_required() else "no",
                "description": field.description or "",
            }


def table_schema(name: str, model: type[Row]) -> dict[str, Any]:
    """The JSON schema of one row of a table, every cell as text and blank cells left out."""
    return _object(name, _about(name), model, list(columns_of(model))) | {
        "patternProperties": {"^x_": {"type": "string"}}
    }


def info_schema() -> dict[str, Any]:
    """The JSON schema of paper.yaml, every scalar as text and blank keys left out."""
    schema = _object(
        "paper.yaml", PUBLICATION, PaperInfo, [name for name in PaperInfo.model_fields if name not in LISTS]
    )
    for key, model in LISTS.items():
        about = PaperInfo.model_fields[key].description or ""
        item = _object(key, f"{about[0].upper()}{about[1:]}.", model, [n for n in model.model_fields if n != "line"])
        schema["properties"][key] = {
            "type": "array",
            "items": {name: part for name, part in item.items() if name != "$schema"},
        }
    return schema


def _object(title: str, description: str, model: type[BaseModel], columns: list[str]) -> dict[str, Any]:
    properties = {
        column: {name: part for name, part in schema_of(model, column).items() if name not in ("title", "default")}
        for column in columns
    }
    return {
        "$schema": SCHEMA,
        "title": title,
        "description": description,
        "type": "object",
        "properties": properties,
        "required": required_columns(model),
        "additionalProperties": False,
    }


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def main(folder: Path) -> None:
    """Write the documents into a folder, and remove schemas of tables that there are no more."""
    wanted = documents()
    for name, text in wanted.items():
        write_text(folder / name, text)
    for path in (folder / "schemas").glob("*.json"):
        if f"schemas/{path.name}" not in wanted:
            path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))

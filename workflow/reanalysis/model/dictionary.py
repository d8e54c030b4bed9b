"""The data dictionary: every column of the input tables and of the results, from the models."""

from __future__ import annotations

from pydantic import BaseModel

from reanalysis.model import result_tables
from reanalysis.model.columns import type_of
from reanalysis.model.paper import LISTS, PaperInfo
from reanalysis.model.rows import TABLES, Row, SetMember, columns_of

DICTIONARY_COLUMNS = ("table", "column", "type", "required", "description")


def data_dictionary() -> list[dict[str, str]]:
    """One row per column: paper.yaml, the input tables, sets, and the results; tables of the stages have the columns of
    estimates."""
    rows = [_row("paper.yaml", name, PaperInfo, name) for name in PaperInfo.model_fields if name not in LISTS]
    tables: dict[str, type[Row]] = {**TABLES, "sets": SetMember}
    for table, model in tables.items():
        names = {field.alias or name: name for name, field in model.model_fields.items()}
        rows += [_row(table, column, model, names[column]) for column in columns_of(model)]
    for table, found in result_tables.TABLES.items():
        if table not in result_tables.STAGES:
            rows += [
                {
                    "table": table,
                    "column": column,
                    "type": kind,
                    "required": "yes" if column in found.always else "no",
                    "description": description,
                }
                for column, (kind, description) in found.columns.items()
            ]
    return rows


def _row(table: str, column: str, model: type[BaseModel], field: str) -> dict[str, str]:
    info = model.model_fields[field]
    return {
        "table": table,
        "column": column,
        "type": type_of(model, column),
        "required": "yes" if info.is_required() else "no",
        "description": info.description or "",
    }

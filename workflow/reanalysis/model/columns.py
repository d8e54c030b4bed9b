"""What a column holds, in words: for templates, the data dictionary and the schemas."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter

from reanalysis.model.cells import (
    CategoryId,
    Counted,
    Identifier,
    Identifiers,
    Number,
    PaperName,
    Printed,
    Reading,
    Signed,
    Time,
    Whole,
)

COUNT_OR_BOUND = "whole number, or a bound such as <5"
_KINDS = {
    "id": Identifier,
    "id, or several joined by |": CategoryId,
    "id, or several joined by ;": Identifiers,
    "name of a paper": PaperName,
    "whole number": Whole,
    "number": Number,
    "number, also below 0": Signed,
    "number as a digitiser writes it": Reading,
    COUNT_OR_BOUND: Counted,
    "time, with + if censored": Time,
    "number, bound or NE": Printed,
}


def schema_of(model: type[BaseModel], column: str) -> dict[str, Any]:
    """The JSON schema of the text of a column's cell; a blank cell is no cell."""
    schema = _properties(model)[column]
    if "anyOf" not in schema:
        return schema
    filled: dict[str, Any] = next(part for part in schema["anyOf"] if part.get("type") != "null")
    return filled | {name: value for name, value in schema.items() if name not in ("anyOf", "default")}


def type_of(model: type[BaseModel], column: str) -> str:
    """What a cell of the column may hold: the words of its list, or the name of its grammar."""
    schema = schema_of(model, column)
    words = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
    return ", ".join(words) if words else _grammars().get(schema.get("pattern", ""), "text")


@cache
def _properties(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    properties: dict[str, dict[str, Any]] = model.model_json_schema()["properties"]
    return properties


@cache
def _grammars() -> dict[str, str]:
    """Names of the cells' grammars by their pattern."""
    return {TypeAdapter(kind).json_schema()["pattern"]: name for name, kind in _KINDS.items()}

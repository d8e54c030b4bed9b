"""The data dictionary: every column of the input tables and of the results, from the models."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from reanalysis.model.columns import type_of
from reanalysis.model.estimate import DERIVED, ESTIMATE_COLUMNS
from reanalysis.model.paper import PaperInfo
from reanalysis.model.rows import TABLES, SetMember, columns_of

DICTIONARY_COLUMNS = ("table", "column", "type", "required", "description")

ESTIMATES: Mapping[str, tuple[str, str]] = {
    "result_id": ("text", "readable name of the row, independent of its position and value; unique"),
    "paper": ("id", "paper of the estimate; blank for pooled rows"),
    "group": ("id", "group of the paper, or set:<set>"),
    "outcome": ("id", "what is counted; <scale>:<category> for category_proportion; the response that restricts an endpoint"),
    "endpoint": ("id", "what is timed"),
    "population": ("id", "whom the number is of; blank = unstated"),
    "assessor": ("id", "who judged the response; blank = unstated"),
    "confirmed": ("yes or no", "whether responses were confirmed; blank = unstated"),
    "against": ("text", "what is compared with, as entered in comparisons"),
    "measure": ("id", "what is estimated"),
    "at": ("text", "time of a landmark in the paper's unit, fraction of a quantile, or the known rate of a comparison"),
    "unit": ("text", "unit of the estimate and of at, as the paper prints it"),
    "method": ("id", "method of the interval or test"),
    "estimate": ("number", "the estimate at full precision; blank = not estimable, with the reason in note"),
    "conf_level": ("number", "confidence level of the limits, as a fraction"),
    "conf_low": ("number", "lower confidence limit; blank = not estimable"),
    "conf_high": ("number", "upper confidence limit; inf = unbounded"),
    "p_value": ("number", "p-value of the stated alternative"),
    "alternative": ("two_sided, greater or less", "alternative of the test, or the side of a one-sided limit"),
    "events": ("whole number", "patients with the outcome, or events"),
    "n": ("whole number", "denominator, or patients with a time"),
    "primary": ("yes or no", "yes for exactly one row of each quantity"),
    "derived": (", ".join(DERIVED), "how the count came about"),
    "sources": ("text", "cells of data/raw behind the number, <paper>/<file>:<line> or <paper>/<file>!<sheet>!<cell>, joined by ;"),
    "note": ("text", "what a reader should know about this row"),
}


def data_dictionary() -> list[dict[str, str]]:
    """One row per column: paper.yaml, the input tables, sets, and estimates."""
    rows = [_row("paper.yaml", name, PaperInfo, name) for name in PaperInfo.model_fields if name != "two_stage"]
    for table, model in {**TABLES, "sets": SetMember}.items():
        names = {field.alias or name: name for name, field in model.model_fields.items()}
        rows += [_row(table, column, model, names[column]) for column in columns_of(model)]
    for column in ESTIMATE_COLUMNS:
        kind, description = ESTIMATES[column]
        rows.append({"table": "estimates", "column": column, "type": kind, "required": "yes" if column == "result_id" else "no", "description": description})
    return rows


def _row(table: str, column: str, model: type[BaseModel], field: str) -> dict[str, str]:
    info = model.model_fields[field]
    return {
        "table": table, "column": column, "type": type_of(model, column), "required": "yes" if info.is_required() else "no",
        "description": info.description or "",
    }

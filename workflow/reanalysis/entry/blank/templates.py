"""What a new paper starts from: paper.yaml with every key explained, and tables with an example row.

The example row is there to be replaced. Its `source` says so, and reading refuses every row that still says it.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from reanalysis.entry.cells.problem import field_of, words_of
from reanalysis.model.columns import type_of
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.model.paper import LISTS, PaperInfo, TwoStage
from reanalysis.model.rows import TABLES, columns_of, required_columns

EXAMPLE = "example row: delete it"
_WIDTH = 110
_ALLOWED = {
    "id": "An id: a to z, 0 to 9 and _.",
    "text": "Any text.",
    "number": "A number, with a decimal point.",
    "whole number": "A whole number.",
}


def is_example(source: str) -> bool:
    """Whether a row's source is that of an example row, however it is written."""
    return source.strip().casefold() == EXAMPLE


def example_row(table: str) -> dict[str, str]:
    """The example row of a table, cell by cell."""
    return {**dict.fromkeys(columns_of(TABLES[table]), ""), **INPUT_TABLES[table].example, "source": EXAMPLE}


def csv_text(table: str, rows: Sequence[Mapping[str, str]] = ()) -> str:
    """A table to fill in: its header and the rows given, or the example row."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns_of(TABLES[table]), lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows or [example_row(table)])
    return file.getvalue()


def explained(model: type[BaseModel], column: str) -> list[str]:
    """What a column or key is, what it may hold, and whether it must be filled in; one text each."""
    field, words, kind = field_of(model, column), words_of(model, column), type_of(model, column)
    allowed = f"One of: {', '.join(words)}." if words else _ALLOWED.get(kind, f"{kind[0].upper()}{kind[1:]}.")
    text = (field.description if field else "") or ""
    return [
        f"{text[0].upper()}{text[1:]}.",
        allowed,
        "Must be filled in." if field and field.is_required() else "May be blank: blank is not reported, never zero.",
    ]


def info_text(paper: str) -> str:
    """paper.yaml to fill in: every key with its explanation, required ones first."""
    lines = [
        f"# What {paper} is. Write each answer after its key; leave what the paper does not say as it is.",
        '# A text with a colon or a # in it goes into "quotation marks".',
    ]
    names = [name for name in PaperInfo.model_fields if name not in LISTS]
    required = set(required_columns(PaperInfo))
    for wanted, heading in ((True, "Must be filled in"), (False, "May stay blank")):
        lines += ["", f"# {heading}"]
        for name in names:
            if (name in required) is wanted:
                lines += [
                    "",
                    *_comment(" ".join(explained(PaperInfo, name)[: 1 if type_of(PaperInfo, name) == "text" else 2])),
                    f"{name}:",
                ]
    return "\n".join([*lines, "", *_two_stage(), "", *_other_lists(), ""])


def _two_stage() -> list[str]:
    """The designs, commented out: few papers have one."""
    keys = [
        f"{name}: {text[0].lower()}{text[1:].rstrip('.')}"
        for name in TwoStage.model_fields
        if name != "line" and (text := explained(TwoStage, name)[0])
    ]
    return [
        "# Only for a two-stage design: remove the # of the two lines below and write the numbers of the plan.",
        *(line for key in keys for line in _comment(f"  {key}")),
        "# two_stage:",
        "#   - {group: all, outcome: objective_response, p0: 0.2, p1: 0.4, alpha: 0.05, beta: 0.2, r1: 3, n1: 13, "
        "r: 12, n: 43, x1: 5, n_actual: 43}",
    ]


def _other_lists() -> list[str]:
    """Lists that few papers need, commented out."""
    return [
        "# Only where events are printed from some share of the patients on, and what is not printed lies below it:",
        "# reporting_threshold:",
        '#   - {kind: toxicity, below: "5%"}',
        "# Only for outcomes that the tool has no name for: how the report calls them.",
        "# labels:",
        "#   - {id: asas20, label: ASAS20 response, kind: response, direction: benefit}",
    ]


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="#   ")

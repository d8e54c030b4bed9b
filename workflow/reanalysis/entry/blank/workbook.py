"""A workbook to fill in: a sheet for each table, drop-down lists, explanations at the headers, cells that take text as
typed.

The same content gives the same bytes. Sheets that stay as they are made here are taken as tables that the paper does
not need.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from reanalysis.entry.blank.templates import EXAMPLE, example_row, explained
from reanalysis.entry.blank.untouched import LISTS, LISTS_MARK
from reanalysis.entry.cells.problem import words_of
from reanalysis.model.config import Outcomes, Scale
from reanalysis.model.rows import TABLES, Row, columns_of, required_columns

_LAST_ROW = 1_048_576  # of the sheet: some programs save a cell for every row of a rule that ends before it
_CREATED = datetime(2000, 1, 1)
_REQUIRED, _OPTIONAL = "#1F4E79", "#DCE6F0"
_ONE_GRADE = re.compile(r"grade(?:[1-5]|1_2)_(?![0-9])")  # left out of the list, which is long
_LONG = ("label", "note", "source", "statement", "reported", "expression", "reason", "against")
_GROUPS = "=OFFSET(groups!$A$1,1,0,MAX(1,COUNTA(groups!$A:$A)-1),1)"
_OWN_NAME = "This name is not in the project's configuration. It will be analysed under its own name. Keep it?"


def workbook(
    outcomes: Outcomes, scales: Mapping[str, Scale], tables: Mapping[str, Sequence[Mapping[str, str]]] | None = None
) -> bytes:
    """The bytes of a workbook; `tables` gives the rows of a sheet, where they are not the example row."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": _CREATED, "title": "Tables of one paper"})
    formats = _formats(book)
    lists = _lists_of(outcomes, scales)
    for table, model in TABLES.items():
        sheet = book.add_worksheet(table)
        _write_rows(sheet, model, (tables or {}).get(table) or [example_row(table)], formats)
        _add_lists(sheet, model, lists)
        _mark(sheet, model, formats)
    _write_lists(book.add_worksheet(LISTS), lists, formats)
    book.close()
    return file.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, xlsxwriter.format.Format]:
    edge = {"bottom": 1, "bottom_color": "#1F4E79", "num_format": "@"}
    return {
        "text": book.add_format({"num_format": "@"}),
        "required": book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": _REQUIRED, **edge}),
        "optional": book.add_format({"font_color": "#1F2A36", "bg_color": _OPTIONAL, **edge}),
        "example": book.add_format({"italic": True, "font_color": "#7A7A7A"}),
        "missing": book.add_format({"bg_color": "#F8D7DA"}),
        "words": book.add_format({"text_wrap": True, "italic": True}),
    }


def _write_rows(sheet: Any, model: type[Row], rows: Sequence[Mapping[str, str]], formats: Mapping[str, Any]) -> None:
    """Headers with their explanations, and the rows; every cell of the sheet takes what is typed as text."""
    columns, required = list(columns_of(model)), required_columns(model)
    for position, name in enumerate(columns):
        sheet.set_column(position, position, _width(model, name), formats["text"])
        sheet.write_string(0, position, name, formats["required" if name in required else "optional"])
        text = "\n".join(explained(model, name))
        sheet.write_comment(
            0,
            position,
            text,
            {"author": "", "width": 300, "height": 22 + 18 * (text.count("\n") + len(text) // 46), "font_size": 10},
        )
        for number, row in enumerate(rows, 1):
            if row.get(name, ""):
                sheet.write_string(number, position, row[name], formats["text"])
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 20)


def _width(model: type[Row], name: str) -> int:
    words = max((len(word) for word in words_of(model, name)), default=0)
    return max(30 if name in _LONG else 10, len(name) + 3, words + 3, 26 if name in ("outcome", "endpoint") else 0)


def _mark(sheet: Any, model: type[Row], formats: Mapping[str, Any]) -> None:
    """Grey for a row that is still the example, red for a required cell that is blank in a row that has begun."""
    columns = list(columns_of(model))
    last, source = xl_col_to_name(len(columns) - 1), xl_col_to_name(columns.index("source"))
    area = f"A2:{last}{_LAST_ROW}"
    sheet.conditional_format(
        area,
        {
            "type": "formula",
            "criteria": f'=LOWER(TRIM(${source}2))="{EXAMPLE}"',
            "format": formats["example"],
            "stop_if_true": True,
        },
    )
    for name in required_columns(model):
        letter = xl_col_to_name(columns.index(name))
        criteria = f"=AND(LEN({letter}2)=0,COUNTA($A2:${last}2)>0)"
        sheet.conditional_format(
            f"{letter}2:{letter}{_LAST_ROW}", {"type": "formula", "criteria": criteria, "format": formats["missing"]}
        )


def _lists_of(outcomes: Outcomes, scales: Mapping[str, Scale]) -> dict[str, list[str]]:
    """The columns of the sheet of lists: names from the configuration, and the categories of each scale beside it."""
    pairs = [(name, category) for name, scale in scales.items() for category in scale.categories]
    return {
        "outcome": [name for name in outcomes.outcomes if not _ONE_GRADE.match(name)],
        "endpoint": list(outcomes.endpoints),
        "scale": list(scales),
        "of_scale": [name for name, _ in pairs],
        "category": [category for _, category in pairs],
    }


def _write_lists(sheet: Any, lists: Mapping[str, Sequence[str]], formats: Mapping[str, Any]) -> None:
    sheet.write_string(0, 0, LISTS_MARK, formats["words"])
    sheet.merge_range(0, 0, 0, len(lists) - 1, LISTS_MARK, formats["words"])
    sheet.set_row(0, 36)
    for position, (name, words) in enumerate(lists.items()):
        sheet.set_column(position, position, max(len(word) for word in [name, *words]) + 3, formats["text"])
        sheet.write_string(1, position, name, formats["optional"])
        sheet.write_column(2, position, words, formats["text"])
    sheet.freeze_panes(2, 0)


def _add_lists(sheet: Any, model: type[Row], lists: Mapping[str, Sequence[str]]) -> None:
    """The drop-down list of every column that has one."""
    columns = list(columns_of(model))
    for position, name in enumerate(columns):
        rule = _rule(model, name, columns, lists)
        if rule:
            sheet.data_validation(
                1, position, _LAST_ROW - 1, position, {"validate": "list", "ignore_blank": True} | rule
            )


def _rule(
    model: type[Row], name: str, columns: Sequence[str], lists: Mapping[str, Sequence[str]]
) -> dict[str, Any] | None:
    """Closed lists refuse other words, open ones ask; None where anything may be typed."""
    words = words_of(model, name)
    if words:
        return {
            "source": list(words),
            "error_title": name,
            "error_message": "Choose one from the list, or leave the cell blank.",
        }
    if (model.table, name) == ("acknowledged", "table"):
        return {"source": ["paper", *TABLES], "error_title": name, "error_message": "Choose the table of the finding."}
    if (name in ("group", "parent", "against") and model.table != "groups") or name == "parent":
        ask = {"show_error": False} if (model.table, name) == ("comparisons", "against") else {"error_type": "warning"}
        return {
            "source": _GROUPS,
            "error_title": name,
            "error_message": "The sheet groups has no such group. Keep it?",
        } | ask
    if name == "category":
        asked = {"show_error": False} if model.table == "patients" else {"error_type": "warning"}
        return {
            "source": _categories(xl_col_to_name(columns.index("scale")), lists),
            "error_title": name,
            "error_message": _OWN_NAME,
        } | asked
    if name in ("outcome", "endpoint", "scale"):
        letter = xl_col_to_name(list(lists).index(name))
        source = f"={LISTS}!${letter}$3:${letter}${len(lists[name]) + 2}"
        return {"source": source, "error_type": "warning", "error_title": name, "error_message": _OWN_NAME}
    return None


def _categories(scale: str, lists: Mapping[str, Sequence[str]]) -> str:
    """The categories of the row's scale; all of them while it is blank or unknown."""
    of, category = (xl_col_to_name(list(lists).index(name)) for name in ("of_scale", "category"))
    end = len(lists["category"]) + 2
    mine = (
        f"OFFSET({LISTS}!${category}$1,MATCH(${scale}2,{LISTS}!${of}:${of},0)-1,0,"
        f"COUNTIF({LISTS}!${of}:${of},${scale}2),1)"
    )
    return f"=IF(COUNTIF({LISTS}!${of}:${of},${scale}2)=0,{LISTS}!${category}$3:${category}${end},{mine})"

"""Repairs of what is typed in another form than the contract's and means one thing: semicolons with decimal commas,
words in another case or in the singular, percent signs where a percentage is meant.

Reading gives the same before and after, but for a table with semicolons, which cannot be read before.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from reanalysis.commands.repairs import BOM, Repair
from reanalysis.entry.cells.meant import meant_in_row
from reanalysis.model.columns import type_of
from reanalysis.model.config import Vocabulary
from reanalysis.model.paper import PaperInfo
from reanalysis.model.rows import Row, columns_of

_NUMBERS = ("number", "number, also just below 0", "time, with + if censored", "number, bound or NE")
_COMMA = re.compile(r"\s*(?:<=|>=|<|>|-)?[0-9]+,[0-9]+[+%]?\s*")
_POINT = re.compile(r"\s*(?:<=|>=|<|>|-)?[0-9]+\.[0-9]+[+%]?\s*")
_KEY = re.compile(r"(?P<start>(?P<key>[a-z_]+):[ ]+)(?P<quote>[\"']?)(?P<text>[^\"'#\n]*?)(?P=quote)(?P<end>\s*)")


def repair_delimiter(data: bytes, model: type[Row]) -> Repair:
    """A table whose columns are separated by semicolons or tabs, with commas between them and points in its numbers."""
    columns = columns_of(model)
    try:
        lines = data.removeprefix(BOM).decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return Repair(data, data)
    if lines and lines[0].lower().startswith("sep="):
        del lines[0]
    known = {mark: _known(lines[0], mark, columns) if lines else 0 for mark in ",;\t"}
    mark = max(known, key=lambda name: known[name])
    if mark == "," or known[mark] == known[","]:
        return Repair(data, data)
    name = "semicolons" if mark == ";" else "tabs"
    try:
        rows = list(csv.reader(lines, delimiter=mark, strict=True))
    except csv.Error:
        return Repair(data, data, left=f"its columns are separated by {name}, and its quotation marks do not match")
    numbers = [
        position for position, column in enumerate(rows[0]) if column in columns and type_of(model, column) in _NUMBERS
    ]
    cells = [row[position] for row in rows[1:] for position in numbers if position < len(row)]
    commas = sum(bool(_COMMA.fullmatch(cell)) for cell in cells)
    if commas and any(_POINT.fullmatch(cell) for cell in cells):
        return Repair(data, data, left=f"its columns are separated by {name}, and its numbers have commas and points")
    for row in rows[1:]:
        for position in numbers:
            if position < len(row) and _COMMA.fullmatch(row[position]):
                row[position] = row[position].replace(",", ".")
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    done = (f"{name} between the columns", *([_counted(commas, "decimal comma")] if commas else []))
    return Repair(data, file.getvalue().encode("utf-8"), done)


def _known(header: str, mark: str, columns: dict[str, str]) -> int:
    return sum(cell.strip(' "').casefold() in columns for cell in header.split(mark))


def repair_words(data: bytes, model: type[Row], names: Vocabulary) -> Repair:
    """Cells that are read as something else than was typed, written as they are read. No other cell is touched."""
    try:
        lines = data.decode("utf-8").split("\n")
        rows = [next(csv.reader([line], strict=True), []) for line in lines]
    except (UnicodeDecodeError, csv.Error):
        return Repair(data, data)
    header = [name.strip() for name in rows[0]]
    if "\r" in data.decode("utf-8") or not {"group", "claim", "comparison", "check", "statement"} & set(header):
        return Repair(data, data)
    changed = 0
    for number, row in enumerate(rows[1:], 1):
        if len(row) != len(header):
            continue
        meant = _meant(model, header, row, names)
        if meant:
            changed += len(meant)
            lines[number] = _line(
                [meant.get(name, cell) for name, cell in zip(header, row, strict=True)], lines[number]
            )
    return Repair(
        data, "\n".join(lines).encode("utf-8"), (f"{_counted(changed, 'cell')} in another form",) * bool(changed)
    )


def _meant(model: type[Row], header: Sequence[str], row: Sequence[str], names: Vocabulary) -> dict[str, str]:
    """What the cells of a row are read as; nothing that needs a column which is not there."""
    columns = columns_of(model)
    texts = {name: cell.strip(" ") for name, cell in zip(header, row, strict=True) if name in columns}
    meant = {name: text.text for name, text in meant_in_row(model, texts, names).items()}
    if set(meant) - set(header):  # percent signs say the unit, and value_unit is missing
        meant = {name: text for name, text in meant.items() if name not in ("value", "low", "high", "value_unit")}
    return meant


def _line(cells: Sequence[str], before: str) -> str:
    """A line with the quotation marks that it needs; the cells that were quoted stay so."""
    file = io.StringIO()
    csv.writer(file, lineterminator="", quoting=csv.QUOTE_MINIMAL).writerow(cells)
    return file.getvalue() if cells else before


def repair_info(data: bytes, names: Vocabulary) -> Repair:
    """The same in paper.yaml, for keys that stand in one line."""
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return Repair(data, data)
    changed = 0
    for number, line in enumerate(lines):
        match = _KEY.fullmatch(line)
        if match and match["text"] and match["key"] in PaperInfo.model_fields:
            meant = meant_in_row(PaperInfo, {match["key"]: match["text"]}, names).get(match["key"])
            if meant is not None:
                lines[number] = match["start"] + meant.text + match["end"]
                changed += 1
    return Repair(
        data, "\n".join(lines).encode("utf-8"), (f"{_counted(changed, 'key')} in another form",) * bool(changed)
    )


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"

"""Cells that mean one thing, in another form than the contract's: another case, a unit in the singular, a percent sign.

What is returned here is what the grammar reads in their place; the person is told (`N-READ`), and `reanalysis fix`
writes it into the table. Where a text could mean two things it is not touched, and the grammar refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, get_args

from pydantic import BaseModel

from reanalysis.entry.cells.problem import field_of, words_of
from reanalysis.entry.characters import PLACEHOLDERS
from reanalysis.entry.words_typed import unit_of
from reanalysis.model.cells import NUMBER, CategoryId, Identifier
from reanalysis.model.config import Vocabulary
from reanalysis.model.names import key_of, spelling_of

_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_WORDS = re.compile(r"[A-Za-z0-9]+(?:[ _()-]+[A-Za-z0-9]+){0,5}\)?")
_MONTH = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    rf"(?:[0-9]{{1,4}}[-/. ])?(?:{_MONTH})[a-z]*[-/. ][0-9]{{1,4}}|[0-9]{{1,2}}[-/. ]?(?:{_MONTH})[a-z]*", re.I
)
_EXPONENT = re.compile(r"[0-9]+E[0-9]+")  # what a spreadsheet makes of digits
_PERCENT = re.compile(rf"({NUMBER})\s*%")
_AGAINST = re.compile(rf"{NUMBER}%|{NUMBER}-{NUMBER}%|(?:set:|[a-z][a-z0-9]{{2,39}}:)?[a-z0-9]*[a-z_][a-z0-9_]{{0,59}}")
_SIGNS = "\u2265\u2a7e\u2013"  # at least, and a dash between grades
_NO_WORDS = PLACEHOLDERS | {"nr", "n/r", "n.r."}
_PERCENT_COLUMNS = {
    "counts": ("low", "high", "conf_level"),
    "summaries": ("conf_level",),
    "comparisons": ("conf_level",),
}
_PERCENT_STATISTICS = ("survival", "ongoing")


class Meant(NamedTuple):
    """What a cell is read as; not `sure` where a letter is wrong."""

    text: str
    sure: bool = True


def meant_in_row(model: type[BaseModel], texts: Mapping[str, str], names: Vocabulary | None = None) -> dict[str, Meant]:
    """The cells of a row that are read as something else than was typed, by column."""
    table = getattr(model, "table", "paper")
    found = {}
    for column, text in texts.items():
        if text:
            meant = _meant(model, table, column, text) or Meant(text)
            if names is not None and all(character.isascii() or character in _SIGNS for character in text):
                meant = _named(names, column, text, meant)
            if meant.text != text:
                found[column] = meant
    if names is not None and texts.get("category"):
        _category(model, texts, found, names)
    _percent_of_survival(table, texts, found)
    return found


@lru_cache(maxsize=4096)
def _meant(model: type[BaseModel], table: str, column: str, text: str) -> Meant | None:
    words = words_of(model, column)
    if words:
        return None if text in words or text.casefold() in _NO_WORDS else _word(text, words)
    if column == "against" and table == "comparisons":
        return _against(text)
    if column in _PERCENT_COLUMNS.get(table, ()):
        match = _PERCENT.fullmatch(text)
        return Meant(match[1]) if match else None
    grammar = _grammar(model, column)
    return _id(text) if grammar == "id" else _merged(text) if grammar == "category" else None


def _merged(text: str) -> Meant | None:
    """The ids of one category or of several, joined by |."""
    parts = [_id(part.strip()) or Meant(part.strip()) for part in re.split(r"[|/+&]", text)]
    joined = "|".join(part.text for part in parts)
    return Meant(joined) if joined != text and all(_ID.fullmatch(part.text) for part in parts) else None


@lru_cache
def _grammar(model: type[BaseModel], column: str) -> str:
    """`id` or `category` for the columns that hold one; Literal and free columns have none here."""
    field = field_of(model, column)
    if field is None:
        return ""
    metadata = (*field.metadata, *(part for kind in get_args(field.annotation) for part in get_args(kind)))
    for grammar, kind in (("id", Identifier), ("category", CategoryId)):
        if any(part in metadata for part in get_args(kind)[1:]):
            return grammar
    return ""


def _word(text: str, words: tuple[str, ...]) -> Meant | None:
    """The word of a closed list, in another case, number or separator, or a letter off."""
    same = [word for word in words if key_of(word) == key_of(text)]
    if len(same) == 1:
        return Meant(same[0])
    if (unit := unit_of(text)) in words:
        return Meant(unit)
    if text.isascii() and (near := spelling_of(text, words)):
        return Meant(near, sure=False)
    return None


def _id(text: str) -> Meant | None:
    """An id typed with capitals, spaces or hyphens."""
    if _ID.fullmatch(text) or not _WORDS.fullmatch(text) or _DATE.fullmatch(text) or text.casefold() in _NO_WORDS:
        return None
    if not re.search("[A-Za-z]", text) or _EXPONENT.fullmatch(text):
        return None
    name = re.sub(r"[ _()-]+", "_", text.casefold()).strip("_")
    return Meant(name) if _ID.fullmatch(name) else None


def _against(text: str) -> Meant | None:
    """A group, a rate, a range or design, with other spaces or in another case."""
    plain = re.sub(r"\s*([-:%])\s*", r"\1", text.casefold().strip())
    plain = re.sub(rf"({NUMBER})%-({NUMBER})%", r"\1-\2%", plain)
    plain = plain if _AGAINST.fullmatch(plain) or plain[:1].isdigit() else re.sub(r"[ -]+", "_", plain)
    return Meant(plain) if plain != text and _AGAINST.fullmatch(plain) and not plain.isdigit() else None


def _named(names: Vocabulary, column: str, text: str, meant: Meant) -> Meant:
    """An outcome, endpoint or scale by the id that the vocabulary has for the name."""
    if column == "main_outcome":
        called = names.outcomes.endpoint_called(text) or names.outcomes.outcome_called(text)
    elif column == "outcome":
        called = names.outcomes.outcome_called(text)
    elif column == "endpoint":
        called = names.outcomes.endpoint_called(text)
    elif column == "scale":
        called = names.scale_called(text)
    else:
        return meant
    return Meant(called) if called else meant


def _category(model: type[BaseModel], texts: Mapping[str, str], found: dict[str, Meant], names: Vocabulary) -> None:
    """A category by its id on the row's scale. In the list of patients the paper's own label stays as it was typed."""
    if _grammar(model, "category") != "category":
        return
    scale = names.scales.get(found["scale"].text if "scale" in found else texts.get("scale", ""))
    if scale is None:
        return
    whole = scale.category(texts["category"])
    parts = [whole] if whole else [scale.category(part.strip()) for part in re.split(r"[|/+&]", texts["category"])]
    if None not in parts and "|".join(filter(None, parts)) != texts["category"]:
        found["category"] = Meant("|".join(filter(None, parts)))
    elif None not in parts:
        found.pop("category", None)


def _percent_of_survival(table: str, texts: Mapping[str, str], found: dict[str, Meant]) -> None:
    """Percent signs in the percentage of patients without the event, which say its unit."""
    if table != "summaries" or texts.get("value_unit", "") == "fraction":
        return
    statistic = found["statistic"].text if "statistic" in found else texts.get("statistic", "")
    matches = {name: _PERCENT.fullmatch(texts.get(name, "")) for name in ("value", "low", "high")}
    if statistic in _PERCENT_STATISTICS and any(matches.values()):
        found |= {name: Meant(match[1]) for name, match in matches.items() if match}
        if not texts.get("value_unit"):
            found["value_unit"] = Meant("percent")

"""One cell that its grammar refused: which problem it is, and the way out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from reanalysis.entry.cells.slips import Slip, Where, explain_slip
from reanalysis.entry.characters import DASHES, PLACEHOLDERS, first_foreign, plain
from reanalysis.entry.messages import Place, Problem
from reanalysis.entry.words_typed import SYNONYMS
from reanalysis.model.cells import CellError, censored_time, number, printed_value, whole
from reanalysis.model.names import key_of, spelling_of

_GRAMMARS = {"count": whole, "number": number, "time": censored_time, "printed": printed_value}
_STAYS_ITSELF = ("E-RANGE", "E-BOUND", "E-DATE")  # codes that say more than "a character that is not ASCII"
_NOT_REACHED = (
    "ne",
    "not reached",
    "not yet reached",
    "nyr",
    "not estimable",
    "not evaluable",
    "not attained",
    "n.e.",
    "not calculable",
    "undefined",
)


def cell_problem(place: Place, text: str, error: Mapping[str, Any], model: type[BaseModel]) -> Problem:
    """What pydantic says about one cell, in our words."""
    context = error.get("ctx", {})
    words, grammar = words_of(model, place.column), context.get("grammar", "")
    if error["type"] == "missing":
        slip = Slip("E-REQUIRED", f"{place.column} must be filled in and is blank", f"fill in {place.column}")
    elif words:
        slip = _word(text, words)
    elif grammar in _GRAMMARS:
        field = field_of(model, place.column)
        where = Where(grammar, place.column, columns(model), field is not None and field.is_required())
        slip = _number(text, where, context)
    elif grammar == "id":
        slip = _id(text, context)
    else:
        slip = Slip(*(context.get(name, "this cannot be read") for name in ("code", "wrong", "cure")))
    return Problem(
        place=place,
        code=slip.code,
        wrong=slip.wrong,
        entered=text,
        expected=_expected(model, place.column, context),
        cure=slip.cure,
    )


def _expected(model: type[BaseModel], column: str, context: Mapping[str, Any]) -> str:
    words, field = words_of(model, column), field_of(model, column)
    if words:
        return f"one of {', '.join(words)}"
    return str(context.get("expected", field.description if field and field.description else "a value"))


def _word(text: str, words: tuple[str, ...]) -> Slip:
    """A word that is not in a closed list."""
    if text.strip().casefold() in PLACEHOLDERS | {"nr", "n/r", "n.r."}:
        return Slip(
            "E-BLANK", "a word that stands for no value", "leave the cell blank if the paper does not report it"
        )
    if text.isascii():
        return Slip("E-WORD", "this word is not in the list", _spelled(text, words))
    return Slip(
        "E-CHAR",
        f"a character that is not ASCII: {first_foreign(text)}",
        _spelled(plain(text) or text, words, "retype the word"),
    )


def _spelled(text: str, words: tuple[str, ...], otherwise: str = "use one of these") -> str:
    """The cure for a word that is not in a closed list: the one that it misspells or that means the same, never another
    term."""
    meant = SYNONYMS.get(key_of(text).replace(" ", "_"), "")
    word = meant if meant in words else spelling_of(text, words)
    return f"write {word}" if word else otherwise


def _id(text: str, context: Mapping[str, Any]) -> Slip:
    if text.casefold() in PLACEHOLDERS | {"nr"}:
        return Slip(
            "E-BLANK", "a word that stands for no value", "leave the cell blank if there is none, or write an id"
        )
    if text.isascii():
        return Slip(context["code"], context["wrong"], context["cure"])
    letters = unicodedata.normalize("NFKD", plain(text) or text).encode("ascii", "ignore").decode()
    suggestion = re.sub(r"[^a-z0-9]+", "_", letters.lower()).strip("_")[:60]
    return Slip(
        "E-CHAR",
        f"a character that is not ASCII: {first_foreign(text)}",
        f"write {suggestion}" if suggestion else "choose a short name such as objective_response",
    )


def _number(text: str, where: Where, context: Mapping[str, Any]) -> Slip:
    """A text where a number belongs."""
    special = _stands_for_nothing(text, where)
    if special:
        return special
    spelled = text if text.isascii() else plain(text)
    slip = explain_slip(spelled, where) if spelled else None
    if text.isascii():
        return slip or Slip(context["code"], context["wrong"], context["cure"])
    foreign = first_foreign(text)
    if spelled and _fits(spelled, where.grammar):
        return Slip("E-CHAR", f"a character that is not ASCII: {foreign}", f"delete it; retype {spelled}")
    if slip:
        return Slip(
            slip.code if slip.code in _STAYS_ITSELF else "E-CHAR", f"{slip.wrong}, written with {foreign}", slip.cure
        )
    return Slip(
        "E-CHAR",
        f"a character that is not ASCII: {foreign}",
        "delete it, or put it into note; type numbers in ASCII digits",
    )


def _stands_for_nothing(text: str, where: Where) -> Slip | None:
    """Words and dashes for no value, each with what it may mean."""
    word = text.strip().casefold()
    blank = (
        "look it up in the paper, or delete the row if it is not reported"
        if where.required and where.grammar != "printed"
        else "leave the cell blank if the paper does not report it"
    )
    if word in ("nr", "n/r", "n.r."):
        return Slip(
            "E-AMBIG",
            "NR can mean not reached or not reported",
            "not reached: write NE (in summaries.csv: value, low, high); not reported: leave the cell blank",
        )
    if word in _NOT_REACHED:
        wrong = (
            "not reached or not estimable, in another form"
            if where.grammar == "printed"
            else f"NE where {where.what} belongs; only value, low and high in summaries.csv take it"
        )
        return Slip(where.code, wrong, "write NE" if where.grammar == "printed" else blank)
    is_dash = set(word) <= DASHES
    if is_dash or word == "none":
        wrong = "a dash can mean zero or not reported" if is_dash else "none can mean zero or not reported"
        return Slip("E-BLANK", wrong, f"write 0 if the paper means zero; {blank}")
    if word in PLACEHOLDERS:
        also = "write NE if it was not reached; " if where.grammar == "printed" else ""
        return Slip("E-BLANK", "a word that stands for no value", also + blank)
    return None


def _fits(text: str, grammar: str) -> bool:
    try:
        _GRAMMARS[grammar](text)
    except CellError:
        return False
    return True


@lru_cache
def words_of(model: type[BaseModel], column: str) -> tuple[str, ...]:
    """The closed list of words of a column, empty if it has none."""
    field = field_of(model, column)
    return _literals(field.annotation) if field else ()


@lru_cache
def columns(model: type[BaseModel]) -> frozenset[str]:
    """The columns of a table, or the keys of a file."""
    return frozenset(field.alias or name for name, field in model.model_fields.items())


def field_of(model: type[BaseModel], column: str) -> FieldInfo | None:
    """The model's field behind a column."""
    return next((field for name, field in model.model_fields.items() if (field.alias or name) == column), None)


def _literals(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(word for part in get_args(annotation) for word in _literals(part))

"""Names as people type them: what is the same name, and which name a misspelt one is.

The same name may stand in another case, with spaces or hyphens, in the plural, in British spelling, or with its grade
in another form (`neutropenia G3-4`). A misspelt name is one or two letters away from one, word for word; another term
of the field is never taken for a spelling, however near it is (male and female, leukopenia and neutropenia).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_AT_LEAST = re.compile(r"(?:\b(?:grades?|gr?\.?)\s*)?(?:>=|=>|\u2265|\u2a7e)\s*(?:grades?|gr?\.?)?\s*([1-5])\b")
_AND_UP = re.compile(
    r"\b((?:grades?|gr?)?[\s_.-]*[1-5])\s*(?:\+|[\s_-]*(?:or|and)[\s_-]+(?:worse|higher|more|greater|above|up)\b)"
)
_GRADE = re.compile(
    r"(?:grades?|gr|g)[\s_.-]*(?P<first>[1-5])"
    r"(?:[\s_]*(?:-|/|,|\u2013|to|or|and)?[\s_]*(?:grades?|gr|g)?[\s_]*(?P<last>[1-5]))?(?![0-9])"
)
_ANY_GRADE = re.compile(r"(?:\bof[\s_-]+)?(?:any|all)[\s_-]+grades?")
_ENDS = ("ss", "is", "us")
_OPPOSITES = (("hyper", "hypo"), ("pre", "post"))
_ONE_LETTER, _TWO_LETTERS = 5, 12  # letters of a word in which one, and two, may be wrong


def key_of(text: str) -> str:
    """What all ways to write one name have in common; equal keys are the same name."""
    return " ".join(map(_word, _parts(text)))


def strict_key_of(text: str) -> str:
    """The same where only case, separators and the form of the grade may differ, and every letter counts."""
    return " ".join(_parts(text))


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[str, ...]:
    """The words of a name, its grade first."""
    text = text.casefold()
    text = _AND_UP.sub(r"\1 5", _AT_LEAST.sub(r"grade \1 5", text))
    grade = "any" if _ANY_GRADE.search(text) else ""
    text = _ANY_GRADE.sub(" ", text)
    if not grade and (match := _graded(text)):
        grade = "-".join(dict.fromkeys(filter(None, (match["first"], match["last"]))))
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return (*(("grade", grade) if grade else ()), *_TOKEN.findall(text))


def _graded(text: str) -> re.Match[str] | None:
    """The grade in a name: a word of its own, not the g of another one."""
    return next((match for match in _GRADE.finditer(text) if not text[: match.start()][-1:].isalnum()), None)


def _word(word: str) -> str:
    """A word without plural and in one spelling."""
    word = word.replace("ae", "e").replace("oe", "e")
    if word.endswith("our") and len(word) > 5:
        word = f"{word[:-3]}or"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(_ENDS) else word


def spelling_of(text: str, names: Iterable[str]) -> str:
    """The one of some names that a text misspells, blank if it is none or could be several.

    Numbers must be the same, words may differ in a letter (in two if they are long); the first letter, and what turns a
    word into its opposite, may not. A word that is a word of any of the names is no misspelling of another one.
    """
    wanted, names = _parts(text), list(names)
    right = {word for name in names for word in _parts(name)}
    found: dict[int, list[str]] = {}
    for name in names:
        off = _apart(wanted, _parts(name), right)
        if off is not None:
            found.setdefault(off, []).append(name)
    nearest = found[min(found)] if found else []
    return nearest[0] if len({key_of(name) for name in nearest}) == 1 else ""


def _apart(words: Sequence[str], others: Sequence[str], right: Collection[str]) -> int | None:
    """How many letters two names differ in; None where they are different names."""
    if len(words) != len(others):  # a space or underscore too many, or none
        return 0 if "".join(words) == "".join(others) else None
    off = [
        0 if _word(one) == _word(other) else None if one in right else _misspelt(one, other)
        for one, other in zip(words, others, strict=True)
    ]
    return None if None in off else sum(filter(None, off))


def _misspelt(one: str, other: str) -> int | None:
    """The letters in which a word differs from another one by a slip of the fingers; None where it is another word."""
    if not (one.isalpha() and other.isalpha()) or one[:1] != other[:1] or _opposite(one, other):
        return None
    shorter = min(len(one), len(other))
    allowed = 2 if shorter >= _TWO_LETTERS else 1 if shorter >= _ONE_LETTER else 0
    off = distance(one, other, allowed) if allowed else 1
    return off if off <= allowed else None


def _opposite(one: str, other: str) -> bool:
    """Whether one word is the other with another beginning, as hyper and hypo."""
    return any(
        one.startswith(first) and other.startswith(second)
        for pair in _OPPOSITES
        for first, second in (pair, pair[::-1])
    )


def distance(one: str, other: str, most: int) -> int:
    """Letters to insert, delete, replace or swap with a neighbour to make one word the other; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, beside in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != beside))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == beside:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]

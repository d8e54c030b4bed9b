"""Words that people type for units and numbers, and what they mean here; used for suggestions only."""

from __future__ import annotations

_UNITS = {
    "days": ("d", "day", "days"),
    "weeks": ("w", "wk", "wks", "week", "weeks"),
    "months": ("m", "mo", "mos", "mon", "mth", "mths", "month", "months"),
    "years": ("y", "yr", "yrs", "year", "years"),
}
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS: dict[str, int] = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    **{
        f"{tens}-{ones}": 10 * number + one
        for number, tens in enumerate(_TENS, 2)
        for one, ones in enumerate(_SMALL[1:10], 1)
    },
}
SYNONYMS = {
    "itt": "enrolled",
    "intention_to_treat": "enrolled",
    "randomised": "enrolled",
    "randomized": "enrolled",
    "safety": "treated",
    "as_treated": "treated",
    "pp": "per_protocol",
    "assessable": "evaluable",
    "irc": "independent",
    "icr": "independent",
    "bicr": "independent",
    "central": "independent",
    "local": "investigator",
    "site": "investigator",
    "true": "yes",
    "y": "yes",
    "1": "yes",
    "false": "no",
    "n": "no",
    "0": "no",
    "hr": "hazard_ratio",
    "%": "percent",
}


def unit_of(text: str) -> str:
    """The unit that a word stands for, blank if none."""
    word = text.strip(" .").casefold()
    return next((unit for unit, words in _UNITS.items() if word in words), "")

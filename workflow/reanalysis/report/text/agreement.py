"""Whether a paper was entered once, twice, or twice with agreement, in plain data and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reanalysis.report.text.formatting import count, counted

WORDS = {"once": "entered once", "twice": "entered twice", "twice_agreeing": "entered twice, the entries agree"}


@dataclass(frozen=True)
class Entered:
    """How a paper was entered: `entries` is once, twice or twice_agreeing; `short` and `sentence` say it in words."""

    entries: str
    short: str
    sentence: str


def entered(agreement: Iterable[Mapping[str, str]]) -> dict[str, Entered]:
    """From the rows of agreement.csv, for each paper how it was entered."""
    return {row["paper"]: Entered(row["entries"], WORDS[row["entries"]], _sentence(row)) for row in agreement}


def _sentence(row: Mapping[str, str]) -> str:
    if row["entries"] == "once":
        return "Entered once: no second person has typed this paper, so a typing error may have gone unnoticed."
    if int(row["problems"] or 0):
        return (
            f"Entered twice, but the two entries could not be compared: {counted(int(row['problems']), 'error')} "
            "in one of them."
        )
    compared = counted(int(row["cells_compared"]), "cell")
    if row["entries"] == "twice_agreeing":
        return f"Entered twice: all {compared} agree."
    parts = [
        f"{count(int(row['cells_agreeing']))} of {compared} typed twice agree"
        + (f" ({_percent(row['percent_agreement'])})" if row["percent_agreement"] else "")
    ]
    parts += [
        f"{counted(int(row[column]), 'cell')} only in the {word} entry"
        for column, word in (("only_first", "first"), ("only_second", "second"))
        if int(row[column])
    ]
    return f"Entered twice: {'; '.join(parts)}."


def _percent(text: str) -> str:
    """With one decimal, cut and not rounded: what is not complete is never shown as 100%."""
    return f"{int(Decimal(text) * 10) / 10:.1f}%"

"""Which choice decides whether a conclusion stands, from the rows of multiverse.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

CHOICES = ("control", "label", "denominator", "method")


def shares_of(rows: Sequence[Mapping[str, str]], choice: str) -> dict[str, tuple[int, int]]:
    """For each option of a choice, in order of appearance, in how many analyses the conclusion stands, and how many
    there are."""
    counted: dict[str, tuple[int, int]] = {}
    for row in rows:
        stands, total = counted.get(row[choice], (0, 0))
        counted[row[choice]] = (stands + (row["stands"] == "yes"), total + 1)
    return counted


def deciding_choice(rows: Sequence[Mapping[str, str]]) -> tuple[str, dict[str, tuple[int, int]]] | None:
    """The choice whose options differ most in the share of analyses in which the conclusion stands: its name and, for
    each option, stands and analyses.

    None where the conclusion stands in all analyses or in none.
    """
    if len({row["stands"] for row in rows}) < 2:
        return None
    shares = {choice: shares_of(rows, choice) for choice in CHOICES}

    def spread(choice: str) -> Fraction:
        fractions = [Fraction(*pair) for pair in shares[choice].values()]
        return max(fractions) - min(fractions)

    choice = max(CHOICES, key=lambda name: (spread(name), -CHOICES.index(name)))
    return choice, shares[choice]

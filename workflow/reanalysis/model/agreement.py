"""Double entry: how far the first and the second entry of a paper agree, as the rows of agreement.csv and
agreement_differences.csv."""

from __future__ import annotations

from dataclasses import dataclass, fields

from reanalysis.model.estimate import number_text

ENTRIES = ("once", "twice", "twice_agreeing")
KINDS = ("differs", "only_first", "only_second", "text")
AGREEMENT_COLUMNS = (
    "paper",
    "entries",
    "cells_compared",
    "cells_agreeing",
    "cells_differing",
    "only_first",
    "only_second",
    "percent_agreement",
    "texts_differing",
    "problems",
)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference between the entries. `column` is blank where a whole row stands in one entry only; `cells` is what
    it counts for.

    `ref` is the row that it is about, in the first entry where that has it. `kind` is differs (both typed, and not the
    same), only_first, only_second (typed in one of them), or text (own words, shown and not counted).
    """

    paper: str
    table: str
    key: str
    column: str
    kind: str
    first: str
    second: str
    first_place: str = ""
    second_place: str = ""
    cells: int = 1
    hint: str = ""
    ref: str = ""


DIFFERENCE_COLUMNS = tuple(f.name for f in fields(Difference))


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One row of agreement.csv: the cells of a paper that were typed twice, and those that were typed once.

    With `problems` (errors in one of the entries) nothing was compared.
    """

    paper: str
    second: bool = False
    cells_agreeing: int = 0
    cells_differing: int = 0
    only_first: int = 0
    only_second: int = 0
    texts_differing: int = 0
    problems: int = 0

    @property
    def cells_compared(self) -> int:
        """Cells typed in both entries."""
        return self.cells_agreeing + self.cells_differing

    @property
    def percent_agreement(self) -> float | None:
        """Of the cells typed in both entries, the percentage that is the same; None where there is none."""
        return 100 * self.cells_agreeing / self.cells_compared if self.cells_compared else None

    @property
    def complete(self) -> bool:
        """Whether every cell was typed twice and is the same."""
        return self.cells_compared > 0 and not (
            self.cells_differing or self.only_first or self.only_second or self.problems
        )

    @property
    def entries(self) -> str:
        """once, twice, or twice_agreeing."""
        return ("twice_agreeing" if self.complete else "twice") if self.second else "once"

    def as_row(self) -> dict[str, str]:
        """The row of agreement.csv; numbers are blank where nothing was compared."""
        row = {
            name: str(getattr(self, name)) if self.second and not self.problems else "" for name in AGREEMENT_COLUMNS
        }
        return row | {
            "paper": self.paper,
            "entries": self.entries,
            "percent_agreement": number_text(self.percent_agreement),
            "problems": str(self.problems),
        }

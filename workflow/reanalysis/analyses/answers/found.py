"""The results of the stages as the answers look them up: rows of estimates.csv, and what facts.csv says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from reanalysis.model.estimate import facts_of
from reanalysis.model.rows import EFFECTS
from reanalysis.model.store import Rows

Row = Mapping[str, str]
TIMES = ("median_time", "hazard_ratio", "log_rank")


def number(row: Row, column: str) -> float | None:
    """A number of a row; None where the cell is blank."""
    return float(row[column]) if row[column] else None


def whole(row: Row, column: str) -> int | None:
    """A count of a row; None where the cell is blank."""
    return int(row[column]) if row[column] else None


@dataclass(frozen=True)
class Found:
    """All estimates of a run with their facts."""

    estimates: Rows
    facts: Rows

    @cached_property
    def _facts(self) -> dict[str, dict[str, str]]:
        return facts_of(self.facts)

    @cached_property
    def _of(self) -> dict[tuple[str, str, bool], list[Row]]:
        """Rows by paper, outcome or endpoint, and whether they compare."""
        found: dict[tuple[str, str, bool], list[Row]] = defaultdict(list)
        for row in self.estimates:
            subject = row["endpoint"] or row["outcome"]
            found[row["paper"], subject, bool(row["against"])].append(row)
        return found

    def fact(self, row: Row, name: str) -> str:
        """What an estimate can tell beside its columns; blank where it does not."""
        return self._facts.get(row["result_id"], {}).get(name, "")

    def alone(self, paper: str, subject: str) -> list[Row]:
        """The primary rates and medians of an outcome or endpoint by themselves."""
        return [
            row
            for row in self._of.get((paper, subject, False), ())
            if row["measure"] in ("proportion", "median_time") and row["primary"] == "yes"
        ]

    def compared(self, paper: str, subject: str, group: str, against: str) -> list[Row]:
        """All rows of a group against a control."""
        rows = self._of.get((paper, subject, True), ())
        return [row for row in rows if (row["group"], row["against"]) == (group, against)]

    def printed_effects(self, paper: str, subject: str) -> list[Row]:
        """Ratios and differences of two groups as the paper prints them."""
        return [
            row
            for row in self._of.get((paper, subject, True), ())
            if row["method"] == "reported" and row["measure"] in EFFECTS and row["estimate"]
        ]


def first(rows: Iterable[Row]) -> Row | None:
    """The first of some rows; None where there are none."""
    return next(iter(rows), None)

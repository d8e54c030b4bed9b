"""A count with its number of patients, and where both came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Events of n. `n` is None where no denominator is reported.

    `several` marks one of the counts that a percentage allows, `allowed` has the percentage, the lowest and the highest
    of them. `at` is the key: `time` in `unit`, and what tells rows `apart` that differ in nothing else. `part` says of
    the control that a set makes whether it is all of its groups or the one with the highest rate. `summed`: the sum of
    the counts of groups that cover this one.
    """

    group: str
    outcome: str
    events: int
    n: int | None
    derived: str
    sources: tuple[str, ...]
    kind: str = "response"
    counted: str = "patients"
    population: str = ""
    assessor: str = ""
    confirmed: str = ""
    criteria: str = ""
    at: str = ""
    unit: str = ""
    several: bool = False
    note: str = ""
    time: str = ""
    apart: str = ""
    every_assay: bool = False
    allowed: tuple[str, int, int] | None = None
    part: str = ""
    summed: bool = False

    @property
    def measured(self) -> tuple[str, str, str]:
        """Whom and by whom: population, assessor, confirmed."""
        return (self.population, self.assessor, self.confirmed)

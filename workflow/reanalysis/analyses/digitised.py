"""Digitised curves as they were entered: points, numbers at risk, and the total of events that is printed beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from reanalysis.analyses.identity import named
from reanalysis.model.config import Outcomes
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Paper
from reanalysis.model.rows import AtRisk, CurvePoint, Summary
from reanalysis.model.units import convert


@dataclass(frozen=True)
class Digitised:
    """The points of one curve with its numbers at risk, in one unit, what is printed beside it, and its name as people read it."""

    paper: Paper
    group: str
    endpoint: str
    unit: str
    points: tuple[CurvePoint, ...]
    at_risk: tuple[AtRisk, ...]
    total: Summary | None
    label: str

    def time(self, row: CurvePoint | AtRisk) -> float:
        """The time of a row in the unit of the curve."""
        return float(convert(Fraction(row.time), row.unit, self.unit))

    @property
    def sources(self) -> tuple[str, ...]:
        """The points, the numbers at risk and the total of events that are used."""
        return tuple(row.ref for row in (*self.points, *self.at_risk, *([self.total] if self.total else []), self.paper.group[self.group]))

    def finding(self, check: str, severity: str, message: str, *, ref: str = "", column: str = "survival", entered: str = "", expected: str = "") -> Finding:
        """A finding at a row, or at the first point of the curve."""
        source = ref or self.points[0].ref
        table, line = place_of(source)
        return Finding(paper=self.paper.name, check=check, severity=severity, table=table, row=line, column=column, entered=entered, expected=expected,
                       message=message, group=self.group, outcome=self.endpoint, source=source)


def digitised_curves(paper: Paper, outcomes: Outcomes) -> Iterator[Digitised]:
    """The digitised curves of a paper, by group and endpoint."""
    points = [row for row in paper.curves if row.in_use]
    for group, endpoint in dict.fromkeys((row.group, row.endpoint) for row in points):
        mine = tuple(row for row in points if (row.group, row.endpoint) == (group, endpoint))
        table = tuple(row for row in paper.at_risk if row.in_use and (row.group, row.endpoint) == (group, endpoint))
        totals = [row for row in printed_summaries(paper, group, endpoint) if row.events is not None and row.statistic != "hazard_ratio"]
        yield Digitised(paper, group, endpoint, mine[0].unit, mine, table, totals[0] if totals else None, named(paper, outcomes, group, endpoint))


def printed_summaries(paper: Paper, group: str, endpoint: str) -> list[Summary]:
    """What is printed of one endpoint in one group."""
    return [row for row in paper.summaries if row.in_use and (row.group, row.endpoint) == (group, endpoint)]

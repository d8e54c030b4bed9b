"""Digitised curves as they were entered: points, numbers at risk, and the total of events that is printed beside
them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from reanalysis.analyses.identity import named
from reanalysis.analyses.times.times import size_of
from reanalysis.model.config import Outcomes
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Paper
from reanalysis.model.rows import AtRisk, CurvePoint, Summary
from reanalysis.model.units import convert


@dataclass(frozen=True)
class Digitised:
    """The points of one curve with its numbers at risk, in one unit, what is printed beside it, the patients that it is
    of, and its name as people read it."""

    paper: Paper
    group: str
    endpoint: str
    unit: str
    points: tuple[CurvePoint, ...]
    at_risk: tuple[AtRisk, ...]
    total: Summary | None
    n: int | None
    label: str
    among: str = ""
    of_n: Summary | None = None

    def time(self, row: CurvePoint | AtRisk) -> float:
        """The time of a row in the unit of the curve."""
        return float(convert(Fraction(row.time), row.unit, self.unit))

    @property
    def sources(self) -> tuple[str, ...]:
        """The points, the numbers at risk, and the printed rows with the events and the patients that are used."""
        printed = dict.fromkeys(row.ref for row in (self.total, self.of_n) if row)
        return (*(row.ref for row in (*self.points, *self.at_risk)), *printed, self.paper.group[self.group].ref)

    def finding(
        self,
        check: str,
        severity: str,
        message: str,
        *,
        ref: str = "",
        column: str = "survival",
        entered: str = "",
        expected: str = "",
    ) -> Finding:
        """A finding at a row, or at the first point of the curve."""
        source = ref or self.points[0].ref
        table, line = place_of(source)
        return Finding(
            paper=self.paper.name,
            check=check,
            severity=severity,
            table=table,
            row=line,
            column=column,
            entered=entered,
            expected=expected,
            message=message,
            group=self.group,
            outcome=self.endpoint,
            source=source,
        )


def digitised_curves(paper: Paper, outcomes: Outcomes) -> Iterator[Digitised]:
    """The digitised curves of a paper, by group and endpoint."""
    points = [row for row in paper.curves if row.in_use]
    for group, endpoint in dict.fromkeys((row.group, row.endpoint) for row in points):
        mine = tuple(row for row in points if (row.group, row.endpoint) == (group, endpoint))
        table = tuple(row for row in paper.at_risk if row.in_use and (row.group, row.endpoint) == (group, endpoint))
        printed = [row for row in printed_summaries(paper, group, endpoint) if row.statistic != "hazard_ratio"]
        total = next((row for row in printed if row.events is not None), None)
        known, n = outcomes.endpoint(endpoint), size_of(paper, outcomes, group, endpoint)
        of_n = (
            next((row for row in (*filter(None, [total]), *printed) if row.n is not None), None) if n is None else None
        )
        yield Digitised(
            paper,
            group,
            endpoint,
            mine[0].unit,
            mine,
            table,
            total,
            of_n.n if of_n else n,
            named(paper, outcomes, group, endpoint),
            among=known.among if known else "",
            of_n=of_n,
        )


def printed_summaries(paper: Paper, group: str, endpoint: str) -> list[Summary]:
    """What is printed of one endpoint in one group."""
    return [row for row in paper.summaries if row.in_use and (row.group, row.endpoint) == (group, endpoint)]

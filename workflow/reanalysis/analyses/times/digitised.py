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
from reanalysis.model.rows import EFFECTS, AtRisk, CurvePoint, Summary
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
    curves: dict[tuple[str, str], list[CurvePoint]] = {}
    for row in paper.curves:
        if row.in_use:
            curves.setdefault((row.group, row.endpoint), []).append(row)
    for (group, endpoint), points in curves.items():
        table = [row for row in paper.at_risk if row.in_use and (row.group, row.endpoint) == (group, endpoint)]
        total, of_n = _printed_beside(paper, group, endpoint)
        known, n = outcomes.endpoint(endpoint), size_of(paper, outcomes, group, endpoint)
        yield Digitised(
            paper,
            group,
            endpoint,
            points[0].unit,
            tuple(points),
            tuple(table),
            total,
            n if n is not None or of_n is None else of_n.n,
            named(paper, outcomes, group, endpoint),
            among=known.among if known else "",
            of_n=of_n if n is None else None,
        )


def _printed_beside(paper: Paper, group: str, endpoint: str) -> tuple[Summary | None, Summary | None]:
    """The printed summaries that give the events of a curve and its patients, the same where one gives both."""
    printed = [row for row in printed_summaries(paper, group, endpoint) if row.statistic not in EFFECTS]
    total = next((row for row in printed if row.events is not None), None)
    if total is not None and total.n is not None:
        return total, total
    return total, next((row for row in printed if row.n is not None), None)


def printed_summaries(paper: Paper, group: str, endpoint: str) -> list[Summary]:
    """What is printed of one endpoint in one group."""
    return [row for row in paper.summaries if row.in_use and (row.group, row.endpoint) == (group, endpoint)]

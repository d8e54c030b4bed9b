"""Points of a curve that no click beside an axis explains; nearer ones are cleaned by the analysis, each kind with a
finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from reanalysis.entry.messages import Problem
from reanalysis.entry.tables.table import Table
from reanalysis.model.rows import CurvePoint

#: The same as in the cleaning of curves (stats), which is slow to import: the largest value of a curve that can be a
#: fraction, and how far a point may lie outside 0 to 1, or before time 0 as a part of the last time.
LARGEST_FRACTION, SLIP = Decimal("1.5"), Decimal("0.05")


def far_outside(table: Table) -> Iterator[Problem]:
    """Survival outside 0 to 100% by more than 5 percentage points, and times before 0 by more than 5% of the last time
    of the curve."""
    curves: dict[tuple[str, str], list[CurvePoint]] = defaultdict(list)
    for row in table.of(CurvePoint):
        curves[(row.group, row.endpoint)].append(row)
    for points in curves.values():
        yield from _outside(table, points)
        for unit in dict.fromkeys(row.unit for row in points):
            yield from _before_start(table, [row for row in points if row.unit == unit])


def _outside(table: Table, points: list[CurvePoint]) -> Iterator[Problem]:
    percent = max(row.survival for row in points) > LARGEST_FRACTION
    whole = 100 if percent else 1
    for row in points:
        if row.survival < -SLIP * whole or (percent and row.survival > (1 + SLIP) * whole):
            wrong = (
                f"a survival {'above' if row.survival > 0 else 'below'} {100 if row.survival > 0 else 0} by "
                "more than 5 percentage points, which is no click beside the axis"
            )
            expected, cure = "0 to 1, or 0 to 100 in percent", "read the point again"
            yield table.problem(row, "survival", "E-LIMITS", wrong, expected, cure)


def _before_start(table: Table, points: list[CurvePoint]) -> Iterator[Problem]:
    least = -SLIP * max(row.time for row in points)
    for row in points:
        if row.time < 0 and row.time < least:
            wrong = "a time before 0 by more than 5% of the last time, which is no click beside the axis"
            cure = "read the point again, and look whether the time axis is set right"
            yield table.problem(row, "time", "E-LIMITS", wrong, "0 or later", cure)

"""Numbers at risk under a curve against each other, the size of the group, and the curve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from reanalysis.audit.context import NUMBERS_OF_PARTICIPANTS, OTHER_CONTRADICTIONS, Context
from reanalysis.model.finding import Finding
from reanalysis.model.rows import AtRisk, CurvePoint
from reanalysis.model.units import DAYS
from reanalysis.wording import nearest

#: A curve read from a figure is right to about two hundredths.
READING = Fraction(2, 100)


def numbers_at_risk(context: Context) -> Iterator[Finding]:
    """Numbers at risk that rise, exceed the group, or exceed what the curve leaves (INSPECT-SR 4.6, 4.10)."""
    curves = _by_curve(context.paper.curves)
    for key, rows in _by_curve(context.paper.at_risk).items():
        size = context.paper.n_of(key[0])
        for earlier, later in pairwise(rows):
            if later.n_at_risk > earlier.n_at_risk:
                message = (
                    f"{_name(context, later)}: {later.n_at_risk} are at risk at {later.time} {later.unit}, and "
                    f"{earlier.n_at_risk} at {earlier.time} {earlier.unit} before"
                )
                yield _told(
                    context, "at_risk_rises", message, later, f"at most {earlier.n_at_risk}", OTHER_CONTRADICTIONS
                )
        for row in rows:
            if size is not None and row.n_at_risk > size:
                message = (
                    f"{_name(context, row)}: {row.n_at_risk} are at risk at {row.time} {row.unit}, and the "
                    f"group has {size} patients"
                )
                yield _told(context, "at_risk_above_group", message, row, f"at most {size}", NUMBERS_OF_PARTICIPANTS)
            elif (
                size is not None
                and (share := _left(curves.get(key, []), row)) is not None
                and row.n_at_risk > size * (share + READING)
            ):
                message = (
                    f"{_name(context, row)}: {row.n_at_risk} of {size} are at risk at {row.time} {row.unit}, more "
                    f"than the {float(100 * share):.0f}% "
                    "that the curve leaves without an event by then"
                )
                yield _told(
                    context,
                    "at_risk_above_curve",
                    message,
                    row,
                    f"at most {int(size * (share + READING))}",
                    OTHER_CONTRADICTIONS,
                )


def without_curve(context: Context) -> Iterator[Finding]:
    """Numbers at risk of a group and endpoint without a curve: they are used for no estimate."""
    curves = _by_curve(context.paper.curves)
    for (group, endpoint), rows in _by_curve(context.paper.at_risk).items():
        if (group, endpoint) not in curves:
            near = nearest(endpoint, (other for mine, other in curves if mine == group), 0.75)
            hint = f"; the nearest with a curve is {near}" if near else ""
            message = (
                f"{_name(context, rows[0])}: curves.csv has no curve of it, so the {len(rows)} numbers at risk "
                f"are not used{hint}"
            )
            yield context.finding(
                "at_risk_without_curve",
                "warning",
                message,
                row=rows[0],
                column="endpoint",
                entered=endpoint,
                expected=near or "a curve in curves.csv",
            )


def _by_curve(rows: tuple[AtRisk, ...] | tuple[CurvePoint, ...]) -> dict[tuple[str, str], list]:
    """Rows in use of each curve in order of time."""
    found: dict[tuple[str, str], list] = defaultdict(list)
    for row in rows:
        if row.in_use:
            found[(row.group, row.endpoint)].append(row)
    return {key: sorted(same, key=_days) for key, same in found.items()}


def _days(row: AtRisk | CurvePoint) -> Fraction:
    return Fraction(row.time) * DAYS[row.unit]


def _left(points: list[CurvePoint], row: AtRisk) -> Fraction | None:
    """Height of the curve just before a time; None where it has no point by then. A fall at that very time may be read
    as before it or after."""
    before = [point for point in points if _days(point) < _days(row)]
    if not before:
        return None
    percent = any(point.survival > Fraction(3, 2) for point in points)
    return Fraction(before[-1].survival) / (100 if percent else 1)


def _name(context: Context, row: AtRisk) -> str:
    return context.label(row.group, row.endpoint)


def _told(context: Context, check: str, message: str, row: AtRisk, expected: str, inspect_sr: str) -> Finding:
    return context.finding(
        check,
        "warning",
        message,
        row=row,
        column="n_at_risk",
        entered=row.n_at_risk,
        expected=expected,
        inspect_sr=inspect_sr,
    )

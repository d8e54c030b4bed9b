"""Printed statistics that may be computed with."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from reanalysis.model.rows import Summary
from reanalysis.model.units import DAYS


class Known(NamedTuple):
    """A printed statistic that may be computed with: its row, its number, and the number in days."""

    row: Summary
    value: Decimal
    days: Fraction


def known(row: Summary | None) -> Known | None:
    """A statistic with its numbers; None where there is no row or its value may not be computed with. A value without
    unit is taken as it is."""
    value = row.value.number if row is not None else None
    if row is None or value is None:
        return None
    return Known(row, value, Fraction(value) * DAYS.get(row.unit or "days", 1))


def in_days(row: Summary) -> Fraction | None:
    """A value in days where it may be computed with; unitless values as they are."""
    found = known(row)
    return found.days if found else None

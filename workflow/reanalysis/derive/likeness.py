"""Whether two numbers are of the same kind: what each side of a comparison says of itself, item by item.

Another time of assessment, or another kind of quantity, is not compared. Criteria, assessor, confirmation, population,
years and disease that differ are computed and said. What a side leaves open is unknown, never alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from reanalysis.derive.tallies import PrintedRate
from reanalysis.derive.tally import Tally
from reanalysis.model.paper import Paper
from reanalysis.model.rows import Summary, TimeRow
from reanalysis.model.units import DAYS
from reanalysis.wording import in_words, listed

YES, NO, UNKNOWN = "yes", "no", "unknown"
REFUSED, WARNED, NONE = "refused", "warned", "none"
MOST_YEARS = 5  # further apart, other treatment and care of the time are likely
_NAMES = {"criteria": "criteria", "assessor": "assessor", "confirmed": "confirmation", "population": "population"}


class Timed(Protocol):
    """A number with the time that it is for."""

    @property
    def time(self) -> str: ...

    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Side:
    """What is known of the number on one side of a comparison."""

    name: str
    time: str = ""
    unit: str = ""
    kind: str = ""
    criteria: str = ""
    assessor: str = ""
    confirmed: str = ""
    population: str = ""
    year: int | None = None
    area: str = ""

    @property
    def at(self) -> str:
        """The time of assessment in words; blank where none is stated."""
        return f"{self.time} {self.unit}".strip()

    @property
    def days(self) -> Fraction | None:
        """The time of assessment in days; None where none is stated."""
        return Fraction(self.time) * DAYS[self.unit] if self.time and self.unit in DAYS else None


@dataclass(frozen=True)
class Item:
    """One item of comparability.csv."""

    item: str
    group_value: str
    control_value: str
    agrees: str
    consequence: str


def side_of(paper: Paper, given: Tally | PrintedRate | TimeRow | Summary) -> Side:
    """A side from a count, a rate without denominator, or a row of times or summaries."""
    known = {
        name: getattr(given, name, "") or "" for name in ("criteria", "assessor", "confirmed", "population", "kind")
    }
    return Side(
        name=given.group,
        time=getattr(given, "time", "") if isinstance(given, Tally | PrintedRate) else "",
        unit=getattr(given, "unit", "") if isinstance(given, Tally | PrintedRate) else "",
        year=paper.info.year,
        area=paper.info.area or "",
        **known,
    )


def items(group: Side, control: Side, *, elsewhere: bool) -> list[Item]:
    """What two sides say of themselves, item by item; `elsewhere`: the control is of another paper."""
    found = [_time(group, control)]
    if group.kind != control.kind:
        found.append(Item("kind", group.kind, control.kind, NO, REFUSED))
    for name in _NAMES:
        one, other = getattr(group, name), getattr(control, name)
        agrees = UNKNOWN if not (one and other) else YES if _same(one, other) else NO
        found.append(Item(name, one, other, agrees, WARNED if agrees == NO else NONE))
    return found + (_of_papers(group, control) if elsewhere else [])


def _time(group: Side, control: Side) -> Item:
    """Two stated times that differ are refused; one stated alone is said; none is a best result on both sides."""
    if group.days is not None and control.days is not None:
        alike = group.days == control.days
        return Item("time_of_assessment", group.at, control.at, YES if alike else NO, NONE if alike else REFUSED)
    one_sided = bool(group.at) != bool(control.at)
    return Item("time_of_assessment", group.at, control.at, UNKNOWN, WARNED if one_sided else NONE)


def _of_papers(group: Side, control: Side) -> list[Item]:
    years = (str(group.year or ""), str(control.year or ""))
    apart = None if group.year is None or control.year is None else abs(group.year - control.year)
    near = UNKNOWN if apart is None else YES if apart <= MOST_YEARS else NO
    areas = (group.area, control.area)
    same = UNKNOWN if not all(areas) else YES if group.area == control.area else NO
    return [
        Item("years_apart", *years, near, WARNED if near == NO else NONE),
        Item("area", *areas, same, WARNED if same == NO else NONE),
        Item("line", "", "", UNKNOWN, NONE),
    ]


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def another_time(one: Timed, other: Timed) -> bool:
    """Whether two numbers are of two times of assessment that are both stated."""
    return bool(one.time and other.time) and _days(one) != _days(other)


def _days(one: Timed) -> Fraction | str:
    return Fraction(one.time) * DAYS[one.unit] if one.unit in DAYS else one.time


def unlike(group: Timed, control: Timed) -> str:
    """Why two numbers cannot be held against each other; blank where they can."""
    if another_time(group, control):
        return (
            f"the group is assessed at {group.time} {group.unit}, the control at {control.time} {control.unit}: "
            "another time of assessment"
        )
    kinds = (getattr(group, "kind", ""), getattr(control, "kind", ""))
    if all(kinds) and kinds[0] != kinds[1]:
        return f"the group's number is of a {kinds[0]}, the control's of a {kinds[1]}: another kind of quantity"
    return ""


def warning(found: list[Item]) -> str:
    """What differs between the two sides, each side's label on its own side; blank where nothing does."""
    said = [
        f"{_said_of(one)}: {_shown(one.group_value)} in the group, {_shown(one.control_value)} in the control"
        for one in found
        if one.consequence == WARNED
    ]
    return listed(said)


def _said_of(one: Item) -> str:
    return {"years_apart": "year of publication", **_NAMES}.get(one.item, in_words(one.item))


def _shown(value: str) -> str:
    return in_words(value) or "not stated"

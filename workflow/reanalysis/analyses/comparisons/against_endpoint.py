"""What the comparison of an endpoint is against: a group with times, a printed median or percentages, or a reason why
it cannot be computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reanalysis.analyses.comparisons.sets_of_endpoints import PooledTimes, endpoint_set
from reanalysis.analyses.times.times import Times, times_of
from reanalysis.derive.controls import ControlGroup, NotComparable, control_group
from reanalysis.derive.refusals import refusal
from reanalysis.model.against import Design, Range, Rate, SetOf
from reanalysis.model.naming import paper_named
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison, Summary
from reanalysis.wording import in_words, label


@dataclass(frozen=True)
class WithTimes:
    """Times of the group that is compared with."""

    times: tuple[Times, ...]
    elsewhere: bool


@dataclass(frozen=True)
class Printed:
    """A group known by what is printed: its median, and percentages at some times; those of 0% apart, as no finite
    hazard leads there."""

    name: str
    median: Summary | None
    points: tuple[Summary, ...]
    zeros: tuple[Summary, ...] = ()


EndpointAgainst = WithTimes | Printed | PooledTimes | NotComparable
ENTER_A_GROUP = (
    "enter the control as a group of groups.csv, what is printed of it (a median, percentages at a time) "
    "in summaries.csv, and name that group"
)


def resolve_endpoint(
    dataset: Dataset, paper: Paper, row: Comparison, known: Mapping[str, Sequence[Times]]
) -> EndpointAgainst:
    """Read `against` of a comparison of an endpoint; `known` holds the times of each paper."""
    why = refusal(dataset, paper, row)
    found = _resolve(dataset, paper, row, known)
    return why if why is not None and not isinstance(found, NotComparable) else found


def _resolve(dataset: Dataset, paper: Paper, row: Comparison, known: Mapping[str, Sequence[Times]]) -> EndpointAgainst:
    control = row.control
    if isinstance(control, Design):
        reason = f"the design of paper.yaml gives the rate of an outcome, not of an endpoint; {ENTER_A_GROUP}"
        return NotComparable("rate_for_endpoint", reason)
    if isinstance(control, Rate | Range):
        reason = f"{row.against} is a rate without the time at which it holds; {ENTER_A_GROUP}"
        return NotComparable("rate_for_endpoint", reason)
    if isinstance(control, SetOf):
        pool = endpoint_set(dataset, paper, row, known)
        return NotComparable("set_not_usable", pool.reason, pool.sources) if pool.reason else pool
    found = control_group(dataset, paper, row)
    if isinstance(found, NotComparable):
        return found
    return _group(found, row, known)


def _group(found: ControlGroup, row: Comparison, known: Mapping[str, Sequence[Times]]) -> EndpointAgainst:
    paper, group = found.paper, found.group
    name = label(paper, group) + (f" in {paper_named(paper.name)}" if found.elsewhere else "")
    times = times_of(known[paper.name], group, row.endpoint or "")
    if times:
        return WithTimes(times, found.elsewhere)
    printed = _printed(paper, group, row.endpoint)
    median = next((one for one in printed if one.statistic == "median" and one.value.number), None)
    points, zeros = _points([one for one in printed if one.statistic == "survival"])
    if median is None and not points:
        return NotComparable(
            "control_without_times",
            f"{name} has neither times nor a printed median or percentage of {in_words(row.endpoint)} that can be used",
            (paper.group[group].ref,),
        )
    return Printed(name, median, points, zeros)


def _printed(paper: Paper, group: str, endpoint: str | None) -> list[Summary]:
    """The summaries of a group that give an exact number with a unit."""
    mine = [row for row in paper.summaries if row.in_use and (row.group, row.endpoint) == (group, endpoint)]
    return [row for row in mine if row.value.exact and row.unit]


def _points(printed: Sequence[Summary]) -> tuple[tuple[Summary, ...], tuple[Summary, ...]]:
    """Printed percentages after the start, in order of time and the first of each time, and those of 0% apart."""
    later = [(one.at, one) for one in printed if one.at]
    first = {at: one for at, one in reversed(later) if one.value.number}
    return tuple(first[at] for at in sorted(first)), tuple(one for _, one in later if not one.value.number)


def fraction_of(row: Summary) -> Fraction:
    """A printed survival percentage as a fraction."""
    return Fraction(row.value.value) / (1 if row.value_unit == "fraction" else 100)

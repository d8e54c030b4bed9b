"""Sets of historical controls of an endpoint: the times of their groups as one control, and each group by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reanalysis.analyses.identity import join_notes
from reanalysis.analyses.times.times import CONVERSION, Times, times_of
from reanalysis.derive.controls import members_meant
from reanalysis.derive.membership import Membership
from reanalysis.model.naming import group_named, set_named
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.model.units import convert
from reanalysis.wording import in_words


@dataclass(frozen=True)
class PooledTimes:
    """The times of a set as one group, and by the name of each member; `without_times` names members that have none;
    `reason` says why it cannot be used."""

    pooled: Times | None = None
    members: tuple[tuple[str, Times], ...] = ()
    without_times: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reason: str = ""


def endpoint_set(dataset: Dataset, paper: Paper, row: Comparison, known: Mapping[str, Sequence[Times]]) -> PooledTimes:
    """Read `set:<name>` of a comparison of an endpoint, by the same rules as a set of counts.

    A member that cannot be read, whose patients may be the paper's own, or two that can share patients make the whole
    set unusable: the pool is never silently smaller. A member known only by printed numbers has no place in a pool; it
    is named.
    """
    endpoint = row.endpoint or ""
    found = members_meant(
        dataset, paper, row, lambda whose, member: next(iter(times_of(known[whose.name], member.group, endpoint)), None)
    )
    nothing = (
        f"no group of the set {in_words(found.name)} has times of {in_words(endpoint)}, listed or read from a curve"
    )
    if found.reason or not found.given:
        return PooledTimes(reason=found.reason or nothing, sources=found.sources)
    members = tuple(zip((f"{one.paper}:{one.group}" for one in found.members), found.given, strict=True))
    without = tuple(group_named(one.paper, one.group) for one in found.without)
    return PooledTimes(_pool(found, endpoint), members, without, found.sources)


def _pool(found: Membership[Times], endpoint: str) -> Times:
    """All times in the unit of the first member."""
    name, unit = found.name, found.given[0].unit
    several = len({times.unit for times in found.given}) > 1
    note = join_notes(
        f"{len(found.given)} {'group' if len(found.given) == 1 else 'groups'} of {set_named(name)} as one: "
        f"{', '.join(group_named(member.paper, member.group) for member in found.members)}",
        *dict.fromkeys(times.note for times in found.given if times.note),
        f"several units, all in {unit} ({CONVERSION})" if several else "",
    )
    return Times(
        group=f"set:{name}",
        endpoint=endpoint,
        outcome="",
        unit=unit,
        measured=found.given[0].measured,
        exact=tuple(convert(time, times.unit, unit) for times in found.given for time in times.exact),
        events=tuple(event for times in found.given for event in times.events),
        sources=(*found.sources, *(ref for times in found.given for ref in times.sources)),
        note=note,
        derived="pooled",
    )

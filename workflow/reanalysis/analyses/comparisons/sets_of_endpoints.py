"""Sets of historical controls of an endpoint: the times of their groups as one control, and each group by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reanalysis.analyses.identity import join_notes
from reanalysis.analyses.times.times import CONVERSION, Times, times_of
from reanalysis.derive.controls import members_meant
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.model.units import convert


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
    nothing = f"no group of set:{found.name} has times of {endpoint}, listed or read from a curve"
    if found.reason or not found.given:
        return PooledTimes(reason=found.reason or nothing, sources=found.sources)
    members = tuple(zip((f"{one.paper}:{one.group}" for one in found.members), found.given, strict=True))
    without = tuple(f"{one.paper}:{one.group}" for one in found.without)
    return PooledTimes(_pool(found.name, endpoint, members, found.sources), members, without, found.sources)


def _pool(name: str, endpoint: str, found: Sequence[tuple[str, Times]], refs: tuple[str, ...]) -> Times:
    """All times in the unit of the first member."""
    unit = found[0][1].unit
    several = len({times.unit for _, times in found}) > 1
    note = join_notes(
        f"{len(found)} {'group' if len(found) == 1 else 'groups'} of set:{name} as one: "
        f"{', '.join(member for member, _ in found)}",
        *dict.fromkeys(times.note for _, times in found if times.note),
        f"several units, all in {unit} ({CONVERSION})" if several else "",
    )
    return Times(
        group=f"set:{name}",
        endpoint=endpoint,
        outcome="",
        unit=unit,
        measured=found[0][1].measured,
        exact=tuple(convert(time, times.unit, unit) for _, times in found for time in times.exact),
        events=tuple(event for _, times in found for event in times.events),
        sources=(*refs, *(ref for _, times in found for ref in times.sources)),
        note=note,
        derived="pooled",
    )

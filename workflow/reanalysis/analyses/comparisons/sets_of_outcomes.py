"""Sets of historical controls: which of their groups have counts, and why a set cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reanalysis.derive.controls import members_meant
from reanalysis.derive.refusals import refusal
from reanalysis.derive.tallies import tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.model.config import Scale
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison, SetMember
from reanalysis.wording import in_words


@dataclass(frozen=True)
class ControlSet:
    """The counts of a set, one tally for each group; `reason` says why it cannot be used, `without_counts` which groups
    give no count."""

    name: str
    tallies: tuple[Tally, ...] = ()
    sources: tuple[str, ...] = ()
    without_counts: tuple[str, ...] = ()
    reason: str = ""

    @property
    def events(self) -> list[int]:
        return [tally.events for tally in self.tallies]

    @property
    def n(self) -> list[int]:
        return [tally.n for tally in self.tallies]


def control_set(dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale]) -> ControlSet:
    """Read `set:<name>` of a comparison: the groups entered in sets.csv with purpose control, for its outcome.

    A group that cannot be read, or whose patients may be the paper's own, makes the whole set unusable: the pool is
    never silently smaller. A group known only as a rate has no place in a pool; it is named.
    """
    found = members_meant(dataset, paper, row, lambda whose, member: _tally(whose, member, row.outcome or "", scales))
    without = tuple(f"{member.paper}:{member.group}" for member in found.without)
    nothing = f"no group of the set {in_words(found.name)} has a count of {in_words(row.outcome)}"
    why = refusal(dataset, paper, row)
    reason = found.reason or (why.reason if why else "") or ("" if found.given else nothing)
    return ControlSet(found.name, found.given, found.sources, without, reason)


def _tally(paper: Paper, member: SetMember, outcome: str, scales: Mapping[str, Scale]) -> Tally | None:
    """The group's count as the paper counts; one that a percentage leaves open is not pooled."""
    found = [
        t
        for t in tallies_of(paper, scales)
        if (t.group, t.outcome, t.counted) == (member.group, outcome, "patients")
        and t.n
        and not t.at
        and not t.several
        and t.derived != "from_patients_by_definition"
    ]
    return found[0] if found else None


def pooled(controls: ControlSet, outcome: str) -> Tally:
    """The groups of a set as one big control."""
    return Tally(
        group=f"set:{controls.name}",
        outcome=outcome,
        events=sum(controls.events),
        n=sum(controls.n),
        derived="pooled",
        sources=(*controls.sources, *(source for tally in controls.tallies for source in tally.sources)),
        part="all" if len(controls.tallies) > 1 else "",
        note=f"{len(controls.tallies)} {'group' if len(controls.tallies) == 1 else 'groups'} of set:{controls.name} "
        "as one",
    )


def worst(controls: ControlSet, outcome: str, *, harm: bool = False) -> Tally:
    """The single control that is hardest to beat: that with the highest rate, of a harm that with the lowest."""

    def rate_and_size(one: Tally) -> tuple[float, int]:
        n = one.n or 1
        return one.events / n, -n if harm else n

    tally = (min if harm else max)(controls.tallies, key=rate_and_size)
    which = "lowest" if harm else "highest"
    return Tally(
        group=f"set:{controls.name}",
        outcome=outcome,
        events=tally.events,
        n=tally.n,
        derived="pooled",
        sources=(*controls.sources, *tally.sources),
        part=which,
        note=f"the group of set:{controls.name} with the {which} rate alone",
    )

"""Sets of historical controls: which of their groups have counts, and why a set cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from reanalysis.analyses.wording import in_words, label
from reanalysis.derive.controls import missing_control
from reanalysis.derive.tallies import Tally, tallies_of
from reanalysis.model.config import Scale
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison, SetMember


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
    name = row.against.removeprefix("set:").strip()
    members = [
        member
        for member in dataset.sets
        if member.set == name and member.purpose == "control" and member.outcome in (None, row.outcome)
    ]
    missing = missing_control(dataset, paper, row)
    if missing:
        return ControlSet(name, reason=missing[1])
    tallies, sources, without, counted = [], [], [], []
    for member in members:
        reason = unusable(dataset, paper, member)
        if reason:
            return ControlSet(name, reason=reason, sources=(member.ref,))
        tally = _tally(dataset.papers[member.paper], member, row.outcome, scales)
        sources.append(member.ref)
        if tally is None:
            without.append(f"{member.paper}:{member.group}")
        else:
            tallies.append(tally)
            counted.append(member)
    twice = counted_twice(dataset, counted)
    if twice:
        return ControlSet(name, sources=tuple(sources), reason=twice)
    if not tallies:
        return ControlSet(
            name,
            sources=tuple(sources),
            without_counts=tuple(without),
            reason=f"no group of the set {in_words(name)} has a count of {in_words(row.outcome)}",
        )
    return ControlSet(name, tuple(tallies), tuple(sources), tuple(without))


def unusable(dataset: Dataset, paper: Paper, member: SetMember) -> str:
    """Why a member makes a set unusable as a control of `paper`; blank if it does not."""
    if member.paper in dataset.left_out:
        return (
            f"{member.paper} of the set {in_words(member.set)} was left out because of errors: the set is not "
            "pooled without it"
        )
    other = dataset.papers.get(member.paper)
    if other is None or member.group not in other.group:
        return f"the set {in_words(member.set)} names {member.paper}:{member.group}, which does not exist"
    if other.info.trial == paper.info.trial:
        return (
            f"{member.paper} of the set {in_words(member.set)} reports on the same trial as {paper.name}: its "
            "patients are not independent"
        )
    return ""


def counted_twice(dataset: Dataset, members: Sequence[SetMember]) -> str:
    """In words, two members that can share patients; blank if no two do."""
    for one, other in combinations(members, 2):
        papers = [dataset.papers[member.paper] for member in (one, other)]
        same = (
            not papers[0].disjoint(one.group, other.group)
            if one.paper == other.paper
            else papers[0].info.trial == papers[1].info.trial
        )
        if same:
            names = " and ".join(
                f"{label(whose, member.group)} in {whose.name}"
                for whose, member in zip(papers, (one, other), strict=True)
            )
            return f"{names}, of the set {in_words(one.set)}, can share patients: nobody is pooled twice"
    return ""


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
        note=f"{len(controls.tallies)} {'group' if len(controls.tallies) == 1 else 'groups'} of set:{controls.name} "
        "as one",
    )


def worst(controls: ControlSet, outcome: str) -> Tally:
    """The single control with the highest rate."""
    tally = max(controls.tallies, key=lambda one: (one.events / one.n, one.n))
    return Tally(
        group=f"set:{controls.name}",
        outcome=outcome,
        events=tally.events,
        n=tally.n,
        derived="pooled",
        sources=(*controls.sources, *tally.sources),
        note=f"the group of set:{controls.name} with the highest rate alone",
    )

"""The studies of a set: one group (or two arms) of a paper each, its counts, and why a set is not pooled.

Patients of one trial count once: two papers on one trial, or a group and a part of it, make the set unusable, as for
sets of controls. A member that was left out, or gives no count, is named; the pool goes on without it and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Protocol

from reanalysis.derive.bounds import CountSet, sets_of_group
from reanalysis.derive.membership import counted_twice
from reanalysis.derive.tallies import tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.model.config import Vocabulary
from reanalysis.model.naming import group_named, paper_named
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import SetMember
from reanalysis.wording import in_words, label

# How a count came about of which only a bound is known.
BOUND = "bound"
# What may differ between studies of a pool and is told: attribute of a tally, and how people read it.
DIFFERING = (
    ("population", "denominators"),
    ("assessor", "assessors"),
    ("confirmed", "confirmation"),
    ("criteria", "criteria"),
)


@dataclass(frozen=True, kw_only=True)
class Study:
    """One group of one paper in a pool. `low` and `high` are the lowest and the highest count that it may have had."""

    member: SetMember
    name: str
    year: int
    low: int
    high: int
    n: int
    sources: tuple[str, ...]
    derived: str
    measured: tuple[str, ...] = ()
    kind: str = ""
    against: Study | None = None

    @property
    def known(self) -> bool:
        """Whether its count is one number."""
        return self.low == self.high and (self.against is None or self.against.known)


@dataclass(frozen=True, kw_only=True)
class Pool:
    """The studies of one set at one time of assessment (blank: whenever it was), with those that give no count.

    `reason` says why nothing is pooled, blank if something is; `remarks` are what a reader of the pool must know.
    """

    name: str
    outcome: str
    at: str = ""
    unit: str = ""
    studies: tuple[Study, ...] = ()
    without: tuple[SetMember, ...] = ()
    sources: tuple[str, ...] = ()
    reason: str = ""
    remarks: tuple[tuple[str, str], ...] = field(default=())
    endpoint: str = ""

    @property
    def subgroups(self) -> tuple[str, ...]:
        """The subgroups of its studies in order of entry, where there are two or more."""
        found = tuple(dict.fromkeys(study.member.subgroup for study in self.studies if study.member.subgroup))
        return found if len(found) > 1 else ()

    def of_subgroup(self, subgroup: str) -> Pool:
        """The pool of one subgroup alone."""
        return replace(self, studies=tuple(s for s in self.studies if s.member.subgroup == subgroup))


def pools_of(dataset: Dataset, names: Vocabulary) -> Iterator[Pool]:
    """Every pool of an outcome that sets.csv asks for, in order of entry; one for each time at which counts stand."""
    asked: dict[tuple[str, str], list[SetMember]] = {}
    for row in dataset.sets:
        if row.purpose == "synthesis" and row.outcome:
            asked.setdefault((row.set, row.outcome), []).append(row)
    for (name, outcome), members in asked.items():
        yield from _pools(dataset, name, outcome, members, names)


def _pools(
    dataset: Dataset, name: str, outcome: str, members: Sequence[SetMember], names: Vocabulary
) -> Iterator[Pool]:
    sources = tuple(member.ref for member in members)
    present, absent = present_and_absent(dataset, members)
    reason = impossible(dataset, present) or counted_twice(dataset, present)
    if reason:
        yield Pool(name=name, outcome=outcome, sources=sources, reason=reason)
        return
    remarks = tuple(left_out(absent))
    tallies = {member: _tallies(dataset.papers[member.paper], member, outcome, names) for member in present}
    counted = chain.from_iterable(tallies.values())
    times = list(dict.fromkeys((tally.at, tally.unit) for tally, _ in counted)) or [("", "")]
    bare = Pool(name=name, outcome=outcome, sources=sources, remarks=remarks)
    pools = [_pool_at(dataset, tallies, at, bare) for at in times]
    enough = [pool for pool in pools if len(times) == 1 or len(pool.studies) >= min(2, len(present))]
    for pool in enough:
        pool = replace(pool, without=(*absent, *pool.without))
        yield replace(pool, reason=_refused(pool, dataset))
    if not enough:
        yield replace(bare, reason=_at_different_times(pools))


def _at_different_times(pools: Sequence[Pool]) -> str:
    """Why counts of several papers, each at a time of its own, are no pool."""
    told = "; ".join(f"{study.name}: {_time(pool)}" for pool in pools for study in pool.studies)
    return f"no two studies of the set count {in_words(pools[0].outcome)} at the same time ({told})"


def _time(pool: Pool) -> str:
    return f"at {pool.at} {pool.unit}".rstrip() if pool.at else "time not stated"


def _pool_at(
    dataset: Dataset,
    tallies: Mapping[SetMember, list[tuple[Tally, tuple[Tally, ...]]]],
    at: tuple[str, str],
    pool: Pool,
) -> Pool:
    """The studies of a pool that have counts at one time, and the members that have none."""
    found = {member: _study(dataset.papers[member.paper], member, counts, at) for member, counts in tallies.items()}
    studies = [study for study in found.values() if study is not None]
    return replace(
        pool,
        at=at[0],
        unit=at[1],
        studies=tuple(studies),
        without=tuple(member for member, study in found.items() if study is None),
        remarks=(*pool.remarks, *differing(studies)),
    )


def present_and_absent(dataset: Dataset, members: Sequence[SetMember]) -> tuple[list[SetMember], list[SetMember]]:
    """The members whose papers could be read, and the others."""
    return (
        [member for member in members if member.paper in dataset.papers],
        [member for member in members if member.paper not in dataset.papers],
    )


def left_out(absent: Sequence[SetMember]) -> Iterator[tuple[str, str]]:
    """A remark on each member whose paper could not be read."""
    for member in absent:
        yield (
            "set_left_out",
            f"{paper_named(member.paper)} was left out because of errors, and the pool has to do without it",
        )


def impossible(dataset: Dataset, members: Sequence[SetMember]) -> str:
    """Why the members of a set cannot be one pool, whatever their numbers: blank if they can."""
    for member in members:
        paper = dataset.papers[member.paper]
        for group in (member.group, *([member.against] if member.against else [])):
            if group not in paper.group:
                return f"the set {in_words(member.set)} names {member.paper}:{group}, which does not exist"
        if member.against and not paper.disjoint(member.group, member.against):
            both = f"{label(paper, member.group)} with {label(paper, member.against)}"
            return f"{paper_named(member.paper)} compares {both}, which share patients"
    if any(member.against for member in members) and not all(member.against for member in members):
        return (
            "some studies of the set have a group of comparison and some have none: single arms and comparisons are "
            "not one pool"
        )
    return ""


def _refused(pool: Pool, dataset: Dataset) -> str:
    if not pool.studies:
        names = ", ".join(group_named(member.paper, member.group) for member in pool.without)
        return f"no group of the set has a count of {in_words(pool.outcome)} with a denominator ({names})"
    if len(pool.studies) == 1:
        return f"only {pool.studies[0].name} gives a count of {in_words(pool.outcome)}, and one study is no pool"
    kinds = sorted({study.kind for study in pool.studies})
    if len(kinds) > 1:
        return f"the set mixes counts of different kinds ({', '.join(kinds)})"
    return selected(dataset, [study.member for study in pool.studies])


def selected(dataset: Dataset, members: Sequence[SetMember]) -> str:
    """Which patients of a set are reported because of how they did, as a reason not to pool; blank for none."""
    infos = {member.paper: dataset.papers[member.paper].info for member in members}
    names = [f"{info.first_author} {info.year}" for info in infos.values() if info.selected_by_outcome == "yes"]
    return (
        f"the patients of {', '.join(names)} are reported because of how they did: no rate can be pooled"
        if names
        else ""
    )


def _tallies(paper: Paper, member: SetMember, outcome: str, names: Vocabulary) -> list[tuple[Tally, tuple[Tally, ...]]]:
    """The group's counts as the paper counts them, those that one percentage allows together, each with the same of
    the group of comparison."""

    def of(group: str) -> list[Tally]:
        counted = [
            t
            for t in tallies_of(paper, names.scales)
            if (t.group, t.outcome) == (group, outcome)
            and t.n
            and t.counted == "patients"
            and t.derived != "from_patients_by_definition"
        ]
        return counted or [t for found in sets_of_group(paper, group, outcome, names.outcomes) for t in _ends(found)]

    others = of(member.against) if member.against else []
    found: dict[tuple[str, ...], list[Tally]] = {}
    for tally in of(member.group):
        found.setdefault((*tally.measured, tally.criteria, tally.at, tally.unit), []).append(tally)
    pairs = []
    for tallies in found.values():
        first = tallies[0]
        beside = tuple(
            t
            for t in others
            if (t.measured, t.criteria, t.at, t.unit) == (first.measured, first.criteria, first.at, first.unit)
        )
        if beside or not member.against:
            pairs.append((replace(first, note=""), (*tallies, *beside)))
    return pairs


def _ends(found: CountSet) -> tuple[Tally, Tally]:
    """A count of which only a bound is known, as the two ends of its set."""
    lowest = Tally(
        group=found.group,
        outcome=found.outcome,
        events=found.least,
        n=found.n,
        derived=BOUND,
        sources=found.sources,
        kind=found.kind,
        population=found.population,
        assessor=found.assessor,
        confirmed=found.confirmed,
        at=found.at,
        unit=found.unit,
    )
    return lowest, replace(lowest, events=found.most)


def _study(
    paper: Paper, member: SetMember, found: list[tuple[Tally, tuple[Tally, ...]]], when: tuple[str, str]
) -> Study | None:
    """The first way in which the paper counts the group at a time."""
    for first, together in found:
        if (first.at, first.unit) == when:
            own = [t for t in together if t.group == member.group]
            study = _of_tallies(paper, member, own)
            if member.against:
                other = [t for t in together if t.group == member.against]
                return replace(study, against=_of_tallies(paper, member, other))
            return study
    return None


def _of_tallies(paper: Paper, member: SetMember, tallies: Sequence[Tally]) -> Study:
    first = tallies[0]
    counts = [t.events for t in tallies]
    return Study(
        member=member,
        name=f"{paper.info.first_author} {paper.info.year}",
        year=paper.info.year,
        low=min(counts),
        high=max(counts),
        n=first.n or 0,
        sources=tuple(dict.fromkeys(source for t in tallies for source in t.sources)),
        derived=first.derived,
        measured=(*first.measured, first.criteria),
        kind=first.kind,
    )


class Measurable(Protocol):
    """A study of a pool, whatever is pooled."""

    @property
    def name(self) -> str:
        """Author and year."""

    @property
    def measured(self) -> tuple[str, ...]:
        """What its number is of, in the order of `DIFFERING`."""


def differing(studies: Sequence[Measurable]) -> Iterator[tuple[str, str]]:
    """What the studies were measured by where it differs, with who says what; unstated is a difference of its own."""
    for index, (_, words) in enumerate(DIFFERING):
        by_value: dict[str, list[str]] = {}
        for study in studies:
            if study.measured:
                by_value.setdefault(study.measured[index] or "not stated", []).append(study.name)
        if len(by_value) > 1:
            told = "; ".join(f"{value}: {', '.join(names)}" for value, names in by_value.items())
            yield "set_mixed", f"the pool mixes {words} ({told})"


def called(dataset: Dataset, study: Study) -> str:
    """A study as people read it: author and year, with the group where the paper has several in the pool."""
    return f"{study.name}, {label(dataset.papers[study.member.paper], study.member.group)}"

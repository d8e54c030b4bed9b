"""Which groups a set of controls holds for what is compared, and whether they can be pooled: decided here alone.

A row of sets.csv belongs to one outcome or to one endpoint. Outcomes and endpoints are pooled by the same rules: a
group that cannot be read, or whose patients may be those of the group that is compared, makes the whole set unusable
(a pool is never silently smaller), a group without numbers is named and has no place in the pool, and nobody is pooled
twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from reanalysis.model.naming import paper_named
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import SetMember
from reanalysis.wording import in_words, label

Given = TypeVar("Given")


@dataclass(frozen=True)
class Membership(Generic[Given]):
    """The members of the set `name` that give numbers, with what each gives; those that give none; why the set cannot
    be pooled, blank if it can. `sources` are the rows of sets.csv that decided."""

    name: str
    members: tuple[SetMember, ...] = ()
    given: tuple[Given, ...] = ()
    without: tuple[SetMember, ...] = ()
    sources: tuple[str, ...] = ()
    reason: str = ""


def members_of(
    dataset: Dataset, name: str, *, outcome: str | None = None, endpoint: str | None = None
) -> tuple[SetMember, ...]:
    """The rows of a set of controls for one outcome or one endpoint; a row that names neither is of every one."""
    wanted = (outcome, endpoint)
    return tuple(
        row
        for row in dataset.sets
        if row.set == name
        and row.purpose == "control"
        and ((row.outcome, row.endpoint) == wanted or not (row.outcome or row.endpoint))
    )


def membership(
    dataset: Dataset,
    paper: Paper,
    name: str,
    members: Sequence[SetMember],
    give: Callable[[Paper, SetMember], Given | None],
) -> Membership[Given]:
    """Decide whether the members of a set can be pooled as a control of `paper`; `give` finds the numbers of one, None
    where there are none."""
    for member in members:
        reason = unusable(dataset, paper, member)
        if reason:
            return Membership(name, sources=(member.ref,), reason=reason)
    sources = tuple(member.ref for member in members)
    found = [(member, give(dataset.papers[member.paper], member)) for member in members]
    pooled = [(member, given) for member, given in found if given is not None]
    twice = counted_twice(dataset, [member for member, _ in pooled])
    if twice:
        return Membership(name, sources=sources, reason=twice)
    return Membership(
        name,
        members=tuple(member for member, _ in pooled),
        given=tuple(given for _, given in pooled),
        without=tuple(member for member, given in found if given is None),
        sources=sources,
    )


def unusable(dataset: Dataset, paper: Paper, member: SetMember) -> str:
    """Why a member makes a set unusable as a control of `paper`; blank if it does not."""
    if member.paper in dataset.left_out:
        return (
            f"{paper_named(member.paper)} of the set {in_words(member.set)} was left out because of errors: the set is "
            "not pooled without it"
        )
    other = dataset.papers.get(member.paper)
    if other is None or member.group not in other.group:
        return f"the set {in_words(member.set)} names {member.paper}:{member.group}, which does not exist"
    if other.info.trial == paper.info.trial:
        return (
            f"{paper_named(member.paper)} of the set {in_words(member.set)} reports on the same trial as "
            f"{paper_named(paper.name)}: its patients are not independent"
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
                f"{label(whose, member.group)} in {paper_named(whose.name)}"
                for whose, member in zip(papers, (one, other), strict=True)
            )
            return f"{names}, of the set {in_words(one.set)}, can share patients: nobody is pooled twice"
    return ""

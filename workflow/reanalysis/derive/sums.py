"""Counts of a group that its paper gives for each of its parts alone: added up where the parts cover it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from reanalysis import wording
from reanalysis.derive.tally import Tally
from reanalysis.model.estimate import DERIVED
from reanalysis.model.paper import SAME_PATIENTS_SPLITS, Paper

#: Outcome, population, assessor, confirmed, criteria, `at`, unit.
Quantity = tuple[str, ...]


def summed(paper: Paper, tallies: Sequence[Tally]) -> list[Tally]:
    """The counts of groups that are the sum of those of their parts, the deepest first.

    All parts of one split have to be there, one of them marked as complete, each with one count of patients and its
    number of patients; a group of which the paper gives anything on the outcome itself keeps that. Parts that hold more
    patients than the group, or two splits with different sums, give nothing.
    """
    several = {(t.group, *_quantity(t)) for t in tallies if t.several}
    known = {of: t for t in tallies if _adds_up(t) and (of := (t.group, *_quantity(t))) not in several}
    stated = {(t.group, t.outcome) for t in tallies} | {(row.group, row.outcome) for row in paper.counts}
    found: list[Tally] = []
    for parent in sorted(paper.group, key=lambda group: -len(paper.ancestors(group))):
        sums: dict[Quantity, list[Tally]] = defaultdict(list)
        for split, parts in _complete_splits(paper, parent):
            for quantity, counts in _whole(known, parts):
                if (parent, quantity[0]) not in stated:
                    sums[quantity] += _sum(paper, parent, split, counts)
        agreed = [given[0] for given in sums.values() if _agree(given)]
        known |= {(parent, *_quantity(one)): one for one in agreed}
        found += agreed
    return found


def _agree(given: Iterable[Tally]) -> bool:
    return len({(one.events, one.n) for one in given}) == 1


def _whole(known: Mapping[tuple[str, ...], Tally], parts: Sequence[str]) -> Iterator[tuple[Quantity, list[Tally]]]:
    """Each quantity that all of the parts have, with their counts."""
    for quantity in (key[1:] for key in list(known) if key[0] == parts[0]):
        if all((part, *quantity) in known for part in parts):
            yield quantity, [known[part, *quantity] for part in parts]


def _quantity(tally: Tally) -> Quantity:
    return (tally.outcome, *tally.measured, tally.criteria, tally.at, tally.unit)


def _adds_up(tally: Tally) -> bool:
    return (
        tally.counted == "patients"
        and tally.n is not None
        and not tally.several
        and tally.derived != "from_patients_by_definition"
    )


def _complete_splits(paper: Paper, parent: str) -> Iterator[tuple[str, list[str]]]:
    """The splits of a group that cover it, each with its parts; not those in which the same patients stand twice, nor
    the arms of a trial: what treated and untreated patients had together says nothing of the treatment."""
    if paper.info.design == "crossover":
        return
    for split in dict.fromkeys(paper.group[child].split for child in paper.children(parent)):
        rows = [paper.group[child] for child in paper.children(parent) if paper.group[child].split == split]
        arms = any(row.role in ("control", "historical_control") for row in rows)
        covered = len(rows) > 1 and any(row.complete == "yes" for row in rows)
        if covered and not arms and split not in SAME_PATIENTS_SPLITS:
            yield split or "", [row.group for row in rows]


def _sum(paper: Paper, parent: str, split: str, parts: Sequence[Tally]) -> Iterator[Tally]:
    """The sum, unless the parts hold more patients than the group has."""
    events, n, whole = sum(part.events for part in parts), sum(part.n or 0 for part in parts), paper.n_of(parent)
    if whole is not None and n > whole:
        return
    first = parts[0]
    texts = " + ".join(f"{part.events}/{part.n}" for part in parts)
    yield Tally(
        group=parent,
        outcome=first.outcome,
        events=events,
        n=n,
        derived=max((part.derived for part in parts), key=DERIVED.index),
        sources=tuple(dict.fromkeys(_sources(parts))),
        kind=first.kind,
        population=first.population,
        assessor=first.assessor,
        confirmed=first.confirmed,
        criteria=first.criteria,
        at=first.at,
        time=first.time,
        unit=first.unit,
        apart=first.apart,
        summed=True,
        note=f"the sum of its groups by {wording.in_words(split) or 'what divides it'}, which cover it: {texts}",
    )


def _sources(parts: Iterable[Tally]) -> Iterator[str]:
    for part in parts:
        yield from part.sources

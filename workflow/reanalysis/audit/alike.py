"""What the papers of a review have in common, found once for all of them: a check that looks for it in the other papers
does not go through them all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from functools import cached_property

from reanalysis.audit.known import Known, known
from reanalysis.model.paper import Dataset, Paper, PaperInfo
from reanalysis.model.rows import Count

#: What names a publication, in the order in which it is looked at.
IDENTIFIERS = {"registration": "registration", "doi": "DOI", "pmid": "PubMed id"}
#: Outcome, patients with it, patients.
CountKey = tuple[str, int, int]
Place = tuple[str, str]


class Alike:
    """Look-ups over the papers of a review by what they say."""

    def __init__(self, dataset: Dataset):
        self._papers = dataset.papers

    def marked_as(self, name: str) -> list[str]:
        """Names of the other papers that share an identifier, the title or the people with a paper, sorted."""
        found = {other for mark in _marks(self._papers[name].info) for other in self._by_mark[mark]}
        return sorted(found - {name})

    def groups_with_counts_of(self, paper: str, group: str, at_least: int) -> Iterator[tuple[str, str, list[CountKey]]]:
        """Groups of other papers that have so many counts of patients in common with a group: paper, group and what
        they share, in the order of the group's own counts, sorted by paper."""
        own = self.counts[paper, group]
        shared = Counter(place for key in own for place in self._by_count[key] if place[0] != paper)
        alike = (place for place, number in shared.items() if number >= at_least)
        for place in sorted(alike, key=self._order.__getitem__):
            yield *place, [key for key in own if key in self.counts[place]]

    @cached_property
    def counts(self) -> dict[Place, dict[CountKey, Count]]:
        """The counts of patients of each group by outcome, events and patients, without those of nobody and
        everybody; papers by name."""
        found: dict[Place, dict[CountKey, Count]] = {}
        for name, paper in sorted(self._papers.items()):
            for row in paper.counts:
                n = row.n if row.n is not None else paper.n_of(row.group)
                if row.in_use and row.counted == "patients" and row.events and n and row.events < n and row.at is None:
                    found.setdefault((name, row.group), {}).setdefault((row.outcome, row.events, n), row)
        return found

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """The groups of each paper that have such counts."""
        found: dict[str, list[str]] = defaultdict(list)
        for paper, group in self.counts:
            found[paper].append(group)
        return found

    @cached_property
    def medians(self) -> dict[str, list[Known]]:
        """The printed medians of each paper that may be computed with."""
        return {name: medians_of(paper) for name, paper in self._papers.items()}

    @cached_property
    def _order(self) -> dict[Place, int]:
        return {place: number for number, place in enumerate(self.counts)}

    @cached_property
    def _by_count(self) -> dict[CountKey, list[Place]]:
        found: dict[CountKey, list[Place]] = defaultdict(list)
        for place, counts in self.counts.items():
            for key in counts:
                found[key].append(place)
        return found

    @cached_property
    def _by_mark(self) -> dict[Hashable, list[str]]:
        found: dict[Hashable, list[str]] = defaultdict(list)
        for name, paper in self._papers.items():
            for mark in _marks(paper.info):
                found[mark].append(name)
        return found


def medians_of(paper: Paper) -> list[Known]:
    """Printed medians that may be computed with."""
    medians = (row for row in paper.summaries if row.in_use and row.statistic == "median")
    return [found for row in medians if row.endpoint and row.unit and (found := known(row)) and found.value]


def _marks(info: PaperInfo) -> list[Hashable]:
    """What tells a publication or its patients apart from others."""
    named = [(column, text.casefold()) for column in IDENTIFIERS if (text := getattr(info, column))]
    people = [(info.first_author.casefold(), info.year, info.enrolled)] if info.enrolled else []
    return [*named, ("title", info.title.casefold()), *people]

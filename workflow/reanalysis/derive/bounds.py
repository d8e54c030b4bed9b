"""Counts of which only a bound is known: `<5` events, `<5%` of the patients, or nothing printed below a threshold.

Such a count is one of a set, and is shown as the set; it is never a point that anything is computed from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reanalysis.derive.percentages import denominator
from reanalysis.model.config import Outcomes
from reanalysis.model.paper import Paper, ReportingThreshold
from reanalysis.model.reported import parse_reported
from reanalysis.model.rows import Count, Group
from reanalysis.model.store import plain_text


@dataclass(frozen=True, kw_only=True)
class CountSet:
    """A count that is one of `least` to `most` of n."""

    group: str
    outcome: str
    least: int
    most: int
    n: int
    sources: tuple[str, ...]
    kind: str
    population: str = ""
    assessor: str = ""
    confirmed: str = ""
    at: str = ""
    unit: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """`0 to 5 of 114`."""
        return f"{self.least} to {self.most} of {self.n}" if self.least < self.most else f"{self.most} of {self.n}"


def count_sets(paper: Paper, outcomes: Outcomes) -> Iterator[CountSet]:
    """The counts of a paper that are known as a set, in order of entry; those of a reporting threshold last."""
    for row in paper.counts:
        if row.in_use and row.counted == "patients":
            yield from _of_row(paper, row)
    for threshold in paper.info.reporting_threshold:
        yield from _below(paper, threshold, outcomes)


def sets_of_group(paper: Paper, group: str, outcome: str, outcomes: Outcomes) -> Iterator[CountSet]:
    """The sets of one outcome in one group. An outcome that the paper does not print at all is below its reporting
    threshold, where it has one for such outcomes: who asks for it by name need not find it printed elsewhere."""
    found = [one for one in count_sets(paper, outcomes) if (one.group, one.outcome) == (group, outcome)]
    yield from found
    if found or any(row.outcome == outcome and row.group == group for row in paper.counts):
        return
    known = outcomes.outcome(outcome)
    for threshold in paper.info.reporting_threshold:
        if threshold.outcome == outcome or (known is not None and threshold.kind == known.kind):
            yield from _below_in(paper, paper.group[group], outcome, threshold, outcomes)
            return


def _of_row(paper: Paper, row: Count) -> Iterator[CountSet]:
    n, sources = denominator(paper, row)
    printed = parse_reported(row.reported)
    if not n:
        return
    if row.bound is not None:
        most, said = min(row.bound.most, n), row.bound.text
    elif row.events is None and printed is not None and printed.bound and printed.percent is not None:
        most = _most_below(printed.percent, n, included=printed.bound == "<=")
        said = f"{printed.bound}{printed.percent}%"
    else:
        return
    if most >= 0:
        yield CountSet(
            group=row.group,
            outcome=row.outcome,
            least=0,
            most=most,
            n=n,
            sources=sources,
            kind=row.kind,
            population=row.population or "",
            assessor=row.assessor or "",
            confirmed=row.confirmed or "",
            at="" if row.at is None else plain_text(row.at),
            unit=row.unit or "",
            note=f"printed as {said}",
        )


def _most_below(percent: Decimal, n: int, *, included: bool) -> int:
    """The largest count of n whose percentage is below a bound, or at it; -1 if there is none."""
    limit = Fraction(percent) * n / 100
    whole = int(limit)
    return min(whole if included or limit != whole else whole - 1, n)


def _below(paper: Paper, threshold: ReportingThreshold, outcomes: Outcomes) -> Iterator[CountSet]:
    """Outcomes that a paper prints for some of its groups and, below its threshold, not for others."""
    rows = [row for row in paper.counts if row.in_use and _is_meant(row, threshold)]
    printed: dict[str, set[str]] = {threshold.outcome: set()} if threshold.outcome else {}
    for row in rows:
        printed.setdefault(row.outcome, set()).add(row.group)
    reporting = {group.group for group in paper.groups} if threshold.outcome else {row.group for row in rows}
    for name, groups in printed.items():
        for group in paper.groups:
            if group.group in reporting - groups:
                yield from _below_in(paper, group, name, threshold, outcomes)


def _below_in(
    paper: Paper, group: Group, name: str, threshold: ReportingThreshold, outcomes: Outcomes
) -> Iterator[CountSet]:
    """The set of one outcome in one group, if the group's size is known."""
    most = _most_below(threshold.below, group.n, included=False) if group.n else -1
    if group.n is None or most < 0:
        return
    known = outcomes.outcome(name)
    yield CountSet(
        group=group.group,
        outcome=name,
        least=0,
        most=most,
        n=group.n,
        sources=(f"{paper.name}/paper.yaml:{threshold.line}", group.ref),
        kind=threshold.kind or (known.kind if known else "response"),
        note=f"not printed: the paper prints events from {plain_text(threshold.below)}% on",
    )


def _is_meant(row: Count, threshold: ReportingThreshold) -> bool:
    return row.outcome == threshold.outcome if threshold.outcome else row.kind == threshold.kind

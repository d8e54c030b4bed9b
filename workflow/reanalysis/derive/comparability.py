"""results/tables/comparability.csv: for every comparison with a group or a set, what both sides say of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reanalysis.derive.likeness import NO, NONE, REFUSED, UNKNOWN, YES, Item, Side, items, side_of, warning
from reanalysis.derive.membership import members_of
from reanalysis.derive.tallies import printed_rates, tallies_of
from reanalysis.model.against import SetOf, group_meant
from reanalysis.model.answer_columns import COMPARABILITY
from reanalysis.model.config import Scale
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison, Summary, TimeRow

COMPARABILITY_COLUMNS = tuple(COMPARABILITY)


def comparability(dataset: Dataset, scales: Mapping[str, Scale]) -> list[dict[str, str]]:
    """The rows of comparability.csv, by paper and in the order of entry."""
    return [
        {"paper": name, "comparison": row.comparison, "control": control, **vars(item)}
        for name, paper in dataset.papers.items()
        for row in paper.comparisons
        if row.in_use
        for control, found in compared_items(dataset, paper, row, scales)
        for item in found
    ]


def compared_items(
    dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale]
) -> Iterator[tuple[str, list[Item]]]:
    """Each group that a comparison names, with what it and the group that is compared say of themselves."""
    chosen = _chosen(row)
    named = list(groups_named(dataset, paper, row))
    if not named:
        yield row.against, [chosen]
    for other, group in named:
        mine, theirs = closest(sides_of(paper, row.group, row, scales), sides_of(other, group, row, scales))
        control = group if other is paper else f"{other.name}:{group}"
        yield control, [*items(mine, theirs, elsewhere=other is not paper), chosen]


def warnings_of(dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale]) -> str:
    """What differs between the two sides of a comparison although it is computed, each side's label on its own side;
    of a set for each of its groups. Blank where nothing does."""
    said = [(control, warning(found)) for control, found in compared_items(dataset, paper, row, scales)]
    differing = [(control, text) for control, text in said if text]
    if len(said) < 2:
        return "; ".join(text for _, text in differing)
    return "; ".join(f"{control}: {text}" for control, text in differing)


def _chosen(row: Comparison) -> Item:
    when = "" if row.chosen in (None, "unknown") else row.chosen or ""
    agrees = {"before": YES, "after": NO}.get(when, UNKNOWN)
    return Item("chosen", "", when, agrees, REFUSED if agrees == NO else NONE)


def groups_named(dataset: Dataset, paper: Paper, row: Comparison) -> Iterator[tuple[Paper, str]]:
    """The groups that `against` names, of a set all of its members; none for a rate."""
    control = row.control
    if isinstance(control, SetOf):
        for member in members_of(dataset, control.name, outcome=row.outcome, endpoint=row.endpoint):
            other = dataset.papers.get(member.paper)
            if other is not None and member.group in other.group:
                yield other, member.group
        return
    name, group = group_meant(control, paper.name) or ("", "")
    found = paper if name == paper.name else dataset.papers.get(name)
    if found is not None and group in found.group:
        yield found, group


def sides_of(paper: Paper, group: str, row: Comparison, scales: Mapping[str, Scale]) -> list[Side]:
    """What each number of a group says of itself: its counts and rates, or the rows of its endpoint."""
    if row.outcome:
        counts = [
            t
            for t in tallies_of(paper, scales)
            if (t.group, t.outcome, t.counted) == (group, row.outcome, "patients") and not t.every_assay
        ]
        rates = [rate for rate in printed_rates(paper) if (rate.group, rate.outcome) == (group, row.outcome)]
        known = [side_of(paper, count) for count in counts] + [side_of(paper, rate) for rate in rates]
        return known or [_nothing_known(paper, group)]
    return _sides_of_endpoint(paper, group, row.endpoint) or [_nothing_known(paper, group)]


def _sides_of_endpoint(paper: Paper, group: str, endpoint: str | None) -> list[Side]:
    members = paper.members(group)

    def is_meant(one: TimeRow | Summary) -> bool:
        return one.in_use and one.endpoint == endpoint and one.group in members

    timed = [side_of(paper, one) for one in paper.times if is_meant(one)]
    return list(dict.fromkeys([*timed, *(side_of(paper, one) for one in paper.summaries if is_meant(one))]))


def _nothing_known(paper: Paper, group: str) -> Side:
    return Side(name=group, year=paper.info.year, area=paper.info.area or "")


def closest(mine: list[Side], theirs: list[Side]) -> tuple[Side, Side]:
    """The two numbers that differ least: these are held against each other."""

    def distance(pair: tuple[Side, Side]) -> tuple[int, int]:
        found = items(*pair, elsewhere=False)
        return (
            sum(item.consequence == REFUSED for item in found),
            sum(item.agrees == NO for item in found) * 10 + sum(item.agrees == UNKNOWN for item in found),
        )

    return min(((one, other) for one in mine for other in theirs), key=distance)

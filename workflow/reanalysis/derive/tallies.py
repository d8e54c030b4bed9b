"""Which counts a paper's tables give: counts before categories before patients, each with where it came from.

A tally is `events` of `n` for a group and an outcome. Where several tables give the same one, the most direct is taken
(the audit compares them); the by-definition version of listed patients always stands beside the labelled one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from reanalysis.derive.percentages import HABITS, counts_of_percentage, denominator, proven_habit
from reanalysis.derive.sums import summed
from reanalysis.derive.tally import Tally
from reanalysis.model.config import Scale
from reanalysis.model.paper import Paper
from reanalysis.model.printed import counts_printing_as
from reanalysis.model.reported import is_ambiguous, parse_reported
from reanalysis.model.rows import Category, Count, Measured, Patient

ALL_ASSAYS = "all_assays"


@dataclass(frozen=True, kw_only=True)
class PrintedRate:
    """A percentage without a denominator."""

    group: str
    outcome: str
    percent: Decimal
    kind: str
    sources: tuple[str, ...]
    population: str = ""
    assessor: str = ""
    confirmed: str = ""
    at: str = ""
    unit: str = ""
    apart: str = ""
    time: str = ""

    @property
    def rate(self) -> Fraction:
        """The percentage as a fraction of 1, exactly."""
        return Fraction(self.percent) / 100


def measured_of(row: Measured) -> dict[str, str]:
    """The columns that say what a number is of, blank where unstated."""
    return {
        "population": row.population or "",
        "assessor": row.assessor or "",
        "confirmed": row.confirmed or "",
        "criteria": row.criteria,
    }


def count_candidates(paper: Paper, row: Count, rule: str = "") -> list[int]:
    """The counts a row stands for: the one entered or printed, or all that print as its percentage, half up or, where
    none does, by the paper's proven habit (`rule`).

    None for a bound, and for a number alone that could be a count and a percentage alike.
    """
    if row.events is not None:
        return [row.events]
    printed = parse_reported(row.reported)
    if printed is None or printed.bound or row.bound is not None:
        return []
    n, _ = denominator(paper, row)
    if printed.events is not None:
        return [] if row.counted == "patients" and is_ambiguous(printed, n) else [printed.events]
    return counts_of_percentage(printed.percent, n, rule) if n and printed.percent is not None else []


def tallies_of(paper: Paper, scales: Mapping[str, Scale]) -> list[Tally]:
    """All tallies of a paper, in order of entry: from counts, then categories, then listed patients, then what the
    parts of a group add up to."""
    scales_before, tallies = paper.kept.get("tallies", (None, ()))
    if scales_before is not scales:  # every comparison asks for those of both of its papers
        tallies = tuple(_tallies_of(paper, scales))
        paper.kept["tallies"] = scales, tallies
    return list(tallies)


def _tallies_of(paper: Paper, scales: Mapping[str, Scale]) -> list[Tally]:
    found = list(_from_counts(paper))
    whole = [t for t in found if not t.at and t.counted == "patients"]
    known = {(t.group, t.outcome, *t.measured, t.criteria) for t in whole}
    counted = _counted(whole)
    for tally in _from_categories(paper, scales):
        of = (*tally.measured, tally.criteria)
        stated = (tally.group, tally.outcome, *of) in known
        if not stated and (any(of) or (tally.group, tally.outcome) not in counted):
            found.append(tally)
    counted |= _counted(found)
    found.extend(
        tally
        for tally in _from_patients(paper, scales)
        if tally.derived == "from_patients_by_definition" or (tally.group, tally.outcome) not in counted
    )
    return _told_apart([*found, *summed(paper, found)])


def _counted(tallies: list[Tally]) -> set[tuple[str, str]]:
    """Groups and outcomes whose patients are counted as a whole."""
    return {(t.group, t.outcome) for t in tallies if not t.at and t.counted == "patients"}


def tallies_by_table(paper: Paper, scales: Mapping[str, Scale]) -> dict[str, list[Tally]]:
    """What each table gives by itself, as labelled: for comparing them."""
    patients = [t for t in _from_patients(paper, scales) if t.derived == "from_patients"]
    return {
        "counts": list(_from_counts(paper)),
        "categories": list(_from_categories(paper, scales)),
        "patients": patients,
    }


def printed_rates(paper: Paper) -> list[PrintedRate]:
    """Percentages printed for groups without n."""
    found = []
    for row in paper.counts:
        percent = _percent_alone(row) if row.in_use else None
        n, sources = denominator(paper, row)
        if percent is None or percent > 100 or n is not None:
            continue
        apart = _apart_of_printed(paper, row)
        rate = PrintedRate(
            group=row.group,
            outcome=row.outcome,
            percent=percent,
            kind=row.kind,
            sources=sources,
            population=row.population or "",
            assessor=row.assessor or "",
            confirmed=row.confirmed or "",
            at=f"{_text(row.at)} {apart}".strip(),
            time=_text(row.at),
            apart=apart,
            unit=row.unit or "",
        )
        found.append(rate)
    return found


def _percent_alone(row: Count) -> Decimal | None:
    """The percentage that a row prints without a count."""
    printed = parse_reported(row.reported)
    alone = row.events is None and row.bound is None and printed is not None and printed.events is None
    return printed.percent if alone and printed is not None and not printed.bound else None


def _apart_of_printed(paper: Paper, row: Count) -> str:
    """Unit and criteria of a printed rate where rows differ in nothing else."""
    same = [other for other in paper.counts if other.in_use and _printed_key(other) == _printed_key(row)]
    several = len({(other.unit, other.criteria) for other in same}) > 1
    return " ".join(part for part in (row.unit or "", row.criteria) if part) if several else ""


def _printed_key(row: Count) -> tuple[object, ...]:
    return (row.group, row.outcome, row.population, row.assessor, row.confirmed, row.at)


def _text(value: object) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _from_counts(paper: Paper) -> Iterator[Tally]:
    rule = proven_habit(paper)
    for row in paper.counts:
        candidates = count_candidates(paper, row, rule) if row.in_use else []
        if candidates:
            yield from _of_count(paper, row, candidates, rule)


def _of_count(paper: Paper, row: Count, candidates: list[int], rule: str) -> Iterator[Tally]:
    n, sources = denominator(paper, row)
    if row.counted == "patients" and n is not None and candidates[-1] > n:
        return
    percent = _percent_alone(row)
    by_habit = percent is not None and n and not counts_printing_as(percent, n)
    tally = Tally(
        group=row.group,
        outcome=row.outcome,
        events=candidates[0],
        n=n,
        derived="entered" if percent is None else "from_percent",
        sources=sources,
        kind=row.kind,
        counted=row.counted,
        population=row.population or "",
        assessor=row.assessor or "",
        confirmed=row.confirmed or "",
        criteria=row.criteria,
        at=_text(row.at),
        time=_text(row.at),
        unit=row.unit or "",
        note=f"read as the paper prints: it {HABITS[rule]}" if by_habit else "",
    )
    if len(candidates) == 1:
        yield tally
        return
    before = f"{tally.note}; " if tally.note else ""
    choice = f"{before}the printed {percent}% of {n} allows {_choices(candidates)}"
    tally = replace(tally, several=True, allowed=(str(percent), candidates[0], candidates[-1]))
    yield replace(tally, note=f"{choice}: the lowest")
    yield replace(tally, note=f"{choice}: the highest", events=candidates[-1])


def _choices(counts: list[int]) -> str:
    return f"{counts[0]} or {counts[1]}" if len(counts) == 2 else f"{counts[0]} to {counts[-1]}"


def categories_entered(
    paper: Paper, scales: Mapping[str, Scale]
) -> dict[tuple[str, ...], list[tuple[tuple[str, ...], Category]]]:
    """Rows in use of each (group, scale, population, assessor, confirmed, criteria) with the categories each stands
    for."""
    found: dict[tuple[str, ...], list[tuple[tuple[str, ...], Category]]] = defaultdict(list)
    for row in paper.categories:
        if row.in_use:
            scale = scales.get(row.scale)
            parts = (scale.categories_of(row.category) if scale else None) or tuple(row.category.split("|"))
            found[(row.group, row.scale, *measured_of(row).values())].append((parts, row))
    for key, rows in found.items():  # a merged category beside its own parts counts them twice
        single = {parts[0] for parts, _ in rows if len(parts) == 1}
        found[key] = [(parts, row) for parts, row in rows if len(parts) == 1 or not single.issuperset(parts)]
    return found


def _from_categories(paper: Paper, scales: Mapping[str, Scale]) -> Iterator[Tally]:
    for (group, name, *measured), rows in categories_entered(paper, scales).items():
        for outcome, wanted in (scales[name].outcomes if name in scales else {}).items():
            parts = [(categories, row) for categories, row in rows if set(categories) <= set(wanted)]
            covered = [category for categories, _ in parts for category in categories]
            if sorted(covered) != sorted(wanted):
                continue
            n, sources = denominator(paper, parts[0][1])
            refs = tuple(dict.fromkeys(ref for _, row in parts for ref in (row.ref, *sources[1:])))
            events = sum(row.count for _, row in parts)
            if n is None or events <= n:
                population, assessor, confirmed, criteria = measured
                yield Tally(
                    group=group,
                    outcome=outcome,
                    events=events,
                    n=n,
                    derived="from_categories",
                    sources=refs,
                    kind=parts[0][1].kind,
                    population=population,
                    assessor=assessor,
                    confirmed=confirmed,
                    criteria=criteria,
                )


def patients_listed(paper: Paper, group: str, scale: str) -> tuple[str, list[Patient]]:
    """Which patients of a group are listed with a category on a scale ('all', 'responders' or ''), and their rows.

    None where two rows of one patient differ, as before and after a treatment.
    """
    members = paper.members(group)
    rows = [
        row for row in paper.patients if row.in_use and row.scale == scale and row.group in members and row.category
    ]
    differ = paper.told_differently(rows)
    rows = paper.distinct(rows)
    if differ:
        return "", rows
    stated, n = paper.group[group].patients_listed, paper.n_of(group)
    if stated in ("all", "responders"):
        return stated, rows
    return ("all" if stated is None and n is not None and len(rows) == n else ""), rows


def category_by_definition(scale: Scale, row: Patient, *, all_assays: bool) -> str | None:
    """A patient's category re-derived from the value; the label where the value or the definition does not decide."""
    definition = scale.definition
    if definition and row.value is not None and (all_assays or definition.holds_for(row.assay)):
        return definition.category_of(row.value)
    return scale.category(row.category)


def _from_patients(paper: Paper, scales: Mapping[str, Scale]) -> Iterator[Tally]:
    for name in dict.fromkeys(row.scale for row in paper.patients if row.scale):
        if name not in scales:
            continue
        scale = scales[name]
        for group, n in ((row.group, row.n) for row in paper.groups if row.n is not None):
            listed, rows = patients_listed(paper, group, name)
            if not listed or len(rows) > n:
                continue
            for outcome, wanted in scale.outcomes.items():
                if listed == "all" or all(scale.categories[category].response for category in wanted):
                    yield from _versions(paper, group, outcome, wanted, scale, rows)


def _versions(
    paper: Paper, group: str, outcome: str, wanted: tuple[str, ...], scale: Scale, rows: list[Patient]
) -> Iterator[Tally]:
    refs = (paper.group[group].ref, *(row.ref for row in rows))
    labels = [scale.category(row.category) for row in rows]
    tally = Tally(
        group=group,
        outcome=outcome,
        events=sum(label in wanted for label in labels),
        n=paper.n_of(group),
        derived="from_patients",
        sources=refs,
    )
    if None in labels:  # a label that names no category is unknown, not "no event"
        return
    yield tally
    if scale.definition is None or not any(row.value is not None for row in rows):
        return
    strict = sum(category_by_definition(scale, row, all_assays=False) in wanted for row in rows)
    ranges = ", ".join(f"{category} {text}" for category, text in scale.definition.ranges.items())
    note = f"categories re-derived from {scale.definition.value}: {ranges}"
    yield replace(tally, events=strict, derived="from_patients_by_definition", note=note)
    if any(row.value is not None and not scale.definition.holds_for(row.assay) for row in rows):
        wide = sum(category_by_definition(scale, row, all_assays=True) in wanted for row in rows)
        yield replace(
            tally,
            events=wide,
            derived="from_patients_by_definition",
            at=ALL_ASSAYS,
            every_assay=True,
            note=f"{note}; applied to every assay",
        )


def _whose(t: Tally) -> tuple[object, ...]:
    return (t.group, t.outcome, *t.measured, t.at, t.derived, t.counted == "patients")


def _apart(t: Tally) -> tuple[str, ...]:
    return (t.unit, t.criteria, "" if t.counted == "patients" else t.counted)


def _told_apart(tallies: list[Tally]) -> list[Tally]:
    """Put unit and criteria into `at` where rows differ in nothing else: the results contract has no column for
    them."""
    same: dict[tuple[object, ...], set[tuple[str, ...]]] = defaultdict(set)
    for t in tallies:
        same[_whose(t)].add(_apart(t))
    found = []
    for t in tallies:
        if len(same[_whose(t)]) > 1:
            apart = " ".join(part for part in _apart(t) if part)
            t = replace(t, at=f"{t.at} {apart}".strip(), apart=apart)
        found.append(t)
    return found

"""Parts against wholes: groups, counts of groups, categories, enrolment, and outcomes within outcomes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reanalysis.audit.context import NUMBERS_OF_PARTICIPANTS, OTHER_CONTRADICTIONS, Context
from reanalysis.derive.percentages import denominator
from reanalysis.derive.tallies import categories_entered, measured_of, tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.model.finding import Finding
from reanalysis.model.paper import SAME_PATIENTS_SPLITS
from reanalysis.model.rows import Category, Group


def _splits(context: Context) -> dict[tuple[str, str], list[Group]]:
    """Children of each parent and split."""
    found: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for row in context.paper.groups:
        if row.parent:
            found[(row.parent, row.split or "")].append(row)
    return found


def same_patients(context: Context, split: str) -> bool:
    """Groups that are the same patients twice do not add up to anything."""
    return context.paper.info.design == "crossover" or split in SAME_PATIENTS_SPLITS


def _complete(children: list[Group]) -> bool:
    return any(row.complete == "yes" for row in children)


def group_sums(context: Context) -> Iterator[Finding]:
    """The groups of one parent and split add up to the parent where they cover it, and never to more (INSPECT-SR
    4.6)."""
    for (parent, split), children in _splits(context).items():
        whole = None if same_patients(context, split) else context.paper.n_of(parent)
        if whole is None:
            continue
        yield from _sum_of_groups(context, context.paper.group[parent], whole, children)
        for row in children:
            if row.n is not None and row.n > whole:
                yield context.finding(
                    "part_larger_than_whole",
                    "warning",
                    f"{context.label(row.group)} has {row.n} patients, {context.label(parent)}, of which it is "
                    f"part, has {whole}",
                    row=row,
                    column="n",
                    entered=row.n,
                    expected=f"at most {whole}",
                    inspect_sr=NUMBERS_OF_PARTICIPANTS,
                )


def _sum_of_groups(context: Context, parent: Group, whole: int, children: list[Group]) -> Iterator[Finding]:
    sizes = [row.n for row in children if row.n is not None]
    total, parts, split = sum(sizes), " + ".join(str(size) for size in sizes), children[0].split or ""
    text = f"{parts} = {total}" if len(sizes) > 1 else parts
    groups = f"the groups of {context.label(parent.group)} by {context.split(split)}"
    if total > whole and split:
        message = f"{groups} hold {text} patients, more than its {whole}"
    elif sizes and _complete(children) and len(sizes) == len(children) and total != whole:
        message = f"{groups} add up to {text}, not {whole}"
    else:
        return
    yield context.finding(
        "parts_do_not_add_up",
        "warning",
        message,
        row=children[0],
        column="n",
        entered=parts,
        expected=whole,
        inspect_sr=NUMBERS_OF_PARTICIPANTS,
        group=parent.group,
    )


def labelled(context: Context) -> dict[tuple[str, ...], Tally]:
    """The one tally of each group and quantity; those with two possible counts are left out."""
    found: dict[tuple[str, ...], Tally] = {}
    for tally in tallies_of(context.paper, context.scales):
        if tally.derived != "from_patients_by_definition" and not tally.several and tally.counted == "patients":
            found.setdefault((tally.group, tally.outcome, *tally.measured, tally.criteria, tally.at), tally)
    return found


def outcome_sums(context: Context) -> Iterator[Finding]:
    """Counts of the groups of a split against the count of their parent (INSPECT-SR 4.10)."""
    tallies = labelled(context)
    quantities = dict.fromkeys(key[1:] for key in tallies)
    for (parent, split), children in _splits(context).items():
        if not split or same_patients(context, split):
            continue
        for quantity in quantities:
            whole = tallies.get((parent, *quantity))
            parts = [part for row in children if (part := tallies.get((row.group, *quantity))) is not None]
            if whole is not None and parts:
                covered = _complete(children) and len(parts) == len(children)
                yield from _sum_of_counts(context, whole, parts, context.split(split), covered=covered)


def _sum_of_counts(
    context: Context, whole: Tally, parts: list[Tally], split: str, *, covered: bool
) -> Iterator[Finding]:
    total, text = sum(part.events for part in parts), " + ".join(str(part.events) for part in parts)
    if (total < whole.events and not covered) or total == whole.events:
        return
    names = ", ".join(f"{context.label(part.group)} {part.events}{origin(part)}" for part in parts)
    message = (
        f"{context.label(whole.group, whole.outcome)} is {whole.events}, but its groups by "
        f"{split} add up to {text} = {total}: {names}"
    )
    yield context.finding(
        "outcome_parts_do_not_add_up",
        "warning",
        message,
        ref=whole.sources[0],
        column="events",
        entered=whole.events,
        expected=total,
        inspect_sr=OTHER_CONTRADICTIONS,
        group=whole.group,
        outcome=whole.outcome,
    )


def origin(tally: Tally) -> str:
    """Where a tally that was not entered comes from, in brackets."""
    return " (listed patients)" if tally.derived == "from_patients" else ""


def category_sums(context: Context) -> Iterator[Finding]:
    """Exclusive categories add up to the denominator where all of the scale are entered, and never to more (INSPECT-SR
    4.6)."""
    for (group, name, *_), rows in categories_entered(context.paper, context.scales).items():
        n, _ = denominator(context.paper, rows[0][1])
        total, entered = sum(row.count for _, row in rows), {category for parts, _ in rows for category in parts}
        scale = context.scales.get(name)
        everything = scale is not None and entered >= set(scale.categories)
        if n is None or total == n or (total < n and not everything):
            continue
        parts = " + ".join(str(row.count) for _, row in rows)
        yield context.finding(
            "categories_do_not_add_up",
            "warning",
            f"the categories of {context.scale(name)} in {context.label(group)} add up to {parts} = {total}, not {n}",
            row=rows[0][1],
            column="count",
            entered=total,
            expected=n,
            inspect_sr=NUMBERS_OF_PARTICIPANTS,
            outcome=name,
        )


def merged_categories(context: Context) -> Iterator[Finding]:
    """A merged category beside its own parts is their sum, and never less than one of them (INSPECT-SR 4.10)."""
    rows = [row for row in context.paper.categories if row.in_use and row.scale in context.scales]
    for row in rows:
        names = set(context.scales[row.scale].categories_of(row.category) or ())
        if len(names) < 2:
            continue
        parts = _counts_of_parts(context, row, names, rows)
        total = sum(parts.values())
        if not parts or total == row.count or (total < row.count and len(parts) < len(names)):
            continue
        text = " + ".join(map(str, parts.values())) + (f" = {total}" if len(parts) > 1 else "")
        message = (
            f"{context.scale(row.scale)} in {context.label(row.group)}: {row.category} is {row.count}, the rows "
            f"of its parts give {text}"
        )
        yield context.finding(
            "merged_category_differs",
            "warning",
            message[:1].upper() + message[1:],
            row=row,
            column="count",
            entered=row.count,
            expected=total if len(parts) == len(names) else f"at least {total}",
            inspect_sr=OTHER_CONTRADICTIONS,
            outcome=row.scale,
        )


def _counts_of_parts(context: Context, row: Category, names: set[str], rows: list[Category]) -> dict[str, int]:
    """The counts of the single categories of a merged one, of the same patients."""
    of, found = (row.group, row.scale, measured_of(row)), {}
    for other in rows:
        single = context.scales[other.scale].categories_of(other.category) or ()
        if (other.group, other.scale, measured_of(other)) == of and len(single) == 1 and single[0] in names:
            found[single[0]] = other.count
    return found


def enrolment(context: Context) -> Iterator[Finding]:
    """`enrolled` of paper.yaml against the groups that are part of no other (INSPECT-SR 4.6)."""
    enrolled = context.paper.info.enrolled
    roots = [row for row in context.paper.groups if row.parent is None and row.role != "historical_control"]
    sizes = [row.n for row in roots if row.n is not None]
    total, unknown = sum(sizes), len(sizes) < len(roots)
    if enrolled is None or not sizes or total == enrolled or (unknown and total < enrolled):
        return
    message = f"{enrolled} patients are given as enrolled, the groups that are part of no other hold {total}"
    yield context.finding(
        "enrolled_differs",
        "warning",
        message,
        row=next(row for row in roots if row.n is not None),
        column="n",
        entered=total,
        expected=enrolled,
        inspect_sr=NUMBERS_OF_PARTICIPANTS,
    )


def outcome_order(context: Context) -> Iterator[Finding]:
    """An outcome contained in another cannot be more frequent (complete within objective within clinical benefit;
    INSPECT-SR 4.10)."""
    tallies = labelled(context)
    for key, outer in tallies.items():
        known = context.outcomes.outcome(outer.outcome)
        for name in known.contains if known else ():
            inner = tallies.get((key[0], name, *key[2:]))
            if inner and inner.events > outer.events and inner.n == outer.n:
                message = (
                    f"{context.label(inner.group, name)} ({inner.events}{origin(inner)}) is part of "
                    f"{context.outcomes.label(outer.outcome).lower()} "
                    f"({outer.events}{origin(outer)}) and cannot be more frequent"
                )
                yield context.finding(
                    "outcome_order",
                    "warning",
                    message,
                    ref=inner.sources[0],
                    column="events",
                    entered=inner.events,
                    expected=f"at most {outer.events}",
                    inspect_sr=OTHER_CONTRADICTIONS,
                    group=inner.group,
                    outcome=name,
                )

"""The tree of groups: splits within themselves, parts without n, doses, and numbers given for one arm and not for the
other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

from reanalysis.audit.context import NUMBERS_OF_PARTICIPANTS, OTHER_CONTRADICTIONS, Context, listed
from reanalysis.model.finding import Finding
from reanalysis.model.rows import Count, Group, Summary
from reanalysis.wording import in_words

_AMOUNT = re.compile(
    r"(?<![A-Za-z0-9.,-])([0-9]+(?:[.,][0-9]+)*) ?(?:[mkn\u00b5\u03bcu]?g|mcg|[MmkK]?I?U|c?Gy|[mM]?Ci|[kMG]?Bq"
    r"|[mn\u00b5\u03bc]?mol|m[lL])\b"
)


def splits(context: Context) -> dict[tuple[str, str], list[Group]]:
    """Groups below each parent, by split."""
    found: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for row in context.paper.groups:
        if row.parent:
            found[(row.parent, row.split or "")].append(row)
    return found


def nested_splits(context: Context) -> Iterator[Finding]:
    """An arm within an arm, a dose within a dose, a part of a control that is known as a rate, a part that is said to
    cover its parent alone."""
    for (parent, split), rows in splits(context).items():
        above = [context.paper.group[name] for name in (parent, *context.paper.ancestors(parent))]
        same = next((group for group in above if split and group.split == split), None)
        for row in rows:
            if same is not None:
                yield _within_itself(context, row, same)
            elif context.paper.is_rate_only(parent):
                yield context.finding(
                    "part_of_a_rate",
                    "note",
                    f"{context.label(row.group)} is part of {context.label(parent)}, which is known as a rate only",
                    row=row,
                    column="parent",
                    entered=parent,
                )
        first = rows[0]
        if len(rows) == 1 and first.complete == "yes" and (first.n is None or first.n != context.paper.n_of(parent)):
            message = (
                f"{context.label(first.group)} is the only group of {context.label(parent)} by "
                f"{context.split(split)}, and complete = yes says that it covers it: "
                "is another group missing?"
            )
            yield context.finding(
                "covers_alone",
                "note",
                message,
                row=first,
                column="complete",
                entered="yes",
                inspect_sr=NUMBERS_OF_PARTICIPANTS,
            )


def _within_itself(context: Context, row: Group, same: Group) -> Finding:
    message = (
        f"{context.label(row.group)} divides {context.label(row.parent or '')} by {context.split(row.split or '')}, "
        f"and {context.label(same.group)} is such a part already: "
        f"is the parent {context.label(same.parent) if same.parent else 'another'}?"
    )
    return context.finding(
        "split_within_itself",
        "note",
        message,
        row=row,
        column="parent",
        entered=row.parent or "",
        expected=same.parent or "",
    )


def missing_sizes(context: Context) -> Iterator[Finding]:
    """A group without n whose size follows from the others: n left out, or not printed (INSPECT-SR 4.6)."""
    for (parent, split), rows in splits(context).items():
        if any(row.complete == "yes" for row in rows):
            yield from _size_that_follows(context, context.paper.group[parent], split, rows)
    enrolled = context.paper.info.enrolled
    controls = ("historical_control", "control")
    roots = [row for row in context.paper.groups if row.parent is None and row.role not in controls]
    if enrolled is not None and len(roots) == 1 and roots[0].n is None:
        message = f"{enrolled} patients are given as enrolled, and {context.label(roots[0].group)} has no n"
        yield _left_blank(context, message, roots[0], enrolled)


def _size_that_follows(context: Context, parent: Group, split: str, rows: list[Group]) -> Iterator[Finding]:
    """The one size that a parent and the groups that cover it leave open."""
    blank = [row for row in rows if row.n is None]
    known = [row.n for row in rows if row.n is not None]
    if not known:
        return
    if parent.n is None and not blank:
        message = (
            f"{context.label(parent.group)} has no n, and its groups by {context.split(split)} hold "
            f"{' + '.join(map(str, known))} = {sum(known)}"
        )
        yield _left_blank(context, message, parent, sum(known))
    elif parent.n is not None and len(blank) == 1 and sum(known) <= parent.n:
        left = parent.n - sum(known)
        message = (
            f"{context.label(blank[0].group)} has no n, and the others by {context.split(split)} leave "
            f"{parent.n} - {' - '.join(map(str, known))} = {left}: "
            "enter it if the paper prints it, or as inferred"
        )
        yield _left_blank(context, message, blank[0], left)


def _left_blank(context: Context, message: str, row: Group, expected: int) -> Finding:
    return context.finding(
        "n_left_blank", "note", message, row=row, column="n", expected=expected, inspect_sr=NUMBERS_OF_PARTICIPANTS
    )


def doses(context: Context) -> Iterator[Finding]:
    """Doses against the labels of their groups and against each other (INSPECT-SR 4.10)."""
    for row in context.paper.groups:
        yield from _dose_of_label(context, row)
    for (parent, split), rows in splits(context).items():
        if split in ("dose", "dose_level"):
            yield from _doses_of_split(context, parent, split, rows)


def _dose_of_label(context: Context, row: Group) -> Iterator[Finding]:
    numbers = [text.replace(",", "") for text in _AMOUNT.findall(row.label)]
    named = [Decimal(text) for text in numbers if text.count(".") < 2]
    if row.dose is None or not numbers or row.dose in named:
        return
    dose = f"{row.dose} {row.dose_unit}".rstrip()
    yield context.finding(
        "dose_not_in_label",
        "note",
        f"{context.label(row.group)} is entered with a dose of {dose}, which its label does not name",
        row=row,
        column="dose",
        entered=row.dose,
        expected=listed(numbers),
        inspect_sr=OTHER_CONTRADICTIONS,
    )


def _doses_of_split(context: Context, parent: str, split: str, rows: list[Group]) -> Iterator[Finding]:
    seen: dict[tuple[Decimal, str], Group] = {}
    for row in rows:
        if row.dose is None:
            if any(other.dose is not None for other in rows):
                yield context.finding(
                    "dose_left_blank",
                    "note",
                    f"{context.label(row.group)} has no dose, other groups by {context.split(split)} have one",
                    row=row,
                    column="dose",
                )
        elif (first := seen.setdefault((row.dose, row.dose_unit), row)) is not row:
            message = (
                f"{context.label(row.group)} and {context.label(first.group)} divide {context.label(parent)} "
                f"by {context.split(split)} "
                f"and have the same dose, {row.dose} {row.dose_unit}"
            )
            yield context.finding(
                "same_dose_twice",
                "note",
                message.rstrip(),
                row=row,
                column="dose",
                entered=row.dose,
                inspect_sr=OTHER_CONTRADICTIONS,
            )


def given_for_one_arm(context: Context) -> Iterator[Finding]:
    """An outcome or statistic of one arm of a comparison that the other arm lacks: a row skipped, or with another
    group, time, assessor or name."""
    for rows in splits(context).values():
        arms = [row.group for row in rows if row.role in ("treatment", "control")]
        if len(arms) < 2 or not any(context.paper.group[arm].role == "control" for arm in arms):
            continue
        for having in _given_for(context, arms):
            row = next(iter(having.values()))
            without = [arm for arm in arms if arm not in having]
            if without:
                message = (
                    f"{_what(context, row)} is given for {listed(map(context.label, having), 'and')} and not for "
                    f"{listed(map(context.label, without), 'and')}: "
                    "is a row missing, or are group, time or assessor another?"
                )
                yield context.finding(
                    "given_for_one_arm",
                    "note",
                    message,
                    row=row,
                    column="group",
                    entered=row.group,
                    expected=listed(without, "and"),
                )


def _given_for(context: Context, arms: Sequence[str]) -> Iterable[dict[str, Count | Summary]]:
    """The rows of each outcome and statistic, by the arm that they are of."""
    given: dict[tuple[str, ...], dict[str, Count | Summary]] = defaultdict(dict)
    alone = (row for row in context.paper.summaries if not row.against)
    rows: Iterable[Count | Summary] = chain(context.paper.counts, alone)
    for row in rows:
        if row.in_use and row.group in arms:
            given[(type(row).table, *row.key_values()[1:])].setdefault(row.group, row)
    return given.values()


def _what(context: Context, row: Count | Summary) -> str:
    what = row.outcome if isinstance(row, Count) else row.endpoint
    name = context.outcomes.label(what or "follow_up")
    said = [in_words(row.statistic)] if isinstance(row, Summary) else []
    said += [f"at {row.at} {row.unit or ''}".rstrip()] if row.at is not None else []
    said += [f"{row.assessor} review"] if row.assessor else []
    return f"{name} ({', '.join(said)})" if said else name

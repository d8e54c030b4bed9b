"""The tree of groups: splits within themselves, parts without n, doses, and numbers given for one arm and not for the
other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from reanalysis.audit.context import NUMBERS_OF_PARTICIPANTS, OTHER_CONTRADICTIONS, Context, listed
from reanalysis.model.finding import Finding
from reanalysis.model.rows import Group, Row, Summary

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
        for row in rows:
            same = next((group for group in above if split and group.split == split), None)
            shared = {"row": row, "column": "parent", "entered": parent}
            if same is not None:
                message = (
                    f"{context.label(row.group)} divides {context.label(parent)} by {context.split(split)}, and "
                    f"{context.label(same.group)} is such a part already: "
                    f"is the parent {context.label(same.parent) if same.parent else 'another'}?"
                )
                yield context.finding("split_within_itself", "note", message, expected=same.parent or "", **shared)
            elif context.paper.is_rate_only(parent):
                yield context.finding(
                    "part_of_a_rate",
                    "note",
                    f"{context.label(row.group)} is part of {context.label(parent)}, which is known as a rate only",
                    **shared,
                )
        if (
            len(rows) == 1
            and rows[0].complete == "yes"
            and (rows[0].n is None or rows[0].n != context.paper.n_of(parent))
        ):
            message = (
                f"{context.label(rows[0].group)} is the only group of {context.label(parent)} by "
                f"{context.split(split)}, and complete = yes says that it covers it: "
                "is another group missing?"
            )
            yield context.finding(
                "covers_alone",
                "note",
                message,
                row=rows[0],
                column="complete",
                entered="yes",
                inspect_sr=NUMBERS_OF_PARTICIPANTS,
            )


def missing_sizes(context: Context) -> Iterator[Finding]:
    """A group without n whose size follows from the others: n left out, or not printed (INSPECT-SR 4.6)."""
    for (parent, split), rows in splits(context).items():
        blank = [row for row in rows if row.n is None]
        known = [row.n for row in rows if row.n is not None]
        whole = context.paper.n_of(parent)
        if (
            len(blank) == 1
            and known
            and whole is not None
            and any(row.complete == "yes" for row in rows)
            and sum(known) <= whole
        ):
            message = (
                f"{context.label(blank[0].group)} has no n, and the others by {context.split(split)} leave "
                f"{whole} - {' - '.join(map(str, known))} = {whole - sum(known)}: "
                "enter it if the paper prints it, or as inferred"
            )
            yield context.finding(
                "n_left_blank",
                "note",
                message,
                row=blank[0],
                column="n",
                expected=whole - sum(known),
                inspect_sr=NUMBERS_OF_PARTICIPANTS,
            )
        elif whole is None and known and not blank and any(row.complete == "yes" for row in rows):
            message = (
                f"{context.label(parent)} has no n, and its groups by {context.split(split)} hold "
                f"{' + '.join(map(str, known))} = {sum(known)}"
            )
            yield context.finding(
                "n_left_blank",
                "note",
                message,
                row=context.paper.group[parent],
                column="n",
                expected=sum(known),
                inspect_sr=NUMBERS_OF_PARTICIPANTS,
            )
    roots = [
        row for row in context.paper.groups if row.parent is None and row.role not in ("historical_control", "control")
    ]
    if context.paper.info.enrolled is not None and len(roots) == 1 and roots[0].n is None:
        message = (
            f"{context.paper.info.enrolled} patients are given as enrolled, and {context.label(roots[0].group)} "
            "has no n"
        )
        yield context.finding(
            "n_left_blank",
            "note",
            message,
            row=roots[0],
            column="n",
            expected=context.paper.info.enrolled,
            inspect_sr=NUMBERS_OF_PARTICIPANTS,
        )


def doses(context: Context) -> Iterator[Finding]:
    """Doses against the labels of their groups and against each other (INSPECT-SR 4.10)."""
    for row in context.paper.groups:
        numbers = [text.replace(",", "") for text in _AMOUNT.findall(row.label)]
        if (
            row.dose is not None
            and numbers
            and not any(Decimal(text) == row.dose for text in numbers if text.count(".") < 2)
        ):
            message = (
                f"{context.label(row.group)} is entered with a dose of {row.dose} {row.dose_unit}".rstrip()
                + ", which its label does not name"
            )
            yield context.finding(
                "dose_not_in_label",
                "note",
                message,
                row=row,
                column="dose",
                entered=row.dose,
                expected=listed(numbers),
                inspect_sr=OTHER_CONTRADICTIONS,
            )
    for (parent, split), rows in splits(context).items():
        seen: dict[tuple, Group] = {}
        by_dose = split in ("dose", "dose_level")
        for row in rows:
            if by_dose and row.dose is None and any(other.dose is not None for other in rows):
                yield context.finding(
                    "dose_left_blank",
                    "note",
                    f"{context.label(row.group)} has no dose, other groups by {context.split(split)} have one",
                    row=row,
                    column="dose",
                )
            elif (
                by_dose
                and row.dose is not None
                and (first := seen.setdefault((row.dose, row.dose_unit), row)) is not row
            ):
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
        given: dict[tuple, dict[str, Row]] = defaultdict(dict)
        for row in (*context.paper.counts, *context.paper.summaries):
            if row.in_use and row.group in arms and not (isinstance(row, Summary) and row.against):
                given[(type(row).table, *row.key_values()[1:])].setdefault(row.group, row)
        for having in given.values():
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


def _what(context: Context, row: Row) -> str:
    name = context.outcomes.label(getattr(row, "outcome", None) or getattr(row, "endpoint", None) or "follow_up")
    said = [row.statistic.replace("_", " ")] if isinstance(row, Summary) else []
    said += [f"at {row.at} {row.unit or ''}".rstrip()] if row.at is not None else []
    said += [f"{row.assessor} review"] if row.assessor else []
    return f"{name} ({', '.join(said)})" if said else name

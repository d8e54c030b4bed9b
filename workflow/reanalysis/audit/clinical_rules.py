"""Printed results against the rules that the paper works by: dose escalation by threes, response by change in size."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context
from reanalysis.derive.tallies import tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.model.finding import Finding
from reanalysis.model.rows import Group

TOXIC = ("dose_limiting_toxicity", "dlt")
#: Patients of a level in a design of three plus three; more belong to an expansion.
LARGEST_LEVEL = 6
#: RECIST: the least fall of a partial response, the least rise of progression, in percent of the sum of diameters.
RESPONSE, PROGRESSION = Decimal(-30), Decimal(20)
BY_SIZE = ("recist", "irecist")


def escalation(context: Context) -> Iterator[Finding]:
    """A dose above one at which two or more of at most six patients had a dose-limiting toxicity, which a design of
    three plus three does not give (INSPECT-SR 4.10)."""
    if context.paper.info.design != "dose_escalation":
        return
    toxic = {
        tally.group: tally
        for tally in tallies_of(context.paper, context.scales)
        if tally.outcome in TOXIC and tally.counted == "patients" and not tally.at
    }
    for level in context.paper.groups:
        tally, higher = toxic.get(level.group), _next_level(context, level)
        if tally and higher and tally.n and tally.n <= LARGEST_LEVEL and tally.events >= 2:
            yield _went_on(context, level, tally, higher)


def _next_level(context: Context, level: Group) -> Group | None:
    """The group of the next higher dose beside a group, with patients."""
    if level.dose is None:
        return None
    beside = (level.parent, level.split, level.dose_unit)
    higher = [
        one
        for one in context.paper.groups
        if (one.parent, one.split, one.dose_unit) == beside and one.n and one.dose is not None and one.dose > level.dose
    ]
    return min(higher, key=lambda one: one.dose or 0, default=None)


def _went_on(context: Context, level: Group, tally: Tally, higher: Group) -> Finding:
    message = (
        f"{context.label(level.group)} ({level.dose} {level.dose_unit}): {tally.events} of {tally.n} patients had a "
        f"dose-limiting toxicity, and {higher.n} were treated at {higher.dose} {higher.dose_unit}; a design of three "
        "plus three stops at two"
    )
    row = next((row for row in context.paper.counts if row.ref in tally.sources), None)
    return context.finding(
        "escalated_past_toxicity",
        "note",
        message,
        row=row,
        ref=tally.sources[0],
        column="events",
        entered=f"{tally.events}/{tally.n}",
        expected="at most 1",
        inspect_sr=OTHER_CONTRADICTIONS,
        group=level.group,
        outcome=tally.outcome,
    )


def response_by_size(context: Context) -> Iterator[Finding]:
    """A patient whose best change in size is not that of the response by RECIST: a response without a fall of 30%, or a
    fall of 30% without a response (INSPECT-SR 4.10)."""
    for row in context.paper.patients:
        scale = context.scales.get(row.scale or "")
        if not row.in_use or row.scale not in BY_SIZE or scale is None or row.value is None or not row.category:
            continue
        category = scale.category(row.category)
        if category is None:
            continue
        responded, label = scale.categories[category].response, scale.categories[category].label.lower()
        if responded and row.value > RESPONSE:
            expected, why, severity = "at most -30", "a response needs a fall of 30%", "warning"
        elif not responded and scale.categories[category].evaluable and row.value <= RESPONSE:
            expected = "above -30"
            why = "a fall of 30% is a partial response unless it was not confirmed or disease grew elsewhere"
            severity = "note"
        else:
            continue
        message = f"patient {row.patient} has {label} with a best change of {row.value}%; {why}"
        yield context.finding(
            "response_against_size",
            severity,
            message,
            row=row,
            column="value",
            entered=row.value,
            expected=expected,
            inspect_sr=OTHER_CONTRADICTIONS,
        )

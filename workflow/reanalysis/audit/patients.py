"""Listed patients against their own measurements and against the listed times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from reanalysis.audit.context import NUMBERS_OF_PARTICIPANTS, OTHER_CONTRADICTIONS, Context
from reanalysis.model.config import Scale
from reanalysis.model.finding import Finding
from reanalysis.model.rows import Patient, TimeRow


def measurements(context: Context) -> Iterator[Finding]:
    """Measurements before treatment that no category holds, a best one that is worse than the last, and a response that
    measures worse (INSPECT-SR 4.10)."""
    for row in context.paper.patients:
        scale = context.scales.get(row.scale or "")
        if scale is None or scale.definition is None or not row.in_use:
            continue
        outside = [
            column
            for column in ("baseline", "best_before")
            if getattr(row, column) is not None and scale.definition.category_of(getattr(row, column)) is None
        ]
        for column in outside:
            yield context.finding(
                "value_outside_definition",
                "warning",
                f"patient {row.patient}: no range of {context.scale(row.scale)} holds {getattr(row, column)}",
                row=row,
                column=column,
                entered=getattr(row, column),
                inspect_sr=OTHER_CONTRADICTIONS,
            )
        if not outside:
            yield from _course(context, scale, row)


def _course(context: Context, scale: Scale, row: Patient) -> Iterator[Finding]:
    shared = {"row": row, "inspect_sr": OTHER_CONTRADICTIONS}
    if None not in (row.baseline, row.best_before) and _better(scale, row.baseline, row.best_before):
        message = (
            f"patient {row.patient}: {row.best_before} is entered as the best value before treatment, and "
            f"{row.baseline} at its start is better"
        )
        yield context.finding(
            "best_value_is_not_best",
            "warning",
            message,
            column="best_before",
            entered=row.best_before,
            expected=row.baseline,
            **shared,
        )
    label = scale.category(row.category) if row.category else None
    response = label is not None and scale.categories[label].response
    if response and None not in (row.value, row.baseline) and _better(scale, row.baseline, row.value):
        message = (
            f"patient {row.patient} is listed with a response ({row.category}), and the value {row.value} is "
            f"worse than {row.baseline} before treatment"
        )
        yield context.finding(
            "response_without_improvement",
            "warning",
            message,
            column="value",
            entered=row.value,
            expected=f"at best {row.baseline}",
            **shared,
        )


def _better(scale: Scale, one: Decimal, other: Decimal) -> bool:
    """Whether one value is better than another: the ranges tell which way is better, the categories standing best
    first."""
    ranges = [scale.definition.limits(name) for name in scale.categories if name in scale.definition.ranges]
    return one < other if ranges[0] < ranges[-1] else one > other


def patients_and_times(context: Context) -> Iterator[Finding]:
    """A patient listed in one group here and in another there, or with a duration of response and not among the listed
    responders (INSPECT-SR 4.6)."""
    paper = context.paper
    places = {}
    for row in paper.patients:
        if row.in_use:
            places.setdefault(row.patient, set()).add(row.group)
    among = {name for name, endpoint in context.outcomes.endpoints.items() if endpoint.among == "responders"}
    timed = {}
    for row in paper.times:
        if not row.in_use or not places:
            continue
        near = paper.members(row.group) | {*paper.ancestors(row.group)}
        listed_in = places.get(row.patient, set())
        if listed_in and not listed_in & near:
            where = context.label(sorted(listed_in)[0])
            message = (
                f"patient {row.patient} stands in {context.label(row.group)} here and in {where} among the "
                "listed patients"
            )
            yield context.finding(
                "patient_in_two_groups",
                "note",
                message,
                row=row,
                column="group",
                entered=row.group,
                expected=sorted(listed_in)[0],
                inspect_sr=NUMBERS_OF_PARTICIPANTS,
            )
        if row.endpoint in among:
            timed.setdefault(row.endpoint, set()).add(row.patient)
            if not listed_in and paper.group[row.group].patients_listed in ("all", "responders"):
                message = (
                    f"patient {row.patient} has a {context.outcomes.label(row.endpoint).lower()} and is not "
                    "among the listed patients, who are said to hold every responder"
                )
                yield context.finding(
                    "patient_not_listed",
                    "note",
                    message,
                    row=row,
                    column="patient",
                    entered=row.patient,
                    inspect_sr=NUMBERS_OF_PARTICIPANTS,
                )
    for endpoint, names in timed.items():
        yield from _without_time(context, endpoint, names)


def _without_time(context: Context, endpoint: str, timed: set[str]) -> Iterator[Finding]:
    """Responders without a duration, where all others have one."""
    missing = []
    for row in context.paper.patients:
        scale = context.scales.get(row.scale or "")
        label = scale.category(row.category) if scale is not None and row.category else None
        if row.in_use and label is not None and scale.categories[label].response and row.patient not in timed:
            missing.append(row)
    if 0 < len(missing) <= max(1, len(timed) // 10):
        for row in missing:
            message = (
                f"patient {row.patient} is listed with a response and has no "
                f"{context.outcomes.label(endpoint).lower()}, which the others have"
            )
            yield context.finding(
                "response_without_duration", "note", message, row=row, column="patient", entered=row.patient
            )


#: Measurements and times that must all be the same before two patients are taken for one.
ENOUGH = 4


def look_alikes(context: Context) -> Iterator[Finding]:
    """Two listed patients of a group with the same measurements and times throughout: one patient under two names, or a
    row pasted and forgotten."""
    numbers: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows: dict[tuple[str, str], Patient | TimeRow] = {}
    for row in (*context.paper.patients, *context.paper.times):
        if row.in_use:
            key = (row.group, row.patient)
            rows.setdefault(key, row)
            if isinstance(row, Patient):
                numbers[key] += [
                    f"{name} {value}"
                    for name in ("value", "baseline", "best_before")
                    if (value := getattr(row, name)) is not None
                ]
            else:
                numbers[key].append(f"{row.endpoint} {row.time.time} {row.time.event} {row.unit}")
    seen: dict[tuple, str] = {}
    for (group, name), found in numbers.items():
        if len(found) < ENOUGH:
            continue
        first = seen.setdefault((group, *found), name)
        if first != name:
            message = (
                f"patients {first} and {name} of {context.label(group)} have the same {len(found)} measurements "
                "and times: are they one patient?"
            )
            yield context.finding(
                "look_alike_patients",
                "note",
                message,
                row=rows[(group, name)],
                column="patient",
                entered=name,
                expected=first,
                inspect_sr=OTHER_CONTRADICTIONS,
            )

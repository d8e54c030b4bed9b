"""Labels of listed patients against the definition of their scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context
from reanalysis.derive.tallies import ALL_ASSAYS, tallies_by_table, tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.model.config import Definition, Scale
from reanalysis.model.finding import Finding
from reanalysis.model.names import spelling_of
from reanalysis.model.printed import round_fraction
from reanalysis.model.rows import Patient


def labels(context: Context) -> Iterator[Finding]:
    """Category labels that contradict the scale's definition, re-derived from the value (INSPECT-SR 4.10)."""
    for row in context.paper.patients:
        scale = context.scales.get(row.scale or "")
        if scale is None or not row.in_use or not row.category:
            continue
        label = scale.category(row.category)
        if label is None:
            message = f"{row.category!r} is no category of {context.scale(row.scale)}: {', '.join(scale.categories)}"
            yield context.finding(
                "unknown_category",
                "warning",
                message,
                row=row,
                column="category",
                entered=row.category,
                expected=" or ".join(scale.categories),
            )
        elif scale.definition and row.value is not None:
            yield from _label(context, scale, scale.definition, row, label)


def _label(context: Context, scale: Scale, definition: Definition, row: Patient, label: str) -> Iterator[Finding]:
    by_value = definition.category_of(row.value) if row.value is not None else None
    if by_value is None:
        yield context.finding(
            "value_outside_definition",
            "warning",
            f"patient {row.patient}: no range of {context.scale(row.scale)} holds {row.value}",
            row=row,
            column="value",
            entered=row.value,
        )
        return
    names = {name: scale.categories[name].label.lower() for name in (label, by_value)}
    entered = f"{row.category} at {row.value}"
    finding = partial(context.finding, row=row, column="category", entered=entered, expected=by_value)
    if definition.holds_for(row.assay):
        if by_value != label:
            message = (
                f"patient {row.patient} is labelled {names[label]} with a value of {row.value}; by the definition "
                f"({names[by_value]}: {definition.ranges[by_value]}) that is {names[by_value]}"
            )
            yield finding("label_contradicts_definition", "warning", message, inspect_sr=OTHER_CONTRADICTIONS)
        return
    would = "which agrees" if by_value == label else f"which would make it {names[by_value]}"
    message = (
        f"patient {row.patient} was assessed by {row.assay}, for which the definition does not hold: the label "
        f"{names[label]} is kept; "
        f"its value is {row.value}, {would} if the ranges held"
    )
    yield finding("definition_not_for_assay", "note", message)


def categories(context: Context) -> Iterator[Finding]:
    """Categories entered that their scale does not have: they count for no outcome."""
    for row in context.paper.categories:
        scale = context.scales.get(row.scale)
        if scale is not None and scale.categories_of(row.category) is None:
            near = spelling_of(row.category, scale.categories)
            message = (
                f"{row.category!r} is no category of {context.scale(row.scale)} "
                f"({', '.join(scale.categories)}): it counts for no outcome"
            )
            yield context.finding(
                "unknown_category",
                "warning",
                message,
                row=row,
                column="category",
                entered=row.category,
                expected=near or " or ".join(scale.categories),
                outcome=row.scale,
            )


def rates_by_definition(context: Context) -> Iterator[Finding]:
    """What the rates become when the definition is applied: one finding per outcome, with every group it changes
    (INSPECT-SR 4.10)."""
    tallies = tallies_of(context.paper, context.scales)
    entered = {(t.group, t.outcome): t.sources[0] for t in tallies if t.derived == "entered" and not t.at}
    for (outcome, at), pairs in _changed(context, tallies).items():
        first, strict = next((pair for pair in pairs if (pair[0].group, outcome) in entered), pairs[0])
        which = "by the definition applied to every assay" if at == ALL_ASSAYS else "by the definition"
        others = (
            f"; in {context.label(one.group)} {one.events} and {two.events} of {one.n}"
            for one, two in pairs
            if one is not first
        )
        message = f"{context.label(first.group, outcome)}: {_rate(first)} as labelled, {_rate(strict)} {which}"
        yield context.finding(
            "rate_by_definition",
            "note" if at == ALL_ASSAYS else "warning",
            message + "".join(others),
            ref=entered.get((first.group, outcome), first.sources[0]),
            column="events",
            entered=f"{first.events}/{first.n}",
            expected=f"{strict.events}/{strict.n}",
            inspect_sr=OTHER_CONTRADICTIONS,
            group=first.group,
            outcome=outcome,
        )


def _changed(context: Context, tallies: list[Tally]) -> dict[tuple[str, str], list[tuple[Tally, Tally]]]:
    """Tallies as labelled and by the definition, where they differ, by outcome and by which assays it is applied to."""
    labelled = {(t.group, t.outcome): t for t in tallies_by_table(context.paper, context.scales)["patients"]}
    found: dict[tuple[str, str], list[tuple[Tally, Tally]]] = defaultdict(list)
    for strict in tallies:
        first = labelled.get((strict.group, strict.outcome))
        if strict.derived != "from_patients_by_definition" or first is None:
            continue
        if first.n and first.n == strict.n and first.events != strict.events:
            found[(strict.outcome, strict.at)].append((first, strict))
    return found


def _rate(tally: Tally) -> str:
    return f"{tally.events}/{tally.n} ({round_fraction(Fraction(100 * tally.events, tally.n), 0)}%)"

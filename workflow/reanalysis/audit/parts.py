"""Outcomes as parts of outcomes and groups as parts of groups: what may not exceed what, and what must add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from reanalysis.audit.context import NUMBERS_OF_PARTICIPANTS, OTHER_CONTRADICTIONS, Context, listed
from reanalysis.audit.sums import labelled, origin, same_patients
from reanalysis.derive.percentages import denominator
from reanalysis.derive.tallies import categories_entered
from reanalysis.derive.tally import Tally
from reanalysis.model.finding import Finding
from reanalysis.model.rows import EFFECTS, Count, Summary


def counts_within_parents(context: Context) -> Iterator[Finding]:
    """A part of a group has neither more patients with an outcome nor more without it than the whole (INSPECT-SR
    4.10)."""
    tallies = labelled(context)
    for (group, *quantity), part in tallies.items():
        for ancestor in context.paper.ancestors(group):
            whole = tallies.get((ancestor, *quantity))
            if whole is None or _crossed(context, group, ancestor):
                continue
            message = _exceeds(context, part, whole)
            if message:
                yield context.finding(
                    "part_exceeds_whole",
                    "warning",
                    message,
                    ref=part.sources[0],
                    column="events",
                    entered=part.events,
                    expected=f"at most {whole.events}"
                    if part.events > whole.events
                    else f"at least {part.n - whole.n + whole.events}",
                    inspect_sr=OTHER_CONTRADICTIONS,
                    group=group,
                    outcome=part.outcome,
                )


def _crossed(context: Context, group: str, ancestor: str) -> bool:
    """Whether the way up passes a split into the same patients twice."""
    path = [group, *context.paper.ancestors(group)]
    return any(same_patients(context, context.paper.group[name].split or "") for name in path[: path.index(ancestor)])


def _exceeds(context: Context, part: Tally, whole: Tally) -> str:
    name, within = context.label(part.group, part.outcome), context.label(whole.group)
    if part.events > whole.events:
        return (
            f"{name} is {part.events}{origin(part)}, in {within}, of which it is part, it is "
            f"{whole.events}{origin(whole)}"
        )
    if part.n is None or whole.n is None or part.n > whole.n or part.n - part.events <= whole.n - whole.events:
        return ""
    return (
        f"{name} is {part.events} of {part.n}{origin(part)}, which leaves {part.n - part.events} without; in "
        f"{within}, of which it is part, "
        f"it is {whole.events} of {whole.n}{origin(whole)}, which leaves only {whole.n - whole.events}"
    )


def outcome_parts(context: Context) -> Iterator[Finding]:
    """Exclusive outcomes that make up another add up to it: complete and partial to objective response, causes to
    deaths (INSPECT-SR 4.10)."""
    tallies = labelled(context)
    for (group, outcome, *rest), whole in tallies.items():
        for names in dict.fromkeys(_exclusive_parts(context, outcome)):
            parts = [
                tally
                for name in names
                if (tally := tallies.get((group, name, *rest))) is not None and tally.n == whole.n
            ]
            total = sum(part.events for part in parts)
            everything = len(parts) == len(names)
            if not parts or (total <= whole.events and not (everything and total < whole.events)):
                continue
            if len(parts) == 1 and not everything:  # outcome_order tells that one part exceeds the whole
                continue
            text = " + ".join(
                f"{part.events} ({context.outcomes.label(part.outcome).lower()}{origin(part)})" for part in parts
            )
            message = (
                f"{context.label(group, outcome)} is {whole.events}{origin(whole)}, but its parts add up to "
                f"{text} = {total}"
            )
            yield context.finding(
                "parts_of_outcome",
                "warning",
                message,
                ref=whole.sources[0],
                column="events",
                entered=whole.events,
                expected=total,
                inspect_sr=OTHER_CONTRADICTIONS,
                group=group,
                outcome=outcome,
            )


def _exclusive_parts(context: Context, outcome: str) -> Iterator[tuple[str, ...]]:
    """The lists of exclusive outcomes that cover an outcome: from the configuration, and from scales whose single
    categories are outcomes too."""
    known = context.outcomes.outcome(outcome)
    yield from known.parts if known else ()
    for scale in context.scales.values():
        wanted = scale.outcomes.get(outcome, ())
        single = {categories[0]: name for name, categories in scale.outcomes.items() if len(categories) == 1}
        if len(wanted) > 1 and all(category in single for category in wanted):
            yield tuple(single[category] for category in wanted)


def denominators(context: Context) -> Iterator[Finding]:
    """A denominator above the size of its group; only events, lesions and cycles can be more than the patients
    (INSPECT-SR 4.6)."""
    for row in (*context.paper.counts, *context.paper.categories, *context.paper.summaries):
        size = context.paper.n_of(row.group)
        if isinstance(row, Summary) and row.statistic in EFFECTS and row.against and size is not None:
            other = context.paper.n_of(row.against)  # n of a ratio is that of both groups
            size = None if other is None else size + other
        if (
            row.n is not None
            and size is not None
            and row.n > size
            and getattr(row, "counted", "patients") == "patients"
        ):
            severity = "note" if row.population else "warning"  # the group's n may be of a smaller population
            yield context.finding(
                "denominator_above_group",
                severity,
                f"the denominator is {row.n}, and {context.label(row.group)} has {size} patients",
                row=row,
                column="n",
                entered=row.n,
                expected=f"at most {size}",
                inspect_sr=NUMBERS_OF_PARTICIPANTS,
            )


def kinds(context: Context) -> Iterator[Finding]:
    """A kind other than the one that the configuration gives the outcome: baseline is not estimated, toxicity is a
    harm."""
    for row in context.paper.counts:
        known = context.outcomes.outcome(row.outcome)
        if known is not None and "kind" in row.model_fields_set and row.kind != known.kind:
            message = f"{known.label} is entered as {row.kind}; config/outcomes.yaml has it as {known.kind}"
            yield context.finding(
                "kind_differs", "note", message, row=row, column="kind", entered=row.kind, expected=known.kind
            )
    for rows in categories_entered(context.paper, context.scales).values():
        usual = Counter(row.kind for _, row in rows).most_common(1)[0][0]
        for _, row in rows:
            if row.kind != usual:
                message = (
                    f"{row.category} is entered as {row.kind}, the other categories of "
                    f"{context.scale(row.scale)} as {usual}"
                )
                yield context.finding(
                    "kind_differs",
                    "note",
                    message,
                    row=row,
                    column="kind",
                    entered=row.kind,
                    expected=usual,
                    outcome=row.scale,
                )


def without_denominator(context: Context) -> Iterator[Finding]:
    """Counts and percentages of a group that has no n and of which none is printed: they give no interval. A control
    known as a rate is not one of them."""
    found: dict[str, list[Count]] = defaultdict(list)
    for row in context.paper.counts:
        if (
            row.in_use
            and row.counted == "patients"
            and denominator(context.paper, row)[0] is None
            and not context.paper.is_rate_only(row.group)
        ):
            found[row.group].append(row)
    for group, rows in found.items():
        names = listed(dict.fromkeys(context.outcomes.label(row.outcome).lower() for row in rows), "and")
        what = "number" if len(rows) == 1 else f"{len(rows)} numbers"
        message = (
            f"{context.label(group)} has no n, and none is printed with its {what} ({names}): no interval can be given"
        )
        yield context.finding(
            "without_denominator", "note", message, row=rows[0], column="n", inspect_sr=NUMBERS_OF_PARTICIPANTS
        )

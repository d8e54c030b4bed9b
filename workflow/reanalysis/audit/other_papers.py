"""A paper against the other papers of the review: the same numbers, its registration, retracted controls."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from reanalysis.audit.context import (
    NUMBERS_OF_PARTICIPANTS,
    OTHER_CONTRADICTIONS,
    POST_PUBLICATION_NOTICE,
    Context,
    listed,
)
from reanalysis.derive.membership import members_of
from reanalysis.model.against import SetOf, group_meant
from reanalysis.model.finding import Finding
from reanalysis.model.naming import paper_named

#: Counts that two groups of different trials must share before it is told; a few may agree by chance.
ENOUGH = 4
#: Percent by which the size of a trial may differ from the registered one.
FAR_FROM_PLAN = 15


def same_numbers_elsewhere(context: Context) -> Iterator[Finding]:
    """Several counts that stand alike, with the same number of patients, in a paper on another trial (INSPECT-SR
    4.10)."""
    paper, alike = context.paper, context.alike
    found = [
        (name, number, group, there, shared)
        for number, group in enumerate(alike.groups.get(paper.name, ()))
        for name, there, shared in alike.groups_with_counts_of(paper.name, group, ENOUGH)
        if name > paper.name and len({events for _, events, _ in shared}) >= 3
    ]
    for name, _, group, there, shared in sorted(found, key=itemgetter(0, 1)):
        other = context.dataset.papers[name]
        if other.info.trial == paper.info.trial:
            continue
        texts = (f"{context.outcomes.label(outcome).lower()} {events}/{n}" for outcome, events, n in shared[:4])
        yield context.finding(
            "same_numbers_elsewhere",
            "warning",
            f'{context.label(group)} has {len(shared)} counts in common with "{other.group[there].label}" of '
            f"{paper_named(name)}, another trial: {listed(texts, 'and')}; are they the same patients, or was one table "
            "typed twice?",
            row=alike.counts[paper.name, group][shared[0]],
            column="events",
            entered=shared[0][1],
            inspect_sr=OTHER_CONTRADICTIONS,
        )


def registration_differs(context: Context) -> Iterator[Finding]:
    """A number of patients far from the registered one, or another main outcome than the registered one, where the
    registration is entered as a paper of the same trial (INSPECT-SR 4.6)."""
    info = context.paper.info
    if info.source_kind == "registry":
        return
    for name in context.dataset.papers_of_trial(info.trial):
        plan = context.dataset.papers[name].info
        if plan.source_kind != "registry":
            continue
        if info.enrolled and plan.enrolled and 100 * abs(info.enrolled - plan.enrolled) > FAR_FROM_PLAN * plan.enrolled:
            yield _differs(
                context,
                "enrolled",
                f"{info.enrolled} patients are given, {plan.enrolled} in the registration ({paper_named(name)})",
                info.enrolled,
                plan.enrolled,
            )
        if info.main_outcome and plan.main_outcome and info.main_outcome != plan.main_outcome:
            own, planned = (context.outcomes.label(one).lower() for one in (info.main_outcome, plan.main_outcome))
            message = f"the main outcome is {own}, in the registration ({paper_named(name)}) it is {planned}"
            yield _differs(context, "main_outcome", message, info.main_outcome, plan.main_outcome)


def _differs(context: Context, column: str, message: str, entered: object, expected: object) -> Finding:
    return context.finding(
        "registration_differs",
        "warning",
        message,
        ref=f"{context.paper.name}/paper.yaml:1",
        column=column,
        entered=entered,
        expected=expected,
        inspect_sr=NUMBERS_OF_PARTICIPANTS if column == "enrolled" else OTHER_CONTRADICTIONS,
    )


def retracted_controls(context: Context) -> Iterator[Finding]:
    """A comparison with a control of a retracted paper (INSPECT-SR 1.1)."""
    for row in context.paper.comparisons:
        if not row.in_use:
            continue
        meant = group_meant(row.control, context.paper.name)
        papers = {meant[0]} if meant else set()
        if isinstance(row.control, SetOf):
            papers = {member.paper for member in members_of(context.dataset, row.control.name)}
        for name in sorted(papers - {context.paper.name}):
            other = context.dataset.papers.get(name)
            if other is not None and other.info.retracted == "yes":
                yield context.finding(
                    "retracted_control",
                    "warning",
                    f"the control is of {paper_named(name)}, which is retracted",
                    row=row,
                    column="against",
                    entered=row.against,
                    inspect_sr=POST_PUBLICATION_NOTICE,
                )

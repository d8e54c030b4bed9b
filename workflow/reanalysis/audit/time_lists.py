"""Lists of times against the number of patients, against each other, and against their own marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from reanalysis.audit.context import NUMBERS_OF_PARTICIPANTS, OTHER_CONTRADICTIONS, Context
from reanalysis.audit.printed_survival import ENDED_BY_DEATH, OVERALL
from reanalysis.derive.tallies import measured_of, tallies_of
from reanalysis.model.finding import Finding
from reanalysis.model.rows import Group, TimeRow
from reanalysis.model.units import DAYS
from reanalysis.wording import in_words

RESPONSE = "objective_response"


def more_times_than_patients(context: Context) -> Iterator[Finding]:
    """More listed times of an endpoint than the group has patients, or than it has responders where only those have one
    (INSPECT-SR 4.6)."""
    lists: dict[tuple[str, ...], list[TimeRow]] = defaultdict(list)
    for row in context.paper.times:
        if row.in_use:
            lists[(row.endpoint, *measured_of(row).values())].append(row)
    for (endpoint, *_), listed in lists.items():
        for group in context.paper.groups:
            members = context.paper.members(group.group)
            rows = context.paper.distinct([row for row in listed if row.group in members])
            limits = [(number, what) for number, what in _sizes(context, group, endpoint) if number < len(rows)]
            if rows and limits:
                number, what = min(limits)
                message = (
                    f"{context.label(group.group, endpoint)}: {len(rows)} times are listed, and the group has "
                    f"{number} {what}"
                )
                yield context.finding(
                    "more_times_than_patients",
                    "warning",
                    message,
                    row=rows[0],
                    column="time",
                    entered=len(rows),
                    expected=f"at most {number}",
                    inspect_sr=NUMBERS_OF_PARTICIPANTS,
                    group=group.group,
                    outcome=endpoint,
                )


def _sizes(context: Context, group: Group, endpoint: str) -> Iterator[tuple[int, str]]:
    """How many patients of a group can have an endpoint: all, and the responders where only those have one."""
    if group.n is not None:
        yield group.n, "patients"
    known = context.outcomes.endpoint(endpoint)
    if known and known.among == "responders":
        responders = _responders(context, group.group)
        if responders is not None:
            yield responders, "responders"


def _responders(context: Context, group: str) -> int | None:
    """The largest number of responders that the paper gives for a group; None if it gives none, or if its responses are
    of several kinds."""
    responses = {RESPONSE}
    for scale in context.scales.values():
        responses |= {
            name for name, wanted in scale.outcomes.items() if all(scale.categories[one].response for one in wanted)
        }
    found = [
        tally
        for tally in tallies_of(context.paper, context.scales)
        if tally.group == group and tally.outcome in responses and tally.counted == "patients"
    ]
    return (
        max((tally.events for tally in found), default=None)
        if any(tally.outcome == RESPONSE for tally in found)
        else None
    )


def alive_after_death(context: Context) -> Iterator[Finding]:
    """A patient whose listed time without progression is longer than the time alive, where one of the two ended in an
    event (INSPECT-SR 4.10)."""
    deaths = {
        (row.patient, row.group, row.population): row
        for row in context.paper.times
        if row.in_use and row.endpoint == OVERALL
    }
    for row in context.paper.times:
        death = deaths.get((row.patient, row.group, row.population))
        if not (row.in_use and row.endpoint in ENDED_BY_DEATH and death and (row.time.event or death.time.event)):
            continue
        if _days(row) > _days(death):
            name = context.outcomes.label(row.endpoint).lower()
            message = (
                f"patient {row.patient} has {name} of {_text(row)}, longer than the overall survival of "
                f"{_text(death)} ({death.source})"
            )
            yield context.finding(
                "progression_after_death",
                "warning",
                message,
                row=row,
                column="time",
                entered=row.time.time,
                expected=f"at most {death.time.time}",
                inspect_sr=OTHER_CONTRADICTIONS,
            )


def causes_of_censored_times(context: Context) -> Iterator[Finding]:
    """A censored time with a cause: a cause is of an event, so either the + or the cause is one too many."""
    for row in context.paper.times:
        if row.in_use and row.cause and not row.time.event:
            message = (
                f"patient {row.patient} is censored at {row.time.time} {row.unit} and has a cause, "
                f"{in_words(row.cause)}: is the time an event? The cause is not used"
            )
            yield context.finding(
                "censored_with_cause",
                "warning",
                message,
                row=row,
                column="cause",
                entered=row.cause,
                inspect_sr=OTHER_CONTRADICTIONS,
            )


def _days(row: TimeRow) -> Fraction:
    return Fraction(row.time.time) * DAYS[row.unit]


def _text(row: TimeRow) -> str:
    return f"{row.time.time}{'' if row.time.event else '+'} {row.unit}"

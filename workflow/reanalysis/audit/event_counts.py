"""Numbers of events of several endpoints against each other, against responses and against the patients at risk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context
from reanalysis.audit.known import known
from reanalysis.audit.printed_survival import ENDED_BY_DEATH, OVERALL
from reanalysis.derive.tallies import tallies_of
from reanalysis.model.finding import Finding
from reanalysis.model.printed import decimals
from reanalysis.model.rows import Summary, TimeRow
from reanalysis.model.units import DAYS

PROGRESSED = ("progressive_disease", "progression")
DURATIONS = ("duration_of_response", "duration_of_complete_response", "duration_of_remission")


def events_of_endpoints(context: Context) -> Iterator[Finding]:
    """More deaths than events of an endpoint that death ends too; more patients whose best response was progression, or
    more ends of a response, than events of progression-free survival (INSPECT-SR 4.10)."""
    printed = _events(context)
    for (group, endpoint, population), row in printed.items():
        if endpoint not in ENDED_BY_DEATH or row.events is None:
            continue
        name = context.outcomes.label(endpoint).lower()
        deaths = printed.get((group, OVERALL, population))
        if deaths and deaths.events and deaths.events > row.events:
            yield _more(context, row, deaths.events, "deaths", name, " unless patients were censored before they died")
        for duration in DURATIONS:
            ended = printed.get((group, duration, population))
            if ended and ended.events and ended.events > row.events:
                yield _more(context, row, ended.events, "responses that ended", name, "")
        if endpoint == "progression_free_survival":
            progressed = _progressed(context, group, population)
            if progressed > row.events:
                yield _more(context, row, progressed, "patients whose best response was progression", name, "")


def _more(context: Context, row: Summary, number: int, what: str, name: str, unless: str) -> Finding:
    message = (
        f'"{context.paper.group[row.group].label}": {number} {what} and {row.events} events of {name}, which each of '
        f"them is{unless}"
    )
    return context.finding(
        "events_of_endpoints",
        "note" if unless else "warning",
        message,
        row=row,
        column="events",
        entered=row.events,
        expected=f"at least {number}",
        inspect_sr=OTHER_CONTRADICTIONS,
    )


def _events(context: Context) -> dict[tuple[str, str, str], Summary]:
    """A row with the number of events of each group, endpoint and population: the one with most of them."""
    found: dict[tuple[str, str, str], Summary] = {}
    for row in context.paper.summaries:
        if row.in_use and row.endpoint and row.events is not None and not row.against:
            key = (row.group, row.endpoint, row.population or "")
            if key not in found or row.events > (found[key].events or 0):
                found[key] = row
    return found


def _progressed(context: Context, group: str, population: str) -> int:
    """Patients of a group whose best response is printed as progression."""
    from_counts = [
        tally.events
        for tally in tallies_of(context.paper, context.scales)
        if tally.group == group
        and tally.outcome in PROGRESSED
        and not tally.at
        and tally.population == population
        and tally.counted == "patients"
        and not tally.several
    ]
    from_categories = [
        row.count
        for row in context.paper.categories
        if row.in_use and row.group == group and row.category == "pd" and (row.population or "") == population
    ]
    return max([*from_counts, *from_categories], default=0)


def events_at_risk(context: Context) -> Iterator[Finding]:
    """More events than a survival percentage and the patients still at risk at its time leave room for (INSPECT-SR
    4.10)."""
    printed, at_risk = _events(context), _at_risk(context)
    for row in context.paper.summaries:
        if not row.in_use or row.statistic != "survival" or row.endpoint is None:
            continue
        counted = printed.get((row.group, row.endpoint, row.population or ""))
        left = row.n_at_risk if row.n_at_risk is not None else at_risk.get((row.group, row.endpoint, _days(row)))
        n = row.n or context.paper.n_of(row.group)
        before = _had_one(row, n) if n else None
        if counted is None or counted.events is None or left is None or before is None:
            continue
        if counted.events > before + left:
            message = (
                f"{context.label(row.group, row.endpoint)}: {counted.events} events are printed; at {row.at} "
                f"{row.unit or ''} {_percent(row)} of {n} are without one and {left} at risk, so at most "
                f"{before} had one by then and {left} can have one later"
            )
            yield context.finding(
                "more_events_than_at_risk",
                "warning",
                message,
                row=counted,
                column="events",
                entered=counted.events,
                expected=f"at most {before + left}",
                inspect_sr=OTHER_CONTRADICTIONS,
            )


def _percent(row: Summary) -> str:
    return row.value.text if row.value_unit == "fraction" else f"{row.value.text}%"


def _had_one(row: Summary, n: int) -> int | None:
    """The most events by the time of a survival percentage: with censoring the curve falls further for each."""
    share = known(row)
    if share is None or row.at is None:
        return None
    lowest = Fraction(share.value) - Fraction(1, 2 * 10 ** decimals(share.value))
    return int(n * (1 - max(Fraction(0), lowest) / (1 if row.value_unit == "fraction" else 100)))


def _days(row: Summary) -> Fraction:
    return Fraction(row.at or 0) * DAYS.get(row.unit or "days", 1)


def _at_risk(context: Context) -> dict[tuple[str, str, Fraction], int]:
    return {
        (row.group, row.endpoint, Fraction(row.time) * DAYS[row.unit]): row.n_at_risk
        for row in context.paper.at_risk
        if row.in_use
    }


def times_of_one_patient(context: Context) -> Iterator[Finding]:
    """A patient whose response lasted longer than the time without progression or the time alive (INSPECT-SR 4.10)."""
    longer: dict[tuple[str, str], list[TimeRow]] = defaultdict(list)
    for row in context.paper.times:
        if row.in_use and row.endpoint in (*ENDED_BY_DEATH, OVERALL):
            longer[row.patient, row.group].append(row)
    for row in context.paper.times:
        if not row.in_use or row.endpoint not in DURATIONS:
            continue
        for other in longer[row.patient, row.group]:
            same = row.population == other.population and (row.time.event or other.time.event)
            if same and Fraction(row.time.time) * DAYS[row.unit] > Fraction(other.time.time) * DAYS[other.unit]:
                message = (
                    f"patient {row.patient} has {context.outcomes.label(row.endpoint).lower()} of {row.time.time} "
                    f"{row.unit}, longer than the {context.outcomes.label(other.endpoint).lower()} of "
                    f"{other.time.time} {other.unit} ({other.source})"
                )
                yield context.finding(
                    "response_after_progression",
                    "warning",
                    message,
                    row=row,
                    column="time",
                    entered=row.time.time,
                    expected=f"at most {other.time.time}",
                    inspect_sr=OTHER_CONTRADICTIONS,
                )

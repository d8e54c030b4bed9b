"""What a paper's printed summaries give by themselves: an event rate from person-time or from a median with its events,
and binomial limits of a percentage at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from reanalysis.analyses.identity import join_notes, named, with_facts
from reanalysis.analyses.result import Given, OnePaper
from reanalysis.analyses.times.means import exponential_row, limit_columns
from reanalysis.analyses.times.printed_summaries import NO_UNIT, at_facts, at_of, quantity_of, without_unit
from reanalysis.analyses.times.times import size_of
from reanalysis.derive.tallies import measured_of
from reanalysis.model.estimate import Estimate, number_text
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Paper
from reanalysis.model.printed import counts_printing_as
from reanalysis.model.rows import EFFECTS, Summary
from reanalysis.model.units import convert
from reanalysis.stats.estimated_reference import limits_from_median
from reanalysis.stats.event_rate import exact_poisson
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.results import Interval
from reanalysis.wording import counted

AS_IF = "as if nobody was censored before"
CONSTANT = (
    "an approximation: takes the hazard as constant, so that the rate is ln 2 / median; the limits are those of a "
    "Kaplan-Meier median with so many events, on the log scale"
)
#: A printed percentage that departs by more than this from the one that a constant hazard gives speaks against it.
LARGEST_DEPARTURE = 0.1


def summary_rows(one: OnePaper, estimated: set[tuple[str, ...]]) -> Iterator[Given]:
    """Rows from person-time, from medians with their events and from survival percentages, and findings on them,
    unless the quantity is known from listed times (`estimated`)."""
    for row in one.paper.summaries:
        if not row.in_use:
            continue
        if row.statistic == "person_time":
            yield from _from_person_time(one, row, estimated)
        elif (
            row.statistic == "survival"
            and row.value.exact
            and row.at is not None
            and row.low is None
            and row.high is None
        ):
            if quantity_of(row, "survival_probability", at_facts(one.paper, row)) not in estimated:
                yield from _from_percentage(one, row)
        elif row.statistic == "median" and row.endpoint and row.events is not None and not _person_time(one.paper, row):
            yield from _from_median(one, row, estimated)


def _identity(paper: Paper, row: Summary, **more: object) -> dict:
    measured = {name: value for name, value in measured_of(row).items() if name != "criteria"}
    return {
        "paper": paper.name,
        "group": row.group,
        "endpoint": row.endpoint or "",
        **measured,
        "at": at_of(paper, row),
        "sources": (row.ref,),
        "facts": at_facts(paper, row),
        **more,
    }


def _same_quantity(paper: Paper, row: Summary) -> list[Summary]:
    return [
        other
        for other in paper.summaries
        if other.in_use
        and (other.group, other.endpoint, measured_of(other)) == (row.group, row.endpoint, measured_of(row))
    ]


def _person_time(paper: Paper, row: Summary) -> bool:
    return any(other.statistic == "person_time" for other in _same_quantity(paper, row))


def _from_person_time(one: OnePaper, row: Summary, estimated: set[tuple[str, ...]]) -> Iterator[Given]:
    """An event rate with exact limits, and the exponential median, labelled as the approximation that it is."""
    unit = row.unit or ""
    if quantity_of(row, "event_rate", at_facts(one.paper, row)) in estimated:
        message = "the times themselves are listed, so the printed person-time is not used"
        yield _finding(one, row, "person_time_not_used", message, "")
        return
    known = _with_events(one.paper, row)
    events = known.events if known else None
    shared = _identity(
        one.paper,
        row,
        unit=unit,
        sources=tuple(dict.fromkeys(other.ref for other in (row, known) if other)),
        events=events,
        n=row.n or (known.n if known else None),
    )
    per = f"per {unit.removesuffix('s')}" if unit else ""
    rate = {**shared, "measure": "event_rate", "method": "exact_poisson", "primary": True, "unit": per}
    if without_unit(row):
        yield Estimate(**rate, note=NO_UNIT.format(row.value.text))
    elif events is None:
        yield Estimate(**rate, note="no number of events is reported with the person-time")
    elif not row.value.number:
        yield Estimate(**rate, note=f"person-time is printed as {row.value.text}: not computed with")
    else:
        person_time = float(row.value.number)
        note = f"{counted(events, 'event')} in {row.value.text} patient-{unit or 'time'}, as printed"
        limits = limit_columns(exact_poisson(events, person_time, conf_level=one.config.conf_level))
        yield Estimate(**rate, **limits, note=note)
        yield exponential_row(shared, events, person_time, note, one.config)


def _with_events(paper: Paper, row: Summary) -> Summary | None:
    """The row, or another on the same quantity, that gives its number of events."""
    same = (other for other in (row, *_same_quantity(paper, row)) if other.statistic not in EFFECTS)
    return next((other for other in same if other.events is not None), None)


def _from_median(one: OnePaper, row: Summary, estimated: set[tuple[str, ...]]) -> Iterator[Given]:
    """The rate that a median gives if the hazard is constant, and limits of that median, both from the number of
    events.

    The limits have the variance of a Kaplan-Meier median, 1 / (events ln(2)^2) on the log scale, which is twice that
    of a rate from person-time; that they hold is no more certain than the constant hazard is.
    """
    unit = row.unit or ""
    if quantity_of(row, "event_rate", at_facts(one.paper, row)) in estimated:
        return
    shared = _identity(one.paper, row, unit=unit, events=row.events, n=row.n)
    rate = {
        **shared,
        "measure": "event_rate",
        "method": "from_median",
        "primary": True,
        "unit": f"per {unit.removesuffix('s')}" if unit else "",
    }
    if without_unit(row):
        yield Estimate(**rate, note=NO_UNIT.format(row.value.text))
        return
    if not row.value.exact or not row.value.value or not row.events:
        reason = (
            "a median is printed with 0 events"
            if row.value.exact and row.value.value
            else f"the median is printed as {row.value.text}: not computed with"
        )
        yield Estimate(**rate, note=join_notes(reason, "no person-time is reported"))
        return
    departure = _departure(one.paper, row)
    if departure:
        yield _finding(one, row, "hazard_not_constant", departure, "")
    note = (
        f"{counted(row.events, 'event')} and the printed median of {row.value.text} {unit}".rstrip()
        + "; no person-time is reported"
    )
    limits = limits_from_median(float(row.value.value), row.events, conf_level=one.config.conf_level)
    rate_of, low_of, high_of = (math.log(2.0) / end for end in (limits.estimate, limits.conf_high, limits.conf_low))
    of_rate = Interval(rate_of, low_of, high_of, limits.conf_level)
    yield Estimate(
        **with_facts(rate, assumes="constant_hazard"),
        **limit_columns(of_rate),
        note=join_notes(note, CONSTANT, departure),
    )
    median = {**shared, "measure": "median_time", "method": "exponential"}
    yield Estimate(
        **with_facts(median, assumes="constant_hazard"),
        **limit_columns(limits),
        note=join_notes(note, CONSTANT, departure),
    )


def _departure(paper: Paper, row: Summary) -> str:
    """In words, the printed percentage that is farthest from a constant hazard with the printed median; blank if all
    are near."""
    found = []
    for other in _same_quantity(paper, row):
        if other.statistic == "survival" and other.value.exact and other.at and other.unit and row.unit:
            halves = convert(Fraction(other.at), other.unit, row.unit) / Fraction(row.value.value)
            printed = float(Fraction(other.value.value) / (1 if other.value_unit == "fraction" else 100))
            found.append((abs(printed - 0.5 ** float(halves)), 0.5 ** float(halves), printed, other))
    farthest, constant, printed, other = max(found, key=lambda one: one[0], default=(0.0, 0.0, 0.0, None))
    if farthest <= LARGEST_DEPARTURE:
        return ""
    return (
        f"the hazard is not constant: {100 * printed:.4g}% are printed at {number_text(float(other.at))} "
        f"{other.unit}, a constant hazard with this median gives {100 * constant:.3g}%"
    )


def _from_percentage(one: OnePaper, row: Summary) -> Iterator[Given]:
    """Clopper-Pearson limits of the only count that prints so; of the lowest and the highest where there are
    several."""
    n = row.n if row.n is not None else size_of(one.paper, one.outcomes, row.group, row.endpoint or "")
    if not n:
        if n is None and one.paper.n_of(row.group):
            among = one.outcomes.endpoints[row.endpoint].among
            note = (
                f"it is of {among} only and their number is not given in n: no binomial interval, as the group's n "
                "counts the others too"
            )
            yield _finding(one, row, "survival_without_n", note, "")
        return
    percent = Decimal(row.value.value) if row.value_unit != "fraction" else Decimal(row.value.value).scaleb(2)
    counts = counts_printing_as(percent, n)
    shared = _identity(
        one.paper,
        row,
        unit=row.unit or "",
        n=n,
        derived="from_percent",
        measure="survival_probability",
        method="clopper_pearson",
    )
    if row.n is None:
        shared["sources"] = (row.ref, one.paper.group[row.group].ref)
    if not counts:
        note = (
            f"{number_text(float(percent))}% of {n} patients is no whole number: the percentage allows for "
            "censoring, and no binomial interval is given"
        )
        yield _finding(one, row, "survival_not_a_count", note, "")
        return
    for count in dict.fromkeys((counts[0], counts[-1])):
        ambiguous = f"the percentage allows {counts[0]} to {counts[-1]} of {n}" if len(counts) > 1 else ""
        note = join_notes(f"{count} of {n} {AS_IF}", "the group's n" if row.n is None else "", ambiguous)
        yield Estimate(
            **shared,
            **limit_columns(clopper_pearson(count, n, conf_level=one.config.conf_level)),
            events=count,
            primary=True,
            several_counts=len(counts) > 1,
            note=note,
        )


def _finding(one: OnePaper, row: Summary, check: str, message: str, expected: str) -> Finding:
    table, line = place_of(row.ref)
    where = named(one.paper, one.outcomes, row.group, row.endpoint or "follow_up") + (
        f" at {number_text(float(row.at))} {row.unit or ''}".rstrip() if row.at is not None else ""
    )
    return Finding(
        paper=one.paper.name,
        check=check,
        severity="note",
        table=table,
        row=line,
        column="value",
        entered=row.value.text,
        expected=expected,
        message=f"{where}: {message}",
        group=row.group,
        outcome=row.endpoint or "",
        source=row.ref,
    )

"""Slips of entry that no arithmetic shows: dates, labels, units of doses, rows that are no patient."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context
from reanalysis.audit.known import in_days
from reanalysis.model.finding import Finding
from reanalysis.model.rows import Group
from reanalysis.wording import in_words

_ISO = re.compile(r"([12][0-9]{3})-([0-9]{1,2})-([0-9]{1,2})")
_SLASHED = re.compile(r"[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9]{2}|[12][0-9]{3})")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
#: What the last rows of a printed table are called.
NO_PATIENT = (
    "mean",
    "median",
    "average",
    "total",
    "sum",
    "sd",
    "range",
    "min",
    "max",
    "minimum",
    "maximum",
    "all",
    "overall",
)
#: A median follow-up shorter than a median survival by more than this factor is another unit or another number.
FACTOR = 3


def data_cutoff(context: Context) -> Iterator[Finding]:
    """A date of the data cut-off that no calendar has, that can be read in two ways, or that lies after the year of
    publication."""
    info = context.paper.info
    text, ref = info.data_cutoff.strip(), f"{context.paper.name}/paper.yaml:1"
    wrong = ""
    if (iso := _ISO.fullmatch(text)) and not _exists(*map(int, iso.groups())):
        wrong = "is no day of the calendar"
    elif any(int(year) > info.year for year in _YEAR.findall(text)):
        wrong = f"lies after the year of publication, {info.year}"
    elif _SLASHED.fullmatch(text):
        wrong = (
            "can be read with the day or the month first; write the month in letters, or year, month and day as "
            "2020-06-30"
        )
    if wrong:
        yield context.finding(
            "data_cutoff", "note", f"the data cut-off {text} {wrong}", ref=ref, column="data_cutoff", entered=text
        )


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def groups_told_apart(context: Context) -> Iterator[Finding]:
    """Two groups with one label below one parent, which no reader can tell apart, and doses in another unit than those
    of the other groups."""
    first: dict[tuple, Group] = {}
    for row in context.paper.groups:
        other = first.setdefault((row.label.casefold(), row.parent, row.split), row)
        if other is not row:
            message = (
                f"two groups are called {context.label(row.group)}, here and at {other.ref}: nobody can tell "
                "them apart in the report"
            )
            yield context.finding("label_twice", "note", message, row=row, column="label", entered=row.label)
    for parent in dict.fromkeys(row.parent for row in context.paper.groups):
        rows = [row for row in context.paper.groups if row.parent == parent and row.dose is not None and row.dose_unit]
        usual = Counter(row.dose_unit for row in rows).most_common(1)
        for row in rows:
            if row.dose_unit != usual[0][0]:
                message = (
                    f"the dose of {context.label(row.group)} is in {row.dose_unit}, that of other groups in "
                    f"{usual[0][0]}: is that the unit that the paper prints?"
                )
                yield context.finding(
                    "dose_units_differ",
                    "note",
                    message,
                    row=row,
                    column="dose_unit",
                    entered=row.dose_unit,
                    expected=usual[0][0],
                )


def rows_of_no_patient(context: Context) -> Iterator[Finding]:
    """A row called mean, total or the like among listed patients, and a cause of an event for a censored time."""
    for row in (*context.paper.patients, *context.paper.times):
        if row.in_use and row.patient.strip().rstrip(".:").casefold() in NO_PATIENT:
            message = (
                f"{row.patient} is counted as a patient of {context.label(row.group)}: is it the last row of "
                "the printed table?"
            )
            yield context.finding(
                "row_of_no_patient", "warning", message, row=row, column="patient", entered=row.patient
            )
    for row in context.paper.times:
        if row.in_use and row.cause and not row.time.event:
            message = (
                f"patient {row.patient}: a cause ({in_words(row.cause)}) is given for a time without an "
                "event; it is not used"
            )
            yield context.finding(
                "cause_without_event",
                "warning",
                message,
                row=row,
                column="cause",
                entered=row.cause,
                expected="blank, or a time without +",
            )


def short_follow_up(context: Context) -> Iterator[Finding]:
    """A median follow-up far below the median survival of the same group: another unit, or another number (INSPECT-SR
    4.10)."""
    medians = {
        row.group: row
        for row in context.paper.summaries
        if row.in_use
        and row.statistic == "median"
        and row.endpoint == "overall_survival"
        and row.unit
        and row.value.exact
    }
    for row in context.paper.summaries:
        median = medians.get(row.group)
        if (
            row.in_use
            and row.statistic == "follow_up_median"
            and row.unit
            and row.value.exact
            and median
            and FACTOR * in_days(row) < in_days(median)
        ):
            message = (
                f"the median follow-up of {context.label(row.group)} is {row.value.text} {row.unit}, and its "
                f"median survival {median.value.text} {median.unit}: "
                "look at the number and at its unit"
            )
            yield context.finding(
                "short_follow_up",
                "note",
                message,
                row=row,
                column="value",
                entered=row.value.text,
                inspect_sr=OTHER_CONTRADICTIONS,
            )

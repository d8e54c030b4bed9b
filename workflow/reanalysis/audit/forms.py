"""The same kind of number in other forms: units, precision, and sizes that no trial reaches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from reanalysis.audit.context import IMPOSSIBLE_FOR_INTEGERS, Context, listed
from reanalysis.derive.percentages import denominator
from reanalysis.model.finding import Finding
from reanalysis.model.printed import decimals
from reanalysis.model.reported import parse_reported
from reanalysis.model.rows import EFFECTS, Category, Count, Row, Summary, TimeRow
from reanalysis.model.units import DAYS

#: Years that no trial lasts, and that no patient reaches.
LONGEST, OLDEST = 50, 115
YEAR = DAYS["years"]
_NO_TIMES = (*EFFECTS, "person_time")


def mixed_units(context: Context) -> Iterator[Finding]:
    """One endpoint in two units of time: papers rarely change within one, so the rarer unit is named."""
    found: dict[tuple[str, str], list[Summary | TimeRow | Count]] = defaultdict(list)
    for row in _with_unit(context):
        if row.in_use and row.unit and not (isinstance(row, Summary) and row.statistic in _NO_TIMES):
            found[(type(row).table, _timed(row))].append(row)
    for (_, name), rows in found.items():
        units = Counter(row.unit for row in rows)
        usual = units.most_common(1)[0][0]
        for row in rows:
            if row.unit != usual:
                message = (
                    f"{context.label(row.group, name)} is in {row.unit}, elsewhere in this table it is in "
                    f"{usual}: is that the unit that the paper prints?"
                )
                yield context.finding(
                    "mixed_units",
                    "note",
                    message,
                    row=row,
                    column="unit",
                    entered=row.unit,
                    expected=usual,
                    outcome=name,
                )


def _is_counted(context: Context, row: Summary) -> bool:
    """Whether a number is of what is counted in whole units, such as cycles, and so has no unit of time."""
    known = context.outcomes.endpoint(row.endpoint or "")
    return known is not None and known.whole_units and not row.statistic.startswith("follow_up")


def times_without_unit(context: Context) -> Iterator[Finding]:
    """A median, a range, a follow-up or person-time in no unit: it is not analysed as a time."""
    for row in context.paper.summaries:
        if (
            row.in_use
            and row.unit is None
            and row.statistic not in ("survival", "ongoing", *EFFECTS)
            and row.value.value is not None
            and not _is_counted(context, row)
        ):
            message = (
                f"{context.label(row.group, row.endpoint or 'follow_up')}: {row.value.text} has no unit, so it "
                "is not taken as a time; fill in unit"
            )
            yield context.finding(
                "time_without_unit",
                "warning",
                message,
                row=row,
                column="unit",
                entered=row.value.text,
                expected=listed(DAYS),
            )


def implausible_times(context: Context) -> Iterator[Finding]:
    """Times beyond 50 years and ages beyond 115: a decimal point, a unit, a column, or a date that a spreadsheet turned
    into a number."""
    for row in _with_unit(context):
        if row.unit is None:
            continue
        age = _timed(row) == "age"
        most = (OLDEST if age else LONGEST) * YEAR
        for column, value in _times(row):
            days = Fraction(value) * DAYS[row.unit]
            if days > most or (age and column == "value" and row.unit != "years" and days < YEAR):
                what = f"{context.outcomes.label(_timed(row))}: {value} {row.unit}"
                beyond = "is less than a year" if days < YEAR else f"is more than {OLDEST if age else LONGEST} years"
                message = f"{what} {beyond}: look at the number and at its unit"
                yield context.finding(
                    "implausible_time",
                    "note" if days < YEAR else "warning",
                    message,
                    row=row,
                    column=column,
                    entered=value,
                )


def _with_unit(context: Context) -> tuple[Summary | TimeRow | Count, ...]:
    """Rows of the tables with times in a unit."""
    return (*context.paper.summaries, *context.paper.times, *context.paper.counts)


def _timed(row: Summary | TimeRow | Count) -> str:
    """What a row gives times of."""
    return row.outcome if isinstance(row, Count) else row.endpoint or "follow_up"


def _times(row: Summary | TimeRow | Count) -> Iterator[tuple[str, Decimal]]:
    """Columns of a row that hold a time, with the time."""
    if isinstance(row, TimeRow):
        yield "time", row.time.time
        return
    if row.at is not None:
        yield "at", row.at
    if isinstance(row, Summary) and row.statistic not in ("survival", "ongoing", "person_time", "sd", *EFFECTS):
        for column in ("value", "low", "high"):
            printed = getattr(row, column)
            if printed is not None and printed.value is not None:
                yield column, printed.value


def percentages_above_100(context: Context) -> Iterator[Finding]:
    """A printed percentage above 100 where no denominator is at hand that would show it (INSPECT-SR 4.8)."""
    rows: tuple[Count | Category, ...] = (*context.paper.counts, *context.paper.categories)
    for row in rows:
        printed = parse_reported(row.reported)
        known = denominator(context.paper, row)[0] is not None or getattr(row, "counted", "patients") != "patients"
        if not known and printed is not None and printed.percent is not None and printed.percent > 100:
            yield context.finding(
                "percentage_above_100",
                "warning",
                f"{printed.percent}% is more than all patients; no estimate is made",
                row=row,
                column="reported",
                entered=row.reported,
                expected="at most 100%",
                inspect_sr=IMPOSSIBLE_FOR_INTEGERS,
            )


def mixed_precision(context: Context) -> Iterator[Finding]:
    """One outcome or statistic with other numbers of decimals beside it: 12 for 12.0 is not what the paper prints, and
    rounding checks need its precision."""
    for (_, name, *_), numbers in _printed_numbers(context).items():
        places = Counter(decimals(number.value) for number in numbers)
        usual = max(places, key=lambda place: (places[place], place))
        beside = next(number.value for number in numbers if decimals(number.value) == usual)
        for row, column, value, text in numbers:
            if decimals(value) != usual:
                message = (
                    f"{text} has {_places(decimals(value))}, {beside} beside it has {usual or 'none'}: is "
                    "it typed as the paper prints it?"
                )
                yield context.finding(
                    "mixed_precision", "note", message, row=row, column=column, entered=text, outcome=str(name or "")
                )


class PrintedNumber(NamedTuple):
    """A printed number with the row and the column that it stands in."""

    row: Row
    column: str
    value: Decimal
    text: str


def _printed_numbers(context: Context) -> dict[tuple[object, ...], list[PrintedNumber]]:
    """Printed numbers of one kind that stand at one place of the paper; the second part of a key names their outcome or
    endpoint."""
    found: dict[tuple[object, ...], list[PrintedNumber]] = defaultdict(list)
    for row in context.paper.counts:
        printed = parse_reported(row.reported) if row.in_use else None
        if printed is not None and printed.percent is not None:
            number = PrintedNumber(row, "reported", printed.percent, row.reported)
            found[("counts", row.outcome, row.source)].append(number)
    for summary in context.paper.summaries:
        if summary.in_use and summary.statistic not in ("min", "max", "follow_up_min", "follow_up_max"):
            of = (summary.endpoint, summary.statistic, summary.source, summary.unit, summary.value_unit == "fraction")
            for name, value in (("value", summary.value), ("low", summary.low), ("high", summary.high)):
                if value is not None and value.number is not None:
                    found[("summaries", *of)].append(PrintedNumber(summary, name, value.number, value.text))
    return found


def _places(number: int) -> str:
    """`no decimal`, `1 decimal`, `2 decimals`."""
    return f"{number or 'no'} decimal{'' if number < 2 else 's'}"

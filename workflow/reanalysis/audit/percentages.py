"""Printed percentages against counts: exact arithmetic under half-up, half-even and truncation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial

from reanalysis.audit.context import IMPOSSIBLE_FOR_INTEGERS, STATISTICAL_RESULTS, Context, listed
from reanalysis.audit.shares import other_denominators
from reanalysis.derive.percentages import HABITS, counts_of_percentage, denominator, habit
from reanalysis.derive.tallies import count_candidates
from reanalysis.model.cells import bound_of
from reanalysis.model.finding import Finding
from reanalysis.model.printed import (
    ROUNDINGS,
    counts_printing_as,
    decimals,
    denominators_printing_as,
    prints_as,
    round_fraction,
)
from reanalysis.model.reported import FORMS, Reported, is_ambiguous, parse_reported
from reanalysis.model.rows import Category, Count

NEAREST = 6
PRINTED_OTHERWISE = ("percent_not_reproducible", "rounded_otherwise")
_FORMULA = re.compile(r"=\s*([0-9]+)\s*/\s*([0-9]+)")
_WITH_DECIMALS = re.compile(r"[0-9]+\.[0-9]+")
_WITH_RANGE = re.compile(r"([0-9]+)\s*[(\[]\s*(-?[0-9.]+\s*(?:-|\u2013|to)\s*[0-9.]+)\s*[)\]]")
_BY = {
    "half_up": "by rounding half up",
    "half_even": "by rounding half to even",
    "truncation": "by truncation",
    "twice": "by rounding twice",
}
_ANY = "rounded half up, half to even, twice or truncated"


def printed_numbers(context: Context) -> Iterator[Finding]:
    """Each `reported` text against the count and the denominator entered beside it (INSPECT-SR 4.8 for impossible
    percentages)."""
    rows: tuple[Count | Category, ...] = (*context.paper.counts, *context.paper.categories)
    together = _told_together(context)
    for row in rows:
        if not row.reported:
            continue
        printed = parse_reported(row.reported)
        if printed is None:
            yield _unread(context, row)
            continue
        if isinstance(row, Count) and row.events is None and row.bound is None and row.counted == "patients":
            yield from _number_alone(context, row, printed)
        for finding in _against_row(context, row, printed):
            if row.ref not in together or finding.check not in PRINTED_OTHERWISE:
                yield finding


def _told_together(context: Context) -> set[str]:
    """The rows whose percentages are told as one finding: those of another denominator, and of a habit of rounding."""
    found = {printed[0].ref for _, rows, _ in other_denominators(context) for printed in rows}
    rows = habit(context.paper)[1]
    return found | {row.ref for row, _, events, _ in rows if context.habit or events is not None}


def _unread(context: Context, row: Count | Category) -> Finding:
    """A text in no form that can be read: a warning where nothing else gives the count, which is lost."""
    lost = isinstance(row, Count) and row.events is None and row.bound is None
    message = (
        f"{row.reported!r} is in none of the forms that are read, and no other cell gives the count: no estimate is "
        f"made; {_cure(row.reported) or f'write it as {FORMS}'}"
        if lost
        else f"{row.reported!r} is kept as printed but is in none of the forms that can be checked"
    )
    return context.finding(
        "not_parsed",
        "warning" if lost else "note",
        message,
        row=row,
        column="reported",
        entered=row.reported,
        expected=FORMS,
        outcome=_name(row),
    )


def _cure(text: str) -> str:
    """What to write for a text that is nearly in one of the forms; blank if there is no telling."""
    plain = text.replace("\u2264", "<=").strip()
    formula = _FORMULA.fullmatch(plain)
    if formula:
        return f"write {formula[1]}/{formula[2]}"
    if bound_of(plain):
        return f"write {plain} in events if it is a count, {plain}% here if it is a percentage"
    number = _WITH_DECIMALS.fullmatch(plain)
    if number:
        return f"write {plain}% if it is a percentage"
    limits = _WITH_RANGE.fullmatch(plain)
    if limits:
        return (
            f"write {limits[1]}% ({limits[2]}) if these are a percentage and its limits; if {limits[1]} is the count, "
            "write it in events and the limits in low and high"
        )
    return ""


def _number_alone(context: Context, row: Count, printed: Reported) -> Iterator[Finding]:
    """A number that could be a count and a percentage alike, where no other cell says which."""
    n, _ = denominator(context.paper, row)
    if is_ambiguous(printed, n):
        number = printed.events
        fits = listed(f"{x} of {n}" for x in counts_printing_as(Decimal(number or 0), n or 0))
        above = f"as a count it is more than the {n} patients" if number is not None and n and number > n else ""
        message = (
            f"{row.reported!r} alone may be a count or a percentage ({fits}){f', and {above}' if above else ''}: no "
            f"estimate is made; write {number} in events, or {number}% in reported"
        )
        yield context.finding(
            "number_alone",
            "warning",
            message,
            row=row,
            column="reported",
            entered=row.reported,
            expected=f"{number} in events, or {number}%",
            outcome=_name(row),
        )


def _name(row: Count | Category) -> str:
    return row.outcome if isinstance(row, Count) else f"{row.scale}:{row.category}"


def _against_row(context: Context, row: Count | Category, printed: Reported) -> Iterator[Finding]:
    events = row.events if isinstance(row, Count) else row.count
    n, _ = denominator(context.paper, row)
    if events is not None and printed.events is not None and events != printed.events:
        yield context.finding(
            "printed_count_differs",
            "warning",
            f"{events} is entered but {row.reported} is given as printed",
            row=row,
            column="reported",
            entered=row.reported,
            expected=events,
            outcome=_name(row),
        )
    yield from _other_denominator(context, row, printed)
    events = printed.events if events is None else events
    if printed.events is not None and n is not None and printed.events > n and not is_ambiguous(printed, n):
        yield context.finding(
            "more_events_than_patients",
            "warning",
            f"{row.reported} counts more patients than there are",
            row=row,
            column="reported",
            entered=row.reported,
            inspect_sr=IMPOSSIBLE_FOR_INTEGERS,
            outcome=_name(row),
        )
    elif printed.percent is not None and n and not printed.bound:
        yield from (
            _with_count(context, row, printed.percent, events, n)
            if events is not None
            else (_without_count(context, row, printed.percent, n) if row.in_use else ())
        )


def _other_denominator(context: Context, row: Count | Category, printed: Reported) -> Iterator[Finding]:
    """A denominator printed with the count that is neither the row's nor, where the row has none, the group's.

    A smaller one than the group has is a part of its patients, and a note.
    """
    size = row.n if row.n is not None else context.paper.n_of(row.group)
    if printed.n is None or size is None or printed.n == size:
        return
    part = row.n is None and printed.n < size
    what = f"the group has {size} patients" if row.n is None else f"the denominator is {size}"
    yield context.finding(
        "printed_n_differs",
        "note" if part else "warning",
        f"{what} but {row.reported} is given as printed{', which is used' if row.n is None else ''}",
        row=row,
        column="reported",
        entered=row.reported,
        expected=size,
        inspect_sr="4.6",
        outcome=_name(row),
    )


def _with_count(context: Context, row: Count | Category, percent: Decimal, events: int, n: int) -> Iterator[Finding]:
    """A percentage printed with its count."""
    value = Fraction(100 * events, n)
    fits = [rounding for rounding in ROUNDINGS if prints_as(value, percent, rounding)]
    if "half_up" in fits:
        return
    right = f"{round_fraction(value, decimals(percent))}%"
    finding = partial(
        context.finding, row=row, column="reported", entered=row.reported, expected=right, outcome=_name(row)
    )
    if fits:
        message = f"{events}/{n} prints as {percent}% only {_BY[fits[0]]}; half up gives {right}"
        yield finding("rounded_otherwise", "note", message)
        return
    exact = round_fraction(value, decimals(percent) + 2)
    message = (
        f"{percent}% is not reproducible from the printed counts: {events}/{n} is {exact}%, which prints as {right}; "
        f"{_counts_that_fit(percent, n)}; {_denominators_that_fit(context, percent, events, n)}"
    )
    yield finding("percent_not_reproducible", "warning", message, inspect_sr=IMPOSSIBLE_FOR_INTEGERS)


def _counts_that_fit(percent: Decimal, n: int) -> str:
    for rounding in ROUNDINGS:
        fitting = counts_printing_as(percent, n, rounding)
        if fitting:
            return f"of {n}, {listed(fitting)} would fit{'' if rounding == 'half_up' else f' {_BY[rounding]}'}"
    return f"no count of {n} prints as {percent}%, {_ANY}"


def _denominators_that_fit(context: Context, percent: Decimal, events: int, n: int) -> str:
    fitting = denominators_printing_as(percent, events, context.config.largest_denominator_factor * n)
    if not fitting:
        return (
            f"no denominator up to {context.config.largest_denominator_factor * n} gives it with {events} "
            f"{_BY['half_up']}"
        )
    return (
        f"with {events}, a denominator of {f'{fitting[0]} to {fitting[-1]}' if len(fitting) > 1 else fitting[0]} "
        f"would fit {_BY['half_up']}"
    )


def _without_count(context: Context, row: Count | Category, percent: Decimal, n: int) -> Iterator[Finding]:
    """A percentage without its count: the counts that print so."""
    finding = partial(context.finding, row=row, column="reported", entered=row.reported, outcome=_name(row))
    rule = context.habit
    fitting = counts_of_percentage(percent, n, rule)
    if len(fitting) == 1:
        by = "" if counts_printing_as(percent, n) else f" in a paper that {HABITS[rule]}"
        message = f"{fitting[0]} is the only count of {n} that prints as {percent}%{by}"
        yield finding("count_from_percent", "note", message, expected=f"{fitting[0]}/{n}")
        return
    if fitting:
        message = f"{percent}% of {n} allows {listed(fitting)}; estimates are given for the lowest and the highest"
        yield finding("count_not_unique", "note", message, expected=" or ".join(f"{x}/{n}" for x in fitting))
        return
    prints, why = _why_none(context, percent, n)
    if _is_inferred(context, row):
        message = (
            f"{percent}% does not follow from {n}, which is not printed here but inferred: {why}; no estimate is made"
        )
        yield finding("percent_not_reproducible", "note", message, expected=prints)
        return
    message = f"{percent}% of {n} is not reproducible: {why}; no estimate is made"
    yield finding("percent_not_reproducible", "warning", message, expected=prints, inspect_sr=IMPOSSIBLE_FOR_INTEGERS)


def _why_none(context: Context, percent: Decimal, n: int) -> tuple[str, str]:
    """What the nearest counts of n print as, and why none of them prints as a percentage."""
    other = {rounding: found for rounding in ROUNDINGS[1:] if (found := counts_printing_as(percent, n, rounding))}
    nearest = sorted({int(Fraction(percent) * n / 100), int(Fraction(percent) * n / 100) + 1})
    shown = [f"{x}/{n} as {round_fraction(Fraction(100 * x, n), decimals(percent))}%" for x in nearest if x <= n]
    prints = listed(shown, "and") if shown else ""
    if other:
        why = (
            f"{listed(f'{x}/{n}' for x in sorted({x for found in other.values() for x in found}))} prints so only "
            f"{listed(_BY[rounding] for rounding in other)}"
        )
    else:
        of = _nearest_denominators(percent, n, context.config.largest_denominator_factor * n)
        why = f"no count of {n} prints so, {_ANY}{f' ({prints})' if prints else ''}{of}"
    return prints, why


def _is_inferred(context: Context, row: Count | Category) -> bool:
    """Whether the denominator of a row is one that the paper does not print."""
    return (row if row.n is not None else context.paper.group[row.group]).basis == "inferred"


def _nearest_denominators(percent: Decimal, n: int, largest: int) -> str:
    """The denominators next to n that allow a percentage, under the rule by which they do: half up, else another."""
    found: dict[str, list[int]] = {}
    for m in sorted(range(max(1, n - largest), largest + 1), key=lambda m: (abs(m - n), m)):
        rule = next((rounding for rounding in ROUNDINGS if counts_printing_as(percent, m, rounding)), None)
        if rule is not None:
            found.setdefault(rule, []).append(m)
        if len(found.get("half_up", ())) >= NEAREST:
            break
    said = [f"{listed(sorted(found[rule][:NEAREST]))} {_BY[rule]}" for rule in ROUNDINGS if rule in found]
    return f"; the nearest denominators that allow it: {', '.join(said)}" if said else ""


def rates_within_limits(context: Context) -> Iterator[Finding]:
    """A rate outside its own printed confidence limits, at the precision of the limits (INSPECT-SR 4.9)."""
    for row in context.paper.counts:
        rates = _rates(context, row)
        printed = parse_reported(row.reported) or Reported()
        for column, typed, beside in (("low", row.low, printed.conf_low), ("high", row.high, printed.conf_high)):
            limit = typed if typed is not None else beside
            if limit is None or not rates:
                continue
            exact, slack = Fraction(limit), Fraction(1, 2 * 10 ** decimals(limit))
            if not (max(rates) < exact - slack if column == "low" else min(rates) > exact + slack):
                continue
            rate = f"{round_fraction(rates[0], max(1, decimals(limit)))}%"
            message = (
                f"{context.label(row.group, row.outcome)} is {rate}, "
                f"{'below its own lower' if column == 'low' else 'above its own upper'} limit, {limit}%"
            )
            yield context.finding(
                "outside_its_interval",
                "warning",
                message,
                row=row,
                column=column if typed is not None else "reported",
                entered=limit,
                expected=rate,
                inspect_sr=STATISTICAL_RESULTS,
            )


def _rates(context: Context, row: Count) -> list[Fraction]:
    """The rates in percent that a row may stand for: from its counts, else as printed."""
    n, counts = denominator(context.paper, row)[0], count_candidates(context.paper, row)
    if n and counts and row.counted == "patients":
        return [Fraction(100 * count, n) for count in counts]
    printed = parse_reported(row.reported)
    return [Fraction(printed.percent)] if printed is not None and printed.percent is not None else []

"""Printed percentages against counts: exact arithmetic under half-up, half-even and truncation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import partial

from reanalysis.audit.context import IMPOSSIBLE_FOR_INTEGERS, STATISTICAL_RESULTS, Context, listed
from reanalysis.derive.tallies import count_candidates, denominator
from reanalysis.model.finding import Finding
from reanalysis.model.printed import (
    ROUNDINGS,
    Reported,
    counts_printing_as,
    decimals,
    denominators_printing_as,
    parse_reported,
    prints_as,
    round_fraction,
)
from reanalysis.model.rows import Category, Count

NEAREST = 6
_BY = {"half_up": "by rounding half up", "half_even": "by rounding half to even", "truncation": "by truncation"}
_ANY = "rounded half up, half to even or truncated"


def printed_numbers(context: Context) -> Iterator[Finding]:
    """Each `reported` text against the count and the denominator entered beside it (INSPECT-SR 4.8 for impossible
    percentages)."""
    rows: tuple[Count | Category, ...] = (*context.paper.counts, *context.paper.categories)
    for row in rows:
        if not row.reported:
            continue
        printed = parse_reported(row.reported)
        if printed is None:
            yield context.finding(
                "not_parsed",
                "note",
                f"{row.reported!r} is kept as printed but has no form that can be checked",
                row=row,
                column="reported",
                entered=row.reported,
                expected="k, k/n, p%, k (p) or k/n (p%)",
                outcome=_name(row),
            )
            continue
        yield from _against_row(context, row, printed)


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
    if printed.n is not None and n is not None and printed.n != n:
        yield context.finding(
            "printed_n_differs",
            "warning",
            f"the denominator is {n} but {row.reported} is given as printed",
            row=row,
            column="reported",
            entered=row.reported,
            expected=n,
            inspect_sr="4.6",
            outcome=_name(row),
        )
    events = printed.events if events is None else events
    if printed.events is not None and printed.n is not None and printed.events > printed.n:
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
    elif printed.percent is not None and n:
        yield from (
            _with_count(context, row, printed.percent, events, n)
            if events is not None
            else _without_count(context, row, printed.percent, n)
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
    fitting = counts_printing_as(percent, n)
    if len(fitting) == 1:
        message = f"{fitting[0]} is the only count of {n} that prints as {percent}%"
        yield finding("count_from_percent", "note", message, expected=f"{fitting[0]}/{n}")
        return
    if fitting:
        message = f"{percent}% of {n} allows {listed(fitting)}; estimates are given for the lowest and the highest"
        yield finding("count_not_unique", "note", message, expected=" or ".join(f"{x}/{n}" for x in fitting))
        return
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
    message = f"{percent}% of {n} is not reproducible: {why}; no estimate is made"
    yield finding("percent_not_reproducible", "warning", message, expected=prints, inspect_sr=IMPOSSIBLE_FOR_INTEGERS)


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

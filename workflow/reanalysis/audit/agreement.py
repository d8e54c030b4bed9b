"""The same number from several places: counts, categories, listed patients, second printings, and claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from reanalysis import wording
from reanalysis.audit.context import OTHER_CONTRADICTIONS, Context, listed
from reanalysis.derive.percentages import denominator
from reanalysis.derive.tallies import count_candidates, measured_of, tallies_by_table
from reanalysis.derive.tally import Tally
from reanalysis.model.arithmetic import evaluate
from reanalysis.model.finding import Finding
from reanalysis.model.paper import Paper
from reanalysis.model.printed import ROUNDINGS, decimals, prints_as, round_fraction
from reanalysis.model.reported import parse_reported
from reanalysis.model.rows import Claim, Count, Measured, Patient, TimeRow
from reanalysis.wording import in_words

_STATED = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(%?)")
_RELATIONS = {">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, "<": lambda a, b: a < b, ">": lambda a, b: a > b}
_FAILS = {">=": "more than", "<=": "less than", "<": "not more than", ">": "not less than"}
_PLACES = {"counts": "the count entered", "categories": "the categories", "patients": "the listed patients"}


def tables_agree(context: Context) -> Iterator[Finding]:
    """Counts, categories and listed patients that give the same number must agree (INSPECT-SR 4.10)."""
    tables = tallies_by_table(context.paper, context.scales)
    for one, other in (("counts", "categories"), ("counts", "patients"), ("categories", "patients")):
        for second in tables[other]:
            first = [
                t
                for t in tables[one]
                if (t.group, t.outcome) == (second.group, second.outcome) and not t.at and _comparable(t, second)
            ]
            if first and all(t.events != second.events for t in first):
                yield _disagreement(context, first[0], one, second, other)


def _comparable(one: Tally, other: Tally) -> bool:
    return one.measured == other.measured or not any(other.measured)


def _disagreement(context: Context, first: Tally, one: str, second: Tally, other: str) -> Finding:
    message = (
        f"{context.label(first.group, first.outcome)}: {_PLACES[one]} gives {_of(first)}, {_PLACES[other]} give "
        f"{_of(second)}; "
        f"the estimate uses {_PLACES[one]}"
    )
    return context.finding(
        "tables_disagree",
        "warning",
        message,
        ref=first.sources[0],
        column="events",
        entered=first.events,
        expected=second.events,
        inspect_sr=OTHER_CONTRADICTIONS,
        group=first.group,
        outcome=first.outcome,
    )


def _of(tally: Tally) -> str:
    return f"{tally.events}" if tally.n is None else f"{tally.events} of {tally.n}"


def second_printings(context: Context) -> Iterator[Finding]:
    """Rows with use = no against the row in use with the same key (INSPECT-SR 4.10)."""
    for rows in (
        context.paper.counts,
        context.paper.categories,
        context.paper.summaries,
        context.paper.times,
        context.paper.patients,
    ):
        in_use = {row.key_values(): row for row in rows if row.in_use}
        for row in rows:
            first = in_use.get(row.key_values())
            if row.in_use or first is None:
                continue
            pair = (
                (_count_text(context, first), _count_text(context, row))
                if isinstance(row, Count)
                else (_text(first, row), _text(row, first))
            )
            same = _same_count(context, first, row) if isinstance(row, Count) else pair[0] == pair[1]
            if not same:
                yield _differently(context, first, row, pair)


def _differently(
    context: Context, first: Measured | Patient, row: Measured | Patient, pair: tuple[str, str]
) -> Finding:
    """Two rows of one key that do not say the same: a contradiction of the paper only where both are printed there."""
    inferred = [one for one in (first, row) if one.basis == "inferred"]
    if not inferred:
        message = (
            f"{_what(context, row)} is printed twice and differently: {pair[0]} ({first.source}, in use), {pair[1]} "
            f"({row.source})"
        )
    else:
        whose = "both are inferred" if len(inferred) == 2 else f"{pair[inferred[0] is row]} is inferred"
        message = (
            f"{_what(context, row)} is settled in two ways: {pair[0]} ({first.source}, in use), {pair[1]} "
            f"({row.source}); {whose}, so this is no contradiction in print"
        )
    return context.finding(
        "inferred_otherwise" if inferred else "printed_twice_differently",
        "note" if inferred else "warning",
        message,
        row=row,
        entered=pair[1],
        expected=pair[0],
        inspect_sr="" if inferred else OTHER_CONTRADICTIONS,
    )


def _what(context: Context, row) -> str:
    """What two printings are of."""
    name = getattr(row, "outcome", None) or getattr(row, "endpoint", None)
    what = context.label(row.group, name) if name else context.label(row.group)
    if hasattr(row, "patient"):
        what = (
            f"patient {row.patient} in {what}"
            if name is None
            else f"{context.outcomes.label(name)} of patient {row.patient}"
        )
    if hasattr(row, "statistic"):
        what = f"{what} ({in_words(row.statistic)})"
    return f"{context.scale(row.scale).capitalize()}, {row.category}, in {what}" if hasattr(row, "count") else what


def _text(row, beside) -> str:
    """What a row prints, of what `beside` prints too: a second printing need not repeat the limits."""
    given = {
        name: value
        for name in ("count", "n", "time", "value", "low", "high", "unit", "category")
        if (value := getattr(row, name, None)) not in (None, "") and getattr(beside, name, None) not in (None, "")
    }
    texts = {
        name: getattr(value, "text", None)
        or (f"{value.time}{'' if value.event else '+'}" if hasattr(value, "event") else str(value))
        for name, value in given.items()
    }
    limits = [texts.pop(name) for name in ("low", "high") if name in texts]
    if limits:
        texts["value"] += f" ({' to '.join(limits)})"
    return " ".join(texts.values())


def _count_text(context: Context, row: Count) -> str:
    n, _ = denominator(context.paper, row)
    return f"{row.events}/{n}" if row.events is not None and n is not None else row.reported or str(row.events)


def _same_count(context: Context, first: Count, second: Count) -> bool:
    """Whether two printings can be of the same count and denominator, and both percentages of it."""
    if first.n is not None and second.n is not None and first.n != second.n:
        return False
    for counted, percent in ((first, second), (second, first)):
        prints = _prints_the_count(context, counted, percent)
        if prints is not None:
            return prints
    one, other = (count_candidates(context.paper, row, context.habit) for row in (first, second))
    if one and other:
        return bool(set(one) & set(other))
    here, there = parse_reported(first.reported), parse_reported(second.reported)
    return here is None or there is None or here.percent == there.percent


def _prints_the_count(context: Context, counted: Count, percent: Count) -> bool | None:
    """Whether a percentage that stands alone is that of the other row's count; None where there is none of either."""
    printed = parse_reported(percent.reported)
    if printed is None or printed.percent is None or {percent.events, percent.n, printed.events} != {None}:
        return None
    counts, n = count_candidates(context.paper, counted), denominator(context.paper, counted)[0]
    if not n or len(counts) != 1:
        return None
    return any(prints_as(Fraction(100 * counts[0], n), printed.percent, rounding) for rounding in ROUNDINGS)


def claims(context: Context) -> Iterator[Finding]:
    """Arithmetic that the paper asserts, at its printed precision (INSPECT-SR 4.10)."""
    for row in context.paper.claims:
        match, value = _STATED.fullmatch(row.stated), evaluate(row.expression)
        if not match:
            continue
        stated, in_unit = Decimal(match[1]), value * (100 if match[2] else 1)
        if not _holds(row, stated, in_unit):
            places = max(decimals(stated), 0 if value.denominator == 1 else 1)
            shown = f"{round_fraction(in_unit, places)}{match[2]}"
            if row.relation == "=":
                said = "not reproducible from the printed numbers"
                short = f"{row.stated} is stated for {row.expression}, which is {shown}"
            else:
                sum_of = "" if shown == row.expression else f"{row.expression} is "
                said = "does not hold for the printed numbers"
                short = (
                    f"{sum_of}{shown}{',' if sum_of else ' is'} {_FAILS[row.relation]} the {row.stated} that is stated"
                )
            short += f": {row.note}" if row.note else ""
            yield context.finding(
                "claim_not_reproducible",
                "warning",
                f"{said}: {short}",
                short=short,
                row=row,
                column="stated",
                entered=row.stated,
                expected=shown,
                inspect_sr=OTHER_CONTRADICTIONS,
                outcome=row.claim,
            )


def _holds(row: Claim, stated: Decimal, value: Fraction) -> bool:
    if row.relation == "=":
        return any(prints_as(value, stated, rounding) for rounding in ROUNDINGS)
    return _RELATIONS[row.relation](Fraction(stated), value)


def repeated_patients(context: Context) -> Iterator[Finding]:
    """More patients listed than the group has (INSPECT-SR 4.6)."""
    for group in context.paper.groups:
        members = context.paper.members(group.group)
        names = {row.patient for row in context.paper.patients if row.in_use and row.group in members}
        if group.n is not None and len(names) > group.n:
            message = (
                f"{len(names)} patients are listed in {context.label(group.group)}, which has {group.n}: "
                f"{listed(sorted(names), 'and')}"
            )
            yield context.finding(
                "more_listed_than_patients",
                "warning",
                message,
                row=group,
                column="n",
                entered=group.n,
                expected=len(names),
                inspect_sr="4.6",
            )


def told_differently(context: Context) -> Iterator[Finding]:
    """A patient listed twice below one group with different results: the group gets no rate and no curve."""
    for rows in _listed_alike(context.paper):
        for group in context.paper.groups:
            members = context.paper.members(group.group)
            differ = context.paper.told_differently([row for row in rows if row.group in members])
            if differ:
                message = (
                    f"{context.label(group.group)} holds {wording.counted(len(differ), 'patient')} listed twice with "
                    f"different results ({listed(differ[:5], 'and')}): no rate and no curve is made of its lists"
                )
                yield context.finding("listed_twice_differently", "warning", message, row=group, column="group")


def _listed_alike(paper: Paper) -> list[list[Patient] | list[TimeRow]]:
    """The rows of listed patients that say the same kind of thing: of one scale, or of one endpoint by one assessor."""
    on_scales: dict[str | None, list[Patient]] = {}
    for row in paper.patients:
        if row.in_use and row.category:
            on_scales.setdefault(row.scale, []).append(row)
    of_endpoints: dict[tuple[str, ...], list[TimeRow]] = {}
    for time in paper.times:
        if time.in_use:
            of_endpoints.setdefault((time.endpoint, *measured_of(time).values()), []).append(time)
    return [*on_scales.values(), *of_endpoints.values()]


def same_names(context: Context) -> Iterator[Finding]:
    """A patient's name in two groups that share no patient: taken as two patients, which a reader should know."""
    for rows in (context.paper.patients, context.paper.times):
        named: dict[str, set[str]] = {}
        for row in rows:
            if row.in_use:
                named.setdefault(row.patient, set()).add(row.group)
        twice = sorted(name for name, groups in named.items() if len(context.paper.distinct_groups(groups)) > 1)
        if twice:
            first = next(row for row in rows if row.patient == twice[0])
            who = (
                f"patient {twice[0]} stands"
                if len(twice) == 1
                else f"patients {listed(twice[:5], 'and')}{' and others' if len(twice) > 5 else ''} stand"
            )
            message = (
                f"{who} in groups that share no patient, so each is taken as a patient of its own there; "
                "if they are the same, say design: crossover in paper.yaml or split: period in groups.csv"
            )
            yield context.finding(
                "same_name_in_two_groups", "note", message, row=first, column="patient", entered=twice[0]
            )

"""One comparison of response rates: with a rate taken as known, or with a group that has counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from reanalysis import methods
from reanalysis.analyses.comparisons import external_controls
from reanalysis.analyses.comparisons.against_outcome import Counted, OutcomeAgainst, resolve
from reanalysis.analyses.comparisons.assumed_sizes import assumed_sizes
from reanalysis.analyses.comparisons.families import leading_p
from reanalysis.analyses.comparisons.pairs import pair_rows
from reanalysis.analyses.comparisons.robustness_of_outcomes import Case, against_counts, tipping_rates
from reanalysis.analyses.comparisons.unevaluable import non_inferiority, unevaluable, unevaluable_patients
from reanalysis.analyses.identity import identity, join_notes, with_facts
from reanalysis.analyses.reported import p_findings
from reanalysis.analyses.result import Given, TableRow, estimates_of
from reanalysis.derive.comparability import warnings_of
from reanalysis.derive.controls import KnownRate, NotComparable, control_in_words
from reanalysis.derive.likeness import unlike
from reanalysis.derive.tallies import tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.methods.one_group import KNOWN_RATE, ONE_PROPORTION
from reanalysis.methods.two_groups import ASSOCIATION, EFFECT
from reanalysis.model.against import Design, Range, Rate, group_meant
from reanalysis.model.config import ControlsConfig, Scale, of_percent
from reanalysis.model.estimate import DERIVED, Estimate, number_text
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.stats import (
    binomial_test,
    exact_2x2,
    large_tables,
    proportion,
    recognised,
    recognised_one_rate,
    recognised_two_rates,
    two_proportions,
)
from reanalysis.stats.binomial_test import exact_binomial
from reanalysis.stats.large_tables import boschloo_or_bound
from reanalysis.wording import in_words, label

#: A test that goes through every table, and the largest number of tables for which it is tried.
SLOW, MOST_TABLES = "barnard", 40_000
#: Said of a p-value that stands for a smaller one.
BOUND = "for so many patients the p-value is Fisher's, two-sided the smaller one doubled: Boschloo's cannot exceed it"


def p_value_of(
    dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale], config: ControlsConfig
) -> float | None:
    """The leading p-value of one comparison of an outcome by itself; None where it cannot be tested."""
    return leading_p(estimates_of(compare_one(dataset, paper, row, scales, config)))


def compare_one(
    dataset: Dataset,
    paper: Paper,
    row: Comparison,
    scales: Mapping[str, Scale],
    config: ControlsConfig,
    *,
    harm: bool = False,
) -> Iterator[Given]:
    """Estimates of one comparison, findings on it, and how robust it is. `harm`: more of the outcome is worse."""
    treated = _treated(paper, row, scales)
    control = resolve(dataset, paper, row, scales, harm=harm)
    if not any(t.n for t in treated):
        control = NotComparable(
            "nothing_to_compare",
            f"{label(paper, row.group)} has no count of {in_words(row.outcome)} with a denominator",
            (paper.group[row.group].ref,),
            tuple(control) if isinstance(control, list) else (),
        )
    elif not isinstance(control, NotComparable):
        control = _of_one_kind(treated, control)
    if isinstance(control, NotComparable):
        yield from _why(dataset, paper, row, scales, control)
        yield from _not_computed(paper, row, treated[0] if treated else None, control, config)
    else:
        given = _tested(paper, row, scales, treated, control, config, harm=harm)
        yield from _with_warning(warnings_of(dataset, paper, row, scales), dataset, paper, row, given)


def _tested(
    paper: Paper,
    row: Comparison,
    scales: Mapping[str, Scale],
    treated: Sequence[Tally],
    control: list[KnownRate] | Counted,
    config: ControlsConfig,
    *,
    harm: bool,
) -> Iterator[Given]:
    """Each count of the group against each of the control."""
    for tally in (t for t in treated if t.n):
        missing = unevaluable(paper, tally, scales)
        case = partial(Case, paper.name, row, tally, harm=harm)
        if isinstance(control, Counted):
            for other in _partners(tally, control.tallies):
                rows = list(_two_groups(paper, row, tally, other, config, control))
                beside = case(control=f"{other.events}/{other.n}", config=config)
                yield from _beside_counts(beside, other, missing, paper)
                counts = (tally.events, tally.n, other.events, other.n)
                yield from _printed_p(paper, row, tally, rows, counts, config)
                yield from rows
        else:
            for known in _known_for(tally, control):
                rows = list(_fixed_rate(paper, row, tally, known, config))
                yield from _beside_rate(case(control=number_text(float(known.rate)), config=config), known, missing)
                with_rate = (tally.events, tally.n, float(known.rate))
                yield from _printed_p(paper, row, tally, rows, with_rate, config)
                yield from rows
    if not isinstance(control, Counted):
        message = (
            f"the control rate {_rates(control)} has no denominator: the test takes it as known without error; "
            "see how far the rate may be wrong before the conclusion changes"
        )
        yield _finding(paper, row, "rate_taken_as_known", "note", message)


def _with_warning(
    said: str, dataset: Dataset, paper: Paper, row: Comparison, given: Iterable[Given]
) -> Iterator[Given]:
    """What is given, with what differs between the sides in the notes of estimates; and a finding where anything
    does."""
    for one in given:
        if said and isinstance(one, Estimate):
            yield replace(one, note=join_notes(one.note, f"the sides differ: {said}"))
        else:
            yield one
    if said:
        message = (
            f"{in_words(row.outcome).capitalize()} in {label(paper, row.group)} is compared with "
            f"{control_in_words(dataset, paper, row.against)} although the two sides differ: {said}"
        )
        yield _finding(paper, row, "unlike_sides", "warning", message)


def _treated(paper: Paper, row: Comparison, scales: Mapping[str, Scale]) -> list[Tally]:
    """The counts of the group that is compared."""
    of = (row.group, row.outcome, "patients")
    return [t for t in tallies_of(paper, scales) if (t.group, t.outcome, t.counted) == of and not t.every_assay]


def _of_one_kind(treated: list[Tally], control: list[KnownRate] | Counted) -> OutcomeAgainst:
    """The control less what is of another time or kind than every count of the group; why, where nothing is left."""
    counts = [tally for tally in treated if tally.n]

    def is_alike(one: KnownRate | Tally) -> bool:
        return any(not unlike(tally, one) for tally in counts)

    if isinstance(control, Counted):
        tallies = tuple(filter(is_alike, control.tallies))
        return Counted(tallies) if tallies else _unlike(counts[0], control.tallies, ())
    return list(filter(is_alike, control)) or _unlike(counts[0], control, tuple(control))


def _unlike(tally: Tally, others: Sequence[KnownRate | Tally], rates: tuple[KnownRate, ...]) -> NotComparable:
    sources = tuple(source for one in others for source in one.sources)
    return NotComparable("unlike_quantities", unlike(tally, others[0]), sources, rates)


def _why(
    dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale], control: NotComparable
) -> Iterator[Finding | TableRow]:
    """The finding on a comparison that cannot be tested; pairs, where both sides are the same patients."""
    meant = group_meant(row.control, paper.name)
    if control.check == "same_patients" and meant:
        yield from pair_rows(paper, row, meant[1], scales)
    name = control_in_words(dataset, paper, row.against)
    message = (
        f"{in_words(row.outcome).capitalize()} in {label(paper, row.group)} was not tested against {name}: "
        f"{control.reason}"
    )
    yield _finding(paper, row, control.check, "warning", message)


def _beside_counts(case: Case, other: Tally, missing: tuple[int, int] | None, paper: Paper) -> Iterator[TableRow]:
    yield from against_counts(case, other.events, other.n)
    external = not _is_concurrent(paper, case.row)
    yield from external_controls.beside_counts(case, other.events, other.n, external=external)
    if case.row.margin is not None:
        yield from non_inferiority(case, other.events, other.n)
    if missing:
        yield from unevaluable_patients(
            case,
            *missing,
            lambda x, n: boschloo_or_bound(x, n, other.events, other.n, alternative="two_sided").p_value,
            "Boschloo",
        )


def _is_concurrent(paper: Paper, row: Comparison) -> bool:
    """Whether the control was treated in the same trial at the same time."""
    meant = group_meant(row.control, paper.name)
    if meant is None or meant[0] != paper.name:
        return False
    group = paper.group.get(meant[1])
    return group is not None and group.role != "historical_control"


def _beside_rate(case: Case, known: KnownRate, missing: tuple[int, int] | None) -> Iterator[TableRow]:
    yield from tipping_rates(case, known.rate)
    if known.percent is not None:
        yield from assumed_sizes(case, known.percent)
    reference = isinstance(case.row.control, Rate | Range | Design)
    yield from external_controls.beside_known_rate(case, known.rate, reference=reference)
    if missing:
        rate = float(known.rate)
        yield from unevaluable_patients(
            case, *missing, lambda x, n: exact_binomial(x, n, rate, alternative="two_sided").p_value, "exact binomial"
        )


def _printed_p(
    paper: Paper, row: Comparison, tally: Tally, rows: list[Estimate], counts: tuple[float, ...], config: ControlsConfig
) -> Iterator[Finding]:
    """Findings on the printed p-value, for the groups as the paper counts them."""
    if tally.derived == "from_patients_by_definition" or not row.reported_p:
        return
    one = len(counts) == 3
    task, modules = (
        (KNOWN_RATE, (binomial_test, recognised, recognised_one_rate))
        if one
        else (ASSOCIATION, (exact_2x2, large_tables, recognised, recognised_two_rates))
    )
    p_values = {
        (name, side): found.p_value
        for name, test in methods.by_name(task, *modules, recognised=True).items()
        if one or name != SLOW or counts[1] * counts[3] <= MOST_TABLES
        for side in ("two_sided", "greater", "less")
        if not (found := test(*counts, alternative=side)).is_bound
    }
    known = (one for one in rows if one.primary and one.p_value is not None and not one.fact("p_bound"))
    primary = next((one.p_value for one in known), None)
    yield from p_findings(paper, row, p_values, primary, config.alpha)


def _rates(control: list[KnownRate]) -> str:
    return " and ".join(f"{number_text(float(known.rate * 100))}%" for known in control)


def _finding(paper: Paper, row: Comparison, check: str, severity: str, message: str) -> Finding:
    table, line = place_of(row.ref)
    return Finding(
        paper=paper.name,
        check=check,
        severity=severity,
        table=table,
        row=line,
        column="against",
        entered=row.against,
        message=message,
        group=row.group,
        outcome=row.outcome or "",
        source=row.ref,
    )


def _not_computed(
    paper: Paper, row: Comparison, tally: Tally | None, why: NotComparable, config: ControlsConfig
) -> list[Estimate]:
    """One blank row for each measure, with the reason."""
    known = (
        {}
        if tally is None
        else {name: value for name, value in identity(paper.name, tally).items() if name not in ("at", "unit")}
    )
    shared = {
        "paper": paper.name,
        "group": row.group,
        "outcome": row.outcome,
        **known,
        "against": row.against,
        "note": why.reason,
    }
    shared["sources"] = (*(tally.sources if tally else ()), row.ref, *why.sources)
    if why.rates:
        return [
            Estimate(
                **with_facts(shared, control_rate=float(rate.rate)),
                measure="proportion",
                at=number_text(float(rate.rate)),
                method="exact_binomial",
                primary=True,
            )
            for rate in why.rates
        ]
    return [
        Estimate(**shared, measure=measure, method=getattr(config.primary, measure), primary=True)
        for measure in ("risk_difference", "risk_ratio", "odds_ratio", "association")
    ]


def _partners(tally: Tally, others: tuple[Tally, ...]) -> list[Tally]:
    """The control's counts to hold beside one of the treated group: of the same people by the same assessor where there
    are, else its only ones."""
    plain = [t for t in others if not t.every_assay]
    by_definition = [t for t in plain if t.derived == "from_patients_by_definition"]
    labelled = [t for t in plain if t.derived != "from_patients_by_definition"]
    pool = by_definition if tally.derived == "from_patients_by_definition" and by_definition else labelled
    pool = [t for t in pool if not unlike(tally, t)]
    same = [t for t in pool if (t.measured, t.at, t.unit) == (tally.measured, tally.at, tally.unit)]
    return same or pool


def _known_for(tally: Tally, control: list[KnownRate]) -> list[KnownRate]:
    """The printed rates of the same people at the same time where there are, else all; each rate once."""
    alike = [known for known in control if not unlike(tally, known)]
    same = [known for known in alike if known.of == (*tally.measured, tally.at, tally.unit)] or alike
    return list({known.rate: known for known in reversed(same)}.values())[::-1]


def _alternatives(row: Comparison) -> tuple[str, ...]:
    return ("two_sided",) if row.alternative == "two_sided" else (row.alternative, "two_sided")


def _fixed_rate(
    paper: Paper, row: Comparison, tally: Tally, known: KnownRate, config: ControlsConfig
) -> Iterator[Estimate]:
    level = of_percent(row.conf_level, config.conf_level)
    shared = identity(paper.name, tally)
    shared |= {"against": row.against, "sources": (*tally.sources, row.ref, *known.sources)}
    shared["at"] = number_text(float(known.rate)) + (f" at {tally.at} {tally.unit}".rstrip() if tally.at else "")
    shared = with_facts(shared, control_rate=float(known.rate))
    note = join_notes(tally.note, "takes the rate as known")
    intervals = methods.by_name(ONE_PROPORTION, proportion)
    tests = methods.by_name(KNOWN_RATE, binomial_test)
    for entry in methods.of_task(KNOWN_RATE):
        method, test = entry.name, tests[entry.name]
        limits = intervals[entry.limits_of](tally.events, tally.n, conf_level=level)
        for alternative in _alternatives(row):
            yield Estimate(
                **shared,
                measure="proportion",
                method=method,
                estimate=tally.events / tally.n,
                conf_level=level,
                conf_low=limits.conf_low,
                conf_high=limits.conf_high,
                p_value=test(tally.events, tally.n, float(known.rate), alternative=alternative).p_value,
                alternative=alternative,
                primary=method == "exact_binomial" and alternative == row.alternative,
                note=note,
            )


def _two_groups(
    paper: Paper, row: Comparison, tally: Tally, other: Tally, config: ControlsConfig, control: Counted
) -> Iterator[Estimate]:
    level = of_percent(row.conf_level, config.conf_level)
    shared = identity(paper.name, tally)
    shared["sources"] = (*tally.sources, *other.sources, row.ref)
    shared |= {"against": row.against, "derived": max(tally.derived, other.derived, key=DERIVED.index)}
    shared["several_counts"] = tally.several or other.several
    versions = _partners(tally, control.tallies)
    if len(versions) > 1:
        shared["at"] = " ".join(
            part for part in (tally.at, f"against {other.events}/{other.n}", *other.measured) if part
        )
    if tally.several and shared["derived"] != "from_percent":
        shared["at"] = " ".join(part for part in (shared["at"], f"with {tally.events}/{tally.n}") if part)
    shared = with_facts(shared, control_events=other.events, control_n=other.n, control_part=other.part)
    notes = [tally.note, other.note, f"{tally.events}/{tally.n} against {other.events}/{other.n}"]
    four = (tally.events, tally.n, other.events, other.n)
    for (measure, method), interval in methods.functions(EFFECT, two_proportions).items():
        limits = interval(*four, conf_level=level)
        undefined = (
            "0/0: not defined where neither group or everybody has the event" if math.isnan(limits.estimate) else ""
        )
        note = join_notes(*notes, limits.note, undefined)
        yield Estimate(
            **shared,
            measure=measure,
            method=method,
            estimate=limits.estimate,
            conf_level=level,
            conf_low=limits.conf_low,
            conf_high=limits.conf_high,
            alternative="two_sided",
            primary=method == getattr(config.primary, measure),
            note=note,
        )
    yield from _tests(row, four, config, shared, notes)


def _tests(
    row: Comparison, four: tuple[int, Any, int, Any], config: ControlsConfig, shared: dict[str, Any], notes: list[str]
) -> Iterator[Estimate]:
    """Each test of two groups; a p-value that is a bound says so."""
    for method, test in methods.by_name(ASSOCIATION, exact_2x2, large_tables).items():
        for alternative in _alternatives(row):
            found = test(*four, alternative=alternative)
            yield Estimate(
                **(with_facts(shared, p_bound=True) if found.is_bound else shared),
                measure="association",
                method=method,
                p_value=found.p_value,
                alternative=alternative,
                primary=method == config.primary.association and alternative == row.alternative,
                note=join_notes(*notes, BOUND if found.is_bound else ""),
            )

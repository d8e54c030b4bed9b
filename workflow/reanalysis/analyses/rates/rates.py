"""Response rates: every interval of the contract for every count, and simultaneous intervals for every scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from reanalysis import methods
from reanalysis.analyses.identity import identity, join_notes, tally_facts
from reanalysis.analyses.rates.two_stage import estimate_two_stage
from reanalysis.analyses.reported_intervals import interval_findings
from reanalysis.analyses.result import Result
from reanalysis.analyses.settled import settled
from reanalysis.derive.bounds import CountSet, count_sets
from reanalysis.derive.percentages import denominator
from reanalysis.derive.tallies import (
    PrintedRate,
    categories_entered,
    category_by_definition,
    patients_listed,
    printed_rates,
    tallies_of,
)
from reanalysis.derive.tally import Tally
from reanalysis.methods.one_group import ONE_PROPORTION
from reanalysis.model.config import Outcomes, RatesConfig, Scale
from reanalysis.model.estimate import Estimate, facts
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Category, Group, Patient
from reanalysis.stats import proportion
from reanalysis.stats.event_rate import exact_poisson
from reanalysis.stats.multinomial import goodman
from reanalysis.stats.proportion import clopper_pearson_one_sided
from reanalysis.stats.results import Interval


def estimate_rates(dataset: Dataset, outcomes: Outcomes, scales: Mapping[str, Scale], config: RatesConfig) -> Result:
    """Proportions with all intervals, rates of things counted per patient, printed rates without n, and category
    proportions."""
    result = Result()
    for paper in dataset.papers.values():
        for tally in tallies_of(paper, scales):
            if tally.kind != "baseline":
                result.estimates.extend(_rows_of_tally(paper.name, tally, config))
        for bound in count_sets(paper, outcomes):
            if bound.kind != "baseline":
                result.estimates.extend(_rows_of_bound(paper.name, bound, config))
        result.estimates.extend(_printed(paper.name, rate) for rate in printed_rates(paper) if rate.kind != "baseline")
        result.estimates.extend(_category_rows(paper, scales, config))
        result.findings.extend(interval_findings(paper))
    two_stage = estimate_two_stage(dataset, scales)
    result.estimates.extend(two_stage.estimates)
    result.findings.extend(two_stage.findings)
    result.estimates = settled(result.estimates)
    return result


def _rows_of_tally(paper: str, tally: Tally, config: RatesConfig) -> Iterator[Estimate]:
    shared = identity(paper, tally)
    if tally.counted != "patients":
        yield from _per_patient(shared, tally, config)
        return
    if not tally.n:
        reason = "no patients in the group" if tally.n == 0 else "denominator not reported"
        yield Estimate(
            **shared,
            measure="proportion",
            method=config.primary.proportion,
            primary=True,
            note=join_notes(tally.note, reason),
        )
        return
    for method, interval in methods.by_name(ONE_PROPORTION, proportion).items():
        limits = _limits(interval, tally.events, tally.n, config.conf_level)
        yield Estimate(
            **shared,
            measure="proportion",
            method=method,
            estimate=tally.events / tally.n,
            conf_level=config.conf_level,
            conf_low=limits.conf_low,
            conf_high=limits.conf_high,
            alternative="two_sided",
            primary=method == config.primary.proportion,
            note=join_notes(tally.note, limits.note),
        )
    if tally.events in (0, tally.n):
        alternative, end = ("less", "upper") if tally.events == 0 else ("greater", "lower")
        limits = clopper_pearson_one_sided(tally.events, tally.n, conf_level=config.conf_level, alternative=alternative)
        yield Estimate(
            **shared,
            measure="proportion",
            method="clopper_pearson",
            estimate=tally.events / tally.n,
            conf_level=config.conf_level,
            conf_low=limits.conf_low,
            conf_high=limits.conf_high,
            alternative=alternative,
            note=join_notes(tally.note, f"one-sided {end} limit"),
        )


@lru_cache(maxsize=1 << 16)
def _limits(interval: Callable[..., Interval], events: int, n: int, conf_level: float) -> Interval:
    """Limits of a count by a method: small trials have few different counts, and many of them the same."""
    return interval(events, n, conf_level=conf_level)


def _rows_of_bound(paper: str, bound: CountSet, config: RatesConfig) -> Iterator[Estimate]:
    """A count known as a set: no rate, and the lowest lower and the highest upper limit of those that it may be."""
    for method, interval in methods.by_name(ONE_PROPORTION, proportion).items():
        low = _limits(interval, bound.least, bound.n, config.conf_level).conf_low
        high = _limits(interval, bound.most, bound.n, config.conf_level).conf_high
        yield Estimate(
            paper=paper,
            group=bound.group,
            outcome=bound.outcome,
            population=bound.population,
            assessor=bound.assessor,
            confirmed=bound.confirmed,
            at=bound.at,
            unit=bound.unit,
            measure="proportion",
            method=method,
            conf_level=config.conf_level,
            conf_low=low,
            conf_high=high,
            alternative="two_sided",
            n=bound.n,
            primary=method == config.primary.proportion,
            sources=bound.sources,
            note=join_notes(
                f"known only as a set: {bound.text}",
                bound.note,
                "the limits are the lowest lower and the highest upper one of these counts",
            ),
            facts=facts(time=bound.at, counts_low=bound.least, counts_high=bound.most),
        )


def _per_patient(shared: dict[str, Any], tally: Tally, config: RatesConfig) -> Iterator[Estimate]:
    """Events, lesions or cycles: a rate per unit of n, never a binomial interval."""
    row = {
        **shared,
        "measure": "event_rate",
        "method": "exact_poisson",
        "primary": True,
        "unit": tally.unit or f"{tally.counted} per patient",
    }
    if not tally.n:
        yield Estimate(**row, note=join_notes(tally.note, "denominator not reported"))
        return
    limits = exact_poisson(tally.events, tally.n, conf_level=config.conf_level)
    note = join_notes(tally.note, f"{tally.counted}, not patients: limits take them as independent")
    yield Estimate(
        **row,
        estimate=tally.events / tally.n,
        conf_level=config.conf_level,
        conf_low=limits.conf_low,
        conf_high=limits.conf_high,
        alternative="two_sided",
        note=note,
    )


def _printed(paper: str, rate: PrintedRate) -> Estimate:
    return Estimate(
        paper=paper,
        group=rate.group,
        outcome=rate.outcome,
        population=rate.population,
        assessor=rate.assessor,
        confirmed=rate.confirmed,
        at=rate.at,
        unit=rate.unit,
        measure="proportion",
        method="reported",
        estimate=float(rate.rate),
        primary=True,
        sources=rate.sources,
        note="printed without a denominator: no interval",
        facts=tally_facts(rate),
    )


def _category_rows(paper: Paper, scales: Mapping[str, Scale], config: RatesConfig) -> Iterator[Estimate]:
    for (group, scale, population, assessor, confirmed, criteria), rows in categories_entered(paper, scales).items():
        if rows[0][1].kind == "baseline":
            continue
        counts = {"|".join(parts): row.count for parts, row in rows}
        n, sources = denominator(paper, rows[0][1])
        shared = {
            "paper": paper.name,
            "group": group,
            "population": population,
            "assessor": assessor,
            "confirmed": confirmed,
            "derived": "from_categories",
        }
        refs = {"|".join(parts): (row.ref, *sources[1:]) for parts, row in rows}
        yield from _goodman(
            shared | _apart(criteria if _several_criteria(paper, rows[0][1]) else ""), scale, counts, n, refs, config
        )
    yield from _listed_categories(paper, scales, config)


def _apart(criteria: str) -> dict[str, Any]:
    return {"at": criteria, "facts": facts(apart=criteria)}


def _several_criteria(paper: Paper, row: Category) -> bool:
    return (
        len({other.criteria for other in paper.categories if (other.group, other.scale) == (row.group, row.scale)}) > 1
    )


def _listed_categories(paper: Paper, scales: Mapping[str, Scale], config: RatesConfig) -> Iterator[Estimate]:
    """Categories of listed patients, as labelled and by definition, where no category table gives them."""
    entered = {(row.group, row.scale) for row in paper.categories if row.in_use}
    for name in dict.fromkeys(row.scale for row in paper.patients):
        scale = scales.get(name or "")
        for group in paper.groups if scale else ():
            if name and scale and group.n is not None:
                known = (group.group, name) in entered
                yield from _listed_in(paper, group, group.n, name, scale, config, entered=known)


def _listed_in(
    paper: Paper, group: Group, n: int, name: str, scale: Scale, config: RatesConfig, *, entered: bool
) -> Iterator[Estimate]:
    """The categories of the patients of one group, where enough is said of who is listed."""
    listed, rows = patients_listed(paper, group.group, name)
    if not listed or not rows or len(rows) > n:
        return
    kept = [category for category, entry in scale.categories.items() if listed == "all" or entry.response]
    sources = (group.ref, *(row.ref for row in rows))
    for derived, labels in _labels(scale, rows, entered=entered).items():
        counts = {category: labels.count(category) for category in kept}
        shared = {"paper": paper.name, "group": group.group, "derived": derived}
        yield from _goodman(shared, name, counts, n, dict.fromkeys(counts, sources), config)


def _labels(scale: Scale, rows: list[Patient], *, entered: bool) -> dict[str, list[str | None]]:
    """The categories of listed patients, as labelled unless they were entered as counts, and by the definition."""
    found: dict[str, list[str | None]] = {}
    if not entered:
        found["from_patients"] = [scale.category(row.category) for row in rows]
    if scale.definition and any(row.value is not None for row in rows):
        by_value = [category_by_definition(scale, row, all_assays=False) for row in rows]
        found["from_patients_by_definition"] = by_value
    return found


def _goodman(
    shared: dict[str, Any],
    scale: str,
    counts: dict[str, int],
    n: int | None,
    refs: dict[str, tuple[str, ...]],
    config: RatesConfig,
) -> Iterator[Estimate]:
    total = sum(counts.values())
    size = n if n is not None and n >= total else total
    note = "" if n is None or n == total else f"categories entered sum to {total} of {n}"
    intervals = (
        goodman(list(counts.values()), n=size, conf_level=config.conf_level)
        if size and counts
        else [None] * len(counts)
    )
    for (category, count), interval in zip(counts.items(), intervals, strict=True):
        row = {
            **shared,
            "outcome": f"{scale}:{category}",
            "measure": "category_proportion",
            "method": "goodman",
            "events": count,
            "n": size,
            "primary": True,
            "sources": refs[category],
        }
        if interval is None:
            yield Estimate(**row, note=join_notes(note, "no patients in the categories"))
        else:
            yield Estimate(
                **row,
                estimate=count / size,
                conf_level=config.conf_level,
                conf_low=interval.conf_low,
                conf_high=interval.conf_high,
                alternative="two_sided",
                note=note,
            )

"""Trends across dose groups: Cochran-Armitage, exact, mid-p and asymptotic, with doses and with ranks as scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from reanalysis import methods
from reanalysis.analyses.identity import join_notes, with_facts
from reanalysis.derive.tallies import Tally, tallies_of
from reanalysis.methods.designs import TREND
from reanalysis.model.config import Scale
from reanalysis.model.estimate import DERIVED, Estimate, facts, number_text
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Group
from reanalysis.stats import trend
from reanalysis.stats.trend import rank_scores

LEAST_GROUPS = 3


def estimate_trends(dataset: Dataset, scales: Mapping[str, Scale]) -> list[Estimate]:
    """Two-sided trend tests of every outcome that is counted in three or more dosed groups of one parent and split."""
    return [
        row
        for paper in dataset.papers.values()
        for groups in _dosed(paper)
        for row in _trends(paper, groups, tallies_of(paper, scales))
    ]


def _dosed(paper: Paper) -> Iterator[list[Group]]:
    """Groups with a dose, of one parent, split and unit, by rising dose."""
    found: dict[tuple, list[Group]] = defaultdict(list)
    for row in paper.groups:
        if row.dose is not None:
            found[(row.parent, row.split, row.dose_unit)].append(row)
    return (
        sorted(groups, key=lambda row: row.dose)
        for groups in found.values()
        if len({row.dose for row in groups}) >= LEAST_GROUPS
    )


def _trends(paper: Paper, groups: list[Group], tallies: list[Tally]) -> Iterator[Estimate]:
    order = {row.group: row for row in groups}
    quantities: dict[tuple, dict[str, Tally]] = defaultdict(dict)
    for tally in tallies:
        if (
            tally.group in order
            and tally.n
            and not tally.several
            and tally.counted == "patients"
            and tally.kind != "baseline"
        ):
            version = tally.derived == "from_patients_by_definition"
            quantities[(tally.outcome, *tally.measured, tally.criteria, tally.at, version)].setdefault(
                tally.group, tally
            )
    for (outcome, population, assessor, confirmed, _, at, _), counted in quantities.items():
        chosen = [counted[name] for name in order if name in counted]
        if len({order[tally.group].dose for tally in chosen}) >= LEAST_GROUPS:
            yield from _tests(paper, groups, outcome, (population, assessor, confirmed, at), chosen)


def _tests(
    paper: Paper, groups: list[Group], outcome: str, measured: tuple[str, str, str, str], chosen: list[Tally]
) -> Iterator[Estimate]:
    dose = {row.group: row for row in groups}
    doses = [float(dose[tally.group].dose) for tally in chosen]
    ranks = [float(rank) for rank in rank_scores(doses)]
    events, n = [tally.events for tally in chosen], [tally.n for tally in chosen]
    population, assessor, confirmed, at = measured
    counts = ", ".join(f"{tally.events}/{tally.n} at {dose[tally.group].dose}" for tally in chosen)
    shared = {
        "paper": paper.name,
        "group": groups[0].parent or groups[0].group,
        "outcome": outcome,
        "population": population,
        "assessor": assessor,
        "confirmed": confirmed,
        "measure": "trend",
        "alternative": "two_sided",
        "events": sum(events),
        "n": sum(n),
        "derived": max((tally.derived for tally in chosen), key=DERIVED.index),
        "sources": tuple(source for tally in chosen for source in (*tally.sources, dose[tally.group].ref)),
    }
    for name, scores in (("dose", doses), ("rank", ranks)):
        row = {
            **shared,
            "at": " ".join(part for part in (f"scores={name}", at) if part),
            "facts": facts(
                scores=name,
                counts_at=at,
                counts=(f"{tally.events}/{tally.n}" for tally in chosen),
                doses=(str(dose[tally.group].dose) for tally in chosen),
                dose_unit=groups[0].dose_unit,
            ),
        }
        note = f"{counts} {groups[0].dose_unit}".rstrip()
        for method, test in methods.by_name(TREND, trend).items():
            found = test(events, n, scores, alternative="two_sided")
            z = f"z = {number_text(found.statistic) or 'not defined'}" if method == "cochran_armitage" else ""
            yield Estimate(
                **(with_facts(row, z=found.statistic) if z else row),
                method=method,
                p_value=found.p_value,
                primary=method == "cochran_armitage_exact",
                note=join_notes(note, z),
            )

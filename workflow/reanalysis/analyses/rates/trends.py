"""Trends across dose groups: Cochran-Armitage, exact, mid-p and asymptotic, with doses and with ranks as scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from reanalysis import methods
from reanalysis.analyses.identity import join_notes, with_facts
from reanalysis.derive.refusals import formed_later
from reanalysis.derive.tallies import tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.methods.designs import TREND
from reanalysis.model.config import Scale
from reanalysis.model.estimate import DERIVED, Estimate, facts, number_text
from reanalysis.model.paper import SAME_PATIENTS_SPLITS, Dataset, Paper
from reanalysis.model.rows import Group
from reanalysis.stats import trend
from reanalysis.stats.trend import rank_scores
from reanalysis.wording import label

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
    found: dict[tuple[str | None, ...], list[tuple[Decimal, Group]]] = defaultdict(list)
    for row in paper.groups:
        if row.dose is not None:
            found[(row.parent, row.split, row.dose_unit)].append((row.dose, row))
    for dosed in found.values():
        if len({dose for dose, _ in dosed}) >= LEAST_GROUPS:
            yield [row for _, row in sorted(dosed, key=lambda pair: pair[0])]


def _trends(paper: Paper, groups: list[Group], tallies: list[Tally]) -> Iterator[Estimate]:
    order = {row.group: row for row in groups}
    quantities: dict[tuple[Any, ...], dict[str, Tally]] = defaultdict(dict)
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


def not_independent(paper: Paper, groups: Sequence[Group]) -> str:
    """Why no trend is tested across dose groups: they hold the same patients, or what happened later formed them."""
    if paper.info.design == "crossover" or any(row.split in SAME_PATIENTS_SPLITS for row in groups):
        return "the doses were given to the same patients: no trend is tested as if the groups were independent"
    later = next((name for row in groups if (name := formed_later(paper, row.group))), "")
    return (
        f"{label(paper, later)} was formed by what happened after treatment began: no trend is tested" if later else ""
    )


def _of_whom(paper: Paper, first: Group, outcome: str, measured: tuple[str, str, str, str]) -> dict[str, Any]:
    """The columns of all tests of one outcome."""
    return {
        "paper": paper.name,
        "group": first.parent or first.group,
        "outcome": outcome,
        "population": measured[0],
        "assessor": measured[1],
        "confirmed": measured[2],
        "measure": "trend",
        "alternative": "two_sided",
    }


def _tests(
    paper: Paper, groups: list[Group], outcome: str, measured: tuple[str, str, str, str], chosen: list[Tally]
) -> Iterator[Estimate]:
    dose = {row.group: row for row in groups}
    texts = [str(dose[tally.group].dose) for tally in chosen]
    doses = [float(text) for text in texts]
    ranks = [float(rank) for rank in rank_scores(doses)]
    events, n, at = [tally.events for tally in chosen], [tally.n or 0 for tally in chosen], measured[3]
    of_n = list(map("{}/{}".format, events, n))
    counts = ", ".join(map("{} at {}".format, of_n, texts))
    note = f"{counts} {groups[0].dose_unit}".rstrip()
    shared = {
        **_of_whom(paper, groups[0], outcome, measured),
        "events": sum(events),
        "n": sum(n),
        "derived": max((tally.derived for tally in chosen), key=DERIVED.index),
        "sources": tuple(chain.from_iterable((*tally.sources, dose[tally.group].ref) for tally in chosen)),
    }
    for name, scores in (("dose", doses), ("rank", ranks)):
        row = {
            **shared,
            "at": f"scores={name} {at}".rstrip(),
            "facts": facts(scores=name, counts_at=at, counts=of_n, doses=texts, dose_unit=groups[0].dose_unit),
        }
        why = not_independent(paper, groups)
        if why:
            row = with_facts(row, reason=why)
            yield Estimate(**row, method="cochran_armitage_exact", primary=True, note=join_notes(note, why))
        else:
            yield from _by_each_method(row, events, n, scores, note)


def _by_each_method(
    row: dict[str, Any], events: list[int], n: list[int], scores: list[float], note: str
) -> Iterator[Estimate]:
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

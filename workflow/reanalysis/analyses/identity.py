"""What all estimates made from one tally share, notes put together, and groups as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reanalysis.derive.tallies import PrintedRate
from reanalysis.derive.tally import Tally
from reanalysis.model.config import Outcomes
from reanalysis.model.estimate import facts, number_text
from reanalysis.model.paper import Paper


def identity(paper: str, tally: Tally) -> dict[str, Any]:
    """The columns of a tally that every estimate made from it shares."""
    return {
        "paper": paper,
        "group": tally.group,
        "outcome": tally.outcome,
        "population": tally.population,
        "assessor": tally.assessor,
        "confirmed": tally.confirmed,
        "at": tally.at,
        "unit": tally.unit,
        "events": tally.events,
        "n": tally.n,
        "derived": tally.derived,
        "sources": tally.sources,
        "several_counts": tally.several,
        "facts": tally_facts(tally),
    }


def tally_facts(tally: Tally | PrintedRate) -> dict[str, str]:
    """The parts of `at`, and the counts that a percentage allows."""
    known = facts(time=tally.time, apart=tally.apart)
    if isinstance(tally, PrintedRate):
        return known
    percent, low, high = tally.allowed or (None, None, None)
    return known | facts(
        every_assay=tally.every_assay, printed_percent=percent, counts_low=low, counts_high=high, summed=tally.summed
    )


def with_facts(shared: dict[str, Any], **known: str | float | Iterable[str] | bool | None) -> dict[str, Any]:
    """The columns with more facts beside those that they have."""
    return {**shared, "facts": {**shared.get("facts", {}), **facts(**known)}}


def join_notes(*notes: str) -> str:
    """The notes that are not blank, in one line."""
    return "; ".join(note for note in notes if note)


def brief(value: float) -> str:
    """A number within a note: without the decimals that only a conversion of units made."""
    return number_text(round(float(value), 4))


def timed(value: float, unit: str) -> str:
    """`1 year`, `2 years`."""
    return f"{brief(value)} {unit.removesuffix('s') if brief(value) == '1' else unit}"


def named(paper: Paper, outcomes: Outcomes, group: str, name: str = "") -> str:
    """`Overall survival in "High dose"`; the group alone without an outcome or endpoint."""
    label = f'"{paper.group[group].label if group in paper.group else group}"'
    return f"{outcomes.label(name)} in {label}" if name else label

"""The columns that all estimates made from one tally share, and notes put together."""

from __future__ import annotations

from reanalysis.model.tallies import Tally


def identity(paper: str, tally: Tally) -> dict:
    """The columns of a tally that every estimate made from it shares."""
    return {
        "paper": paper, "group": tally.group, "outcome": tally.outcome, "population": tally.population, "assessor": tally.assessor,
        "confirmed": tally.confirmed, "at": tally.at, "unit": tally.unit, "events": tally.events, "n": tally.n, "derived": tally.derived,
        "sources": tally.sources, "several_counts": tally.several,
    }


def join_notes(*notes: str) -> str:
    """The notes that are not blank, in one line."""
    return "; ".join(note for note in notes if note)

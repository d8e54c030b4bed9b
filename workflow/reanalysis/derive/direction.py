"""Which way is good for the patient: of an outcome more or less of it, of an endpoint a longer or a shorter time."""

from __future__ import annotations

from reanalysis.model.config import Outcomes
from reanalysis.model.paper import Paper


def is_harm(outcomes: Outcomes, paper: Paper, outcome: str) -> bool:
    """Whether more of an outcome is worse: as the vocabulary says, else by the kind that the paper's counts have."""
    known = outcomes.outcome(outcome)
    if known is not None:
        return known.direction == "harm"
    return any(row.outcome == outcome and row.kind == "toxicity" for row in paper.counts)


def shorter_is_better(outcomes: Outcomes, endpoint: str) -> bool:
    """Whether an earlier event is the better one, as for the time to response."""
    known = outcomes.endpoint(endpoint)
    return known is not None and known.direction == "shorter_is_better"

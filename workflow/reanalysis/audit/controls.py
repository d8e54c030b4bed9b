"""Controls of comparisons: whether what is compared with is there."""

from __future__ import annotations

from collections.abc import Iterator

from reanalysis.audit.context import Context
from reanalysis.derive.controls import missing_control
from reanalysis.model.finding import Finding


def missing_controls(context: Context) -> Iterator[Finding]:
    """A comparison against a paper, a group of it or a set that is not there, with the nearest name."""
    for row in context.paper.comparisons:
        missing = missing_control(context.dataset, context.paper, row) if row.in_use else None
        if missing is None:
            continue
        check, reason = missing
        if row.outcome:
            kind, _, name = row.against.strip().rpartition(":")
            control = f"the set {name.replace('_', ' ')}" if kind == "set" else row.against.strip()
            message = (
                f"{row.outcome.replace('_', ' ').capitalize()} in {context.label(row.group)} was not tested "
                f"against {control}: {reason}"
            )
        else:
            message = f"{context.label(row.group, row.endpoint or '')} against {row.against}: not tested: {reason}"
        # Word for word the finding of the analysis, so that a run tells it once.
        yield context.finding(check, "warning", message, row=row, column="against", entered=row.against)

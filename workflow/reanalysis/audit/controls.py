"""Controls of comparisons: whether what is compared with is there."""

from __future__ import annotations

from collections.abc import Iterator

from reanalysis.audit.context import Context
from reanalysis.derive.controls import control_in_words, missing_control
from reanalysis.model.finding import Finding
from reanalysis.wording import in_words


def missing_controls(context: Context) -> Iterator[Finding]:
    """A comparison against a paper, a group of it or a set that is not there, with the nearest name."""
    for row in context.paper.comparisons:
        missing = missing_control(context.dataset, context.paper, row) if row.in_use else None
        if missing is None:
            continue
        check, reason = missing
        if row.outcome:
            control = control_in_words(context.dataset, context.paper, row.against)
            message = (
                f"{in_words(row.outcome).capitalize()} in {context.label(row.group)} was not tested "
                f"against {control}: {reason}"
            )
        else:
            control = control_in_words(context.dataset, context.paper, row.against)
            message = f"{context.label(row.group, row.endpoint or '')} against {control}: not tested: {reason}"
        yield context.finding(check, "warning", message, row=row, column="against", entered=row.against)

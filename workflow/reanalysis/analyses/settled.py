"""Rows of a stage put in order: each identity once, and one primary row for each quantity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reanalysis.model.estimate import Estimate


def settled(estimates: Iterable[Estimate]) -> list[Estimate]:
    """The rows with each result_id once (the first, with the sources of all) and one primary row for each quantity.

    Of several primary rows of a quantity the first stays, one that is computed before one as printed; where no method
    of a quantity leads, its first row does.
    """
    kept: dict[str, Estimate] = {}
    for row in estimates:
        first = kept.setdefault(row.result_id, row)
        if first is not row:
            kept[row.result_id] = replace(first, sources=tuple(dict.fromkeys((*first.sources, *row.sources))))
    leading: dict[tuple[str, ...], str] = {}
    for name, row in sorted(kept.items(), key=lambda item: (not item[1].primary, item[1].method == "reported")):
        leading.setdefault(row.quantity, name)
    return [
        row if row.primary == (leading[row.quantity] == name) else replace(row, primary=not row.primary)
        for name, row in kept.items()
    ]

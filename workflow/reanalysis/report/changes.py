"""What differs from the accepted results: rows of changes.csv."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

CHANGE_COLUMNS = ("result_id", "column", "accepted", "current", "kind")
COMPARED = ("estimate", "conf_low", "conf_high", "p_value", "events", "n", "primary", "derived", "note")
TOLERANCE = 1e-9


def changes(accepted: Sequence[Mapping[str, str]], current: Sequence[Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """Rows that came, went or changed since the accepted results, in the order of the present ones.

    `kind` is added, removed or changed; relative differences under 1e-9 are none. Without accepted results nothing has changed.
    """
    if not accepted:
        return
    before, now = {row["result_id"]: row for row in accepted}, {row["result_id"]: row for row in current}
    for name, row in now.items():
        if name not in before:
            yield _change(name, "", "", row["estimate"] or row["p_value"], "added")
            continue
        for column in COMPARED:
            if not same(before[name][column], row[column]):
                yield _change(name, column, before[name][column], row[column], "changed")
    for name, row in before.items():
        if name not in now:
            yield _change(name, "", row["estimate"] or row["p_value"], "", "removed")


def same(one: str, other: str) -> bool:
    """Whether two cells are the same text, or the same number to 1e-9."""
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=TOLERANCE, abs_tol=0)
    except ValueError:
        return False


def _change(result_id: str, column: str, accepted: str, current: str, kind: str) -> dict[str, str]:
    return dict(zip(CHANGE_COLUMNS, (result_id, column, accepted, current, kind), strict=True))

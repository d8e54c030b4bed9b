"""What differs from the accepted results: rows of changes.csv, and settings that are no longer those of the accepted
run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

CHANGE_COLUMNS = ("result_id", "column", "accepted", "current", "kind")
SETTING_COLUMNS = ("setting", "accepted", "current")
COMPARED = ("estimate", "conf_low", "conf_high", "p_value", "events", "n", "primary", "derived", "note")
TOLERANCE = 1e-9
NO_DIFFERENCE = {
    "risk_difference": 0.0,
    "restricted_mean_difference": 0.0,
    "risk_ratio": 1.0,
    "odds_ratio": 1.0,
    "hazard_ratio": 1.0,
}

Row = Mapping[str, str]


@dataclass(frozen=True)
class Changed:
    """The accepted estimates with their facts, and everything that differs from the accepted run: rows of changes,
    changed_cells and changed_settings."""

    accepted: Sequence[Row] = ()
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    results: Sequence[Row] = ()
    cells: Sequence[Row] = ()
    settings: Sequence[Row] = ()


def changes(
    accepted: Sequence[Row], current: Sequence[Row], *, rates: Mapping[str, float] | None = None, alpha: float = 0.05
) -> Iterator[dict[str, str]]:
    """Rows that came, went or changed since the accepted results, in the order of the present ones.

    `kind` is added, removed, changed, or conclusion where an interval no longer says the same about its null value or a
    p-value has crossed `alpha` (half of it where the test is one-sided). Relative differences under 1e-9 are none.
    Without accepted results nothing has changed.
    """
    if not accepted:
        return
    before, now = {row["result_id"]: row for row in accepted}, {row["result_id"]: row for row in current}
    known = rates or {}
    for name, row in now.items():
        if name in before:
            yield from _changed(before[name], row, known.get(name), alpha)
        else:
            yield _change(name, "", "", row["estimate"] or row["p_value"], "added")
    for name, row in before.items():
        if name not in now:
            yield _change(name, "", row["estimate"] or row["p_value"], "", "removed")


def _changed(before: Row, now: Row, rate: float | None, alpha: float) -> Iterator[dict[str, str]]:
    """The columns of a row that changed, and its conclusion if that did."""
    name = now["result_id"]
    columns = [column for column in COMPARED if not same(before[column], now[column])]
    yield from (_change(name, column, before[column], now[column], "changed") for column in columns)
    said = (conclusion(before, rate, alpha), conclusion(now, rate, alpha)) if columns else ("", "")
    if all(said) and said[0] != said[1]:
        yield _change(name, "conclusion", *said, "conclusion")


def same(one: str, other: str) -> bool:
    """Whether two cells are the same text, or the same number to 1e-9."""
    if one == other:
        return True
    try:
        return math.isclose(float(one), float(other), rel_tol=TOLERANCE, abs_tol=0)
    except ValueError:
        return False


def conclusion(row: Row, rate: float | None = None, alpha: float = 0.05) -> str:
    """What a row says about its null value: `interval above 0; p < 0.05`; blank where it is compared with nothing or
    has no limits and no p.

    The null value is no difference, or the known `rate` that a proportion is compared with.
    """
    said = []
    null, low, high = null_value(row.get("measure", ""), rate), _number(row["conf_low"]), _number(row["conf_high"])
    if null is not None and low is not None and high is not None:
        said.append(f"interval {'above' if low > null else 'below' if high < null else 'includes'} {null:g}")
    p = _number(row["p_value"])
    if p is not None:
        level = alpha if row.get("alternative") in ("two_sided", "", None) else alpha / 2
        said.append(f"p {'<' if p < level else '>='} {level:g}")
    return "; ".join(said)


def null_value(measure: str, rate: float | None) -> float | None:
    """The value that an interval is held against: of a proportion the known rate that it is compared with; None where
    nothing is compared."""
    return rate if measure == "proportion" else NO_DIFFERENCE.get(measure)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def changed_settings(accepted: Mapping[str, str], current: Mapping[str, str]) -> list[dict[str, str]]:
    """Versions and choices that differ from those of the accepted run; none where it left no record of them."""
    names = sorted({*accepted, *current}) if accepted else ()
    return [
        {"setting": name, "accepted": accepted.get(name, ""), "current": current.get(name, "")}
        for name in names
        if accepted.get(name, "") != current.get(name, "")
    ]


def _change(result_id: str, column: str, accepted: str, current: str, kind: str) -> dict[str, str]:
    return dict(zip(CHANGE_COLUMNS, (result_id, column, accepted, current, kind), strict=True))

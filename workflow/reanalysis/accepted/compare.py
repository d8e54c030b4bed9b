"""What differs from the accepted run: its numbers, cells and settings beside those of now."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from reanalysis.accepted.cells import CELL_COLUMNS, changed_cells
from reanalysis.accepted.results import COMPARED, Changed, changed_settings, changes
from reanalysis.model.config import ControlsConfig
from reanalysis.model.estimate import facts_of
from reanalysis.model.facts import FACT_COLUMNS
from reanalysis.model.paper import Dataset
from reanalysis.model.store import Rows, rows_if_there

SETTINGS = "versions.json"


def compare_with_accepted(
    dataset: Dataset, estimates: Rows, facts: Rows, results: Path, accepted: Path | None
) -> Changed:
    """What differs from the run whose estimates are `accepted`; its cells and settings stand beside them."""
    if accepted is None or not accepted.exists():
        return Changed()
    before, settings = _accepted(accepted, ("result_id", *COMPARED)), _settings(results / SETTINGS)
    known = facts_of(facts) | facts_of(_accepted(accepted.with_name("facts.csv"), FACT_COLUMNS))
    rates = {name: float(found["control_rate"]) for name, found in known.items() if "control_rate" in found}
    alpha = float(settings.get("config.controls.alpha") or ControlsConfig().alpha)
    return Changed(
        before,
        known,
        list(changes(before, estimates, rates=rates, alpha=alpha)),
        changed_cells(_accepted(accepted.with_name("cells.csv"), CELL_COLUMNS), dataset),
        changed_settings(_settings(accepted.with_name(SETTINGS)), settings),
    )


def _accepted(path: Path, columns: Sequence[str]) -> Rows:
    """A table of data/accepted; no rows where it cannot be read, as after a merge that left its marks in it."""
    try:
        rows = rows_if_there(path)
    except (csv.Error, UnicodeDecodeError):
        return []
    return rows if all(row.get(column) is not None for row in rows for column in columns) else []


def _settings(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

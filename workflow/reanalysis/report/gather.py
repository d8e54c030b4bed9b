"""The stages' tables together: results/estimates.csv, findings.csv, papers.csv and data_dictionary.csv."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from reanalysis.model.acknowledgement import acknowledge, nothing_left
from reanalysis.model.config import ControlsConfig
from reanalysis.model.estimate import ESTIMATE_COLUMNS
from reanalysis.model.finding import Finding, in_order
from reanalysis.model.paper import Dataset
from reanalysis.model.store import read_findings, read_rows, write_findings, write_rows
from reanalysis.report.changed_cells import CELL_COLUMNS, CHANGED_CELL_COLUMNS, changed_cells
from reanalysis.report.changes import CHANGE_COLUMNS, COMPARED, SETTING_COLUMNS, Changed, changed_settings, changes
from reanalysis.report.dictionary import DICTIONARY_COLUMNS, data_dictionary
from reanalysis.report.format import counted

STAGE_TABLES = ("response_rates", "comparisons", "borrowing", "trends", "survival", "synthesis")
STAGE_FINDINGS = ("audit", "rates", "controls", "survival")
SETTINGS = "versions.json"
PAPER_COLUMNS = ("paper", "state", "problems", "entries")
ONCE = (
    "same_trial_control",
)  # told by the audit, so that `reanalysis check` has it too, and by the analysis that leaves it out
STATES = ("analysed", "left_out", "nothing_to_analyse")

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Gathered:
    """Everything that the report is made of, beside the dataset."""

    estimates: Rows
    findings: list[Finding]
    papers: Rows
    robustness: Rows
    curves: Rows
    fitted: Rows
    multiverse: Rows = field(default_factory=list)
    reconstruction: Rows = field(default_factory=list)
    changes: Changed = Changed()
    agreement: Rows = field(default_factory=list)


def gather(dataset: Dataset, processed: Path, results: Path, accepted: Path | None = None) -> Gathered:
    """Read what the stages wrote, and write the tables over all stages."""
    tables = results / "tables"
    estimates = collect_estimates(_table(tables / f"{name}.csv") for name in STAGE_TABLES)
    found = [*read_findings(processed / "findings.csv")]
    for stage in STAGE_FINDINGS:
        path = results / "stages" / f"{stage}_findings.csv"
        said = {(finding.check, finding.source) for finding in found}
        found += [
            finding
            for finding in (read_findings(path) if path.exists() else [])
            if (finding.check, finding.source) not in said or finding.check not in ONCE
        ]
    findings = in_order([*(acknowledge(finding, dataset) for finding in found), *nothing_left(dataset, found)])
    agreement = _table(tables / "agreement.csv")
    entries = {row["paper"]: {"entries": row["entries"]} for row in agreement}
    of_paper = {name: list(rows) for name, rows in groupby(estimates, key=itemgetter("paper"))}
    papers = [
        paper_state(name, dataset, of_paper.get(name, ()), findings) | entries.get(name, {})
        for name in sorted({*dataset.papers, *dataset.left_out})
    ]
    write_rows(results / "estimates.csv", ESTIMATE_COLUMNS, estimates)
    write_findings(tables / "findings.csv", findings)
    write_rows(tables / "papers.csv", PAPER_COLUMNS, papers)
    changed = compare_with_accepted(dataset, estimates, results, accepted)
    write_rows(tables / "changes.csv", CHANGE_COLUMNS, changed.results)
    write_rows(tables / "changed_cells.csv", CHANGED_CELL_COLUMNS, changed.cells)
    write_rows(tables / "changed_settings.csv", SETTING_COLUMNS, changed.settings)
    write_rows(tables / "data_dictionary.csv", DICTIONARY_COLUMNS, data_dictionary())
    return Gathered(
        estimates,
        findings,
        papers,
        robustness=[*_table(tables / "robustness.csv"), *_table(tables / "survival_robustness.csv")],
        curves=_table(tables / "survival_curves.csv"),
        fitted=_table(tables / "parametric_curves.csv"),
        multiverse=_table(tables / "multiverse.csv"),
        reconstruction=_table(tables / "reconstruction.csv"),
        changes=changed,
        agreement=agreement,
    )


def compare_with_accepted(dataset: Dataset, estimates: Rows, results: Path, accepted: Path | None) -> Changed:
    """What differs from the run whose estimates are `accepted`; its cells and settings stand beside them."""
    if accepted is None or not accepted.exists():
        return Changed()
    before, settings = _accepted(accepted, ("result_id", *COMPARED)), _settings(results / SETTINGS)
    alpha = float(settings.get("config.controls.alpha") or ControlsConfig().alpha)
    return Changed(
        before,
        list(changes(before, estimates, alpha=alpha)),
        changed_cells(_accepted(accepted.with_name("cells.csv"), CELL_COLUMNS), dataset),
        changed_settings(_settings(accepted.with_name(SETTINGS)), settings),
    )


def _accepted(path: Path, columns: Sequence[str]) -> Rows:
    """A table of data/accepted; no rows where it cannot be read, as after a merge that left its marks in it."""
    try:
        rows = _table(path)
    except (csv.Error, UnicodeDecodeError):
        return []
    return rows if all(row.get(column) is not None for row in rows for column in columns) else []


def _settings(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _table(path: Path) -> Rows:
    return read_rows(path) if path.exists() else []


def collect_estimates(stages: Iterable[Rows]) -> Rows:
    """Rows of all stages by paper, then stage, then as given; pooled rows (paper blank) stand last."""
    rows = [
        ({name: row.get(name, "") for name in ESTIMATE_COLUMNS}, stage)
        for stage, table in enumerate(stages)
        for row in table
    ]
    return [row for row, _ in sorted(rows, key=lambda pair: (pair[0]["paper"] == "", pair[0]["paper"], pair[1]))]


def paper_state(
    name: str, dataset: Dataset, estimates: Iterable[Mapping[str, str]], findings: Iterable[Finding]
) -> dict[str, str]:
    """The row of papers.csv for one folder of data/raw."""
    if name not in dataset.papers:
        errors = [finding for finding in findings if finding.paper == name and finding.severity == "error"]
        first = f": {errors[0].message}" if errors else ""
        return {
            "paper": name,
            "state": "left_out",
            "problems": counted(max(dataset.left_out.get(name, 0), len(errors)), "problem") + first,
        }
    if any(row["paper"] == name for row in estimates):
        return {"paper": name, "state": "analysed", "problems": ""}
    return {"paper": name, "state": "nothing_to_analyse", "problems": why_nothing(dataset, name)}


def why_nothing(dataset: Dataset, name: str) -> str:
    """In words, why a paper that could be read gives no estimate."""
    paper = dataset.papers[name]
    if paper.has_numbers:
        return "none of its numbers allows an estimate (no count with a denominator, no list of times)"
    shown = f"; its {counted(len(paper.statements), 'statement')} can be read on its page" if paper.statements else ""
    return f"it prints no count, percentage or time that could be re-analysed{shown}"

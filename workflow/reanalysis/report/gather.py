"""The stages' tables together: results/estimates.csv, findings.csv, papers.csv and data_dictionary.csv."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

from reanalysis.accepted.cells import CHANGED_CELL_COLUMNS
from reanalysis.accepted.compare import compare_with_accepted
from reanalysis.accepted.results import CHANGE_COLUMNS, SETTING_COLUMNS, Changed
from reanalysis.derive.acknowledgement import acknowledge, nothing_left
from reanalysis.derive.causes import with_causes
from reanalysis.model.dictionary import DICTIONARY_COLUMNS, data_dictionary
from reanalysis.model.estimate import ESTIMATE_COLUMNS
from reanalysis.model.facts import FACT_COLUMNS
from reanalysis.model.finding import Finding, in_order, told_once
from reanalysis.model.paper import Dataset
from reanalysis.model.store import Rows, read_findings, rows_if_there, write_findings, write_rows
from reanalysis.report.text.formatting import counted

STAGE_TABLES = ("response_rates", "comparisons", "borrowing", "trends", "survival", "synthesis")
STAGE_FINDINGS = ("audit", "rates", "controls", "survival", "synthesis")
STAGE_FACTS = ("rates", "controls", "survival", "synthesis")
PAPER_COLUMNS = ("paper", "state", "problems", "entries")
STATES = ("analysed", "left_out", "nothing_to_analyse")


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
    changes: Changed = field(default_factory=Changed)
    agreement: Rows = field(default_factory=list)
    facts: Rows = field(default_factory=list)
    pooled_studies: Rows = field(default_factory=list)
    pool_choices: Rows = field(default_factory=list)
    answers: Rows = field(default_factory=list)


def gather(dataset: Dataset, processed: Path, results: Path, accepted: Path | None = None) -> Gathered:
    """Read what the stages wrote, and write the tables over all stages."""
    tables = results / "tables"
    estimates = collect_estimates(rows_if_there(tables / f"{name}.csv") for name in STAGE_TABLES)
    facts = collect_facts(estimates, (rows_if_there(results / "stages" / f"{name}_facts.csv") for name in STAGE_FACTS))
    paths = (results / "stages" / f"{stage}_findings.csv" for stage in STAGE_FINDINGS)
    stages = [read_findings(path) for path in paths if path.exists()]
    found = told_once([read_findings(processed / "findings.csv"), *stages])
    told = in_order([*(acknowledge(finding, dataset) for finding in found), *nothing_left(dataset, found)])
    findings = with_causes(told, dataset)
    agreement = rows_if_there(tables / "agreement.csv")
    entries = {row["paper"]: {"entries": row["entries"]} for row in agreement}
    of_paper = {name: list(rows) for name, rows in groupby(estimates, key=itemgetter("paper"))}
    papers = [
        paper_state(name, dataset, of_paper.get(name, ()), findings) | entries.get(name, {})
        for name in sorted({*dataset.papers, *dataset.left_out})
    ]
    write_rows(results / "estimates.csv", ESTIMATE_COLUMNS, estimates)
    write_rows(tables / "facts.csv", FACT_COLUMNS, facts)
    write_findings(tables / "findings.csv", findings)
    write_rows(tables / "papers.csv", PAPER_COLUMNS, papers)
    changed = compare_with_accepted(dataset, estimates, facts, results, accepted)
    write_rows(tables / "changes.csv", CHANGE_COLUMNS, changed.results)
    write_rows(tables / "changed_cells.csv", CHANGED_CELL_COLUMNS, changed.cells)
    write_rows(tables / "changed_settings.csv", SETTING_COLUMNS, changed.settings)
    write_rows(tables / "data_dictionary.csv", DICTIONARY_COLUMNS, data_dictionary())
    return Gathered(
        estimates,
        findings,
        papers,
        robustness=[*rows_if_there(tables / "robustness.csv"), *rows_if_there(tables / "survival_robustness.csv")],
        curves=rows_if_there(tables / "survival_curves.csv"),
        fitted=rows_if_there(tables / "parametric_curves.csv"),
        multiverse=rows_if_there(tables / "multiverse.csv"),
        reconstruction=rows_if_there(tables / "reconstruction.csv"),
        changes=changed,
        agreement=agreement,
        facts=facts,
        pooled_studies=rows_if_there(tables / "synthesis_studies.csv"),
        pool_choices=rows_if_there(tables / "synthesis_choices.csv"),
        answers=rows_if_there(tables / "answers.csv"),
    )


def collect_estimates(stages: Iterable[Rows]) -> Rows:
    """Rows of all stages by paper, then stage, then as given; pooled rows (paper blank) stand last."""
    rows = [
        ({name: row.get(name, "") for name in ESTIMATE_COLUMNS}, stage)
        for stage, table in enumerate(stages)
        for row in table
    ]
    return [row for row, _ in sorted(rows, key=lambda pair: (pair[0]["paper"] == "", pair[0]["paper"], pair[1]))]


def collect_facts(estimates: Rows, stages: Iterable[Rows]) -> Rows:
    """The facts of all stages in the order of the estimates that they are of."""
    found: dict[str, Rows] = {}
    for row in chain.from_iterable(stages):
        found.setdefault(row["result_id"], []).append(row)
    return [fact for row in estimates for fact in found.get(row["result_id"], ())]


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
        return {"paper": name, "state": "analysed", "problems": rows_left_out(name, findings)}
    return {"paper": name, "state": "nothing_to_analyse", "problems": why_nothing(dataset, name)}


def rows_left_out(name: str, findings: Iterable[Finding]) -> str:
    """In words, which rows of a paper that is analysed could not be read; blank if all could."""
    errors = [finding for finding in findings if finding.paper == name and finding.severity == "error"]
    if not errors:
        return ""
    places = {finding.source or f"{name}/{finding.table}" for finding in errors}
    return f"{counted(len(places), 'row')} left out: {'; '.join(error.message for error in errors)}"


def why_nothing(dataset: Dataset, name: str) -> str:
    """In words, why a paper that could be read gives no estimate."""
    paper = dataset.papers[name]
    if paper.has_numbers:
        return "none of its numbers allows an estimate (no count with a denominator, no list of times)"
    shown = f"; its {counted(len(paper.statements), 'statement')} can be read on its page" if paper.statements else ""
    return f"it prints no count, percentage or time that could be re-analysed{shown}"

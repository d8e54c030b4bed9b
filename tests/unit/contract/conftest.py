"""The papers that have everything, through all stages in this process: read, analysed and made into pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from reanalysis.analyses.comparisons.borrowing import borrow
from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.pooling import pool_sets
from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.analyses.rates.trends import estimate_trends
from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.analyses.survival import summarise_survival
from reanalysis.audit import audit_dataset
from reanalysis.entry import read_raw
from reanalysis.model import store
from reanalysis.model.agreement import AGREEMENT_COLUMNS, DIFFERENCE_COLUMNS
from reanalysis.model.config import (
    AuditConfig,
    ControlsConfig,
    RatesConfig,
    ReportConfig,
    SurvivalConfig,
    SynthesisConfig,
)
from reanalysis.model.estimate import Estimate
from reanalysis.model.facts import PROSE
from reanalysis.model.finding import Finding
from reanalysis.report import render

from .everything import write_raw

MARK = "\u2021"  # a letter's neighbour that no note has by itself
_WORD = re.compile(f"(?<![A-Za-z_]{MARK})(?<![\\w{MARK}])[A-Za-z](?=[A-Za-z])")
_NAMED = re.compile("(\ufdd0[^\ufdd1]*\ufdd1)")
_WRITTEN_NAME = re.compile(r"(\{[a-z]+ [^{}]*\})")


def reworded(text: str, names: re.Pattern[str] = _NAMED) -> str:
    """Other words for a sentence: a mark within each word but those that are names; reworded twice it stays as it
    is."""
    parts = names.split(text)
    return "".join(part if number % 2 else _WORD.sub(rf"\g<0>{MARK}", part) for number, part in enumerate(parts))


@dataclass(frozen=True)
class Run:
    """What a run gave: the texts of all files by name, and the printed report as it is handed to the typesetter."""

    results: Path
    texts: Mapping[str, str]
    printed: str

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a table of the results."""
        return store.read_rows(self.results / name)


def run(project: Path) -> Run:
    """Everything from data/raw to the pages, as the scripts of the stages do it; the typesetter is left out."""
    (project / "config").mkdir()
    entry = read_raw(write_raw(project / "data/raw"), names=store.load_vocabulary(project))
    processed, results = project / "data/processed", project / "results"
    store.write_dataset(processed, entry.dataset, entry.findings)
    store.write_rows(results / "tables/agreement.csv", AGREEMENT_COLUMNS, (row.as_row() for row in entry.agreements))
    store.write_rows(results / "tables/agreement_differences.csv", DIFFERENCE_COLUMNS, map(vars, entry.differences))
    dataset = store.load_dataset(processed)
    names = store.load_vocabulary(project, dataset)
    outcomes, scales = names.outcomes, names.scales
    tables, stages = results / "tables", results / "stages"
    controls = ControlsConfig()
    rates = estimate_rates(dataset, outcomes, scales, RatesConfig())
    compared = compare_controls(dataset, outcomes, scales, controls)
    borrowed = borrow(dataset, outcomes, scales, controls)
    trends = estimate_trends(dataset, scales)
    times = summarise_survival(dataset, outcomes, scales, SurvivalConfig(), controls=controls)
    pooled = pool_sets(dataset, names, SynthesisConfig())
    for table, estimates in {
        "response_rates": rates.estimates,
        "comparisons": compared.estimates,
        "borrowing": borrowed.estimates,
        "trends": trends,
        "survival": times.estimates,
        "synthesis": pooled.estimates,
    }.items():
        store.write_estimates(tables / f"{table}.csv", estimates, dataset)
    for stage, estimates, findings in (
        ("rates", rates.estimates, rates.findings),
        ("controls", [*compared.estimates, *borrowed.estimates, *trends], compared.findings + borrowed.findings),
        ("survival", times.estimates, times.findings),
        ("synthesis", pooled.estimates, pooled.findings),
    ):
        store.write_facts(stages / f"{stage}_facts.csv", estimates)
        store.write_findings(stages / f"{stage}_findings.csv", findings)
    store.write_findings(stages / "audit_findings.csv", audit_dataset(dataset, outcomes, scales, AuditConfig()))
    for table, columns in EXTRA_COLUMNS.items():
        found = next((part.extra[table] for part in (compared, times, pooled) if table in part.extra), [])
        store.write_rows(tables / f"{table}.csv", columns, found)
    printed = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "typeset", lambda document: printed.append(document) or b"")
        render.render_report(project, processed, results, {"report": ReportConfig().model_dump()})
    files = sorted(path for path in results.rglob("*") if path.is_file() and path.suffix != ".pdf")
    texts = {str(path.relative_to(results)): path.read_text(encoding="utf-8") for path in files}
    return Run(results, texts, json.dumps(printed, indent=1, ensure_ascii=False))


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run of the papers that have everything."""
    return run(tmp_path_factory.mktemp("everything"))


@pytest.fixture(scope="session")
def in_other_words(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same run, with other words in every note and message from the moment at which it is made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Estimate, "__post_init__", _reworded_first(Estimate.__post_init__, "note"))
        patch.setattr(Finding, "__post_init__", _reworded_first(Finding.__post_init__, "message", "short"))
        patch.setattr(store, "write_rows", _with_reworded_notes(store.write_rows))
        return run(tmp_path_factory.mktemp("in-other-words"))


def _reworded_first(made: Callable[..., None], *columns: str) -> Callable[..., None]:
    def post_init(self: Estimate | Finding) -> None:
        for column in columns:
            object.__setattr__(self, column, reworded(getattr(self, column)))
        if isinstance(self, Estimate):
            said = {name: reworded(self.facts[name], _WRITTEN_NAME) for name in PROSE if name in self.facts}
            object.__setattr__(self, "facts", {**self.facts, **said})
        elif self.parts:
            object.__setattr__(self, "parts", reworded(self.parts, _WRITTEN_NAME))
        made(self)

    return post_init


def _with_reworded_notes(write: Callable[..., None]) -> Callable[..., None]:
    def write_rows(path: Path, columns, rows) -> None:
        ours = "note" in columns and path.parent.name == "tables"  # the notes of data/processed are somebody's own
        write(path, columns, [{**row, "note": reworded(row["note"])} if ours else row for row in rows])

    return write_rows

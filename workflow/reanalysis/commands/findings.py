"""What is found in papers: by entry and audit now, by the analyses of the last run where a paper has not changed since.

The findings of a paper are numbered as on its page of the report.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from reanalysis.model.finding import SEVERITIES, Finding, in_order, told_once
from reanalysis.model.paper import Dataset

LABELS = (*SEVERITIES, "acknowledged")


@dataclass(frozen=True)
class Checked:
    """The papers that were looked at, what was found in them, and all that could be read."""

    papers: list[str]
    findings: list[Finding]
    dataset: Dataset

    def open(self, severity: str) -> list[Finding]:
        """Findings of a severity that nobody acknowledged."""
        return [finding for finding in self.findings if label(finding) == severity]

    def numbered(self, paper: str) -> list[tuple[int, Finding]]:
        """The findings of a paper with their numbers."""
        return list(enumerate((finding for finding in self.findings if finding.paper == paper), 1))


def label(finding: Finding) -> str:
    """The severity, or that somebody accepted it."""
    return "acknowledged" if finding.acknowledged == "yes" else finding.severity


def check(project: Path, only: str | Collection[str] | None = None) -> Checked:
    """Read and audit all papers, or `only` some: findings as the workflow has them, in its order."""
    from reanalysis.audit import audit_dataset
    from reanalysis.derive.acknowledgement import acknowledge
    from reanalysis.entry import read_raw
    from reanalysis.entry.sources.files import printable
    from reanalysis.model import layers, store
    from reanalysis.model.config import AuditConfig

    only = [only] if isinstance(only, str) else only
    names = store.load_vocabulary(project)
    entry = read_raw(project / "data/raw", only=only, names=names)
    names = store.with_labels_of(entry.dataset, names)
    config = AuditConfig.model_validate(layers.settings(project)["audit"])
    wanted = None if only is None else [printable(name) for name in only]
    audited = audit_dataset(entry.dataset, names.outcomes, names.scales, config, only=wanted)
    findings = in_order(
        acknowledge(finding, entry.dataset)
        for finding in [*entry.findings, *audited]
        if wanted is None or finding.paper in wanted
    )
    papers = sorted({*entry.dataset.papers, *entry.dataset.left_out}) if wanted is None else wanted
    return Checked(papers, findings, entry.dataset)


def with_last_run(project: Path, checked: Checked) -> tuple[Checked, list[str]]:
    """The same with what the analyses of the last run noticed in papers that have not changed since; and the papers
    that have."""
    from reanalysis.derive.acknowledgement import acknowledge, nothing_left
    from reanalysis.model import store

    unchanged = _unchanged(project, checked.papers)
    paths = sorted((project / "results/stages").glob("*_findings.csv"))
    stages = [store.read_findings(path) for path in paths if path.name != "audit_findings.csv"]
    of_run = [acknowledge(finding, checked.dataset) for stage in stages for finding in stage]
    found = told_once([checked.findings, [finding for finding in of_run if finding.paper in unchanged]])
    kept = {name: paper for name, paper in checked.dataset.papers.items() if name in unchanged}
    found += nothing_left(replace(checked.dataset, papers=kept), found)
    return replace(checked, findings=in_order(found)), [name for name in checked.papers if name not in unchanged]


def _unchanged(project: Path, papers: Collection[str]) -> set[str]:
    """Papers whose files, but for acknowledgements, are those of the last run."""
    from reanalysis.commands.accepted import inputs_of_last_run
    from reanalysis.provenance import input_hashes

    before, now = (_by_paper(hashes) for hashes in (inputs_of_last_run(project), input_hashes(project)))
    return {name for name in papers if name in before and before[name] == now.get(name)}


def _by_paper(hashes: dict[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, digest in hashes.items():
        parts = name.split("/")
        if parts[:2] == ["data", "raw"] and len(parts) > 3 and parts[-1] != "acknowledged.csv":
            found.setdefault(parts[2], {})[name] = digest
    return found

"""`reanalysis check`: entry and audit alone, without Snakemake and without writing anything.

The findings are those that a run gives for the same files; what only an analysis can notice comes with the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reanalysis.commands.places import paper_folder
from reanalysis.commands.terminal import (
    DATA_ERRORS,
    DONE,
    FAILED,
    USAGE,
    WARNINGS,
    coloured,
    counted,
    fail,
    tell,
    tell_json,
    wrapped,
)
from reanalysis.model.finding import SEVERITIES, Finding, in_order
from reanalysis.model.paper import Dataset

_COLOURS = {"error": "red", "warning": "yellow", "note": "", "acknowledged": "dim"}
_LABELS = (*SEVERITIES, "acknowledged")
_WIDTH = max(map(len, _LABELS)) + 2
NO_PAPER = "data/raw"


@dataclass(frozen=True)
class Checked:
    """The papers that were looked at, what was found in them, and all that could be read."""

    papers: list[str]
    findings: list[Finding]
    dataset: Dataset

    def open(self, severity: str) -> list[Finding]:
        """Findings of a severity that nobody acknowledged."""
        return [finding for finding in self.findings if label(finding) == severity]


def run(project: Path, paper: str | None, *, strict: bool = False, as_json: bool = False, rows: bool = False) -> int:
    """Print what entry and audit say of one paper, or of all; with `rows` only lines for acknowledged.csv. Returns the
    exit status."""
    from reanalysis.choices import problems

    if rows and paper is None:
        fail("Name a paper: each has an acknowledged.csv of its own.", status=USAGE)
    name = paper_folder(project, paper).name if paper is not None else None
    if found := problems(project):
        for line in found:
            tell(line, colour="red", error=True)
        return FAILED
    checked = check(project, name)
    if as_json:
        tell_json(as_data(checked))
    elif rows:
        show_rows(checked, of_last_run(project, checked))
    else:
        show(checked)
        if strict and checked.open("warning"):
            tell(
                "With --strict, warnings that nobody acknowledged are a failure: mend them, or accept them "
                "(--acknowledge).",
                colour="yellow",
            )
    return DATA_ERRORS if checked.open("error") else WARNINGS if strict and checked.open("warning") else DONE


def check(project: Path, only: str | None = None) -> Checked:
    """Read and audit: findings as the workflow has them, in its order."""
    import yaml

    from reanalysis.audit import audit_dataset
    from reanalysis.derive.acknowledgement import acknowledge
    from reanalysis.entry import read_raw
    from reanalysis.entry.sources.files import printable
    from reanalysis.model import store
    from reanalysis.model.config import AuditConfig

    names = store.load_vocabulary(project)
    entry = read_raw(project / "data/raw", only=None if only is None else [only], names=names)
    config = (
        yaml.load((project / "config/config.yaml").read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}
    )
    name = None if only is None else printable(only)
    audited = audit_dataset(
        entry.dataset, names.outcomes, names.scales, AuditConfig.model_validate(config.get("audit") or {}), only=name
    )
    findings = in_order(
        acknowledge(finding, entry.dataset) for finding in [*entry.findings, *audited] if name in (None, finding.paper)
    )
    return Checked(
        [name] if name else sorted({*entry.dataset.papers, *entry.dataset.left_out}), findings, entry.dataset
    )


def of_last_run(project: Path, checked: Checked) -> list[Finding]:
    """What only the analyses of the last run noticed in the paper and nobody acknowledged; none, and a word on it, if
    the paper has changed since."""
    from reanalysis.commands.accepted import inputs_of_last_run
    from reanalysis.derive.acknowledgement import acknowledge
    from reanalysis.model import store
    from reanalysis.provenance import input_hashes

    start = f"data/raw/{checked.papers[0]}/"
    before, now = (
        {
            name: text
            for name, text in hashes.items()
            if name.startswith(start) and not name.endswith("/acknowledged.csv")
        }
        for hashes in (inputs_of_last_run(project), input_hashes(project))
    )
    if before != now:
        tell(
            "What only a run can notice is not among these lines: the paper has changed since the last run, or "
            "there was none.",
            colour="yellow",
            error=True,
        )
        return []
    files = sorted(
        path for path in (project / "results/stages").glob("*_findings.csv") if path.name != "audit_findings.csv"
    )
    found = [
        acknowledge(finding, checked.dataset)
        for path in files
        for finding in store.read_findings(path)
        if finding.paper == checked.papers[0]
    ]
    return [
        finding
        for finding in in_order(found)
        if finding not in checked.findings and label(finding) in ("warning", "note")
    ]


def show_rows(checked: Checked, of_run: Iterable[Finding] = ()) -> None:
    """Print acknowledged.csv as it would accept what is open, here and in the last run; reason and initials are left to
    the person."""
    from reanalysis.derive.acknowledgement import ACKNOWLEDGED_COLUMNS, acknowledgement_row

    tell(",".join(ACKNOWLEDGED_COLUMNS))
    for finding in (*checked.open("warning"), *checked.open("note"), *of_run):
        tell(acknowledgement_row(finding, checked.dataset))
    tell("Fill in reason and by, and put the lines into acknowledged.csv of the paper.", colour="cyan", error=True)


def show(checked: Checked) -> None:
    """Print findings paper by paper, the gravest first, and their numbers at the end."""
    papers, findings = checked.papers, checked.findings
    for name in sorted({*papers, *(finding.paper for finding in findings)}):
        own = [finding for finding in findings if finding.paper == name]
        tell(coloured(name or NO_PAPER, "bold") + f": {in_numbers(own)}")
        for finding in sorted(own, key=lambda finding: _LABELS.index(label(finding))):
            start = coloured(f"  {label(finding):<{_WIDTH}}", _COLOURS[label(finding)])
            tell(wrapped(start, line_of(finding, checked.dataset), indent=_WIDTH + 2))
        if any(finding.severity == "error" for finding in own) and name:
            tell(f"  {name} is left out of the analysis until its errors are mended.", colour="red")
    if len(papers) != 1:
        tell(f"{counted(len(papers), 'paper')}: {in_numbers(findings)}")


def label(finding: Finding) -> str:
    """The severity, or that somebody accepted it."""
    return "acknowledged" if finding.acknowledged == "yes" else finding.severity


def line_of(finding: Finding, dataset: Dataset) -> str:
    """`file:row:column: CODE message` as entry writes it, `file:row:column: message [check]` for what the audit
    found."""
    if finding.check.startswith(("e_", "w_", "n_")):  # entry's messages hold their place
        return finding.message
    place = finding.source.partition(";")[0] or "/".join(part for part in (finding.paper, finding.table) if part)
    if (
        place.startswith(f"{finding.paper}/{finding.paper}.xlsx!") and finding.paper in dataset.papers
    ):  # the row is known by its cell in A; people look for the cell itself
        letter = dataset.papers[finding.paper].letters.get(finding.table, {}).get(finding.column, "A")
        place = f"{place.rpartition('!')[0]}!{letter}{finding.row}"
    return f"{place}{':' if finding.column else ''}{finding.column}: {finding.message} [{finding.check}]"


def in_numbers(findings: Iterable[Finding]) -> str:
    """`1 error, 2 warnings, 1 acknowledged`, or that there is nothing."""
    found = Counter(label(finding) for finding in findings)
    words = [counted(found[name], name) for name in SEVERITIES if found[name]]
    words += [f"{found['acknowledged']:,} acknowledged"] if found["acknowledged"] else []
    return ", ".join(words) or "nothing found"


def as_data(checked: Checked) -> dict[str, object]:
    """Everything for programs: numbers by severity (without what was acknowledged), the papers, and each finding as
    findings.csv has it."""
    papers, findings = checked.papers, checked.findings
    return {
        **{f"{severity}s": sum(label(finding) == severity for finding in findings) for severity in SEVERITIES},
        "acknowledged": sum(label(finding) == "acknowledged" for finding in findings),
        "papers": [
            {
                "paper": name,
                "readable": not any(finding.paper == name and finding.severity == "error" for finding in findings),
            }
            for name in papers
        ],
        "findings": [vars(finding) for finding in findings],
    }

"""`reanalysis check`: entry and audit alone, without Snakemake and without writing anything.

The findings are those that a run gives for the same files; what only an analysis can notice comes with the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from reanalysis.commands.findings import LABELS, Checked, check, label, with_last_run
from reanalysis.commands.places import paper_folder
from reanalysis.commands.terminal import (
    DATA_ERRORS,
    DONE,
    FAILED,
    USAGE,
    WARNINGS,
    coloured,
    fail,
    tell,
    tell_json,
    wrapped,
)
from reanalysis.model.finding import CHECK_FORMAT, SEVERITIES, Finding
from reanalysis.model.paper import Dataset
from reanalysis.wording import counted

_COLOURS = {"error": "red", "warning": "yellow", "note": "", "acknowledged": "dim"}
_WIDTH = max(map(len, LABELS)) + 2
_NUMBER = 4
_FOLDED_FROM = 4  # notes of one kind in a paper, from which on only the first is shown in full
_PLACES = 6
NO_PAPER = "data/raw"
_STRICT = (
    "With --strict, warnings that nobody acknowledged are a failure: mend them, or accept them "
    "(reanalysis acknowledge)."
)


def run(
    project: Path,
    papers: Sequence[str] = (),
    *,
    strict: bool = False,
    as_json: bool = False,
    rows: bool = False,
    warnings: bool = False,
    everything: bool = False,
) -> int:
    """Print what entry and audit say of some papers, or of all; with `rows` only lines for acknowledged.csv. Returns
    the exit status."""
    from reanalysis.choices import problems

    if rows and len(papers) != 1:
        fail("Name one paper: each has an acknowledged.csv of its own.", status=USAGE)
    names = list(dict.fromkeys(paper_folder(project, paper).name for paper in papers))
    if found := problems(project):
        tell("\n".join(found), colour="red", error=True)
        return FAILED
    checked = check(project, names or None)
    told, changed = with_last_run(project, checked)
    refused = strict and bool(checked.open("warning"))
    if as_json:
        tell_json(as_data(told))
    elif rows:
        show_rows(told)
    else:
        show(told, warnings=warnings, everything=everything)
        if refused:
            tell(_STRICT, colour="yellow")
    if changed and not as_json:
        tell(_not_among(changed, told.papers), colour="yellow" if rows else "dim", error=True)
    return DATA_ERRORS if checked.open("error") else (WARNINGS if refused else DONE)


def _not_among(changed: Sequence[str], papers: Sequence[str]) -> str:
    what = "the paper has" if len(papers) == 1 else f"{counted(len(changed), 'paper')} of {len(papers)} have"
    if len(changed) == 1 < len(papers):
        what = f"{changed[0]} has"
    return f"What only a run can notice comes with the next one: {what} changed since the last run, or there was none."


def show_rows(checked: Checked) -> None:
    """Print acknowledged.csv as it would accept what is open, here and in the last run; reason and initials are left to
    the person."""
    from reanalysis.derive.acknowledgement import ACKNOWLEDGED_COLUMNS, acknowledgement_row

    tell(",".join(ACKNOWLEDGED_COLUMNS))
    for finding in (*checked.open("warning"), *checked.open("note")):
        if finding.check != "nothing_to_acknowledge":
            tell(acknowledgement_row(finding, checked.dataset))
    tell("Fill in reason and by, and put the lines into acknowledged.csv of the paper.", colour="cyan", error=True)


def show(checked: Checked, *, warnings: bool = False, everything: bool = False) -> None:
    """Print findings paper by paper, the gravest first, and their numbers at the end.

    Notes of one kind are folded into one line but with `everything`; with `warnings` there are no notes.
    """
    papers, findings = checked.papers, checked.findings
    for name in sorted({*papers, *(finding.paper for finding in findings)}):
        own = checked.numbered(name)
        tell(coloured(name or NO_PAPER, "bold") + f": {in_numbers(finding for _, finding in own)}")
        seen = [pair for pair in own if not warnings or label(pair[1]) in ("error", "warning")]
        for group in _folded(seen, everything=everything):
            _show_group(group, checked.dataset)
        if name in checked.dataset.left_out:
            tell(f"  {name} is left out of the analysis until its errors are mended.", colour="red")
    if len(papers) != 1:
        tell(f"{counted(len(papers), 'paper')}: {in_numbers(findings)}")


def _folded(found: Sequence[tuple[int, Finding]], *, everything: bool) -> list[list[tuple[int, Finding]]]:
    """Findings in the order of gravity; notes of one kind together where there are many."""
    groups: dict[object, list[tuple[int, Finding]]] = {}
    kinds = Counter((label(finding), finding.check) for _, finding in found)
    for number, finding in sorted(found, key=lambda pair: LABELS.index(label(pair[1]))):
        kind = (label(finding), finding.check)
        folds = not everything and kind[0] in ("note", "acknowledged") and kinds[kind] >= _FOLDED_FROM
        groups.setdefault(kind if folds else number, []).append((number, finding))
    return list(groups.values())


def _show_group(group: Sequence[tuple[int, Finding]], dataset: Dataset) -> None:
    number, first = group[0]
    indent = _NUMBER + 1 + _WIDTH
    start = f"{number:>{_NUMBER}} " + coloured(f"{label(first):<{_WIDTH}}", _COLOURS[label(first)])
    tell(wrapped(start, line_of(first, dataset), indent=indent))
    if len(group) > 1:
        places = list(dict.fromkeys(_short_place(finding) for _, finding in group[1:]))
        more = f", and {len(places) - _PLACES} more places" if len(places) > _PLACES else ""
        text = f"{len(group) - 1} more of the same kind, at {', '.join(places[:_PLACES])}{more}: --all shows each"
        tell(wrapped(" " * indent, coloured(text, "dim"), indent=indent))


def _short_place(finding: Finding) -> str:
    """`counts.csv:7`, as short as it can be within the paper."""
    return finding.source.partition(";")[0].removeprefix(f"{finding.paper}/") or finding.table or "paper.yaml"


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


def _caused(finding: Finding, caused: Mapping[tuple[str, ...], Finding]) -> Finding:
    """The finding, with what it is about and its cause."""
    found = caused.get(finding.key, finding)
    return replace(finding, about=found.about, cause=found.cause, cause_text=found.cause_text)


def as_data(checked: Checked) -> dict[str, object]:
    """Everything for programs: numbers by severity (without what was acknowledged), the papers, and each finding as
    findings.csv has it. docs/schemas/check.json says what each part is."""
    from reanalysis.derive.causes import with_causes

    papers, findings = checked.papers, checked.findings
    caused = {finding.key: finding for finding in with_causes(findings, checked.dataset)}
    return {
        "format": CHECK_FORMAT,
        **{f"{severity}s": sum(label(finding) == severity for finding in findings) for severity in SEVERITIES},
        "acknowledged": sum(label(finding) == "acknowledged" for finding in findings),
        "papers": [{"paper": name, "readable": name not in checked.dataset.left_out} for name in papers],
        "findings": [
            {"number": number, **vars(_caused(finding, caused))}
            for name in sorted({finding.paper for finding in findings})
            for number, finding in checked.numbered(name)
        ],
    }

"""The front page beside its answers: what this is, findings, and what was compared."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from reanalysis.model.paper import Paper
from reanalysis.report import format as fmt
from reanalysis.report import vocabulary, words
from reanalysis.report.borrowing import borrowed_sentences
from reanalysis.report.comparisons import ComparisonView
from reanalysis.report.endpoint_comparisons import all_comparisons_of
from reanalysis.report.site import Page, Site


def data_version(processed: Path) -> str:
    """Hash of the tables as they were read: two reports with the same one were made from the same numbers."""
    digest = hashlib.sha256()
    for path in sorted(processed.glob("*.csv")) + sorted(processed.glob("*.json")):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def patients_once(site: Site) -> int:
    """Patients of all papers, each trial counted once, by its largest paper."""
    trials: dict[str, int] = {}
    for paper in site.dataset.papers.values():
        trials[paper.info.trial] = max(trials.get(paper.info.trial, 0), _patients(paper))
    return sum(trials.values())


def _patients(paper: Paper) -> int:
    if paper.info.enrolled is not None:
        return paper.info.enrolled
    return sum(group.n or 0 for group in paper.groups if group.parent is None and group.role != "historical_control")


def overview(site: Site, processed: Path) -> dict[str, Any]:
    """The numbers of the first paragraph."""
    analysed = [row for row in site.states.values() if row["state"] == "analysed"]
    return {
        "papers": fmt.counted(len(site.dataset.papers), "paper"),
        "analysed": len(analysed),
        "trials": fmt.counted(len({paper.info.trial for paper in site.dataset.papers.values()}), "trial"),
        "patients": fmt.count(patients_once(site)),
        "estimates": fmt.count(len(site.results.all)),
        "findings": fmt.counted(len(site.findings), "finding"),
        "severities": words.severities(site.findings),
        "not_reproducible": sum(words.not_reproducible(finding) for finding in site.findings),
        "version": data_version(processed),
        "nothing": [name for name, row in site.states.items() if row["state"] == "nothing_to_analyse"],
    }


def left_out(site: Site, page: Page) -> list[dict[str, str]]:
    """Papers with errors: name, link and what is wrong."""
    return [
        {"name": name, "href": page.paper_href(name), "problems": row["problems"]} for name, row in site.states.items() if row["state"] == "left_out"
    ]


def _compared(page: Page, view: ComparisonView) -> dict[str, Any]:
    return {
        "against": view.against, "reason": view.reason, "beside": view.beside,
        "versions": [{"control": v.control_text, "sentence": v.sentence, "robust": v.robust, "label": v.label} for v in view.versions],
        "borrowed": borrowed_sentences(page, view),
    }


def findings_by_paper(site: Site, page: Page) -> list[dict[str, Any]]:
    """Papers with findings, each finding with its place and its link."""
    return [
        {
            "name": site.short_name(name), "href": page.paper_href(name), "status": words.severities(finding for _, finding in found),
            "findings": [view for number, finding in found if (view := finding_view(site, page, number, finding))["severity"] != "note"],
            "notes": [finding_view(site, page, number, finding) for number, finding in found if finding.severity == "note"],
        }
        for name, found in site.findings_of.items()
    ]


def finding_view(site: Site, page: Page, number: int, finding: Any) -> dict[str, Any]:
    """A finding as the pages show it."""
    ref = finding.source.partition(";")[0].strip()
    ref = ref if "/" in ref else f"{finding.paper}/{finding.table}.csv:{finding.row}" if finding.table and finding.row else ""
    where = f"{finding.table}, line {finding.row}" if finding.table and finding.row else finding.table
    base = "" if page.name == finding.paper else page.paper_href(finding.paper)
    return {
        "number": number, "severity": finding.severity, "word": vocabulary.SEVERITIES[finding.severity], "message": words.sentence(finding.message),
        "where": where.replace("paper, line 1", "paper.yaml") + (f", column {finding.column}" if finding.column else ""),
        "href": page.href(ref) if ref and finding.paper in site.dataset.papers else "", "place": site.place(ref).removeprefix("own"),
        "entered": finding.entered, "expected": finding.expected, "inspect_sr": finding.inspect_sr, "acknowledged": finding.acknowledged == "yes",
        "accepted": f": {finding.acknowledged_reason} ({finding.acknowledged_by})" if finding.acknowledged_by else "",
        "link": f"{base}#finding-{number}", "check": finding.check,
    }


def compared(site: Site, page: Page) -> list[dict[str, Any]]:
    """Every comparison of the run, by paper."""
    rows = []
    for name in site.dataset.papers:
        for view in all_comparisons_of(site, name, page):
            rows.append({
                "paper": site.short_name(name), "href": f"{page.paper_href(name)}#{view.anchor}", "group": view.group, "outcome": view.outcome,
                "note": words.sentence(view.row.note), **_compared(page, view),
            })
    return rows

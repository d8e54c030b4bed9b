"""The front page beside its answers: what this is, findings, and what was compared."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reanalysis.model.dictionary import DICTIONARY_COLUMNS, data_dictionary
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.model.paper import Paper
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import sentences, vocabulary
from reanalysis.report.views.borrowing import borrowed_sentences
from reanalysis.report.views.causes import Cause, contradictions, counted
from reanalysis.report.views.comparisons import ComparisonView
from reanalysis.report.views.endpoint_comparisons import all_comparisons_of

PAPERS_ON_A_PAGE = 200
SHOWN_CAUSES = 3


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
        "severities": sentences.severities(site.findings),
        "not_reproducible": sum(sentences.not_reproducible(finding) for finding in site.findings),
        "version": data_version(processed),
        "entries": _entries(site),
        "analysed_of": _analysed(site, len(analysed)),
        "nothing": [name for name, row in site.states.items() if row["state"] == "nothing_to_analyse"],
    }


def _analysed(site: Site, analysed: int) -> str:
    """How many papers were analysed, where it was not all of them."""
    every = len(site.states)
    return "" if analysed == every else f"{fmt.count(analysed)} of {fmt.counted(every, 'paper')} analysed \u00b7 "


def _entries(site: Site) -> str:
    """How many of the papers that could be read were entered twice with agreement, twice, and once; blank where nothing
    was recorded."""
    counts = Counter(row.get("entries", "") for row in site.states.values() if row["state"] != "left_out")
    said = {"twice_agreeing": "twice, in agreement", "twice": "twice, with differences", "once": "once"}
    return "; ".join(f"{fmt.count(counts[name])} {text}" for name, text in said.items() if counts[name])


def left_out(site: Site, page: Page, names: Iterable[str]) -> list[dict[str, str]]:
    """Papers with errors: name, link and what is wrong."""
    return [
        {"name": name, "href": page.paper_href(name), "problems": site.states[name]["problems"]}
        for name in names
        if site.states[name]["state"] == "left_out"
    ]


def rows_left_out(site: Site, page: Page, names: Iterable[str]) -> list[dict[str, str]]:
    """Papers that are analysed without some of their rows: name, link and what is wrong."""
    return [
        {"name": name, "href": page.paper_href(name), "problems": site.states[name]["problems"]}
        for name in names
        if site.states[name]["state"] == "analysed" and site.states[name]["problems"]
    ]


def _compared(page: Page, view: ComparisonView) -> dict[str, Any]:
    return {
        "against": view.against,
        "reason": view.reason,
        "beside": view.beside,
        "versions": [
            {"control": v.control_text, "sentence": v.sentence, "robust": v.robust, "label": v.label}
            for v in view.versions
        ],
        "borrowed": borrowed_sentences(page, view),
    }


@dataclass(frozen=True, kw_only=True)
class Contradicted:
    """A paper that contradicts itself: the first of its causes, and what its page has beside them."""

    name: str
    href: str
    counted: str
    shown: tuple[Cause, ...]
    left: str


@dataclass(frozen=True, kw_only=True)
class Contradictions:
    """What the papers contradict: a sentence on all of them, the papers, and those with nothing against them."""

    said: str
    papers: tuple[Contradicted, ...]
    others: str


def contradictions_of(site: Site, page: Page, names: Iterable[str]) -> Contradictions:
    """The contradictions of these papers by cause, those of main outcomes first."""
    read = [name for name in names if name in site.dataset.papers]
    found = {name: contradictions(site, name) for name in read}
    telling = sorted(
        (name for name in read if found[name]),
        key=lambda name: (not any(c.main for c in found[name]), read.index(name)),
    )
    total = sum(map(len, found.values()))
    clean = len(read) - len(telling)
    said = (
        f"{fmt.counted(total, 'contradiction')} in {fmt.counted(len(telling), 'paper')}, told by cause."
        if total
        else "No paper contradicts itself."
    )
    others = (
        f"No contradiction was found in {fmt.counted(clean, 'other paper' if total else 'paper')}." if clean else ""
    )
    return Contradictions(
        said=said,
        papers=tuple(_contradicted(site, page, name, found[name]) for name in telling),
        others=others if total else "",
    )


def _contradicted(site: Site, page: Page, name: str, found: list[Cause]) -> Contradicted:
    more = len(found) - SHOWN_CAUSES
    return Contradicted(
        name=site.short_name(name),
        href=page.paper_href(name),
        counted=counted(found),
        shown=tuple(found[:SHOWN_CAUSES]),
        left=f"{fmt.count(more)} more on the paper\u2019s page" if more > 0 else "",
    )


def finding_view(site: Site, page: Page, number: int, finding: Any) -> dict[str, Any]:
    """A finding as the pages show it."""
    ref = finding.source.partition(";")[0].strip()
    ref = (
        ref
        if "/" in ref
        else f"{finding.paper}/{finding.table}.csv:{finding.row}"
        if finding.table and finding.row
        else ""
    )
    said = site.message(finding).replace(" <= ", " \u2264 ").replace(" >= ", " \u2265 ")
    unread = finding.severity == "error"  # its message has both, and how to mend it
    where = f"{finding.table}, line {finding.row}" if finding.table and finding.row else finding.table
    base = "" if page.name == finding.paper else page.paper_href(finding.paper)
    return {
        "number": number,
        "severity": finding.severity,
        "word": vocabulary.SEVERITIES[finding.severity],
        "message": sentences.sentence(said),
        "where": where.replace("paper, line 1", "paper.yaml")
        + (f", column {finding.column}" if finding.column else ""),
        "href": page.href(ref) if ref and finding.paper in site.dataset.papers else "",
        "place": site.place(ref).removeprefix("own"),
        "entered": "" if unread else finding.entered,
        "expected": "" if unread else finding.expected,
        "inspect_sr": finding.inspect_sr,
        "acknowledged": finding.acknowledged == "yes",
        "accepted": f": {finding.acknowledged_reason} ({finding.acknowledged_by})" if finding.acknowledged_by else "",
        "link": f"{base}#finding-{number}",
        "check": finding.check,
    }


def compared(site: Site, page: Page, names: Iterable[str]) -> list[dict[str, Any]]:
    """Every comparison of these papers."""
    return [
        {
            "paper": site.short_name(name),
            "href": f"{page.paper_href(name)}#{view.anchor}",
            "group": view.group,
            "outcome": view.outcome,
            "note": sentences.sentence(view.row.note),
            **_compared(page, view),
        }
        for name in names
        if name in site.dataset.papers
        for view in all_comparisons_of(site, name, page)
    ]


def dictionary() -> list[dict[str, Any]]:
    """The data dictionary table by table, the results before what is typed."""
    tables: dict[str, list[dict[str, str]]] = {"estimates": []}
    for row in data_dictionary():
        tables.setdefault(row["table"], []).append(row)
    titles = {"estimates": "estimates.csv: every estimate of the run", "paper.yaml": "paper.yaml: about the paper"}
    return [
        {
            "name": name,
            "title": titles.get(name, f"{name}.csv: {_title_of(name).lower()}"),
            "columns": [text.capitalize() for text in DICTIONARY_COLUMNS[1:]],
            "rows": [[row[column] for column in DICTIONARY_COLUMNS[1:]] for row in rows],
        }
        for name, rows in tables.items()
    ]


def pages_of(names: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    """The front page, in pages of 200 papers where there are more: file names with their papers."""
    parts = [names[start : start + PAPERS_ON_A_PAGE] for start in range(0, len(names), PAPERS_ON_A_PAGE)] or [names]
    return [("report.html" if number == 1 else f"report-{number}.html", part) for number, part in enumerate(parts, 1)]


def turning(pages: Sequence[tuple[str, Sequence[str]]], number: int) -> dict[str, Any] | None:
    """Where page `number` stands among the pages and what is before and after it; None for a report of one page."""
    if len(pages) == 1:
        return None
    before = sum(len(names) for _, names in pages[: number - 1])
    return {
        "number": number,
        "first": fmt.count(before + 1),
        "last": fmt.count(before + len(pages[number - 1][1])),
        "total": fmt.count(sum(len(names) for _, names in pages)),
        "previous": pages[number - 2][0] if number > 1 else "",
        "next": pages[number][0] if number < len(pages) else "",
        "pages": [{"number": place, "href": file, "here": place == number} for place, (file, _) in enumerate(pages, 1)],
    }


def _title_of(table: str) -> str:
    return INPUT_TABLES[table].title if table in INPUT_TABLES else table

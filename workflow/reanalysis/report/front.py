"""The front page: what this is, the answers, findings, and what was compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reanalysis.model.paper import Paper
from reanalysis.model.rows import Count
from reanalysis.report import format as fmt
from reanalysis.report import shown, vocabulary, words
from reanalysis.report.borrowing import borrowed_sentences
from reanalysis.report.comparisons import ComparisonView, comparisons_of
from reanalysis.report.endpoint_comparisons import all_comparisons_of
from reanalysis.report.multiverse import brief, multiverses_of
from reanalysis.report.results import Result
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


def answers(site: Site, page: Page) -> Iterator[dict[str, Any]]:
    """One row of the summary per paper: its main outcome, in numbers and words."""
    for name, state in site.states.items():
        if state["state"] == "left_out":
            continue
        info = site.paper(name).info
        about = [info.treatment, vocabulary.DESIGNS.get(info.design or "", ""), info.disease]
        row = {
            "paper": name, "name": site.short_name(name), "href": page.paper_href(name), "treatment": about[0], "about": "; ".join(a for a in about[1:] if a),
            "audit": words.status([finding for _, finding in site.findings_of.get(name, [])]), "findings_href": f"{page.paper_href(name)}#findings",
            "reason": state["problems"], "comparisons": [], "retracted": info.retracted == "yes", "variants": [], "printed": "", "controls": [], "multiverse": None,
        }
        yield row | _main(site, page, name) if state["state"] == "analysed" else row | {"result": None, "outcome": ""}


def main_result(site: Site, name: str, views: list[ComparisonView]) -> Result | None:
    """The estimate that stands for a paper: of its main outcome (else its first response), as the paper prints it, in the whole before its parts."""
    paper = site.paper(name)
    rates = [r for r in site.results.rates(name) if r.estimate is not None and not shown.is_variant(r)]
    outcome = paper.info.main_outcome or next((r.outcome for r in rates if _kind(site, r.outcome) == "response"), None)
    chosen = [r for r in rates if r.outcome == outcome]
    if printed_only(site, name, chosen):
        return None
    if not chosen:
        return next((r for r in site.results.of(name) if r.endpoint == outcome and r.primary and r.measure in ("median_time", "hazard_ratio")
                     and r.estimate is not None), None) or next(iter(rates), None)
    compared = [view.row.group for view in views if view.row.outcome == outcome]
    return min(chosen, key=lambda r: _precedence(paper, r, compared))


def printed_only(site: Site, name: str, rates: list[Result]) -> Count | None:
    """The printed main outcome of the treated patients, where no count follows from it and only a control has an estimate."""
    paper = site.paper(name)
    if any(not _is_control(paper, r.group) for r in rates):
        return None
    return next((row for row in paper.counts if row.in_use and row.outcome == paper.info.main_outcome and not _is_control(paper, row.group)), None)


def _is_control(paper: Paper, group: str) -> bool:
    return paper.group[group].role in ("control", "historical_control") if group in paper.group else False


def _precedence(paper: Paper, result: Result, compared: list[str]) -> tuple[int, ...]:
    """What the paper prints comes first, then the whole before its parts, groups that are compared, and the larger group."""
    control = 1 if _is_control(paper, result.group) else 0
    derived = 0 if result.derived in ("entered", "from_percent") else 1
    depth = len(paper.ancestors(result.group)) if result.group in paper.group else 0
    return (control, derived, depth, 0 if result.group in compared else 1, -(result.n or 0))


def _kind(site: Site, outcome: str) -> str:
    known = site.outcomes.outcomes.get(outcome)
    return known.kind if known else "response"


def _main(site: Site, page: Page, name: str) -> dict[str, Any]:
    views = comparisons_of(site, name, page)
    result = main_result(site, name, views)
    if result is None:
        return _without_estimate(site, page, name)
    compared = [_compared(page, view) for view in views if view.row.outcome == result.outcome and view.row.group == result.group]
    compared += _other_arms(site, page, result)
    others = [view for view in views if not (view.row.outcome == result.outcome and view.row.group == result.group)]
    return {
        "result": result, "outcome": site.outcome_label(result.outcome or result.endpoint), "group": site.group_label(name, result.group),
        "comparisons": compared, "others": len(others), "multiverse": _multiverse(site, page, result), "variants": [cells(page, r) for r in _beside(site, name, result)], **cells(page, result),
    }


def _multiverse(site: Site, page: Page, result: Result) -> dict[str, Any] | None:
    """In how many analyses the conclusion on a paper's main outcome stands, where there is more than one."""
    view = next((v for v in multiverses_of(site, result.paper) if (v.group, v.outcome) == (result.group, result.outcome) and len(v.rows) > 1), None)
    if view is None:
        return None
    return {"sentence": brief(site, view, lambda text: page.cell(view.ref, text, title="Count of analyses")), "href": f"{page.paper_href(result.paper)}#{view.anchor}"}


def _other_arms(site: Site, page: Page, main: Result) -> list[dict[str, Any]]:
    """Other groups with a median of the same endpoint, and the hazard ratio that the paper prints between them."""
    if not main.endpoint:
        return []
    ratios = [r for r in site.results.of(main.paper, "hazard_ratio") if r.endpoint == main.endpoint and r.estimate is not None]
    medians = [r for r in site.results.of(main.paper, main.measure) if r.endpoint == main.endpoint and r.primary and r.estimate is not None]
    others = {r.group: r for r in medians if r.group != main.group and (r.outcome, r.assessor, r.population) == (main.outcome, main.assessor, main.population)}
    arms = []
    for group, median in others.items():
        ratio = next((r for r in ratios if {r.group, r.against} == {group, main.group}), None)
        label = site.group_label(main.paper, group)
        said = words.printed_ratio(ratio, page.number, of="" if ratio.group == main.group else label) if ratio else Markup("no comparison is printed")
        control = page.number(median, f"{shown.estimate_text(median)} {median.unit}")
        arms.append({"against": label, "reason": "", "beside": (), "borrowed": [],
                     "versions": [{"control": control, "label": "", "robust": Markup(), "sentence": said}]})
    return arms


def _without_estimate(site: Site, page: Page, name: str) -> dict[str, Any]:
    """What the summary says of a paper whose main outcome gives no estimate: what is printed, and the finding about it."""
    rates = [r for r in site.results.rates(name) if r.estimate is not None and r.outcome == site.paper(name).info.main_outcome]
    row = printed_only(site, name, rates)
    if row is None:
        return {"result": None, "outcome": "", "reason": "no estimate with a denominator"}
    said = [finding.message for _, finding in site.findings_of.get(name, []) if finding.source == row.ref and finding.severity != "note"]
    return {
        "result": None, "outcome": site.outcome_label(row.outcome), "group": site.group_label(name, row.group),
        "printed": page.cell(row.ref, row.reported or "printed"), "reason": said[0] if said else "no count follows from it",
        "controls": [{"group": site.group_label(name, r.group), **cells(page, r)} for r in rates],
    }


def _beside(site: Site, name: str, main: Result) -> list[Result]:
    """The same rate by the scale's definition, and the other count where a percentage allows two."""
    return [r for r in site.results.rates(name) if (r.group, r.outcome) == (main.group, main.outcome) and r.result_id != main.result_id
            and r.estimate is not None and (shown.is_variant(r) or r.derived == main.derived == "from_percent") and r.at in ("", main.at)]


def cells(page: Page, result: Result) -> dict[str, Any]:
    """The cells of one estimate: counts, rate, interval and small picture, each leading to its source."""
    places = page.site.decimals
    counts = f"{result.events}/{result.n}" if result.events is not None and result.n is not None and result.measure == "proportion" else ""
    timed = result.measure in ("median_time", "follow_up_median", "quantile_time")
    text = shown.estimate_text(result, places) + (f" {result.unit}" if timed else "")
    interval = shown.interval_text(result, places) if result.conf_low is not None or result.conf_high is not None else ""
    return {
        "counts": page.number(result, counts) if counts else Markup(), "rate": page.number(result, text),
        "interval": page.number(result, interval) if interval else Markup(), "level": fmt.level(result.conf_level), "bar": shown.bar(result),
        "qualifiers": shown.qualifiers(result), "measure": vocabulary.MEASURES.get(result.measure, result.measure),
        "months": shown.months_text(result) if timed else "",
    }


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

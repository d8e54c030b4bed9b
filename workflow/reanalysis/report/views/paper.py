"""A paper's page: what it is, its findings, its numbers beside what is printed, and every cell that was entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reanalysis.model.config import Scale, of_percent
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import place_of
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.model.paper import Paper
from reanalysis.model.rows import EFFECTS, TABLES, Patient, Row, Summary
from reanalysis.model.store import cells_of
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text, sentences, vocabulary
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text.links import doi_link, pmid_link, registration_link
from reanalysis.report.views.borrowing import borrowing_view, uniform_lines
from reanalysis.report.views.card import answer_card
from reanalysis.report.views.causes import causes_of, counted
from reanalysis.report.views.comparisons import ComparisonView, same_counts
from reanalysis.report.views.designs import trends
from reanalysis.report.views.endpoint_comparisons import all_comparisons_of
from reanalysis.report.views.front import finding_view
from reanalysis.report.views.multiverse import multiverse_view, multiverses_of
from reanalysis.report.views.reconstruction import reconstructions
from reanalysis.report.views.robustness import robust_row, robust_title

LONG, FOLDED_NOTES = 60, 240
OTHER_ASSAY = "not defined for this assay"


def paper_context(site: Site, name: str, page: Page | None = None) -> dict[str, Any]:
    """Everything that the template of a paper's page shows; `page` says how its numbers are written, as links if it is
    not given."""
    page = page or Page(site, name)
    state = site.states[name]
    context: dict[str, Any] = {
        "name": name,
        "short": site.short_name(name),
        "state": state,
        "info": None,
        "findings": [finding_view(site, page, number, finding) for number, finding in site.findings_of.get(name, [])],
        "status": sentences.status([finding for _, finding in site.findings_of.get(name, [])]),
        "severities": sentences.severities(finding for _, finding in site.findings_of.get(name, [])),
    }
    if state["state"] == "left_out":
        return context
    paper = site.paper(name)
    return context | {
        "card": answer_card(site, page, name),
        "entered": site.entered[name].sentence if name in site.entered else "",
        "lists": finding_lists(site, page, name, context["findings"]),
        "byline": byline(site, paper),
        "info": paper.info,
        "facts": facts(site, paper),
        "others": others(site, page, paper),
        "statements": _statements(site, page, paper),
        "comparisons": [comparison_view(page, view) for view in all_comparisons_of(site, name, page)],
        "trends": trends(page),
        "multiverses": [multiverse_view(page, view) for view in multiverses_of(site, name)],
        "patients": patients(site, page, paper),
        "summaries": summaries(site, page, paper),
        "sources": sources(page, paper),
        "baseline": baseline(site, page, paper),
        "reconstructions": reconstructions(page),
    }


TITLES = {
    "entry": "How it was typed",
    "comparison": "About our own comparisons",
    "assumption": "What had to be assumed",
    "passed": "Checked and right",
}


@dataclass(frozen=True, kw_only=True)
class ShownCause:
    """A cause as its paper's page shows it: its sentence, its telling finding, and the others folded."""

    sentence: str
    lead: dict[str, Any]
    others: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class FindingList:
    """Findings about one thing, by cause; `folded` where a reader need not see them at once."""

    about: str
    title: str
    counted: str
    causes: tuple[ShownCause, ...]
    folded: bool


def finding_lists(site: Site, page: Page, name: str, views: Sequence[dict[str, Any]]) -> list[FindingList]:
    """The findings of a paper: the paper against itself, then what is not its doing."""
    by_number = {view["number"]: view for view in views}
    grouped: dict[str, list[Any]] = {}
    for cause in causes_of(site, name):
        about = cause.about if cause.about in TITLES else "paper"
        grouped.setdefault(about, []).append(cause)
    return [
        FindingList(
            about=about,
            title=TITLES.get(about, "The paper against itself"),
            counted=counted(found) if about == "paper" else fmt.counted(sum(len(c.checks) for c in found), "check"),
            causes=tuple(
                ShownCause(
                    sentence=cause.sentence,
                    lead=by_number[cause.first],
                    others=tuple(by_number[number] for number, _ in cause.checks[1:]),
                )
                for cause in found
            ),
            folded=about in ("assumption", "passed"),
        )
        for about, found in grouped.items()
    ]


def byline(site: Site, paper: Paper) -> str:
    """The paper in a line: journal and year, patients, design, and what was read of it."""
    info = paper.info
    parts = [
        " ".join(part for part in (info.journal, str(info.year)) if part),
        "" if info.enrolled is None else fmt.counted(info.enrolled, "patient"),
        vocabulary.DESIGNS.get(info.design or "", ""),
        f"read: {vocabulary.SOURCE_KINDS[info.source_kind]}",
    ]
    return " \u00b7 ".join(part for part in parts if part)


def facts(site: Site, paper: Paper) -> list[dict[str, str]]:
    """Citation and design, with links from validated identifiers only."""
    info = paper.info
    rows = [
        ("Published", ", ".join(part for part in (info.journal, str(info.year)) if part), ""),
        ("DOI", info.doi, doi_link(info.doi)),
        ("PubMed", info.pmid, pmid_link(info.pmid)),
        ("Registration", info.registration, registration_link(info.registration)),
        ("Disease", info.disease, ""),
        ("Treatment", info.treatment, ""),
        ("Design", vocabulary.DESIGNS.get(info.design or "", ""), ""),
        ("Patients treated", "" if info.enrolled is None else str(info.enrolled), ""),
        ("Read from", vocabulary.SOURCE_KINDS[info.source_kind], ""),
        ("Data cut-off", info.data_cutoff, ""),
        ("Notes", site.own_words(info.notes), ""),
    ]
    return [
        {
            "name": name,
            "text": text,
            "href": href,
            "wide": len(text) > LONG,
            "folded": len(text) > FOLDED_NOTES and name == "Notes",
        }
        for name, text, href in sorted(rows, key=lambda row: len(row[1]) > LONG)
        if text
    ]


def others(site: Site, page: Page, paper: Paper) -> list[dict[str, str]]:
    """Other papers on the same patients."""
    names = [name for name in site.dataset.papers_of_trial(paper.info.trial) if name != paper.name]
    return [
        {"name": site.short_name(name), "title": site.paper(name).info.title, "href": page.paper_href(name)}
        for name in names
    ]


def _statements(site: Site, page: Page, paper: Paper) -> list[dict[str, Any]]:
    return [
        {
            "text": row.statement,
            "group": site.group_label(paper.name, row.group) if row.group else "",
            "source": page.cell(row.ref, row.source or "source"),
        }
        for row in paper.statements
    ]


def comparison_view(page: Page, view: ComparisonView) -> dict[str, Any]:
    """A comparison with its sentences and the rows of all methods."""
    shown_rows = [r for r in view.results if r.estimate is not None or r.p_value is not None]
    return {
        "anchor": view.anchor,
        "title": f"{view.outcome}: {view.group} against {view.against}",
        "reason": view.reason,
        "note": sentences.sentence(view.row.note),
        "beside": view.beside,
        "reported_p": view.row.reported_p,
        "source": page.sources((view.row.ref,)),
        "marks": page.marks((view.row.ref,)),
        "timed": bool(view.row.endpoint),
        "versions": [
            {"control": v.control_text, "sentence": v.sentence, "robust": v.robust, "label": v.label}
            for v in view.versions
        ],
        "rows": [_method_row(page, r, view.results) for r in shown_rows],
        "robustness": [robust_row(page, view.row.ref, row) for row in view.robustness],
        "robust_title": robust_title(view.robustness),
        "borrowing": borrowing_view(page, view),
        "uniform": uniform_lines(page, view),
    }


def _measure(result: Estimate) -> str:
    if result.measure == "hazard_ratio" and result.method == "one_sample_exact":
        return "observed over expected events"
    return (
        "rate against the known rate"
        if result.measure == "proportion"
        else vocabulary.MEASURES.get(result.measure, result.measure)
    )


def _method_row(page: Page, result: Estimate, every: Sequence[Estimate]) -> dict[str, Any]:
    """One method\u2019s row; a test without an estimate of its own has the primary difference or ratio of the same
    counts beside its p."""
    places = page.site.decimals
    beside = _beside(result, every) if result.estimate is None else None
    size = beside or result
    unit = (
        "points"
        if result.measure == "risk_difference"
        else result.unit
        if result.measure == "restricted_mean_difference"
        else ""
    )
    return {
        "measure": _measure(result),
        "unit": unit,
        "method": vocabulary.method(result.method),
        "primary": result.primary,
        "qualifiers": estimate_text.qualifiers(result),
        "estimate": page.number(size, estimate_text.estimate_text(size, places))
        if size.estimate is not None
        else Markup(),
        "beside": f"{_measure(beside)}, {vocabulary.method(beside.method)}" if beside else "",
        "interval": page.number(size, estimate_text.interval_text(size, places)) if size.has_interval else Markup(),
        "p": page.number(result, fmt.p_value(result.p_value)) if result.p_value is not None else Markup(),
        "alternative": (vocabulary.TIMES_ALTERNATIVES if result.endpoint else vocabulary.ALTERNATIVES).get(
            result.alternative, ""
        )
        if result.p_value is not None
        else "",
    }


def _beside(test: Estimate, every: Sequence[Estimate]) -> Estimate | None:
    """The risk difference of the counts that a test compares, or the hazard ratio of its times."""
    if test.measure == "association":
        return next(
            (
                r
                for r in every
                if r.measure == "risk_difference" and r.primary and r.estimate is not None and same_counts(r, test)
            ),
            None,
        )
    return (
        next(
            (
                r
                for r in every
                if r.measure == "hazard_ratio"
                and r.estimate is not None
                and (r.derived, r.at, r.events, r.n, r.alternative)
                == (test.derived, test.at, test.events, test.n, test.alternative)
            ),
            None,
        )
        if test.measure == "log_rank"
        else None
    )


def patients(site: Site, page: Page, paper: Paper) -> list[dict[str, Any]]:
    """Listed patients by scale, the paper's label beside the category that the definition gives."""
    tables = []
    for name in dict.fromkeys(row.scale or "" for row in paper.patients):
        rows, scale = [row for row in paper.patients if (row.scale or "") == name], site.scales.get(name)
        tables.append(
            {
                "title": scale.label if scale else vocabulary.words(name) or "no scale",
                "value": scale.definition.value if scale and scale.definition else "value",
                "rows": [_patient(site, page, paper, row, scale) for row in rows],
                "defined": bool(scale and scale.definition),
            }
        )
    return tables


def _patient(site: Site, page: Page, paper: Paper, row: Patient, scale: Scale | None) -> dict[str, Any]:
    category = scale.category(row.category) if scale and row.category else None
    numbers = {
        name: "" if (value := getattr(row, name)) is None else page.cell(row.ref, fmt.plain(value))
        for name in ("value", "baseline", "best_before")
    }
    return {
        "patient": page.cell(row.ref, row.patient),
        "group": site.group_label(paper.name, row.group),
        "category": scale.categories[category].label if scale and category else row.category,
        "by_definition": (defined := _by_definition(row, scale)),
        "differs": bool(
            defined and scale and category and defined != scale.categories[category].label and defined != OTHER_ASSAY
        ),
        "assay": row.assay,
        "mark": row.mark,
        "marks": page.marks((row.ref,)),
        "times": _times_of(page, paper, row),
        **numbers,
    }


def _by_definition(row: Patient, scale: Scale | None) -> str:
    if scale is None or scale.definition is None or row.value is None:
        return ""
    if not scale.definition.holds_for(row.assay):
        return OTHER_ASSAY
    found = scale.definition.category_of(row.value)
    return scale.categories[found].label if found in scale.categories else found or "none"


def _times_of(page: Page, paper: Paper, row: Patient) -> Markup:
    found = [t for t in paper.times if t.patient == row.patient and t.in_use]
    return Markup("; ").join(
        page.cell(
            t.ref, f"{t.time.time}{'' if t.time.event else '+'} {t.unit}", title=page.site.outcome_label(t.endpoint)
        )
        for t in found
    )


def summaries(site: Site, page: Page, paper: Paper) -> list[dict[str, Any]]:
    """Printed medians, ranges and ratios, as printed."""
    return [
        {
            "group": site.group_label(paper.name, row.group),
            "endpoint": site.endpoint_label(row.endpoint) if row.endpoint else "",
            "statistic": vocabulary.STATISTICS[row.statistic]
            + (f" at {fmt.plain(row.at)} {row.unit or ''}".rstrip() if row.at is not None else ""),
            "value": _traced(page, row, _printed(row)),
            "against": site.group_label(paper.name, row.against) if row.against else "",
            "limits": _limits(page, row),
            "place": row.source,
            "note": row.note,
            "marks": page.marks((row.ref,)),
        }
        for row in paper.summaries
    ]


def _limits(page: Page, row: Summary) -> Markup | str:
    """Printed confidence limits with the level that they are printed with."""
    if not row.low and not row.high:
        return ""
    low, high = (
        "?" if limit is None else "not reached" if limit.text == "NE" else limit.text for limit in (row.low, row.high)
    )
    limits = _traced(page, row, f"{low} to {high}" if "not reached" in (low, high) else fmt.span(low, high))
    return limits if row.conf_level is None else limits + f" ({fmt.level(of_percent(row.conf_level, 0.95))})"


def _traced(page: Page, row: Summary, text: str) -> Markup:
    """A printed number with the estimate that carries it, else with its cell alone."""
    result = page.site.results.printed.get(row.ref)
    return page.number(result, text) if result else page.cell(row.ref, text)


def _printed(row: Any) -> str:
    unit = (
        {"percent": "%", "fraction": ""}.get(row.value_unit or "", "")
        if row.statistic in ("survival", "ongoing")
        else f" {row.unit}"
        if row.unit
        else ""
    )
    value = "not reached" if row.value.text == "NE" else row.value.text.replace("<=", "\u2264").replace(">=", "\u2265")
    return value if row.value.text == "NE" or row.statistic in EFFECTS else value + unit


def baseline(site: Site, page: Page, paper: Paper) -> list[dict[str, Any]]:
    """Counts and categories of patients at the start, as printed: audited, not estimated."""
    rows = [
        (row, site.outcome_label(row.outcome), row.events)
        for row in paper.counts
        if row.kind == "baseline" or _is_baseline(site, row.outcome)
    ]
    for row in (row for row in paper.categories if row.kind == "baseline"):
        scale = site.scales.get(row.scale)
        category = scale.category(row.category) if scale else None
        label = scale.categories[category].label if scale and category else row.category
        rows.append((row, f"{scale.label if scale else vocabulary.words(row.scale)}: {label}", row.count))
    return [
        {
            "label": label,
            "group": site.group_label(paper.name, row.group),
            "count": "" if events is None else page.cell(row.ref, str(events)),
            "reported": page.cell(row.ref, row.reported) if row.reported else "",
            "place": row.source,
            "marks": page.marks((row.ref,)),
        }
        for row, label, events in rows
        if row.in_use
    ]


def _is_baseline(site: Site, outcome: str) -> bool:
    known = site.outcomes.outcome(outcome)
    return known is not None and known.kind == "baseline"


def sources(page: Page, paper: Paper) -> list[dict[str, Any]]:
    """Every raw row as entered, table by table; columns that no row fills are left out."""
    tables = []
    for table in TABLES:
        tables += raw_tables(page, table, getattr(paper, table))
    return tables


def raw_tables(page: Page, table: str, given: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows of one table as they were entered, as a list of that table; empty without rows."""
    rows = [(row, cells_of(row)) for row in given]
    if not rows:
        return []
    columns = [
        name
        for name in rows[0][1]
        if any(cells[name] for _, cells in rows) and name not in ("source", "basis", "use", "note")
    ]
    return [
        {
            "table": table,
            "title": INPUT_TABLES[table].title,
            "columns": columns,
            "notes": any(row.note for row, _ in rows),
            "basis": any(row.basis != "printed" or row.use != "yes" for row, _ in rows),
            "places": any(row.source for row, _ in rows),
            "rows": [
                {
                    "id": f"src-{table}-{place_of(row.ref)[1]}",
                    "ref": row.ref.rpartition("/")[2],
                    "cells": [cells[name] for name in columns],
                    "place": row.source,
                    "basis": row.basis + ("" if row.in_use else ", not used"),
                    "note": row.note,
                    "marks": page.marks((row.ref,)) if "/" in row.ref else [],
                }
                for row, cells in rows
            ],
        }
    ]

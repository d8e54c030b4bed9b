"""The answers: for each paper its main outcome, what it was compared with in a line each, how robust that is, and the
audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding
from reanalysis.model.paper import Paper
from reanalysis.model.rows import Count
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text, sentences, verdicts, vocabulary
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text.verdicts import Verdict
from reanalysis.report.views import time_answers
from reanalysis.report.views.borrowing import borrowing_view
from reanalysis.report.views.comparisons import ComparisonView, Version
from reanalysis.report.views.endpoint_comparisons import all_comparisons_of, reason_of
from reanalysis.report.views.multiverse import brief, multiverses_of

LINES = 5  # comparisons that a row of the summary shows


def answers(site: Site, page: Page, names: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One row of the summary per paper of `names` that could be read."""
    for name in names:
        if site.states[name]["state"] != "left_out":
            yield answer(site, page, name)


def answer(site: Site, page: Page, name: str) -> dict[str, Any]:
    """The main outcome of a paper, in numbers and words."""
    info, state, found = (
        site.paper(name).info,
        site.states[name],
        [finding for _, finding in site.findings_of.get(name, [])],
    )
    design = vocabulary.DESIGNS.get(info.design or "", "")
    row = {
        "paper": name,
        "name": site.short_name(name),
        "href": page.paper_href(name),
        "treatment": info.treatment,
        "design": design,
        "disease": info.disease,
        "about": "; ".join(part for part in (design, info.disease) if part),
        "audit": sentences.status(found),
        "audited": sentences.audited(found),
        "gravity": sentences.gravity(found),
        "entered": site.entered[name].short if name in site.entered else "",
        "audit_kind": audit_kind(found),
        "findings_href": f"{'' if page.name == name else page.paper_href(name)}#findings",
        "reason": state["problems"],
        "lines": [],
        "left": 0,
        "robust": [],
        "retracted": info.retracted == "yes",
        "variants": [],
        "printed": "",
        "controls": [],
        "compared": False,
    }
    return row | _main(site, page, name) if state["state"] == "analysed" else row | {"result": None, "outcome": ""}


def audit_kind(found: Iterable[Finding]) -> str:
    """The audit of a paper in a word or two, to choose papers by."""
    every = list(found)
    if any(sentences.not_reproducible(finding) for finding in every):
        return "numbers not reproducible"
    severities = {finding.severity for finding in every}
    return "warnings" if severities - {"note"} else "notes only" if severities else "no findings"


def main_result(site: Site, name: str, views: list[ComparisonView]) -> Estimate | None:
    """The estimate that stands for a paper: of its main outcome (else its first response, else its main endpoint), as
    printed, in the whole before its parts."""
    paper = site.paper(name)
    rates = [r for r in site.results.rates(name) if r.estimate is not None and not estimate_text.is_variant(r)]
    outcome = paper.info.main_outcome or next((r.outcome for r in rates if _kind(site, r.outcome) == "response"), None)
    chosen = [r for r in rates if r.outcome == outcome]
    if printed_only(site, name, chosen):
        return None
    if not chosen:
        timed = [(view.row.endpoint, view.row.group) for view in views if view.row.endpoint and not view.row.outcome]
        return time_answers.main_time(site, name, timed) or next(iter(rates), None)
    compared = [view.row.group for view in views if view.row.outcome == outcome]
    return min(chosen, key=lambda r: _precedence(paper, r, compared))


def printed_only(site: Site, name: str, rates: list[Estimate]) -> Count | None:
    """The printed main outcome of the treated patients, where no count follows from it and only a control has an
    estimate."""
    paper = site.paper(name)
    if any(not _is_control(paper, r.group) for r in rates):
        return None
    return next(
        (
            row
            for row in paper.counts
            if row.in_use and row.outcome == paper.info.main_outcome and not _is_control(paper, row.group)
        ),
        None,
    )


def _is_control(paper: Paper, group: str) -> bool:
    return paper.group[group].role in ("control", "historical_control") if group in paper.group else False


def _precedence(paper: Paper, result: Estimate, compared: list[str]) -> tuple[int, ...]:
    """What the paper prints comes first, then the whole before its parts, groups that are compared, and the larger
    group."""
    control = 1 if _is_control(paper, result.group) else 0
    derived = 0 if result.derived in ("entered", "from_percent") else 1
    depth = len(paper.ancestors(result.group)) if result.group in paper.group else 0
    return (control, derived, depth, 0 if result.group in compared else 1, -(result.n or 0))


def _kind(site: Site, outcome: str) -> str:
    known = site.outcomes.outcome(outcome)
    return known.kind if known else "response"


def _main(site: Site, page: Page, name: str) -> dict[str, Any]:
    views = all_comparisons_of(site, name, page)
    result = main_result(site, name, views)
    if result is None:
        return _without_estimate(site, page, name)
    mine = [view for view in views if _about(view) == _of(result) and view.row.group == result.group]
    several = None if result.endpoint else _multiverse(site, page, result)
    lines = [
        *(verdict for view in mine for verdict in verdicts_of(page, view)),
        *_other_arms(site, page, result, [view.row.against for view in mine]),
    ]
    return {
        "result": result,
        "outcome": site.outcome_label(result.outcome or result.endpoint),
        "group": site.group_label(name, result.group),
        "lines": lines[:LINES],
        "left": len(lines) - len(lines[:LINES]),
        "others": len(views) - len(mine),
        "compared": bool(lines),
        "robust": [*([several[0]] if several else []), *_holds(mine)],
        "analyses": several[1] if several else "",
        "variants": [cells(page, r) for r in _beside(site, name, result)],
        **cells(page, result),
    }


def _of(result: Estimate) -> tuple[str, str]:
    return (result.endpoint, "timed") if result.endpoint else (result.outcome, "")


def _about(view: ComparisonView) -> tuple[str, str]:
    """The outcome of a comparison, or its endpoint marked as one."""
    return (view.row.outcome, "") if view.row.outcome else (view.row.endpoint or "", "timed")


def verdicts_of(page: Page, view: ComparisonView) -> list[Verdict]:
    """A comparison in lines: what a set of historical controls says, else one for each version of its counts."""
    link = _linked(page, view)
    lent = borrowing_view(page, view) or {"tables": [], "reason": ""}
    lines = [verdicts.borrowed(*table["lead"], link, page.number) for table in lent["tables"] if table["lead"]]
    return (
        lines
        or [_verdict(page, version, link) for version in view.versions]
        or [verdicts.not_tested(link, lent["reason"] or view.reason)]
    )


def _linked(page: Page, view: ComparisonView) -> Markup:
    base = "" if page.name == view.paper else page.paper_href(view.paper)
    return page.link(f"{base}#{view.anchor}", view.against)


def _verdict(page: Page, version: Version, link: Markup) -> Verdict:
    against = link + Markup(", {}").format(version.control_text) if version.control_text else link
    if version.main.endpoint:
        return verdicts.timed(
            version.main, version.test, against, page.number, label=version.label, reason=reason_of(version.main)
        )
    if version.rate is not None:
        return verdicts.against_rate(version.main, version.rate, against, page.number, label=version.label)
    return verdicts.between_groups(version.main, version.test, against, page.number, label=version.label)


def _multiverse(site: Site, page: Page, result: Estimate) -> tuple[Markup, str] | None:
    """In how many analyses the conclusion on a paper's main outcome stands, and where they are, if there is more than
    one."""
    view = next(
        (
            v
            for v in multiverses_of(site, result.paper)
            if (v.group, v.outcome) == (result.group, result.outcome) and len(v.rows) > 1
        ),
        None,
    )
    if view is None:
        return None
    said = brief(site, view, lambda text: page.cell(view.ref, text, title="Count of analyses"))
    return said + Markup("."), f"{'' if page.name == result.paper else page.paper_href(result.paper)}#{view.anchor}"


def _holds(views: Iterable[ComparisonView]) -> list[Markup]:
    """How far a control may be wrong: the first sentence on each, none twice."""
    said = {
        version.holds.striptags(): version.holds + Markup(".")
        for view in reversed(list(views))
        for version in view.versions
        if version.holds
    }
    return list(reversed(said.values()))[:2]


def _other_arms(site: Site, page: Page, main: Estimate, compared: Sequence[str]) -> list[Verdict]:
    """Other groups with a median of the same endpoint, and the hazard ratio that the paper prints between them; none
    that is `compared` already."""
    if main.measure != "median_time":
        return []
    ratios = [
        r
        for r in site.results.of(main.paper, "hazard_ratio")
        if r.endpoint == main.endpoint and r.estimate is not None and r.method == "reported"
    ]
    medians = [
        r
        for r in site.results.of(main.paper, main.measure)
        if r.endpoint == main.endpoint and r.primary and r.estimate is not None
    ]
    around = {main.group, *compared, *_lineage(site, main)}
    others = {
        r.group: r
        for r in medians
        if r.group not in around
        and (r.outcome, r.assessor, r.population) == (main.outcome, main.assessor, main.population)
    }
    lines = []
    for group, median in others.items():
        ratio = next((r for r in ratios if {r.group, r.against} == {group, main.group}), None)
        against = Markup("{}, {}").format(
            site.group_label(main.paper, group),
            page.number(median, f"{estimate_text.estimate_text(median)} {median.unit}"),
        )
        lines.append(
            verdicts.printed_ratio(ratio, against, page.number, inverse=ratio.group != main.group)
            if ratio
            else verdicts.not_tested(against, "no comparison is printed")
        )
    return lines


def _lineage(site: Site, result: Estimate) -> list[str]:
    """The groups that have patients in common with that of an estimate: its parts, and those that it is part of."""
    paper = site.paper(result.paper)
    return [*paper.ancestors(result.group), *paper.members(result.group)] if result.group in paper.group else []


def _without_estimate(site: Site, page: Page, name: str) -> dict[str, Any]:
    """What the summary says of a paper whose main outcome gives no estimate: what is printed, and the finding about
    it."""
    rates = [
        r
        for r in site.results.rates(name)
        if r.estimate is not None and r.outcome == site.paper(name).info.main_outcome
    ]
    row = printed_only(site, name, rates)
    if row is None:
        return {
            "result": None,
            "outcome": "",
            "reason": "no rate with a denominator, and no median, survival or hazard ratio",
        }
    said = [
        site.message(finding)
        for _, finding in site.findings_of.get(name, [])
        if finding.source == row.ref and finding.severity != "note"
    ]
    return {
        "result": None,
        "outcome": site.outcome_label(row.outcome),
        "group": site.group_label(name, row.group),
        "printed": page.cell(row.ref, row.reported or "printed"),
        "reason": said[0] if said else "no count follows from it",
        "controls": [{"group": site.group_label(name, r.group), **cells(page, r)} for r in rates],
    }


def _beside(site: Site, name: str, main: Estimate) -> list[Estimate]:
    """The same rate by the scale's definition, and the other count where a percentage allows two."""
    return [
        r
        for r in site.results.rates(name)
        if (r.group, r.outcome) == (main.group, main.outcome)
        and r.result_id != main.result_id
        and r.estimate is not None
        and (estimate_text.is_variant(r) or r.derived == main.derived == "from_percent")
        and r.at in ("", main.at)
    ]


def cells(page: Page, result: Estimate) -> dict[str, Any]:
    """The cells of one estimate: counts, rate, interval and small picture, each leading to its source."""
    places = page.site.decimals
    counts = (
        f"{result.events}/{result.n}"
        if result.events is not None and result.n is not None and result.measure == "proportion"
        else ""
    )
    timed = result.measure in ("median_time", "follow_up_median", "quantile_time")
    beside = time_answers.beside(page.site, result, page.number) if result.endpoint else []
    text = estimate_text.estimate_text(result, places) + (f" {result.unit}" if timed else "")
    interval = (
        estimate_text.interval_text(result, places)
        if result.conf_low is not None or result.conf_high is not None
        else ""
    )
    return {
        "counts": page.number(result, counts) if counts else Markup(),
        "rate": page.number(result, text),
        "interval": page.number(result, interval) if interval else Markup(),
        "level": fmt.level(result.conf_level),
        "bar": estimate_text.bar(result),
        "qualifiers": [*beside, *estimate_text.qualifiers(result)],
        "measure": time_answers.what(result)
        if result.measure in time_answers.MEASURES
        else vocabulary.MEASURES.get(result.measure, result.measure),
        "months": in_months(page, result) if timed else "",
    }


def in_months(page: Page, result: Estimate) -> Markup | str:
    """A time in months beside its own unit, leading to the cell that it was made from; blank where it is in months
    already."""
    text = estimate_text.months_text(result)
    return page.cell(result.sources[0], text, title="In months of 30.4375 days", of=result) if text else ""

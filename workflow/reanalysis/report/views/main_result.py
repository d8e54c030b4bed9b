"""The number that stands for a paper, the same number counted otherwise, and the cells of an estimate."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.model.paper import Paper
from reanalysis.model.rows import Count
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views import time_answers
from reanalysis.report.views.comparisons import ComparisonView


def main_result(site: Site, name: str, views: list[ComparisonView]) -> Estimate | None:
    """The estimate that stands for a paper: of its main outcome (else its first response, else its main endpoint), as
    printed, in the whole before its parts."""
    paper = site.paper(name)
    rates = [r for r in site.results.rates(name) if r.estimate is not None and not estimate_text.is_variant(r)]
    outcome = paper.info.main_outcome or _first_response(site, rates)
    chosen = [r for r in rates if r.outcome == outcome]
    if printed_only(site, name, chosen):
        return None
    if not chosen:
        timed = [(view.row.endpoint, view.row.group) for view in views if view.row.endpoint and not view.row.outcome]
        return time_answers.main_time(site, name, timed) or next(iter(rates), None)
    compared = [view.row.group for view in views if view.row.outcome == outcome]
    return min(chosen, key=lambda r: _precedence(paper, r, compared))


def _first_response(site: Site, rates: list[Estimate]) -> str | None:
    return next((r.outcome for r in rates if _kind(site, r.outcome) == "response"), None)


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
    """The whole before its parts, then what the paper prints, groups that are compared, and the larger group."""
    control = 1 if _is_control(paper, result.group) else 0
    derived = 0 if result.derived in ("entered", "from_percent") else 1
    depth = len(paper.ancestors(result.group)) if result.group in paper.group else 0
    return (control, depth, derived, 0 if result.group in compared else 1, -(result.n or 0))


def _kind(site: Site, outcome: str) -> str:
    known = site.outcomes.outcome(outcome)
    return known.kind if known else "response"


def variants_of(site: Site, name: str, main: Estimate) -> list[Estimate]:
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

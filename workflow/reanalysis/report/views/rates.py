"""The re-computed numbers of a paper: rates beside what is printed, categories, and survival, with every method."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import place_of
from reanalysis.model.rows import Category, Count
from reanalysis.report.page import Page
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views.designs import TWO_STAGE, two_stage_rows
from reanalysis.report.views.main_result import cells, in_months
from reanalysis.report.views.times import FEW_EVENTS, FOLDED, enough, folded, key_of, made

KINDS = ("response", "toxicity", "disposition")
MOST_IN_FULL = 20  # rates of a block with every method


def outcomes(page: Page) -> list[dict[str, Any]]:
    """Rates by kind and outcome, in the order of entry."""
    rates = page.site.results.rates(page.name) + [
        r for r in page.site.results.of(page.name, "event_rate") if not r.endpoint
    ]
    blocks = []
    for kind in KINDS:
        mine = [r for r in rates if kind_of(page, r) == kind]
        by_outcome: dict[str, list[Estimate]] = {}
        for result in mine:
            by_outcome.setdefault(result.outcome, []).append(result)
        tables = [
            {"label": page.site.outcome_label(name), "rows": rate_rows(page, found)}
            for name, found in by_outcome.items()
        ]
        if tables:
            blocks.append(
                {"kind": kind, "title": vocabulary.KINDS[kind], "outcomes": tables, "methods": methods(page, mine)}
            )
    return blocks


def kind_of(page: Page, result: Estimate) -> str:
    """Kind of an outcome: as config names it, else as the row that it was counted from says."""
    known = page.site.outcomes.outcome(result.outcome)
    if known:
        return known.kind
    rows = (page.site.row_of.get(ref) for ref in result.sources)
    return next((row.kind for row in rows if isinstance(row, Count | Category)), "response")


def rate_rows(page: Page, rates: list[Estimate]) -> list[dict[str, Any]]:
    """Rows of one outcome in the order of groups, each with its versions by the scale's definition.

    A version that counts the same patients is a remark on the row, not a row of its own.
    """
    order = {group: number for number, group in enumerate(page.site.paper(page.name).group)}
    rows = []
    for group in sorted(dict.fromkeys(r.group for r in rates), key=lambda name: order.get(name, len(order))):
        mine = [r for r in rates if r.group == group]
        own = [r for r in mine if not estimate_text.is_variant(r)]
        variants = [r for r in mine if estimate_text.is_variant(r)]
        same = [r for r in variants if len(own) == 1 and (r.events, r.n) == (own[0].events, own[0].n)]
        for r in own:
            rows += [rate_row(page, r) | {"same": [page.number(s, _how(s)) for s in same]}, *two_stage_rows(page, r)]
        rows += [rate_row(page, r) | {"same": [], "how": _how(r) if own else ""} for r in variants if r not in same]
    return rows


def _how(result: Estimate) -> str:
    return "by definition, every assay" if result.fact("every_assay") else "by definition"


def rate_row(page: Page, result: Estimate) -> dict[str, Any]:
    """One rate with what is printed, its findings and all of its sources."""
    own = tuple(ref for ref in result.sources if place_of(ref)[0] != "groups")
    row = {
        "group": page.site.group_label(page.name, result.group),
        "printed": _printed(page, result),
        "sources": page.sources(result.sources),
        "marks": page.marks(own),
        "variant": estimate_text.is_variant(result),
        "how": "",
        "note": result.note if result.estimate is None else estimate_text.several_counts(result),
    }
    if result.estimate is None:
        bounds = result.fact_number("counts_high") is not None  # a count known as a set, and limits of all of them
        return row | {
            "counts": page.number(result, estimate_text.counts_text(result)) if bounds else Markup(),
            "rate": Markup(),
            "interval": page.number(result, estimate_text.interval_text(result, page.site.decimals))
            if bounds
            else Markup(),
            "bar": None,
            "qualifiers": estimate_text.qualifiers(result),
        }
    found = cells(page, result)
    if result.measure == "event_rate":
        found["qualifiers"] = [*found["qualifiers"], result.unit]
    return row | found


def _printed(page: Page, result: Estimate) -> Markup:
    """The text of the cell as the paper prints it, or the parts that were added."""
    texts = []
    for ref in result.sources:
        row = page.site.row_of.get(ref)
        if isinstance(row, Count) and (row.reported or row.events is not None):
            texts.append(page.cell(ref, row.reported or str(row.events)))
        elif isinstance(row, Category):
            texts.append(page.cell(ref, row.reported or str(row.count)))
    return Markup(" + ").join(texts)


def methods(page: Page, rates: Iterable[Estimate]) -> dict[str, Any]:
    """Every method's interval for the same rates, one column per method."""
    rows, columns = [], {}
    for main in told_in_full(page, rates) if page.in_full else ():
        if main.estimate is None:
            continue
        found = {
            _column(r): r
            for r in page.site.results.same_quantity(main)
            if (r.has_interval or _one_sided(r)) and r.method not in TWO_STAGE
        }
        columns |= dict.fromkeys(found)
        what = [_survival_column(main, main.unit)] if main.endpoint else []
        label = [
            page.site.outcome_label(main.outcome or main.endpoint),
            *what,
            page.site.group_label(page.name, main.group),
            *estimate_text.qualifiers(main),
        ]
        rows.append((", ".join(label), found))
    return {
        "columns": list(columns),
        "rows": [
            {"label": label, "cells": [_method_cell(page, found.get(name)) for name in columns]}
            for label, found in rows
        ],
    }


def told_in_full(page: Page, rates: Iterable[Estimate]) -> list[Estimate]:
    """The estimates that stand with every method: of many those of the whole groups, of times those with enough events;
    estimates.csv has the others."""
    found = [r for r in rates if not r.endpoint or enough(r, FEW_EVENTS)]
    if len(found) <= MOST_IN_FULL:
        return found
    groups = page.site.paper(page.name).group
    return [r for r in found if r.group not in groups or groups[r.group].parent is None]


def _one_sided(result: Estimate) -> bool:
    return result.alternative in ("less", "greater") and (result.conf_low is not None or result.conf_high is not None)


def _column(result: Estimate) -> str:
    method = vocabulary.method(result.method)
    if result.measure == "median_time" and result.method == "exponential":
        return f"{method}: takes the hazard as constant"
    return (
        f"{method}, one-sided {fmt.level(result.conf_level)}"
        if result.alternative in ("less", "greater") and result.measure == "proportion"
        else method
    )


def _method_cell(page: Page, result: Estimate | None) -> Markup:
    return Markup() if result is None else page.number(result, estimate_text.interval_text(result, page.site.decimals))


def categories(page: Page) -> list[dict[str, Any]]:
    """Scales with simultaneous intervals, one table per scale, group and way of counting."""
    rows = page.site.results.of(page.name, "category_proportion")
    tables = []
    for key, found in groupby(
        rows,
        key=lambda r: (r.outcome.partition(":")[0], r.group, r.population, r.assessor, r.confirmed, r.at, r.derived),
    ):
        scale = page.site.scales.get(key[0])
        members = list(found)
        tables.append(
            {
                "title": f"{scale.label if scale else vocabulary.words(key[0])}: "
                f"{page.site.group_label(page.name, key[1])}",
                "level": fmt.level(members[0].conf_level),
                "qualifiers": [
                    q for q in estimate_text.qualifiers(members[0]) if q != vocabulary.DERIVED["from_categories"]
                ],
                "whole": page.site.paper(page.name).group[key[1]].parent is None
                if key[1] in page.site.paper(page.name).group
                else True,
                "note": members[0].note,
                "rows": [_category(page, r, scale) for r in members],
                "variant": estimate_text.is_variant(members[0]),
            }
        )
    return tables


def _category(page: Page, result: Estimate, scale: Any) -> dict[str, Any]:
    parts = result.outcome.partition(":")[2].split("|")
    labels = [
        scale.categories[part].label if scale and part in scale.categories else vocabulary.words(part) for part in parts
    ]
    counts = "" if result.events is None else f"{result.events}/{result.n}" if result.n else str(result.events)
    own = tuple(ref for ref in result.sources if place_of(ref)[0] == "categories")
    return {
        "label": fmt.listed(labels, "or"),
        "counts": page.number(result, counts) if counts else Markup(),
        "bar": estimate_text.bar(result),
        "marks": page.marks(own),
        "rate": page.number(result, estimate_text.estimate_text(result, page.site.decimals)),
        "sources": page.sources(result.sources),
        "interval": page.number(result, estimate_text.interval_text(result, page.site.decimals))
        if result.has_interval
        else Markup(),
    }


def survival(page: Page) -> list[dict[str, Any]]:
    """Timed endpoints with listed times: medians, quantiles, landmarks, follow-up and rates, one row per group or
    response."""
    results = [r for r in page.site.results.of(page.name) if r.endpoint and r.method != "reported" and not r.against]
    tables = []
    for endpoint in dict.fromkeys(r.endpoint for r in results):
        every = [r for r in results if r.endpoint == endpoint]
        mine = [r for r in every if r.measure not in FOLDED] or every
        columns: dict[tuple[str, str], Estimate] = {}
        for r in mine:
            if r.primary:
                columns.setdefault((r.measure, r.at), r)
        unit = next((r.unit for r in every if r.measure not in ("event_rate", "aic") and r.unit), mine[0].unit)
        by_key: dict[tuple[str, ...], list[Estimate]] = {}
        for result in mine:
            by_key.setdefault(key_of(result), []).append(result)
        kept = _kept(page, list(by_key.values()))
        shown_rows = [_survival_row(page, found, list(columns)) for found in kept]
        tables.append(
            {
                "endpoint": endpoint,
                "title": page.site.endpoint_label(endpoint),
                "unit": unit,
                "level": fmt.level(mine[0].conf_level),
                "rows": [row for row in shown_rows if row["whole"]] or shown_rows,
                "parts": [row for row in shown_rows if not row["whole"]]
                if any(row["whole"] for row in shown_rows)
                else [],
                "columns": [_survival_column(r, unit) for r in columns.values()],
                "cut": _cut(len(by_key) - len(kept)),
                "folded": folded(page, page.site.endpoint_label(endpoint), every) if page.in_full else [],
                "methods": methods(
                    page, [r for r in mine if r.primary and r.measure in ("median_time", "survival_probability")]
                ),
            }
        )
    return tables


def _survival_column(result: Estimate, unit: str) -> str:
    if result.measure == "quantile_time":
        percent = fmt.plain(fmt.Decimal(result.fact("fraction")) * 100)
        return f"{percent}% with the event {result.fact('apart')}".rstrip()
    if result.measure == "survival_probability":
        return f"without event at {estimate_text.landmark(result, unit)}"
    return vocabulary.MEASURES.get(result.measure, result.measure)


def _kept(page: Page, groups: list[list[Estimate]]) -> list[list[Estimate]]:
    """The groups that stand in the table: of parts those with enough events, where the whole stands there as well."""
    if not page.in_full or not any(_is_whole(page, found[0]) for found in groups):
        return groups
    return [found for found in groups if _is_whole(page, found[0]) or enough(found[0], FEW_EVENTS)]


def _cut(groups: int) -> str:
    if not groups:
        return ""
    return (
        f"{fmt.counted(groups, 'group')} with fewer than {FEW_EVENTS} events: their times are listed below, their "
        "estimates stand in estimates.csv."
    )


def _is_whole(page: Page, result: Estimate) -> bool:
    group = page.site.paper(page.name).group.get(result.group)
    return group is None or group.parent is None or not result.outcome


def _survival_row(page: Page, results: list[Estimate], columns: list[tuple[str, str]]) -> dict[str, Any]:
    first = results[0]
    by_column = {(r.measure, r.at): r for r in results if r.primary}
    label = page.site.group_label(page.name, first.group)
    return {
        "whole": _is_whole(page, first),
        "label": label,
        "among": "; ".join(
            part for part in (page.site.outcome_label(first.outcome) if first.outcome else "", made(first)) if part
        ),
        "n": page.number(first, _counts(first)) if first.events is not None else Markup(),
        "cells": [_survival_cell(page, by_column.get(column)) for column in columns],
        "sources": page.sources(first.sources),
    }


def _counts(result: Estimate) -> str:
    """Events of the patients; of a printed percentage the patients that it leaves without an event, taken as a plain
    share of them."""
    share = f"{result.events}/{result.n}" if result.n else str(result.events)
    return (
        f"{share} without event, as if nobody had been censored"
        if result.measure == "survival_probability" and result.derived == "from_percent"
        else share
    )


def _survival_cell(page: Page, result: Estimate | None) -> dict[str, Any]:
    if result is None:
        return {"value": Markup(), "interval": Markup(), "months": "", "other": Markup()}
    if result.estimate is None:
        text = "not reached" if result.fact("not_reached") else fmt.MISSING
        interval = estimate_text.interval_text(result) if result.conf_low is not None else ""
        return {
            "value": page.number(result, text),
            "interval": page.number(result, interval) if interval else Markup(),
            "months": "",
            "other": _other_rule(page, result),
        }
    unit = f" {result.unit}" if result.measure == "event_rate" else ""
    return {
        "value": page.number(result, estimate_text.estimate_text(result) + unit),
        "months": in_months(page, result),
        "other": _other_rule(page, result),
        "interval": _survival_interval(page, result),
    }


def _survival_interval(page: Page, result: Estimate) -> Markup:
    """The limits; where everybody or nobody has had the event and the method gives none, those of the beta product,
    under their name."""
    if result.conf_low is not None or result.conf_high is not None:
        return page.number(result, estimate_text.interval_text(result))
    other = next(
        (r for r in page.site.results.same_quantity(result) if r.method == "beta_product" and r.has_interval), None
    )
    return (
        page.number(other, f"{estimate_text.interval_text(other)}, {vocabulary.method(other.method)}")
        if other
        else Markup()
    )


def _other_rule(page: Page, result: Estimate) -> Markup:
    """The first time at or below the quantile, where that is not the midpoint that stands as the estimate; what an
    approximation takes for granted."""
    if result.fact("assumes") == "constant_hazard":
        return page.number(result, "if the hazard is constant")
    first = result.fact("first_at_or_below")
    if first in ("", "NE") or result.estimate is None or abs(float(first) - result.estimate) < 1e-9:
        return Markup()
    return page.number(result, f"first at or below: {fmt.time(float(first), unit=result.unit)}")

"""Tables of times: medians, landmarks and rates by group, and folded ones for restricted means, causes and fitted
distributions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import place_of
from reanalysis.report.page import Page
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt

FITTED = ("parametric_median", "aic")
FOLDED = ("restricted_mean_time", "cumulative_incidence", *FITTED)

FEW_EVENTS, FEW_FOR_A_MODEL = 5, 10  # below that the listed times say more than any method, and than any model


def enough(result: Estimate, few: int) -> bool:
    """Whether an estimate rests on so many events that it is shown beside the listed times."""
    return result.events is None or result.events >= few


def key_of(result: Estimate) -> tuple[str, ...]:
    """What a row of the table is about; times read from a figure stand apart from listed ones."""
    reconstructed = result.derived if result.derived == "reconstructed" else ""
    return (result.group, result.outcome, result.population, result.assessor, result.confirmed, reconstructed)


def made(result: Estimate) -> str:
    """How the times came about, where they were not listed; numbers that are made from printed ones alone say so."""
    if result.derived == "reconstructed":
        return vocabulary.DERIVED["reconstructed"]
    return (
        "from what is printed"
        if result.sources and all(place_of(ref)[0] == "summaries" for ref in result.sources)
        else ""
    )


def folded(page: Page, title: str, results: Iterable[Estimate]) -> list[dict[str, Any]]:
    """Folded tables of one endpoint: what the main table has no room for."""
    rows = list(results)
    means = [_mean(page, r) for r in rows if r.measure == "restricted_mean_time" and enough(r, FEW_EVENTS)]
    causes = [_incidence(page, r) for r in rows if r.measure == "cumulative_incidence"]
    medians = [r for r in rows if r.measure == "parametric_median" and enough(r, FEW_FOR_A_MODEL)]
    tables = [
        {
            "title": f"{title}: restricted means",
            "first": "Mean time in the first",
            "columns": ["Restricted mean", "Interval"],
            "rows": means,
        },
        {
            "title": f"{title}: cumulative incidence by cause",
            "first": "Cause and time",
            "columns": [
                "Incidence (Aalen\u2013Johansen)",
                "Interval",
                "1 \u2212 Kaplan\u2013Meier: too much once another cause came first",
            ],
            "rows": causes,
        },
        {
            "title": f"{title}: medians of fitted distributions",
            "first": "Distribution",
            "columns": ["Median", "Interval", "AIC"],
            "rows": [_fit(page, r, rows) for r in medians],
        },
    ]
    return [table for table in tables if table["rows"]]


def _row(page: Page, result: Estimate, what: str, cells: list[Markup]) -> dict[str, Any]:
    return {
        "group": page.site.group_label(page.name, result.group),
        "what": what,
        "cells": cells,
        "note": _note(result),
    }


def _mean(page: Page, result: Estimate) -> dict[str, Any]:
    what = estimate_text.time_at(result.fact("time"), result.unit)
    return _row(page, result, what, [_value(page, result), _interval(page, result)]) | {
        "among": _among(page, result, result.outcome)
    }


def _incidence(page: Page, result: Estimate) -> dict[str, Any]:
    response, _, cause = result.outcome.rpartition(":")
    wrong = result.fact_number("naive")
    naive = Markup() if wrong is None else page.number(result, f"{fmt.percent(wrong)}%")
    what = f"{vocabulary.words(cause)} within {estimate_text.time_at(result.fact('time'), result.unit)}"
    return _row(page, result, what, [_value(page, result), _interval(page, result), naive]) | {
        "among": _among(page, result, response)
    }


def _fit(page: Page, median: Estimate, rows: list[Estimate]) -> dict[str, Any]:
    aic = next(
        (
            r
            for r in rows
            if r.measure == "aic"
            and r.method == median.method
            and key_of(r) == key_of(median)
            and r.estimate is not None
        ),
        None,
    )
    cells = [
        _value(page, median),
        _interval(page, median),
        page.number(aic, fmt.fixed(aic.estimate, 1)) if aic else Markup(),
    ]
    return _row(page, median, vocabulary.method(median.method), cells) | {"among": _among(page, median, median.outcome)}


def _among(page: Page, result: Estimate, response: str) -> str:
    """What restricts the patients, and how their times came about."""
    parts = [
        page.site.outcome_label(response) if response else "",
        vocabulary.words(result.population),
        f"{result.assessor} review" if result.assessor else "",
        made(result),
    ]
    return "; ".join(part for part in parts if part)


def _value(page: Page, result: Estimate) -> Markup:
    return Markup() if result.estimate is None else page.number(result, estimate_text.estimate_text(result))


def _interval(page: Page, result: Estimate) -> Markup:
    return (
        page.number(result, estimate_text.interval_text(result))
        if result.conf_low is not None or result.conf_high is not None
        else Markup()
    )


def _note(result: Estimate) -> str:
    """What a reader should know about the number: why it or its interval is blank, and what is assumed."""
    no_width = result.measure == "restricted_mean_time" and result.estimate is not None and not result.has_interval
    parts = [result.fact("remark"), "no interval: its standard error is 0" if no_width else ""]
    return "; ".join(part for part in parts if part)

"""Where the numbers of a page come from: one JSON island that the panel of the page reads, every text in it once."""

from __future__ import annotations

import json
import re
from typing import Any

from reanalysis import methods
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import place_of
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.model.rows import Row
from reanalysis.model.store import cells_of
from reanalysis.report.page import Page
from reanalysis.report.site import against_label
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt


def cell_of(row: Row, table: str) -> tuple[str, str]:
    """Column and raw text of the number of a row, joined by ` | ` where it is made from several cells."""
    cells, reads = cells_of(row), INPUT_TABLES[table].reads
    names = [next((name for name in choice if cells[name]), "") for choice in reads]
    filled = [name for name in names if name] or [reads[0][0]]
    return " | ".join(filled), " | ".join(cells[name] for name in filled)


def island(page: Page) -> str:
    """The trace of every number that a page handed out: JSON that may stand in a script element.

    `results` are in the order in which the page handed them out; a number names its place there (`data-trace`), and
    `ids` has the parts of their result_ids, so that no id stands in the page twice.
    """
    made = _Island(page)
    ids = [[made.text(part) for part in name.split("/")] for name in page.results]
    results = [made.result(page.site.results.by_id[name]) for name in page.results]
    for ref in page.cells:
        made.cell(ref)
    content = {
        "texts": list(made.texts),
        "files": made.files,
        "cells": made.cells,
        "sets": made.sets,
        "results": results,
        "ids": ids,
    }
    dumped = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", dumped)


class _Island:
    """Tables that grow while the results of a page are written down; each text, file, cell and list of cells stands
    once."""

    def __init__(self, page: Page):
        self.page = page
        self.texts: dict[str, int] = {"": 0}
        self.files: list[list[str]] = []
        self.cells: list[list[Any]] = []
        self.sets: list[list[int]] = []
        self._files: dict[str, int] = {}
        self._cells: dict[str, int] = {}
        self._sets: dict[tuple[str, ...], int] = {}

    def text(self, text: str) -> int:
        return self.texts.setdefault(str(text), len(self.texts))

    def result(self, result: Estimate) -> list[int]:
        """Title, measure, method, formula, value, interval, p, inputs, note, and the list of cells of a result."""
        said = (
            _title(self.page, result),
            _measure(result),
            _method(result),
            methods.formula(result.measure, result.method),
            _value(self.page, result),
            _interval(self.page, result),
            _p(result),
            _inputs(result),
            result.note,
        )
        return [*map(self.text, said), self.set(result.sources)]

    def set(self, refs: tuple[str, ...]) -> int:
        if refs not in self._sets:
            self._sets[refs] = len(self.sets)
            self.sets.append([self.cell(ref) for ref in refs])
        return self._sets[refs]

    def cell(self, ref: str) -> int:
        if ref not in self._cells:
            (table, _), row = place_of(ref), self.page.site.row_of.get(ref)
            column, raw = cell_of(row, table) if row is not None and table in INPUT_TABLES else ("", "")
            file, mark, rest = ref.rpartition("!" if "!" in ref else ":")
            self._cells[ref] = len(self.cells)
            place = self.page.site.place(ref) or ("our own choice of groups" if table == "sets" else "")
            self.cells.append([self.file(file + mark, ref), rest, self.text(column), self.text(raw), self.text(place)])
        return self._cells[ref]

    def file(self, name: str, ref: str) -> int:
        """A file or sheet with the address of its rows: what comes before the line."""
        if name not in self._files:
            href, line = self.page.href(ref), place_of(ref)[1]
            self._files[name] = len(self.files)
            self.files.append([name, href.removesuffix(line) if href.endswith(f"-{line}") else href])
        return self._files[name]


def _title(page: Page, result: Estimate) -> str:
    site = page.site
    scale, _, category = result.outcome.partition(":")
    outcome = (
        f"{vocabulary.words(scale)}: {vocabulary.words(category)}"
        if category
        else site.outcome_label(result.outcome)
        if result.outcome
        else ""
    )
    what = ", ".join(part for part in (site.outcome_label(result.endpoint) if result.endpoint else "", outcome) if part)
    group = (
        site.group_label(result.paper, result.group)
        if result.paper
        else vocabulary.words(result.group.removeprefix("set:"))
    )
    against = (
        f" against {against_label(site, result.paper, result.against)}"
        if result.against and result.paper in site.dataset.papers
        else ""
    )
    return f"{what}: {group}{against}"


def _measure(result: Estimate) -> str:
    name = vocabulary.MEASURES.get(result.measure, vocabulary.words(result.measure))
    if result.measure == "survival_probability":
        return f"{name} at {estimate_text.landmark(result)}"
    if result.measure == "quantile_time":
        return f"time by which {fmt.percent(result.fact_number('fraction') or 0.0, 0)}% had the event"
    return f"{name}, at {result.at}" if result.at and result.measure != "proportion" else name


def _method(result: Estimate) -> str:
    level = (
        f", {fmt.level(result.conf_level)} interval"
        if result.conf_low is not None or result.conf_high is not None
        else ""
    )
    return vocabulary.method(result.method) + level


def _value(page: Page, result: Estimate) -> str:
    if result.estimate is None:
        return "no estimate" if result.p_value is None else ""
    timed = result.unit and result.measure in estimate_text.TIMES
    return estimate_text.estimate_text(result, page.site.decimals) + (
        " points" if result.measure == "risk_difference" else f" {result.unit}" if timed else ""
    )


def _interval(page: Page, result: Estimate) -> str:
    return (
        estimate_text.interval_text(result, page.site.decimals)
        if result.conf_low is not None or result.conf_high is not None
        else ""
    )


def _p(result: Estimate) -> str:
    if result.p_value is None:
        return ""
    side = vocabulary.ALTERNATIVES.get(result.alternative, "")
    return f"{side} {fmt.p_phrase(result.p_value)}".strip()


def _inputs(result: Estimate) -> str:
    """Events and patients, and how the count came about."""
    counts = (
        f"{fmt.count(result.events)} of {fmt.count(result.n)}"
        if result.events is not None and result.n is not None
        else ""
    )
    alone = (
        f"{fmt.counted(result.events, 'event')}"
        if result.events is not None and not counts
        else f"n = {fmt.count(result.n)}"
        if result.n and not counts
        else ""
    )
    return "; ".join(estimate_text.unique([counts or alone, *estimate_text.qualifiers(result)]))

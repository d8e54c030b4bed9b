"""The page of the pools: the answer of each first, its forest, what the choices do to it, and why no pool."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.report.page import Page
from reanalysis.report.text import estimate_text as texts
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import pools as words
from reanalysis.report.text import vocabulary
from reanalysis.report.views.pools import PoolLine, PoolView, pools

FILE = "synthesis.html"
_SPREAD = {"tau2": "tau\u00b2, variance between studies", "i2": "I\u00b2", "q": "Q"}


def synthesis(page: Page) -> list[dict[str, Any]]:
    """Every pool of the run as its page shows it."""
    return [_pool(page, view) for view in pools(page.site)]


def link_of(page: Page) -> dict[str, str] | None:
    """The line of the front page that leads to the pools; None where no set asks for any."""
    found = pools(page.site)
    if not found:
        return None
    refused = sum(bool(view.reason) for view in found)
    pooled = len({view.anchor for view in found if not view.reason})
    said = [fmt.counted(pooled, "pool") if pooled else "", f"{refused} not pooled, with the reason" if refused else ""]
    return {"href": FILE, "said": "; ".join(filter(None, said))}


def answer(page: Page, view: PoolView) -> Markup:
    """The sentences of a pool; the first of them is the answer."""
    if view.main is None or view.main.estimate is None:
        return Markup("Not pooled: {}.").format(view.reason or (view.main.note if view.main else "no result"))
    mean = next(line for line in view.lines if line.result is view.main)
    told = words.pooled_sentence(
        view.main, (mean.estimate, mean.interval, view.level), len(view.studies), _patients(view), page.number
    )
    ranges = [line for line in view.lines if line.kind == "prediction"]
    if ranges and view.range is not None:
        told += " " + words.range_sentence(
            view.range, ranges[0].interval, view.level, page.number, studies=len(view.studies)
        )
    choices = words.choices_sentence(view.choices, view.number)
    return told + (f" {choices}" if choices else "")


def _patients(view: PoolView) -> int:
    """Patients of the studies of a pool, both groups of a comparison; 0 where a size is unknown."""
    found = [_size(line) for line in view.studies]
    return sum(found) if all(found) else 0


def _size(line: PoolLine) -> int:
    parts = line.counts.removeprefix("n = ").split(" v ")
    sizes = [part.rpartition("/")[2] for part in parts if part]
    return sum(int(size) for size in sizes) if sizes and all(size.isdigit() for size in sizes) else 0


def _pool(page: Page, view: PoolView) -> dict[str, Any]:
    return {
        "anchor": view.anchor,
        "name": view.name,
        "what": view.what,
        "reason": view.reason,
        "answer": answer(page, view),
        "head": view.head,
        "level": view.level,
        "lines": [_line(page, view, line) for line in view.lines],
        "ticks": [(round(100 * place, 2), text) for place, text in view.ticks] if view.lines else [],
        "null": None if view.null is None or not view.lines else round(100 * view.null, 2),
        "remarks": view.remarks,
        "models": [_model(page, view, result) for result in view.models],
        "spread": [_spread(page, result) for result in view.spread],
        "choices": _choices(view),
    }


def _line(page: Page, view: PoolView, line: PoolLine) -> dict[str, Any]:
    places = [view.place(number) for number in line.numbers]
    low, value, high = (None if place is None else round(100 * min(max(place, 0.0), 1.0), 2) for place in places)
    estimate: Markup | str = line.estimate
    if line.result is not None and line.estimate:
        estimate = page.number(line.result, line.estimate)
    elif line.ref and line.estimate:
        estimate = page.cell(line.ref, line.estimate)
    interval: Markup | str = line.interval
    if line.kind == "prediction" and line.result is not None:
        interval = page.number(line.result, line.interval)
    return {
        "kind": line.kind,
        "label": line.label,
        "href": page.paper_href(line.paper) if line.paper else "",
        "counts": line.counts,
        "weight": line.weight,
        "estimate": estimate,
        "interval": interval,
        "low": low,
        "value": value if places[1] is not None and 0 <= places[1] <= 1 else None,
        "high": high,
        "beyond": places[2] is not None and places[2] > 1,
        "audit": line.audit,
        "severity": line.severity,
    }


def _model(page: Page, view: PoolView, result: Estimate) -> dict[str, Any]:
    measure = "" if result.measure == f"pooled_{view.measure}" else f"{vocabulary.MEASURES[result.measure]}, "
    return {
        "method": f"{measure}{vocabulary.method(result.method)}",
        "estimate": page.number(result, texts.estimate_text(result)),
        "interval": texts.interval_text(result),
        "note": page.site.note(result),
        "primary": result.primary,
    }


def _spread(page: Page, result: Estimate) -> dict[str, Any]:
    value, interval = result.estimate or 0.0, ""
    text = f"{fmt.percent(value, 0)}%" if result.measure == "i2" else fmt.fixed(value, 3, (0,))
    low, high = result.conf_low, result.conf_high
    if low is not None and high is not None:
        if result.measure == "i2":
            interval = fmt.span(fmt.percent(low, 0), fmt.percent(high, 0), "%")
        else:
            interval = fmt.span(fmt.fixed(low, 3, (0,)), fmt.fixed(high, 3, (0,)))
    p = f", {fmt.p_phrase(result.p_value)}" if result.p_value is not None else ""
    method = vocabulary.method(result.method)
    return {
        "name": _SPREAD[result.measure],
        "value": page.number(result, text),
        "told": "; ".join(filter(None, (interval, f"{result.note}{p}" if p else "", method))),
    }


def _choices(view: PoolView) -> list[dict[str, str]]:
    found = []
    for row in view.choices:
        if not row["estimate"]:
            continue
        low, high = (float(row[name]) if row[name] else None for name in ("conf_low", "conf_high"))
        interval = (
            "" if low is None or high is None else fmt.span(view.number(low).removesuffix("%"), view.number(high))
        )
        found.append(
            {
                "choice": row["choice"],
                "method": vocabulary.method(row["method"]),
                "studies": row["studies"],
                "estimate": view.number(float(row["estimate"])),
                "interval": interval,
            }
        )
    return found

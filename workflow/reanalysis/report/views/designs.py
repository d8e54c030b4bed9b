"""Numbers that allow for a trial's design: rates after a two-stage design, and trends across dose groups."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from reanalysis import methods
from reanalysis.methods.designs import TREND
from reanalysis.model.estimate import Estimate
from reanalysis.report.page import Page
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt

TWO_STAGE = {
    "two_stage_umvue": "unbiased (UMVUE)",
    "two_stage_median_unbiased": "median unbiased",
    "two_stage_jennison_turnbull": "responses over patients, with limits that keep their level",
}
INTERVAL = {"two_stage_jennison_turnbull": "Jennison\u2013Turnbull"}
SCORES = {"dose": "the doses", "rank": "their ranks"}


def two_stage_rows(page: Page, rate: Estimate) -> list[dict[str, Any]]:
    """The estimates that allow for stopping after stage one, to stand below the naive rate of the same count."""
    return [
        _two_stage_row(page, r)
        for r in page.site.results.of(rate.paper, "proportion")
        if r.method in TWO_STAGE and (r.group, r.outcome, *_of(r)) == (rate.group, rate.outcome, *_of(rate))
    ]


def _of(result: Estimate) -> tuple[Any, ...]:
    return (result.population, result.assessor, result.confirmed, result.at, result.derived, result.events, result.n)


def _two_stage_row(page: Page, result: Estimate) -> dict[str, Any]:
    interval = (
        page.number(result, f"{estimate_text.interval_text(result, page.site.decimals)}")
        if result.has_interval
        else Markup()
    )
    name = INTERVAL.get(result.method, "Koyama\u2013Chen")
    said = [f"{name} interval at {fmt.level(result.conf_level)}"] if result.has_interval else []
    note = Markup("; ").join(
        [
            *said,
            *(
                [
                    Markup("one-sided {} against the design\u2019s p0").format(
                        page.number(result, fmt.p_phrase(result.p_value))
                    )
                ]
                if result.p_value is not None and result.has_interval
                else []
            ),
        ]
    )
    return {
        "how": f"allowing for the two stages, {TWO_STAGE[result.method]}",
        "group": page.site.group_label(result.paper, result.group),
        "printed": Markup(),
        "counts": Markup(),
        "rate": page.number(result, estimate_text.estimate_text(result, page.site.decimals))
        if result.estimate is not None
        else Markup(),
        "interval": interval,
        "bar": estimate_text.bar(result),
        "sources": page.sources(result.sources),
        "marks": [],
        "variant": True,
        "same": [],
        "qualifiers": [],
        "note": note if result.estimate is not None else result.note,
    }


def trends(page: Page) -> list[dict[str, Any]]:
    """Trends by outcome, with the counts that they are made from, one row per kind of scores."""
    found: dict[tuple[str, ...], dict[str, Estimate]] = {}
    for r in page.site.results.of(page.name, "trend"):
        found.setdefault((r.outcome, r.group, r.at, r.population, r.assessor, r.confirmed, r.derived), {})[r.method] = r
    return [_trend(page, rows) for rows in found.values()]


def _dose_counts(trend: Estimate) -> str:
    """`2/10 at 1, 5/10 at 2, 8/10 at 3 mg`."""
    pairs = zip(trend.fact_list("counts"), trend.fact_list("doses"), strict=True)
    return f"{', '.join(f'{counts} at {dose}' for counts, dose in pairs)} {trend.fact('dose_unit')}".rstrip()


def _not_tested(trend: Estimate, counts: str) -> str:
    return trend.fact("reason") or ("no test is defined" if counts else trend.note or "not tested")


def _trend(page: Page, rows: dict[str, Estimate]) -> dict[str, Any]:
    first = next(iter(rows.values()))
    counts, scores, when = _dose_counts(first), first.fact("scores"), first.fact("counts_at")
    z = rows["cochran_armitage"].fact_number("z") if "cochran_armitage" in rows else None
    tested = any(r.p_value is not None for r in rows.values())
    return {
        "outcome": page.site.outcome_label(first.outcome),
        "group": page.site.group_label(page.name, first.group),
        "scores": SCORES.get(scores, scores),
        "qualifiers": [*estimate_text.qualifiers(first), *([when] if when else [])],
        "counts": page.number(first, counts) if counts else Markup(),
        "direction": ""
        if z is None
        else "rises with the dose"
        if z > 0
        else "falls with the dose"
        if z < 0
        else "level",
        "reason": "" if tested else _not_tested(first, counts),
        "sources": page.sources(first.sources),
        "p": [
            page.number(r, fmt.p_value(r.p_value)) if r is not None and r.p_value is not None else Markup()
            for r in (rows.get(method.name) for method in methods.of_task(TREND))
        ],
        "alternative": vocabulary.ALTERNATIVES.get(first.alternative, ""),
    }

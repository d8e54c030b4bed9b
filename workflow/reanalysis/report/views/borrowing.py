"""What historical controls make of a comparison: one row per way of letting their patients count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from reanalysis.model.against import SetOf
from reanalysis.model.estimate import Estimate
from reanalysis.report.page import Page
from reanalysis.report.text import estimate_text, sentences
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views.comparisons import BORROWED, ComparisonView

Keyed = Mapping[tuple[str, str, str], Estimate]
BESIDE = ("set_member_without_counts", "prior_data_conflict", "controls_contradict")


def uniform_lines(page: Page, view: ComparisonView) -> list[Markup]:
    """One line for each control rate or group: P(rate > control) with uniform priors and nothing borrowed."""
    return [
        sentences.uniform(r, page.number)
        for r in _mine(page, view)
        if r.measure == "probability_superior"
        and r.method == "beta_uniform"
        and r.primary
        and r.estimate is not None
        and not isinstance(view.row.control, SetOf)
    ]


def borrowing_view(page: Page, view: ComparisonView) -> dict[str, Any] | None:
    """The table of a comparison with a set of controls, its sentence, and what the audit says about the set; None for
    other comparisons."""
    rows = _mine(page, view) if isinstance(view.row.control, SetOf) else []
    if not rows:
        return None
    tables = [
        _table(page, view, [r for r in rows if _version(r) == version])
        for version in dict.fromkeys(map(_version, rows))
    ]
    blank = None if any(table["rows"] for table in tables) else next((r for r in rows if r.estimate is None), None)
    return {
        "tables": [table for table in tables if table["rows"]],
        "findings": _said(page, view),
        "reason": page.site.note(blank) if blank else "",
    }


def _said(page: Page, view: ComparisonView) -> list[str]:
    """What the findings on the comparison say of its set."""
    return [
        sentences.sentence(page.site.message(finding))
        for _, finding in page.site.findings_of.get(view.paper, [])
        if finding.source == view.row.ref and finding.check in BESIDE
    ]


def borrowed_sentences(page: Page, view: ComparisonView) -> list[Markup]:
    """What the historical controls say, in a sentence for each table."""
    found = borrowing_view(page, view)
    return [table["sentence"] for table in found["tables"] if table["sentence"]] if found else []


def _mine(page: Page, view: ComparisonView) -> list[Estimate]:
    return [
        r
        for r in page.site.results.of(view.paper)
        if r.measure in BORROWED and r.against == view.row.against and view.row.ref in r.sources
    ]


def _version(result: Estimate) -> tuple[str, ...]:
    return (result.population, result.assessor, result.confirmed)


def controls_of(result: Estimate) -> list[tuple[int, int]]:
    """Events and patients of the historical controls."""
    pairs = (part.partition("/") for part in result.fact_list("controls"))
    return [(int(events), int(n)) for events, _, n in pairs]


def _table(page: Page, view: ComparisonView, rows: Sequence[Estimate]) -> dict[str, Any]:
    by_key = {(r.measure, r.method, r.at): r for r in rows if r.estimate is not None}
    lead = by_key.get(("probability_superior", "map", ""))
    controls = controls_of(lead) if lead else []
    size = by_key.get(("effective_sample_size", "map_elir", ""))
    full = by_key.get(("probability_superior", "power_prior", "1"))
    lines = [*_plain(page, view, rows, by_key), *_priors(page, view, rows, by_key)]
    return {
        "rows": lines,
        "lead": (lead, full) if lead else None,
        "sentence": _sentence(page, controls, by_key, (lead, size, full)),
        "controls": fmt.listed(f"{x}/{n}" for x, n in controls),
        "concurrent": f"{lead.fact('concurrent_events')}/{lead.fact('concurrent_n')}"
        if lead and lead.fact("concurrent_n")
        else "",
        "level": fmt.level(next((r.conf_level for r in rows if r.has_interval), None)),
        "label": ", ".join(q for q in estimate_text.qualifiers(rows[0]) if q != "pooled"),
    }


def _sentence(
    page: Page, controls: Sequence[tuple[int, int]], by_key: Keyed, of: tuple[Estimate | None, ...]
) -> Markup:
    """What the controls say: a probability, or for a single control its range over the priors."""
    lead, size, full = of
    if lead is None:
        return Markup()
    if len(controls) != 1:
        return sentences.borrowed(controls, size, (lead, full), page.number)
    by_prior = [r for key, r in by_key.items() if key[:2] == ("probability_superior", "map")]
    sizes = [
        r for (measure, method, _), r in by_key.items() if measure == "effective_sample_size" and method[:3] == "map"
    ]
    rates = [r for key, r in by_key.items() if key[:2] == ("posterior_proportion", "map")]
    return sentences.borrowed_from_one(
        controls[0], (by_prior, sizes, rates), page.number, concurrent=bool(lead.fact("concurrent_n"))
    )


def _plain(page: Page, view: ComparisonView, rows: Sequence[Estimate], by_key: Keyed) -> Iterator[dict[str, Any]]:
    """The set as one group, and the one with the highest rate, as the ordinary comparison has them."""
    pooled = by_key.get(("probability_superior", "beta_uniform", ""))
    differences = [
        r
        for r in view.results
        if r.measure == "risk_difference" and r.primary and r.estimate is not None and _version(r) == _version(rows[0])
    ]
    for r in differences:
        counts, alone = r.control_counts, r.fact("control_part") in ("highest", "lowest")
        if counts:
            rate = f"{fmt.percent(Fraction(*counts))}%"
            several = len(differences) > 1
            yield {
                "label": "The one with the highest rate alone"
                if alone and several
                else "All taken as one group"
                if several
                else "As a group, in full",
                "about": f"{counts[0]}/{counts[1]}",
                "rate": page.cell(view.row.ref, rate, title="Rate of the controls"),
                "interval": Markup(),
                "bar": None,
                "lead": False,
                "worth": page.cell(view.row.ref, fmt.count(counts[1]), title="Patients of the controls"),
                "superior": page.number(pooled, sentences.probability(pooled.estimate))
                if pooled and not alone
                else Markup(),
            }


def _priors(page: Page, view: ComparisonView, rows: Sequence[Estimate], by_key: Keyed) -> Iterator[dict[str, Any]]:
    """MAP, robust MAP and power priors in the order of the table."""
    lead = by_key.get(("probability_superior", "map", ""))
    patients = sum(n for _, n in controls_of(lead)) if lead else 0
    for r in rows:
        superior = by_key.get(("probability_superior", r.method, r.at))
        if (
            r.measure != "posterior_proportion"
            or r.method not in ("map", "robust_map", "power_prior")
            or r.estimate is None
        ):
            continue
        yield {
            "label": _label(r),
            "about": _about(r),
            "rate": page.number(r, estimate_text.estimate_text(r, page.site.decimals)),
            "bar": estimate_text.bar(r),
            "interval": page.number(r, estimate_text.interval_text(r, page.site.decimals))
            if r.has_interval
            else Markup(),
            "lead": (r.method, r.at) == ("map", "") and len(controls_of(r)) > 1,
            "worth": _lent(page, view, r, patients) if r.method == "power_prior" else _worth(page, r, by_key),
            "superior": page.number(superior, sentences.probability(superior.estimate)) if superior else Markup(),
        }


def _label(result: Estimate) -> str:
    return {"map": "MAP prior", "robust_map": "Robust MAP prior", "power_prior": "Power prior"}[result.method]


def _about(result: Estimate) -> str:
    """What sets one prior of a kind apart from the next."""
    if result.method == "map":
        scale = result.fact("tau_scale")
        return f"between controls: half-normal({scale})" if scale else ""
    if result.method == "robust_map":
        fixed = "" if result.fact("concurrent_n") else ", which cannot adapt without a concurrent control"
        return f"weight {result.fact('weight')} on a uniform part{fixed}"
    share = (result.fact_number("a0") or 0.0) * 100
    return (
        "each patient counts in full"
        if share == 100
        else "none of them counts: a uniform prior, 50% on average"
        if share == 0
        else f"each patient counts {fmt.plain(share)}%"
    )


def _lent(page: Page, view: ComparisonView, result: Estimate, patients: int) -> Markup:
    """How many of the controls' patients a power prior lets count."""
    return (
        page.cell(
            view.row.ref,
            fmt.plain((result.fact_number("a0") or 0.0) * patients),
            title="Patients of the controls that count",
        )
        if patients
        else Markup()
    )


def _worth(page: Page, result: Estimate, by_key: Keyed) -> Markup:
    """The patients that a prior is worth: its effective sample size."""
    first = result.method == "robust_map" and ("posterior_proportion", "robust_map", result.at) == next(
        key for key in by_key if key[1] == "robust_map"
    )
    name = "map_elir" if result.method == "map" else "robust_map_elir" if first else ""
    size = by_key.get(("effective_sample_size", name, result.at if result.method == "map" else ""))
    return page.number(size, fmt.fixed(size.estimate, 1, (0,))) if size else Markup()

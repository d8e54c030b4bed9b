"""Figures of rates across dose groups, for the outcomes with a test of a trend."""

from __future__ import annotations

from collections.abc import Iterator

from reanalysis.figures.doses import dose_plot
from reanalysis.figures.rows import DosePanel, DoseRate
from reanalysis.model.estimate import Estimate
from reanalysis.model.rows import Group
from reanalysis.report.pictures.picture import Picture, limits, line_of, part_of, picture, rate_cells, whole
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text
from reanalysis.report.text import formatting as fmt

PANELS = 9
Dosed = list[tuple[Group, Estimate]]


def doses(site: Site, name: str, level: str) -> Iterator[Picture]:
    """The rates of a paper's dose groups by outcome, nine outcomes to a figure, doses of one unit together."""
    by_unit: dict[str, list[tuple[Estimate, Dosed]]] = {}
    for trend in site.results.of(name, "trend"):
        found = _groups(site, trend) if trend.primary and trend.fact("scores") == "dose" else []
        if len(found) > 1:
            by_unit.setdefault(found[0][0].dose_unit, []).append((trend, found))
    pages = [
        (unit, found[start : start + PANELS])
        for unit, found in by_unit.items()
        for start in range(0, len(found), PANELS)
    ]
    for number, (unit, page) in enumerate(pages, 1):
        panels = [_panel(site, trend, rates) for trend, rates in page]
        told = "; ".join(
            f"{panel.label} ({panel.about}): " + ", ".join(f"{rate.counts} at {rate.dose}" for rate in panel.doses)
            for panel in panels
        )
        part = part_of(number, pages)
        yield picture(
            dose_plot(panels, unit=unit),
            f"dose-{name}-{number}",
            paper=name,
            title=f"{site.short_name(name)}: rates by dose{part}",
            alt=f"Rates of the dose groups, {unit or 'by dose'}. {told}.",
            columns=("Outcome", "Group", f"Dose, {unit}".rstrip(", "), "Events", "n", "Rate, %", *limits(level, "%")),
            lines=[
                line_of(
                    r,
                    site.outcome_label(r.outcome),
                    group.label,
                    str(group.dose),
                    whole(r.events),
                    whole(r.n),
                    *rate_cells(r, site.decimals),
                )
                for _, rates in page
                for group, r in rates
            ],
            caption=f"Rates with {level} intervals by rising dose, at equal distances whatever the doses; the p-value "
            "is that of the exact "
            "Cochran\u2013Armitage test with the doses as scores.",
        )


def _groups(site: Site, trend: Estimate) -> Dosed:
    """The dose groups that a trend was tested in, with their rates, by rising dose."""
    rows = {
        row.group: row
        for ref in trend.sources
        if isinstance(row := site.row_of.get(ref), Group) and row.dose is not None
    }
    found = [
        (rows[r.group], r)
        for r in site.results.rates(trend.paper)
        if r.group in rows
        and r.has_interval
        and r.estimate is not None
        and all(getattr(r, name) == getattr(trend, name) for name in ("outcome", "population", "assessor", "confirmed"))
        and r.at == trend.fact("counts_at")
        and estimate_text.is_variant(r) == estimate_text.is_variant(trend)
    ]
    return sorted(found, key=lambda pair: float(pair[0].dose))


def _panel(site: Site, trend: Estimate, rates: Dosed) -> DosePanel:
    version = "by definition" if estimate_text.is_variant(trend) else ""
    label = ", ".join(filter(None, [site.outcome_label(trend.outcome), version, trend.population, trend.assessor]))
    about = "no trend can be tested" if trend.p_value is None else f"trend: {fmt.p_phrase(trend.p_value)}"
    drawn = (
        DoseRate(
            dose=str(group.dose),
            counts=f"{r.events}/{r.n}",
            value=r.estimate or 0.0,
            low=r.conf_low or 0.0,
            high=r.conf_high or 0.0,
        )
        for group, r in rates
    )
    return DosePanel(label=label, about=about, doses=tuple(drawn))

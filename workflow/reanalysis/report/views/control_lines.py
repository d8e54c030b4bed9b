"""Publications that serve as controls, a line each: their rate, and which papers use them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reanalysis.model.against import GroupElsewhere, SetOf, parse_against
from reanalysis.model.estimate import Estimate
from reanalysis.model.paper import Paper
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views.trust import Publication, publication


@dataclass(frozen=True, kw_only=True)
class ControlLine:
    """A publication that serves as a control: its main result in a line, and which papers use it."""

    name: str
    href: str
    about: str
    outcome: str
    value: Markup
    counts: Markup
    used_by: tuple[Publication, ...]


def control_lines(site: Site, page: Page) -> list[ControlLine]:
    """Every publication that other papers are compared with, in order of name."""
    users: dict[str, list[str]] = {}
    for name, controls in used_by(site).items():
        for control in controls:
            users.setdefault(control, []).append(name)
    return [_control_line(site, page, name, users[name]) for name in sorted(users)]


def control_trials(site: Site) -> set[str]:
    """Trials that only serve as controls: others are compared with them, and they are compared with nothing."""
    used = {paper for names in used_by(site).values() for paper in names}
    return {
        trial
        for trial in {site.paper(name).info.trial for name in used}
        if not any(site.paper(name).comparisons for name in site.papers_of_trial(trial))
        and not any(site.paper(name).info.design in ("randomised", "crossover") for name in site.papers_of_trial(trial))
    }


def used_by(site: Site) -> dict[str, tuple[str, ...]]:
    """For each paper the papers that it takes as its controls, itself and its own trial left out."""
    sets: dict[str, list[str]] = {}
    for row in site.dataset.sets:
        if row.purpose == "control":
            sets.setdefault(row.set, []).append(row.paper)
    found = {}
    for name, paper in site.dataset.papers.items():
        mine = []
        for row in paper.comparisons:
            control = parse_against(row.against)
            if isinstance(control, GroupElsewhere):
                mine.append(control.paper)
            elif isinstance(control, SetOf):
                mine += sets.get(control.name, [])
        trial = paper.info.trial
        found[name] = tuple(
            other
            for other in dict.fromkeys(mine)
            if other in site.dataset.papers and site.paper(other).info.trial != trial
        )
    return found


def _control_line(site: Site, page: Page, name: str, users: list[str]) -> ControlLine:
    groups = _groups_used(site, name, users)
    result = next(
        (
            r
            for r in site.results.rates(name)
            if r.estimate is not None and r.group in groups and not estimate_text.is_variant(r)
        ),
        None,
    )
    return ControlLine(
        name=site.short_name(name),
        href=page.paper_href(name),
        about=site.group_label(name, result.group) if result else site.paper(name).info.short_name,
        outcome=site.outcome_label(result.outcome) if result else "",
        value=page.number(result, estimate_text.estimate_text(result, site.decimals)) if result else Markup(""),
        counts=_line_counts(page, result),
        used_by=tuple(publication(site, page, user) for user in users),
    )


def _line_counts(page: Page, result: Estimate | None) -> Markup:
    if result is None:
        return Markup("")
    if result.events is None or result.n is None:
        return Markup("n unknown")
    return page.number(result, f"{fmt.count(result.events)} of {fmt.count(result.n)}")


def _groups_used(site: Site, name: str, users: list[str]) -> set[str]:
    found = {row.group for row in site.dataset.sets if row.paper == name}
    for user in users:
        paper: Paper = site.paper(user)
        for row in paper.comparisons:
            control = parse_against(row.against)
            if isinstance(control, GroupElsewhere) and control.paper == name:
                found.add(control.group)
    return found

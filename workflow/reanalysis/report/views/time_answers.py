"""The time that stands for a paper: the median of its main endpoint, survival at the first landmark where no median was
reached."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from reanalysis.model.config import Endpoint
from reanalysis.model.estimate import Estimate
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text.sentences import Show

MEASURES = ("median_time", "survival_probability", "hazard_ratio", "event_rate")
CONTROLS = ("control", "historical_control")


def main_time(site: Site, name: str, compared: Sequence[tuple[str, str]]) -> Estimate | None:
    """The estimate of the main endpoint of a paper; `compared` has the endpoints and groups that are compared, in order
    of entry."""
    rows = [
        r
        for r in site.results.of(name)
        if r.endpoint
        and r.primary
        and r.measure in MEASURES
        and (not r.against or r.measure == "hazard_ratio")
        and not (r.measure == "hazard_ratio" and r.method != "reported")
    ]
    endpoint = _endpoint(
        site, name, [r.endpoint for r in rows if r.estimate is not None], [endpoint for endpoint, _ in compared]
    )
    mine = [r for r in rows if r.endpoint == endpoint]
    groups = {group for one, group in compared if one == endpoint}
    for first in sorted({_of(r): r for r in mine}.values(), key=lambda r: _precedence(site, r, groups)):
        same = [r for r in mine if _of(r) == _of(first) and r.estimate is not None]
        found = min(same, key=lambda r: (MEASURES.index(r.measure), _directness(r), _at(r)), default=None)
        if found is not None:
            return found
    return None


def _endpoint(site: Site, name: str, estimated: Sequence[str], compared: Sequence[str]) -> str:
    """The main outcome where it is timed; else what is compared first, else the first of the list of endpoints, those
    of responders only last."""
    main, known = site.paper(name).info.main_outcome, site.outcomes.endpoints
    if main in estimated:
        return main
    order = list(known)
    usual = [
        e
        for e in dict.fromkeys(estimated)
        if e not in known or not (known[e].baseline or known[e].direction == "neutral")
    ]
    return min(
        usual,
        default="",
        key=lambda e: (e not in compared, *_rank(known.get(e)), order.index(e) if e in known else len(order)),
    )


def _rank(known: Endpoint | None) -> tuple[int, int]:
    return (int(known.among != ""), int(known.direction == "shorter_is_better")) if known else (0, 0)


def _of(result: Estimate) -> tuple[str, ...]:
    """What an estimate is of: its median and its landmarks share it."""
    return (result.group, result.outcome, result.population, result.assessor, result.confirmed)


def _precedence(site: Site, result: Estimate, compared: set[str]) -> tuple[int, ...]:
    """Treated patients before controls, groups that are compared, the whole before its parts, and the larger group."""
    paper = site.paper(result.paper)
    known = result.group in paper.group
    control = known and paper.group[result.group].role in CONTROLS
    depth = len(paper.ancestors(result.group)) if known else 0
    size = paper.group[result.group].n if known else None
    return (int(control), int(bool(result.outcome)), int(result.group not in compared), depth, -(size or result.n or 0))


def _directness(result: Estimate) -> tuple[int, int]:
    """Listed times first; then what has an interval, as the paper prints it before times read from a figure."""
    way = (
        2
        if result.derived == "reconstructed"
        else 1
        if result.method == "reported" or result.derived == "from_percent"
        else 0
    )
    return (way and int(result.conf_low is None and result.conf_high is None), way)


def _at(result: Estimate) -> float:
    return (result.fact_number("time") or 0.0) if result.measure == "survival_probability" else 0.0


def what(result: Estimate) -> str:
    """The measure in words: `median`, `survival at 6 months`."""
    if result.measure == "survival_probability":
        return f"survival at {estimate_text.landmark(result)}"
    return {"median_time": "median", "hazard_ratio": "hazard ratio", "event_rate": f"event rate {result.unit}"}[
        result.measure
    ]


def _no_median(site: Site, result: Estimate) -> str:
    """`median not reached` beside a survival probability that stands in its place; blank where no median was looked
    for."""
    looked = any(
        r.endpoint == result.endpoint and _of(r) == _of(result)
        for r in site.results.of(result.paper, "median_time")
        if r.primary
    )
    return "median not reached" if result.measure == "survival_probability" and looked else ""


def beside(site: Site, result: Estimate, show: Show) -> list[Markup | str]:
    """What stands with a time: of which patients only, that no median was reached, and the events."""
    return [part for part in (site.among(result.endpoint), _no_median(site, result), _events(result, show)) if part]


def _events(result: Estimate, show: Show) -> Markup | str:
    """`4 events in 6 patients`, blank where they are not known; of a printed percentage the patients that it leaves
    without one."""
    if result.events is None or not result.n:
        return ""
    if result.derived == "from_percent":
        return show(
            result,
            f"{fmt.count(result.events)} of {fmt.counted(result.n, 'patient')} without event, as if nobody had "
            "been censored",
        )
    return show(result, f"{fmt.counted(result.events, 'event')} in {fmt.counted(result.n, 'patient')}")

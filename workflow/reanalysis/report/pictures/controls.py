"""Figures of comparisons: rates beside their controls, and the assumed size of a control without a denominator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reanalysis.figures.assumed_n import assumed_n_plot
from reanalysis.figures.controls import control_plot
from reanalysis.figures.rows import AssumedN, ControlRow
from reanalysis.model.estimate import Estimate
from reanalysis.report.pictures.picture import Line, Picture, limits, part_of, picture, rate_cells
from reanalysis.report.pictures.rates import rate_text
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views.comparisons import ComparisonView, Version, assumed_n, control_rate

CONTROL_ROWS = 14
TURNING = (
    " Triangle: the control rate at which the interval\u2019s conclusion turns; the shaded stretch is how far the "
    "control may be from the rate taken."
)
MOST_ACROSS = 28  # comparisons of all papers in one gallery; beyond, their pages have the others


def controls(
    site: Site, views: Sequence[ComparisonView], *, name: str = "controls", paper: str = ""
) -> Iterator[Picture]:
    """Comparisons with controls, in as many figures as stay readable; across many papers only those of their main
    outcomes."""
    views, chosen = (views, "") if paper else _across(site, views)
    found = [pair for view in views for version in view.versions for pair in _control_rows(site, view, version)]
    pages = [found[start : start + CONTROL_ROWS] for start in range(0, len(found), CONTROL_ROWS)]
    level = fmt.level(next((view.versions[0].main.conf_level for view in views if view.versions), None))
    about = f"{site.short_name(paper)}: rates against their controls" if paper else "Rates against their controls"
    for number, page in enumerate(pages, 1):
        rows = [row for row, _ in page]
        told = "; ".join(_told(row) for row in rows)
        yield picture(
            control_plot(rows),
            f"{name}-{number}",
            title=about + part_of(number, pages),
            paper=paper,
            alt=f"Each group\u2019s rate above its control\u2019s. {' '.join(told.split())}.",
            columns=(
                "Paper",
                "Outcome",
                "Group",
                "Rate, %",
                *limits(level, "%"),
                "Control",
                "Control\u2019s rate, %",
                *limits("control\u2019s", "%"),
                "Turns at a control rate of, %",
            ),
            lines=[line for _, line in page],
            caption=f"{chosen}Filled square: the group. Hollow diamond: its control, with its own interval where its "
            "size is known, on a dashed line where it is "
            "known only as a rate." + (TURNING if any(row.tipping is not None for row in rows) else ""),
        )


def _across(site: Site, views: Sequence[ComparisonView]) -> tuple[Sequence[ComparisonView], str]:
    """The comparisons that stand in the figure of all papers, and a sentence on it where some do not."""
    if _size(views) <= MOST_ACROSS:
        return views, ""
    by_paper: dict[str, list[ComparisonView]] = {}
    for view in views:
        if view.versions:
            by_paper.setdefault(view.paper, []).append(view)
    main = {
        name: [v for v in found if v.row.outcome == site.paper(name).info.main_outcome] or found[:1]
        for name, found in by_paper.items()
    }
    of_main = [view for found in main.values() for view in found]
    if _size(of_main) <= MOST_ACROSS:
        return (
            of_main,
            "Of each paper the comparisons of its main outcome, or its first; the others stand on its page. ",
        )
    return [
        found[0] for found in main.values()
    ], "Of each paper one comparison, of its main outcome where there is one; the others stand on its page. "


def _size(views: Sequence[ComparisonView]) -> int:
    return sum(len(view.versions) for view in views)


def _told(row: ControlRow) -> str:
    return ", ".join(
        filter(
            None,
            [
                f"{row.label}: {row.counts} {row.value_text} {row.control_label}: {row.control_counts} "
                f"{row.control_text}",
                row.tipping_text,
            ],
        )
    )


def _control_rows(site: Site, view: ComparisonView, version: Version) -> Iterator[tuple[ControlRow, Line]]:
    main, control = version.main, version.control
    rate = version.rate if version.rate is not None else control.estimate if control else None
    group = _group_rate(site, view, main)
    if rate is None or group is None:
        return
    tipping = _turning(version, rate)
    apart = _apart(view, version)
    row = ControlRow(
        label=", ".join([site.short_name(view.paper), view.outcome.lower(), *apart]),
        control_label=f"v {view.against}",
        value=group.estimate,
        low=group.conf_low,
        high=group.conf_high,
        control=rate,
        value_text=rate_text(group, site.decimals),
        counts=f"{group.events}/{group.n}" if group.n else "",
        **_known_of(site, version),
        tipping=tipping,
        tipping_text="" if tipping is None else _holds(tipping, main, rate),
    )
    yield (
        row,
        Line(
            id=main.result_id,
            ref=main.sources[0],
            cells=(
                site.short_name(view.paper),
                ", ".join([view.outcome, *apart]),
                view.group,
                *rate_cells(group, site.decimals),
                view.against,
                *(rate_cells(control, site.decimals) if control else (control_rate(version).removesuffix("%"), "", "")),
                "" if tipping is None else _turns(tipping, main, rate),
            ),
        ),
    )


def _known_of(site: Site, version: Version) -> dict[str, Any]:
    """What the row says of its control: its counts, rate and interval, or the rate alone."""
    control = version.control
    if control is None:
        return {"control_counts": "no n", "control_text": control_rate(version)}
    return {
        "control_counts": f"{control.events}/{control.n}" if control.n else "no n",
        "control_text": rate_text(control, site.decimals),
        "control_low": control.conf_low,
        "control_high": control.conf_high,
    }


def _turning(version: Version, rate: float) -> float | None:
    """The rate at which the conclusion turns, where it lies on the group\u2019s side of the control\u2019s rate."""
    tipping = version.tipping
    return tipping if tipping is not None and (tipping > rate) == (version.main.estimate > rate) else None


def _apart(view: ComparisonView, version: Version) -> list[str]:
    """What tells a version from the others of its comparison, where that must be said."""
    several = len(view.versions) > 1 or version.given or estimate_text.is_variant(version.main)
    return [version.label] if version.label and several else []


def _turns(tipping: float, main: Estimate, control: float) -> str:
    return fmt.bound(tipping, below=tipping <= (main.estimate or 0.0), beside=control)


def _holds(tipping: float, main: Estimate, control: float) -> str:
    return f"holds {'below' if tipping <= main.estimate else 'above'} {_turns(tipping, main, control)}%"


def _group_rate(site: Site, view: ComparisonView, main: Estimate) -> Estimate | None:
    """The group's own rate with its interval; a comparison with a known rate has it already."""
    if main.measure == "proportion":
        return main
    return next(
        (
            r
            for r in site.results.rates(view.paper)
            if (r.group, r.outcome, r.events) == (main.group, main.outcome, main.events)
            and r.has_interval
            and estimate_text.is_variant(r) <= estimate_text.is_variant(main)
        ),
        None,
    )


def assumed(site: Site, view: ComparisonView, *, paper: str, alpha: float) -> Iterator[Picture]:
    """How the comparison would look if the control had been so many patients; one figure per version with a rate-only
    control."""
    for number, version in enumerate(view.versions):
        rows = [_assumed(row) for row in assumed_n(version, view)]
        if version.rate is None or sum(row.n is not None for row in rows) < 2:
            continue
        level = fmt.level(version.main.conf_level)
        told = "; ".join(
            f"{'rate taken as known' if row.n is None else f'{row.events} of {row.n} control patients'}: "
            f"{fmt.points(row.difference)} points "
            f"({fmt.points(row.low)} to {fmt.points(row.high)}), {fmt.p_phrase(row.p_value)}"
            for row in rows
        )
        yield picture(
            assumed_n_plot(rows, level=level, alpha=alpha),
            f"assumed-{paper}-{view.row.comparison}{f'-{number + 1}' if number else ''}",
            paper=paper,
            title=f"{site.short_name(paper)} against {view.against}: if the control had had so many patients",
            alt=f"Two curves over the assumed size of the control. {told}.",
            columns=("Control", "Difference, points", *limits(level, "points"), "Two-sided p"),
            lines=[Line(cells=_assumed_cells(row), ref=view.row.ref) for row in rows],
            caption=f"The control\u2019s {control_rate(version)} has no denominator. The curves give difference and "
            f"test for each size of which a count prints as {control_rate(version)}; "
            "the marks at the right edge, beyond the curve, take the rate as known without error. Hollow: p of "
            f"{fmt.plain(alpha)} or more.",
        )


def _assumed_cells(row: AssumedN) -> tuple[str, ...]:
    differences = (fmt.points(value) for value in (row.difference, row.low, row.high))
    return ("taken as known" if row.n is None else f"{row.events}/{row.n}", *differences, fmt.p_value(row.p_value))


def _assumed(row: dict[str, str]) -> AssumedN:
    numbers = {"difference": row["value"], "low": row["conf_low"], "high": row["conf_high"], "p_value": row["p_value"]}
    events, n = (int(row[name]) if row[name] else None for name in ("control_events", "control_n"))
    return AssumedN(n=n, events=events, **{name: float(text) for name, text in numbers.items()})

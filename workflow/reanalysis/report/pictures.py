"""Which figures a run has: estimates in, drawn figures with their captions out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from reanalysis.figures.canvas import shortened
from reanalysis.figures.controls import assumed_n_plot, control_plot
from reanalysis.figures.forest import forest_plot
from reanalysis.figures.kaplan_meier import kaplan_meier_plot
from reanalysis.figures.multiverse import LONGEST, multiverse_plot
from reanalysis.figures.rows import Analysis, AssumedN, ControlRow, Curve, ForestRow, OptionRow
from reanalysis.figures.svg import to_svg
from reanalysis.report import format as fmt
from reanalysis.model.multiverse import shares_of
from reanalysis.report import shown
from reanalysis.report.comparisons import ComparisonView, Version, assumed_n, control_rate
from reanalysis.report.multiverse import TITLES, Multiverse, multiverses_of, option_words, stands_in, varied, versions_of
from reanalysis.report.results import Result
from reanalysis.report.site import Site

FOREST_ROWS = 44
CONTROL_ROWS = 14
PANELS = 6
FEW_ANALYSES, MANY_ANALYSES = 6, 400


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawn figure; `name` is its id on the page and its file in results/figures."""

    name: str
    svg: str
    title: str
    caption: str
    paper: str = ""


def picture(figure: Figure, name: str, *, title: str, caption: str, description: str, paper: str = "") -> Picture:
    """Draw a figure under a name."""
    return Picture(name=name, svg=to_svg(figure, name, title=title, description=description), title=title, caption=caption, paper=paper)


def forest_rows(site: Site, name: str) -> list[ForestRow]:
    """The response rates of a paper under its name: all groups of the main outcome, other outcomes of the whole paper.

    Versions by the scale's definition follow their row; one that counts the same patients is left to the paper's page.
    """
    paper = site.paper(name)
    rates = [r for r in site.results.rates(name) if r.estimate is not None and _is_response(site, r)]
    roots = [group.group for group in paper.groups if group.parent is None]
    main = paper.info.main_outcome if any(r.outcome == paper.info.main_outcome for r in rates) else (rates[0].outcome if rates else "")
    order = {group: number for number, group in enumerate(paper.group)}
    outcomes = {outcome: number for number, outcome in enumerate(dict.fromkeys(r.outcome for r in rates))}
    rates = [r for r in rates if r.outcome == main or r.group in roots]
    rates.sort(key=lambda r: (r.outcome != main, outcomes[r.outcome], r.group not in roots, order.get(r.group, 0), shown.is_variant(r), r.at))
    own = {(r.outcome, r.group, r.events, r.n) for r in rates if not shown.is_variant(r)}
    kept = [r for r in rates if not (shown.is_variant(r) and (r.outcome, r.group, r.events, r.n) in own)]
    arms = [group for group in roots if paper.group[group].role != "historical_control"]
    below = {r.outcome for r in kept if r.group in roots}
    return [ForestRow(label=_heading(site, name), heading=True), *(_forest_row(site, r, arms, below) for r in kept)] if kept else []


def _heading(site: Site, name: str) -> str:
    info = site.paper(name).info
    return shortened(site.short_name(name) + (f" \u00b7 {info.treatment}" if info.treatment else ""), 104)


def _is_response(site: Site, result: Result) -> bool:
    known = site.outcomes.outcomes.get(result.outcome)
    return (known.kind if known else "response") == "response"


def _forest_row(site: Site, result: Result, arms: list[str], below: set[str]) -> ForestRow:
    """A row of its own for a whole paper or arm; a group's label alone where it stands below such a row."""
    outcome, group = site.outcome_label(result.outcome), site.group_label(result.paper, result.group)
    parent = site.paper(result.paper).group[result.group].parent if result.group in site.paper(result.paper).group else None
    whole = parent is None or result.outcome not in below
    label = group if not whole else outcome if [result.group] == arms else f"{outcome}, {group}"
    label += f" at {result.at} {result.unit}" if result.at.replace(".", "", 1).isdigit() else ""
    if shown.is_variant(result):
        label = "by definition, every assay" if result.at == "all_assays" else "by definition"
    return ForestRow(
        label=label, indent=int(not whole) + int(shown.is_variant(result)), counts=f"{result.events}/{result.n}" if result.n else "no n",
        rate=_rate_text(result, site.decimals), value=result.estimate, low=result.conf_low, high=result.conf_high, variant=shown.is_variant(result),
    )


def _rate_text(result: Result, places: int) -> str:
    interval = f" ({shown.interval_text(result, places).removesuffix('%')})" if result.has_interval else ""
    return shown.estimate_text(result, places) + interval


def forests(site: Site, level: str) -> Iterator[Picture]:
    """The forest plot of all papers, in as many figures as stay readable; `level` is that of the intervals."""
    pages: list[list[ForestRow]] = [[]]
    for name in site.dataset.papers:
        rows = forest_rows(site, name)
        if pages[-1] and len(pages[-1]) + len(rows) > FOREST_ROWS:
            pages.append([])
        pages[-1].extend(rows)
    for number, rows in enumerate((rows for rows in pages if rows), 1):
        part = f", part {number} of {len(pages)}" if len(pages) > 1 else ""
        described = "; ".join(f"{row.label}: {row.counts}, {row.rate}" if not row.heading else row.label for row in rows)
        yield picture(
            forest_plot(rows, level=level), f"forest-{number}", title=f"Response rates{part}", description=described,
            caption=f"Filled squares: rates as the papers count them, with the {level} intervals that the methods name. Hollow squares: the "
            "same patients classified by the scale\u2019s definition alone. A mark without a line is a percentage printed without a denominator.",
        )


def controls(site: Site, views: Sequence[ComparisonView], name: str = "controls", paper: str = "") -> Iterator[Picture]:
    """Comparisons with controls, in as many figures as stay readable."""
    rows = [row for view in views for version in view.versions for row in _control_rows(site, view, version)]
    for number in range(0, len(rows), CONTROL_ROWS):
        part = rows[number : number + CONTROL_ROWS]
        described = "; ".join(f"{r.label}: {r.value_text}; {r.control_label}: {r.control_text}{'; ' + r.tipping_text if r.tipping_text else ''}" for r in part)
        yield picture(
            control_plot(part), f"{name}-{number // CONTROL_ROWS + 1}", title="Rates against their controls", description=described, paper=paper,
            caption="Filled square: the group. Hollow diamond: its control, with its own interval where its size is known, as a dashed line where it is "
            "known only as a rate. Triangle: the control rate at which the interval\u2019s conclusion turns; the shaded stretch is how far the control may "
            "be from the rate taken.",
        )


def _control_rows(site: Site, view: ComparisonView, version: Version) -> Iterator[ControlRow]:
    main = version.main
    control = version.rate if version.rate is not None else version.control.estimate if version.control else None
    group = _group_rate(site, view, main)
    if control is None or group is None:
        return
    tipping = version.tipping if version.tipping is not None and (version.tipping > control) == (main.estimate > control) else None
    yield ControlRow(
        label=f"{site.short_name(view.paper)}, {view.outcome.lower()}{', by definition' if shown.is_variant(main) else ''}", control_label=f"v {view.against}",
        value=group.estimate, low=group.conf_low, high=group.conf_high, control=control, value_text=_rate_text(group, site.decimals),
        control_text=_rate_text(version.control, site.decimals) if version.control else f"{control_rate(version)} (no n)",
        control_low=version.control.conf_low if version.control else None, control_high=version.control.conf_high if version.control else None,
        tipping=tipping, tipping_text="" if tipping is None else _holds(tipping, main, control),
    )


def _holds(tipping: float, main: Result, control: float) -> str:
    return f"holds {'below' if tipping <= main.estimate else 'above'} {fmt.percent(tipping, 1, (control,))}%"


def _group_rate(site: Site, view: ComparisonView, main: Result) -> Result | None:
    """The group's own rate with its interval; a comparison with a known rate has it already."""
    if main.measure == "proportion":
        return main
    return next((r for r in site.results.rates(view.paper) if (r.group, r.outcome, r.events) == (main.group, main.outcome, main.events) and r.has_interval
                 and shown.is_variant(r) <= shown.is_variant(main)), None)


def assumed(site: Site, view: ComparisonView, paper: str) -> Iterator[Picture]:
    """How the comparison would look if the control had been so many patients; one figure per version with a rate-only control."""
    for number, version in enumerate(view.versions):
        rows = [_assumed(row) for row in assumed_n(version, view)]
        if version.rate is None or sum(row.n is not None for row in rows) < 2:
            continue
        suffix = f"-{number + 1}" if number else ""
        described = "; ".join(
            f"{'rate taken as known' if row.n is None else f'{row.n} control patients'}: {fmt.points(row.difference)} points "
            f"({fmt.points(row.low)} to {fmt.points(row.high)}), {fmt.p_phrase(row.p_value)}" for row in rows
        )
        yield picture(
            assumed_n_plot(rows, level=fmt.level(version.main.conf_level)), f"assumed-{paper}-{view.row.comparison}{suffix}", paper=paper,
            title=f"{site.short_name(paper)} against {view.against}: if the control had had so many patients", description=described,
            caption=f"The control\u2019s {control_rate(version)} has no denominator. The curves give difference and test for each size that it may have had; "
            "the squares at the right edge take the rate as known without error.",
        )


def _assumed(row: dict[str, str]) -> AssumedN:
    numbers = {"difference": row["value"], "low": row["conf_low"], "high": row["conf_high"], "p_value": row["p_value"]}
    return AssumedN(n=None if row["at"] == "inf" else int(float(row["at"])), **{name: float(text) for name, text in numbers.items()})


def multiverses(site: Site, name: str, alpha: float) -> Iterator[Picture]:
    """Every analysis of a compared outcome, where there are more than a table of six or where the conclusion depends on the choice."""
    for view in multiverses_of(site, name):
        if 1 < len(view.rows) <= MANY_ANALYSES and (view.is_mixed or len(view.rows) > FEW_ANALYSES):
            options = list(_option_rows(site, view))
            described = f"the conclusion stands in {stands_in(view.stands, len(view.rows))} analyses. " + "; ".join(
                f"{row.choice.lower()} {row.label}: {row.share}" for row in options)
            analyses = [Analysis(difference=float(row["difference"]), p_value=float(row["p_value"]), stands=row["stands"] == "yes") for row in view.rows]
            yield picture(
                multiverse_plot(analyses, options, alpha=alpha), f"multiverse-{name}-{view.group}-{view.outcome}", paper=name, description=described,
                title=f"{site.outcome_label(view.outcome)}, every analysis",
                caption="Each column is one analysis, from the smallest p to the largest; the marks below it say which choices it makes. The conclusion stands "
                f"(filled) where the difference points the way of the first comparison entered and the two-sided p is below {fmt.plain(alpha)}.",
            )


def _option_rows(site: Site, view: Multiverse) -> Iterator[OptionRow]:
    """The options of every choice that has several, those of one control below its name, the most favourable first."""
    for choice in varied(view.rows) or ["method"]:
        found = shares_of(view.rows, choice)
        for base, names in versions_of(view.rows, choice):
            several = len(names) > 1
            if several:
                total = [sum(found[name][part] for name in names) for part in (0, 1)]
                yield OptionRow(choice=TITLES[choice], label=option_words(site, view.paper, choice, base, longest=LONGEST), share=f"{total[0]} of {total[1]}")
            for name in names:
                label = name.rpartition(", ")[2].removesuffix(")") if several else option_words(site, view.paper, choice, name, longest=LONGEST)
                yield OptionRow(
                    choice=TITLES[choice], label=label, share=f"{found[name][0]} of {found[name][1]}", indent=int(several),
                    places=tuple(place for place, row in enumerate(view.rows) if row[choice] == name),
                )


def kaplan_meiers(site: Site, name: str) -> Iterator[Picture]:
    """Curves of a paper, one figure per endpoint: by group, and by the response that restricts them."""
    rows = [row for row in site.curves if row["paper"] == name]
    endpoints = dict.fromkeys((row["endpoint"], row.get("population", ""), row.get("assessor", ""), row["unit"]) for row in rows)
    for number, key in enumerate(endpoints, 1):
        mine = [row for row in rows if (row["endpoint"], row.get("population", ""), row.get("assessor", ""), row["unit"]) == key]
        curves = _chosen(site, name, mine)
        if not curves:
            continue
        label = site.outcome_label(key[0])
        described = "; ".join(f"{c.label}: {c.n_at_risk[0]} patients, {sum(c.events)} events, {100 * c.survival[-1]:.0f}% at the last time" for c in curves)
        yield picture(
            kaplan_meier_plot(curves), f"km-{name}-{number}", paper=name, title=f"{site.short_name(name)}: {label.lower()}", description=described,
            caption=f"Kaplan\u2013Meier curves from {_origin(mine)}, with pointwise intervals (band), censored patients (ticks) and patients at risk below."
            + (" Thin: exponential, and from five events on Weibull, log-normal and log-logistic models." if any(curve.fitted for curve in curves) else ""),
        )


def _origin(rows: list[dict[str, str]]) -> str:
    read = [bool(_reconstructed(row)) for row in rows]
    if all(read):
        return "times reconstructed from the paper\u2019s figure"
    return "the listed times and from times reconstructed from a figure" if any(read) else "the listed times"


def _chosen(site: Site, name: str, rows: list[dict[str, str]]) -> list[Curve]:
    """At most six curves: the largest group, its parts by response, then other groups by size; none twice."""
    by_curve: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        by_curve.setdefault((row["group"], row.get("outcome", ""), _reconstructed(row)), []).append(row)
    sizes = {key: int(float(found[0]["n_at_risk"])) for key, found in by_curve.items()}
    whole = max((key for key in sizes if not key[1]), key=lambda key: sizes[key], default=None)
    order = sorted(sizes, key=lambda key: (key != whole, key[0] != (whole or ("",))[0], -sizes[key]))
    found: dict[tuple, Curve] = {}
    for key in order:
        curve = _curve(site, name, key, by_curve[key])
        if sizes[key] >= 3:
            found.setdefault((curve.time, curve.n_at_risk, curve.events), curve)
    return list(found.values())[:PANELS]


def _reconstructed(row: dict[str, str]) -> str:
    """How the times of a curve came about, where they were read from a figure."""
    return ", reconstructed" if row.get("derived") == "reconstructed" else ""


def _curve(site: Site, name: str, key: tuple[str, ...], rows: list[dict[str, str]]) -> Curve:
    group, outcome = site.group_label(name, key[0]), site.outcome_label(key[1]) if key[1] else ""
    names = ("time", "survival", "conf_low", "conf_high", "n_at_risk", "events", "censored")
    columns = {name: tuple(float(row[name]) if row[name] else None for row in rows) for name in names}
    whole = {c: tuple(int(value or 0) for value in columns[c]) for c in ("n_at_risk", "events", "censored")}
    return Curve(
        label=(outcome or group) + key[2], time=columns["time"], survival=columns["survival"],
        low=columns["conf_low"], high=columns["conf_high"], unit=rows[0]["unit"], fitted=_fitted(site, rows[0]), **whole,
    )


def _fitted(site: Site, curve: dict[str, str]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The parametric curves of the same times, one for each model."""
    models: dict[str, list[tuple[float, float]]] = {}
    for row in site.fitted:
        if all(row[name] == curve.get(name, "") for name in ("paper", "group", "outcome", "endpoint", "population", "assessor", "confirmed", "unit", "derived")):
            models.setdefault(row["method"], []).append((float(row["time"]), float(row["survival"])))
    return tuple(tuple(points) for points in models.values())

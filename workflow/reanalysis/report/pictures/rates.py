"""Figures of rates: forest plots of all papers and of each paper, and the categories of a scale as stacked bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from reanalysis.figures.categories import category_plot
from reanalysis.figures.forest import axis_end, forest_plot, height_of
from reanalysis.figures.rows import CategoryRow, ForestRow, Share
from reanalysis.model.config import Scale
from reanalysis.model.estimate import Estimate
from reanalysis.model.reported import parse_reported
from reanalysis.model.rows import Count
from reanalysis.report.pictures.picture import Line, Picture, limits, line_of, percents, picture, rate_cells, whole
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views.main_result import printed_only

FOREST_HEIGHT, CATEGORY_ROWS, MOST_NAMED = 1020, 20, 4
MOST_ACROSS = 120  # rows of all papers; beyond, the groups within papers stand on their pages alone
Drawn = tuple[ForestRow, Estimate | Count | None]


def forests(site: Site, level: str) -> Iterator[Picture]:
    """The main outcome of all papers, in as many figures as stay readable; papers on one disease follow each other."""
    by_disease: dict[str, list[list[Drawn]]] = {}
    for name, paper in site.dataset.papers.items():
        rows = forest_rows(site, name)
        if rows:
            by_disease.setdefault((paper.info.disease or "").casefold(), []).append(rows)
    every = [rows for papers in by_disease.values() for rows in papers]
    many = sum(map(len, every)) > MOST_ACROSS
    yield from _forest_pages(
        site,
        [_without_groups(site, rows) for rows in every] if many else every,
        level,
        name="forest",
        title="Response rates of the papers",
        about="Groups within papers stand on the papers\u2019 pages. " if many else "",
    )


def _without_groups(site: Site, rows: list[Drawn]) -> list[Drawn]:
    """The rows of a whole paper or of its arms; the first one where every row is of a group within it."""
    whole = [pair for pair in rows if not isinstance(pair[1], Estimate) or _is_whole(site, pair[1])]
    return whole if len(whole) > 1 else rows[:2]


def forest(site: Site, name: str, level: str) -> Iterator[Picture]:
    """All response rates of a paper, where they are more than the main outcome's own row."""
    rows = forest_rows(site, name, every=True)
    if len(rows) > 2:
        yield from _forest_pages(
            site, [rows], level, name=f"forest-{name}", title=f"{site.short_name(name)}: response rates", paper=name
        )


def _forest_pages(
    site: Site,
    papers: Sequence[Sequence[Drawn]],
    level: str,
    *,
    name: str,
    title: str,
    about: str = "",
    paper: str = "",
) -> Iterator[Picture]:
    pages = pages_of(papers, FOREST_HEIGHT)
    end = axis_end([row for rows in papers for row, _ in rows])
    for number, page in enumerate(pages, 1):
        part = f", part {number} of {len(pages)}" if len(pages) > 1 else ""
        rows = [row for row, _ in page]
        yield picture(
            forest_plot(rows, level=level, end=end),
            f"{name}-{number}",
            title=title + part,
            paper=paper,
            alt=_forest_alt(rows),
            columns=("Paper", "Outcome", "Group", "Version", "Events", "n", "Rate, %", *limits(level, "%")),
            lines=[_forest_line(site, result) for _, result in page if result is not None],
            caption=(
                "" if paper else _main_outcomes(site, [result for _, result in page if isinstance(result, Estimate)])
            )
            + about
            + f"Filled squares: rates by the papers\u2019 own labels, with the {level} intervals that the methods name."
            + _marks(page, end),
        )


def _marks(page: Sequence[Drawn], end: float) -> str:
    """What the marks mean that a figure has beside its filled squares."""
    rows = [row for row, _ in page]
    said = {
        " Hollow squares: the same patients classified by the scale\u2019s definition alone.": any(
            row.variant for row in rows
        ),
        " A mark without a line is a percentage printed without a denominator.": any(
            row.value is not None and row.low is None for row in rows
        ),
        " A rate without a mark is printed, but no count follows from it.": any(
            isinstance(result, Count) for _, result in page
        ),
        f" An arrow says that an interval reaches beyond {100 * end:.0f}%.": any((row.high or 0) > end for row in rows),
    }
    return "".join(text for text, holds in said.items() if holds)


def pages_of(papers: Sequence[Sequence[Drawn]], most: float) -> list[list[Drawn]]:
    """Rows of papers on pages of at most `most` pixels: no paper is divided that fits on one, and a divided one repeats
    its heading."""
    pages: list[list[Drawn]] = [[]]
    filled = 0.0
    for rows in papers:
        heights = [height_of(row) for row, _ in rows]
        if pages[-1] and filled + sum(heights) > most:
            pages, filled = [*pages, []], 0.0
        for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
            if number > 1 and filled + height > most:
                pages, filled = (
                    [*pages, [(replace(rows[0][0], label=f"{rows[0][0].label}, continued"), None)]],
                    heights[0],
                )
            pages[-1].append(row)
            filled += height
    return [page for page in pages if page]


def _forest_alt(rows: Sequence[ForestRow]) -> str:
    """The rates at the left margin; those of groups and by definition stand in the data."""
    inner = sum(not row.heading and row.indent > 0 for row in rows)
    outer = (row for row in rows if row.heading or not row.indent)
    told = "; ".join(
        f"{row.label}:"
        if row.heading
        else f"{row.label} {row.counts}, {row.rate}{f' ({row.interval})' if row.interval else ''}"
        for row in outer
    ).replace(":;", ":")
    return f"Forest plot of {fmt.counted(sum(not row.heading for row in rows), 'rate')}. {told}" + (
        f". {fmt.counted(inner, 'other rate', 'other rates')} of groups or by definition stand below these rows."
        if inner
        else "."
    )


def _main_outcomes(site: Site, results: Sequence[Estimate]) -> str:
    """Whose main outcome the rates of the papers are, and whose not."""
    others = list(
        dict.fromkeys(site.short_name(r.paper) for r in results if r.outcome != site.paper(r.paper).info.main_outcome)
    )
    if not others:
        return "The main outcome of each paper. "
    named = fmt.listed(others) if len(others) <= MOST_NAMED else fmt.counted(len(others), "paper")
    return (
        f"The main outcome of each paper; of {named} another response, since none of the response rates is said to "
        "be the main outcome. "
    )


def _forest_line(site: Site, result: Estimate | Count) -> Line:
    if isinstance(result, Count):
        paper = result.ref.partition("/")[0]
        names = (site.short_name(paper), site.outcome_label(result.outcome), site.group_label(paper, result.group))
        return Line(
            cells=(*names, "as printed; no count follows from it", "", "", _printed(result).removesuffix("%"), "", ""),
            ref=result.ref,
        )
    version = "; ".join(estimate_text.qualifiers(result)) or "as the paper counts"
    return line_of(
        result,
        site.short_name(result.paper),
        site.outcome_label(result.outcome),
        site.group_label(result.paper, result.group),
        version,
        whole(result.events),
        whole(result.n),
        *rate_cells(result, site.decimals),
    )


def forest_rows(site: Site, name: str, *, every: bool = False) -> list[Drawn]:
    """The response rates of a paper under its name: all groups of the main outcome; with `every` other outcomes of the
    whole paper, too.

    Versions by the scale's definition follow their row; one that counts the same patients is left to the paper's page.
    """
    paper = site.paper(name)
    rates = [r for r in site.results.rates(name) if r.estimate is not None and _is_response(site, r)]
    roots = [group.group for group in paper.groups if group.parent is None]
    main = (
        paper.info.main_outcome
        if any(r.outcome == paper.info.main_outcome for r in rates)
        else (rates[0].outcome if rates else "")
    )
    order = {group: number for number, group in enumerate(paper.group)}
    outcomes = {outcome: number for number, outcome in enumerate(dict.fromkeys(r.outcome for r in rates))}
    rates = [r for r in rates if r.outcome == main or (every and r.group in roots)]
    rates.sort(
        key=lambda r: (
            r.outcome != main,
            outcomes[r.outcome],
            r.group not in roots,
            order.get(r.group, 0),
            estimate_text.is_variant(r),
            r.at,
        )
    )
    own = {(r.outcome, r.group, r.events, r.n) for r in rates if not estimate_text.is_variant(r)}
    kept = [r for r in rates if not (estimate_text.is_variant(r) and (r.outcome, r.group, r.events, r.n) in own)]
    arms = [group for group in roots if paper.group[group].role != "historical_control"]
    below = {r.outcome for r in kept if r.group in roots}
    heading = ForestRow(label=site.short_name(name), about=paper.info.treatment or "", heading=True)
    printed = printed_only(site, name, [r for r in rates if r.outcome == paper.info.main_outcome])
    first = (
        [
            (
                ForestRow(
                    label=f"{site.outcome_label(printed.outcome)}, {site.group_label(name, printed.group)}",
                    counts="no count",
                    rate=_printed(printed),
                ),
                printed,
            )
        ]
        if printed is not None and _printed(printed) and _is_response(site, printed)
        else []
    )
    return (
        [(heading, None), *first, *((_forest_row(site, r, arms, below, _told_apart(r, kept)), r) for r in kept)]
        if kept or first
        else []
    )


def _printed(row: Count) -> str:
    """The percentage that a row prints."""
    found = parse_reported(row.reported or "")
    return f"{found.percent}%" if found is not None and found.percent is not None else ""


def _is_response(site: Site, result: Estimate | Count) -> bool:
    known = site.outcomes.outcome(result.outcome)
    return (known.kind if known else "response") == "response"


def _told_apart(result: Estimate, rows: Sequence[Estimate]) -> str:
    """What tells a rate from another of the same patients and outcome: who counted, whom, and whether it was
    confirmed."""
    twins = [
        r
        for r in rows
        if (r.outcome, r.group, r.at, estimate_text.is_variant(r))
        == (result.outcome, result.group, result.at, estimate_text.is_variant(result))
    ]
    texts = estimate_text.qualifiers(replace(result, derived="entered", method="", at="")) if len(twins) > 1 else []
    same_patients = [
        r
        for r in twins
        if (r.population, r.assessor, r.confirmed) == (result.population, result.assessor, result.confirmed)
    ]
    return ", ".join(
        [
            *texts,
            *(
                [f"if {result.events} of {result.n}"]
                if len(same_patients) > 1 and result.derived == "from_percent"
                else []
            ),
        ]
    )


def _forest_row(site: Site, result: Estimate, arms: list[str], below: set[str], apart: str) -> ForestRow:
    """A row of its own for a whole paper or arm; a group's label alone where it stands below such a row; what tells it
    `apart` follows."""
    outcome, group = site.outcome_label(result.outcome), site.group_label(result.paper, result.group)
    parent = (
        site.paper(result.paper).group[result.group].parent if result.group in site.paper(result.paper).group else None
    )
    own = parent is None or result.outcome not in below
    label = group if not own else outcome if [result.group] == arms else f"{outcome}, {group}"
    time = estimate_text.time_alone(result)
    label += f" at {time} {result.unit}" if time else ""
    if estimate_text.is_variant(result):
        label = "by definition, every assay" if result.fact("every_assay") else "by definition"
    return ForestRow(
        label=f"{label}, {apart}" if apart else label,
        indent=int(not own) + int(estimate_text.is_variant(result)),
        counts=f"{result.events}/{result.n}" if result.n else "no n",
        rate=estimate_text.estimate_text(result, site.decimals),
        interval=_interval(result, site.decimals),
        value=result.estimate,
        low=result.conf_low,
        high=result.conf_high,
        variant=estimate_text.is_variant(result),
    )


def rate_text(result: Estimate, places: int) -> str:
    """A rate with its interval: `64.7% (38.3–85.8)`."""
    interval = _interval(result, places)
    return estimate_text.estimate_text(result, places) + (f" ({interval})" if interval else "")


def _interval(result: Estimate, places: int) -> str:
    return estimate_text.interval_text(result, places).removesuffix("%") if result.has_interval else ""


def categories(site: Site, names: Sequence[str], *, name: str, paper: str = "") -> Iterator[Picture]:
    """The categories of each scale as bars: of the whole papers or arms where several papers are named, of every group
    of one."""
    found: dict[str, list[tuple[str, list[Estimate]]]] = {}
    for one in names:
        for scale, members in _category_groups(site, one):
            if paper or _is_whole(site, members[0]):
                found.setdefault(scale, []).append((one, members))
    number = 0
    for scale, bars in found.items():
        for start in range(0, len(bars), CATEGORY_ROWS):
            number += 1
            yield _category_picture(
                site, scale, bars[start : start + CATEGORY_ROWS], name=f"{name}-{number}", paper=paper
            )


def _category_groups(site: Site, name: str) -> Iterator[tuple[str, list[Estimate]]]:
    """The counted categories of a paper by scale and group, by the paper's own labels."""
    rows = [
        r
        for r in site.results.of(name, "category_proportion")
        if r.primary and r.events is not None and r.n and not estimate_text.is_variant(r)
    ]
    for key, found in groupby(
        rows, key=lambda r: (r.outcome.partition(":")[0], r.group, r.population, r.assessor, r.confirmed, r.at, r.n)
    ):
        members = list(found)
        if sum(r.events for r in members) <= members[0].n:
            yield key[0], members


def _is_whole(site: Site, result: Estimate) -> bool:
    group = site.paper(result.paper).group.get(result.group)
    return group is None or group.parent is None


def _category_picture(
    site: Site, scale: str, bars: Sequence[tuple[str, list[Estimate]]], *, name: str, paper: str
) -> Picture:
    known = site.scales.get(scale)
    title = known.label if known else vocabulary.words(scale)
    order = _in_order(known, [r.outcome.partition(":")[2] for _, members in bars for r in members])
    labels = [category_label(known, category) for category in order]
    rows = [_category_row(site, members, order, several=not paper) for _, members in bars]
    told = "; ".join(
        f"{row.label} (n = {row.n}): "
        + ", ".join(f"{labels[share.kind].lower()} {share.count}" for share in row.shares)
        for row in rows
    )
    return picture(
        category_plot(rows, labels),
        name,
        paper=paper,
        title=f"{site.short_name(paper)}: {title.lower()}, by group" if paper else f"{title} by category",
        alt=f"Bars of the patients in each category. {told}.",
        columns=("Paper", "Group", "Category", "Patients", "n", "Share, %"),
        lines=[
            line_of(
                r,
                site.short_name(r.paper),
                site.group_label(r.paper, r.group),
                category_label(known, r.outcome.partition(":")[2]),
                whole(r.events),
                whole(r.n),
                *percents(estimate_text.exact(r), places=site.decimals),
            )
            for _, members in bars
            for r in members
        ],
        caption="Each bar is all patients of a group, divided by their category, the best at the left; the numbers "
        "are patients. "
        + (
            "The outlined rest is in no category that the paper counts."
            if any(sum(s.count for s in row.shares) < row.n for row in rows)
            else ""
        ),
    )


def _in_order(scale: Scale | None, categories_used: Sequence[str]) -> list[str]:
    """Categories in the scale's order; a merged one stands at its best part."""
    place = {category: number for number, category in enumerate(scale.categories)} if scale else {}
    every = list(dict.fromkeys(categories_used))
    return sorted(
        every,
        key=lambda category: (
            place.get(category.split("|")[0], len(place)),
            category.count("|"),
            every.index(category),
        ),
    )


def category_label(scale: Scale | None, category: str) -> str:
    """A category in words; a merged one as its parts."""
    labels = [
        scale.categories[part].label if scale and part in scale.categories else vocabulary.words(part)
        for part in category.split("|")
    ]
    return fmt.listed([labels[0], *(label.lower() for label in labels[1:])], "or")


def _category_row(site: Site, members: Sequence[Estimate], order: Sequence[str], *, several: bool) -> CategoryRow:
    first = members[0]
    group = site.group_label(first.paper, first.group)
    qualifiers = [text for text in estimate_text.qualifiers(first) if text not in vocabulary.DERIVED.values()]
    label = ", ".join([*([site.short_name(first.paper)] if several else []), group, *qualifiers])
    shares = [Share(kind=order.index(r.outcome.partition(":")[2]), count=r.events or 0) for r in members]
    return CategoryRow(label=label, n=first.n or 0, shares=tuple(sorted(shares, key=lambda share: share.kind)))

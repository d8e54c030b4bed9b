"""What changed since the accepted results, as the page shows it: conclusions first, then data, results and settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from reanalysis.accepted.results import null_value
from reanalysis.model.estimate import ESTIMATE_COLUMNS, Estimate
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.report.page import Page
from reanalysis.report.results import as_shown
from reanalysis.report.site import Site, against_label
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt

MOST = 40  # rows of a table on the page; changes.csv has all
_COUNTS = {"events", "n"}
_COLUMNS = {
    "conf_low": "lower limit",
    "conf_high": "upper limit",
    "p_value": "p-value",
    "primary": "whether it is primary",
    "derived": "how it came about",
}
_SAME_GROUPS = (
    "paper",
    "group",
    "outcome",
    "endpoint",
    "population",
    "assessor",
    "confirmed",
    "against",
    "at",
    "derived",
    "events",
    "n",
)
Parts = dict[str, Mapping[str, str]]  # the changes of one result by column
_SETTINGS = {"software": "version of {}", "config": "choice {}", "definitions": "definitions of {}"}


@dataclass(frozen=True, kw_only=True)
class ResultChange:
    """One result as it was and as it is; blank where there is none. `difference` is that of the estimates, or says what
    else differs."""

    result_id: str
    kind: str
    paper: str
    href: str
    what: str
    group: str
    about: str
    method: str
    primary: bool
    accepted: str
    current: Markup
    difference: str = ""
    columns: tuple[str, ...] = ()
    accepted_says: str = ""
    current_says: str = ""


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """One cell of the data, or all cells of a row (`kind` row_added, row_removed), as it was and as it is."""

    paper: str | Markup
    href: str
    table: str
    row: str
    column: str
    accepted: str
    current: str
    kind: str
    place: str


@dataclass(frozen=True, kw_only=True)
class PaperChange:
    """A paper that is new as a whole, or gone; `about` counts its rows and results."""

    paper: str
    href: str
    gone: bool
    about: str


@dataclass(frozen=True, kw_only=True)
class ChangeView:
    """Everything that the section on changes shows; `accepted` is False before anything was accepted.

    `recounted` says how many results stand as they were although counts beside them differ.
    """

    accepted: bool
    summary: str
    flips: tuple[ResultChange, ...] = ()
    cells: tuple[CellChange, ...] = ()
    results: tuple[ResultChange, ...] = ()
    others: tuple[ResultChange, ...] = ()
    papers: tuple[PaperChange, ...] = ()
    switched: str = ""
    recounted: str = ""
    settings: tuple[dict[str, str], ...] = ()
    hidden: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (
            self.papers
            or self.cells
            or self.flips
            or self.results
            or self.others
            or self.switched
            or self.recounted
            or self.settings
        )


def change_view(page: Page) -> ChangeView:
    """The section on changes, as it stands on a page."""
    changed = page.site.changes
    if not changed.accepted:
        return ChangeView(
            accepted=False, summary="There are no accepted results to compare with: make accept keeps the present ones."
        )
    came = _came_and_went(page.site)
    before, now = _before_and_now(page.site)
    known = before | now
    found, whole = _by_result(changed.results, known, came)

    def made(names: Iterable[str]) -> Iterator[ResultChange]:
        return (_result_change(page, before.get(name), now.get(name), found[name]) for name in names)

    recounted = [name for name, parts in found.items() if _is_recounted(known[name], parts)]
    for name in recounted:
        del found[name]
    cells = _by_row(page, [change for change in changed.cells if change["paper"] not in came])
    concluded = made(name for name in found if "conclusion" in found[name])
    flips = {flip.result_id: flip for flip in concluded if flip.accepted_says}
    switched = [name for name, parts in found.items() if parts.keys() - {"conclusion"} == {"primary"}]
    main, others = _by_method([name for name in found if name not in {*flips, *switched}], known)
    return ChangeView(
        accepted=True,
        summary=_summary(came, cells, found, flips, changed.settings),
        flips=tuple(sorted(flips.values(), key=_primary_first)[:MOST]),
        papers=tuple(_paper_changes(page, came, whole)),
        recounted=_recounted(len(recounted)),
        cells=tuple(cells[:MOST]),
        switched=_switched(made(switched)),
        results=tuple(made(main[:MOST])),
        others=tuple(made(others[:MOST])),
        settings=tuple(map(_setting, changed.settings)),
        hidden=_hidden(flips, cells, main, others),
    )


def _paper_changes(page: Page, came: Mapping[str, bool], results: Mapping[str, int]) -> Iterator[PaperChange]:
    for name, gone in came.items():
        yield _paper_change(page, name, gone=gone, results=results[name])


def _hidden(*tables: Collection[object]) -> int:
    """The rows beyond those that a table has on the page."""
    return sum(max(len(rows) - MOST, 0) for rows in tables)


def _before_and_now(site: Site) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    """The results that differ as they were accepted, and all as they are."""
    mentioned = {change["result_id"] for change in site.changes.results}
    before = {row["result_id"]: _result(site, row) for row in site.changes.accepted if row["result_id"] in mentioned}
    return before, {result.result_id: result for result in site.results.all}


def _primary_first(change: ResultChange) -> bool:
    return not change.primary


def _by_method(names: Iterable[str], known: Mapping[str, Estimate]) -> tuple[list[str], list[str]]:
    """Those by the primary method, and the others."""
    sorted_out: tuple[list[str], list[str]] = ([], [])
    for name in names:
        sorted_out[not known[name].primary].append(name)
    return sorted_out


def _by_result(
    changes: Iterable[Mapping[str, str]], known: Mapping[str, Estimate], came: Collection[str]
) -> tuple[dict[str, Parts], Counter[str]]:
    """The changes of each result by their columns; of papers that came or went how many results there are."""
    found: dict[str, Parts] = {}
    whole: Counter[str] = Counter()
    for change in changes:
        name, paper = change["result_id"], known[change["result_id"]].paper
        if paper in came:
            whole[paper] += 1
        else:
            column = change["kind"] if change["kind"] == "conclusion" else change["column"]
            found.setdefault(name, {})[column] = change
    return found, whole


def _is_recounted(result: Estimate, parts: Parts) -> bool:
    """Whether nothing but counts differs, and they are not printed with the result, as those of a rate are."""
    counts = bool(parts.keys() & _COUNTS) and parts.keys() <= {*_COUNTS, "note"}
    return counts and result.measure != "proportion"


def _result(site: Site, row: Mapping[str, str]) -> Estimate:
    """An accepted row; what an earlier version did not write down is blank."""
    known = {name: row.get(name) or "" for name in ESTIMATE_COLUMNS}
    return as_shown(Estimate.from_row(known, site.changes.facts.get(row["result_id"])))


def _came_and_went(site: Site) -> dict[str, bool]:
    """Papers that are new as a whole, and those that are gone (True)."""
    had = {row["paper"] for row in site.changes.accepted}
    kinds = {change["paper"]: change["kind"] for change in site.changes.cells if change["table"] == "paper"}
    return {
        paper: kind == "row_removed"
        for paper, kind in kinds.items()
        if kind == "row_removed" or (kind == "row_added" and paper not in had)
    }


def _paper_change(page: Page, name: str, *, gone: bool, results: int) -> PaperChange:
    rows = {
        (change["table"], change["row"])
        for change in page.site.changes.cells
        if change["paper"] == name and change["table"] != "paper"
    }
    known = name in page.site.states
    return PaperChange(
        paper=page.site.short_name(name),
        href=page.paper_href(name) if known else "",
        gone=gone,
        about=f"{fmt.counted(len(rows), 'row')}, {fmt.counted(results, 'result')}",
    )


def _recounted(number: int) -> str:
    """What became of results whose counts alone differ."""
    if not number:
        return ""
    return (
        f"Beside {fmt.counted(number, 'other result')} the counts differ; "
        f"{'it stands' if number == 1 else 'they stand'} as accepted."
    )


def _summary(
    came: Mapping[str, bool],
    cells: Sequence[Any],
    results: Collection[Any],
    flips: Mapping[str, ResultChange],
    settings: Collection[Any],
) -> str:
    """`2 papers are new. 1 place in the data and 12 results changed since the accepted results; 2 conclusions flipped,
    1 of them by the primary method.`"""
    papers = _papers_that_came_or_went(came)
    if not (cells or results or settings):
        return f"{papers} since the accepted results." if papers else "Nothing differs from the accepted results."
    counts = [
        fmt.counted(len(cells), "place", "places") + " in the data" if cells else "",
        fmt.counted(len(results), "result") if results else "",
        fmt.counted(len(settings), "setting") if settings else "",
    ]
    changed = fmt.listed(part for part in counts if part)
    flipped = _flipped(flips) if flips else "; no conclusion flipped" if results else ""
    return f"{f'{papers}. ' if papers else ''}{changed} changed since the accepted results{flipped}."


def _papers_that_came_or_went(came: Mapping[str, bool]) -> str:
    gone = sum(came.values())
    return fmt.listed(
        f"{fmt.counted(number, 'paper')} {'is' if number == 1 else 'are'} {what}"
        for number, what in ((len(came) - gone, "new"), (gone, "gone"))
        if number
    )


def _flipped(flips: Mapping[str, ResultChange]) -> str:
    primary = sum(flip.primary for flip in flips.values())
    by_primary = f", {primary or 'none'} of them by a primary method" if primary < len(flips) else ""
    return f"; {fmt.counted(len(flips), 'conclusion')} flipped{by_primary}"


def _kind(before: Estimate | None, now: Estimate | None) -> str:
    return "changed" if before and now else "added" if now else "removed"


def _result_change(
    page: Page, before: Estimate | None, now: Estimate | None, parts: Mapping[str, Mapping[str, str]]
) -> ResultChange:
    result, places = now or before, page.site.decimals
    said = parts.get("conclusion")
    known = result.paper in page.site.states
    differs = (_difference(before, now) or _beside(before, now, parts)) if before and now else ""
    return ResultChange(
        result_id=result.result_id,
        kind=_kind(before, now),
        primary=result.primary,
        paper=page.site.short_name(result.paper) if result.paper else "Pooled",
        href=page.paper_href(result.paper) if known else "",
        what=_what(page.site, result),
        group=page.site.group_label(result.paper, result.group),
        about="; ".join(estimate_text.qualifiers(result)),
        method=vocabulary.method(result.method),
        accepted=_text(before, places, _accepted_difference(page.site, before)) if before else "",
        current=page.number(now, _text(now, places, _difference_of(page.site, now))) if now else Markup(),
        columns=tuple(name for name in parts if name != "conclusion"),
        difference=differs,
        accepted_says=_says(before, said["accepted"]) if before and said else "",
        current_says=_says(now, said["current"]) if now and said else "",
    )


def _what(site: Site, result: Estimate) -> str:
    """What is estimated, in words: `Objective response: rate, against Historical control (25%)`."""
    scale, _, category = result.outcome.partition(":")
    outcome = (
        f"{vocabulary.words(scale)}, {vocabulary.words(category)}"
        if category
        else site.outcome_label(scale)
        if scale
        else ""
    )
    subject = ", ".join(
        part for part in (site.outcome_label(result.endpoint) if result.endpoint else "", outcome) if part
    )
    measure = vocabulary.MEASURES.get(result.measure, vocabulary.words(result.measure))
    known = result.fact_number("control_rate") if result.measure == "proportion" else None
    at = f"{fmt.known_percent(known)}%" if known is not None else estimate_text.landmark(result)
    if not result.against:
        return f"{subject}: {measure}" + (f" at {at}" if at else "")
    against = (
        against_label(site, result.paper, result.against) if result.paper in site.dataset.papers else result.against
    )
    return f"{subject}: {measure}, against {against}" + (f" ({at})" if at and at != against else "")


def _identity(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple("" if row.get(name) is None else str(row[name]) for name in _SAME_GROUPS)


def _difference_of(site: Site, test: Estimate) -> Estimate | None:
    """The risk difference of the groups that a test compares."""
    if test.measure != "association":
        return None
    key = _identity(vars(test))
    return next(
        (r for r in site.results.of(test.paper, "risk_difference") if r.primary and _identity(vars(r)) == key), None
    )


def _accepted_difference(site: Site, test: Estimate) -> Estimate | None:
    """The same among the accepted results."""
    if test.measure != "association":
        return None
    key = _identity(vars(test))
    row = next(
        (
            row
            for row in site.changes.accepted
            if row["measure"] == "risk_difference" and row["primary"] == "yes" and _identity(row) == key
        ),
        None,
    )
    return _result(site, row) if row is not None else None


def _text(result: Estimate, places: int, beside: Estimate | None = None) -> str:
    """Counts, estimate, interval and p-value as far as there are any; else why there is no estimate. A test alone has
    its difference `beside`."""
    counts = (
        f"{result.events}/{result.n}"
        if result.measure == "proportion" and result.events is not None and result.n
        else ""
    )
    estimate = estimate_text.estimate_text(result, places) if result.estimate is not None else ""
    unit = f" {result.unit}" if estimate and result.measure in estimate_text.TIMES else ""
    interval = (
        f"({estimate_text.interval_text(result, places)})"
        if result.conf_low is not None or result.conf_high is not None
        else ""
    )
    p = fmt.p_phrase(result.p_value) if result.p_value is not None else ""
    size = f"{_text(replace(beside, p_value=None), places)} points" if beside is not None else ""
    return (
        ", ".join(part for part in (counts, f"{estimate}{unit} {interval}".strip(), size, p) if part)
        or f"not estimable: {result.note}"
    )


def _difference(before: Estimate, now: Estimate) -> str:
    """The change of the estimate, with its sign; blank where an estimate is missing or did not change."""
    old, new = estimate_text.exact(before), estimate_text.exact(now)
    if old is None or new is None or old == new or float("inf") in (old, new):
        return ""
    if estimate_text.estimate_text(now).endswith("%") or now.measure == "risk_difference":
        return f"{fmt.points(new - old)} points"
    size = estimate_text.number_text(now.measure, abs(new - old))
    return f"{'+' if new > old else fmt.MINUS}{size}"


def _beside(before: Estimate, now: Estimate, parts: Mapping[str, Mapping[str, str]]) -> str:
    """What differs where the estimate does not: limits, p-value, note; blank where the printed numbers show it."""
    if _text(before, 2) != _text(now, 2):
        return ""
    return fmt.listed(_COLUMNS.get(name, name) for name in parts if name != "conclusion")


def _switched(results: Iterable[ResultChange]) -> str:
    """Which methods became primary, or are so no longer, where nothing else changed."""
    counts = Counter((result.primary, result.method) for result in results)
    said = [
        f"{method} is {'now' if primary else 'no longer'} the primary method of "
        f"{fmt.counted(number, 'quantity', 'quantities')}"
        for (primary, method), number in sorted(counts.items(), key=lambda item: (not item[0][0], item[0][1]))
    ]
    return f"{'; '.join(said)}." if said else ""


def _says(result: Estimate, text: str) -> str:
    """What `changes.conclusion` says, as people say it: `lies above no difference`, `includes 25%`."""
    null = null_value(result.measure, result.fact_number("control_rate"))
    name = f"{fmt.known_percent(null)}%" if result.measure == "proportion" and null is not None else "no difference"
    parts = []
    for part in text.split("; "):
        word = part.removeprefix("interval ").partition(" ")[0]
        parts.append(
            f"the interval {'includes' if word == 'includes' else f'lies {word}'} {name}"
            if part.startswith("interval ")
            else part.replace(">=", "\u2265")
        )
    return "; ".join(parts)


def _cell_change(page: Page, change: Mapping[str, str]) -> CellChange:
    name, place = page.site.short_name(change["paper"]) if change["paper"] else "Sets", change["place"]
    href = page.href(place) if place else ""
    return CellChange(
        paper=page.cell(place, name) if href else name,
        href=href,
        table=INPUT_TABLES[change["table"]].title if change["table"] in INPUT_TABLES else "About the paper",
        row=change["row"],
        column=change["column"],
        accepted=change["accepted"],
        current=change["current"],
        kind=change["kind"],
        place=place,
    )


def _by_row(page: Page, changes: Sequence[Mapping[str, str]]) -> list[CellChange]:
    """The cells that changed; a row that came or went as one entry with its cells side by side."""
    kept: list[CellChange] = []
    rows: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for change in changes:
        if not change["kind"].startswith("row_"):
            kept.append(_cell_change(page, change))
        else:
            rows.setdefault(tuple(change[name] for name in ("paper", "table", "row", "kind")), []).append(change)
    for parts in rows.values():
        texts = {
            side: "; ".join(f"{part['column']}={part[side]}" for part in parts if part[side])
            for side in ("accepted", "current")
        }
        kept.append(_cell_change(page, {**parts[0], **texts, "column": ""}))
    return kept


def _setting(change: Mapping[str, str]) -> dict[str, str]:
    kind, _, name = change["setting"].partition(".")
    return {
        "setting": _SETTINGS.get(kind, "{}").format(name),
        "accepted": change["accepted"] or "not set",
        "current": change["current"] or "not set",
    }

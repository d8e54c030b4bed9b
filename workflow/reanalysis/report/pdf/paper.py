"""A paper in the printed report: facts, findings, rates, categories, comparisons, trends and times, from the views of
its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from reanalysis.report.pdf.blocks import (
    Block,
    PrintedPage,
    cell,
    drawing,
    facts,
    figure,
    heading,
    items,
    line,
    paragraph,
    plain,
    quiet,
    row,
    run,
    table,
    trusted,
)
from reanalysis.report.pictures.gallery import BESIDE_ITS_BLOCK, COMPARISONS, TIMES, TRENDS, of_section
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views import rates as rate_views
from reanalysis.report.views.card import AnswerCard
from reanalysis.report.views.endpoint_comparisons import all_comparisons_of
from reanalysis.report.views.main_result import main_result
from reanalysis.report.views.paper import FindingList, paper_context

MOST_ROWS, MOST_RATES, MOST_SUMMARIES, MOST_COLUMNS = 30, 60, 16, 5
FOLDED = {
    "restricted_mean_time": "restricted means",
    "cumulative_incidence": "cumulative incidence by cause",
    "parametric_median": "fitted distributions",
}
SYMBOLS = {"error": "\u25a0", "warning": "\u25b2", "note": "\u25cb"}


def paper_blocks(page: PrintedPage, drawn: Sequence[Picture]) -> Iterator[Block]:
    """Everything that is printed of one paper."""
    context = paper_context(page.site, page.name, page)
    yield heading(context["short"], 2)
    if context["info"] is None:
        yield paragraph(
            "This paper was left out: some of its cells cannot be read. Nothing in the report uses it.", style="notice"
        )
        yield from findings(context)
        return
    yield paragraph(context["info"].title, style="subtitle")
    if context["info"].retracted == "yes":
        yield paragraph("This paper has been retracted.", style="notice")
    yield from _card(context["card"])
    yield facts(_facts(context))
    if context["state"]["state"] == "nothing_to_analyse":
        yield paragraph(
            run("Nothing in this paper can be analysed again: ", "strong"),
            context["state"]["problems"],
            ".",
            style="notice",
        )
    yield from findings(context)
    yield from comparisons(context, drawn)
    for block in rate_views.outcomes(page):
        yield from rates(page, block)
    yield from categories(page)
    yield from trends(context, drawn)
    yield from times(page, drawn)
    yield from summaries(context)


def _card(card: AnswerCard | None) -> Iterator[Block]:
    """What a paper shows, before anything else about it."""
    if card is None:
        return
    yield paragraph(card.sentence, style="answer")
    if card.picture is not None:
        yield drawing(card.picture)
    for variant in card.variants:
        yield paragraph(variant, style="quiet")
    if card.row.word or card.row.sentence:
        yield paragraph(
            f"{card.whose}: " if card.whose else "",
            run(f"{card.row.symbol} {card.row.word}. ", "strong") if card.row.word else "",
            card.row.sentence,
        )
    if card.against is not None:
        yield paragraph(run("The paper against itself: ", "strong"), f"{card.against.told}.")
    if card.trust:
        yield paragraph(*[part for one in card.trust for part in (trusted(one), run(" \u00b7 ", "quiet"))][:-1])


def _facts(context: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    short = [(fact["name"], fact["text"], fact["href"]) for fact in context["facts"] if not fact["wide"]]
    others = (
        [("Same patients", ", ".join(other["name"] for other in context["others"]) + "; counted once")]
        if context["others"]
        else []
    )
    yield from [*short, *others, *((fact["name"], fact["text"]) for fact in context["facts"] if fact["wide"])]
    if context["entered"]:
        yield ("Entry", context["entered"])


def findings(context: dict[str, Any]) -> Iterator[Block]:
    """What the paper contradicts, a sentence for each cause; the rest where it is few, else where it stands."""
    if context["info"] is None:
        yield heading("Problems", 3)
        found = [_finding(view, view["message"]) for view in context["findings"]]
        yield items(found) if found else paragraph(context["state"]["problems"])
        return
    yield from _by_cause(context)


def _by_cause(context: dict[str, Any]) -> Iterator[Block]:
    own = [one for one in context["lists"] if one.about == "paper"]
    others = [one for one in context["lists"] if one.about != "paper"]
    yield heading("What the paper contradicts", 3, "; ".join(one.counted for one in own))
    if not own:
        found = "found no contradiction in" if context["findings"] else "no findings on"
        yield paragraph(f"The audit has {found} this paper.")
    if listed := _listed([*own, *(one for one in others if not one.folded)]):
        yield items(listed)
    folded = [f"{one.title.lower()}: {one.counted}" for one in others if one.folded]
    if folded:
        yield paragraph(f"{'; '.join(folded).capitalize()}, in {page_of(context['name'])}.", style="quiet")


def _listed(lists: Sequence[FindingList]) -> list[list[Any]]:
    return [_finding(cause.lead, cause.sentence) for one in lists for cause in one.causes]


def page_of(name: str) -> str:
    """Where the rest of a paper stands."""
    return f"papers/{name}.html"


def _finding(view: dict[str, Any], said: str) -> list[Any]:
    about = [
        view["where"],
        f"in the paper: {view['place']}" if view["place"] else "",
        f"INSPECT-SR {view['inspect_sr']}" if view["inspect_sr"] else "",
        "acknowledged" if view["acknowledged"] else "",
    ]
    style = "" if view["severity"] == "note" else "alert"
    where = " \u00b7 ".join(part for part in about if part)
    return line(
        run(f"{SYMBOLS[view['severity']]} {view['word']} {view['number']}  ", style), said, run(f"  {where}", "quiet")
    )


def rates(page: PrintedPage, block: dict[str, Any]) -> Iterator[Block]:
    """Rates of one kind beside what is printed; of many, those that `chosen` names."""
    total = sum(len(outcome["rows"]) for outcome in block["outcomes"])
    rows: list[dict[str, Any]] = []
    kept = 0
    for label, mine in chosen(page, block):
        kept += len(mine)
        alone = len(mine) == 1
        rows += [] if alone else [row(cell(run(label, "strong")), span=True)]
        rows += [_rate(view, label if alone else "") for view in mine]
    yield heading(block["title"], 3)
    if rows:
        level = level_of(page)
        yield table(
            "As printed" + (f", and re-computed with {level} intervals" if level else ""),
            [
                ("Outcome and group", "2.2fr", "left"),
                ("As printed", "1.3fr", "left"),
                ("Events / n", "auto", "right"),
                ("Rate", "auto", "right"),
                ("Interval", "auto", "right"),
                ("", "62pt", "left"),
            ],
            rows,
        )
    if kept < total:
        yield paragraph(
            f"{fmt.counted(total - kept, 'other rate')}, most for groups within the paper, and every method of "
            f"interval: {page_of(page.name)}.",
            style="quiet",
        )


def chosen(page: PrintedPage, block: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Outcomes with the rates that are printed of each.

    Of many these are the paper's answer, then what the paper itself prints, then what was counted of its own arms.
    """
    views = [(outcome["label"], view) for outcome in block["outcomes"] for view in outcome["rows"]]
    if len(views) > MOST_ROWS:
        main = _main(page)
        whole = {group.label for group in page.site.paper(page.name).groups if group.parent is None}
        classes = [
            0 if (label, view["group"]) == main else 1 if view["printed"] else 2 if view["group"] in whole else 3
            for label, view in views
        ]
        first = sorted((number for number, rank in enumerate(classes) if rank < 3), key=classes.__getitem__)[
            :MOST_RATES
        ]
        views = [views[number] for number in sorted(first)]
    return [(label, [view for _, view in found]) for label, found in groupby(views, key=itemgetter(0))]


def _main(page: PrintedPage) -> tuple[str, str]:
    """Outcome and group of the paper\u2019s main number, as its rows name them."""
    result = main_result(page.site, page.name, all_comparisons_of(page.site, page.name, page))
    if result is None:
        return ("", "")
    return page.site.outcome_label(result.outcome or result.endpoint), page.site.group_label(page.name, result.group)


def level_of(page: PrintedPage) -> str:
    """The confidence level of the paper's rates, as text."""
    return next((fmt.level(r.conf_level) for r in page.site.results.rates(page.name) if r.conf_level is not None), "")


def _rate(view: dict[str, Any], label: str) -> dict[str, Any]:
    first = (
        [label, run(view["group"], "quiet")] if label else [run(view["how"], "em") if view["how"] else view["group"]]
    )
    same = f"the same {' and '.join(plain(text) for text in view['same'])}" if view["same"] else ""
    about = [quiet([*(view["qualifiers"] if not view["how"] else []), same, view["note"]])]
    indent = 0 if label else 2 if view["how"] else 1
    return row(
        cell(*first, *about, indent=indent),
        view["printed"],
        view["counts"],
        cell(run(view["rate"], "" if view["variant"] else "strong")),
        view["interval"],
        cell(bar=view["bar"]),
    )


def categories(page: PrintedPage) -> Iterator[Block]:
    """Scales of the whole paper with simultaneous intervals."""
    found = [view for view in rate_views.categories(page) if view["whole"]][:MOST_COLUMNS]
    if found:
        yield heading("Categories", 3)
    for view in found:
        caption = ", ".join([view["title"], *view["qualifiers"]]) + (f" ({view['note']})" if view["note"] else "")
        yield table(
            caption,
            [
                ("Category", "2.3fr", "left"),
                ("Patients", "auto", "right"),
                ("Share", "auto", "right"),
                (f"Simultaneous {view['level']} interval", "auto", "right"),
                ("", "62pt", "left"),
            ],
            [
                row(
                    one["label"], one["counts"], cell(run(one["rate"], "strong")), one["interval"], cell(bar=one["bar"])
                )
                for one in view["rows"]
            ],
        )


def _comparison(view: dict[str, Any]) -> Iterator[Block]:
    """One comparison: each version in a sentence, what borrowing gives, and what was not tested or was printed."""
    yield heading(view["title"], 4)
    for version in view["versions"]:
        control = f"Against {plain(version['control'])}: " if plain(version["control"]) else ""
        label = run(f"{version['label']}: ", "em") if version["label"] else run("")
        robust = run(f" {plain(version['robust'])}.", "em") if plain(version["robust"]) else run("")
        yield paragraph(label, control, version["sentence"], ".", robust)
    borrowing = view["borrowing"] or {"tables": []}
    for said in [*(t["sentence"] for t in borrowing["tables"] if t["sentence"]), *view["uniform"]]:
        yield paragraph(said, ".")
    if not view["versions"]:
        yield paragraph(f"Not tested: {view['reason']}.", *(f" {plain(text)}." for text in view["beside"]))
    printed = f"Printed p: {view['reported_p']}" if view["reported_p"] else ""
    if view["note"] or printed:
        yield paragraph(". ".join(filter(None, (view["note"], printed))), style="quiet")


def comparisons(context: dict[str, Any], drawn: Sequence[Picture]) -> Iterator[Block]:
    """Each comparison in its sentences, the analyses side by side, and their figures."""
    if context["comparisons"]:
        yield heading("Comparisons", 3)
    for view in context["comparisons"]:
        yield from _comparison(view)
    beside = of_section(drawn, BESIDE_ITS_BLOCK, printed=True)
    for view in context["multiverses"]:
        yield heading(view["title"], 4)
        yield paragraph(view["sentence"], ".")
        yield from (figure(picture) for picture in beside if picture.name == view["picture"])
    yield from (figure(picture) for picture in of_section(drawn, COMPARISONS, printed=True))


def trends(context: dict[str, Any], drawn: Sequence[Picture]) -> Iterator[Block]:
    """Trends across dose groups."""
    if not context["trends"]:
        return
    yield heading("Trends across dose groups", 3)
    yield table(
        "Patients with the outcome by dose, and two-sided p-values of the Cochran\u2013Armitage test of a trend "
        "given the total of events",
        [
            ("Outcome and group", "1.4fr", "left"),
            ("By dose", "1.6fr", "left"),
            ("Direction", "1fr", "left"),
            ("Scores", "auto", "left"),
            ("Exact", "auto", "right"),
            ("Mid-P", "auto", "right"),
            ("Asymptotic", "auto", "right"),
        ],
        [
            row(
                cell(one["outcome"], quiet([one["group"], *one["qualifiers"]])),
                cell(one["counts"], quiet([one["reason"]])),
                one["direction"],
                one["scores"],
                *one["p"],
            )
            for one in context["trends"]
        ],
    )
    yield from (figure(picture) for picture in of_section(drawn, TRENDS, printed=True))


def _table_of_times(view: dict[str, Any], shown: Sequence[dict[str, Any]], start: int) -> Block:
    """The columns of a table from one on, as many as stay readable; the counts stand in the first part alone."""
    part = slice(start, start + MOST_COLUMNS)
    return table(
        f"{view['title']}, in {view['unit']}"
        + (f"; {view['level']} intervals below each estimate" if view["level"] else ""),
        [
            ("Group", "1.6fr", "left"),
            *([("Events / n", "auto", "right")] if not start else []),
            *((name, "1fr", "right") for name in view["columns"][part]),
        ],
        [
            row(
                cell(one["label"], quiet([one["among"]])),
                *([one["n"]] if not start else []),
                *(_time(value) for value in one["cells"][part]),
            )
            for one in shown
        ],
    )


def times(page: PrintedPage, drawn: Sequence[Picture]) -> Iterator[Block]:
    """Medians, landmarks and follow-up of the whole paper, and the curves."""
    tables, pictures = (rate_views.survival(page), of_section(drawn, TIMES, printed=True))
    if not tables and not pictures:
        return
    yield heading("Times", 3)
    yield from (figure(picture) for picture in pictures)
    for view in tables:
        shown = view["rows"][:MOST_ROWS]
        for start in range(0, len(view["columns"]), MOST_COLUMNS):
            yield _table_of_times(view, shown, start)
        more = len(view["rows"]) - len(shown) + len(view["parts"])
        measures = {result.measure for result in page.site.results.of(page.name) if result.endpoint == view["endpoint"]}
        rest = [
            *([fmt.counted(more, "other row")] if more else []),
            *(said for measure, said in FOLDED.items() if measure in measures),
        ]
        if rest:
            yield paragraph(f"More on {page_of(page.name)}: {fmt.listed(rest)}.", style="quiet")


def _time(view: dict[str, Any]) -> dict[str, Any]:
    return cell(
        view["value"], *(run(view[name], "quiet") for name in ("interval", "other", "months") if plain(view[name]))
    )


def summaries(context: dict[str, Any]) -> Iterator[Block]:
    """Medians, ranges and ratios that the paper prints."""
    found = context["summaries"]
    if not found:
        return
    yield heading("Summaries as printed", 3)
    more = len(found) - MOST_SUMMARIES
    rest = (
        f"; {fmt.counted(more, 'other summary', 'other summaries')} in {page_of(context['name'])}" if more > 0 else ""
    )
    yield table(
        "Medians, ranges and ratios as the paper prints them, or another source that the note names; nothing is "
        "computed from a bound" + rest,
        [
            ("What", "1.5fr", "left"),
            ("Group", "1.5fr", "left"),
            ("Statistic", "1.2fr", "left"),
            ("Value", "auto", "right"),
            ("Limits", "auto", "right"),
        ],
        [
            row(
                cell(view["endpoint"] or view["statistic"], run(view["note"], "quiet")),
                view["group"] + (f" against {view['against']}" if view["against"] else ""),
                view["statistic"],
                view["value"],
                view["limits"],
            )
            for view in found[:MOST_SUMMARIES]
        ],
    )

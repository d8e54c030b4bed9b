"""The printed report as one JSON-able document, from the same views, words and formatter as the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reanalysis.report.methods.text import Paragraph
from reanalysis.report.pdf.blocks import (
    Block,
    PrintedPage,
    cell,
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
    sizes,
    table,
)
from reanalysis.report.pdf.changes import change_blocks
from reanalysis.report.pdf.findings import across_findings
from reanalysis.report.pdf.paper import paper_blocks
from reanalysis.report.pictures.gallery import across
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views import front
from reanalysis.report.views.answers import answers
from reanalysis.report.views.changes import change_view

MOST_IN_FULL, MOST_NAMES = 60, 3


def document(
    site: Site,
    overview: Mapping[str, Any],
    drawn: Sequence[Picture],
    *,
    title: str,
    methods: tuple[Sequence[Paragraph], Sequence[str]],
) -> dict[str, Any]:
    """All that the typesetting template needs.

    Parameters
    ----------
    site
        What the run shows.
    overview
        The numbers of the first paragraph, as `front.overview` gives them.
    drawn
        Every figure of the run.
    title
        Title of the report.
    methods
        Paragraphs of the methods and their references.

    Returns
    -------
    Title, data version and a list of blocks; only texts, numbers, lists and mappings.
    """
    page = PrintedPage(site)
    blocks = [
        *_opening(site, page, overview),
        *_answers(site, page),
        *_figures(drawn),
        *across_findings(site),
        *change_blocks(change_view(page)),
        *_across(site, drawn),
        *_methods(*methods),
        *_citing(title, overview),
    ]
    return {"title": plain(title), "version": overview["version"], "blocks": blocks}


def _opening(site: Site, page: PrintedPage, overview: Mapping[str, Any]) -> Iterator[Block]:
    yield paragraph(
        f"The printed numbers of {overview['papers']} on {overview['trials']}, entered by hand, audited and "
        "analysed again.",
        style="lede",
    )
    yield sizes(
        [
            overview["papers"],
            f"{overview['patients']} patients, those of one trial counted once",
            f"{overview['estimates']} estimates",
            overview["findings"],
        ]
    )
    out = front.left_out(site, page, site.states)
    if out:
        yield paragraph(
            run(f"Left out: {fmt.counted(len(out), 'paper')}. ", "strong"),
            "These folders have cells that cannot be read; nothing in this report uses them. ",
            "; ".join(f"{paper['name']}: {paper['problems']}" for paper in out),
            style="notice",
        )
    if rows := front.rows_left_out(site, page, site.states):
        yield paragraph(
            run("Rows left out. ", "strong"),
            "These rows cannot be read; the papers are analysed without them. ",
            "; ".join(f"{paper['name']}: {paper['problems']}" for paper in rows),
            style="notice",
        )
    yield facts(((name, text) for name, text in _about(site, overview, len(out)) if text), long=0)
    yield {"kind": "contents"}


def _about(site: Site, overview: Mapping[str, Any], out: int) -> Iterator[tuple[str, str]]:
    """What a reader should know before the answers."""
    nothing = fmt.listed(site.short_name(name) for name in overview["nothing"][:MOST_NAMES])
    nothing += f" and {len(overview['nothing']) - MOST_NAMES} others" if len(overview["nothing"]) > MOST_NAMES else ""
    number = overview["not_reproducible"]
    yield "Data version", f"{overview['version']}, a hash of the tables as they were read"
    yield (
        "Papers",
        f"{overview['analysed']} analysed, {out or 'none'} left out"
        + (f"; nothing to analyse in {nothing}" if nothing else ""),
    )
    yield "Entry", overview["entries"]
    yield (
        "Audit",
        (overview["severities"] or "no findings")
        + (
            f"; {number} {'is a printed number' if number == 1 else 'are printed numbers'} not reproducible from "
            "the others"
            if number
            else ""
        ),
    )
    yield (
        "Sources",
        "every number leads to the cell that it was made from in report.html, which stands beside this document",
    )


def _answers(site: Site, page: PrintedPage) -> Iterator[Block]:
    yield heading("Answers", 1)
    yield table(
        "The main outcome of each paper, what it was compared with, and what the audit says",
        [
            ("Paper", "1.45fr", "left"),
            ("Main outcome and interval", "1.4fr", "left"),
            ("Compared with, and how robust that is", "2.3fr", "left"),
            ("Audit", "0.85fr", "left"),
        ],
        [_answer(view) for view in answers(site, page, site.states)],
        roomy=True,
    )


def _answer(view: dict[str, Any]) -> dict[str, Any]:
    name = cell(
        run(view["name"], "name"),
        run("retracted", "alert") if view["retracted"] else "",
        run(view["treatment"]),
        run(view["about"], "quiet"),
    )
    audit = view["audit"]
    if view["result"]:
        return row(name, _estimate(view), cell(*_compared(view)), audit)
    if view["printed"]:
        controls = [
            quiet([f"{plain(c['group'])}: {plain(c['counts'])}, {plain(c['rate'])} ({plain(c['interval'])})"])
            for c in view["controls"]
        ]
        return row(
            name,
            cell(
                view["outcome"],
                run(view["group"], "quiet"),
                f"printed: {plain(view['printed'])}",
                run("no estimate", "quiet"),
            ),
            cell(f"{view['reason']}.", *controls),
            audit,
        )
    return row(name, "Nothing to analyse", cell(f"{view['reason']}."), audit)


def _estimate(view: dict[str, Any]) -> dict[str, Any]:
    measure = [] if view["counts"] else [view["measure"], view["months"]]
    variants = [
        run(f"{'; '.join(v['qualifiers'])}: {plain(v['counts'])}, {plain(v['rate'])} ({plain(v['interval'])})", "quiet")
        for v in view["variants"]
    ]
    interval = f"  {plain(view['interval'])}" if plain(view["interval"]) else ""
    return cell(
        view["outcome"],
        run(view["group"], "quiet"),
        line(run(view["rate"], "value"), interval),
        quiet([view["counts"], *measure, *view["qualifiers"], "" if interval or view["counts"] else "no interval"]),
        *variants,
        bar=view["bar"],
    )


def _compared(view: dict[str, Any]) -> Iterator[Any]:
    for verdict in view["lines"]:
        label = f" ({verdict.label})" if verdict.label else ""
        test = f", {plain(verdict.test)}" if verdict.test else ""
        yield line(
            run(f"{verdict.symbol} ", "mark"),
            run(f"{verdict.word} ", "strong"),
            f"{verdict.joining} {plain(verdict.against)}{label}",
            f": {plain(verdict.size)}{test}" if verdict.size else "",
        )
    if not view["lines"]:
        yield run("Nothing was entered to compare it with", "quiet")
    for said in view["robust"]:
        yield line(run(said, "em"))
    more = view["left"] + view["others"]
    if more:
        yield run(fmt.counted(more, "other comparison"), "quiet")


def _figures(drawn: Sequence[Picture]) -> Iterator[Block]:
    found = across(drawn)
    if found:
        yield heading("Across papers", 1)
    for title, pictures in found:
        yield heading(title, 2)
        yield from (figure(picture) for picture in pictures)


def _across(site: Site, drawn: Sequence[Picture]) -> Iterator[Block]:
    """The papers one by one; of very many, those that have something to show."""
    yield heading("Paper by paper", 1)
    if len(site.states) > MOST_IN_FULL:
        yield paragraph(
            f"The {len(site.states)} papers stand one by one in their pages, papers/<name>.html; a printed "
            "document of all of them would have hundreds of pages. "
            "The answers above have a row for each."
        )
        return
    for name in site.states:
        yield from paper_blocks(PrintedPage(site, name), [picture for picture in drawn if picture.paper == name])


def _methods(paragraphs: Sequence[Paragraph], references: Sequence[str]) -> Iterator[Block]:
    yield heading("Methods", 1)
    for found in paragraphs:
        yield heading(found.title, 2)
        yield paragraph(
            *(
                part
                for said in found.parts
                for part in (run(said.text), run(numbers_of(said.references), "ref"), run(" "))
            )
        )
    yield heading("References", 1)
    yield {"kind": "references", "items": [plain(text) for text in references]}


def numbers_of(references: Sequence[int]) -> str:
    """Numbers of references as they stand above a line, runs of three and more as a range: 4,10\u201316."""
    runs: list[list[int]] = []
    for number in references:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        f"{found[0]}{fmt.DASH}{found[-1]}" if len(found) > 2 else ",".join(map(str, found)) for found in runs
    )


def _citing(title: str, overview: Mapping[str, Any]) -> Iterator[Block]:
    yield heading("How to cite", 1)
    yield paragraph(
        "Cite the papers for their data, and this report by its title and data version: "
        f"\u201c{plain(title)}\u201d, data version {overview['version']}. "
        "The software is cited as its CITATION.cff says; references.bib has the papers, the methods and the software."
    )
    yield heading("Beside this document", 1)
    yield items([line(run(f"{name}  ", "strong"), said) for name, said in BESIDE])


BESIDE = (
    (
        "report.html, papers/",
        "the same report with every method, every robustness row and every cell as it was entered; each number "
        "leads to its cell",
    ),
    ("estimates.csv", "every estimate of the run, one per row"),
    ("tables/", "the same rows stage by stage, findings, changes, robustness, curves, and the data dictionary"),
    ("datapackage.json", "what each table and column means, for programs"),
    ("provenance.json", "versions and hashes of all that went in and came out"),
)

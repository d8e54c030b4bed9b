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
    trusted,
)
from reanalysis.report.pdf.changes import change_blocks
from reanalysis.report.pdf.findings import across_findings
from reanalysis.report.pdf.paper import paper_blocks
from reanalysis.report.pictures.gallery import across
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views import front
from reanalysis.report.views.changes import change_view
from reanalysis.report.views.control_lines import control_lines
from reanalysis.report.views.trials import TrialRow, trial_rows

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
        *_about_run(site, page, overview),
        *_figures(drawn),
        *across_findings(site),
        *change_blocks(change_view(page)),
        *_across(site, drawn),
        *_methods(*methods),
        *_citing(title, overview),
    ]
    return {"title": plain(title), "version": overview["version"], "blocks": blocks}


def _opening(site: Site, page: PrintedPage, overview: Mapping[str, Any]) -> Iterator[Block]:
    """A line on the whole, and what could not be read."""
    yield paragraph(
        f"{overview['trials'].capitalize()} in {overview['papers']}, {overview['patients']} patients. The printed "
        "numbers were typed by hand, audited and analysed again.",
        style="lede",
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


def _about_run(site: Site, page: PrintedPage, overview: Mapping[str, Any]) -> Iterator[Block]:
    """The run in a few figures, and the contents."""
    out = len(front.left_out(site, page, site.states))
    yield heading("This report", 1)
    yield sizes(
        [
            overview["papers"],
            f"{overview['patients']} patients, those of one trial counted once",
            f"{overview['estimates']} estimates",
            overview["findings"],
        ]
    )
    yield facts(((name, text) for name, text in _about(site, overview, out) if text), long=0)
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
    """The front table: a row for each trial, the publications that serve as controls below."""
    yield heading("Trials", 1)
    yield table(
        "The main outcome of each trial, what it shows, and how far to trust it",
        [
            ("Trial", "1.05fr", "left"),
            ("Main outcome", "0.95fr", "left"),
            ("0 to 100%", "150pt", "left"),
            ("What it shows", "1.75fr", "left"),
            ("How far to trust it", "0.75fr", "left"),
        ],
        [_trial(view) for view in trial_rows(site, page)],
        roomy=True,
    )
    if lines := control_lines(site, page):
        yield table(
            "Publications used as controls",
            [
                ("Publication", "1fr", "left"),
                ("Group", "1.4fr", "left"),
                ("Outcome", "1.2fr", "left"),
                ("Rate", "auto", "right"),
                ("Patients", "auto", "right"),
                ("Used by", "1fr", "left"),
            ],
            [
                row(
                    one.name,
                    one.about,
                    one.outcome,
                    one.value,
                    one.counts,
                    ", ".join(user.name for user in one.used_by),
                )
                for one in lines
            ],
        )


def _trial(view: TrialRow) -> dict[str, Any]:
    name = cell(
        run(view.name, "name"),
        run(", ".join(one.name for one in view.publications), "quiet"),
        run(" \u00b7 ".join(part for part in (view.about, view.tag) if part), "quiet"),
    )
    number = cell(
        run(view.value, "value") if plain(view.value) else "",
        view.outcome,
        quiet([view.counts, view.interval, *view.marks]),
    )
    said = line(run(f"{view.symbol} {view.word}. ", "strong") if view.word else "", view.sentence)
    return row(name, number, cell(axis=view.picture), cell(said), cell(*(trusted(one) for one in view.trust)))


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

"""One paper as a printed document of its own, with the blocks that it has in the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reanalysis.report.pdf.blocks import Block, PrintedPage, paragraph, plain
from reanalysis.report.pdf.paper import page_of, paper_blocks
from reanalysis.report.pdf.typeset import typeset
from reanalysis.report.pictures.picture import Picture
from reanalysis.report.site import Site


def paper_pdf(site: Site, name: str, drawn: Sequence[Picture], *, title: str, version: str) -> bytes:
    """The PDF of one paper: tagged, without a date, the same bytes each time.

    Parameters
    ----------
    site
        What the run shows.
    name
        Folder of the paper.
    drawn
        Every figure of the run; those of other papers are left out.
    title
        Title of the report that the paper stands in.
    version
        Data version of the run, as it stands at the foot of each page.
    """
    return typeset(paper_document(site, name, drawn, title=title, version=version))


def paper_document(site: Site, name: str, drawn: Sequence[Picture], *, title: str, version: str) -> dict[str, Any]:
    """What the typesetting template needs to set one paper alone."""
    mine = [picture for picture in drawn if picture.paper == name]
    blocks = [
        *_raised(paper_blocks(PrintedPage(site, name), mine)),
        paragraph(
            f"Every method, every cell as it was entered and the way of each number: {page_of(name)}, beside "
            "report.html.",
            style="quiet",
        ),
    ]
    return {"title": f"{plain(site.short_name(name))}: {plain(title)}", "version": version, "blocks": blocks}


def _raised(blocks: Iterator[Block]) -> Iterator[Block]:
    """Headings a level higher than in the report, where the paper is a part of a section."""
    for block in blocks:
        yield block | {"level": block["level"] - 1} if block["kind"] == "heading" else block

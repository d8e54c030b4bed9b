"""One page: how numbers and findings on it link to cells."""

from __future__ import annotations

import hashlib

from markupsafe import Markup, escape

from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import place_of
from reanalysis.model.rows import TABLES
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt

RUNS = 3  # runs of lines that a list of sources shows; the panel of a number and estimates.csv have all of them


LONGEST_NAME = 120  # bytes; file systems allow 255


def page_file(paper: str) -> str:
    """The name of a paper's page without its ending: the paper's, a short form of it where a folder's name is so long
    that no file could be called after it."""
    if len(paper.encode()) <= LONGEST_NAME:
        return paper
    return f"{paper[:40]}-{hashlib.sha256(paper.encode()).hexdigest()[:12]}"


class Page:
    """One HTML page: how numbers and findings on it link to cells.

    `name` is the paper of the page, blank for the front; `front` the address of the first front page, blank on that
    page itself. A page that is not `in_full` has no room for the tables of every method.

    A number goes out through `number` or `cell` alone, and both note what they hand out: `results` numbers the results
    in the order in which they went out first, `cells` has the raw cells that are quoted as they stand.
    """

    in_full = True

    def __init__(self, site: Site, name: str = "", *, front: str = ""):
        self.site, self.name = site, name
        self.front = "../report.html" if name else front
        self.results: dict[str, int] = {}
        self.cells: dict[str, None] = {}

    def href(self, ref: str) -> str:
        """Address of the raw row behind a reference such as kantarjian2003/counts.csv:7; blank if no page shows it."""
        paper = ref.partition("/")[0]
        table, line = place_of(ref)
        if "/" not in ref and ref in self.site.row_of:
            return f"{self.front}#src-{table}-{line}"
        if paper not in self.site.states:
            return ""
        anchor = f"#src-{table}-{line}" if table in TABLES and paper in self.site.dataset.papers else "#top"
        return anchor if paper == self.name else f"{self.paper_href(paper)}{anchor}"

    def paper_href(self, paper: str) -> str:
        """Address of a paper's page."""
        return f"{page_file(paper)}.html" if self.name else f"papers/{page_file(paper)}.html"

    def link(self, href: str, text: str) -> Markup:
        """A link to a part of the report."""
        return Markup(f'<a href="{escape(href)}">{escape(text)}</a>')

    def number(self, result: Estimate, text: str) -> Markup:
        """A number of estimates.csv: linked to its first source; the page's island has its method, inputs and all of
        its cells."""
        return self._linked(result.sources[0], self._noted(result), text)

    def cell(self, ref: str, text: str, *, title: str = "", of: Estimate | None = None) -> Markup:
        """A number that stands in a raw cell as it is, or is made from one outside estimates.csv.

        `title` says what it is; `of` is the result that it is about, whose method and cells the panel shows with it.
        """
        self.cells[ref] = None
        attributes = [
            f'data-source="{escape(ref)}"',
            f'title="{escape(title)}"' if title else "",
            self._noted(of) if of else "",
        ]
        return self._linked(ref, " ".join(filter(None, attributes)), text)

    def _noted(self, result: Estimate) -> str:
        """Where the page's island has a result that goes out."""
        return f'data-trace="{self.results.setdefault(result.result_id, len(self.results))}"'

    def _linked(self, ref: str, attributes: str, text: str) -> Markup:
        href = self.href(ref)
        return Markup(
            f'<a href="{escape(href)}" {attributes}>{escape(text)}</a>'
            if href
            else f"<span {attributes}>{escape(text)}</span>"
        )

    def sources(self, refs: tuple[str, ...]) -> Markup:
        """All sources of a number as links, runs of lines in one: groups 2; patients 2–6, 8–16."""
        runs: list[list[str]] = []
        for ref in sorted(dict.fromkeys(refs), key=_order):
            if runs and _follows(runs[-1][-1], ref):
                runs[-1].append(ref)
            else:
                runs.append([ref])
        text, before = Markup(), ""
        for run in runs[:RUNS]:
            paper, table = _order(run[0])[:2]
            name = f"{table} " if paper in (self.name, "") else f"{paper} {table} "
            text += Markup(", " if name == before else "; " if before else "") + self._run(
                run, "" if name == before else name
            )
            before = name
        left = sum(map(len, runs[RUNS:]))
        return text + Markup("; {}").format(fmt.counted(left, "other cell")) if left else text

    def _run(self, run: list[str], name: str) -> Markup:
        first, last = place_of(run[0])[1], place_of(run[-1])[1]
        where = name + (first if len(run) == 1 else fmt.span(first, last))
        href = self.href(run[0])
        return Markup('<a href="{}">{}</a>').format(href, where) if href else Markup("{}").format(where)

    def marks(self, refs: tuple[str, ...], paper: str = "") -> list[dict[str, str]]:
        """Findings about any of these cells: number, severity and address."""
        places = {place_of(ref) for ref in refs if ref.partition("/")[0] == (paper or self.name)}
        base = "" if self.name == (paper or self.name) else self.paper_href(paper)
        return [
            {
                "number": str(number),
                "severity": finding.severity,
                "href": f"{base}#finding-{number}",
                "message": self.site.message(finding),
            }
            for number, finding in self.site.findings_of.get(paper or self.name, [])
            if (finding.table, finding.row) in places
        ]


def _order(ref: str) -> tuple[str, str, int, str]:
    table, line = place_of(ref)
    return ref.partition("/")[0] if "/" in ref else "", table, int(line) if line.isdigit() else 0, line


def _follows(before: str, ref: str) -> bool:
    (paper, table, line, _), (other, same, next_line, _) = _order(before), _order(ref)
    return (paper, table) == (other, same) and next_line == line + 1

"""What every page needs: look-ups over the dataset, names in words, and numbers that lead to their cells."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property

from markupsafe import Markup, escape

from reanalysis.model.config import Outcomes, Scale
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import TABLES, Row
from reanalysis.report import format as fmt
from reanalysis.report import vocabulary
from reanalysis.report.agreement import entered
from reanalysis.report.gather import Gathered
from reanalysis.report.results import Result, Results

_ID = re.compile(
    r"(?<![\w/:.'\u2019\"\u201c`-])[a-z][a-z0-9_]*(?::[a-z0-9][a-z0-9_]*)?(?![\w/'\u2019\"\u201d`-]|[.:]\w)"
)
_QUOTED = re.compile(r'"([^"\n]*)"')
RUNS = 6  # runs of lines that a list of sources shows; the panel of a number and estimates.csv have all of them


class Site:
    """All that one run shows, and how it is called."""

    def __init__(
        self, dataset: Dataset, gathered: Gathered, outcomes: Outcomes, scales: dict[str, Scale], decimals: int = 1
    ):
        self.dataset, self.outcomes, self.scales, self.decimals = dataset, outcomes, scales, decimals
        self.results = Results(gathered.estimates)
        self.findings, self.robustness, self.curves, self.multiverse = (
            gathered.findings,
            gathered.robustness,
            gathered.curves,
            gathered.multiverse,
        )
        self.fitted, self.reconstruction = gathered.fitted, gathered.reconstruction
        self.changes, self.entered = gathered.changes, entered(gathered.agreement)
        self.states = {row["paper"]: row for row in gathered.papers}

    @cached_property
    def row_of(self) -> dict[str, Row]:
        """Raw rows by reference."""
        rows = {
            row.ref: row for paper in self.dataset.papers.values() for table in TABLES for row in getattr(paper, table)
        }
        return rows | {row.ref: row for row in self.dataset.sets}

    @cached_property
    def multiverse_of(self) -> dict[str, list[dict[str, str]]]:
        """Rows of multiverse.csv by paper."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in self.multiverse:
            found[row["paper"]].append(row)
        return found

    @cached_property
    def robustness_of(self) -> dict[tuple[str, str], list[dict[str, str]]]:
        """Rows of robustness.csv by paper and comparison."""
        found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
        for row in self.robustness:
            found[row["paper"], row["comparison"]].append(row)
        return found

    @cached_property
    def findings_of(self) -> dict[str, list[tuple[int, Finding]]]:
        """Findings of each paper with their numbers on its page."""
        found: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
        for finding in self.findings:
            found[finding.paper].append((len(found[finding.paper]) + 1, finding))
        return found

    def paper(self, name: str) -> Paper:
        """A paper that could be read."""
        return self.dataset.papers[name]

    def short_name(self, name: str) -> str:
        """`Kantarjian 2003`, with the folder's name where two papers would be called the same; that name alone where
        the paper could not be read."""
        return self._short_names.get(name, name)

    @cached_property
    def _short_names(self) -> dict[str, str]:
        kinds = {"press_release": " (press release)", "registry": " (registry)"}
        infos = {name: paper.info for name, paper in self.dataset.papers.items()}
        names = {
            name: f"{info.first_author} {info.year}{kinds.get(info.source_kind, '')}" for name, info in infos.items()
        }
        common = Counter(names.values())
        return {name: f"{short} [{name}]" if common[short] > 1 else short for name, short in names.items()}

    def group_label(self, paper: str, group: str) -> str:
        """A group's label; its id where the paper has no such group."""
        known = self.dataset.papers[paper].group.get(group) if paper in self.dataset.papers else None
        return known.label if known else vocabulary.words(group)

    def outcome_label(self, outcome: str) -> str:
        """Label of an outcome or endpoint."""
        return self.outcomes.label(outcome)

    def among(self, endpoint: str) -> str:
        """Whose times an endpoint has, where not everybody has one: `of responders only`; else blank."""
        known = self.outcomes.endpoints.get(endpoint)
        return f"of {known.among} only" if known and known.among else ""

    def endpoint_label(self, endpoint: str) -> str:
        """Label of an endpoint with the patients that it is of: `Duration of response (of responders only)`."""
        among = self.among(endpoint)
        return self.outcome_label(endpoint) + (f" ({among})" if among else "")

    def in_words(self, paper: str, text: str) -> str:
        """A message about a paper with labels for the ids in it: papers, groups of papers, sets, outcomes and
        comparisons; quoted cells and places stay, in the page\u2019s quotes."""
        return _QUOTED.sub("\u201c\\1\u201d", _ID.sub(lambda found: self._label(paper, found[0]), text))

    def _label(self, paper: str, name: str) -> str:
        first, _, group = name.partition(":")
        if first == "set" and group:
            return f"the set \u201c{vocabulary.words(group)}\u201d"
        if first in self.dataset.papers:
            return f"{self.short_name(first)}, {self.group_label(first, group)}" if group else self.short_name(first)
        if name in self.outcomes.outcomes or name in self.outcomes.endpoints:
            return self.outcome_label(name).lower() if "_" in name else name
        known = self.dataset.papers.get(paper)
        if known is None or "_" not in name:
            return name
        if name in known.group:
            return f"\u201c{known.group[name].label}\u201d"
        return (
            f"\u201c{vocabulary.words(name)}\u201d"
            if any(row.comparison == name for row in known.comparisons)
            else name
        )

    def place(self, ref: str) -> str:
        """Where in the paper the number of a cell stands."""
        row = self.row_of.get(ref)
        return row.source if row else ""


class Page:
    """One HTML page: how numbers and findings on it link to cells.

    `name` is the paper of the page, blank for the front; `front` the address of the first front page, blank on that
    page itself.
    A page that is not `in_full` has no room for the tables of every method.
    """

    in_full = True

    def __init__(self, site: Site, name: str = "", *, front: str = ""):
        self.site, self.name = site, name
        self.front = "../report.html" if name else front
        self.kept: dict[str, list] = {}

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
        return f"{paper}.html" if self.name else f"papers/{paper}.html"

    def link(self, href: str, text: str) -> Markup:
        """A link to a part of the report."""
        return Markup(f'<a href="{escape(href)}">{escape(text)}</a>')

    def number(self, result: Result, text: str) -> Markup:
        """A number of estimates.csv: linked to its first source; the page's island has its method, inputs and all of
        its cells."""
        return self._linked(result.sources[0], f'data-result-id="{escape(result.result_id)}"', text)

    def cell(self, ref: str, text: str, *, title: str = "", of: Result | None = None) -> Markup:
        """A number that stands in a raw cell as it is, or is made from one outside estimates.csv.

        `title` says what it is; `of` is the result that it is about, whose method and cells the panel shows with it.
        """
        attributes = [
            f'data-source="{escape(ref)}"',
            f'title="{escape(title)}"' if title else "",
            f'data-of="{escape(of.result_id)}"' if of else "",
        ]
        return self._linked(ref, " ".join(filter(None, attributes)), text)

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
                "message": self.site.in_words(paper or self.name, finding.message),
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

"""What every page needs: look-ups over the dataset, names in words, and numbers that lead to their cells."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from reanalysis.model.against import Design, GroupElsewhere, SetOf, parse_against
from reanalysis.model.config import Outcomes, Scale
from reanalysis.model.estimate import Estimate, facts_of
from reanalysis.model.finding import Finding
from reanalysis.model.naming import Name, pieces
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import TABLES, Row
from reanalysis.report.answer_rows import TrialAnswer, answers_by_trial
from reanalysis.report.gather import Gathered
from reanalysis.report.results import Results
from reanalysis.report.text import vocabulary
from reanalysis.report.text.agreement import entered

_QUOTED = re.compile(r'"([^"\n]*)"')
_WORD = re.compile(r"(?<![\w/:.'\u2019\"\u201c`-])[a-z][a-z0-9]{2,39}(?![\w/'\u2019\"\u201d`-]|[.:]\w)")


class Site:
    """All that one run shows, and how it is called."""

    def __init__(
        self, dataset: Dataset, gathered: Gathered, outcomes: Outcomes, scales: Mapping[str, Scale], decimals: int = 1
    ):
        self.dataset, self.outcomes, self.scales, self.decimals = dataset, outcomes, scales, decimals
        self.results = Results(gathered.estimates, facts_of(gathered.facts))
        self.findings, self.robustness, self.curves, self.multiverse = (
            gathered.findings,
            gathered.robustness,
            gathered.curves,
            gathered.multiverse,
        )
        self.pooled_studies, self.pool_choices = gathered.pooled_studies, gathered.pool_choices
        self.fitted, self.reconstruction = gathered.fitted, gathered.reconstruction
        self.changes, self.entered = gathered.changes, entered(gathered.agreement)
        self.states = {row["paper"]: row for row in gathered.papers}
        self.answers = gathered.answers

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
        return _by_paper(self.multiverse)

    @cached_property
    def curves_of(self) -> dict[str, list[dict[str, str]]]:
        """Rows of survival_curves.csv by paper."""
        return _by_paper(self.curves)

    @cached_property
    def fitted_of(self) -> dict[str, list[dict[str, str]]]:
        """Rows of the fitted curves by paper."""
        return _by_paper(self.fitted)

    @cached_property
    def reconstruction_of(self) -> dict[str, list[dict[str, str]]]:
        """Rows of reconstruction.csv by paper."""
        return _by_paper(self.reconstruction)

    @cached_property
    def answer_of(self) -> dict[str, TrialAnswer]:
        """The answer of each trial, in the order of answers.csv."""
        return answers_by_trial(self.answers)

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

    def papers_of_trial(self, trial: str) -> list[str]:
        """The papers on one trial that could be read, by name."""
        return self.dataset.papers_of_trial(trial)

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
        known = self.outcomes.endpoint(endpoint)
        return f"of {known.among} only" if known and known.among else ""

    def endpoint_label(self, endpoint: str) -> str:
        """Label of an endpoint with the patients that it is of: `Duration of response (of responders only)`."""
        among = self.among(endpoint)
        return self.outcome_label(endpoint) + (f" ({among})" if among else "")

    def message(self, finding: Finding, *, short: bool = False) -> str:
        """A finding in words, with labels where its writer named papers, groups, sets and outcomes."""
        if short and finding.short:
            return _in_quotes(finding.short)
        return self._with_labels(finding.parts) if finding.parts else _in_quotes(finding.message)

    def note(self, result: Estimate) -> str:
        """The note of an estimate in the same way."""
        parts = result.fact("note_parts")
        return self._with_labels(parts) if parts else _in_quotes(result.note)

    def _with_labels(self, written: str) -> str:
        texts = [self._label(piece) if isinstance(piece, Name) else piece for piece in pieces(written)]
        return _in_quotes("".join(texts))

    def _label(self, name: Name) -> str:
        if name.kind == "set":
            return f"the set \u201c{vocabulary.words(name.id)}\u201d"
        if name.kind == "outcome":
            return self.outcome_label(name.id).lower()
        paper, _, group = name.id.partition(":")
        return f"{self.short_name(paper)}, {self.group_label(paper, group)}" if group else self.short_name(paper)

    def own_words(self, text: str) -> str:
        """What somebody wrote about a paper, with the names of papers in place of their folders: the only text in which
        names are looked for, as nobody marks them while typing."""
        return _in_quotes(_WORD.sub(lambda found: self.short_name(found[0]), text))

    def place(self, ref: str) -> str:
        """Where in the paper the number of a cell stands."""
        row = self.row_of.get(ref)
        return row.source if row else ""


def _by_paper(rows: Iterable[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Rows by paper; a paper without rows has none."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        found[row["paper"]].append(row)
    return found


def _in_quotes(text: str) -> str:
    """Quotation marks as a page sets them."""
    return _QUOTED.sub("\u201c\\1\u201d", text)


def used_in(site: Site) -> set[str]:
    """What of the methods a run used: methods of its estimates, quantities of its robustness rows, and how its counts
    and times came about."""
    found = (
        {result.method for result in site.results.all}
        | {result.derived for result in site.results.all}
        | {row["quantity"] for row in site.robustness}
    )
    return found | ({"multiverse"} if site.multiverse else set())


def against_label(site: Site, paper: str, text: str) -> str:
    """What a comparison is against, in words."""
    control = parse_against(text)
    if isinstance(control, Design):
        return "the design\u2019s rate of no interest"
    if isinstance(control, SetOf):
        return f"the controls \u201c{vocabulary.words(control.name)}\u201d"
    if isinstance(control, GroupElsewhere):
        return f"{site.short_name(control.paper)}, {site.group_label(control.paper, control.group)}"
    return site.group_label(paper, text) if text in site.paper(paper).group else text

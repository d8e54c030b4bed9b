"""The trials of the front page: one row each with its result, its picture, its verdict and how far it can be trusted.

Verdicts and their sentences are those of answers.csv; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reanalysis.model.paper import PaperInfo
from reanalysis.report.answer_rows import SYMBOLS, VERDICTS, AnswerRow, TrialAnswer
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import vocabulary
from reanalysis.report.views.answer_picture import main_of
from reanalysis.report.views.causes import contradictions
from reanalysis.report.views.control_lines import control_trials
from reanalysis.report.views.trial_numbers import Shown, own_number, ratio_of
from reanalysis.report.views.trust import Publication, Trust, publication, trust_of

LONGEST_NAME = 48
TAGS = {
    "single_arm": "no control arm",
    "dose_escalation": "no control arm",
    "cohort": "no control arm",
    "case_series": "case series",
    "randomised": "randomised",
    "crossover": "crossover",
}


@dataclass(frozen=True, kw_only=True)
class TrialRow(Shown):
    """One trial as the front page, a paper's page and the printed report show it."""

    trial: str
    name: str
    href: str
    publications: tuple[Publication, ...]
    about: str
    area: str
    design: str
    tag: str
    selected: bool
    verdict: str
    word: str
    symbol: str
    sentence: str
    trust: tuple[Trust, ...]
    against: int = 0

    @property
    def search(self) -> str:
        """What the search looks through beside the text of the row."""
        return " ".join([self.trial.replace("_", " "), self.design, self.area])


def trial_rows(site: Site, page: Page, names: Iterable[str] | None = None) -> list[TrialRow]:
    """The trials that have an answer of their own, what was compared first; of those whose papers are among `names`."""
    wanted = None if names is None else set(names)
    aside = control_trials(site)
    known = site.answer_of
    rows = []
    for trial in dict.fromkeys([*known, *(paper.info.trial for paper in site.dataset.papers.values())]):
        papers = site.papers_of_trial(trial)
        if papers and trial not in aside and (wanted is None or papers[0] in wanted):
            answer = known.get(trial) or TrialAnswer(whole=AnswerRow(trial=trial, papers=tuple(papers)))
            rows.append((answer.rank, trial_row(site, page, trial, answer)))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def trial_row(site: Site, page: Page, trial: str, answer: TrialAnswer) -> TrialRow:
    """The row of one trial."""
    whole, papers = answer.whole, site.papers_of_trial(trial)
    lead = _lead(site, whole, papers)
    infos = [site.paper(name).info for name in papers]
    info = site.paper(lead).info
    result = main_of(site, whole)
    selected = any(one.selected_by_outcome == "yes" for one in infos)
    ratio = ratio_of(site, page, answer, result)
    return TrialRow(
        trial=trial,
        name=trial_name(info),
        href=page.paper_href(lead),
        publications=tuple(publication(site, page, name) for name in papers),
        about=_about(infos),
        area=info.area or "",
        design=vocabulary.DESIGNS.get(info.design or "", ""),
        tag="selected by outcome" if selected else TAGS.get(info.design or "", ""),
        selected=selected,
        **vars(ratio or own_number(site, page, answer, result, lead)),
        verdict=whole.verdict,
        word=VERDICTS.get(whole.verdict, ""),
        symbol=SYMBOLS.get(whole.verdict, ""),
        sentence=sentence_of_answer(site, whole) or _nothing(site, papers),
        trust=tuple(trust_of(site, page, papers)),
        against=sum(len(contradictions(site, name)) for name in papers),
    )


def _nothing(site: Site, papers: list[str]) -> str:
    """Why no paper of a trial gives an estimate; blank where one does."""
    if any(site.states[name]["state"] == "analysed" for name in papers):
        return ""
    return f"Nothing to analyse: {site.states[papers[0]]['problems']}."


def sentence_of_answer(site: Site, row: AnswerRow) -> str:
    """The sentence of an answer with the names of papers, without what the verdict before it says already."""
    said = site.own_words(row.sentence)
    said = said.removeprefix("Cannot be compared: ").removesuffix(" A difference is not shown.")
    return said[:1].upper() + said[1:]


def trial_name(info: PaperInfo) -> str:
    """The treatment as a reader calls it; where nobody said how, the beginning of its description."""
    if info.short_name:
        return info.short_name
    text = (info.treatment or info.title).split(",")[0].split(" (")[0]
    text = text[:1].upper() + text[1:]
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rsplit(" ", 1)[0] + "\u2026"


def _lead(site: Site, row: AnswerRow, papers: list[str]) -> str:
    result = main_of(site, row)
    if result is not None and result.paper in papers:
        return result.paper
    return next((name for name in papers if site.states[name]["state"] == "analysed"), papers[0])


def _about(infos: list[PaperInfo]) -> str:
    """How many patients, counted once, and which disease."""
    enrolled = max((info.enrolled for info in infos if info.enrolled is not None), default=None)
    disease = next((info.area.replace("_", " ") for info in infos if info.area), "") or next(
        (info.disease.split(",")[0] for info in infos if info.disease), ""
    )
    return " \u00b7 ".join(part for part in (fmt.counted(enrolled, "patient") if enrolled else "", disease) if part)

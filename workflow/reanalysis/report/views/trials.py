"""The trials of the front page: one row each with its result, its picture, its verdict and how far it can be trusted.

Verdicts and their sentences are those of answers.csv; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from reanalysis.model.against import GroupElsewhere, GroupHere, Rate, SetOf, parse_against
from reanalysis.model.cells import CellError
from reanalysis.model.estimate import Estimate
from reanalysis.model.paper import Paper, PaperInfo
from reanalysis.report.page import Page
from reanalysis.report.site import Site, against_label
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views import axis
from reanalysis.report.views.answer_rows import SYMBOLS, VERDICTS, AnswerRow, TrialAnswer, answers_by_trial
from reanalysis.report.views.causes import contradictions
from reanalysis.report.views.unanswered import unanswered

LONGEST_NAME = 48
TAGS = {
    "single_arm": "no control arm",
    "dose_escalation": "no control arm",
    "cohort": "no control arm",
    "case_series": "case series",
    "randomised": "randomised",
    "crossover": "crossover",
}
RATIOS = {"hazard_ratio", "odds_ratio", "risk_ratio"}
SHARES = {"proportion", "survival_probability", "cumulative_incidence"}


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A paper of a trial: its name, its page, and what was read of it."""

    name: str
    href: str
    read: str
    retracted: bool = False


@dataclass(frozen=True, kw_only=True)
class Trust:
    """One thing to know before a number is believed; `alert` where it speaks against it."""

    text: str
    href: str = ""
    alert: bool = False


@dataclass(frozen=True, kw_only=True)
class TrialRow:
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
    outcome: str
    group: str
    value: Markup
    counts: Markup
    interval: Markup
    marks: tuple[str, ...]
    picture: axis.AxisPicture | None
    verdict: str
    word: str
    symbol: str
    sentence: str
    trust: tuple[Trust, ...]
    kind: str = ""
    against: int = 0

    @property
    def search(self) -> str:
        """What the search looks through beside the text of the row."""
        return " ".join([self.trial.replace("_", " "), self.design, self.area])


def trial_rows(site: Site, page: Page, names: Iterable[str] | None = None) -> list[TrialRow]:
    """The trials that have an answer of their own, what was compared first; of those whose papers are among `names`."""
    wanted = None if names is None else set(names)
    aside = control_trials(site)
    known = answers_by_trial(site.answers)
    rows = []
    for trial in dict.fromkeys([*known, *(paper.info.trial for paper in site.dataset.papers.values())]):
        papers = site.papers_of_trial(trial)
        if papers and trial not in aside and (wanted is None or papers[0] in wanted):
            answer = known.get(trial) or unanswered(site, page, trial)
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
    picture = picture_of(site, answer, lead)
    return TrialRow(
        trial=trial,
        name=trial_name(info),
        href=page.paper_href(lead),
        publications=tuple(_publication(site, page, name) for name in papers),
        about=_about(infos),
        area=info.area or "",
        design=vocabulary.DESIGNS.get(info.design or "", ""),
        tag="selected by outcome" if selected else TAGS.get(info.design or "", ""),
        selected=selected,
        outcome=_outcome(site, whole),
        group=site.group_label(result.paper, whole.group) if result and whole.group else "",
        value=_value(page, whole, result),
        counts=_counts(page, whole, result),
        interval=_interval(page, whole, result),
        marks=marks_of(site, result),
        picture=picture,
        verdict=whole.verdict,
        word=VERDICTS.get(whole.verdict, ""),
        symbol=SYMBOLS.get(whole.verdict, ""),
        sentence=whole.sentence or _nothing(site, papers),
        trust=tuple(trust_of(site, page, papers)),
        kind=whole.measure,
        against=sum(len(contradictions(site, name)) for name in papers),
    )


def _nothing(site: Site, papers: list[str]) -> str:
    """Why no paper of a trial gives an estimate; blank where one does."""
    if any(site.states[name]["state"] == "analysed" for name in papers):
        return ""
    return f"Nothing to analyse: {site.states[papers[0]]['problems']}."


def control_trials(site: Site) -> set[str]:
    """Trials that only serve as controls: others are compared with them, and they are compared with nothing."""
    used = {paper for names in used_by(site).values() for paper in names}
    return {
        trial
        for trial in {site.paper(name).info.trial for name in used}
        if not any(site.paper(name).comparisons for name in site.papers_of_trial(trial))
        and not any(site.paper(name).info.design in ("randomised", "crossover") for name in site.papers_of_trial(trial))
    }


def used_by(site: Site) -> dict[str, tuple[str, ...]]:
    """For each paper the papers that it takes as its controls, itself and its own trial left out."""
    sets: dict[str, list[str]] = {}
    for row in site.dataset.sets:
        if row.purpose == "control":
            sets.setdefault(row.set, []).append(row.paper)
    found = {}
    for name, paper in site.dataset.papers.items():
        mine = []
        for row in paper.comparisons:
            control = parse_against(row.against)
            if isinstance(control, GroupElsewhere):
                mine.append(control.paper)
            elif isinstance(control, SetOf):
                mine += sets.get(control.name, [])
        trial = paper.info.trial
        found[name] = tuple(
            other
            for other in dict.fromkeys(mine)
            if other in site.dataset.papers and site.paper(other).info.trial != trial
        )
    return found


def trial_name(info: PaperInfo) -> str:
    """The treatment as a reader calls it; where nobody said how, the beginning of its description."""
    if info.short_name:
        return info.short_name
    text = (info.treatment or info.title).split(",")[0].split(" (")[0]
    text = text[:1].upper() + text[1:]
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rsplit(" ", 1)[0] + "\u2026"


def main_of(site: Site, row: AnswerRow) -> Estimate | None:
    """The estimate that an answer is about."""
    found = [site.results.by_id[name] for name in row.result_ids if name in site.results.by_id]
    mine = [r for r in found if r.measure == row.measure and r.estimate is not None and r.estimate == row.estimate]
    return next(iter([r for r in mine if not r.against] or mine), None)


def _lead(site: Site, row: AnswerRow, papers: list[str]) -> str:
    result = main_of(site, row)
    if result is not None and result.paper in papers:
        return result.paper
    return next((name for name in papers if site.states[name]["state"] == "analysed"), papers[0])


def _publication(site: Site, page: Page, name: str) -> Publication:
    info = site.paper(name).info
    return Publication(
        name=site.short_name(name).partition(" (")[0],
        href=page.paper_href(name),
        read=vocabulary.SOURCE_KINDS[info.source_kind],
        retracted=info.retracted == "yes",
    )


def _about(infos: list[PaperInfo]) -> str:
    """How many patients, counted once, and which disease."""
    enrolled = max((info.enrolled for info in infos if info.enrolled is not None), default=None)
    disease = next((info.area.replace("_", " ") for info in infos if info.area), "") or next(
        (info.disease.split(",")[0] for info in infos if info.disease), ""
    )
    return " \u00b7 ".join(part for part in (fmt.counted(enrolled, "patient") if enrolled else "", disease) if part)


def _outcome(site: Site, row: AnswerRow) -> str:
    label = site.outcome_label(row.outcome or row.endpoint) if row.outcome or row.endpoint else ""
    if row.measure in ("", "proportion") or not label:
        return label
    return f"{vocabulary.MEASURES.get(row.measure, row.measure)}, {label[:1].lower()}{label[1:]}"


def _shown(page: Page, result: Estimate | None, text: str) -> Markup:
    return page.number(result, text) if result is not None else Markup("{}").format(text)


def _value(page: Page, row: AnswerRow, result: Estimate | None) -> Markup:
    if row.estimate is None:
        return Markup("")
    if result is not None:
        timed = f" {result.unit}" if result.measure in estimate_text.TIMES and result.unit else ""
        return page.number(result, estimate_text.estimate_text(result, page.site.decimals) + timed)
    return Markup("{}").format(value_text(row.measure, row.estimate))


def value_text(measure: str, value: float, places: int = 1) -> str:
    """A number of a measure with its percent sign."""
    return estimate_text.number_text(measure, value, places) + ("%" if measure in SHARES else "")


def _counts(page: Page, row: AnswerRow, result: Estimate | None) -> Markup:
    if row.events is None or row.n is None or row.measure != "proportion":
        return Markup("")
    return _shown(page, result, f"{fmt.count(row.events)} of {fmt.counted(row.n, 'patient')}")


def _interval(page: Page, row: AnswerRow, result: Estimate | None) -> Markup:
    if result is None or not result.has_interval:
        return Markup("")
    return page.number(result, estimate_text.interval_text(result, page.site.decimals))


def marks_of(site: Site, result: Estimate | None) -> tuple[str, ...]:
    """What a number rests on, to be said at it: a printed percentage, inferred cells, a reconstruction."""
    if result is None:
        return ()
    said = []
    if result.derived == "from_percent":
        printed = next((site.row_of[ref].reported for ref in result.sources if _has_reported(site, ref)), "")
        said.append(f"from {printed}" if printed else "from a printed percentage")
    elif result.derived == "reconstructed":
        said.append("reconstructed")
    elif result.derived == "from_patients_by_definition":
        said.append("by the paper\u2019s own ranges")
    if result.basis == "inferred":
        said.append("inferred")
    if result.fact("assumes"):
        said.append("approximate")
    return tuple(said)


def _has_reported(site: Site, ref: str) -> bool:
    row = site.row_of.get(ref)
    return bool(row is not None and getattr(row, "reported", ""))


def picture_of(site: Site, answer: TrialAnswer, paper: str) -> axis.AxisPicture | None:
    """Estimate and controls on one axis; None where there is nothing to draw."""
    whole = answer.whole
    if whole.estimate is None:
        return None
    own = axis.Mark(
        value=whole.estimate,
        low=whole.conf_low,
        high=whole.conf_high,
        label="",
        result_id=next(iter(whole.result_ids), ""),
        inferred=whole.basis == "inferred",
    )
    marks = [own, *_control_marks(site, answer, paper)]
    if whole.measure in SHARES:
        turns = {row.turns_at for row in answer.controls if row.turns_at is not None}
        turn = whole.turns_at if whole.turns_at is not None else turns.pop() if len(turns) == 1 else None
        return axis.drawn(axis.SHARES, marks, turns_at=turn)
    values = [v for mark in marks for v in (mark.value, mark.low, mark.high) if v is not None]
    chosen = axis.ratios(values) if whole.measure in RATIOS else axis.amounts(values, _unit(site, whole))
    return axis.drawn(chosen, marks, own_axis=True)


def _unit(site: Site, row: AnswerRow) -> str:
    result = main_of(site, row)
    return result.unit if result is not None else ""


def _control_marks(site: Site, answer: TrialAnswer, paper: str) -> Iterator[axis.Mark]:
    """The controls of an answer as marks, a set that has no rate of its own left out."""
    for row in answer.controls:
        if row.control_estimate is None or row.control_kind == "set":
            continue
        low, high = control_limits(site, row)
        text = value_text(answer.whole.measure, row.control_estimate, 0 if row.control_n is None else 1)
        size = f" ({row.control_events}/{row.control_n})" if row.control_n else ", no n"
        if row.control_kind == "reference_rate" or answer.whole.measure not in SHARES:
            size = ""
        name = control_name(site, row.control, paper)
        yield axis.Mark(
            value=row.control_estimate,
            low=low,
            high=high,
            label=f"{text} {name}{size}",
            control=True,
            result_id=next(iter(row.result_ids), ""),
            inferred=row.basis == "inferred",
        )


def control_limits(site: Site, row: AnswerRow) -> tuple[float | None, float | None]:
    """The control's own interval, where its group has one."""
    for name in row.result_ids:
        result = site.results.by_id.get(name)
        if (
            result is not None
            and result.measure == row.measure
            and not result.against
            and result.estimate == row.control_estimate
            and (result.events, result.n) == (row.control_events, row.control_n)
            and result.has_interval
        ):
            return result.conf_low, result.conf_high
    return None, None


def control_name(site: Site, control: str, paper: str) -> str:
    """A control in a word or two: a group of the same paper by its label, of another paper by the paper\u2019s name."""
    try:
        meant = parse_against(control)
    except CellError:
        return control
    if isinstance(meant, GroupElsewhere):
        return site.short_name(meant.paper).partition(" (")[0]
    if isinstance(meant, GroupHere):
        return site.group_label(paper, meant.group)
    if isinstance(meant, Rate):
        return "reference rate"
    return against_label(site, paper, control)


def trust_of(site: Site, page: Page, papers: list[str]) -> Iterator[Trust]:
    """What was read, how it was typed, and what the papers contradict."""
    kinds = dict.fromkeys(vocabulary.SOURCE_KINDS[site.paper(name).info.source_kind] for name in papers)
    yield Trust(text=f"read: {', '.join(kinds)}")
    entries = {site.entered[name].entries for name in papers if name in site.entered}
    if entries:
        yield Trust(text="entered twice" if "once" not in entries else "entered once")
    for name in papers:
        info = site.paper(name).info
        if info.retracted == "yes":
            yield Trust(text="retracted", href=page.paper_href(name), alert=True)
    found = [(name, len(contradictions(site, name))) for name in papers]
    number = sum(count for _, count in found)
    if not number:
        yield Trust(text="no contradiction found")
        return
    worst = max(found, key=lambda pair: pair[1])[0]
    base = "" if page.name == worst else page.paper_href(worst)
    yield Trust(text=fmt.counted(number, "contradiction"), href=f"{base}#findings", alert=True)


@dataclass(frozen=True, kw_only=True)
class ControlLine:
    """A publication that serves as a control: its main result in a line, and which papers use it."""

    name: str
    href: str
    about: str
    outcome: str
    value: Markup
    counts: Markup
    used_by: tuple[Publication, ...]


def control_lines(site: Site, page: Page) -> list[ControlLine]:
    """Every publication that other papers are compared with, in order of name."""
    users: dict[str, list[str]] = {}
    for name, controls in used_by(site).items():
        for control in controls:
            users.setdefault(control, []).append(name)
    return [_control_line(site, page, name, users[name]) for name in sorted(users)]


def _control_line(site: Site, page: Page, name: str, users: list[str]) -> ControlLine:
    info = site.paper(name).info
    groups = _groups_used(site, name, users)
    result = next(
        (
            r
            for r in site.results.rates(name)
            if r.estimate is not None and r.group in groups and not estimate_text.is_variant(r)
        ),
        None,
    )
    return ControlLine(
        name=site.short_name(name),
        href=page.paper_href(name),
        about=site.group_label(name, result.group) if result else trial_name(info),
        outcome=site.outcome_label(result.outcome) if result else "",
        value=page.number(result, estimate_text.estimate_text(result, site.decimals)) if result else Markup(""),
        counts=_line_counts(page, result),
        used_by=tuple(_publication(site, page, user) for user in users),
    )


def _line_counts(page: Page, result: Estimate | None) -> Markup:
    if result is None:
        return Markup("")
    if result.events is None or result.n is None:
        return Markup("n unknown")
    return page.number(result, f"{fmt.count(result.events)} of {fmt.count(result.n)}")


def _groups_used(site: Site, name: str, users: list[str]) -> set[str]:
    found = {row.group for row in site.dataset.sets if row.paper == name}
    for user in users:
        paper: Paper = site.paper(user)
        for row in paper.comparisons:
            control = parse_against(row.against)
            if isinstance(control, GroupElsewhere) and control.paper == name:
                found.add(control.group)
    return found

"""The answer card: what a paper shows, on its first screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.model.paper import Paper
from reanalysis.model.rows import TABLES
from reanalysis.report.answer_rows import AnswerRow, TrialAnswer
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text, sentences
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views import axis, time_answers
from reanalysis.report.views.answer_picture import SHARES, picture_of
from reanalysis.report.views.causes import Cause, contradictions
from reanalysis.report.views.endpoint_comparisons import all_comparisons_of
from reanalysis.report.views.main_result import main_result, printed_only, variants_of
from reanalysis.report.views.trial_numbers import marks_of, ratio_of
from reanalysis.report.views.trials import TrialRow, trial_row
from reanalysis.report.views.trust import Trust, trust_of


@dataclass(frozen=True, kw_only=True)
class AnswerCard:
    """What stands on the first screen of a paper's page.

    Attributes
    ----------
    sentence
        Its main number in a sentence.
    variants
        The same number counted otherwise, a sentence each.
    picture, alt
        The main number with its controls, and what it shows in words.
    row
        The answer of its trial.
    whose
        Whose answer it is, where another paper of the trial has the main number.
    against
        What the paper contradicts in its main number; None if nothing.
    trust
        What to know before it is believed.
    """

    sentence: Markup
    row: TrialRow
    variants: tuple[Markup, ...] = ()
    picture: axis.AxisPicture | None = None
    alt: str = ""
    whose: str = ""
    against: Cause | None = None
    trust: tuple[Trust, ...] = ()


def answer_card(site: Site, page: Page, name: str) -> AnswerCard | None:
    """The card of a paper that was analysed; None where there is nothing to say."""
    if site.states[name]["state"] != "analysed":
        return None
    paper = site.paper(name)
    trial = site.answer_of.get(paper.info.trial) or TrialAnswer(whole=AnswerRow(trial=paper.info.trial, papers=(name,)))
    row = trial_row(site, page, paper.info.trial, trial)
    result = _main(site, page, name, trial)
    if result is None:
        sentence = _printed(site, page, name)
        if sentence is None:
            return None
        picture = None
    else:
        sentence = sentence_of(site, page, result)
        picture = _picture(site, page, name, trial, result)
    own = result is not None and result.result_id in trial.whole.result_ids
    return AnswerCard(
        sentence=sentence,
        variants=tuple(_variant(page, other) for other in variants_of(site, name, result)) if result else (),
        picture=picture,
        alt=str(sentence.striptags()),
        row=row,
        whose="" if own or not row.value else f"The trial, by {fmt.listed(one.name for one in row.publications)}",
        against=next((cause for cause in contradictions(site, name) if cause.main), None),
        trust=(*trust_of(site, page, [name]), *_inferred(paper)),
    )


def _main(site: Site, page: Page, name: str, trial: TrialAnswer) -> Estimate | None:
    """The number of the trial\u2019s answer where this paper prints it, else the paper\u2019s own main number."""
    for found in trial.whole.result_ids[:1]:
        result = site.results.by_id.get(found)
        if result is not None and result.paper == name and result.estimate is not None:
            return result
    return main_result(site, name, all_comparisons_of(site, name, page))


def _picture(site: Site, page: Page, name: str, trial: TrialAnswer, result: Estimate) -> axis.AxisPicture | None:
    if result.result_id in trial.whole.result_ids:
        ratio = ratio_of(site, page, trial, result)
        return ratio.picture if ratio else picture_of(site, trial, name)
    if result.measure not in SHARES or result.estimate is None:
        return None
    mark = axis.Mark(
        value=result.estimate,
        low=result.conf_low,
        high=result.conf_high,
        result_id=result.result_id,
        inferred=result.basis == "inferred",
    )
    return axis.drawn(axis.SHARES, [mark])


def sentence_of(site: Site, page: Page, result: Estimate) -> Markup:
    """The main number in a sentence: `Objective response: 15 of 30 patients (50.0%; 95% interval 31.3\u201368.7%)`."""
    group = site.group_label(result.paper, result.group)
    parts = site.paper(result.paper).group
    beside = time_answers.beside(site, result, page.number) if result.endpoint else []
    whole = result.group not in parts or parts[result.group].parent is None
    return sentences.main(
        result,
        site.outcome_label(result.outcome or result.endpoint),
        "" if whole and result.measure == "proportion" else group,
        page.number,
        measure=time_answers.what(result) if result.measure in time_answers.MEASURES else "",
        notes=[*beside, *estimate_text.described(result), *marks_of(site, result)],
        places=site.decimals,
    )


def _printed(site: Site, page: Page, name: str) -> Markup | None:
    """What is printed of a main outcome that gives no estimate."""
    rates = [r for r in site.results.rates(name) if r.outcome == site.paper(name).info.main_outcome]
    row = printed_only(site, name, [r for r in rates if r.estimate is not None])
    if row is None:
        return None
    return Markup("{} in {}: printed as {}; no count follows from it, so no interval can be given.").format(
        site.outcome_label(row.outcome),
        site.group_label(name, row.group),
        page.cell(row.ref, row.reported or "printed"),
    )


def _variant(page: Page, result: Estimate) -> Markup:
    said = "; ".join([*marks_of(page.site, result), *estimate_text.described(result)])
    counts = f"{result.events} of {result.n}, " if result.n else ""
    text = f"{counts}{estimate_text.estimate_text(result, page.site.decimals)}"
    interval = f" ({estimate_text.interval_text(result, page.site.decimals)})" if result.has_interval else ""
    return Markup("{}{}").format(
        f"{sentences.sentence(said)}: " if said else "Or: ", page.number(result, text + interval)
    )


def _inferred(paper: Paper) -> Iterator[Trust]:
    """How many rows are not printed as they were entered."""
    rows = [row for table in TABLES for row in getattr(paper, table)]
    inferred = sum(row.basis == "inferred" for row in rows)
    if inferred:
        yield Trust(
            text=f"{inferred} of {fmt.counted(len(rows), 'row')} inferred, not printed", href="#sources", alert=True
        )

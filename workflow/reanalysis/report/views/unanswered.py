"""A trial for which answers.csv has no row: its main number and its controls side by side, without a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from reanalysis.model.against import SetOf
from reanalysis.model.estimate import Estimate
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views.answer_rows import AnswerRow, TrialAnswer
from reanalysis.report.views.comparisons import Version
from reanalysis.report.views.endpoint_comparisons import all_comparisons_of
from reanalysis.report.views.main_result import main_result


def unanswered(site: Site, page: Page, trial: str) -> TrialAnswer:
    """The main number of the first paper that has one; those with comparisons come first."""
    papers = site.papers_of_trial(trial)
    for name in sorted(papers, key=lambda paper: not site.paper(paper).comparisons):
        if site.states[name]["state"] != "analysed":
            continue
        result = main_result(site, name, all_comparisons_of(site, name, page))
        if result is not None and result.estimate is not None:
            return _answer(site, page, trial, papers, result)
    return TrialAnswer(whole=AnswerRow(trial=trial, papers=tuple(papers), verdict=""))


def _answer(site: Site, page: Page, trial: str, papers: list[str], result: Estimate) -> TrialAnswer:
    known = {
        "trial": trial,
        "papers": tuple(papers),
        "group": result.group,
        "outcome": result.outcome,
        "endpoint": result.endpoint,
        "measure": result.measure,
        "estimate": result.estimate,
        "conf_low": result.conf_low,
        "conf_high": result.conf_high,
        "events": result.events,
        "n": result.n,
        "basis": result.basis,
        "verdict": "",
    }
    controls, said = [], []
    for control, version in _controls(site, page, result):
        rate = version.rate if version.rate is not None else version.control.estimate if version.control else None
        if rate is None:
            continue
        events, n = version.counts or (None, None)
        controls.append(
            AnswerRow(
                **known,  # type: ignore[arg-type]
                control=control,
                control_kind="external_rate" if version.rate is not None else "external_counts",
                control_estimate=rate,
                control_events=events,
                control_n=n,
                turns_at=version.tipping,
                result_ids=(result.result_id, *((version.control.result_id,) if version.control else ())),
            )
        )
        if version.main.measure == "risk_difference" and version.main.has_interval:
            low, high = fmt.points(version.main.conf_low), fmt.points(version.main.conf_high)
            said.append(f"{fmt.points(version.main.estimate)} points ({low} to {high}) against {fmt.percent(rate)}%")
        else:
            said.append(f"{fmt.points(result.estimate - rate)} points against {fmt.known_percent(rate)}%")
    sentence = f"{'; '.join(said)}." if said else ""
    whole = AnswerRow(**known, result_ids=(result.result_id,), sentence=sentence)  # type: ignore[arg-type]
    return TrialAnswer(whole=whole, controls=tuple(controls))


def _controls(site: Site, page: Page, result: Estimate) -> Iterator[tuple[str, Version]]:
    """The first version of each comparison of the main number, sets left out."""
    for view in all_comparisons_of(site, result.paper, page):
        same = (view.row.group, view.row.outcome or "") == (result.group, result.outcome)
        if same and not isinstance(view.row.control, SetOf) and result.measure == "proportion":
            for version in view.versions[:1]:
                yield view.row.against, version

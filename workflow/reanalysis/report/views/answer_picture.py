"""The picture of an answer: which marks stand on which axis."""

from __future__ import annotations

from collections.abc import Iterator

from reanalysis.model.against import GroupElsewhere, GroupHere, Rate, group_meant, parse_against
from reanalysis.model.cells import CellError
from reanalysis.model.estimate import Estimate
from reanalysis.report.answer_rows import AnswerRow, TrialAnswer
from reanalysis.report.site import Site, against_label
from reanalysis.report.text import estimate_text
from reanalysis.report.views import axis

RATIOS = {"hazard_ratio", "odds_ratio", "risk_ratio"}
SHARES = {"proportion", "survival_probability", "cumulative_incidence"}


def main_of(site: Site, row: AnswerRow) -> Estimate | None:
    """The estimate that an answer is about."""
    found = [site.results.by_id[name] for name in row.result_ids if name in site.results.by_id]
    mine = [r for r in found if r.measure == row.measure and r.estimate is not None and r.estimate == row.estimate]
    return next(iter([r for r in mine if not r.against] or mine), None)


def value_text(measure: str, value: float, places: int = 1) -> str:
    """A number of a measure with its percent sign."""
    return estimate_text.number_text(measure, value, places) + ("%" if measure in SHARES else "")


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
        low, high = control_limits(site, row, paper)
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


def control_limits(site: Site, row: AnswerRow, paper: str) -> tuple[float | None, float | None]:
    """The control's own interval, where its group has one."""
    try:
        where = group_meant(parse_against(row.control), paper)
    except CellError:
        return None, None
    for result in site.results.rates(where[0]) if where else ():
        if (
            (result.group, result.outcome) == (where[1] if where else "", row.outcome)
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

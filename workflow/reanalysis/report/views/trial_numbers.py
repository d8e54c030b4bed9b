"""The number of an answer: its value with counts and interval, what it rests on, and its picture."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reanalysis.model.estimate import Estimate
from reanalysis.report.answer_rows import AnswerRow, TrialAnswer
from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text, vocabulary
from reanalysis.report.text import formatting as fmt
from reanalysis.report.views import axis
from reanalysis.report.views.answer_picture import RATIOS, picture_of, value_text


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The number of an answer: what it is, its value with counts and interval, what it rests on, and its picture."""

    outcome: str
    value: Markup
    counts: Markup
    interval: Markup
    marks: tuple[str, ...]
    picture: axis.AxisPicture | None
    kind: str


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
    if result.fact("summed"):
        said.append("added up from its groups")
    if result.basis == "inferred":
        said.append("inferred")
    if result.fact("assumes"):
        said.append("approximate")
    return tuple(said)


def _has_reported(site: Site, ref: str) -> bool:
    row = site.row_of.get(ref)
    return bool(row is not None and getattr(row, "reported", ""))


def own_number(site: Site, page: Page, answer: TrialAnswer, result: Estimate | None, lead: str) -> Shown:
    """The group\u2019s own number with the controls of the answer."""
    whole = answer.whole
    return Shown(
        outcome=_outcome(site, whole),
        value=_value(page, whole, result),
        counts=_counts(page, whole, result),
        interval=_interval(page, whole, result),
        marks=marks_of(site, result),
        picture=picture_of(site, answer, lead),
        kind=whole.measure,
    )


@dataclass(frozen=True, kw_only=True)
class _Ratio:
    """A ratio with its limits, the result that it was made from, and whether that was turned round."""

    row: AnswerRow
    effect: float
    made: Estimate | None

    @property
    def turned(self) -> bool:
        return self.made is not None and self.made.estimate is not None and abs(self.made.estimate - self.effect) > 1e-9

    @property
    def limits(self) -> str:
        ends = [one for one in (self.row.effect_low, self.row.effect_high) if one is not None]
        texts = [estimate_text.number_text(self.row.effect_measure, one) for one in ends]
        return fmt.span(*texts) if len(texts) == 2 else ""

    def shown(self, page: Page, text: str) -> Markup:
        if self.made is None or not text:
            return Markup("{}").format(text)
        if not self.turned:
            return page.number(self.made, text)
        return page.cell(self.made.sources[0], text, title="The printed ratio turned round", of=self.made)


def _ratio(site: Site, answer: TrialAnswer) -> _Ratio | None:
    concurrent = [row for row in answer.controls if row.control_kind == "concurrent" and row.effect is not None]
    if len(concurrent) != 1 or concurrent[0].effect_measure not in RATIOS:
        return None
    [row] = concurrent
    made = next((site.results.by_id[name] for name in row.result_ids if name in site.results.by_id), None)
    return _Ratio(row=row, effect=row.effect or 1.0, made=made)


def ratio_of(site: Site, page: Page, answer: TrialAnswer, result: Estimate | None) -> Shown | None:
    """The ratio to the one concurrent control of a randomised trial, where it stands for the answer; else None."""
    found = _ratio(site, answer)
    if found is None or result is None:
        return None
    row, made = found.row, found.made
    mark = axis.Mark(
        value=found.effect,
        low=row.effect_low,
        high=row.effect_high,
        result_id=made.result_id if made else "",
        inferred=made is not None and made.basis == "inferred",
    )
    label = site.outcome_label(row.endpoint or row.outcome)
    said = ["turned round"] if found.turned else []
    said += [*marks_of(site, made), *([] if found.limits else ["no limits printed"])]
    return Shown(
        outcome=f"{vocabulary.MEASURES.get(row.effect_measure, row.effect_measure)}, {label[:1].lower()}{label[1:]}",
        value=found.shown(page, estimate_text.number_text(row.effect_measure, found.effect)),
        counts=_both_arms(site, page, result, row),
        interval=found.shown(page, found.limits),
        marks=tuple(said),
        picture=axis.drawn(
            axis.ratios(one for one in (found.effect, row.effect_low, row.effect_high) if one is not None),
            [mark],
            own_axis=True,
        ),
        kind=row.effect_measure,
    )


def _both_arms(site: Site, page: Page, result: Estimate, row: AnswerRow) -> Markup:
    """The medians of both arms: `median 7.3 v 7.3 months`."""
    if result.measure != "median_time":
        return Markup("")
    other = next(
        (
            one
            for one in site.results.of(result.paper, "median_time")
            if (one.group, one.endpoint, one.assessor) == (row.control, result.endpoint, result.assessor)
            and one.estimate is not None
            and one.primary
        ),
        None,
    )
    own = page.number(result, estimate_text.estimate_text(result))
    if other is None:
        return Markup("median {} {}").format(own, result.unit)
    return Markup("median {} v {} {}").format(own, page.number(other, estimate_text.estimate_text(other)), result.unit)


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


def _counts(page: Page, row: AnswerRow, result: Estimate | None) -> Markup:
    if row.events is None or row.n is None or row.measure != "proportion":
        return Markup("")
    return _shown(page, result, f"{fmt.count(row.events)} of {fmt.counted(row.n, 'patient')}")


def _interval(page: Page, row: AnswerRow, result: Estimate | None) -> Markup:
    if result is None or not result.has_interval:
        return Markup("")
    return page.number(result, estimate_text.interval_text(result, page.site.decimals))

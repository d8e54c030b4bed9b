"""Ratios and differences as papers print them: the p that belongs to printed limits, and the reverse."""

from __future__ import annotations

from dataclasses import replace

from reanalysis.analyses.answers.control import Against, better_side
from reanalysis.analyses.answers.found import Row, number
from reanalysis.analyses.answers.question import Pair, Question
from reanalysis.model.config import Outcomes
from reanalysis.model.refs import split_refs
from reanalysis.model.reported import printed_p
from reanalysis.model.rows import Summary
from reanalysis.stats.printed_ratio import PrintedEffect, from_limits, from_p, inverted
from reanalysis.stats.verdict import difference

#: Reasons that a sentence gives beside its numbers: printed p = 0.02, printed p < 0.02.
FROM_P, FROM_BOUND = "limits from the printed p", "limits from the printed bound of p, at their widest"
_DIFFERENCES = ("risk_difference",)


def printed_effect(blank: Against, outcomes: Outcomes, asked: Question, alpha: float) -> Against:
    """A ratio or difference as printed, of the group over its control: with the p that belongs to printed limits, or
    the limits that belong to a printed p."""
    row, pair = blank.pair.printed, blank.pair
    assert row is not None
    measure = row["measure"]
    ratio = measure not in _DIFFERENCES
    level = number(row, "conf_level") or 0.95
    effect, reasons = _effect(row, _summary(pair), level, ratio)
    if pair.inverted:
        effect = inverted(effect) if ratio else _negated(effect)
        reasons = (*reasons, f"printed of {pair.against} over {pair.group}, turned round here")
    if row["basis"] == "inferred":
        reasons = (*reasons, "which group is over which is inferred")
    low, high, p_value = (
        None if value != value else value for value in (effect.conf_low, effect.conf_high, effect.p_value)
    )
    return replace(
        blank,
        measure=measure,
        better=better_side(outcomes, pair.paper, asked.subject, measure),
        effect=effect.estimate,
        low=low,
        high=high,
        p_value=p_value,
        conf_level=level,
        difference=difference(low, high, p_value, estimate=effect.estimate, null=1.0 if ratio else 0.0, alpha=alpha),
        result_ids=(row["result_id"],),
        reasons=reasons,
    )


def _effect(row: Row, summary: Summary | None, level: float, ratio: bool) -> tuple[PrintedEffect, tuple[str, ...]]:
    estimate, low, high = (number(row, name) for name in ("estimate", "conf_low", "conf_high"))
    assert estimate is not None
    nan = float("nan")
    nothing = PrintedEffect(estimate, nan, nan, level, nan, nan)
    try:
        if low is not None and high is not None:
            found = from_limits(estimate, low, high, conf_level=level, ratio=ratio)
            return replace(found, estimate=estimate, conf_low=low, conf_high=high), ("p from the printed limits",)
        printed = printed_p(summary.reported_p) if summary else None
        if printed and printed.relation in ("=", "<", "<=", "\u2264"):
            p_value = float(printed.value)
            found = replace(from_p(estimate, p_value, conf_level=level, ratio=ratio), p_value=p_value)
            return found, (FROM_P if printed.relation == "=" else FROM_BOUND,)
    except ValueError as error:
        return nothing, (f"no limits follow: {error}",)
    return nothing, ("neither limits nor an exact p are printed",)


def _negated(effect: PrintedEffect) -> PrintedEffect:
    return replace(effect, estimate=-effect.estimate, conf_low=-effect.conf_high, conf_high=-effect.conf_low)


def _summary(pair: Pair) -> Summary | None:
    row = pair.printed
    return next((one for one in pair.paper.summaries if row and one.ref in split_refs(row["sources"])), None)

"""Further rows of robustness.csv: unevaluable patients and non-inferiority margins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from reanalysis.analyses.comparisons.robustness_of_outcomes import Case
from reanalysis.analyses.result import TableRow
from reanalysis.derive.tallies import categories_entered
from reanalysis.derive.tally import Tally
from reanalysis.model.config import Scale
from reanalysis.model.estimate import number_text
from reanalysis.model.paper import Paper
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.results import Interval
from reanalysis.stats.two_proportions import miettinen_nurminen_difference


def unevaluable(paper: Paper, tally: Tally, scales: Mapping[str, Scale]) -> tuple[int, int] | None:
    """Unevaluable patients of a tally's group and all its patients; None where the paper does not say."""
    total = paper.n_of(tally.group)
    of = (*tally.measured, tally.criteria)
    for (group, name, *measured), rows in categories_entered(paper, scales).items():
        scale = scales.get(name)
        if group != tally.group or tuple(measured) != of or scale is None or tally.outcome not in scale.outcomes:
            continue
        number = sum(row.count for parts, row in rows if not _is_evaluable(scale, parts))
        everybody = total or sum(row.count for _, row in rows)
        if number and tally.events + number <= everybody:
            return number, everybody
    return _left_out(tally, total)


def _left_out(tally: Tally, total: int | None) -> tuple[int, int] | None:
    """The patients of the group beyond the evaluable ones that a tally is of."""
    if total is None or tally.n is None or tally.population != "evaluable" or tally.n >= total:
        return None
    return total - tally.n, total


def _is_evaluable(scale: Scale, categories: tuple[str, ...]) -> bool:
    """Whether a row counts evaluable patients, for one of its categories at least."""
    return any(scale.categories[name].evaluable for name in categories if name in scale.categories)


def unevaluable_patients(
    case: Case, missing: int, total: int, test: Callable[[int, int], float], name: str
) -> Iterator[TableRow]:
    """The conclusion with unevaluable patients counted as failures, as successes, and left out."""
    events = case.tally.events
    ways = {
        "unevaluable_as_failures": (events, total),
        "unevaluable_as_successes": (events + missing, total),
        "unevaluable_left_out": (events, total - missing),
    }
    for quantity, (x, n) in ways.items():
        if n > 0:
            limits = clopper_pearson(x, n, conf_level=case.level)
            yield case.line(
                quantity,
                missing,
                value=x / n,
                p_value=test(x, n),
                limits=(limits.conf_low, limits.conf_high),
                note=f"{name}: {x}/{n} with {missing} unevaluable patients",
            )
    concluded = test(events, total) < case.config.alpha
    turning = next(
        (k for k in range(1, missing + 1) if (test(events + k, total) < case.config.alpha) != concluded), None
    )
    note = (
        f"{name}: p is {'' if concluded else 'not '}below {number_text(case.config.alpha)} with all {missing} as "
        "failures"
    )
    yield case.line(
        "unevaluable_tipping",
        number_text(case.config.alpha),
        value=turning,
        note=f"{note}; this many of them as successes turn it"
        if turning
        else f"{note}, and no number of them as successes turns it",
    )


def non_inferiority(case: Case, events: int, n: int) -> Iterator[TableRow]:
    """The Miettinen-Nurminen limit of the difference against the margin of the comparison, and its one-sided p.

    Of a benefit the lower limit has to lie above minus the margin, of a harm the upper limit below the margin.
    """
    margin = float(case.row.margin)
    four = (case.tally.events, case.tally.n, events, n)
    limits = miettinen_nurminen_difference(*four, conf_level=case.level)

    def room(found: Interval) -> float:
        return margin - found.conf_high if case.harm else found.conf_low + margin

    low, high = 1e-12, 1 - 1e-12
    for _ in range(60):  # the level at which the limit meets the margin
        middle = (low + high) / 2
        inside = room(miettinen_nurminen_difference(*four, conf_level=middle)) > 0
        low, high = (middle, high) if inside else (low, middle)
    p = (1 - low) / 2 if (margin - limits.estimate if case.harm else limits.estimate + margin) > 0 else None
    side, word, bound = ("upper", "below", margin) if case.harm else ("lower", "above", -margin)
    held = word if room(limits) > 0 else f"not {word}"
    yield case.line(
        "non_inferiority",
        number_text(margin),
        value=limits.estimate,
        p_value=p,
        limits=(limits.conf_low, limits.conf_high),
        note=f"the {side} limit of the difference is {held} the margin of {number_text(bound)}"
        + ("" if p is not None else f"; the difference itself is not {word} the margin, so that p is at least 0.5"),
    )

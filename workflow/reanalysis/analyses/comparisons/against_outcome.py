"""What a comparison is against: a known rate, a group with counts, or a reason why it cannot be computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from reanalysis.analyses.comparisons.sets_of_outcomes import control_set, pooled, worst
from reanalysis.derive.controls import KnownRate, NotComparable, control_group
from reanalysis.derive.refusals import refusal
from reanalysis.derive.tallies import PrintedRate, printed_rates, tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.model.against import Design, Range, Rate, SetOf, group_meant
from reanalysis.model.config import Scale
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.wording import in_words, label

MOST_PATIENTS = (
    10_000  # of one group: the exact tests go through the tables one by one, and a larger n is a slip or no small trial
)


@dataclass(frozen=True)
class Counted:
    """Counts of a control group."""

    tallies: tuple[Tally, ...]


OutcomeAgainst = list[KnownRate] | Counted | NotComparable


def resolve(
    dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale], *, harm: bool = False
) -> OutcomeAgainst:
    """Read `against` of a comparison of an outcome; what is too large for the exact tests is not comparable.

    `harm`: more of the outcome is worse, so that the control that is hardest to beat is the one with the lowest rate.
    """
    control = _resolve(dataset, paper, row, scales, harm)
    why = None if isinstance(control, NotComparable) else refusal(dataset, paper, row)
    if why is not None:
        return replace(why, rates=tuple(control) if isinstance(control, list) else ())
    treated = [
        t for t in tallies_of(paper, scales) if (t.group, t.outcome, t.counted) == (row.group, row.outcome, "patients")
    ]
    largest = max(
        (t for t in (*treated, *(control.tallies if isinstance(control, Counted) else ())) if t.n),
        key=lambda t: t.n,
        default=None,
    )
    if isinstance(control, NotComparable) or largest is None or largest.n <= MOST_PATIENTS:
        return control
    reason = f"n = {largest.n} is more than the {MOST_PATIENTS} patients that the exact tests are made for"
    return NotComparable(
        "too_many_patients", reason, largest.sources, tuple(control) if isinstance(control, list) else ()
    )


def _resolve(
    dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale], harm: bool
) -> OutcomeAgainst:
    control = row.control
    if isinstance(control, Rate):
        return [KnownRate(control.rate)]
    if isinstance(control, Range):
        return [KnownRate(control.low), KnownRate(control.high)]
    if isinstance(control, Design):
        return _design(paper, row)
    if isinstance(control, SetOf):
        return _set(dataset, paper, row, scales, harm)
    found = control_group(dataset, paper, row)
    if isinstance(found, NotComparable):
        return _as_counted(dataset, paper, row, found, scales)
    return _group(found.paper, row, found.group, scales)


def _set(dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale], harm: bool) -> OutcomeAgainst:
    controls = control_set(dataset, paper, row, scales)
    if controls.reason:
        return NotComparable("set_not_usable", controls.reason, controls.sources)
    several = [worst(controls, row.outcome, harm=harm)] if len(controls.tallies) > 1 else []
    return Counted((pooled(controls, row.outcome), *several))


def _as_counted(
    dataset: Dataset, paper: Paper, row: Comparison, why: NotComparable, scales: Mapping[str, Scale]
) -> NotComparable:
    """The reason with what counts add to it: where pairs are tested, and what another paper on the trial counts."""
    if why.pairs:
        return replace(
            why, reason=f"{why.reason}; McNemar's test stands in the robustness table where the pairs are listed"
        )
    meant = group_meant(row.control, paper.name)
    if why.check != "same_trial_control" or meant is None:
        return why
    there = [t for t in tallies_of(dataset.papers[meant[0]], scales) if (t.group, t.outcome) == (meant[1], row.outcome)]
    if not there:
        return why
    beside = f" (there: {there[0].events} of {there[0].n})" if there[0].n else ""
    return replace(why, reason=f"{why.reason}{beside}", sources=there[0].sources)


def _design(paper: Paper, row: Comparison) -> OutcomeAgainst:
    designs = [design for design in paper.info.two_stage if design.group == row.group and design.outcome == row.outcome]
    if not designs:
        return NotComparable(
            "no_design",
            f"paper.yaml gives no two-stage design for {label(paper, row.group)} and {in_words(row.outcome)}",
        )
    if designs[0].p0 is None:
        return NotComparable(
            "no_design",
            f"the two-stage design of {label(paper, row.group)} is entered without p0, the rate of no interest",
        )
    rate = Fraction(designs[0].p0)
    return [KnownRate(rate / 100 if rate > 1 else rate, (f"{paper.name}/paper.yaml:{designs[0].line}",))]


def _group(paper: Paper, row: Comparison, group: str, scales: Mapping[str, Scale]) -> OutcomeAgainst:
    tallies = [
        t for t in tallies_of(paper, scales) if (t.group, t.outcome, t.counted) == (group, row.outcome, "patients")
    ]
    if any(t.n for t in tallies):
        return Counted(tuple(t for t in tallies if t.n))
    rates: list[PrintedRate] = [r for r in printed_rates(paper) if (r.group, r.outcome) == (group, row.outcome)]
    here = (paper.group[group].ref,)
    if rates and paper.is_rate_only(group):
        return [
            KnownRate(
                r.rate, r.sources, (r.population, r.assessor, r.confirmed, r.at, r.unit), r.time, r.unit, r.percent
            )
            for r in rates
        ]
    if rates:
        return NotComparable(
            "control_without_n", f"the n of {label(paper, group)} in {paper.name} is not reported", here
        )
    return NotComparable(
        "control_without_count",
        f"{label(paper, group)} in {paper.name} has no count of {in_words(row.outcome)} that can be used",
        here,
    )

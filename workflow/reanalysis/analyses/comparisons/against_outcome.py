"""What a comparison is against: a known rate, a group with counts, or a reason why it cannot be computed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from reanalysis.analyses.comparisons.sets_of_outcomes import control_set, pooled, worst
from reanalysis.derive.controls import ELSEWHERE, missing_control
from reanalysis.derive.tallies import PrintedRate, Tally, printed_rates, tallies_of
from reanalysis.model.config import Scale
from reanalysis.model.paper import SAME_PATIENTS_SPLITS, Dataset, Paper
from reanalysis.model.rows import Comparison
from reanalysis.wording import in_words, label

MOST_PATIENTS = (
    10_000  # of one group: the exact tests go through the tables one by one, and a larger n is a slip or no small trial
)
_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")
_RANGE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%?\s*-\s*([0-9]+(?:\.[0-9]+)?)\s*%")


@dataclass(frozen=True)
class KnownRate:
    """A control rate without a denominator."""

    rate: Fraction
    sources: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """Counts of a control group."""

    tallies: tuple[Tally, ...]


@dataclass(frozen=True)
class NotComparable:
    """Why there is nothing to compute; `check` names the finding."""

    check: str
    reason: str
    sources: tuple[str, ...] = ()
    rates: tuple[KnownRate, ...] = ()


Against = list[KnownRate] | Counted | NotComparable


def resolve(dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale]) -> Against:
    """Read `against` of a comparison of an outcome; what is too large for the exact tests is not comparable."""
    control = _resolve(dataset, paper, row, scales)
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


def _resolve(dataset: Dataset, paper: Paper, row: Comparison, scales: Mapping[str, Scale]) -> Against:
    text = row.against.strip()
    for pattern in (_RATE, _RANGE):
        match = pattern.fullmatch(text)
        if match:
            return [KnownRate(Fraction(part) / 100) for part in match.groups()]
    if text == "design":
        return _design(paper, row)
    missing = missing_control(dataset, paper, row)
    if missing:
        return NotComparable(*missing)
    if text.startswith("set:"):
        controls = control_set(dataset, paper, row, scales)
        if controls.reason:
            return NotComparable("set_not_usable", controls.reason, controls.sources)
        return Counted(
            (pooled(controls, row.outcome), *([worst(controls, row.outcome)] if len(controls.tallies) > 1 else []))
        )
    match = ELSEWHERE.fullmatch(text)
    if not match:
        return _same_paper(paper, row, text, scales)
    if match[1] == paper.name:
        return _same_paper(paper, row, match[2], scales)
    return _other_paper(dataset, paper, row, match[1], match[2], scales)


def _design(paper: Paper, row: Comparison) -> Against:
    designs = [design for design in paper.info.two_stage if design.group == row.group and design.outcome == row.outcome]
    if not designs:
        return NotComparable(
            "no_design",
            f"paper.yaml gives no two-stage design for {label(paper, row.group)} and {in_words(row.outcome)}",
        )
    rate = Fraction(designs[0].p0)
    return [KnownRate(rate / 100 if rate > 1 else rate, (f"{paper.name}/paper.yaml:{designs[0].line}",))]


def _same_paper(paper: Paper, row: Comparison, group: str, scales: Mapping[str, Scale]) -> Against:
    if group == row.group or group in paper.ancestors(row.group) or row.group in paper.ancestors(group):
        return NotComparable(
            "same_patients",
            f"{label(paper, row.group)} and {label(paper, group)} share patients, so they cannot be tested as "
            "independent",
            (paper.group[group].ref,),
        )
    if not paper.disjoint(row.group, group):
        twice = (
            "are the same patients twice"
            if paper.info.design == "crossover" or paper.group[group].split in SAME_PATIENTS_SPLITS
            else ("divide the same patients in different ways, so they may share patients")
        )
        reason = (
            f"{label(paper, row.group)} and {label(paper, group)} {twice}: not tested as independent; McNemar's "
            "test stands in the robustness table where the pairs are listed"
        )
        return NotComparable("same_patients", reason, (paper.group[group].ref,))
    return _group(paper, row, group, scales)


def _other_paper(
    dataset: Dataset, paper: Paper, row: Comparison, name: str, group: str, scales: Mapping[str, Scale]
) -> Against:
    other = dataset.papers[name]
    if other.info.trial == paper.info.trial:
        tallies = [t for t in tallies_of(other, scales) if (t.group, t.outcome) == (group, row.outcome)]
        beside = f" (there: {tallies[0].events} of {tallies[0].n})" if tallies and tallies[0].n else ""
        reason = (
            f"{name} reports on the same trial, so its patients are very probably among the same: shown side by "
            f"side, not tested{beside}"
        )
        return NotComparable("same_trial_control", reason, tallies[0].sources if tallies else (other.group[group].ref,))
    return _group(other, row, group, scales)


def _group(paper: Paper, row: Comparison, group: str, scales: Mapping[str, Scale]) -> Against:
    tallies = [
        t for t in tallies_of(paper, scales) if (t.group, t.outcome, t.counted) == (group, row.outcome, "patients")
    ]
    if any(t.n for t in tallies):
        return Counted(tuple(t for t in tallies if t.n))
    rates: list[PrintedRate] = [r for r in printed_rates(paper) if (r.group, r.outcome) == (group, row.outcome)]
    here = (paper.group[group].ref,)
    if rates and paper.is_rate_only(group):
        return [KnownRate(r.rate, r.sources, (r.population, r.assessor, r.confirmed, r.at, r.unit)) for r in rates]
    if rates:
        return NotComparable(
            "control_without_n", f"the n of {label(paper, group)} in {paper.name} is not reported", here
        )
    return NotComparable(
        "control_without_count",
        f"{label(paper, group)} in {paper.name} has no count of {in_words(row.outcome)} that can be used",
        here,
    )

"""From `against` to the group that is meant, for outcomes and endpoints alike: whether it is there, and whether its
patients can be others than those compared with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from reanalysis.derive.membership import Given, Membership, members_of, membership
from reanalysis.model.against import Design, SetOf, group_meant, parse_against
from reanalysis.model.naming import paper_named
from reanalysis.model.paper import SAME_PATIENTS_SPLITS, Dataset, Paper
from reanalysis.model.rows import Comparison, SetMember
from reanalysis.wording import in_words, label, listed, nearest


@dataclass(frozen=True)
class KnownRate:
    """A control rate without a denominator; `of` says whom it is of, by whom it was judged and when, `percent` what is
    printed where it is that of a group: a reference rate was never a group of patients."""

    rate: Fraction
    sources: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    time: str = ""
    unit: str = ""
    percent: Decimal | None = None


@dataclass(frozen=True)
class NotComparable:
    """Why there is nothing to compute; `check` names the finding. `pairs`: the two groups may hold the same patients
    twice, so that pairs may be listed."""

    check: str
    reason: str
    sources: tuple[str, ...] = ()
    rates: tuple[KnownRate, ...] = ()
    pairs: bool = False


@dataclass(frozen=True)
class ControlGroup:
    """The group that a comparison names."""

    paper: Paper
    group: str
    elsewhere: bool


def control_group(dataset: Dataset, paper: Paper, row: Comparison) -> ControlGroup | NotComparable:
    """The group that `against` names, where it names one; or why it cannot be compared with."""
    missing = missing_control(dataset, paper, row)
    if missing:
        return NotComparable(*missing)
    name, group = group_meant(row.control, paper.name) or ("", "")
    if name == paper.name:
        return _here(paper, row, group)
    other = dataset.papers[name]
    if other.info.trial == paper.info.trial:
        reason = (
            f"{paper_named(name)} reports on the same trial, so its patients are very probably among the same: shown "
            "side by side, not tested"
        )
        return NotComparable("same_trial_control", reason, (other.group[group].ref,))
    return ControlGroup(other, group, elsewhere=True)


def _here(paper: Paper, row: Comparison, group: str) -> ControlGroup | NotComparable:
    both, source = f"{label(paper, row.group)} and {label(paper, group)}", (paper.group[group].ref,)
    if group == row.group or group in paper.ancestors(row.group) or row.group in paper.ancestors(group):
        reason = f"{both} share patients, so they cannot be tested as independent"
        return NotComparable("same_patients", reason, source)
    if paper.disjoint(row.group, group):
        return ControlGroup(paper, group, elsewhere=False)
    twice = paper.info.design == "crossover" or paper.group[group].split in SAME_PATIENTS_SPLITS
    how = "divide the same patients in different ways, so they may share patients"
    reason = f"{both} {'are the same patients twice' if twice else how}: not tested as independent"
    return NotComparable("same_patients", reason, source, pairs=True)


def members_meant(
    dataset: Dataset, paper: Paper, row: Comparison, give: Callable[[Paper, SetMember], Given | None]
) -> Membership[Given]:
    """The members of the set that `against` names, with what each gives; or why they cannot be pooled."""
    name = row.control.name if isinstance(row.control, SetOf) else ""
    missing = missing_control(dataset, paper, row)
    if missing:
        return Membership(name, reason=missing[1])
    rows = members_of(dataset, name, outcome=row.outcome, endpoint=row.endpoint)
    return membership(dataset, paper, name, rows, give)


def missing_control(dataset: Dataset, paper: Paper, row: Comparison) -> tuple[str, str] | None:
    """The check and the reason if `against` names a paper, a group or a set that cannot be found; None if it can be, or
    is a rate."""
    if isinstance(row.control, SetOf):
        return _missing_set(dataset, row, row.control.name)
    meant = group_meant(row.control, paper.name)
    if meant is None:
        return None
    name, group = meant
    other = paper if name == paper.name else dataset.papers.get(name)
    if other is None and name in dataset.left_out:
        return "control_left_out", f"{paper_named(name)} was left out because of errors"
    if other is None:
        return "unknown_control", f"there is no paper {name}{_hint(name, {*dataset.papers, *dataset.left_out})}"
    if group in other.group:
        return None
    return "unknown_control", f"{paper_named(name)} has no group {group}{_hint(group, other.group)}"


def _missing_set(dataset: Dataset, row: Comparison, name: str) -> tuple[str, str] | None:
    if members_of(dataset, name, outcome=row.outcome, endpoint=row.endpoint):
        return None
    known = {member.set for member in dataset.sets if member.purpose == "control"}
    what = in_words(row.outcome or row.endpoint)
    return (
        "set_not_usable",
        f"data/raw/sets.csv has no groups of a set {name} for {what} with purpose "
        f"control{'' if name in known else _hint(name, known)}",
    )


def _hint(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"; the nearest is {near}" if near else ""


def control_in_words(dataset: Dataset, paper: Paper, against: str) -> str:
    """`against` as people read it: `"Placebo"`, `"Placebo" in smith2001`, `the set old controls`, `25%`, `the rate of
    the design`."""
    control = parse_against(against)
    if isinstance(control, SetOf):
        return f"the set {in_words(control.name)}"
    if isinstance(control, Design):
        return "the rate of the design"
    name, group = group_meant(control, paper.name) or ("", "")
    other = paper if name == paper.name else dataset.papers.get(name)
    if other is None or group not in other.group:
        return against
    return label(other, group) + (f" in {paper_named(name)}" if name != paper.name else "")


def controls_in_words(dataset: Dataset, paper: Paper, controls: Iterable[str]) -> str:
    """Several controls, joined by `and`."""
    return listed(control_in_words(dataset, paper, against) for against in controls)

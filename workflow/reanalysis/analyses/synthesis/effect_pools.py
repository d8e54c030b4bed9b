"""Pools of what is printed of times and ratios: which summaries a set holds, and why a set is not pooled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reanalysis.analyses.synthesis.printed import EffectStudy, NotPooled, effect_study, same_contrast
from reanalysis.analyses.synthesis.studies import differing, impossible, left_out, present_and_absent, selected
from reanalysis.derive.membership import counted_twice
from reanalysis.model.naming import group_named, outcome_named
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import EFFECTS, SetMember, Summary
from reanalysis.model.units import convert

STATISTICS = (*EFFECTS, "survival", "median", "person_time")


@dataclass(frozen=True, kw_only=True)
class EffectPool:
    """The printed effects of one statistic of a set, of survival at one time.

    `reason` says why nothing is pooled, blank if something is; `without` are the members that give nothing, each with
    its reason; `remarks` are checks and messages that a reader of the pool must know.
    """

    name: str
    outcome: str
    endpoint: str
    statistic: str = ""
    at: str = ""
    unit: str = ""
    studies: tuple[EffectStudy, ...] = ()
    without: tuple[tuple[SetMember, str], ...] = ()
    sources: tuple[str, ...] = ()
    reason: str = ""
    remarks: tuple[tuple[str, str], ...] = ()
    compared: bool = False

    @property
    def subgroups(self) -> tuple[str, ...]:
        """The subgroups of its studies in order of entry, where there are two or more."""
        found = tuple(dict.fromkeys(study.member.subgroup for study in self.studies if study.member.subgroup))
        return found if len(found) > 1 else ()

    def of_subgroup(self, subgroup: str) -> EffectPool:
        """The pool of one subgroup alone."""
        return replace(self, studies=tuple(s for s in self.studies if s.member.subgroup == subgroup))


def effect_pools_of(dataset: Dataset, *, conf_level: float) -> Iterator[EffectPool]:
    """Every pool of an endpoint that sets.csv asks for, in order of entry: one for each statistic that is printed, of
    survival one for each time."""
    asked: dict[tuple[str, str], list[SetMember]] = {}
    for row in dataset.sets:
        if row.purpose == "synthesis" and row.endpoint:
            asked.setdefault((row.set, row.endpoint), []).append(row)
    for (name, endpoint), members in asked.items():
        whole = EffectPool(name=name, outcome="", endpoint=endpoint)
        yield from effect_pools(dataset, members, whole, conf_level=conf_level)


def effect_pools(
    dataset: Dataset, members: Sequence[SetMember], whole: EffectPool, *, conf_level: float
) -> Iterator[EffectPool]:
    """The pools of the members of one set; one with a reason where there is none."""
    compared = any(member.against for member in members)
    whole = replace(whole, sources=tuple(member.ref for member in members), compared=compared)
    present, absent = present_and_absent(dataset, members)
    reason = impossible(dataset, present) or counted_twice(dataset, present) or selected(dataset, present)
    if reason:
        yield replace(whole, reason=reason)
        return
    whole = replace(whole, remarks=tuple(left_out(absent)))
    what = whole.endpoint or whole.outcome
    printed = {member: _printed(dataset, member, what) for member in present}
    shared, lonely = _shared(printed)
    for key in shared:
        rows = {member: found.get(key, []) for member, found in printed.items()}
        yield _pool(dataset, rows, key, whole, conf_level)
    if not shared:
        yield replace(whole, reason=_nothing(present, what, lonely, compared=compared))


Key = tuple[str, str]


def _shared(printed: dict[SetMember, dict[Key, list[Summary]]]) -> tuple[list[Key], list[tuple[SetMember, Key]]]:
    """What two members print, or the only member of a set, in order of entry; and what one alone of several prints."""
    shared, lonely = [], []
    for key in dict.fromkeys(key for rows in printed.values() for key in rows):
        having = [member for member, rows in printed.items() if key in rows]
        if len(having) < min(2, len(printed)):
            lonely.append((having[0], key))
        else:
            shared.append(key)
    return shared, lonely


def _printed(dataset: Dataset, member: SetMember, what: str) -> dict[tuple[str, str], list[Summary]]:
    """The summaries of a member by statistic, and for survival by time in months."""
    found: dict[tuple[str, str], list[Summary]] = {}
    for row in dataset.papers[member.paper].summaries:
        if row.in_use and row.endpoint == what and row.statistic in STATISTICS and same_contrast(row, member):
            found.setdefault((row.statistic, _months(row)), []).append(row)
    return found


def _months(row: Summary) -> str:
    if row.statistic != "survival":
        return ""
    if row.at is None or row.unit is None:
        return "unknown"
    return f"{float(convert(Fraction(row.at), row.unit, 'months')):.6g}"


def _pool(
    dataset: Dataset, rows: dict[SetMember, list[Summary]], key: Key, whole: EffectPool, conf_level: float
) -> EffectPool:
    first = next(found[0] for found in rows.values() if found)
    timed = key[0] in ("survival", "median", "person_time")
    pool = replace(
        whole,
        statistic=key[0],
        at="" if first.at is None or key[0] != "survival" else f"{first.at.normalize():f}",
        unit=first.unit or "" if timed else "",
    )
    if key[1] == "unknown":
        return replace(pool, reason="the time of a survival percentage is not entered")
    studies, without = _studies(dataset, rows, first, conf_level)
    if not studies:
        told = "; ".join(f"{group_named(member.paper, member.group)}: {why}" for member, why in without)
        return replace(pool, without=without, reason=f"no {words_of(key[0])} can be pooled ({told})")
    if len(studies) == 1:
        reason = f"only {studies[0].name} gives a {words_of(key[0])} that can be pooled, and one study is no pool"
        return replace(pool, without=without, reason=reason)
    remarks = [*whole.remarks, *differing(studies)]
    several = [group_named(member.paper, member.group) for member, found in rows.items() if len(found) > 1]
    if several:
        remarks.append(("set_mixed", f"{', '.join(several)} print it in several ways: the first one entered is pooled"))
    return replace(pool, studies=studies, without=without, remarks=tuple(remarks))


def _studies(
    dataset: Dataset, rows: dict[SetMember, list[Summary]], first: Summary, conf_level: float
) -> tuple[tuple[EffectStudy, ...], tuple[tuple[SetMember, str], ...]]:
    """The studies of a pool, times in the unit of the first, and the members that give none with their reasons."""
    studies, without = [], []
    for member, found in rows.items():
        if not found:
            without.append((member, f"no {words_of(first.statistic)} of it is printed there"))
            continue
        paper = dataset.papers[member.paper]
        try:
            studies.append(effect_study(paper, member, found[0], unit=first.unit or "months", conf_level=conf_level))
        except NotPooled as reason:
            without.append((member, str(reason)))
    return tuple(studies), tuple(without)


def _nothing(
    present: Sequence[SetMember], what: str, lonely: Sequence[tuple[SetMember, Key]], *, compared: bool
) -> str:
    if lonely:
        told = "; ".join(
            f"{group_named(member.paper, member.group)} prints {words_of(statistic)}{f' at {at} months' if at else ''}"
            for member, (statistic, at) in lonely
        )
        return f"no two studies of the set print the same of {outcome_named(what)} ({told})"
    names = ", ".join(group_named(member.paper, member.group) for member in present)
    wanted = "a ratio or difference to their groups of comparison" if compared else "survival, median or person-time"
    return (
        f"no group of the set has {wanted} of {outcome_named(what)} in summaries.csv ({names or 'none could be read'})"
    )


def words_of(statistic: str) -> str:
    """A statistic as words."""
    return {"survival": "survival percentage", "person_time": "person-time"}.get(statistic, statistic.replace("_", " "))

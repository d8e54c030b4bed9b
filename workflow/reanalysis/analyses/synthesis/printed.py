"""What a printed summary gives to a pool: the effect of a study on the scale of the pool, or why it has none."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from reanalysis.model.cells import PrintedValue
from reanalysis.model.config import of_percent
from reanalysis.model.paper import Paper
from reanalysis.model.rows import EFFECTS, SetMember, Summary
from reanalysis.model.units import convert
from reanalysis.stats.printed_ratio import from_limits, from_p
from reanalysis.stats.study_effects import StudyEffect, survival_effect
from reanalysis.stats.time_effects import (
    median_from_events,
    median_from_limits,
    survival_from_at_risk,
    survival_from_limits,
)

_EXACT_P = re.compile(r"(?:[pP]\s*)?=?\s*((?:0|1)?\.[0-9]+)")


class NotPooled(Exception):
    """Why a printed value has no effect that can be pooled."""


@dataclass(frozen=True, kw_only=True)
class EffectStudy:
    """One study of a pool of printed effects: its effect on the scale of the pool, and what is printed of it.

    `how` is where its variance comes from: limits, p, std_error, at_risk, n, events; `counts` are events and
    person-time of a rate, which is pooled by its likelihood.
    """

    member: SetMember
    name: str
    year: int
    value: float
    low: float | None = None
    high: float | None = None
    effect: float = math.nan
    variance: float = math.nan
    how: str = ""
    sources: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    n: int | None = None
    counts: tuple[int, float] | None = field(default=None)


def effect_study(paper: Paper, member: SetMember, row: Summary, *, unit: str, conf_level: float) -> EffectStudy:
    """The study of a printed summary; NotPooled with the reason where it gives none.

    `unit` is that of the pool's times, to which medians and person-time are converted; `conf_level` that of limits
    whose level is not printed.
    """
    study = EffectStudy(
        member=member,
        name=f"{paper.info.first_author} {paper.info.year}",
        year=paper.info.year,
        value=_number(row.value, row),
        sources=(row.ref,),
        measured=(row.population or "", row.assessor or "", row.confirmed or "", row.criteria),
        n=row.n if row.n is not None else paper.n_of(row.group),
    )
    limits = _limits(row)
    level = of_percent(row.conf_level, conf_level)
    try:
        if row.statistic in EFFECTS:
            return _ratio(study, row, limits, level)
        if row.statistic == "survival":
            return _survival(study, row, limits, level)
        if row.statistic == "median":
            return _median(study, row, limits, level, unit)
        return _rate(study, row, unit)
    except ValueError as reason:
        raise NotPooled(str(reason)) from None


def _number(printed: PrintedValue, row: Summary) -> float:
    if printed.number is None:
        raise NotPooled(f"it is printed as {printed.text}, which cannot be computed with")
    percent = row.statistic == "survival" and row.value_unit != "fraction"
    return float(Fraction(printed.number) / (100 if percent else 1))


def _limits(row: Summary) -> tuple[float | None, float | None]:
    found = [None if end is None or end.number is None else _number(end, row) for end in (row.low, row.high)]
    return found[0], found[1]


def _ratio(study: EffectStudy, row: Summary, limits: tuple[float | None, float | None], level: float) -> EffectStudy:
    ratio, (low, high) = row.statistic != "risk_difference", limits
    if low is not None and high is not None:
        found, how = from_limits(study.value, low, high, conf_level=level, ratio=ratio), "limits"
    elif row.std_error is not None and row.std_error > 0:
        error = float(row.std_error) / (study.value if ratio else 1.0)
        effect = math.log(study.value) if ratio else study.value
        return _turned(replace(study, effect=effect, variance=error**2, how="std_error"), row)
    else:
        match = _EXACT_P.fullmatch(row.reported_p.strip())
        if match is None:
            raise NotPooled(
                f"only a bound of its p is printed ({row.reported_p}), and no limits"
                if row.reported_p
                else "neither limits nor a standard error nor a p is printed"
            )
        found, how = from_p(study.value, float(match[1]), conf_level=level, ratio=ratio), "p"
    effect = math.log(study.value) if ratio else study.value
    low, high = (low, high) if how == "limits" else (found.conf_low, found.conf_high)
    return _turned(replace(study, low=low, high=high, effect=effect, variance=found.std_error**2, how=how), row)


def _turned(study: EffectStudy, row: Summary) -> EffectStudy:
    """The effect of the member over its group of comparison, where the paper prints it the other way round."""
    if row.group == study.member.group:
        return study
    ratio = row.statistic != "risk_difference"
    ends = (study.high, study.low)
    low, high = (None if end is None else (1 / end if ratio else -end) for end in ends)
    value = 1 / study.value if ratio else -study.value
    return replace(study, value=value, low=low, high=high, effect=-study.effect, n=None)


def _survival(study: EffectStudy, row: Summary, limits: tuple[float | None, float | None], level: float) -> EffectStudy:
    low, high = limits
    if not 0 < study.value < 1:
        raise NotPooled("a survival of 0% or 100% has no place on the log-log scale")
    if low is not None and high is not None:
        found, how = survival_from_limits(study.value, low, high, conf_level=level), "limits"
    elif row.std_error is not None and row.std_error > 0:
        scale = 1 if row.value_unit == "fraction" else 100
        found, how = survival_effect(study.value, std_error=float(row.std_error) / scale), "std_error"
    elif row.n_at_risk:
        found, how = survival_from_at_risk(study.value, row.n_at_risk), "at_risk"
    elif study.n:
        error = math.sqrt(study.value * (1 - study.value) / study.n)
        found, how = survival_effect(study.value, std_error=error), "n"
    else:
        raise NotPooled("neither limits nor a standard error nor a number of patients is printed")
    return replace(study, low=low, high=high, effect=found.effect, variance=found.variance, how=how)


def _median(
    study: EffectStudy, row: Summary, limits: tuple[float | None, float | None], level: float, unit: str
) -> EffectStudy:
    if row.unit is None:
        raise NotPooled("no unit is entered")
    factor = float(convert(Fraction(1), row.unit, unit))
    low, high = limits
    open_high = row.high is not None and row.high.value is None
    found: StudyEffect
    if low is not None and (high is not None or open_high):
        found = median_from_limits(study.value, low, math.inf if high is None else high, conf_level=level)
        how = "limits"
    elif row.events:
        found, how = median_from_events(study.value, row.events), "events"
    else:
        raise NotPooled("neither limits nor a number of events is printed")
    scaled = [None if end is None else end * factor for end in (study.value, low, high)]
    return replace(
        study,
        value=study.value * factor,
        low=scaled[1],
        high=scaled[2],
        effect=found.effect + math.log(factor),
        variance=found.variance,
        how=how,
    )


def _rate(study: EffectStudy, row: Summary, unit: str) -> EffectStudy:
    if row.unit is None or row.events is None:
        raise NotPooled("person-time gives a rate only with its unit and the number of events")
    exposure = study.value * float(convert(Fraction(1), row.unit, unit))
    if exposure <= 0:
        raise NotPooled("its person-time is 0")
    return replace(study, value=row.events / exposure, counts=(row.events, exposure), how="events")


def same_contrast(row: Summary, member: SetMember) -> bool:
    """Whether a summary is of a member, or for an effect of its comparison, whichever way round it is printed."""
    if row.statistic in EFFECTS:
        return bool(member.against) and {row.group, row.against} == {member.group, member.against}
    return not member.against and row.group == member.group

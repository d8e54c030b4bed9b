"""The comparison with one control, read from the estimates: the effect, the p beside it and where it would turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reanalysis.analyses.answers.control import Against, better_side, kind_of
from reanalysis.analyses.answers.found import Found, Row, first, number, whole
from reanalysis.analyses.answers.printed import printed_effect
from reanalysis.analyses.answers.question import Pair, Question
from reanalysis.model.config import Outcomes, of_percent
from reanalysis.model.paper import Dataset
from reanalysis.stats.binomial_test import tipping_rate
from reanalysis.stats.verdict import NOT_SHOWN, SHOWN, difference

_OF_HAZARD = {"greater": "less", "less": "greater", "two_sided": "two_sided"}


def against(dataset: Dataset, outcomes: Outcomes, found: Found, asked: Question, pair: Pair, alpha: float) -> Against:
    """A comparison of the group that is asked about, in numbers; without a difference where nothing was computed."""
    kind, patients = kind_of(dataset, pair)
    measure = "hazard_ratio" if asked.timed else "risk_difference"
    blank = Against(
        pair=pair,
        kind=kind,
        patients=patients,
        better=better_side(outcomes, pair.paper, asked.subject, measure),
        measure=measure,
    )
    if pair.comparison is None:
        return printed_effect(blank, outcomes, asked, alpha)
    blank = replace(
        blank, alternative=pair.comparison.alternative, conf_level=of_percent(pair.comparison.conf_level, 0.95)
    )
    rows = found.compared(pair.paper.name, asked.subject, pair.group, pair.against)
    rows = [row for row in rows if row["method"] != "reported"]
    stated = _of_level(rows, pair)
    versions = (
        _timed(blank, stated, alpha)
        if asked.timed
        else [*_rates(blank, stated, alpha), *_counts(blank, found, stated, alpha)]
    )
    if not versions:
        notes = tuple(dict.fromkeys(row["note"] for row in rows if row["primary"] == "yes" and row["note"]))
        ids = tuple(row["result_id"] for row in rows if row["primary"] == "yes")
        return _own_rate(replace(blank, reasons=notes[:1], result_ids=ids), dataset, found, asked)
    alike = [one for one in versions if _as_lead(one, asked.lead)] or versions
    return min(alike, key=_strength)


def _strength(one: Against) -> tuple[int, float]:
    """The weakest of several versions of one comparison speaks for the control."""
    state = one.difference.state if one.difference else NOT_SHOWN
    return ((NOT_SHOWN, "borderline", SHOWN).index(state), -(one.p_value if one.p_value is not None else 1.0))


def _of_level(rows: Sequence[Row], pair: Pair) -> list[Row]:
    """The rows at the level of the comparison, and those without one."""
    row = pair.comparison
    if row is None or row.conf_level is None:
        return list(rows)
    level = of_percent(row.conf_level, 0.95)
    return [one for one in rows if not one["conf_level"] or abs(float(one["conf_level"]) - level) < 1e-9]


def _as_lead(one: Against, lead: Row | None) -> bool:
    """Whether a version counts the group as its leading estimate does."""
    names = ("population", "assessor", "confirmed", "events", "n")
    row = one.treated
    if row is None or lead is None:
        return True
    return all(row[name] == lead[name] for name in names)


def _rates(blank: Against, rows: Sequence[Row], alpha: float) -> list[Against]:
    """Against a rate taken as known: the group's limits less the rate, and the exact test."""
    versions = []
    for row in rows:
        if row["measure"] != "proportion" or not row["p_value"] or row["alternative"] != blank.alternative:
            continue
        if row["method"] != "exact_binomial" or not row["estimate"]:
            continue
        rate = float(row["at"].split(" ")[0])
        estimate, low, high = float(row["estimate"]), number(row, "conf_low"), number(row, "conf_high")
        p_value = number(row, "p_value")
        seen = difference(low, high, p_value, estimate=estimate, null=rate, alpha=alpha, alternative=blank.alternative)
        versions.append(
            replace(
                blank,
                estimate=rate,
                effect=estimate - rate,
                low=None if low is None else low - rate,
                high=None if high is None else high - rate,
                p_value=p_value,
                conf_level=number(row, "conf_level") or blank.conf_level,
                difference=seen,
                turns_at=_turn(row, estimate, rate, alpha, blank.alternative),
                treated=row,
                result_ids=(row["result_id"],),
            )
        )
    return versions


def _turn(row: Row, estimate: float, rate: float, alpha: float, alternative: str) -> float | None:
    """The control's rate at which the exact test of the group would no longer hold."""
    events, n = whole(row, "events"), whole(row, "n")
    if events is None or not n:
        return None
    side = alternative if alternative != "two_sided" else "greater" if estimate >= rate else "less"
    return tipping_rate(events, n, alpha=alpha if alternative != "two_sided" else alpha / 2, alternative=side)


def _counts(blank: Against, found: Found, rows: Sequence[Row], alpha: float) -> list[Against]:
    """Against counts: the primary difference with its limits, and the primary test of the comparison's alternative."""
    every = [row for row in rows if row["measure"] == "association" and row["p_value"]]
    leading = {row["method"] for row in every if row["primary"] == "yes"}
    tests = [row for row in every if row["method"] in leading and row["alternative"] == blank.alternative]
    return [
        _count(blank, found, row, first(one for one in tests if _same_version(one, row)), alpha)
        for row in _leading(rows, "risk_difference")
    ]


def _count(blank: Against, found: Found, row: Row, test: Row | None, alpha: float) -> Against:
    events, n = (int(found.fact(row, name)) for name in ("control_events", "control_n"))
    treated, rate = int(row["events"]) / int(row["n"]), events / n
    seen = _with_effect(blank, row, test, null=0.0, alpha=alpha, alternative=blank.alternative)
    turn = _turn(row, treated, rate, alpha, blank.alternative)
    return replace(seen, estimate=rate, events=events, n=n, turns_at=turn, reasons=_part(found, row))


def _with_effect(blank: Against, row: Row, test: Row | None, *, null: float, alpha: float, alternative: str) -> Against:
    """The effect of one row with the p of another, and whether both show a difference."""
    effect, low, high = (number(row, name) for name in ("estimate", "conf_low", "conf_high"))
    p_value = number(test or row, "p_value")
    return replace(
        blank,
        effect=effect,
        low=low,
        high=high,
        p_value=p_value,
        conf_level=number(row, "conf_level") or blank.conf_level,
        difference=difference(low, high, p_value, estimate=effect, null=null, alpha=alpha, alternative=alternative),
        treated=row,
        result_ids=tuple(one["result_id"] for one in (row, test) if one),
    )


def _part(found: Found, row: Row) -> tuple[str, ...]:
    part = {"all": "the groups of the set as one", "highest": "the group of the set with the highest rate alone"}
    part["lowest"] = "the group of the set with the lowest rate alone"
    said = part.get(found.fact(row, "control_part"), "")
    return (said,) if said else ()


def _asked_for(rows: Sequence[Row], alternative: str) -> list[Row]:
    """The rows of the leading methods in an alternative: of two comparisons of one pair only one has the primary."""
    leading = {(row["measure"], row["method"]) for row in rows if row["primary"] == "yes"}
    asked = [row for row in rows if row["alternative"] == alternative]
    return [row for row in asked if (row["measure"], row["method"]) in leading]


def _leading(rows: Sequence[Row], measure: str) -> list[Row]:
    """The primary rows of a measure that have an estimate."""
    return [row for row in rows if row["measure"] == measure and row["primary"] == "yes" and row["estimate"]]


def _same_version(one: Row, other: Row) -> bool:
    names = ("population", "assessor", "confirmed", "at", "derived", "events", "n")
    return all(one[name] == other[name] for name in names)


def _timed(blank: Against, rows: Sequence[Row], alpha: float) -> list[Against]:
    """Of an endpoint: the hazard ratio with its limits, and the log-rank test of the comparison's alternative."""
    mine = _asked_for(rows, blank.alternative)
    tests = [row for row in mine if row["measure"] == "log_rank"]
    found = [
        _with_effect(
            blank,
            row,
            first(one for one in tests if _same_version(one, row)),
            null=1.0,
            alpha=alpha,
            alternative=_OF_HAZARD[blank.alternative],
        )
        for row in mine
        if row["measure"] == "hazard_ratio"
    ]
    return [one for one in found if one.effect is not None or one.p_value is not None]


def _own_rate(one: Against, dataset: Dataset, found: Found, asked: Question) -> Against:
    """What the control itself is known to have, where nothing was compared."""
    if asked.timed or len(one.patients) != 1:
        return one
    name, _, group = next(iter(one.patients)).partition(":")
    if name not in dataset.papers:
        return one
    row = first(row for row in found.alone(name, asked.subject) if row["group"] == group and row["estimate"])
    if row is None:
        return one
    return replace(one, estimate=number(row, "estimate"), events=whole(row, "events"), n=whole(row, "n"))

"""One control of an answer in numbers: its kind, its own rate, the effect, the p beside it and where it would turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reanalysis.analyses.answers.found import Found, Row, first, number, whole
from reanalysis.analyses.answers.question import Pair, Question
from reanalysis.model.against import Design, Range, Rate, SetOf, group_meant
from reanalysis.model.config import Outcomes, of_percent
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import Summary
from reanalysis.stats.binomial_test import tipping_rate
from reanalysis.stats.printed_ratio import PrintedEffect, from_limits, from_p, inverted
from reanalysis.stats.proportion import clopper_pearson
from reanalysis.stats.verdict import NOT_SHOWN, SHOWN, Control, Difference, difference, verdict

_DIFFERENCES = ("risk_difference",)
_P = re.compile(r"(?:p\s*)?([=<>\u2264\u2265]|<=|>=)?\s*(0?\.\d+)", re.IGNORECASE)
_OF_HAZARD = {"greater": "less", "less": "greater", "two_sided": "two_sided"}


@dataclass(frozen=True, kw_only=True)
class Against:
    """A comparison with one control. `patients` are the groups behind it: a control that holds those of another has no
    vote of its own."""

    pair: Pair
    kind: str
    better: int
    alternative: str = "two_sided"
    conf_level: float = 0.95
    estimate: float | None = None
    events: int | None = None
    n: int | None = None
    effect: float | None = None
    measure: str = ""
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    turns_at: float | None = None
    difference: Difference | None = None
    treated: Row | None = None
    patients: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()
    result_ids: tuple[str, ...] = ()

    @property
    def limits(self) -> tuple[float, float] | None:
        """The control's own exact limits; None for a rate without denominator."""
        if not self.n or self.events is None:
            return None
        found = clopper_pearson(self.events, self.n, conf_level=self.conf_level)
        return found.conf_low, found.conf_high

    @property
    def control(self) -> Control:
        """The comparison as the verdict takes it."""
        low, high = self.limits or (None, None)
        return Control(self.kind, self.difference, self.turns_at, low, high)

    @property
    def verdict(self) -> str:
        """The verdict against this control alone."""
        return verdict([self.control], better=self.better)

    @property
    def name(self) -> str:
        """The control as it is entered, of a paper of its own with that."""
        return self.pair.against


def better_side(outcomes: Outcomes, subject: str, measure: str) -> int:
    """The side of no difference that is good for patients, on the scale of a measure."""
    known = outcomes.endpoint(subject) if measure in ("hazard_ratio", "log_rank") else None
    if known is not None:
        return 1 if known.direction == "shorter_is_better" else -1
    if measure in ("hazard_ratio", "log_rank"):
        return -1
    outcome = outcomes.outcome(subject)
    return -1 if outcome is not None and outcome.direction == "harm" else 1


def against(dataset: Dataset, outcomes: Outcomes, found: Found, asked: Question, pair: Pair, alpha: float) -> Against:
    """A comparison of the group that is asked about, in numbers; without a difference where nothing was computed."""
    kind, patients = _kind(dataset, pair)
    measure = "hazard_ratio" if asked.timed else "risk_difference"
    blank = Against(
        pair=pair, kind=kind, patients=patients, better=better_side(outcomes, asked.subject, measure), measure=measure
    )
    if pair.comparison is None:
        return _printed(blank, outcomes, asked, alpha)
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
    names = ("derived", "population", "assessor", "confirmed", "events", "n")
    row = one.treated
    if row is None or lead is None:
        return True
    return all(row[name] == lead[name] for name in names[1:])


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
    tests = [row for row in rows if row["measure"] == "association" and row["p_value"]]
    leading = {row["method"] for row in tests if row["primary"] == "yes"}
    versions = []
    for row in rows:
        if row["measure"] != "risk_difference" or row["primary"] != "yes" or not row["estimate"]:
            continue
        test = first(
            one
            for one in tests
            if one["method"] in leading and one["alternative"] == blank.alternative and _same_version(one, row)
        )
        events, n = (int(found.fact(row, name)) for name in ("control_events", "control_n"))
        effect, low, high = (number(row, name) for name in ("estimate", "conf_low", "conf_high"))
        p_value = number(test, "p_value") if test else None
        treated, rate = Fraction(int(row["events"]), int(row["n"])), Fraction(events, n)
        versions.append(
            replace(
                blank,
                estimate=float(rate),
                events=events,
                n=n,
                effect=effect,
                low=low,
                high=high,
                p_value=p_value,
                conf_level=number(row, "conf_level") or blank.conf_level,
                difference=difference(
                    low, high, p_value, estimate=effect, null=0.0, alpha=alpha, alternative=blank.alternative
                ),
                turns_at=_turn(row, float(treated), float(rate), alpha, blank.alternative),
                treated=row,
                result_ids=tuple(one["result_id"] for one in (row, test) if one),
                reasons=_part(found, row),
            )
        )
    return versions


def _part(found: Found, row: Row) -> tuple[str, ...]:
    part = {"all": "the groups of the set as one", "highest": "the group of the set with the highest rate alone"}
    said = part.get(found.fact(row, "control_part"), "")
    return (said,) if said else ()


def _same_version(one: Row, other: Row) -> bool:
    names = ("population", "assessor", "confirmed", "at", "derived", "events", "n")
    return all(one[name] == other[name] for name in names)


def _timed(blank: Against, rows: Sequence[Row], alpha: float) -> list[Against]:
    """Of an endpoint: the hazard ratio with its limits, and the log-rank test of the comparison's alternative."""
    versions = []
    for row in rows:
        if row["measure"] != "hazard_ratio" or row["alternative"] != blank.alternative or row["primary"] != "yes":
            continue
        test = first(
            one
            for one in rows
            if one["measure"] == "log_rank"
            and one["primary"] == "yes"
            and one["alternative"] == row["alternative"]
            and _same_version(one, row)
        )
        effect, low, high = (number(row, name) for name in ("estimate", "conf_low", "conf_high"))
        p_value = number(test, "p_value") if test else number(row, "p_value")
        if effect is None and p_value is None:
            continue
        versions.append(
            replace(
                blank,
                effect=effect,
                low=low,
                high=high,
                p_value=p_value,
                conf_level=number(row, "conf_level") or blank.conf_level,
                difference=difference(
                    low,
                    high,
                    p_value,
                    estimate=effect,
                    null=1.0,
                    alpha=alpha,
                    alternative=_OF_HAZARD[blank.alternative],
                ),
                treated=row,
                result_ids=tuple(one["result_id"] for one in (row, test) if one),
            )
        )
    return versions


def _printed(blank: Against, outcomes: Outcomes, asked: Question, alpha: float) -> Against:
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
        better=better_side(outcomes, asked.subject, measure),
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
        match = _P.fullmatch((summary.reported_p if summary else "").strip())
        if match and match[1] in (None, "=", "<", "<=", "\u2264"):
            found = from_p(estimate, float(match[2]), conf_level=level, ratio=ratio)
            said = "limits from the printed p" + ("" if match[1] in (None, "=") else ", at their widest")
            return found, (said,)
    except ValueError as error:
        return nothing, (f"no limits follow: {error}",)
    return nothing, ("neither limits nor an exact p are printed",)


def _negated(effect: PrintedEffect) -> PrintedEffect:
    return replace(effect, estimate=-effect.estimate, conf_low=-effect.conf_high, conf_high=-effect.conf_low)


def _summary(pair: Pair) -> Summary | None:
    row = pair.printed
    return next((one for one in pair.paper.summaries if row and one.ref in row["sources"].split(";")), None)


def _kind(dataset: Dataset, pair: Pair) -> tuple[str, frozenset[str]]:
    """What kind of control it is, and which groups stand behind it."""
    control = pair.comparison.control if pair.comparison else None
    if isinstance(control, Rate | Range | Design):
        return "reference_rate", frozenset()
    if isinstance(control, SetOf):
        members = [one for one in dataset.sets if one.set == control.name and one.purpose == "control"]
        subject = (pair.comparison.outcome, pair.comparison.endpoint) if pair.comparison else (None, None)
        mine = [one for one in members if (one.outcome, one.endpoint) in (subject, (None, None))]
        return "set", frozenset(f"{one.paper}:{one.group}" for one in mine)
    name, group = (group_meant(control, pair.paper.name) if control else None) or (pair.paper.name, pair.against)
    patients = frozenset({f"{name}:{group}"})
    paper = dataset.papers.get(name)
    if paper is None or group not in paper.group:
        return "external_counts", patients
    row = paper.group[group]
    if name == pair.paper.name and row.role != "historical_control":
        return "concurrent", patients
    return ("external_counts" if row.n is not None else "external_rate"), patients


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

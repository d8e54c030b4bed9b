"""Pools of several studies: one object from which the table, the figure and the sentences of a pool are all made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeGuard

from reanalysis.figures.pool import round_ticks
from reanalysis.model.estimate import Estimate
from reanalysis.model.refs import split_refs
from reanalysis.report.site import Site
from reanalysis.report.text import estimate_text as texts
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import sentences, vocabulary

SHARES = {"proportion", "survival_probability"}
RATIOS = {"odds_ratio", "risk_ratio", "hazard_ratio"}
HEADS = {
    "proportion": "rate",
    "survival_probability": "survival",
    "median_time": "median",
    "rate": "rate",
    "risk_difference": "difference",
}
# A scale of ratios shows at most this factor beyond the lowest and the highest of the estimates.
REACH_OF_RATIOS = 8.0
Numbers = tuple[float | None, float | None, float | None]


@dataclass(frozen=True, kw_only=True)
class PoolLine:
    """One line of a pool: a heading of a subgroup, a study, a mean, or the range of one more study.

    `numbers` are low, value and high; `result` is the estimate of a mean or a range, `ref` the first cell of a study.
    """

    kind: str
    label: str
    counts: str = ""
    weight: str = ""
    estimate: str = ""
    interval: str = ""
    numbers: Numbers = (None, None, None)
    paper: str = ""
    audit: str = ""
    severity: str = ""
    ref: str = ""
    result: Estimate | None = None


@dataclass(frozen=True, kw_only=True)
class PoolView:
    """A pool of one measure of a set, or why there is none (`reason`)."""

    anchor: str
    name: str
    what: str
    measure: str = ""
    unit: str = ""
    level: str = ""
    lines: tuple[PoolLine, ...] = ()
    main: Estimate | None = None
    range: Estimate | None = None
    spread: tuple[Estimate, ...] = ()
    models: tuple[Estimate, ...] = ()
    choices: tuple[Mapping[str, str], ...] = ()
    reason: str = ""
    remarks: tuple[str, ...] = field(default=())

    @property
    def studies(self) -> tuple[PoolLine, ...]:
        """The lines of studies."""
        return tuple(line for line in self.lines if line.kind == "study")

    @property
    def head(self) -> str:
        """What the estimates of the lines are, as the head of a column."""
        return HEADS.get(self.measure, vocabulary.words(self.measure))

    def number(self, value: float) -> str:
        """A number of the pool as text, with its sign of percent."""
        text = texts.number_text(self.measure, value, unit=self.unit)
        return f"{text}%" if self.measure in SHARES else text

    @cached_property
    def scale(self) -> tuple[float, float]:
        """Where the scale of the pool begins and ends."""
        values = [number for line in self.lines for number in line.numbers if _finite(number)]
        if self.measure in SHARES:
            high = max(values, default=1.0)
            return 0.0, next(end for end in (0.1, 0.25, 0.5, 1.0) if high <= end or end == 1.0)
        if self.measure in RATIOS:
            return _scale_of_ratios([line.numbers[1] for line in self.lines], values)
        return min([0.0, *values]), max(values, default=1.0) or 1.0

    def place(self, value: float | None) -> float | None:
        """A value as share of the width of the scale; below 0 or above 1 where it lies beyond."""
        if value is None or math.isnan(value):
            return None
        low, high = self.scale
        if self.measure in RATIOS:
            if value <= 0:
                return -0.01
            return 1.01 if math.isinf(value) else math.log(value / low) / math.log(high / low)
        return 1.01 if math.isinf(value) else (value - low) / (high - low)

    @cached_property
    def ticks(self) -> list[tuple[float, str]]:
        """Ticks of the scale: shares of its width, and their texts."""
        found = round_ticks(*self.scale, ratio=self.measure in RATIOS)
        return [
            (self.place(tick) or 0.0, f"{100 * tick:.10g}%" if self.measure in SHARES else f"{tick:.10g}")
            for tick in found
        ]

    @property
    def null(self) -> float | None:
        """The place of no difference; None where the pool compares nothing."""
        if self.measure in RATIOS:
            return self.place(1.0)
        return self.place(0.0) if self.measure == "risk_difference" else None


def pools(site: Site) -> list[PoolView]:
    """Every pool of a run in the order of the results: those with numbers, and those with the reason for none."""
    return [view for key, rows in _by_pool(site).items() for view in _views(site, key, rows)]


Key = tuple[str, str, str, str, str]


def _by_pool(site: Site) -> dict[Key, list[Estimate]]:
    found: dict[Key, list[Estimate]] = {}
    for result in site.results.of(""):
        if result.group.startswith("set:") and result.derived == "pooled":
            key = (result.group.removeprefix("set:"), result.outcome, result.endpoint, result.fact("time"), result.unit)
            found.setdefault(key, []).append(result)
    return found


def _views(site: Site, key: Key, rows: Sequence[Estimate]) -> Iterator[PoolView]:
    name, outcome, endpoint, time, unit = key
    studies: dict[str, list[Mapping[str, str]]] = {}
    for row in site.pooled_studies:
        if (row["set"], row["outcome"], row["endpoint"], row["unit"]) == (name, outcome, endpoint, unit) and _same_time(
            row["at"], time
        ):
            studies.setdefault(row["measure"], []).append(row)
    what = site.outcome_label(outcome or endpoint) + (f" at {texts.time_at(time, unit)}" if time and unit else "")
    for measure, members in studies.items():
        yield _view(site, key, measure, members, rows, what)
    if not studies:
        reason = next((result.note for result in rows if result.estimate is None and result.note), "")
        shown = next((site.note(result) for result in rows if result.estimate is None and result.note), reason)
        yield PoolView(
            anchor=_anchor(key, ""), name=vocabulary.words(name), what=what, reason=shown, remarks=_remarks(site, key)
        )


def _view(
    site: Site, key: Key, measure: str, members: Sequence[Mapping[str, str]], rows: Sequence[Estimate], what: str
) -> PoolView:
    pooled = f"pooled_{measure}"
    whole = [result for result in rows if not result.fact("subgroup")]
    of_pool = [result for result in whole if result.fact("pool_of") == pooled and result.primary]
    main = _leading(whole, pooled)
    bare = PoolView(
        anchor=_anchor(key, measure),
        name=vocabulary.words(key[0]),
        what=what,
        measure=measure,
        unit=key[4],
        level=fmt.level(main.conf_level if main else 0.95),
        main=main,
        range=_leading(of_pool, "prediction"),
        spread=tuple(result for result in of_pool if result.measure in ("tau2", "i2", "q")),
        models=tuple(r for r in whole if r.measure.startswith("pooled_") and r.estimate is not None),
        choices=tuple(_choices(site, key)) if measure == "proportion" else (),
        remarks=_remarks(site, key),
    )
    return replace(bare, lines=tuple(_lines(site, bare, members, rows, pooled)))


def _leading(rows: Sequence[Estimate], measure: str, subgroup: str = "") -> Estimate | None:
    return next((r for r in rows if r.measure == measure and r.primary and r.fact("subgroup") == subgroup), None)


def _choices(site: Site, key: Key) -> Iterator[Mapping[str, str]]:
    for row in site.pool_choices:
        if (row["set"], row["outcome"], row["unit"]) == (key[0], key[1], key[4]) and _same_time(row["at"], key[3]):
            yield row


def _scale_of_ratios(estimates: Sequence[float | None], values: Sequence[float]) -> tuple[float, float]:
    """From half to double at least, and not much farther than the estimates: limits beyond are cut."""
    positive = [value for value in estimates if value is not None and _finite(value) and value > 0]
    low, high = min([*positive, 1.0]) / REACH_OF_RATIOS, max([*positive, 1.0]) * REACH_OF_RATIOS
    inside = [value for value in values if low <= value <= high]
    return min([*inside, 0.5]), max([*inside, 2.0])


def _lines(
    site: Site, view: PoolView, members: Sequence[Mapping[str, str]], rows: Sequence[Estimate], pooled: str
) -> Iterator[PoolLine]:
    subgroups = list(dict.fromkeys(row["subgroup"] for row in members if row["subgroup"]))
    if len(subgroups) < 2:
        yield from (_study(site, view, row) for row in members)
    else:
        for subgroup in [*subgroups, ""]:
            inside = [row for row in members if row["subgroup"] == subgroup]
            yield from _lines_of_subgroup(site, view, subgroup, inside, _leading(rows, pooled, subgroup))
        yield PoolLine(kind="heading", label="All studies")
    if view.main is not None:
        yield _mean(view, view.main, "Pooled")
    if view.range is not None and view.range.has_interval:
        yield _mean(view, view.range, "One more study", kind="prediction")


def _lines_of_subgroup(
    site: Site, view: PoolView, subgroup: str, members: Sequence[Mapping[str, str]], mean: Estimate | None
) -> Iterator[PoolLine]:
    if not members:
        return
    yield PoolLine(kind="heading", label=subgroup or "without a subgroup")
    yield from (_study(site, view, row) for row in members)
    if subgroup and mean is not None:
        yield _mean(view, mean, f"Pooled, {subgroup}")


def _study(site: Site, view: PoolView, row: Mapping[str, str]) -> PoolLine:
    numbers = _floats(row["conf_low"], row["estimate"], row["conf_high"])
    findings = [finding for _, finding in site.findings_of.get(row["paper"], [])]
    open_ones = [finding.severity for finding in findings if finding.acknowledged != "yes"]
    severity = next((name for name in ("error", "warning", "note") if name in open_ones), "")
    refs = [ref for ref in split_refs(row["sources"]) if "/" in ref]
    return PoolLine(
        kind="study",
        label=site.short_name(row["paper"]) + _group(site, view, row),
        counts=_counts(row),
        weight=f"{fmt.percent(float(row['weight']), 1)}%" if row["weight"] else "",
        estimate=view.number(numbers[1]) if numbers[1] is not None else "",
        interval=_interval(view, numbers[0], numbers[2]),
        numbers=numbers,
        paper=row["paper"],
        audit=sentences.severities(findings) or "no findings",
        severity=severity,
        ref=refs[0] if refs else "",
    )


def _group(site: Site, view: PoolView, row: Mapping[str, str]) -> str:
    """The group of a study, where its paper has several in the pools of the set."""
    groups = {
        other["group"] for other in site.pooled_studies if (other["set"], other["paper"]) == (row["set"], row["paper"])
    }
    return f", {site.group_label(row['paper'], row['group'])}" if len(groups) > 1 else ""


def _counts(row: Mapping[str, str]) -> str:
    low, high, n = row["events_low"], row["events_high"], row["n"]
    if not low:
        return f"n = {n}" if n else ""
    own = f"{low}/{n}" if low == high else f"{low}{fmt.DASH}{high}/{n}"
    return f"{own} v {row['control_events'] or '?'}/{row['control_n']}" if row["control_n"] else own


def _mean(view: PoolView, result: Estimate, label: str, *, kind: str = "mean") -> PoolLine:
    numbers = (result.conf_low, result.estimate, result.conf_high)
    told = "" if kind == "prediction" or result.estimate is None else view.number(result.estimate)
    return PoolLine(
        kind=kind,
        label=label,
        estimate=told,
        interval=_interval(view, numbers[0], numbers[2]),
        numbers=numbers,
        result=result,
    )


def _interval(view: PoolView, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    lower, upper = (texts.number_text(view.measure, limit, unit=view.unit) for limit in (low, high))
    return fmt.span(lower, upper, "%" if view.measure in SHARES else "")


def _remarks(site: Site, key: Key) -> tuple[str, ...]:
    """What the stage found about the set."""
    what = key[1] or key[2]
    return tuple(
        site.message(finding)
        for finding in site.findings
        if not finding.paper
        and finding.table == "sets"
        and (finding.entered, finding.outcome) == (key[0], what)
        and finding.check != "set_not_pooled"
    )


def _anchor(key: Key, measure: str) -> str:
    return "-".join(part for part in (*key[:4], measure) if part).replace(".", "_")


def _floats(*cells: str) -> Numbers:
    low, value, high = (float(cell) if cell else None for cell in cells)
    return low, value, high


def _finite(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _same_time(one: str, other: str) -> bool:
    return one == other or (bool(one) and bool(other) and float(one) == float(other))

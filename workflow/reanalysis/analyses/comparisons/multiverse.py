"""Every acceptable way to compare one outcome of one group: control, label, denominator and method, and whether the
conclusion stands in each.

The conclusion is that the group's rate differs from the control's, in the direction of the first comparison entered.
An analysis upholds it by the one rule of verdicts: its two-sided p is below `alpha`, and the limits that belong to its
test exclude no difference (those of the rate for a rate taken as known, else those of the leading difference).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from reanalysis import methods
from reanalysis.analyses.comparisons.against_outcome import Counted, resolve
from reanalysis.analyses.comparisons.unevaluable import unevaluable
from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.derive.controls import NotComparable
from reanalysis.derive.likeness import unlike
from reanalysis.derive.tallies import tallies_of
from reanalysis.derive.tally import Tally
from reanalysis.methods.one_group import KNOWN_RATE, ONE_PROPORTION
from reanalysis.methods.two_groups import ASSOCIATION, EFFECT
from reanalysis.model.config import ControlsConfig, Scale, of_percent
from reanalysis.model.estimate import number_text
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.printed import counts_beside
from reanalysis.model.rows import Comparison
from reanalysis.stats import binomial_test, exact_2x2, large_tables, proportion, two_proportions
from reanalysis.stats.verdict import Difference, difference, stands

PRINTED, PERCENT, DEFINITION, EVERY_ASSAY = (
    "as the paper counts",
    "from the printed percentage",
    "by the definition",
    "by the definition, every assay",
)


@dataclass(frozen=True)
class Control:
    """One control: a known rate (`n` None), or events of n; `name` says which.

    `cells` are those that a count was made from. A set of one group is that group, and a rate that is entered twice is
    one rate: what is the same as an earlier control is not analysed again.
    """

    name: str
    rate: Fraction
    events: int = 0
    n: int | None = None
    cells: frozenset[str] = frozenset()
    time: str = ""
    unit: str = ""

    @property
    def same_as(self) -> tuple:
        """What makes two controls the same: the cells of a count, or the rate with what is assumed of it."""
        return (self.cells,) if self.cells else (self.rate, self.events, self.n)


def multiverse(dataset: Dataset, scales: Mapping[str, Scale], config: ControlsConfig) -> list[dict[str, str]]:
    """Rows of multiverse.csv: for each outcome of a group that is compared, every analysis, by rising p."""
    rows = []
    for paper in dataset.papers.values():
        chosen = [row for row in paper.comparisons if row.in_use and row.outcome]
        for group, outcome in dict.fromkeys((row.group, row.outcome) for row in chosen):
            comparisons = [row for row in chosen if (row.group, row.outcome) == (group, outcome)]
            rows.extend(_of_outcome(dataset, paper, comparisons, scales, config))
    return rows


def _of_outcome(
    dataset: Dataset, paper: Paper, comparisons: list[Comparison], scales: Mapping[str, Scale], config: ControlsConfig
) -> list[dict[str, str]]:
    analyses, seen = [], set()
    for row in comparisons:
        control = resolve(dataset, paper, row, scales)
        if not isinstance(control, NotComparable):
            controls = [one for one in _controls(row, control, config) if one.same_as not in seen]
            seen |= {one.same_as for one in controls}
            analyses.extend((row, *rest) for rest in _analyses(paper, row, controls, scales, config))
    if not analyses:
        return []
    upwards = analyses[0][-3] > 0
    analyses.sort(key=lambda analysis: (analysis[-1], analysis[1].name, analysis[2:5]))
    return [_cells(paper, *analysis, upwards) for analysis in analyses]


def _controls(row: Comparison, control, config: ControlsConfig) -> Iterator[Control]:
    if isinstance(control, Counted):
        for tally in control.tallies:
            if tally.derived != "from_patients_by_definition":
                cells = frozenset(source for source in tally.sources if not source.startswith("sets.csv"))
                yield Control(
                    f"{row.against} ({tally.events}/{tally.n})",
                    Fraction(tally.events, tally.n),
                    tally.events,
                    tally.n,
                    cells,
                    tally.time,
                    tally.unit,
                )
        return
    for known in control:
        name = f"{row.against} ({number_text(float(known.rate * 100))}%"
        of = {"time": known.time, "unit": known.unit}
        yield Control(f"{name}, taken as known)", known.rate, **of)
        for n in config.multiverse_n if known.percent is not None else ():
            for events in counts_beside(known.percent, n):
                yield Control(f"{name}, if {events} of {n} patients)", known.rate, events, n, **of)


def _labels(paper: Paper, row: Comparison, scales: Mapping[str, Scale]) -> Iterator[tuple[str, Tally]]:
    for tally in tallies_of(paper, scales):
        if (tally.group, tally.outcome, tally.counted) == (row.group, row.outcome, "patients") and tally.n:
            label = (
                EVERY_ASSAY
                if tally.every_assay
                else {"from_patients_by_definition": DEFINITION, "from_percent": PERCENT}.get(tally.derived, PRINTED)
            )
            measured = ", ".join(part for part in tally.measured if part)
            yield (
                " ".join(
                    part
                    for part in (
                        label,
                        f"({measured})" if measured else "",
                        f"({tally.events} of the counts allowed)" if tally.several else "",
                    )
                    if part
                ),
                tally,
            )


def _denominators(paper: Paper, tally: Tally, scales: Mapping[str, Scale]) -> Iterator[tuple[str, int, int]]:
    yield "as printed", tally.events, tally.n
    missing = unevaluable(paper, tally, scales)
    if missing:
        number, total = missing
        ways = {
            "unevaluable as failures": (tally.events, total),
            "unevaluable left out": (tally.events, total - number),
        }
        yield from ((name, x, n) for name, (x, n) in ways.items() if n != tally.n and n > 0 and x <= n)


def _analyses(
    paper: Paper, row: Comparison, controls: list[Control], scales: Mapping[str, Scale], config: ControlsConfig
) -> Iterator[tuple[Any, ...]]:
    for control in controls:
        for label, tally in _labels(paper, row, scales):
            if not unlike(tally, control):
                for denominator, x, n in _denominators(paper, tally, scales):
                    for one in _tested(row, control, x, n, config):
                        yield control, label, denominator, *one


def _tested(row: Comparison, control: Control, x: int, n: int, config: ControlsConfig) -> Iterator[tuple[Any, ...]]:
    """Each test of the counts against a control: its name, the counts, the difference, whether it is shown, and p."""
    rate, level = float(control.rate), of_percent(row.conf_level, config.conf_level)
    if control.n is None:
        tests, effect = methods.by_name(KNOWN_RATE, binomial_test), float(Fraction(x, n) - control.rate)
        intervals = methods.by_name(ONE_PROPORTION, proportion)
        for entry in methods.of_task(KNOWN_RATE):
            limits = intervals[entry.limits_of](x, n, conf_level=level)
            p = tests[entry.name](x, n, rate, alternative="two_sided").p_value
            found = difference(limits.conf_low, limits.conf_high, p, estimate=x / n, null=rate, alpha=config.alpha)
            yield entry.name, x, n, effect, found, p
        return
    four = (x, n, control.events, control.n)
    interval = methods.functions(EFFECT, two_proportions)["risk_difference", config.primary.risk_difference]
    limits = interval(*four, conf_level=level)
    for method, test in methods.by_name(ASSOCIATION, exact_2x2, large_tables).items():
        p = test(*four, alternative="two_sided").p_value
        found = difference(limits.conf_low, limits.conf_high, p, estimate=limits.estimate, null=0.0, alpha=config.alpha)
        yield method, x, n, float(Fraction(x, n) - Fraction(control.events, control.n)), found, p


def _cells(
    paper: Paper,
    row: Comparison,
    control: Control,
    label: str,
    denominator: str,
    method: str,
    x: int,
    n: int,
    effect: float,
    found: Difference,
    p: float,
    upwards: bool,
) -> dict[str, str]:
    upheld = stands(found, 1 if upwards else -1)
    values = (
        paper.name,
        row.group,
        row.outcome,
        row.comparison,
        control.name,
        label,
        denominator,
        method,
        str(x),
        str(n),
        number_text(effect),
        number_text(p),
        "yes" if upheld else "no",
    )
    return dict(zip(EXTRA_COLUMNS["multiverse"], values, strict=True))

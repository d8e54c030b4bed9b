"""Every acceptable way to compare one outcome of one group: control, label, denominator and method, and whether the
conclusion stands in each.

The conclusion is that the group's rate differs from the control's, in the direction of the first comparison entered,
with a two-sided p below `alpha`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from reanalysis import methods
from reanalysis.analyses.comparisons.against_outcome import Counted, resolve
from reanalysis.analyses.comparisons.unevaluable import unevaluable
from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.derive.controls import NotComparable
from reanalysis.derive.tallies import Tally, tallies_of
from reanalysis.methods.one_group import KNOWN_RATE
from reanalysis.methods.two_groups import ASSOCIATION
from reanalysis.model.config import ControlsConfig, Scale
from reanalysis.model.estimate import number_text
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.printed import round_fraction
from reanalysis.model.rows import Comparison
from reanalysis.stats import binomial_test, exact_2x2

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

    @property
    def same_as(self) -> tuple:
        """What makes two controls the same: the cells of a count, or the rate with its assumed size."""
        return (self.cells,) if self.cells else (self.rate, self.n)


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
            analyses.extend((row, *rest) for rest in _analyses(paper, row, controls, scales))
    if not analyses:
        return []
    upwards = analyses[0][-2] > 0
    analyses.sort(key=lambda analysis: (analysis[-1], analysis[1].name, analysis[2:5]))
    return [_cells(paper, *analysis, upwards, config) for analysis in analyses]


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
                )
        return
    for known in control:
        name = f"{row.against} ({number_text(float(known.rate * 100))}%"
        yield Control(f"{name}, taken as known)", known.rate)
        for n in config.multiverse_n:
            events = int(round_fraction(known.rate * n, 0))
            yield Control(f"{name}, if of {n} patients)", known.rate, events, n)


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


def _analyses(paper: Paper, row: Comparison, controls: list[Control], scales: Mapping[str, Scale]) -> Iterator[tuple]:
    known, counted = methods.by_name(KNOWN_RATE, binomial_test), methods.by_name(ASSOCIATION, exact_2x2)
    for control in controls:
        for label, tally in _labels(paper, row, scales):
            for denominator, x, n in _denominators(paper, tally, scales):
                difference = float(Fraction(x, n) - control.rate)
                for method, test in (known if control.n is None else counted).items():
                    counts = (x, n, float(control.rate)) if control.n is None else (x, n, control.events, control.n)
                    p_value = test(*counts, alternative="two_sided").p_value
                    yield control, label, denominator, method, x, n, difference, p_value


def _cells(
    paper: Paper,
    row: Comparison,
    control: Control,
    label: str,
    denominator: str,
    method: str,
    x: int,
    n: int,
    difference: float,
    p: float,
    upwards: bool,
    config: ControlsConfig,
) -> dict[str, str]:
    stands = p < config.alpha and (difference > 0) == upwards
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
        number_text(difference),
        number_text(p),
        "yes" if stands else "no",
    )
    return dict(zip(EXTRA_COLUMNS["multiverse"], values, strict=True))

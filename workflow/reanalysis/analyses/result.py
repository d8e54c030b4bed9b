"""What a stage gives: estimates, findings, and rows of the tables beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reanalysis.model.config import Outcomes, SurvivalConfig
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding
from reanalysis.model.naming import plain
from reanalysis.model.paper import Paper

_ROBUSTNESS = (
    "paper",
    "comparison",
    "quantity",
    "at",
    "value",
    "p_value",
    "conf_low",
    "conf_high",
    "events",
    "n",
    "control",
    "control_events",
    "control_n",
    "derived",
    "note",
)
EXTRA_COLUMNS = {
    "robustness": _ROBUSTNESS,
    "survival_robustness": _ROBUSTNESS,
    "multiverse": (
        "paper",
        "group",
        "outcome",
        "comparison",
        "control",
        "label",
        "denominator",
        "method",
        "events",
        "n",
        "difference",
        "p_value",
        "stands",
    ),
    "parametric_curves": (
        "paper",
        "group",
        "outcome",
        "endpoint",
        "population",
        "assessor",
        "confirmed",
        "unit",
        "time",
        "survival",
        "method",
        "derived",
    ),
    "reconstruction": (
        "paper",
        "group",
        "endpoint",
        "against",
        "quantity",
        "at",
        "unit",
        "printed",
        "reconstructed",
        "difference",
        "verdict",
        "used",
        "sources",
        "note",
        "value_unit",
    ),
    "synthesis_studies": (
        "set",
        "outcome",
        "at",
        "unit",
        "subgroup",
        "paper",
        "group",
        "year",
        "x",
        "events_low",
        "events_high",
        "n",
        "estimate",
        "conf_low",
        "conf_high",
        "weight",
        "without_estimate",
        "without_conf_low",
        "without_conf_high",
        "cumulative_estimate",
        "cumulative_conf_low",
        "cumulative_conf_high",
        "sources",
        "endpoint",
        "measure",
        "against",
        "control_events",
        "control_n",
    ),
    "synthesis_choices": (
        "set",
        "outcome",
        "at",
        "unit",
        "choice",
        "method",
        "studies",
        "estimate",
        "conf_low",
        "conf_high",
    ),
    "survival_curves": (
        "paper",
        "group",
        "outcome",
        "endpoint",
        "population",
        "assessor",
        "confirmed",
        "unit",
        "time",
        "n_at_risk",
        "events",
        "censored",
        "survival",
        "std_error",
        "conf_low",
        "conf_high",
        "method",
        "derived",
    ),
}


@dataclass(frozen=True)
class TableRow:
    """A row of a table beside the estimates."""

    table: str
    cells: dict[str, str]


Given = Estimate | Finding | TableRow


def estimates_of(given: Iterable[Given]) -> list[Estimate]:
    """The estimates among what an analysis gives."""
    return [one for one in given if isinstance(one, Estimate)]


def table_row(table: str, **cells: str) -> TableRow:
    """A row of a table beside the estimates; columns not given are blank."""
    unknown = set(cells) - set(EXTRA_COLUMNS[table])
    if unknown:
        raise ValueError(f"{table} has no column {sorted(unknown)}")
    return TableRow(
        table, dict.fromkeys(EXTRA_COLUMNS[table], "") | {name: plain(text) for name, text in cells.items()}
    )


@dataclass
class Result:
    """Rows of one stage, in the order of papers and of entry."""

    estimates: list[Estimate] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    extra: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def add_row(self, table: str, **cells: str) -> None:
        """Add a row to a table beside the estimates; columns not given are blank."""
        self.take([table_row(table, **cells)])

    def take(self, given: Iterable[Given]) -> None:
        """Put what an analysis gives into its tables, in the order given."""
        for one in given:
            if isinstance(one, Estimate):
                self.estimates.append(one)
            elif isinstance(one, Finding):
                self.findings.append(one)
            else:
                self.extra.setdefault(one.table, []).append(one.cells)


@dataclass(frozen=True)
class OnePaper:
    """One paper in the stage of times, what its names mean, and the choices of analysis."""

    paper: Paper
    outcomes: Outcomes
    config: SurvivalConfig

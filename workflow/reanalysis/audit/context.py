"""What every check gets, and the one way to make a finding at a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from reanalysis import wording
from reanalysis.audit.alike import Alike
from reanalysis.derive.percentages import proven_habit
from reanalysis.model.config import AuditConfig, Outcomes, Scale
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Row

# Numbers of the checks of INSPECT-SR (Wilkinson et al. 2025, medRxiv 2025.09.03.25334905).
POST_PUBLICATION_NOTICE = "1.1"
NUMBERS_OF_PARTICIPANTS = "4.6"
IMPOSSIBLE_FOR_INTEGERS = "4.8"
STATISTICAL_RESULTS = "4.9"
OTHER_CONTRADICTIONS = "4.10"


#: Where the number of patients with an outcome stands in tables that have no column `events`.
_EVENTS_OF = {"categories": "count", "patients": "category", "groups": "n"}


@dataclass(frozen=True)
class Context:
    """One paper, with everything else that a check may look at."""

    paper: Paper
    dataset: Dataset
    outcomes: Outcomes
    scales: Mapping[str, Scale]
    config: AuditConfig
    alike: Alike

    @cached_property
    def habit(self) -> str:
        """How the paper's own counts show it to round, where not half up."""
        return proven_habit(self.paper)

    def label(self, group: str, outcome: str | None = None) -> str:
        """A group, or an outcome in a group, as people read it: `Partial response in "Low dose"`."""
        name = f'"{self.paper.group[group].label}"'
        return f"{self.outcomes.label(outcome)} in {name}" if outcome else name

    def split(self, name: str) -> str:
        """What divides a group, as words."""
        return wording.in_words(name) or "what is not said"

    def scale(self, name: str | None) -> str:
        """A scale, as it reads within a sentence."""
        known = self.scales.get(name or "")
        return known.label.lower() if known else wording.in_words(name)

    def finding(
        self,
        check: str,
        severity: str,
        message: str,
        *,
        row: Row | None = None,
        ref: str = "",
        column: str = "",
        entered: object = "",
        expected: object = "",
        inspect_sr: str = "",
        group: str = "",
        outcome: str = "",
        short: str = "",
    ) -> Finding:
        """A finding at a row, or at `ref` where no row is at hand."""
        source = row.ref if row is not None else ref
        if source == f"{self.paper.name}/paper.yaml:1":
            source = f"{self.paper.name}/paper.yaml:{self.paper.lines.get(column, 1)}"
        table, line = place_of(source) if source else ("", "")
        return Finding(
            paper=self.paper.name,
            check=check,
            severity=severity,
            table=table,
            row=line,
            column=_EVENTS_OF.get(table, column) if column == "events" else column,
            entered=str(entered),
            expected=str(expected),
            message=message,
            short=short,
            inspect_sr=inspect_sr,
            group=group or getattr(row, "group", None) or "",
            outcome=outcome or getattr(row, "outcome", None) or getattr(row, "endpoint", None) or "",
            source=source,
        )


def listed(values: Iterable[object], last: str = "or") -> str:
    """`4, 5 or 6`; `none` where there are none."""
    return wording.listed(values, last, none="none")

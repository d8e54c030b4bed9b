"""A paper as a whole: paper.yaml, its tables, and look-ups along the tree of its groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from reanalysis.model.cells import Identifier, Identifiers, Number, Share, ShortText, Text, Whole
from reanalysis.model.input_tables import INPUT_TABLES
from reanalysis.model.rows import (
    TABLES,
    Acknowledged,
    AtRisk,
    Category,
    Claim,
    Comparison,
    Count,
    CurvePoint,
    Group,
    Kind,
    Patient,
    Row,
    SetMember,
    Statement,
    Summary,
    TimeRow,
    YesNo,
)

Listed = TypeVar("Listed", Patient, TimeRow)
SAME_PATIENTS_SPLITS = ("time", "period", "before_after")


class TwoStage(BaseModel):
    """A two-stage design; r1 and r are the largest numbers of responses that are not enough."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    line: int = Field(1, description="line of paper.yaml where the design starts; not a key to fill in")
    group: Identifier = Field(description="group that the design is for")
    outcome: Identifier = Field(description="outcome that the design counts")
    p0: Number | None = Field(
        None,
        description="response rate that is not worth pursuing, as a fraction: 0.2; blank: the sizes alone are checked",
    )
    p1: Number | None = Field(None, description="response rate that is worth pursuing, as a fraction")
    alpha: Number | None = Field(None, description="error of the first kind, as a fraction")
    beta: Number | None = Field(None, description="error of the second kind, as a fraction")
    r1: Whole | None = Field(None, description="largest number of responses in stage 1 that is not enough to go on")
    n1: Whole | None = Field(None, description="patients in stage 1, as planned")
    r: Whole | None = Field(None, description="largest number of responses in all that is not enough")
    n: Whole | None = Field(None, description="patients in all, as planned")
    x1: Whole | None = Field(None, description="responses in stage 1")
    n_actual: Whole | None = Field(None, description="patients in all, as they were")


class ReportingThreshold(BaseModel):
    """From which share of the patients on a paper prints events: what is not printed lies below it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    line: int = Field(1, description="line of paper.yaml where it stands; not a key to fill in")
    kind: Kind | None = Field(None, description="kind of outcomes that it holds for, such as toxicity")
    outcome: Identifier | None = Field(None, description="outcome that it holds for, in place of a kind")
    below: Share = Field(description="the share in percent from which on events are printed: 5%")


class OwnLabel(BaseModel):
    """An outcome or endpoint of the paper that the vocabulary does not have."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    line: int = Field(1, description="line of paper.yaml where it stands; not a key to fill in")
    id: Identifier = Field(description="id that the tables use")
    label: Text = Field(description="name as people read it")
    kind: Kind | None = Field(None, description="response (default), toxicity, disposition or baseline")
    direction: Literal["benefit", "harm", "neutral"] | None = Field(
        None, description="which way is good for the patient; benefit if blank, of toxicity harm"
    )


class PaperInfo(BaseModel):
    """paper.yaml: one publication."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    source_kind: Literal["abstract", "full_text", "registry", "press_release", "other"] = Field(
        description="what was read: the whole paper, its abstract alone, a registry entry, a press release"
    )
    trial: Identifier = Field(description="id shared by all papers on the same patients")
    title: Text = Field(description="title of the publication, as printed")
    first_author: Text = Field(description="family name of the first author")
    year: Whole = Field(description="year of publication")
    journal: Text = Field("", description="journal, by its name or its usual abbreviation")
    doi: Text = Field("", description="DOI, such as 10.1200/JCO.2003.01.001, without the resolver's address")
    pmid: Text = Field("", description="PubMed id, 1 to 8 digits")
    registration: Text = Field("", description="number of the trial in a register, such as NCT00349934")
    design: Literal["single_arm", "dose_escalation", "randomised", "crossover", "cohort", "case_series"] | None = Field(
        None, description="design of the study"
    )
    short_name: ShortText = Field("", description="the treatment as a reader calls it, at most 40 characters")
    area: Identifier | None = Field(None, description="field for grouping, such as breast_cancer")
    drugs: Identifiers = Field("", description="drugs for grouping, such as imp321; paclitaxel")
    selected_by_outcome: YesNo | None = Field(
        None,
        description="yes: the patients are reported because of how they did, such as a series of responders; nothing "
        "is compared then",
    )
    disease: Text = Field("", description="disease, stage and earlier treatment")
    treatment: Text = Field("", description="treatment, with doses and schedule")
    enrolled: Whole | None = Field(
        None, description="patients treated in this paper; the groups are checked against it"
    )
    main_outcome: Identifier | None = Field(
        None, description="outcome or endpoint that the summary shows, by its id in config/outcomes.yaml"
    )
    data_cutoff: Text = Field("", description="date of the data cut-off, as printed")
    retracted: YesNo | None = Field(None, description="whether the paper was retracted; blank = nobody has looked")
    entered_by: Literal["person", "machine"] | None = Field(
        None,
        description="who typed the tables: person (default) or machine; what a machine typed is analysed only when a "
        "person's second entry agrees, or somebody confirms it",
    )
    confirmed_by: Text = Field("", description="initials of who held what a machine typed against the paper")
    notes: Text = Field("", description="anything else a reader should know about the paper")
    two_stage: tuple[TwoStage, ...] = Field((), description="two-stage designs, one item for each")
    reporting_threshold: tuple[ReportingThreshold, ...] = Field(
        (), description="events are printed only from this share of patients on, one item for each kind or outcome"
    )
    labels: tuple[OwnLabel, ...] = Field(
        (), description="outcomes and endpoints of the paper that the vocabulary does not have, one item for each"
    )


#: The keys of paper.yaml that hold a list, with what an item of it is.
LISTS: dict[str, type[TwoStage] | type[ReportingThreshold] | type[OwnLabel]] = {
    "two_stage": TwoStage,
    "reporting_threshold": ReportingThreshold,
    "labels": OwnLabel,
}


@dataclass(frozen=True)
class Paper:
    """One publication that could be read in full; `lines` are those of the keys of paper.yaml, `letters` the columns of
    a workbook's sheets as it shows them."""

    name: str
    info: PaperInfo
    groups: tuple[Group, ...] = ()
    counts: tuple[Count, ...] = ()
    categories: tuple[Category, ...] = ()
    patients: tuple[Patient, ...] = ()
    times: tuple[TimeRow, ...] = ()
    summaries: tuple[Summary, ...] = ()
    curves: tuple[CurvePoint, ...] = ()
    at_risk: tuple[AtRisk, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    claims: tuple[Claim, ...] = ()
    statements: tuple[Statement, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)
    letters: dict[str, dict[str, str]] = field(
        default_factory=dict, compare=False
    )  # not stored: only who typed needs them

    @cached_property
    def group(self) -> dict[str, Group]:
        """Groups by id."""
        return {row.group: row for row in self.groups}

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What functions of the paper alone have found, so that it is found once."""
        return {}

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {row.group: [] for row in self.groups}
        for row in self.groups:
            if row.parent in children:
                children[row.parent].append(row.group)
        return children

    def n_of(self, group: str) -> int | None:
        """Patients in a group, None if the paper does not say."""
        return self.group[group].n

    def children(self, group: str) -> list[str]:
        """Groups directly below a group, in order of entry."""
        return self._children[group]

    def ancestors(self, group: str) -> list[str]:
        """Groups above a group, nearest first."""
        found: list[str] = []
        parent = self.group[group].parent
        while parent is not None and parent in self.group and parent not in found:
            found.append(parent)
            parent = self.group[parent].parent
        return found

    def members(self, group: str) -> frozenset[str]:
        """The group and everything below it."""
        found, waiting = set(), [group]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._children[name])
        return frozenset(found)

    def disjoint(self, one: str, other: str) -> bool:
        """Whether two groups can share no patient: they stand below different groups of one parent and split, or below
        nothing in common.

        In a crossover, and where the split is by time, the groups are the same patients twice.
        """
        above, beyond = [one, *self.ancestors(one)], [other, *self.ancestors(other)]
        if self.info.design == "crossover":
            return False
        if set(above) & set(beyond) == set():
            return True
        rows = [(self.group[a], self.group[b]) for a in above for b in beyond if a != b]
        return any(
            a.parent is not None and (a.parent, a.split) == (b.parent, b.split) and a.split not in SAME_PATIENTS_SPLITS
            for a, b in rows
        )

    def distinct_groups(self, groups: Iterable[str]) -> list[str]:
        """The groups, less those that can share patients with an earlier one."""
        kept: list[str] = []
        for group in sorted(groups):
            if all(self.disjoint(group, other) for other in kept):
                kept.append(group)
        return kept

    def distinct(self, rows: Sequence[Listed]) -> list[Listed]:
        """Rows of listed patients with each patient once: the same name in two groups that can share patients is the
        same patient, the first row stays."""
        kept: list[Listed] = []
        named: dict[str, list[str]] = {}
        for row in rows:
            groups = named.setdefault(row.patient, [])
            if all(self.disjoint(row.group, group) for group in groups):
                groups.append(row.group)
                kept.append(row)
        return kept

    def told_differently(self, rows: Sequence[Patient | TimeRow]) -> tuple[str, ...]:
        """Patients of whom rows in groups that can share patients say different things, as before and after a
        treatment: which of them is that of the parent nobody knows."""
        told: dict[str, list[tuple[str, object]]] = {}
        for row in rows:
            said = (row.category.casefold(), row.value) if isinstance(row, Patient) else (row.time, row.unit)
            told.setdefault(row.patient, []).append((row.group, said))
        return tuple(
            name
            for name, found in told.items()
            if any(
                one != other and not (group != beside and self.disjoint(group, beside))
                for (group, one), (beside, other) in combinations(found, 2)
            )
        )

    def is_rate_only(self, group: str) -> bool:
        """Whether a group is known only as a rate: a control without n."""
        row = self.group[group]
        return row.n is None and row.role in ("control", "historical_control")

    @property
    def has_numbers(self) -> bool:
        """Whether anything in the paper can be estimated."""
        return any(getattr(self, name) for name, table in INPUT_TABLES.items() if table.estimated)

    @property
    def estimated_rows(self) -> list[Row]:
        """The rows that results are made of."""
        return [row for name, table in INPUT_TABLES.items() if table.estimated for row in getattr(self, name)]


@dataclass(frozen=True)
class Dataset:
    """All papers that could be read, those that could not (with the number of problems), and the sets."""

    papers: dict[str, Paper]
    left_out: dict[str, int] = field(default_factory=dict)
    sets: tuple[SetMember, ...] = ()

    @cached_property
    def basis_of(self) -> dict[str, str]:
        """The basis of every row that is not printed, by its reference."""
        rows: list[Row] = [*self.sets]
        for paper in self.papers.values():
            rows += [row for table in TABLES for row in getattr(paper, table)]
        return {row.ref: row.basis for row in rows if row.basis != "printed"}

    def weakest_basis(self, sources: Iterable[str]) -> str:
        """The weakest basis of some cells: inferred before counted before printed."""
        found = {self.basis_of.get(ref, "printed") for ref in sources}
        return next(name for name in ("inferred", "counted", "printed") if name in found or name == "printed")

    def papers_of_trial(self, trial: str) -> list[str]:
        """Names of the papers on one trial, sorted."""
        return list(self._papers_by_trial.get(trial, ()))

    @cached_property
    def _papers_by_trial(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, paper in sorted(self.papers.items()):
            found.setdefault(paper.info.trial, []).append(name)
        return found

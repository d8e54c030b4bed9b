"""The tables of a paper as row models: the single source of columns, types, units and descriptions.

Each model is one table of the input contract. Blank cells are absent here, so a default of None means "not reported".
`ref` is where the row stands (`kantarjian2003/counts.csv:7`, or `file!sheet!A7` in a workbook); it is not a column.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from reanalysis.model.against import Against, known_form, parse_against
from reanalysis.model.cells import (
    Bound,
    CategoryId,
    Counted,
    Identifier,
    Number,
    PaperName,
    Printed,
    Reading,
    Signed,
    Text,
    Time,
    Whole,
    bound_of,
)

Basis = Literal["printed", "counted", "inferred"]
YesNo = Literal["yes", "no"]
AgainstText = Annotated[Text, AfterValidator(known_form)]
Kind = Literal["response", "toxicity", "disposition", "baseline"]
TimeUnit = Literal["days", "weeks", "months", "years"]
Population = Literal["enrolled", "treated", "evaluable", "per_protocol", "responders", "other"]
Alternative = Literal["two_sided", "greater", "less"]
Statistic = Literal[
    "median",
    "mean",
    "sd",
    "min",
    "max",
    "q1",
    "q3",
    "survival",
    "ongoing",
    "follow_up_median",
    "follow_up_min",
    "follow_up_max",
    "hazard_ratio",
    "odds_ratio",
    "risk_ratio",
    "risk_difference",
    "person_time",
]

#: Statistics that hold one group against another; those but the last are ratios.
EFFECTS: tuple[str, ...] = ("hazard_ratio", "odds_ratio", "risk_ratio", "risk_difference")
#: Fields that are no columns: where a row stands, and a bound, which is written into the cell of the events.
HIDDEN = ("ref", "bound")


def _column(description: str, default: str | None = None, *, alias: str | None = None) -> Any:
    return Field(default, description=description, alias=alias)


def _key_text(value: object) -> str:
    """A value in a key: 6 and 6.0 are the same."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


class Row(BaseModel):
    """What every data row has: its place in the paper, how the number came about, and where it stands in the files."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]] = ()

    ref: str = Field("", exclude=True)
    source: Text = Field(description="where in the paper: Table 2, row 3; Abstract, results")
    basis: Basis = _column(
        "printed (default); counted = counted by the person from a list or figure; inferred = settled by a "
        "definition or other numbers, said in note",
        "printed",
    )
    use: YesNo = _column(
        "yes (default); no = a second printing of a number that already stands, compared with it by the audit", "yes"
    )
    note: Text = _column("anything a reader should know about this row", "")

    @property
    def in_use(self) -> bool:
        return self.use == "yes"

    def key_values(self) -> tuple[str, ...]:
        """The row's key as text, blank where a column is blank."""
        return tuple(_key_text(getattr(self, name)) for name in self.key)


AnyRow = TypeVar("AnyRow", bound=Row)


class Measured(Row):
    """What the number is of; blank = unstated. These belong to the row's key."""

    population: Population | None = _column("whom the number is of")
    assessor: Literal["investigator", "independent"] | None = _column("who judged the response")
    confirmed: YesNo | None = _column("whether responses were confirmed")
    criteria: Text = _column("response criteria, such as RECIST 1.1", "")


class Group(Row):
    table: ClassVar[str] = "groups"
    key: ClassVar[tuple[str, ...]] = ("group",)
    group: Identifier = Field(description="id of the arm, cohort, dose level or subset")
    label: Text = Field(description="name as people read it")
    n: Whole | None = _column("patients in the group")
    parent: Identifier | None = _column("group it is part of")
    split: Identifier | None = _column(
        "what divides the parent: dose, biomarker, sex; time, period and before_after are the same patients twice"
    )
    complete: YesNo | None = _column("yes: the groups of this parent and split cover the parent")
    formed: Literal["start", "after_start"] | None = _column(
        "start: known when treatment began; after_start: known only later, as responders, and then compared with nobody"
    )
    role: Literal["treatment", "control", "historical_control"] | None = _column(
        "role in comparisons; a control without n is a rate only"
    )
    dose: Number | None = _column("dose of the group, in dose_unit")
    dose_unit: Text = _column("unit of the dose, such as mg/day", "")
    patients_listed: Literal["all", "responders", "some", "none"] | None = _column(
        "which of the group's patients stand in patients.csv"
    )


class Count(Measured):
    table: ClassVar[str] = "counts"
    key: ClassVar[tuple[str, ...]] = (
        "group",
        "outcome",
        "population",
        "assessor",
        "confirmed",
        "criteria",
        "at",
        "unit",
        "counted",
    )
    group: Identifier = Field(description="group the count is of")
    outcome: Identifier = Field(description="what is counted, such as objective_response")
    kind: Kind = _column(
        "response, toxicity, disposition or baseline (audited, not estimated); blank = what the vocabulary has, else "
        "response",
        "response",
    )
    counted: Literal["patients", "events", "lesions", "cycles"] = _column(
        "patients (default); anything else gets a rate and no binomial interval", "patients"
    )
    events: Counted | None = _column("patients with the outcome; a bound where only that is printed: <5, <=3")
    bound: Bound | None = Field(None, exclude=True)
    n: Whole | None = _column("denominator; default: the group's n")
    at: Number | None = _column("time of the count, in unit: 6 for response at 6 months")
    unit: TimeUnit | None = _column("unit of at; both or neither")
    reported: Text = _column(
        "the number as printed: k, k/n, k of n, p%, k (p%), k/n (p%), p% (k/n), each with (95% CI, a-b); or a "
        "bound: <5%",
        "",
    )
    low: Signed | None = _column("lower confidence limit as printed, in percent, also below 0")
    high: Signed | None = _column("upper confidence limit as printed, in percent, also above 100")
    conf_level: Number | None = _column("confidence level of low and high: 95 or 0.95")

    @model_validator(mode="before")
    @classmethod
    def _bound_of_events(cls, cells: Any) -> Any:
        """A bound in the cell of the events stands beside them: no count is known."""
        found = bound_of(cells["events"]) if isinstance(cells, dict) and isinstance(cells.get("events"), str) else None
        return cells if found is None else {**cells, "events": None, "bound": found}


class Category(Measured):
    table: ClassVar[str] = "categories"
    key: ClassVar[tuple[str, ...]] = ("group", "scale", "category", "population", "assessor", "confirmed", "criteria")
    group: Identifier = Field(description="group the count is of")
    scale: Identifier = Field(description="scale of exclusive categories, such as recist")
    category: CategoryId = Field(description="category of the scale; cr|pr is a merged category")
    kind: Kind = _column(
        "response, toxicity, disposition or baseline; blank = what the vocabulary has for the scale, else response",
        "response",
    )
    count: Whole = Field(description="patients in the category")
    n: Whole | None = _column("denominator; default: the group's n")
    reported: Text = _column("the number as printed", "")


class Patient(Row):
    table: ClassVar[str] = "patients"
    key: ClassVar[tuple[str, ...]] = ("patient", "group", "scale")
    patient: Text = Field(description="the paper's name for the patient")
    group: Identifier = Field(description="group of the patient; counts in its ancestors too")
    scale: Identifier | None = _column("scale of the category")
    category: Text = _column("the scale's category, or the paper's label for it; cr|pr is a merged category", "")
    value: Signed | None = _column(
        "the measurement behind the category, in the unit that the scale has: for RECIST the best change in percent, "
        "-35 for a sum of diameters that fell by 35%"
    )
    baseline: Number | None = _column("the measurement before treatment, in the same unit")
    best_before: Number | None = _column("the best measurement before this treatment, in the same unit")
    assay: Text = _column("how it was measured; blank = the scale's usual assay", "")
    mark: Text = _column("footnote mark of the patient", "")


class TimeRow(Measured):
    table: ClassVar[str] = "times"
    key: ClassVar[tuple[str, ...]] = ("patient", "group", "endpoint", "population", "assessor", "confirmed", "criteria")
    patient: Text = Field(description="the paper's name for the patient")
    group: Identifier = Field(description="group of the patient")
    endpoint: Identifier = Field(description="what is timed, such as duration_of_response")
    time: Time = Field(description="time in unit: 17 = event at 17, 6+ = censored at 6")
    unit: TimeUnit = Field(description="unit of time")
    cause: Identifier | None = _column("cause of the event, for competing risks")


class Summary(Measured):
    table: ClassVar[str] = "summaries"
    key: ClassVar[tuple[str, ...]] = (
        "group",
        "endpoint",
        "statistic",
        "at",
        "against",
        "population",
        "assessor",
        "confirmed",
        "criteria",
    )
    group: Identifier = Field(description="group the statistic is of")
    endpoint: Identifier | None = _column(
        "what is timed; may be blank for follow-up; for odds_ratio, risk_ratio and risk_difference the outcome"
    )
    statistic: Statistic = Field(description="which statistic; survival and ongoing are percentages")
    at: Number | None = _column("time of a survival percentage, in unit")
    value: Printed = Field(description="the value as printed: a number, a bound such as >8 or 26+, or NE")
    value_unit: Literal["percent", "fraction"] | None = _column("for survival and ongoing: percent or fraction")
    low: Printed | None = _column("lower confidence limit as printed, may be NE")
    high: Printed | None = _column("upper confidence limit as printed, may be NE")
    conf_level: Number | None = _column("confidence level: 95 or 0.95")
    unit: TimeUnit | None = _column("unit of value, low, high and at, where they are times")
    n: Whole | None = _column("patients behind the statistic")
    events: Whole | None = _column("events behind the statistic")
    against: Identifier | None = _column("the group of comparison of a ratio or difference")
    reported: Text = _column("the text as printed", "")
    reported_p: Text = _column("p-value of a ratio or difference, as printed", "")
    std_error: Number | None = _column("standard error of the value as printed, in the unit of the value")
    n_at_risk: Whole | None = _column("patients at risk at the time `at`")


class CurvePoint(Row):
    table: ClassVar[str] = "curves"
    group: Identifier = Field(description="group of the curve")
    endpoint: Identifier = Field(description="what is timed")
    time: Reading = Field(
        description="time of the digitised point, in unit; a click before 0 by at most 5% of the last time is moved "
        "to 0"
    )
    survival: Reading = Field(
        description="height of the curve, 0 to 1 or percent, the same in all rows of a curve; a click outside by at "
        "most 5 percentage points is cut"
    )
    unit: TimeUnit = Field(description="unit of time")


class AtRisk(Row):
    table: ClassVar[str] = "at_risk"
    key: ClassVar[tuple[str, ...]] = ("group", "endpoint", "time")
    group: Identifier = Field(description="group of the curve")
    endpoint: Identifier = Field(description="what is timed")
    time: Number = Field(description="time of the column of the at-risk table, in unit")
    n_at_risk: Whole = Field(description="patients at risk")
    unit: TimeUnit = Field(description="unit of time")


class Comparison(Row):
    table: ClassVar[str] = "comparisons"
    key: ClassVar[tuple[str, ...]] = ("comparison",)
    comparison: Identifier = Field(description="id of the comparison")
    group: Identifier = Field(description="the group that is compared")
    outcome: Identifier | None = _column("outcome that is compared")
    endpoint: Identifier | None = _column("endpoint that is compared")
    against: AgainstText = Field(description="group, paper:group, set:name, a rate 25%, a range 10-20%, or design")
    alternative: Alternative = _column("two_sided (default), greater or less", "two_sided")
    margin: Number | None = _column(
        "non-inferiority margin, as a difference of proportions: 0.1 for 10 percentage points"
    )
    conf_level: Number | None = _column("confidence level: 95 or 0.95; default from config")
    family: Identifier | None = _column("comparisons that are adjusted together")
    reported_p: Text = _column("p-value as printed", "")
    chosen: Literal["before", "after", "unknown"] | None = _column(
        "when this control was chosen, seen from the result; after: no test is made"
    )

    @property
    def control(self) -> Against:
        """What the comparison is against."""
        return parse_against(self.against)


class Claim(Row):
    table: ClassVar[str] = "claims"
    key: ClassVar[tuple[str, ...]] = ("claim",)
    claim: Identifier = Field(description="id of the claim")
    stated: Text = Field(description="the number that the paper states: 19 or 56%")
    relation: Literal["=", ">=", "<=", "<", ">"] = _column("relation between stated and expression; default =", "=")
    expression: Text = Field(description="arithmetic that the paper asserts: 6 + 7; numbers and + - * / ( ) only")


class Statement(Row):
    table: ClassVar[str] = "statements"
    key: ClassVar[tuple[str, ...]] = ()
    statement: Text = Field(description="what the paper asserts without numbers, in own words")
    group: Identifier | None = _column("group the statement is of")


class Acknowledged(Row):
    table: ClassVar[str] = "acknowledged"
    source: Text = _column("not needed here", "")
    check: Identifier = Field(description="check whose finding is accepted")
    of_table: Text = _column("table of the finding", "", alias="table")
    row: Text = _column("key of the row", "")
    entered: Text = _column("text of the finding's entered", "")
    expected: Text = _column("text of the finding's expected", "")
    numbers: Text = _column(
        "numbers of the finding's message, joined by ; as in the line that check --acknowledge gives: when one "
        "changes, the finding comes back; blank = entered and expected decide alone",
        "",
    )
    reason: Text = Field(description="why it is accepted")
    by: Text = Field(description="initials of the person")


class SetMember(Row):
    table: ClassVar[str] = "sets"
    key: ClassVar[tuple[str, ...]] = ("set", "paper", "group", "outcome", "endpoint", "subgroup")
    source: Text = _column("not needed here", "")
    set: Identifier = Field(description="id of the set")
    purpose: Literal["synthesis", "control"] = Field(description="synthesis or control")
    paper: PaperName = Field(description="paper of the group")
    group: Identifier = Field(description="group of the paper")
    outcome: Identifier | None = _column("outcome that is pooled")
    endpoint: Identifier | None = _column("endpoint that is pooled")
    against: Text = _column("group of comparison", "")
    subgroup: Text = _column("subgroup of the synthesis", "")
    x: Number | None = _column("covariate")


TABLES: dict[str, type[Row]] = {
    model.table: model
    for model in (
        Group,
        Count,
        Category,
        Patient,
        TimeRow,
        Summary,
        CurvePoint,
        AtRisk,
        Comparison,
        Claim,
        Statement,
        Acknowledged,
    )
}


def columns_of(model: type[Row]) -> dict[str, str]:
    """Column names of a table with their descriptions: its own, then what the number is of, then where it stands in the
    paper."""
    fields = {
        field.alias or name: field.description or "" for name, field in model.model_fields.items() if name not in HIDDEN
    }
    last = (
        *(name for name in Measured.model_fields if name not in Row.model_fields),
        *(name for name in Row.model_fields if name not in HIDDEN),
    )
    return {name: fields[name] for name in [*(n for n in fields if n not in last), *last] if name in fields}


def required_columns(model: type[BaseModel]) -> list[str]:
    """Names of the columns that every row of the table must fill."""
    return [field.alias or name for name, field in model.model_fields.items() if field.is_required()]

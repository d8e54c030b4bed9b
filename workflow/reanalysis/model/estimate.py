"""One row of the results contract: a number with its interval, method and sources, and the facts beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from reanalysis.model.facts import FACT_COLUMNS, FACTS, PARTS
from reanalysis.model.naming import plain, with_marks
from reanalysis.model.refs import joined_refs, split_refs

ESTIMATE_COLUMNS = (
    "result_id",
    "paper",
    "group",
    "outcome",
    "endpoint",
    "population",
    "assessor",
    "confirmed",
    "against",
    "measure",
    "at",
    "unit",
    "method",
    "estimate",
    "conf_level",
    "conf_low",
    "conf_high",
    "p_value",
    "alternative",
    "events",
    "n",
    "primary",
    "derived",
    "basis",
    "sources",
    "note",
)
DERIVED = (
    "entered",
    "from_percent",
    "from_categories",
    "from_patients",
    "from_patients_by_definition",
    "reconstructed",
    "pooled",
)
_NUMBERS = ("estimate", "conf_level", "conf_low", "conf_high", "p_value")
_WHOLE = ("events", "n")


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """An estimate; None where it is not estimable, with the reason in `note`.

    `sources` are references to cells of data/raw. `at` and `unit` are in the paper's own unit. `note` is prose for
    people: what a later stage needs to know stands in `facts` under one of the names of `model.facts`.
    `several_counts` marks one of the counts that a printed percentage allows; each of them is a quantity of its own.
    """

    paper: str
    group: str
    measure: str
    method: str
    sources: tuple[str, ...]
    outcome: str = ""
    endpoint: str = ""
    population: str = ""
    assessor: str = ""
    confirmed: str = ""
    against: str = ""
    at: str = ""
    unit: str = ""
    estimate: float | None = None
    conf_level: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    p_value: float | None = None
    alternative: str = ""
    events: int | None = None
    n: int | None = None
    primary: bool = False
    derived: str = "entered"
    basis: str = "printed"
    note: str = ""
    several_counts: bool = False
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.estimate is None and self.p_value is None and with_marks(self.note):  # a reason that a page shows
            object.__setattr__(self, "facts", {**self.facts, "note_parts": with_marks(self.note)})
        object.__setattr__(self, "note", plain(self.note))
        if not self.sources:
            raise ValueError(f"an estimate without sources: {self.paper}/{self.group}/{self.measure}")
        if self.derived not in DERIVED:
            raise ValueError(f"derived {self.derived!r}")
        unknown = self.facts.keys() - FACTS.keys()
        if unknown:
            raise ValueError(f"no fact called {', '.join(sorted(unknown))}")

    @classmethod
    def from_row(cls, row: Mapping[str, str], facts: Mapping[str, str] | None = None) -> Estimate:
        """The estimate that `as_row` and `as_facts` wrote down."""
        known = dict(facts or {})
        values: dict[str, object] = {name: row[name] for name in ESTIMATE_COLUMNS if name not in ("result_id", "basis")}
        values["basis"] = row.get("basis") or "printed"
        values |= {name: float(row[name]) if row[name] else None for name in _NUMBERS}
        values |= {name: int(float(row[name])) if row[name] else None for name in _WHOLE}
        values["primary"] = row["primary"] == "yes"
        values["sources"] = split_refs(row["sources"])
        values["several_counts"] = known.pop("several_counts", "") == "yes"
        return cls(**values, facts=known)  # type: ignore[arg-type]

    def fact(self, name: str) -> str:
        """What is known under a name; blank where nothing is."""
        if name not in FACTS:
            raise KeyError(name)
        return self.facts.get(name, "")

    def fact_number(self, name: str) -> float | None:
        """The number that is known under a name; None where there is none."""
        text = self.fact(name)
        return float(text) if text else None

    def fact_list(self, name: str) -> list[str]:
        """The parts of what is known under a name, in order."""
        return self.fact(name).split(PARTS) if self.fact(name) else []

    @property
    def control_counts(self) -> tuple[int, int] | None:
        """Events and patients of the control; None where it is known as a rate alone."""
        events, n = self.fact("control_events"), self.fact("control_n")
        return (int(events), int(n)) if events and n else None

    @property
    def has_interval(self) -> bool:
        """Whether both limits are known."""
        return self.conf_low is not None and self.conf_high is not None

    def contains(self, value: float) -> bool:
        """Whether the interval contains a value, limits included; False without an interval."""
        return self.conf_low is not None and self.conf_high is not None and self.conf_low <= value <= self.conf_high

    @cached_property
    def result_id(self) -> str:
        """Readable and independent of position and value: `paper/group/outcome/measure/method` and what else tells rows
        apart."""
        parts = [self.paper, self.group, self.outcome, self.endpoint, self.measure, self.method, self.derived]
        qualifiers = {
            "population": self.population,
            "assessor": self.assessor,
            "confirmed": self.confirmed,
            "against": self.against,
            "at": self.at,
            "alternative": self.alternative,
            "conf_level": number_text(self.conf_level),
            "events": str(self.events) if self.several_counts else "",
        }
        return "/".join(
            [part or "-" for part in parts] + [f"{name}={value}" for name, value in qualifiers.items() if value]
        )

    @cached_property
    def quantity(self) -> tuple[str, ...]:
        """What is estimated: the key without method, alternative and level."""
        events = str(self.events) if self.several_counts else ""
        return (
            self.paper,
            self.group,
            self.outcome,
            self.endpoint,
            self.population,
            self.assessor,
            self.confirmed,
            self.against,
            self.measure,
            self.at,
            self.derived,
            events,
        )

    def as_row(self) -> dict[str, str]:
        """The row of estimates.csv as text; numbers at full precision."""
        row = {f.name: getattr(self, f.name) for f in fields(self)}
        row |= {
            "result_id": self.result_id,
            "sources": joined_refs(self.sources),
            "primary": "yes" if self.primary else "no",
        }
        return {
            name: number_text(row[name])
            if isinstance(row[name], float)
            else ""
            if row[name] is None
            else str(row[name])
            for name in ESTIMATE_COLUMNS
        }

    def as_facts(self) -> Iterator[dict[str, str]]:
        """The rows of facts.csv."""
        known = {**self.facts, **({"several_counts": "yes"} if self.several_counts else {})}
        for name, value in known.items():
            yield dict(zip(FACT_COLUMNS, (self.result_id, name, value), strict=True))


def facts_of(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Rows of facts.csv by result_id and name."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["result_id"], {})[row["name"]] = row["value"]
    return found


def facts(**known: str | float | Iterable[str] | bool | None) -> dict[str, str]:
    """Facts as text, those that are blank left out: numbers at full precision, True as yes, parts joined."""
    texts = {name: _fact_text(value) for name, value in known.items()}
    return {name: text for name, text in texts.items() if text}


def _fact_text(value: str | float | Iterable[str] | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if value is None or isinstance(value, int | float):
        return number_text(value)
    return value if isinstance(value, str) else PARTS.join(value)


def number_text(value: float | int | None) -> str:
    """A number as the results contract writes it: shortest text that gives the same number again, blank for none,
    `inf`."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, int):
        return str(value)
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text

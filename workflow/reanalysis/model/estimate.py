"""One row of the results contract: a number with its interval, method and sources."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

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


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """An estimate; None where it is not estimable, with the reason in `note`.

    `sources` are references to cells of data/raw. `at` and `unit` are in the paper's own unit.
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
    note: str = ""
    several_counts: bool = False

    def __post_init__(self) -> None:
        if not self.sources:
            raise ValueError(f"an estimate without sources: {self.paper}/{self.group}/{self.measure}")
        if self.derived not in DERIVED:
            raise ValueError(f"derived {self.derived!r}")

    @property
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

    @property
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
            "sources": ";".join(dict.fromkeys(self.sources)),
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

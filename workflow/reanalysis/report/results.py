"""The rows of the results contract as the report reads them, and where they lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property

_NUMBERS = ("estimate", "conf_level", "conf_low", "conf_high", "p_value")
_WHOLE = ("events", "n")


@dataclass(frozen=True, kw_only=True)
class Result:
    """One row of estimates.csv; blank numbers are None."""

    result_id: str
    paper: str
    group: str
    outcome: str
    endpoint: str
    population: str
    assessor: str
    confirmed: str
    against: str
    measure: str
    at: str
    unit: str
    method: str
    estimate: float | None
    conf_level: float | None
    conf_low: float | None
    conf_high: float | None
    p_value: float | None
    alternative: str
    events: int | None
    n: int | None
    primary: bool
    derived: str
    sources: tuple[str, ...]
    note: str

    @property
    def quantity(self) -> tuple[str, ...]:
        """What is estimated: all methods of one quantity share it."""
        events = str(self.events) if self.derived == "from_percent" else ""
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
            self.unit,
            self.derived,
            events,
        )

    @property
    def has_interval(self) -> bool:
        """Whether both limits are known."""
        return self.conf_low is not None and self.conf_high is not None

    def contains(self, value: float) -> bool:
        """Whether the interval contains a value, limits included; False without an interval."""
        return self.has_interval and self.conf_low <= value <= self.conf_high


_NAMES = tuple(f.name for f in fields(Result))


def result_of(row: Mapping[str, str]) -> Result:
    """A `Result` from a row of text. Limits that have no width are no interval."""
    values: dict[str, object] = {name: row[name] for name in _NAMES}
    for name in _NUMBERS:
        values[name] = float(row[name]) if row[name] else None
    for name in _WHOLE:
        values[name] = int(float(row[name])) if row[name] else None
    if (
        values["conf_low"] == values["conf_high"]
    ):  # a variance of 0, as with nobody who had the event: the width would claim certainty
        values["conf_low"] = values["conf_high"] = None
    values["primary"] = row["primary"] == "yes"
    values["sources"] = tuple(part.strip() for part in row["sources"].split(";") if part.strip())
    return Result(**values)  # type: ignore[arg-type]


class Results:
    """All estimates of a run, looked up by paper, measure and quantity."""

    def __init__(self, rows: Iterable[Mapping[str, str]]):
        self.all = [result_of(row) for row in rows]

    @cached_property
    def by_id(self) -> dict[str, Result]:
        """Every estimate by its result_id."""
        return {result.result_id: result for result in self.all}

    @cached_property
    def printed(self) -> dict[str, Result]:
        """Estimates that are printed numbers, by their raw row."""
        return {
            result.sources[0]: result
            for result in self.all
            if result.method == "reported" and result.estimate is not None and result.sources
        }

    @cached_property
    def _by_paper(self) -> dict[str, list[Result]]:
        found: dict[str, list[Result]] = defaultdict(list)
        for result in self.all:
            found[result.paper].append(result)
        return found

    @cached_property
    def _by_measure(self) -> dict[tuple[str, str], list[Result]]:
        found: dict[tuple[str, str], list[Result]] = defaultdict(list)
        for result in self.all:
            found[result.paper, result.measure].append(result)
        return found

    @cached_property
    def _by_quantity(self) -> dict[tuple[str, ...], list[Result]]:
        found: dict[tuple[str, ...], list[Result]] = defaultdict(list)
        for result in self.all:
            found[result.quantity].append(result)
        return found

    def of(self, paper: str, measure: str = "") -> list[Result]:
        """Estimates of a paper, of one measure if it is given, in the order of the table."""
        return list(self._by_measure.get((paper, measure), []) if measure else self._by_paper.get(paper, []))

    def same_quantity(self, result: Result) -> list[Result]:
        """Every method's row of the quantity of `result`, itself included."""
        return self._by_quantity[result.quantity]

    def rates(self, paper: str) -> list[Result]:
        """Primary rows of the response rates of a paper: proportions that are not compared with anything."""
        return [result for result in self.of(paper, "proportion") if result.primary and not result.against]

    def first(self, paper: str, **wanted: object) -> Result | None:
        """The first estimate of a paper whose columns have the wanted values."""
        for result in self._by_paper.get(paper, []):
            if all(getattr(result, name) == value for name, value in wanted.items()):
                return result
        return None

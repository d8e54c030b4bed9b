"""The rows of the results contract as the report shows them, and look-ups over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from reanalysis.model.estimate import Estimate


def as_shown(result: Estimate) -> Estimate:
    """The estimate without limits that have no width, as with nobody who had the event: a variance of 0 would claim
    certainty."""
    return result if result.conf_low != result.conf_high else replace(result, conf_low=None, conf_high=None)


class Results:
    """All estimates of a run, looked up by paper, measure and quantity."""

    def __init__(self, rows: Iterable[Mapping[str, str]], facts: Mapping[str, Mapping[str, str]] | None = None):
        known = facts or {}
        self.all = [as_shown(Estimate.from_row(row, known.get(row["result_id"]))) for row in rows]

    @cached_property
    def by_id(self) -> dict[str, Estimate]:
        """Every estimate by its result_id."""
        return {result.result_id: result for result in self.all}

    @cached_property
    def printed(self) -> dict[str, Estimate]:
        """Estimates that are printed numbers, by their raw row."""
        return {
            result.sources[0]: result
            for result in self.all
            if result.method == "reported" and result.estimate is not None and result.sources
        }

    @cached_property
    def _by_paper(self) -> dict[str, list[Estimate]]:
        found: dict[str, list[Estimate]] = defaultdict(list)
        for result in self.all:
            found[result.paper].append(result)
        return found

    @cached_property
    def _by_measure(self) -> dict[tuple[str, str], list[Estimate]]:
        found: dict[tuple[str, str], list[Estimate]] = defaultdict(list)
        for result in self.all:
            found[result.paper, result.measure].append(result)
        return found

    @cached_property
    def _by_quantity(self) -> dict[tuple[str, ...], list[Estimate]]:
        found: dict[tuple[str, ...], list[Estimate]] = defaultdict(list)
        for result in self.all:
            found[result.quantity].append(result)
        return found

    def of(self, paper: str, measure: str = "") -> list[Estimate]:
        """Estimates of a paper, of one measure if it is given, in the order of the table."""
        return list(self._by_measure.get((paper, measure), []) if measure else self._by_paper.get(paper, []))

    def same_quantity(self, result: Estimate) -> list[Estimate]:
        """Every method's row of the quantity of `result` in its unit, itself included."""
        return [other for other in self._by_quantity[result.quantity] if other.unit == result.unit]

    def rates(self, paper: str) -> list[Estimate]:
        """Primary rows of the response rates of a paper: proportions that are not compared with anything."""
        return [result for result in self.of(paper, "proportion") if result.primary and not result.against]

    def first(self, paper: str, **wanted: object) -> Estimate | None:
        """The first estimate of a paper whose columns have the wanted values."""
        for result in self._by_paper.get(paper, []):
            if all(getattr(result, name) == value for name, value in wanted.items()):
                return result
        return None

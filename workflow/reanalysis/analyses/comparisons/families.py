"""Declared families of comparisons: p-values adjusted for their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from reanalysis.analyses.result import TableRow, table_row
from reanalysis.model.estimate import Estimate, number_text
from reanalysis.model.paper import Paper
from reanalysis.model.rows import Comparison
from reanalysis.stats.multiplicity import benjamini_hochberg, holm

ADJUSTMENTS = {"holm": holm, "benjamini_hochberg": benjamini_hochberg}


def families_of(paper: Paper, *, timed: bool) -> dict[str, list[Comparison]]:
    """The families of a paper by name: those with a comparison of an endpoint among them, or those without."""
    families: dict[str, list[Comparison]] = defaultdict(list)
    for row in paper.comparisons:
        if row.in_use and row.family:
            families[row.family].append(row)
    return {
        name: rows for name, rows in families.items() if any(row.endpoint and not row.outcome for row in rows) == timed
    }


def leading_p(rows: Iterable[Estimate]) -> float | None:
    """The p-value that stands for a comparison: that of its first primary test; of a range of rates the larger, as the
    conclusion has to hold at both ends."""
    tests = [
        row for row in rows if row.primary and row.p_value is not None and row.derived != "from_patients_by_definition"
    ]
    if not tests:
        return None
    same = [
        row.p_value
        for row in tests
        if (row.measure, row.method, row.population, row.assessor, row.confirmed)
        == (tests[0].measure, tests[0].method, tests[0].population, tests[0].assessor, tests[0].confirmed)
    ]
    return max(same) if tests[0].measure == "proportion" else same[0]


def adjust(
    table: str, paper: Paper, families: Mapping[str, list[Comparison]], p_values: Mapping[str, float]
) -> Iterator[TableRow]:
    """Holm and Benjamini-Hochberg beside the raw p of each comparison of a family that has one."""
    for family, rows in families.items():
        names = [row.comparison for row in rows if row.comparison in p_values]
        raw = [p_values[name] for name in names]
        left = f" ({len(rows) - len(names)} more could not be tested)" if len(names) < len(rows) else ""
        for quantity, adjusted in ADJUSTMENTS.items():
            for name, own, p in zip(names, raw, adjusted(raw) if raw else (), strict=True):
                yield table_row(
                    table,
                    paper=paper.name,
                    comparison=name,
                    quantity=quantity,
                    at=family,
                    value=number_text(own),
                    p_value=number_text(p),
                    note=f"adjusted within the family {family} of {len(names)} comparisons{left}; value is the raw p "
                    "of the primary method, the larger of a range",
                )

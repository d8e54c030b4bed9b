"""The same patients twice: McNemar's tests where the pairs are listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reanalysis.analyses.result import TableRow, table_row
from reanalysis.model.config import Scale
from reanalysis.model.estimate import number_text
from reanalysis.model.paper import Paper
from reanalysis.model.rows import Comparison
from reanalysis.stats.mcnemar import mcnemar_exact, mcnemar_mid_p

METHODS = {"mcnemar_exact": mcnemar_exact, "mcnemar_mid_p": mcnemar_mid_p}


def pair_rows(paper: Paper, row: Comparison, other: str, scales: Mapping[str, Scale]) -> Iterator[TableRow]:
    """Rows of robustness.csv from patients listed in both groups with a category on the same scale: on the first scale
    that has any.

    `value` is the difference of the two rates among the pairs, p that of the comparison's alternative.
    """
    for name, scale in scales.items():
        if row.outcome not in scale.outcomes:
            continue
        listed = [
            {
                p.patient: scale.category(p.category)
                for p in paper.patients
                if p.in_use and p.scale == name and p.group in paper.members(group)
            }
            for group in (row.group, other)
        ]
        pairs = [
            (listed[0][patient] in scale.outcomes[row.outcome], listed[1][patient] in scale.outcomes[row.outcome])
            for patient in listed[0]
            if listed[0][patient] and listed[1].get(patient)
        ]
        if not pairs:
            continue
        only_first, only_second = pairs.count((True, False)), pairs.count((False, True))
        for method, test in METHODS.items():
            p = test(only_first, only_second, alternative=row.alternative).p_value
            yield table_row(
                "robustness",
                paper=paper.name,
                comparison=row.comparison,
                quantity=method,
                at=row.alternative,
                value=number_text((only_first - only_second) / len(pairs)),
                p_value=number_text(p),
                events=str(sum(first for first, _ in pairs)),
                n=str(len(pairs)),
                control=f"{sum(second for _, second in pairs)}/{len(pairs)}",
                derived="from_patients",
                note=f"{len(pairs)} patients listed in both groups: {only_first} with the outcome in the first alone, "
                f"{only_second} in the second alone",
            )
        return

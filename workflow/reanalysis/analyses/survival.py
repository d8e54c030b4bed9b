"""Survival-style summaries: Kaplan-Meier from listed or reconstructed times, what papers print, and comparisons of
endpoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from reanalysis.analyses.comparisons.endpoints import Comparing, compare_endpoints, recognised_tests
from reanalysis.analyses.comparisons.families import adjust, families_of, leading_p
from reanalysis.analyses.identity import named
from reanalysis.analyses.reported import endpoint_findings
from reanalysis.analyses.result import Given, OnePaper, Result, TableRow, estimates_of
from reanalysis.analyses.settled import settled
from reanalysis.analyses.times.curves import reconstructed_times
from reanalysis.analyses.times.kaplan_meier import summarise_times
from reanalysis.analyses.times.printed_summaries import printed_rows, quantity_of
from reanalysis.analyses.times.summaries_only import summary_rows
from reanalysis.analyses.times.times import Times, listed_times
from reanalysis.model.config import ControlsConfig, Outcomes, Scale, SurvivalConfig
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding, place_of
from reanalysis.model.paper import Dataset, Paper
from reanalysis.model.rows import Comparison


def summarise_survival(
    dataset: Dataset,
    outcomes: Outcomes,
    scales: Mapping[str, Scale],
    config: SurvivalConfig,
    *,
    controls: ControlsConfig | None = None,
) -> Result:
    """Summaries of every group that has listed times or a digitised curve, the printed summaries carried through, and
    comparisons.

    Each quantity (paper, group, endpoint, measure, at and how it was derived) has one primary row: Kaplan-Meier where
    there are times, then what is printed. A printed median stays primary beside a reconstructed one, which is derived.
    `controls` holds the choices for comparisons of outcomes that stand in one family with comparisons of endpoints.
    """
    result = Result()
    result.extra |= {"survival_curves": [], "parametric_curves": [], "survival_robustness": [], "reconstruction": []}
    known: dict[str, list[Times]] = {}
    for paper in dataset.papers.values():
        one = OnePaper(paper, outcomes, config)
        listed = list(listed_times(paper, outcomes, scales))
        result.take(_incomplete(paper, listed, outcomes))
        reconstructed, said = reconstructed_times(one, listed)
        result.take(said)
        known[paper.name] = listed + reconstructed
        result.take(_of_paper(one, known[paper.name]))
    comparing = Comparing(dataset, outcomes, known, config)
    for paper in dataset.papers.values():
        result.take(_compared(comparing, paper, scales, controls or ControlsConfig()))
    result.estimates = settled(result.estimates)
    return result


def _of_paper(one: OnePaper, known: Sequence[Times]) -> Iterator[Given]:
    """What the times of a paper give, and what it prints that they do not give."""
    rows = [row for times in known for row in summarise_times(one.paper, times, one.config)]
    yield from rows
    computed = (row for row in rows if isinstance(row, Estimate) and row.derived != "reconstructed")
    estimated = {quantity_of(row, row.measure, row.facts) for row in computed}
    yield from printed_rows(one.paper, estimated)
    yield from summary_rows(one, estimated)


def _compared(
    comparing: Comparing, paper: Paper, scales: Mapping[str, Scale], controls: ControlsConfig
) -> Iterator[Given]:
    """The comparisons of endpoints of a paper, what they say of its printed p-values, and its families."""
    timed = [row for row in paper.comparisons if row.in_use and row.endpoint]
    given = {row: list(compare_endpoints(comparing, paper, row)) for row in timed}
    yield from chain.from_iterable(given.values())
    compared = {row: estimates_of(found) for row, found in given.items()}
    for row, rows in compared.items():
        recognised = partial(recognised_tests, comparing, paper, row)
        yield from endpoint_findings(paper, row, rows, leading_p(rows), controls.alpha, recognised=recognised)
    yield from _families(comparing, paper, scales, compared, controls)


def _families(
    comparing: Comparing,
    paper: Paper,
    scales: Mapping[str, Scale],
    compared: Mapping[Comparison, list[Estimate]],
    controls: ControlsConfig,
) -> Iterator[TableRow]:
    """Families that hold comparisons of endpoints; those of outcomes in them are tested again for their p."""
    families = families_of(paper, timed=True)
    p_values: dict[str, float] = {}
    for row in (row for rows in families.values() for row in rows):
        if row in compared:
            p_value = leading_p(compared[row])
        else:
            from reanalysis.analyses.comparisons.outcomes import p_value_of

            p_value = p_value_of(comparing.dataset, paper, row, scales, controls)
        p_values |= {} if p_value is None else {row.comparison: p_value}
    yield from adjust("survival_robustness", paper, families, p_values)


def _incomplete(paper: Paper, listed: Sequence[Times], outcomes: Outcomes) -> Iterator[Finding]:
    """A note where an endpoint of all patients has times for some of them only."""
    for times in listed:
        n, endpoint = paper.n_of(times.group), outcomes.endpoint(times.endpoint)
        if times.outcome or n is None or len(times.rows) >= n or (endpoint and endpoint.among):
            continue
        table, line = place_of(times.rows[0].ref)
        yield Finding(
            paper=paper.name,
            check="times_incomplete",
            severity="note",
            table=table,
            row=line,
            column="time",
            group=times.group,
            outcome=times.endpoint,
            entered=str(len(times.rows)),
            expected=str(n),
            source=times.rows[0].ref,
            message=f"{named(paper, outcomes, times.group, times.endpoint)}: {len(times.rows)} of {n} patients have a "
            "time, and the curve describes those only",
        )

"""The times of a group: listed patient by patient, or reconstructed from a curve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from reanalysis.derive.tallies import measured_of
from reanalysis.model.config import Outcomes, Scale
from reanalysis.model.paper import Paper
from reanalysis.model.rows import Patient, TimeRow
from reanalysis.model.units import convert

#: How units are converted, for notes.
CONVERSION = "month = 30.4375 days, year = 12 months"


@dataclass(frozen=True)
class Times:
    """The times of one group and endpoint, in one unit; `outcome` names the response that restricts them.

    `rows` are the listed patients, in the order of `exact`; empty for reconstructed times. `causes` holds the cause of
    each event where any is given in the group, or where the group has no event, blank for a censoring;
    `causes_elsewhere` those of the same endpoint in the other groups of the paper.
    """

    group: str
    endpoint: str
    outcome: str
    unit: str
    measured: dict[str, str]
    exact: tuple[Fraction, ...]
    events: tuple[int, ...]
    sources: tuple[str, ...]
    note: str = ""
    remark: str = ""
    derived: str = "entered"
    causes: tuple[str, ...] = ()
    causes_elsewhere: tuple[str, ...] = ()
    rows: tuple[TimeRow, ...] = ()

    @property
    def values(self) -> list[float]:
        """Times in `unit`, as floats of the exact decimals."""
        return [float(time) for time in self.exact]

    @property
    def key_columns(self) -> dict[str, str]:
        """Population, assessor and confirmed: the columns of the results that say what was measured."""
        return {name: value for name, value in self.measured.items() if name != "criteria"}

    def values_in(self, unit: str) -> list[float]:
        """Times in another unit."""
        return [float(convert(time, self.unit, unit)) for time in self.exact]


def listed_times(paper: Paper, outcomes: Outcomes, scales: Mapping[str, Scale]) -> Iterator[Times]:
    """The times of each group with those of the groups below it; durations of response also for each response
    of the listed patients. What is measured at baseline (age) is audited, not estimated."""
    baseline = {name for name, endpoint in outcomes.endpoints.items() if endpoint.baseline}
    for (endpoint, measured), rows in _by_quantity(paper).items():
        if endpoint in baseline:
            continue
        causes = tuple(dict.fromkeys(row.cause for row in rows if row.cause and row.time.event))
        known = outcomes.endpoint(endpoint)
        among = known.among if known else ""
        for group in paper.groups:
            members = paper.members(group.group)
            mine = [row for row in rows if row.group in members]
            chosen = tuple(paper.distinct(mine))
            if chosen and not paper.told_differently(mine):
                times = _of_group(group.group, dict(measured), chosen, among, causes)
                yield times
                yield from _by_response(paper, times, scales) if among == "responders" else ()


def _by_quantity(paper: Paper) -> dict[tuple[str, tuple[tuple[str, str], ...]], list[TimeRow]]:
    """Listed times in use by endpoint and what they are of."""
    found: dict[tuple[str, tuple[tuple[str, str], ...]], list[TimeRow]] = {}
    for row in paper.times:
        if row.in_use:
            found.setdefault((row.endpoint, tuple(measured_of(row).items())), []).append(row)
    return found


def _of_group(
    group: str, measured: dict[str, str], rows: tuple[TimeRow, ...], among: str, causes: tuple[str, ...]
) -> Times:
    """The times of all patients of a group; `causes` are those of the endpoint in the whole paper."""
    several = len({row.unit for row in rows}) > 1
    remark = f"times in several units, all in {rows[0].unit} here ({CONVERSION})" if several else ""
    note = "; ".join(part for part in (f"of {among} only" if among else "", remark) if part)
    times = replace(
        _times(group, rows[0].endpoint, "", measured, rows, tuple(row.ref for row in rows), note),
        remark=remark,
        causes_elsewhere=causes,
    )
    return replace(times, causes=("",) * len(rows)) if causes and not any(times.events) else times


def _times(
    group: str,
    endpoint: str,
    outcome: str,
    measured: dict[str, str],
    rows: tuple[TimeRow, ...],
    refs: tuple[str, ...],
    note: str,
) -> Times:
    unit = rows[0].unit
    causes = (
        tuple((row.cause or "unstated") if row.time.event else "" for row in rows)
        if any(row.cause and row.time.event for row in rows)
        else ()
    )
    return Times(
        group=group,
        endpoint=endpoint,
        outcome=outcome,
        unit=unit,
        measured=measured,
        exact=tuple(convert(Fraction(row.time.time), row.unit, unit) for row in rows),
        events=tuple(int(row.time.event) for row in rows),
        sources=refs,
        note=note,
        derived="from_patients" if outcome else "entered",
        causes=causes,
        rows=rows,
    )


def _by_response(paper: Paper, times: Times, scales: Mapping[str, Scale]) -> Iterator[Times]:
    """The same times for the patients of each response that the labels of the listed patients give; progression is no
    response, whoever has a time."""
    for name in dict.fromkeys(row.scale for row in paper.patients if row.in_use):
        scale = scales.get(name or "")
        if name is None or scale is None:
            continue
        labelled = [(row, label) for row in times.rows if (label := label_of(paper, row, name))]
        for outcome, wanted in scale.outcomes.items():
            chosen = [(row, label) for row, label in labelled if scale.category(label.category) in wanted]
            if chosen and any(scale.categories[one].response for one in wanted):
                found = _of_patients(times, outcome, chosen)
                yield replace(found, remark=times.remark)


def _of_patients(times: Times, outcome: str, chosen: Sequence[tuple[TimeRow, Patient]]) -> Times:
    """The times of those patients whose label is a response."""
    refs = tuple(ref for row, label in chosen for ref in (row.ref, label.ref))
    rows = tuple(row for row, _ in chosen)
    return _times(times.group, times.endpoint, outcome, times.measured, rows, refs, times.note)


def times_of(known: Sequence[Times], group: str, endpoint: str) -> tuple[Times, ...]:
    """The times of a group and endpoint, of all its patients."""
    return tuple(times for times in known if (times.group, times.endpoint, times.outcome) == (group, endpoint, ""))


def size_of(paper: Paper, outcomes: Outcomes, group: str, endpoint: str) -> int | None:
    """How many patients of a group have an endpoint, None if that is not known: the group's n, unless the endpoint is
    of some of its patients only, such as the responders, and the group is not made up of those."""
    known = outcomes.endpoint(endpoint)
    formed = any("respon" in (paper.group[name].split or "") for name in (group, *paper.ancestors(group)))
    return None if known and known.among and not formed else paper.n_of(group)


def label_of(paper: Paper, row: TimeRow, scale: str) -> Patient | None:
    """The listed category of a patient: the same name in the same group, or in one above or below it."""
    near = paper.members(row.group) | {*paper.ancestors(row.group)}
    return next(
        (
            one
            for one in paper.patients
            if one.in_use and one.scale == scale and one.patient == row.patient and one.group in near
        ),
        None,
    )


def criteria_apart(paper: Paper, times: Times) -> str:
    """The criteria where times differ in nothing else, for `at`: the results contract has no column for them."""
    kept = ("population", "assessor", "confirmed")
    others = {
        row.criteria
        for row in paper.times
        if row.in_use
        and row.endpoint == times.endpoint
        and all((getattr(row, name) or "") == times.measured[name] for name in kept)
    }
    return times.measured["criteria"] if len(others) > 1 else ""

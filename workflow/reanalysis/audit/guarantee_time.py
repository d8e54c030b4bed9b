"""Guarantee time: whoever responds has lived long enough to respond, so survival by response favours the responders by
construction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reanalysis.audit.context import Context
from reanalysis.model.finding import Finding
from reanalysis.model.rows import Comparison, Summary, TimeRow

TRAP = (
    "whoever responds has lived long enough to respond (guarantee time), so the difference is no effect of the response"
)
EXPOSED = (
    "whoever responds has been treated and observed long enough to respond (guarantee time), and so had more "
    "time for it than the others"
)
#: Words of a statement that relates survival to what is known only later.
_SURVIVAL = re.compile(r"\bsurviv|\bprogression-free|\blived\b|\bmortality\b", re.IGNORECASE)
_RELATED = re.compile(
    r"\bassociat|\bcorrelat|\bpredict|\brelated\b|\blonger\b|\bbetter\b|\bshorter\b|\bworse\b", re.IGNORECASE
)
_LATER = re.compile(
    r"\bafter (?:the )?(?:one|two|three|first|second|third|[0-9]+)\b[^.]*\b(?:course|cycle|dose|week|month)"
    r"|\bresponders\b|\bwho (?:had )?respond",
    re.IGNORECASE,
)
#: Kinds of outcomes that come with the time under treatment or observation.
BY_TIME = ("toxicity", "disposition")


def guarantee_time(context: Context) -> Iterator[Finding]:
    """Endpoints, and counts that grow with time, compared between groups that the response itself has formed; durations
    of response of patients without one; statements that relate survival to what is known only later."""
    yield from _compared(context)
    yield from _counted(context)
    yield from _stated(context)
    yield from _side_by_side(context)
    yield from _without_response(context)


def _by_response(context: Context, group: str | None) -> str:
    """The group, itself or one above it, that divides its parent by response; blank if there is none."""
    if group not in context.paper.group:
        return ""
    for name in (group, *context.paper.ancestors(group)):
        if "respon" in (context.paper.group[name].split or ""):
            return name
    return ""


def _from_start(context: Context, endpoint: str | None) -> bool:
    """Whether an endpoint is timed for everybody, not from the response on, and is about the course of the disease."""
    known = context.outcomes.endpoint(endpoint or "")
    return bool(endpoint) and not (known and (known.among or known.baseline or known.direction == "neutral"))


def _among(context: Context, endpoint: str | None) -> str:
    """Whom an endpoint is of, where it is not of everybody."""
    known = context.outcomes.endpoint(endpoint or "")
    return known.among if known else ""


def _compared(context: Context) -> Iterator[Finding]:
    for row in _comparisons(context):
        formed = [name for name in (row.group, row.against) if name and _by_response(context, name)]
        names, label = " and ".join(map(context.label, formed)), context.outcomes.label(row.endpoint or "")
        if not formed:
            continue
        if _from_start(context, row.endpoint):
            message = f"{label} is compared for {names}, formed by the response: {TRAP}"
        elif _among(context, row.endpoint) and len({_by_response(context, name) for name in formed}) > 1:
            among = _among(context, row.endpoint)
            message = f"{label} is compared between {names}: it is defined for {among} only"
        else:
            continue
        yield context.finding("guarantee_time", "warning", message, row=row, column="against", entered=row.against)


def _comparisons(context: Context) -> Iterator[Comparison | Summary]:
    """Comparisons of endpoints, and printed hazard ratios."""
    yield from (row for row in context.paper.comparisons if row.in_use and row.endpoint)
    for row in context.paper.summaries:
        if row.in_use and row.statistic == "hazard_ratio" and row.against:
            yield row


def _counted(context: Context) -> Iterator[Finding]:
    """Toxicity, deaths and the like compared by response: nobody says how long each group was under treatment."""
    for row in context.paper.comparisons:
        known = context.outcomes.outcome(row.outcome or "")
        formed = [name for name in (row.group, row.against) if _by_response(context, name)]
        if row.in_use and known and known.kind in BY_TIME and formed:
            names = " and ".join(context.label(name) for name in formed)
            message = f"{known.label} is compared for {names}, formed by the response: {EXPOSED}"
            yield context.finding("guarantee_time", "warning", message, row=row, column="against", entered=row.against)


def _stated(context: Context) -> Iterator[Finding]:
    """Statements in words on survival by something that is measured during treatment: a question, as words can mean
    something else."""
    for row in context.paper.statements:
        if (
            row.in_use
            and _SURVIVAL.search(row.statement)
            and _RELATED.search(row.statement)
            and _LATER.search(row.statement)
        ):
            message = (
                "survival is related to something that is known only after the start: were those who died or "
                "progressed before it left out (guarantee time)?"
            )
            yield context.finding("guarantee_time", "note", message, row=row, column="statement", entered=row.statement)


def _side_by_side(context: Context) -> Iterator[Finding]:
    """Medians or times of one endpoint in two groups of one parent that are divided by response."""
    seen: dict[tuple[str, str], str] = {}
    told = set()
    rows: tuple[Summary | TimeRow, ...] = (*context.paper.summaries, *context.paper.times)
    for row in rows:
        formed = _by_response(context, row.group) if row.in_use and _from_start(context, row.endpoint) else ""
        if not formed or row.endpoint is None:
            continue
        key = (context.paper.group[formed].parent or "", row.endpoint)
        first = seen.setdefault(key, formed)
        if first != formed and key not in told:
            told.add(key)
            message = (
                f"{context.outcomes.label(row.endpoint)} is given for {context.label(first)} and for "
                f"{context.label(formed)}: {TRAP}"
            )
            yield context.finding("guarantee_time", "warning", message, row=row, column="group", entered=row.group)


def _without_response(context: Context) -> Iterator[Finding]:
    """A patient with a duration of response whose listed category is no response."""
    among = {name for name, endpoint in context.outcomes.endpoints.items() if endpoint.among == "responders"}
    for row in context.paper.times:
        if row.in_use and row.endpoint in among:
            labels = _labels(context, row)
            if labels and not any(response for _, response in labels):
                text = ", ".join(label for label, _ in labels)
                message = (
                    f"patient {row.patient} has a {context.outcomes.label(row.endpoint).lower()} and is listed "
                    f"as {text}, which is no response"
                )
                yield context.finding(
                    "guarantee_time", "warning", message, row=row, column="patient", entered=row.patient
                )


def _labels(context: Context, row: TimeRow) -> list[tuple[str, bool]]:
    """What the listed categories of a patient are called, and whether each counts as a response."""
    near = context.paper.members(row.group) | {*context.paper.ancestors(row.group)}
    found = []
    for one in context.paper.patients:
        scale = context.scales.get(one.scale or "")
        if one.in_use and one.patient == row.patient and one.group in near and scale is not None:
            names = scale.categories_of(one.category)
            if names:
                found.append((one.category, any(scale.categories[name].response for name in names)))
    return found

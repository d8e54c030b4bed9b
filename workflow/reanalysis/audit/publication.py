"""The paper as a publication: its trial, notices, names it uses, and whether it can be re-analysed at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reanalysis.audit.alike import IDENTIFIERS
from reanalysis.audit.context import OTHER_CONTRADICTIONS, POST_PUBLICATION_NOTICE, Context, listed
from reanalysis.derive.membership import members_of
from reanalysis.model.against import SetOf, group_meant
from reanalysis.model.finding import Finding
from reanalysis.model.names import spelling_of
from reanalysis.model.naming import outcome_named, paper_named
from reanalysis.model.paper import PaperInfo
from reanalysis.model.rows import Comparison, Row


def _paper_ref(context: Context) -> str:
    return f"{context.paper.name}/paper.yaml:1"


def same_trial(context: Context) -> Iterator[Finding]:
    """Other papers on the same patients: counted once, never compared as independent."""
    others = [name for name in context.dataset.papers_of_trial(context.paper.info.trial) if name != context.paper.name]
    if others:
        message = (
            f"reports on the same trial as {listed(map(paper_named, others), 'and')}: the patients are never counted "
            "twice, and the papers are not compared as independent"
        )
        yield context.finding(
            "same_trial",
            "note",
            message,
            ref=_paper_ref(context),
            column="trial",
            entered=context.paper.info.trial,
            expected="; ".join(others),
        )


def same_registration(context: Context) -> Iterator[Finding]:
    """The same registration, DOI or PubMed id in a paper that is entered as another trial, and the same publication
    entered twice."""
    info = context.paper.info
    for name in context.alike.marked_as(context.paper.name):
        other = context.dataset.papers[name]
        for column in IDENTIFIERS:
            text = getattr(info, column)
            if (
                text
                and text.casefold() == getattr(other.info, column).casefold()
                and (other.info.trial != info.trial or column != "registration")
            ):
                message = (
                    f"{paper_named(name)} has the same {IDENTIFIERS[column]} ({text}) but another trial: if these "
                    "are the same patients, give both the same trial"
                )
                if other.info.trial == info.trial:
                    message = (
                        f"{paper_named(name)} has the same {IDENTIFIERS[column]} ({text}): is one publication "
                        "entered twice?"
                    )
                yield context.finding(
                    "one_trial_two_names",
                    "warning",
                    message,
                    ref=_paper_ref(context),
                    column=column,
                    entered=text,
                    expected=other.info.trial,
                )
                break
        else:
            yield from _same_title(context, name, other.info)


def _same_title(context: Context, name: str, other: PaperInfo) -> Iterator[Finding]:
    """One title, or one first author, year and number of patients, under two names."""
    info = context.paper.info
    if info.title.casefold() == other.title.casefold():
        message = (
            f"{paper_named(name)} has the same title: is one publication entered twice, or one trial under two names?"
        )
        yield context.finding(
            "one_trial_two_names",
            "warning",
            message,
            ref=_paper_ref(context),
            column="title",
            entered=info.title,
            expected=other.trial,
        )
    elif (
        info.trial != other.trial
        and info.enrolled
        and (info.first_author.casefold(), info.year, info.enrolled)
        == (other.first_author.casefold(), other.year, other.enrolled)
    ):
        message = (
            f"{paper_named(name)} has the same first author, year and number of patients ({info.enrolled}) but another "
            "trial: if these are the same patients, give both the same trial"
        )
        yield context.finding(
            "one_trial_two_names",
            "note",
            message,
            ref=_paper_ref(context),
            column="trial",
            entered=info.trial,
            expected=other.trial,
        )


def folder_name(context: Context) -> Iterator[Finding]:
    """A folder's name with another year or first author than paper.yaml."""
    info = context.paper.info
    match = re.fullmatch(r"([a-z]+)([12][0-9]{3})[a-z]?", context.paper.name)
    if match and int(match[2]) != info.year:
        message = f"the folder is called {context.paper.name}, and paper.yaml gives {info.year} as year of publication"
        yield context.finding(
            "folder_name_differs",
            "note",
            message,
            ref=_paper_ref(context),
            column="year",
            entered=info.year,
            expected=match[2],
        )


def main_outcome(context: Context) -> Iterator[Finding]:
    """A main outcome that stands in no table, so that the summary has nothing to show."""
    paper, name = context.paper, context.paper.info.main_outcome
    given = {getattr(row, "outcome", None) or getattr(row, "endpoint", None) for row in paper.estimated_rows}
    given |= {
        outcome
        for scale in {getattr(row, "scale", "") for row in paper.estimated_rows} & set(context.scales)
        for outcome in context.scales[scale].outcomes
    }
    if name and name not in given:
        near = spelling_of(name, sorted(filter(None, given)))
        message = f"the main outcome, {context.outcomes.label(name).lower()}, stands in no table" + (
            f"; the nearest is {context.outcomes.label(near).lower()}" if near else ""
        )
        yield context.finding(
            "main_outcome_missing",
            "note",
            message,
            ref=_paper_ref(context),
            column="main_outcome",
            entered=name,
            expected=near,
        )


def own_trial_as_control(context: Context) -> Iterator[Finding]:
    """A control from another paper on the same trial, alone or in a set: the same patients on both sides (INSPECT-SR
    4.10)."""
    for row in context.paper.comparisons:
        for name in _papers_of_control(context, row) if row.in_use else ():
            other = context.dataset.papers.get(name)
            if other is not None and name != context.paper.name and other.info.trial == context.paper.info.trial:
                message = (
                    f"the control is a group of {paper_named(name)}, which reports on the same trial: its patients "
                    f"are very probably among those of {context.label(row.group)}, so the two are not compared"
                )
                yield context.finding(
                    "same_trial_control",
                    "warning",
                    message,
                    row=row,
                    column="against",
                    entered=row.against,
                    inspect_sr=OTHER_CONTRADICTIONS,
                )
                break


def _papers_of_control(context: Context, row: Comparison) -> list[str]:
    if isinstance(row.control, SetOf):
        members = members_of(context.dataset, row.control.name, outcome=row.outcome, endpoint=row.endpoint)
        return [member.paper for member in members]
    meant = group_meant(row.control, context.paper.name)
    return [meant[0]] if meant else []


def notices(context: Context) -> Iterator[Finding]:
    """A retracted paper (INSPECT-SR 1.1), and one that a machine typed."""
    if context.paper.info.entered_by == "machine":
        by = context.paper.info.confirmed_by
        yield context.finding(
            "entered_by_machine",
            "note",
            f"a machine typed this paper; {f'{by} held it against what is printed' if by else 'a second entry agrees'}",
            ref=_paper_ref(context),
            column="entered_by",
            entered="machine",
        )
    if context.paper.info.retracted == "yes":
        yield context.finding(
            "retracted",
            "warning",
            "the paper is retracted: its numbers are shown for the record",
            ref=_paper_ref(context),
            column="retracted",
            entered="yes",
            inspect_sr=POST_PUBLICATION_NOTICE,
        )


def nothing_to_analyse(context: Context) -> Iterator[Finding]:
    """A paper that prints no number from which anything could be estimated."""
    if not context.paper.has_numbers:
        others = [
            name for name in context.dataset.papers_of_trial(context.paper.info.trial) if name != context.paper.name
        ]
        linked = f"; see {listed(map(paper_named, others), 'and')} on the same trial" if others else ""
        message = (
            "nothing in this paper can be re-analysed: it prints no count, time or summary of an outcome; its "
            f"{len(context.paper.statements)} statements are shown{linked}"
        )
        yield context.finding("nothing_to_analyse", "note", message, ref=_paper_ref(context))


def unknown_names(context: Context) -> Iterator[Finding]:
    """Outcomes, endpoints and scales that the configuration does not list, with the nearest name."""
    paper, outcomes = context.paper, context.outcomes
    derived = {name for scale in context.scales.values() for name in scale.outcomes}
    known = {
        "outcome": [*outcomes.outcomes, *derived],
        "endpoint": list(outcomes.endpoints),
        "scale": list(context.scales),
    }
    tables: dict[str, Iterable[Row]] = {
        "outcome": (*paper.counts, *paper.comparisons),
        "endpoint": (*paper.times, *paper.summaries, *paper.comparisons, *paper.curves, *paper.at_risk),
        "scale": (*paper.categories, *paper.patients),
    }
    for column, rows in tables.items():
        said: set[str] = set()
        for row in rows:
            name = getattr(row, column)
            if name and name not in known[column] and name not in said and not _is_known(context, column, name):
                said.add(name)
                near = spelling_of(name, known[column])
                where = "config/scales.yaml" if column == "scale" else "config/outcomes.yaml"
                nearest = near if column == "scale" else outcome_named(near)
                hint = f"; the nearest is {nearest}" if near else ""
                yield context.finding(
                    "unknown_name",
                    "note",
                    f"{name} is not in {where}{hint}: it is analysed under its own name",
                    row=row,
                    column=column,
                    entered=name,
                    expected=near,
                    outcome=name,
                )


def _is_known(context: Context, column: str, name: str) -> bool:
    """Whether a name is one of the vocabulary in the plural or in another spelling; counts of patients who are free of
    an event are named after the endpoint as well."""
    endpoint = context.outcomes.endpoint(name) is not None
    return {"outcome": endpoint or context.outcomes.outcome(name) is not None, "endpoint": endpoint}.get(column, False)

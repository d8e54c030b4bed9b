"""What the tables of a run are, and what each of their columns holds: for the data dictionary and for
datapackage.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reanalysis.model.agreement import ENTRIES, KINDS
from reanalysis.model.answer_columns import ANSWERS, COMPARABILITY
from reanalysis.model.estimate import DERIVED
from reanalysis.model.finding import SEVERITIES

NUMBER, WHOLE, TEXT, IDENTIFIER, YES_NO = "number", "whole number", "text", "id", "yes, no"
STAGES = {
    "response_rates": "Rates with their intervals: rows of estimates.csv",
    "comparisons": "Comparisons with controls: rows of estimates.csv",
    "borrowing": "Priors from historical controls: rows of estimates.csv",
    "trends": "Trends across dose groups: rows of estimates.csv",
    "survival": "Times: rows of estimates.csv",
    "synthesis": "Pooled estimates: rows of estimates.csv",
}


@dataclass(frozen=True, kw_only=True)
class ResultTable:
    """A table of results.

    Attributes
    ----------
    description
        What one row of it is.
    columns
        For each column its kind (one of the words above, or the values that it may have, joined by commas) and what it
        holds.
    key
        Columns that tell rows apart; blank where rows may repeat.
    always
        Columns that are never blank.
    papers
        Whether `paper` names a row of papers.csv.
    """

    description: str
    columns: Mapping[str, tuple[str, str]]
    key: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    papers: bool = True


_OF = {
    "paper": (IDENTIFIER, "paper of the row"),
    "group": (IDENTIFIER, "group of the paper"),
    "outcome": (IDENTIFIER, "what is counted; the response that restricts an endpoint"),
    "endpoint": (IDENTIFIER, "what is timed"),
    "population": (IDENTIFIER, "whom the number is of; blank = unstated"),
    "assessor": (IDENTIFIER, "who judged; blank = unstated"),
    "confirmed": (YES_NO, "whether responses were confirmed; blank = unstated"),
    "unit": (TEXT, "unit of the times, as the paper prints it"),
    "derived": (", ".join(DERIVED), "how the count or the times came about"),
    "note": (TEXT, "what a reader should know about this row"),
    "comparison": (IDENTIFIER, "comparison of comparisons.csv"),
    "method": (IDENTIFIER, "method of the interval, test or curve"),
    "events": (WHOLE, "patients with the outcome, or events"),
    "n": (WHOLE, "denominator"),
    "p_value": (NUMBER, "p-value"),
    "conf_low": (NUMBER, "lower limit; blank = not estimable"),
    "conf_high": (NUMBER, "upper limit; blank = not estimable; inf = unbounded"),
}


def _of(*names: str) -> dict[str, tuple[str, str]]:
    return {name: _OF[name] for name in names}


ESTIMATES: Mapping[str, tuple[str, str]] = {
    "result_id": (TEXT, "readable name of the row, independent of its position and value; unique"),
    "paper": (IDENTIFIER, "paper of the estimate; blank for pooled rows"),
    "group": (IDENTIFIER, "group of the paper, or set:<set>"),
    "outcome": (
        IDENTIFIER,
        "what is counted; <scale>:<category> for category_proportion; the response that restricts an endpoint",
    ),
    **_of("endpoint", "population"),
    "assessor": (IDENTIFIER, "who judged the response; blank = unstated"),
    "confirmed": (YES_NO, "whether responses were confirmed; blank = unstated"),
    "against": (TEXT, "what is compared with, as entered in comparisons"),
    "measure": (IDENTIFIER, "what is estimated"),
    "at": (TEXT, "time of a landmark in the paper's unit, fraction of a quantile, or the known rate of a comparison"),
    "unit": (TEXT, "unit of the estimate and of at, as the paper prints it"),
    "method": (IDENTIFIER, "method of the interval or test"),
    "estimate": (
        NUMBER,
        "the estimate at full precision; blank = not estimable, with the reason in note; inf = infinite",
    ),
    "conf_level": (NUMBER, "confidence level of the limits, as a fraction"),
    "conf_low": (NUMBER, "lower confidence limit; blank = not estimable"),
    "conf_high": (NUMBER, "upper confidence limit; blank = not estimable; inf = unbounded"),
    "p_value": (NUMBER, "p-value of the stated alternative"),
    "alternative": ("two_sided, greater, less", "alternative of the test, or the side of a one-sided limit"),
    "events": (WHOLE, "patients with the outcome, or events"),
    "n": (WHOLE, "denominator, or patients with a time"),
    "primary": (YES_NO, "yes for exactly one row of each quantity"),
    "derived": (", ".join(DERIVED), "how the count came about"),
    "basis": ("printed, counted, inferred", "the weakest basis of the cells behind the number"),
    "sources": (
        TEXT,
        "cells of data/raw behind the number, <paper>/<file>:<line> or <paper>/<file>!<sheet>!<cell>, joined by ; and "
        "lines in a row as a range, <paper>/<file>:<first>-<last>",
    ),
    "note": (TEXT, "what a reader should know about this row"),
}
_ROBUSTNESS = {
    **_of("paper", "comparison"),
    "quantity": (IDENTIFIER, "what is varied, or where a conclusion turns"),
    "at": (TEXT, "the assumed value, or the level at which the conclusion turns; inf = the control taken as known"),
    "value": (NUMBER, "the quantity: a rate, a difference, a count or a time"),
    **_of("p_value", "conf_low", "conf_high", "events", "n"),
    "control": (TEXT, "the control: a rate, or events/n"),
    "control_events": (WHOLE, "the count that a control without a denominator is supposed to have"),
    "control_n": (WHOLE, "the patients that it is supposed to have"),
    **_of("derived", "note"),
}
_POOL = {
    "set": (IDENTIFIER, "set of sets.csv"),
    "outcome": (IDENTIFIER, "what is counted"),
    "at": (TEXT, "time of assessment, where counts stand at several"),
    **_of("unit"),
}
TABLES: dict[str, ResultTable] = {
    "estimates": ResultTable(
        description="Every estimate of the run, one per row, one schema for all stages",
        columns=ESTIMATES,
        key=("result_id",),
        always=("result_id", "group", "measure", "method", "primary", "derived", "sources"),
    ),
    **{
        name: ResultTable(
            description=text,
            columns=ESTIMATES,
            key=("result_id",),
            always=("result_id", "group", "measure", "method", "primary", "derived", "sources"),
        )
        for name, text in STAGES.items()
    },
    "papers": ResultTable(
        description="Every folder of data/raw, whether it was analysed, and if not why",
        key=("paper",),
        always=("paper", "state"),
        papers=False,
        columns={
            "paper": (IDENTIFIER, "name of the folder"),
            "state": ("analysed, left_out, nothing_to_analyse", "what became of the paper"),
            "problems": (TEXT, "why nothing was analysed"),
            "entries": (
                ", ".join(ENTRIES),
                "how often the paper was typed; twice_agreeing = no number differs between the entries",
            ),
        },
    ),
    "answers": ResultTable(
        description="The answer of each trial: its main outcome, each control, and one row without a control for all",
        always=("trial", "papers", "verdict", "sentence"),
        papers=False,
        columns=ANSWERS,
    ),
    "comparability": ResultTable(
        description="What a comparison across papers, sets or times holds against each other, item by item",
        key=("paper", "comparison", "control", "item"),
        always=("paper", "comparison", "control", "item", "agrees", "consequence"),
        columns=COMPARABILITY,
    ),
    "facts": ResultTable(
        description="What an estimate can tell beside its columns, one fact per row",
        key=("result_id", "name"),
        always=("result_id", "name", "value"),
        papers=False,
        columns={
            "result_id": (TEXT, "the estimate"),
            "name": (IDENTIFIER, "what it tells, as control_n does of the patients of the control"),
            "value": (TEXT, "the fact as text; numbers at full precision"),
        },
    ),
    "findings": ResultTable(
        description="What the audit noticed, and what entry could not read",
        always=("check", "severity", "message", "acknowledged"),
        columns={
            "paper": (IDENTIFIER, "paper of the finding"),
            "check": (TEXT, "name of the check, or code of the error"),
            "severity": (", ".join(SEVERITIES), "how grave it is"),
            "table": (TEXT, "table or file that it is about"),
            "row": (TEXT, "line in the file, or row of the sheet"),
            "column": (TEXT, "column that it is about"),
            "entered": (TEXT, "what was typed"),
            "expected": (TEXT, "what was expected"),
            "message": (TEXT, "the finding in words"),
            "inspect_sr": (TEXT, "number of the check in INSPECT-SR, where it has one"),
            "acknowledged": (YES_NO, "whether somebody has accepted it"),
            "group": (IDENTIFIER, "group that it is about"),
            "outcome": (IDENTIFIER, "outcome or endpoint that it is about"),
            "source": (TEXT, "cells that it is about, joined by ;"),
            "acknowledged_reason": (TEXT, "why it was accepted"),
            "acknowledged_by": (TEXT, "initials of who accepted it"),
            "about": (
                "paper, entry, comparison, assumption, passed",
                "the paper against itself, how it was typed, our own comparison, what had to be taken as given, or a "
                "check that passed",
            ),
            "cause": (TEXT, "the first of the findings of its paper that have one cause"),
            "cause_text": (TEXT, "what the findings of this cause say together, in one sentence"),
            "parts": (TEXT, "the message with its names marked, as in {paper newdrug2021}; blank = it names none"),
            "short": (TEXT, "the message without what a heading above it says; blank = the same"),
            "numbers": (TEXT, "numbers of the message, joined by ;: an acknowledgement holds as long as they stand"),
        },
    ),
    "robustness": ResultTable(
        description="How far a comparison depends on what is assumed about its control",
        columns=_ROBUSTNESS,
        always=("paper", "comparison", "quantity"),
    ),
    "survival_robustness": ResultTable(
        description="The same for comparisons of endpoints",
        columns=_ROBUSTNESS,
        always=("paper", "comparison", "quantity"),
    ),
    "multiverse": ResultTable(
        description="Every analysis of a compared outcome, one per row",
        always=("paper", "group", "outcome", "method", "stands"),
        columns={
            **_of("paper", "group", "outcome", "comparison"),
            "control": (TEXT, "the control, and as how many patients it is taken"),
            "label": (TEXT, "which way of counting"),
            "denominator": (TEXT, "which denominator"),
            "method": (IDENTIFIER, "the test"),
            **_of("events", "n"),
            "difference": (NUMBER, "rate minus the control's"),
            "p_value": (NUMBER, "two-sided p-value"),
            "stands": (YES_NO, "whether the conclusion stands"),
        },
    ),
    "synthesis_studies": ResultTable(
        description="Every study of a pool: its own rate, its weight, the pool without it, and the pool up to its year",
        always=("set", "paper", "group", "measure"),
        columns={
            **_POOL,
            "subgroup": (TEXT, "its subgroup, as entered in sets.csv"),
            **_of("paper", "group"),
            "year": (WHOLE, "year of the publication"),
            "x": (NUMBER, "its covariate, as entered in sets.csv"),
            "events_low": (WHOLE, "the lowest count that it may have had"),
            "events_high": (WHOLE, "the highest; the same where the count is known"),
            "n": (WHOLE, "patients"),
            "estimate": (NUMBER, "its rate, ratio, survival or median; blank = the count is known as a set only"),
            "conf_low": (NUMBER, "lower limit: exact, of the lowest count; as printed for an effect"),
            "conf_high": (NUMBER, "upper limit: exact, of the highest count; as printed for an effect"),
            "weight": (
                NUMBER,
                "its share in the model by restricted maximum likelihood (of rates on the logit scale); blank = none",
            ),
            "without_estimate": (
                NUMBER,
                "the pool without it: by glmm for rates, else by reml; blank = no other study",
            ),
            "without_conf_low": (NUMBER, "lower limit of that"),
            "without_conf_high": (NUMBER, "upper limit of that"),
            "cumulative_estimate": (NUMBER, "the pool of the studies up to its year, it included, by the same model"),
            "cumulative_conf_low": (NUMBER, "lower limit of that"),
            "cumulative_conf_high": (NUMBER, "upper limit of that"),
            "sources": (TEXT, "cells behind its count, joined by ;"),
            "endpoint": (IDENTIFIER, "endpoint that is pooled; blank for an outcome"),
            "measure": (IDENTIFIER, "what is pooled: proportion, odds_ratio, hazard_ratio, survival_probability, ..."),
            "against": (IDENTIFIER, "its group of comparison; blank for a single group"),
            "control_events": (WHOLE, "events of that group"),
            "control_n": (WHOLE, "patients of that group"),
        },
    ),
    "synthesis_choices": ResultTable(
        description="A pooled rate under every model and every choice of studies",
        always=("set", "outcome", "choice", "method", "studies"),
        papers=False,
        columns={
            **_POOL,
            "choice": (TEXT, "which studies, and how counts known as a set are taken"),
            **_of("method"),
            "studies": (WHOLE, "number of studies"),
            "estimate": (NUMBER, "the pooled rate"),
            **_of("conf_low", "conf_high"),
        },
    ),
    "survival_curves": ResultTable(
        description="Kaplan-Meier curves, one step per row",
        always=("paper", "group", "endpoint", "unit", "time", "n_at_risk", "survival", "method"),
        columns={
            **_of("paper", "group", "outcome", "endpoint", "population", "assessor", "confirmed", "unit"),
            "time": (NUMBER, "time of the step"),
            "n_at_risk": (WHOLE, "patients at risk just before it"),
            "events": (WHOLE, "events at it"),
            "censored": (WHOLE, "patients censored at it"),
            "survival": (NUMBER, "share without the event after it"),
            "std_error": (NUMBER, "Greenwood's standard error; blank = not defined"),
            **_of("conf_low", "conf_high", "method", "derived"),
        },
    ),
    "parametric_curves": ResultTable(
        description="Fitted distributions beside the curves, one point per row",
        always=("paper", "group", "endpoint", "unit", "time", "survival", "method"),
        columns={
            **_of("paper", "group", "outcome", "endpoint", "population", "assessor", "confirmed", "unit"),
            "time": (NUMBER, "time of the point"),
            "survival": (NUMBER, "share without the event by the distribution"),
            "method": (IDENTIFIER, "the distribution"),
            **_of("derived"),
        },
    ),
    "reconstruction": ResultTable(
        description="Printed numbers beside those of a curve that was reconstructed from a figure",
        always=("paper", "group", "endpoint", "quantity", "used"),
        columns={
            **_of("paper", "group", "endpoint"),
            "against": (TEXT, "the other group, for a hazard ratio"),
            "quantity": (IDENTIFIER, "what is compared"),
            "at": (TEXT, "time that it is for"),
            "unit": (TEXT, "unit of the times"),
            "printed": (TEXT, "the number as printed"),
            "reconstructed": (NUMBER, "the same number from the reconstructed times"),
            "difference": (NUMBER, "reconstructed minus printed"),
            "verdict": (TEXT, "whether they agree"),
            "used": (YES_NO, "whether the reconstruction itself used the printed number"),
            "sources": (TEXT, "cells of the printed number"),
            **_of("note"),
            "value_unit": ("percent, fraction", "unit of a share; blank = no share"),
        },
    ),
    "agreement": ResultTable(
        description="How far two entries of a paper agree",
        key=("paper",),
        always=("paper", "entries"),
        columns={
            **_of("paper"),
            "entries": (", ".join(ENTRIES), "how often the paper was typed"),
            "cells_compared": (WHOLE, "cells typed in both entries; blank = entered once, or errors in an entry"),
            "cells_agreeing": (WHOLE, "of these, the same in both"),
            "cells_differing": (WHOLE, "of these, not the same"),
            "only_first": (WHOLE, "cells of the first entry alone"),
            "only_second": (WHOLE, "cells of the second entry alone"),
            "percent_agreement": (NUMBER, "of the cells typed in both entries, how many in 100 are the same"),
            "texts_differing": (WHOLE, "own words that differ; not counted"),
            "problems": (WHOLE, "errors in one of the entries"),
        },
    ),
    "agreement_differences": ResultTable(
        description="Every difference between two entries",
        always=("paper", "table", "kind"),
        columns={
            **_of("paper"),
            "table": (TEXT, "table that it is in"),
            "key": (TEXT, "the row's key"),
            "column": (TEXT, "the column; blank = a whole row"),
            "kind": (", ".join(KINDS), "what differs; text = own words, not counted"),
            "first": (TEXT, "the first entry's text"),
            "second": (TEXT, "the second entry's text"),
            "first_place": (TEXT, "cell of the first entry"),
            "second_place": (TEXT, "cell of the second entry"),
            "cells": (WHOLE, "cells that it counts for"),
            "hint": (TEXT, "what may have happened"),
            "ref": (TEXT, "the row that it is about"),
        },
    ),
    "changes": ResultTable(
        description="What differs from the accepted results",
        always=("result_id", "kind"),
        papers=False,
        columns={
            "result_id": (TEXT, "the estimate"),
            "column": (TEXT, "the column that changed; conclusion = what its interval says; blank = the row"),
            "accepted": (TEXT, "its text in the accepted results"),
            "current": (TEXT, "its text now"),
            "kind": ("added, removed, changed, conclusion", "what happened"),
        },
    ),
    "changed_cells": ResultTable(
        description="Cells of the data that differ from the accepted run",
        always=("paper", "table", "kind"),
        papers=False,
        columns={
            "paper": (IDENTIFIER, "paper of the cell, which may be gone"),
            "table": (TEXT, "its table"),
            "row": (TEXT, "the row's key"),
            "column": (TEXT, "its column"),
            "accepted": (TEXT, "its text in the accepted run"),
            "current": (TEXT, "its text now"),
            "kind": ("changed, added, removed, row_added, row_removed", "what happened"),
            "place": (TEXT, "where it stands now"),
        },
    ),
    "changed_settings": ResultTable(
        description="Versions, choices and definitions that differ from the accepted run",
        key=("setting",),
        always=("setting",),
        papers=False,
        columns={
            "setting": (TEXT, "name of the setting"),
            "accepted": (TEXT, "its value in the accepted run"),
            "current": (TEXT, "its value now"),
        },
    ),
    "data_dictionary": ResultTable(
        description="Every column of the input tables and of the results",
        key=("table", "column"),
        always=("table", "column", "type", "required", "description"),
        papers=False,
        columns={
            "table": (TEXT, "the table; estimates stands for the tables of the stages, too"),
            "column": (TEXT, "the column"),
            "type": (TEXT, "what its cells hold"),
            "required": (YES_NO, "whether it is never blank"),
            "description": (TEXT, "what it means"),
        },
    ),
}

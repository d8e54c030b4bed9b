"""The tables that are entered, each told once: what templates, messages, second entries, pages and panels say of it.

Its columns stand in its model (`rows.py`). This module needs the standard library alone, because the workflow reads the
names of the tables at every start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class InputTable:
    """One table of a paper, or of the review.

    Attributes
    ----------
    title
        What it is called on the pages.
    one_row
        What one row is, for the data dictionary.
    reads
        Columns that the number of a row is read from, in order; of several names in one entry the first that is filled.
    example
        The example row of its template, but for the source.
    estimated
        Whether results are made of it, so that a paper that has nothing else still has something to show.
    of_paper
        Whether its rows are the paper's own numbers: an error in one of them leaves out the paper, not the row.
    typed_twice
        Whether a second person can type it alike, so that second entries are compared.
    apart
        Columns that tell its rows apart where its model has no key.
    """

    title: str
    one_row: str
    reads: tuple[tuple[str, ...], ...]
    example: Mapping[str, str]
    estimated: bool = False
    of_paper: bool = True
    typed_twice: bool = True
    apart: tuple[str, ...] = ()


INPUT_TABLES: dict[str, InputTable] = {
    "groups": InputTable(
        title="Groups",
        one_row="An arm, cohort, dose level or subset of the paper's patients. Required in every folder.",
        reads=(("n",),),
        example={"group": "all", "label": "All patients", "n": "30", "role": "treatment"},
    ),
    "counts": InputTable(
        title="Counts",
        one_row="Something counted in a group.",
        reads=(("events", "reported"), ("n",)),
        example={
            "group": "all",
            "outcome": "objective_response",
            "events": "15",
            "n": "30",
            "reported": "15/30 (50%)",
            "population": "evaluable",
        },
        estimated=True,
    ),
    "categories": InputTable(
        title="Categories",
        one_row="A category of a scale of exclusive categories, with its count. A category that is not entered is "
        "unknown, not zero.",
        reads=(("count",), ("n",)),
        example={"group": "all", "scale": "recist", "category": "cr", "count": "3", "reported": "3 (10%)"},
        estimated=True,
    ),
    "patients": InputTable(
        title="Listed patients",
        one_row="A patient whom the paper lists, with the category and the measurement behind it.",
        reads=(("category",), ("value",)),
        example={"patient": "1", "group": "all", "scale": "recist", "category": "PR"},
        estimated=True,
    ),
    "times": InputTable(
        title="Times",
        one_row="A time that the paper lists for a patient.",
        reads=(("time",), ("unit",)),
        example={"patient": "1", "group": "all", "endpoint": "duration_of_response", "time": "6+", "unit": "months"},
        estimated=True,
    ),
    "summaries": InputTable(
        title="Summaries",
        one_row="A printed median, range, percentage at a time, hazard ratio or follow-up.",
        reads=(("value",), ("low",), ("high",), ("at",)),
        example={
            "group": "all",
            "endpoint": "overall_survival",
            "statistic": "median",
            "value": "14.2",
            "low": "9.8",
            "high": "NE",
            "conf_level": "95",
            "unit": "months",
        },
        estimated=True,
    ),
    "curves": InputTable(
        title="Digitised curves",
        one_row="A point digitised from a Kaplan-Meier figure.",
        reads=(("time",), ("survival",)),
        example={"group": "all", "endpoint": "overall_survival", "time": "6.1", "survival": "82.5", "unit": "months"},
        estimated=True,
        typed_twice=False,
        apart=("group", "endpoint", "time"),
    ),
    "at_risk": InputTable(
        title="Numbers at risk",
        one_row="A number from the at-risk table below a figure.",
        reads=(("time",), ("n_at_risk",)),
        example={"group": "all", "endpoint": "overall_survival", "time": "6", "n_at_risk": "24", "unit": "months"},
    ),
    "comparisons": InputTable(
        title="Comparisons",
        one_row="A group that is to be compared with another, with a rate or with a reference.",
        reads=(("against",),),
        example={"comparison": "all_against_25", "group": "all", "outcome": "objective_response", "against": "25%"},
        of_paper=False,
    ),
    "claims": InputTable(
        title="Claims",
        one_row="Arithmetic that the paper asserts.",
        reads=(("stated",), ("expression",)),
        example={"claim": "responders", "stated": "15", "expression": "3 + 12"},
        of_paper=False,
    ),
    "statements": InputTable(
        title="Statements",
        one_row="What the paper asserts without numbers.",
        reads=(("statement",),),
        example={"statement": "Most responses came within the first two cycles.", "group": "all"},
        of_paper=False,
        typed_twice=False,
        apart=("statement",),
    ),
    "acknowledged": InputTable(
        title="Acknowledged findings",
        one_row="A finding that somebody looked at and accepts.",
        reads=(("check",),),
        example={
            "check": "claim_not_reproducible",
            "table": "claims",
            "row": "responders",
            "entered": "15",
            "expected": "16",
            "reason": "as printed; the text says why",
            "by": "AB",
        },
        of_paper=False,
        typed_twice=False,
        apart=("check", "table", "row"),
    ),
    "sets": InputTable(
        title="Sets",
        one_row="A member of a set of groups that are pooled, in data/raw/sets.csv.",
        reads=(("paper",), ("group",)),
        example={},
        of_paper=False,
        typed_twice=False,
    ),
}
#: Of one paper: all but the sets, which stand beside the papers.
OF_A_PAPER = tuple(name for name in INPUT_TABLES if name != "sets")

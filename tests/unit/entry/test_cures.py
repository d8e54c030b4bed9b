"""Each cure, followed by a program as a person would: the value that was meant arrives, and nothing is wrong then."""

from __future__ import annotations

import csv
import re
from decimal import Decimal

import openpyxl
import pytest

from reanalysis.audit.alike import Alike
from reanalysis.audit.context import Context
from reanalysis.audit.percentages import printed_numbers
from reanalysis.derive.bounds import count_sets
from reanalysis.derive.percentages import denominator
from reanalysis.derive.tallies import count_candidates
from reanalysis.entry import read_paper
from reanalysis.model.config import AuditConfig, Outcomes
from reanalysis.model.paper import Dataset

_X = r"[^\s;,]+"
STEPS = (
    (rf"enter ({_X}) in (low|events|value|count), ({_X}) in (high|n|low)(?:, ({_X}) in (high|conf_level))?", "pairs"),
    (rf"enter ({_X}) in (events|count)", "pairs"),
    (rf"type ({_X}) here and ({_X}) in the column (n)", "here"),
    (r"leave (?:events|it) blank and put the text as printed into (reported)", "move"),
    (rf"leave it blank and type ({_X}) as text into (reported)", "into"),
    (rf"write ({_X}) in (events) if it is a count", "into"),
    (rf"write ({_X}) in (events), or", "into"),
    (rf"(?:write|type|retype) ({_X})(?:[,;] (?:and|write) ({_X}) in (unit|value_unit))?", "write"),
)


def follow(cure, column, cells):
    """The cells of a row after a cure: what a person does who follows it to the letter."""
    for pattern, kind in STEPS:
        match = re.search(pattern, cure)
        if match is None:
            continue
        found = match.groups()
        if kind == "pairs":
            pairs = [part for part in found if part]
            moved = dict(zip(pairs[1::2], pairs[::2], strict=True))
            return cells | ({column: ""} if column not in moved else {}) | moved
        if kind == "here":
            return cells | {column: found[0], found[2]: found[1]}
        if kind == "move":
            return cells | {column: "", found[0]: cells[column]}
        if kind == "into":
            return cells | {column: ""} | {found[1]: found[0]}
        return cells | {column: found[0]} | ({found[2]: found[1]} if found[1] else {})
    raise AssertionError(f"no program can follow: {cure}")


def cure_of(finding):
    """The way out that a message names."""
    return finding.message.rpartition("to mend it: ")[2]


COUNT = {"group": "all", "outcome": "objective_response", "events": "15", "n": "30", "source": "Table 2"}
SUMMARY = {
    "group": "all",
    "endpoint": "overall_survival",
    "statistic": "median",
    "value": "14.2",
    "unit": "months",
    "source": "T",
}
SURVIVAL = SUMMARY | {"statistic": "survival", "at": "12", "value_unit": ""}
COLUMNS = {
    "counts": "group outcome events n at unit reported low high conf_level source note".split(),
    "summaries": "group endpoint statistic at value value_unit low high conf_level unit source note".split(),
    "comparisons": "comparison group outcome against margin source".split(),
    "times": "patient group endpoint time unit source".split(),
}
COMPARISON = {"comparison": "c", "group": "all", "outcome": "objective_response", "against": "25%", "source": "own"}
TIME = {"patient": "1", "group": "all", "endpoint": "overall_survival", "time": "6", "unit": "months", "source": "T"}


def write(paper, table, cells):
    with open(paper.path / f"{table}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS[table], restval="")
        writer.writeheader()
        writer.writerow(cells)


def count_meant(found):
    """Events and denominator, or the percentage, of the only count."""
    row = found.counts[0]
    return [*count_candidates(found, row)], denominator(found, row)[0]


TYPED_COUNTS = [
    ("events", "15/30", ([15], 30)),
    ("events", "15/30 (50%)", ([15], 30)),
    ("events", "15 of 30", ([15], 30)),
    ("events", "15 (50)", ([15], 30)),
    ("events", "50%", ([15], 30)),
    ("events", "15.0", ([15], 30)),
    ("events", "1 5", ([15], 30)),
    ("events", "fifteen", ([15], 30)),
    ("events", "=15/30", ([15], 30)),
    ("events", "15 patients", ([15], 30)),
    ("n", "=15/30", ([15], 30)),
    ("n", "n=30", ([15], 30)),
    ("n", "30 pts", ([15], 30)),
    ("n", "3O", ([15], 30)),
]


@pytest.mark.parametrize(("column", "typed", "meant"), TYPED_COUNTS)
def test_counts(paper, column, typed, meant):
    cells = COUNT | {column: typed} | ({"n": ""} if column == "events" and "=" in typed else {})
    write(paper, "counts", cells)
    error = paper.only_error()
    write(paper, "counts", follow(cure_of(error), column, cells))
    found, findings = paper.read()
    assert [f.message for f in findings] == [] and count_meant(found) == meant


NUMBERS = [
    ("counts", COUNT, "low", "31–69", {"low": "31", "high": "69"}),
    ("counts", COUNT, "low", "31,5", {"low": "31.5"}),
    ("counts", COUNT, "low", "=3/9", {}),
    ("counts", COUNT, "conf_level", "95% CI, 31 to 69", {"conf_level": "95", "low": "31", "high": "69"}),
    ("summaries", SUMMARY, "value", "14,2", {"value": "14.2"}),
    ("summaries", SUMMARY, "value", "14.2 mo", {"value": "14.2", "unit": "months"}),
    ("summaries", SUMMARY, "value", "not reached", {"value": "NE"}),
    ("summaries", SUMMARY, "value", "more than 26", {"value": ">26"}),
    ("summaries", SUMMARY, "value", "14.2 (95% CI 9.8-20)", {"value": "14.2", "low": "9.8", "high": "20"}),
    ("times", TIME, "time", "6 +", {"time": "6+"}),
    ("times", TIME, "time", ">6", {"time": "6+"}),
    ("times", TIME, "time", "6 months", {"time": "6"}),
    ("comparisons", COMPARISON, "against", "25", {"against": "25%"}),
    ("comparisons", COMPARISON, "against", "10 to 20", {"against": "10-20%"}),
    ("comparisons", COMPARISON, "margin", "10%", {"margin": "0.1"}),
]


@pytest.mark.parametrize(("table", "cells", "column", "typed", "meant"), NUMBERS)
def test_numbers(paper, table, cells, column, typed, meant):
    cells = cells | {column: typed}
    write(paper, table, cells)
    error = paper.only_error()
    if not meant:  # nobody but the paper knows
        assert "as the paper prints it" in cure_of(error)
        return
    write(paper, table, follow(cure_of(error), column, cells))
    found, _ = paper.read()
    assert found is not None and not paper.errors()
    row = getattr(found, table)[0]
    for name, text in meant.items():
        value = getattr(row, name)
        told = getattr(value, "text", None) or (
            f"{value.time}{'' if value.event else '+'}" if hasattr(value, "event") else str(value)
        )
        assert told == text


REPORTED = [
    ("=15/30", ([15], 30)),
    ("50.0", ([15], 30)),
    ("24", ([24], 25)),
    ("<=3", ([], 30)),
    ("50 (31-69)", ([15], 30)),
]


@pytest.mark.parametrize(("typed", "meant"), REPORTED)
def test_the_number_as_printed(paper, typed, meant):
    """A warning of the audit, which names what to write."""
    cells = COUNT | {"events": "", "n": str(meant[1]), "reported": typed}
    write(paper, "counts", cells)
    found, _ = paper.read()
    (finding,) = printed_numbers(Context(found, Dataset({}), Outcomes(), {}, AuditConfig(), Alike(Dataset({}))))
    assert finding.severity == "warning" and count_candidates(found, found.counts[0]) == []
    cure = finding.message.rpartition("; ")[2] if "if these are" not in finding.message else "write 50% (31-69)"
    changed = cells | {"reported": "50% (31-69)"} if "(31-69)" in cure else follow(cure, "reported", cells)
    write(paper, "counts", changed)
    found, findings = paper.read()
    assert findings == [] and count_meant(found) == meant
    if typed == "<=3":
        assert [(s.least, s.most) for s in count_sets(found, Outcomes())] == [(0, 3)]


def workbook(paper, table, cells, column, content, number_format=""):
    """The tables as a workbook with one cell as a spreadsheet holds it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (
        ("groups", [["group", "label", "n", "source"], ["all", "All", 30, "T"]]),
        (table, [COLUMNS[table], [cells.get(name, "") or None for name in COLUMNS[table]]]),
    ):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    cell = book[table].cell(2, COLUMNS[table].index(column) + 1)
    cell.value = content
    cell.number_format = number_format or ("@" if isinstance(content, str) else "General")
    for path in paper.path.glob("*.csv"):
        path.unlink()
    book.save(paper.path / f"{paper.path.name}.xlsx")


PERCENT_CELLS = [
    ("counts", COUNT | {"events": "", "n": 30}, "reported", 0.5, "0%", "count", ([15], 30)),
    ("counts", COUNT | {"events": "", "n": 25}, "reported", 0.24, "0%", "count", ([6], 25)),
    ("counts", COUNT | {"n": 30, "events": 15}, "low", 0.31, "0%", "low", Decimal(31)),
    ("counts", COUNT | {"events": "", "n": 30}, "events", 0.5, "0%", "count", ([15], 30)),
    ("summaries", SURVIVAL | {"at": 12}, "value", 0.565, "0.0%", "value", ("56.5", "percent")),
    ("counts", COUNT | {"events": "", "n": ""}, "reported", "=7/9", "", "count", ([7], 9)),
    ("counts", COUNT | {"events": "", "n": ""}, "events", "=7/9", "", "count", ([7], 9)),
    ("comparisons", COMPARISON, "against", 0.25, "0%", "against", "25%"),
]


@pytest.mark.parametrize(("table", "cells", "column", "content", "shape", "what", "meant"), PERCENT_CELLS)
def test_cells_of_a_spreadsheet(paper, table, cells, column, content, shape, what, meant):
    """What was 24% of 25 stays 6 of 25."""
    workbook(paper, table, cells, column, content, shape)
    errors = [finding for finding in read_paper(paper.path)[1] if finding.severity == "error"]
    assert [error.column for error in errors] == [column] and errors[0].check.startswith("e_xl")
    cure = cure_of(errors[0])
    changed = follow(cure, column, cells)
    text = "as text" in cure or what == "against"
    typed = changed[column] if text or not changed[column] else float(changed[column])
    workbook(paper, table, changed, column, int(typed) if isinstance(typed, float) and typed.is_integer() else typed)
    found, findings = read_paper(paper.path)
    assert [finding.message for finding in findings if finding.severity == "error"] == []
    row = getattr(found, table)[0]
    if what == "count":
        assert count_meant(found) == meant
    elif what == "value":
        assert (row.value.text, row.value_unit) == meant
    else:
        assert getattr(row, what) == meant

"""`reanalysis import table`: a sheet becomes papers, each row with its cells, and what is lost is named."""

from __future__ import annotations

import csv

import pytest
from openpyxl import Workbook

SHEET = """study,year,drug,low,high,n,comment
Smith,2001,a,3,3,30,first
Smith,2001,b,0,2,41,
Jones,2004,a,NA,NA,20,no count
Lee,,a,1,1,10,no year
"""
MAP = """
paper: {first_author: $study, year: $year, treatment: drug $drug}
groups:
  - {group: all, label: All patients, n: $n}
counts:
  - {group: all, outcome: pneumonitis, kind: toxicity, events: $low..$high}
sets:
  - {set: lungs, purpose: synthesis, group: all, outcome: pneumonitis}
outcomes:
  - {id: pneumonitis, label: Pneumonitis, kind: toxicity}
"""


@pytest.fixture
def imported(project, helpers):
    def run(sheet=SHEET, mapping=MAP, name="sheet.csv"):
        if isinstance(sheet, str):
            (project / name).write_text(sheet, encoding="utf-8")
        (project / "map.yaml").write_text(mapping, encoding="utf-8")
        return helpers.reanalysis(project, "import", "table", name, "--map", "map.yaml")

    return run


def rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_each_line_becomes_a_paper_whose_cells_lead_to_the_sheet(project, imported):
    done = imported(SHEET.replace("Smith", "Brown"))
    raw = project / "data/raw"
    assert sorted(path.name for path in raw.iterdir()) == [
        "brown2001",
        "brown2001b",
        "jones2004",
        "sets.csv",
        "smith2001",
    ]
    (count,) = rows(raw / "brown2001b/counts.csv")
    assert (count["events"], count["source"]) == ("<=2", "sheet.csv, line 3, columns low, high")
    assert rows(raw / "brown2001/counts.csv")[0]["events"] == "3"
    assert [row["paper"] for row in rows(raw / "sets.csv")] == ["brown2001", "brown2001b", "jones2004"]
    assert "one_trial_two_names" in done.stdout  # checked at once: two lines with one author, year and no title


def test_what_is_lost_is_named_where_it_is_lost(project, imported):
    done = imported(SHEET.replace("Smith", "Brown"))
    assert "Columns that the map does not name, kept in the notes of each paper: comment" in done.stdout
    assert "line 5: no first author or no year" in done.stderr.replace("sheet.csv, ", "") and done.returncode == 3
    notes = (project / "data/raw/jones2004/paper.yaml").read_text(encoding="utf-8")
    assert "line 4: comment no count; line 4: no events or reported for counts of all" in notes
    assert not (project / "data/raw/jones2004/counts.csv").exists()


def test_a_paper_that_is_there_is_never_overwritten(project, imported):
    before = (project / "data/raw/smith2001/counts.csv").read_bytes()
    done = imported()
    assert done.returncode == 1 and "smith2001 stand in data/raw already" in done.stderr
    assert (project / "data/raw/smith2001/counts.csv").read_bytes() == before
    assert not (project / "data/raw/jones2004").exists() and not (project / "data/raw/sets.csv").exists()


ARMS = """trial,arm,label,tpos,tneg
A1,new,New drug,4,119
A1,old,Old drug,11,128
B2,new,New drug,6,300
B2,old,Old drug,29,274
"""
OF_ARMS = """
paper: {id: trial$trial, first_author: Trial $trial, year: 1999}
groups: [{group: $arm, label: $label, n: $tpos + $tneg}]
counts: [{group: $arm, outcome: objective_response, events: $tpos}]
"""


def test_lines_of_one_trial_are_the_groups_of_one_paper(project, imported):
    imported(ARMS, OF_ARMS)
    assert [(row["group"], row["n"]) for row in rows(project / "data/raw/triala1/groups.csv")] == [
        ("new", "123"),
        ("old", "139"),
    ]


def test_a_group_that_stands_twice_with_other_cells_is_refused_and_named(project, imported):
    done = imported(ARMS.replace("A1,old", "A1,new"), OF_ARMS)
    assert "the group new of this paper stands in another line with other cells" in done.stderr and done.returncode == 3


def test_a_sheet_of_a_workbook_gives_the_same(project, imported):
    book = Workbook()
    for cells in csv.reader(ARMS.splitlines()):
        book.active.append([int(cell) if cell.isdigit() else cell for cell in cells])
    book.save(project / "arms.xlsx")
    imported(None, OF_ARMS, name="arms.xlsx")
    (first, _) = rows(project / "data/raw/triala1/counts.csv")
    assert (first["events"], first["source"]) == ("4", "arms.xlsx, sheet Sheet, line 2, columns arm, tpos")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("paper: {first_author: $who, year: 1999}", "the map names the column who"),
        ("papers: {}", "the key papers, which is not known"),
        ("counts: [{group: all, evnts: $n}]", "names evnts, which counts does not have"),
        ("counts: {group: all}", "is no list of lines"),
        ("- 1", "is no map"),
        ("{", "cannot be read"),
    ],
)
def test_a_map_that_cannot_be_used_says_why(imported, mapping, said):
    done = imported(SHEET, mapping)
    assert done.returncode == 1 and said in done.stderr


def test_a_range_that_does_not_start_at_0_is_not_entered_as_something_else(imported):
    done = imported(SHEET.replace("Smith,2001,b,0", "Brown,2001,b,1").replace("Smith", "Brown"))
    assert "a count of 1 to 2: only a range from 0" in done.stderr

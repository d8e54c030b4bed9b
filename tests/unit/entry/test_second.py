"""Two entries of one paper: matched by key, compared as typed, and nothing that is wrong in the second leaves the paper
out."""

from __future__ import annotations

import csv
import io
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.entry import read_raw
from reanalysis.entry.second import compare_entries, findings_of_second, has_second, names_for_second


@pytest.fixture
def twice(paper):
    """The good paper with a second entry that is the same."""
    copy = paper.path.parent / "copy"
    shutil.copytree(paper.path, copy)
    shutil.move(copy, paper.path / "second")
    return paper


def second(paper, name, old, new):
    path = paper.path / "second" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def differences(paper, kind=None):
    return [item for item in compare_entries(paper.path).differences if kind in (None, item.kind)]


def test_a_paper_without_a_second_entry(paper):
    assert not has_second(paper.path)
    assert compare_entries(paper.path).agreement.as_row()["entries"] == "once"
    (paper.path / "second").mkdir()
    (paper.path / "second/.hidden").write_text("")
    assert not has_second(paper.path) and not paper.errors()


def test_the_same_twice(twice):
    found = compare_entries(twice.path)
    assert (
        found.agreement.entries == "twice_agreeing"
        and found.differences == ()
        and found.agreement.percent_agreement == 100
    )
    assert not twice.errors()


def test_cells_are_counted_where_somebody_typed_something(twice):
    agreement = compare_entries(twice.path).agreement
    info = 3  # source_kind, first_author, year
    groups = 3 + 2 + 1  # n, parent, role; labels, splits and places are own words
    counts = (1 + 1 + 1 + 3) + 1  # events, n, reported, limits and level; events
    times = 2 + 2  # time and unit
    summaries = 2 + 3 + 2  # value and unit, value_unit
    assert agreement.cells_compared == info + groups + counts + times + summaries


def test_a_difference_has_both_texts_and_both_places(twice):
    second(twice, "counts.csv", "all,objective_response,15,", "all,objective_response,51,")
    second(twice, "counts.csv", ",30,,,50%", ",60,,,50%")
    found = differences(twice)
    assert [(d.table, d.column, d.kind, d.first, d.second) for d in found] == [
        ("counts", "events", "differs", "15", "51"),
        ("counts", "n", "differs", "30", "60"),
    ]
    assert found[0].key == "group all, outcome objective_response"
    assert (found[0].first_place, found[0].second_place) == (
        "smith2001/counts.csv:2:events",
        "smith2001/second/counts.csv:2:events",
    )
    assert compare_entries(twice.path).agreement.entries == "twice"


def test_a_difference_is_a_warning_at_the_first_entry(twice):
    second(twice, "groups.csv", "low,Low dose,10", "low,Low dose,12")
    (finding,) = findings_of_second(compare_entries(twice.path))
    assert (finding.check, finding.severity, finding.table, finding.row, finding.column) == (
        "entries_differ",
        "warning",
        "groups",
        "3",
        "n",
    )
    assert (finding.entered, finding.expected, finding.source) == (
        "10",
        "12",
        "smith2001/groups.csv:3",
    ) and "smith2001/second/groups.csv:3:n" in finding.message


def test_thousands_of_differences_are_not_thousands_of_findings(twice):
    header = "group,outcome,events,n,source\n"
    twice.write("counts.csv", header + "".join(f"all,o{i},1,30,T\n" for i in range(1000)))
    twice.write("second/counts.csv", header + "".join(f"all,o{i},2,30,T\n" for i in range(1000)))
    found = findings_of_second(compare_entries(twice.path))
    assert (
        len(found) == 201 and found[-1].message.startswith("800 more cells differ") and len(differences(twice)) == 1000
    )


def test_rows_and_cells_that_stand_in_one_entry_only(twice):
    second(twice, "times.csv", "2,high,duration_of_response,6+,months,Table 3\n", "")
    second(twice, "counts.csv", "50%", "")
    found = differences(twice)
    assert [(d.kind, d.table, d.column, d.cells) for d in found] == [
        ("only_first", "counts", "reported", 1),
        ("only_first", "times", "", 2),
    ]
    assert (
        found[1].first == "time 6+, unit months"
        and found[1].first_place == "smith2001/times.csv:3"
        and found[1].second_place == ""
    )
    agreement = compare_entries(twice.path).agreement
    assert (agreement.only_first, agreement.only_second, agreement.cells_differing, agreement.entries) == (
        3,
        0,
        0,
        "twice",
    )
    assert [f.check for f in findings_of_second(compare_entries(twice.path))] == ["entries_incomplete"]


def test_a_slip_in_a_key_shows_both_rows_with_a_hint(twice):
    second(twice, "counts.csv", ",6,months", ",9,months")
    found = differences(twice)
    assert [(d.kind, d.cells) for d in found] == [("only_first", 1), ("only_second", 1)]
    assert (
        found[0].hint == "may be smith2001/second/counts.csv:3, which has at 9"
        and found[1].hint == "may be smith2001/counts.csv:3, which has at 6"
    )


def test_what_says_the_same_is_the_same(twice):
    second(
        twice, "counts.csv", "low,objective_response,5,,6,months,,", "low,objective_response,5,10,6.0,months,,"
    )  # the group's n, 6 and 6.0 in the key
    second(twice, "counts.csv", "50%", "50 %")
    second(twice, "counts.csv", "6.0,months,,", "6.0,months,5,")  # reported 5 beside 5 events
    claims = "claim,stated,expression,source\na,50%,15/30,T\n"
    twice.write("claims.csv", claims).write("second/claims.csv", claims.replace("15/30", "15 / 30"))
    assert compare_entries(twice.path).agreement.entries == "twice_agreeing"
    second(twice, "counts.csv", "low,objective_response,5,10,", "low,objective_response,5,20,")
    assert [(d.column, d.first, d.second) for d in differences(twice)] == [("n", "10", "20")]


def test_printed_decimals_are_compared_as_typed(twice):
    second(twice, "summaries.csv", "56.5", "56.50")
    assert [(d.column, d.first, d.second, d.kind) for d in differences(twice)] == [
        ("value", "56.5", "56.50", "differs")
    ]


def test_own_words_are_shown_and_not_counted(twice):
    before = compare_entries(twice.path).agreement
    second(twice, "counts.csv", "Table 2,plain", "Tab. 2,other")
    second(twice, "paper.yaml", "Title of the paper", "Title of a paper")
    found = compare_entries(twice.path)
    assert [(d.table, d.column, d.kind) for d in found.differences] == [
        ("paper", "title", "text"),
        ("counts", "note", "text"),
        ("counts", "source", "text"),
    ]
    assert (
        found.agreement.entries == "twice_agreeing"
        and found.agreement.cells_agreeing == before.cells_agreeing
        and found.agreement.texts_differing == 3
    )
    assert not findings_of_second(found)


def test_several_printings_of_one_number_are_paired_by_what_they_say(twice):
    rows = ["all,complete_response,5,T1,yes\n", "all,complete_response,6,T2,no\n", "all,complete_response,7,T3,no\n"]
    header = "group,outcome,events,source,use\n"
    twice.write("counts.csv", header + "".join(rows))
    (twice.path / "second/counts.csv").write_text(header + rows[2] + rows[0] + rows[1].replace("6", "8"))
    assert [(d.column, d.first, d.second) for d in differences(twice)] == [("events", "6", "8")]


def test_an_error_in_the_second_entry_is_a_finding_and_the_paper_stays(twice):
    second(twice, "counts.csv", "all,objective_response,15,", "all,objective_response,15/30,")
    (twice.path / "second/extra.csv").write_text("x\n")
    entry = read_raw(twice.path.parent)
    assert list(entry.dataset.papers) == ["smith2001"] and not entry.dataset.left_out
    assert [(f.check, f.severity) for f in entry.findings] == [
        ("w_second_e_int", "warning"),
        ("w_second_e_file", "warning"),
    ]
    assert entry.findings[0].message.startswith("smith2001/second/counts.csv:2:events: E-INT")
    row = entry.agreements[0].as_row()
    assert (row["entries"], row["problems"], row["cells_compared"], row["percent_agreement"]) == ("twice", "2", "", "")


def test_the_same_key_twice_in_the_second_entry_is_an_error_there(twice):
    second(
        twice,
        "groups.csv",
        "low,Low dose,10,all,dose,,Table 1\n",
        "low,Low dose,10,all,dose,,Table 1\nlow,Low,12,all,dose,,Table 1\n",
    )
    found = compare_entries(twice.path)
    assert (
        [p.code for p in found.second_problems] == ["E-TWICE"] and not found.first_problems and found.differences == ()
    )


def test_an_error_in_the_first_entry_is_told_once(twice):
    twice.replace("counts.csv", "15", "x")
    entry = read_raw(twice.path.parent)
    assert (
        [f.check for f in entry.findings] == ["e_int"]
        and entry.agreements[0].problems == 1
        and entry.dataset.left_out == {"smith2001": 1}
    )


def test_a_second_entry_of_some_tables(twice):
    for name in ("paper.yaml", "groups.csv", "times.csv", "summaries.csv"):
        (twice.path / "second" / name).unlink()
    agreement = compare_entries(twice.path).agreement
    assert (
        agreement.problems == 0
        and agreement.cells_differing == 0
        and agreement.cells_agreeing == 7
        and agreement.only_first == 3 + 2 + 1 + 4 + 7
    )


def test_a_second_entry_in_which_nothing_was_typed_is_none(paper):
    from reanalysis.entry.blank.templates import csv_text

    (paper.path / "second").mkdir()
    given, there = names_for_second(paper.path)
    for table in there:
        paper.write(f"second/{table}.csv", csv_text(table, given.get(table, ())))
    found = compare_entries(paper.path)
    assert not found.agreement.second and findings_of_second(found) == [] and read_raw(paper.path.parent).findings == ()
    paper.replace("second/groups.csv", "all,All,,", "all,All,30,")
    assert compare_entries(paper.path).agreement.second


def test_a_table_that_holds_the_example_alone_was_not_typed_yet(twice):
    from reanalysis.entry.blank.templates import csv_text

    twice.write("second/times.csv", csv_text("times"))
    found = compare_entries(twice.path)
    assert found.second_problems == () and {d.table for d in found.differences} == {"times"}


def test_claims_are_matched_by_what_they_assert(twice):
    twice.write("claims.csv", "claim,stated,expression,source\npfs_reduction,56%,1 - 0.62,T\n")
    twice.write("second/claims.csv", "claim,stated,expression,source\nreduction_pfs,56%,1-0.62,T\n")
    assert differences(twice) == []


def test_comparisons_of_our_own_and_statements_are_left_aside(twice):
    twice.write(
        "comparisons.csv",
        "comparison,group,outcome,against,source\na,all,objective_response,25%,own\nb,all,objective_response,30%,Table "
        "9\n",
    )
    twice.write("statements.csv", "statement,source\nWell tolerated.,Abstract\n")
    assert [(d.table, d.key, d.cells) for d in differences(twice)] == [
        ("comparisons", "group all, outcome objective_response, against 30%", 1)
    ]


def test_a_link_called_second_is_refused_in_the_first(paper, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/groups.csv").write_text("group\n")
    (paper.path / "second").symlink_to(tmp_path / "elsewhere")
    assert not has_second(paper.path) and paper.only_error().check == "e_file"


def test_what_a_second_person_is_given(paper):
    given, tables = names_for_second(paper.path)
    assert given == {
        "groups": [
            {"group": "all", "label": "All"},
            {"group": "low", "label": "Low dose"},
            {"group": "high", "label": "High dose"},
        ]
    }
    assert tables == ["groups", "counts", "times", "summaries"]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_an_entry_agrees_with_itself_in_any_order(data, new_paper, tmp_path_factory):
    folder = new_paper(tmp_path_factory.mktemp("raw"))
    folder.write(
        "counts.csv",
        "group,outcome,events,reported,use,source,note\nall,a,1,,yes,T,\nall,a,2,,no,T,\nall,a,2,2/30,no,T,x\n"
        "low,b,3,,,T,\nhigh,b,4,4 "
        "(20),,T,\n",
    )
    place = folder.path / "second"
    place.mkdir()
    for path in folder.path.glob("*.csv"):
        header, *rows = csv.reader(path.read_text().splitlines())
        columns = data.draw(st.permutations(range(len(header))))
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(
            [row[i] for i in columns] for row in [header, *data.draw(st.permutations(rows))]
        )
        (place / path.name).write_text(text.getvalue())
    agreement = compare_entries(folder.path).agreement
    assert (
        agreement.entries == "twice_agreeing" and agreement.percent_agreement == 100 and agreement.texts_differing == 0
    )

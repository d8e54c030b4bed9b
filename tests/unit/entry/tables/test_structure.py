"""The shape of a table: header, cells per row, blank lines, totals, comments, quotes, duplicates."""

import pytest

GOOD = "group,outcome,events,source\nall,a,1,T\nall,b,2,T\n"
TABLES = [
    # text of counts.csv, then (code, row, column, part of the message) of each error
    (
        "group,outcome,events,source\nall,a,1,T,\nall,b,2,T,\n",
        [("e_cols", "2", "", "mend it: delete the comma"), ("e_cols", "3", "", "5 cells")],
    ),
    ("group,outcome,events,source\nall,a,1\n", [("e_cols", "2", "", "3 cells, fewer than the 4")]),
    ("group,outcome,events,source\nall,a,12,5,T\n", [("e_cols", "2", "", "write 12.5 and not 12,5")]),
    ("group,outcome,events,events,source\nall,a,1,1,T\n", [("e_twice", "1", "events", "columns 3 and 4")]),
    (
        "group,outcome,evnts,source\nall,a,1,T\n",
        [("e_column", "1", "evnts", "write events"), ("e_nothing", "2", "events", "events")],
    ),
    ("group,outcome,Events ,source\nall,a,1,T\n", [("e_column", "1", "Events", "write events")]),
    ("group,outcome,events,colour,source\nall,a,1,T,T\n", [("e_column", "1", "colour", "x_")]),
    ("group,outcome,events,source,\nall,a,1,T,\n", [("e_column", "1", "", "column 5 has no name")]),
    ("group,outcome,events\nall,a,1\n", [("e_missing", "1", "source", "the column source is missing")]),
    ("group,outcome,events,source\nall,a,1,T\n\nall,b,2,T\n", [("e_blank_line", "3", "", "blank line")]),
    ("group,outcome,events,source\nall,a,1,T\n,,,\nall,b,2,T\n", [("e_blank_line", "3", "", "blank line")]),
    ("group,outcome,events,source\nall,a,1,T\ntotal,a,3,T\n", [("e_total", "3", "group", "declare it in groups.csv")]),
    ("group,outcome,events,source\nall,a,1,T\nTotal,,3,\n", [("e_total", "3", "group", "delete the row")]),
    (
        "group,outcome,events,source\nall,a,1,T\nSum,b,3,T\n",
        [("e_total", "3", "group", "write sum if groups.csv declares such a group")],
    ),
    ("group,outcome,events,source\nall,a,1,T\nall,Sum,3,T\n", [("e_total", "3", "outcome", "delete the row")]),
    ("group,outcome,events,source\nall,a,1,T\n# a footnote\nall,b,2,T\n", [("e_comment", "3", "", "note")]),
    ("group,outcome,events,source\nall,a,1,T\n* one withdrew,,,\nall,b,2,T\n", [("e_comment", "3", "", "note")]),
    ("group,outcome,events,source\nall,a,1,T\n---,---,---,---\n", [("e_comment", "3", "", "a line of dashes")]),
    (
        "group,outcome,events,source\nall,a,1,T\ngroup,outcome,events,source\nall,b,2,T\n",
        [("e_header", "3", "", "here again")],
    ),
    ("group,outcome,events,source\nall,a,1,T\n,,3,\n", [("e_total", "3", "", "without group and outcome")]),
    (
        "group,outcome,events,source,\nall,a,1,T\nall,b,2,T\n",
        [("e_column", "1", "", "delete the comma at the end of the header")],
    ),
    ("group,outcome,events,source\nall,a,1,T,,\n", [("e_cols", "2", "", "delete the commas at the end of the line")]),
    (
        "group,outcome,events,low,source,note\nall,a,1,31,3,T,\n",
        [("e_cols", "2", "", "look for a comma inside a number")],
    ),
    (
        "group,outcome,events,source,note\nall,a,1,Table 2, row 3,\n",
        [("e_cols", "2", "", 'put "Table 2, row 3" into quotation marks; if there is none, delete the comma')],
    ),
    (
        "group,outcome,events,source,note\nall,a,1,Table 2,row 3,\n",
        [("e_cols", "2", "", "look for a comma inside a number or a text first")],
    ),
    ("group,outcome,events,source\n,all,a,1,T\n", [("e_cols", "2", "", "at the start of the line")]),
    ("group,outcome,events,source\n\u201call, a\u201d,a,1,T\n", [("e_cols", "2", "", "straight quotation marks")]),
    ("group,all,low\noutcome,a,a\nevents,1,2\nsource,T,T\n", [("e_header", "1", "", "the table is turned")]),
    ("sep=;\ngroup;outcome;events;source\nall;a;1;T\n", [("e_delim", "1", "", "an instruction for spreadsheets")]),
    ("group,outcome,events\u00a0,source\nall,a,1,T\n", [("e_column", "1", "events\\xa0", "U+00A0 NO-BREAK SPACE")]),
    ("group;outcome;events;source\nall;a;1;T\n", [("e_delim", "1", "", "found ';'")]),
    ("group\toutcome\tevents\tsource\nall\ta\t1\tT\n", [("e_delim", "1", "", "a tab")]),
    ('group,outcome,events,source\nall,a,1,"T\nall,b,2,T\nall,c,3,T\n', [("e_quote", "2", "", "do not match")]),
    ('group,outcome,events,source\nall,a,1,"T"x\nall,b,2,T\n', [("e_quote", "2", "", "do not match")]),
    (
        'group,outcome,events,source\nall,a,"1\nall,b",2,T\nall,c,3,T\n',
        [("e_quote", "2", "", "do not match"), ("e_id", "3", "outcome", "")],
    ),
    ("group,outcome,events,source\n", [("e_empty", "1", "", "0 rows")]),
    ("group,outcome,events,source\n\n\n", [("e_empty", "1", "", "0 rows")]),
    ("", [("e_empty", "1", "", "0 rows")]),
    (
        "Table 2. Responses\ngroup,outcome,events,source\nall,a,1,T\n",
        [("e_header", "1", "", "the header stands in row 2")],
    ),
    ("all,a,1,T\nall,b,2,T\n", [("e_header", "1", "", "not the header")]),
    ("group,outcome,events,source\nall,a,1,T\nall,a,2,T\n", [("e_twice", "3", "", "rows 2 and 3")]),
    ("group,outcome,events,source\nall,a,1,T\nall,a,1,T\n", [("e_twice", "3", "", "rows 2 and 3")]),
]


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_each_fault_is_named_with_its_row(paper, text, expected):
    errors = paper.write("counts.csv", text).errors()
    assert [(e.check, e.row, e.column) for e in errors] == [item[:3] for item in expected]
    for error, (*_, part) in zip(errors, expected, strict=True):
        assert part in error.message
        assert error.table == "counts"


@pytest.mark.parametrize(
    "text",
    [
        GOOD + "\n\n",
        GOOD + ",,,\n",
        GOOD.replace("\n", "\r\n"),
        GOOD.rstrip("\n"),
        GOOD.replace("all,b,2,T", 'all,b,2,"T, 1"'),
    ],
)
def test_what_is_harmless_is_read(paper, text):
    found, findings = paper.write("counts.csv", text).read()
    assert [row.events for row in found.counts] == [1, 2] and findings == []


def test_mixed_line_ends_are_read(paper):
    paper.write("counts.csv", "group,outcome,events,source\r\nall,a,1,T\nall,b,2,T\r\n")
    assert [row.ref for row in paper.read()[0].counts] == ["smith2001/counts.csv:2", "smith2001/counts.csv:3"]


def test_a_statement_without_source_is_no_comment(paper):
    error = paper.write("statements.csv", "statement,group,source\nWorks well,,\n").only_error()
    assert (error.check, error.row, error.column) == ("e_required", "2", "source")


def test_columns_that_start_with_x_are_left_aside(paper):
    found, findings = paper.write("counts.csv", "x_who,group,outcome,events,source\nNA,all,a,1,T\n").read()
    assert found.counts[0].events == 1 and findings == []


def test_column_order_is_free(paper):
    assert paper.write("counts.csv", "source,events,outcome,group\nT,1,a,all\n").read()[0].counts[0].events == 1


def test_a_second_printing_may_stand_beside(paper):
    paper.write("counts.csv", "group,outcome,events,use,source\nall,a,1,yes,T\nall,a,2,no,U\nall,a,3,no,V\n")
    assert len(paper.read()[0].counts) == 3


def test_keys_compare_times_by_value(paper):
    paper.write("counts.csv", "group,outcome,events,at,unit,source\nall,a,1,6,months,T\nall,a,2,6.0,months,U\n")
    assert paper.only_error().check == "e_twice"


def test_a_group_may_be_called_total(paper):
    paper.write("groups.csv", "group,label,n,source\nall,All,30,T\ntotal,Total,30,T\nlow,Low,3,T\nhigh,High,3,T\n")
    found, findings = paper.write("counts.csv", "group,outcome,events,source\ntotal,a,1,T\nall,a,1,T\n").read()
    assert found is not None, findings


def test_a_patient_called_1_with_a_number_sign_is_no_comment(paper):
    assert paper.replace("times.csv", "1,low", "#1,low").read()[0].times[0].patient == "#1"
    assert (
        paper.replace("times.csv", "#1,low,duration_of_response,17,months,Table 3", "# see text,,,,,")
        .only_error()
        .check
        == "e_comment"
    )


def test_a_table_full_of_problems_is_told_in_part(paper):
    paper.write("counts.csv", "group,outcome,events,source\n" + "all,a,x,T\n" * 5000)
    errors = paper.errors()
    assert len(errors) == 201 and errors[-1].check == "e_more"


@pytest.mark.parametrize(
    ("bad", "code"), [(b"\x01", "e_control"), (b"\x00", "e_nul"), (b"\xe9", "e_utf8"), (b"\r", "e_cr")]
)
def test_a_character_that_no_text_holds_is_named_with_its_column(paper, bad, code):
    error = paper.write(
        "counts.csv",
        b"group,outcome,events,source,note\nall,a,1,"
        + (b"Table 2" if code == "e_cr" else b'"Table 2, row 3"')
        + b",so"
        + bad
        + b"me\n",
    ).only_error()
    assert (error.check, error.row, error.column) == (code, "2", "note")

"""What only shows when rows and tables lie side by side."""

import pytest

from reanalysis.entry import read_raw

CASES = [
    # file, old, new, code, row, column, part
    ("counts.csv", "low,objective_response", "lo,objective_response", "e_group", "3", "group", "write low"),
    ("times.csv", "1,low", "1,medium", "e_group", "2", "group", "declare it in groups.csv"),
    (
        "summaries.csv",
        "all,overall_survival,median",
        "al,overall_survival,median",
        "e_group",
        "2",
        "group",
        "write all",
    ),
    ("groups.csv", "10,all,dose", "10,al,dose", "e_group", "3", "parent", "write all"),
    ("groups.csv", "10,all,dose", "10,,dose", "e_parent", "3", "split", "fill in parent"),
    ("groups.csv", "30,,", "30,all,", "e_cycle", "2", "parent", "all is part of all"),
    ("counts.csv", ",15,30,", ",31,30,", "e_events", "2", "events", "31 is more than n = 30 of the row"),
    ("counts.csv", "response,5,", "response,11,", "e_events", "3", "events", "n = 10 of the group low"),
    ("counts.csv", "response,5,", "response,,", "e_nothing", "3", "events", "neither events nor reported"),
    ("counts.csv", ",6,months,", ",6,,", "e_unit", "3", "unit", "at is given and unit is blank"),
    ("counts.csv", ",6,months,", ",,months,", "e_unit", "3", "at", "unit is given and at is blank"),
    ("counts.csv", ",31,69,95,", ",31,690,95,", "e_limits", "2", "high", "above what any method gives"),
    ("counts.csv", ",31,69,95,", ",31,69,100,", "e_limits", "2", "conf_level", "write 95"),
    ("counts.csv", ",31,69,95,", ",31,69,1,", "e_limits", "2", "conf_level", "write 95"),
    ("counts.csv", ",31,69,95,", ",31,69,0.05,", "e_limits", "2", "conf_level", "write 95"),
    ("summaries.csv", "12,56.5,percent", "12,156,percent", "e_limits", "3", "value", "0 to 100"),
    ("summaries.csv", "12,56.5,percent", "12,56.5,fraction", "e_limits", "3", "value", "0 to 1"),
    ("summaries.csv", "12,56.5,percent", "12,0.565,", "e_unit", "3", "value_unit", "percentage or a fraction"),
    ("summaries.csv", "survival,12,", "survival,,", "e_at", "3", "at", "without its time"),
    ("summaries.csv", "overall_survival,max", ",max", "e_required", "4", "endpoint", "follow_up_max"),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "row", "column", "part"), CASES)
def test_impossible_rows(paper, file, old, new, code, row, column, part):
    error = paper.replace(file, old, new).only_error()
    assert (error.check, error.table, error.row, error.column) == (code, file[:-4], row, column)
    assert part in error.message


def test_a_longer_cycle_is_written_out(paper):
    paper.replace("groups.csv", "30,,", "30,high,")
    messages = [error.message for error in paper.errors()]
    assert len(messages) == 2 and "all is part of high is part of all" in messages[0]


def test_a_chain_of_groups_has_an_end(paper):
    def chain(length):
        return "".join(f"g{number},G,1,{f'g{number - 1},s' if number else ','},T\n" for number in range(length))

    paper.write(
        "groups.csv",
        "group,label,n,parent,split,source\nall,All,30,,,T\nlow,Low,10,all,s,T\nhigh,High,20,all,s,T\n" + chain(20),
    )
    assert paper.read()[0] is not None
    error = paper.write(
        "groups.csv",
        "group,label,n,parent,split,source\nall,All,30,,,T\nlow,Low,10,all,s,T\nhigh,High,20,all,s,T\n" + chain(40),
    ).only_error()
    assert (error.check, error.row, error.column) == ("e_depth", "25", "parent")


def test_more_adverse_events_than_patients_are_possible(paper):
    paper.write("counts.csv", "group,outcome,counted,events,source\nlow,anemia,events,25,T\nlow,anemia,patients,8,T\n")
    assert paper.read()[0] is not None


def test_contradictions_between_printed_numbers_are_left_to_the_audit(paper):
    paper.replace("counts.csv", ",50%,31,69,", ",93%,69,31,")
    found, findings = paper.read()
    assert found is not None
    assert [(f.check, f.severity, f.row, f.column) for f in findings] == [("w_limits", "warning", "2", "low")]


def test_a_group_whose_row_is_wrong_is_still_declared(paper):
    paper.replace("groups.csv", "low,Low dose,10", "low,Low dose,ten")
    assert [(e.check, e.table) for e in paper.errors()] == [("e_int", "groups")]


PATIENTS = [("1,low", "1,all", "one is part of the other")]


@pytest.mark.parametrize(("first", "second", "part"), PATIENTS)
@pytest.mark.parametrize("file", ["patients", "times"])
def test_a_patient_is_counted_once(paper, file, first, second, part):
    header, rest = (
        ("patient,group,source", "T")
        if file == "patients"
        else ("patient,group,endpoint,time,unit,source", "overall_survival,3,months,T")
    )
    paper.write(f"{file}.csv", f"{header}\n{first},{rest}\n{second},{rest}\n")
    error = paper.only_error()
    assert (error.check, error.table, error.row, error.column) == ("e_patient", file, "3", "patient")
    assert part in error.message and "rows 2 and 3" in error.message


def test_one_number_in_unrelated_arms_is_two_patients(paper):
    paper.write("groups.csv", "group,label,n,source\na,A,3,T\nb,B,3,T\nall,All,30,T\nlow,L,10,T\nhigh,H,20,T\n")
    paper.write("patients.csv", "patient,group,source\n1,a,T\n1,b,T\n")
    assert paper.read()[0] is not None


AGAINST = [
    ("25%", ""),
    ("10-20%", ""),
    ("7.5%", ""),
    ("design", ""),
    ("low", ""),
    ("jones2002:all", ""),
    ("set:controls", ""),
    ("smith2001:low", ""),
    ("lo", "e_group"),
    ("smith2001:lo", "e_group"),
    ("all", "e_against"),
    ("25", "e_against"),
    ("0.25", "e_against"),
    ("20-10%", "e_against"),
    ("10–20%", "e_against"),
    ("120%", "e_against"),
    ("Jones 2002", "e_group"),
    ("25%\u00a0", "e_char"),
    ("", "e_required"),
]


@pytest.mark.parametrize(("against", "code"), AGAINST)
def test_what_a_group_may_be_compared_with(paper, against, code):
    paper.write(
        "comparisons.csv", f"comparison,group,outcome,against,source\nc1,all,objective_response,{against},own\n"
    )
    if code:
        error = paper.only_error()
        assert (error.check, error.row, error.column) == (code, "2", "against") and "to mend it" in error.message
    else:
        assert paper.read()[0].comparisons[0].against == against


@pytest.mark.parametrize(("outcome", "endpoint"), [("", ""), ("objective_response", "overall_survival")])
def test_a_comparison_has_an_outcome_or_an_endpoint(paper, outcome, endpoint):
    paper.write(
        "comparisons.csv", f"comparison,group,outcome,endpoint,against,source\nc1,all,{outcome},{endpoint},25%,own\n"
    )
    assert paper.only_error().check == "e_outcome"


CLAIMS = [
    ("19", "6 + 7 + 6", ""),
    ("56%", "19/34", ""),
    ("-3", "4 - 7", ""),
    ("19", "6 + x", "e_expression"),
    ("19", "6 +", "e_expression"),
    ("19", "(6 + 7", "e_expression"),
    ("19", "6/0", "e_expression"),
    ("19", "2**9", "e_expression"),
    ("19", "6 7", "e_expression"),
    ("19", "__import__('os')", "e_expression"),
    ("about 19", "6 + 7", "e_stated"),
    ("19/34", "19/34", "e_stated"),
]


@pytest.mark.parametrize(
    ("stated", "expression", "column", "parts"),
    [
        ("30", "48 \u2212 18", "expression", ("U+2212 MINUS SIGN at position 4", "write 48 - 18")),
        ("30", "5 \u00d7 6", "expression", ("U+00D7", "write 5 * 6")),
        ("\u22123", "4 - 7", "stated", ("U+2212", "write -3")),
        ("30", "\u03bb", "expression", ("U+03BB", "signs of the keyboard")),
    ],
)
def test_signs_of_claims_that_look_like_others_are_named(paper, stated, expression, column, parts):
    error = paper.write("claims.csv", f"claim,stated,expression,source\nc1,{stated},{expression},T\n").only_error()
    assert (error.check, error.column) == ("e_char", column) and all(part in error.message for part in parts)


def test_a_margin_in_percent_is_a_fraction(paper):
    error = paper.write(
        "comparisons.csv", "comparison,group,against,outcome,margin,source\nc,low,high,objective_response,10%,T\n"
    ).only_error()
    assert error.column == "margin" and "write 0.1, the fraction" in error.message


def test_merged_categories_are_read_with_their_sign(paper):
    found, _ = paper.write("categories.csv", "group,scale,category,count,n,source\nall,recist,cr/pr,5,30,T\n").read()
    assert found.categories[0].category == "cr|pr"


def test_a_bad_row_that_holds_no_number_of_the_paper_leaves_out_that_row_alone(paper):
    paper.write("claims.csv", "claim,stated,expression,source\nc1,19,6 + 7,T\nc2,19,six,T\nclinical; benefit,3,3,T\n")
    paper.write(
        "acknowledged.csv", "check,table,row,entered,expected,reason,by\nc,counts,x,1,2,r\nd,counts,x,1,2,r,AB\n"
    )
    found, findings = paper.read()
    assert [row.claim for row in found.claims] == ["c1"] and [row.check for row in found.acknowledged] == ["d"]
    assert [f.check for f in findings if f.severity == "error"] == ["e_cols", "e_expression", "e_id"]


@pytest.mark.parametrize(("stated", "expression", "code"), CLAIMS)
def test_claims_are_arithmetic(paper, stated, expression, code):
    paper.write("claims.csv", f"claim,stated,expression,source\nc1,{stated},{expression},T\n")
    if code:
        assert paper.only_error().check == code
    else:
        assert paper.read()[0].claims[0].stated == stated


def test_curves(paper):
    paper.write(
        "curves.csv",
        "group,endpoint,time,survival,unit,source\nall,os,0,100,months,F\nall,os,3,106,months,F\n"
        "all,os,3,90,months,F\nall,os,3,90,months,F\n",
    )
    assert [(e.check, e.row) for e in paper.errors()] == [("e_limits", "3")]


@pytest.mark.parametrize("file", ["patients", "times"])
def test_the_same_number_in_two_arms_may_be_two_patients(paper, file):
    header, rest = (
        ("patient,group,source", "T")
        if file == "patients"
        else ("patient,group,endpoint,time,unit,source", "overall_survival,3,months,T")
    )
    paper.write(f"{file}.csv", f"{header}\n1,low,{rest}\n1,high,{rest}\n")
    assert len(getattr(paper.read()[0], file)) == 2


def test_statements_may_name_no_group_but_no_unknown_one(paper):
    paper.write("statements.csv", "statement,group,source\nWorks,,T\nWorks well,hi,T\n")
    assert paper.only_error().row == "3"


SETS = "set,purpose,paper,group,outcome,source\n"


@pytest.mark.parametrize(
    ("row", "check", "severity", "column"),
    [
        ("s,control,smith2001,all,objective_response,", None, None, None),
        ("s,control,smith2002,all,objective_response,", "w_set", "warning", "paper"),
        ("s,control,smith2001,al,objective_response,", "w_set", "warning", "group"),
        ("s,control,smith2001,all,,", "e_outcome", "error", "outcome"),
        ("s,pool,smith2001,all,objective_response,", "e_word", "error", "purpose"),
    ],
)
def test_sets(paper, row, check, severity, column):
    (paper.path.parent / "sets.csv").write_text(SETS + row + "\n")
    entry = read_raw(paper.path.parent)
    assert list(entry.dataset.papers) == ["smith2001"] and entry.dataset.left_out == {}
    assert len(entry.dataset.sets) == (severity != "error")
    assert [(f.paper, f.table, f.row, f.check, f.severity, f.column) for f in entry.findings] == (
        [("", "sets", "2", check, severity, column)] if check else []
    )


def test_a_set_with_a_paper_that_was_left_out_is_warned_about(paper):
    (paper.path.parent / "sets.csv").write_text(SETS + "s,control,smith2001,all,objective_response,\n")
    paper.replace("counts.csv", "15", "x")
    entry = read_raw(paper.path.parent)
    assert entry.dataset.left_out == {"smith2001": 1} and len(entry.dataset.sets) == 1
    assert [f.check for f in entry.findings] == ["e_int", "w_set"]


def test_unreadable_sets_are_none(paper):
    (paper.path.parent / "sets.csv").write_bytes(SETS.encode() + b"\xff\n")
    entry = read_raw(paper.path.parent)
    assert entry.dataset.sets == () and entry.findings[0].check == "e_utf8"


LIMITS = [("-3.1", "9.8", ""), ("88", "103", ""), ("-60", "9.8", "e_limits"), ("31", "690", "e_limits")]


@pytest.mark.parametrize(("low", "high", "code"), LIMITS)
def test_limits_stand_as_they_are_printed(paper, low, high, code):
    paper.write("counts.csv", f"group,outcome,events,low,high,conf_level,source\nall,a,1,{low},{high},95,T\n")
    if code:
        assert paper.only_error().check == code
    else:
        row = paper.read()[0].counts[0]
        assert (str(row.low), str(row.high)) == (low, high)


SUMMARIES = [
    ("risk_difference,-5.7,-27.5,16.8,percent", ""),
    ("odds_ratio,1.18,0.74,1.89,", ""),
    ("risk_difference,-0.057,-0.275,0.168,fraction", ""),
    ("risk_difference,-0.057,,,", "e_unit"),
    ("odds_ratio,-1.18,,,", "e_num"),
    ("survival,95,89,102,percent", ""),
    ("survival,-5,,,percent", "e_num"),
]


@pytest.mark.parametrize(("cells", "code"), SUMMARIES)
def test_what_may_be_negative_in_a_summary(paper, cells, code):
    at = ",12,months" if cells.startswith("survival") else ",,"
    paper.write(
        "summaries.csv",
        "group,endpoint,statistic,value,low,high,value_unit,at,unit,against,source\n"
        f"low,objective_response,{cells}{at},{'high' if at == ',,' else ''},T\n",
    )
    assert [error.check for error in paper.errors()] == ([code] if code else [])


def test_events_of_a_ratio_are_of_both_groups(paper):
    header = "group,endpoint,statistic,value,events,against,source\n"
    paper.write("summaries.csv", f"{header}low,overall_survival,hazard_ratio,0.6,25,high,T\n")
    assert not paper.errors()
    paper.write("summaries.csv", f"{header}low,overall_survival,hazard_ratio,0.6,31,high,T\n")
    assert "of both groups" in paper.only_error().message

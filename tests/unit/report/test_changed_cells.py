"""Cells of the data against the accepted ones: matched by key, not by position."""

from reanalysis.accepted.cells import cells_table, changed_cells
from reanalysis.model.paper import Dataset

from .conftest import INFO, TABLES_OF, paper

GROUPS = "group,label,n,source\nall,All patients,30,Abstract"


def dataset(**tables):
    return Dataset({"alpha2001": paper("alpha2001", {"groups": GROUPS} | tables, INFO["alpha2001"])})


def differences(before, now):
    return changed_cells(list(cells_table(before)), now)


def brief(changes):
    return [(c["table"], c["row"], c["column"], c["accepted"], c["current"], c["kind"], c["place"]) for c in changes]


def test_the_same_data_in_another_order_has_not_changed():
    one = dataset(counts="group,outcome,events,source\nall,objective_response,15,T1\nall,partial_response,9,T1")
    other = dataset(counts="outcome,group,source,events\npartial_response,all,T1,9\nobjective_response,all,T1,15")
    assert differences(one, other) == []


def test_a_corrected_cell_is_named_with_its_place():
    one = dataset(
        counts="group,outcome,events,note,source\nall,objective_response,15,,T1\nall,partial_response,9,odd,T1"
    )
    other = dataset(
        counts="group,outcome,events,note,source\nall,partial_response,8,,T1\nall,objective_response,15,seen,T1"
    )
    assert brief(differences(one, other)) == [
        ("counts", "group=all; outcome=partial_response", "events", "9", "8", "changed", "alpha2001/counts.csv:2"),
        ("counts", "group=all; outcome=partial_response", "note", "odd", "", "removed", "alpha2001/counts.csv:2"),
        ("counts", "group=all; outcome=objective_response", "note", "", "seen", "added", "alpha2001/counts.csv:3"),
    ]


def test_rows_that_came_or_went_are_told_cell_by_cell():
    one = dataset(counts="group,outcome,events,source\nall,objective_response,15,T1")
    other = dataset(counts="group,outcome,events,at,unit,source\nall,objective_response,15,6,months,T1")
    found = differences(one, other)
    assert {(c["row"], c["kind"]) for c in found} == {
        ("group=all; outcome=objective_response; at=6; unit=months", "row_added"),
        ("group=all; outcome=objective_response", "row_removed"),
    }
    assert {c["place"] for c in found} == {"alpha2001/counts.csv:2", ""}


def test_the_same_key_twice_is_told_apart():
    text = "group,outcome,events,use,source\nall,objective_response,15,,T1\nall,objective_response,{},no,T2"
    assert brief(differences(dataset(counts=text.format(14)), dataset(counts=text.format(13)))) == [
        (
            "counts",
            "group=all; outcome=objective_response (2)",
            "events",
            "14",
            "13",
            "changed",
            "alpha2001/counts.csv:3",
        )
    ]


def test_what_stands_in_paper_yaml_is_data_too():
    other = Dataset({"alpha2001": paper("alpha2001", {"groups": GROUPS}, INFO["alpha2001"] | {"enrolled": "31"})})
    assert brief(differences(dataset(), other)) == [
        ("paper", "", "enrolled", "30", "31", "changed", "alpha2001/paper.yaml")
    ]


def test_a_paper_that_cannot_be_read_now_is_not_compared():
    both = Dataset({name: paper(name, TABLES_OF[name], INFO[name]) for name in ("alpha2001", "gamma2003")})
    left = Dataset({"gamma2003": both.papers["gamma2003"]}, {"alpha2001": 1})
    assert differences(both, left) == []
    assert {c["kind"] for c in differences(both, Dataset({"gamma2003": both.papers["gamma2003"]}))} == {"row_removed"}


def test_without_accepted_cells_none_has_changed():
    assert changed_cells([], dataset()) == []

"""References to cells: lines in a row as a range, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.model.refs import joined_refs, split_refs

RANGES = {
    ("a/counts.csv:2",): "a/counts.csv:2",
    ("a/counts.csv:2", "a/counts.csv:3"): "a/counts.csv:2-3",
    ("a/counts.csv:9", "a/counts.csv:10", "a/counts.csv:11"): "a/counts.csv:9-11",
    ("a/counts.csv:3", "a/counts.csv:2"): "a/counts.csv:3;a/counts.csv:2",
    ("a/counts.csv:2", "a/times.csv:3"): "a/counts.csv:2;a/times.csv:3",
    ("a/counts.csv:2", "b/counts.csv:3"): "a/counts.csv:2;b/counts.csv:3",
    ("a/counts.csv:2", "a/counts.csv:4", "a/counts.csv:2"): "a/counts.csv:2;a/counts.csv:4",
    ("a/a.xlsx!times!A7", "a/a.xlsx!times!A8", "a/paper.yaml:5"): "a/a.xlsx!times!A7;a/a.xlsx!times!A8;a/paper.yaml:5",
    ("sets.csv:2", "sets.csv:3"): "sets.csv:2-3",
}


@pytest.mark.parametrize("refs", RANGES)
def test_lines_in_a_row_are_written_as_a_range(refs):
    assert joined_refs(refs) == RANGES[refs]
    assert split_refs(RANGES[refs]) == tuple(dict.fromkeys(refs))


def test_cells_of_a_workbook_may_be_typed_as_a_range():
    assert split_refs("a/a.xlsx!times!A7-8; a/counts.csv:2") == (
        "a/a.xlsx!times!A7",
        "a/a.xlsx!times!A8",
        "a/counts.csv:2",
    )


@given(st.lists(st.tuples(st.sampled_from(["a/counts.csv", "a/times.csv", "b/counts.csv"]), st.integers(1, 30))))
def test_what_is_joined_is_split_again_in_the_same_order(cells):
    refs = tuple(f"{file}:{line}" for file, line in cells)
    assert split_refs(joined_refs(refs)) == tuple(dict.fromkeys(refs))

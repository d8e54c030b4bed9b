"""What differs from the accepted results."""

import pytest

from reanalysis.report.changes import COMPARED, changes


def row(name, **cells):
    return {"result_id": name} | dict.fromkeys(COMPARED, "") | cells


def test_rows_that_came_went_and_changed():
    accepted = [row("a", estimate="0.5", n="30"), row("b", estimate="0.1"), row("gone", p_value="0.02")]
    current = [row("a", estimate="0.5333333333333333", n="30"), row("b", estimate="0.1"), row("new", estimate="0.7")]
    assert [tuple(change.values()) for change in changes(accepted, current)] == [
        ("a", "estimate", "0.5", "0.5333333333333333", "changed"), ("new", "", "", "0.7", "added"), ("gone", "", "0.02", "", "removed")]


@pytest.mark.parametrize(("one", "other", "changed"), [
    ("0.1", "0.10000000000000002", False), ("0.1", "0.1000001", True), ("", "0", True), ("inf", "inf", False), ("0", "1e-300", True), ("yes", "no", True),
])
def test_differences_of_rounding_are_none(one, other, changed):
    assert bool(list(changes([row("a", estimate=one)], [row("a", estimate=other)]))) is changed


def test_without_accepted_results_nothing_has_changed():
    assert list(changes([], [row("a", estimate="1")])) == []

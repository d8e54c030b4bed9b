"""The same patients before and after: their parent has no rate and no curve of whichever row stands first."""

from __future__ import annotations

import pytest

from reanalysis.derive.tallies import tallies_of

BEFORE, AFTER = "cr pd pr sd pd pd pd pd".split(), "pd cr sd sd pr pr cr pr".split()


def lines(group, categories):
    return [f"p{i} {group} recist {category}" for i, category in enumerate(categories, 1)]


@pytest.mark.parametrize("swapped", [False, True])
def test_a_parent_of_the_same_patients_twice_has_no_rate_of_either(paper, scales, swapped):
    """2 of 8 responded before and 5 of 8 after."""
    rows = [*lines("before", BEFORE), *lines("after", AFTER)]
    both = paper(
        groups="group label n parent split patients_listed\nall All 8 . . .\nbefore Before 8 all before_after all\n"
        "after After 8 all before_after all",
        patients="\n".join(["patient group scale category", *(reversed(rows) if swapped else rows)]),
    )
    found = {t.group: t.events for t in tallies_of(both, scales) if t.outcome == "objective_response"}
    assert found == {"before": 2, "after": 5}
    assert set(both.told_differently(both.patients)) == {f"p{i}" for i in (1, 2, 3, 5, 6, 7, 8)}


def test_rows_that_agree_are_one_patient(paper, scales):
    same = paper(
        groups="group label n parent split patients_listed\nall All 8 . . .\nbefore Before 8 all before_after all\n"
        "after After 8 all before_after all",
        patients="\n".join(["patient group scale category", *lines("before", BEFORE), *lines("after", BEFORE)]),
    )
    found = {t.group: t.events for t in tallies_of(same, scales) if t.outcome == "objective_response"}
    assert found == {"all": 2, "before": 2, "after": 2}

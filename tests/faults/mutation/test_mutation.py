"""A fault in one cell of a good paper must be noticed: faults of form always, faults of value where something
contradicts them."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from .format_faults import FORMAT_FAULTS
from .matrix import documented, words
from .run import ALL_FAULTS, MUTANTS, Laboratory, identity, mutate
from .value_faults import VALUE_FAULTS

# Percent of the mutants of a fault that entry and audit must notice: about three standard errors of some thirty mutants
# below what 4,500 measured, since other papers or another audit draw other cells. What is not noticed contradicts
# nothing: a number that stands alone, a flag of one patient, an identifier. Faults with few places, or that hardly ever
# contradict anything, have no floor of their own.
FLOORS = {
    "transposed_digits": 70,
    "digit_dropped": 60,
    "digit_doubled": 75,
    "digit_misread": 40,
    "off_by_one": 50,
    "decimal_point_lost": 80,
    "decimal_point_added": 45,
    "percentage_as_fraction": 80,
    "other_unit": 55,
    "n_of_another_group": 80,
    "number_of_the_next_row": 45,
    "neighbours_swapped": 55,
    "columns_swapped": 80,
    "row_shifted": 65,
    "arms_swapped": 45,
    "parent_for_child": 30,
    "other_parent": 80,
    "outcome_of_another_row": 55,
    "row_deleted": 15,
    "number_missing": 45,
    "other_category": 85,
    "statistic_swapped": 85,
    "patient_number_of_another": 85,
    "patient_twice": 85,
    "ratio_inverted": 75,
    "excel_serial": 80,
    "other_kind": 85,
    "enrolment_changed": 85,
    "year_changed": 85,
}
OVERALL = 74


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory):
    return Laboratory(tmp_path_factory.mktemp("mutants"))


def test_each_fault_of_form_is_told_at_its_cell(laboratory):
    found = mutate(laboratory, FORMAT_FAULTS, 3 * len(FORMAT_FAULTS), seed=1)
    assert len(found) == 3 * len(FORMAT_FAULTS)
    assert [(one.fault, one.mutant.what, one.told) for one in found if one.place != "cell"] == []
    assert [(one.fault, one.mutant.what) for one in found if one.how not in ("error", "warning")] == []


def test_the_papers_are_whole_again_afterwards(laboratory):
    mutate(laboratory, VALUE_FAULTS, 20, seed=2)
    for name in laboratory.papers:
        assert Counter(map(identity, laboratory.findings(name))) == laboratory.before[name]


@pytest.mark.slow
def test_two_thousand_mutants(laboratory):
    found = mutate(laboratory, ALL_FAULTS, MUTANTS)
    assert len(found) == MUTANTS
    form = [one for one in found if one.by_second_entry is None]
    assert [
        (one.fault, one.mutant.what, one.told)
        for one in form
        if one.place != "cell" or one.how not in ("error", "warning")
    ] == []
    rates = defaultdict(list)
    for one in found:
        rates[one.fault].append(bool(one.how))
    below = {
        name: (100 * sum(rates[name]) // len(rates[name]), floor)
        for name, floor in FLOORS.items()
        if 100 * sum(rates[name]) < floor * len(rates[name])
    }
    assert below == {}, "percent noticed, floor"
    missed = [one for one in found if not one.how]
    assert 100 * len(missed) <= (100 - OVERALL) * (len(found) - len(form))
    unseen = [(one.fault, one.mutant.what) for one in missed if not one.by_second_entry]
    assert len(unseen) <= len(missed) // 50, unseen


def test_the_matrix_in_the_documents_has_every_fault_and_keeps_the_floors():
    table = documented()
    assert list(table) == [words(fault) for fault in ALL_FAULTS], "make matrix"
    assert sum(mutants for mutants, _ in table.values()) == MUTANTS
    assert all(table[words(fault)][1] == 0 for fault in FORMAT_FAULTS)
    assert set(FLOORS) <= {fault.__name__ for fault in VALUE_FAULTS}
    assert [
        name
        for name, floor in FLOORS.items()
        if 100 * (1 - table[name.replace("_", " ")][1] / table[name.replace("_", " ")][0]) < floor
    ] == []

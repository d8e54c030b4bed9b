"""Which counts the tables give, and how they came about."""

from fractions import Fraction

import pytest

from reanalysis.derive.tallies import printed_rates, tallies_of


def short(tallies):
    return [(t.group, t.outcome, t.events, t.n, t.derived) for t in tallies]


def test_entered_counts_take_the_groups_n_unless_they_have_their_own(paper, scales):
    p = paper(
        groups="group label n\nall All 30",
        counts="group outcome events n\nall objective_response 15 .\nall complete_response 3 28",
    )
    found = tallies_of(p, scales)
    assert short(found) == [
        ("all", "objective_response", 15, 30, "entered"),
        ("all", "complete_response", 3, 28, "entered"),
    ]
    assert found[0].sources == ("smith2001/counts.csv:2", "smith2001/groups.csv:2")
    assert found[1].sources == ("smith2001/counts.csv:3",)


def test_a_percentage_gives_the_only_count_that_prints_so(paper, scales):
    p = paper(groups="group label n\nall All 30", counts="group outcome reported\nall objective_response 50%")
    assert short(tallies_of(p, scales)) == [("all", "objective_response", 15, 30, "from_percent")]


def test_a_percentage_that_allows_two_counts_gives_the_lowest_and_the_highest(paper, scales):
    p = paper(groups="group label n\nall All 112", counts="group outcome reported\nall objective_response 54%")
    found = tallies_of(p, scales)
    assert [(t.events, t.several) for t in found] == [(60, True), (61, True)]
    assert "allows 60 or 61" in found[0].note


def test_a_percentage_that_no_count_gives_makes_no_tally(paper, scales):
    p = paper(groups="group label n\nall All 114", counts="group outcome reported\nall objective_response 48.3%")
    assert tallies_of(p, scales) == []


def test_a_count_printed_beside_its_percentage_is_taken_even_if_the_percentage_is_wrong(paper, scales):
    p = paper(groups="group label n\nall All 54", counts="group  outcome  reported\nall  splenomegaly  4 (8)")
    assert short(tallies_of(p, scales)) == [("all", "splenomegaly", 4, 54, "entered")]


def test_a_second_printing_is_not_counted(paper, scales):
    p = paper(
        groups="group label n\nall All 34",
        counts="group outcome events use\nall major_cytogenetic 13 yes\nall major_cytogenetic 19 no",
    )
    assert short(tallies_of(p, scales)) == [("all", "major_cytogenetic", 13, 34, "entered")]


def test_a_rate_without_n_is_a_printed_rate(paper, scales):
    p = paper(
        groups="group label n role\nold Old . historical_control",
        counts="group outcome reported\nold objective_response 25%",
    )
    assert tallies_of(p, scales) == []
    assert [rate.rate for rate in printed_rates(p)] == [Fraction(1, 4)]


def test_an_outcome_is_derived_from_categories_only_when_all_its_parts_are_there(paper, scales):
    p = paper(
        groups="group label n\nall All 30",
        categories="group scale category count\nall recist cr 2\nall recist pr 8\nall recist pd 9",
    )
    assert short(tallies_of(p, scales)) == [
        ("all", "complete_response", 2, 30, "from_categories"),
        ("all", "objective_response", 10, 30, "from_categories"),
    ]


def test_merged_categories_count_for_the_outcomes_that_hold_all_of_them(paper, scales):
    p = paper(
        groups="group label n\nall All 30",
        categories="group scale category count\nall recist cr|pr 10\nall recist sd 5",
    )
    assert short(tallies_of(p, scales)) == [
        ("all", "objective_response", 10, 30, "from_categories"),
        ("all", "clinical_benefit", 15, 30, "from_categories"),
    ]


def test_counts_come_before_categories_before_patients(paper, scales):
    p = paper(
        groups="group label n patients_listed\nall All 3 all",
        counts="group outcome events\nall objective_response 1",
        categories="group scale category count\nall recist cr 1\nall recist pr 1",
        patients="patient group scale category\n1 all recist cr\n2 all recist pr\n3 all recist pd",
    )
    assert short(tallies_of(p, scales)) == [
        ("all", "objective_response", 1, 3, "entered"),
        ("all", "complete_response", 1, 3, "from_categories"),
        ("all", "clinical_benefit", 2, 3, "from_patients"),
    ]


LISTED = """
patient  group  scale        category  value  assay
1        a      cytogenetic  CR        0      karyotype
2        a      cytogenetic  PR        40     .
3        b      cytogenetic  Minor     34     FISH
"""


def test_listed_patients_are_numerators_and_stand_by_label_and_by_definition(paper, scales):
    p = paper(
        groups="group label n parent patients_listed\nall All 10 . responders\na A 6 all responders\nb B 4 all .",
        patients=LISTED,
    )
    major = [t for t in tallies_of(p, scales) if t.outcome == "major_cytogenetic"]
    assert [(t.group, t.events, t.n, t.derived, t.at) for t in major] == [
        ("all", 2, 10, "from_patients", ""),
        ("all", 1, 10, "from_patients_by_definition", ""),
        ("all", 2, 10, "from_patients_by_definition", "all_assays"),
        ("a", 2, 6, "from_patients", ""),
        ("a", 1, 6, "from_patients_by_definition", ""),
    ]


def test_responders_alone_do_not_give_outcomes_that_need_others(paper, scales):
    p = paper(
        groups="group label n patients_listed\nall All 10 responders",
        patients="patient group scale category\n1 all recist CR\n2 all recist sd",
    )
    assert {t.outcome for t in tallies_of(p, scales)} == {"complete_response", "objective_response"}


def test_a_list_of_unstated_completeness_counts_only_when_it_holds_everybody(paper, scales):
    rows = "patient group scale category\n1 all recist CR\n2 all recist sd"
    assert tallies_of(paper(groups="group label n\nall All 10", patients=rows), scales) == []
    assert len(tallies_of(paper(groups="group label n\nall All 2", patients=rows), scales)) == 3


def test_rows_that_differ_in_criteria_alone_are_told_apart(paper, scales):
    p = paper(
        groups="group label n\nall All 10",
        counts="group outcome events criteria\nall objective_response 4 WHO\nall objective_response 3 RECIST",
    )
    assert [t.at for t in tallies_of(p, scales)] == ["WHO", "RECIST"]


def test_criteria_tell_printed_rates_apart_only_where_another_row_in_use_needs_it(paper):
    counts = (
        "group outcome reported criteria use\nold objective_response 25% recist .\nold objective_response 20% who {}"
    )
    for use, expected in (("yes", [("recist", 25), ("who", 20)]), ("no", [("", 25)])):
        p = paper(groups="group label n role\nold Old . historical_control", counts=counts.format(use))
        assert [(rate.at, rate.rate * 100) for rate in printed_rates(p)] == expected


def test_a_patient_who_is_listed_a_second_time_and_not_in_use_counts_once(paper, scales):
    rows = "patient group scale category use\n1 all recist CR .\n2 all recist sd .\n3 all recist CR no"
    found = tallies_of(paper(groups="group label n\nall All 2", patients=rows), scales)
    assert ("all", "complete_response", 1, 2, "from_patients") in short(found)


def test_what_a_list_gives_by_definition_stands_beside_an_entered_count(paper, scales):
    p = paper(
        groups="group label n parent patients_listed\nall All 10 . responders\na A 6 all .\nb B 4 all .",
        counts="group outcome events\nall major_cytogenetic 2",
        patients=LISTED,
    )
    major = [t for t in tallies_of(p, scales) if (t.group, t.outcome) == ("all", "major_cytogenetic")]
    assert [(t.events, t.derived) for t in major] == [
        (2, "entered"),
        (1, "from_patients_by_definition"),
        (2, "from_patients_by_definition"),
    ]


def test_what_a_number_is_of_goes_with_the_count(paper, scales):
    p = paper(
        groups="group label n\nall All 10",
        counts="group outcome events population assessor confirmed\nall objective_response 4 evaluable independent yes",
        categories="group scale category count population assessor confirmed\nall recist cr 2 treated investigator no",
    )
    of = {t.derived: (*t.measured, t.outcome) for t in tallies_of(p, scales)}
    assert of == {
        "entered": ("evaluable", "independent", "yes", "objective_response"),
        "from_categories": ("treated", "investigator", "no", "complete_response"),
    }


def test_many_counts_that_a_percentage_allows_are_named_by_their_ends(paper, scales):
    p = paper(groups="group label n\nall All 400", counts="group outcome reported\nall objective_response 54%")
    found = tallies_of(p, scales)
    assert [t.events for t in found] == [214, 217] and all("allows 214 to 217" in t.note for t in found)


CUT_OFF = "group outcome events reported\nall nausea 31 27.1%\nall fatigue 37 32.4%\nall rash 43 37.7%\n"


@pytest.mark.parametrize(
    ("alone", "found"),
    [
        ("all cough . 48.2%", [(55, "from_percent")]),  # 55/114 is 48.246: cut off as half up
        ("all cough . 14.0%", [(16, "from_percent")]),  # 16/114 is 14.035
        ("all cough . 21.9%", [(25, "from_percent")]),  # 25/114 is 21.930
        ("all cough . 20.1%", [(23, "from_percent")]),  # 23/114 is 20.175, half up 20.2: no count gives 20.1 so
        ("all cough . 20.3%", []),  # neither way
    ],
)
def test_a_percentage_alone_is_read_as_the_paper_cuts_off(paper, scales, alone, found):
    p = paper(groups="group label n\nall All 114", counts=CUT_OFF + alone)
    assert [(t.events, t.derived) for t in tallies_of(p, scales) if t.outcome == "cough"] == found


def test_what_half_up_does_not_give_is_not_read_where_counts_prove_no_habit(paper, scales):
    counts = "group outcome events reported\nall nausea . 27.1%\nall fatigue . 32.4%\nall cough . 20.1%"
    p = paper(groups="group label n\nall All 114", counts=counts)
    assert tallies_of(p, scales) == []
    contradicted = paper(
        groups="group label n\nall All 114", counts=f"{CUT_OFF}all cough . 20.1%\nall anaemia 23 20.2%"
    )
    assert not [t for t in tallies_of(contradicted, scales) if t.outcome == "cough"]


def test_one_value_is_enough_for_a_count_by_definition(paper, scales):
    """By label two of three are partial responses; 50% is a minor one, and the label stands where no value does."""
    p = paper(
        groups="group label n complete\nall All 3 yes",
        patients="patient group scale category value assay\n1 all cytogenetic partial 50 karyotype\n"
        "2 all cytogenetic partial . .\n3 all cytogenetic none 95 karyotype",
    )
    found = {(t.derived, t.events, t.n) for t in tallies_of(p, scales) if t.outcome == "major_cytogenetic"}
    assert found == {("from_patients", 2, 3), ("from_patients_by_definition", 1, 3)}

"""What is the same name, and which names are never offered for each other."""

from __future__ import annotations

import pytest

from reanalysis.model.names import distance, key_of, spelling_of, strict_key_of

SAME = [
    ("Neutropenia G3-4", "grade3_4_neutropenia"),
    ("grade 3 or 4 neutropenia", "grade3_4_neutropenia"),
    ("Grade 3/4 neutropaenia", "grade3_4_neutropenia"),
    ("grade >=3 anaemia", "grade3_5_anemia"),
    ("anemia, grade 3+", "grade3_5_anemia"),
    ("grade 3 or worse anemia", "grade3_5_anemia"),
    ("diarrhoea (any grade)", "any_grade_diarrhea"),
    ("Hand-foot syndrome", "hand_foot_syndrome"),
    ("infections", "infection"),
    ("OVERALL SURVIVAL", "overall_survival"),
]
OTHERS = [
    ("grade3_neutropenia", "grade4_neutropenia"),
    ("grade3_neutropenia", "grade3_4_neutropenia"),
    ("arthritis", "arthriti_s"),
    ("minor_cytogenetic", "major_cytogenetic"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_in_many_forms(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_stay_other(one, other):
    assert key_of(one) != key_of(other)


def test_strictly_only_case_separators_and_grade_are_free():
    assert strict_key_of("Neutropenia G3-4") == strict_key_of("grade3_4_neutropenia")
    assert strict_key_of("infections") != strict_key_of("infection")


TERMS = (
    "male female leukopenia neutropenia lymphopenia proteinuria odds_ratio hazard_ratio risk_ratio neuropathy "
    "nephropathy hypertension hypotension hyperkalemia hypokalemia mucositis myositis pneumonitis pneumonia "
    "arthralgia arthritis minor_cytogenetic major_cytogenetic grade3_neutropenia grade4_neutropenia "
    "grade3_4_neutropenia mean median max min infection injection_site_reaction objective_response overall_survival"
).split()


@pytest.mark.parametrize("term", TERMS)
def test_another_term_is_never_offered(term):
    assert spelling_of(term, [name for name in TERMS if name != term]) == ""


MISSPELT = [
    ("objctive_response", "objective_response"),
    ("overal survival", "overall_survival"),
    ("overallsurvival", "overall_survival"),
    ("nuetropenia", "neutropenia"),
    ("leucopenia", "leukopenia"),
    ("hypretension", "hypertension"),
    ("pneumonits", "pneumonitis"),
    ("femal", "female"),
    ("grade3_4_neutropaenia", "grade3_4_neutropenia"),
    ("hyp_rkalemia", ""),
    ("injection", ""),
    ("xyz", ""),
]


@pytest.mark.parametrize(("typed", "meant"), MISSPELT)
def test_a_spelling_of_the_same_word_is_offered(typed, meant):
    assert spelling_of(typed, TERMS) == meant


def test_the_distance_counts_a_swap_as_one_and_stops_early():
    assert distance("nuetropenia", "neutropenia", 2) == 1
    assert distance("abc", "abc", 1) == 0
    assert distance("abcdef", "uvwxyz", 2) == 3

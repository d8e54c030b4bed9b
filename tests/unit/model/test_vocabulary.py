"""Names of outcomes, endpoints, scales and categories: ids, labels, aliases and grades."""

from __future__ import annotations

import pytest

from reanalysis.model.config import GRADES, Outcomes, Scale, Vocabulary

OUTCOMES = Outcomes.model_validate(
    {
        "outcomes": {
            "objective_response": {"label": "Objective response", "aliases": ["ORR", "overall response rate"]},
            "grade3_anemia": {"label": "Anemia, worst grade 3", "kind": "toxicity", "direction": "harm"},
            "male": {"label": "Male", "kind": "baseline"},
        },
        "endpoints": {"progression_free_survival": {"label": "Progression-free survival", "aliases": ["PFS"]}},
        "toxicities": {
            "neutropenia": {"label": "Neutropenia", "aliases": ["neutrophil count decreased"]},
            "anemia": {"label": "Anemia"},
            "ast_increased": {"label": "AST increased"},
        },
    }
)
SCALES = {
    "recist": Scale.model_validate(
        {
            "label": "Best response",
            "aliases": ["RECIST 1.1"],
            "categories": {
                "cr": {"label": "Complete response"},
                "pr": {"label": "Partial response", "aliases": ["PR"]},
            },
        }
    )
}


@pytest.mark.parametrize("text", ["ORR", "orr", "Objective Response", "overall response rate", "objective-response"])
def test_an_outcome_is_known_by_id_label_and_alias_in_any_case(text):
    assert OUTCOMES.outcome_called(text) == "objective_response"


@pytest.mark.parametrize("text", ["neutropenia G3-4", "Grade 3-4 neutropenia", "G3/4 neutrophil count decreased"])
def test_a_toxicity_is_known_by_term_and_grade(text):
    assert OUTCOMES.outcome_called(text) == "grade3_4_neutropenia"


def test_each_grade_is_an_outcome_that_holds_the_grades_within():
    worse = OUTCOMES.outcomes["grade3_5_neutropenia"]
    assert (worse.label, worse.kind, worse.direction) == ("Grade 3 or worse neutropenia", "toxicity", "harm")
    assert set(worse.contains) <= set(OUTCOMES.outcomes)
    assert {f"{grade}_neutropenia" for grade in GRADES} <= set(OUTCOMES.outcomes)
    assert OUTCOMES.label("any_grade_ast_increased") == "AST increased of any grade"
    assert OUTCOMES.label("grade3_4_ast_increased") == "Grade 3 or 4 AST increased"


def test_an_entry_of_its_own_stands_before_the_one_made_from_the_term():
    assert OUTCOMES.label("grade3_anemia") == "Anemia, worst grade 3"


def test_a_plural_is_recognised_and_keeps_its_id():
    assert OUTCOMES.outcome_called("neutropenias") == ""
    assert OUTCOMES.outcome("neutropenias") is OUTCOMES.outcomes["neutropenia"]
    assert OUTCOMES.label("neutropenias") == "Neutropenia"


def test_an_unknown_name_is_no_name():
    assert OUTCOMES.outcome_called("female") == "" and OUTCOMES.outcome("female") is None
    assert OUTCOMES.endpoint_called("pfs") == "progression_free_survival" and OUTCOMES.endpoint_called("os") == ""


def test_scales_and_their_categories():
    names = Vocabulary(OUTCOMES, SCALES)
    assert names.scale_called("RECIST 1.1") == names.scale_called("Recist") == "recist" and not names.scale_called(
        "who"
    )
    assert SCALES["recist"].category("partial_response") == SCALES["recist"].category("PR") == "pr"
    assert SCALES["recist"].category("male") is None

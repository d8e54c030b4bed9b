"""The words that the tool brings: no two entries share a name, and what papers print is known."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from reanalysis.model.config import GRADES
from reanalysis.model.names import key_of, strict_key_of
from reanalysis.model.store import load_vocabulary

NOWHERE = Path("/nowhere")
NAMES = load_vocabulary(NOWHERE)
OUTCOMES = NAMES.outcomes

ALIASES = {
    "ORR": "objective_response",
    "overall response rate": "objective_response",
    "CR": "complete_response",
    "pCR": "pathologic_complete_response",
    "DCR": "disease_control",
    "CBR": "clinical_benefit",
    "VGPR": "very_good_partial_response",
    "CCyR": "complete_cytogenetic",
    "MMR": "major_molecular",
    "CRi": "complete_remission_incomplete_recovery",
    "DLT": "dose_limiting_toxicity",
    "SAE": "serious_adverse_event",
    "men": "male",
    "Male": "male",
    "neutropenia G3-4": "grade3_4_neutropenia",
    "Grade 3 or 4 neutropenia": "grade3_4_neutropenia",
    "grade >=3 ALT increased": "grade3_5_alt_increased",
    "Hand-foot syndrome": "hand_foot_syndrome",
    "PPE any grade": "any_grade_hand_foot_syndrome",
    "pyrexia": "fever",
    "peripheral sensory neuropathy, grade 3": "grade3_peripheral_sensory_neuropathy",
    "grade 3-4 adverse events": "any_grade3_4_toxicity",
}
ENDPOINTS = {
    "OS": "overall_survival",
    "pfs": "progression_free_survival",
    "TTP": "time_to_progression",
    "DoR": "duration_of_response",
    "EFS": "event_free_survival",
    "TFR": "treatment_free_survival",
    "recurrence-free survival": "recurrence_free_survival",
    "locoregional control": "locoregional_control",
    "cycles": "treatment_cycles",
}


@pytest.mark.parametrize(("text", "name"), ALIASES.items())
def test_outcomes_as_papers_print_them(text, name):
    assert OUTCOMES.outcome_called(text) == name


@pytest.mark.parametrize(("text", "name"), ENDPOINTS.items())
def test_endpoints_as_papers_print_them(text, name):
    assert OUTCOMES.endpoint_called(text) == name


def names_of(entries):
    """Each name, label and alias, with the entry that it belongs to."""
    return [(text, name) for name, entry in entries.items() for text in (name, entry.label, *entry.aliases)]


@pytest.mark.parametrize("key", [strict_key_of, key_of])
def test_no_name_means_two_things(key):
    single = {name: entry for name, entry in OUTCOMES.outcomes.items() if name not in OUTCOMES.toxicities}
    graded = {f"{grade}_{name}" for grade in GRADES for name in OUTCOMES.toxicities}
    for entries in (
        {name: entry for name, entry in single.items() if name not in graded} | dict(OUTCOMES.toxicities),
        OUTCOMES.endpoints,
        NAMES.scales,
    ):
        found = defaultdict(set)
        for text, name in names_of(entries):
            found[key(text)].add(name)
        assert {text: names for text, names in found.items() if len(names) > 1} == {}


def test_no_category_of_a_scale_has_the_name_of_another():
    for scale in NAMES.scales.values():
        found = defaultdict(set)
        for text, name in names_of(scale.categories):
            found[key_of(text)].add(name)
        assert {text: names for text, names in found.items() if len(names) > 1} == {}


def test_what_outcomes_contain_and_scales_derive_is_there():
    for outcome in OUTCOMES.outcomes.values():
        assert set(outcome.contains) <= set(OUTCOMES.outcomes)
    for scale in NAMES.scales.values():
        assert set(scale.outcomes) <= set(OUTCOMES.outcomes)
        assert all(set(parts) <= set(scale.categories) for parts in scale.outcomes.values())


def test_it_is_large_enough_and_speaks_of_no_disease_of_ours():
    assert len(OUTCOMES.toxicities) >= 100
    assert {"recist", "irecist", "who", "imwg", "lugano", "rano", "hematologic", "cytogenetic", "aml"} <= set(
        NAMES.scales
    )
    text = " ".join(entry.label for entry in OUTCOMES.outcomes.values()).casefold()
    assert "imatinib" not in text and "blastic" not in text and "interleukin" not in text


def test_the_review_adds_to_it_and_changes_an_entry(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config/outcomes.yaml").write_text(
        "outcomes:\n  asas20: {label: ASAS20 response}\n  death: {label: Died}\n"
        "toxicities:\n  rash: {label: Rash of any kind}\n"
    )
    names = load_vocabulary(tmp_path).outcomes
    assert names.label("asas20") == "ASAS20 response" and names.label("death") == "Died"
    assert (
        names.outcome_called("ORR") == "objective_response" and names.label("grade3_rash") == "Grade 3 rash of any kind"
    )

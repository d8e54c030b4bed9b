"""The settings of a review over those of the tool."""

from __future__ import annotations

import pytest

from reanalysis.choices import insist
from reanalysis.model import layers
from reanalysis.model.store import load_outcomes, load_scales


@pytest.fixture
def review(tmp_path):
    """A review; called with a name and a text, it writes a file of its config."""
    (tmp_path / "config").mkdir()

    def write(**files):
        for name, text in files.items():
            (tmp_path / f"config/{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_mappings_are_merged_key_by_key_and_all_else_is_replaced():
    below = {"a": {"b": 1, "c": [1, 2]}, "d": 3}
    assert layers.merged(below, {"a": {"c": [9], "e": None}, "f": {"g": 0}}) == {
        "a": {"b": 1, "c": [9], "e": None},
        "d": 3,
        "f": {"g": 0},
    }
    assert layers.merged(below, {"a": None}) == layers.merged(below, None) == below
    assert below == {"a": {"b": 1, "c": [1, 2]}, "d": 3}


def test_a_choice_of_a_review_changes_that_choice_alone(review):
    base = layers.settings(review())
    found = layers.settings(review(config="rates:\n  primary: {proportion: wilson}\naudit:\n"))
    assert found["rates"] == base["rates"] | {"primary": {"proportion": "wilson"}}
    assert {**found, "rates": 0} == {**base, "rates": 0}


def test_title_of_the_review_is_that_of_the_report_unless_the_report_has_its_own(review):
    folder = review()
    (folder / "reanalysis.toml").write_text('title = "A review"\n')
    assert layers.settings(folder)["report"]["title"] == "A review"
    assert layers.settings(review(config="report: {title: Another}"))["report"]["title"] == "Another"


def test_choices_that_snakemake_was_given_stand_in_the_place_of_the_file(review):
    folder = review(config="rates: {conf_level: 0.9}")
    assert layers.settings(folder, {"audit": {"largest_denominator_factor": 7}})["rates"]["conf_level"] == 0.95
    with pytest.raises(ValueError, match=r"rates\.conf_levle is not a known key; the nearest is conf_level"):
        insist(folder, layers.settings(folder, {"rates": {"conf_levle": 0.9}}))
    insist(folder, layers.settings(folder, {}))


def test_outcomes_and_endpoints_add_or_change_one_entry(review):
    base = load_outcomes(review() / "config/outcomes.yaml")
    found = load_outcomes(
        review(
            outcomes="outcomes:\n  objective_response: {label: Tumour response}\n  smell: {label: Sense of smell}\n"
            "endpoints:\n  time_to_smell: {label: Time to smell, direction: shorter_is_better}\n"
        )
        / "config/outcomes.yaml"
    )
    assert set(found.outcomes) - set(base.outcomes) == {"smell"}
    assert set(found.endpoints) - set(base.endpoints) == {"time_to_smell"}
    assert found.outcomes["objective_response"].label == "Tumour response"
    assert found.outcomes["objective_response"].contains == base.outcomes["objective_response"].contains
    assert found.outcomes["complete_response"] == base.outcomes["complete_response"]


def test_scales_add_or_change_one_entry(review):
    base = load_scales(review() / "config/scales.yaml")
    text = "recist: {categories: {cr: {label: Complete}}}\nsmell: {label: Smell, categories: {good: {label: Good}}}\n"
    found = load_scales(review(scales=text) / "config/scales.yaml")
    assert set(found) - set(base) == {"smell"}
    assert found["recist"].categories["cr"].label == "Complete"
    assert list(found["recist"].categories) == list(base["recist"].categories)
    assert found["recist"].outcomes == base["recist"].outcomes


def test_hash_of_a_vocabulary_sees_both_files(review, monkeypatch, tmp_path_factory):
    first = layers.fingerprint_of(review(), "outcomes")
    second = layers.fingerprint_of(review(outcomes="outcomes: {}\n"), "outcomes")
    base = tmp_path_factory.mktemp("base")
    (base / "outcomes.yaml").write_bytes((layers.BASE / "outcomes.yaml").read_bytes() + b"\n")
    monkeypatch.setattr(layers, "BASE", base)
    assert len({first, second, layers.fingerprint_of(review(), "outcomes")}) == 3


def test_what_one_caller_changes_no_other_sees_and_an_edited_file_is_read_again(tmp_path):
    path = tmp_path / "outcomes.yaml"
    first = load_outcomes(path)
    known = len(first.outcomes)
    first.outcomes.clear()
    first.endpoints.clear()
    assert len(load_outcomes(path).outcomes) == known and load_outcomes(path).endpoints
    path.write_text("outcomes: {objective_response: {label: Shrinkage}}\n", encoding="utf-8")
    assert load_outcomes(path).label("objective_response") == "Shrinkage"
    assert load_outcomes(tmp_path / "none.yaml").label("objective_response") != "Shrinkage"
    scales = load_scales(path.with_name("scales.yaml"))
    scales.clear()
    assert load_scales(path.with_name("scales.yaml"))

"""Rows of robustness.csv on how far an external control may be off: values worked out by other ways."""

import pytest

from reanalysis.analyses.controls import compare_controls
from reanalysis.model.config import ControlsConfig

TREATED = {
    "groups": "group label n role\nall All 30 .\nold Old . historical_control\nplacebo Placebo 112 control",
    "counts": "group outcome events reported\nall objective_response 15 .\nold objective_response . 25%\n"
    "placebo objective_response 20 .",
}


@pytest.fixture
def compare(dataset, outcomes, scales):
    """The comparisons of some papers with the usual settings."""
    return lambda *papers: compare_controls(dataset(*papers), outcomes, scales, ControlsConfig())


def against(text):
    """One comparison of the responses of all patients."""
    return f"comparison group outcome against source\nc all objective_response {text} own"


def rows_of(compare, *papers):
    """Rows of robustness.csv by quantity and place."""
    return {(row["quantity"], row["at"]): row for row in compare(*papers).extra["robustness"]}


def test_a_rate_without_patients_says_what_bias_turns_it_and_how_often_it_would_be_said(paper, compare):
    rows = rows_of(compare, paper(**TREATED, comparisons=against("old")))
    value = {key: float(row["value"]) for key, row in rows.items() if row["value"]}
    assert value["tipping_drift", "0.025"] == pytest.approx(0.0630, abs=5e-5)  # R: binom.test(15, 30) less 0.25
    assert value["tipping_between_trial_sd", "0.025"] == pytest.approx(0.378, abs=5e-4)
    assert value["e_value", "estimate"] == pytest.approx(2 + 2**0.5, abs=1e-12)
    assert value["e_value", "limit"] == pytest.approx(1.81, abs=5e-3)
    errors = {at: number for (quantity, at), number in value.items() if quantity == "sentence_error"}
    expected = {"rate_known": 0.0216, "rate_of_30": 0.075, "rate_of_50": 0.0511, "drift_0.05": 0.084}
    expected |= {"drift_0.1": 0.22, "sd_0.5": 0.1103, "sd_1": 0.24}
    assert {at: errors[at] for at in expected} == pytest.approx(expected, abs=5e-3)


def test_fragility_is_the_fewest_patients_in_either_group(paper, compare):
    rows = rows_of(compare, paper(**TREATED, comparisons=against("old")))
    assert (rows["fragility", "group"]["value"], "12 of 30" in rows["fragility", "group"]["note"]) == ("3", True)


def test_a_reference_rate_was_no_group_and_has_no_drift(paper, compare):
    rows = rows_of(compare, paper(**TREATED, comparisons=against("25%")))
    assert {"fragility", "tipping_control_rate"} <= {quantity for quantity, _ in rows}
    assert not {"tipping_drift", "tipping_between_trial_sd", "e_value", "sentence_error"} & {name for name, _ in rows}


def test_a_control_of_the_same_trial_is_asked_for_no_bias(paper, compare):
    rows = rows_of(compare, paper(**TREATED, comparisons=against("placebo")))
    quantities = {quantity for quantity, _ in rows}
    assert "fragility" in quantities and not {"tipping_drift", "e_value", "sentence_error"} & quantities


def test_a_counted_control_of_another_trial_has_the_errors_of_both_samples(paper, compare):
    other = paper("jones1999", groups="group label n\nplacebo Placebo 20", counts="group outcome events\n"
                  "placebo objective_response 5")  # fmt: skip
    smaller = paper(
        groups="group label n\nall All 15",
        counts="group outcome events\nall objective_response 12",
        comparisons=against("jones1999:placebo"),
    )
    rows = rows_of(compare, smaller, other)
    assert float(rows["sentence_error", "same_rate"]["value"]) == pytest.approx(0.0162, abs=5e-5)
    assert float(rows["sentence_error", "drift_0.1"]["value"]) > float(rows["sentence_error", "drift_0.05"]["value"])
    assert rows["fragility", "group"]["value"] or rows["fragility", "control"]["value"]


@pytest.mark.parametrize(("n", "control", "left_out"), [(501, "old", "sentence_error"), (501, "placebo", "fragility")])
def test_what_is_not_computed_has_a_row_with_the_reason(paper, compare, n, control, left_out):
    many = {**TREATED, "groups": TREATED["groups"].replace("All 30", f"All {n}")}
    rows = rows_of(compare, paper(**many, comparisons=against(control)))
    row = rows[left_out, "not_computed"]
    assert row["value"] == "" and "not computed: every" in row["note"]

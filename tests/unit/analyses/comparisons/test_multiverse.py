"""Every analysis of a comparison."""

import pytest

from reanalysis.analyses.comparisons.multiverse import multiverse
from reanalysis.derive.multiverse import deciding_choice
from reanalysis.model.config import ControlsConfig
from reanalysis.model.paper import Dataset
from reanalysis.model.rows import SetMember


@pytest.fixture
def rows(paper, dataset, scales):
    treated = paper(
        groups="group label n role\nall All 30 .\nold Old . historical_control",
        counts="group outcome events reported\nall objective_response 15 .\nold objective_response . 25%",
        comparisons="comparison group outcome against source\none all objective_response old own\ntwo all "
        "objective_response jones1999:placebo own",
    )
    other = paper(
        "jones1999",
        groups="group label n\nplacebo Placebo 112",
        counts="group outcome events\nplacebo objective_response 43",
    )
    return multiverse(dataset(treated, other), scales, ControlsConfig(multiverse_n=(20, 100)))


def test_every_control_with_every_method(rows):
    assert len(rows) == 2 + 2 * 3 + 3
    p = [float(row["p_value"]) for row in rows]
    assert p == sorted(p)
    by = {(row["control"], row["method"]): row for row in rows}
    assert by[("old (25%, taken as known)", "exact_binomial")]["stands"] == "yes"
    assert by[("old (25%, if 5 of 20 patients)", "boschloo")]["stands"] == "no"
    assert float(by[("jones1999:placebo (43/112)", "boschloo")]["p_value"]) == pytest.approx(0.261, abs=5e-4)


def test_a_conclusion_stands_in_the_direction_of_the_first_comparison_only(paper, dataset, scales):
    p = paper(
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
        comparisons="comparison group outcome against source\none all objective_response 20% own\ntwo all "
        "objective_response 85% own",
    )
    found = multiverse(dataset(p), scales, ControlsConfig(multiverse_n=()))
    assert all(float(row["p_value"]) < 0.001 for row in found)
    assert {(row["comparison"], row["stands"]) for row in found} == {("one", "yes"), ("two", "no")}


def test_the_choice_that_decides(rows):
    choice, shares = deciding_choice(rows)
    assert (
        choice == "control"
        and shares["jones1999:placebo (43/112)"] == (0, 3)
        and shares["old (25%, taken as known)"] == (2, 2)
    )
    assert deciding_choice([row for row in rows if row["stands"] == "yes"]) is None


def test_labels_and_denominators_are_choices(paper, dataset, scales):
    p = paper(
        groups="group label n patients_listed\nall All 10 all",
        patients="patient group scale category value\n"
        + "\n".join(
            f"{i} all cytogenetic {'PR' if i < 6 else 'none'} {40 if i < 3 else 20 if i < 6 else 95}"
            for i in range(1, 11)
        ),
        comparisons="comparison group outcome against source\none all major_cytogenetic 20% own",
    )
    found = multiverse(dataset(p), scales, ControlsConfig(multiverse_n=()))
    assert {(row["label"], row["events"]) for row in found} == {
        ("as the paper counts", "5"),
        ("by the definition", "3"),
    }
    q = paper(
        groups="group label n\nall All 30",
        categories="group scale category count\nall recist cr 2\nall recist pr 8\nall recist ne 4",
        comparisons="comparison group outcome against source\none all objective_response 20% own",
    )
    assert {
        (row["denominator"], row["n"]) for row in multiverse(dataset(q), scales, ControlsConfig(multiverse_n=()))
    } == {("as printed", "30"), ("unevaluable left out", "26")}


def test_a_count_from_a_printed_percentage_is_not_called_the_papers(paper, dataset, scales):
    p = paper(
        groups="group label n\nall All 30",
        counts="group outcome reported\nall objective_response 50%",
        comparisons="comparison group outcome against source\none all objective_response 20% own",
    )
    assert {
        (row["label"], row["events"]) for row in multiverse(dataset(p), scales, ControlsConfig(multiverse_n=()))
    } == {("from the printed percentage", "15")}


def test_a_set_of_one_group_is_that_group_and_not_analysed_twice(paper, scales):
    treated = paper(
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
        comparisons="comparison group outcome against source\none all objective_response jones1999:placebo own\ntwo "
        "all objective_response set:old own",
    )
    other = paper(
        "jones1999",
        groups="group label n\nplacebo Placebo 112",
        counts="group outcome events\nplacebo objective_response 43",
    )
    third = paper(
        "wright2001",
        groups="group label n\nplacebo Placebo 20",
        counts="group outcome events\nplacebo objective_response 9",
    )
    members = [
        SetMember(
            ref=f"sets.csv:{line}",
            set="old",
            purpose="control",
            paper=name,
            group="placebo",
            outcome="objective_response",
        )
        for line, name in ((2, "jones1999"), (3, "wright2001"))
    ]

    def controls(*papers):
        dataset = Dataset({p.name: p for p in (treated, *papers)}, sets=tuple(members[: len(papers)]))
        return {row["control"] for row in multiverse(dataset, scales, ControlsConfig())}

    assert controls(other) == {"jones1999:placebo (43/112)"}
    assert controls(other, third) == {"jones1999:placebo (43/112)", "set:old (52/132)", "set:old (9/20)"}


def test_a_rate_that_is_entered_twice_is_one_control(paper, dataset, scales):
    p = paper(
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
        comparisons="comparison group outcome against source\none all objective_response 20-25% own\ntwo all "
        "objective_response 25% own",
    )
    found = multiverse(dataset(p), scales, ControlsConfig(multiverse_n=(20,)))
    assert {row["comparison"] for row in found} == {"one"} and len(found) == 2 * 2


def test_only_sizes_that_print_the_rate_are_assumed_and_none_of_a_reference_rate(paper, dataset, scales):
    """No count of 30 or 50 patients prints as 25%; that of 20 is 5, of 100 is 25."""
    p = paper(
        groups="group label n role\nall All 30 .\nold Old . historical_control",
        counts="group outcome events reported\nall objective_response 15 .\nold objective_response . 25%",
        comparisons="comparison group outcome against source\none all objective_response old own\ntwo all "
        "objective_response 21.2% own",
    )
    found = multiverse(dataset(p), scales, ControlsConfig(multiverse_n=(20, 30, 50, 100)))
    assert {row["control"] for row in found} == {
        "old (25%, taken as known)",
        "old (25%, if 5 of 20 patients)",
        "old (25%, if 25 of 100 patients)",
        "21.2% (21.2%, taken as known)",
    }


def test_an_analysis_stands_by_interval_and_test_alike(paper, dataset, scales):
    """8 of 12 against 3 of 12: one-sided tests apart, the limits exclude no difference and Boschloo's p is 0.064."""
    p = paper(
        groups="group label n\nall All 12\nnow Now 12",
        counts="group outcome events\nall objective_response 8\nnow objective_response 3",
        comparisons="comparison group outcome against source\none all objective_response now own",
    )
    found = {row["method"]: row for row in multiverse(dataset(p), scales, ControlsConfig())}
    assert float(found["boschloo"]["p_value"]) > 0.05 and found["boschloo"]["stands"] == "no"

"""The sizes that a control printed as a percentage may have had."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reanalysis.analyses.controls import compare_controls
from reanalysis.model.config import ControlsConfig
from reanalysis.model.printed import counts_printing_as
from reanalysis.stats.exact_2x2 import boschloo

COMPARISON = "comparison group outcome against source\nmain all objective_response {} own"


@pytest.fixture
def compare(dataset, outcomes, scales):
    return lambda *papers: compare_controls(dataset(*papers), outcomes, scales, ControlsConfig())


def known_only_as(rate, events=15, n=30):
    """A group of which events/n responded, and a control that is printed as a percentage without its patients."""
    return {
        "groups": f"group label n role\nall All {n} .\nold Old . historical_control",
        "counts": f"group outcome events reported\nall objective_response {events} .\nold objective_response . {rate}",
        "comparisons": COMPARISON.format("old"),
    }


@pytest.mark.parametrize("rate", ["25%", "21.2%", "25.0%"])
def test_the_smallest_control_n_is_where_the_conclusion_holds_from(paper, compare, rate):
    rows = compare(paper(**known_only_as(rate))).extra["robustness"]
    (row,) = [row for row in rows if row["quantity"] == "smallest_control_n"]
    smallest, percent = int(float(row["value"])), Decimal(rate.rstrip("%"))
    p = {
        size: max(boschloo(15, 30, count, size, alternative="two_sided").p_value for count in counts)
        for size in range(1, 200)
        if (counts := [c for c in counts_printing_as(percent, size) if abs(c - percent * size / 100) < 1])
    }
    smaller = [size for size in p if size < smallest]
    assert p[max(smaller)] >= 0.05 if smaller else smallest == min(p)
    assert p[smallest] == pytest.approx(float(row["p_value"]), rel=1e-9)
    assert all(value < 0.05 for size, value in p.items() if size >= smallest)


def test_only_sizes_that_print_the_rate_are_assumed(paper, compare):
    rows = compare(paper(**known_only_as("21.2%"))).extra["robustness"]
    assumed = [row for row in rows if row["quantity"] == "assumed_control_n"]
    assert [(row["at"], row["control_events"]) for row in assumed] == [("500", "106"), ("1000", "212"), ("inf", "")]
    rows = compare(paper(**known_only_as("15%"))).extra["robustness"]
    both = [row["control_events"] for row in rows if row["quantity"] == "assumed_control_n" and row["at"] == "150"]
    assert both == ["22", "23"]


def test_a_reference_rate_was_never_a_group_of_patients(paper, compare):
    rows = compare(paper(**{**known_only_as("25%"), "comparisons": COMPARISON.format("25%")})).extra["robustness"]
    quantities = {row["quantity"] for row in rows}
    assert "tipping_control_rate" in quantities and not quantities & {"assumed_control_n", "smallest_control_n"}


@pytest.mark.parametrize(("events", "n", "rate"), [(5, 10, "20%"), (5, 8, "25%"), (15, 30, "30%"), (2, 20, "10%")])
def test_what_the_assumed_sizes_say_contradicts_no_row(paper, compare, events, n, rate):
    rows = compare(paper(**known_only_as(rate, events, n))).extra["robustness"]
    assumed = [row for row in rows if row["quantity"] == "assumed_control_n"]
    for row in assumed[:-1]:
        table = (events, n, int(row["control_events"]), int(row["control_n"]))
        assert float(row["p_value"]) == boschloo(*table, alternative="two_sided").p_value
        assert float(row["value"]) == pytest.approx(table[0] / table[1] - table[2] / table[3], abs=1e-12)
    known = float(assumed[-1]["p_value"])
    (smallest,) = [row for row in rows if row["quantity"] == "smallest_control_n"]
    below = {int(row["at"]) for row in assumed[:-1] if float(row["p_value"]) < 0.05}
    if smallest["value"]:
        assert {int(row["at"]) for row in assumed[:-1] if int(row["at"]) >= int(smallest["value"])} <= below
        assert known < 0.05
    elif known >= 0.05:
        assert bool(below) == ("it is for" in smallest["note"])


def test_a_percentage_that_no_size_prints_says_so(paper, compare):
    rows = compare(paper(**known_only_as("25.00001%"))).extra["robustness"]
    assumed = [row["at"] for row in rows if row["quantity"] == "assumed_control_n"]
    (smallest,) = [row for row in rows if row["quantity"] == "smallest_control_n"]
    assert assumed == ["inf"] and smallest["value"] == ""
    assert "no size up to 1000 has a count that prints as 25.00001%" in smallest["note"]


def test_a_bound_is_not_called_boschloos_test(paper, compare):
    rows = compare(paper(**known_only_as("25%", 600, 1900))).extra["robustness"]
    notes = {row["at"]: row["note"] for row in rows if row["quantity"] == "assumed_control_n"}
    assert "Boschloo's two-sided test" in notes["100"] and "which Boschloo's cannot exceed" in notes["200"]

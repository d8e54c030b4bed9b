"""Only like is compared with like: refusals with their reason, warnings that name both sides, and harms."""

from __future__ import annotations

import pytest

from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.rates.trends import estimate_trends
from reanalysis.derive.comparability import comparability
from reanalysis.model.config import ControlsConfig

HEAD = "comparison group outcome against source"
LINE = "main all objective_response old1995:all own"
MEASURED = "group outcome events population assessor confirmed criteria"


@pytest.fixture
def compare(dataset, outcomes, scales):
    return lambda *papers, **kw: compare_controls(dataset(*papers, **kw), outcomes, scales, ControlsConfig())


def two(paper, mine, theirs, *, head="group outcome events", more="", value="", info=None, groups="group label n"):
    """A group of 30 and one of 100 in an older paper, each with a line of counts."""
    return (
        paper(
            "new2015",
            info={"trial": "new2015", "year": 2015, **(info or {})},
            groups=f"{groups}\nall All 30" + (" after_start" if "formed" in groups else ""),
            counts=f"{head}\nall objective_response {mine}",
            comparisons=f"{HEAD} {more}\n{LINE} {value}",
        ),
        paper(
            "old1995",
            info={"trial": "old1995", "year": 1995},
            groups="group label n\nall Old 100",
            counts=f"{head}\nall objective_response {theirs}",
        ),
    )


def refused(result):
    assert all(row.p_value is None and row.estimate is None for row in result.estimates)
    (finding,) = [one for one in result.findings if one.severity == "warning"]
    return finding.check, finding.message


def test_another_time_of_assessment_is_refused_with_both_times(paper, compare):
    papers = two(paper, "15 12 months", "20 6 months", head="group outcome events at unit")
    check, message = refused(compare(*papers))
    assert check == "unlike_quantities"
    assert "the group is assessed at 12 months, the control at 6 months" in message


def test_the_same_time_in_another_unit_is_compared(paper, compare):
    rows = compare(*two(paper, "15 12 months", "20 1 years", head="group outcome events at unit")).estimates
    assert any(row.p_value is not None for row in rows)


def test_other_criteria_are_computed_and_each_label_stands_on_its_own_side(paper, dataset, scales, compare):
    papers = two(paper, "15 evaluable independent yes RECIST_1.1", "20 treated investigator no WHO", head=MEASURED)
    result = compare(*papers)
    assert any(row.p_value is not None for row in result.estimates)
    (finding,) = [one for one in result.findings if one.check == "unlike_sides"]
    for said in (
        "assessor: independent in the group, investigator in the control",
        "confirmation: yes in the group, no in the control",
        "population: evaluable in the group, treated in the control",
        "year of publication: 2015 in the group, 1995 in the control",
    ):
        assert said in finding.message
    assert all("the sides differ" in row.note for row in result.estimates)
    found = {row["item"]: row for row in comparability(dataset(*papers), scales)}
    assert (found["assessor"]["group_value"], found["assessor"]["control_value"]) == ("independent", "investigator")
    assert {found[name]["consequence"] for name in ("criteria", "assessor", "confirmed", "population")} == {"warned"}
    assert found["time_of_assessment"]["agrees"] == "unknown" and found["line"]["agrees"] == "unknown"


@pytest.mark.parametrize(
    ("known", "check"),
    [
        ({"info": {"selected_by_outcome": "yes"}}, "selected_by_outcome"),
        ({"more": "chosen", "value": "after"}, "control_chosen_after"),
        ({"groups": "group label n formed"}, "formed_after_start"),
    ],
)
def test_how_the_sides_were_picked_decides_before_any_number(paper, compare, known, check):
    found, message = refused(compare(*two(paper, "15", "20", **known)))
    assert found == check and "was not tested" in message


def test_a_control_chosen_before_is_compared(paper, compare):
    rows = compare(*two(paper, "15", "20", more="chosen", value="before")).estimates
    assert any(row.p_value is not None for row in rows)


@pytest.mark.parametrize("how", ["crossover", "period"])
def test_no_trend_across_doses_of_the_same_patients(paper, dataset, scales, how):
    groups = "group label n parent split dose\nall All 10 . . .\n" + "\n".join(
        f"d{i} D{i} 10 all {'dose' if how == 'crossover' else how} {i}" for i in (1, 2, 3)
    )
    counts = "group outcome events\nd1 objective_response 2\nd2 objective_response 5\nd3 objective_response 8"
    same = paper("new2015", info={"design": "crossover"} if how == "crossover" else {}, groups=groups, counts=counts)
    rows = estimate_trends(dataset(same), scales)
    assert rows and all(row.p_value is None and "same patients" in row.note for row in rows)


@pytest.mark.parametrize(
    ("kind", "side", "held", "limit"), [("toxicity", "upper", "not below", 0.309), ("response", "lower", "above", 0.0)]
)
def test_non_inferiority_of_a_harm_looks_at_the_upper_limit(paper, compare, kind, side, held, limit):
    """30/100 against 10/100 with a margin of 10 points: 20 points more of a harm, upper limit 30.9 points."""
    name = "serious_adverse_event" if kind == "toxicity" else "clinical_benefit"
    one = paper(
        "new2015",
        groups="group label n role\nall All 100 .\nnow Now 100 control",
        counts=f"group outcome kind events\nall {name} {kind} 30\nnow {name} {kind} 10",
        comparisons=f"{HEAD} margin\nmain all {name} now own 0.1",
    )
    rows = compare(one).extra["robustness"]
    (found,) = [row for row in rows if row["quantity"] == "non_inferiority"]
    assert f"the {side} limit of the difference is {held} the margin" in found["note"]
    if kind == "toxicity":
        assert float(found["conf_high"]) == pytest.approx(limit, abs=5e-4) and found["p_value"] == ""

"""What two sides say of themselves, item by item."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reanalysis.derive.comparability import comparability, sides_of, warnings_of
from reanalysis.derive.likeness import Side, items, unlike
from reanalysis.model.rows import SetMember


def of_items(found):
    return {one.item: (one.group_value, one.control_value, one.agrees, one.consequence) for one in found}


@pytest.mark.parametrize(
    ("group", "control", "agrees", "consequence"),
    [
        ({"time": "12", "unit": "weeks"}, {"time": "84", "unit": "days"}, "yes", "none"),
        ({"time": "12", "unit": "weeks"}, {"time": "24", "unit": "weeks"}, "no", "refused"),
        ({"time": "12", "unit": "weeks"}, {}, "unknown", "warned"),
        ({}, {"time": "12", "unit": "weeks"}, "unknown", "warned"),
        ({"time": "2", "unit": "cycles"}, {"time": "12", "unit": "weeks"}, "unknown", "none"),
        ({}, {}, "unknown", "none"),
    ],
)
def test_times_that_differ_are_refused_and_one_alone_is_said(group, control, agrees, consequence):
    found = of_items(items(Side(name="a", **group), Side(name="b", **control), elsewhere=False))
    assert found["time_of_assessment"][2:] == (agrees, consequence)


@pytest.mark.parametrize(
    ("group", "control", "years", "areas"),
    [
        ((2001, "breast"), (1996, "breast"), ("2001", "1996", "yes", "none"), ("yes", "none")),
        ((1995, "breast"), (2001, "colon"), ("1995", "2001", "no", "warned"), ("no", "warned")),
        ((2001, ""), (None, "colon"), ("2001", "", "unknown", "none"), ("unknown", "none")),
    ],
)
def test_papers_more_than_five_years_apart_or_of_other_areas_are_told(group, control, years, areas):
    one, other = (Side(name="x", year=year, area=area) for year, area in (group, control))
    found = of_items(items(one, other, elsewhere=True))
    assert found["years_apart"] == years and found["area"][2:] == areas
    assert not {"years_apart", "area"} & set(of_items(items(one, other, elsewhere=False)))


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("before", ("", "before", "yes", "none")),
        ("after", ("", "after", "no", "refused")),
        ("unknown", ("", "", "unknown", "none")),
        (".", ("", "", "unknown", "none")),
    ],
)
def test_a_control_chosen_after_the_result_is_refused(paper, dataset, scales, chosen, told):
    p = paper(
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
        comparisons=f"comparison group outcome against source chosen\nmain all objective_response 25% own {chosen}",
    )
    (row,) = comparability(dataset(p), scales)
    assert (row["paper"], row["comparison"], row["control"], row["item"]) == ("smith2001", "main", "25%", "chosen")
    assert (row["group_value"], row["control_value"], row["agrees"], row["consequence"]) == told


@pytest.mark.parametrize(
    ("group", "control", "agrees", "consequence"),
    [
        ("independent", "Independent", "yes", "none"),
        ("independent", "investigator", "no", "warned"),
        ("independent", "", "unknown", "none"),
        ("", "investigator", "unknown", "none"),
    ],
)
def test_each_side_stands_on_its_own_side_and_what_is_unstated_agrees_with_nothing(group, control, agrees, consequence):
    found = items(Side(name="a", assessor=group), Side(name="b", assessor=control), elsewhere=False)
    assert of_items(found)["assessor"] == (group, control, agrees, consequence)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"time": "12", "unit": "weeks"}, {"time": "24", "unit": "weeks"}, "assessed at 12 weeks, the control at 24"),
        ({"time": "12", "unit": "weeks"}, {"time": "84", "unit": "days"}, ""),
        ({"time": "12", "unit": "weeks"}, {}, ""),
        ({}, {"time": "12", "unit": "weeks"}, ""),
        ({"kind": "toxicity"}, {"kind": "response"}, "is of a toxicity, the control's of a response"),
        ({"kind": "toxicity"}, {}, ""),
        ({"time": "2", "unit": "cycles"}, {"time": "4", "unit": "cycles"}, "assessed at 2 cycles, the control at 4"),
        ({"time": "2", "unit": "cycles"}, {"time": "2", "unit": "cycles"}, ""),
    ],
)
def test_only_what_both_sides_state_makes_them_unlike(one, other, why):
    told = unlike(Side(name="a", **one), Side(name="b", **other))
    assert why in told and bool(told) == bool(why)


def test_the_sides_of_a_group_are_its_counts_and_its_rates_without_a_count(paper, scales):
    p = paper(
        groups="group label n\nall All 30\nold Old .",
        counts="group outcome events reported assessor\nall objective_response 15 . independent\n"
        "all complete_response 3 . investigator\nold objective_response . 25% investigator\n"
        "old complete_response . 5% independent",
        comparisons="comparison group outcome against source\nmain all objective_response old own",
    )
    (row,) = p.comparisons
    assert [(side.name, side.assessor) for side in sides_of(p, "all", row, scales)] == [("all", "independent")]
    assert [(side.name, side.assessor) for side in sides_of(p, "old", row, scales)] == [("old", "investigator")]


def test_of_a_set_each_group_has_its_own_warning(paper, dataset, scales):
    """Reviewers judged the treated group and one of the two controls, an investigator the other."""

    def judged(name, who):
        return paper(
            name,
            groups="group label n\nall All 30",
            counts=f"group outcome events assessor\nall objective_response 15 {who}",
            comparisons="comparison group outcome against source\nmain all objective_response set:old own",
        )

    papers = [judged("smith2001", "independent"), judged("a2001", "investigator"), judged("b2001", "independent")]
    members = tuple(
        SetMember(
            set="old", purpose="control", paper=name, group="all", outcome="objective_response", ref=f"sets.csv:{i}"
        )
        for i, name in enumerate(("a2001", "b2001"), 2)
    )
    told = "assessor: independent in the group, investigator in the control"

    def said(*used):
        whole = replace(dataset(*papers), sets=used)
        return warnings_of(whole, papers[0], papers[0].comparisons[0], scales)

    assert said(*members) == f"a2001:all: {told}" and said(members[0]) == told and said(members[1]) == ""

"""A finding is the same by its check and cell, whoever tells it and in which words."""

from __future__ import annotations

from dataclasses import replace

from reanalysis.model.finding import Finding, told_once
from reanalysis.model.naming import paper_named

ONE = Finding(
    paper="a2001",
    check="same_trial_control",
    severity="warning",
    table="comparisons",
    row="2",
    column="against",
    message=f"{paper_named('b2002')} has 5 of 30 patients",
    source="a2001/comparisons.csv:2",
)


def test_a_finding_keeps_the_sentence_its_names_and_its_numbers():
    assert ONE.message == "b2002 has 5 of 30 patients" and ONE.parts == "{paper b2002} has 5 of 30 patients"
    assert ONE.numbers == "5; 30"
    assert replace(ONE, acknowledged="yes").parts == ONE.parts
    plain = replace(ONE, message="a2001/counts.csv:2:events: 12 of 40", parts="", numbers=None)
    assert (plain.parts, plain.numbers) == ("", "12; 40")


def test_what_an_earlier_stage_told_is_not_told_again_in_other_words():
    again, elsewhere = replace(ONE, message="in other words"), replace(ONE, source="a2001/comparisons.csv:3", row="3")
    other = replace(ONE, check="nothing_to_compare")
    assert told_once([[ONE], [again, elsewhere], [other, elsewhere]]) == [ONE, elsewhere, other]


def test_one_stage_may_tell_several_things_of_one_cell():
    twice = [ONE, replace(ONE, message="and that too")]
    assert told_once([twice]) == twice

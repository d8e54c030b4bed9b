"""What the parts of a group add up to, where they cover it and the paper gives no count of the whole."""

from __future__ import annotations

import pytest

from reanalysis.derive.tallies import tallies_of

GROUPS = (
    "group label n parent split complete role\n"
    "all All {n} . . . .\nlow Low 6 all dose yes {role}\nmid Mid 12 all dose . .\nhigh High 19 all dose . ."
)
COUNTS = "group outcome events\nlow complete_response 0\nmid complete_response 7\nhigh complete_response 3"


@pytest.fixture
def added(paper, scales):
    """The summed counts of a paper with three dose groups, by group and outcome."""

    def made(counts=COUNTS, *, n=37, role=".", groups="", **more):
        p = paper(groups=GROUPS.format(n=n, role=role) + groups, counts=counts, **more)
        return {(t.group, t.outcome): t for t in tallies_of(p, scales) if t.summed}

    return made


def test_parts_that_cover_a_group_give_its_count(added):
    (tally,) = added().values()
    assert (tally.group, tally.outcome, tally.events, tally.n) == ("all", "complete_response", 10, 37)
    assert tally.derived == "entered"
    assert [ref.split("/")[1] for ref in tally.sources] == [
        "counts.csv:2",
        "groups.csv:3",
        "counts.csv:3",
        "groups.csv:4",
        "counts.csv:4",
        "groups.csv:5",
    ]
    assert "0/6 + 7/12 + 3/19" in tally.note


def test_a_part_without_a_count_gives_no_sum(added):
    assert added(COUNTS.rsplit("\n", 1)[0]) == {}


def test_parts_that_need_not_cover_the_group_give_no_sum(paper, scales):
    p = paper(groups=GROUPS.format(n=37, role=".").replace(" yes ", " . "), counts=COUNTS)
    assert not any(t.summed for t in tallies_of(p, scales))


@pytest.mark.parametrize("own", ["all complete_response 11", "all complete_response 10"])
def test_what_the_paper_says_of_the_whole_stands(added, own):
    assert added(f"{COUNTS}\n{own}") == {}


def test_parts_with_more_patients_than_the_group_give_no_sum(added):
    assert added(n=36) == {}
    assert added(n=38)["all", "complete_response"].n == 37


def test_the_arms_of_a_trial_are_not_added_up(added):
    assert added(role="control") == {}


def test_the_same_patients_twice_are_not_added_up(added, paper, scales):
    assert added(info={"design": "crossover"}) == {}
    p = paper(groups=GROUPS.format(n=37, role=".").replace(" dose ", " time "), counts=COUNTS)
    assert not any(t.summed for t in tallies_of(p, scales))


def test_counts_of_other_populations_are_not_mixed(added):
    counts = (
        "group outcome events population\nlow complete_response 0 treated\nmid complete_response 7 treated\n"
        "high complete_response 3 per_protocol"
    )
    assert added(counts) == {}


def test_a_count_that_a_percentage_only_narrows_down_gives_no_sum(added):
    counts = "group outcome events reported\nlow complete_response 0 .\nmid complete_response 7 .\n"
    assert added(f"{counts}high complete_response . 16%")["all", "complete_response"].derived == "from_percent"
    wide = "\nvery Very 300 all dose . ."
    assert added(f"{counts}high complete_response 3 .\nvery complete_response . 16%", n=337, groups=wide) == {}


def test_sums_of_sums_and_two_splits_that_disagree(added):
    below = "\nmale Male 9 all sex yes .\nfemale Female 28 all sex . ."
    counts = f"{COUNTS}\nmale complete_response 2\nfemale complete_response {{}}"
    assert added(counts.format(8), groups=below)["all", "complete_response"].events == 10
    assert added(counts.format(7), groups=below) == {}
    deep = "\nolder Older 5 mid age yes .\nyounger Younger 7 mid age . ."
    counts = COUNTS.replace("mid complete_response 7", "older complete_response 3\nyounger complete_response 4")
    found = added(counts, groups=deep)
    assert {key[0]: (t.events, t.n) for key, t in found.items()} == {"mid": (7, 12), "all": (10, 37)}

"""What a row of answers.csv says, word for word, and which numbers stand in it.

Limits by the formulas of Newcombe (1998) and from quantiles of the beta distribution, the p of two groups by
`scipy.stats.boschloo_exact`, computed apart from the package.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from reanalysis.analyses.answers.control import Against
from reanalysis.analyses.answers.question import Pair
from reanalysis.analyses.answers.words import _beyond, _conclusion, _sizes, _tipping, about_control
from reanalysis.model.rows import SetMember
from reanalysis.stats.verdict import difference

HEAD = "comparison group outcome against source"
GROUPS = "group label n role\nall All 30 treatment\nold Old 30 historical_control\nnow Now 30 control"
BETTER = (
    'Objective response 25/30 (83.3%) against "Now", 5/30 (16.7%): difference 66.7 points, 95% limits 42.8 to 79.9, '
    "p < 0.001 (two-sided). Better than its concurrent control."
)
NOT_SHOWN = (
    'Objective response 15/30 (50%) against "Old", 14/30 (46.7%): difference 3.3 points, 95% limits \u221220.7 to '
    "26.9, p = 0.90 (two-sided). A difference is not shown."
)


@pytest.fixture
def said(paper, answer):
    """The rows of one paper with x of 30 against its controls with y of 30, by control."""

    def of(x, y, *names, groups=GROUPS, more=""):
        lines = "\n".join(f"c{i} all objective_response {name} own" for i, name in enumerate(names))
        return answer(
            paper(
                "new2001",
                info={"trial": "trial2001", "main_outcome": "objective_response"},
                groups=groups,
                counts=f"group outcome events\nall objective_response {x}\nold objective_response {y}\n"
                f"now objective_response {y}{more}",
                comparisons=f"{HEAD}\n{lines}",
            )
        )

    return of


def test_one_control_has_its_counts_the_effect_and_the_results_that_they_come_from(said):
    row = said(25, 5, "now")["now"]
    assert row["sentence"] == BETTER
    assert (row["events"], row["n"], row["control_events"], row["control_n"]) == ("25", "30", "5", "30")
    assert (row["comparison"], row["alternative"], row["effect_measure"]) == ("c0", "two_sided", "risk_difference")
    assert float(row["control_estimate"]) == pytest.approx(5 / 30)
    assert float(row["effect"]) == pytest.approx(20 / 30)
    assert float(row["turns_at"]) == pytest.approx(0.65278830)  # the lower limit of 25/30 by Clopper and Pearson
    assert [one.split("/")[4:6] for one in row["result_ids"].split("; ")] == [
        ["risk_difference", "newcombe"],
        ["association", "boschloo"],
    ]


def test_concurrent_controls_are_named_together(said):
    groups = f"{GROUPS}\nthen Then 30 control"
    rows = said(25, 5, "now", "then", "old", groups=groups, more="\nthen objective_response 6")
    assert rows[""]["sentence"] == 'Better than "Now", 5/30 (16.7%) and "Then", 6/30 (20%).'
    assert rows[""]["verdict"] == "better"


@pytest.mark.parametrize(
    ("x", "y", "names", "sentence"),
    [
        (25, 5, ("old", "now"), BETTER),
        (
            28,
            5,
            ("old", "25%"),
            'Apart from all 2 controls, if these are comparable: "Old", 5/30 (16.7%) and 25% (a rate without '
            "patients); not if a control's true rate is 77.9% or more.",
        ),
        (
            1,
            25,
            ("old", "75%"),
            'Apart from all 2 controls, if these are comparable: "Old", 25/30 (83.3%) and 75% (a rate without '
            "patients); not if a control's true rate is 17.3% or less.",
        ),
        (
            15,
            14,
            ("old", "45%", "nobody"),
            'A difference is not shown against 2 controls: "Old", 14/30 (46.7%) and 45% (a rate without patients). '
            "1 control could not be compared.",
        ),
        (15, 14, ("old", "nobody"), f"{NOT_SHOWN} 1 control could not be compared."),
        (15, 14, ("nobody",), "Not compared with nobody: new2001 has no group nobody."),
        (15, 14, ("nobody", "gone"), "None of its controls can be compared with it."),
    ],
)
def test_the_sentence_of_a_trial(said, x, y, names, sentence):
    assert said(x, y, *names)[""]["sentence"] == sentence


def test_the_count_that_leads_is_the_one_that_is_compared(paper, answer):
    """By the investigator 15 against 5, by reviewers 12 against 11: the rate that leads is the investigator's."""
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "objective_response"},
        groups=GROUPS,
        counts="group outcome events assessor\nall objective_response 15 investigator\n"
        "all objective_response 12 independent\nnow objective_response 5 investigator\n"
        "now objective_response 11 independent",
        comparisons=f"{HEAD}\nc all objective_response now own",
    )
    row = answer(new)["now"]
    assert (row["events"], row["control_events"], row["verdict"]) == ("15", "5", "better")
    assert float(row["effect"]) == pytest.approx(10 / 30)
    assert float(row["p_value"]) == pytest.approx(0.0064506, abs=1e-7)


def test_a_set_says_which_part_of_it_is_weakest(paper, answer):
    counts = "group label n\nall All 30", "group outcome events\nall objective_response {}"
    first, second = (
        paper(name, info={"trial": name}, groups=counts[0], counts=counts[1].format(events))
        for name, events in (("old1999", 5), ("old2000", 12))
    )
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "objective_response"},
        groups=GROUPS,
        counts="group outcome events\nall objective_response 20",
        comparisons=f"{HEAD}\nc all objective_response set:old own",
    )
    sets = tuple(
        SetMember(
            set="old", purpose="control", paper=name, group="all", outcome="objective_response", ref=f"sets.csv:{i}"
        )
        for i, name in enumerate(("old1999", "old2000"), 2)
    )
    row = answer(new, first, second, sets=sets)["set:old"]
    assert (row["control_events"], row["control_n"]) == ("12", "30")
    assert row["reasons"] == "the group of the set with the highest rate alone"


BLANK = Against(pair=Pair(None, "all", "now"), kind="concurrent", better=1, measure="risk_difference")


def seen(side, *, low=0.1, high=0.4, p=0.01, **known):
    """A control that a group is seen apart from, on its `side`."""
    ends = (low, high) if side > 0 else (-high, -low)
    shown = difference(*ends, p, estimate=sum(ends) / 2, null=0.0, alpha=0.05, alternative="two_sided")
    return replace(BLANK, low=ends[0], high=ends[1], p_value=p, difference=shown, **known)


def test_the_nearest_rate_at_which_a_difference_is_lost_is_told_on_the_safe_side():
    above, below = seen(1, turns_at=0.3129), seen(-1, turns_at=0.6875)
    assert _tipping([above, seen(1, turns_at=0.45)]) == "31.2%"
    assert _tipping([below, seen(-1, turns_at=0.5)]) == "68.8%"
    assert _tipping([seen(1), above]) == "31.2%" and _tipping([seen(1)]) == ""


@pytest.mark.parametrize(
    ("side", "rate", "beyond"), [(1, 0.31, False), (1, 0.32, True), (-1, 0.32, False), (-1, 0.3, True)]
)
def test_a_control_lies_beyond_on_the_side_where_the_group_no_longer_differs(side, rate, beyond):
    shown = [seen(side, turns_at=0.315)]
    assert _beyond(replace(BLANK, estimate=rate), shown, by_limit=False) is beyond
    assert _beyond(BLANK, shown, by_limit=False) is False


@pytest.mark.parametrize(("side", "events", "reaches"), [(1, 5, True), (1, 2, False), (-1, 16, True), (-1, 25, False)])
def test_the_interval_of_a_control_reaches_the_turn(side, events, reaches):
    """Clopper-Pearson of 30: 2 to 22.1%, 5 to 34.7%, 16 from 34.3%, 25 from 65.3%."""
    control = replace(BLANK, estimate=events / 30, events=events, n=30)
    assert _beyond(control, [seen(side, turns_at={1: 0.3, -1: 0.4}[side])], by_limit=True) is reaches


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((None,), ", of unknown size"),
        ((None, None), ", both of unknown size"),
        ((None, None, None), ", all of unknown size"),
        ((30, None), ", 1 of unknown size"),
        ((30, 20), ""),
    ],
)
def test_controls_of_unknown_size_are_counted(sizes, words):
    assert _sizes([replace(BLANK, n=n) for n in sizes]) == words


def concluded(**known):
    found = seen(1, **known)
    return _conclusion(replace(found, kind="external_counts", turns_at=None))


def test_what_is_concluded_follows_from_interval_and_test():
    assert concluded() == "A difference is shown, if this control is comparable."
    assert concluded(p=0.2) == "Borderline: the limits exclude no difference, the test does not."
    assert concluded(low=-0.1) == "Borderline: the test is below its level, the limits include no difference."
    assert concluded(low=-0.1, p=0.2) == "A difference is not shown."


def test_without_a_reason_nothing_could_be_computed(paper, dataset, outcomes):
    p = paper(groups=GROUPS)
    asked = type("Asked", (), {"selected": False})()
    one = replace(BLANK, pair=Pair(p, "all", "now"))
    assert about_control(dataset(p), outcomes, asked, one) == 'Not compared with "Now": nothing could be computed.'
    why = replace(one, reasons=("it was chosen after the result", "and more"))
    assert about_control(dataset(p), outcomes, asked, why) == 'Not compared with "Now": it was chosen after the result.'

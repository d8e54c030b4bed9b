"""answers.csv: each row's verdict follows from its own numbers, and each control has one vote."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reanalysis.analyses.answers import texts
from reanalysis.analyses.answers.table import answers
from reanalysis.model import answer_columns
from reanalysis.model.estimate import Estimate
from reanalysis.stats import verdict

TABLES = ((0, 7, 0, 9), (7, 7, 9, 9), (0, 20, 9, 9), (8, 12, 3, 12), (3, 12, 8, 12), (12, 20, 6, 20), (15, 20, 4, 20))
HEAD = "comparison group outcome against source"
GROUPS = "group label n role\nall All {n} treatment\nold Old {m} historical_control\nnow Now {m} control"


@pytest.fixture
def against(paper, answer):
    """The answer of one paper with x/n against some controls."""

    def made(x, n, y, m, *names, info=None, more="", value=""):
        lines = "\n".join(f"c{i} all objective_response {name} own {value}" for i, name in enumerate(names))
        return answer(
            paper(
                "new2001",
                info={"trial": "trial2001", "main_outcome": "objective_response", **(info or {})},
                groups=GROUPS.format(n=n, m=m),
                counts=f"group outcome events\nall objective_response {x}\nold objective_response {y}\n"
                f"now objective_response {y}",
                comparisons=f"{HEAD} {more}\n{lines}",
            )
        )

    return made


def test_the_words_are_those_of_the_one_function():
    assert answer_columns.VERDICTS == verdict.VERDICTS
    assert answer_columns.CONTROL_KINDS == verdict.CONTROL_KINDS


def test_better_needs_a_concurrent_control(against):
    rows = against(25, 30, 5, 30, "now")
    assert (rows[""]["verdict"], rows["now"]["verdict"], rows["now"]["control_kind"]) == (
        "better",
        "better",
        "concurrent",
    )
    old = against(25, 30, 5, 30, "old")
    assert (old["old"]["control_kind"], old[""]["verdict"]) == ("external_counts", "apart_from_all")
    assert "if this control is comparable" in old[""]["sentence"]


def test_an_interval_and_a_test_that_disagree_are_borderline(against):
    """8 of 12 against 3 of 12: the interval excludes no difference, p = 0.064."""
    row = against(8, 12, 3, 12, "now")["now"]
    assert float(row["effect_low"]) > 0 and float(row["p_value"]) > 0.05
    assert row["verdict"] == "borderline" and "the test does not" in row["sentence"]


def test_a_control_that_is_known_and_lies_beyond_the_turn_decides(paper, answer):
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "objective_response"},
        groups="group label n role\nall All 30 .\nguess Guess . historical_control",
        counts="group outcome events reported\nall objective_response 15 .\nguess objective_response . 25%",
        comparisons=f"{HEAD}\na all objective_response guess own\nb all objective_response 21.2% own\n"
        "c all objective_response old1999:all own",
    )
    old = paper(
        "old1999",
        info={"trial": "old1999"},
        groups="group label n\nall All 112",
        counts="group outcome events\nall objective_response 43",
    )
    rows = answer(new, old)
    whole = rows[""]
    assert whole["verdict"] == "depends_on_control"
    assert "against 2 of 3 controls, both of unknown size" in whole["sentence"]
    assert "43/112 (38.4%), which lies beyond the 31.2% at which the conclusion turns" in whole["sentence"]
    assert [row["control_kind"] for name, row in rows.items() if name] == [
        "external_rate",
        "reference_rate",
        "external_counts",
    ]


def test_patients_selected_by_outcome_are_not_compared(against):
    rows = against(6, 9, 43, 270, "old", info={"selected_by_outcome": "yes"})
    assert {row["verdict"] for row in rows.values()} == {"cannot_be_compared"}
    assert {row["p_value"] for row in rows.values()} == {""}


def test_two_comparisons_of_one_pair_have_a_row_each_and_one_vote(paper, answer_rows):
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "objective_response"},
        groups="group label n role\nall All 20 .\nnow Now 20 control",
        counts="group outcome events\nall objective_response 12\nnow objective_response 6",
        comparisons=f"{HEAD} alternative\na all objective_response now own greater\n"
        "b all objective_response now own two_sided",
    )
    found = answer_rows(new)
    one, two = [row for row in found if row["control"] == "now"]
    assert (one["alternative"], two["alternative"]) == ("greater", "two_sided")
    assert "one-sided, greater" in one["sentence"] and "two-sided" in two["sentence"]
    assert float(two["p_value"]) == pytest.approx(2 * float(one["p_value"]))
    (whole,) = [row for row in found if not row["control"]]
    assert whole["verdict"] == min((one["verdict"], two["verdict"]), key=("not_shown", "borderline").index)
    assert "compared more than once" in whole["reasons"]


def test_harms_point_the_other_way(paper, answer):
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "grade3_anemia"},
        groups="group label n role\nall All 30 .\nnow Now 30 control",
        counts="group outcome kind events\nall grade3_anemia toxicity 25\nnow grade3_anemia toxicity 5",
        comparisons=f"{HEAD}\na all grade3_anemia now own",
    )
    rows = answer(new)
    assert rows["now"]["verdict"] == rows[""]["verdict"] == "worse"
    assert rows[""]["sentence"].endswith("Worse than its concurrent control.")


def test_nothing_to_compare_is_a_word(paper, answer):
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "objective_response"},
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
    )
    rows = answer(new)
    assert list(rows) == [""] and rows[""]["verdict"] == "nothing_to_compare"


@pytest.mark.parametrize("alternative", ["two_sided", "greater", "less"])
@pytest.mark.parametrize("name", ["now", "old"])
def test_word_interval_and_p_of_a_row_agree(against, alternative, name):
    """Counts at the ends, apart, alike and in between: the word of a row is what its own numbers say."""
    for x, n, y, m in TABLES:
        rows = against(x, n, y, m, name, more="alternative", value=alternative)
        row = rows[name]
        low, high, p = (float(row[column]) for column in ("effect_low", "effect_high", "p_value"))
        side = 1 if low > 0 else -1 if high < 0 else 0
        wanted = {"greater": 1, "less": -1}.get(alternative, side)
        both = bool(side) and p < 0.05 and side == wanted
        state = "shown" if both else "borderline" if side or p < 0.05 else "not_shown"
        words = {
            "shown": ("better", "worse") if name == "now" else ("apart_from_all", "depends_on_control"),
            "borderline": ("borderline",),
            "not_shown": ("not_shown",),
        }
        assert row["verdict"] in words[state] and rows[""]["verdict"] == row["verdict"]


@pytest.mark.parametrize(("chosen", "formed"), [("after", "start"), (".", "after_start")])
def test_a_printed_ratio_does_not_stand_in_for_a_comparison_that_is_refused(paper, dataset, outcomes, chosen, formed):
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "overall_survival"},
        groups=f"group label n role formed\nall All 30 . {formed}\nnow Now 30 control .",
        summaries="group endpoint statistic value low high conf_level against\n"
        "all overall_survival hazard_ratio 0.5 0.3 0.8 95 now",
        comparisons=f"comparison group endpoint against source chosen\na all overall_survival now own {chosen}",
    )
    given = dataset(new)
    printed = Estimate(
        paper="new2001",
        group="all",
        endpoint="overall_survival",
        against="now",
        measure="hazard_ratio",
        method="reported",
        estimate=0.5,
        conf_level=0.95,
        conf_low=0.3,
        conf_high=0.8,
        alternative="two_sided",
        sources=("new2001/summaries.csv:2",),
    )
    rows = answers(given, outcomes, [printed.as_row()], [], 0.05)
    assert {row["verdict"] for row in rows} == {"cannot_be_compared"} and {row["p_value"] for row in rows} == {""}


@pytest.mark.parametrize(
    ("group", "against", "printed"), [("all", "now", (0.5, 0.3, 0.8)), ("now", "all", (2.0, 1.25, 10 / 3))]
)
def test_a_printed_ratio_is_read_as_group_over_control(paper, dataset, outcomes, group, against, printed):
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "overall_survival"},
        groups="group label n role\nall All 30 treatment\nnow Now 30 control",
        summaries="group endpoint statistic value low high conf_level against\n"
        f"{group} overall_survival hazard_ratio 0.5 0.3 0.8 95 {against}",
    )
    ratio, low, high = printed
    row = Estimate(
        paper="new2001",
        group=group,
        endpoint="overall_survival",
        against=against,
        measure="hazard_ratio",
        method="reported",
        estimate=ratio,
        conf_level=0.95,
        conf_low=low,
        conf_high=high,
        alternative="two_sided",
        sources=("new2001/summaries.csv:2",),
    )
    rows = {found["control"]: found for found in answers(dataset(new), outcomes, [row.as_row()], [], 0.05)}
    found = rows["now"]
    assert (found["group"], found["comparison"], found["verdict"]) == ("all", "", "better")
    effect = [float(found[name]) for name in ("effect", "effect_low", "effect_high")]
    assert effect == pytest.approx([0.5, 0.3, 0.8]) and rows[""]["verdict"] == "better"


@given(x=st.integers(0, 30), y=st.integers(0, 30), long=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sentence_has_at_most_45_words_and_speaks_as_its_verdict(against, x, y, long):
    names = ("old", "now", "25%", "40%") if long else ("old",)
    for row in against(x, 30, y, 30, *names).values():
        sentence, found = row["sentence"], row["verdict"]
        assert len(sentence.split()) <= 45, sentence
        assert ("Better than" in sentence) == (found == "better") and ("Worse than" in sentence) == (found == "worse")
        if found in ("not_shown", "borderline"):
            assert "is shown" not in sentence and "Apart" not in sentence
        if found == "depends_on_control":
            assert "controls" in sentence or "if this control is comparable" in sentence


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.04996, "p = 0.04996"),
        (0.668, "p = 0.67"),
        (0.0055, "p = 0.0055"),
        (0.9999, "p = 0.9999"),
        (0.0004, "p < 0.001"),
    ],
)
def test_a_p_value_stays_on_its_side_of_the_levels(value, text):
    assert texts.p_text(value) == text


def test_a_ratio_or_difference_that_is_not_none_does_not_print_as_none():
    assert (texts.ratio(0.9991), texts.ratio(1.0), texts.points(0.0004)) == ("0.999", "1.00", "0.04")


def test_a_dose_escalation_is_asked_about_all_of_its_patients(paper, answer):
    escalation = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "objective_response", "design": "dose_escalation"},
        groups="group label n parent split complete\nall All 37 . . .\nlow Low 6 all dose yes\nmid Mid 12 all dose .\n"
        "high High 19 all dose .",
        counts="group outcome events\nlow objective_response 0\nmid objective_response 7\nhigh objective_response 3",
    )
    whole = answer(escalation)[""]
    assert (whole["group"], whole["events"], whole["n"]) == ("all", "10", "37")

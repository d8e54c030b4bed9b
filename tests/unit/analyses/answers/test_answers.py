"""answers.csv: each row's verdict follows from its own numbers, and each control has one vote."""

from __future__ import annotations

import pytest

from reanalysis.analyses.answers.table import answers
from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.model import answer_columns
from reanalysis.model.config import ControlsConfig, RatesConfig
from reanalysis.stats import verdict

HEAD = "comparison group outcome against source"
GROUPS = "group label n role\nall All {n} treatment\nold Old {m} historical_control\nnow Now {m} control"


@pytest.fixture
def answer(dataset, outcomes, scales):
    """The rows of answers.csv of some papers, by control; that of the whole under a blank."""

    def made(*papers, trial="trial2001", **known):
        given = dataset(*papers, **known)
        rates = estimate_rates(given, outcomes, scales, RatesConfig()).estimates
        compared = compare_controls(given, outcomes, scales, ControlsConfig()).estimates
        every = [*rates, *compared]
        facts = [fact for one in every for fact in one.as_facts()]
        rows = answers(given, outcomes, [one.as_row() for one in every], facts, 0.05)
        return {row["control"]: row for row in rows if row["trial"] == trial}

    return made


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
    assert "43/112 (38.4%), which lies beyond the tipping rate of 31.2%" in whole["sentence"]
    assert [row["control_kind"] for name, row in rows.items() if name] == [
        "external_rate",
        "reference_rate",
        "external_counts",
    ]


def test_patients_selected_by_outcome_are_not_compared(against):
    rows = against(6, 9, 43, 270, "old", info={"selected_by_outcome": "yes"})
    assert {row["verdict"] for row in rows.values()} == {"cannot_be_compared"}
    assert {row["p_value"] for row in rows.values()} == {""}


def test_two_comparisons_of_one_pair_have_a_row_each_and_one_vote(paper, answer):
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "objective_response"},
        groups="group label n role\nall All 20 .\nnow Now 20 control",
        counts="group outcome events\nall objective_response 12\nnow objective_response 6",
        comparisons=f"{HEAD} alternative\na all objective_response now own greater\n"
        "b all objective_response now own two_sided",
    )
    given = answer(new)
    assert given[""]["verdict"] in ("borderline", "not_shown")


def test_harms_point_the_other_way(paper, answer):
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "grade3_anemia"},
        groups="group label n role\nall All 30 .\nnow Now 30 control",
        counts="group outcome kind events\nall grade3_anemia toxicity 25\nnow grade3_anemia toxicity 5",
        comparisons=f"{HEAD}\na all grade3_anemia now own",
    )
    assert answer(new)["now"]["verdict"] == "worse"


def test_nothing_to_compare_is_a_word(paper, answer):
    new = paper(
        "new2001",
        info={"trial": "trial2001", "main_outcome": "objective_response"},
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
    )
    rows = answer(new)
    assert list(rows) == [""] and rows[""]["verdict"] == "nothing_to_compare"

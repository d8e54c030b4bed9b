"""Sentences on all analyses of an outcome agree with the rows that they are made from."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.report.text import sentences
from reanalysis.report.views import multiverse
from reanalysis.report.views.robustness import what

from ..text.test_words import RATE, plain, show

CONTROLS = ("old (25%, taken as known)", "old (25%, if 5 of 20 patients)", "jones1999:placebo (43/112)")


def row(control, method, p, difference=0.25, comparison="one", label="as the paper counts"):
    stands = "yes" if p < 0.05 and difference > 0 else "no"
    return {
        "control": control,
        "method": method,
        "label": label,
        "denominator": "as printed",
        "p_value": str(p),
        "difference": str(difference),
        "stands": stands,
        "comparison": comparison,
    }


analyses = st.lists(
    st.builds(
        row,
        st.sampled_from(CONTROLS),
        st.sampled_from(("boschloo", "fisher")),
        st.floats(0.001, 1),
        st.floats(-0.5, 0.5),
    ),
    min_size=1,
    max_size=12,
)


@given(analyses)
def test_the_conclusion_counts_each_control_once(rows):
    text = plain(multiverse.conclusion(rows, multiverse.direction(rows, "one"), lambda t: t))
    stands = sum(r["stands"] == "yes" for r in rows)
    found = multiverse.by_control(rows)
    assert sum(found.values()) == len({multiverse.base_of(r["control"]) for r in rows})
    for name, words in (("all", "every analysis"), ("some", "some analyses"), ("none", "no analysis")):
        assert (words in text) == bool(found[name])
    assert ("no analysis" in text and len([n for n in found.values() if n]) == 1) == (stands == 0)
    assert not re.search(r"\d+ of \d+ analys", text)
    assert ("is higher" in text) <= all(float(r["difference"]) > 0 for r in rows if r["stands"] == "yes")
    assert bool(multiverse.decider(rows)) == bool(multiverse.options(rows)) <= (0 < stands < len(rows))


def test_three_controls_have_three_votes_whatever_the_number_of_their_analyses():
    rows = [row("old (25%, taken as known)", "exact_binomial", 0.01)] * 5
    rows += [row("jones1999:placebo (43/112)", "boschloo", 0.3)]
    assert multiverse.votes(rows) == "every analysis against 1 of 2 controls and no analysis against 1 of 2 controls"
    assert multiverse.votes(rows[:5]) == "every analysis against the control"


@given(analyses)
def test_decides_is_said_only_where_one_option_always_stands_and_another_never(rows):
    said, options = multiverse.decider(rows), multiverse.options(rows)
    fractions = [stands / total for _, stands, total in options]
    assert fractions == sorted(fractions, reverse=True)
    if options:
        assert sum(total for *_, total in options) == len(rows) and sum(stands for _, stands, _ in options) == sum(
            r["stands"] == "yes" for r in rows
        )
        assert len(set(fractions)) > 1
    assert ("decides" in said) == ({0, 1} <= set(fractions)) and ("matters most" in said) == (
        bool(options) and not {0, 1} <= set(fractions)
    )


def test_nothing_decides_where_all_options_have_the_same_share():
    rows = [row(CONTROLS[2], "fisher", p, difference) for p, difference in ((0.01, 0.2), (0.2, 0.1))]
    assert multiverse.decider(rows) == "" and multiverse.options(rows) == []


def test_the_versions_of_one_control_are_taken_together():
    rows = [
        row(CONTROLS[0], "exact_binomial", 0.01),
        row(CONTROLS[1], "boschloo", 0.2),
        row(CONTROLS[2], "boschloo", 0.3, 0.1, "two"),
    ]
    assert (
        multiverse.decider(rows) == "the control matters most"
        and multiverse.decider(rows[:2]) == multiverse.decider(rows[::2]) == "the control decides"
    )
    assert multiverse.options(rows) == [("old (25%)", 1, 2), ("jones1999:placebo (43/112)", 0, 1)]
    assert multiverse.options(rows[:2]) == [(CONTROLS[0], 1, 1), (CONTROLS[1], 0, 1)]
    assert multiverse.versions_of(rows, "control") == [("old (25%)", list(CONTROLS[:2])), (CONTROLS[2], [CONTROLS[2]])]


def test_what_was_varied():
    assert (
        multiverse.variety([row(CONTROLS[2], name, 0.3) for name in ("boschloo", "fisher")]) == "1 control and 2 tests"
    )
    assert (
        multiverse.variety([row(c, "fisher", 0.3, label=label) for c in CONTROLS for label in ("a", "b")])
        == "3 controls, 2 ways of counting and 1 test"
    )


def test_another_choice_can_decide_or_matter():
    rows = [
        row(CONTROLS[2], method, p, label=label)
        for label, p in (("as the paper counts", 0.01), ("by the definition", 0.2))
        for method in ("boschloo", "fisher")
    ]
    assert multiverse.decider(rows) == "what is counted as the outcome decides"
    assert multiverse.decider([*rows, row(CONTROLS[2], "fisher_mid_p", 0.01, label="by the definition")]).endswith(
        ("decides", "matters most")
    )


def test_the_direction_is_that_of_the_first_comparison_where_nothing_stands():
    assert multiverse.direction([row(CONTROLS[2], "fisher", 0.5, -0.2)], "one") == "lower"
    assert (
        multiverse.direction(
            [row(CONTROLS[2], "fisher", 0.5, -0.2, "two"), row(CONTROLS[2], "fisher", 0.5, 0.2)], "one"
        )
        == "higher"
    )
    assert (
        multiverse.direction([row(CONTROLS[2], "fisher", 0.5, -0.2), row(CONTROLS[2], "fisher", 0.5, 0.2)], "one") == ""
    )
    assert multiverse.direction([row(CONTROLS[2], "fisher", 1.0, 0.0)], "one") == ""


def unevaluable(tipping, failures, left_out):
    return {
        "unevaluable_tipping": {"at": "0.05", "value": tipping},
        "unevaluable_as_failures": {"at": "4", "p_value": failures},
        "unevaluable_left_out": {"at": "4", "p_value": left_out},
    }


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            unevaluable("3", "0.2", "0.1"),
            "The two-sided p crosses 0.05 if 3 of the 4 unevaluable patients are counted as successes instead of "
            "failures",
        ),
        (
            unevaluable("1", "0.2", "0.1"),
            "The two-sided p crosses 0.05 if 1 of the 4 unevaluable patients is counted as a success instead of a "
            "failure",
        ),
        (
            unevaluable("", "0.2", "0.1"),
            "Counting any number of the 4 unevaluable patients as successes instead of failures does not take the "
            "two-sided p across 0.05",
        ),
        (
            unevaluable("", "0.2", "0.01"),
            "Counting any number of the 4 unevaluable patients as successes instead of failures does not take the "
            "two-sided p across 0.05; leaving them out does",
        ),
        (
            {"unevaluable_tipping": {"at": "0.05", "value": "2"}},
            "The two-sided p crosses 0.05 if 2 of the unevaluable patients are counted as successes instead of "
            "failures",
        ),
    ],
)
def test_unevaluable_patients_in_words(rows, said):
    assert sentences.unevaluable(rows) == said


def test_adjusted_and_borrowed_in_words():
    assert (
        plain(sentences.adjusted({"at": "main_family", "value": "0.03", "p_value": "0.09"}))
        == "Adjusted by Holm within the family \u201cmain family\u201d, p = 0.090; unadjusted 0.030"
    )
    lead, size = RATE.__class__(**{**vars(RATE), "estimate": 0.693}), RATE.__class__(**{**vars(RATE), "estimate": 7.7})
    sure = RATE.__class__(**{**vars(RATE), "estimate": 0.99999})
    assert plain(sentences.borrowed([(43, 112)], size, (lead, sure), show)) == (
        "With what the historical control says (worth about 8 patients), the probability that the rate is higher "
        "is 69%; if all its patients counted in full, 99.999%"
    )
    assert (
        plain(sentences.borrowed([(1, 2), (3, 4)], None, (lead, None), show))
        == "With what the 2 historical controls say, the probability that the rate is higher is 69%"
    )


@given(st.floats(0, 1))
def test_a_probability_is_never_printed_as_certain_unless_it_is(value):
    assert (sentences.probability(value) == "100%") == (value == 1) and (sentences.probability(value) == "0%") == (
        value == 0
    )


def test_a_quantity_that_is_not_known_keeps_its_name():
    assert (
        what({"quantity": "unheard_of", "at": ""}) == "unheard of"
        and what({"quantity": "holm", "at": "x"}) == "adjusted by Holm"
    )

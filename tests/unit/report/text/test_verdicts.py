"""The word of a comparison agrees with the numbers printed beside it, whatever the estimates are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reanalysis.report.text import verdicts

from .test_words import DIFFERENCE, RATE, TEST, plain, show

proportions, differences, ratios = st.floats(0, 1), st.floats(-1, 1), st.floats(0.01, 20)


def numbers(text):
    return [float(found.replace("\u2212", "-")) for found in re.findall(r"[\u2212+]?[0-9]+(?:\.[0-9]+)?", str(text))]


def test_a_known_rate_in_a_line():
    line = verdicts.against_rate(RATE, 0.25, "history, 25%", show)
    assert (line.word, line.joining, plain(line.size), plain(line.test)) == (
        "Higher",
        "than",
        "+25.0 points",
        "two-sided p = 0.0055",
    )


def test_two_groups_in_a_line():
    line = verdicts.between_groups(DIFFERENCE, TEST, "the others", show, label="confirmed")
    assert (line.word, line.joining, plain(line.size)) == ("Undecided", "against", "+11.6 points (\u22127.6 to +30.5)")
    assert plain(line.test) == "two-sided p = 0.26" and line.label == "confirmed"
    assert verdicts.between_groups(replace(DIFFERENCE, estimate=0.0), None, "the others", show).size.startswith(
        "the same rate ("
    )


@given(proportions, proportions, proportions, proportions)
def test_the_word_against_a_rate_is_where_the_interval_lies(a, b, c, rate):
    low, estimate, high = sorted((a, b, c))
    line = verdicts.against_rate(replace(RATE, estimate=estimate, conf_low=low, conf_high=high), rate, "x", show)
    assert (
        (line.word == "Higher") == (low > rate)
        and (line.word == "Lower") == (high < rate)
        and (line.word == "Undecided") == (low <= rate <= high)
    )
    if line.word != "Undecided" and abs(estimate - rate) > 1e-9:
        assert numbers(line.size)[0] > 0 if line.word == "Higher" else numbers(line.size)[0] < 0


@given(differences, differences, differences)
def test_the_word_between_groups_is_that_of_the_printed_interval(a, b, c):
    low, estimate, high = sorted((a, b, c))
    assume(all(abs(limit) > 1e-9 or limit == 0 for limit in (low, high, estimate)))
    line = verdicts.between_groups(
        replace(DIFFERENCE, estimate=estimate, conf_low=low, conf_high=high), TEST, "x", show
    )
    printed_low, printed_high = numbers(line.size)[-2:]
    assert line.word == ("Higher" if printed_low > 0 else "Lower" if printed_high < 0 else "Undecided")
    assert line.word == ("Higher" if low > 0 else "Lower" if high < 0 else "Undecided")


@given(ratios, ratios, ratios, st.booleans())
def test_the_word_of_a_printed_ratio_is_that_of_its_interval_turned_where_it_is_the_other_group(a, b, c, inverse):
    low, estimate, high = sorted((a, b, c))
    assume(all(abs(limit - 1) > 1e-9 or limit == 1 for limit in (low, high)))
    line = verdicts.printed_ratio(
        replace(DIFFERENCE, measure="hazard_ratio", method="reported", estimate=estimate, conf_low=low, conf_high=high),
        "x",
        show,
        inverse=inverse,
    )
    _, printed_low, printed_high = numbers(line.size)
    side = (
        "Undecided"
        if printed_low <= 1 <= printed_high
        else "Higher hazard"
        if (printed_low > 1) != inverse
        else "Lower hazard"
    )
    assert line.word == side
    assert ("of the other group" in line.size) == inverse


def test_a_ratio_without_an_interval_gets_no_side():
    line = verdicts.printed_ratio(
        replace(DIFFERENCE, measure="hazard_ratio", estimate=0.5, conf_low=None, conf_high=None), "x", show
    )
    assert (line.word, plain(line.size)) == ("As printed", "hazard ratio 0.50 (no interval is printed)")


def test_an_unbounded_ratio_in_a_line_says_why_it_has_no_limits():
    ratio = replace(
        DIFFERENCE, measure="hazard_ratio", method="cox_efron", estimate=float("inf"), conf_low=None, conf_high=None
    )
    line = verdicts.timed(ratio, TEST, "x", show, reason="the likelihood rises without bound")
    assert (line.word, plain(line.size)) == (
        "Tested",
        "hazard ratio \u221e (no interval, because the likelihood rises without bound)",
    )


def test_borrowed_controls_in_a_line():
    lead, full = replace(RATE, estimate=0.69), replace(RATE, estimate=0.9996)
    line = verdicts.borrowed(lead, full, "old controls", show)
    assert (line.word, line.joining, plain(line.size)) == (
        "Borrowed",
        "from",
        "higher with probability 69%; 99.96% if every control patient counted in full",
    )


@given(proportions, differences, st.floats(1e-12, 1))
def test_no_line_gives_a_p_without_an_estimate(rate, difference, p):
    lines = [
        verdicts.against_rate(replace(RATE, p_value=p), rate, "x", show),
        verdicts.between_groups(
            replace(DIFFERENCE, estimate=difference, conf_low=min(difference, -0.5), conf_high=max(difference, 0.5)),
            replace(TEST, p_value=p),
            "x",
            show,
        ),
    ]
    assert all(line.size and "p" in line.test for line in lines)


@pytest.mark.parametrize(
    "word",
    [*verdicts.SIDES.values(), "Higher hazard", "Lower hazard", "Not tested", "Borrowed", "As printed", "Tested"],
)
def test_every_word_has_a_mark_beside_it(word):
    assert verdicts.Verdict(word=word, against="x").symbol

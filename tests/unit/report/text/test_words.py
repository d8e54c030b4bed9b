"""Sentences agree with the numbers they are made from."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding
from reanalysis.report.results import as_shown
from reanalysis.report.text import sentences

BLANK = dict.fromkeys(
    "result_id paper group outcome endpoint population assessor confirmed against measure at unit method estimate "
    "conf_level conf_low conf_high p_value alternative "
    "events n primary derived sources note".split(),
    "",
) | {"derived": "entered", "sources": "alpha2001/counts.csv:2"}


def result_of(row, **known):
    """An estimate as the report has it, from a row of text and facts."""
    return as_shown(Estimate.from_row(row, known))


RATE = result_of(
    BLANK
    | {
        "measure": "proportion",
        "method": "exact_binomial",
        "alternative": "two_sided",
        "estimate": "0.5",
        "conf_level": "0.95",
        "conf_low": "0.31297",
        "conf_high": "0.68703",
        "p_value": "0.0054991",
        "at": "0.25",
    }
)
DIFFERENCE = result_of(
    BLANK
    | {
        "measure": "risk_difference",
        "method": "newcombe",
        "estimate": "0.116",
        "conf_level": "0.95",
        "conf_low": "-0.076",
        "conf_high": "0.305",
    }
)
TEST = result_of(
    BLANK | {"measure": "association", "method": "boschloo", "alternative": "two_sided", "p_value": "0.26"}
)


def show(_, text):
    return text


def plain(text):
    return str(text).replace("\u00a0", " ")


def test_against_a_known_rate():
    assert plain(sentences.against_rate(RATE, 0.25, show)) == (
        "25.0 percentage points higher; the 95% interval 31.3\u201368.7% lies above 25% (exact binomial, "
        "two-sided p = 0.0055, the control\u2019s rate taken as known)"
    )


def test_between_groups():
    assert plain(sentences.between_groups(DIFFERENCE, TEST, show)) == (
        "11.6 percentage points higher (95% CI \u22127.6 to +30.5 points), which includes no difference; "
        "Boschloo, two-sided p = 0.26"
    )
    assert plain(sentences.between_groups(replace(DIFFERENCE, estimate=0.0), None, show)).startswith(
        "the same rate (95% CI"
    )


proportions = st.floats(0, 1)


@given(proportions, proportions, proportions, proportions)
def test_the_relation_is_that_of_the_printed_numbers(a, b, c, rate):
    low, estimate, high = sorted((a, b, c))
    text = plain(sentences.against_rate(replace(RATE, estimate=estimate, conf_low=low, conf_high=high), rate, show))
    inside = low <= rate <= high
    assert (
        ("contains" in text) == inside
        and ("lies above" in text) == (low > rate)
        and ("lies below" in text) == (high < rate)
    )
    assert ("higher" in text) == (estimate > rate) and ("lower" in text) == (estimate < rate)
    printed_low, printed_high = (
        float(number) for number in re.search(r"interval ([0-9.]+)\u2013([0-9.]+)%", text).groups()
    )
    if low > rate + 1e-9:
        assert printed_low > rate * 100
    if high < rate - 1e-9:
        assert printed_high < rate * 100


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_no_difference_is_included_exactly_where_the_printed_interval_includes_it(a, b, c):
    low, estimate, high = sorted((a, b, c))
    assume(min(abs(low), abs(high)) > 1e-9 or low == 0 or high == 0)
    text = plain(
        sentences.between_groups(replace(DIFFERENCE, estimate=estimate, conf_low=low, conf_high=high), None, show)
    )
    assert ("includes no difference" in text) == (low <= 0 <= high)
    printed = [float(n.replace("\u2212", "-")) for n in re.search(r"CI (\S+) to (\S+) points", text).groups()]
    assert (printed[0] <= 0 <= printed[1]) == (low <= 0 <= high)


@pytest.mark.parametrize(
    ("control", "turning", "estimate", "text"),
    [
        (0.25, 0.31297, 0.5, "Holds while the control\u2019s true rate is below 31.2%"),
        (0.384, 0.31297, 0.5, "Would need a control rate below 31.2%; the control\u2019s is 38.4%"),
        (0.9, 0.687, 0.5, "Holds while the control\u2019s true rate is above 68.7%"),
        (0.25, 0.2500001, 0.5, "Holds while the control\u2019s true rate is below 25.00001%"),
    ],
)
def test_tipping(control, turning, estimate, text):
    assert sentences.tipping(control, turning, estimate) == text


def test_status_of_the_audit():
    unmatched = Finding(paper="a", check="percent_not_reproducible", severity="warning", acknowledged="yes")
    note = Finding(paper="a", check="same_trial", severity="note")
    assert sentences.status([]) == "No findings"
    assert sentences.status([note]) == "1 note, no warnings"
    assert (
        sentences.status([unmatched, note]) == "1 warning and 1 note; 1 printed number not reproducible; 1 acknowledged"
    )
    assert sentences.severities([unmatched, note, note]) == "1 warning and 2 notes"


def test_papers_are_put_in_order_by_the_gravest_that_the_audit_found():
    def found(check, severity, times=1):
        return [Finding(paper="a", check=check, severity=severity)] * times

    rising = [
        [],
        found("same_trial", "note", 2),
        found("same_trial", "note", 4000),
        found("set_member_without_counts", "warning"),
        found("set_member_without_counts", "warning", 9),
        found("percent_not_reproducible", "warning"),
        found("E-INT", "error"),
    ]
    orders = [sentences.gravity(findings) for findings in rising]
    assert orders == sorted(orders) and len(set(orders)) == len(orders)


@given(st.integers(1, 400), st.data())
def test_the_answer_of_a_paper_prints_its_own_count_rate_and_interval(n, data):
    events = data.draw(st.integers(0, n))
    low, high = sorted((data.draw(st.floats(0, events / n)), data.draw(st.floats(events / n, 1))))
    result = replace(
        RATE,
        events=events,
        n=n,
        estimate=events / n,
        conf_low=low,
        conf_high=high,
        method="clopper_pearson",
        at="",
        against="",
    )
    text = plain(sentences.main(result, "Response", "", show))
    assert text.startswith(f"Response: {events} of {n} patient")
    rate, printed_low, printed_high = (
        float(found)
        for found in re.search(r" \(([0-9.]+)%; 95% interval ([0-9.]+)\u2013([0-9.]+)%\)\.$", text).groups()
    )
    assert (rate == 0) == (events == 0) and (rate == 100) == (events == n)
    assert printed_low <= rate + 0.05 and rate - 0.05 <= printed_high and abs(rate - 100 * events / n) <= 0.05 + 1e-9


def test_the_answer_says_where_there_is_no_interval_and_how_a_time_was_made():
    median = replace(
        RATE,
        measure="median_time",
        method="reported",
        unit="months",
        estimate=7.3,
        conf_low=None,
        conf_high=None,
        events=None,
        n=None,
    )
    assert (
        plain(sentences.main(median, "Overall survival", "Arm A", show, notes=["as printed"]))
        == "Overall survival, Arm A: median 7.3 months (no interval; as printed)."
    )

"""The row of a trial: what answers.csv says, where it is drawn, and how far it can be trusted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reanalysis.report.answer_rows import RANKS, SYMBOLS, VERDICTS, AnswerRow, answers_by_trial
from reanalysis.report.views import axis

from ..conftest import ANSWERS, read_page, render, write_answers, write_run


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    return render(write_answers(write_run(tmp_path_factory.mktemp("answered"))))


def row_of(results):
    page = read_page(results / "report.html")
    [row] = [row for row in page.all("tr") if row.attributes.get("id") == "trial-alpha"]
    return row


def test_a_row_says_rate_control_verdict_and_trust(answered):
    row = row_of(answered)
    for text in (
        "Alpha 10 mg",
        "50.0%",
        "31.3\u201368.7%",
        "15 of 30 patients",
        "from 50%",
        "25% Historical control, no n",
        "Depends on the control. Higher than 25%, n unknown. The answer turns at a control rate of 31.2%.",
        "read: abstract",
        "1 contradiction",
    ):
        assert text in row.text, text
    shade = next(node for node in row.all("rect") if "shade" in node.classes)
    assert (shade.attributes["x"], shade.attributes["width"]) == ("0.0%", "31.3%")


def test_a_paper_begins_with_the_answer_of_its_trial(answered):
    page = read_page(answered / "papers/alpha2001.html")
    answer = page.all("section")[0].text
    assert "15 of 30 patients (50.0%" in answer and ANSWERS[0]["sentence"] in answer


def test_what_was_compared_stands_first():
    rows = [
        {"trial": "alone", "papers": "a", "verdict": "nothing_to_compare"},
        {"trial": "compared", "papers": "b;c", "verdict": "depends_on_control"},
        {"trial": "compared", "papers": "b;c", "control": "old", "verdict": "borderline", "control_n": "20"},
    ]
    found = answers_by_trial(rows)
    assert sorted(found, key=lambda name: found[name].rank) == ["compared", "alone"]
    assert found["compared"].whole.papers == ("b", "c")
    assert [row.control_n for row in found["compared"].controls] == [20]


def test_every_verdict_has_its_words_its_sign_and_its_place():
    assert set(VERDICTS) == set(SYMBOLS) == set(RANKS)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.text("ab \u00e9", max_size=60))
def test_places_keep_the_order_of_the_values_and_labels_stay_inside(one, two, three, label):
    low, value, high = sorted((one, two, three))
    picture = axis.drawn(
        axis.SHARES,
        [axis.Mark(value=value, low=low, high=high), axis.Mark(value=low, label=label, control=True)],
        turns_at=high,
    )
    own, control = picture.marks
    assert 0 <= own.low <= own.at <= own.high <= 100 and control.line == 1
    assert picture.lines == control.label_line + 1
    ends = (control.label_at, control.label_at + len(label) * axis.LETTER)
    if control.anchor == "end":
        ends = (control.label_at - len(label) * axis.LETTER, control.label_at)
    assert ends[0] >= 0 and (ends[1] <= 100 + 1e-6 or len(label) * axis.LETTER > 100)
    assert picture.shade == ((0.0, axis.SHARES.place(high)) if high <= value else (axis.SHARES.place(high), 100.0))


@given(st.lists(st.floats(0.01, 60), min_size=1, max_size=4))
def test_ratios_stand_on_a_logarithmic_axis_around_one(values):
    found = axis.ratios(values)
    assert found.null == 50.0
    assert all(found.low <= value <= found.high for value in values)
    for value in values:
        assert found.place(value) + found.place(1 / value) == pytest.approx(100, abs=0.02)


@pytest.mark.parametrize(("values", "high"), [([7.3, 11.8], 20), ([0.4], 0.5), ([100.0], 100), ([], 1)])
def test_an_axis_of_times_ends_at_a_round_number(values, high):
    found = axis.amounts(values, "months")
    assert found.high == high and re.fullmatch(r"[0-9.]+ months", found.ticks[-1].text)


def test_blank_numbers_of_an_answer_are_none():
    row = AnswerRow.from_row({"trial": "t", "papers": "a", "estimate": "", "n": "30", "verdict": "not_shown"})
    assert row.estimate is None and row.n == 30 and row.result_ids == ()

"""The forms in which papers print a count, and those that are kept and never guessed at."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.model.reported import Reported, is_ambiguous, parse_reported, printed_p

FUZZ = settings(max_examples=300)
INTERVAL = {"conf_level": "95", "conf_low": "31", "conf_high": "69"}
READ = [
    ("15", {"events": 15}),
    ("15/30", {"events": 15, "n": 30}),
    ("15 of 30", {"events": 15, "n": 30}),
    ("15 out of the 30 patients", {"events": 15, "n": 30}),
    ("50%", {"percent": "50"}),
    ("[50%]", {"percent": "50"}),
    ("15 (50)", {"events": 15, "percent": "50"}),
    ("15 patients (50%)", {"events": 15, "percent": "50"}),
    ("n = 15 (50%)", {"events": 15, "percent": "50"}),
    ("50% (n = 15)", {"events": 15, "percent": "50"}),
    ("15, 50%", {"events": 15, "percent": "50"}),
    ("15/30 (50.0%)", {"events": 15, "n": 30, "percent": "50.0"}),
    ("15/30 [50%]", {"events": 15, "n": 30, "percent": "50"}),
    ("15/30, 50%", {"events": 15, "n": 30, "percent": "50"}),
    ("15/30 = 50%", {"events": 15, "n": 30, "percent": "50"}),
    ("15 of 30 (50%)", {"events": 15, "n": 30, "percent": "50"}),
    ("27.8% (15/54)", {"events": 15, "n": 54, "percent": "27.8"}),
    ("27,8% (15/54)", {"events": 15, "n": 54, "percent": "27.8"}),
    ("27·8% (15/54)", {"events": 15, "n": 54, "percent": "27.8"}),
    ("27.8 (15/54)", {"events": 15, "n": 54, "percent": "27.8"}),
    ("23.3% (7 of 30)", {"events": 7, "n": 30, "percent": "23.3"}),
    ("35,0%", {"percent": "35.0"}),
    (".35", {"percent": "35"}),
    ("0.350", {"percent": "35.0"}),
    ("0.35 (7/20)", {"events": 7, "n": 20, "percent": "35"}),
    ("0.5 (1/200)", {"events": 1, "n": 200, "percent": "0.5"}),
    ("50% (95% CI, 31-69)", {"percent": "50", **INTERVAL}),
    ("50% (95% CI, 31%-69%)", {"percent": "50", **INTERVAL}),
    ("50% (95% CI: 31, 69)", {"percent": "50", **INTERVAL}),
    ("50% (95% confidence interval [CI], 31 to 69)", {"percent": "50", **INTERVAL}),
    ("15/30 (50%; 95% CI, 31-69)", {"events": 15, "n": 30, "percent": "50", **INTERVAL}),
    ("15/30 (50%, 95% CI 31\u201369)", {"events": 15, "n": 30, "percent": "50", **INTERVAL}),
    ("15 (50%; 95% CI, 31-69)", {"events": 15, "percent": "50", **INTERVAL}),
    ("15/30 (50%) [95% CI 31-69]", {"events": 15, "n": 30, "percent": "50", **INTERVAL}),
    ("50% (15/30; 95%CI 31-69)", {"events": 15, "n": 30, "percent": "50", **INTERVAL}),
    ("50.0 (95% CI 31-69)", {"percent": "50.0", **INTERVAL}),
    (
        "15/30 (50%) (95% CI, 31.3 to 68.7)",
        {"events": 15, "n": 30, "percent": "50", "conf_level": "95", "conf_low": "31.3", "conf_high": "68.7"},
    ),
    (
        "1/30 (3.3%) (95% CI, \u22123.1-9.8)",
        {"events": 1, "n": 30, "percent": "3.3", "conf_level": "95", "conf_low": "-3.1", "conf_high": "9.8"},
    ),
    ("95% (90% CI 88-103)", {"percent": "95", "conf_level": "90", "conf_low": "88", "conf_high": "103"}),
    ("35% [15.4-59.2]", {"percent": "35", "conf_low": "15.4", "conf_high": "59.2"}),
    ("27.8 (16.5-41.6)", {"percent": "27.8", "conf_low": "16.5", "conf_high": "41.6"}),
    ("0.35 (0.15-0.59)", {"percent": "35", "conf_low": "15", "conf_high": "59"}),
    ("<5%", {"percent": "5", "bound": "<"}),
    ("\u2264 5%", {"percent": "5", "bound": "<="}),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_it_is_taken_apart(text, expected):
    assert parse_reported(text) == Reported(
        **{
            name: Decimal(value) if isinstance(value, str) and name != "bound" else value
            for name, value in expected.items()
        }
    )


KEPT = [
    "about half",
    "",
    "50 % - 60 %",
    "50-60%",
    "=15",
    "50% (95% CI, 31-69",
    "1,234",
    "1,5",
    "15/30,50%",
    "28 (16-42)",
    "12 (3-24)",
    "3-10",
    "23.3",
    "<5",
    "12 (40%) of 30",
    "3/10 2",
]


@pytest.mark.parametrize("text", KEPT)
def test_it_is_kept(text):
    assert parse_reported(text) is None


@FUZZ
@given(st.text(max_size=30))
def test_any_text_is_read_or_not(text):
    assert parse_reported(text) is None or any(character.isdigit() for character in text)


@pytest.mark.parametrize(
    ("text", "n", "ambiguous"),
    [
        ("24", 25, True),  # 24 of 25, or 24% of 25, which is 6
        ("35", 20, True),  # above n, and 35% of 20 is 7
        ("15", 30, False),  # no count of 30 prints as 15%
        ("120", 300, False),  # no percentage
        ("0", 30, False),
        ("15", None, False),
        ("15/30", 30, False),
        ("50%", 30, False),
    ],
)
def test_a_number_alone_may_be_a_count_and_a_percentage(text, n, ambiguous):
    assert is_ambiguous(parse_reported(text), n) == ambiguous


@pytest.mark.parametrize(
    ("text", "relation", "value", "has_decimals"),
    [
        ("0.012", "=", "0.012", True),
        (" P < .001 ", "<", "0.001", True),
        ("p=1", "=", "1", False),
        ("1.0", "=", "1.0", True),
    ],
)
def test_a_p_value_is_taken_apart(text, relation, value, has_decimals):
    found = printed_p(text)
    assert (found.relation, found.value, found.has_decimals) == (relation, Decimal(value), has_decimals)


@pytest.mark.parametrize("text", ["", "ns", "2", "1e-5", "0,02", "p <", "< 0.05 (two-sided)"])
def test_what_is_no_p_value_is_never_guessed_at(text):
    assert printed_p(text) is None

"""What differs from the accepted results."""

import pytest

from reanalysis.accepted.results import COMPARED, changed_settings, changes, conclusion


def row(name, **cells):
    return {"result_id": name} | dict.fromkeys(COMPARED, "") | cells


def test_rows_that_came_went_and_changed():
    accepted = [row("a", estimate="0.5", n="30"), row("b", estimate="0.1"), row("gone", p_value="0.02")]
    current = [row("a", estimate="0.5333333333333333", n="30"), row("b", estimate="0.1"), row("new", estimate="0.7")]
    assert [tuple(change.values()) for change in changes(accepted, current)] == [
        ("a", "estimate", "0.5", "0.5333333333333333", "changed"),
        ("new", "", "", "0.7", "added"),
        ("gone", "", "0.02", "", "removed"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        ("0.1", "0.10000000000000002", False),
        ("0.1", "0.1000001", True),
        ("", "0", True),
        ("inf", "inf", False),
        ("0", "1e-300", True),
        ("yes", "no", True),
    ],
)
def test_differences_of_rounding_are_none(one, other, changed):
    assert bool(list(changes([row("a", estimate=one)], [row("a", estimate=other)]))) is changed


def test_without_accepted_results_nothing_has_changed():
    assert list(changes([], [row("a", estimate="1")])) == []


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"measure": "risk_difference", "conf_low": "0.1", "conf_high": "0.4"}, "interval above 0"),
        ({"measure": "risk_difference", "conf_low": "-0.4", "conf_high": "-0.1"}, "interval below 0"),
        ({"measure": "risk_difference", "conf_low": "0", "conf_high": "0.4"}, "interval includes 0"),
        ({"measure": "risk_ratio", "conf_low": "1.01", "conf_high": "inf"}, "interval above 1"),
        ({"measure": "odds_ratio", "conf_low": "1.01", "conf_high": ""}, ""),
        (
            {
                "measure": "proportion",
                "against": "control",
                "conf_low": "0.31",
                "conf_high": "0.68",
                "p_value": "0.0055",
                "alternative": "two_sided",
            },
            "interval above 0.25; p < 0.05",
        ),
        ({"measure": "proportion", "at": "6", "conf_low": "0.31", "conf_high": "0.68"}, ""),
        ({"measure": "proportion", "conf_low": "0.31", "conf_high": "0.68"}, ""),
        ({"measure": "association", "p_value": "0.05", "alternative": "two_sided"}, "p >= 0.05"),
        ({"measure": "association", "p_value": "0.03", "alternative": "greater"}, "p >= 0.025"),
        ({"measure": "association", "p_value": ""}, ""),
    ],
)
def test_what_a_row_says_about_its_null_value(cells, said):
    rate = 0.25 if cells.get("against") else None
    assert conclusion(row("a", measure="", against="", alternative="") | cells, rate) == said


def test_a_conclusion_that_flips_is_a_change_of_its_own():
    before = row(
        "a",
        measure="risk_difference",
        against="b",
        at="",
        conf_low="0.01",
        conf_high="0.4",
        p_value="0.04",
        alternative="two_sided",
    )
    now = before | {"conf_low": "-0.01", "p_value": "0.06"}
    kinds = [
        (change["column"], change["accepted"], change["current"], change["kind"]) for change in changes([before], [now])
    ]
    assert kinds == [
        ("conf_low", "0.01", "-0.01", "changed"),
        ("p_value", "0.04", "0.06", "changed"),
        ("conclusion", "interval above 0; p < 0.05", "interval includes 0; p >= 0.05", "conclusion"),
    ]
    assert list(changes([before], [before | {"p_value": "0.0400000000000001"}], alpha=0.04)) == []


def test_a_result_that_is_not_estimable_any_more_has_not_flipped():
    before = row("a", measure="risk_difference", conf_low="0.01", conf_high="0.4")
    assert {change["kind"] for change in changes([before], [before | {"conf_low": "", "conf_high": ""}])} == {"changed"}


def test_settings_are_compared_by_name_where_the_accepted_run_left_them():
    assert changed_settings(
        {"software.numpy": "2.3", "x": "1", "y": "2"}, {"software.numpy": "2.4", "x": "1", "z": "3"}
    ) == [
        {"setting": "software.numpy", "accepted": "2.3", "current": "2.4"},
        {"setting": "y", "accepted": "2", "current": ""},
        {"setting": "z", "accepted": "", "current": "3"},
    ]
    assert changed_settings({}, {"x": "1"}) == []

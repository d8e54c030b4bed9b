"""Rows and findings of two-stage designs."""

import pytest

from reanalysis.analyses.rates.two_stage import estimate_two_stage

DESIGN = {
    "group": "all",
    "outcome": "objective_response",
    "p0": "0.1",
    "p1": "0.3",
    "alpha": "0.05",
    "beta": "0.2",
    "r1": "1",
    "n1": "10",
    "r": "5",
    "n": "29",
}


@pytest.fixture
def two_stage(paper, dataset, scales):
    def run(patients=29, events=6, reported=".", **changes):
        design = {key: value for key, value in (DESIGN | changes).items() if value is not None}
        p = paper(
            info={"two_stage": [design]},
            groups=f"group  label  n\nall  All  {patients}",
            counts=f"group  outcome  events  reported\nall  objective_response  {events}  {reported}",
        )
        return estimate_two_stage(dataset(p), scales)

    return run


def test_koyama_chen_example(two_stage):
    result = two_stage()
    umvue, median, _ = result.estimates
    # clinfun 1.1.5 on the inputs of Koyama and Chen 2008, section 3.4
    assert [umvue.estimate, umvue.p_value, umvue.conf_low, umvue.conf_high] == pytest.approx(
        [0.26130853, 0.04708631, 0.1015048, 0.4007358], abs=1e-6
    )
    assert median.estimate == pytest.approx(0.2146809, abs=1e-6)
    assert (umvue.conf_level, umvue.alternative, umvue.primary) == (0.9, "greater", False)
    design, answer = result.findings
    assert answer.check == "two_stage_answer"
    assert design.check == "two_stage_design" and "Simon's optimal design" in design.message


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"r": "3"}, "design_misses_its_errors"),
        ({"r1": "10"}, "not_a_two_stage_design"),
        ({"x1": "1"}, "design_not_followed"),
        ({"x1": "7"}, "design_not_followed"),
        ({"patients": 31, "x1": "3"}, "design_not_followed"),
        ({"patients": 27, "x1": "3"}, "design_not_followed"),
        ({"events": 7}, "two_stage_design"),
    ],
)
def test_designs_and_counts_that_do_not_fit(two_stage, changes, check):
    assert check in [finding.check for finding in two_stage(**changes).findings]


def test_every_response_may_have_come_in_stage_one(two_stage):
    assert [finding.check for finding in two_stage(x1="6").findings] == ["two_stage_design", "two_stage_answer"]


def test_a_second_stage_of_another_size_uses_the_responses_of_stage_one(two_stage):
    planned, resized = two_stage().estimates[0], two_stage(patients=31, x1="3").estimates[0]
    assert "re-sized" in resized.note and resized.p_value != planned.p_value
    assert "not computed" in two_stage(patients=31).estimates[0].note


def test_a_printed_naive_interval(two_stage):
    assert "two_stage_naive_interval" in [
        finding.check for finding in two_stage(reported="6/29 (21%) (95% CI, 8-40)").findings
    ]


def test_a_design_that_is_not_given_in_full(two_stage):
    rows = two_stage(alpha=None).estimates
    assert all(row.estimate is None and "does not give alpha" in row.note for row in rows)


def test_guaranteed_limits_stand_beside_the_published_ones(two_stage):
    rows = {row.method: row for row in two_stage().estimates}
    published, guaranteed = rows["two_stage_median_unbiased"], rows["two_stage_jennison_turnbull"]
    assert guaranteed.conf_low == pytest.approx(published.conf_low) and guaranteed.p_value == pytest.approx(
        published.p_value
    )
    assert guaranteed.conf_high == pytest.approx(0.412679409341487)  # P(at most 6) = 5%, enumerated
    assert guaranteed.estimate == 6 / 29 and "never cover less" in guaranteed.note
    assert "can cover less" in published.note


@pytest.mark.parametrize(
    ("patients", "events", "changes", "answer", "words"),
    [
        (29, 6, {}, "positive", "the plan asks for 6 or more of 29, one-sided 0.05; with 6 of 29"),
        (29, 5, {}, "negative", "the plan's answer is negative"),
        (10, 1, {}, "stopped", "the plan asks for 2 or more of 10"),
        (27, 4, {"x1": "2"}, "undecided", "the plan gives no answer"),
    ],
)
def test_the_plans_own_answer_comes_first(two_stage, patients, events, changes, answer, words):
    result = two_stage(patients, events, **changes)
    (finding,) = [one for one in result.findings if one.check == "two_stage_answer"]
    assert finding.expected == answer and words in finding.message and finding.severity == "note"
    assert {row.facts["plan_answer"] for row in result.estimates} == {answer}


def test_sizes_without_p0_are_checked_as_far_as_they_go(two_stage):
    result = two_stage(p0=None, p1=None, beta=None)
    assert all(row.p_value is None and row.conf_low is not None for row in result.estimates)
    assert all("without p0" in row.note for row in result.estimates)
    assert {finding.check for finding in result.findings} >= {"two_stage_answer"}
    impossible = two_stage(p0=None, p1=None, beta=None, r1="12")
    assert "not_a_two_stage_design" in {finding.check for finding in impossible.findings}


def test_a_design_without_a_count_says_why_it_is_not_used(two_stage):
    result = two_stage(outcome="complete_response")
    (finding,) = [one for one in result.findings if one.check == "design_not_used"]
    assert "has no count of complete response" in finding.message and not result.estimates

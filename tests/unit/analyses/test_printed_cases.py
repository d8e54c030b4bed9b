"""What papers print, right and wrong: every stage on one small paper each, with the vocabulary that the tool brings.

A case names the check that must notice it, or the one that must not: a printed number that some usual method gives, or
that rounding explains, is never called wrong.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import reanalysis
from reanalysis.analyses.controls import compare_controls
from reanalysis.analyses.rates.rates import estimate_rates
from reanalysis.analyses.survival import summarise_survival
from reanalysis.audit import audit_dataset
from reanalysis.model import store
from reanalysis.model.config import AuditConfig, ControlsConfig, RatesConfig, SurvivalConfig

BASE = Path(reanalysis.__file__).parent / "base"
ROUTINE = {
    "count_from_percent",
    "confidence_level_unstated",
    "nothing_to_analyse",
    "mixed_units",
    "without_denominator",
    "conclusion_differs",
    "prior_data_conflict",
    "rate_taken_as_known",
    "n_left_blank",
    "at_risk_without_curve",
}
ALL = "group label n\nall All {}"
TWO = "group label n\na A 20\nb B 25"
RESPONSES = "group outcome events\na objective_response 10\nb objective_response 3"
AGAINST = "comparison group outcome against source reported_p\nmain a objective_response b own {}"
KNOWN = "comparison group outcome against source reported_p\nmain all objective_response 25% own {}"
COUNT = "group outcome events n low high conf_level\nall objective_response {}"
PAIR = "group label n\na A 60\nb B 60"
RATIO = "group endpoint statistic value low high against events reported_p\na overall_survival hazard_ratio {}"
TIMED = "group endpoint statistic value unit at value_unit low high events n_at_risk\n{}"
SPREAD = "group endpoint statistic value unit\n{}"


def spread(endpoint, unit="years", **values):
    return SPREAD.format("\n".join(f"all {endpoint} {name} {value} {unit}" for name, value in values.items()))


CASES = {
    # response by the change in size
    "35% smaller and called stable": (
        {"groups": ALL.format(30), "patients": "patient group scale category value\np1 all recist SD -35"},
        "response_against_size",
    ),
    "10% smaller and called a response": (
        {"groups": ALL.format(30), "patients": "patient group scale category value\np1 all recist PR -10"},
        "response_against_size",
    ),
    "35% smaller and called a response": (
        {"groups": ALL.format(30), "patients": "patient group scale category value\np1 all recist PR -35"},
        "-response_against_size",
    ),
    # p-values against a known rate: 15/30 and 25%
    **{
        f"one rate, p {p}": (
            {
                "groups": ALL.format(30),
                "counts": "group outcome events\nall objective_response 15",
                "comparisons": KNOWN.format(p),
            },
            check,
        )
        for p, check in {
            ".0016": "p_reproduced",
            ".0032": "p_reproduced",
            ".0033": "p_reproduced",
            ".0062": "p_reproduced",
            ".09": "p_not_reproducible",
        }.items()
    },
    # p-values of 10/20 against 3/25: likelihood ratio, unpooled z, N - 1, Barnard, Fisher, Pearson, Yates, none
    **{
        f"two rates, p {p}": ({"groups": TWO, "counts": RESPONSES, "comparisons": AGAINST.format(p)}, check)
        for p, check in {
            ".0046": "p_reproduced",
            ".0033": "p_reproduced",
            ".0057": "p_reproduced",
            ".00568": "p_reproduced",
            ".008": "p_reproduced",
            ".0088": "p_reproduced",
            ".09": "p_not_reproducible",
        }.items()
    },
    # intervals
    **{
        f"interval {cells}": ({"groups": ALL.format(30), "counts": COUNT.format(cells)}, check)
        for cells, check in {
            "6 20 12.8 54.3 95": "interval_reproduced",  # Wilson with continuity correction
            "2 20 -3.1 23.1 95": "interval_reproduced",  # Wald, unclipped
            "15 30 31.3 68.7 95": "interval_reproduced",  # Clopper-Pearson
            "15 30 34 66 90": "interval_reproduced",
            "5 20 8.6 49.1 95": "interval_reproduced",  # cut off
            "6 20 14.1 52.7 95": "interval_reproduced",  # logit
            "13 41 19.3 44.1 90": "interval_reproduced",  # Student's t
            "6 31 9.1 36.2 95": "interval_reproduced",  # Wilson, cut off
            "9 39 10.1 37.2 95": "interval_not_reproducible",
            "24 50 22.5 57.1 95": "interval_not_reproducible",
        }.items()
    },
    "an interval of a curve": (
        {
            "groups": ALL.format(53),
            "counts": "group outcome events at unit reported low high conf_level\n"
            "all alive 40 12 months 75.5% 61.5 85.0 95",
        },
        "interval_reproduced",
    ),
    # hazard ratio, limits, p and events
    "a ratio with limits and another p": (
        {"groups": PAIR, "summaries": RATIO.format("0.60 0.51 0.70 b . 0.20")},
        "p_against_interval",
    ),
    "limits that hold 1 and p below 0.05": (
        {"groups": PAIR, "summaries": RATIO.format("0.42 0.16 1.13 b . 0.047")},
        "p_against_interval",
    ),
    "limits with p far below": (
        {"groups": PAIR, "summaries": RATIO.format("0.71 0.34 0.83 b . <0.001")},
        "p_against_interval",
    ),
    "limits and their p": (
        {"groups": PAIR, "summaries": RATIO.format("0.60 0.39 0.92 b . 0.02")},
        "-p_against_interval",
    ),
    "limits and a log-rank p": (
        {"groups": PAIR, "summaries": RATIO.format("0.60 0.39 0.92 b . 0.017")},
        "-p_against_interval",
    ),
    "limits and a one-sided p": (
        {"groups": PAIR, "summaries": RATIO.format("0.60 0.39 0.92 b . 0.0098")},
        "-p_against_interval",
    ),
    "limits too narrow for the events": (
        {"groups": PAIR, "summaries": RATIO.format("0.60 0.51 0.70 b 40 .")},
        "narrower_than_events",
    ),
    "limits too narrow for the events of both groups": (
        {
            "groups": PAIR,
            "summaries": "group endpoint statistic value unit low high against events\n"
            "a overall_survival hazard_ratio 0.60 . 0.51 0.70 b .\na overall_survival median 12 months . . . 20\n"
            "b overall_survival median 9 months . . . 20",
        },
        "narrower_than_events",
    ),
    "limits that the events allow": (
        {"groups": PAIR, "summaries": RATIO.format("0.60 0.31 1.15 b 40 .")},
        "-narrower_than_events",
    ),
    "a p that the events cannot give": (
        {"groups": PAIR, "summaries": RATIO.format("0.90 . . b 40 0.001")},
        "p_against_events",
    ),
    "a p that the events give": (
        {"groups": PAIR, "summaries": RATIO.format("0.50 . . b 40 0.03")},
        "-p_against_events",
    ),
    "limits by profile likelihood": (
        {"groups": PAIR, "summaries": RATIO.format("0.70 0.45 1.06 b . .")},
        "-ratio_not_central",
    ),
    # medians, percentages and numbers at risk
    "a median outside its limits": (
        {"groups": ALL.format(40), "summaries": TIMED.format("all overall_survival median 12 months . . 5 9 . .")},
        "outside_its_interval",
    ),
    "60% alive after the median": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format(
                "all overall_survival median 8 months . . . . . .\n"
                "all overall_survival survival 60 months 12 percent . . . ."
            ),
        },
        "survival_contradicts_median",
    ),
    "more at risk than the curve leaves": (
        {
            "groups": ALL.format(40),
            "curves": "group endpoint time survival unit\nall overall_survival 0 1 months\n"
            "all overall_survival 5 0.40 months\nall overall_survival 8 0.35 months",
            "at_risk": "group endpoint time n_at_risk unit\nall overall_survival 0 40 months\n"
            "all overall_survival 6 25 months",
        },
        "at_risk_above_curve",
    ),
    "more deaths than those at risk allow": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format(
                "all overall_survival survival 80 months 12 percent . . . 15\n"
                "all overall_survival median 20 months . . . . 30 ."
            ),
        },
        "more_events_than_at_risk",
    ),
    "as many deaths as those at risk allow": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format(
                "all overall_survival survival 80 months 12 percent . . . 15\n"
                "all overall_survival median 20 months . . . . 23 ."
            ),
        },
        "-more_events_than_at_risk",
    ),
    "progression-free and alive alike but for rounding": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format(
                "all overall_survival survival 59.6 months 6 percent . . . .\n"
                "all progression_free_survival survival 60 months 6 percent . . . ."
            ),
        },
        "-progression_after_death",
    ),
    "more progression-free than alive": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format(
                "all overall_survival survival 59.6 months 6 percent . . . .\n"
                "all progression_free_survival survival 65 months 6 percent . . . ."
            ),
        },
        "progression_after_death",
    ),
    "limits of survival narrower than without censoring": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format("all overall_survival survival 80 months 12 percent 78 82 . ."),
        },
        "narrower_than_binomial",
    ),
    "limits of survival as wide as without censoring": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format("all overall_survival survival 80 months 12 percent 64 89 . ."),
        },
        "-narrower_than_binomial",
    ),
    "limits cut off at 100%": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format("all overall_survival survival 95 months 12 percent 88.2 100 . ."),
        },
        "-narrower_than_binomial",
    ),
    "limits of the median beside those of the curve": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format(
                "all overall_survival survival 30 months 12 percent 18 43 . .\n"
                "all overall_survival median 20 months . . 15 30 . ."
            ),
        },
        "median_limits_against_survival",
    ),
    "limits of the median that go with those of the curve": (
        {
            "groups": ALL.format(40),
            "summaries": TIMED.format(
                "all overall_survival survival 60 months 12 percent 43 73 . .\n"
                "all overall_survival median 15 months . . 10 20 . ."
            ),
        },
        "-median_limits_against_survival",
    ),
    # means and spread
    "a mean that the range excludes": (
        {"groups": ALL.format(10), "summaries": spread("age", min=20, max=80, mean=22)},
        "impossible_mean",
    ),
    "a mean at the end of what the range allows": (
        {"groups": ALL.format(10), "summaries": spread("age", min=20, max=80, mean=26)},
        "-impossible_mean",
    ),
    "a spread too large for three": (
        {"groups": ALL.format(3), "summaries": spread("age", min=50, max=60, sd="6.0")},
        "impossible_spread",
    ),
    "a spread too small for the range": (
        {"groups": ALL.format(10), "summaries": spread("age", min=20, max=80, sd="3.0")},
        "impossible_spread",
    ),
    "a spread that the range allows": (
        {"groups": ALL.format(3), "summaries": spread("age", min=50, max=60, sd="5.8")},
        "-impossible_spread",
    ),
    "a spread too large for the mean": (
        {"groups": ALL.format(10), "summaries": spread("age", min=20, max=80, mean=26, sd="25.0")},
        "impossible_spread",
    ),
    "a mean of cycles that no sum gives": (
        {"groups": ALL.format(12), "summaries": "group endpoint statistic value\nall treatment_cycles mean 5.19"},
        "impossible_for_whole_units",
    ),
    "a spread of cycles that no squares give": (
        {
            "groups": ALL.format(12),
            "summaries": "group endpoint statistic value\nall treatment_cycles mean 5.25\nall treatment_cycles sd 2.00",
        },
        "impossible_for_whole_units",
    ),
    "a spread of cycles that squares give": (
        {
            "groups": ALL.format(12),
            "summaries": "group endpoint statistic value\nall treatment_cycles mean 5.25\nall treatment_cycles sd 2.05",
        },
        "-impossible_for_whole_units",
    ),
    "a spread of zeros and ones that no count gives": (
        {
            "groups": ALL.format(20),
            "summaries": "group endpoint statistic value\nall score min 0\nall score max 1\nall score mean 0.30\n"
            "all score sd 0.40",
        },
        "impossible_for_whole_units",
    ),
    "cycles, without a unit of time": (
        {
            "groups": ALL.format(12),
            "summaries": "group endpoint statistic value\nall treatment_cycles mean 5.25\n"
            "all treatment_cycles min 1\nall treatment_cycles max 12",
        },
        "-time_without_unit",
    ),
    # percentages and counts
    "37% of 17": (
        {"groups": ALL.format(17), "counts": "group outcome reported\nall objective_response 37%"},
        "percent_not_reproducible",
    ),
    "a column of another denominator": (
        {
            "groups": ALL.format(30),
            "counts": "group outcome reported\nall anemia 10.7%\nall nausea 17.9%\nall fatigue 39.3%\n"
            "all diarrhea 25.0%",
        },
        "other_denominator_fits",
    ),
    "evaluable patients": (
        {"groups": ALL.format(30), "counts": "group  outcome  reported  n\nall  objective_response  5/27 (18.5%)  27"},
        "-percent_not_reproducible",
    ),
    "parts of a response": (
        {
            "groups": ALL.format(30),
            "counts": "group  outcome  events  reported\nall  objective_response  12  12 (40%)\n"
            "all  complete_response  5  .\nall  partial_response  8  .",
        },
        "parts_of_outcome",
    ),
    "categories of 110%": (
        {
            "groups": "group label\nall All",
            "counts": "group outcome reported\nall complete_response 10%\nall partial_response 20%\n"
            "all stable_disease 30%\nall progressive_disease 50%",
        },
        "percentages_above_whole",
    ),
    "categories of 100% but for rounding": (
        {
            "groups": "group label\nall All",
            "counts": "group outcome reported\nall complete_response 11%\nall partial_response 22%\n"
            "all stable_disease 33%\nall progressive_disease 35%",
        },
        "-percentages_above_whole",
    ),
    "control of disease against its parts": (
        {
            "groups": ALL.format(30),
            "counts": "group  outcome  events  reported\nall  disease_control  18  18 (60%)",
            "categories": "group scale category count\nall recist cr 6\nall recist pr 9\nall recist sd 5\n"
            "all recist pd 10",
        },
        "tables_disagree",
    ),
    # events
    "more deaths than events": (
        {
            "groups": ALL.format(30),
            "summaries": TIMED.format(
                "all overall_survival median 20 months . . . . 12 .\n"
                "all progression_free_survival median 9 months . . . . 10 ."
            ),
        },
        "events_of_endpoints",
    ),
    "more progressions than events": (
        {
            "groups": ALL.format(30),
            "categories": "group scale category count\nall recist pd 15",
            "summaries": TIMED.format("all progression_free_survival median 9 months . . . . 12 ."),
        },
        "events_of_endpoints",
    ),
    "fewer deaths and progressions than events": (
        {
            "groups": ALL.format(30),
            "categories": "group scale category count\nall recist pd 12",
            "summaries": TIMED.format(
                "all overall_survival median 20 months . . . . 10 .\n"
                "all progression_free_survival median 9 months . . . . 12 ."
            ),
        },
        "-events_of_endpoints",
    ),
    "a response after progression": (
        {
            "groups": ALL.format(30),
            "times": "patient group endpoint time unit\np1 all duration_of_response 9 months\n"
            "p1 all progression_free_survival 7 months",
        },
        "response_after_progression",
    ),
    "a response before progression": (
        {
            "groups": ALL.format(30),
            "times": "patient group endpoint time unit\np1 all duration_of_response 5 months\n"
            "p1 all progression_free_survival 7 months",
        },
        "-response_after_progression",
    ),
    "one median in two arms": (
        {
            "groups": PAIR,
            "summaries": "group endpoint statistic value unit\na overall_survival median 7.3 months\n"
            "b overall_survival median 7.3 months",
        },
        "-printed_twice_differently",
    ),
    # escalation
    "a dose above one with two toxicities": (
        {
            "info": {"design": "dose_escalation"},
            "groups": "group label n dose dose_unit\nlow Low 6 100 mg\nhigh High 3 200 mg",
            "counts": "group outcome kind events\nlow dose_limiting_toxicity toxicity 2",
        },
        "escalated_past_toxicity",
    ),
    "a dose above one with one toxicity": (
        {
            "info": {"design": "dose_escalation"},
            "groups": "group label n dose dose_unit\nlow Low 6 100 mg\nhigh High 3 200 mg",
            "counts": "group outcome kind events\nlow dose_limiting_toxicity toxicity 1",
        },
        "-escalated_past_toxicity",
    ),
}


@pytest.fixture(scope="module")
def names():
    return store.load_outcomes(BASE / "outcomes.yaml"), store.load_scales(BASE / "scales.yaml")


@pytest.fixture
def noticed(dataset, names):
    """The findings of every stage, without those that only repeat what was entered."""

    def of(*papers):
        data, (outcomes, scales) = dataset(*papers), names
        found = audit_dataset(data, outcomes, scales, AuditConfig())
        found += estimate_rates(data, outcomes, scales, RatesConfig()).findings
        found += compare_controls(data, outcomes, scales, ControlsConfig()).findings
        found += summarise_survival(data, outcomes, scales, SurvivalConfig()).findings
        return [finding for finding in found if finding.check not in ROUTINE]

    return of


@pytest.mark.parametrize("case", CASES)
def test_cases(paper, noticed, case):
    tables, check = CASES[case]
    found = noticed(paper(**tables))
    told = {finding.check for finding in found}
    if check.startswith("-"):
        assert check[1:] not in told
        assert not [f.message for f in found if f.severity == "warning" and f.check != "p_not_reproducible"]
    else:
        assert check in told
        if check in ("p_reproduced", "interval_reproduced"):
            assert not told & {"p_not_reproducible", "interval_not_reproducible"}
    assert all(finding.inspect_sr for finding in found if finding.check == check and "reproduced" not in check)


def test_a_column_of_another_denominator_is_one_finding(paper, noticed):
    tables, _ = CASES["a column of another denominator"]
    (finding,) = [one for one in noticed(paper(**tables)) if one.severity == "warning"]
    assert "n = 28" in finding.expected and "do not all follow from 30 patients" in finding.message


@pytest.mark.parametrize(
    ("reported", "words"),
    [
        (("19.3%", "9.6%"), "cuts percentages off instead of rounding them: 6/31 as 19.3% and 3/31 as 9.6%"),
        (("19.4%", "9.7%"), ""),
        (("19.3%", "9.7%"), ""),
    ],
)
def test_a_habit_of_rounding_is_told_once(paper, noticed, reported, words):
    rows = "\n".join(
        f"all {outcome} {events} {text}"
        for outcome, events, text in zip(("objective_response", "stable_disease"), (6, 3), reported, strict=True)
    )
    found = noticed(paper(groups=ALL.format(31), counts=f"group outcome events reported\n{rows}"))
    told = [one for one in found if one.check in ("rounding_habit", "rounded_otherwise")]
    if words:
        (finding,) = told
        assert words in finding.message and finding.severity == "note"
    else:
        assert [one.check for one in told] == ["rounded_otherwise"] * (reported == ("19.3%", "9.7%"))


COUNTS = "group outcome events\nall objective_response 12\nall complete_response 5\nall anemia 7\nall nausea {}"


@pytest.mark.parametrize(("last", "trial", "many"), [(9, "other", 1), (8, "other", 0), (9, "smith2001_trial", 0)])
def test_the_same_counts_in_another_trial(paper, noticed, last, trial, many):
    one = paper(groups=ALL.format(30), counts=COUNTS.format(9))
    two = paper("zhou2005", trial=trial, groups=ALL.format(30), counts=COUNTS.format(last))
    assert sum(found.check == "same_numbers_elsewhere" for found in noticed(one, two)) == many


@pytest.mark.parametrize(
    ("enrolled", "outcome", "columns"),
    [("30", "objective_response", []), ("40", "objective_response", ["enrolled"]), ("31", "alive", ["main_outcome"])],
)
def test_a_paper_against_its_registration(paper, noticed, enrolled, outcome, columns):
    said = {"enrolled": enrolled, "main_outcome": outcome}
    one = paper(groups=ALL.format(enrolled), trial="t", info=said)
    plan = {"source_kind": "registry", "enrolled": "30", "main_outcome": "objective_response"}
    two = paper("plan2000", groups=ALL.format(30), trial="t", info=plan)
    assert [one.column for one in noticed(one, two) if one.check == "registration_differs"] == columns


@pytest.mark.parametrize(("retracted", "many"), [("yes", 1), ("no", 0), ("", 0)])
def test_a_retracted_control(paper, noticed, retracted, many):
    one = paper(
        groups=ALL.format(30),
        counts="group outcome events\nall objective_response 12",
        comparisons="comparison group outcome against source\nmain all objective_response old1990:all own",
    )
    two = paper(
        "old1990",
        groups=ALL.format(30),
        counts="group outcome events\nall objective_response 6",
        info={"retracted": retracted} if retracted else None,
    )
    assert sum(found.check == "retracted_control" for found in noticed(one, two)) == many


@pytest.mark.parametrize(
    ("design", "check"),
    [
        ({"r1": "3", "n1": "13", "r": "12", "n": "43", "x1": "5", "n_actual": "43"}, "two_stage_design"),
        ({"r1": "3", "n1": "13", "r": "12", "n": "43", "x1": "3", "n_actual": "43"}, "design_not_followed"),
    ],
)
def test_two_stage_designs(paper, noticed, design, check):
    item = {"group": "all", "outcome": "objective_response", "p0": "0.2", "p1": "0.4", "alpha": "0.05", "beta": "0.2"}
    one = paper(
        groups=ALL.format(43),
        counts="group outcome events\nall objective_response 15",
        info={"two_stage": [item | design]},
    )
    assert check in {found.check for found in noticed(one)}

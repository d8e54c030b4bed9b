"""Rows of the comparisons stage."""

import pytest

from reanalysis.analyses.comparisons.outcomes import _partners
from reanalysis.analyses.controls import compare_controls
from reanalysis.derive.tally import Tally
from reanalysis.model.config import ControlsConfig
from reanalysis.stats.exact_2x2 import boschloo

TREATED = {
    "groups": "group label n role\nall All 30 .\nold Old . historical_control",
    "counts": "group outcome events reported\nall objective_response 15 .\nold objective_response . 25%",
}


@pytest.fixture
def compare(dataset, outcomes, scales):
    return lambda *papers, **kw: compare_controls(dataset(*papers, **kw), outcomes, scales, ControlsConfig())


def comparison(against, more="", values=""):
    return f"comparison group outcome against source {more}\nmain all objective_response {against} own {values}"


def by(rows, **wanted):
    return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]


@pytest.mark.parametrize("against", ["old", "25%"])
def test_a_rate_is_taken_as_known_and_says_so(paper, compare, against):
    result = compare(paper(**TREATED, comparisons=comparison(against)))
    exact, mid = result.estimates
    assert (exact.method, exact.at, exact.against, exact.primary, mid.primary) == (
        "exact_binomial",
        "0.25",
        against,
        True,
        False,
    )
    assert exact.p_value == pytest.approx(0.005499068, abs=1e-9)  # R: 2 * min(tails) of binom.test(15, 30, .25)
    assert mid.p_value == pytest.approx(2 * 0.001784261654, abs=1e-9)
    assert [finding.check for finding in result.findings] == ["rate_taken_as_known"]


def test_a_one_sided_comparison_has_the_two_sided_row_beside_it(paper, compare):
    rows = compare(paper(**TREATED, comparisons=comparison("25%", "alternative", "greater"))).estimates
    exact = by(rows, method="exact_binomial")
    assert [(row.alternative, row.primary) for row in exact] == [("greater", True), ("two_sided", False)]
    assert exact[0].p_value == pytest.approx(0.002749534164, abs=1e-10)
    assert exact[0].conf_low == exact[1].conf_low


def test_a_range_is_tested_at_both_ends(paper, compare):
    rows = compare(paper(**TREATED, comparisons=comparison("10-20%"))).estimates
    assert [row.at for row in by(rows, method="exact_binomial")] == ["0.1", "0.2"]


def test_the_design_gives_its_p0(paper, compare):
    info = {"two_stage": [{"group": "all", "outcome": "objective_response", "p0": "0.2"}]}
    rows = compare(paper(info=info, **TREATED, comparisons=comparison("design"))).estimates
    assert by(rows, method="exact_binomial")[0].at == "0.2"


def test_tipping_rates_and_assumed_n(paper, compare):
    rows = compare(paper(**TREATED, comparisons=comparison("old"))).extra["robustness"]
    tipping = {row["at"]: float(row["value"]) for row in rows if row["quantity"] == "tipping_control_rate"}
    assert tipping["0.025"] == pytest.approx(0.3130, abs=5e-5) and tipping["0.05"] == pytest.approx(0.3389, abs=5e-5)
    assumed = {row["at"]: row for row in rows if row["quantity"] == "assumed_control_n"}
    assert float(assumed["100"]["p_value"]) == pytest.approx(0.0118, abs=5e-5)
    assert float(assumed["20"]["p_value"]) == pytest.approx(0.0823, abs=5e-5)
    assert [assumed["20"][name] for name in ("control_events", "control_n")] == ["5", "20"]
    # mid-p: P(X > 15) + P(X = 15)/2 for 30 at 1/4, doubled; R: 2 * (pbinom(15, 30, .25, FALSE) + dbinom(15, 30, .25)/2)
    assert float(assumed["inf"]["p_value"]) == pytest.approx(0.0035685, abs=5e-7)
    # Wilson: R prop.test(15, 30, correct = FALSE), less 0.25
    assert [float(assumed["inf"][name]) for name in ("conf_low", "conf_high")] == pytest.approx(
        [0.0815413, 0.4184587], abs=5e-7
    )
    assert "30" not in assumed  # 7 of 30 print as 23%, 8 as 27%
    # ratesci: Miettinen-Nurminen, 15/30 v 50/200
    assert [float(assumed["200"][name]) for name in ("conf_low", "conf_high")] == pytest.approx(
        [0.0692135, 0.42961959], abs=2e-6
    )


def test_two_groups_get_every_measure(paper, compare):
    other = paper(
        "jones1999",
        groups="group label n\nplacebo Placebo 112",
        counts="group outcome events\nplacebo objective_response 43",
    )
    result = compare(paper(**TREATED, comparisons=comparison("jones1999:placebo")), other)
    rows = result.estimates
    assert [(row.measure, row.method) for row in rows if row.primary] == [
        ("risk_difference", "newcombe"),
        ("risk_ratio", "koopman"),
        ("odds_ratio", "conditional_exact"),
        ("association", "boschloo"),
    ]
    assert by(rows, method="boschloo")[0].p_value == pytest.approx(0.261, abs=5e-4)
    assert {
        "smith2001/counts.csv:2",
        "jones1999/counts.csv:2",
        "jones1999/groups.csv:2",
        "smith2001/comparisons.csv:2",
    } <= set(rows[0].sources)
    assert result.findings == []


@pytest.mark.parametrize(
    ("against", "check"),
    [
        ("jones1999:placebo", "same_trial_control"),
        ("gone2000:placebo", "unknown_control"),
        ("broken2000:placebo", "control_left_out"),
        ("jones1999:nobody", "unknown_control"),
        ("part", "same_patients"),
        ("set:several", "set_not_usable"),
        ("unknown", "control_without_count"),
    ],
)
def test_what_cannot_be_compared_gives_blank_rows_and_a_finding(paper, compare, against, check):
    groups = "group label n role parent\nall All 30 . .\npart Part 10 . all\nunknown Unknown . . ."
    counts = "group outcome events\nall objective_response 15\npart objective_response 5"
    other = paper(
        "jones1999",
        trial="smith2001_trial",
        groups="group label n\nplacebo Placebo 112",
        counts="group outcome events\nplacebo objective_response 43",
    )
    result = compare(
        paper(groups=groups, counts=counts, comparisons=comparison(against)), other, left_out={"broken2000": 2}
    )
    assert [finding.check for finding in result.findings] == [check]
    assert len(result.estimates) == 4 and all(
        row.estimate is None and row.p_value is None and row.note and row.primary for row in result.estimates
    )
    assert len({row.result_id for row in result.estimates}) == 4


def test_an_ambiguous_control_gives_a_row_for_each_count(paper, compare):
    other = paper(
        "jones1999",
        groups="group label n\nplacebo Placebo 112",
        counts="group outcome reported\nplacebo objective_response 54%",
    )
    rows = by(
        compare(paper(**TREATED, comparisons=comparison("jones1999:placebo")), other).estimates, method="newcombe"
    )
    assert [(row.at, row.derived) for row in rows] == [
        ("against 60/112", "from_percent"),
        ("against 61/112", "from_percent"),
    ]


def test_the_less_direct_side_is_named(paper, compare):
    other = paper(
        "jones1999",
        groups="group label n\nplacebo Placebo 112",
        counts="group outcome reported\nplacebo objective_response 38.4%",
    )
    assert {
        row.derived for row in compare(paper(**TREATED, comparisons=comparison("jones1999:placebo")), other).estimates
    } == {"from_percent"}


def test_a_counted_control_gives_the_counts_at_which_the_conclusion_turns(paper, compare):
    other = paper(
        "jones1999",
        groups="group label n\nplacebo Placebo 112",
        counts="group outcome events\nplacebo objective_response 20",
    )
    rows = compare(paper(**TREATED, comparisons=comparison("jones1999:placebo")), other).extra["robustness"]
    value = {row["quantity"]: float(row["value"]) for row in rows}
    control, treated = int(value["tipping_control_events"]), int(value["tipping_events"])
    assert (
        boschloo(15, 30, control, 112, alternative="two_sided").p_value
        >= 0.05
        > boschloo(15, 30, control - 1, 112, alternative="two_sided").p_value
    )
    assert (
        boschloo(treated, 30, 20, 112, alternative="two_sided").p_value
        >= 0.05
        > boschloo(treated + 1, 30, 20, 112, alternative="two_sided").p_value
    )
    assert value["control_upper_limit"] == pytest.approx(0.2622272, abs=1e-7)  # R: binom.test(20, 112)


def test_unevaluable_patients_as_failures_as_successes_and_left_out(paper, compare):
    p = paper(
        groups="group label n\nall All 30",
        categories="group scale category count\nall recist cr 2\nall recist pr 8\nall recist sd 9\nall recist pd "
        "7\nall recist ne 4",
        comparisons=comparison("20%"),
    )
    rows = {row["quantity"]: row for row in compare(p).extra["robustness"] if row["quantity"].startswith("unevaluable")}
    assert {name: round(float(row["value"]), 6) for name, row in rows.items()} == {
        "unevaluable_as_failures": round(10 / 30, 6),
        "unevaluable_as_successes": round(14 / 30, 6),
        "unevaluable_left_out": round(10 / 26, 6),
        "unevaluable_tipping": 2,
    }
    # R: 2 * min(pbinom) of 10, 11 and 12 of 30 against .2
    assert [rows[name]["p_value"][:6] for name in ("unevaluable_as_failures",)] == ["0.1221"]


def test_a_non_inferiority_margin(paper, compare):
    other = paper(
        "jones1999",
        groups="group label n\nplacebo Placebo 80",
        counts="group outcome events\nplacebo objective_response 48",
    )
    p = paper(
        groups="group label n\nall All 70",
        counts="group outcome events\nall objective_response 56",
        comparisons=comparison("jones1999:placebo", "margin", "0.1"),
    )
    (row,) = [row for row in compare(p, other).extra["robustness"] if row["quantity"] == "non_inferiority"]
    assert float(row["conf_low"]) == pytest.approx(0.0528, abs=5e-5) and "is above the margin" in row["note"]
    assert 0 < float(row["p_value"]) < 0.001


def test_who_judged_the_control_is_who_judged_the_group(paper, compare):
    counts = (
        "group outcome events assessor\nall objective_response {} investigator\nall objective_response {} independent"
    )
    other = paper("jones1999", groups="group label n\nall Placebo 112", counts=counts.format(43, 30))
    treated = paper(
        groups="group label n\nall All 30", counts=counts.format(15, 12), comparisons=comparison("jones1999:all")
    )
    assert controls_of(compare(treated, other)) == {"investigator": ("43", "112"), "independent": ("30", "112")}
    only = counts.format(43, 30).rpartition("\n")[0]
    alone = paper("jones1999", groups="group label n\nall Placebo 112", counts=only)
    assert controls_of(compare(treated, alone)) == dict.fromkeys(("investigator", "independent"), ("43", "112"))


def controls_of(result):
    """The control's counts beside each assessor's."""
    rows = by(result.estimates, method="boschloo")
    assert len({row.assessor for row in rows}) == len(rows)
    return {row.assessor: tuple(dict(row.facts)[name] for name in ("control_events", "control_n")) for row in rows}


def test_a_declared_family_is_adjusted_and_nothing_else(paper, compare):
    p = paper(
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
        comparisons="""
        comparison  group  outcome             against  source  family
        one         all    objective_response  25%      own     rates
        two         all    objective_response  30%      own     rates
        alone       all    objective_response  35%      own     .
    """,
    )
    result = compare(p)
    raw = {row.against: row.p_value for row in result.estimates if row.primary}
    adjusted = {
        (row["comparison"], row["quantity"]): float(row["p_value"])
        for row in result.extra["robustness"]
        if row["at"] == "rates"
    }
    assert adjusted == {
        ("one", "holm"): pytest.approx(2 * raw["25%"]),
        ("two", "holm"): pytest.approx(max(raw["30%"], 2 * raw["25%"])),
        ("one", "benjamini_hochberg"): pytest.approx(min(2 * raw["25%"], raw["30%"])),
        ("two", "benjamini_hochberg"): pytest.approx(raw["30%"]),
    }


def test_of_a_range_the_larger_p_stands_in_the_family(paper, compare):
    p = paper(
        groups="group label n\nall All 30",
        counts="group outcome events\nall objective_response 15",
        comparisons="""
        comparison  group  outcome             against  source  family
        one         all    objective_response  20-30%   own     rates
        two         all    objective_response  25%      own     rates
        three       all    objective_response  nobody   own     rates
    """,
    )
    result = compare(p)
    raw = {row.at: row.p_value for row in result.estimates if row.primary and row.p_value is not None}
    values = {row["comparison"]: float(row["value"]) for row in result.extra["robustness"] if row["quantity"] == "holm"}
    assert values == {"one": raw["0.3"], "two": raw["0.25"]} and raw["0.3"] > raw["0.2"]
    assert "of 2 comparisons (1 more could not be tested)" in next(
        row["note"] for row in result.extra["robustness"] if row["quantity"] == "holm"
    )


def test_comparisons_that_differ_only_in_alternative_share_rows(paper, compare):
    text = (
        comparison("25%", "alternative", "greater")
        + "\nagain all objective_response 25% own two_sided\nthird all objective_response 25% own less"
    )
    rows = compare(paper(**TREATED, comparisons=text)).estimates
    assert len({row.result_id for row in rows}) == len(rows) == 2 * 3
    assert [row.primary for row in rows].count(True) == 1


def test_groups_that_may_share_patients_are_not_tested(paper, compare):
    p = paper(
        groups="group label n parent split\nall All 30 . .\nmale Male 20 all sex\nfemale Female 10 all sex\nlow Low "
        "15 all dose",
        counts="group outcome events\nmale objective_response 5\nfemale objective_response 6\nlow objective_response 4",
        comparisons="comparison group outcome against source\none male objective_response low own\ntwo male "
        "objective_response smith2001:female own\nthree male objective_response smith2001:all own",
    )
    result = compare(p)
    assert [finding.check for finding in result.findings] == ["same_patients", "same_patients"]
    assert by(result.estimates, against="smith2001:female", method="boschloo")[0].p_value is not None


def test_the_controls_rate_of_the_same_time_is_taken(paper, compare):
    p = paper(
        groups="group label n role\nall All 30 .\nold Old . historical_control",
        counts="""
        group  outcome  events  at  unit    reported
        all    alive    15      6   months  .
        old    alive    .       12  months  10%
        old    alive    .       6   months  30%
    """,
        comparisons="comparison group outcome against source\none all alive old own",
    )
    assert [row.at for row in compare(p).estimates if row.primary] == ["0.3 at 6 months"]


def test_an_outcome_that_cannot_be_counted_gives_a_blank_row_at_the_rate(paper, compare):
    p = paper(
        groups="group label n\nall All 114",
        counts="group outcome reported\nall objective_response 48.3%",
        comparisons=comparison("20%"),
    )
    (row,) = compare(p).estimates
    assert (row.measure, row.method, row.at, row.estimate, row.primary) == (
        "proportion",
        "exact_binomial",
        "0.2",
        None,
        True,
    )


def test_nobody_with_the_event_in_either_group_says_why_the_ratio_is_blank(paper, compare):
    other = paper(
        "jones1999",
        groups="group label n\nplacebo Placebo 30",
        counts="group outcome events\nplacebo objective_response 0",
    )
    p = paper(
        groups="group label n\nall All 17",
        counts="group outcome events\nall objective_response 0",
        comparisons=comparison("jones1999:placebo"),
    )
    (row,) = by(compare(p, other).estimates, method="koopman")
    assert "not defined" in row.note and (row.conf_low, row.conf_high) == (0, float("inf"))


def test_unevaluable_patients_are_those_of_the_same_assessor(paper, compare):
    p = paper(
        groups="group label n\nall All 10",
        comparisons=comparison("20%"),
        categories="""
        group scale category count assessor
        all recist cr 4 investigator
        all recist pr 5 investigator
        all recist ne 3 independent
        all recist cr 1 independent
        all recist pr 1 independent
    """,
    )
    assert {row["n"] for row in compare(p).extra["robustness"] if row["quantity"] == "unevaluable_tipping"} == {"10"}


@pytest.mark.parametrize(("info", "split"), [({"design": "crossover"}, "arm"), ({}, "period")])
def test_the_same_patients_twice_get_mcnemars_test_where_pairs_are_listed(paper, compare, info, split):
    listed = [("CR", "pd"), ("CR", "pd"), ("CR", "pd"), ("CR", "pd"), ("PR", "CR"), ("pd", "sd"), ("pd", "PR")]
    p = paper(
        info=info,
        groups=f"group label n parent split\nall All 7 . .\na A 7 all {split}\nb B 7 all {split}",
        counts="group outcome events\na objective_response 5\nb objective_response 2",
        patients="patient group scale category\n"
        + "\n".join(f"{i} a recist {a}\n{i} b recist {b}" for i, (a, b) in enumerate(listed, 1)),
        comparisons="comparison group outcome against source\nmain a objective_response b own",
    )
    result = compare(p)
    assert [finding.check for finding in result.findings] == ["same_patients"] and all(
        row.p_value is None for row in result.estimates
    )
    rows = {row["quantity"]: row for row in result.extra["robustness"]}
    assert float(rows["mcnemar_exact"]["p_value"]) == pytest.approx(0.375)  # R: 2 * pbinom(1, 5, .5)
    assert (rows["mcnemar_exact"]["events"], rows["mcnemar_exact"]["control"]) == ("5", "2/7")


@pytest.mark.parametrize(("n", "against"), [("9999999", "25%"), ("9999999", "other"), ("30", "huge")])
def test_an_n_of_millions_is_not_tested_and_said(paper, compare, n, against):
    groups = f"group label n\nall All {n}\nother Other 20\nhuge Huge 9999999"
    counts = "group outcome events\nall objective_response 15\nother objective_response 4\nhuge objective_response 4"
    result = compare(paper(groups=groups, counts=counts, comparisons=comparison(against)))
    assert [finding.check for finding in result.findings] == ["too_many_patients"]
    assert result.estimates and all(
        row.estimate is None and row.p_value is None and "9999999" in row.note for row in result.estimates
    )
    assert not result.extra["robustness"] and not result.extra["multiverse"]


def test_what_the_independent_reviewers_counted_is_held_against_their_own_count(paper, compare):
    counts = (
        "group outcome events assessor\nall objective_response 15 investigator\nall objective_response 12 independent"
    )
    other = paper(
        "jones1999",
        groups="group label n\nplacebo Placebo 112",
        counts=counts.replace("all", "placebo").replace("15", "43").replace("12", "31"),
    )
    treated = paper(groups="group label n\nall All 30", counts=counts, comparisons=comparison("jones1999:placebo"))
    rows = by(compare(treated, other).estimates, method="newcombe")
    assert [(row.assessor, row.events, row.at) for row in rows] == [("investigator", 15, ""), ("independent", 12, "")]
    investigator, independent = rows
    assert investigator.estimate == pytest.approx(15 / 30 - 43 / 112)
    assert independent.estimate == pytest.approx(12 / 30 - 31 / 112)
    assert set(investigator.sources).isdisjoint({"jones1999/counts.csv:3"})


def test_partners_are_counted_in_the_same_patients_by_the_same_assessor_at_the_same_time():
    def of(events, *, derived="entered", **known):
        shared = {"group": "g", "outcome": "objective_response", "n": 30, "sources": ("a/counts.csv:2",)}
        return Tally(**shared, events=events, derived=derived, **known)

    first = {"population": "itt", "assessor": "independent", "confirmed": "yes", "time": "12", "unit": "weeks"}
    own = of(1, **first)
    for name, value in {"population": "evaluable", "assessor": "investigator", "confirmed": "no"}.items():
        assert _partners(own, (of(2, **first | {name: value}), own)) == [own], name
        assert _partners(own, (other := of(2, **first | {name: value}),)) == [other], name
    assert _partners(own, (of(2, **first | {"time": "24"}),)) == []
    assert _partners(own, (of(2, **first | {"kind": "toxicity"}),)) == []
    strict = of(3, derived="from_patients_by_definition", **first)
    assert _partners(own, (strict, own)) == [own] and _partners(strict, (strict, own)) == [strict]
    assert _partners(own, (of(4, every_assay=True, **first),)) == []


def test_a_comparison_of_seventeen_thousand_has_a_bound_and_says_so(paper, compare):
    p = paper(
        groups="group label n role\nall All 8587 treatment\nplacebo Placebo 8600 control",
        counts="group outcome events\nall objective_response 1570\nplacebo objective_response 1720",
        comparisons="comparison group outcome against source reported_p\nmain all objective_response placebo own .0044",
    )
    found = compare(p)
    (row,) = by(found.estimates, measure="association", method="boschloo")
    # R 4.2.2: 2 * min of the one-sided p.value of fisher.test
    assert row.p_value == pytest.approx(0.0044975125324428, rel=1e-9)
    assert row.fact("p_bound") == "yes" and "cannot exceed" in row.note
    tipping = {row["quantity"]: row for row in found.extra["robustness"]}
    assert "Fisher's doubled p" in tipping["tipping_events"]["note"]
    printed = [finding for finding in found.findings if finding.check == "p_reproduced"]
    assert printed and "boschloo" not in printed[0].message.lower()

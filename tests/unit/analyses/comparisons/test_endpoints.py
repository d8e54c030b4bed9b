"""Comparisons of endpoints: two groups with times, and one group against what is printed of another."""

from dataclasses import replace
from fractions import Fraction

import pytest

from reanalysis.analyses.comparisons.endpoints import _partners
from reanalysis.analyses.survival import summarise_survival
from reanalysis.analyses.times.times import Times
from reanalysis.model.config import SurvivalConfig
from reanalysis.model.rows import SetMember
from reanalysis.stats.weighted_log_rank import WEIGHTS

# Freireich 1963: 6-mercaptopurine and placebo, weeks of remission
SIX_MP = "6 6 6 7 10 13 16 22 23 6+ 9+ 10+ 11+ 17+ 19+ 20+ 25+ 32+ 32+ 34+ 35+".split()
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23".split()
GROUPS = "group label n role\nmp 6-MP 21 treatment\nplacebo Placebo 21 control\nold Old . historical_control"
MEDIAN = "group endpoint statistic value low high unit\nold overall_survival median 8 6 NE weeks"


def times(unit="weeks", **groups):
    lines = [
        f"{group}{i} {group} overall_survival {time} {unit}"
        for group, values in groups.items()
        for i, time in enumerate(values)
    ]
    return "\n".join(["patient group endpoint time unit", *lines])


def comparison(against="placebo", alternative="two_sided", group="mp"):
    return f"comparison group endpoint against alternative\nc1 {group} overall_survival {against} {alternative}"


@pytest.fixture
def survival(dataset, outcomes, scales, paper):
    def of(*others, left_out=None, **tables):
        p = paper(
            **({"groups": GROUPS, "times": times(mp=SIX_MP, placebo=PLACEBO), "comparisons": comparison()} | tables)
        )
        result = summarise_survival(dataset(p, *others, left_out=left_out), outcomes, scales, SurvivalConfig())
        assert len({row.result_id for row in result.estimates}) == len(result.estimates)
        return result

    return of


def compared(result):
    rows = [row for row in result.estimates if row.against and row.method != "reported"]
    primary = [row.quantity for row in rows if row.primary]
    assert len(primary) == len(set(primary)) and set(primary) == {row.quantity for row in rows}
    return {(row.measure, row.method, row.at, row.alternative): row for row in rows}


def test_partners_are_the_times_measured_alike_where_there_are_else_all():
    first = {"population": "itt", "assessor": "independent", "confirmed": ""}
    own = Times("g", "os", "", "weeks", first, (Fraction(4),), (1,), ("a/times.csv:2",))
    for name in first:
        other = replace(own, measured=first | {name: "another"})
        assert _partners(own, [other, own]) == [own] and _partners(own, [other]) == [other], name


def test_two_groups_with_times_as_r(survival):
    rows = compared(survival())
    assert set(rows) == {
        ("log_rank", "log_rank", "", "two_sided"),
        ("hazard_ratio", "cox_efron", "", "two_sided"),
        ("restricted_mean_difference", "greenwood", "23", "two_sided"),
    }
    test, ratio, difference = rows.values()
    # pchisq(survdiff(Surv(time, event) ~ g)$chisq, 1, lower = FALSE)
    assert test.p_value == pytest.approx(4.1688091093345626e-05) and test.estimate is None
    # exp(coef(coxph(Surv(time, event) ~ g))), exp(confint(.)), summary(.)$coef[5]
    assert (ratio.estimate, ratio.conf_low, ratio.conf_high) == pytest.approx(
        (0.20760352484153743, 0.092512837262003517, 0.46587289723447267), rel=1e-6
    )
    assert ratio.p_value == pytest.approx(0.00013775376198676533, rel=1e-6)
    # survival:::survmean(survfit(Surv(time, event) ~ g), rmean = 23)$matrix: difference, its normal limits and p
    assert (difference.estimate, difference.conf_low, difference.conf_high) == pytest.approx(
        (9.2425770308123223, 5.1737737319356754, 13.311380329688969)
    )
    assert (
        difference.p_value == pytest.approx(8.499571576438399e-06)
        and difference.unit == "weeks"
        and "the smaller of the last observations" in difference.note
    )
    assert test.sources[-1] == "smith2001/comparisons.csv:2" and (test.events, test.n) == (9, 21)


def test_a_one_sided_alternative_speaks_of_the_times_and_two_sided_stands_beside_it(survival):
    rows = compared(survival(comparisons=comparison(alternative="greater")))
    two_sided = 4.1688091093345626e-05
    assert rows["log_rank", "log_rank", "", "greater"].p_value == pytest.approx(two_sided / 2)
    assert rows["hazard_ratio", "cox_efron", "", "greater"].p_value == pytest.approx(
        0.00013775376198676533 / 2, rel=1e-6
    )
    assert rows["restricted_mean_difference", "greenwood", "23", "greater"].p_value == pytest.approx(
        8.499571576438399e-06 / 2
    )
    assert (
        rows["log_rank", "log_rank", "", "greater"].primary
        and not rows["log_rank", "log_rank", "", "two_sided"].primary
    )
    assert "longer times than the control, fewer events" in rows["log_rank", "log_rank", "", "greater"].note
    assert compared(survival(comparisons=comparison(alternative="less")))[
        "log_rank", "log_rank", "", "less"
    ].p_value == pytest.approx(1 - two_sided / 2)


def test_times_in_other_units_are_converted_exactly_with_a_note(survival, paper):
    days = [f"{7 * int(time.rstrip('+'))}{'+' * time.endswith('+')}" for time in PLACEBO]
    other = paper("old1999", groups="group label n\nall All 21", times=times("days", all=days))
    rows = compared(survival(other, comparisons=comparison("old1999:all")))
    assert rows["log_rank", "log_rank", "", "two_sided"].p_value == pytest.approx(4.1688091093345626e-05)
    assert "converted from days to weeks" in rows["log_rank", "log_rank", "", "two_sided"].note
    assert rows["restricted_mean_difference", "greenwood", "23", "two_sided"].estimate == pytest.approx(
        9.2425770308123223
    )


def test_another_papers_curve_is_also_taken_as_known_beside_the_two_sample_test(survival, paper):
    other = paper("old1999", groups="group label n\nall All 21", times=times(all=PLACEBO))
    rows = compared(survival(other, comparisons=comparison("old1999:all")))
    known = rows["log_rank", "one_sample_exact", "", "two_sided"]
    # the reference's Nelson-Aalen hazard ends at 23 weeks, where it is sum(d / n) of the placebo group
    assert not known.primary and "cut at 23 weeks" in known.note and "Nelson-Aalen" in known.note
    assert (
        rows["log_rank", "log_rank", "", "two_sided"].primary
        and rows["hazard_ratio", "cox_efron", "", "two_sided"].primary
    )


def test_a_control_with_a_curve_makes_the_comparison_reconstructed(survival, paper):
    curve = "group endpoint time survival unit\n" + "\n".join(
        f"all overall_survival {time} {value} weeks" for time, value in ((0, 1), (5, 0.6), (10, 0.4), (20, 0.2))
    )
    rows = compared(
        survival(
            paper("old1999", groups="group label n\nall All 20", curves=curve), comparisons=comparison("old1999:all")
        )
    )
    assert {row.derived for row in rows.values()} == {"reconstructed"}
    assert "old1999/curves.csv:2" in rows["log_rank", "log_rank", "", "two_sided"].sources


def test_against_a_printed_median(survival):
    result = survival(comparisons=comparison("old"), summaries=MEDIAN)
    rows = compared(result)
    # E <- sum(log(2) * time / 8); ppois; poisson.test(9, E); z with variance (O + E) / 2
    assert rows["log_rank", "one_sample_exact", "", "two_sided"].p_value == pytest.approx(6.4454752828896263e-06)
    assert rows["log_rank", "one_sample_oe2", "", "two_sided"].p_value == pytest.approx(7.9598096487862311e-07)
    ratio = rows["hazard_ratio", "one_sample_exact", "", "two_sided"]
    assert (ratio.estimate, ratio.conf_low, ratio.conf_high) == pytest.approx(
        (0.28934273800558596, 0.13230592443444175, 0.5492626454356565)
    )
    assert (
        "exponential curve with the printed median 8 weeks" in ratio.note
        and "smith2001/summaries.csv:2" in ratio.sources
    )
    assert [finding.check for finding in result.findings] == ["reference_taken_as_known"]


def test_the_tipping_median_and_the_references_own_limits_stand_in_the_robustness_table(survival):
    rows = survival(comparisons=comparison("old"), summaries=MEDIAN).extra["survival_robustness"]
    tipping = {row["at"]: float(row["value"]) for row in rows if row["quantity"] == "tipping_reference_median"}
    # log(2) * sum(time) / qgamma(1 - alpha, 10)
    assert tipping == pytest.approx({"0.025": 14.564981009503517, "0.05": 15.844406796624209})
    limits = [(row["at"], row["control"], row["value"] != "") for row in rows if row["quantity"] == "reference_limit"]
    assert limits == [("lower limit", "6", True), ("estimate", "8", True), ("upper limit", "", False)]
    # 9 / sum(log(2) * time / 6)
    assert float(rows[2]["value"]) == pytest.approx(0.28934273800558596 * 6 / 8)


def test_without_printed_limits_the_events_of_the_reference_say_how_far_its_median_may_be_wrong(survival):
    summaries = "group endpoint statistic value events unit\nold overall_survival median 8 21 weeks"
    rows = [
        row
        for row in survival(comparisons=comparison("old"), summaries=summaries).extra["survival_robustness"]
        if row["quantity"] == "reference_limit"
    ]
    # 8 * exp(c(-1, 1) * qnorm(.975) / (log(2) * sqrt(21)))
    assert {row["at"]: float(row["control"]) for row in rows} == pytest.approx(
        {"lower limit": 4.316314956, "estimate": 8, "upper limit": 14.827462930}
    )
    assert "from its 21 events under a constant hazard" in rows[-1]["note"] and float(rows[1]["value"]) < float(
        rows[-1]["value"]
    )


def test_the_tipping_median_stands_beside_another_papers_curve_too(survival, paper):
    other = paper("old1999", groups="group label n\nall All 21", times=times(all=PLACEBO))
    rows = survival(other, comparisons=comparison("old1999:all")).extra["survival_robustness"]
    # the same as against any median: it depends on the group alone; the placebo median is 8 weeks
    assert {(row["quantity"], row["at"], row["control"]): float(row["value"]) for row in rows} == pytest.approx(
        {
            ("tipping_reference_median", "0.025", "8"): 14.564981009503517,
            ("tipping_reference_median", "0.05", "8"): 15.844406796624209,
        }
    )
    assert survival().extra["survival_robustness"] == []  # a control of the same paper is no reference


def test_printed_percentages_lead_before_the_median(survival):
    summaries = MEDIAN.replace("low high unit", "at value_unit unit").replace("8 6 NE weeks", "8 . . weeks")
    summaries += "".join(
        f"\nold overall_survival survival {percent} {at} percent weeks" for at, percent in ((24, 25), (6, 75), (12, 50))
    )
    rows = compared(survival(comparisons=comparison("old"), summaries=summaries))
    points, median = (
        rows["log_rank", "one_sample_exact", "piecewise", "two_sided"],
        rows["log_rank", "one_sample_exact", "exponential", "two_sided"],
    )
    # H <- approx(c(0, 6, 12, 24), -log(c(1, .75, .5, .25)), pmin(time, 24)): 9 events against 18.178522720038021; 2 *
    # ppois
    assert (
        points.p_value == pytest.approx(0.027918969071204749)
        and "18.1785 expected" in points.note
        and "cut at 24 weeks" in points.note
    )
    assert median.p_value == pytest.approx(6.4454752828896263e-06)
    (alone,) = [
        row
        for row in compared(
            survival(
                comparisons=comparison("old"),
                summaries="\n".join(line for line in summaries.splitlines() if " median " not in line),
            )
        ).values()
        if row.method == "one_sample_oe2"
    ]
    assert alone.at == ""


def test_the_limits_of_printed_percentages_stand_in_the_robustness_table(survival):
    summaries = "group endpoint statistic value at low high value_unit unit\n" + "\n".join(
        f"old overall_survival survival {value} {at} {low} {high} percent weeks"
        for value, at, low, high in ((75, 6, 60, 85), (50, 12, 35, 65), (25, 24, 10, 40))
    )
    rows = survival(comparisons=comparison("old"), summaries=summaries).extra["survival_robustness"]
    limits = {row["at"]: float(row["value"]) for row in rows if row["quantity"] == "reference_limit"}
    # 9 / sum(approx(c(0, 6, 12, 24), -log(c(1, .60, .35, .10)), pmin(time, 24))$y), and with c(1, .85, .65, .40)
    assert limits == pytest.approx(
        {"lower limits of the percentages": 0.302129755464808, "upper limits of the percentages": 0.770495235766292}
    )


def test_survival_at_the_times_of_printed_percentages_needs_no_curve_in_between(survival):
    summaries = "group endpoint statistic value at value_unit unit\n" + "\n".join(
        f"old overall_survival survival {value} {at} percent weeks" for value, at in ((55, 6), (60, 10), (25, 40))
    )
    rows = [
        row
        for row in survival(comparisons=comparison("old"), summaries=summaries).extra["survival_robustness"]
        if row["quantity"] == "survival_at_landmark"
    ]
    # R bpcp 1.4.2 of the 6-MP group at 6 and 10 weeks; 40 weeks is beyond the last observation
    assert [(row["at"], float(row["conf_low"]), float(row["conf_high"])) for row in rows] == [
        ("6", pytest.approx(0.6317741), pytest.approx(0.969511)),
        ("10", pytest.approx(0.5008259), pytest.approx(0.9150308)),
    ]
    assert "55%, taken as known, lies below" in rows[0]["note"] and "lies within" in rows[1]["note"]


def test_percentages_that_cannot_be_a_curve_give_blank_rows(survival):
    summaries = (
        "group endpoint statistic value at value_unit unit\nold overall_survival survival 50 6 percent "
        "weeks\nold overall_survival survival 60 12 percent weeks"
    )
    rows = compared(survival(comparisons=comparison("old"), summaries=summaries))
    assert rows and all(row.p_value is None and "cannot be used" in row.note for row in rows.values())


REASONS = [
    ("25%", "rate_for_endpoint"),
    ("10-20%", "rate_for_endpoint"),
    ("design", "rate_for_endpoint"),
    ("set:old", "set_not_usable"),
    ("nobody", "unknown_control"),
    ("mp", "same_patients"),
    ("old", "control_without_times"),
    ("gone2000:all", "control_left_out"),
    ("never2000:all", "unknown_control"),
    ("twin2002:all", "same_trial_control"),
    ("twin2002:none", "unknown_control"),
    ("smith2001:placebo", ""),
]


@pytest.mark.parametrize(("against", "check"), REASONS)
def test_what_cannot_be_compared_is_a_blank_row_with_the_reason_and_a_finding(survival, paper, against, check):
    twin = paper("twin2002", trial="smith2001_trial", groups="group label n\nall All 21", times=times(all=PLACEBO))
    result = survival(twin, left_out={"gone2000": 1}, comparisons=comparison(against))
    rows = list(compared(result).values())
    if not check:
        assert len(rows) == 3 and not result.findings
        return
    assert [(row.measure, row.method, row.primary, row.p_value) for row in rows] == [
        ("log_rank", "log_rank", True, None)
    ] and rows[0].note
    assert [finding.check for finding in result.findings] == [check]


def test_groups_that_may_share_patients_are_not_tested(survival):
    groups = "group label n parent split\nall All 30 . .\na A 15 all dose\nf Female 15 all sex"
    result = survival(groups=groups, times=times(a=["3", "5"], f=["4", "6+"]), comparisons=comparison("f", group="a"))
    assert [finding.check for finding in result.findings if finding.table == "comparisons"] == ["same_patients"]


def test_a_group_without_times_is_a_blank_row(survival):
    result = survival(comparisons=comparison("mp", group="placebo"), times=times(mp=SIX_MP))
    assert [finding.check for finding in result.findings] == ["nothing_to_compare"]


def test_no_event_in_a_group_leaves_the_test_and_says_why_there_is_no_ratio(survival):
    rows = compared(survival(times=times(mp=["30+"] * 5, placebo=PLACEBO), groups=GROUPS.replace("6-MP 21", "6-MP 5")))
    ratio = rows["hazard_ratio", "cox_efron", "", "two_sided"]
    assert (
        ratio.estimate == 0
        and ratio.conf_low is None
        and "rises without bound" in ratio.note
        and rows["log_rank", "log_rank", "", "two_sided"].p_value < 0.05
    )


def test_a_computed_ratio_leads_before_the_printed_one(survival):
    result = survival(summaries="group endpoint statistic value against\nmp overall_survival hazard_ratio 0.2 placebo")
    assert [row.method for row in result.estimates if row.measure == "hazard_ratio" and row.primary] == ["cox_efron"]


def members(*rows):
    names = ("set", "purpose", "paper", "group", "endpoint")
    return tuple(
        SetMember.model_validate(dict(zip(names, row.split(), strict=True)) | {"ref": f"sets.csv:{number}"})
        for number, row in enumerate(rows, 2)
    )


@pytest.fixture
def with_set(dataset, outcomes, scales, paper):
    def of(*rows, **more):
        p = paper(groups=GROUPS, times=times(mp=SIX_MP), comparisons=comparison("set:old"))
        one = paper(
            "one1999",
            groups="group label n parent\nall All 11 .\nyoung Young 5 all",
            times=times(all=PLACEBO[:11]),
            summaries="group endpoint statistic value unit\nyoung overall_survival median 3 weeks",
        )
        days = [f"{7 * int(time)}" for time in PLACEBO[11:]]
        two = paper("two1999", groups="group label n\nall All 10", times=times("days", all=days), **more)
        result = summarise_survival(
            replace(dataset(p, one, two, left_out={"gone2000": 1}), sets=members(*rows)),
            outcomes,
            scales,
            SurvivalConfig(),
        )
        return result, dict(compared(result))

    return of


BOTH = ("old control one1999 all overall_survival", "old control two1999 all overall_survival")


def test_a_set_of_controls_with_times_is_one_group_and_each_alone(with_set):
    result, rows = with_set(*BOTH)
    test = rows["log_rank", "log_rank", "", "two_sided"]
    assert test.p_value == pytest.approx(4.1688091093345626e-05) and test.derived == "pooled" and test.primary
    assert "2 groups of set:old as one: one1999:all, two1999:all" in test.note and "several units" in test.note
    assert {"sets.csv:2", "sets.csv:3", "one1999/times.csv:2", "two1999/times.csv:2"} <= set(test.sources)
    assert rows["log_rank", "one_sample_exact", "", "two_sided"].primary is False
    alone = {row["at"]: row for row in result.extra["survival_robustness"] if row["quantity"] == "control_alone"}
    assert list(alone) == ["one1999:all", "two1999:all"]
    # pchisq(survdiff(Surv(time, event) ~ g)$chisq, 1, lower = FALSE), exp(coef(coxph(Surv(time, event) ~ g))) with the
    # first eleven, and with the last ten
    assert float(alone["one1999:all"]["p_value"]) == pytest.approx(2.479506704268733e-08) and float(
        alone["one1999:all"]["value"]
    ) == pytest.approx(0.0643529573292692, rel=1e-6)
    assert float(alone["two1999:all"]["p_value"]) == pytest.approx(0.02019138953309401) and float(
        alone["two1999:all"]["value"]
    ) == pytest.approx(0.3423647260722024, rel=1e-6)
    assert [finding.check for finding in result.findings] == ["set_pooled_as_one"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("old control gone2000 all overall_survival", "was left out"),
        ("old control smith2001 placebo overall_survival", "same trial"),
        ("old control one1999 young overall_survival", "gives no times"),
        ("old control two1999 none overall_survival", "does not exist"),
    ],
)
def test_a_pool_is_never_silently_smaller(with_set, row, why):
    result, rows = with_set(BOTH[0], row)
    told = [finding for finding in result.findings if why in finding.message]
    assert [finding.severity for finding in told] == ["warning"]
    computed = any(one.p_value is not None for one in rows.values())
    assert computed == (why == "gives no times")


def test_nobody_is_pooled_twice(with_set):
    result, rows = with_set(*BOTH, trial="one1999_trial")
    assert [finding.check for finding in result.findings] == [
        "set_not_usable"
    ] and "nobody is pooled twice" in result.findings[0].message
    assert all(row.p_value is None for row in rows.values())


def test_a_member_for_another_endpoint_is_no_member(with_set):
    result, rows = with_set(BOTH[0], "old control two1999 all progression_free_survival")
    assert "1 group of set:old as one" in rows["log_rank", "log_rank", "", "two_sided"].note and not result.findings


def test_a_family_of_times_and_counts_is_adjusted_as_one(survival):
    comparisons = """
        comparison group endpoint outcome against family
        times mp overall_survival . placebo both
        counts mp . objective_response 25% both
        alone mp overall_survival . placebo .
    """
    result = survival(comparisons=comparisons, counts="group outcome events\nmp objective_response 11")
    rows = {
        (row["comparison"], row["quantity"]): (float(row["value"]), float(row["p_value"]))
        for row in result.extra["survival_robustness"]
        if row["at"] == "both"
    }
    # 2 * binom.test(11, 21, .25, "greater")$p.value, and the log-rank p
    times_p, counts_p = 4.1688091093345626e-05, 2 * 0.006422710484
    assert rows["times", "holm"] == pytest.approx((times_p, 2 * times_p))
    assert rows["counts", "holm"] == pytest.approx((counts_p, counts_p))
    assert {name for name, _ in rows} == {"times", "counts"}


def test_a_printed_percentage_of_zero_is_left_out_of_the_reference_and_said(survival):
    printed = (
        "group endpoint statistic at value value_unit unit\nold overall_survival survival 6 50 percent "
        "weeks\nold overall_survival survival 12 0 percent weeks"
    )
    result = survival(comparisons=comparison("old"), summaries=printed)
    row = compared(result)["log_rank", "one_sample_exact", "", "two_sided"]
    assert "the 0% printed at 12 weeks is not used" in row.note and "cut at 6 weeks" in row.note
    assert [
        line["at"] for line in result.extra["survival_robustness"] if line["quantity"] == "survival_at_landmark"
    ] == ["6", "12"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("<0.001", ["p_reproduced"]),
        ("0.00004", ["p_reproduced"]),
        ("0.01", ["p_not_reproducible"]),
        ("0.2", ["p_not_reproducible", "conclusion_differs"]),
        ("ns", ["not_parsed"]),
    ],
)
def test_the_printed_p_of_an_endpoint_is_checked(survival, printed, expected):
    row = f"comparison group endpoint against reported_p\nc1 mp overall_survival placebo {printed}"
    found = [finding for finding in survival(comparisons=row).findings if finding.column == "reported_p"]
    assert [finding.check for finding in found] == expected and {finding.outcome for finding in found} == {
        "overall_survival"
    }
    assert not [finding for finding in found if "counts" in finding.message]


@pytest.mark.parametrize(
    ("printed", "name"),
    [("0.00024", "Gehan\u2013Wilcoxon"), ("0.00010", "Tarone\u2013Ware"), ("0.000175", "Peto\u2013Peto")],
)
def test_a_weighted_test_of_an_endpoint_is_recognised_and_not_offered(survival, printed, name):
    row = f"comparison group endpoint against reported_p\nc1 mp overall_survival placebo {printed}"
    result = survival(comparisons=row)
    found = [finding for finding in result.findings if finding.column == "reported_p"]
    assert [finding.check for finding in found] == ["p_reproduced"]
    assert f"is that of {name} (two-sided)" in found[0].message
    assert not {estimate.method for estimate in result.estimates} & set(WEIGHTS)


def test_a_printed_p_without_any_to_compare_says_nothing(survival):
    row = "comparison group endpoint against reported_p\nc1 mp overall_survival old 0.01"
    assert not [finding for finding in survival(comparisons=row).findings if finding.column == "reported_p"]


def test_a_margin_of_an_endpoint_is_said_to_be_unused(survival):
    row = "comparison group endpoint against margin\nc1 mp overall_survival placebo 1.3"
    assert [
        (finding.check, finding.entered) for finding in survival(comparisons=row).findings if finding.column == "margin"
    ] == [("margin_not_used", "1.3")]

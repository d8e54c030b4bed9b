"""Plausibility across tables: each check on a small paper that shows it, and on the nearest one that must stay
silent."""

import pytest

from reanalysis.audit import audit_dataset, forms
from reanalysis.model.config import AuditConfig, Outcomes

ARMS = (
    "group label n parent split complete role\nall All 30 . . . .\na A 15 all arm yes treatment\nb B 15 all arm "
    "yes control"
)
NESTED = "group label n parent split complete\nall All 30 . . .\npart Part 20 all sex ."


@pytest.fixture
def found(dataset, outcomes, scales, paper):
    """Findings of one check, as (severity, table, row, column, expected)."""

    def of(check, *others, settings=outcomes, **tables):
        first = tables.pop("first", None) or paper(**({"groups": "group label n\nall All 30"} | tables))
        findings = [
            finding
            for finding in audit_dataset(dataset(first, *others), settings, scales, AuditConfig(), only=first.name)
            if finding.check == check
        ]
        assert all(
            "_" not in word for finding in findings for word in finding.message.split() if "outcomes.yaml" not in word
        ), "an id in a message"
        return [(f.severity, f.table, f.row, f.column, f.expected) for f in findings]

    return of


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("5", "6", []),
        ("7", "6", [("warning", "counts", "3", "events", "at most 6")]),
        ("0", "9", []),
        ("1", "12", [("warning", "counts", "3", "events", "at least 2")]),
        ("2", "12", []),
    ],
)
def test_a_part_has_no_more_patients_with_or_without_an_outcome(found, part, whole, expected):
    assert (
        found("part_exceeds_whole", groups=NESTED, counts=f"group outcome events\nall alive {whole}\npart alive {part}")
        == expected
    )


def test_a_part_of_a_part_is_compared_with_the_whole_and_the_same_patients_twice_are_not(found):
    groups = NESTED + "\nsmall Small 10 part age ."
    counts = "group outcome events\nall alive 6\nsmall alive 7"
    assert len(found("part_exceeds_whole", groups=groups, counts=counts)) == 1
    assert found("part_exceeds_whole", groups=groups.replace("sex", "period"), counts=counts) == []


@pytest.mark.parametrize(
    ("complete", "partial", "objective", "expected"), [(2, 3, 5, []), (2, 3, 6, ["5"]), (2, 3, 4, ["5"])]
)
def test_exclusive_parts_of_an_outcome_add_up(found, outcomes, scales, complete, partial, objective, expected):
    scales["recist"] = scales["recist"].model_copy(
        update={"outcomes": scales["recist"].outcomes | {"partial_response": ("pr",)}}
    )
    counts = (
        f"group outcome events\nall complete_response {complete}\nall partial_response {partial}\nall "
        f"objective_response {objective}"
    )
    assert [row[-1] for row in found("parts_of_outcome", counts=counts)] == expected


def test_parts_that_the_configuration_names(found):
    settings = Outcomes.model_validate({"outcomes": {"death": {"label": "Death", "parts": [["early", "late"]]}}})
    counts = "group outcome events\nall death 5\nall early 3\nall late {}"
    assert found("parts_of_outcome", settings=settings, counts=counts.format(3)) == [
        ("warning", "counts", "2", "events", "6")
    ]
    assert found("parts_of_outcome", settings=settings, counts=counts.format(1)) == [
        ("warning", "counts", "2", "events", "4")
    ]
    assert found("parts_of_outcome", settings=settings, counts=counts.format(2)) == []
    assert found("parts_of_outcome", settings=settings, counts="group outcome events\nall death 5\nall early 3") == []


@pytest.mark.parametrize(("n", "counted", "many"), [("31", "patients", 1), ("29", "patients", 0), ("31", "events", 0)])
def test_denominators_above_the_group(found, n, counted, many):
    assert (
        len(found("denominator_above_group", counts=f"group outcome events n counted\nall alive 5 {n} {counted}"))
        == many
    )


def test_a_denominator_above_the_group_may_be_of_another_population(found):
    counts = "group outcome events n population\nall alive 5 31 {}"
    assert [found("denominator_above_group", counts=counts.format(population)) for population in (".", "treated")] == [
        [("warning", "counts", "2", "n", "at most 30")],
        [("note", "counts", "2", "n", "at most 30")],
    ]


def test_kinds_are_those_of_the_configuration_and_of_their_scale(found):
    assert found("kind_differs", counts="group outcome kind events\nall sex_female response 3") == [
        ("note", "counts", "2", "kind", "baseline")
    ]
    assert found("kind_differs", counts="group outcome kind events\nall sex_female baseline 3") == []
    categories = (
        "group scale category kind count\nall recist cr response 1\nall recist pr response 1\nall recist sd {} 1"
    )
    assert found("kind_differs", categories=categories.format("toxicity")) == [
        ("note", "categories", "4", "kind", "response")
    ]
    assert found("kind_differs", categories=categories.format("response")) == []


def test_numbers_without_a_denominator(found):
    counts = "group  outcome  reported\nall  alive  40%"
    assert found("without_denominator", groups="group label\nall All", counts=counts) == [
        ("note", "counts", "2", "n", "")
    ]
    assert found("without_denominator", groups="group label role\nall All historical_control", counts=counts) == []
    assert found("without_denominator", counts=counts) == []


@pytest.mark.parametrize(
    ("tree", "check", "many"),
    [
        ("a A 15 all arm yes\nb B 15 a arm yes", "split_within_itself", 1),
        ("a A 15 all arm yes\nb B 15 all arm yes", "split_within_itself", 0),
        ("a A 15 all arm yes\nb B 10 a sex .", "split_within_itself", 0),
        ("a A 15 all arm yes", "covers_alone", 1),
        ("a A 15 all arm .", "covers_alone", 0),
        ("a A 15 all arm yes\nb B . all arm yes", "n_left_blank", 1),
        ("a A . all arm yes\nb B . all arm yes", "n_left_blank", 0),
        ("a A 15 all arm .\nb B . all arm .", "n_left_blank", 0),
    ],
)
def test_trees_of_groups(found, tree, check, many):
    assert len(found(check, groups=f"group label n parent split complete\nall All 30 . . .\n{tree}")) == many


def test_sizes_that_follow_from_others(found, paper):
    assert found("n_left_blank", groups=ARMS.replace("B 15", "B .")) == [("note", "groups", "4", "n", "15")]
    assert found("n_left_blank", groups=ARMS.replace("All 30", "All .")) == [("note", "groups", "2", "n", "30")]
    assert found("n_left_blank", first=paper(info={"enrolled": "30"}, groups="group label\nall All")) == [
        ("note", "groups", "2", "n", "30")
    ]


def test_a_part_of_a_rate(found):
    groups = "group label n role parent\nold Old . historical_control .\nyoung Young 3 . {}"
    assert len(found("part_of_a_rate", groups=groups.format("old"))) == 1
    assert found("part_of_a_rate", groups=groups.format(".")) == []


@pytest.mark.parametrize(
    ("label", "dose", "many"),
    [
        ("IMP321 0.25 mg", "0.25", 0),
        ("IMP321 0.25 mg", "0.52", 1),
        ("Interleukin-2 3 MIU", "2", 1),
        ("1,200 mg", "1200", 0),
        ("High", "5", 0),
        ("Cohort 3", "10", 0),
        ("Cohort 3, 20 mg/m2", "10", 1),
    ],
)
def test_doses_against_labels(found, label, dose, many):
    assert len(found("dose_not_in_label", groups=f"group  label  n  dose\nall  {label}  30  {dose}")) == many


def test_doses_against_each_other(found):
    groups = (
        "group label n parent split dose dose_unit\nall All 30 . . . .\na A 15 all dose 3 mg\nb B 15 all dose {} mg"
    )
    assert found("same_dose_twice", groups=groups.format("3")) == [("note", "groups", "4", "dose", "")]
    assert found("dose_left_blank", groups=groups.format(".")) == [("note", "groups", "4", "dose", "")]
    assert (
        found("same_dose_twice", groups=groups.format("6")) == found("dose_left_blank", groups=groups.format("6")) == []
    )


def test_a_number_of_one_arm_that_the_other_lacks(found):
    counts = "group outcome events at unit\na alive 5 6 months\nb alive 4 {} months"
    assert found("given_for_one_arm", groups=ARMS, counts=counts.format(6)) == []
    assert [row[2:] for row in found("given_for_one_arm", groups=ARMS, counts=counts.format(12))] == [
        ("2", "group", "b"),
        ("3", "group", "a"),
    ]
    assert found("given_for_one_arm", groups=ARMS.replace("control", "treatment"), counts=counts.format(12)) == []
    third = ARMS.replace("All 30", "All 45") + "\nc C 15 all arm yes ."
    assert found("given_for_one_arm", groups=third, counts=counts.format(6)) == []
    ratio = "group endpoint statistic value against\na overall_survival hazard_ratio 0.8 b"
    assert found("given_for_one_arm", groups=ARMS, summaries=ratio) == []


@pytest.mark.parametrize(
    ("value", "low", "high", "many"),
    [
        ("1.18", "0.92", "1.52", 0),
        ("0.93", "0.67", "1.30", 0),
        ("1.81", "0.92", "1.52", 1),
        ("1.18", "0.92", "1.25", 1),
        ("1.18", "0.92", "NE", 0),
        ("0.9", "0.4", "2.0", 0),
        ("0.6", "0.06", "1.1", 1),
        ("0.3", "0.4", "2.0", 1),
    ],
)
def test_a_hazard_ratio_in_the_middle_of_its_limits(found, value, low, high, many):
    summaries = (
        f"group endpoint statistic value low high conf_level against\na overall_survival hazard_ratio {value} "
        f"{low} {high} 95 b"
    )
    assert len(found("ratio_not_central", groups=ARMS, summaries=summaries)) == many


@pytest.mark.parametrize(
    ("ratio", "own", "other", "many"),
    [
        ("1.18", "6.4", "7.7", 0),
        ("1.18", "7.7", "6.4", 1),
        ("0.88", "118", "25.2", 1),
        ("0.6", "11.8", "5.9", 0),
        ("0.99", "7.2", "7.3", 0),
        ("0.6", "NE", "5.9", 0),
    ],
)
def test_a_hazard_ratio_against_the_medians(found, ratio, own, other, many):
    summaries = (
        f"group endpoint statistic value against unit\na overall_survival hazard_ratio {ratio} b .\na "
        f"overall_survival median {own} . months\nb overall_survival median {other} . months"
    )
    assert (
        found("ratio_against_medians", groups=ARMS, summaries=summaries)
        == [("note", "summaries", "2", "value", f"{float(other) / float(own):.2f}")] * many
        if many
        else found("ratio_against_medians", groups=ARMS, summaries=summaries) == []
    )


@pytest.mark.parametrize(
    ("level", "check", "many"),
    [
        ("95", "unusual_confidence_level", 0),
        ("0.9", "unusual_confidence_level", 0),
        ("96", "unusual_confidence_level", 1),
        (".", "confidence_level_unstated", 1),
        ("95", "confidence_level_unstated", 0),
    ],
)
def test_confidence_levels(found, level, check, many):
    assert len(found(check, counts=f"group outcome events low high conf_level\nall alive 15 31 69 {level}")) == many


def test_one_limit_alone(found):
    summaries = "group endpoint statistic value low high conf_level unit\nall overall_survival median 9 7 {} 95 months"
    assert found("one_limit_alone", summaries=summaries.format(".")) == [
        ("note", "summaries", "2", "high", "a number or NE")
    ]
    assert found("one_limit_alone", summaries=summaries.format("NE")) == []


def test_one_endpoint_in_two_units(found):
    times = (
        "patient group endpoint time unit\n1 all overall_survival 3 months\n2 all overall_survival 4+ months\n3 "
        "all overall_survival 5 {}"
    )
    assert found("mixed_units", times=times.format("weeks")) == [("note", "times", "4", "unit", "months")]
    assert found("mixed_units", times=times.format("months")) == []


@pytest.mark.parametrize(
    ("endpoint", "value", "unit", "many"),
    [
        ("overall_survival", "59", "years", 1),
        ("overall_survival", "45", "years", 0),
        ("overall_survival", "45300", "days", 1),
        ("age", "77", "years", 0),
        ("age", "177", "years", 1),
        ("age", "60", "days", 1),
    ],
)
def test_times_that_no_trial_reaches(found, endpoint, value, unit, many):
    assert (
        len(
            found(
                "implausible_time",
                summaries=f"group endpoint statistic value unit\nall {endpoint} median {value} {unit}",
            )
        )
        == many
    )


def test_percentages_and_their_times_in_each_others_column(found):
    summaries = "group endpoint statistic at value value_unit unit\nall overall_survival survival {} {} percent years"
    assert found("implausible_time", summaries=summaries.format(57, 2)) == [("warning", "summaries", "2", "at", "")]
    assert found("implausible_time", summaries=summaries.format(2, 57)) == []


@pytest.mark.parametrize(("reported", "many"), [("148%", 1), ("100%", 0), ("14.8%", 0)])
def test_percentages_above_100_without_a_denominator(found, reported, many):
    assert (
        len(
            found(
                "percentage_above_100",
                groups="group label\nall All",
                counts=f"group outcome reported\nall alive {reported}",
            )
        )
        == many
    )


def test_precision_beside_each_other(found):
    counts = "group outcome reported\na alive 21.2%\nb alive {}"
    assert found("mixed_precision", groups=ARMS, counts=counts.format("37%")) == [
        ("note", "counts", "3", "reported", "")
    ]
    assert found("mixed_precision", groups=ARMS, counts=counts.format("36.9%")) == []
    assert [forms._places(number) for number in (0, 1, 2)] == ["no decimal", "1 decimal", "2 decimals"]
    limits = "group endpoint statistic value low high conf_level unit\na overall_survival median 9.5 7.1 {} 95 months"
    assert [row[3] for row in found("mixed_precision", groups=ARMS, summaries=limits.format("12"))] == ["high"]
    assert found("mixed_precision", groups=ARMS, summaries=limits.format("NE")) == []


@pytest.mark.parametrize(
    ("statistic", "value", "unit", "many"),
    [
        ("median", "9.8", ".", 1),
        ("median", ">9", ".", 1),
        ("median", "NE", ".", 0),
        ("median", "9.8", "months", 0),
        ("follow_up_median", "3", ".", 1),
        ("person_time", "211", ".", 1),
        ("max", "24", ".", 1),
        ("hazard_ratio", "0.8", ".", 0),
    ],
)
def test_times_without_a_unit(found, statistic, value, unit, many):
    expected = [("warning", "summaries", "2", "unit", "days, weeks, months or years")] * many
    assert (
        found(
            "time_without_unit",
            summaries=f"group endpoint statistic value unit\nall overall_survival {statistic} {value} {unit}",
        )
        == expected
    )


@pytest.mark.parametrize(("against", "many"), [(".", 1), ("a", 1), ("b", 0)])
def test_hazard_ratios_against_another_group(found, against, many):
    summaries = f"group endpoint statistic value against\na overall_survival hazard_ratio 0.8 {against}"
    assert (
        found("ratio_without_partner", groups=ARMS, summaries=summaries)
        == [("warning", "summaries", "2", "against", "the other group")] * many
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["cr 5", "pr 10", "cr|pr 15"], []),
        (["cr 5", "pr 10", "cr|pr 16"], ["15"]),
        (["cr 5", "cr|pr 16"], []),
        (["cr 5", "cr|pr 4"], ["at least 5"]),
        (["cr|pr 16"], []),
    ],
)
def test_merged_categories_beside_their_parts(found, rows, expected):
    categories = "\n".join(["group scale category count", *(f"all recist {row}" for row in rows)])
    assert found("merged_category_differs", categories=categories) == [
        ("warning", "categories", str(len(rows) + 1), "count", text) for text in expected
    ]


LISTED = "patient group scale category value baseline best_before\n1 all cytogenetic CR 0 {} {}"


@pytest.mark.parametrize(
    ("baseline", "best", "check", "many"),
    [
        ("95", "40", "best_value_is_not_best", 0),
        ("40", "95", "best_value_is_not_best", 1),
        ("555", "40", "value_outside_definition", 1),
        ("95", "1000", "value_outside_definition", 1),
        ("95", "95", "value_outside_definition", 0),
        ("0", "0", "response_without_improvement", 0),
        ("95", "0", "response_without_improvement", 0),
    ],
)
def test_measurements_of_listed_patients(found, baseline, best, check, many):
    assert len(found(check, patients=LISTED.format(baseline, best))) == many


TIMES = "patient group endpoint time unit\n1 a duration_of_response 6+ months\n2 {} duration_of_response 3 months"


def test_a_response_that_measures_worse(found):
    patients = "patient group scale category value baseline\n1 all cytogenetic PR 20 {}"
    assert found("response_without_improvement", patients=patients.format(10)) == [
        ("warning", "patients", "2", "value", "at best 10")
    ]
    assert found("response_without_improvement", patients=patients.format(20)) == []


def test_listed_patients_against_listed_times(found):
    groups = (
        ARMS.replace("complete role", "complete role patients_listed")
        .replace("treatment", "treatment responders")
        .replace("control", "control responders")
        .replace(". . . .", ". . . . .")
    )
    patients = "patient group scale category\n1 a recist CR\n2 b recist PR"
    assert found("patient_in_two_groups", groups=groups, patients=patients, times=TIMES.format("a")) == [
        ("note", "times", "3", "group", "b")
    ]
    assert found("patient_in_two_groups", groups=groups, patients=patients, times=TIMES.format("b")) == []
    without = patients.replace("2 b recist PR", "3 b recist PR")
    assert found("patient_not_listed", groups=groups, patients=without, times=TIMES.format("b")) == [
        ("note", "times", "3", "patient", "")
    ]
    assert found("response_without_duration", groups=groups, patients=without, times=TIMES.format("b")) == [
        ("note", "patients", "3", "patient", "")
    ]
    assert found("patient_not_listed", groups=groups, patients=patients, times=TIMES.format("b")) == []
    assert found("response_without_duration", groups=groups, patients=patients, times=TIMES.format("b")) == []


@pytest.mark.parametrize(
    ("whole", "statistic", "many"),
    [
        ("13", "median", 0),
        ("4", "median", 1),
        ("20", "median", 1),
        ("18", "max", 0),
        ("19", "max", 1),
        ("5", "min", 0),
        ("4", "min", 1),
    ],
)
def test_a_whole_is_made_up_of_its_parts(found, whole, statistic, many):
    low, high = ("5", "18")
    summaries = (
        f"group endpoint statistic value unit\na age {statistic} {low} years\nb age {statistic} {high} "
        f"years\nall age {statistic} {whole} years"
    )
    assert len(found("whole_beyond_parts", groups=ARMS, summaries=summaries)) == many
    assert found("whole_beyond_parts", groups=ARMS.replace(" yes ", " . "), summaries=summaries) == []


@pytest.mark.parametrize(
    ("quantity", "statistic", "severity"),
    [("overall_survival", "median", "note"), ("overall_survival", "max", "warning"), ("age", "median", "warning")],
)
def test_of_censored_times_a_median_alone_may_lie_outside_its_parts(found, quantity, statistic, severity):
    rows = "\n".join(
        f"{group} {quantity} {statistic} {value} years" for group, value in zip("ab", (5, 18), strict=True)
    )
    summaries = f"group endpoint statistic value unit\n{rows}\nall {quantity} {statistic} 25 years"
    assert [row[0] for row in found("whole_beyond_parts", groups=ARMS, summaries=summaries)] == [severity]


@pytest.mark.parametrize(
    ("mean", "sd", "check", "many"),
    [
        ("40", "10", "order_of_statistics", 0),
        ("80", "10", "order_of_statistics", 1),
        ("40", "27", "impossible_spread", 1),
        ("40", "25.3", "impossible_spread", 0),
    ],
)
def test_means_and_their_spread(found, mean, sd, check, many):
    summaries = (
        "group endpoint statistic value unit\nall overall_survival min 20 weeks\nall overall_survival max 70 "
        f"weeks\nall overall_survival mean {mean} weeks\nall overall_survival sd {sd} weeks"
    )
    assert len(found(check, summaries=summaries)) == many


@pytest.mark.parametrize(
    ("statistic", "value", "n", "many"),
    [
        ("mean", "5.19", "28", 1),
        ("mean", "5.18", "28", 0),
        ("mean", "5.2", "28", 0),
        ("median", "58.5", "9", 1),
        ("median", "58.5", "10", 0),
        ("median", "58.3", "10", 1),
        ("median", "58", "9", 0),
    ],
)
def test_means_of_whole_units(found, outcomes, statistic, value, n, many):
    settings = Outcomes.model_validate({"endpoints": {"cycles": {"label": "Cycles", "whole_units": True}}})
    assert (
        len(
            found(
                "impossible_for_whole_units",
                settings=settings,
                summaries=f"group endpoint statistic value n\nall cycles {statistic} {value} {n}",
            )
        )
        == many
    )
    assert (
        found(
            "impossible_for_whole_units",
            settings=outcomes,
            summaries=f"group endpoint statistic value n\nall cycles {statistic} {value} {n}",
        )
        == []
    )


def test_a_range_in_whole_numbers_without_a_unit_is_of_whole_units(found):
    summaries = "group endpoint statistic value\nall courses min 1\nall courses max {}\nall courses mean 5.19"
    groups = "group label n\nall All 28"
    assert found("impossible_for_whole_units", groups=groups, summaries=summaries.format(9)) == [
        ("warning", "summaries", "4", "value", "5.18 or 5.21")
    ]
    assert found("impossible_for_whole_units", groups=groups, summaries=summaries.format("9.5")) == []


@pytest.mark.parametrize(
    ("info", "other", "many"),
    [
        ({"pmid": "123"}, {"pmid": "123"}, 1),
        ({"pmid": "123"}, {"pmid": "124"}, 0),
        ({"title": "One trial"}, {"title": "one trial"}, 1),
        ({"enrolled": "30"}, {"enrolled": "30"}, 1),
        ({"enrolled": "30"}, {"enrolled": "31"}, 0),
    ],
)
def test_one_publication_under_two_names(found, paper, info, other, many):
    groups = "group label n\nall All 30"
    assert (
        len(
            found(
                "one_trial_two_names",
                paper("smith2001b", groups=groups, info=other),
                first=paper("smith2001", groups=groups, info=info),
            )
        )
        == many
    )


def test_the_same_doi_within_a_trial_and_the_same_registration(found, paper):
    groups, info = "group label n\nall All 30", {"doi": "10.1000/x", "title": "A"}
    first = paper("smith2001", trial="t1", groups=groups, info=info)
    assert (
        len(
            found(
                "one_trial_two_names",
                paper("smith2001b", trial="t1", groups=groups, info=info | {"title": "B"}),
                first=first,
            )
        )
        == 1
    )
    first = paper("smith2001", trial="t1", groups=groups, info={"registration": "NCT00000001"})
    assert (
        found(
            "one_trial_two_names",
            paper("smith2001b", trial="t1", groups=groups, info={"registration": "NCT00000001"}),
            first=first,
        )
        == []
    )


@pytest.mark.parametrize(("name", "many"), [("smith2001", 0), ("smith2001b", 0), ("smith2002", 1), ("imaging", 0)])
def test_the_year_in_the_name_of_the_folder(found, paper, name, many):
    assert len(found("folder_name_differs", first=paper(name, groups="group label n\nall All 30"))) == many


def test_a_main_outcome_that_stands_nowhere(found, paper):
    groups, counts = "group label n\nall All 30", "group outcome events\nall objective_response 3"
    assert found(
        "main_outcome_missing", first=paper(info={"main_outcome": "overall_survival"}, groups=groups, counts=counts)
    ) == [("note", "paper", "1", "main_outcome", "")]
    assert (
        found(
            "main_outcome_missing",
            first=paper(info={"main_outcome": "objective_response"}, groups=groups, counts=counts),
        )
        == []
    )
    assert (
        found(
            "main_outcome_missing",
            first=paper(
                info={"main_outcome": "objective_response"},
                groups=groups,
                patients="patient group scale category\n1 all recist CR",
            ),
        )
        == []
    )


@pytest.mark.parametrize(
    ("trial", "against", "many"),
    [
        ("t1", "jones2003:all", 1),
        ("t2", "jones2003:all", 0),
        ("t1", "smith2001:b", 0),
        ("t1", "b", 0),
        ("t1", "25%", 0),
    ],
)
def test_a_control_that_is_the_own_trial(found, paper, trial, against, many):
    first = paper(
        "smith2001",
        trial="t1",
        groups=ARMS,
        comparisons=f"comparison group outcome against\nc a objective_response {against}",
    )
    assert (
        found("same_trial_control", paper("jones2003", trial=trial, groups="group label n\nall All 90"), first=first)
        == [("warning", "comparisons", "2", "against", "")] * many
    )


def test_a_set_with_a_paper_on_the_own_trial(dataset, outcomes, scales, paper):
    from dataclasses import replace

    from reanalysis.model.rows import SetMember
    from reanalysis.model.store import row_of

    one = paper(
        "smith2001",
        trial="t1",
        groups=ARMS,
        comparisons="comparison group outcome against\nc a objective_response set:old",
    )
    other = paper("jones2003", trial="t1", groups="group label n\nall All 90")
    member = row_of(
        SetMember,
        {"set": "old", "purpose": "control", "paper": "jones2003", "group": "all", "outcome": "objective_response"},
    )
    papers = replace(dataset(one, other), sets=(member,))
    assert [
        finding.check
        for finding in audit_dataset(papers, outcomes, scales, AuditConfig(), only="smith2001")
        if finding.severity == "warning"
    ] == ["same_trial_control"]
    assert [
        f.check
        for f in audit_dataset(replace(papers, sets=()), outcomes, scales, AuditConfig(), only="smith2001")
        if f.severity == "warning"
    ] == ["set_not_usable"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("all  alive  15  .  31.3  68.7  95", []),
        ("all  alive  15  .  51  68.7  95", ["low"]),
        ("all  alive  14  .  47  68.7  95", []),
        ("all  alive  14  .  31.3  46  95", ["high"]),
        ("all  alive  15  .  31.3  49  95", ["high"]),
        ("all  alive  15  .  50  50  95", []),
        ("all  alive  .  50% (95% CI, 31-45)  .  .  .", ["reported"]),
        ("all  alive  .  50% (95% CI, 31-69)  .  .  .", []),
    ],
)
def test_a_rate_within_its_own_limits(found, row, expected):
    assert [
        place[3]
        for place in found(
            "outside_its_interval", counts=f"group  outcome  events  reported  low  high  conf_level\n{row}"
        )
    ] == expected


AT_RISK = (
    "group endpoint time n_at_risk unit\nall overall_survival 0 30 months\nall overall_survival 6 {} "
    "months\nall overall_survival 12 {} months"
)
CURVE = "group endpoint time survival unit\nall overall_survival 0 1 months\nall overall_survival 5 0.5 months"


@pytest.mark.parametrize(
    ("six", "twelve", "curve", "found_there"),
    [
        (20, 10, "", []),
        (10, 20, "", ["at_risk_rises"]),
        (31, 10, "", ["at_risk_rises", "at_risk_above_group"]),
        (15, 10, CURVE, []),
        (17, 10, CURVE, ["at_risk_above_curve"]),
    ],
)
def test_numbers_at_risk(dataset, outcomes, scales, paper, six, twelve, curve, found_there):
    tables = {"at_risk": AT_RISK.format(six, twelve)} | ({"curves": curve} if curve else {})
    findings = audit_dataset(
        dataset(paper(groups="group label n\nall All 30", **tables)), outcomes, scales, AuditConfig()
    )
    assert [
        finding.check
        for finding in findings
        if finding.check.startswith("at_risk") and finding.check != "at_risk_without_curve"
    ] == found_there
    assert any(finding.check == "at_risk_without_curve" for finding in findings) == (not curve)


def test_a_fall_of_the_curve_at_the_very_time_may_be_read_as_after_it(found):
    at_risk = "group endpoint time n_at_risk unit\nall overall_survival {} 30 months"
    assert found("at_risk_above_curve", at_risk=at_risk.format(5), curves=CURVE) == []
    assert len(found("at_risk_above_curve", at_risk=at_risk.format("5.1"), curves=CURVE)) == 1


@pytest.mark.parametrize(
    ("year", "info", "columns"),
    [
        ("2013", {"pmid": "23525357"}, []),
        ("2013", {"pmid": "32525357"}, ["pmid"]),
        ("2013", {"pmid": "2352535"}, ["pmid"]),
        ("1985", {"pmid": "23525357"}, []),
        ("2024", {"pmid": "37939105"}, []),
        ("2010", {"registration": "NCT00349934"}, []),
        ("2010", {"registration": "NCT03049934"}, ["registration"]),
        ("2010", {"registration": "EudraCT 2008-01"}, []),
    ],
)
def test_identifiers_against_the_year(found, paper, year, info, columns):
    first = paper(f"smith{year}", groups="group label n\nall All 30", info={"year": year} | info)
    assert [row[3] for row in found("identifier_of_another_time", first=first)] == columns


@pytest.mark.parametrize(
    ("second", "time", "many"), [("40 95 66", "3+", 1), ("40 95 67", "3+", 0), ("40 95 66", "3", 0)]
)
def test_two_patients_that_look_like_one(found, second, time, many):
    patients = (
        "patient group scale category value baseline best_before\n1 all cytogenetic Minor 40 95 66\n2 all "
        f"cytogenetic Minor {second}"
    )
    times = (
        "patient group endpoint time unit\n1 all duration_of_response 3+ months\n2 all duration_of_response "
        f"{time} months"
    )
    assert (
        found("look_alike_patients", patients=patients, times=times)
        == [("note", "patients", "3", "patient", "1")] * many
    )
    assert found("look_alike_patients", patients=patients) == []


def test_a_fraction_has_other_decimals_than_a_percentage(found):
    summaries = (
        "group endpoint statistic at value value_unit unit\na overall_survival survival 6 0.51 fraction "
        "months\na overall_survival survival 3 78 percent months\na overall_survival survival 2 80 . months"
    )
    assert found("mixed_precision", groups=ARMS, summaries=summaries) == []
    assert len(found("mixed_precision", groups=ARMS, summaries=summaries.replace("78 ", "78.5 "))) == 1


def test_a_second_printing_need_not_repeat_the_limits(found):
    summaries = (
        "group endpoint statistic at value value_unit unit low high use\na overall_survival survival 6 60 "
        "percent months 30 80 .\na overall_survival survival 6 {} percent months {} no"
    )
    assert found("printed_twice_differently", groups=ARMS, summaries=summaries.format("60", ". .")) == []
    assert [
        row[3] for row in found("printed_twice_differently", groups=ARMS, summaries=summaries.format("61", ". ."))
    ] == [""]
    assert len(found("printed_twice_differently", groups=ARMS, summaries=summaries.format("60", "30 81"))) == 1


def test_numbers_at_risk_without_a_curve(paper, dataset, outcomes, scales):
    curves = "group endpoint time survival unit\nall overall_survival 0 1 months\nall overall_survival 5 0.5 months"
    p = paper(
        groups="group label n\nall All 30",
        curves=curves,
        at_risk="group endpoint time n_at_risk unit\nall overal_survival 0 30 months\nall overall_survival 0 30 months",
    )
    told = [f for f in audit_dataset(dataset(p), outcomes, scales, AuditConfig()) if f.table == "at_risk"]
    assert [(f.severity, f.check, f.row, f.entered, f.expected) for f in told] == [
        ("warning", "at_risk_without_curve", "2", "overal_survival", "overall_survival"),
        ("note", "unknown_name", "2", "overal_survival", "overall_survival"),
    ]

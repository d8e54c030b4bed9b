"""Each check on the smallest paper that shows it, and on one that must stay silent."""

import pytest

from reanalysis.audit import audit_dataset
from reanalysis.model.config import AuditConfig

SILENT = {
    "count_from_percent",
    "unknown_name",
    "nothing_to_analyse",
    "mixed_units",
    "confidence_level_unstated",
    "folder_name_differs",
}


@pytest.fixture
def audit(dataset, outcomes, scales):
    def run(*papers, silent=SILENT):
        return [
            finding
            for finding in audit_dataset(dataset(*papers), outcomes, scales, AuditConfig())
            if finding.check not in silent
        ]

    return run


def checks(findings):
    return [finding.check for finding in findings]


@pytest.mark.parametrize(
    ("n", "events", "reported", "check"),
    [
        (54, 4, "4 (8)", "percent_not_reproducible"),
        (54, 4, "4 (7)", None),
        (54, 23, "23/54 (43%)", None),
        (8, 1, "1 (12)", "rounded_otherwise"),
        (8, 1, "1 (13)", None),
        (8, 1, "1 (12.5)", None),
        (30, 15, "16 (50)", "printed_count_differs"),
        (30, 15, "15/31", "printed_n_differs"),
        (30, 15, "about half", "not_parsed"),
        (0, 0, "0 (0)", None),
    ],
)
def test_printed_percentages(paper, audit, n, events, reported, check):
    p = paper(
        groups=f"group  label  n\nall  All  {n}",
        counts=f"group  outcome  events  reported\nall  alive  {events}  {reported}",
    )
    assert checks(audit(p)) == ([check] if check else [])


@pytest.mark.parametrize(
    ("reported", "n", "check", "severity", "cure"),
    [
        ("about half", 30, "not_parsed", "warning", "k/n, k of n"),
        ("23.3", 30, "not_parsed", "warning", "write 23.3%"),
        ("=7/9", 9, "not_parsed", "warning", "write 7/9"),
        ("<=3", 30, "not_parsed", "warning", "write <=3 in events"),
        ("28 (16-42)", 50, "not_parsed", "warning", "write 28% (16-42)"),
        ("24", 25, "number_alone", "warning", "write 24 in events, or 24% in reported"),
        ("35", 20, "number_alone", "warning", "more than the 20 patients"),
        ("35 (175%)", 20, "more_events_than_patients", "warning", "more patients than there are"),
        ("15", 30, None, "", ""),
        ("27.8% (15/54)", 54, None, "", ""),
        ("<5%", 114, None, "", ""),
    ],
)
def test_a_count_that_is_lost_is_a_warning_with_what_to_write(paper, audit, reported, n, check, severity, cure):
    p = paper(
        groups=f"group  label  n\nall  All  {n}",
        counts=f"group  outcome  reported\nall  objective_response  {reported}",
    )
    found = audit(p)
    assert [finding.check for finding in found] == ([check] if check else [])
    if check:
        assert found[0].severity == severity and cure in found[0].message


@pytest.mark.parametrize(("n", "severity"), [(56, "note"), (50, "warning")])
def test_a_denominator_printed_with_the_count_is_used(paper, audit, scales, n, severity):
    from reanalysis.derive.tallies import tallies_of

    p = paper(
        groups=f"group  label  n\nall  All  {n}",
        counts="group  outcome  reported\nall  objective_response  27.8% (15/54)",
    )
    (tally,) = tallies_of(p, scales)
    assert (tally.events, tally.n, tally.sources) == (15, 54, ("smith2001/counts.csv:2",))
    (finding,) = audit(p)
    assert (finding.check, finding.severity) == ("printed_n_differs", severity)


def test_a_second_printing_as_a_percentage_is_of_the_first_one_s_patients(paper, audit):
    p = paper(
        groups="group  label  n\nall  All  64",
        counts="group  outcome  events  n  reported  use\nall  objective_response  24  61  .  yes\n"
        "all  objective_response  .  .  39%  no",
    )
    assert checks(audit(p)) == []


def test_an_impossible_percentage_names_what_would_fit(paper, audit):
    p = paper(
        groups="group  label  n\nall  All  54", counts="group  outcome  events  reported\nall  splenomegaly  4  4 (8)"
    )
    (finding,) = audit(p)
    assert (
        finding.expected == "7%" and "no count of 54 prints as 8%" in finding.message and "48 to 53" in finding.message
    )
    assert (finding.table, finding.row, finding.column, finding.severity, finding.inspect_sr) == (
        "counts",
        "2",
        "reported",
        "warning",
        "4.8",
    )


@pytest.mark.parametrize(
    ("n", "reported", "check", "expected"),
    [
        (30, "50%", "count_from_percent", "15/30"),
        (112, "54%", "count_not_unique", "60/112 or 61/112"),
        (114, "48.3%", "percent_not_reproducible", None),
        (20, "12.34%", "percent_not_reproducible", None),
        (20, "150%", "percent_not_reproducible", None),
        (8, "12%", "percent_not_reproducible", None),
    ],
)
def test_percentages_without_counts(paper, audit, n, reported, check, expected):
    p = paper(groups=f"group label n\nall All {n}", counts=f"group outcome reported\nall alive {reported}")
    (finding,) = audit(p, silent={"unknown_name"})
    assert finding.check == check and (expected is None or finding.expected == expected)


@pytest.mark.parametrize(
    ("n", "reported", "said"),
    [
        (114, "48.3%", "55/114 prints so only by rounding twice"),
        (8, "12%", "1/8 prints so only by rounding half to even or by truncation"),
        (
            114,
            "48.4%",
            "no count of 114 prints so, rounded half up, half to even, twice or truncated (55/114 as 48.2% and 56/114 "
            "as 49.1%); the nearest denominators that allow it",
        ),
        (20, "150%", "rounded half up, half to even, twice or truncated; no estimate is made"),
    ],
)
def test_the_rule_of_rounding_is_named(paper, audit, n, reported, said):
    p = paper(groups=f"group label n\nall All {n}", counts=f"group outcome reported\nall alive {reported}")
    (finding,) = audit(p)
    assert said in finding.message


@pytest.mark.parametrize(
    ("sizes", "complete", "found"),
    [
        ((10, 20), "yes", []),
        ((10, 19), "yes", ["parts_do_not_add_up"]),
        ((10, 19), ".", []),
        ((15, 16), ".", ["parts_do_not_add_up"]),
    ],
)
def test_groups_add_up(paper, audit, sizes, complete, found):
    p = paper(
        groups=f"group label n parent split complete\nall All 30 . . .\na A {sizes[0]} all dose {complete}\nb B "
        f"{sizes[1]} all dose {complete}"
    )
    assert checks(audit(p)) == found


def test_two_splits_of_one_parent_are_not_added(paper, audit):
    p = paper(groups="group label n parent split\nall All 30 . .\na A 20 all dose\nb B 20 all sex")
    assert audit(p) == []


@pytest.mark.parametrize(
    ("parts", "found"),
    [((4, 3), []), ((4, 4), ["outcome_parts_do_not_add_up"]), ((3, 3), ["outcome_parts_do_not_add_up"])],
)
def test_counts_of_groups_add_up(paper, audit, parts, found):
    p = paper(
        groups="group label n parent split complete\nall All 30 . . .\na A 15 all dose yes\nb B 15 all dose yes",
        counts=f"group outcome events\nall alive 7\na alive {parts[0]}\nb alive {parts[1]}",
    )
    assert checks(audit(p)) == found


@pytest.mark.parametrize(
    ("progressed", "found"), [(5, []), (4, ["categories_do_not_add_up"]), (6, ["categories_do_not_add_up"])]
)
def test_categories_add_up(paper, audit, progressed, found):
    p = paper(
        groups="group label n\nall All 15",
        categories="group scale category count\nall recist cr 1\nall recist pr 2\nall recist sd 6\nall recist ne "
        f"1\nall recist pd {progressed}",
    )
    assert checks(audit(p)) == found


def test_categories_that_are_not_all_entered_may_sum_to_less(paper, audit):
    assert (
        audit(
            paper(
                groups="group label n\nall All 15",
                categories="group scale category count\nall recist cr 1\nall recist pr 2",
            )
        )
        == []
    )


def test_enrolment(paper, audit):
    p = paper(info={"enrolled": "31"}, groups="group label n role\nall All 30 .\nold Old 99 historical_control")
    assert checks(audit(p)) == ["enrolled_differs"]


def test_an_outcome_is_not_more_frequent_than_what_contains_it(paper, audit):
    p = paper(
        groups="group label n\nall All 15",
        counts="group outcome events\nall objective_response 3\nall complete_response 4",
    )
    assert checks(audit(p)) == ["outcome_order"]


def test_tables_that_give_the_same_number_agree(paper, audit):
    tables = {
        "groups": "group label n\nall All 15",
        "categories": "group scale category count\nall recist cr 1\nall recist pr 2",
    }
    assert audit(paper(**tables, counts="group outcome events\nall objective_response 3")) == []
    (finding,) = audit(paper(**tables, counts="group outcome events\nall objective_response 4"))
    assert (finding.check, finding.entered, finding.expected) == ("tables_disagree", "4", "3")
    assert (finding.table, finding.column) == ("counts", "events")


def test_a_finding_names_a_column_that_its_table_has(paper, audit):
    tables = {
        "groups": "group label n patients_listed\nall All 3 all",
        "categories": "group scale category count\nall recist cr 1\nall recist pr 1\nall recist sd 1",
    }
    listed = "patient group scale category\n1 all recist cr\n2 all recist sd\n3 all recist sd"
    found = [finding for finding in audit(paper(**tables, patients=listed)) if finding.check == "tables_disagree"]
    assert found and {(finding.table, finding.column) for finding in found} == {("categories", "count")}


def test_a_second_printing(paper, audit):
    text = "group  outcome  events  reported  use\nall  alive  13  13 (38)  yes\nall  alive  {}  no"
    groups = "group  label  n\nall  All  34"
    assert audit(paper(groups=groups, counts=text.format("13  13"))) == []
    assert audit(paper(groups=groups, counts=text.format(".  38%"))) == []
    assert checks(audit(paper(groups=groups, counts=text.format("19  19 (56)")))) == ["printed_twice_differently"]


@pytest.mark.parametrize(
    ("stated", "relation", "expression", "wrong"),
    [
        ("19", "=", "6 + 7", True),
        ("13", "=", "6 + 7", False),
        ("56%", "=", "19/34", False),
        ("38%", "=", "19/34", True),
        ("0.6", "=", "19/34", False),
        ("3", "<=", "2", True),
        ("3", ">=", "2", False),
        ("2", "<", "2", True),
        ("56%", ">", "1/2", False),
    ],
)
def test_claims(paper, audit, stated, relation, expression, wrong):
    p = paper(
        groups="group label n\nall All 34",
        claims=f"claim  stated  relation  expression\none  {stated}  {relation}  {expression}",
    )
    assert checks(audit(p)) == (["claim_not_reproducible"] if wrong else [])


LISTED = (
    "patient group scale category value assay\n1 all cytogenetic CR 0 .\n2 all cytogenetic PR {} {}\n3 all "
    "cytogenetic Minor 35 karyotype"
)


@pytest.mark.parametrize(
    ("value", "assay", "found"),
    [
        ("34.9", ".", []),
        ("35", ".", ["label_contradicts_definition", "rate_by_definition"]),
        ("0", "Karyotype", ["label_contradicts_definition", "rate_by_definition"]),
        ("40", "FISH", ["definition_not_for_assay", "rate_by_definition"]),
        ("20", "FISH", ["definition_not_for_assay"]),
        ("101", ".", ["value_outside_definition", "rate_by_definition"]),
    ],
)
def test_labels_against_the_definition(paper, audit, value, assay, found):
    p = paper(groups="group label n patients_listed\nall All 10 responders", patients=LISTED.format(value, assay))
    assert list(dict.fromkeys(checks(audit(p)))) == found


def test_an_unknown_label(paper, audit):
    p = paper(
        groups="group label n patients_listed\nall All 10 responders",
        patients="patient group scale category\n1 all cytogenetic good",
    )
    assert checks(audit(p)) == ["unknown_category"]


def test_a_category_that_the_scale_does_not_have(paper, audit):
    (finding,) = audit(
        paper(groups="group label n\nall All 10", categories="group scale category count\nall recist pdd 1")
    )
    assert (finding.check, finding.expected) == ("unknown_category", "cr or pr or sd or pd or ne")


def test_more_patients_listed_than_there_are(paper, audit):
    p = paper(
        groups="group label n patients_listed\nall All 1 some",
        patients="patient group scale category\n1 all recist CR\n2 all recist PR",
    )
    assert checks(audit(p)) == ["more_listed_than_patients"]


def test_papers_of_one_trial_and_trials_with_two_names(paper, audit):
    groups = "group label n\nall All 1"
    one, two = paper("smith2001", trial="t1", groups=groups), paper("smith2003", trial="t1", groups=groups)
    assert checks(audit(one, two)) == ["same_trial", "same_trial"]
    info = {"registration": "NCT00349934"}
    assert (
        checks(
            audit(
                paper("a2001", trial="x1", groups=groups, info=info),
                paper("b2001", trial="x2", groups=groups, info=info),
            )
        )
        == ["one_trial_two_names"] * 2
    )


def test_a_retraction(paper, audit):
    (finding,) = audit(paper(groups="group label n\nall All 1", info={"retracted": "yes"}))
    assert (finding.check, finding.inspect_sr) == ("retracted", "1.1")


def test_nothing_to_analyse_and_unknown_names_are_notes(paper, audit):
    (finding,) = audit(paper(groups="group label\nall All", statements="statement  group\nit works  all"), silent=set())
    assert finding.check == "nothing_to_analyse" and finding.severity == "note"
    (finding,) = audit(
        paper(groups="group label n\nall All 4", counts="group outcome events\nall objectiv_response 3"), silent=set()
    )
    assert (finding.check, finding.expected) == ("unknown_name", "objective_response")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("all overall_survival median 5 months\nall overall_survival min 6 months", ["order_of_statistics"]),
        ("all overall_survival median 5 months\nall overall_survival max 26+ months", []),
        ("all overall_survival median 5 months\nall overall_survival max 100 days", ["order_of_statistics"]),
        (
            "all progression_free_survival median 9 months\nall overall_survival median 8 months",
            ["progression_after_death"],
        ),
        ("all overall_survival min 3 months\npart overall_survival min 2 months", ["range_beyond_whole"]),
        ("all overall_survival min 3 months\npart overall_survival min 3 months", []),
        ("all overall_survival max 9 months\npart overall_survival max 9 months", []),
        ("all overall_survival max 9 months\npart overall_survival max 9 months", []),
    ],
)
def test_summaries(paper, audit, rows, found):
    p = paper(
        groups="group label n parent\nall All 9 .\npart Part 4 all",
        summaries=f"group endpoint statistic value unit\n{rows}",
    )
    assert checks(audit(p)) == found


def test_survival_falls_and_values_lie_within_their_limits(paper, audit):
    p = paper(
        groups="group label n\nall All 9",
        summaries="""
        group  endpoint          statistic  at  value  value_unit  unit    low  high
        all    overall_survival  survival   12  70     percent     months  .    .
        all    overall_survival  survival   6   60     percent     months  61   80
    """,
    )
    assert sorted(checks(audit(p))) == ["outside_its_interval", "survival_rises"]


def test_no_listed_time_is_longer_than_the_follow_up(paper, audit):
    p = paper(
        groups="group label n\nall All 1",
        times="patient group endpoint time unit\n1 all overall_survival 13 months",
        summaries="group statistic value unit\nall follow_up_max 1 years",
    )
    assert checks(audit(p)) == ["longer_than_follow_up"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("max . 13 . months", 1),
        ("max . 12 . months", 0),
        ("median . 53 . weeks", 1),
        ("median . >13 . months", 0),
        ("survival 24 40 percent months", 1),
        ("survival 6 40 percent months", 0),
    ],
)
def test_no_printed_time_is_longer_than_the_follow_up(paper, audit, rows, found):
    p = paper(
        groups="group label n\nall All 9",
        summaries=f"group endpoint statistic at value value_unit unit\nall overall_survival {rows}\nall . "
        "follow_up_max . 12 . months",
    )
    assert checks(audit(p)) == ["longer_than_follow_up"] * found


@pytest.mark.parametrize(
    ("median", "at", "percent", "found"),
    [
        ("10 months", "12 months", "50", 0),
        ("10 months", "12 months", "51", 1),
        ("10 months", "12 months", "50.4", 1),
        ("12.4 months", "12 months", "51", 0),
        ("10 months", "6 months", "49", 1),
        ("10 months", "10 months", "44", 0),
        ("NE months", "24 months", "49", 1),
        ("NE months", "24 months", "50", 0),
        (">9 months", "12 months", "60", 0),
        ("1 years", "6 months", "45", 0),
        ("1 years", "5 months", "45", 1),
    ],
)
def test_percentages_lie_on_the_right_side_of_the_median(paper, audit, median, at, percent, found):
    time, unit = at.split()
    p = paper(
        groups="group label n\nall All 9",
        summaries=f"""
        group endpoint statistic at value value_unit unit
        all overall_survival median . {median.split()[0]} . {median.split()[1]}
        all overall_survival survival {time} {percent} percent {unit}
    """,
    )
    assert checks(audit(p)) == ["survival_contradicts_median"] * found


def test_percentages_rise_whatever_they_are_printed_in(paper, audit):
    p = paper(
        groups="group label n\nall All 9",
        summaries="""
        group endpoint statistic at value value_unit unit
        all overall_survival survival 6 0.6 fraction months
        all overall_survival survival 1 70 percent years
    """,
    )
    (finding,) = audit(p)
    assert (finding.check, finding.row, finding.expected) == ("survival_rises", "3", "at most 0.6")


def test_fewer_alive_than_free_of_progression(paper, audit):
    p = paper(
        groups="group label n\nall All 9",
        summaries="""
        group endpoint statistic at value value_unit unit assessor
        all progression_free_survival survival 12 60 percent months independent
        all progression_free_survival survival 24 60 percent months independent
        all overall_survival survival 1 55 percent years .
        all overall_survival median . 8 . months .
        all progression_free_survival median . 9 . months independent
    """,
    )
    found = [finding for finding in audit(p) if finding.check == "progression_after_death"]
    assert [(finding.row, finding.entered) for finding in found] == [("2", "60"), ("6", "9")]
    assert "at 12 months (60%) is above that of overall survival (55%)" in found[0].message


def test_the_same_number_in_two_arms_is_two_patients_and_said(paper, audit):
    p = paper(
        groups="group label n parent split\nall All 4 . .\na A 2 all arm\nb B 2 all arm",
        patients="patient group scale category\n1 a recist CR\n1 b recist PR",
    )
    assert checks(audit(p)) == ["same_name_in_two_groups"]
    q = paper(
        info={"design": "crossover"},
        groups="group label n parent split\nall All 2 . .\na A 2 all arm\nb B 2 all arm",
        patients="patient group scale category\n1 a recist CR\n1 b recist PR",
    )
    assert checks(audit(q)) == ["listed_twice_differently"]


@pytest.mark.parametrize(
    ("first", "second", "check", "severity", "words"),
    [
        ("printed", "printed", "printed_twice_differently", "warning", "is printed twice and differently: 13/34"),
        (
            "printed",
            "inferred",
            "inferred_otherwise",
            "note",
            "19/34 is inferred, so this is no contradiction in print",
        ),
        ("inferred", "inferred", "inferred_otherwise", "note", "both are inferred"),
    ],
)
def test_our_own_inferences_are_never_called_printed(paper, audit, first, second, check, severity, words):
    p = paper(
        groups="group  label  n\nall  All  34",
        counts="group  outcome  events  basis  use\n"
        f"all  objective_response  13  {first}  yes\nall  objective_response  19  {second}  no",
    )
    (finding,) = audit(p)
    assert (finding.check, finding.severity) == (check, severity) and words in finding.message


@pytest.mark.parametrize(("basis", "severity"), [("printed", "warning"), ("inferred", "note")])
def test_a_percentage_of_an_inferred_number_of_patients_is_not_held_against_the_paper(paper, audit, basis, severity):
    p = paper(
        groups=f"group  label  n  basis\nall  All  20  {basis}",
        counts="group  outcome  reported\nall  objective_response  12.34%",
    )
    (finding,) = audit(p)
    assert (finding.check, finding.severity) == ("percent_not_reproducible", severity)
    assert ("not printed here but inferred" in finding.message) == (basis == "inferred")


@pytest.mark.parametrize(
    ("relation", "stated", "words"),
    [
        ("<=", "30", "40 - 20 is 20, less than the 30 that is stated"),
        (">=", "10", "40 - 20 is 20, more than the 10 that is stated"),
        ("<", "20", "40 - 20 is 20, not more than the 20 that is stated"),
        (">", "20", "40 - 20 is 20, not less than the 20 that is stated"),
        ("<=", "20", ""),
    ],
)
def test_conditions_that_do_not_hold_are_said_plainly(paper, audit, relation, stated, words):
    p = paper(
        groups="group  label  n\nall  All  34",
        claims=f"claim  stated  relation  expression\nrise  {stated}  {relation}  40 - 20",
    )
    found = audit(p)
    assert [finding.short for finding in found] == ([words] if words else [])


@pytest.mark.parametrize(
    ("events", "told"), [("31", ["rounding_habit"]), (".", ["rounding_habit", *["percent_not_reproducible"] * 3])]
)
def test_no_percentage_is_dropped_for_a_habit_that_no_count_proves(paper, audit, events, told):
    rest = {"31": ("37", "43"), ".": (".", ".")}[events]
    p = paper(
        groups="group label n\nall All 114",
        counts=f"group outcome events reported\nall nausea {events} 27.1%\nall fatigue {rest[0]} 32.4%\n"
        f"all rash {rest[1]} 37.7%\nall cough . 20.1%",
    )
    assert sorted(checks(audit(p))) == sorted(told)


def test_categories_above_a_whole_are_told_once_whatever_scales_have_them(paper, dataset, outcomes, scales):
    single = {"outcomes": {"complete_response": ("cr",), "partial_response": ("pr",)}}
    alike = {name: scales["recist"].model_copy(update=single) for name in ("recist", "irecist", "who")}
    p = paper(
        groups="group label n\nall All .",
        counts="group outcome reported\nall complete_response 60%\nall partial_response 50%",
    )
    found = audit_dataset(dataset(p), outcomes, alike, AuditConfig())
    (told,) = [finding for finding in found if finding.check == "percentages_above_whole"]
    assert told.entered == "110%"
